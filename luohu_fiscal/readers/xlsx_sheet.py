"""The stored cells of a worksheet.

A sheet has hundreds of thousands of tags, and most of the time of reading it would go into elements
made of them.  All spreadsheet programs write cells in one form: where a sheet keeps to it throughout,
a pattern finds its cells, once the parser has said that the XML is well-formed.  Any other sheet is
read element by element, to the same cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache, partial
from typing import NamedTuple

from luohu_fiscal.readers import limits
from luohu_fiscal.readers.sheets import Area, StoredCell, limited
from luohu_fiscal.readers.xlsx_book import MAIN, Book, Sheet, rich_text, unescaped
from luohu_fiscal.readers.xlsx_numbers import show

__all__ = ["sheet_cells"]

_C, _V, _F, _IS = (f"{{{MAIN}}}{name}" for name in ("c", "v", "f", "is"))
_ROW, _MERGED = f"{{{MAIN}}}row", f"{{{MAIN}}}mergeCell"
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_AREA = re.compile(r"([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})")

#: A row, a cell and a merged area as programs write them.  Of a cell: its column, its other attributes,
#: all that it holds, and of that the formula, the value, and the text where it holds one itself.
_PLAIN_ROW = re.compile(r'<row r="(\d{1,7})"[^<>]*>(</row>)?')
_PLAIN_CELL = re.compile(
    r"""<c\ r="([A-Z]{1,3}+)[0-9]{1,7}+" ([^<>&'/]*+)
    (?:/>|>(
        (?:<f(?:\ [^<>/]*+)?+ (?:/>|>([^<]*+)</f>) )?+
        (?:<v(?:\ [^<>/]*+)?+> ([^<]*+) </v>)?+
        (?:<is><t(?:\ [^<>/]*+)?+> ([^<]*+) </t></is>)?+
    )</c>)""",
    re.VERBOSE,
)
_PLAIN_MERGED = re.compile(r'<mergeCell ref="([^"&<>]*)"[^<>]*>')
#: Makes a named tuple of a tuple, without a call in Python for each of many thousand cells.
_NEW = tuple.__new__
_ATTRIBUTE = re.compile(r'(\S+)\s*=\s*"([^"]*)"')
_REFERENCE = re.compile(r"&(?:#(\d+)|#x([0-9A-Fa-f]+)|(\w+));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class _Look(NamedTuple):
    """What the attributes of a cell say of it: the kind of its value, its format, how far it is set in."""

    kind: str
    code: str
    indent: int


class _Cells(NamedTuple):
    """The cells of a sheet that hold anything, and how far the merged ones reach."""

    cells: list[StoredCell]
    spans: dict[tuple[int, int], Area]


def sheet_cells(book: Book, sheet: Sheet) -> Iterator[tuple[StoredCell, Area]]:
    """The cells of a sheet in order, each with the rows and columns it spans."""
    package = book.package
    data = package.checked(sheet.part)
    found = None
    if _is_plain(data):
        package.parse(data, sheet.part)
        text = data.decode("utf-8-sig", "replace")
        # An end of line is one character to XML, whatever stands in the file.
        found = _plain_cells(book, text.replace("\r\n", "\n").replace("\r", "\n"))
    cells, spans = found or _parsed_cells(book, data, sheet.part)
    alone = (1, 1)
    for cell in limited(cells, package.path):
        yield cell, spans.get((cell.row, cell.column), alone)


# -- by a pattern ----------------------------------------------------------------------------------


def _is_plain(data: bytes) -> bool:
    """True where nothing in a sheet can make a tag seem what it is not.

    A comment or CDATA may hold what looks like a cell; another namespace gives names another sense.
    """
    start = data.find(b"<worksheet")
    root = data[: data.find(b">", start) + 1] if start >= 0 else b""
    return (
        root.count(b' xmlns="%s"' % MAIN.encode()) == 1
        and data.count(MAIN.encode()) == data.count(b'xmlns="') == 1
        and data.count(b"<sheetData") == 1
        and b"<!" not in data
        and data.count(b"<?") <= 1
    )


def _plain_cells(book: Book, text: str) -> _Cells | None:
    """The cells of a well-formed sheet; None where some row, cell or area is written otherwise."""
    start = text.find("<sheetData")
    end = text.find("</sheetData>", start)
    end = start if end < 0 else end
    areas = _PLAIN_MERGED.findall(text)
    rows = list(_PLAIN_ROW.finditer(text, start, end))
    if len(areas) != text.count("<mergeCell ") or len(rows) != text.count("<row", start, end):
        return None
    if text.count("<row>") or text.count("<row ") != len(rows):
        return None
    look = lru_cache(maxsize=4_096)(lambda given: _look(book, dict(_ATTRIBUTE.findall(given))))
    cells: list[StoredCell] = []
    keep = partial(_keep, book, cells)
    stops = [row.start() for row in rows[1:]]
    for row, stop in zip(rows, [*stops, end], strict=False):
        if row[2] or row[0].endswith("/>"):
            continue
        number = int(row[1]) - 1
        found = _PLAIN_CELL.findall(text, row.end(), stop)
        if len(found) != text.count("<c", row.end(), stop):
            return None
        for letters, attributes, held, formula, value, inline in found:
            # Half the cells of a sheet are borders and shading: nothing is stored in them.
            if held:
                if "&" in held:
                    formula, value, inline = map(_resolved, (formula, value, inline))
                place = number, _column(letters)
                keep(place, look(attributes), formula, value, inline)
        limits.check(len(cells), limits.MAX_CELLS, "cells", book.package.path)
    return _Cells(cells, _spans(areas))


def _resolved(text: str) -> str:
    """Text with its references resolved; only those of XML itself, as no document type is declared."""
    return _REFERENCE.sub(_referred, text)


def _referred(found: re.Match[str]) -> str:
    if found[3]:
        return _NAMED[found[3]]
    return chr(int(found[1]) if found[1] else int(found[2], 16))


# -- element by element ----------------------------------------------------------------------------


def _parsed_cells(book: Book, data: bytes, part: str) -> _Cells:
    cells: list[StoredCell] = []
    areas: list[str] = []
    row = -1
    for element in book.package.elements(data, part, _ROW, _MERGED):
        if element.tag == _MERGED:
            areas.append(element.get("ref", ""))
            continue
        given = element.get("r", "")
        row = int(given) - 1 if given.isdigit() and 0 < len(given) < 8 else row + 1
        column = -1
        for item in element:
            if item.tag != _C:
                continue
            place = _PLACE.fullmatch(item.get("r", ""))
            column = _column(place[1]) if place else column + 1
            if len(item):
                formula, value = item.findtext(_F, ""), item.findtext(_V, "")
                text = item.find(_IS)
                inline = rich_text(text) if text is not None else ""
                _keep(book, cells, (row, column), _look(book, item.attrib), formula, value, inline)
        limits.check(len(cells), limits.MAX_CELLS, "cells", book.package.path)
    return _Cells(cells, _spans(areas))


# -- for both --------------------------------------------------------------------------------------


def _look(book: Book, attributes: dict[str, str]) -> _Look:
    style = attributes.get("s", "0")
    index = int(style) if style.isdigit() and len(style) < 7 else 0
    kind = attributes.get("t", "n")
    if index >= len(book.formats):
        return _Look(kind, "General", 0)
    return _Look(kind, book.formats[index], book.indents[index])


def _keep(
    book: Book,
    cells: list[StoredCell],
    place: tuple[int, int],
    look: _Look,
    formula: str,
    value: str,
    inline: str,
) -> None:
    """Add a cell to the others, if it shows or computes anything; `inline` is text of its own."""
    kind, code, indent = look
    number: str | None
    text, number, stored = value, None, ""
    if kind == "s":
        text = _shared(book, value)
    elif kind == "inlineStr":
        text = unescaped(inline)
    elif kind == "b":
        text, number = {"1": "TRUE", "0": "FALSE"}.get(value, value), ""
    elif kind in ("str", "e", "d"):
        text, number = unescaped(value), None if kind == "str" else ""
    elif value:
        text, number, stored = show(value, code, epoch_1904=book.epoch_1904)
    if text or formula:
        cells.append(_NEW(StoredCell, (*place, text, number, formula, stored, indent)))


def _shared(book: Book, index: str) -> str:
    """A text that cells share; a cell that points at none is shown as Excel shows such a pointer."""
    number = int(index) if index.isascii() and index.isdigit() and len(index) < 10 else -1
    return book.strings[number] if 0 <= number < len(book.strings) else "#REF!"


def _spans(areas: list[str]) -> dict[tuple[int, int], Area]:
    spans = {}
    for name in areas:
        area = _AREA.fullmatch(name)
        if area:
            (top, left), (bottom, right) = _place(area[1]), _place(area[2])
            if bottom >= top and right >= left:
                high, wide = bottom - top + 1, right - left + 1
                spans[top, left] = min(high, limits.MAX_SPAN), min(wide, limits.MAX_SPAN)
    return spans


def _place(name: str) -> tuple[int, int]:
    found = _PLACE.fullmatch(name)
    return (int(found[2]) - 1, _column(found[1])) if found else (0, 0)


@cache
def _column(letters: str) -> int:
    """The number of a column, from 0; one of at most three letters, so that few are kept."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1
