"""Lines -> paragraphs: the sentence as a person reads it, whatever the page did to it.

A page breaks a sentence at its right edge, at its foot, and where a footnote stands.  Here the
pieces are put together again; each character keeps its offset in the raw text.  Readers say of a
line what their format knows (indent, whether it fills the width); what it does not know is None.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from luohu_fiscal.document import Kind, Paragraph
from luohu_fiscal.readers.cleaning import Text, collapse
from luohu_fiscal.readers.enumerators import (
    depth_of,
    ends_sentence,
    is_heading,
    starts_bullet,
)
from luohu_fiscal.readers.tables import is_caption

__all__ = ["Line", "build", "is_title_end", "paragraph", "report_title"]


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


@dataclass(slots=True)
class _Draft:
    """A paragraph in the making."""

    lines: list[Line] = field(default_factory=list)
    kind: Kind | None = None

    @property
    def text(self) -> str:
        return "".join(line.text for line in self.lines)


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
_DIGITS_END = re.compile(r"\d[,，.]?$")
#: What a report is called: 关于 … 报告, over one line or several.
_TITLE_START = re.compile(r"关于|\d{4}\s*年.{0,20}(?:预算|决算|计划)")
_TITLE_END = re.compile(r"(?:报告|决议|说明)(?:\s*[（(【\[][^）)]{1,12}[）)】\]])?$")
_TITLE_STOP = re.compile(r"[。；：;:>＞]|^[-—]")
_REPORT = re.compile(r"(?:预算|决算|收支|计划).*报告(?:\s*[（(【\[][^）)]{1,12}[）)】\]])?$")
_MAX_TITLE_LINES = 5
_MAX_TITLE = 120


def build(lines: Sequence[Line], *, whole: bool = False) -> list[Paragraph]:
    """The paragraphs that the lines print, footnotes set after the paragraph they interrupted.

    `whole` says that each line was a paragraph of its own in the source (HTML, DOCX): then only a
    sentence that is plainly cut in two is joined.
    """
    indented = _uses_indents(lines)
    drafts: list[_Draft] = []
    notes: list[_Draft] = []
    body: _Draft | None = None
    titles = _title_runs(lines)
    for index, line in enumerate(lines):
        if line.footnote:
            notes.append(_Draft([line], Kind.FOOTNOTE))
            if body is None:
                drafts.extend(notes)
                notes = []
            continue
        run = titles.get(index)
        if (
            body is not None
            and run != "inner"
            and (
                run == "first"
                or not (_is_cut(body, line) if whole else _goes_on(body, line, indented))
            )
        ):
            drafts.append(body)
            drafts.extend(notes)
            body, notes = None, []
        if body is None:
            body = _Draft(kind=Kind.TITLE if run else None)
        body.lines.append(line)
    if body is not None:
        drafts.append(body)
    drafts.extend(notes)
    return [_finish(draft) for draft in drafts]


def _uses_indents(lines: Sequence[Line]) -> bool:
    """True where first lines are set in, as they mostly are: then an indent is a new paragraph."""
    known = [line for line in lines if line.indent is not None and not line.centred]
    inset = sum(1 for line in known if _SET_IN <= (line.indent or 0) <= 5)
    return bool(known) and inset * 20 >= len(known)


def _title_runs(lines: Sequence[Line]) -> dict[int, str]:
    """Lines that together are a report's title: index -> "first" or "inner"."""
    runs: dict[int, str] = {}
    for index, line in enumerate(lines):
        if index in runs or not _TITLE_START.search(line.text[:60]) or depth_of(line.text):
            continue
        text = ""
        for length, piece in enumerate(lines[index : index + _MAX_TITLE_LINES], 1):
            if _TITLE_STOP.search(piece.text) or piece.footnote or depth_of(piece.text):
                break
            text += piece.text
            if len(text) > _MAX_TITLE:
                break
            if _TITLE_END.search(text):
                runs.update({index + step: "inner" for step in range(1, length)})
                runs[index] = "first"
                break
    return runs


def _goes_on(body: _Draft, line: Line, indented: bool) -> bool:
    """Whether the sentence that `body` holds goes on with `line`."""
    last, text = body.lines[-1], body.text
    if body.kind is Kind.TITLE or last.centred or line.centred or _LEADERS.search(last.text):
        return False
    if starts_bullet(line.text) and not _continues_dash(last, line):
        return False
    ended = ends_sentence(text)
    prose = _unclosed(text) or (_CLAUSE.search(text) is not None and not is_heading(text))
    inset = _INSET if line.indent is None and len(body.lines) == 1 and not ended else 0.0
    full = last.slack <= (_FULL_HEADING if is_heading(text) else _FULL) + inset
    indent = line.indent if indented else None
    if indent is not None and indent < _SET_IN and full and not ended and not is_caption(line.text):
        # The page itself says so: the line before is full, and this one starts at the margin.
        return True
    depth = depth_of(line.text)
    if is_caption(line.text) or (depth and (ended or depth <= 2 or not (prose and full))):
        return False
    if indent is not None:
        if indent >= _SET_IN and not (_hanging(body) and full and not ended):
            return False
        return full or (prose and not ended)
    if ended:
        return full and not line.gap
    return full or prose


def _is_cut(body: _Draft, line: Line) -> bool:
    """Whether two paragraphs of the source are one sentence: nothing ends so, or starts so."""
    text = body.text
    if body.kind is Kind.TITLE or ends_sentence(text) or depth_of(line.text):
        return False
    prose = _CLAUSE.search(text) is not None and not is_heading(text)
    return prose and (
        text[-1] in "，、,（“《"
        or line.text[0] in "，。；、）”》"
        or _cut_amount(text, line)
        or _DANGLING.search(text) is not None
    )


def _cut_amount(text: str, line: Line) -> bool:
    return bool(_AMOUNT_END.search(text) and _AMOUNT_START.match(line.text))


def _unclosed(text: str) -> bool:
    """True where a bracket or quotation is still open: the sentence cannot have ended."""
    return any(
        text.count(left) > text.count(right) for left, right in ("《》", "（）", "“”", "〔〕")
    )


def _continues_dash(last: Line, line: Line) -> bool:
    """A dash that opens a line may be the end of a range or of a long dash broken across lines."""
    return last.full and last.text[-1:] in "-—–" and line.text[:1] in "-—–"


def _hanging(body: _Draft) -> bool:
    """True where the paragraph's own later lines are set in as a whole (a hanging list)."""
    later = [line.indent for line in body.lines[1:] if line.indent is not None]
    return bool(later) and min(later) >= _SET_IN


def _finish(draft: _Draft) -> Paragraph:
    lines = draft.lines
    chars: list[str] = []
    offsets: list[int] = []
    marks: list[tuple[int, str]] = []
    for before, line in zip([None, *lines], lines, strict=False):
        if before is not None and _parted(before, line):
            chars.append(" ")
            offsets.append(offsets[-1] + 1 if offsets else 0)
        marks.extend((offsets_start, mark) for offsets_start, mark in _raw_marks(line))
        chars.append(line.text)
        offsets.extend(line.offsets)
    text = collapse("".join(chars), offsets)
    note = lines[0].footnote
    return paragraph(text, kind=draft.kind, mark=note, marks=marks)


def _parted(before: Line, line: Line) -> bool:
    """Whether a space stands between two lines: not inside a number broken at a full line."""
    head, tail = line.text[:1], before.text
    if tail.endswith("-") and head.isascii() and head.isalnum():
        return False
    if not _DIGITS_END.search(tail) or not (head.isdigit() or head in ",，.%"):
        return True
    return not (before.full or head in ",，.%" or tail[-1] in ",，.")


def _raw_marks(line: Line) -> Iterable[tuple[int, str]]:
    for position, mark in line.marks:
        at = min(position, len(line.offsets)) - 1
        yield (line.offsets[at] if at >= 0 else -1), mark


def paragraph(
    text: Text,
    *,
    kind: Kind | None = None,
    mark: str = "",
    marks: Iterable[tuple[int, str]] = (),
) -> Paragraph:
    """A finished paragraph from clean text; its kind is read off its enumerator where not given.

    `marks` gives the raw offset of the character a footnote mark followed, and the mark.
    """
    depth = 0 if kind in (Kind.FOOTNOTE, Kind.TITLE) else depth_of(text.text)
    if kind is None:
        kind = Kind.HEADING if is_heading(text.text) else Kind.BODY
    where = {offset: index + 1 for index, offset in enumerate(text.offsets)} if marks else {}
    placed = tuple((where.get(offset, 0), name) for offset, name in marks)
    return Paragraph(text.text, text.offsets, kind=kind, depth=depth, mark=mark, marks=placed)


def is_title_end(text: str) -> bool:
    """True where a text ends as the title of a report does."""
    return _TITLE_END.search(text) is not None


def report_title(paragraphs: Iterable[Paragraph]) -> str:
    """The title of the budget report among the paragraphs: of the budget before any other.

    >>> report_title([paragraph(Text("关于某市2024年预算执行情况的报告", tuple(range(17))))])
    '关于某市2024年预算执行情况的报告'
    """
    best = ""
    for block in paragraphs:
        text = block.text
        if not 6 <= len(text) <= _MAX_TITLE or block.kind is Kind.FOOTNOTE or block.depth:
            continue
        if _TITLE_STOP.search(text) or not _REPORT.search(text):
            continue
        if "预算" in text or "决算" in text:
            return text
        best = best or text
    return best


def with_kind(block: Paragraph, kind: Kind) -> Paragraph:
    """The same paragraph, called something else."""
    return replace(block, kind=kind)
