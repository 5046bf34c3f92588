"""Planting errors: one printed number is changed, and the judge says what that breaks.

Nothing is taken on trust: an error is kept only where it breaks what the exercise is about and nothing
the sheet does not speak of, where errors do not hide or share each other's breaches, and where the
corrections that the key accepts leave no breach behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from luohu_fiscal.classroom.chance import Chance
from luohu_fiscal.classroom.key import Broken, Correction, PlantedError
from luohu_fiscal.classroom.kinds import Kind
from luohu_fiscal.classroom.slips import AMOUNT_SLIPS, RATE_SLIPS, Printed, Slip
from luohu_fiscal.identities import Linear, identity
from luohu_fiscal.identities.expression import Relator
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.model.vocabulary import Book
from luohu_fiscal.money.amount import Amount
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.reconcile import Finding, Severity, Verdict, reconcile

__all__ = ["Breach", "breaches", "changed", "plant"]

#: How often a cell and a slip are tried for one error before another sheet is drawn.
_TRIES = 80
#: More corrections than this would make finding the place a guess.
_MOST_ACCEPTED = 5
#: What is judged over other findings; the whole sheet is judged with it at the end.
_JOINTLY = "LF801"


@dataclass(frozen=True)
class Breach:
    """A breach by its rule and cells, and the sum it rests on."""

    rule: str
    cells: frozenset[str]


class _Judged:
    """A report and what the judge says of it, by rule and cells."""

    def __init__(
        self,
        report: BudgetReport,
        ignore: Iterable[str] = (_JOINTLY,),
        select: Iterable[str] = (),
    ) -> None:
        self.report = report
        self.findings = reconcile(report, ignore=ignore, select=select).findings

    @cached_property
    def breaches(self) -> dict[Breach, Finding]:
        return {_breach(one): one for one in self.findings if one.verdict is Verdict.BREACH}

    @cached_property
    def judged(self) -> dict[str, set[Breach]]:
        """What each cell takes part in, as far as it could be judged."""
        found: dict[str, set[Breach]] = {}
        for one in self.findings:
            if one.verdict is not Verdict.UNDECIDED:
                for cell in _cells(one):
                    found.setdefault(cell, set()).add(_breach(one))
        return found

    @cached_property
    def sums(self) -> dict[str, set[Breach]]:
        """The equalities each cell takes part in: a correction must break none of them."""
        sums = {_breach(one) for one in self.findings if _is_sum(one)}
        return {cell: found & sums for cell, found in self.judged.items()}


def _cells(finding: Finding) -> frozenset[str]:
    cells = frozenset(term.figure for term in finding.terms)
    return cells if finding.claim is None else cells | {finding.claim}


def _breach(finding: Finding) -> Breach:
    return Breach(finding.rule, _cells(finding))


def _is_sum(finding: Finding) -> bool:
    form = identity(finding.rule).readings[""].normal
    return isinstance(form, Linear) and form.relator is Relator.EQUAL


def breaches(report: BudgetReport) -> frozenset[Breach]:
    """Everything on a sheet that cannot be true, by rule and cells."""
    return frozenset(_Judged(report, ()).breaches)


def changed(report: BudgetReport, numbers: Mapping[str, Decimal]) -> BudgetReport:
    """The report with other numbers in some cells, amounts in the unit they were printed in."""
    figures = tuple(
        one.model_copy(update={"amount": Amount(numbers[one.id], one.amount.unit)})
        if one.id in numbers
        else one
        for one in report.figures
    )
    claims = tuple(
        one.model_copy(update={"value": numbers[one.id]}) if one.id in numbers else one
        for one in report.claims
    )
    # Made anew: a copy would keep the indexes of the report it was copied from.
    fields = {name: getattr(report, name) for name in BudgetReport.model_fields}
    return BudgetReport(**{**fields, "figures": figures, "claims": claims})


def plant(
    sound: BudgetReport, kind: Kind, count: int, chance: Chance
) -> tuple[BudgetReport, tuple[PlantedError, ...]] | None:
    """The report with `count` errors, and what they are; None where this sheet does not take so many."""
    judged = _Judged(sound, ())
    if judged.breaches:
        raise AssertionError(f"the sheet is not sound before planting: {list(judged.breaches)}")
    judged = _Judged(sound)
    errors: list[PlantedError] = []
    rules = chance.shuffled(kind.rules)
    for number in range(count):
        taken = _planted(errors)
        # Every rule of the kind has its turn; where one takes no more errors, the next has.
        turn = [rules[(number + step) % len(rules)] for step in range(len(rules))]
        error = next(
            (one for rule in turn if (one := _one(judged, kind, rule, taken, chance))), None
        )
        if error is None:
            return None
        errors.append(error)
    report = changed(sound, {one.cell: one.printed for one in errors})
    if breaches(report) != _planted(errors):
        return None
    judged_together = [_together(report, error, errors) for error in errors]
    found = tuple(error for error in judged_together if error is not None)
    return (report, found) if len(found) == len(errors) else None


def _planted(errors: Iterable[PlantedError]) -> frozenset[Breach]:
    return frozenset(
        Breach(one.rule, frozenset(one.cells)) for error in errors for one in error.breaks
    )


def _together(
    report: BudgetReport, error: PlantedError, errors: Iterable[PlantedError]
) -> PlantedError | None:
    """The error with those corrections that take away its breaches and leave the others' as they are.

    None where the true number does not: then errors hide each other, though no breach is missing.
    """
    left = _planted(errors) - _planted([error])
    good = tuple(
        one for one in error.accepts if breaches(changed(report, {one.cell: one.value})) == left
    )
    if good[:1] != error.accepts[:1]:
        return None
    return error.model_copy(update={"accepts": good})


def _one(
    sound: _Judged, kind: Kind, rule: str, taken: frozenset[Breach], chance: Chance
) -> PlantedError | None:
    """An error that breaks the rule, nothing beside what the kind allows, and nothing twice."""
    cells = sorted(
        cell
        for cell, sums in sound.sums.items()
        if any(one.rule == rule for one in sound.judged[cell])
        and not sums & taken
        and {one.rule for one in sums} <= set(kind.all_rules)
        and _may_hold(sound.report, cell, rule)
    )
    for _ in range(_TRIES if cells else 0):
        cell = chance.one_of(cells)
        printed, slips = _printed(sound.report, cell)
        slip = chance.one_of(sorted(slips))
        number = slips[slip](printed, chance)
        if (
            number is None
            or number == printed.number
            or (cell in sound.report.by_id and number <= 0)
        ):
            continue
        report = changed(sound.report, {cell: number})
        if rule not in {one.rule for one in _Judged(report, select=(rule,)).breaches}:
            continue
        error = _error(sound, kind, rule, cell, slip, report)
        if error is not None and not taken & _planted([error]):
            return error
    return None


def _may_hold(report: BudgetReport, cell: str, rule: str) -> bool:
    """Not the book whose lines are rounded one by one; and of a rate, the rate itself."""
    figure = report.by_id.get(cell)
    if figure is None:
        return True
    return figure.book is not Book.STATE_CAPITAL and not rule.startswith("LF4")


def _printed(report: BudgetReport, cell: str) -> tuple[Printed, Mapping[str, Slip]]:
    figure = report.by_id.get(cell)
    if figure is not None:
        return Printed(figure.amount.printed, tuple(_same_row(report, figure))), AMOUNT_SLIPS
    claim = next(one for one in report.claims if one.id == cell)
    others = tuple(
        one.value for one in report.claims if one.figure == claim.figure and one is not claim
    )
    return Printed(claim.value, others), RATE_SLIPS


def _same_row(report: BudgetReport, figure: Figure) -> Iterator[Decimal]:
    row = figure.id[:-1]
    for one in report.figures:
        if one.id[:-1] == row and one is not figure:
            yield one.amount.printed


def _error(
    sound: _Judged, kind: Kind, rule: str, cell: str, slip: str, report: BudgetReport
) -> PlantedError | None:
    judged = _Judged(report)
    broken = judged.breaches
    rules = {one.rule for one in broken}
    clear = all(one.severity in (Severity.ERROR, Severity.WARNING) for one in broken.values())
    if rule not in rules or not rules <= set(kind.all_rules) or not clear:
        return None
    accepted = _accepted(sound, judged, cell)
    if not accepted or len(accepted) > _MOST_ACCEPTED:
        return None
    return PlantedError(
        cell=cell,
        **_named(sound.report, cell),
        printed=_number(report, cell),
        correct=_number(sound.report, cell),
        slip=slip,
        breaks=tuple(
            Broken(rule=one.rule, cells=tuple(sorted(one.cells, key=in_order)))
            for one in sorted(broken, key=lambda one: (one.rule, sorted(one.cells)))
        ),
        accepts=accepted,
    )


def in_order(cell: str) -> tuple[int, str]:
    """Cells by row, then by column: 2a, 2b, 10a."""
    return int(cell[:-1]), cell[-1]


def _number(report: BudgetReport, cell: str) -> Decimal:
    figure = report.by_id.get(cell)
    if figure is not None:
        return figure.amount.printed
    return next(one.value for one in report.claims if one.id == cell)


def _named(report: BudgetReport, cell: str) -> dict[str, str]:
    figure, unit = report.by_id.get(cell), ""
    if figure is None:
        claim = next(one for one in report.claims if one.id == cell)
        figure, unit = report.by_id[claim.figure or ""], claim.unit
        item = f"{figure.label}{claim.kind.zh}"
    else:
        unit, item = figure.amount.unit.value, figure.label
    assert figure.book is not None and figure.stage is not None
    account = f"{figure.book.zh}{figure.fiscal_year}年{figure.stage.zh}"
    return {"item": item, "account": account, "unit": unit}


def _accepted(sound: _Judged, wrong: _Judged, cell: str) -> tuple[Correction, ...]:
    """The corrections of one number that may take the breaches away, the true one first.

    A rate is corrected in its own cell.  Of an amount a broken sum says by how much it is off, and so
    what any of its figures would have to be; those that stand in another sum as well are fixed by it.
    """
    true = Correction(cell=cell, value=_number(sound.report, cell))
    if cell not in sound.report.by_id:
        return (true,)
    sums = {breach: one for breach, one in wrong.breaches.items() if _is_sum(one)}
    if not sums:
        return ()
    shared = frozenset.intersection(*(breach.cells for breach in sums))
    found = [true]
    finding = next(iter(sums.values()))
    for other in sorted(shared - {cell}, key=in_order):
        if not wrong.sums[other] <= sums.keys():
            continue
        value = _closing(finding, wrong.report, other)
        if value is not None:
            found.append(Correction(cell=other, value=value))
    return tuple(found)


def _closing(finding: Finding, report: BudgetReport, cell: str) -> Decimal | None:
    """What a cell must read for a broken sum to be exact; None where that is no amount above zero."""
    term = next(one for one in finding.terms if one.figure == cell)
    assert finding.difference is not None
    away = finding.difference if (term.sign > 0) == (term.side == "stated") else -finding.difference
    value = EXACT.subtract(report.by_id[cell].amount.printed, away)
    return value if value > 0 else None
