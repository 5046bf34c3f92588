"""DOCX -> Document: paragraphs and tables in order, footnotes, the numbers Word counts itself."""

from __future__ import annotations

import hashlib
from bisect import bisect_left

from luohu_fiscal.document import Block, Document, Page, Paragraph
from luohu_fiscal.errors import EmptyDocument
from luohu_fiscal.readers import limits
from luohu_fiscal.readers.builder import Builder
from luohu_fiscal.readers.captions import assemble
from luohu_fiscal.readers.cleaning import collapse
from luohu_fiscal.readers.docx_text import (
    Numbering,
    W,
    footnotes_of,
    paragraphs_in,
    pieces_of,
    table_cells,
)
from luohu_fiscal.readers.furniture import lift_footnotes, marks_in
from luohu_fiscal.readers.lines import Line
from luohu_fiscal.readers.package import Element, Package
from luohu_fiscal.readers.paragraphs import build, report_title
from luohu_fiscal.readers.progress import Progress, silent
from luohu_fiscal.readers.tables import Printed, holds_figures, make_tables

__all__ = ["read_bytes"]

_MAIN = "word/document.xml"


def read_bytes(data: bytes, path: str, progress: Progress = silent) -> Document:
    """Read a DOCX.  Raises `DamagedFile`, `EncryptedFile`, `EmptyDocument` or `TooLarge`."""
    package = Package(data, path)
    reader = _Reader(package)
    body = package.xml(_MAIN).find(f"{W}body")
    if body is not None:
        reader.read(body)
    blocks = assemble(reader.blocks)
    if not blocks:
        raise EmptyDocument("the document holds no text", where=path, remedy="check the source")
    raw = reader.builder.raw
    return Document(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        format="docx",
        raw=raw,
        pages=(Page(1, 0, len(raw)),),
        blocks=tuple(blocks),
        title=report_title(block for block in blocks if isinstance(block, Paragraph)),
    )


class _Reader:
    """Lays down paragraphs and tables in their order."""

    def __init__(self, package: Package) -> None:
        self.path = package.path
        self.builder = Builder(package.path)
        self.blocks: list[Block] = []
        self._numbering = Numbering(package)
        self._footnotes = footnotes_of(package)
        self._lines: list[Line] = []
        self._noted = 0
        self._cells = 0

    def read(self, body: Element) -> None:
        """Lay down the body."""
        for kind, element in paragraphs_in(body):
            if kind == "p":
                self._paragraph(element)
            else:
                self._table(element)
        self._end_lines()

    def _end_lines(self) -> None:
        self.blocks.extend(build(lift_footnotes(self._lines), whole=True))
        self._lines = []

    def _paragraph(self, element: Element) -> None:
        label = self._numbering.label(element)
        pieces = pieces_of(element)
        notes: list[tuple[str, str]] = []
        flat = label
        raised: list[tuple[int, int]] = []
        for piece in pieces:
            text = piece.text
            if piece.note:
                self._noted += 1
                mark = piece.text or str(self._noted)
                notes.append((mark, self._footnotes.get(piece.note, "")))
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
                begin, end = self.builder.put(text, "\n")
                clean = collapse(text, range(begin, end))
                self._lines.append(Line(clean.text, clean.offsets, footnote=mark))

    def _line(self, text: str, raised: list[tuple[int, int]]) -> None:
        if not text.strip():
            return
        start, _ = self.builder.put(text, "\n")
        cuts = marks_in(text, raised)
        kept = [i for i in range(len(text)) if not any(cut[0] <= i < cut[1] for cut in cuts)]
        clean = collapse("".join(text[i] for i in kept), [start + i for i in kept])
        if clean.text:
            marks = tuple((bisect_left(clean.offsets, start + cut[0]), cut[2]) for cut in cuts)
            self._lines.append(Line(clean.text, clean.offsets, marks=marks))

    def _table(self, element: Element) -> None:
        cells = table_cells(element, self.path)
        self._cells += len(cells)
        limits.check(self._cells, limits.MAX_CELLS, "table cells", self.path)
        if not holds_figures(cells):
            for cell in cells:
                for paragraph in cell.paragraphs:
                    self._paragraph(paragraph)
            return
        printed = []
        row = 0
        for cell in cells:
            if cell.row != row:
                self.builder.put("", "\n")
                row = cell.row
            start, _ = self.builder.put(cell.text.replace("\n", " "), "\t")
            clean = collapse(cell.text, range(start, start + len(cell.text)))
            span = (clean.offsets[0], clean.offsets[-1] + 1) if clean.text else (start, start)
            printed.append(
                Printed(clean.text, *span, cell.row, cell.column, cell.rows, cell.columns)
            )
        self.builder.put("", "\n")
        self._end_lines()
        self.blocks.extend(make_tables(printed, 1))
