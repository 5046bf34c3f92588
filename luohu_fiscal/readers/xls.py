"""XLS and ET -> Document: the binary workbooks of Excel 5 to 2003 and of WPS Spreadsheets.

A cell stores a number as a binary fraction.  It is written out to 17 digits, as a newer Excel writes
it into XLSX, and goes the way of those from there: to the 15 digits that Excel keeps, and to the
places that its number format shows.  python-calamine hands over no number formats, so that the
places shown would be lost; xlrd does.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import xlrd
from xlrd.biffh import XLRDError, error_text_from_code
from xlrd.formatting import std_format_strings

from luohu_fiscal.document import Document
from luohu_fiscal.errors import DamagedFile
from luohu_fiscal.readers import limits
from luohu_fiscal.readers.ole import Container
from luohu_fiscal.readers.progress import Progress, silent
from luohu_fiscal.readers.sheets import Area, Sheets, StoredCell, limited
from luohu_fiscal.readers.xls_records import looked_through
from luohu_fiscal.readers.xlsx_numbers import BUILTIN, show

__all__ = ["read_bytes"]

#: What xlrd raises where a record is not what it should be.
_BROKEN = (
    XLRDError,
    AssertionError,
    AttributeError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
    OverflowError,
    MemoryError,
    LookupError,
    struct.error,
)


def read_bytes(data: bytes, path: str, progress: Progress = silent) -> Document:
    """Read a workbook.  Raises `DamagedFile`, `EncryptedFile`, `EmptyDocument` or `TooLarge`."""
    records = looked_through(Container(data, path).stream(("Workbook", "Book")), path)
    try:
        book = xlrd.open_workbook(
            file_contents=records.stream,
            logfile=io.StringIO(),
            formatting_info=True,
            on_demand=True,
            ragged_rows=True,
        )
    except _BROKEN as error:
        raise _damaged(path, "the workbook") from error
    codes = tuple(_code(book, key) for key in records.formats)
    sheets = Sheets(path)
    total, rows = book.nsheets, 0
    for number in range(total):
        try:
            sheet = book.sheet_by_index(number)
        except _BROKEN as error:
            raise _damaged(path, f"sheet {number + 1}") from error
        rows += sheet.nrows
        limits.check(rows, limits.MAX_CELLS, "rows", path)
        if sheet.visibility:
            sheets.notes.append(f"sheet {sheet.name}: hidden, not read")
        else:
            sheets.add(sheet.name, _cells(sheet, codes, path, epoch_1904=bool(book.datemode)))
        book.unload_sheet(number)
        progress(number + 1, total)
    return sheets.document(data, "xls")


def _damaged(path: str, what: str) -> DamagedFile:
    return DamagedFile(f"{what} is damaged", where=path, remedy="open it and save it again")


def _code(book: xlrd.book.Book, key: int) -> str:
    """The number format that has this key: the workbook's own, else the one built in."""
    entry = book.format_map.get(key)
    own = entry.format_str if entry is not None else ""
    # xlrd fills in what Excel builds in, in its American form; ours is the one XLSX is read by.
    if own and own != std_format_strings.get(key):
        return str(own)
    return BUILTIN.get(key, "General")


def _cells(
    sheet: xlrd.sheet.Sheet, codes: tuple[str, ...], path: str, *, epoch_1904: bool
) -> Iterator[tuple[StoredCell, Area]]:
    spans = {
        (top, left): (min(below - top, limits.MAX_SPAN), min(right - left, limits.MAX_SPAN))
        for top, below, left, right in sheet.merged_cells
        if below > top and right > left
    }
    found = []
    for row in range(sheet.nrows):
        values: list[object] = list(sheet.row_values(row))
        for column, (kind, value) in enumerate(zip(sheet.row_types(row), values, strict=True)):
            if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) or value == "":
                continue
            if kind == xlrd.XL_CELL_ERROR:
                error = error_text_from_code.get(value, "") if isinstance(value, int) else ""
                cell = StoredCell(row, column, error or "#ERR!", "", "")
            elif kind == xlrd.XL_CELL_BOOLEAN:
                cell = StoredCell(row, column, "TRUE" if value else "FALSE", "", "")
            elif isinstance(value, float):
                style = sheet.cell_xf_index(row, column)
                code = codes[style] if 0 <= style < len(codes) else "General"
                # The digits that Excel writes for the same number into XLSX.
                shown = show(f"{value:.17g}", code, epoch_1904=epoch_1904)
                cell = StoredCell(row, column, shown.text, shown.number, "", shown.stored)
            else:
                cell = StoredCell(row, column, str(value), None, "")
            found.append(cell)
        limits.check(len(found), limits.MAX_CELLS, "cells", path)
    for cell in limited(found, path):
        yield cell, spans.get((cell.row, cell.column), (1, 1))
