"""The characters of a PDF page as PDFium keeps them, all of them fetched at once."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from itertools import repeat
from threading import local
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from luohu_fiscal.readers.pdf_calls import Numbers, address, call

__all__ = ["NO_CODE", "Chars", "chars_of", "with_places"]

#: A line feed: what prints nothing, and parts nothing that stands in one line.
NO_CODE = 10


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


class _Buffers(local):
    """What is written to; each thread has its own."""

    def __init__(self) -> None:
        self.inks = Numbers("FPDFText_GetCharBox", ctypes.c_double, 4, whole=False)
        self.rooms = Numbers("FPDFText_GetLooseCharBox", ctypes.c_float, 4, whole=True)
        self.origins = Numbers("FPDFText_GetCharOrigin", ctypes.c_double, 2, whole=False)


_BUFFERS = _Buffers()


def chars_of(text: Any, count: int) -> Chars:
    """The characters of a text page (of pypdfium2) that holds so many, without their places."""
    page = _address(text)
    unicode_of = call("FPDFText_GetUnicode", ctypes.c_uint)
    angle_of = call("FPDFText_GetCharAngle", ctypes.c_float)
    codes = _plain_codes(text, count) or _whole(list(map(unicode_of, page, range(count))))
    return Chars(codes, (), (), (), list(map(angle_of, page, range(count))))


def with_places(chars: Chars, text: Any) -> Chars:
    """The characters of a text page with their places, which take most of the time."""
    page, count = _address(text), len(chars.codes)
    return chars._replace(
        inks=_BUFFERS.inks.of(count, page, range(count)),
        rooms=_BUFFERS.rooms.of(count, page, range(count)),
        origins=_BUFFERS.origins.of(count, page, range(count)),
    )


def _address(text: Any) -> Iterator[Any]:
    return repeat(address(ctypes.cast(text.raw, ctypes.c_void_p).value))


def _plain_codes(text: Any, count: int) -> Sequence[int]:
    """The code points in one call; none where the plain text has more or fewer of them."""
    units = (ctypes.c_ushort * (count + 1))()
    codes = units[:count] if pdfium.FPDFText_GetText(text, 0, count, units) == count + 1 else []
    # A code point of two halves would hide one that the plain text leaves out; a hyphen at the end
    # of a line is U+FFFE there.
    return [] if any(0xD800 <= code < 0xE000 or code == 0xFFFE for code in set(codes)) else codes


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
