"""The slips of one printed number: what a hand that errs once may have made of another number.

A slip turns the printed number back into the one that was meant: a digit replaced, lost or doubled,
two digits exchanged, the sign, the unit.  Every slip of a number is listed once and sorted by its
value, so that those that fall into an interval are found without trying the rest.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from functools import cached_property
from itertools import combinations

from luohu_fiscal.money import EXACT, Amount, Unit

__all__ = ["Kind", "Slip", "Slips"]


class Kind(IntEnum):
    """The kinds of change, in the order in which they are believed.

    A kind of which a number has few is less likely to fit by chance than one of which it has many:
    a number of seven digits has one other sign and some sixty digits that may be another.
    `code` is the kind in the machine-readable contract.  The last three are what almost any sum
    leaves room for: a part that stands elsewhere as well, one too small to be seen, one not there.
    """

    code: str

    UNIT = 0, "unit"
    SIGN = 1, "sign"
    COUNTED_TWICE = 2, "counted_twice"
    NEIGHBOURS = 3, "transposition"
    SWAPPED = 4, "swapped"
    INSERTED = 5, "inserted"
    APART = 6, "transposition"
    DIGIT = 7, "digit"
    DROPPED = 8, "dropped"
    COUNTED_ELSEWHERE = 9, "counted_twice"
    UNIT_TO_NOTHING = 10, "unit"
    MISSING = 11, "missing_part"

    def __new__(cls, value: int, code: str) -> Kind:
        kind = int.__new__(cls, value)
        kind._value_ = value
        kind.code = code
        return kind


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip: its kind, and the amount that would have been meant."""

    kind: Kind
    amount: Amount


#: The units that are taken for one another in print.
_UNITS = (Unit.YUAN, Unit.WAN, Unit.YI)


class Slips:
    """All slips of one printed amount.

    >>> wrong = Slips(Amount(1359034, "万元"))
    >>> near = wrong.between(Decimal(13950340000), Decimal(13950340000))
    >>> [(slip.kind.name, str(slip.amount)) for slip in near]
    [('NEIGHBOURS', '1395034万元')]
    >>> [str(slip.amount) for slip in Slips(Amount(385, "亿元")).of_unit]
    ['385元', '385万元']
    """

    __slots__ = ("__dict__", "amount")

    def __init__(self, amount: Amount) -> None:
        self.amount = amount

    @cached_property
    def of_unit(self) -> tuple[Slip, ...]:
        """The same number in another unit; a zero is the same in any."""
        printed, unit = self.amount.printed, self.amount.unit
        if not printed or unit not in _UNITS:
            return ()
        return tuple(Slip(Kind.UNIT, Amount(printed, other)) for other in _UNITS if other != unit)

    @cached_property
    def finest(self) -> Decimal:
        """The place in which the values are counted: a tenth of the last printed one, in yuan."""
        return Decimal(1).scaleb(self.amount.unit.exponent - self._decimals - 1)

    def between(self, low: Decimal, high: Decimal) -> Iterator[Slip]:
        """The slips of digits and sign whose value lies between two bounds in yuan, in their order."""
        values, slips = self._sorted
        place = self.amount.unit.exponent - self._decimals - 1
        # Bounds are scaled, never divided: an index of exact decimals beside whole numbers.
        first = bisect_left(values, low.scaleb(-place, EXACT))
        last = bisect_right(values, high.scaleb(-place, EXACT))
        for at in range(first, last):
            kind, text = slips[at]
            yield Slip(kind, Amount(text, self.amount.unit))

    @property
    def values(self) -> tuple[int, ...]:
        """The values of all slips of digits and sign, in `finest` places, ascending."""
        return self._sorted[0]

    def at(self, position: int) -> Slip:
        """The slip at a position of `values`; behind them stand those of unit, counted from -1."""
        if position < 0:
            return self.of_unit[-1 - position]
        kind, text = self._sorted[1][position]
        return Slip(kind, Amount(text, self.amount.unit))

    @property
    def _decimals(self) -> int:
        return -int(self.amount.printed.as_tuple().exponent)

    @cached_property
    def _sorted(self) -> tuple[tuple[int, ...], tuple[tuple[Kind, str], ...]]:
        printed, decimals = f"{self.amount.printed:f}", self._decimals
        minus, text = ("-", printed[1:]) if printed.startswith("-") else ("", printed)
        same = int(minus + text.replace(".", "")) * 10
        found: dict[str, tuple[int, Kind]] = {}
        for kind, digits, places in _changed(text.replace(".", ""), decimals):
            if len(digits) <= places or (digits[0] == "0" and len(digits) > places + 1):
                continue
            whole, fraction = digits[: len(digits) - places], digits[len(digits) - places :]
            meant = f"{minus}{whole}.{fraction}" if fraction else minus + whole
            value = int(minus + digits) * 10 ** (decimals + 1 - places)
            if value == same:
                continue  # 18.60 for 18.6: another place, the same number
            if meant not in found or kind < found[meant][1]:
                found[meant] = value, kind
        if self.amount.printed:
            found[text if minus else "-" + text] = -same, Kind.SIGN
        listed = sorted((value, kind, meant) for meant, (value, kind) in found.items())
        return (
            tuple(value for value, _, _ in listed),
            tuple((kind, meant) for _, kind, meant in listed),
        )


def _changed(text: str, decimals: int) -> Iterable[tuple[Kind, str, int]]:
    """Every change of the digits, with the number of decimal places it leaves."""
    point = len(text) - decimals
    for at, digit in enumerate(text):
        before, behind = text[:at], text[at + 1 :]
        for other in "0123456789":
            if other != digit:
                yield Kind.DIGIT, before + other + behind, decimals
        yield Kind.INSERTED, before + behind, decimals - (at >= point)
    for at in range(len(text) + 1):
        for other in "0123456789":
            longer = text[:at] + other + text[at:]
            if at <= point:
                yield Kind.DROPPED, longer, decimals
            if decimals and at >= point:
                yield Kind.DROPPED, longer, decimals + 1
    for one, two in combinations(range(len(text)), 2):
        if text[one] != text[two]:
            kind = Kind.NEIGHBOURS if two == one + 1 else Kind.APART
            exchanged = text[:one] + text[two] + text[one + 1 : two] + text[one] + text[two + 1 :]
            yield kind, exchanged, decimals
