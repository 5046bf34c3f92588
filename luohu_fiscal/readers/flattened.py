"""Tables that lost their grid: one cell a line, as copying a table out of a page leaves it.

Where the lines repeat in rows of one shape (a name, so many numbers), they are a table again.  Where
some cell is missing, nobody can tell which column a number stands in: then the table says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from luohu_fiscal.document import Block, Refusal, Table
from luohu_fiscal.readers.lines import Line
from luohu_fiscal.readers.table_words import is_caption, number_of, unit_of
from luohu_fiscal.readers.tables import Printed, make_tables, refused_table

__all__ = ["Flat", "flat_tables", "with_tables"]

_MAX_CELL = 40
_PROSE = re.compile(r"[，。；！？]")
_DASH = re.compile(r"[-—–－/]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
#: An amount has so many digits, or places: pages and items are numbered with fewer.
_AMOUNT = re.compile(r"\D*\d[\d,，]*(?:\.\d+|\d\d)\D*")
#: Fewer numbers than this, and fewer rows, are no table.
_FEWEST, _ROWS, _WIDEST = 6, 3, 16
#: Rows of one shape that hold this part of the numbers are the table; the rest is below it.
_MOST = 0.8


class Flat(NamedTuple):
    """Lines [start, end) that are a table."""

    start: int
    end: int
    tables: tuple[Table, ...]


def with_tables(
    lines: Sequence[Line], build: Callable[[list[Line]], Sequence[Block]]
) -> list[Block]:
    """The blocks of lines: tables of one cell a line, and what `build` makes of the others."""
    blocks: list[Block] = []
    position = 0
    for start, end, tables in flat_tables(lines):
        blocks.extend(build(list(lines[position:start])))
        blocks.extend(tables)
        position = end
    blocks.extend(build(list(lines[position:])))
    return blocks


def flat_tables(lines: Sequence[Line]) -> list[Flat]:
    """The tables among the lines, in order."""
    return [flat for start, end in _runs(lines) for flat in _flat(lines, start, end)]


def _runs(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Stretches of lines that may each be a cell."""
    start = 0
    for at in range(len(lines) + 1):
        if at == len(lines) or not _is_cell(lines[at]):
            if at - start >= _FEWEST:
                yield start, at
            start = at + 1


def _is_cell(line: Line) -> bool:
    return len(line.text) <= _MAX_CELL and not line.footnote and not _PROSE.search(line.text)


def _is_number(text: str) -> bool:
    return number_of(text)[0] is not None or _DASH.fullmatch(text) is not None


def _flat(lines: Sequence[Line], start: int, end: int) -> Iterator[Flat]:
    texts = [line.text for line in lines[start:end]]
    numbers = [_is_number(text) and not _YEAR.fullmatch(text) for text in texts]
    amounts = sum(numbers[at] and bool(_AMOUNT.fullmatch(text)) for at, text in enumerate(texts))
    found = sum(numbers)
    if found < _FEWEST or amounts * 2 < found or numbers[0]:
        return
    first, last = numbers.index(True), len(numbers) - numbers[::-1].index(True)
    if found * _WIDEST < last - first:
        return
    open_from = first - 1
    shape = _shape(texts, numbers, first)
    if shape is not None:
        body, width, rows = shape
        behind = body + width * rows
        if sum(numbers[body:behind]) >= _MOST * found:
            top = body - width if body >= width and not any(numbers[body - width : body]) else body
            cells = _cells(lines, start + top, start + behind, width)
            tables = make_tables(cells, lines[start].page)
            yield Flat(start + top, start + behind, tuple(tables))
            open_from = behind
    if open_from < last:
        ragged = _ragged(lines, start + open_from, start + last)
        yield Flat(start + open_from, start + last, (ragged,))


def _shape(
    texts: Sequence[str], numbers: Sequence[bool], first: int
) -> tuple[int, int, int] | None:
    """Where rows of one shape begin, how wide they are and how many.

    Above them stands a header as wide as they are, and above that title or unit; where no such header
    tells where rows begin, they begin with a word and end with a number.
    """
    best: tuple[int, int, int] | None = None
    best_rank: tuple[bool, bool, int] = (False, False, 0)
    for width in range(2, _WIDEST):
        for body in range(first, max(first - width, -1), -1):
            row = numbers[body : body + width]
            if all(row) or not any(row):
                continue
            rows = 1
            while numbers[body + rows * width : body + (rows + 1) * width] == row:
                rows += 1
            rank = (_is_headed(texts, body - width), not row[0] and row[-1], rows * width)
            if rows >= _ROWS and any(rank[:2]) and rank > best_rank:
                best, best_rank = (body, width, rows), rank
    return best


def _is_headed(texts: Sequence[str], top: int) -> bool:
    """True where a header can start: at the first line, or below a title or a unit."""
    return top == 0 or (top > 0 and bool(is_caption(texts[top - 1]) or unit_of(texts[top - 1])))


def _printed(line: Line, row: int, column: int) -> Printed:
    return Printed(line.text, line.offsets[0], line.offsets[-1] + 1, row, column)


def _cells(lines: Sequence[Line], start: int, end: int, width: int) -> list[Printed]:
    return [_printed(line, *divmod(place, width)) for place, line in enumerate(lines[start:end])]


def _ragged(lines: Sequence[Line], start: int, end: int) -> Table:
    """A row for each name, its numbers behind it in the order they stand."""
    cells, row, column = [], -1, 0
    for line in lines[start:end]:
        if row < 0 or not _is_number(line.text):
            row, column = row + 1, 0
        cells.append(_printed(line, row, column))
        column += 1
    return refused_table(cells, lines[start].page, Refusal.COLUMNS)
