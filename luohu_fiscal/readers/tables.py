"""Grids of printed cells -> `Table`: title, unit, header, body, each cell with its number.

Readers find cells; what is header and what is body, which number a cell prints, which unit stands
beside the title, is told here, once for all formats.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple, Protocol

from luohu_fiscal.document import Cell, Refusal, Table
from luohu_fiscal.readers.table_words import is_caption, number_of, unit_of

__all__ = [
    "Printed",
    "holds_figures",
    "make_tables",
    "refused_table",
]


class Printed(NamedTuple):
    """One cell as it stands on the page: its text, span in raw, place and extent in the grid."""

    text: str
    start: int
    end: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    formula: str = ""
    #: The number shown, where the format knows it better than its text does.
    shown: str | None = None
    #: Row and column of the sheet, where empty ones were left out of the grid.
    at: tuple[int, int] | None = None
    #: The decimal that is stored, where fewer places of it are shown.
    stored: str = ""
    #: How far its text is set in, in characters.
    indent: float = 0.0


_SPACE = re.compile(r"\s+")
#: A row of column numbers under a header: 1 2 3, 栏次, A B C, 3=1+2.
_COUNTING = re.compile(
    r"(?:栏\s*次|[A-Za-z甲乙丙丁]|\(?\d{1,2}\)?(?:\s*=\s*[\d\s+\-*/×÷()%]+)?|序号)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
#: A longer cell is a paragraph.
_MAX_CELL = 400


class _Spanning(Protocol):
    """Anything with a text and a place in a grid."""

    @property
    def text(self) -> str: ...
    @property
    def column(self) -> int: ...
    @property
    def columns(self) -> int: ...


def holds_figures(cells: Sequence[_Spanning]) -> bool:
    """True for a table of figures; False for one that only lays out paragraphs or menus."""
    filled = [cell for cell in cells if cell.text.strip()]
    if len(filled) < 4 or max(cell.column + cell.columns for cell in cells) < 2:
        return False
    if any(len(cell.text) > _MAX_CELL for cell in filled):
        return False
    return any(number_of(cell.text.strip())[0] is not None for cell in filled)


def make_tables(
    cells: Sequence[Printed], page: int, spans: Sequence[tuple[float, float]] = ()
) -> list[Table]:
    """The tables printed in one grid: mostly one, but some writers stack several in it.

    Columns in which no cell starts are dropped; they are what is left of drawing.  `spans` says where
    the columns of the grid stand on the page, where that is known.
    """
    done = []
    for group in _stacked([cell for cell in cells if cell.text]):
        table = _make(_compact(group), page)
        if table is not None:
            done.append(replace(table, spans=_spans(group, spans)) if spans else table)
    return done


def refused_table(cells: Sequence[Printed], page: int, why: Refusal) -> Table:
    """Rows whose numbers are kept to be counted, and may not be used: no title, unit or header."""
    width = max(cell.column + 1 for cell in cells)
    rows = _grid(cells, max(cell.row + 1 for cell in cells), width)
    return Table(
        title="", unit="", header=("",) * width, rows=tuple(map(tuple, rows)), page=page,
        pages=(page,), refused=why,
    )  # fmt: skip


def _spans(
    cells: Sequence[Printed], spans: Sequence[tuple[float, float]]
) -> tuple[tuple[float, float], ...]:
    """Where the columns stand that are left: each as wide as the narrowest cell that starts in it."""
    ends: dict[int, int] = {}
    for cell in cells:
        end = cell.column + cell.columns - 1
        ends[cell.column] = min(end, ends.get(cell.column, end))
    return tuple((spans[start][0], spans[ends[start]][1]) for start in sorted(ends))


def _stacked(cells: Sequence[Printed]) -> list[list[Printed]]:
    """A grid cut above every title and unit line that follows figures."""
    rows: dict[int, list[Printed]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    order = sorted(rows)
    width = max((cell.column + cell.columns for cell in cells), default=0)
    cuts = [0]
    for index, number in enumerate(order):
        row = rows[number]
        if not any(unit_of(cell.text) for cell in row) or _has_amount(row) or len(row) > 3:
            continue
        first = index
        while first > cuts[-1] and _heads(rows[order[first - 1]], width):
            first -= 1
        if any(_has_amount(rows[n]) for n in order[cuts[-1] : first]):
            cuts.append(first)
    cuts.append(len(order))
    return [
        [cell for number in order[start:end] for cell in rows[number]]
        for start, end in pairwise(cuts)
    ]


def _heads(row: Sequence[Printed], width: int) -> bool:
    """True for a row that can only be a title: it names a table, or runs over most of it."""
    return len(row) <= 2 and all(
        is_caption(cell.text) or (cell.columns * 2 > width and not _has_amount(row)) for cell in row
    )


def _compact(cells: Sequence[Printed]) -> list[Printed]:
    columns = sorted({cell.column for cell in cells})
    places = {column: place for place, column in enumerate(columns)}
    top = min((cell.row for cell in cells), default=0)
    dense = len(columns) > 0 and len(columns) == columns[-1] + 1
    if dense and top == 0 and all(c.column + c.columns <= len(columns) for c in cells):
        return list(cells)
    return [
        cell._replace(
            row=cell.row - top,
            column=places[cell.column],
            columns=max(1, bisect_left(columns, cell.column + cell.columns) - places[cell.column]),
        )
        for cell in cells
    ]


def _make(printed: Sequence[Printed], page: int) -> Table | None:
    """One table; rows above the header that hold one cell, or the unit, become title and unit."""
    if not printed:
        return None
    width = max(cell.column + cell.columns for cell in printed)
    height = max(cell.row + cell.rows for cell in printed)
    starts: list[list[Printed]] = [[] for _ in range(height)]
    for cell in printed:
        starts[cell.row].append(cell)
    first, titles, unit = _top(starts, width, printed)
    body = first + _header_rows(starts[first:], width)
    grid = _grid(printed, height, width)
    head = tuple(tuple(row) for row in grid[first:body])
    return Table(
        title=_SPACE.sub(" ", " ".join(titles)).strip(),
        unit=unit,
        header=_joined(head, width),
        rows=tuple(tuple(row) for row in grid[body:] if any(row)),
        page=page,
        pages=(page,),
        head=head,
    )


def _top(
    starts: Sequence[Sequence[Printed]], width: int, printed: Sequence[Printed]
) -> tuple[int, list[str], str]:
    """Where the header starts, and the titles and the unit above it."""
    first, titles, unit = 0, [], ""
    while first < len(starts):
        row = starts[first]
        if not row and not _covered(printed, first):
            first += 1
            continue
        found = next((unit_of(cell.text) for cell in row if unit_of(cell.text)), "")
        alone = len(row) == 1 and row[0].rows == 1 and width > 1 and not _has_amount(row)
        if found and len(row) <= 3 and not _has_amount(row):
            unit = unit or found
            titles += [
                cell.text for cell in row if not unit_of(cell.text) and is_caption(cell.text)
            ]
        elif alone and (row[0].columns * 2 > width or is_caption(row[0].text)):
            titles.append(row[0].text)
        else:
            return first, titles, unit
        first += 1
    return 0, [], unit


def _covered(cells: Sequence[Printed], row: int) -> bool:
    return any(cell.row < row < cell.row + cell.rows for cell in cells)


def _header_rows(rows: Sequence[Sequence[Printed]], width: int) -> int:
    """How many of the rows are the header: those above the first row of the body."""
    if not rows:
        return 0
    if _has_amount(rows[0]):
        return 0
    end = 1
    while end < len(rows):
        row = rows[end]
        spanned = any(cell.row - rows[0][0].row + cell.rows > end for r in rows[:end] for cell in r)
        open_above = any(cell.columns > 1 for cell in rows[end - 1]) or (
            0 < len(rows[end - 1]) < width and _fills_blanks(rows[end - 1], row)
        )
        if (
            _counts(row)
            or ((spanned or open_above) and row and not _has_amount(row))
            or (spanned and (not row or _names_columns(row)))
        ):
            end += 1
        else:
            break
    return end if end < len(rows) or len(rows) > 1 else 0


def _names_columns(row: Sequence[Printed]) -> bool:
    """True beside cells that span it: names with at most a stray digit, as hidden columns have."""
    stray = [cell for cell in row if cell.text.isdigit() and len(cell.text) < 3]
    words = [cell for cell in row if number_of(cell.text)[0] is None]
    return len(words) > 2 * len(stray) and len(words) + len(stray) == len(row)


def _has_amount(row: Sequence[Printed]) -> bool:
    """A number other than a year: the row belongs to the body."""
    if _counts(row):
        return False
    return any(
        number_of(cell.text)[0] is not None and not _YEAR.fullmatch(cell.text) for cell in row
    )


def _counts(row: Sequence[Printed]) -> bool:
    """A row that numbers the columns, from 1 or from A on."""
    if len(row) < 2 or not all(_COUNTING.fullmatch(cell.text) for cell in row):
        return False
    numbers = [int(cell.text) for cell in row if cell.text.isdigit()]
    return numbers == list(range(1, len(numbers) + 1)) and len(numbers) != 1


def _fills_blanks(above: Sequence[Printed], row: Sequence[Printed]) -> bool:
    """Whether a row names what the header row above left blank, as an unmerged header does."""
    taken = {c for cell in above for c in range(cell.column, cell.column + cell.columns)}
    own = {cell.column for cell in row}
    return bool(own - taken) and 0 not in own


def _grid(cells: Sequence[Printed], height: int, width: int) -> list[list[Cell | None]]:
    grid: list[list[Cell | None]] = [[None] * width for _ in range(height)]
    # There may be a million cells: named tuples are made without a call in Python for each.
    new = tuple.__new__
    for printed in cells:
        text, start, end, row, column, rows, columns, formula, shown, at, stored, indent = printed
        number, percent = number_of(text if shown is None else shown)
        where = at or (row, column)
        cell = new(
            Cell,
            (
                text, *where, start, end, number, percent, rows, columns, formula, stored,
                "", indent,
            ),
        )  # fmt: skip
        if number is not None or rows == columns == 1:
            # A label counts for every row and column it spans; an amount is there once.
            if grid[row][column] is None:
                grid[row][column] = cell
            continue
        for line in grid[row : row + rows]:
            for place in range(column, column + columns):
                if line[place] is None:
                    line[place] = cell
    return grid


def _joined(head: Sequence[Sequence[Cell | None]], width: int) -> tuple[str, ...]:
    names = []
    for column in range(width):
        parts: list[str] = []
        for row in head:
            cell = row[column]
            text = _SPACE.sub("", cell.text) if cell else ""
            if text and (not parts or parts[-1] != text) and not _is_counter(row):
                parts.append(text)
        names.append(" / ".join(parts))
    return tuple(names)


def _is_counter(row: Sequence[Cell | None]) -> bool:
    cells = [Printed(c.text, 0, 0, 0, i) for i, c in enumerate(row) if c]
    return _counts(cells)
