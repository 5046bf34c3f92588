"""A printed rate put to an identity: its answer, and the finding that answer makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from luohu_fiscal.identities import Identity, Quotient
from luohu_fiscal.model.figures import Claim, Figure
from luohu_fiscal.model.vocabulary import Basis
from luohu_fiscal.money.amount import half_place
from luohu_fiscal.money.interval import EXACT, Interval
from luohu_fiscal.reconcile.compose import in_unit, note, printed_places, severity_of
from luohu_fiscal.reconcile.finding import Finding, Note, Severity, Term, Verdict
from luohu_fiscal.reconcile.implied import (
    Bounds,
    bounds_of_quotient,
    implied_operand,
    outward,
    rounded,
)
from luohu_fiscal.reconcile.judge import judge_quotient
from luohu_fiscal.reconcile.places import Placed

__all__ = ["Rated", "cut_off", "finding_of", "implied_note", "rate", "unjudged"]

#: A rate is shown with this many places more than it was printed with.
_MORE_PLACES = 2


@dataclass(frozen=True, slots=True)
class Rated:
    """What came of putting a rate and its two figures to an identity.

    `figures` holds the operands, the one the rate is about first.  `truncated` is True where a
    breach fits once the digits are taken as cut off instead of rounded.
    """

    identity: Identity
    claim: Claim
    figures: Mapping[str, Placed]
    verdict: Verdict
    truncated: bool = False
    notes: tuple[Note, ...] = ()
    reading: str = ""

    @property
    def holds(self) -> bool:
        """True where the rate can be true of the printed amounts."""
        return self.verdict in (Verdict.EXACT, Verdict.WITHIN_ROUNDING)

    def finding(self, *notes: Note, verdict: Verdict | None = None) -> Finding:
        """The finding this answer makes; with another verdict where the caller doubts what was bound."""
        form = self.identity.readings[self.reading].quotient
        return finding_of(
            self.identity,
            self.claim,
            self.figures,
            verdict or self.verdict,
            *((None, None) if self._open else self._shown(form)),
            notes=(*self.notes, *notes),
            truncated=self.truncated,
        )

    @property
    def _open(self) -> bool:
        return self.verdict is Verdict.UNDECIDED

    def _shown(self, form: Quotient) -> tuple[Decimal, Decimal]:
        """The computed rate, and the difference that rounding of amounts and rate could make."""
        operands = {name: one.figure.amount for name, one in self.figures.items()}
        above, below = (Fraction(constant) for constant in form.constants)
        for name, over, under in form.terms:
            value = Fraction(operands[name].value)
            above, below = above + over * value, below + under * value
        printed = self.claim.value
        if not below:
            return printed, Decimal(0)
        nominal, reach = above / below, bounds_of_quotient(form, operands)
        places = -min(0, int(printed.as_tuple().exponent)) + _MORE_PLACES
        away = max(reach.hi - nominal, nominal - reach.lo) + Fraction(half_place(printed))
        _, slack = outward(Bounds(away, away), Decimal(1).scaleb(-places))
        return rounded(nominal, places), slack


def rate(
    identity: Identity, claim: Claim, figures: Mapping[str, Placed], reading: str = ""
) -> Rated:
    """Put a rate and its figures to an identity; what is only 约, 超 or 近 … is undecided."""
    form = identity.readings[reading].quotient
    if claim.qualifier or any(one.figure.qualifier for one in figures.values()):
        remark = (note("approximate"),)
        return Rated(identity, claim, figures, Verdict.UNDECIDED, notes=remark, reading=reading)
    operands = {name: (one,) for name, one in figures.items()}
    verdict = judge_quotient(form, claim.interval, operands)
    if verdict is Verdict.UNDECIDED and _nothing_of_nothing(form, claim, figures):
        return Rated(identity, claim, figures, Verdict.EXACT, reading=reading)
    if verdict is Verdict.UNDECIDED:
        remark = (note("base_not_positive"),)
        return Rated(identity, claim, figures, verdict, notes=remark, reading=reading)
    cut = cut_off(claim.value) if verdict is Verdict.BREACH else None
    truncated = cut is not None and judge_quotient(form, cut, operands) is not Verdict.BREACH
    return Rated(identity, claim, figures, verdict, truncated, reading=reading)


def _nothing_of_nothing(form: Quotient, claim: Claim, figures: Mapping[str, Placed]) -> bool:
    """0 beside a change of 0: true of any base, also of one that is 0 itself."""
    values = {name: one.figure.amount for name, one in figures.items()}
    above = [values[name] for name, over, _ in form.terms if over]
    known = bool(above) and not form.constants[0] and not form.constants[1]
    return known and not claim.value and all(not one.value and not one.half for one in above)


def finding_of(
    identity: Identity,
    claim: Claim,
    figures: Mapping[str, Placed],
    verdict: Verdict,
    calculated: Decimal | None,
    slack: Decimal | None,
    *,
    notes: tuple[Note, ...],
    truncated: bool,
) -> Finding:
    """The finding on a rate and its figures, the one it is about first."""
    lead, *_ = figures.values()
    figure = lead.figure
    severity = severity_of(identity, verdict, figures.values())
    if truncated:
        notes, severity = (*notes, note("truncation")), Severity.NOTE
    return Finding(
        rule=identity.code,
        name=identity.name,
        verdict=verdict,
        severity=severity,
        book=figure.book,
        scope=figure.scope,
        fiscal_year=figure.fiscal_year,
        stage=figure.stage,
        stated=claim.value,
        calculated=calculated,
        difference=None if calculated is None else EXACT.subtract(claim.value, calculated),
        slack=slack,
        unit=claim.unit,
        terms=tuple(
            Term(one.figure.id, 1 if one is lead else -1, one.report) for one in figures.values()
        ),
        notes=notes,
        implied=None,
        claim=claim.id,
    )


def cut_off(printed: Decimal) -> Interval | None:
    """The rates that print as this one when digits are cut off; None for a plain zero."""
    half = half_place(printed)
    if not half:
        return None
    place = EXACT.add(half, half)
    if printed < 0:
        return Interval(EXACT.subtract(printed, place), printed, True, False)
    return Interval(printed, EXACT.add(printed, place))


def unjudged(
    identity: Identity, claim: Claim, figures: Mapping[str, Placed], missing: str, *notes: Note
) -> Finding:
    """The finding on a rate whose other operand is not printed, with what that must be."""
    lead, *_ = figures.values()
    figure = lead.figure
    reading = "restored" if "restored" in figures else ""
    found: tuple[Decimal, Decimal] | None = None
    remarks: tuple[Note, ...] = notes or (note("not_printed", operand=missing),)
    restated = reading or claim.natural is not None
    inexact = claim.qualifier or figure.qualifier or (claim.comparable and not restated)
    if not inexact and claim.basis is not Basis.AVERAGE:
        operands = {name: one.figure.amount for name, one in figures.items()}
        form = identity.readings[reading].quotient
        bounds = implied_operand(form, missing, claim.interval, operands)
        if bounds is not None:
            found, told = implied_note(missing, bounds, figure)
            remarks += (told,)
    answer = Rated(identity, claim, figures, Verdict.UNDECIDED, notes=remarks, reading=reading)
    return replace(answer.finding(), implied=found)


def implied_note(
    missing: str, bounds: Bounds, like: Figure
) -> tuple[tuple[Decimal, Decimal], Note]:
    """What an operand that is not printed must be, in the unit of a figure; and the remark on it."""
    unit, places = like.amount.unit, printed_places(like)
    lo, hi = outward(bounds, like.amount.place or unit.yuan)
    found = in_unit(lo, unit, places), in_unit(hi, unit, places)
    return found, note("implied", operand=missing, lo=found[0], hi=found[1], unit=unit)
