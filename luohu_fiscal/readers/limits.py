"""How much a reader may spend on one file: hostile input costs bounded time and memory.

Every limit is far above what a published budget needs, and far below what hurts.
"""

from __future__ import annotations

from luohu_fiscal.errors import TooLarge

__all__ = [
    "MAX_ARCHIVE_BYTES",
    "MAX_CELLS",
    "MAX_CHARACTERS",
    "MAX_COLUMNS",
    "MAX_FILE_BYTES",
    "MAX_MEMBERS",
    "MAX_OBJECTS_PER_PAGE",
    "MAX_PAGES",
    "MAX_PAGE_CHARACTERS",
    "MAX_PART_BYTES",
    "MAX_RATIO",
    "MAX_SPAN",
    "MAX_TAGS",
    "check",
]

#: Bytes of the file itself.
MAX_FILE_BYTES = 256 * 1024 * 1024
#: Pages of a PDF, sheets of a workbook.
MAX_PAGES = 3_000
#: Characters of text over the whole document.
MAX_CHARACTERS = 12_000_000
#: Characters on one page of a PDF: a page of small print holds some ten thousand.
MAX_PAGE_CHARACTERS = 200_000
#: Drawn objects looked at on one page of a PDF.
MAX_OBJECTS_PER_PAGE = 60_000
#: Cells of a document's tables, empty ones included.
MAX_CELLS = 4_000_000
#: Columns of one table: beyond them a sheet is formatting, not figures.
MAX_COLUMNS = 1_000
#: Rows or columns one cell may span.
MAX_SPAN = 1_000
#: Files in an archive of attachments, and bytes they unpack to all together.
MAX_MEMBERS = 1_000
MAX_ARCHIVE_BYTES = 512 * 1024 * 1024
#: Tags of an XML part that is held as a tree.
MAX_TAGS = 16_000_000
#: Bytes of one unpacked part of a zipped document (DOCX, XLSX).
MAX_PART_BYTES = 192 * 1024 * 1024
#: How many times larger than its packed form a part may be, once past the first megabyte.
MAX_RATIO = 400


def check(amount: int, limit: int, what: str, where: str) -> None:
    """Raise `TooLarge` where `amount` is past `limit`.

    >>> check(3, 10, "pages", "a.pdf")
    >>> check(11, 10, "pages", "a.pdf")
    Traceback (most recent call last):
    luohu_fiscal.errors.TooLarge: a.pdf: more than 10 pages; split the file
    """
    if amount > limit:
        raise TooLarge(f"more than {limit:,} {what}", where=where, remedy="split the file")
