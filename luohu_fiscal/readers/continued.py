"""Tables that go on: on the next page, with header and title repeated or not, and with empty columns.

A column that holds nothing on the second page is not there to be seen; which columns are there, their
place on the page says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from luohu_fiscal.document import Cell, Table

__all__ = ["joined"]

_CONTINUED = re.compile(r"\s*[（(]?\s*续\s*[表]?\s*\d*\s*[)）]?\s*|^续表")
_SPACE = re.compile(r"\s+")
_NUMBERED = re.compile(r"^(?:附\s*[表件]|续?表)\s*[\d一二三四五六七八九十\-—]{0,4}\s")
#: Two columns are one where they share so much of the narrower.
_SHARED = 0.5
#: In points: the edge of a column on another page.
_EDGE = 8.0

_Rows = tuple[tuple[Cell | None, ...], ...]


def joined(before: Table, table: Table) -> Table | None:
    """Both as one table, where the second goes on with the first; None where it does not."""
    if before.refused or table.refused:
        return None
    if table.pages[0] - before.pages[-1] not in (0, 1):
        return None
    if table.unit and before.unit and table.unit != before.unit:
        return None
    if table.title and _bare(table.title) != _bare(before.title):
        return None
    rows = _rows(before, table)
    if rows is None:
        return None
    return replace(
        before,
        rows=before.rows + rows,
        pages=tuple(dict.fromkeys(before.pages + table.pages)),
        unit=before.unit or table.unit,
    )


def _bare(title: str) -> str:
    return _SPACE.sub("", _CONTINUED.sub("", _NUMBERED.sub("", title)))


def _rows(before: Table, table: Table) -> _Rows | None:
    """The rows that go on in the columns of the first table; None where they are of another one."""
    headed = any(table.header)
    if len(before.header) != len(table.header):
        return _fewer_columns(before, table)
    if headed and table.header != before.header:
        # The first row of a headless continuation may look like a header: it has no amount.
        if table.title or table.unit or len(table.head) != 1 or not before.head:
            return None
        return (*table.head, *table.rows) if table.pages != before.pages else None
    return table.rows


def _fewer_columns(before: Table, table: Table) -> _Rows | None:
    """The rows of a continuation that lacks columns, laid out in those of the first table."""
    if table.pages[0] == before.pages[-1] or table.title or table.unit or len(table.head) > 1:
        return None
    if not any(before.header):
        return None
    places = _places(before.spans, table.spans)
    if places is None:
        return None
    rows = (*table.head, *table.rows)
    return tuple(_laid_out(row, places, len(before.header)) for row in rows)


def _places(
    wanted: Sequence[tuple[float, float]], given: Sequence[tuple[float, float]]
) -> list[list[int]] | None:
    """For each column given, those of the first table that stand where it stands.

    >>> _places([(0, 50), (50, 100), (100, 150)], [(0, 50), (100, 150)])
    [[0], [2]]
    >>> _places([(0, 50), (50, 100)], [(0, 50), (200, 250)]) is None
    True
    """
    places: list[list[int]] = [[] for _ in given]
    for at, (left, right) in enumerate(wanted):
        shared = [min(right, end) - max(left, start) for start, end in given]
        best = max(range(len(given)), key=shared.__getitem__, default=None)
        if best is None:
            return None
        start, end = given[best]
        if shared[best] > _SHARED * min(right - left, end - start):
            places[best].append(at)
    for columns, (start, end) in zip(places, given, strict=True):
        # Names stand at the left of their columns, figures at the right: one edge is where it was.
        if (
            not columns
            or min(abs(wanted[columns[0]][0] - start), abs(wanted[columns[-1]][1] - end)) > _EDGE
        ):
            return None
    return places


def _laid_out(
    row: Sequence[Cell | None], places: Sequence[Sequence[int]], width: int
) -> tuple[Cell | None, ...]:
    """A row in the columns of the first table; a label fills what it spans, an amount is there once."""
    done: list[Cell | None] = [None] * width
    for cell, columns in zip(row, places, strict=True):
        for column in columns if cell is not None and cell.number is None else columns[:1]:
            done[column] = cell
    return tuple(done)
