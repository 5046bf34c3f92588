"""A grid of ruling lines and the characters in it -> the cells of a table.

Many tables rule their columns but not their rows.  Where a cell holds a column of numbers, its row
is cut into the rows that the numbers stand on.
"""

from __future__ import annotations

import math
import re
import statistics
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from operator import attrgetter
from typing import NamedTuple

from luohu_fiscal.readers.enumerators import depth_of
from luohu_fiscal.readers.pdf_glyphs import Glyph
from luohu_fiscal.readers.pdf_grid import Box, Grid
from luohu_fiscal.readers.pdf_lines import Row, rows_of, text_of
from luohu_fiscal.readers.table_words import number_of

__all__ = ["GridCell", "RuledTable", "deal", "is_figure", "ruled_table"]

_MIDDLE = attrgetter("middle", "level")
_NUMERIC = re.compile(r"[\d,，.\-%]+")
_DIGITS = frozenset("0123456789.,")
#: Digits of one number stand no further apart than this, in digits: cells keep more from their edges.
_APART = 0.12
_DASH = re.compile(r"[-—–－/]+")
_SUM = re.compile(r"\s*(?:小|合|总)\s*计\s*$")
#: A row of its own costs a label nearly half the distance of two rows.
_ALONE = 0.45
#: What a row without a label costs, in a column with a label for at least this part of the rows.
_BARE, _LABELS = 0.5, 0.8
#: Lines of one label stand no further apart than this, in characters.
_WRAP = 1.9
_MAX_WRAP = 5
#: A figure stands between two lines where it is this far from both, in characters.
_BETWEEN = 0.3
_MAX_DEAL = 200_000


class GridCell(NamedTuple):
    """A cell and the lines printed in it."""

    box: Box
    lines: tuple[str, ...]
    #: How far its first line is set in from the edge of its column, in characters.
    indent: float = 0.0


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table between ruling lines, its edges in points from the top of the page."""

    top: float
    bottom: float
    cells: tuple[GridCell, ...]
    #: Left and right edge of each column.
    columns: tuple[tuple[float, float], ...] = ()


def ruled_table(grid: Grid, glyphs: Sequence[Glyph]) -> RuledTable | None:
    """The cells of a grid; None where it frames text instead of parting figures."""
    homes = _homes(grid, glyphs)
    if len(homes) < 2 or len({box.column for box in homes}) < 2:
        return None
    rows = {box: rows_of(members) for box, members in homes.items()}
    starting = [
        [box for box in dict.fromkeys(line) if box.row == band]
        for band, line in enumerate(grid.boxes)
    ]
    _mend(grid, rows, starting)
    bands = [_deal_band(boxes, rows) for boxes in starting]
    first = [0]
    for band in bands:
        first.append(first[-1] + max(1, len(band.cuts)))
    cells = []
    for box in chain.from_iterable(starting):
        width = grid.xs[box.column + box.columns] - grid.xs[box.column]
        dealt = bands[box.row].dealt.get(box)
        if dealt is None:
            high = first[box.row + box.rows] - first[box.row]
            place = Box(first[box.row], box.column, high, box.columns)
            lines = rows.get(box, [])
            cells.append(GridCell(place, tuple(_joined(lines, width)), _indent(grid, box, lines)))
            continue
        for step, cut in enumerate(bands[box.row].cuts):
            place = Box(first[box.row] + step, box.column, 1, box.columns)
            part = [row for near, row in dealt if near == cut]
            cells.append(GridCell(place, tuple(_joined(part, width)), _indent(grid, box, part)))
    return RuledTable(grid.top, grid.bottom, tuple(cells), tuple(pairwise(grid.xs)))


def _indent(grid: Grid, box: Box, lines: Sequence[Row]) -> float:
    return (lines[0].glyphs[0].at - grid.xs[box.column]) / lines[0].em if lines else 0.0


def _homes(grid: Grid, glyphs: Sequence[Glyph]) -> dict[Box, list[Glyph]]:
    """The characters in each cell; a number that runs over the edge of its cell stays whole."""
    boxes, torn = _boxes_of(grid, glyphs)
    for at in torn:
        start, end = at - 1, at + 1
        while start and _touch(glyphs[start - 1], glyphs[start]):
            start -= 1
        while end < len(glyphs) and _touch(glyphs[end - 1], glyphs[end]):
            end += 1
        held = Counter(boxes[start:end])
        if None not in held and len({box.row for box in held if box}) == 1:
            # Where it starts, it belongs, unless hardly any of it is there.
            boxes[start:end] = [held.most_common(1)[0][0]] * (end - start)
    homes: dict[Box, list[Glyph]] = {}
    members: list[Glyph] = []
    before: Box | None = None
    for glyph, box in zip(glyphs, boxes, strict=True):
        if box is not None:
            if box is not before:
                members, before = homes.setdefault(box, []), box
            members.append(glyph)
    return homes


def _boxes_of(grid: Grid, glyphs: Sequence[Glyph]) -> tuple[list[Box | None], list[int]]:
    """The cell of each character, and the characters that touch the one before in another cell."""
    boxes: list[Box | None] = []
    torn = []
    before: Box | None = None
    xs, ys, cells = grid
    columns, rows = len(xs) - 2, len(ys) - 2
    left, right, above, below = xs[0] - 2, xs[-1] + 2, ys[0] - 2, ys[-1] + 2
    # Characters mostly stand in the elementary cell of the one before.
    from_x, to_x, from_y, to_y = 0.0, -1.0, 0.0, -1.0
    for at, (x, y) in enumerate(map(_MIDDLE, glyphs)):
        if from_x <= x < to_x and from_y <= y < to_y:
            boxes.append(before)
            continue
        # `grid.box_at`, written out: there are many characters.
        box, to_x = None, -1.0
        if left <= x <= right and above <= y <= below:
            column, row = bisect_right(xs, x) - 1, bisect_right(ys, y) - 1
            if 0 <= column <= columns and 0 <= row <= rows:
                from_x, to_x, from_y, to_y = xs[column], xs[column + 1], ys[row], ys[row + 1]
            else:
                column, row = min(max(column, 0), columns), min(max(row, 0), rows)
            box = cells[row][column]
        if box is not before and at and before is not None and _touch(glyphs[at - 1], glyphs[at]):
            torn.append(at)
        boxes.append(box)
        before = box
    return boxes, torn


def _touch(one: Glyph, other: Glyph) -> bool:
    """True for two digits of one number: side by side as the font sets them."""
    return (
        one.char in _DIGITS
        and other.char in _DIGITS
        and not other.spaced
        and 0 < other.at - one.at <= (1 + _APART) * one.advance
        and abs(other.base - one.base) <= _APART * one.advance
    )


def _mend(grid: Grid, rows: dict[Box, list[Row]], starting: Sequence[Sequence[Box]]) -> None:
    """Numbers that are wrapped in their cells made whole, in ruled rows that are one row each.

    `starting` are the cells that start in each ruled row.
    """
    for band in starting:
        boxes = [box for box in band if box in rows]
        mended = {}
        for box in boxes:
            if len(rows[box]) < 2:
                continue
            width = grid.xs[box.column + box.columns] - grid.xs[box.column]
            whole = _unwrapped(rows[box], width)
            if len(whole) < len(rows[box]):
                mended[box] = whole
        if not mended:
            continue
        figures = [sum(is_figure(row.text) for row in mended.get(box, rows[box])) for box in boxes]
        if max(figures) < 2 and _is_one_row(rows, mended, boxes):
            rows.update(mended)


def _is_one_row(rows: dict[Box, list[Row]], mended: Collection[Box], boxes: Sequence[Box]) -> bool:
    """Whether the pieces of numbers in a ruled row are no numbers of two rows one above the other."""
    if all(number_of(row.text)[0] is None for box in mended for row in rows[box][:-1]):
        return True
    others = [rows[box] for box in boxes if box not in mended]
    if all(len(lines) < 2 for lines in others):
        return True
    # A figure beside them, halfway between their lines: the row is as high as they are.
    bases = [row.base for box in mended for row in rows[box]]
    return any(
        is_figure(row.text) and min(abs(row.base - base) for base in bases) > _BETWEEN * row.em
        for lines in others
        for row in lines
    )


def _unwrapped(lines: Sequence[Row], width: float) -> list[Row]:
    done: list[Row] = []
    last: Row | None = None
    for row in lines:
        near = last is not None and row.base - last.base <= _WRAP * row.em
        if near and last is not None and _broken_number(done[-1].text, row.text, last, width):
            done[-1] = Row(done[-1].glyphs + row.glyphs, row.em)
        else:
            done.append(row)
        last = row
    return done


class _Band(NamedTuple):
    """A ruled row cut into printed rows: their base lines, and whose line stands on which."""

    cuts: list[float]
    dealt: dict[Box, list[tuple[float, Row]]]


_WHOLE = _Band([], {})


def _deal_band(starting: Sequence[Box], rows: dict[Box, list[Row]]) -> _Band:
    """The printed rows inside one ruled row, in which these cells start; none where it is one row."""
    boxes = [box for box in starting if box.rows == 1]
    figures = {}
    for box in boxes:
        lines = rows.get(box, [])
        if len(lines) < 2:
            continue
        bases = [row.base for row in lines if is_figure(text_of(row))]
        if len(bases) >= 2 and (len(lines) - len(bases)) * 3 <= len(bases):
            figures[box] = bases
    if not figures:
        return _WHOLE
    em = statistics.median(row.em for box in boxes for row in rows.get(box, []))
    anchors = _clusters([base for bases in figures.values() for base in bases], 0.6 * em)
    if len(anchors) < 2:
        return _WHOLE
    dealt: dict[Box, list[tuple[float, Row]]] = {}
    for box in boxes:
        lines = rows.get(box, [])
        if box in figures:
            dealt[box] = [(min(anchors, key=lambda a: abs(a - row.base)), row) for row in lines]
        else:
            dealt[box] = deal([row.base for row in lines], lines, anchors, em)
    # Labels without a figure stand on rows of their own; two columns may share such a row.
    own = {cut for pairs in dealt.values() for cut, _ in pairs} - set(anchors)
    names = {
        cut: name
        for name in _clusters(sorted(own), 0.6 * em)
        for cut in own
        if abs(cut - name) <= 0.6 * em
    }
    for box, pairs in dealt.items():
        dealt[box] = [(names.get(cut, cut), row) for cut, row in pairs]
    return _Band(sorted({*anchors, *names.values()}), dealt)


def deal(
    bases: Sequence[float], rows: Sequence[Row], anchors: Sequence[float], em: float
) -> list[tuple[float, Row]]:
    """Each line of a label column with the row it belongs to, in order and at the least distance.

    A label may run over several lines; one without a figure gets a row of its own.
    """
    pitch = statistics.median(b - a for a, b in pairwise(anchors))
    lines, stops = len(bases), len(anchors)
    if lines * stops > _MAX_DEAL:
        return [(min(anchors, key=lambda a: abs(a - row.base)), row) for row in rows]
    opens = [_opens(text_of(row)) for row in rows]
    # best[i][j]: the least cost of dealing out the first i lines to the first j rows.
    best = [[math.inf] * (stops + 1) for _ in range(lines + 1)]
    back: dict[tuple[int, int], tuple[int, int, float]] = {}
    # In a column of labels hardly a row is without one; remarks stand on few rows.
    bare = _BARE * pitch if lines >= _LABELS * stops else 0.0
    best[0] = [bare * j for j in range(stops + 1)]
    for i in range(1, lines + 1):
        for j in range(stops + 1):
            if j:
                best[i][j] = best[i][j - 1] + bare
                back[i, j] = (i, j - 1, math.nan)
            for start in range(i - 1, max(-1, i - 1 - _MAX_WRAP), -1):
                apart = start < i - 1 and bases[start + 1] - bases[start] > _WRAP * em
                if start < i - 1 and (apart or opens[start + 1]):
                    break
                middle = (bases[start] + bases[i - 1]) / 2
                alone = best[start][j] + _ALONE * pitch
                if alone < best[i][j] and (j == 0 or middle > anchors[j - 1]):
                    best[i][j] = alone
                    back[i, j] = (start, j, middle)
                if j:
                    cost = best[start][j - 1] + abs(middle - anchors[j - 1])
                    if cost < best[i][j]:
                        best[i][j] = cost
                        back[i, j] = (start, j - 1, anchors[j - 1])
    done: list[tuple[float, Row]] = []
    i, j = lines, stops
    while i:
        start, j, cut = back[i, j]
        done.extend((cut, rows[line]) for line in range(start, i))
        i = start
    return sorted(done, key=lambda pair: pair[1].base)


def _opens(text: str) -> bool:
    """True for a line that can only be the first of its label."""
    return depth_of(text) > 0 or text.strip().startswith("其中") or _SUM.match(text) is not None


def is_figure(text: str) -> bool:
    """True for a printed number, or the dash that stands for a missing one."""
    bare = text.strip()
    return number_of(bare)[0] is not None or _DASH.fullmatch(bare) is not None


def _clusters(values: Sequence[float], reach: float) -> list[float]:
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= reach:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [statistics.median(group) for group in groups]


def _joined(rows: Sequence[Row], width: float) -> list[str]:
    """The lines of a cell; a number broken at the cell's edge is one number."""
    lines: list[str] = []
    before: Row | None = None
    for row in rows:
        text = text_of(row)
        if before is not None and _broken_number(lines[-1], text, before, width):
            lines[-1] += text
        else:
            lines.append(text)
        before = row
    return lines


def _broken_number(line: str, text: str, row: Row, width: float) -> bool:
    if not _NUMERIC.fullmatch(line + text):
        return False
    # Right up to the edge: what does not fit stands on the next line.  Two numbers, one above the
    # other, look alike; a piece that is no number by itself (308,37) can only be half of one.
    whole = number_of(line)[0] is not None
    return width - (row.x1 - row.x0) < (1.2 if whole else 2.5) * row.em
