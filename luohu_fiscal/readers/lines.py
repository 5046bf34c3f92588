"""Printed lines, and whether the sentence of one goes on in the next."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from luohu_fiscal.document import Kind
from luohu_fiscal.readers.enumerators import (
    MAX_HEADING,
    depth_of,
    ends_sentence,
    is_heading,
    starts_bullet,
)
from luohu_fiscal.readers.table_words import is_caption

__all__ = ["Draft", "Line", "goes_on", "is_cut", "uses_indents"]

#: A character and a half: closing punctuation may not start a line, so it takes one along.
_FULL = 1.6
#: A heading has no closing punctuation: where it stops a character short, it is at its end.
_FULL_HEADING = 1.0
#: A first line set in by two characters, in a text that has lost its indents.
_INSET = 2.0
#: A line set in by this much opens a paragraph.
_SET_IN = 1.2
#: A line of a table of contents: dots that lead to a page number.
_LEADERS = re.compile(r"(?:…{2,}|[.。·．]{5,})[\s第（(]*\d{0,4}[\s页）)]*$")
_CLAUSE = re.compile(r"[，。；、,;]")
#: 1,395,034万 | 元 and 1,395,034 | 万元: an amount parted from its unit.
_AMOUNT_END = re.compile(r"\d(?:[万亿千百]{0,2}|[,.])$")
_AMOUNT_START = re.compile(r"[万亿千百]{0,2}元|%|\d{3}")
#: A few words after the last comma, and no amount in them: the sentence has hardly begun.
_DANGLING = re.compile(r"[，、；][^，。、；\d]{1,6}$")

_TAIL = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, white space at its ends removed.

    `indent` is in characters from the left edge of the column, None where the format cannot tell;
    `slack` is how many characters the line stops short of the right edge: a line that fills the
    width goes on.
    """

    text: str
    offsets: Sequence[int]
    page: int = 1
    indent: float | None = None
    slack: float = math.inf
    #: True where the line above stands clearly apart (a blank line that means something).
    gap: bool = False
    #: Set in the middle of the column: a title, a caption, a signature.
    centred: bool = False
    #: Height of the characters, in points; 0 where the format has no such thing.
    size: float = 0.0
    #: The mark this line opens a footnote with, or "".
    footnote: str = ""
    #: Marks of footnotes lifted out of this line: position in `text`, mark.
    marks: tuple[tuple[int, str], ...] = ()

    @property
    def full(self) -> bool:
        """True where the line runs to the right edge, but for a character that would not fit."""
        return self.slack <= _FULL


class Draft:
    """A paragraph in the making: its lines, and what is to be known of their text.

    What is asked of it for every further line is kept up to date, so that a paragraph of a hundred
    thousand lines costs no more for each of them than one of two.
    """

    def __init__(self, kind: Kind | None = None) -> None:
        self.kind = kind
        self.lines: list[Line] = []
        self.head = ""
        self.tail = ""
        self.has_clause = False
        self.is_hanging = False
        self._open = {"《": 0, "（": 0, "“": 0, "〔": 0}

    def add(self, line: Line) -> None:
        """The next line of it."""
        if self.lines and line.indent is not None:
            first = len(self.lines) == 1
            self.is_hanging = (first or self.is_hanging) and line.indent >= _SET_IN
        self.lines.append(line)
        if len(self.head) <= MAX_HEADING:
            self.head = (self.head + line.text)[: MAX_HEADING + 1]
        self.tail = (self.tail + line.text)[-_TAIL:]
        self.has_clause = self.has_clause or _CLAUSE.search(line.text) is not None
        for left, right in ("《》", "（）", "“”", "〔〕"):
            self._open[left] += line.text.count(left) - line.text.count(right)

    @property
    def last(self) -> Line:
        """The line it ends with so far."""
        return self.lines[-1]

    @property
    def ended(self) -> bool:
        """True where its last sentence is closed."""
        return ends_sentence(self.tail)

    @property
    def is_heading(self) -> bool:
        """True where it only names what follows."""
        return is_heading(self.head)

    @property
    def is_prose(self) -> bool:
        """True where it is a sentence, or a bracket is open: it cannot end without a full stop."""
        unclosed = any(count > 0 for count in self._open.values())
        return unclosed or (self.has_clause and not self.is_heading)


def uses_indents(lines: Sequence[Line]) -> bool:
    """True where first lines are set in, as they mostly are: then an indent is a new paragraph."""
    known = [line for line in lines if line.indent is not None and not line.centred]
    inset = sum(1 for line in known if _SET_IN <= (line.indent or 0) <= 5)
    return bool(known) and inset * 20 >= len(known)


def goes_on(body: Draft, line: Line, indented: bool) -> bool:
    """Whether the sentence that `body` holds goes on with `line`."""
    last, ended = body.last, body.ended
    if body.kind is Kind.TITLE or last.centred or line.centred or _LEADERS.search(last.text):
        return False
    if starts_bullet(line.text) and not _continues_dash(last, line):
        return False
    prose = body.is_prose
    inset = _INSET if line.indent is None and len(body.lines) == 1 and not ended else 0.0
    full = last.slack <= (_FULL_HEADING if body.is_heading else _FULL) + inset
    indent = line.indent if indented else None
    if indent is not None and indent < _SET_IN and full and not ended and not is_caption(line.text):
        # The page itself says so: the line before is full, and this one starts at the margin.
        return True
    depth = depth_of(line.text)
    if is_caption(line.text) or (depth and (ended or depth <= 2 or not (prose and full))):
        return False
    if indent is not None:
        if indent >= _SET_IN and not (body.is_hanging and full and not ended):
            return False
        return full or (prose and not ended)
    if ended:
        return full and not line.gap
    return full or prose


def is_cut(body: Draft, line: Line) -> bool:
    """Whether two paragraphs of the source are one sentence: nothing ends so, or starts so."""
    text = body.tail
    if body.kind is Kind.TITLE or body.ended or depth_of(line.text):
        return False
    return (body.has_clause and not body.is_heading) and (
        text[-1] in "，、,（“《"
        or line.text[0] in "，。；、）”》"
        or _cut_amount(text, line)
        or _DANGLING.search(text) is not None
    )


def _cut_amount(text: str, line: Line) -> bool:
    return bool(_AMOUNT_END.search(text) and _AMOUNT_START.match(line.text))


def _continues_dash(last: Line, line: Line) -> bool:
    """A dash that opens a line may be the end of a range or of a long dash broken across lines."""
    return last.full and last.text[-1:] in "-—–" and line.text[:1] in "-—–"
