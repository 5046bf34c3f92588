"""One rate printed more than once, for the frame `restatement` (LF108).

A work report repeats the growth of the budget report, a summary that of the account.  Rates are one
where they are of one kind, of a quantity of which a book has one, on one basis; comparable rates
同口径 among themselves.  A coarser one must be the rounding of the finer.  What differs within one
document may have left a basis unsaid, so it is undecided; between documents it is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from luohu_fiscal.identities import identity
from luohu_fiscal.model.figures import Claim
from luohu_fiscal.model.vocabulary import Basis, ClaimKind
from luohu_fiscal.money.amount import half_place
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.reconcile.compose import note
from luohu_fiscal.reconcile.finding import Finding, Mention, Severity, Verdict
from luohu_fiscal.reconcile.places import Placed
from luohu_fiscal.reconcile.quantities import ONE_OF_A_BOOK, Quantity
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["rates_again"]

#: Last year's outcome, however it is called.
_OUTCOME = frozenset({None, Basis.PRIOR, Basis.PRIOR_EXECUTION, Basis.PRIOR_FINAL})


class _Key(NamedTuple):
    quantity: Quantity
    kind: ClaimKind
    basis: Basis | None
    comparable: bool


class _Printed(NamedTuple):
    claim: Claim
    about: Placed


def rates_again(scene: Scene) -> Iterator[Finding]:
    """Every later printing of a rate against the first that is as fine as any."""
    found: dict[_Key, list[_Printed]] = {}
    for number, report in enumerate(scene.reports):
        for claim in report.claims:
            about = scene.figure(number, claim.figure)
            key = None if about is None else _key(scene, claim, about)
            if about is not None and key is not None:
                found.setdefault(key, []).append(_Printed(claim, about))
    for printed in found.values():
        finest = min(printed, key=lambda one: half_place(one.claim.value))
        for one in printed:
            if one is not finest and one.about != finest.about:
                yield _compared(one, finest)


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


def _compared(one: _Printed, finest: _Printed) -> Finding:
    rule = identity("LF108")
    mine, theirs = half_place(one.claim.value), half_place(finest.claim.value)
    difference = EXACT.subtract(one.claim.value, finest.claim.value)
    slack = EXACT.add(mine, theirs) if mine != theirs else EXACT.subtract(mine, mine)
    apart = one.about.report != finest.about.report
    if not difference:
        verdict, severity = Verdict.EXACT, Severity.OK
    elif difference.copy_abs() < slack:
        verdict, severity = Verdict.WITHIN_ROUNDING, Severity.OK
    elif apart:
        verdict, severity = Verdict.BREACH, Severity.WARNING
    else:
        verdict, severity = Verdict.UNDECIDED, Severity.NOTE
    mechanism = "other_document" if apart else "basis_unsaid"
    remarks = () if severity is Severity.OK else (note("mechanism", mechanism=mechanism),)
    figure = one.about.figure
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
        places=tuple(_mention(printed) for printed in (one, finest)),
    )


def _mention(one: _Printed) -> Mention:
    words = f"{one.about.figure.label} {one.claim.value:f}%"
    return Mention(one.about.report, one.claim.id, words, one.claim.source)
