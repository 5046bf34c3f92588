"""One PDF page -> its printed lines and its ruled tables, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from luohu_fiscal.readers.furniture import is_page_number
from luohu_fiscal.readers.pdf_columns import column_tables
from luohu_fiscal.readers.pdf_glyphs import Glyph, glyphs_of
from luohu_fiscal.readers.pdf_grid import grids_of
from luohu_fiscal.readers.pdf_lines import PrintedLine, rows_of, text_of
from luohu_fiscal.readers.pdf_rules import is_picture, rules_of
from luohu_fiscal.readers.pdf_table import RuledTable, ruled_table

__all__ = ["PageContent", "page_content"]

#: Page numbers stand in this part of the height, above and below.
_MARGIN = 0.12


@dataclass(frozen=True, slots=True)
class PageContent:
    """What one page holds."""

    width: float
    height: float
    rows: tuple[PrintedLine, ...]
    tables: tuple[RuledTable, ...]
    characters: int
    unreadable: bool = False
    notes: tuple[str, ...] = field(default=())
    #: True where something is drawn on the page, yet no character can be read.
    drawn: bool = False

    @property
    def is_picture(self) -> bool:
        """True where a person sees text that the text layer does not hold."""
        return self.unreadable or (self.characters == 0 and self.drawn)


def page_content(page: Any, number: int, where: str) -> PageContent:
    """Read one page: characters, ruling lines, and what they make together."""
    glyphs, frame, unreadable = glyphs_of(page, f"{where}, page {number}")
    rules = rules_of(page, frame) if glyphs else None
    notes = (
        ()
        if rules is not None or not glyphs
        else (f"page {number}: too many drawn lines to tell tables by",)
    )
    grids = grids_of(rules) if rules is not None else []
    inside: list[list[Glyph]] = [[] for _ in grids]
    outside: list[Glyph] = []
    printed_over = _page_number(glyphs, frame.height) if grids else set()
    for glyph in glyphs:
        if glyph in printed_over:
            outside.append(glyph)
            continue
        y = (glyph.top + glyph.bottom) / 2
        home = next((i for i, g in enumerate(grids) if g.box_at(glyph.middle, y)), None)
        (outside if home is None else inside[home]).append(glyph)
    tables = []
    for grid, members in zip(grids, inside, strict=True):
        table = ruled_table(grid, members)
        if table is None:
            outside.extend(members)
        else:
            tables.append(table)
    rows, unruled = column_tables(rows_of(outside))
    return PageContent(
        frame.width,
        frame.height,
        tuple(row.printed() for row in rows),
        (*tables, *unruled),
        len(glyphs),
        unreadable,
        notes,
        drawn=not glyphs and is_picture(page, frame),
    )


def _page_number(glyphs: Sequence[Glyph], height: float) -> set[Glyph]:
    """The characters of a page number; long tables run down into it."""
    margin = [g for g in glyphs if not _MARGIN * height < g.base < (1 - _MARGIN) * height]
    found: set[Glyph] = set()
    for row in rows_of(margin):
        if is_page_number(" ".join(text_of(row).split())):
            found.update(row.glyphs)
    return found
