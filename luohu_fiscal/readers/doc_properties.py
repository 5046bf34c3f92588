"""How paragraphs and characters of a binary Word file are set: cells, rows, hidden and raised text.

Properties are lists of changes (SPRM) to a style, kept on pages of 512 bytes that say for which
bytes of the stream each list holds.
"""

from __future__ import annotations

import struct
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from luohu_fiscal.readers import limits
from luohu_fiscal.readers.doc_file import Piece, Tables, WordFile

__all__ = ["HIDDEN", "RAISED", "SYMBOL", "Fences", "ParagraphProperties", "Properties"]

_PAGE = 512
#: Bytes of an operand by the class in the upper bits of its code; class 6 says its own length.
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
#: Changes looked at; a book of a thousand pages has some hundred thousand.
_MAX_STEPS = 3_000_000

HIDDEN, RAISED, SYMBOL = 1, 2, 4
_HIDES = frozenset((0x083C, 0x0800))
_FAR = frozenset((0x6646, 0x646B))
_IN_TABLE, _ROW_ENDS, _DEPTH, _INNER_CELL, _INNER_ROW = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
_LEVEL, _LIST = 0x260A, 0x460B
_TABLE, _MERGES = 0xD608, 0xD62B
_SUPERSCRIPT, _SIGN = 0x2A48, 0x6A09


_EntryOf = Callable[[bytes, int, int], bytes]


class Fences(NamedTuple):
    """Where the cells of a row stand: their edges, and how each is merged with its neighbours."""

    edges: tuple[int, ...]
    #: For each cell: whether it goes on from the cell above, and whether it is merged sideways.
    down: tuple[bool, ...]
    across: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class ParagraphProperties:
    """What a paragraph is: which depth of table it is in, whether it ends a cell or a row."""

    style: int = 0
    in_table: bool = False
    row_ends: bool = False
    depth: int = -1
    inner_cell: bool = False
    inner_row: bool = False
    fences: Fences | None = None
    #: The list that numbers it (from 1; 0 for none), and its level there; None: as its style says.
    list: int | None = None
    level: int | None = None

    @property
    def table_depth(self) -> int:
        """0 outside tables, 1 in a table, 2 in a table inside a cell, and so on."""
        return max(0, min(self.depth, 8)) if self.depth >= 0 else int(self.in_table)


class Properties:
    """The properties of all paragraphs and characters of a file."""

    def __init__(self, file: WordFile) -> None:
        self._file = file
        self._steps = 0
        self._known: dict[bytes, ParagraphProperties] = {}
        self._runs = sorted(self._entries(file.table(Tables.PARAGRAPH_PAGES), _paragraph_entry))
        self._starts = [run[0] for run in self._runs]
        self._piece_starts = [piece.start for piece in file.pieces]
        self.flags, self.symbols = self._characters()

    def paragraph(self, end: int) -> ParagraphProperties:
        """The properties of the paragraph whose last character stands here."""
        piece = self._piece(end)
        if piece is None:
            return ParagraphProperties()
        where = piece.offset + (end - piece.start) * piece.width
        at = bisect_right(self._starts, where) - 1
        entry = b""
        if at >= 0 and self._runs[at][1] > where:
            entry = self._runs[at][2]
        key = entry + piece.changes
        if key not in self._known:
            style = int.from_bytes(entry[:2], "little")
            self._known[key] = self.applied(entry[2:] + piece.changes, style)
        return self._known[key]

    def applied(self, changes: bytes, style: int = 0) -> ParagraphProperties:
        """What a list of changes makes of a paragraph."""
        found = ParagraphProperties(style)
        down: dict[int, int] = {}
        for code, operand in self.changes(changes):
            first = operand[0] if operand else 0
            if code == _IN_TABLE:
                found = replace(found, in_table=bool(first))
            elif code == _ROW_ENDS:
                found = replace(found, row_ends=bool(first))
            elif code == _DEPTH:
                found = replace(found, depth=int.from_bytes(operand, "little", signed=True))
            elif code == _INNER_CELL:
                found = replace(found, inner_cell=bool(first))
            elif code == _INNER_ROW:
                found = replace(found, inner_row=bool(first))
            elif code == _LEVEL:
                found = replace(found, level=first)
            elif code == _LIST:
                found = replace(found, list=int.from_bytes(operand, "little"))
            elif code == _TABLE:
                found = replace(found, fences=_fences(operand))
            elif code == _MERGES and len(operand) >= 2:
                down[first] = operand[1]
        if down and found.fences:
            merges = tuple(down.get(i, 1 if d else 0) == 1 for i, d in enumerate(found.fences.down))
            found = replace(found, fences=found.fences._replace(down=merges))
        return found

    def changes(self, plain: bytes, *, near: bool = True) -> Iterator[tuple[int, bytes]]:
        """The changes of a list, code and operand; a list too long for its page stands elsewhere."""
        place = 0
        while place + 2 <= len(plain):
            self._step(1)
            code = int.from_bytes(plain[place : place + 2], "little")
            place += 2
            size = _SIZES[code >> 13]
            if code == _TABLE:
                size = int.from_bytes(plain[place : place + 2], "little") - 1
                place += 2
            elif not size:
                size = plain[place] if place < len(plain) else 0
                place += 1
                if code == 0xC615 and size == 255:
                    # The tabs of a paragraph; so many that their length has to be counted.
                    gone = plain[place] if place < len(plain) else 0
                    new = place + 1 + 4 * gone
                    size = 2 + 4 * gone + 3 * (plain[new] if new < len(plain) else 0)
            operand = plain[place : place + max(0, size)]
            place += max(0, size)
            if code in _FAR and near:
                where = int.from_bytes(operand, "little")
                size = int.from_bytes(self._file.data[where : where + 2], "little")
                far = self._file.data[where + 2 : where + 2 + size]
                yield from self.changes(far, near=False)
            else:
                yield code, operand

    def _step(self, steps: int) -> None:
        self._steps += steps
        limits.check(self._steps, _MAX_STEPS, "properties", self._file.path)

    def _piece(self, at: int) -> Piece | None:
        index = bisect_right(self._piece_starts, at) - 1
        return self._file.pieces[index] if index >= 0 else None

    def _characters(self) -> tuple[bytearray, dict[int, str]]:
        """For each character what is to be known of it, and the signs that stand for some."""
        flags = bytearray(len(self._file.chars))
        symbols: dict[int, str] = {}
        known: dict[bytes, tuple[int, str]] = {}
        runs = []
        for start, end, entry in self._entries(
            self._file.table(Tables.CHARACTER_PAGES), _character_entry
        ):
            if entry not in known:
                known[entry] = self._character(entry)
            if known[entry][0]:
                runs.append((start, end, *known[entry]))
        runs.sort()
        starts = [run[0] for run in runs]
        for piece in self._file.pieces:
            own, own_sign = self._character(piece.changes) if piece.changes else (0, "")
            last = piece.offset + (piece.end - piece.start) * piece.width
            spans = [(piece.offset, last, own, own_sign)] if own else []
            # Runs do not overlap, so that only the one before may reach into the piece.
            first = max(0, bisect_left(starts, piece.offset) - 1)
            spans += runs[first : bisect_left(starts, last)]
            for start, end, what, sign in spans:
                low = piece.start + max(0, start - piece.offset) // piece.width
                high = piece.start + (min(end, last) - piece.offset) // piece.width
                self._step(1 + max(0, high - low))
                for at in range(low, high):
                    flags[at] |= what
                    if sign:
                        symbols[at] = sign
        return flags, symbols

    def _character(self, plain: bytes) -> tuple[int, str]:
        flags, sign = 0, ""
        for code, operand in self.changes(plain):
            if code in _HIDES:
                flags = flags | HIDDEN if operand[:1] == b"\x01" else flags & ~HIDDEN
            elif code == _SUPERSCRIPT:
                flags = flags | RAISED if operand[:1] == b"\x01" else flags & ~RAISED
            elif code == _SIGN and len(operand) == 4:
                value = int.from_bytes(operand[2:], "little")
                sign = chr(value) if 0x20 <= value < 0xD800 or value >= 0xE000 else ""
                flags |= SYMBOL
        return flags, sign

    def _entries(self, table: bytes, entry_of: _EntryOf) -> Iterator[tuple[int, int, bytes]]:
        """The runs of all pages that a table names: where they start and end, and what they say."""
        count = (len(table) - 4) // 8
        if count <= 0:
            return
        numbers = struct.unpack_from(f"<{count}I", table, 4 * (count + 1))
        for number in dict.fromkeys(numbers):
            place = (number & 0x3FFFFF) * _PAGE
            page = self._file.main[place : place + _PAGE]
            if len(page) < _PAGE or 4 * (page[511] + 1) > 511:
                continue
            runs = page[511]
            cuts = struct.unpack_from(f"<{runs + 1}I", page, 0)
            for at in range(runs):
                if cuts[at] < cuts[at + 1]:
                    yield cuts[at], cuts[at + 1], entry_of(page, runs, at)


def _paragraph_entry(page: bytes, runs: int, at: int) -> bytes:
    place = 2 * page[min(511, 4 * (runs + 1) + 13 * at)]
    if not place or place + 2 > 511:
        return b""
    if page[place]:
        return page[place + 1 : min(place + 2 * page[place], 511)]
    return page[place + 2 : min(place + 2 + 2 * page[place + 1], 511)]


def _character_entry(page: bytes, runs: int, at: int) -> bytes:
    place = 2 * page[min(511, 4 * (runs + 1) + at)]
    return page[place + 1 : min(place + 1 + page[place], 511)] if place else b""


def _fences(operand: bytes) -> Fences | None:
    """The definition of a row: the edges of its cells, then twenty bytes for each cell."""
    count = operand[0] if operand else 0
    if not count or len(operand) < 3 + 2 * count:
        return None
    edges = struct.unpack_from(f"<{count + 1}h", operand, 1)
    place = 3 + 2 * count
    kinds = [
        int.from_bytes(operand[place + 20 * at : place + 20 * at + 2], "little")
        for at in range(count)
    ]
    return Fences(
        edges,
        tuple(kind >> 5 & 3 == 1 for kind in kinds),
        tuple(kind & 3 != 0 for kind in kinds),
    )
