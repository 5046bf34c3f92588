"""The parts of a workbook: sheets, shared strings, number formats, stored cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from luohu_fiscal.readers import limits
from luohu_fiscal.readers.package import Element, Package
from luohu_fiscal.readers.sheets import Area, StoredCell, limited
from luohu_fiscal.readers.xlsx_numbers import BUILTIN, show

__all__ = ["Book", "Sheet", "sheet_cells"]

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_C, _V, _F = f"{_S}c", f"{_S}v", f"{_S}f"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_AREA = re.compile(r"([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})")


class Sheet(NamedTuple):
    """A worksheet: its name and the part that holds it."""

    name: str
    part: str


class Book:
    """What all sheets of a workbook share."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.notes: list[str] = []
        main = "xl/workbook.xml"
        root = package.xml(main)
        parts = package.relations(main)
        properties = root.find(f"{_S}workbookPr")
        self.epoch_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self.sheets: list[Sheet] = []
        for item in root.iter(f"{_S}sheet"):
            kind, part = parts.get(item.get(_R, ""), ("", ""))
            name = item.get("name", "")
            if kind != "worksheet" or not package.has(part):
                continue
            if item.get("state", "visible") != "visible":
                self.notes.append(f"sheet {name}: hidden, not read")
                continue
            self.sheets.append(Sheet(name, part))
        by_kind = dict(parts.values())
        self.strings = self._strings(by_kind.get("sharedStrings", ""))
        self.indents: list[int] = []
        self.formats = self._formats(by_kind.get("styles", ""))

    def _strings(self, part: str) -> list[str]:
        if not self.package.has(part):
            return []
        strings = []
        size = 0
        for item in self.package.stream(part, f"{_S}si"):
            text = _rich_text(item)
            size += len(text)
            limits.check(size, limits.MAX_CHARACTERS, "characters", self.package.path)
            strings.append(text)
        return strings

    def _formats(self, part: str) -> list[str]:
        if not self.package.has(part):
            return []
        root = self.package.xml(part)
        own = {
            item.get("numFmtId", ""): item.get("formatCode", "")
            for item in root.iter(f"{_S}numFmt")
        }
        styles = root.find(f"{_S}cellXfs")
        codes = []
        for style in styles if styles is not None else ():
            number = style.get("numFmtId", "0")
            plain = int(number) if number.isdigit() and len(number) < 6 else 0
            codes.append(own.get(number) or BUILTIN.get(plain, "General"))
            aligned = style.find(f"{_S}alignment")
            steps = aligned.get("indent", "0") if aligned is not None else "0"
            self.indents.append(int(steps) if steps.isdigit() and len(steps) < 4 else 0)
        return codes


def _rich_text(item: Element) -> str:
    """The text of a string, its runs joined, phonetic guides left out."""
    parts = [child.text or "" for child in item if child.tag == f"{_S}t"]
    for run in item:
        if run.tag == f"{_S}r":
            parts.extend(child.text or "" for child in run if child.tag == f"{_S}t")
    return _unescaped("".join(parts))


def _unescaped(text: str) -> str:
    """Excel writes control characters as _x000D_; they are white space here."""
    if "_x00" not in text:
        return text
    return re.sub(r"_x00(?:0[0-9A-Fa-f]|1[0-9A-Fa-f])_", " ", text)


def sheet_cells(book: Book, sheet: Sheet) -> Iterator[tuple[StoredCell, Area]]:
    """The cells of a sheet in order, each with the rows and columns it spans."""
    # Merged cells stand after the data, so the rows wait for them.
    cells: list[StoredCell] = []
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    row = -1
    for element in book.package.stream(sheet.part, f"{_S}row", f"{_S}mergeCell"):
        if element.tag == f"{_S}mergeCell":
            area = _AREA.fullmatch(element.get("ref", ""))
            if area:
                (top, left), (bottom, right) = _place(area[1]), _place(area[2])
                if bottom >= top and right >= left:
                    spans[top, left] = (
                        min(bottom - top + 1, limits.MAX_SPAN),
                        min(right - left + 1, limits.MAX_SPAN),
                    )
            continue
        given = element.get("r", "")
        row = int(given) - 1 if given.isdigit() and 0 < len(given) < 8 else row + 1
        column = -1
        for item in element:
            if item.tag != _C:
                continue
            place = _PLACE.fullmatch(item.get("r", ""))
            column = _column(place[1]) if place else column + 1
            # Half the cells of a sheet are borders and shading: nothing is stored in them.
            cell = _stored(book, item, row, column) if len(item) else None
            if cell is not None and (cell.text or cell.formula):
                indent = _indent(book, item.get("s", "0"))
                cells.append(cell._replace(indent=indent) if indent else cell)
        limits.check(len(cells), limits.MAX_CELLS, "cells", book.package.path)
    for cell in limited(cells, book.package.path):
        yield cell, spans.get((cell.row, cell.column), (1, 1))


def _place(name: str) -> tuple[int, int]:
    found = _PLACE.fullmatch(name)
    if not found:
        return 0, 0
    return int(found[2]) - 1, _column(found[1])


@cache
def _column(letters: str) -> int:
    """The number of a column, from 0; one of at most three letters, so that few are kept."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _stored(book: Book, item: Element, row: int, column: int) -> StoredCell:
    kind = item.get("t", "n")
    value = item.find(_V)
    stored = (value.text or "") if value is not None else ""
    formula_item = item.find(_F)
    formula = (formula_item.text or "") if formula_item is not None else ""
    if kind == "s":
        return StoredCell(row, column, _shared(book, stored), None, formula)
    if kind == "inlineStr":
        inline = item.find(f"{_S}is")
        text = _rich_text(inline) if inline is not None else ""
        return StoredCell(row, column, text, None, formula)
    if kind == "b":
        return StoredCell(row, column, {"1": "TRUE", "0": "FALSE"}.get(stored, stored), "", formula)
    if kind in ("str", "e", "d"):
        number = None if kind == "str" else ""
        return StoredCell(row, column, _unescaped(stored), number, formula)
    if not stored:
        return StoredCell(row, column, "", None, formula)
    shown = show(stored, _format(book, item.get("s", "0")), epoch_1904=book.epoch_1904)
    return StoredCell(row, column, shown.text, shown.number, formula, shown.stored)


def _shared(book: Book, index: str) -> str:
    """A text that cells share; a cell that points at none is shown as Excel shows such a pointer."""
    number = int(index) if index.isascii() and index.isdigit() and len(index) < 10 else -1
    return book.strings[number] if 0 <= number < len(book.strings) else "#REF!"


def _indent(book: Book, style: str) -> int:
    index = int(style) if style.isdigit() and len(style) < 7 else 0
    return book.indents[index] if index < len(book.indents) else 0


def _format(book: Book, style: str) -> str:
    index = int(style) if style.isdigit() and len(style) < 7 else 0
    return book.formats[index] if index < len(book.formats) else "General"
