"""What a printed rate says about an operand that is not printed, as an exact interval of fractions.

Every bound is a corner of the box of printed amounts and admissible rates; a bound belongs to the
interval where its corner does.  Only for showing are bounds rounded, and then outward.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from luohu_fiscal.identities.normal import Quotient
from luohu_fiscal.money.amount import Amount
from luohu_fiscal.money.interval import EXACT, Interval

__all__ = ["Bounds", "bounds_of_quotient", "implied_operand", "outward", "rounded", "rounded_up"]


class Bounds(NamedTuple):
    """All fractions between two bounds; an open end does not belong to it."""

    lo: Fraction
    hi: Fraction
    lo_open: bool = False
    hi_open: bool = False

    @classmethod
    def of(cls, interval: Interval) -> Bounds:
        """An interval of decimals as fractions."""
        return cls(Fraction(interval.lo), Fraction(interval.hi), interval.lo_open, interval.hi_open)

    def plus(self, other: Bounds) -> Bounds:
        """All sums of a value here and a value there."""
        return Bounds(
            self.lo + other.lo,
            self.hi + other.hi,
            self.lo_open or other.lo_open,
            self.hi_open or other.hi_open,
        )

    def minus(self, other: Bounds) -> Bounds:
        """All differences of a value here and a value there."""
        return self.plus(Bounds(-other.hi, -other.lo, other.hi_open, other.lo_open))

    def meets(self, other: Bounds) -> bool:
        """True where some value lies in both."""
        lo, lo_open = max((self.lo, self.lo_open), (other.lo, other.lo_open))
        hi, closed = min((self.hi, not self.hi_open), (other.hi, not other.hi_open))
        return lo < hi or (lo == hi and closed and not lo_open)


#: One end of an interval, and whether it is open.
_End = tuple[Fraction, bool]


def _ends(interval: Interval) -> tuple[_End, _End]:
    return (
        (Fraction(interval.lo), interval.lo_open),
        (Fraction(interval.hi), interval.hi_open),
    )


def _corners(values: Sequence[tuple[Fraction, bool]]) -> Bounds:
    """The bounds of a function, monotone in every argument, from its values at the corners."""
    lo, lo_open = min(values)
    hi, closed = max((value, not is_open) for value, is_open in values)
    return Bounds(lo, hi, lo_open, not closed)


def implied_operand(
    form: Quotient, missing: str, admissible: Interval, operands: Mapping[str, Amount]
) -> Bounds | None:
    """What the one operand that is not printed must be, in yuan, for the rate to be admissible.

    None where the rate says nothing of it, or would want it negative: a growth of -100 %, a share
    of 0.

    >>> from luohu_fiscal.identities import identity
    >>> from luohu_fiscal.model.figures import Claim
    >>> form = identity("LF401").readings[""].quotient
    >>> rate = Claim(id="c", kind="growth", value="56.1").interval
    >>> found = implied_operand(form, "base", rate, {"amount": Amount(1395034, "万元")})
    >>> outward(found, Decimal(10000))
    (Decimal('8933930000'), Decimal('8939670000'))
    """
    above = {name: over for name, over, _ in form.terms}
    below = {name: under for name, _, under in form.terms}
    names = [name for name in above if name != missing]
    found: list[tuple[Fraction, bool]] = []
    signs: set[bool] = set()
    for (rate, rate_open), *corner in product(
        _ends(admissible), *(_ends(operands[name].interval) for name in names)
    ):
        weight = above[missing] - rate * below[missing]
        rest = form.constants[0] - rate * form.constants[1]
        for name, (value, _) in zip(names, corner, strict=True):
            rest += (above[name] - rate * below[name]) * value
        if not weight:
            return None
        signs.add(weight > 0)
        found.append((-rest / weight, rate_open or any(is_open for _, is_open in corner)))
    bounds = _corners(found)
    return bounds if len(signs) == 1 and bounds.lo > 0 else None


def bounds_of_quotient(form: Quotient, operands: Mapping[str, Amount]) -> Bounds:
    """The values a quotient takes over the printed amounts; its denominator must not reach zero."""
    names = [name for name, _, _ in form.terms]
    found: list[tuple[Fraction, bool]] = []
    for corner in product(*(_ends(operands[name].interval) for name in names)):
        over, under = (Fraction(constant) for constant in form.constants)
        for (_, above, below), (value, _) in zip(form.terms, corner, strict=True):
            over += above * value
            under += below * value
        found.append((over / under, any(is_open for _, is_open in corner)))
    return _corners(found)


def outward(bounds: Bounds, place: Decimal) -> tuple[Decimal, Decimal]:
    """Bounds rounded away from each other to whole places, for showing."""
    step = Fraction(place)
    down, up = bounds.lo // step, -(-bounds.hi // step)
    return EXACT.multiply(Decimal(down), place), EXACT.multiply(Decimal(up), place)


def rounded(value: Fraction, places: int) -> Decimal:
    """A fraction rounded half up, declines mirrored, for showing.

    >>> rounded(Fraction(-9995, 1000), 2), rounded(Fraction(1, 3), 4)
    (Decimal('-10.00'), Decimal('0.3333'))
    """
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-places, EXACT)


def rounded_up(value: Fraction, places: int) -> Decimal:
    """A fraction rounded up to that many places, for showing what may be at the most.

    >>> rounded_up(Fraction(1, 3), 2), rounded_up(Fraction(1, 2), 2)
    (Decimal('0.34'), Decimal('0.50'))
    """
    return Decimal(-(-value * 10**places // 1)).scaleb(-places, EXACT)
