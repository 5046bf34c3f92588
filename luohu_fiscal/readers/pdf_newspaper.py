"""Pages set in columns, as newspapers are: which columns there are, and in which order they are read.

A gutter is a strip from top to bottom that hardly a line of body text has ink in.  What crosses one (a
headline, a wide table) parts what stands above it from what stands below; where nothing crosses, the
left column is read before the right one.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from luohu_fiscal.readers.pdf_lines import Row, em_of
from luohu_fiscal.readers.pdf_table import RuledTable

__all__ = ["Item", "in_columns"]

#: A line of so many characters is one of body text, and so many of them make a column.
_LONG, _MANY = 8, 8
#: Widths in characters: of a step in looking for gutters, of a gutter, and of a column.
_STEP, _GUTTER, _COLUMN = 0.25, 0.7, 8.0
#: In a gutter stand at most so many of the lines that stand beside it.
_RARE = 0.12
#: Most lines of a column fill most of its width, and most lines of the page stand in such columns.
_FULL, _MOSTLY = 0.75, 0.6
#: Body text is of one size; a headline is larger.
_SIZE = 1.3
#: A line shorter than this part of the page may stand in one column of several.
_HALF = 0.6
_MAX_GUTTERS, _MAX_STEPS = 8, 4_000


class Item(NamedTuple):
    """A line or a table, and where it stands."""

    x0: float
    x1: float
    y: float
    what: Row | RuledTable


class _Gutter(NamedTuple):
    left: float
    right: float


def in_columns(rows: Sequence[Row], tables: Sequence[RuledTable]) -> list[list[Item]]:
    """What stands on a page, column after column in reading order; nothing where it has no columns."""
    gutters = _gutters(rows)
    if not gutters:
        return []
    cut = [piece for row in rows for piece in _cut(row, gutters)]
    items = [Item(row.x0, row.x1, row.base, row) for row in cut]
    if not _are_columns(items, gutters):
        return []
    for table in tables:
        left = min((start for start, _ in table.columns), default=0.0)
        right = max((end for _, end in table.columns), default=0.0)
        items.append(Item(left, right, table.top, table))
    items.sort(key=lambda item: item.y)
    return _ordered(items, gutters)


def _body(rows: Sequence[Row]) -> list[Row]:
    long = [row for row in rows if len(row.glyphs) >= _LONG]
    if not long:
        return []
    em = statistics.median(row.em for row in long)
    return [row for row in long if em / _SIZE <= row.em <= em * _SIZE]


def _gutters(rows: Sequence[Row]) -> list[_Gutter]:
    """The strips between columns, from left to right."""
    body = _body(rows)
    if len(body) < _MANY:
        return []
    em = statistics.median(row.em for row in body)
    left, right = min(row.x0 for row in body), max(row.x1 for row in body)
    step = _STEP * em
    if right - left < 2 * _COLUMN * em or right - left > _MAX_STEPS * step:
        return []
    if not _may_be_set_in_columns(body, right - left):
        return []
    inked = [0] * (int((right - left) / step) + 1)
    for row in body:
        seen: set[int] = set()
        for glyph in row.glyphs:
            first, last = int((glyph.x0 - left) / step), int((glyph.x1 - left) / step)
            seen.update(range(max(first, 0), min(last, len(inked) - 1) + 1))
        for at in seen:
            inked[at] += 1
    dense = sorted(inked)[int(len(inked) * 0.8)]
    found, start = [], None
    for at, count in enumerate([*inked, dense + 1]):
        if count <= _RARE * dense:
            start = at if start is None else start
        elif start is not None:
            if (at - start) * step >= _GUTTER * em:
                found.append(_Gutter(left + start * step, left + at * step))
            start = None
    edges = [left, *(edge for gutter in found for edge in gutter), right]
    widths = [end - begin for begin, end in zip(edges[::2], edges[1::2], strict=True)]
    return found if min(widths) >= _COLUMN * em and len(found) <= _MAX_GUTTERS else []


def _may_be_set_in_columns(body: Sequence[Row], width: float) -> bool:
    """Whether so many lines have a gap in them, or are short, that there may be columns at all."""
    parted = sum(
        row.x1 - row.x0 < _HALF * width or (row.widest > _GUTTER and max(row.white) > _GUTTER)
        for row in body
    )
    return parted >= _MANY and parted * 2 >= len(body)


def _cut(row: Row, gutters: Sequence[_Gutter]) -> list[Row]:
    """The pieces of a line in the columns; a headline, and what runs through a gutter, is one piece."""
    cuts = []
    for at, (one, other) in enumerate(pairwise(row.glyphs), 1):
        if other.x0 - one.x1 < _GUTTER * row.em:
            continue
        # The longest lines of a column may reach into the gutter.
        if any(one.x1 < gutter.right and other.x0 > gutter.left for gutter in gutters):
            cuts.append(at)
    edges = [0, *cuts, len(row.glyphs)]
    parts = [row.glyphs[start:end] for start, end in pairwise(edges)]
    pieces = [Row(part, em_of(part), row.confidence) for part in parts]
    sizes = [piece.em for piece in pieces]
    return [row] if max(sizes) > _SIZE * min(sizes) else pieces


def _crosses(item: Item, gutter: _Gutter) -> bool:
    return item.x0 < gutter.left and item.x1 > gutter.right


def _are_columns(items: Sequence[Item], gutters: Sequence[_Gutter]) -> bool:
    """Whether most of the text stands in columns that it fills, as running text does and no table."""
    inside = [item for item in items if not any(_crosses(item, gutter) for gutter in gutters)]
    columns: dict[int, list[Item]] = {}
    for item in inside:
        columns.setdefault(sum(gutter.right <= item.x1 for gutter in gutters), []).append(item)
    good = 0
    for column in columns.values():
        width = max(item.x1 for item in column) - min(item.x0 for item in column)
        full = sum(item.x1 - item.x0 >= _FULL * width for item in column)
        good += len(column) if len(column) >= _MANY and full >= _MOSTLY * len(column) else 0
    several = sum(len(column) >= _MANY for column in columns.values()) > 1
    return several and good >= _MOSTLY * len(items)


def _ordered(items: Sequence[Item], gutters: Sequence[_Gutter]) -> list[list[Item]]:
    """The columns in reading order; items are sorted from top to bottom."""
    if not items:
        return []
    crossing = {gutter: [i for i in items if _crosses(i, gutter)] for gutter in gutters}
    clean = [gutter for gutter in gutters if not crossing[gutter]]
    if clean:
        done = []
        for left, right in pairwise([float("-inf"), *(g.left for g in clean), float("inf")]):
            part = [item for item in items if left <= item.x0 < right]
            rest = [g for g in gutters if g not in clean and left < g.left < right]
            done += _ordered(part, rest)
        return done
    if not gutters:
        return [list(items)]
    most = max(sum(_crosses(item, gutter) for gutter in gutters) for item in items)
    done, band = [], []
    for item in items:
        if sum(_crosses(item, gutter) for gutter in gutters) < most:
            band.append(item)
            continue
        done += [*_ordered(band, gutters), [item]]
        band = []
    return done + _ordered(band, gutters)
