"""The slips of one printed number: what a hand that errs once may have made of another number.

A slip turns the printed number back into the one that was meant: a digit replaced, lost or doubled,
two digits exchanged, the sign, the unit.  Those that fall into an interval are worked out from it,
without trying the rest.  Digits are counted as whole numbers; an amount is made of what is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import IntEnum
from functools import cached_property
from itertools import combinations

from luohu_fiscal.money.amount import Amount, Unit
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.money.printed import MAX_DIGITS

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


#: The first whole number with more digits than an amount may have.
_LARGEST: int = 10**MAX_DIGITS
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

    __slots__ = ("__dict__", "_asked", "_decimals", "_digits", "_place", "amount")

    def __init__(self, amount: Amount) -> None:
        self.amount = amount
        self._decimals = -int(amount.printed.as_tuple().exponent)
        #: The printed digits as a whole number, without sign and point.
        self._digits = abs(int(amount.printed.scaleb(self._decimals, EXACT)))
        self._place = amount.unit.exponent - self._decimals - 1
        self._asked: dict[int, Slip] = {}

    @cached_property
    def of_unit(self) -> tuple[Slip, ...]:
        """The same number in another unit; a zero is the same in any."""
        return tuple(self._in_unit(unit) for unit in self._other_units())

    def of_unit_between(self, low: Decimal, high: Decimal) -> Iterator[Slip]:
        """Those of another unit of which some value they stand for lies between bounds in yuan."""
        for unit in self._other_units():
            apart = unit.exponent - self.amount.unit.exponent
            value, half = (
                self.amount.value.scaleb(apart, EXACT),
                self.amount.half.scaleb(apart, EXACT),
            )
            if EXACT.subtract(low, half) <= value <= EXACT.add(high, half):
                yield self._in_unit(unit)

    def _other_units(self) -> Iterator[Unit]:
        printed = self.amount.unit
        if self._digits and printed in _UNITS:
            yield from (unit for unit in _UNITS if unit is not printed)

    def _in_unit(self, unit: Unit) -> Slip:
        return Slip(Kind.UNIT, Amount(self.amount.printed, unit))

    @property
    def finest(self) -> Decimal:
        """The place in which the values are counted: a tenth of the last printed one, in yuan."""
        return Decimal(1).scaleb(self._place)

    def between(self, low: Decimal, high: Decimal) -> Iterator[Slip]:
        """The slips of digits and sign whose value lies between two bounds in yuan, in their order."""
        # Bounds are scaled, never divided, and drawn in to the whole numbers between them.
        least = low.scaleb(-self._place, EXACT).to_integral_value(ROUND_CEILING)
        most = high.scaleb(-self._place, EXACT).to_integral_value(ROUND_FLOOR)
        return map(self._slip, self._listed(int(least), int(most)))

    @cached_property
    def values(self) -> tuple[int, ...]:
        """The values of all slips of digits and sign, in `finest` places, ascending."""
        return tuple(value for value, _, _ in self._all)

    def at(self, position: int) -> Slip:
        """The slip at a position of `values`; behind them stand those of unit, counted from -1."""
        if position < 0:
            return self.of_unit[-1 - position]
        found = self._asked.get(position)
        if found is None:
            found = self._asked[position] = self._slip(self._all[position])
        return found

    @cached_property
    def _all(self) -> list[_Made]:
        # A slip has at most one digit more, and is counted in tenths.
        most: int = 10 ** (max(len(str(self._digits)), self._decimals + 1) + 2)
        return self._listed(-most, most)

    def _listed(self, least: int, most: int) -> list[_Made]:
        """The slips from one value to another, each once, as the kind that is believed first."""
        sign = -1 if self.amount.printed.is_signed() else 1
        same = 10 * self._digits
        # Behind a minus the digits count down: they are looked for between the mirrored bounds.
        bounds = (least, most) if sign > 0 else (-most, -least)
        kinds: dict[tuple[int, int], Kind] = {}
        for value, kind, places in _changed(self._digits, self._decimals, *bounds):
            if value == same:
                continue  # 18.60 for 18.6: another place, the same number
            if (
                abs(value) >= _LARGEST
                and abs(value) // 10 ** (self._decimals + 1 - places) >= _LARGEST
            ):
                continue  # a digit more than an amount may have
            made = sign * value, places
            if made not in kinds or kind < kinds[made]:
                kinds[made] = kind
        if same and least <= -sign * same <= most:
            kinds[-sign * same, self._decimals] = Kind.SIGN
        return sorted((value, kind, places) for (value, places), kind in kinds.items())

    def _slip(self, made: _Made) -> Slip:
        value, kind, places = made
        meant = Decimal(abs(value) // 10 ** (self._decimals + 1 - places)).scaleb(-places, EXACT)
        if self.amount.printed.is_signed() is not (kind is Kind.SIGN):
            meant = meant.copy_negate()
        return Slip(kind, Amount(meant, self.amount.unit))


#: A slip before it is an amount: its value in tenths of the last printed place, the kind, and how
#: many decimal places it has.
_Made = tuple[int, Kind, int]


def _changed(number: int, decimals: int, least: int, most: int) -> Iterator[_Made]:
    """Every change of the digits of a number that has a value from `least` to `most`.

    Which digit gives such a value is worked out, not tried: of the sixty others that a number of
    seven digits may have, the interval that a sum leaves takes in few.
    """
    length = max(len(str(number)), decimals + 1)
    powers = [10**at for at in range(length + 1)]
    whole = -(-least // 10), most // 10  # the bounds of a number of as many decimal places
    yield from _replaced(number, decimals, powers, *whole)
    yield from _exchanged(number, decimals, powers, *whole)
    if whole[0] < powers[-2]:
        yield from _shorter(number, decimals, powers, *whole)
    if powers[-1] <= whole[1]:
        yield from _longer(number, decimals, powers, *whole)
    if decimals:
        yield from _finer(number, decimals, powers, least, most)
        yield from _coarser(number, decimals, powers, *whole)


def _replaced(
    number: int, decimals: int, powers: Sequence[int], least: int, most: int
) -> Iterator[_Made]:
    """One digit another; `powers` are what the digits count, the last first, and one more."""
    for power in powers[:-1]:
        rest = number - number // power % 10 * power
        for other in _fitting(rest, power, least, most):
            meant = rest + other * power
            if meant != number and _written(meant, len(powers) - 1, decimals):
                yield 10 * meant, Kind.DIGIT, decimals


def _exchanged(
    number: int, decimals: int, powers: Sequence[int], least: int, most: int
) -> Iterator[_Made]:
    """Two digits exchanged."""
    digits = [number // power % 10 for power in powers[:-1]]
    for one, two in combinations(range(len(digits)), 2):
        meant = number + (digits[one] - digits[two]) * (powers[two] - powers[one])
        if least <= meant <= most and meant != number and _written(meant, len(digits), decimals):
            yield 10 * meant, Kind.NEIGHBOURS if two == one + 1 else Kind.APART, decimals


def _shorter(
    number: int, decimals: int, powers: Sequence[int], least: int, most: int
) -> Iterator[_Made]:
    """One digit fewer before the point."""
    for power in powers[decimals:-1]:
        meant = number // (10 * power) * power + number % power
        if least <= meant <= most and _written(meant, len(powers) - 2, decimals):
            yield 10 * meant, Kind.INSERTED, decimals


def _coarser(
    number: int, decimals: int, powers: Sequence[int], least: int, most: int
) -> Iterator[_Made]:
    """One digit fewer behind the point."""
    for power in powers[:decimals]:
        meant = number // (10 * power) * power + number % power
        if least <= 10 * meant <= most and _written(meant, len(powers) - 2, decimals - 1):
            yield 100 * meant, Kind.INSERTED, decimals - 1


def _longer(
    number: int, decimals: int, powers: Sequence[int], least: int, most: int
) -> Iterator[_Made]:
    """One digit more before the point."""
    for power in powers[decimals:]:
        rest = number + 9 * (number // power) * power  # with a zero at that place
        for other in _fitting(rest, power, least, most):
            meant = rest + other * power
            if _written(meant, len(powers), decimals):
                yield 10 * meant, Kind.DROPPED, decimals


def _finer(
    number: int, decimals: int, powers: Sequence[int], least: int, most: int
) -> Iterator[_Made]:
    """One digit more behind the point."""
    for power in powers[: decimals + 1]:
        rest = number + 9 * (number // power) * power
        for other in _fitting(rest, power, least, most):
            yield rest + other * power, Kind.DROPPED, decimals + 1


def _fitting(rest: int, step: int, least: int, most: int) -> Sequence[int]:
    """The digits of which so many steps beside the rest lie between two bounds."""
    if rest > most or rest + 9 * step < least:
        return ()
    return range(max(0, -((rest - least) // step)), min(9, (most - rest) // step) + 1)


def _written(number: int, length: int, places: int) -> bool:
    """True where so many digits are a number: some before the point, more than one led by no zero."""
    return length > places and (length == places + 1 or number >= 10 ** (length - 1))
