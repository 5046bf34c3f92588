"""Numbers that are none (102,91): no list that holds one passes without it, and its sums tell what it would be.

`held_open` goes over what the frames found: a finding whose sum lacks a malformed number is left
undecided, with the interval in which that number would have to lie.  The frame `malformed` (LF904)
names each with its place and with what those sums tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from luohu_fiscal.errors import AmountError
from luohu_fiscal.identities import identity
from luohu_fiscal.model.figures import MALFORMED, Figure, Slot, Unplaced
from luohu_fiscal.model.vocabulary import Role, Side
from luohu_fiscal.money.amount import Amount, Unit
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.money.printed import is_cell_error
from luohu_fiscal.reconcile.accounts import ADDENDS, CLOSING_ROLES
from luohu_fiscal.reconcile.compose import in_unit, note
from luohu_fiscal.reconcile.finding import Finding, Mention, Severity, Term, Verdict
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["held_open", "malformed"]

#: A figure and the list under it; the total of a side and its lines; what is left of an account.
_PARTS = frozenset({"LF101", "LF106", "LF107"})
_LISTS = {"LF102": Side.RESOURCES, "LF103": Side.USES}
_ACCOUNT = frozenset({"LF102", "LF103", "LF104", "LF105", "LF601"})
#: What an identity calls a number that is not printed, by what the number does.
_OPERANDS: Mapping[tuple[Role, Side | None], str] = {
    (Role.TOTAL, Side.RESOURCES): "total_resources",
    (Role.TOTAL, Side.USES): "total_uses",
}
_CODE = "malformed"
#: Remarks on a list that may be open: what it lacks is at the most what is left.
_LOOSE = frozenset({"remainder", "either_reading"})
#: Remarks on how a sum came out that no longer stand where one of its numbers is none.
_OF_SUM = _LOOSE | {"list_exceeds_total", "truncation", "own_line_alone"}
#: So many values within rounding are looked through for the one that the printed digits fit.
_TRIED = 200


class _Hole(NamedTuple):
    """A malformed number that holds a place in an account: its report and its row there."""

    report: int
    number: int
    entry: Unplaced
    slot: Slot


def _holes(scene: Scene) -> Iterator[_Hole]:
    for report, one in enumerate(scene.reports):
        for number, entry in enumerate(one.unplaced):
            slot = entry.slot
            if slot is not None and (slot.statement or slot.parent or slot.parts):
                yield _Hole(report, number, entry, slot)


def held_open(scene: Scene, findings: Sequence[Finding]) -> list[Finding]:
    """The findings, each whose sum lacks a malformed number undecided."""
    holes = list(_holes(scene))
    if not holes:
        return list(findings)
    return [_opened(scene, finding, holes) for finding in findings]


def _opened(scene: Scene, finding: Finding, holes: Iterable[_Hole]) -> Finding:
    lacking = [one for one in holes if _lacks(scene, finding, one)]
    if not lacking:
        return finding
    needed = _needed(scene, finding, lacking[0]) if len(lacking) == 1 else None
    codes = {one.code for one in finding.notes}
    loose = finding.rule == "LF107" or bool(codes & _LOOSE)
    notes = tuple(
        note(_CODE, number=_shown(one.entry), report=one.report, row=one.number, loose=loose)
        for one in lacking
    )
    return replace(
        finding,
        verdict=Verdict.UNDECIDED,
        severity=Severity.NOTE,
        difference=None,
        slack=None,
        implied=needed,
        notes=(*(one for one in finding.notes if one.code not in _OF_SUM), *notes),
    )


def _shown(entry: Unplaced) -> str:
    return f"{entry.amount}{'' if is_cell_error(entry.amount) else entry.unit}"


def _figures(scene: Scene, finding: Finding) -> Iterator[tuple[Term, Figure]]:
    for term in finding.terms:
        yield term, scene.reports[term.report].by_id[term.figure]


def _lacks(scene: Scene, finding: Finding, hole: _Hole) -> bool:
    """True where the sum that a finding judged would hold the number."""
    slot, rule = hole.slot, finding.rule
    if not finding.terms or finding.terms[0].report != hole.report:
        return False
    if slot.parent is not None:
        return rule in _PARTS and any(
            term.side == "stated" and term.figure == slot.parent for term in finding.terms
        )
    if rule not in _ACCOUNT or slot.statement is None:
        return False
    figures = [one for _, one in _figures(scene, finding)]
    if not any(one.statement == slot.statement for one in figures):
        return False
    if slot.role is Role.TOTAL:
        return _OPERANDS.get((slot.role, slot.side)) in _missing(finding)
    if rule in _LISTS:
        return slot.side is _LISTS[rule] and slot.role in ADDENDS
    if slot.role in CLOSING_ROLES:
        return True
    # A total that was taken from its list.
    return slot.role in ADDENDS and _beside(slot, figures) is not None


def _beside(slot: Slot, figures: Iterable[Figure]) -> Figure | None:
    """A line of the list in which the number stands."""
    return next(
        (
            one
            for one in figures
            if one.statement == slot.statement
            and one.side is slot.side
            and one.parent is None
            and one.role in ADDENDS
        ),
        None,
    )


def _missing(finding: Finding) -> set[str]:
    return {one.values["operand"] for one in finding.notes if one.code == "not_printed"}


def _needed(scene: Scene, finding: Finding, hole: _Hole) -> tuple[Decimal, Decimal] | None:
    """Between which values the number would have to lie, in the unit of the finding."""
    if finding.difference is None or finding.slack is None:
        named = _OPERANDS.get((hole.slot.role, hole.slot.side), hole.slot.concept)
        return finding.implied if named in _missing(finding) else None
    off = finding.difference
    for term, one in _figures(scene, finding):
        # A line of the same list enters as the number would; all else is on the calculated side.
        if one is _beside(hole.slot, [one]) and hole.slot.parent is None:
            adds = (term.sign > 0) == (term.side == "stated")
            off = off.copy_negate() if adds else off
            break
    return EXACT.subtract(off, finding.slack), EXACT.add(off, finding.slack)


def malformed(scene: Scene, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Every malformed number, an error where it stands in an account."""
    told: dict[tuple[int, int], list[Finding]] = {}
    for finding in findings:
        for one in finding.notes:
            if one.code == _CODE:
                key = int(one.values["report"]), int(one.values["row"])
                told.setdefault(key, []).append(finding)
    for report, read in enumerate(scene.reports):
        for number, entry in enumerate(read.unplaced):
            if entry.reason == MALFORMED:
                yield _finding(scene, report, entry, told.get((report, number), ()))


def _finding(scene: Scene, report: int, entry: Unplaced, findings: Sequence[Finding]) -> Finding:
    rule, slot = identity("LF904"), entry.slot or Slot()
    placed = bool(slot.statement or slot.parent or slot.parts)
    recognised = entry.source is not None and bool(entry.source.confidence)
    changes = list(_changes(scene, report, entry, findings))
    said = note("no_number", number=_shown(entry))
    return Finding(
        rule=rule.code,
        name=rule.name,
        verdict=Verdict.BREACH if placed else Verdict.UNDECIDED,
        severity=Severity.ERROR if placed and not recognised else Severity.WARNING,
        book=slot.book,
        scope=slot.scope,
        fiscal_year=slot.fiscal_year,
        stage=slot.stage,
        unit=entry.unit,
        notes=(said,) if placed else (said, note("no_account")),
        places=(Mention(report, "", f"{slot.label} {_shown(entry)}".strip(), entry.source),),
        explanations=tuple(changes),
    )


def _changes(
    scene: Scene, report: int, entry: Unplaced, findings: Sequence[Finding]
) -> Iterator[Mapping[str, object]]:
    """What the number would have to be, by each value that a sum tells."""
    if entry.unit not in set(Unit):
        return
    unit = Unit(entry.unit)
    closes: dict[str, list[str]] = {}
    for finding in findings:
        if finding.implied is not None:
            shown, fits = _fitting(entry.amount, finding.implied, Unit(finding.unit), unit)
            if shown is not None and (fits or not _is_loose(finding)):
                closes.setdefault(str(shown), []).append(finding.rule)
    if entry.slot is not None and len(entry.slot.parts) > 1:
        parts = [scene.reports[report].by_id[one].value for one in entry.slot.parts]
        total = Decimal(0)
        for part in parts:
            total = EXACT.add(total, part)
        if (sum_of_parts := _amount(in_unit(total, unit), unit)) is not None:
            closes.setdefault(str(sum_of_parts), []).append("LF106")
    for replacement, rules in closes.items():
        yield MappingProxyType(
            {
                "kind": _CODE,
                "figure": None,
                "replacement": replacement,
                "closes": sorted(set(rules)),
                "unique": len(closes) == 1,
            }
        )


def _is_loose(finding: Finding) -> bool:
    return any(one.code == _CODE and one.values["loose"] == "True" for one in finding.notes)


def _fitting(
    printed: str, implied: tuple[Decimal, Decimal], said: Unit, unit: Unit
) -> tuple[Amount | None, bool]:
    """The value in the middle, or the one within rounding that keeps the printed digits in order.

    And whether it keeps them: a value that does not is what the sum tells all the same.  None where it
    has more digits than an amount may have.
    """
    lo, hi = (EXACT.multiply(end, said.yuan) for end in implied)
    middle = in_unit(EXACT.divide(EXACT.add(lo, hi), Decimal(2)), unit)
    kept = re.sub(r"\D", "", printed)
    step = Decimal(1).scaleb(int(middle.as_tuple().exponent))
    reach = int(EXACT.subtract(in_unit(hi, unit), middle) / step)
    near = [
        EXACT.add(middle, EXACT.multiply(step, Decimal(off)))
        for off in range(-min(reach, _TRIED), min(reach, _TRIED) + 1)
    ]
    fits = [one for one in near if _keeps(kept, f"{one:f}")]
    chosen = fits[0] if len(fits) == 1 and middle not in fits else middle
    return _amount(chosen, unit), bool(kept) and chosen in fits


def _amount(number: Decimal, unit: Unit) -> Amount | None:
    try:
        return Amount(number, unit)
    except AmountError:
        return None


def _keeps(digits: str, text: str) -> bool:
    """True where the digits stand in a text in their order, others between them or not."""
    rest = iter(text)
    return all(digit in rest for digit in digits)
