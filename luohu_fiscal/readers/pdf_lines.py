"""Characters of a PDF page -> printed lines: reading order, spaces, raised marks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from luohu_fiscal.readers.pdf_glyphs import Glyph

__all__ = ["PrintedLine", "Row", "em_of", "median", "pieces_of", "rows_of", "text_of"]

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
#: A mark is smaller than the text, and its base line higher; both in parts of the text's height.
_SMALL, _RAISED = 0.8, 0.15
_SAME_LINE = 0.3
#: Gaps, in characters: a word space that the text layer has, one it lacks, one between columns.
_HINTED, _SPACE, _COLUMN = 0.2, 0.45, 1.6
#: A gap that parts the columns of a table.
_PIECE = 1.1


class PrintedLine(NamedTuple):
    """One printed line without its single characters: what a document of many pages is kept in."""

    text: str
    x0: float
    x1: float
    base: float
    em: float
    #: Left, top, right, bottom, in whole points.
    box: tuple[int, int, int, int]
    #: How sure recognition was, "0.998"; "" where the text layer says what is printed.
    confidence: str


class Row:
    """One printed line: its characters from left to right; what is told of them is told once.

    A page of tables has thousands of them, so that the locks of `cached_property` would be felt.
    """

    __slots__ = ("_base", "_text", "_white", "_widest", "confidence", "em", "glyphs")

    def __init__(self, glyphs: tuple[Glyph, ...], em: float, confidence: str = "") -> None:
        self.glyphs = glyphs
        self.em = em
        #: How sure recognition was, "0.998"; "" where the text layer says what is printed.
        self.confidence = confidence
        self._base: float | None = None
        self._text: str | None = None
        self._white: list[float] | None = None
        self._widest: float | None = None

    @property
    def x0(self) -> float:
        """The left edge of the ink."""
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        """The right edge, counting the full width of Chinese punctuation."""
        last = self.glyphs[-1]
        full = last.x0 + self.em * 0.8 if last.char in "，。；：、！？）》”" else last.x1
        return max(full, last.x1)

    @property
    def top(self) -> float:
        """The upper edge of the ink."""
        return min([glyph.top for glyph in self.glyphs])

    @property
    def white(self) -> list[float]:
        """The white space between the characters beyond what the line is set with, in characters."""
        if self._white is None:
            gaps = self._gaps()
            spacing = max(0.0, median(gaps)) if len(gaps) >= 4 else 0.0
            self._white = [(gap - spacing) / self.em for gap in gaps]
        return self._white

    @property
    def widest(self) -> float:
        """The widest gap as it stands, in characters: none of `white` is wider."""
        if self._widest is None:
            self._widest = max(self._gaps(), default=0.0) / self.em
        return self._widest

    def _gaps(self) -> list[float]:
        return [b.at - a.at - a.advance for a, b in pairwise(self.glyphs)]

    @property
    def text(self) -> str:
        """The line as text, see `text_of`."""
        if self._text is None:
            if self.widest <= _HINTED:
                self._text = "".join([glyph.char for glyph in self.glyphs])
            else:
                self._text = self._spaced_text(self.white)
        return self._text

    def _spaced_text(self, white: Sequence[float]) -> str:
        glyphs = self.glyphs
        parts = [glyphs[0].char]
        for extra, glyph in zip(white, glyphs[1:], strict=True):
            if extra > _COLUMN:
                parts.append("    ")
            elif extra > _SPACE or (glyph.spaced and extra > _HINTED):
                parts.append(" ")
            parts.append(glyph.char)
        return "".join(parts)

    @property
    def base(self) -> float:
        """The base line."""
        if self._base is None:
            self._base = median([glyph.base for glyph in self.glyphs])
        return self._base

    def printed(self) -> PrintedLine:
        """The line without its characters."""
        bottom = max([glyph.bottom for glyph in self.glyphs])
        box = (round(self.x0), round(self.top), round(self.glyphs[-1].x1), round(bottom))
        return PrintedLine(
            text_of(self), self.x0, self.x1, self.base, self.em, box, self.confidence
        )


def median(values: Sequence[float]) -> float:
    """The middle of numbers, as `statistics.median` tells it: that one asks more of them.

    >>> median([3.0, 1.0, 2.0]), median([4.0, 1.0, 2.0, 3.0])
    (2.0, 2.5)
    """
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _upper_quartile(values: Sequence[float]) -> float:
    """The third of `statistics.quantiles(values, n=4)`."""
    ordered = sorted(values)
    count = len(ordered)
    at = min(max(3 * (count + 1) // 4, 1), count - 1)
    rest = 3 * (count + 1) - at * 4
    return (ordered[at - 1] * (4 - rest) + ordered[at] * rest) / 4


def em_of(glyphs: Sequence[Glyph]) -> float:
    """The width of a Chinese character in this text, in points."""
    wide = [g.wide for g in glyphs if "\u4e00" <= g.char <= "\u9fff" and g.x1 > g.x0]
    if wide:
        # The ink of a character takes some nine tenths of its square; 一 and 日 do not.
        return max(4.0, _upper_quartile(wide) / 0.92 if len(wide) > 1 else wide[0])
    tall = [g.tall for g in glyphs if g.char.isdigit() and g.bottom > g.top]
    return max(4.0, median(tall) / 0.7) if tall else 10.0


def rows_of(glyphs: Sequence[Glyph]) -> list[Row]:
    """The printed lines, top to bottom, each from left to right."""
    if not glyphs:
        return []
    em = em_of(glyphs)
    reach = _SAME_LINE * em
    bases = list(map(_BASE, glyphs))
    if max(bases) - min(bases) <= reach:
        return [_row(glyphs, em)]
    groups: list[list[Glyph]] = []
    before = -math.inf
    for glyph in sorted(glyphs, key=_BASE):
        base = glyph.base
        if base - before <= reach:
            groups[-1].append(glyph)
        else:
            groups.append([glyph])
        before = base
    if len(groups) == 1:
        return [_row(groups[0], em)]
    return [_row(group, em_of(group)) for group in _with_marks(groups)]


def _row(group: Sequence[Glyph], em: float) -> Row:
    ordered = sorted(group, key=_ORDER) if len(group) > 1 else group
    return Row(_raised(ordered, em), em)


_BASE, _ORDER = attrgetter("base"), attrgetter("middle", "base")


def _with_marks(groups: list[list[Glyph]]) -> list[list[Glyph]]:
    """Raised marks put back into the line below them that they hang on."""
    done: list[list[Glyph]] = []
    index = 0
    while index < len(groups):
        group = groups[index]
        below = groups[index + 1] if index + 1 < len(groups) else None
        if below is not None and len(group) <= max(6, len(below) // 4) and _hangs_on(group, below):
            groups[index + 1] = [*group, *below]
        else:
            done.append(group)
        index += 1
    return done


def _hangs_on(group: Sequence[Glyph], below: Sequence[Glyph]) -> bool:
    tall = max((g.tall for g in below), default=0.0)
    rise = min(g.base for g in below) - max(g.base for g in group)
    return 0 < rise < 0.75 * tall and all(g.tall < _SMALL * tall for g in group)


def _raised(ordered: Sequence[Glyph], em: float) -> tuple[Glyph, ...]:
    """Small raised digits as superscripts: as a plain digit one would lengthen a number."""
    # A digit of full size has 0.7 of the height of a Chinese character.
    full = _SMALL * 0.68 * em
    small = [at for at, g in enumerate(ordered) if g.tall < full and g.char.isdigit()]
    if not small:
        return tuple(ordered)
    base = median([g.base for g in ordered])
    done = list(ordered)
    for at in small:
        glyph = done[at]
        if base - glyph.base > _RAISED * em:
            done[at] = glyph._replace(char=glyph.char.translate(_SUPERSCRIPTS))
    return tuple(done)


def text_of(row: Row) -> str:
    """The line as text; where columns stand apart, four spaces.

    White space is what stands between characters beyond their own width and beyond the spacing of
    the whole line: headings are often set wide, and no number falls apart by that.
    """
    return row.text


def pieces_of(row: Row) -> list[Row]:
    """The line cut where columns part it; one piece where none do."""
    if row.widest <= _PIECE:
        return [row]
    done: list[list[Glyph]] = [[row.glyphs[0]]]
    for extra, glyph in zip(row.white, row.glyphs[1:], strict=True):
        if extra > _PIECE:
            done.append([])
        done[-1].append(glyph)
    return [Row(tuple(piece), row.em) for piece in done]
