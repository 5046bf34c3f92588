"""One rate printed more than once, for the frame `restatement` (LF108).

A work report repeats the growth of the budget report, a summary that of the account.  Rates are one
where they are of one kind, of a quantity of which a book has one, on one basis; comparable rates
同口径 among themselves.  A coarser one must be the rounding of the finer.  What differs within one
document may have left a basis unsaid, so it is undecided; between documents it is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from luohu_fiscal.identities import identity
from luohu_fiscal.model.figures import Claim
from luohu_fiscal.model.vocabulary import Basis, ClaimKind, Role
from luohu_fiscal.money.amount import half_place
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.reconcile.compose import note
from luohu_fiscal.reconcile.finding import Finding, Mention, Note, Severity, Verdict
from luohu_fiscal.reconcile.places import Placed
from luohu_fiscal.reconcile.quantities import ONE_OF_A_BOOK, Quantity
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["rates_again"]

#: Last year's outcome, however it is called.
_OUTCOME = frozenset({None, Basis.PRIOR, Basis.PRIOR_EXECUTION, Basis.PRIOR_FINAL})
#: What a line does in its account, whatever it is called there.
_LINES = frozenset({Role.OWN_REVENUE, Role.TOTAL, Role.COMPONENT})


class _Key(NamedTuple):
    quantity: Quantity
    kind: ClaimKind
    basis: Basis | None
    comparable: bool


class _Printed(NamedTuple):
    claim: Claim
    about: Placed


def rates_again(scene: Scene) -> Iterator[Finding]:
    """Every rate printed more than once: one finding of all that agree, one of each other value."""
    found: dict[_Key, list[_Printed]] = {}
    for number, report in enumerate(scene.reports):
        for claim in report.claims:
            about = scene.figure(number, claim.figure)
            key = None if about is None else _key(scene, claim, about)
            if about is not None and key is not None:
                found.setdefault(key, []).append(_Printed(claim, about))
    for printed in found.values():
        for group in _of_one_amount(printed):
            yield from _agree(group)


def _of_one_amount(printed: Sequence[_Printed]) -> list[list[_Printed]]:
    """The printings of one quantity: of one name, and within a document of amounts that can be one.

    企业所得税 and 增值税 are both tax, and of several funds each has its 支出.
    """
    groups: list[list[_Printed]] = []
    for one in printed:
        alike = next((group for group in groups if _one_quantity(group[0], one)), None)
        if alike is None:
            groups.append([one])
        elif all(one.about != other.about for other in alike):
            alike.append(one)
    return groups


def _one_quantity(one: _Printed, other: _Printed) -> bool:
    mine, theirs = one.about.figure, other.about.figure
    named = mine.label == theirs.label or (mine.role in _LINES and theirs.role in _LINES)
    # Another document may have the amount as it came out in the end.
    apart = one.about.report != other.about.report
    return named and (apart or mine.amount.interval.meets(theirs.amount.interval))


def _agree(printed: Sequence[_Printed]) -> Iterator[Finding]:
    finest = min(printed, key=lambda one: half_place(one.claim.value))
    alike = [one for one in printed if _verdict(one, finest) is not Verdict.BREACH]
    if len(alike) > 1:
        coarsest = max(alike, key=lambda one: half_place(one.claim.value))
        yield _compared(coarsest, finest, alike)
    others: dict[tuple[int, Decimal], list[_Printed]] = {}
    for one in printed:
        if one not in alike:
            others.setdefault((one.about.report, one.claim.value), []).append(one)
    for group in others.values():
        yield _compared(group[0], finest, [*group, finest])


def _key(scene: Scene, claim: Claim, about: Placed) -> _Key | None:
    quantity = scene.quantities.quantity(about)
    one_of_a_book = about.figure.concept in ONE_OF_A_BOOK
    if quantity is None or not one_of_a_book or claim.qualifier or claim.restored:
        return None
    if claim.kind is ClaimKind.SHARE:
        return None
    basis = (
        Basis.PRIOR if claim.kind is ClaimKind.GROWTH and claim.basis in _OUTCOME else claim.basis
    )
    return _Key(quantity, claim.kind, basis, claim.comparable)


def _apart(one: _Printed, finest: _Printed) -> tuple[Decimal, Decimal]:
    """By how much two printings differ, and what rounding explains of it."""
    mine, theirs = half_place(one.claim.value), half_place(finest.claim.value)
    slack = EXACT.add(mine, theirs) if mine != theirs else EXACT.subtract(mine, mine)
    return EXACT.subtract(one.claim.value, finest.claim.value), slack


def _verdict(one: _Printed, finest: _Printed) -> Verdict:
    difference, slack = _apart(one, finest)
    if not difference:
        return Verdict.EXACT
    return Verdict.WITHIN_ROUNDING if difference.copy_abs() < slack else Verdict.BREACH


def _compared(one: _Printed, finest: _Printed, places: Sequence[_Printed]) -> Finding:
    rule, figure = identity("LF108"), one.about.figure
    difference, slack = _apart(one, finest)
    verdict, severity = _verdict(one, finest), Severity.OK
    remarks: tuple[Note, ...] = ()
    if verdict is Verdict.BREACH:
        apart = one.about.report != finest.about.report
        remarks = (note("mechanism", mechanism="other_document" if apart else "basis_unsaid"),)
        severity = Severity.WARNING if apart else Severity.NOTE
        verdict = Verdict.BREACH if apart else Verdict.UNDECIDED
    return Finding(
        rule=rule.code,
        name=rule.name,
        verdict=verdict,
        severity=severity,
        book=figure.book,
        scope=figure.scope,
        fiscal_year=figure.fiscal_year,
        stage=figure.stage,
        stated=one.claim.value,
        calculated=finest.claim.value,
        difference=difference,
        slack=slack,
        unit="%",
        notes=remarks,
        places=tuple(_mention(printed) for printed in places),
    )


def _mention(one: _Printed) -> Mention:
    words = f"{one.about.figure.label} {one.claim.value:f}%"
    return Mention(one.about.report, one.claim.id, words, one.claim.source)
