"""The text of a binary Word file: the header (FIB), and the pieces that put the text together.

Word saves text in pieces, each of two bytes or of one byte a character, which a table (the CLX)
puts in order; a file saved fast has many.  Positions of characters (CP) count through the body,
then through the footnotes, the heads, the remarks, the endnotes and the text boxes.
"""

from __future__ import annotations

import struct
from array import array
from enum import IntEnum
from typing import NamedTuple

from luohu_fiscal.errors import DamagedFile, EncryptedFile, UnknownFormat
from luohu_fiscal.readers import limits
from luohu_fiscal.readers.ole import Container

__all__ = ["Part", "Piece", "Tables", "WordFile"]

_WORD_97 = 0xC0
#: Where the lengths of the parts stand among the numbers of the header.
_LENGTHS = 3
_PARTS = ("body", "footnotes", "heads", "macros", "remarks", "endnotes", "boxes", "head boxes")


class Tables(IntEnum):
    """Which of the places in the header names which table."""

    STYLES = 1
    NOTES = 2
    CHARACTER_PAGES = 12
    PARAGRAPH_PAGES = 13
    PIECES = 33
    END_NOTES = 46
    LISTS = 73
    LIST_USES = 74


class Part(NamedTuple):
    """A stretch of the characters: the body, the footnotes and so on."""

    start: int
    end: int


class Piece(NamedTuple):
    """A stretch of text: its characters, and where they stand in the stream, by `width` bytes."""

    start: int
    end: int
    offset: int
    width: int
    #: What was changed in it since the file was last saved in full.
    changes: bytes


class WordFile:
    """The streams and tables of a binary Word file, and its characters."""

    def __init__(self, data: bytes, path: str) -> None:
        self.path = path
        self._container = Container(data, path)
        self.main = self._container.stream(("WordDocument",))
        self._table = b""
        try:
            self._read()
        except (struct.error, IndexError) as error:
            raise self.damaged("its header is damaged") from error
        self.data = self._container.stream(("Data",)) if self._container.has("Data") else b""

    def damaged(self, what: str) -> DamagedFile:
        """The error for a file in which something is wrong."""
        return self._container.damaged(what)

    def _read(self) -> None:
        ident, version = struct.unpack_from("<HH", self.main, 0)
        if ident != 0xA5EC or version < _WORD_97:
            raise UnknownFormat("a Word file older than 97", where=self.path, remedy="save as DOCX")
        flags = int.from_bytes(self.main[10:12], "little")
        if flags & 0x0100:
            raise EncryptedFile(
                "the document is encrypted",
                where=self.path,
                remedy="remove the password and save it again",
            )
        self._table = self._container.stream(("1Table" if flags & 0x0200 else "0Table",))
        place = 34 + 2 * struct.unpack_from("<H", self.main, 32)[0]
        count = struct.unpack_from("<H", self.main, place)[0]
        numbers = struct.unpack_from(f"<{count}i", self.main, place + 2)
        place += 2 + 4 * count
        count = struct.unpack_from("<H", self.main, place)[0]
        self._places = struct.unpack_from(f"<{2 * count}I", self.main, place + 2)
        lengths = [max(0, numbers[_LENGTHS + at]) for at in range(len(_PARTS))]
        limits.check(sum(lengths), limits.MAX_CHARACTERS, "characters", self.path)
        self.parts: dict[str, Part] = {}
        start = 0
        for name, length in zip(_PARTS, lengths, strict=True):
            self.parts[name] = Part(start, start + length)
            start += length
        self.pieces = self._pieces(start)
        self.chars = self._characters()

    def table(self, number: int) -> bytes:
        """A table that the header names by its place; empty where there is none."""
        if 2 * number + 1 >= len(self._places):
            return b""
        start, size = self._places[2 * number : 2 * number + 2]
        return self._table[start : start + size]

    def after(self, number: int) -> bytes:
        """What stands behind a table, where its length does not count all of it."""
        if 2 * number + 1 >= len(self._places) or not self._places[2 * number + 1]:
            return b""
        return self._table[sum(self._places[2 * number : 2 * number + 2]) :]

    def _pieces(self, length: int) -> list[Piece]:
        """The pieces of the text, from the CLX: changes (1), then the table of pieces (2)."""
        clx, place = self.table(Tables.PIECES), 0
        changes: list[bytes] = []
        while place < len(clx) and clx[place] == 1:
            size = struct.unpack_from("<H", clx, place + 1)[0]
            changes.append(clx[place + 3 : place + 3 + size])
            place += 3 + size
        if place + 5 > len(clx) or clx[place] != 2:
            raise self.damaged("its table of pieces is missing")
        plain = clx[place + 5 :][: struct.unpack_from("<I", clx, place + 1)[0]]
        count = (len(plain) - 4) // 12
        ends = struct.unpack_from(f"<{count + 1}I", plain, 0)
        pieces: list[Piece] = []
        for at in range(count):
            _, where, change = struct.unpack_from("<HIH", plain, 4 * (count + 1) + 8 * at)
            start, end = ends[at], min(ends[at + 1], length)
            narrow = bool(where & 0x40000000)
            offset, width = where & 0x3FFFFFFF, 1 if narrow else 2
            offset //= 3 - width
            if start != (pieces[-1].end if pieces else 0) or end < start:
                raise self.damaged("its pieces are out of order")
            if offset + (end - start) * width > len(self.main):
                raise self.damaged("its text is truncated")
            known = change & 1 and change >> 1 < len(changes)
            pieces.append(Piece(start, end, offset, width, changes[change >> 1] if known else b""))
        if (pieces[-1].end if pieces else 0) < length:
            raise self.damaged("its text is truncated")
        return pieces

    def _characters(self) -> str:
        """All characters, one for each CP: halves of rare characters stay halves."""
        done = []
        for piece in self.pieces:
            size = (piece.end - piece.start) * piece.width
            raw = self.main[piece.offset : piece.offset + size]
            if piece.width == 1:
                done.append(raw.decode("cp1252", "replace"))
            else:
                units = array("H", raw)
                done.append("".join(map(chr, units)))
        return "".join(done)

    def notes(self) -> dict[int, tuple[str, Part]]:
        """The places of notes in the body, each with a name and the characters of its text."""
        found: dict[int, tuple[str, Part]] = {}
        for number, name in ((Tables.NOTES, "footnotes"), (Tables.END_NOTES, "endnotes")):
            marks, texts = self.table(number), self.table(number + 1)
            count = (len(marks) - 4) // 6
            if count <= 0 or len(texts) < 4 * (count + 1):
                continue
            places = struct.unpack_from(f"<{count}I", marks, 0)
            cuts = struct.unpack_from(f"<{count + 1}I", texts, 0)
            part = self.parts[name]
            for at, place in enumerate(places):
                start, end = (min(part.start + cut, part.end) for cut in cuts[at : at + 2])
                found[place] = (f"{name[0]}{at}", Part(start, max(start, end)))
        return found
