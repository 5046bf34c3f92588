"""The paragraphs and cell marks of a binary Word file -> its paragraphs and tables, as a tree.

A cell ends with a mark, and a row with one more, whose properties say where the edges of its cells
stand.  Edges that meet in different rows make the columns of the grid.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from luohu_fiscal.readers import limits
from luohu_fiscal.readers.doc_properties import Fences, ParagraphProperties
from luohu_fiscal.readers.flow import Piece

__all__ = ["TableCell", "Tree", "WordParagraph", "WordTable"]

#: Edges no further apart than this, in twentieths of a point, are one edge.
_SAME_EDGE = 40


@dataclass(frozen=True, slots=True)
class WordParagraph:
    """A paragraph: what it prints, and the list that numbers it."""

    pieces: tuple[Piece, ...]
    properties: ParagraphProperties

    @property
    def text(self) -> str:
        """All it prints."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell: its text and its place in the grid."""

    text: str
    row: int
    column: int
    rows: int
    columns: int
    #: How far its text is set in: not told from this format.
    indent: float = 0.0


_Items = list["WordParagraph | WordTable"]


@dataclass(slots=True)
class WordTable:
    """A table: its rows, each with its cells and fences; a cell holds paragraphs and tables."""

    rows: list[tuple[list[_Items], Fences | None]] = field(default_factory=list)
    cells: list[_Items] = field(default_factory=list)
    open: _Items = field(default_factory=list)

    @property
    def holds_tables(self) -> bool:
        """True where a cell holds a table of its own."""
        return any(isinstance(item, WordTable) for item in self.items())

    def items(self) -> Iterator[WordParagraph | WordTable]:
        """What stands in the cells, in order."""
        for cells, _ in self.rows:
            for cell in cells:
                yield from cell

    def end_cell(self) -> None:
        """The cell is complete."""
        self.cells.append(self.open)
        self.open = []

    def end_row(self, fences: Fences | None) -> None:
        """The row is complete."""
        if self.open:
            self.end_cell()
        if self.cells:
            self.rows.append((self.cells, fences))
        self.cells = []

    def grid(self, path: str) -> list[TableCell]:
        """The cells on their grid; cells merged downwards are one."""
        edges = _edges([fences for _, fences in self.rows if fences])
        done: list[TableCell] = []
        above: dict[int, int] = {}
        for row, (cells, fences) in enumerate(self.rows):
            merges: dict[int, int] = {}
            for column, columns, items, goes_on in _placed(cells, fences, edges):
                limits.check(column + columns, limits.MAX_COLUMNS, "columns in a table", path)
                text = "\n".join(i.text for i in items if isinstance(i, WordParagraph)).strip()
                if goes_on and column in above and not text:
                    index = above[column]
                    start = done[index]
                    done[index] = TableCell(
                        start.text, start.row, column, row - start.row + 1, start.columns
                    )
                else:
                    index = len(done)
                    done.append(TableCell(text, row, column, 1, columns))
                merges[column] = index
            above = merges
        return done


def _edges(all_fences: list[Fences]) -> list[int]:
    edges: list[int] = []
    for edge in sorted({edge for fences in all_fences for edge in fences.edges}):
        if not edges or edge - edges[-1] > _SAME_EDGE:
            edges.append(edge)
    return edges


def _placed(
    cells: list[_Items], fences: Fences | None, edges: list[int]
) -> Iterator[tuple[int, int, _Items, bool]]:
    """The cells of a row: column, columns, what is in it, whether it goes on from above."""
    column, before = 0, None
    for at, items in enumerate(cells):
        known = fences is not None and at + 1 < len(fences.edges)
        columns, goes_on, sideways = 1, False, False
        if fences is not None and known:
            first = bisect_right(edges, fences.edges[at]) - 1
            last = bisect_right(edges, fences.edges[at + 1]) - 1
            column, columns = max(column, first), max(1, last - max(column, first))
            goes_on, sideways = fences.down[at], fences.across[at]
        empty = not any(isinstance(i, WordTable) or i.text.strip() for i in items)
        if before is not None and sideways and before[4] and empty:
            # Merged with the cell before it: one cell.
            before = (before[0], column + columns - before[0], *before[2:])
        else:
            if before is not None:
                yield before[:4]
            before = (column, columns, items, goes_on, sideways)
        column += columns
    if before is not None:
        yield before[:4]


class Tree:
    """Takes paragraphs one by one and builds tables of those that stand in cells."""

    def __init__(self) -> None:
        self.items: _Items = []
        self._open: list[WordTable] = []

    def add(self, paragraph: WordParagraph, mark: str) -> None:
        """The next paragraph and the mark that ends it: the end of a cell is 7."""
        properties = paragraph.properties
        depth = properties.table_depth
        if mark == "\x07":
            depth = max(1, depth)
        while len(self._open) > depth:
            self._close()
        while len(self._open) < depth:
            self._open.append(WordTable())
        if not self._open:
            self.items.append(paragraph)
            return
        table = self._open[-1]
        inner = depth > 1
        if properties.inner_row if inner else mark == "\x07" and properties.row_ends:
            table.end_row(properties.fences)
            return
        table.open.append(paragraph)
        if mark == "\x07" or (inner and properties.inner_cell):
            table.end_cell()

    def finish(self) -> _Items:
        """All paragraphs and tables of the text."""
        while self._open:
            self._close()
        return self.items

    def _close(self) -> None:
        table = self._open.pop()
        table.end_row(None)
        if table.rows:
            (self._open[-1].open if self._open else self.items).append(table)
