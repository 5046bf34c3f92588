"""A yearly average 年均 is judged by its power, exactly: start * (1 + rate) ** periods against end.

The product rises with start and with rate, so over their intervals it fills an interval whose ends are
the products of their ends.  Nothing is divided and no root is taken to decide; only what is shown is
the rounding of a root, and that too is found in whole numbers.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from luohu_fiscal.money.amount import Amount
from luohu_fiscal.money.interval import EXACT, Interval
from luohu_fiscal.reconcile.finding import Verdict
from luohu_fiscal.reconcile.implied import Bounds

__all__ = ["average_rate", "grown", "judge_average", "starts", "within"]


def _factor(percent: Decimal) -> Fraction:
    """What a year's growth of so many percent multiplies by."""
    return 1 + Fraction(percent) / 100


def _factors(admissible: Interval) -> Bounds:
    return Bounds(
        _factor(admissible.lo), _factor(admissible.hi), admissible.lo_open, admissible.hi_open
    )


def grown(start: Bounds, admissible: Interval, periods: int) -> Bounds:
    """What amounts come to after so many years at any of these rates; all of it above zero."""
    by = _factors(admissible)
    return Bounds(
        start.lo * by.lo**periods,
        start.hi * by.hi**periods,
        start.lo_open or by.lo_open,
        start.hi_open or by.hi_open,
    )


def starts(end: Amount, admissible: Interval, periods: int) -> Bounds | None:
    """What the first amount must be for the rate to lead to the last one; None where it may be 0."""
    last, by = Bounds.of(end.interval), _factors(admissible)
    if last.lo <= 0 or by.lo <= 0:
        return None
    return Bounds(
        last.lo / by.hi**periods,
        last.hi / by.lo**periods,
        last.lo_open or by.hi_open,
        last.hi_open or by.lo_open,
    )


def judge_average(start: Amount, end: Amount, admissible: Interval, periods: int) -> Verdict:
    """The verdict on a printed yearly average that may be any of `admissible`, in percent.

    `exact` when the average of the printed amounts is admissible, `within_rounding` when that of
    some amounts inside their intervals is, `undecided` when an amount may be zero or negative.

    >>> from luohu_fiscal.model.figures import Claim
    >>> rate = Claim(id="c", kind="growth", value="8.2").interval
    >>> judge_average(Amount("20.4", "亿元"), Amount("30.2", "亿元"), rate, 5).value
    'exact'
    >>> judge_average(Amount("20.4", "亿元"), Amount("30.2", "亿元"), rate, 4).value
    'breach'
    """
    first, last = Bounds.of(start.interval), Bounds.of(end.interval)
    if first.lo <= 0 or last.lo <= 0 or _factor(admissible.lo) <= 0:
        return Verdict.UNDECIDED
    if not grown(first, admissible, periods).meets(last):
        return Verdict.BREACH
    printed = Fraction(start.value)
    nominal = grown(Bounds(printed, printed), admissible, periods)
    reached = Fraction(end.value)
    return Verdict.EXACT if nominal.meets(Bounds(reached, reached)) else Verdict.WITHIN_ROUNDING


def average_rate(start: Fraction, end: Fraction, periods: int, places: int) -> Decimal:
    """The yearly average of two amounts in percent, rounded half up, declines mirrored, for showing.

    >>> average_rate(Fraction(104), Fraction(139), 5, 2), average_rate(Fraction(4), Fraction(1), 2, 1)
    (Decimal('5.97'), Decimal('-50.0'))
    """
    halves, is_whole = _floor(end / start, periods, 2 * 10**places)
    if halves < 0 and not is_whole:
        halves += 1  # towards zero, as the magnitude is what is rounded
    whole = (abs(halves) + 1) // 2
    return Decimal(whole if halves >= 0 else -whole).scaleb(-places, EXACT)


def within(start: Amount, end: Amount, periods: int, places: int) -> tuple[Decimal, Decimal]:
    """The least and the greatest average of two printed amounts in percent, rounded outward."""
    first, last = Bounds.of(start.interval), Bounds.of(end.interval)
    scale = 10**places
    low, _ = _floor(last.lo / first.hi, periods, scale)
    high, is_whole = _floor(last.hi / first.lo, periods, scale)
    high += not is_whole
    return Decimal(low).scaleb(-places, EXACT), Decimal(high).scaleb(-places, EXACT)


def _floor(ratio: Fraction, periods: int, scale: int) -> tuple[int, bool]:
    """The yearly growth in percent times `scale`, rounded down, and whether that is all of it."""
    unit = 100 * scale
    above = ratio.numerator * unit**periods
    root = _root(above // ratio.denominator, periods)
    return root - unit, root**periods * ratio.denominator == above


def _root(number: int, degree: int) -> int:
    """The greatest whole number whose power is not above a number: Newton's steps from above."""
    if number < 1:
        return 0
    guess = 1 << -(-number.bit_length() // degree)
    while True:
        lower = ((degree - 1) * guess + number // guess ** (degree - 1)) // degree
        if lower >= guess:
            return guess
        guess = lower
