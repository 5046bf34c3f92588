"""What a page says, without meaning: pages, paragraphs, tables, and where each character came from.

Readers make a `Document`; nothing in here knows what a budget is.  `raw` is the reader's own text
layer, page after page; a cleaned paragraph carries, for each of its characters, the offset in `raw`
it was taken from, so that any figure can be pointed at in the original.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

__all__ = [
    "Block",
    "Cell",
    "Document",
    "Furniture",
    "Page",
    "Paragraph",
    "Place",
    "Refusal",
    "Table",
]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: page and line (both from 1), and the span in `Document.raw`.

    `text` is the span as cleaned; `cell` is a table cell such as ``Sheet1!C7``; `confidence` is that
    of recognition (OCR), "" where the characters were read.
    """

    page: int
    line: int
    start: int
    end: int
    text: str
    cell: str = ""
    confidence: str = ""

    def __str__(self) -> str:
        return f"page {self.page}, line {self.line}" + (f", cell {self.cell}" if self.cell else "")


@dataclass(frozen=True, slots=True)
class Page:
    """One page (or worksheet): its number and its span in `Document.raw`."""

    number: int
    start: int
    end: int
    name: str = ""


class Kind(StrEnum):
    """What a paragraph is for the eye: a title, a heading with its depth, body text, a footnote."""

    TITLE = "title"
    HEADING = "heading"
    BODY = "body"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, its broken lines joined.

    `offsets[i]` is where character *i* of `text` stands in `Document.raw`.
    """

    text: str
    offsets: Sequence[int]
    kind: Kind = Kind.BODY
    #: 1 for 一、, 2 for （一）, 3 for 1., 4 for (1); 0 where it is no heading.
    depth: int = 0
    #: The mark of a footnote, as it stands in the body ("1", "①").
    mark: str = ""
    #: Footnote marks removed from `text`: the position after which each stood, and the mark.
    marks: tuple[tuple[int, str], ...] = ()
    #: The characters as printed, one for one, where `text` has others in their stead.
    printed: str = ""


class Cell(NamedTuple):
    """One cell: its text, the number printed in it (None where there is none), its span.

    A named tuple: annexes have tens of thousands of cells, and it is made in a fifth of the time
    that a frozen dataclass takes.
    """

    text: str
    row: int
    column: int
    start: int
    end: int
    number: Decimal | None = None
    #: True where the number is shown with a percent sign.
    percent: bool = False
    rows: int = 1
    columns: int = 1
    formula: str = ""
    #: The decimal a worksheet stores, where it shows fewer places than that.
    stored: str = ""
    #: The text as printed, where `text` has other characters in its stead.
    printed: str = ""
    #: How far its text is set in from the edge of its column, in characters: a matter of layout only.
    indent: float = 0.0


class Refusal(StrEnum):
    """Why the numbers of a table may not be used: nobody can tell what they are numbers of."""

    #: It cannot be told which column a number stands in.
    COLUMNS = "columns"
    #: The fonts of the page hide its words.
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Table:
    """A table: title and unit as printed near it, the header rows, and the body as a full grid.

    `unit` is the word after 单位 as printed, or "" where the table states none.  `rows` holds every
    row of the body; a missing cell is None.  `header` names each column, levels joined by " / ".
    A label that spans rows or columns stands in each of them, the same object; a number stands
    once, in the first of them, so that a column can be added up.
    """

    title: str
    unit: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    page: int
    #: Pages the table runs over, when it is continued.
    pages: tuple[int, ...] = ()
    #: Header cells as they stand, for those who want more than the joined names.
    head: tuple[tuple[Cell | None, ...], ...] = ()
    #: Left and right edge of each column on the page, in points, where the format knows them.
    spans: tuple[tuple[float, float], ...] = ()
    #: Why none of its numbers may be used, where that is so.
    refused: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Furniture:
    """A page number, a running head: printed on the page, part of no sentence."""

    text: str
    page: int
    start: int
    end: int


Block = Paragraph | Table


@dataclass(frozen=True)
class Document:
    """A read document: the same shape whatever format it came in.

    >>> page = Page(1, 0, 5)
    >>> d = Document("a.txt", "", "text", raw="收入\\n合计", pages=(page,), blocks=())
    >>> d.line_of(3)
    2
    """

    path: str
    sha256: str
    format: str
    raw: str
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    title: str = ""
    furniture: tuple[Furniture, ...] = ()
    #: True where the characters were recognised from a picture (OCR).
    recognised: bool = False
    notes: tuple[str, ...] = ()
    #: Spans of `raw` and the confidence with which they were recognised, for OCR documents.
    confidences: tuple[tuple[int, int, str, tuple[int, int, int, int]], ...] = field(default=())

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        position = self.raw.find("\n")
        while position >= 0:
            starts.append(position + 1)
            position = self.raw.find("\n", position + 1)
        return starts

    @cached_property
    def _page_starts(self) -> list[int]:
        return [page.start for page in self.pages]

    @cached_property
    def _recognised_starts(self) -> list[int]:
        return [start for start, *_ in self.confidences]

    def line_of(self, offset: int) -> int:
        """The line, counted from 1 on its page, that an offset in `raw` stands on."""
        first = bisect_right(self._line_starts, self.page_at(offset).start)
        return bisect_right(self._line_starts, offset) - first + 1

    def page_at(self, offset: int) -> Page:
        """The page that an offset in `raw` stands on."""
        return self.pages[max(0, bisect_right(self._page_starts, offset) - 1)]

    def place(self, paragraph: Paragraph, start: int, end: int) -> Place:
        """Where characters [start, end) of a cleaned paragraph stand in the original."""
        first, last = paragraph.offsets[start], paragraph.offsets[end - 1] + 1
        return Place(
            self.page_at(first).number,
            self.line_of(first),
            first,
            last,
            (paragraph.printed or paragraph.text)[start:end],
            confidence=self.confidence_of(first, last),
        )

    def place_of_cell(self, cell: Cell) -> Place:
        """Where a table cell stands in the original."""
        page = self.page_at(cell.start)
        return Place(
            page.number,
            self.line_of(cell.start),
            cell.start,
            cell.end,
            cell.printed or cell.text,
            cell=f"{page.name}!{_letters(cell.column)}{cell.row + 1}" if page.name else "",
            confidence=self.confidence_of(cell.start, cell.end),
        )

    def confidence_of(self, start: int, end: int) -> str:
        """The least confidence with which any of [start, end) of `raw` was recognised (OCR).

        It is a decimal between 0 and 1 as text; "" where all of it was read, not recognised.

        >>> box = (60, 100, 300, 114)
        >>> d = Document("a.pdf", "", "pdf", "收入10\\n亿元", (Page(1, 0, 7),), (),
        ...              confidences=((0, 4, "0.98", box), (5, 7, "0.91", box)))
        >>> d.confidence_of(2, 4), d.confidence_of(2, 7), d.confidence_of(4, 5)
        ('0.98', '0.91', '')
        """
        starts = self._recognised_starts
        first, behind = max(0, bisect_right(starts, start) - 1), bisect_left(starts, end)
        lines = (self.confidences[at] for at in range(first, behind))
        return min((entry[2] for entry in lines if entry[1] > start), key=Decimal, default="")

    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs, in reading order."""
        return (block for block in self.blocks if isinstance(block, Paragraph))

    def tables(self) -> Iterator[Table]:
        """The tables, in reading order."""
        return (block for block in self.blocks if isinstance(block, Table))


def _letters(column: int) -> str:
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
