"""Does this close, how much does that prove, and what single slip would close it: exact, in whole numbers.

The only arithmetic of extraction, shared by running text and tables.  Amounts are put on one scale of
whole halves of the finest printed place, so that a value and what its rounding may hide are both
integers.  What a closing proves is told in decimal digits, in thousandths of one: a sum that closes
on a total of 1,395,034 within 2 would do so by chance once in 300,000 times, which is 5.5 digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from luohu_fiscal.money.amount import Amount
from luohu_fiscal.money.interval import EXACT

__all__ = ["DIGIT", "Printed", "closes", "difference", "digits", "on_one_scale", "proof", "slip"]

#: One decimal digit of evidence.
DIGIT = 1000
_TWO = Decimal(2)


class Printed(NamedTuple):
    """A printed number and half of its last place, in whole halves of the finest place at hand."""

    number: int
    half: int


def on_one_scale(amounts: Sequence[Amount]) -> list[Printed]:
    """Amounts as whole numbers of one scale, exact whatever their units and places.

    >>> from luohu_fiscal.money.amount import parse_amount
    >>> on_one_scale([parse_amount("1.5亿元"), parse_amount("20万元"), parse_amount("0万元")])
    [Printed(number=30000, half=1000), Printed(number=40, half=1), Printed(number=0, half=0)]
    """
    # Units and places are powers of ten, so each half is 5 x 10^e yuan, and a plain 0 has none.
    places = [amount.half.adjusted() for amount in amounts if amount.half]
    finest = min(places, default=0) + 1
    return [
        Printed(_halves(amount.value, finest), _halves(amount.half, finest)) for amount in amounts
    ]


def _halves(value: Decimal, place: int) -> int:
    """A value counted in halves of a place, exactly."""
    return int(EXACT.scaleb(EXACT.multiply(value, _TWO), Decimal(-place)))


def difference(wholes: Iterable[Printed], parts: Iterable[Printed]) -> Printed:
    """What wholes exceed parts by, and how much of it rounding could explain."""
    number = half = 0
    for one in wholes:
        number, half = number + one.number, half + one.half
    for one in parts:
        number, half = number - one.number, half + one.half
    return Printed(number, half)


def closes(wholes: Iterable[Printed], parts: Iterable[Printed]) -> bool:
    """True where both come to the same, exactly or but for the rounding of what is printed."""
    off = difference(wholes, parts)
    return abs(off.number) <= off.half


def digits(ratio: int) -> int:
    """The decimal logarithm of a whole number, in thousandths, cut; 0 for less than two.

    >>> digits(1), digits(2), digits(1_000), digits(300_000)
    (0, 301, 3000, 5477)
    """
    if ratio < 2:
        return 0
    text = str(ratio)
    return (len(text) - 1) * DIGIT + _LEADING[int(text[:2].ljust(2, "0"))]


#: Thousandths of log10(n / 10) for two leading digits, by repeated squaring in whole numbers.
_LEADING = {n: len(str(n**1000)) - 1 - 1000 for n in range(10, 100)}


def proof(whole: Printed, parts: Sequence[Printed], tried: int = 1) -> int:
    """How many thousandths of a digit it proves that parts close on a whole.

    The chance of a closing by accident is the width of the rounding window over the size of the
    whole, times the number of other lists that were tried.  One part that equals its whole proves as
    much as two that add up to it.
    """
    slack = whole.half + sum(part.half for part in parts)
    room = digits(abs(whole.number) // (slack + 1))
    if difference([whole], parts).number == 0:
        # Of true sums of rounded numbers four in ten close to the last place.
        room = max(room, digits(abs(whole.number) // 2) - 400)
    return max(0, room - digits(tried))


def slip(whole: Printed, parts: Sequence[Printed]) -> int:
    """What it proves that one slip of one number would close an open difference; 0 where none would.

    A slip is one digit read or printed wrong, two neighbours changed in place, or a unit of ten
    thousand.  Tried against chance: each number has some forty such neighbours.

    >>> total, lines = Printed(2 * 74_874, 1), [Printed(2 * 60_000, 1), Printed(2 * 18_474, 1)]
    >>> slip(total, lines) > 0
    True
    """
    off = difference([whole], parts)
    if abs(off.number) <= off.half:
        return 0
    found = 0
    for one, sign in ((whole, -1), *((part, 1) for part in parts)):
        wanted = one.number + sign * off.number
        if _other_unit(one, wanted, off.half) or (
            one.half and _near(abs(one.number) // (2 * one.half), abs(wanted) // (2 * one.half))
        ):
            room = min(abs(one.number), abs(wanted)) // (off.half + 1)
            found = max(found, digits(room) - digits(40 * (len(parts) + 1)))
    return max(0, found)


def _other_unit(one: Printed, wanted: int, half: int) -> bool:
    """Would a number fit in the next unit (万元 for 亿元, or the other way), but for rounding?"""
    small, large = sorted((abs(one.number), abs(wanted)))
    return small > 0 and abs(small * 10_000 - large) <= 10_000 * half


def _near(printed: int, wanted: int) -> bool:
    """Do two numbers differ by one digit, or by two neighbours in place?"""
    if printed == wanted:
        return False
    a, b = str(printed), str(wanted)
    if len(a) != len(b):
        longer, shorter = (a, b) if len(a) > len(b) else (b, a)
        return len(longer) == len(shorter) + 1 and any(
            longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer))
        )
    wrong = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    swapped = (
        len(wrong) == 2
        and wrong[1] == wrong[0] + 1
        and (a[wrong[0]], a[wrong[1]]) == (b[wrong[1]], b[wrong[0]])
    )
    return len(wrong) == 1 or swapped
