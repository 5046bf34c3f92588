"""Yearly averages 年均 of LF401: the years a rate compounds over, and what came of it.

Printed years count from one to the other.  Beside them, or without them, documents count years (五年来)
or name a plan (“十四五”时期): then one year more or less is a reading too, and the first that closes is
taken and named.  The average of a plan counts from the year before it, and reports print the amount of
its first year beside it; a rate that does not follow from that one is undecided, never a breach.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from luohu_fiscal.identities import identity
from luohu_fiscal.model.figures import Claim
from luohu_fiscal.model.indicators import at_constant_prices
from luohu_fiscal.model.periods import Period, period_named, plan_of
from luohu_fiscal.money.amount import half_place
from luohu_fiscal.reconcile.compose import note
from luohu_fiscal.reconcile.compound import average_rate, judge_average, starts, within
from luohu_fiscal.reconcile.finding import COMPOUNDED, Finding, Note, Verdict
from luohu_fiscal.reconcile.implied import rounded_up
from luohu_fiscal.reconcile.places import Placed
from luohu_fiscal.reconcile.rated import cut_off, finding_of, implied_note, unjudged

__all__ = ["averaged"]

#: An average is shown with this many places more than it was printed with; its slack is found with
#: so many more again.
_MORE_PLACES, _FINER = 2, 4


class _Count(NamedTuple):
    """How many years an average may be over, and what that reading is called; "" of the plain one."""

    periods: int
    reading: str = ""


def averaged(claim: Claim, about: Placed, base: Placed | None) -> Finding:
    """The finding on a yearly average and the amounts between which it compounds, where both stand."""
    rule = identity("LF401")
    if base is None:
        return unjudged(rule, claim, {"amount": about}, "base", note("average_basis"))
    figures = {"amount": about, "base": base}
    period = period_named(claim.basis_text)
    counts = list(_counts(about, base, period))
    if at_constant_prices(about.figure.label):
        counts, why = [], note("constant_prices")
    else:
        why = note("average_basis")
    if not counts:
        return unjudged(rule, claim, figures, "base", why)
    if claim.qualifier or about.figure.qualifier or base.figure.qualifier:
        return unjudged(rule, claim, figures, "base", note("approximate"))
    verdicts = [(_judged(claim, about, base, one), one) for one in counts]
    if verdicts[0][0] is Verdict.UNDECIDED:
        return unjudged(rule, claim, figures, "base", note("base_not_positive"))
    closing = (pair for pair in verdicts if pair[0] is not Verdict.BREACH)
    verdict, count = next(closing, verdicts[0])
    if verdict is Verdict.BREACH and _opens_a_plan(about, base, period):
        return _from_the_year_before(claim, about, base)
    return _found(claim, about, base, verdict, count)


def _counts(about: Placed, base: Placed, period: Period | None) -> Iterator[_Count]:
    """The numbers of years that the words allow, the plainest first."""
    first, last = base.figure.fiscal_year, about.figure.fiscal_year
    counted = 0 if period is None else period.years
    if first is None or last is None:
        if counted > 1:
            yield _Count(counted)
            yield _Count(counted - 1, "first_to_last_year")
    elif first < last:
        yield _Count(last - first)
        if counted == last - first + 1:
            yield _Count(counted, "first_year_counted")


def _opens_a_plan(about: Placed, base: Placed, period: Period | None) -> bool:
    """True where the first amount is that of the first year of a plan, named or told by its years."""
    first, last = base.figure.fiscal_year, about.figure.fiscal_year
    if first is None or last is None:
        return False
    named = period is not None and period.first == first
    return named or plan_of(first, last) is not None


def _judged(claim: Claim, about: Placed, base: Placed, count: _Count) -> Verdict:
    return judge_average(base.amount, about.amount, claim.interval, count.periods)


def _found(claim: Claim, about: Placed, base: Placed, verdict: Verdict, count: _Count) -> Finding:
    cut = cut_off(claim.value) if verdict is Verdict.BREACH else None
    truncated = cut is not None and (
        judge_average(base.amount, about.amount, cut, count.periods) is not Verdict.BREACH
    )
    places = -min(0, int(claim.value.as_tuple().exponent)) + _MORE_PLACES
    first, last = Fraction(base.figure.value), Fraction(about.figure.value)
    calculated = average_rate(first, last, count.periods, places)
    low, high = within(base.amount, about.amount, count.periods, places + _FINER)
    finely = average_rate(first, last, count.periods, places + _FINER)
    away = max(Fraction(high) - Fraction(finely), Fraction(finely) - Fraction(low))
    slack = rounded_up(away + Fraction(half_place(claim.value)), places)
    remarks: tuple[Note, ...] = (note(COMPOUNDED, periods=count.periods),)
    if count.reading:
        remarks += (note("reading", reading=count.reading),)
    return finding_of(
        identity("LF401"),
        claim,
        {"amount": about, "base": base},
        verdict,
        calculated,
        slack,
        notes=remarks,
        truncated=truncated,
    )


def _from_the_year_before(claim: Claim, about: Placed, base: Placed) -> Finding:
    """Undecided: the average may count from the year before the plan, whose amount is not printed."""
    figures = {"amount": about, "base": base}
    remarks = (note("mechanism", mechanism="before_the_period"),)
    finding = unjudged(identity("LF401"), claim, figures, "base", *remarks)
    first, last = base.figure.fiscal_year, about.figure.fiscal_year
    assert first is not None and last is not None
    bounds = starts(about.amount, claim.interval, last - first + 1)
    if bounds is None:
        return finding
    found, told = implied_note("base", bounds, about.figure)
    return replace(finding, implied=found, notes=(*finding.notes, told))
