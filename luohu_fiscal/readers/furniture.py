"""What is printed on a page and belongs to no sentence: page numbers, and footnotes.

Page numbers leave; footnotes are marked as such, their marks taken out of the sentences they hang
on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from luohu_fiscal.readers.cleaning import strip
from luohu_fiscal.readers.enumerators import depth_of, ends_sentence
from luohu_fiscal.readers.lines import Line

__all__ = ["is_page_number", "lift_footnotes", "marks_in", "page_numbers", "plain_mark"]

_DRESSED = re.compile(
    r"[-—–－·•~～一\s]+\d{1,4}[-—–－·•~～一\s]+|第\s*\d{1,4}\s*页(?:[，,/\s（(]*共\s*\d{1,4}\s*页[)）]?)?"
    r"|\d{1,4}\s*/\s*\d{1,4}|[Pp](?:age)?\.?\s*\d{1,4}"
)
_BARE = re.compile(r"\d{1,4}")
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TO_DIGITS = str.maketrans(_SUPERSCRIPTS, "0123456789")
#: A superscript after a metre is a square or cubic metre.  国发[2015]35号 has four digits.
_SURE = rf"[{_SUPERSCRIPTS}]{{1,3}}|[\[［]\d{{1,3}}[\]］]"
_MARK = re.compile(rf"(?<![mM\s])(?:{_SURE})")
_OPENS_SURELY = re.compile(rf"(?P<mark>{_SURE})\s*(?=\S)")
_OPENS_MAYBE = re.compile(r"(?P<mark>[①-⑳]|\d{1,2})\s*(?=[\u4e00-\u9fff《“(（])")
_RAISED_MARK = re.compile(r"[\[［(（〔]?(\d{1,3}|[①-⑳※*＊#†‡]{1,3})[)）\]］〕]?")
#: How many lines back the mark of a footnote may stand: about two pages.
_REACH = 90


def plain_mark(mark: str) -> str:
    """The mark in plain characters: a superscript or bracketed number becomes its digits.

    >>> plain_mark("¹²"), plain_mark("[3]"), plain_mark("①")
    ('12', '3', '①')
    """
    return mark.translate(_TO_DIGITS).strip("[]［］")


def is_page_number(text: str) -> bool:
    """True for a line that can only be a page number: dressed with dashes, or 第 3 页.

    >>> is_page_number("— 3 —"), is_page_number("第 3 页 共 9 页"), is_page_number("1,395")
    (True, True, False)
    """
    return _DRESSED.fullmatch(text) is not None


def page_numbers(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines without page numbers, and the page numbers.

    A bare number is one where it stands first or last on a page, or where three and more of them
    count upwards through the text by one.
    """
    bare = [index for index, line in enumerate(lines) if _BARE.fullmatch(line.text)]
    numbers = set(_counting(lines, bare))
    for index in bare:
        before = lines[index - 1].page if index else 0
        after = lines[index + 1].page if index + 1 < len(lines) else None
        several = lines[0].page != lines[-1].page
        if several and (before != lines[index].page or after != lines[index].page):
            numbers.add(index)
    kept: list[Line] = []
    furniture: list[Line] = []
    for index, line in enumerate(lines):
        is_number = index in numbers or is_page_number(line.text)
        (furniture if is_number else kept).append(line)
    return kept, furniture


def _counting(lines: Sequence[Line], bare: Sequence[int]) -> list[int]:
    best: list[int] = []
    run: list[int] = []
    for index in bare:
        value = int(lines[index].text)
        # Pages are some lines apart; numbers on neighbouring lines are a column of figures.
        if run and value == int(lines[run[-1]].text) + 1 and index - run[-1] > 8:
            run.append(index)
        else:
            run = [index]
        best = run if len(run) > len(best) else best
    return best if len(best) >= 3 else []


def lift_footnotes(lines: Sequence[Line]) -> list[Line]:
    """Footnote lines named as such, and their marks taken out of the sentences.

    A line is a footnote where it opens with a superscript, or where it opens with a number that
    stands as a mark in a sentence above and that sentence is interrupted here.
    """
    work: list[Line | None] = [_without_superscripts(line) for line in lines]
    index = 0
    while index < len(work):
        line = work[index]
        found = None if line is None else _opening(work, index)
        if line is None or found is None:
            index += 1
            continue
        mark, start = found
        rest = strip(line.text[start:], line.offsets[start:])
        note = replace(line, text=rest.text, offsets=rest.offsets, footnote=mark, marks=())
        index = _take_whole(work, index, note)
    return [line for line in work if line is not None and line.text]


def _without_superscripts(line: Line) -> Line:
    opening = _OPENS_SURELY.match(line.text)
    start = opening.end() if opening else 0
    if not _MARK.search(line.text, start):
        return line
    text, offsets, marks = line.text[:start], list(line.offsets[:start]), list(line.marks)
    position = start
    for found in _MARK.finditer(line.text, start):
        text += line.text[position : found.start()]
        offsets.extend(line.offsets[position : found.start()])
        marks.append((len(text), plain_mark(found.group())))
        position = found.end()
    text += line.text[position:]
    offsets.extend(line.offsets[position:])
    return replace(line, text=text, offsets=tuple(offsets), marks=tuple(marks))


def _opening(work: list[Line | None], index: int) -> tuple[str, int] | None:
    """The mark a line opens a footnote with and where its text starts; None where it is none."""
    line = work[index]
    assert line is not None
    sure = _OPENS_SURELY.match(line.text)
    if sure:
        return plain_mark(sure["mark"]), sure.end()
    maybe = _OPENS_MAYBE.match(line.text)
    if not maybe or depth_of(line.text) == 3:
        return None
    before = next((work[i] for i in range(index - 1, -1, -1) if work[i] is not None), None)
    if before is None or (ends_sentence(before.text) and not _page_ends(work, index)):
        return None
    mark = plain_mark(maybe["mark"])
    return (mark, maybe.end()) if _claim_mark(work, index, mark) else None


def _page_ends(work: list[Line | None], index: int) -> bool:
    line = work[index]
    after = next((work[i] for i in range(index + 1, len(work)) if work[i] is not None), None)
    return line is not None and after is not None and after.page != line.page


def _claim_mark(work: list[Line | None], index: int, mark: str) -> bool:
    """Find the mark in a sentence above and take it out of there."""
    glued = re.compile(rf"(?<=[%元”）》)]){re.escape(mark)}(?=[，。；、）]|$)")
    for back in range(index - 1, max(-1, index - _REACH), -1):
        line = work[back]
        if line is None or line.footnote:
            continue
        if any(name == mark for _, name in line.marks):
            return True
        if line.text == mark:
            work[back] = None
            for above in range(back - 1, -1, -1):
                host = work[above]
                if host is not None:
                    work[above] = replace(
                        host, marks=(*host.marks, (len(host.text), mark)), slack=0.0
                    )
                    break
            return True
        found = glued.search(line.text)
        if found:
            start, end = found.span()
            work[back] = replace(
                line,
                text=line.text[:start] + line.text[end:],
                offsets=(*line.offsets[:start], *line.offsets[end:]),
                marks=(*line.marks, (start, mark)),
            )
            return True
    return False


def _take_whole(work: list[Line | None], index: int, note: Line) -> int:
    """Put the footnote, with the lines it runs over, in its first line's place."""
    page, last = note.page, note
    text, offsets = note.text, list(note.offsets)
    after = index + 1
    while after < len(work):
        line = work[after]
        if line is None:
            after += 1
            continue
        if line.page != page or not last.full or ends_sentence(text) or depth_of(line.text):
            break
        text += line.text
        offsets.extend(line.offsets)
        work[after], last = None, line
        after += 1
    work[index] = replace(note, text=text, offsets=tuple(offsets))
    return after


def marks_in(text: str, raised: Sequence[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """The footnote marks among the raised pieces of a text: start, end, mark.

    A raised number after a metre is a power; at the start of a line it opens the footnote itself.

    >>> marks_in("增长5.6%[1]，占地3m2", [(6, 8), (8, 9), (14, 15)])
    [(6, 9, '1')]
    """
    runs: list[list[int]] = []
    for start, end in raised:
        if runs and not text[runs[-1][1] : start].strip():
            runs[-1][1] = end
        else:
            runs.append([start, end])
    marks = []
    for start, end in runs:
        found = _RAISED_MARK.fullmatch("".join(text[start:end].split()))
        before = text[:start].rstrip()
        if found and before and before[-1] not in "mM":
            marks.append((start, end, found[1]))
    return marks
