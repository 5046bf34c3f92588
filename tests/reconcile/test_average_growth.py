"""Yearly averages 年均: laws of the judge, for all amounts, rates and numbers of years."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, Inexact, Rounded, localcontext
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from luohu_fiscal.identities import identity
from luohu_fiscal.model.figures import Claim
from luohu_fiscal.model.periods import period_named
from luohu_fiscal.model.vocabulary import ClaimKind
from luohu_fiscal.money.amount import Amount, Unit
from luohu_fiscal.money.interval import EXACT, Interval
from luohu_fiscal.reconcile import Verdict
from luohu_fiscal.reconcile.compound import average_rate, grown, judge_average, within
from luohu_fiscal.reconcile.compound import starts as implied_starts
from luohu_fiscal.reconcile.implied import Bounds
from luohu_fiscal.reconcile.judge import judge_quotient
from tests.strategies import half_up, print_rate, shown

CLOSED = (Verdict.EXACT, Verdict.WITHIN_ROUNDING)
GROWTH = identity("LF401").readings[""].quotient
#: No bisection of a witness needs to be finer: its ends are then closer than any printed digit.
_STEPS = 60


def claim(value: Decimal | str) -> Claim:
    return Claim(id="c", kind=ClaimKind.GROWTH, value=value)


def yi(number: Decimal | str | int) -> Amount:
    return Amount(number, Unit.YI)


starts = st.fractions(min_value=1, max_value=10**5, max_denominator=10**4)
percents = st.fractions(min_value=-60, max_value=120, max_denominator=10**4)
spans = st.integers(1, 15)
decimals = st.integers(0, 3)


# -- laws -----------------------------------------------------------------------------------------


@given(starts, percents, spans, decimals, decimals, decimals)
def test_a_true_average_printed_is_never_a_breach(
    start: Fraction, percent: Fraction, years: int, p: int, q: int, r: int
) -> None:
    end = start * (1 + percent / 100) ** years
    first, last, rate = yi(half_up(start, p)), yi(half_up(end, q)), print_rate(percent, r)
    # Only a true zero prints as a plain 0.
    assume(rate and last.printed)
    verdict = judge_average(first, last, claim(rate).interval, years)
    # An amount that rounds to next to nothing is not judged; no other verdict is open.
    small = min(first.interval.lo, last.interval.lo) <= 0
    assert verdict is Verdict.UNDECIDED if small else verdict in CLOSED


@given(starts, percents, spans, decimals)
def test_a_rate_within_the_reach_of_the_amounts_holds_and_the_next_ones_beyond_never(
    start: Fraction, percent: Fraction, years: int, places: int
) -> None:
    end = start * (1 + percent / 100) ** years
    first, last = yi(half_up(start, 2)), yi(half_up(end, 2))
    assume(min(first.interval.lo, last.interval.lo) > 0)
    step = Decimal(1).scaleb(-places)
    low, high = within(first, last, years, places)
    # `within` is rounded outward: the reach ends inside of it, so half a step and more beyond is out.
    for beyond in (EXACT.subtract(low, step), EXACT.add(high, step)):
        if beyond > -99 and beyond:
            beyond = beyond.quantize(step)
            verdict = judge_average(first, last, claim(beyond).interval, years)
            assert verdict is Verdict.BREACH, beyond
    nearest = average_rate(Fraction(first.value), Fraction(last.value), years, places)
    if nearest > -99 and nearest:
        assert judge_average(first, last, claim(nearest).interval, years) is Verdict.EXACT


def _witness(first: Amount, last: Amount, admissible: Interval, years: int) -> bool:
    """Whether some start, rate and end inside their intervals agree, found by looking for them."""
    (a, a_open), (b, b_open) = _inside(first.interval)
    (g, g_open), (h, h_open) = _inside(admissible)
    wanted = last.interval

    def end(along: Fraction) -> Fraction:
        rate = 1 + (g + (h - g) * along) / 100
        return Fraction((a + (b - a) * along) * rate**years)

    def reached(value: Fraction) -> bool:
        above = value > wanted.lo or (value == wanted.lo and not wanted.lo_open)
        return above and (value < wanted.hi or (value == wanted.hi and not wanted.hi_open))

    low, high = Fraction(0), Fraction(1)
    if not (a_open or g_open) and reached(end(low)):
        return True
    if not (b_open or h_open) and reached(end(high)):
        return True
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if reached(value := end(middle)):
            return True
        low, high = (middle, high) if value <= wanted.lo else (low, middle)
    return False


def _inside(interval: Interval) -> tuple[tuple[Fraction, bool], tuple[Fraction, bool]]:
    return (
        (Fraction(interval.lo), interval.lo_open),
        (Fraction(interval.hi), interval.hi_open),
    )


def _few() -> Iterator[tuple[Amount, Amount, Decimal, int]]:
    rates = [Decimal(number).scaleb(-1) for number in range(-300, 301, 50) if number]
    for start, end, value, years in product(range(1, 8), range(1, 8), rates, (1, 2, 3)):
        yield yi(start), yi(end), value, years


def test_the_judge_agrees_with_a_search_for_values_that_fit() -> None:
    verdicts = set()
    for first, last, value, years in _few():
        admissible = claim(value).interval
        verdict = judge_average(first, last, admissible, years)
        assert (verdict in CLOSED) is _witness(first, last, admissible, years)
        verdicts.add(verdict)
    assert verdicts == {Verdict.EXACT, Verdict.WITHIN_ROUNDING, Verdict.BREACH}


@given(st.integers(1, 400), st.integers(1, 400), st.integers(-300, 300), decimals)
def test_over_one_year_it_is_plain_growth(start: int, end: int, value: int, places: int) -> None:
    first, last = (yi(Decimal(number).scaleb(-places)) for number in (start, end))
    rate = claim(Decimal(value).scaleb(-1))
    plain = judge_quotient(GROWTH, rate.interval, {"amount": shown(last), "base": shown(first)})
    assert judge_average(first, last, rate.interval, 1) is plain


@given(starts, starts, spans, decimals)
def test_what_is_shown_is_the_rounding_of_the_root(
    start: Fraction, end: Fraction, years: int, places: int
) -> None:
    shown = Fraction(average_rate(start, end, years, places))
    half = Fraction(1, 2 * 10**places)
    factors = (max(Fraction(0), 1 + (shown + away) / 100) for away in (-half, half))
    low, high = (start * factor**years for factor in factors)
    assert low <= end <= high


@example(Fraction(1000), Fraction(1001), 1, 0)
@example(Fraction(1001), Fraction(1000), 1, 0)
@given(starts, starts, spans, st.sampled_from([0, 1, 20]))
def test_what_is_shown_is_exact_to_twenty_places_and_not_rounded_away_from_nothing(
    start: Fraction, end: Fraction, years: int, places: int
) -> None:
    shown = Fraction(average_rate(start, end, years, places))
    step = Fraction(1, 10**places)
    # Rounded half up by its magnitude: of what is shown, the half step nearer to 0 belongs to it.
    assert not shown or (shown > 0) is (end > start)
    nearer = (max(Fraction(0), 1 + (shown + away) / 100) for away in (-step / 2, step / 2))
    low, high = (start * factor**years for factor in nearer)
    assert low <= end < high if shown > 0 else low < end <= high if shown < 0 else low < end < high


@example(yi(100), yi("1.5"), 1, 0)
@example(yi("3"), yi("2"), 2, 1)
@example(yi("3"), yi("3.02"), 2, 1)
@given(
    st.integers(1, 10**6).map(lambda n: yi(Decimal(n).scaleb(-2))),
    st.integers(1, 10**6).map(lambda n: yi(Decimal(n).scaleb(-1))),
    spans,
    st.integers(0, 4),
)
def test_the_reach_of_an_average_ends_less_than_a_step_inside_of_what_is_shown(
    first: Amount, last: Amount, years: int, places: int
) -> None:
    (least, most), (low, high) = _ratios(first, last), within(first, last, years, places)
    step = Decimal(1).scaleb(-places)
    assert _power(low, years) <= least < _power(low + step, years)
    assert _power(high - step, years) < most <= _power(high, years)


def _ratios(first: Amount, last: Amount) -> tuple[Fraction, Fraction]:
    start, end = first.interval, last.interval
    return Fraction(end.lo) / Fraction(start.hi), Fraction(end.hi) / Fraction(start.lo)


def _power(percent: Decimal, years: int) -> Fraction:
    return Fraction((1 + Fraction(percent) / 100) ** years)


@given(starts, st.integers(-900, 1200).filter(bool), spans, decimals)
def test_a_first_amount_leads_to_the_last_just_where_it_is_among_the_implied(
    end: Fraction, tenths: int, years: int, places: int
) -> None:
    last, admissible = yi(half_up(end, places)), claim(Decimal(tenths).scaleb(-1)).interval
    found = implied_starts(last, admissible, years)
    assert found is not None
    middle, beyond = (found.lo + found.hi) / 2, (found.hi - found.lo) / 1000
    for start in (found.lo, found.hi, middle, found.lo - beyond, found.hi + beyond):
        there = Bounds(start, start)
        reach = Bounds(
            start * _power(admissible.lo, years),
            start * _power(admissible.hi, years),
            admissible.lo_open,
            admissible.hi_open,
        )
        assert grown(there, admissible, years) == reach
        assert found.meets(there) is reach.meets(Bounds.of(last.interval))
    assert found.meets(Bounds(middle, middle))


def test_no_first_amount_is_implied_by_a_rate_or_an_amount_that_may_be_nothing() -> None:
    growth = claim("5").interval
    assert implied_starts(yi(0), growth, 2) is None
    assert implied_starts(yi("-3"), growth, 2) is None
    assert implied_starts(yi(3), Interval(Decimal(-100), Decimal(-99)), 2) is None
    assert implied_starts(yi(3), claim("-100").interval, 2) is None
    assert implied_starts(Amount("0.1", Unit.YUAN), growth, 2) is not None


def test_an_average_is_shown_whatever_the_context_of_the_caller() -> None:
    free = average_rate(Fraction(104), Fraction(139), 5, 4), within(yi("1.04"), yi("1.39"), 5, 4)
    with localcontext() as context:
        context.prec = 1
        context.traps[Inexact] = context.traps[Rounded] = True
        assert average_rate(Fraction(104), Fraction(139), 5, 4) == free[0]
        assert within(yi("1.04"), yi("1.39"), 5, 4) == free[1]


def test_amounts_that_may_be_nothing_have_no_average() -> None:
    rate = claim("5").interval
    assert judge_average(yi("0.0"), yi(3), rate, 2) is Verdict.UNDECIDED
    assert judge_average(yi(3), yi("0.0"), rate, 2) is Verdict.UNDECIDED
    assert judge_average(yi(3), yi(2), claim("-100").interval, 2) is Verdict.UNDECIDED
    assert judge_average(yi(0), yi(3), rate, 2) is judge_average(yi(3), yi(0), rate, 2)
    assert judge_average(yi(0), yi(3), rate, 2) is Verdict.UNDECIDED
    all_of_it = Interval(Decimal(-100), Decimal(-99))
    assert judge_average(yi(3), yi(2), all_of_it, 2) is Verdict.UNDECIDED


def test_the_least_of_amounts_has_an_average() -> None:
    least, rate = Amount("0.10", Unit.YUAN), claim("10.0").interval
    assert judge_average(least, Amount("0.11", Unit.YUAN), rate, 1) is Verdict.EXACT
    assert judge_average(least, Amount("12.10", Unit.YUAN), rate, 2) is Verdict.BREACH
    assert judge_average(Amount("12.10", Unit.YUAN), least, rate, 2) is Verdict.BREACH


@pytest.mark.parametrize(
    ("words", "years", "first"),
    [
        ("“十四五”时期", 5, 2021),
        ("十二五以来", 5, 2011),
        ("五年来", 5, None),
        ("两年间", 2, None),
        ("10年间", 10, None),
    ],
)
def test_periods_by_name(words: str, years: int, first: int | None) -> None:
    found = period_named(words)
    assert found is not None and (found.years, found.first) == (years, first)


@pytest.mark.parametrize("words", ["", "2025年", "十五年", "上年", "年均"])
def test_what_names_no_period(words: str) -> None:
    assert period_named(words) is None
