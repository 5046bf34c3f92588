"""Tables without ruling lines: lines of figures that stand in columns.

A run of lines that each hold figures set apart by white space is a table; its columns are the
stretches of the page that its pieces share.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from itertools import pairwise

from luohu_fiscal.readers.pdf_grid import Box
from luohu_fiscal.readers.pdf_lines import Row, pieces_of, text_of
from luohu_fiscal.readers.pdf_table import GridCell, RuledTable, is_figure
from luohu_fiscal.readers.table_words import number_of

__all__ = ["column_tables"]

#: Fewer lines of figures than this are no table.
_FEWEST = 3
#: Lines of one table stand no further apart than so many times their usual distance.
_APART = 2.2
_HEADER_LINES = 3


def column_tables(rows: Sequence[Row]) -> tuple[list[Row], list[RuledTable]]:
    """The lines that belong to no table, and the tables the others make."""
    cut = [pieces_of(row) for row in rows]
    figures = [_has_figures(pieces) for pieces in cut]
    taken: set[int] = set()
    tables = []
    for start, end in _runs(rows, cut, figures):
        columns = _columns([piece for at in range(start, end) for piece in cut[at]])
        if len(columns) < 2 or not _is_table(cut[start:end], columns):
            continue
        first = _with_header(rows, cut, start, columns)
        if first < start and not taken.isdisjoint(range(first, start)):
            first = start
        tables.append(_table(rows[first:end], cut[first:end], columns))
        taken.update(range(first, end))
    return [row for at, row in enumerate(rows) if at not in taken], tables


def _has_figures(pieces: Sequence[Row]) -> bool:
    return len(pieces) > 1 and any(_is_number(piece) for piece in pieces[1:])


def _is_number(piece: Row) -> bool:
    return number_of(text_of(piece))[0] is not None


def _runs(
    rows: Sequence[Row], cut: Sequence[Sequence[Row]], figures: Sequence[bool]
) -> list[tuple[int, int]]:
    """Stretches of lines with figures; a label without one may stand between them."""
    runs: list[tuple[int, int]] = []
    at = 0
    while at < len(rows):
        if not figures[at]:
            at += 1
            continue
        end = at + 1
        while end < len(rows):
            lone = (
                not figures[end] and len(cut[end]) == 1 and end + 1 < len(rows) and figures[end + 1]
            )
            if not (figures[end] or (lone and _is_label(rows[end], cut[at]))):
                break
            end += 1
        end = _together(rows, at, end)
        if sum(figures[at:end]) >= _FEWEST:
            runs.append((at, end))
        at = end
    return runs


def _is_label(row: Row, first: Sequence[Row]) -> bool:
    """A line that ends before the second column starts."""
    return row.x1 < first[1].x0


def _together(rows: Sequence[Row], start: int, end: int) -> int:
    """Where the run is torn by a wide gap."""
    gaps = [b.base - a.base for a, b in pairwise(rows[start:end])]
    if not gaps:
        return end
    usual = statistics.median(gaps)
    for step, gap in enumerate(gaps):
        if gap > _APART * usual:
            return start + step + 1
    return end


def _columns(pieces: Sequence[Row]) -> list[tuple[float, float]]:
    """The stretches of the page that pieces stand in, from left to right."""
    columns: list[tuple[float, float]] = []
    for piece in sorted(pieces, key=lambda p: p.x0):
        if columns and piece.x0 <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], piece.x1))
        else:
            columns.append((piece.x0, piece.x1))
    return columns


def _is_table(lines: Sequence[Sequence[Row]], columns: Sequence[tuple[float, float]]) -> bool:
    """Two columns of figures, or one whose figures are amounts and no page numbers."""
    filled: dict[int, list[str]] = {}
    for pieces in lines:
        for piece in pieces:
            if _is_number(piece):
                filled.setdefault(_home(piece, columns), []).append(text_of(piece))
    solid = [texts for texts in filled.values() if len(texts) >= _FEWEST]
    amounts = [text for texts in solid for text in texts if len(text) > 3]
    return len(solid) >= 2 or len(amounts) * 2 > sum(map(len, solid)) > 0


def _home(piece: Row, columns: Sequence[tuple[float, float]]) -> int:
    middle = (piece.x0 + piece.x1) / 2
    return min(
        range(len(columns)),
        key=lambda at: max(columns[at][0] - middle, middle - columns[at][1], 0.0),
    )


def _with_header(
    rows: Sequence[Row],
    cut: Sequence[Sequence[Row]],
    start: int,
    columns: Sequence[tuple[float, float]],
) -> int:
    """The first line of the header above a run: lines that name two columns at least."""
    first = start
    while first > max(0, start - _HEADER_LINES):
        above = cut[first - 1]
        near = rows[first].base - rows[first - 1].base < 3 * rows[first].em
        if len(above) < 2 or not near or any(is_figure(text_of(piece)) for piece in above[1:]):
            break
        if len({_home(piece, columns) for piece in above}) < 2:
            break
        first -= 1
    return first


def _table(
    rows: Sequence[Row], cut: Sequence[Sequence[Row]], columns: Sequence[tuple[float, float]]
) -> RuledTable:
    cells: list[GridCell] = []
    for number, pieces in enumerate(cut):
        homes: dict[int, list[Row]] = {}
        for piece in pieces:
            homes.setdefault(_home(piece, columns), []).append(piece)
        for column, lines in homes.items():
            indent = (lines[0].glyphs[0].at - columns[column][0]) / lines[0].em
            texts = tuple(text_of(piece) for piece in lines)
            cells.append(GridCell(Box(number, column, 1, 1), texts, indent))
    ordered = tuple(sorted(cells, key=lambda cell: cell.box))
    return RuledTable(rows[0].top, rows[-1].base, ordered, tuple(columns))
