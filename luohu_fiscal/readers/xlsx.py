"""XLSX -> Document: every sheet a page, every number the exact decimal that is stored and shown.

The stored text of each cell is read from the sheet itself, because every common reader hands over
numbers as binary floating point.
"""

from __future__ import annotations

from luohu_fiscal.document import Document
from luohu_fiscal.readers import limits
from luohu_fiscal.readers.package import Package
from luohu_fiscal.readers.progress import Progress, silent
from luohu_fiscal.readers.sheets import Sheets
from luohu_fiscal.readers.xlsx_book import Book
from luohu_fiscal.readers.xlsx_sheet import sheet_cells

__all__ = ["read_bytes"]


def read_bytes(data: bytes, path: str, progress: Progress = silent) -> Document:
    """Read a workbook.  Raises `DamagedFile`, `EncryptedFile`, `EmptyDocument` or `TooLarge`."""
    book = Book(Package(data, path))
    limits.check(len(book.sheets), limits.MAX_PAGES, "sheets", path)
    sheets = Sheets(path)
    sheets.notes.extend(book.notes)
    for number, sheet in enumerate(book.sheets, 1):
        sheets.add(sheet.name, sheet_cells(book, sheet))
        progress(number, len(book.sheets))
    return sheets.document(data, "xlsx")
