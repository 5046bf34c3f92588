"""One OFD page -> its characters and drawn paths, and what they make together.

A page is made of its own layers and of templates that stand behind them.  Objects stand in a box of
the page (`Boundary`), may be turned in it (`CTM`), and may be grouped.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from luohu_fiscal.readers import limits
from luohu_fiscal.readers.cleaning import is_printed, normalise_char
from luohu_fiscal.readers.ofd_geometry import (
    IDENTITY,
    POINTS,
    Matrix,
    Point,
    deltas,
    numbers,
    subpaths,
)
from luohu_fiscal.readers.package import Element
from luohu_fiscal.readers.pdf_columns import column_tables
from luohu_fiscal.readers.pdf_glyphs import Glyph, glyph_of, is_unreadable
from luohu_fiscal.readers.pdf_grid import grids_of
from luohu_fiscal.readers.pdf_lines import rows_of
from luohu_fiscal.readers.pdf_page import PageContent
from luohu_fiscal.readers.pdf_rules import rules_of_paths
from luohu_fiscal.readers.pdf_table import ruled_table

__all__ = ["Drawing", "name_of"]

#: A picture over this part of a page is the page; so many drawn shapes are its letters.
_SEEN, _MANY_PATHS = 0.1, 300
_MAX_DEPTH = 16
#: The ink of a character in parts of its size: of a Chinese one, and of a digit or letter.
_WIDE, _NARROW = (0.04, 0.96, -0.86, 0.08), (0.03, 0.47, -0.7, 0.0)
#: How wide a letter may be in parts of its size; a step beyond is white space.
_LETTER, _DIGIT = 1.0, 0.65


def name_of(element: Element) -> str:
    """The name of an element without its namespace, of which there are several."""
    return str(element.tag).rpartition("}")[2]


class _Sign(NamedTuple):
    """A character where it stands: its origin and the vectors of its width and height, in points."""

    char: str
    origin: Point
    along: Point
    down: Point
    advance: float
    spaced: bool

    @property
    def turn(self) -> int:
        """How many quarter turns it stands clockwise."""
        return round(math.atan2(self.along[1], self.along[0]) / (math.pi / 2)) % 4


class Drawing:
    """What is drawn on one page, `width` and `height` in points."""

    def __init__(self, width: float, height: float, where: str) -> None:
        self.width, self.height = width, height
        self._where = where
        self._signs: list[_Sign] = []
        self._paths: list[tuple[list[Point], bool]] = []
        self._pictured = 0.0
        self.objects = 0

    def add(self, content: Element, units: Callable[[str], Element | None]) -> None:
        """Draw the layers of a page or template; `units` are the drawings that pages share."""
        todo: list[tuple[Iterator[Element], Matrix]] = [(iter(content), _POINTS)]
        while todo:
            element = next(todo[-1][0], None)
            outer = todo[-1][1]
            if element is None:
                todo.pop()
                continue
            name = name_of(element)
            if element.get("Visible") == "false" or element.get("Alpha") == "0":
                continue
            if name in ("Layer", "PageBlock", "Content"):
                if len(todo) < _MAX_DEPTH:
                    todo.append((iter(element), outer))
                continue
            if name not in ("TextObject", "PathObject", "ImageObject", "CompositeObject"):
                continue
            self.objects += 1
            limits.check(
                self.objects, limits.MAX_OBJECTS_PER_PAGE, "objects on a page", self._where
            )
            matrix = _matrix(element).inside(outer)
            if name == "TextObject":
                self._text(element, matrix)
            elif name == "PathObject":
                self._path(element, matrix)
            elif name == "ImageObject":
                box = numbers(element.get("Boundary", ""))
                self._pictured += box[2] * box[3] * POINTS**2 if len(box) == 4 else 0.0
            else:
                unit = units(element.get("ResourceID", ""))
                if unit is not None and len(todo) < _MAX_DEPTH:
                    todo.append((iter(unit), matrix))

    def _path(self, element: Element, matrix: Matrix) -> None:
        stroked = element.get("Stroke") != "false"
        for item in element:
            if name_of(item) == "AbbreviatedData":
                for points in subpaths(item.text or "", matrix):
                    self._paths.append((points, stroked))

    def _text(self, element: Element, matrix: Matrix) -> None:
        size = (numbers(element.get("Size", "")) or [0.0])[0] or 1.0
        scale = (numbers(element.get("HScale", "")) or [1.0])[0] or 1.0
        turned = _turned(matrix, (numbers(element.get("CharDirection", "")) or [0.0])[0])
        along = (turned.a * size * scale, turned.b * size * scale)
        down = (turned.c * size, turned.d * size)
        x = y = 0.0
        for item in element:
            if name_of(item) != "TextCode":
                continue
            # A place that is not given is that of the text before.
            x = (numbers(item.get("X", "")) or [x])[0]
            y = (numbers(item.get("Y", "")) or [y])[0]
            chars = item.text or ""
            limits.check(
                len(self._signs) + len(chars),
                limits.MAX_PAGE_CHARACTERS,
                "characters on a page",
                self._where,
            )
            across = deltas(item.get("DeltaX", ""), len(chars))
            below = deltas(item.get("DeltaY", ""), len(chars))
            spaced = False
            for at, char in enumerate(chars):
                nominal = _advance(char) * size * scale
                step = across[at] if at < len(across) else (0.0 if below else nominal)
                if char.isspace():
                    spaced = True
                elif is_printed(char):
                    most = (_DIGIT if char.isdigit() else _LETTER) * size * scale
                    own = step if nominal / 2 < step <= most else nominal
                    length = math.hypot(matrix.a, matrix.b)
                    self._signs.append(
                        _Sign(char, matrix.at(x, y), along, down, own * length, spaced)
                    )
                    spaced = False
                x += step
                y += below[at] if at < len(below) else 0.0

    def content(self, number: int) -> PageContent:
        """The page as lines and tables."""
        turns = Counter(sign.turn for sign in self._signs)
        turn = turns.most_common(1)[0][0] if turns else 0
        place = self._turned_by(turn)
        width, height = (self.width, self.height) if turn % 2 == 0 else (self.height, self.width)
        glyphs = _once([_glyph(sign, place) for sign in self._signs])
        glyphs = [g for g in glyphs if -5 <= g.x0 <= width + 5 and -5 <= g.bottom <= height + 5]
        rules = rules_of_paths(
            ([place(*point) for point in points], stroked) for points, stroked in self._paths
        )
        grids = grids_of(rules) if rules is not None and glyphs else []
        inside: list[list[Glyph]] = [[] for _ in grids]
        outside: list[Glyph] = []
        for glyph in glyphs:
            y = (glyph.top + glyph.bottom) / 2
            home = next((i for i, g in enumerate(grids) if g.box_at(glyph.middle, y)), None)
            (outside if home is None else inside[home]).append(glyph)
        tables = []
        for grid, members in zip(grids, inside, strict=True):
            table = ruled_table(grid, members)
            if table is None:
                outside.extend(members)
            else:
                tables.append(table)
        rows, unruled = column_tables(rows_of(outside))
        notes = () if rules is not None else (f"page {number}: too many drawn lines for tables",)
        seen = self._pictured > _SEEN * self.width * self.height or len(self._paths) > _MANY_PATHS
        return PageContent(
            width,
            height,
            tuple(row.printed() for row in rows),
            (*tables, *unruled),
            len(glyphs),
            is_unreadable([glyph.char for glyph in glyphs]),
            notes,
            drawn=not glyphs and seen,
        )

    def _turned_by(self, turn: int) -> Callable[[float, float], Point]:
        """From the page as it lies to the page as its text is read."""
        wide, high = self.width, self.height
        if turn == 1:
            return lambda x, y: (y, wide - x)
        if turn == 2:
            return lambda x, y: (wide - x, high - y)
        if turn == 3:
            return lambda x, y: (high - y, x)
        return lambda x, y: (x, y)


_POINTS = Matrix(POINTS, 0.0, 0.0, POINTS, 0.0, 0.0)


def _matrix(element: Element) -> Matrix:
    """From the object's own coordinates to those of what it stands in."""
    given = numbers(element.get("CTM", ""))
    own = Matrix(*given) if len(given) == 6 else IDENTITY
    x, y, *_ = *numbers(element.get("Boundary", "")), 0.0, 0.0
    return own.inside(Matrix(1.0, 0.0, 0.0, 1.0, x, y))


def _turned(matrix: Matrix, degrees: float) -> Matrix:
    if not degrees:
        return matrix
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return Matrix(cos, sin, -sin, cos, 0.0, 0.0).inside(matrix)


def _is_wide(char: str) -> bool:
    return char >= "\u1100" and not "\uff61" <= char <= "\uffdc"


def _advance(char: str) -> float:
    return 1.0 if _is_wide(char) else 0.5


def _glyph(sign: _Sign, place: Callable[[float, float], Point]) -> Glyph:
    left, right, top, bottom = _WIDE if _is_wide(sign.char) else _NARROW
    (x, y), (ax, ay), (dx, dy) = sign.origin, sign.along, sign.down
    corners = [
        place(x + ax * across + dx * down, y + ay * across + dy * down)
        for across in (left, right)
        for down in (top, bottom)
    ]
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    at, base = place(x, y)
    height = math.hypot(dx, dy)
    ink = (min(xs), max(xs), min(ys), max(ys))
    room = (sign.advance, height)
    return glyph_of(normalise_char(sign.char), ink, base, room, at, spaced=sign.spaced)


def _once(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Each character once: some writers print bold text by printing it twice, a hair apart."""
    seen: set[tuple[str, int, int]] = set()
    kept = []
    for glyph in glyphs:
        cell = (glyph.char, round(glyph.at), round(glyph.base))
        near = {(cell[0], cell[1] + dx, cell[2] + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
        reach = 0.25 * (glyph.x1 - glyph.x0)
        if cell in seen or (reach > 1 and not seen.isdisjoint(near)):
            continue
        seen.add(cell)
        kept.append(glyph)
    return kept
