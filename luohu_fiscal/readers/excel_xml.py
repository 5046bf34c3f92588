"""Excel 2003 XML (SpreadsheetML) -> Document: a workbook as one XML file, often named .xls.

The file is read as it comes, without a tree of it: only its cells are kept.  XML may declare no
document type, so that there are no entities to expand.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

from luohu_fiscal.document import Document
from luohu_fiscal.errors import DamagedFile, TooLarge
from luohu_fiscal.readers import limits
from luohu_fiscal.readers.progress import Progress, silent
from luohu_fiscal.readers.sheets import Area, Sheets, StoredCell, limited
from luohu_fiscal.readers.xlsx_numbers import show

__all__ = ["read_bytes"]

_S = "{urn:schemas-microsoft-com:office:spreadsheet}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9_\-]+)["']""")
_MIDNIGHT = re.compile(r"T00:00:00(?:\.0+)?$")
#: Number formats that have a name instead of a code.
_NAMED = {
    "General Number": "General", "Fixed": "0.00", "Standard": "#,##0.00", "Percent": "0.00%",
    "Scientific": "0.00E+00", "Currency": "#,##0.00", "Euro Currency": "#,##0.00",
    "General Date": "yyyy-m-d", "Long Date": "yyyy-m-d", "Medium Date": "yyyy-m-d",
    "Short Date": "yyyy-m-d",
}  # fmt: skip
#: Elements inside one another: a workbook needs about ten.
_MAX_DEPTH = 500
_MAX_ROW, _MAX_COLUMN = 1_048_576, 16_384
_CHUNK = 1 << 20


def read_bytes(data: bytes, path: str, progress: Progress = silent) -> Document:
    """Read a workbook.  Raises `DamagedFile`, `EmptyDocument` or `TooLarge`."""
    text = _text(data, path)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise _damaged("it declares a document type, as no workbook does", path)
    book = _Workbook(path)
    parser = ET.XMLParser(target=book, encoding="utf-8")  # noqa: S314
    try:
        for start in range(0, len(text), _CHUNK):
            parser.feed(text[start : start + _CHUNK].encode("utf-8", "surrogatepass"))
        parser.close()
    except (ET.ParseError, ValueError, LookupError) as error:
        raise _damaged("it is no well-formed XML: truncated or damaged", path) from error
    return book.sheets.document(data, "excel-xml")


def _damaged(what: str, path: str) -> DamagedFile:
    return DamagedFile(what, where=path, remedy="open it and save it as XLSX")


def _text(data: bytes, path: str) -> str:
    declared = _ENCODING.match(data)
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = "utf-16"
    name = {"gb2312": "gb18030", "gbk": "gb18030", "utf-8": "utf-8-sig"}.get(name, name)
    try:
        return _HEAD.sub("", data.decode(name), count=1)
    except (UnicodeDecodeError, LookupError) as error:
        raise _damaged("its characters cannot be told", path) from error


class _Workbook:
    """What the parser tells: it keeps the cells of one sheet at a time."""

    def __init__(self, path: str) -> None:
        self.sheets = Sheets(path)
        self._path = path
        self._open: list[str] = []
        self._styles: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        self._style = ""
        self._begin_sheet("")

    def _begin_sheet(self, name: str) -> None:
        self._name, self._hidden = name, False
        self._cells: list[StoredCell] = []
        self._spans: dict[tuple[int, int], Area] = {}
        self._columns: dict[int, str] = {}
        self._row, self._column, self._next_column = -1, -1, 0
        self._row_style, self._rows_after = "", 0
        self._attributes: Mapping[str, str] = {}
        self._words: list[str] = []
        self._formula, self._type = "", ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self._open.append(tag)
        if len(self._open) > _MAX_DEPTH:
            raise TooLarge("elements are nested too deep", where=self._path, remedy="save as XLSX")
        if tag == f"{_S}Style":
            self._style = attributes.get(f"{_S}ID", "")
            self._parents[self._style] = attributes.get(f"{_S}Parent", "")
        elif tag == f"{_S}NumberFormat":
            self._styles[self._style] = attributes.get(f"{_S}Format", "General")
        elif tag == f"{_S}Worksheet":
            self._begin_sheet(attributes.get(f"{_S}Name", ""))
        elif tag == f"{_S}Column":
            self._begin_column(attributes)
        elif tag == f"{_S}Row":
            after = self._row + 1 + self._rows_after
            self._row = self._place(attributes, "Index", after + 1, _MAX_ROW) - 1
            self._rows_after = self._place(attributes, "Span", 0, _MAX_ROW)
            self._row_style = attributes.get(f"{_S}StyleID", "")
            self._column = -1
        elif tag == f"{_S}Cell":
            self._column = self._place(attributes, "Index", self._column + 2, _MAX_COLUMN) - 1
            self._attributes, self._words, self._type = attributes, [], ""
        elif tag == f"{_S}Data" and self._open[-2:-1] == [f"{_S}Cell"]:
            self._type = attributes.get(f"{_S}Type", "String")
        elif tag == f"{_X}Visible":
            self._words = []

    def data(self, text: str) -> None:
        """Characters; those of remarks belong to no cell."""
        if self._type or self._open[-1:] == [f"{_X}Visible"]:
            self._words.append(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        self._open.pop()
        if tag == f"{_S}Data" and self._open[-1:] == [f"{_S}Cell"]:
            self._cell("".join(self._words))
            self._type = ""
        elif tag == f"{_S}Cell":
            if f"{_S}Formula" in self._attributes:
                self._cell("")
            across = self._place(self._attributes, "MergeAcross", 0, _MAX_COLUMN)
            self._column += across
        elif tag == f"{_X}Visible":
            self._hidden = "".join(self._words).strip() in ("SheetHidden", "SheetVeryHidden")
        elif tag == f"{_S}Worksheet":
            if self._hidden:
                self.sheets.notes.append(f"sheet {self._name}: hidden, not read")
            else:
                cells = limited(self._cells, self._path)
                spans = self._spans
                self.sheets.add(
                    self._name,
                    ((cell, spans.get((cell.row, cell.column), (1, 1))) for cell in cells),
                )
            self._begin_sheet("")

    def close(self) -> None:
        """The file ends."""

    @staticmethod
    def _place(attributes: Mapping[str, str], name: str, default: int, limit: int) -> int:
        text = attributes.get(f"{_S}{name}", "")
        value = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else default
        return min(value, limit)

    def _begin_column(self, attributes: Mapping[str, str]) -> None:
        first = self._place(attributes, "Index", self._next_column + 1, _MAX_COLUMN) - 1
        self._next_column = first + 1 + self._place(attributes, "Span", 0, _MAX_COLUMN)
        style = attributes.get(f"{_S}StyleID", "")
        if style:
            for column in range(first, min(self._next_column, _MAX_COLUMN)):
                self._columns[column] = style

    def _code(self) -> str:
        """The number format of the cell: its own, else that of its row or column."""
        style = self._attributes.get(f"{_S}StyleID", "") or self._row_style
        style = style or self._columns.get(self._column, "Default")
        for _ in range(10):
            if style in self._styles:
                break
            style = self._parents.get(style, "") or "Default"
        code = self._styles.get(style, "General")
        return _NAMED.get(code, code)

    def _cell(self, stored: str) -> None:
        formula = self._attributes.get(f"{_S}Formula", "").removeprefix("=")
        row, column = self._row, self._column
        if self._cells and (self._cells[-1].row, self._cells[-1].column) == (row, column):
            # A formula whose result has just been kept.
            return
        number: str | None = None
        text, places = stored, ""
        if self._type == "Number":
            text, number, places = show(stored, self._code())
        elif self._type == "Boolean":
            text, number = {"1": "TRUE", "0": "FALSE"}.get(stored.strip(), stored), ""
        elif self._type == "DateTime":
            text, number = _MIDNIGHT.sub("", stored), ""
        elif self._type == "Error":
            number = ""
        if text or formula:
            self._cells.append(StoredCell(row, column, text, number, formula, places))
            limits.check(len(self._cells), limits.MAX_CELLS, "cells", self._path)
        down = self._place(self._attributes, "MergeDown", 0, limits.MAX_SPAN - 1)
        across = self._place(self._attributes, "MergeAcross", 0, limits.MAX_SPAN - 1)
        if down or across:
            self._spans[row, column] = (down + 1, across + 1)
