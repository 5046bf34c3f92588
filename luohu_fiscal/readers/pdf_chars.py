"""The characters of a PDF page as PDFium keeps them, all of them fetched at once.

PDFium hands over one character a call.  A loop of such calls costs more than finding the text did,
so the calls are made from C (`map`) and write into arrays that are read when all is there.
"""

from __future__ import annotations

import ctypes
from array import array
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import repeat
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

__all__ = ["NO_CODE", "Chars", "chars_of"]

#: A line feed: what prints nothing, and parts nothing that stands in one line.
NO_CODE = 10

_INT, _AT, _FLOAT = ctypes.c_int, ctypes.c_void_p, ctypes.c_float
_SIZE, _HALF = array("d").itemsize, array("f").itemsize


class Chars(NamedTuple):
    """The characters of a page in the order of the text layer, in PDF coordinates.

    The boxes hold four numbers a character and the origins two, one character after another.
    """

    codes: Sequence[int]
    #: Left, right, bottom and top of the ink.
    inks: Sequence[float]
    #: Left, top, right and bottom of the room the font gives.
    rooms: Sequence[float]
    #: x and y of the origin, on the base line.
    origins: Sequence[float]
    #: How far each is turned clockwise, in radians.
    angles: Sequence[float]

    def entries(self) -> Iterator[tuple[Any, ...]]:
        """For each character its code, ink, room and origin: eleven numbers."""
        inks, rooms, origins = iter(self.inks), iter(self.rooms), iter(self.origins)
        return zip(
            self.codes, inks, inks, inks, inks, rooms, rooms, rooms, rooms, origins, origins,
            strict=True,
        )  # fmt: skip


@cache
def _calls() -> tuple[Callable[..., Any], ...]:
    """The functions of PDFium, taking plain addresses: nothing is wrapped for each character."""

    def call(name: str, result: Any, *rest: Any) -> Callable[..., Any]:
        address = ctypes.cast(getattr(pdfium, name), _AT).value or 0
        return ctypes.PYFUNCTYPE(result, _AT, _INT, *rest)(address)

    return (
        call("FPDFText_GetUnicode", ctypes.c_uint),
        call("FPDFText_GetCharBox", _INT, _AT, _AT, _AT, _AT),
        call("FPDFText_GetLooseCharBox", _INT, _AT),
        call("FPDFText_GetCharOrigin", _INT, _AT, _AT),
        call("FPDFText_GetCharAngle", _FLOAT),
    )


def chars_of(text: Any, count: int) -> Chars:
    """The characters of a text page (of pypdfium2) that holds so many."""
    unicode_of, ink_of, room_of, origin_of, angle_of = _calls()
    page = repeat(ctypes.cast(text.raw, _AT).value)
    inks, rooms = array("d", bytes(4 * count * _SIZE)), array("f", bytes(4 * count * _HALF))
    origins = array("d", bytes(2 * count * _SIZE))
    _run(map(ink_of, page, range(count), *_places(inks, 4, _SIZE, count)))
    _run(map(room_of, page, range(count), *_places(rooms, 4, _HALF, count)[:1]))
    _run(map(origin_of, page, range(count), *_places(origins, 2, _SIZE, count)))
    codes = _plain_codes(text, count) or _whole(list(map(unicode_of, page, range(count))))
    angles = list(map(angle_of, page, range(count)))
    return Chars(codes, inks, rooms, origins, angles)


def _run(calls: Iterator[Any]) -> None:
    deque(calls, maxlen=0)


def _places(numbers: array[float], width: int, size: int, count: int) -> list[range]:
    """The addresses in an array that each of `width` numbers a character is written to."""
    start, step = numbers.buffer_info()[0], width * size
    return [range(start + at * size, start + at * size + step * count, step) for at in range(width)]


def _plain_codes(text: Any, count: int) -> Sequence[int]:
    """The code points in one call; none where the plain text has more or fewer of them."""
    units = (ctypes.c_ushort * (count + 1))()
    codes = units[:count] if pdfium.FPDFText_GetText(text, 0, count, units) == count + 1 else []
    # A code point of two halves would hide one that the plain text leaves out; a hyphen at the end
    # of a line is U+FFFE there.
    return [] if any(0xD800 <= code < 0xE000 or code == 0xFFFE for code in codes) else codes


def _whole(codes: list[int]) -> list[int]:
    """Code points that come in two halves put together, in the place of the second half.

    >>> [hex(code) for code in _whole([0x41, 0xD840, 0xDC0B, 0xDC0B])]
    ['0x41', '0xa', '0x2000b', '0xfffd']
    """
    high = 0
    for at, code in enumerate(codes):
        if 0xD800 <= code < 0xDC00:
            high, codes[at] = code, NO_CODE
        elif 0xDC00 <= code < 0xE000:
            joined = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
            high, codes[at] = 0, joined if high else 0xFFFD
    return codes
