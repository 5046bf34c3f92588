"""One PDF page -> its printed lines and its ruled tables, in reading order.

Most pages stand one way.  A table drawn sideways on an upright page is read in a frame of its own, as
the page it would be if one turned the paper.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any

from luohu_fiscal.readers.furniture import is_page_number
from luohu_fiscal.readers.pdf_columns import column_tables
from luohu_fiscal.readers.pdf_frame import Frame, upright
from luohu_fiscal.readers.pdf_glyphs import Glyph, Text, is_unreadable, is_wordless, text_of_page
from luohu_fiscal.readers.pdf_grid import Grid, grids_of
from luohu_fiscal.readers.pdf_lines import PrintedLine, Row, rows_of, text_of
from luohu_fiscal.readers.pdf_newspaper import Item, in_columns
from luohu_fiscal.readers.pdf_rules import is_picture, rules_of
from luohu_fiscal.readers.pdf_sideways import laid_flat, table_around
from luohu_fiscal.readers.pdf_table import RuledTable, ruled_table

__all__ = ["PageContent", "page_content"]

#: Where a character stands: its middle, and its base line.
_PLACE = attrgetter("middle", "level", "base")
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
    #: True where the text layer holds figures and no words: what they are figures of is hidden.
    wordless: bool = False
    #: True where something is drawn on the page, yet no character can be read.
    drawn: bool = False
    #: What stands on the page turned against most of it, each as a page of its own.
    turned: tuple[PageContent, ...] = ()
    #: How far the text is turned anticlockwise in the drawing, in degrees.
    turn: int = 0
    #: True for what stands upright as the page is displayed: it is read before what is turned.
    upright: bool = True

    #: The columns of a newspaper page in reading order, each as a page of its own; then it has no rows.
    columns: tuple[PageContent, ...] = ()

    @property
    def askew(self) -> bool:
        """True for text that runs aslant over the page: a stamp, part of no sentence."""
        return self.turn % 90 != 0

    @property
    def parts(self) -> list[PageContent]:
        """What stands one way, or in one column, each, in reading order; mostly the page itself."""
        ways = sorted((self, *self.turned), key=lambda part: not part.upright)
        return [part for way in ways for part in way.columns or (way,)]

    @property
    def is_picture(self) -> bool:
        """True where a person sees text that the text layer does not hold."""
        return self.unreadable or self.wordless or (self.characters == 0 and self.drawn)


def page_content(page: Any, number: int, where: str) -> PageContent:
    """Read one page: characters, ruling lines, and what they make together."""
    place = f"{where}, page {number}"
    text = text_of_page(page, place, first=True)
    main, *others = text.turns
    with upright(page, number, main) as (shown, frame):
        text = text_of_page(shown, place) if main else text
        content, apart = _content(shown, frame, number, text, bool(others))
    turned = []
    for turn in apart:
        with upright(page, number, turn) as (shown, frame):
            part, _ = _content(shown, frame, number, text_of_page(shown, place), False)
            turned.append(part)
    if main or turned:
        # What stands as the page is displayed comes first: titles over a sideways table.
        shown_as = page.get_rotation() % 360
        turned = [replace(part, upright=part.turn == shown_as) for part in turned]
        content = replace(content, turned=tuple(turned), upright=main == shown_as)
    return content


def _content(
    page: Any, frame: Frame, number: int, text: Text, mixed: bool
) -> tuple[PageContent, Sequence[int]]:
    """What stands upright in a frame, and on a mixed page the turns of what stands apart from it."""
    glyphs = text.glyphs(frame, 0)
    rules = rules_of(page, frame) if glyphs else None
    notes = (
        ()
        if rules is not None or not glyphs
        else (f"page {number}: too many drawn lines to tell tables by",)
    )
    grids = grids_of(rules) if rules is not None else []
    apart = []
    for turn in text.turns if mixed else ():
        # The names of rows are often turned in a table that stands upright: they belong to it.
        strays = text.glyphs(frame, turn) if turn else []
        home = table_around(strays, glyphs, grids) if turn % 90 == 0 else None
        if home is not None:
            glyphs += laid_flat(strays, turn, home)
        elif strays:
            apart.append((frame.turn + turn) % 360)
    inside, outside = _homes(glyphs, grids, frame.height)
    tables = []
    for grid, members in zip(grids, inside, strict=True):
        table = ruled_table(grid, members)
        if table is None:
            outside.extend(members)
        else:
            tables.append(table)
    lines = rows_of(outside)
    columns = in_columns(lines, tables)
    chars = Counter([glyph.char for glyph in glyphs])
    rows, unruled = column_tables([] if columns else lines)
    content = PageContent(
        frame.width,
        frame.height,
        tuple(row.printed() for row in rows),
        () if columns else (*tables, *unruled),
        len(glyphs),
        is_unreadable(chars),
        notes,
        wordless=not mixed and is_wordless(chars),
        drawn=not glyphs and is_picture(page, frame),
        turn=frame.turn,
        columns=tuple(_column(frame, items) for items in columns),
    )
    return content, apart


def _column(frame: Frame, items: Sequence[Item]) -> PageContent:
    """What stands in one column of a newspaper page, or across several, as a page of its own."""
    rows, tables = column_tables([item.what for item in items if isinstance(item.what, Row)])
    ruled = [item.what for item in items if isinstance(item.what, RuledTable)]
    printed = tuple(row.printed() for row in rows)
    characters = sum(len(row.text) for row in printed)
    return PageContent(frame.width, frame.height, printed, (*ruled, *tables), characters)


def _homes(
    glyphs: Sequence[Glyph], grids: Sequence[Grid], height: float
) -> tuple[list[list[Glyph]], list[Glyph]]:
    """The characters in each grid, and those in none; a page number is in none."""
    inside: list[list[Glyph]] = [[] for _ in grids]
    if not grids:
        return inside, list(glyphs)
    outside: list[Glyph] = []
    number: set[Glyph] | None = None
    upper, lower = _MARGIN * height, (1 - _MARGIN) * height
    homes = [
        (grid.xs[0] - 2, grid.xs[-1] + 2, grid.ys[0] - 2, grid.ys[-1] + 2, members)
        for grid, members in zip(grids, inside, strict=True)
    ]
    for glyph, (x, y, base) in zip(glyphs, map(_PLACE, glyphs), strict=True):
        home = outside
        for left, right, above, below, members in homes:
            if left <= x <= right and above <= y <= below:
                home = members
                break
        if not upper < base < lower and home is not outside:
            # Asked for only where a table reaches as far as page numbers stand.
            number = _page_number(glyphs, height) if number is None else number
            home = outside if glyph in number else home
        home.append(glyph)
    return inside, outside


def _page_number(glyphs: Sequence[Glyph], height: float) -> set[Glyph]:
    """The characters of a page number; long tables run down into it."""
    margin = [g for g in glyphs if not _MARGIN * height < g.base < (1 - _MARGIN) * height]
    found: set[Glyph] = set()
    for row in rows_of(margin):
        if is_page_number(" ".join(text_of(row).split())):
            found.update(row.glyphs)
    return found
