"""Paragraphs and tables that flow, as in Word files: laid down in order, whatever stored them."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from luohu_fiscal.document import Block, Document, Page, Paragraph
from luohu_fiscal.errors import EmptyDocument
from luohu_fiscal.readers import limits
from luohu_fiscal.readers.builder import Builder
from luohu_fiscal.readers.captions import assemble
from luohu_fiscal.readers.cleaning import collapse
from luohu_fiscal.readers.flattened import with_tables
from luohu_fiscal.readers.furniture import lift_footnotes, marks_in
from luohu_fiscal.readers.lines import Line
from luohu_fiscal.readers.paragraphs import build, report_title
from luohu_fiscal.readers.tables import Printed, holds_figures, make_tables

__all__ = ["Flow", "Piece"]


class Piece(NamedTuple):
    """A stretch of text: raised above the line, or the reference to a footnote."""

    text: str
    raised: bool = False
    note: str = ""


class _Placed(Protocol):
    """A cell: its text and its place in the grid."""

    @property
    def text(self) -> str: ...
    @property
    def row(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def rows(self) -> int: ...
    @property
    def columns(self) -> int: ...
    @property
    def indent(self) -> float: ...


class Flow:
    """Lays down paragraphs and tables in their order; `notes` are the texts of the footnotes."""

    def __init__(self, path: str, notes: Mapping[str, str]) -> None:
        self.path = path
        self._builder = Builder(path)
        self._blocks: list[Block] = []
        self._notes = notes
        self._lines: list[Line] = []
        self._noted = 0
        self._cells = 0

    def document(self, data: bytes, format: str) -> Document:
        """The document laid down; raises `EmptyDocument` where it holds nothing."""
        self._end_lines()
        blocks = assemble(self._blocks)
        if not blocks:
            raise EmptyDocument(
                "the document holds no text", where=self.path, remedy="check the source"
            )
        raw = self._builder.raw
        return Document(
            path=self.path,
            sha256=hashlib.sha256(data).hexdigest(),
            format=format,
            raw=raw,
            pages=(Page(1, 0, len(raw)),),
            blocks=tuple(blocks),
            title=report_title(block for block in blocks if isinstance(block, Paragraph)),
        )

    def _end_lines(self) -> None:
        self._blocks.extend(
            with_tables(self._lines, lambda part: build(lift_footnotes(part), whole=True))
        )
        self._lines = []

    def paragraph(self, pieces: Sequence[Piece], label: str = "") -> None:
        """Lay down a paragraph, `label` before it, with the footnotes it refers to."""
        notes: list[tuple[str, str]] = []
        flat = label
        raised: list[tuple[int, int]] = []
        for piece in pieces:
            text = piece.text
            if piece.note:
                self._noted += 1
                mark = piece.text or str(self._noted)
                notes.append((mark, self._notes.get(piece.note, "")))
                text = f"[{mark}]"
            if piece.raised or piece.note:
                raised.append((len(flat), len(flat) + len(text)))
            flat += text
        # A line break inside a paragraph parts lines of a title, or sentences of a list.
        start = 0
        for part in flat.split("\n"):
            here = [(a - start, b - start) for a, b in raised if start <= a < start + len(part)]
            self._line(part, here)
            start += len(part) + 1
        for mark, text in notes:
            if text.strip():
                begin, end = self._builder.put(text, "\n")
                clean = collapse(text, range(begin, end))
                self._lines.append(Line(clean.text, clean.offsets, footnote=mark))

    def _line(self, text: str, raised: list[tuple[int, int]]) -> None:
        if not text.strip():
            return
        first, _ = self._builder.put(text, "\n")
        cuts = marks_in(text, raised)
        lifted = {i for start, end, _ in cuts for i in range(start, end)}
        kept = [i for i in range(len(text)) if i not in lifted]
        clean = collapse("".join(text[i] for i in kept), [first + i for i in kept])
        if clean.text:
            marks = tuple((bisect_left(clean.offsets, first + cut[0]), cut[2]) for cut in cuts)
            self._lines.append(Line(clean.text, clean.offsets, marks=marks))

    def table(self, cells: Sequence[_Placed]) -> bool:
        """Lay down a table of figures; False where the table is layout."""
        self._cells += len(cells)
        limits.check(self._cells, limits.MAX_CELLS, "table cells", self.path)
        if not holds_figures(cells):
            return False
        printed = []
        row = 0
        for cell in cells:
            if cell.row != row:
                self._builder.put("", "\n")
                row = cell.row
            start, _ = self._builder.put(cell.text.replace("\n", " "), "\t")
            clean = collapse(cell.text, range(start, start + len(cell.text)))
            span = (clean.offsets[0], clean.offsets[-1] + 1) if clean.text else (start, start)
            where = (cell.row, cell.column, cell.rows, cell.columns)
            printed.append(Printed(clean.text, *span, *where, indent=cell.indent))
        self._builder.put("", "\n")
        self._end_lines()
        self._blocks.extend(make_tables(printed, 1))
        return True
