"""Lines -> paragraphs: the sentence as a person reads it, whatever the page did to it.

A page breaks a sentence at its right edge, at its foot, and where a footnote stands.  Here the
pieces are put together again; each character keeps its offset in the raw text.  Readers say of a
line what their format knows (indent, whether it fills the width); what it does not know is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from luohu_fiscal.document import Kind, Paragraph
from luohu_fiscal.readers.cleaning import Text, is_word_gap
from luohu_fiscal.readers.enumerators import (
    depth_of,
    is_heading,
)
from luohu_fiscal.readers.lines import Draft, Line, goes_on, is_cut, uses_indents

__all__ = ["build", "is_title_end", "paragraph", "report_title"]


_DIGITS_END = re.compile(r"\d[,，.]?$")
#: What a report is called: 关于 … 报告, over one line or several.
_TITLE_START = re.compile(r"[关關][于於]|\d{4}\s*年.{0,20}(?:[预預]算|[决決]算|[计計][划劃])")
_TITLE_END = re.compile(
    r"(?:[报報]告|[决決][议議]|[说說]明)(?:\s*[（(【\[][^）)]{1,12}[）)】\]])?$"
)
#: At the very top of a document a title may end otherwise: 某区2021年财政决算情况.
_TOP_TITLE_END = re.compile(
    r"(?:[预預]算|[决決]算|收支|[计計][划劃]).*(?:方案|草案|情[况況])(?:[（(][^）)]{1,12}[）)])?》?$"
)
_TOP = 3
_TITLE_STOP = re.compile(r"[。；：;:>＞]|^[-—]")
_REPORT = re.compile(
    r"(?:[预預]算|[决決]算|收支|[计計][划劃]).*[报報]告(?:\s*[（(【\[][^）)]{1,12}[）)】\]])?$"
)
_OF_BUDGET = re.compile("[预預]算|[决決]算")
_MAX_TITLE_LINES = 5
_MAX_TITLE = 120


def build(lines: Sequence[Line], *, whole: bool = False) -> list[Paragraph]:
    """The paragraphs that the lines print, footnotes set after the paragraph they interrupted.

    `whole` says that each line was a paragraph of its own in the source (HTML, DOCX): then only a
    sentence that is plainly cut in two is joined.
    """
    indented = uses_indents(lines)
    drafts: list[Draft] = []
    notes: list[Draft] = []
    body: Draft | None = None
    titles = _title_runs(lines)
    for index, line in enumerate(lines):
        if line.footnote:
            notes.append(_note(line))
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
                or not (is_cut(body, line) if whole else goes_on(body, line, indented))
            )
        ):
            drafts.append(body)
            drafts.extend(notes)
            body, notes = None, []
        if body is None:
            body = Draft(Kind.TITLE if run else None)
        body.add(line)
    if body is not None:
        drafts.append(body)
    drafts.extend(notes)
    return [_finish(draft) for draft in drafts]


def _note(line: Line) -> Draft:
    note = Draft(Kind.FOOTNOTE)
    note.add(line)
    return note


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
        if index not in runs and index < _TOP and _TOP_TITLE_END.search(line.text):
            runs[index] = "first"
    return runs


def _finish(draft: Draft) -> Paragraph:
    lines = draft.lines
    chars: list[str] = []
    offsets: list[int] = []
    marks: list[tuple[int, str]] = []
    for before, line in zip([None, *lines], lines, strict=False):
        if before is not None and _parted(before, line):
            chars.append(" ")
            offsets.append(offsets[-1] + 1)
        marks.extend((offsets_start, mark) for offsets_start, mark in _raw_marks(line))
        chars.append(line.text)
        offsets.extend(line.offsets)
    text = Text("".join(chars), tuple(offsets))
    note = lines[0].footnote
    return paragraph(text, kind=draft.kind, mark=note, marks=marks)


def _parted(before: Line, line: Line) -> bool:
    """Whether a space stands between two lines: not inside a number broken at a full line."""
    head, tail = line.text[:1], before.text
    if not is_word_gap(tail[-1:], head):
        return False
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
    best = top = ""
    for number, block in enumerate(paragraphs):
        text = block.text
        if not 6 <= len(text) <= _MAX_TITLE or block.kind is Kind.FOOTNOTE or block.depth:
            continue
        if _TITLE_STOP.search(text):
            continue
        if number < _TOP and _TOP_TITLE_END.search(text):
            top = top or text
        if not _REPORT.search(text):
            continue
        if _OF_BUDGET.search(text):
            return text
        best = best or text
    return best or top
