"""PDF -> Document: reading order, paragraphs, ruled tables, from the text layer.

A scan has no text layer: with the `ocr` extra its pages are recognised, without it the error says
what to install.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

import pypdfium2

from luohu_fiscal.document import Block, Document, Furniture, Page, Paragraph, Refusal
from luohu_fiscal.errors import DamagedFile, EmptyDocument, EncryptedFile, NoTextLayer
from luohu_fiscal.readers import limits, ocr
from luohu_fiscal.readers.builder import Builder
from luohu_fiscal.readers.captions import assemble
from luohu_fiscal.readers.cleaning import collapse, collapse_span
from luohu_fiscal.readers.furniture import is_page_number, lift_footnotes
from luohu_fiscal.readers.lines import Line
from luohu_fiscal.readers.paragraphs import build, is_title_end, report_title
from luohu_fiscal.readers.pdf_layout import Layout, layout_of, running_heads
from luohu_fiscal.readers.pdf_lines import PrintedLine
from luohu_fiscal.readers.pdf_page import PageContent, page_content
from luohu_fiscal.readers.pdf_table import RuledTable
from luohu_fiscal.readers.progress import Progress, silent
from luohu_fiscal.readers.table_words import is_caption, unit_of
from luohu_fiscal.readers.tables import Printed, make_tables, refused_table

__all__ = ["Assembly", "read_bytes"]

_WORD = re.compile(r"\S+")


def read_bytes(data: bytes, path: str, progress: Progress = silent) -> Document:
    """Read a PDF.  Raises `NoTextLayer`, `EncryptedFile`, `DamagedFile` or `TooLarge`."""
    document = _open(data, path)
    try:
        total = len(document)
        limits.check(total, limits.MAX_PAGES, "pages", path)
        contents, characters = [], 0
        for number in range(1, total + 1):
            contents.append(_content(document, number, path))
            characters += contents[-1].characters
            limits.check(characters, limits.MAX_CHARACTERS, "characters", path)
            progress(number, total)
        pictures = [at for at, content in enumerate(contents) if content.is_picture]
        if pictures and ocr.available():
            for done, at in enumerate(pictures, 1):
                contents[at] = _recognised(document, at)
                progress(done, len(pictures))
    finally:
        document.close()
    _check_readable(contents, path)
    return Assembly(path, contents).document(hashlib.sha256(data).hexdigest())


def _open(data: bytes, path: str) -> Any:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise EncryptedFile(
                "the PDF wants a password", where=path, remedy="save a copy without one"
            ) from error
        raise DamagedFile(
            "the PDF is truncated or damaged", where=path, remedy="fetch it again"
        ) from error


def _content(document: Any, number: int, path: str) -> PageContent:
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        note = f"page {number}: damaged, not read"
        return PageContent(595.0, 842.0, (), (), 0, False, (note,))
    try:
        return page_content(page, number, path)
    finally:
        page.close()


def _recognised(document: Any, at: int) -> PageContent:
    page = document[at]
    try:
        return ocr.recognised_page(page)
    finally:
        page.close()


def _check_readable(contents: Sequence[PageContent], path: str) -> None:
    if any(content.characters and not content.is_picture for content in contents):
        return
    if not any(content.is_picture for content in contents):
        raise EmptyDocument("the PDF holds no text", where=path, remedy="check the source")
    what = "no text layer: its pages are pictures"
    if any(content.characters for content in contents):
        what = "no readable text layer: its fonts hide the characters"
    raise NoTextLayer(what, where=path, remedy=ocr.REMEDY)


def _heads_table(below: PrintedLine | RuledTable | None) -> bool:
    return isinstance(below, RuledTable) or (
        below is not None and bool(unit_of(below.text) or is_caption(below.text.strip()))
    )


class Assembly:
    """Lays the pages down one after another and makes paragraphs and tables of them.

    `remedy` is what to do about a page that is a picture.
    """

    def __init__(
        self, path: str, contents: Sequence[PageContent], remedy: str = ocr.REMEDY
    ) -> None:
        self.contents = contents
        self.remedy = remedy
        self.builder = Builder(path)
        self.path = path
        self.blocks: list[Block] = []
        self.furniture: list[Furniture] = []
        self.confidences: list[tuple[int, int, str, tuple[int, int, int, int]]] = []
        self._lines: list[Line] = []
        self._heads: set[str] = set()
        self._cells = 0

    def document(self, digest: str, format: str = "pdf") -> Document:
        """The document of all pages."""
        layouts = layout_of(self.contents)
        heads = running_heads(self.contents)
        pages = []
        for number, (content, layout) in enumerate(zip(self.contents, layouts, strict=True), 1):
            start = self.builder.length
            for part in content.parts:
                if part.askew:
                    self._stamp(number, part)
                elif part.wordless:
                    self._figures(number, part)
                elif not part.unreadable:
                    own = layout if part is content else layout_of((part,))[0]
                    self._page(number, part, own, heads)
            pages.append(Page(number, start, self.builder.length))
        self._end_lines()
        blocks = assemble(self.blocks)
        return Document(
            path=self.path,
            sha256=digest,
            format=format,
            raw=self.builder.raw,
            pages=tuple(pages),
            blocks=tuple(blocks),
            title=report_title(block for block in blocks if isinstance(block, Paragraph)),
            furniture=tuple(self.furniture),
            recognised=bool(self.confidences),
            notes=self._notes(),
            confidences=tuple(self.confidences),
        )

    def _notes(self) -> tuple[str, ...]:
        notes = [note for content in self.contents for note in content.notes]
        for number, content in enumerate(self.contents, 1):
            if content.is_picture:
                hidden = content.unreadable or content.wordless
                what = "fonts hide the characters" if hidden else "a picture"
                notes.append(f"page {number}: {what}, not read; {self.remedy}")
        return tuple(notes)

    def _page(
        self, number: int, content: PageContent, layout: Layout, heads: frozenset[str]
    ) -> None:
        items: list[tuple[float, PrintedLine | RuledTable]] = [
            (row.base, row) for row in content.rows
        ]
        items += [(table.top, table) for table in content.tables]
        items.sort(key=lambda item: item[0])
        last = len(items) - 1
        for place, (_, item) in enumerate(items):
            if isinstance(item, RuledTable):
                self._table(item, number)
                continue
            start, end = self.builder.put(item.text, "\n")
            clean = collapse(item.text, range(start, end))
            if not clean.text:
                continue
            if item.confidence:
                self.confidences.append((start, end, item.confidence, item.box))
            below = items[place + 1][1] if place < last else None
            # A title that comes again on every page of a long table is its title all the same.
            edge = place in (0, last) and not layout.within(item) and not _heads_table(below)
            if is_page_number(clean.text) or (
                edge and (clean.text.isdigit() or self._is_head(clean.text, heads))
            ):
                self.furniture.append(Furniture(clean.text, number, start, end))
                continue
            self._lines.append(layout.line(item, clean, number))

    def _figures(self, number: int, content: PageContent) -> None:
        """The figures of a page whose words are hidden: counted, and of no use."""
        texts = [(row.base, row.text) for row in content.rows]
        texts += [
            (table.top, "    ".join(cell.lines)) for table in content.tables for cell in table.cells
        ]
        cells = []
        for row, (_, text) in enumerate(sorted(texts)):
            start, end = self.builder.put(text, "\n")
            if is_page_number(" ".join(text.split())):
                self.furniture.append(Furniture(text, number, start, end))
                continue
            cells += [
                Printed(found.group(), start + found.start(), start + found.end(), row, column)
                for column, found in enumerate(_WORD.finditer(text))
            ]
        if cells:
            self._end_lines()
            self.blocks.append(refused_table(cells, number, Refusal.WORDS))

    def _stamp(self, number: int, content: PageContent) -> None:
        for row in content.rows:
            start, end = self.builder.put(row.text, "\n")
            self.furniture.append(Furniture(row.text, number, start, end))

    def _is_head(self, text: str, heads: frozenset[str]) -> bool:
        """True for a running head; the title of the paper stays where it stands first."""
        head = Layout.head_of(text)
        if head not in heads:
            return False
        first = head not in self._heads
        self._heads.add(head)
        return not (first and is_title_end(text))

    def _end_lines(self) -> None:
        if self._lines:
            self.blocks.extend(build(lift_footnotes(self._lines)))
            self._lines = []

    def _table(self, ruled: RuledTable, number: int) -> None:
        printed = []
        row = 0
        for cell in ruled.cells:
            while row < cell.box.row:
                self.builder.put("", "\n")
                row += 1
            text = "\n".join(cell.lines)
            start, _ = self.builder.put(" ".join(cell.lines), "\t")
            printed.append(Printed(*collapse_span(text, start), *cell.box, indent=cell.indent))
        self.builder.put("", "\n")
        self._cells += len(printed)
        limits.check(self._cells, limits.MAX_CELLS, "table cells", self.path)
        tables = make_tables(printed, number, ruled.columns)
        if tables:
            self._end_lines()
            self.blocks.extend(tables)
