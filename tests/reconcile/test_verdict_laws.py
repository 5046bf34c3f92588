"""Laws of the judge, for all inputs: truth is never a breach, a change past rounding always is."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from luohu_fiscal.identities import Linear, identity
from luohu_fiscal.identities.expression import Relator
from luohu_fiscal.model.budgets import StateCapitalBudget
from luohu_fiscal.model.figures import Claim
from luohu_fiscal.model.vocabulary import ClaimKind
from luohu_fiscal.money.amount import Amount, Unit
from luohu_fiscal.money.interval import EXACT, Interval
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.reconcile.finding import Finding, Verdict
from luohu_fiscal.reconcile.implied import Bounds, bounds_of_quotient, implied_operand, rounded
from luohu_fiscal.reconcile.judge import Judgement, judge_quotient, judge_sum
from tests.strategies import (
    Printing,
    SoundSum,
    print_amount,
    print_rate,
    printings,
    shown,
    sound_sums,
    true_values,
)

SUM = identity("LF106").readings[""].linear
BOUND = identity("LF107").readings[""].linear
GROWTH = identity("LF401").readings[""].quotient
SHARE = identity("LF402").readings[""].quotient
COMPLETION = identity("LF403").readings[""].quotient
CLOSED = (Verdict.EXACT, Verdict.WITHIN_ROUNDING)

small = st.integers(-40, 40)


def judged(whole: Amount, parts: tuple[Amount, ...], form: Linear = SUM) -> Judgement:
    return judge_sum(form, {"whole": shown(whole), "parts": shown(*parts)})


def wan(number: int | str) -> Amount:
    return Amount(number, Unit.WAN)


# -- truth is never called a breach ---------------------------------------------------------------


@given(sound_sums())
def test_a_true_sum_printed_is_never_a_breach(one: SoundSum) -> None:
    assert judged(one.printed_whole, one.printed_parts).verdict in CLOSED


@given(sound_sums(mixed=True))
def test_a_true_sum_in_mixed_units_is_never_a_breach(one: SoundSum) -> None:
    assert judged(one.printed_whole, one.printed_parts).verdict in CLOSED


@given(sound_sums(mixed=True), st.data())
def test_some_parts_of_a_true_sum_never_exceed_it(one: SoundSum, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, len(one.parts)))
    verdict = judged(one.printed_whole, one.printed_parts[:count], BOUND).verdict
    assert verdict in (*CLOSED, Verdict.BOUNDED)


def true_sums(count: int, seed: int) -> tuple[int, int]:
    """Of so many random true identities, printed: how many are called a breach, how many have a 0.

    One part in eight is so small that it may print as 0, as in an account of whole units.
    """
    draw, breaches, zeros = random.Random(seed), 0, 0
    for _ in range(count):
        how = draw.choice((Printing(Unit.WAN, 0), Printing(Unit.YI, 2), Printing(Unit.WAN, 2)))
        parts = [
            draw.randrange(how.place if draw.random() < 0.125 else 10**13)
            for _ in range(draw.randrange(1, 9))
        ]
        printed = tuple(print_amount(part, how) for part in parts)
        verdict = judged(print_amount(sum(parts), how), printed).verdict
        breaches += verdict is Verdict.BREACH
        zeros += any(not one.half for one in printed)
    return breaches, zeros


def test_of_thousands_of_true_identities_none_is_a_breach() -> None:
    breaches, zeros = true_sums(6_000, seed=20230101)
    assert not breaches and zeros > 400


@pytest.mark.slow
def test_of_a_million_true_identities_none_is_a_breach() -> None:
    breaches, zeros = true_sums(1_000_000, seed=20240101)
    assert not breaches and zeros > 70_000


@given(printings, st.data(), st.integers(1, 2))
def test_a_true_rate_printed_is_never_a_breach(
    how: Printing, data: st.DataObject, places: int
) -> None:
    base, amount = (data.draw(true_values(how, most=10**12)) for _ in range(2))
    printed = {"base": print_amount(base, how), "amount": print_amount(amount, how)}
    for form, rate in (
        (GROWTH, Fraction(100 * amount, base) - 100),
        (COMPLETION, Fraction(100 * amount, base)),
        (SHARE, Fraction(100 * amount, base)),
    ):
        names = {"budget": "base", "whole": "base", "part": "amount"}
        figures = {n: shown(printed[names.get(n, n)]) for n, _, _ in form.terms}
        assert judge_quotient(form, admissible(rate, places), figures) in CLOSED


def admissible(rate: Fraction, places: int) -> Interval:
    """The rates that print as a true one does."""
    value = print_rate(rate, places)
    return Claim(id="c", kind=ClaimKind.GROWTH, value=value).interval


@given(printings, st.data(), st.integers(1, 2))
def test_the_implied_base_holds_the_true_one(
    how: Printing, data: st.DataObject, places: int
) -> None:
    base, amount = (data.draw(true_values(how, most=10**12)) for _ in range(2))
    rate = admissible(Fraction(100 * amount, base) - 100, places)
    bounds = implied_operand(GROWTH, "base", rate, {"amount": print_amount(amount, how)})
    # A fall to next to nothing says nothing of where it came from.
    if bounds is not None:
        assert bounds.meets(Bounds(Fraction(base), Fraction(base)))


# -- a change past rounding is always one ---------------------------------------------------------


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=8), st.integers(0, 10**6), st.data())
def test_moving_one_figure_past_the_slack_is_always_a_breach(
    parts: list[int], beyond: int, data: st.DataObject
) -> None:
    printed = [wan(part) for part in parts]
    _, _, slack = judged(wan(sum(parts)), tuple(printed))
    move = int(slack) // 10_000 + 1 + beyond
    sign = data.draw(st.sampled_from((1, -1)))
    which = data.draw(st.integers(-1, len(parts) - 1))
    whole = sum(parts)
    if which < 0:
        whole += sign * move
    else:
        printed[which] = wan(parts[which] + sign * move)
    assert judged(wan(whole), tuple(printed)).verdict is Verdict.BREACH


@given(sound_sums(mixed=True), st.data())
def test_an_error_past_what_a_finding_may_not_see_is_always_a_breach(
    one: SoundSum, data: st.DataObject
) -> None:
    amounts = [one.printed_whole, *one.printed_parts]
    assume(len(amounts) > 2)

    def finding() -> Finding:
        lines = [{"label": f"行{n}", "amount": part} for n, part in enumerate(amounts[1:])]
        budget = StateCapitalBudget(
            fiscal_year=2024, stage="final", resources=lines, total_resources=amounts[0]
        )
        return next(f for f in reconcile(budget).findings if f.rule == "LF102")

    sound = finding()
    assert sound.unseen is not None
    at = data.draw(st.integers(0, len(amounts) - 1))
    unit, place = amounts[at].unit, amounts[at].place or amounts[at].unit.yuan
    steps = int(Amount(1, sound.unit).value * sound.unseen // place) + 1
    step = EXACT.divide(place, unit.yuan)
    sign = data.draw(st.sampled_from([1, -1]))
    amounts[at] = Amount(EXACT.add(amounts[at].printed, EXACT.multiply(step, sign * steps)), unit)
    assert finding().verdict is Verdict.BREACH


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=8))
def test_moving_one_figure_inside_the_slack_never_is(parts: list[int]) -> None:
    whole, slack = sum(parts), Fraction(len(parts) + 1, 2)
    for move in range(-5, 6):
        verdict = judged(wan(whole + move), tuple(wan(part) for part in parts)).verdict
        if abs(move) < slack:
            assert verdict is (Verdict.WITHIN_ROUNDING if move else Verdict.EXACT)
        else:
            assert verdict is Verdict.BREACH


# -- what may not matter does not -----------------------------------------------------------------


@given(small, st.lists(small, min_size=1, max_size=6), st.randoms())
def test_order_does_not_matter(whole: int, parts: list[int], shuffle: random.Random) -> None:
    printed = [wan(part) for part in parts]
    first = judged(wan(whole), tuple(printed))
    shuffle.shuffle(printed)
    assert judged(wan(whole), tuple(printed)) == first


@given(small, st.lists(small, min_size=1, max_size=6))
def test_the_unit_does_not_matter(whole: int, parts: list[int]) -> None:
    assume(whole and all(parts))

    def in_yi(number: int) -> Amount:
        return Amount(Decimal(number).scaleb(-4), Unit.YI)

    assert judged(in_yi(whole), tuple(in_yi(part) for part in parts)) == judged(
        wan(whole), tuple(wan(part) for part in parts)
    )


@given(small, st.lists(small, min_size=1, max_size=6))
def test_the_sign_of_everything_does_not_matter(whole: int, parts: list[int]) -> None:
    plus = judged(wan(whole), tuple(wan(part) for part in parts))
    minus = judged(wan(-whole), tuple(wan(-part) for part in parts))
    # [n - r/2, n + r/2) is no mirror of itself: a difference just as large as the slack may fall either way.
    assume(abs(plus.difference) != plus.slack)
    assert (minus.verdict, minus.difference) == (plus.verdict, -plus.difference)


@given(small, st.lists(small, min_size=1, max_size=6), small, st.integers(0, 5))
def test_splitting_a_part_moves_the_verdict_by_its_rounding_only(
    whole: int, parts: list[int], first: int, which: int
) -> None:
    which %= len(parts)
    assume(whole and all(parts) and first and parts[which] - first)
    split = [*parts[:which], first, parts[which] - first, *parts[which + 1 :]]
    before = judged(wan(whole), tuple(wan(part) for part in parts))
    after = judged(wan(whole), tuple(wan(part) for part in split))
    assert after.difference == before.difference
    assert EXACT.subtract(after.slack, before.slack) == 5_000
    if before.verdict is not after.verdict:
        # The one more rounding may explain what was half a place short; nothing else may change.
        assert (before.verdict, after.verdict) == (Verdict.BREACH, Verdict.WITHIN_ROUNDING)
        assert before.slack <= abs(before.difference) < after.slack


def test_an_end_is_reached_by_whom_it_belongs_to() -> None:
    # 1.0 - 1.1 is any of [-0.2, 0), and -1.0 + 1.1 any of [0, 0.2); 0 is exact among decimals.
    for parts, verdict in ((("1.0", "-1.1"), "breach"), (("-1.0", "1.1"), "within_rounding")):
        assert judged(wan(0), tuple(wan(part) for part in parts)).verdict == verdict


# -- the same by brute force ----------------------------------------------------------------------

#: Every printed number stands for eight of its true values; fine enough for four figures.
_EIGHTHS = tuple(Fraction(k, 8) for k in range(-4, 4))


def sums_reaching_zero(stated: int, parts: list[int]) -> bool:
    reach = {Fraction(0)}
    for sign, number in ((1, stated), *((-1, part) for part in parts)):
        true = [Fraction(number) + e for e in _EIGHTHS]
        reach = {value + sign * one for value in reach for one in true}
    return Fraction(0) in reach


@settings(max_examples=60)
@given(st.integers(-6, 6), st.lists(st.integers(-6, 6), min_size=1, max_size=3))
def test_the_verdict_is_that_of_trying_true_values(stated: int, parts: list[int]) -> None:
    verdict = judged(Amount(stated, "元"), tuple(Amount(part, "元") for part in parts)).verdict
    assert (verdict in CLOSED) is sums_reaching_zero(stated, parts)


def test_all_small_sums_agree_with_brute_force() -> None:
    for stated, *parts in product(range(-3, 4), repeat=3):
        figures = tuple(Amount(part, "元") for part in parts)
        verdict = judged(Amount(stated, "元"), figures).verdict
        assert (verdict in CLOSED) is sums_reaching_zero(stated, parts), (stated, parts)


amounts_of_yuan = st.builds(
    Amount,
    st.one_of(
        st.integers(1, 300).map(Decimal),
        st.integers(1, 3000).map(lambda n: Decimal(n).scaleb(-1)),
    ),
    st.just(Unit.YUAN),
)
printed_rates = st.integers(-1500, 4000).map(lambda n: Decimal(n).scaleb(-1))


@given(amounts_of_yuan, amounts_of_yuan, printed_rates)
def test_cross_multiplication_agrees_with_the_corners(
    amount: Amount, base: Amount, printed: Decimal
) -> None:
    rate = Claim(id="c", kind=ClaimKind.GROWTH, value=printed)
    verdict = judge_quotient(GROWTH, rate.interval, {"amount": shown(amount), "base": shown(base)})
    reach = bounds_of_quotient(GROWTH, {"amount": amount, "base": base})
    nominal = (Fraction(amount.value) / Fraction(base.value) - 1) * 100
    assert (verdict in CLOSED) is reach.meets(Bounds.of(rate.interval))
    assert (verdict is Verdict.EXACT) is (rounded(nominal, 1) == printed)


# -- single points --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("relator", "difference", "verdict"),
    [
        (Relator.AT_LEAST, 1, Verdict.BOUNDED),
        (Relator.AT_LEAST, 0, Verdict.EXACT),
        (Relator.AT_LEAST, -1, Verdict.WITHIN_ROUNDING),
        (Relator.AT_LEAST, -2, Verdict.BREACH),
        (Relator.AT_MOST, -1, Verdict.BOUNDED),
        (Relator.AT_MOST, 0, Verdict.EXACT),
        (Relator.AT_MOST, 1, Verdict.WITHIN_ROUNDING),
        (Relator.AT_MOST, 2, Verdict.BREACH),
        (Relator.EQUAL, 1, Verdict.WITHIN_ROUNDING),
        (Relator.EQUAL, 2, Verdict.BREACH),
    ],
)
def test_a_bound_is_broken_only_past_rounding(
    relator: Relator, difference: int, verdict: Verdict
) -> None:
    form = Linear((("whole", 1), ("parts", -1)), 0, relator)
    parts = shown(wan(40), wan(60))
    assert (
        judge_sum(form, {"whole": shown(wan(100 + difference)), "parts": parts}).verdict is verdict
    )


def test_intervals_are_half_open() -> None:
    # One place apart, [10, 11) does not meet [11, 12); an exact zero lets an end be reached.
    assert judged(wan(11), (wan(10),)).verdict is Verdict.BREACH
    both = Linear((("whole", 1), ("parts", 1)), 0)
    tenth = shown(Amount("-0.5", "元"), Amount("0", "元"))
    assert judge_sum(both, {"whole": shown(Amount("1", "元")), "parts": tenth}).verdict in CLOSED
    lowest = Linear((("whole", 1),), 0)
    assert judge_sum(lowest, {"whole": shown(Amount("0.0", "元"))}).verdict is Verdict.EXACT


def test_a_coarser_printing_need_only_be_the_rounding_of_the_finer() -> None:
    form = identity("LF108").readings[""].linear

    def verdict(printed: Amount, elsewhere: Amount) -> Verdict:
        return judge_sum(form, {"printed": shown(printed), "elsewhere": shown(elsewhere)}).verdict

    assert verdict(Amount("18.6", "亿元"), wan(185500)) is Verdict.WITHIN_ROUNDING
    assert verdict(Amount("18.6", "亿元"), wan(186000)) is Verdict.EXACT
    assert verdict(Amount("18.6", "亿元"), wan(185499)) is Verdict.BREACH
    # 186,500 may have been 186,499.8 before it was rounded itself; 186,501 may not.
    assert verdict(Amount("18.6", "亿元"), wan(186500)) is Verdict.WITHIN_ROUNDING
    assert verdict(Amount("18.6", "亿元"), wan(186501)) is Verdict.BREACH


@pytest.mark.parametrize(
    ("printed", "base", "verdict"),
    [
        # 1,395,034 to 1,256,870 is -9.90399 %.
        ("-9.9", 1395034, Verdict.EXACT),
        ("-10", 1395034, Verdict.EXACT),
        ("-9.90", 1395034, Verdict.EXACT),
        ("-9.91", 1395034, Verdict.BREACH),
        ("-9.89", 1395034, Verdict.BREACH),
        ("9.9", 1395034, Verdict.BREACH),
        ("-9.9", 0, Verdict.UNDECIDED),
        ("-9.9", -5, Verdict.UNDECIDED),
    ],
)
def test_growth(printed: str, base: int, verdict: Verdict) -> None:
    rate = Claim(id="c", kind=ClaimKind.GROWTH, value=Decimal(printed)).interval
    figures = {"amount": shown(wan(1256870)), "base": shown(wan(base))}
    assert judge_quotient(GROWTH, rate, figures) is verdict


def test_a_decline_rounds_like_a_rise() -> None:
    # -2.5 % prints -3 as 2.5 % prints 3.
    for amount, printed in ((975, "-3"), (1025, "3")):
        rate = Claim(id="c", kind=ClaimKind.GROWTH, value=Decimal(printed)).interval
        figures = {"amount": shown(Amount(amount, "元")), "base": shown(Amount(1000, "元"))}
        assert judge_quotient(GROWTH, rate, figures) is Verdict.EXACT


def test_growth_with_the_increment() -> None:
    form = identity("LF401").readings["increment"].quotient
    rate = Claim(id="c", kind=ClaimKind.GROWTH, value=Decimal("20.8")).interval
    figures = {"amount": shown(wan(186300)), "increment": shown(wan(32100))}
    assert judge_quotient(form, rate, figures) is Verdict.EXACT


def test_no_digit_is_lost_on_long_numbers() -> None:
    long, more = "12345678901234567890123.45", "12345678901234567890123.46"
    assert judged(wan(long), (wan(long),)).verdict is Verdict.EXACT
    assert judged(wan(long), (wan(more),)).verdict is Verdict.BREACH
