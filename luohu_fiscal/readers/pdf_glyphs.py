"""The characters of one PDF page: what each shows, and where it stands.

Coordinates are points from the top left corner of the page as it is displayed.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from luohu_fiscal.readers import limits
from luohu_fiscal.readers.cleaning import is_printed, normalise_char
from luohu_fiscal.readers.pdf_chars import NO_CODE, Chars, chars_of, with_places
from luohu_fiscal.readers.pdf_frame import Frame, turns_of

__all__ = ["Glyph", "Text", "glyph_of", "is_unreadable", "is_wordless", "text_of_page"]

#: A sign without a name in Unicode that is a dot on the base line is a decimal point.
_DOT = 0.22
#: An ideographic full stop is a ring: wider than a dot.
_RING = 0.165
#: What is printed twice stands no further apart than a quarter of its width, within these, in points;
#: cells to a point in looking.
_APART, _LEAST, _MOST, _CELLS = 0.25, 0.25, 8.0, 0.05
_Spots = list[tuple[float, float]]
_Places = dict[tuple[str, int, int], _Spots]
_NONE: _Spots = []
#: Characters on one base line, each well to the right of the one before: their base line, and the
#: middles of the first and the last.
_Run = tuple[float, float, float]
#: No character is as wide as this.
_FAR = 100_000.0
#: So many digits on a page are figures; fewer may be its number and a year.
_FIGURES = 10
#: Less than one Chinese letter for so many digits: even a table of names and figures has more.
_HARDLY = 20
#: Signs that hardly stand in a paper on money.
_SIGNS = "!\"#$&'*+;<=>?@\\^_`{|}~"


class Glyph(NamedTuple):
    """One character: its ink box, base line, and the width its font gives it.

    What every reader of a page asks again and again (middles, sizes) is told once, when it is made.
    """

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
    #: The middle of the ink, across and down.
    middle: float
    level: float
    #: How wide and how high the ink is.
    wide: float
    tall: float


def glyph_of(
    char: str,
    ink: tuple[float, float, float, float],
    base: float,
    room: tuple[float, float],
    at: float,
    *,
    spaced: bool,
) -> Glyph:
    """A character from its ink (left, right, top, bottom) and its room (width, height)."""
    x0, x1, top, bottom = ink
    middles = (x0 + x1) / 2, (top + bottom) / 2
    return Glyph(char, *ink, base, *room, at, spaced, *middles, x1 - x0, bottom - top)


class Text:
    """The text of a page: its characters, and how they are turned."""

    def __init__(self, chars: Chars) -> None:
        self._chars = chars
        self._turns = turns_of(chars.angles)
        #: The turns of the printed characters, that of most of them first.
        self.turns: tuple[int, ...] = (0,)
        if any(self._turns):
            seen = Counter(
                turn
                for turn, code in zip(self._turns, chars.codes, strict=True)
                if _shown(code) is not None
            )
            self.turns = tuple(turn for turn, _ in seen.most_common()) or (0,)

    def glyphs(self, frame: Frame, turn: int) -> list[Glyph]:
        """The characters of this turn as they stand in a frame, each once."""
        alone = self.turns == (turn,)
        picked = None if alone else [other == turn for other in self._turns]
        return _glyphs(self._chars, frame, picked)


def text_of_page(page: Any, where: str, *, first: bool = False) -> Text:
    """The text layer of a page (of pypdfium2).

    At a first look at a page that must be turned, only how it is turned is told: it has no glyphs.
    """
    text = page.get_textpage()
    try:
        count = int(pdfium.FPDFText_CountChars(text))
        limits.check(count, limits.MAX_PAGE_CHARACTERS, "characters on a page", where)
        chars = chars_of(text, max(count, 0))
        turned = Text(chars)
        return turned if first and turned.turns[0] else Text(with_places(chars, text))
    finally:
        text.close()


class _Shown(NamedTuple):
    """A character as it is shown; `odd` where its ink may tell another one."""

    char: str
    chinese: bool
    odd: bool


@lru_cache(maxsize=65_536)
def _shown(code: int) -> _Shown | None:
    """What a code point of the text layer shows; None for white space."""
    char = "-" if code == 2 else chr(code) if code < 0x110000 else "\ufffd"
    if char.isspace() or code == 0:
        return None
    odd = char == "." or 0xE000 <= code <= 0xF8FF or code >= 0xF0000
    plain = (normalise_char(char) if is_printed(char) else "") if not odd else char
    return _Shown(plain, "\u4e00" <= char <= "\u9fff", odd)


# One loop, nothing called in it that can be written out: it runs for every character of a document.
def _glyphs(chars: Chars, frame: Frame, picked: Sequence[bool] | None) -> list[Glyph]:  # noqa: C901
    """The characters picked, each once."""
    found: list[Glyph] = []
    runs: list[_Run] = []
    spaced, em, widest = False, 12.0, 0.0
    line, first, last = math.nan, 0.0, 0.0
    from_x, from_y, rest_x, rest_y = frame.left, frame.top, frame.width + 5, frame.height + 5
    new, kind = tuple.__new__, Glyph
    known = {code: _shown(code) for code in set(chars.codes)}
    for index, entry in enumerate(chars.entries()):
        code, left, right, bottom, top, room_left, room_top, room_right, room_bottom, x, y = entry
        shown = known[code]
        if shown is None:
            spaced = spaced or code != NO_CODE
            continue
        if picked is not None and not picked[index]:
            spaced = False
            continue
        x0, x1, t, b = left - from_x, right - from_x, from_y - top, from_y - bottom
        if x0 > x1:
            x0, x1 = x1, x0
        if t > b:
            t, b = b, t
        # Ink far outside the page, or none at all, is nothing a reader of the page can see.
        if not (-5 <= x0 <= rest_x and -5 <= b <= rest_y and x1 < _FAR):
            continue
        wide, tall, base = room_right - room_left, room_top - room_bottom, from_y - y
        if wide < 0:
            wide = -wide
        if tall < 0:
            tall = -tall
        char, chinese, odd = shown
        if chinese and wide > 0:
            em = wide
        ink, high = x1 - x0, b - t
        if odd:
            char = normalise_char(_named(char, ink, high, abs(base - b), wide, em))
        if char:
            middle = (x0 + x1) / 2
            found.append(
                new(
                    kind,
                    (
                        char, x0, x1, t, b, base, wide, tall, x - from_x, spaced,
                        middle, (t + b) / 2, ink, high,
                    ),
                )
            )  # fmt: skip
            if base != line or middle - last <= _APART * ink + _LEAST:
                runs.append((line, first, last))
                line, first = base, middle
            last = middle
            if ink > widest:
                widest = ink
        spaced = False
    runs.append((line, first, last))
    apart = _stand_apart(runs[1:], min(_APART * widest + _LEAST, _MOST))
    return found if apart else _once(found)


def _stand_apart(runs: list[_Run], reach: float) -> bool:
    """True where no two runs come so near to one another that a character may be printed twice."""
    runs.sort()
    group: list[tuple[float, float]] = []
    line = -math.inf
    for base, first, last in runs:
        if base - line > reach:
            if not _are_apart(group, reach):
                return False
            group = []
        group.append((first, last))
        line = base
    return _are_apart(group, reach)


def _are_apart(group: list[tuple[float, float]], reach: float) -> bool:
    group.sort()
    return all(start - end > reach for (_, end), (start, _) in pairwise(group))


def _once(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The characters, each once: some writers print bold text twice, a hair apart."""
    found: list[Glyph] = []
    seen: _Places = {}
    for glyph in glyphs:
        char, middle, base = glyph.char, glyph.middle, glyph.base
        reach = min(max(_APART * glyph.wide, _LEAST), _MOST)
        across, down, rim = middle * _CELLS, base * _CELLS, reach * _CELLS
        home = (char, column := int(across), row := int(down))
        if rim < across - column < 1 - rim and rim < down - row < 1 - rim:
            spots = seen.get(home, _NONE)
        else:
            spots = _near(seen, char, across, down, rim)
        for other, line in spots:
            if abs(other - middle) < reach and abs(line - base) < reach:
                break
        else:
            seen.setdefault(home, []).append((middle, base))
            found.append(glyph)
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


def _near(seen: _Places, char: str, across: float, down: float, rim: float) -> _Spots:
    """Where a character stands in the cells around a place so near the edge of its own."""
    return [
        spot
        for x in range(int(across - rim), int(across + rim) + 1)
        for y in range(int(down - rim), int(down + rim) + 1)
        for spot in seen.get((char, x, y), _NONE)
    ]


def is_unreadable(chars: Iterable[str] | Counter[str]) -> bool:
    """True where the fonts give codes instead of characters: a text layer nobody can read.

    >>> is_unreadable("收入总量为1,395,034万元。" * 3), is_unreadable("\\x9e!\\x8e#¥²&" * 20)
    (False, True)
    """
    # A page repeats its characters: each is looked at once.
    counts = [(char, count) for char, count in Counter(chars).items() if not char.isspace()]
    signs = sum(count for _, count in counts)
    if signs < 40:
        return False
    chinese = sum(count for char, count in counts if "\u3400" <= char <= "\u9fff")
    if chinese * 10 >= signs * 3:
        return False
    odd = sum(
        count
        for char, count in counts
        if "\x80" <= char <= "\xbf"
        or not is_printed(char)
        or char in _SIGNS
        or "\ue000" <= char <= "\uf8ff"
    )
    return odd * 8 > signs


def is_wordless(chars: Iterable[str] | Counter[str]) -> bool:
    """True where a text layer holds figures and hardly a word: the fonts hide the Chinese letters.

    >>> is_wordless("702.3 4577.8 1423.6 588.8"), is_wordless("收入总量为1,395,034万元")
    (True, False)
    """
    counts = Counter(chars).items()
    digits = sum(count for char, count in counts if char.isdigit())
    chinese = sum(count for char, count in counts if "\u3400" <= char <= "\u9fff")
    latin = sum(count for char, count in counts if char.isascii() and char.isalpha())
    return digits >= _FIGURES and chinese * _HARDLY < digits and latin * 2 < digits
