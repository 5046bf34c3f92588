"""The ends of intervals: whether an end belongs decides a verdict, so each end is held to what it is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luohu_fiscal.identities import Linear, Quotient, identity
from luohu_fiscal.model.figures import Claim
from luohu_fiscal.model.vocabulary import ClaimKind
from luohu_fiscal.money.amount import Amount, Unit
from luohu_fiscal.money.interval import Interval
from luohu_fiscal.reconcile.finding import Verdict
from luohu_fiscal.reconcile.implied import (
    Bounds,
    bounds_of_quotient,
    implied_operand,
    outward,
    rounded,
    rounded_up,
)
from luohu_fiscal.reconcile.judge import Span, judge_quotient, judge_rows, judge_sum, span

GROWTH = identity("LF401").readings[""].quotient
SHARE = identity("LF402").readings[""].quotient
BOOLS = st.booleans()
ONE, TEN = Decimal(1), Decimal(10)


@dataclass(frozen=True)
class Held:
    """An amount known only to lie in [lo, hi), or exactly at lo: the judge wants no more."""

    lo: Decimal
    hi: Decimal

    @property
    def amount(self) -> Any:
        half = (self.hi - self.lo) / 2
        exact = Interval.point(self.lo)
        return SimpleNamespace(
            value=self.lo + half,
            half=half,
            interval=Interval(self.lo, self.hi) if half else exact,
            # As if printed with decimals: a 0 is a point.
            decimals=True,
            unit=Unit.YUAN,
        )


def held(lo: int | str, hi: int | str | None = None) -> list[Held]:
    return [Held(Decimal(lo), Decimal(lo if hi is None else hi))]


#: Every value between far ends, so that only one end of a question is left.
FAR = Decimal(10**6)


@given(st.integers(-3, 3), st.integers(0, 3), BOOLS, BOOLS, st.integers(-7, 7), BOOLS)
def test_a_span_reaches_a_bound_where_one_of_its_values_does(
    nominal: int, slack: int, low: bool, high: bool, bound: int, beyond: bool
) -> None:
    exact = not slack
    one = Span(Decimal(nominal), Decimal(slack), low or exact, high or exact)
    above = Interval(Decimal(bound), FAR, beyond, False)
    below = Interval(-FAR, Decimal(bound), False, beyond)
    assert one.reaches_up_to(Decimal(bound), beyond=beyond) == one.interval.meets(above)
    assert one.reaches_down_to(Decimal(bound), beyond=beyond) == one.interval.meets(below)
    # At least and at most are what is meant where nothing is said.
    assert one.reaches_up_to(Decimal(bound)) == one.interval.meets(above._replace(lo_open=False))
    assert one.reaches_down_to(Decimal(bound)) == one.interval.meets(below._replace(hi_open=False))


@pytest.mark.parametrize(
    ("a", "b", "low", "high"),
    [
        # What adds reaches its lower end, what takes away its upper one, what is exact both.
        ((1, 3), 5, True, False),
        (5, (1, 3), False, True),
        (5, 5, True, True),
        ((1, 3), (1, 3), False, False),
    ],
)
def test_a_span_attains_the_ends_that_its_amounts_have(
    a: Any, b: Any, low: bool, high: bool
) -> None:
    operands = {
        name: held(*(given if isinstance(given, tuple) else (given,)))
        for name, given in (("a", a), ("b", b))
    }
    found = span([("a", 2), ("b", -3)], 7, operands)
    assert found[2:] == (low, high)
    values = [2 * x - 3 * y + 7 for x, y in product(ends(operands["a"]), ends(operands["b"]))]
    assert (found.interval.lo, found.interval.hi) == (min(values), max(values))


def ends(given: list[Held]) -> tuple[Decimal, Decimal]:
    return given[0].lo, given[0].hi


def test_a_constant_counts_whoever_leads_the_sum() -> None:
    form = Linear((("a", 1), ("b", -1)), 4)
    one = {"a": held(3), "b": held(7)}
    assert judge_sum(form, one) == (Verdict.EXACT, 0, 0)
    assert judge_sum(form, one | {"b": held(8)}) == (Verdict.BREACH, -1, 0)
    assert judge_rows(form, [(held(9), held(7))])[0].difference == 6


def test_weights_count_amounts_and_their_rounding() -> None:
    form = Linear((("a", 3), ("b", -2)), 0)
    found = judge_sum(form, {"a": held(1, 3), "b": [*held(2, 4), *held(0, 2)]})
    # 3 x 2 - 2 x (3 + 1), and 3 + 2 + 2 of slack.
    assert found == (Verdict.WITHIN_ROUNDING, -2, 7)


def test_judging_leaves_the_context_of_the_caller_as_it_was() -> None:
    with localcontext() as context:
        context.prec = 5
        judge_sum(Linear((("a", 1), ("b", -1)), 0), {"a": held(1), "b": held(1)})
        span([("a", 1)], 0, {"a": held(1)})
        assert Decimal(1) / 3 == Decimal("0.33333")


# -- rates at the very end of what is admissible ------------------------------------------------------

#: Bases whose ends divide into finite decimals, an exact one among them; and amounts.
BASES = [held(1, 2), held(4, 5), held(8, 10), held(5)]
AMOUNTS = [held(1, 3), held(-4, -2), held(-1, 1), held(0), held(6), held("-0.02")]


@pytest.mark.parametrize("form", [GROWTH, SHARE])
def test_a_rate_at_the_end_of_what_amounts_allow_is_decided_by_who_has_that_end(
    form: Quotient,
) -> None:
    names = ("amount", "base") if form is GROWTH else ("part", "whole")
    decided = set()
    for pair in product(AMOUNTS, BASES):
        operands = dict(zip(names, pair, strict=True))
        reach = bounds_of_quotient(form, {n: one[0].amount for n, one in operands.items()})
        for end, closed in product((reach.lo, reach.hi), (True, False)):
            rate = Decimal(end.numerator) / Decimal(end.denominator)
            assert Fraction(rate) == end
            for admissible in (
                Interval(rate, rate + 1, not closed, True),
                Interval(rate - 1, rate, True, not closed),
            ):
                verdict = judge_quotient(form, admissible, operands)
                assert (verdict is not Verdict.BREACH) is reach.meets(Bounds.of(admissible))
                decided.add((closed, verdict is Verdict.BREACH))
    assert decided == {(True, False), (True, True), (False, False), (False, True)}


@pytest.mark.parametrize(
    ("lo", "hi", "lo_open", "hi_open", "verdict"),
    [
        # 6 of 4 to 6, five as printed, is 120 % as printed and 100 to 150 % at the ends.
        (120, 130, False, True, Verdict.EXACT),
        (120, 130, True, True, Verdict.WITHIN_ROUNDING),
        (110, 120, True, False, Verdict.EXACT),
        (110, 120, True, True, Verdict.WITHIN_ROUNDING),
        (119, 121, True, True, Verdict.EXACT),
        (121, 122, True, True, Verdict.WITHIN_ROUNDING),
        (118, 119, True, True, Verdict.WITHIN_ROUNDING),
        (150, 160, False, True, Verdict.WITHIN_ROUNDING),
        (150, 160, True, True, Verdict.BREACH),
        (90, 100, True, False, Verdict.BREACH),
        (90, 101, True, False, Verdict.WITHIN_ROUNDING),
    ],
)
def test_exact_is_what_the_printed_amounts_say_and_no_end_more(
    lo: int, hi: int, lo_open: bool, hi_open: bool, verdict: Verdict
) -> None:
    operands = {"part": held(6), "whole": held(4, 6)}
    admissible = Interval(Decimal(lo), Decimal(hi), lo_open, hi_open)
    assert judge_quotient(SHARE, admissible, operands) is verdict


@pytest.mark.parametrize(("lo", "hi"), [(0, 2), (-2, 1), (-2, -1), (0, 0)])
def test_a_base_that_may_be_nought_or_less_decides_nothing(lo: int, hi: int) -> None:
    operands = {"part": held(6), "whole": held(lo, hi)}
    assert judge_quotient(SHARE, Interval(ONE, TEN), operands) is Verdict.UNDECIDED


# -- bounds ---------------------------------------------------------------------------------------

SMALL = st.fractions(-3, 3, max_denominator=2)


@st.composite
def bounds(draw: st.DrawFn) -> Bounds:
    lo, hi = sorted([draw(SMALL), draw(SMALL)])
    return Bounds(lo, hi, draw(BOOLS), draw(BOOLS))


def holds(one: Bounds, value: Fraction) -> bool:
    above = value > one.lo or (value == one.lo and not one.lo_open)
    return above and (value < one.hi or (value == one.hi and not one.hi_open))


#: Every end that may be drawn, and a point between any two.
GRID = [Fraction(n, 4) for n in range(-14, 15)]


@given(bounds(), bounds())
def test_bounds_meet_where_some_value_lies_in_both(one: Bounds, two: Bounds) -> None:
    assert one.meets(two) == any(holds(one, value) and holds(two, value) for value in GRID)


@given(bounds(), bounds())
def test_bounds_add_and_subtract_with_their_ends(one: Bounds, two: Bounds) -> None:
    lo_open, hi_open = one.lo_open or two.lo_open, one.hi_open or two.hi_open
    assert one.plus(two) == Bounds(one.lo + two.lo, one.hi + two.hi, lo_open, hi_open)
    lo_open, hi_open = one.lo_open or two.hi_open, one.hi_open or two.lo_open
    assert one.minus(two) == Bounds(one.lo - two.hi, one.hi - two.lo, lo_open, hi_open)


@given(st.integers(-3, 3), st.integers(0, 3), BOOLS, BOOLS)
def test_an_interval_of_decimals_keeps_its_ends_as_fractions(
    lo: int, wide: int, lo_open: bool, hi_open: bool
) -> None:
    interval = Interval(Decimal(lo), Decimal(lo + wide), lo_open, hi_open)
    assert Bounds.of(interval) == Bounds(Fraction(lo), Fraction(lo + wide), lo_open, hi_open)


def rate_of(kind: ClaimKind, value: str) -> Interval:
    return Claim(id="c", kind=kind, value=value).interval


def test_what_a_growth_rate_implies_of_its_base_is_the_quotient_of_the_ends() -> None:
    rate = rate_of(ClaimKind.GROWTH, "25")
    found = implied_operand(GROWTH, "base", rate, {"amount": Amount(5, "元")})
    # Amount in [4.5, 5.5), growth in [24.5, 25.5): the least is out of reach, and so is the most.
    assert found == Bounds(Fraction(900, 251), Fraction(1100, 249), True, True)


def test_what_a_decline_implies_of_its_base_has_the_ends_of_a_decline() -> None:
    rate = rate_of(ClaimKind.GROWTH, "-20")
    found = implied_operand(GROWTH, "base", rate, {"amount": Amount(4, "元")})
    # Amount in [3.5, 4.5), growth in (-20.5, -19.5]: least and its rate both belong.
    assert found == Bounds(Fraction(700, 161), Fraction(900, 159), False, True)


def test_what_a_share_implies_of_its_part_and_of_its_whole() -> None:
    rate = rate_of(ClaimKind.SHARE, "50")
    part = implied_operand(SHARE, "part", rate, {"whole": Amount(10, "元")})
    assert part == Bounds(Fraction("4.7025"), Fraction("5.3025"), False, True)
    whole = implied_operand(SHARE, "whole", rate, {"part": Amount(10, "元")})
    assert whole == Bounds(Fraction(1900, 101), Fraction(2100, 99), True, True)


@pytest.mark.parametrize("value", ["-100", "-100.3"])
def test_a_fall_to_nothing_implies_no_base(value: str) -> None:
    rate = rate_of(ClaimKind.GROWTH, value)
    assert implied_operand(GROWTH, "base", rate, {"amount": Amount(5, "元")}) is None


def test_a_share_of_nothing_and_a_part_that_takes_away_imply_no_whole() -> None:
    five = {"part": Amount(5, "元")}
    assert implied_operand(SHARE, "whole", rate_of(ClaimKind.SHARE, "0"), five) is None
    assert implied_operand(SHARE, "whole", rate_of(ClaimKind.SHARE, "0.0"), five) is None
    less = {"part": Amount(-5, "元")}
    assert implied_operand(SHARE, "whole", rate_of(ClaimKind.SHARE, "10"), less) is None
    # A part below one is still above nought.
    tiny = {"part": Amount("0.02", "元")}
    found = implied_operand(SHARE, "whole", rate_of(ClaimKind.SHARE, "90"), tiny)
    assert found is not None and 0 < found.lo < found.hi < 1


def test_a_share_that_takes_away_implies_the_whole_it_is_of() -> None:
    # -5.5 to -4.5 at -1.05 to -0.95 %: the whole is positive, whatever the size of the rate.
    found = implied_operand(
        SHARE, "whole", rate_of(ClaimKind.SHARE, "-1.0"), {"part": Amount(-5, "元")}
    )
    assert found is not None
    assert (found.lo, found.hi) == (
        Fraction(450) / Fraction("1.05"),
        Fraction(550) / Fraction("0.95"),
    )


def test_constants_of_a_quotient_count_on_both_sides() -> None:
    form = Quotient("rate", (("a", 1, 0), ("b", 0, 1)), (2, 3))
    a, b = held(7, 9)[0].amount, held(1, 2)[0].amount
    # (a + 2) / (b + 3) with a in [7, 9) and b in [1, 2): from 9 / 5 to 11 / 4.
    assert bounds_of_quotient(form, {"a": a, "b": b}) == Bounds(
        Fraction(9, 5), Fraction(11, 4), True, True
    )
    # b is (a + 2 - 3 rate) / rate: 6 and 8 at a rate of 1, 1.5 and 2.5 at one of 2.
    found = implied_operand(form, "b", Interval(ONE, Decimal(2)), {"a": a})
    assert found == Bounds(Fraction(3, 2), Fraction(8), True, True)


def test_what_is_shown_is_rounded_outward_or_half_up_with_declines_mirrored() -> None:
    given = Bounds(Fraction(7, 2), Fraction(9, 2))
    assert outward(given, ONE) == (3, 5)
    assert outward(given, Decimal("0.5")) == (Decimal("3.5"), Decimal("4.5"))
    assert [str(rounded(Fraction(n, 20), 1)) for n in (1, -1, 0, 3, -3)] == [
        "0.1", "-0.1", "0.0", "0.2", "-0.2",
    ]  # fmt: skip
    with localcontext() as context:
        context.prec = 3
        assert rounded(Fraction(123456), 1) == Decimal("123456.0")


def test_what_may_be_at_the_most_is_rounded_up_whatever_the_context_of_the_caller() -> None:
    with localcontext() as context:
        context.prec = 1
        assert rounded_up(Fraction(1234561, 10000), 2) == Decimal("123.46")
        assert rounded_up(Fraction(12346, 100), 2) == Decimal("123.46")
