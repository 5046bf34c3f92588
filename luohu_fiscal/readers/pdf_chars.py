"""The characters of a PDF page as PDFium keeps them, all of them fetched at once.

PDFium hands over one character a call.  A loop of such calls costs more than finding the text did,
so the calls are made from C (`map`) and write into a buffer whose places are known before: for each
call nothing is made anew but its answer.
"""

from __future__ import annotations

import ctypes
from array import array
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import repeat
from threading import local
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

__all__ = ["NO_CODE", "Chars", "chars_of"]

#: A line feed: what prints nothing, and parts nothing that stands in one line.
NO_CODE = 10

#: Characters that the buffer holds; a page of more is fetched in so many parts.
_PART = 2_048


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
def _call(name: str, result: Any) -> Callable[..., Any]:
    """A function of PDFium without declared arguments: it takes whole numbers, and places as they are."""
    address = ctypes.cast(getattr(pdfium, name), ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result)(address)


class _Numbers:
    """Numbers that PDFium writes for each character: so many of a kind, into a buffer of its own."""

    def __init__(self, name: str, kind: Any, width: int, *, whole: bool) -> None:
        self._call = _call(name, None)
        self._code = kind._type_
        self._buffer = (kind * (width * _PART))()
        size = ctypes.sizeof(kind)
        self._step = width * size
        # Either one place for them all, or one for each of them.
        firsts = range(0, self._step, self._step if whole else size)
        self._places = [
            [ctypes.byref(self._buffer, first + self._step * at) for at in range(_PART)]
            for first in firsts
        ]

    def of(self, page: Any, count: int) -> array[float]:
        """The numbers of the first characters of a page, one character after another."""
        found = array(self._code)
        view = memoryview(self._buffer).cast("B")
        for start in range(0, count, _PART):
            end = min(start + _PART, count)
            ctypes.memset(self._buffer, 0, ctypes.sizeof(self._buffer))
            deque(map(self._call, repeat(page), range(start, end), *self._places), maxlen=0)
            found.frombytes(view[: (end - start) * self._step])
        return found


class _Buffers(local):
    """What is written to; each thread has its own."""

    def __init__(self) -> None:
        self.inks = _Numbers("FPDFText_GetCharBox", ctypes.c_double, 4, whole=False)
        self.rooms = _Numbers("FPDFText_GetLooseCharBox", ctypes.c_float, 4, whole=True)
        self.origins = _Numbers("FPDFText_GetCharOrigin", ctypes.c_double, 2, whole=False)


_BUFFERS = _Buffers()


def chars_of(text: Any, count: int) -> Chars:
    """The characters of a text page (of pypdfium2) that holds so many."""
    page = ctypes.c_void_p.from_param(ctypes.cast(text.raw, ctypes.c_void_p).value)
    codes = _plain_codes(text, count) or _whole(
        list(map(_call("FPDFText_GetUnicode", ctypes.c_uint), repeat(page), range(count)))
    )
    angles = list(map(_call("FPDFText_GetCharAngle", ctypes.c_float), repeat(page), range(count)))
    return Chars(
        codes,
        _BUFFERS.inks.of(page, count),
        _BUFFERS.rooms.of(page, count),
        _BUFFERS.origins.of(page, count),
        angles,
    )


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
