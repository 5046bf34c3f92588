"""Slips of the pen on one printed number, of the kinds that proofreaders find."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from luohu_fiscal.classroom.chance import Chance

__all__ = ["AMOUNT_SLIPS", "RATE_SLIPS", "Printed", "Slip"]


@dataclass(frozen=True)
class Printed:
    """A printed number, and the numbers beside it that a hand may slip to."""

    number: Decimal
    beside: Sequence[Decimal] = ()

    @property
    def digits(self) -> str:
        """The digits without the sign."""
        return f"{abs(self.number):f}"


#: What a slip makes of a number; None where it cannot happen to it.
Slip = Callable[[Printed, Chance], Decimal | None]


def _signed(printed: Printed, digits: str) -> Decimal | None:
    whole = digits.partition(".")[0]
    if not whole or (whole[0] == "0" and len(whole) > 1):
        return None
    return Decimal(digits) if printed.number >= 0 else -Decimal(digits)


def _places(text: str) -> list[int]:
    return [place for place, sign in enumerate(text) if sign.isdigit()]


def _transposition(printed: Printed, chance: Chance) -> Decimal | None:
    text = printed.digits
    places = _places(text)
    if len(places) < 2:
        return None
    first = chance.between(0, len(places) - 2)
    one, two = places[first], places[first + 1]
    letters = list(text)
    letters[one], letters[two] = letters[two], letters[one]
    return _signed(printed, "".join(letters))


def _digit(printed: Printed, chance: Chance) -> Decimal | None:
    text = printed.digits
    place = chance.one_of(_places(text))
    digit = chance.one_of("0123456789")
    return _signed(printed, text[:place] + digit + text[place + 1 :])


def _dropped(printed: Printed, chance: Chance) -> Decimal | None:
    text = printed.digits
    whole = len(text.partition(".")[0])
    if whole < 3:
        return None
    place = chance.between(0, whole - 1)
    return _signed(printed, text[:place] + text[place + 1 :])


def _doubled(printed: Printed, chance: Chance) -> Decimal | None:
    text = printed.digits
    place = chance.between(0, len(text.partition(".")[0]) - 1)
    return _signed(printed, text[: place + 1] + text[place:])


def _beside(printed: Printed, chance: Chance) -> Decimal | None:
    return chance.one_of(printed.beside) if printed.beside else None


def _sign(printed: Printed, chance: Chance) -> Decimal | None:
    return -printed.number


def _hundred(printed: Printed, chance: Chance) -> Decimal | None:
    """A growth told as a completion, or the other way round: 156.1 for 56.1."""
    return printed.number + 100 if printed.number < 100 else printed.number - 100


#: The slips of amounts, by name.
AMOUNT_SLIPS: dict[str, Slip] = {
    "transposition": _transposition,
    "digit": _digit,
    "dropped": _dropped,
    "doubled": _doubled,
    "beside": _beside,
}
#: The slips of rates, by name.
RATE_SLIPS: dict[str, Slip] = {
    "transposition": _transposition,
    "digit": _digit,
    "sign": _sign,
    "hundred": _hundred,
    "beside": _beside,
}
