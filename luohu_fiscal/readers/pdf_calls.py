"""Functions of PDFium called many times at once, from C (`map`), with nothing made anew but the answer.

PDFium hands over one character, one point, one object a call.  A loop of such calls in Python costs
more than PDFium takes to find what is asked for.
"""

from __future__ import annotations

import ctypes
from array import array
from collections import deque
from collections.abc import Callable, Iterable
from functools import cache
from itertools import islice
from typing import Any

import pypdfium2.raw as pdfium

__all__ = ["Numbers", "address", "call"]

#: How many answers a buffer holds; of more, so many are fetched at a time.
_PART = 2_048

#: An address as the functions take it.
address: Callable[[Any], Any] = ctypes.c_void_p.from_param


@cache
def call(name: str, result: Any) -> Callable[..., Any]:
    """A function of PDFium without declared arguments.

    It takes whole numbers and addresses (`address`) as they are; declared, each would be wrapped
    again for every call.
    """
    place = ctypes.cast(getattr(pdfium, name), ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result)(place)


class Numbers:
    """Numbers that a function of PDFium writes: so many of a kind each time, into a buffer kept here.

    `whole` is true of a function that takes one place for them all, not one for each of them.  No
    thread may use the buffer of another.
    """

    def __init__(self, name: str, kind: Any, width: int, *, whole: bool) -> None:
        self._call = call(name, None)
        self._code = kind._type_
        self._buffer = (kind * (width * _PART))()
        size = ctypes.sizeof(kind)
        self._step = width * size
        firsts = range(0, self._step, self._step if whole else size)
        self._places = [
            [ctypes.byref(self._buffer, first + self._step * at) for at in range(_PART)]
            for first in firsts
        ]

    def of(self, count: int, *given: Iterable[Any]) -> array[float]:
        """The numbers of so many calls, one call after another; `given` are their first arguments."""
        found = array(self._code)
        view = memoryview(self._buffer).cast("B")
        heads = [iter(arguments) for arguments in given]
        for start in range(0, count, _PART):
            size = min(_PART, count - start)
            ctypes.memset(self._buffer, 0, size * self._step)
            deque(map(self._call, *(islice(head, size) for head in heads), *self._places), maxlen=0)
            found.frombytes(view[: size * self._step])
        return found
