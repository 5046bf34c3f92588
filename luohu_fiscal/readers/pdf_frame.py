"""How a page is displayed, and how it must be turned for the text on it to stand upright.

Characters and lines come in the coordinates of the drawing, whatever /Rotate says: how a viewer turns
the page is nothing to them.  What stands them upright is their own turn alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

__all__ = ["Frame", "turns_of", "upright"]

_QUARTER = 90
#: Slanted letters lean by some twenty degrees; what leans more is a stamp across the page.
_SLANT = 25
_STEP = 10
#: Cosine and sine of the quarter turns, exactly.
_EXACT = {0: (1.0, 0.0), 90: (0.0, 1.0), 180: (-1.0, 0.0), 270: (0.0, -1.0)}


class Frame(NamedTuple):
    """The size of the page with its text upright, and its upper left corner in PDF coordinates."""

    width: float
    height: float
    left: float
    top: float
    #: How far the text is turned anticlockwise in the drawing, in degrees.
    turn: int = 0

    def place(self, x: float, y: float) -> tuple[float, float]:
        """A point of the drawing in points from the upper left corner."""
        return x - self.left, self.top - y


@contextmanager
def upright(page: Any, number: int, turn: int) -> Iterator[tuple[Any, Frame]]:
    """The page (of pypdfium2, with its number) with text of this turn upright, and its frame.

    The drawing itself is turned, and turned back behind: PDFium leaves out what it holds for text
    without extent, which sideways text in a font that is not there seems to be.
    """
    left, bottom, right, top = page.get_cropbox()
    wide, high = abs(right - left), abs(top - bottom)
    if turn == 0:
        yield page, Frame(wide, high, left, top)
        return
    cos, sin = _EXACT.get(turn) or (math.cos(math.radians(turn)), math.sin(math.radians(turn)))
    # Aslant, the page is as large as its corners reach in any turn.
    width, height = (wide, high) if turn == 180 else (high, wide)
    if turn not in _EXACT:
        width = height = math.hypot(wide, high)
    x, y = (left + right) / 2, (bottom + top) / 2
    to = (cos, -sin, sin, cos, width / 2 - cos * x - sin * y, height / 2 + sin * x - cos * y)
    back = (cos, sin, -sin, cos, x - cos * width / 2 + sin * height / 2,
            y - sin * width / 2 - cos * height / 2)  # fmt: skip
    pdfium.FPDFPage_TransFormWithClip(page, pdfium.FS_MATRIX(*to), None)
    turned = page.pdf[number - 1]
    try:
        yield turned, Frame(width, height, 0.0, height, turn)
    finally:
        pdfium.FPDFPage_TransFormWithClip(turned, pdfium.FS_MATRIX(*back), None)
        turned.close()


def turns_of(angles: Sequence[float]) -> list[int]:
    """How far each character is turned anticlockwise, in degrees; slanted letters are not turned.

    >>> turns_of([0.0, 0.32, 4.712389, 3.141593, 1.570796, 5.585054])
    [0, 0, 90, 180, 270, 40]
    """
    if not any(angles):
        return [0] * len(angles)
    known = {angle: _turn(angle) for angle in set(angles)}
    return [known[angle] for angle in angles]


def _turn(angle: float) -> int:
    degrees = -math.degrees(angle) % 360 if angle >= 0 else 0.0
    quarter = round(degrees / _QUARTER) * _QUARTER
    if abs(degrees - quarter) <= _SLANT:
        return quarter % 360
    return round(degrees / _STEP) * _STEP
