"""A writer of binary workbooks (BIFF8): the records that the tests need, and no more."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import NamedTuple

from tests.readers.compound import compound

#: What a cell may be: text, a number with its format, an error by its code, true or false.
Value = str | float | bool | None


class Cell(NamedTuple):
    """A cell: its value and number format; `raw` is a whole record in place of them."""

    value: Value = None
    code: str = "General"
    error: int | None = None
    formula: bool = False


class Sheet(NamedTuple):
    """A sheet: rows of cells or of plain values, merged areas (top, left, bottom, right)."""

    name: str
    rows: Sequence[Sequence[Cell | Value]]
    merged: Sequence[tuple[int, int, int, int]] = ()
    visibility: int = 0


def record(code: int, data: bytes = b"") -> bytes:
    """One record."""
    return struct.pack("<HH", code, len(data)) + data


def text(value: str, lengths: str = "<H") -> bytes:
    """A string with its length, two bytes a character."""
    return struct.pack(lengths, len(value)) + b"\x01" + value.encode("utf-16-le")


def bof(kind: int) -> bytes:
    """The begin of the globals (5) or of a sheet (16)."""
    return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0))


EOF = record(0x0A)


def workbook(*sheets: Sheet, before: bytes = b"", epoch_1904: bool = False) -> bytes:
    """The stream of a workbook; `before` are records that stand in the globals before all else."""
    codes = [c.code for s in sheets for row in s.rows for c in row if isinstance(c, Cell)]
    formats = {code: 164 + at for at, code in enumerate(dict.fromkeys(codes))}
    styles = {"General": 0}
    head = bof(5) + before + record(0x42, struct.pack("<H", 1200))
    head += record(0x22, struct.pack("<H", epoch_1904))
    head += b"".join(record(0x41E, struct.pack("<H", n) + text(c)) for c, n in formats.items())
    head += record(0xE0, struct.pack("<HH16x", 0, 0))
    for at, (code, number) in enumerate(formats.items(), 1):
        head += record(0xE0, struct.pack("<HH16x", 0, number))
        styles[code] = at
    parts = [_sheet(sheet, styles) for sheet in sheets]
    names = [struct.pack("<BB", sheet.visibility, 0) + text(sheet.name, "<B") for sheet in sheets]
    start = len(head) + sum(8 + len(name) for name in names) + len(EOF)
    for name, part in zip(names, parts, strict=True):
        head += record(0x85, struct.pack("<I", start) + name)
        start += len(part)
    return head + EOF + b"".join(parts)


def xls(*sheets: Sheet, before: bytes = b"", epoch_1904: bool = False) -> bytes:
    """A workbook in its container, as an XLS or ET file."""
    return compound({"Workbook": workbook(*sheets, before=before, epoch_1904=epoch_1904)})


def _sheet(sheet: Sheet, styles: dict[str, int]) -> bytes:
    done = bof(16)
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            given = cell if isinstance(cell, Cell) else Cell(cell)
            place = struct.pack("<HHH", row, column, styles[given.code])
            done += _cell(place, given)
    areas = [(top, bottom, left, right) for top, left, bottom, right in sheet.merged]
    if areas:
        done += record(
            0xE5, struct.pack("<H", len(areas)) + b"".join(struct.pack("<4H", *a) for a in areas)
        )
    return done + EOF


def _cell(place: bytes, cell: Cell) -> bytes:
    value = cell.value
    if cell.error is not None:
        return record(0x205, place + bytes((cell.error, 1)))
    if value is None:
        return record(0x201, place)
    if isinstance(value, bool):
        return record(0x205, place + bytes((value, 0)))
    if isinstance(value, str):
        return record(0x204, place + text(value))
    if cell.formula:
        return record(0x06, place + struct.pack("<dHIH", value, 0, 0, 3) + b"\x1e\x01\x00")
    return record(0x203, place + struct.pack("<d", value))
