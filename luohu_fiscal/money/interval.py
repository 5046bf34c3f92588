"""Exact arithmetic on what a rounded number may stand for: half-open intervals.

Every operation runs in a context that traps inexactness: a result is exact, or an exception.
"""

from __future__ import annotations

import decimal
from decimal import Decimal
from typing import NamedTuple

__all__ = ["EXACT", "Interval"]

#: The one context of all money arithmetic: wide, and an inexact result is an error, not a rounding.
EXACT = decimal.Context(
    prec=400,
    traps=[decimal.Inexact, decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)


class Interval(NamedTuple):
    """All values between two exact bounds; an open end does not belong to it.

    >>> Interval(Decimal(10), Decimal(11)).meets(Interval(Decimal(11), Decimal(12)))
    False
    """

    lo: Decimal
    hi: Decimal
    lo_open: bool = False
    hi_open: bool = True

    @classmethod
    def point(cls, value: Decimal) -> Interval:
        """The interval that holds one value only."""
        return cls(value, value, False, False)

    def __contains__(self, value: object) -> bool:
        if not isinstance(value, Decimal):
            return False
        below = value < self.lo or (self.lo_open and value == self.lo)
        above = value > self.hi or (self.hi_open and value == self.hi)
        return not (below or above)

    @property
    def empty(self) -> bool:
        """True where no value lies between the bounds."""
        return self.lo > self.hi or (self.lo == self.hi and (self.lo_open or self.hi_open))

    def common(self, other: Interval) -> Interval:
        """The values that lie in both; may be empty."""
        lo, lo_open = max((self.lo, self.lo_open), (other.lo, other.lo_open))
        hi, closed = min((self.hi, not self.hi_open), (other.hi, not other.hi_open))
        return Interval(lo, hi, lo_open, not closed)

    def meets(self, other: Interval) -> bool:
        """True where some value lies in both."""
        return not self.common(other).empty
