"""The characters of one PDF page: what each shows, and where it stands.

Coordinates are points from the top left corner of the page as it is displayed.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from luohu_fiscal.readers import limits
from luohu_fiscal.readers.cleaning import is_printed, normalise_char

__all__ = ["Frame", "Glyph", "frame_of", "glyphs_of", "is_unreadable"]

#: A sign without a name in Unicode that is a dot on the base line is a decimal point.
_DOT = 0.22
#: An ideographic full stop is a ring: wider than a dot.
_RING = 0.165
_TURN_SAMPLE = 60
#: Signs that hardly stand in a paper on money.
_SIGNS = "!\"#$&'*+;<=>?@\\^_`{|}~"


class Glyph(NamedTuple):
    """One character: its ink box, base line, and the width its font gives it."""

    char: str
    x0: float
    x1: float
    top: float
    bottom: float
    base: float
    advance: float
    height: float
    #: Where its own width starts: its origin, left of the ink.
    at: float
    #: True where the text layer has a space before it.
    spaced: bool

    @property
    def middle(self) -> float:
        """The horizontal middle of the ink."""
        return (self.x0 + self.x1) / 2


class Frame(NamedTuple):
    """How the page is displayed: its size, and the way from PDF coordinates to it."""

    width: float
    height: float
    place: Callable[[float, float], tuple[float, float]]
    turned: bool = False


def frame_of(page: Any, text: Any, count: int) -> Frame:
    """The frame in which most characters of the page stand upright."""
    left, bottom, right, top = page.get_cropbox()
    turn = (page.get_rotation() // 90 + _quarter_turns(text, count)) % 4
    wide, high = abs(right - left), abs(top - bottom)
    if turn == 0:
        return Frame(wide, high, lambda x, y: (x - left, top - y))
    if turn == 1:
        return Frame(high, wide, lambda x, y: (y - bottom, x - left), True)
    if turn == 2:
        return Frame(wide, high, lambda x, y: (right - x, y - bottom))
    return Frame(high, wide, lambda x, y: (top - y, right - x), True)


def _quarter_turns(text: Any, count: int) -> int:
    """How many quarter turns stand most characters upright, page rotation aside."""
    step = max(1, count // _TURN_SAMPLE)
    turns: Counter[int] = Counter()
    for index in range(0, count, step):
        angle = float(pdfium.FPDFText_GetCharAngle(text, index))
        if angle >= 0 and not pdfium.FPDFText_IsGenerated(text, index):
            turns[round(angle / (math.pi / 2)) % 4] += 1
    return turns.most_common(1)[0][0] if turns else 0


def glyphs_of(page: Any, where: str) -> tuple[list[Glyph], Frame, bool]:
    """The printed characters of a page, its frame, and whether their names cannot be told."""
    text = page.get_textpage()
    try:
        count = int(pdfium.FPDFText_CountChars(text))
        limits.check(count, limits.MAX_PAGE_CHARACTERS, "characters on a page", where)
        frame = frame_of(page, text, max(count, 0))
        found = _glyphs(text, count, frame)
    finally:
        text.close()
    return _once(found), frame, is_unreadable([glyph.char for glyph in found])


def _glyphs(text: Any, count: int, frame: Frame) -> list[Glyph]:
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    loose = pdfium.FS_RECTF()
    found: list[Glyph] = []
    spaced, high, em = False, 0, 12.0
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
            high = 0
        char = "-" if code == 2 else chr(code) if code < 0x110000 else "\ufffd"
        if char.isspace() or code == 0:
            spaced = spaced or char != "\n"
            continue
        pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top)
        pdfium.FPDFText_GetLooseCharBox(text, index, loose)
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        ax, ay = frame.place(left.value, bottom.value)
        bx, by = frame.place(right.value, top.value)
        at, base = frame.place(x.value, y.value)
        wide, tall = abs(loose.right - loose.left), abs(loose.top - loose.bottom)
        if frame.turned:
            wide, tall = tall, wide
        x0, x1, t, b = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
        # Ink far outside the page, or none at all, is nothing a reader of the page can see.
        if not (-5 <= x0 <= frame.width + 5 and -5 <= b <= frame.height + 5):
            continue
        em = wide if "\u4e00" <= char <= "\u9fff" and wide > 0 else em
        char = _named(char, x1 - x0, b - t, abs(base - b), wide, em)
        if is_printed(char):
            found.append(Glyph(normalise_char(char), x0, x1, t, b, base, wide, tall, at, spaced))
        spaced = False
    return found


def _named(char: str, wide: float, tall: float, above: float, advance: float, em: float) -> str:
    """The character that its ink shows, where the font names it wrongly or not at all.

    `em` is the width of the Chinese characters around it.
    """
    if 0xE000 <= ord(char) <= 0xF8FF or ord(char) >= 0xF0000:
        is_dot = 0 < wide <= _DOT * em and 0 < tall <= _DOT * em and above <= 0.45 * em
        return "." if is_dot and abs(wide - tall) <= 0.5 * max(wide, tall) else char
    if char == "." and advance > 0.85 * em and min(wide, tall) > _RING * em:
        # As wide as a Chinese character, and a ring: the font calls its full stop a point.
        return "。"
    return char


def _once(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Each character once: some writers print bold text by printing it twice, a hair apart."""
    seen: dict[tuple[str, int, int], list[Glyph]] = {}
    kept = []
    for glyph in glyphs:
        cell = (glyph.char, int(glyph.middle // 4), int(glyph.base // 4))
        near = (
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in seen.get((glyph.char, cell[1] + dx, cell[2] + dy), ())
        )
        reach = 0.25 * max(glyph.x1 - glyph.x0, 1.0)
        if any(
            abs(other.middle - glyph.middle) < reach and abs(other.base - glyph.base) < reach
            for other in near
        ):
            continue
        seen.setdefault(cell, []).append(glyph)
        kept.append(glyph)
    return kept


def is_unreadable(chars: Sequence[str]) -> bool:
    """True where the fonts give codes instead of characters: a text layer nobody can read.

    >>> is_unreadable("收入总量为1,395,034万元。" * 3), is_unreadable("\\x9e!\\x8e#¥²&" * 20)
    (False, True)
    """
    signs = [char for char in chars if not char.isspace()]
    if len(signs) < 40:
        return False
    chinese = sum("\u3400" <= char <= "\u9fff" for char in signs)
    odd = sum(
        "\x80" <= char <= "\xbf"
        or not is_printed(char)
        or char in _SIGNS
        or "\ue000" <= char <= "\uf8ff"
        for char in signs
    )
    return chinese * 10 < len(signs) * 3 and odd * 8 > len(signs)
