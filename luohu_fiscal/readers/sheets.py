"""Sheets of stored cells -> Document: every sheet a page, its tables, the lines above and below.

What a cell stores and shows is told by the reader of each format (XLSX, XLS, Excel 2003 XML); how
sheets become tables is told here, once for all of them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from luohu_fiscal.document import Block, Document, Page, Paragraph
from luohu_fiscal.errors import EmptyDocument
from luohu_fiscal.readers import limits
from luohu_fiscal.readers.builder import Builder
from luohu_fiscal.readers.captions import assemble
from luohu_fiscal.readers.cleaning import collapse, collapse_span, set_in
from luohu_fiscal.readers.paragraphs import paragraph, report_title
from luohu_fiscal.readers.table_words import number_of
from luohu_fiscal.readers.tables import Printed, make_tables

__all__ = ["Area", "Sheets", "StoredCell", "limited"]

_NOTE = re.compile(r"^\s*[（(*※]*(?:注|说明|备注|附注)|。|^.{40,}")

#: Names of rows and figures are no longer than this.
_SHORT = 40

#: Rows and columns that a cell spans.
Area = tuple[int, int]


class StoredCell(NamedTuple):
    """A cell as stored: what it shows, the number in that (None for text), its formula."""

    row: int
    column: int
    text: str
    number: str | None
    formula: str
    stored: str = ""
    #: How many steps its format sets it in: a character each.
    indent: int = 0


def limited(cells: list[StoredCell], path: str) -> list[StoredCell]:
    """The cells of a sheet, where they are no more than a sheet of figures needs."""
    limits.check(len(cells), limits.MAX_CELLS, "cells", path)
    used = {cell.column for cell in cells}
    limits.check(len(used), limits.MAX_COLUMNS, "columns in a sheet", path)
    return cells


class _Laid(NamedTuple):
    """A text of a cell as it is laid down, and what of it is read: from `start` to `end`."""

    raw: str
    text: str
    start: int
    end: int
    set_in: float
    blank: bool


def _laid(text: str) -> _Laid:
    return _laid_once(text) if len(text) <= _SHORT else _laid_anew(text)


def _laid_anew(text: str) -> _Laid:
    text = text.replace("\r", "")
    clean = collapse_span(text, 0)
    return _Laid(text.replace("\n", " ").replace("\t", " "), *clean, set_in(text), not text.strip())


#: The same names and figures come again and again; of short ones, so that what is kept is bounded.
_laid_once = lru_cache(maxsize=16_384)(_laid_anew)


class Sheets:
    """Lays the sheets of a workbook down one after another."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.builder = Builder(path)
        self.blocks: list[Block] = []
        self.pages: list[Page] = []
        self.notes: list[str] = []
        self._cells = 0

    def add(self, name: str, cells: Iterable[tuple[StoredCell, Area]]) -> None:
        """Lay down one sheet: its tables, and the lines above and below them."""
        number = len(self.pages) + 1
        limits.check(number, limits.MAX_PAGES, "sheets", self.path)
        # There may be a million cells: named tuples are made without a call in Python for each.
        new = tuple.__new__
        start = at = self.builder.length
        pieces: list[str] = []
        printed: list[Printed] = []
        row = -1
        blind = 0
        for (here, column, text, shown, formula, stored, indent), span in cells:
            self._cells += 1
            if self._cells > limits.MAX_CELLS:
                limits.check(self._cells, limits.MAX_CELLS, "cells", self.path)
            raw, clean, first, end, inset, blank = _laid(text)
            if blank:
                blind += bool(formula)
                continue
            if here != row and row >= 0:
                pieces.append("\n")
                at += 1
            row = here
            place = here, column
            printed.append(
                new(
                    Printed,
                    (
                        clean, at + first, at + end, here, column, *span,
                        formula, shown, place, stored, indent + inset,
                    ),
                )
            )  # fmt: skip
            pieces += (raw, "\t")
            at += len(raw) + 1
            if at > limits.MAX_CHARACTERS:
                limits.check(at, limits.MAX_CHARACTERS, "characters", self.path)
        self.builder.put("".join(pieces), "\n")
        self.pages.append(Page(number, start, self.builder.length, name))
        if blind:
            self.notes.append(
                f"sheet {name}: {blind} formulas without a stored result; "
                "open the workbook in Excel and save it"
            )
        self.blocks.extend(self._blocks(printed, number))

    def document(self, data: bytes, format: str) -> Document:
        """The document of all sheets; raises `EmptyDocument` where they hold nothing."""
        if not self.blocks:
            raise EmptyDocument(
                "the workbook holds no text", where=self.path, remedy="check the source"
            )
        blocks = tuple(assemble(self.blocks, continued=False))
        return Document(
            path=self.path,
            sha256=hashlib.sha256(data).hexdigest(),
            format=format,
            raw=self.builder.raw,
            pages=tuple(self.pages),
            blocks=blocks,
            title=report_title(block for block in blocks if isinstance(block, Paragraph)),
            notes=tuple(self.notes),
        )

    def _blocks(self, printed: list[Printed], number: int) -> Iterator[Block]:
        rows: dict[int, list[Printed]] = {}
        for cell in printed:
            rows.setdefault(cell.row, []).append(cell)
        order = sorted(rows)
        # Lines of text below the last figures are notes; a label without a figure is a row.
        last = next((i for i in reversed(range(len(order))) if _has_number(rows[order[i]])), -1)
        end = last + 1
        while end < len(order) and not _is_note(rows[order[end]]):
            end += 1
        if last < 0 or len({cell.column for cell in printed}) < 2:
            end = 0
        dense = {row: index for index, row in enumerate(order)}
        table = [_dense(cell, dense) for row in order[:end] for cell in rows[row]]
        yield from make_tables(table, number)
        for row in order[end:]:
            for cell in rows[row]:
                clean = collapse(cell.text, range(cell.start, cell.start + len(cell.text)))
                yield paragraph(clean)


def _is_note(row: list[Printed]) -> bool:
    cell = row[0]
    return len(row) == 1 and (cell.columns > 1 or _NOTE.search(cell.text) is not None)


def _has_number(row: list[Printed]) -> bool:
    return any(number_of(c.text if c.shown is None else c.shown)[0] is not None for c in row)


def _dense(cell: Printed, dense: dict[int, int]) -> Printed:
    """The cell on the grid of rows that hold anything."""
    if cell.rows == 1:
        place = dense[cell.row]
        return cell if place == cell.row else cell._replace(row=place)
    last = cell.row + cell.rows - 1
    reach = [dense[row] for row in range(cell.row, min(last, cell.row + 1_000) + 1) if row in dense]
    return cell._replace(row=dense[cell.row], rows=max(1, reach[-1] - dense[cell.row] + 1))
