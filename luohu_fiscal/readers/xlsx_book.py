"""The parts of a workbook that its sheets share: their names, the shared strings, number formats."""

from __future__ import annotations

import re
from typing import NamedTuple

from luohu_fiscal.readers import limits
from luohu_fiscal.readers.package import Element, Package
from luohu_fiscal.readers.xlsx_numbers import BUILTIN

__all__ = ["MAIN", "Book", "Sheet", "rich_text", "unescaped"]

#: The namespace of everything in a workbook.
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_S = f"{{{MAIN}}}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


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
            text = unescaped(rich_text(item))
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


def rich_text(item: Element) -> str:
    """The text of a string, its runs joined, phonetic guides left out."""
    parts = [child.text or "" for child in item if child.tag == f"{_S}t"]
    for run in item:
        if run.tag == f"{_S}r":
            parts.extend(child.text or "" for child in run if child.tag == f"{_S}t")
    return "".join(parts)


def unescaped(text: str) -> str:
    """Excel writes control characters as _x000D_; they are white space here."""
    if "_x00" not in text:
        return text
    return re.sub(r"_x00(?:0[0-9A-Fa-f]|1[0-9A-Fa-f])_", " ", text)
