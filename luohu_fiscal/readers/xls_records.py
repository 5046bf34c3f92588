"""The records of a binary workbook (BIFF), looked through before xlrd reads them.

A workbook is a stream of records: the globals, then each sheet from the place the globals name.
Records that hold no cell (names, drawings, print settings) are blanked, so that a formula in one of
them, which xlrd would work out, costs nothing; and no stretch of the stream is read many times over.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from luohu_fiscal.errors import DamagedFile, EncryptedFile
from luohu_fiscal.readers import limits

__all__ = ["Records", "looked_through"]

_BOF, _EOF, _CONTINUE, _FILEPASS, _BOUNDSHEET, _XF = 0x809, 0x0A, 0x3C, 0x2F, 0x85, 0xE0
#: CODEPAGE, DATEMODE, COUNTRY, FONT, FORMAT, SST.
_GLOBALS = frozenset((_BOF, _EOF, _CONTINUE, _BOUNDSHEET, _XF, 0x42, 0x22, 0x8C, 0x31, 0x41E, 0xFC))
#: NUMBER, LABEL, BOOLERR, RK, MULRK, LABELSST, RSTRING, FORMULA, STRING, SHRFMLA, ARRAY, TABLEOP,
#: MERGEDCELLS.
_SHEET = frozenset(
    (_BOF, _EOF, _CONTINUE, 0x203, 0x204, 0x205, 0x27E, 0xBD, 0xFD, 0xD6, 0x06, 0x206, 0x406)
) | {0x207, 0x4BC, 0x221, 0x21, 0x236, 0x37, 0x36, 0xE5}
#: A record that no version of Excel gives a meaning that matters here (TEMPLATE).
_BLANK = b"\x60\x00"
_HEAD = struct.Struct("<HH")
#: Records of a stream; a cell takes one, or shares one with others of its row.
_MAX_RECORDS = 2 * limits.MAX_CELLS


class Records(NamedTuple):
    """The stream with only the records that hold cells, and the number format of each style."""

    stream: bytes
    formats: tuple[int, ...]


def looked_through(stream: bytes, path: str) -> Records:
    """The records that matter.  Raises `EncryptedFile`, `DamagedFile` or `TooLarge`."""
    data = bytearray(stream)
    formats: list[int] = []
    sheets: list[int] = []
    walk = _Walk(data, path)
    for code, start, size in walk.records(0, _GLOBALS):
        if code == _FILEPASS:
            raise EncryptedFile(
                "the workbook is encrypted",
                where=path,
                remedy="remove the password and save it again",
            )
        if code == _BOUNDSHEET and size >= 6:
            sheets.append(int.from_bytes(data[start : start + 4], "little"))
        elif code == _XF and size >= 4:
            formats.append(int.from_bytes(data[start + 2 : start + 4], "little"))
    limits.check(len(sheets), limits.MAX_PAGES, "sheets", path)
    for offset in sheets:
        walk.blank(offset, _SHEET)
    return Records(bytes(data), tuple(formats))


class _Walk:
    """Goes from record to record, blanking those that are not wanted, and counts its way."""

    def __init__(self, data: bytearray, path: str) -> None:
        self._data = data
        self._path = path
        self._steps = self._way = 0

    def blank(self, offset: int, wanted: frozenset[int]) -> None:
        """Go through a part whose records need not be known."""
        for _ in self.records(offset, wanted):
            pass

    def records(self, offset: int, wanted: frozenset[int]) -> Iterator[tuple[int, int, int]]:
        """Code, start and size of the records of one part, which ends with its EOF."""
        data, end, depth = self._data, len(self._data), 0
        while True:
            code, size = _HEAD.unpack_from(data, offset) if offset + 4 <= end else (0, end)
            if offset + 4 + size > end:
                raise self._damaged("the workbook is truncated", "fetch it again")
            self._steps += 1
            self._way += 4 + size
            limits.check(self._steps, _MAX_RECORDS, "records", self._path)
            if self._way > end:
                raise self._damaged("sheets of the workbook overlap", "open it and save it again")
            if code not in wanted and code != _FILEPASS:
                data[offset : offset + 2] = _BLANK
            yield code, offset + 4, size
            depth += (code == _BOF) - (code == _EOF)
            if depth <= 0:
                return
            offset += 4 + size

    def _damaged(self, what: str, remedy: str) -> DamagedFile:
        return DamagedFile(what, where=self._path, remedy=remedy)
