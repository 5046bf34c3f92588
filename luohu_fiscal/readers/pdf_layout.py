"""Where the text of a PDF stands on its pages: margins, indents, running heads."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from luohu_fiscal.readers.cleaning import Text
from luohu_fiscal.readers.lines import Line
from luohu_fiscal.readers.pdf_lines import PrintedLine
from luohu_fiscal.readers.pdf_page import PageContent
from luohu_fiscal.readers.table_words import is_caption, unit_of

__all__ = ["Layout", "layout_of", "running_heads"]

_DIGITS = re.compile(r"[\d\s一二三四五六七八九十—\-]+")
#: Pages with fewer lines than this take the margins of their neighbours.
_ENOUGH = 6
#: A running head is on at least so many pages.
_OFTEN = 3
_MARGIN = 0.1


@dataclass(frozen=True, slots=True)
class Layout:
    """The column of text on a page, in points, and the width of a character in it."""

    left: float
    right: float
    em: float
    height: float

    def within(self, row: PrintedLine) -> bool:
        """True for a line that stands away from the upper and lower edge of the page."""
        return _MARGIN * self.height < row.base < (1 - _MARGIN) * self.height

    @staticmethod
    def head_of(text: str) -> str:
        """A running head without its page number."""
        return _DIGITS.sub("", text)

    def line(self, row: PrintedLine, text: Text, page: int) -> Line:
        """The line for the paragraph builder: indent and slack in characters."""
        indent = (row.x0 - self.left) / self.em
        slack = (self.right - row.x1) / self.em
        centred = indent > 3 and slack > 3 and abs(indent - slack) < 1.5
        return Line(
            text.text,
            text.offsets,
            page=page,
            indent=max(0.0, indent),
            slack=slack,
            centred=centred,
            size=row.em,
        )


def layout_of(contents: Sequence[PageContent]) -> list[Layout]:
    """The layout of every page; short pages take theirs from pages of the same width."""
    own = [_own(content) for content in contents]
    found = []
    for index, content in enumerate(contents):
        layout = own[index]
        if layout is None:
            # Left and right pages may mirror their margins.
            near = [
                other
                for at, other in enumerate(own)
                if other is not None
                and abs(contents[at].width - content.width) < 5
                and (at - index) % 2 == 0
            ]
            layout = _typical(near, content)
        found.append(layout)
    return found


def _typical(near: Sequence[Layout], content: PageContent) -> Layout:
    if near:
        return Layout(
            statistics.median(layout.left for layout in near),
            statistics.median(layout.right for layout in near),
            statistics.median(layout.em for layout in near),
            content.height,
        )
    rows = content.rows
    left = min((row.x0 for row in rows), default=0.0)
    right = max((row.x1 for row in rows), default=content.width)
    em = statistics.median(row.em for row in rows) if rows else 12.0
    return Layout(left, max(right, left + em), em, content.height)


def _own(content: PageContent) -> Layout | None:
    rows = [row for row in content.rows if len(row.text) >= 8]
    if len(rows) < _ENOUGH:
        return None
    em = statistics.median(row.em for row in rows)
    # The left edge is where most lines start; first lines of paragraphs are set in.
    starts = Counter(round(row.x0 / 2) for row in rows)
    often = [start for start, count in starts.items() if count >= max(2, len(rows) // 6)]
    left = 2.0 * (min(often) if often else min(starts))
    ends = sorted(row.x1 for row in rows)
    right = ends[int(len(ends) * 0.8)]
    if right - left < 12 * em:
        return None
    return Layout(left, right, em, content.height)


def running_heads(contents: Sequence[PageContent]) -> frozenset[str]:
    """First and last lines that come again on page after page; captions of tables are none."""
    seen: Counter[str] = Counter()
    for content in contents:
        for row in {*content.rows[:1], *content.rows[-1:]}:
            text = row.text
            head = Layout.head_of(text)
            if head and not is_caption(text.strip()) and not unit_of(text):
                seen[head] += 1
    return frozenset(head for head, count in seen.items() if count >= _OFTEN)
