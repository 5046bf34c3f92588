"""Ruling lines -> grids: which lines make a table, and which cells it has."""

from __future__ import annotations

import statistics
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise, product
from typing import NamedTuple

from luohu_fiscal.readers.pdf_glyphs import Glyph
from luohu_fiscal.readers.pdf_rules import Rule, Rules

__all__ = ["Box", "Grid", "grids_of"]

#: Lines that come this near to one another meet.
_TOUCH = 4.0
#: Rows and columns narrower than this are double rules.
_NARROW = 3.0
#: A side without a line: rules across reach at least this far past the last line down.
_OPEN = 8.0
#: A grid of more cells than this is a drawing.
_MAX_GRID = 40_000
#: Finer than this is hatching or graph paper: no line of text fits in.
_FINE = 5.0


class Box(NamedTuple):
    """One cell of a grid: where it starts and how far it reaches, in rows and columns."""

    row: int
    column: int
    rows: int
    columns: int


class Grid(NamedTuple):
    """A ruled table: its lines, and for each elementary cell the box it belongs to."""

    xs: list[float]
    ys: list[float]
    boxes: list[list[Box]]

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.ys[0]

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.ys[-1]

    def holds(self, glyph: Glyph) -> bool:
        """True for a character that stands between the outer lines."""
        x, y = glyph.middle, glyph.level
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def box_at(self, x: float, y: float) -> Box | None:
        """The cell a point of the page lies in; None outside the table."""
        if not (self.xs[0] - 2 <= x <= self.xs[-1] + 2 and self.ys[0] - 2 <= y <= self.ys[-1] + 2):
            return None
        column = min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)
        row = min(max(bisect_right(self.ys, y) - 1, 0), len(self.ys) - 2)
        return self.boxes[row][column]


def grids_of(rules: Rules) -> list[Grid]:
    """The ruled tables of a page, top to bottom; a lone frame around text is none."""
    grids = []
    for across, down in _connected(rules):
        xs = _positions([rule.at for rule in down])
        ys = _positions([rule.at for rule in across])
        if xs and ys:
            xs = _with_open_sides(xs, across)
            ys = _with_open_sides(ys, down)
        if len(xs) < 3 or len(ys) < 2 or len(xs) * len(ys) > _MAX_GRID:
            continue
        if min(_typical(xs), _typical(ys)) < _FINE:
            continue
        grids.append(Grid(xs, ys, _boxes(xs, ys, across, down)))
    return sorted(grids, key=lambda grid: (grid.top, grid.xs[0]))


def _connected(rules: Rules) -> list[tuple[list[Rule], list[Rule]]]:
    """Lines that meet, directly or through others, belong to one table."""
    across, down = rules
    sets = _Union(len(across) + len(down))
    ats = [rule.at for rule in across]
    for index, rule in enumerate(down):
        # `across` is sorted by height, so only the lines this one reaches are looked at.
        first = bisect_right(ats, rule.start - _TOUCH)
        last = bisect_right(ats, rule.end + _TOUCH)
        for other in range(first, last):
            flat = across[other]
            if flat.start - _TOUCH <= rule.at <= flat.end + _TOUCH:
                sets.join(len(across) + index, other)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index, rule in enumerate([*across, *down]):
        groups.setdefault(sets.find(index), ([], []))[index >= len(across)].append(rule)
    return [group for group in groups.values() if group[0] and group[1]]


def _typical(positions: Sequence[float]) -> float:
    return statistics.median(b - a for a, b in pairwise(positions))


def _positions(values: Sequence[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NARROW:
            found.append(value)
    return found


def _with_open_sides(positions: list[float], crossing: Sequence[Rule]) -> list[float]:
    """Edges without a line of their own, where the lines across reach past the last one."""
    starts = sorted(rule.start for rule in crossing)
    ends = sorted(rule.end for rule in crossing)
    # Most of the lines must agree, or a stray underline would make a column.
    left, right = starts[len(starts) // 2], ends[len(ends) // 2]
    if left < positions[0] - _OPEN:
        positions = [left, *positions]
    if right > positions[-1] + _OPEN:
        positions = [*positions, right]
    return positions


class _Union:
    """Disjoint sets of numbers: which belong together."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, node: int) -> int:
        parent = self._parent
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def join(self, one: int, other: int) -> None:
        self._parent[self.find(one)] = self.find(other)


def _boxes(
    xs: list[float], ys: list[float], across: Sequence[Rule], down: Sequence[Rule]
) -> list[list[Box]]:
    rows, columns = len(ys) - 1, len(xs) - 1
    joined = _without_rules(xs, ys, across, down)
    grid: list[list[Box]] = [[Box(r, c, 1, 1) for c in range(columns)] for r in range(rows)]
    if not joined:
        return grid
    sets = _Union(rows * columns)
    for one, other in joined:
        sets.join(one, other)
    members: dict[int, list[tuple[int, int]]] = {}
    for row, column in product(range(rows), range(columns)):
        members.setdefault(sets.find(row * columns + column), []).append((row, column))
    for cells in members.values():
        if len(cells) == 1:
            continue
        top, left = min(r for r, _ in cells), min(c for _, c in cells)
        high = max(r for r, _ in cells) - top + 1
        wide = max(c for _, c in cells) - left + 1
        if high * wide == len(cells):
            box = Box(top, left, high, wide)
            for row, column in cells:
                grid[row][column] = box
        else:
            # No rectangle: a line is missing somewhere. Rows are what a table is read by.
            _by_rows(cells, grid)
    return grid


def _without_rules(
    xs: list[float], ys: list[float], across: Sequence[Rule], down: Sequence[Rule]
) -> list[tuple[int, int]]:
    """Elementary cells next to one another between which no line stands."""
    rows, columns = len(ys) - 1, len(xs) - 1
    joined: list[tuple[int, int]] = []
    middles = [(y0 + y1) / 2 for y0, y1 in pairwise(ys)]
    for column, rules in enumerate(_by_position(down, xs)[:columns]):
        if column:
            cells = range(column, rows * columns, columns)
            joined += [(cell, cell - 1) for cell in _open(cells, middles, rules)]
    middles = [(x0 + x1) / 2 for x0, x1 in pairwise(xs)]
    for row, rules in enumerate(_by_position(across, ys)[:rows]):
        if row:
            cells = range(row * columns, (row + 1) * columns)
            joined += [(cell, cell - columns) for cell in _open(cells, middles, rules)]
    return joined


def _open(cells: range, middles: Sequence[float], rules: Sequence[Rule]) -> list[int]:
    """The cells whose middle no rule passes; one rule mostly passes them all."""
    for _, start, end in rules:
        if start <= middles[0] and middles[-1] <= end:
            return []
    return [
        cell
        for cell, middle in zip(cells, middles, strict=True)
        if not any(start <= middle <= end for _, start, end in rules)
    ]


def _by_rows(cells: Sequence[tuple[int, int]], grid: list[list[Box]]) -> None:
    run: list[tuple[int, int]] = []
    for cell in [*sorted(cells), (-1, -1)]:
        if run and (cell[0] != run[-1][0] or cell[1] != run[-1][1] + 1):
            for row, column in run:
                grid[row][column] = Box(row, run[0][1], 1, len(run))
            run = []
        run.append(cell)


def _by_position(rules: Sequence[Rule], positions: Sequence[float]) -> list[list[Rule]]:
    found: list[list[Rule]] = [[] for _ in positions]
    for rule in rules:
        after = bisect_right(positions, rule.at)
        near = range(max(0, after - 1), min(after + 1, len(positions)))
        nearest = min(near, key=lambda i: abs(positions[i] - rule.at))
        if abs(positions[nearest] - rule.at) <= 2 * _NARROW:
            found[nearest].append(rule)
    return found
