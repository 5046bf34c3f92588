"""Money as it was printed: an exact number, its unit, its last printed place.

This is the only door through which printed amounts enter.  A printed number *n* whose last place is
worth *r* stands for any true value in the half-open interval [n - r/2, n + r/2); a zero printed as
plain ``0`` is nought, and in a sum of whole numbers that cannot be true so, what is less than half a
unit (`Amount.rounded`).  Nothing here ever touches binary floating point, and every operation runs in a
context that traps inexactness, so a result is exact or an exception.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Any

from luohu_fiscal.errors import AmountError
from luohu_fiscal.money.interval import EXACT, Interval
from luohu_fiscal.money.printed import (
    DIGITS,
    MAX_DIGITS,
    normalise_digits,
    number_in,
    number_pattern,
    parse_number,
    plain_unit,
)

__all__ = [
    "EXACT",
    "MAX_DIGITS",
    "Amount",
    "Interval",
    "Unit",
    "exact_decimal",
    "half_place",
    "normalise_digits",
    "number_pattern",
    "parse_amount",
    "parse_number",
]

_ZERO = Decimal(0)
_HALF = Decimal("0.5")


class Unit(StrEnum):
    """A printed unit of money 金额单位; the value is the word as printed.

    >>> Unit("万元").yuan
    Decimal('1E+4')
    """

    YUAN = "元"
    THOUSAND = "千元"
    WAN = "万元"
    MILLION = "百万元"
    YI = "亿元"
    WAN_YI = "万亿元"

    @property
    def exponent(self) -> int:
        """The power of ten: one 万元 is 10**4 yuan."""
        return _EXPONENT[self]

    @property
    def yuan(self) -> Decimal:
        """What one of this unit is worth in yuan, exactly."""
        return Decimal(1).scaleb(_EXPONENT[self])

    @property
    def english(self) -> str:
        """The unit in English, for messages: ``10,000 yuan``."""
        return _ENGLISH[self]


_EXPONENT = {
    Unit.YUAN: 0,
    Unit.THOUSAND: 3,
    Unit.WAN: 4,
    Unit.MILLION: 6,
    Unit.YI: 8,
    Unit.WAN_YI: 12,
}
_ENGLISH = {
    Unit.YUAN: "yuan",
    Unit.THOUSAND: "thousand yuan",
    Unit.WAN: "10,000 yuan",
    Unit.MILLION: "million yuan",
    Unit.YI: "100 million yuan",
    Unit.WAN_YI: "trillion yuan",
}


def exact_decimal(value: object) -> Decimal:
    """A finite `Decimal` from an int, a `Decimal` or a string; floats and bools are refused.

    A float has already lost digits (12345678901234567.89 is not a float), so it is never accepted.

    >>> exact_decimal("12345678901234567.89")
    Decimal('12345678901234567.89')
    >>> exact_decimal(0.1)
    Traceback (most recent call last):
    luohu_fiscal.errors.AmountError: 0.1 is a float and may have lost digits; write it as text, "0.1"
    """
    if isinstance(value, bool):
        raise AmountError(f"{value} is true/false, not a number", remedy="write digits")
    if isinstance(value, float):
        raise AmountError(
            f"{value} is a float and may have lost digits", remedy=f'write it as text, "{value}"'
        )
    if isinstance(value, Decimal):
        number = value
    elif isinstance(value, int):
        number = Decimal(value)
    elif isinstance(value, str):
        number = parse_number(value)
    else:
        raise AmountError(f"{type(value).__name__} is not a number", remedy="write digits")
    if not number.is_finite():
        raise AmountError(f"{number} is not a finite number", remedy="write digits")
    digits = number.as_tuple()
    if len(digits.digits) > MAX_DIGITS or abs(int(digits.exponent)) > MAX_DIGITS:
        raise AmountError(
            f"a number of more than {MAX_DIGITS} digits is no amount", remedy="check the source"
        )
    return number


def half_place(printed: Decimal) -> Decimal:
    """Half of what the last printed place is worth; 0 for a plain zero, which is exact.

    >>> half_place(Decimal("56.1")), half_place(Decimal("0")), half_place(Decimal("0.0"))
    (Decimal('0.05'), Decimal('0'), Decimal('0.05'))
    """
    exponent = int(printed.as_tuple().exponent)
    if exponent >= 0 and not printed:
        return _ZERO
    return _HALF.scaleb(min(exponent, 0))


_UNIT_WORDS = "万亿元|亿元|百万元|万元|千元|元"
_AMOUNT = re.compile(rf"(?P<number>[^万亿百千元]*)(?P<unit>{_UNIT_WORDS}|)\s*")


def parse_amount(text: str | int | Decimal, unit: Unit | str | None = None) -> Amount:
    """The amount that is printed, with its unit; `unit` serves where the text names none.

    >>> parse_amount("1,395,034 万元")
    Amount('1395034万元')
    >>> parse_amount("－６．５０", Unit.YI).value
    Decimal('-650000000')
    >>> parse_amount("12")
    Traceback (most recent call last):
    luohu_fiscal.errors.AmountError: "12" has no unit; add 元, 千元, 万元, 亿元 or 万亿元
    """
    fallback = None if unit is None else _unit(unit)
    if isinstance(text, str):
        match = _AMOUNT.fullmatch(plain_unit(text)) if len(text) <= 4 * MAX_DIGITS else None
        number = None if match is None else number_in(match["number"])
        if match is None or number is None:
            raise AmountError(
                f'"{text[:40]}" is not a printed amount',
                remedy="write digits and a unit, such as 1,395,034万元",
            )
        if match["unit"]:
            return Amount(number, Unit(match["unit"]))
    else:
        number = exact_decimal(text)
    if fallback is None:
        raise AmountError(f'"{text}" has no unit', remedy="add 元, 千元, 万元, 亿元 or 万亿元")
    return Amount(number, fallback)


def _unit(word: Unit | str) -> Unit:
    try:
        return Unit(word)
    except ValueError:
        raise AmountError(
            f'"{word}" is not a unit of money', remedy="use 元, 千元, 万元, 亿元 or 万亿元"
        ) from None


class Amount:
    """A printed amount of money: exact, immutable, with its unit and its last printed place.

    Two amounts are equal when they were printed alike: 18.6亿元 and 18.60亿元 are not, for they do
    not say equally much.  Compare `.value` (yuan) for the quantity.

    >>> a = Amount(Decimal("18.60"), Unit.YI)
    >>> a.value, a.place
    (Decimal('1860000000'), Decimal('1000000'))
    >>> a.interval
    Interval(lo=Decimal('1859500000'), hi=Decimal('1860500000'), lo_open=False, hi_open=True)
    """

    __slots__ = ("half", "printed", "unit", "value")
    printed: Decimal
    unit: Unit
    value: Decimal
    half: Decimal

    def __init__(self, printed: Decimal | int | str, unit: Unit | str) -> None:
        number = exact_decimal(printed)
        if int(number.as_tuple().exponent) > 0:
            number = EXACT.quantize(number, Decimal(1))
        money = _unit(unit)
        put = object.__setattr__
        put(self, "printed", number)
        put(self, "unit", money)
        put(self, "value", _plain(number.scaleb(_EXPONENT[money], EXACT)))
        put(self, "half", _plain(half_place(number).scaleb(_EXPONENT[money], EXACT)))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"an Amount cannot be changed: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"an Amount cannot be changed: {name}")

    @property
    def place(self) -> Decimal:
        """What one of the last printed place is worth, in yuan; 0 for a plain zero."""
        return EXACT.add(self.half, self.half)

    @property
    def interval(self) -> Interval:
        """The true values, in yuan, that print as this amount: [n - r/2, n + r/2)."""
        if not self.half:
            return Interval.point(self.value)
        return Interval(EXACT.subtract(self.value, self.half), EXACT.add(self.value, self.half))

    def to(self, unit: Unit | str) -> Decimal:
        """The exact number in another unit, with no rounding.

        >>> Amount(1395034, Unit.WAN).to("亿元")
        Decimal('139.5034')
        """
        shift = _EXPONENT[self.unit] - _EXPONENT[_unit(unit)]
        return _plain(self.printed.scaleb(shift, EXACT))

    @property
    def rounded(self) -> Amount:
        """This amount, and for a plain 0 what may have been rounded to it: less than half a unit.

        An office that prints whole units prints 0 for a part of 0.3 as it prints it for none.  Of 2,453
        sums of published accounts with a 0 among their whole numbers 2,442 are exact and none needs
        what a 0 may hide; so a 0 is nought, and only where a sum cannot be true so is it looked at again.

        >>> Amount(0, "万元").half, Amount(0, "万元").rounded.half, Amount("0.0", "万元").rounded.half
        (Decimal('0'), Decimal('5000'), Decimal('500'))
        """
        if self.half:
            return self
        made = object.__new__(Amount)
        for name, value in (
            ("printed", self.printed),
            ("unit", self.unit),
            ("value", self.value),
            ("half", _plain(_HALF.scaleb(_EXPONENT[self.unit], EXACT))),
        ):
            object.__setattr__(made, name, value)
        return made

    @property
    def decimals(self) -> bool:
        """True where it is printed with decimal places."""
        return int(self.printed.as_tuple().exponent) < 0

    def __neg__(self) -> Amount:
        return Amount(EXACT.minus(self.printed), self.unit)

    def _key(self) -> tuple[Any, ...]:
        return (self.printed.as_tuple(), self.unit)

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Amount) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def __reduce__(self) -> tuple[object, ...]:
        return (Amount, (self.printed, self.unit))

    def __repr__(self) -> str:
        return f"Amount('{self}')"

    def __str__(self) -> str:
        return f"{self.printed:f}{self.unit}"

    def __format__(self, spec: str) -> str:
        return f"{self.printed:,f}{self.unit}" if spec == "," else format(str(self), spec)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """In data an amount is one string, ``1395034万元``: no JSON or YAML number can carry it."""
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            cls._from_data,
            serialization=core_schema.plain_serializer_function_ser_schema(str),
        )

    @classmethod
    def _from_data(cls, value: object) -> Amount:
        if isinstance(value, Amount):
            return value
        if isinstance(value, str):
            return parse_amount(value)
        if isinstance(value, (bool, float)):
            exact_decimal(value)
        raise AmountError(
            f"{value!r:.40} is not an amount with a unit", remedy="write it as text, 1395034万元"
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        return {
            "type": "string",
            "title": "Amount 金额",
            "pattern": rf"^\s*[-+－−]?\s*{DIGITS}\s*({_UNIT_WORDS})\s*$",
            "examples": ["1395034万元", "18.60亿元"],
        }


def _plain(number: Decimal) -> Decimal:
    """The same number without a positive exponent: Decimal('1E+4') becomes Decimal('10000')."""
    return EXACT.quantize(number, Decimal(1)) if int(number.as_tuple().exponent) > 0 else number


def total(amounts: Iterable[Amount]) -> Decimal:
    """The exact sum in yuan.

    >>> total([Amount(1, Unit.YI), Amount(5, Unit.WAN)])
    Decimal('100050000')
    """
    result = _ZERO
    for amount in amounts:
        result = EXACT.add(result, amount.value)
    return result
