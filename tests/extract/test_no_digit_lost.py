"""Every printed number arrives once and whole: as a figure, a rate, or a row that says why it is neither.

What is a number with a unit is told here by a pattern of its own, which knows nothing of how the
package reads: a run of digits and separators with a unit of money or a percent sign behind it.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luohu_fiscal.document import Cell, Document
from luohu_fiscal.errors import LuohuFiscalError
from luohu_fiscal.extract import extract
from luohu_fiscal.extract.headings import Headings
from luohu_fiscal.extract.tables.caption import Caption, Plans, caption
from luohu_fiscal.extract.tables.columns import Kind, read_columns
from luohu_fiscal.model.figures import Claim, Figure, Source, Unplaced
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.readers import read, read_text
from luohu_fiscal.wording import wording
from tests.extract.tables.grids import document as table
from tests.places import SHARED

#: A run of digits with a unit behind it, and what may stand between the two.
_RUN = re.compile(
    r"(?<![\d.,])[\d][\d.,]*[-①-⑳*）)]?(?:多|余|几)?\s*"
    r"(?:万亿元|亿元|百万元|万元|千元|元|%|个?百分点|‰|[萬億]元)"
)
#: Each document of the corpus is read in the long run; so many of them, drawn anew by name, in the short.
_SAMPLE = 4


def sources(report: BudgetReport) -> list[Source]:
    """The places of all figures, rates and rows of a report, in their order on the page."""
    rows: list[Figure | Claim | Unplaced] = [*report.figures, *report.claims, *report.unplaced]
    return sorted(
        (one.source for one in rows if one.source is not None),
        key=lambda source: (source.start, source.end),
    )


def runs(document: Document) -> Iterator[tuple[int, int, str]]:
    """Where each number with a unit stands in the original: its digits, from the first to the last."""
    for paragraph in document.paragraphs():
        for match in _RUN.finditer(paragraph.text):
            digits = [at for at in range(*match.span()) if paragraph.text[at].isdecimal()]
            first, last = paragraph.offsets[digits[0]], paragraph.offsets[digits[-1]] + 1
            yield first, last, match[0]


def lost(document: Document, report: BudgetReport) -> list[str]:
    """The numbers that ended nowhere, or only in part."""
    placed = sources(report)
    starts = [source.start for source in placed]
    found = []
    for first, last, text in runs(document):
        at = bisect_right(starts, first) - 1
        if at < 0 or placed[at].end < last:
            found.append(text)
    return found


def doubled(report: BudgetReport) -> list[str]:
    """The places that overlap: what stands there ended twice."""
    return [
        f"{one.text} | {other.text}"
        for one, other in pairwise(sources(report))
        # A number that a footnote cuts in two spans the footnote, and what is printed there.
        if other.start < one.end and other.text in one.text
    ]


def misread(report: BudgetReport) -> list[str]:
    """The figures whose digits are not those of their place."""
    found = []
    for figure in report.figures:
        assert figure.source is not None
        printed = "".join(re.findall(r"\d", figure.source.text))
        read_as = "".join(re.findall(r"\d", f"{figure.amount.printed:f}"))
        if printed.lstrip("0") != read_as.lstrip("0") and read_as.strip("0"):
            found.append(f"{figure.source.text}: {figure.amount}")
    return found


_GROUPS = st.lists(st.integers(0, 99999).map(str), min_size=1, max_size=4)
_NUMBERS = st.one_of(
    st.integers(0, 10**9).map(lambda number: f"{number:,}"),
    st.decimals(0, 10**6, places=2).map(str),
    st.builds(lambda groups, mark: mark.join(groups), _GROUPS, st.sampled_from([",", ".", ",,"])),
)
_SIGNED = st.builds(
    lambda form, number: form.format(number),
    st.sampled_from(
        ["{}", "{}", "-{}", "△{}", "▲{}", "负{}", "{}-", "（{}）", "{}①", "约{}", "{}多"]
    ),
    _NUMBERS,
)
_NAMES = st.sampled_from(
    [
        "收入总计",
        "加上上年结转收入",
        "其中：税收收入",
        "支出",
        "比上年增加",
        "同比增长",
        "调出资金",
        "（含专款",
        "为",
    ]
)
_UNITS = st.sampled_from(["万元", "亿元", "元", "%", "个百分点", "千元"])
_STOPS = st.sampled_from(["，", "。", "；", "）", "、", "，其中：", "（"])
_SENTENCES = st.lists(
    st.builds(lambda *parts: "".join(parts), _NAMES, _SIGNED, _UNITS, _STOPS), max_size=8
)


@settings(max_examples=200, deadline=None)
@given(_SENTENCES)
def test_every_number_with_a_unit_ends_once_and_whole(sentences: list[str]) -> None:
    text = "关于甲市2024年预算执行情况的报告\n\n（一）一般公共预算\n\n" + "".join(sentences)
    document = read_text(text)
    report = extract(document)
    assert not lost(document, report)
    assert not doubled(report)
    assert not misread(report)


_CELLS = st.one_of(
    st.none(),
    _SIGNED,
    st.sampled_from(
        ["-", "—", "#REF!", "########", "#DIV/0!", "支 61,492", "2.06%、2.07%", "05", ", 127"]
    ),
)
_LINES = st.lists(
    st.tuples(
        st.sampled_from(["一、税收收入", "增值税", "减：退库", "其他", "收入合计"]), _CELLS, _CELLS
    ),
    min_size=3,
    max_size=8,
)


@settings(max_examples=200, deadline=None)
@given(_LINES)
def test_every_digit_and_error_of_a_column_of_amounts_ends_once_and_whole(
    lines: list[tuple[str, str | None, str | None]],
) -> None:
    heads = ["项目", "2023年执行数", "2024年执行数"]
    known = ["二、非税收入", "5,100", "5,200"]
    document = table("2024年市本级一般公共预算收入执行情况表", heads, *[known] * 9, *lines)
    report = extract(document)
    (read,) = document.tables()
    amounts = {
        column.index
        for column in read_columns(read, _caption(document), wording())
        if column.kind is Kind.AMOUNT
    }
    wanted = {
        cell.start
        for row in read.rows
        for index in amounts
        if (cell := row[index]) is not None and re.search(r"\d|#", cell.text)
    }
    placed = Counter(source.start for source in sources(report))
    assert wanted
    assert {start: placed[start] for start in wanted} == dict.fromkeys(wanted, 1)
    assert set(placed.values()) == {1}
    assert not misread(report)


def _caption(document: Document) -> Caption:
    words = wording()
    headings = Headings(document, words)
    return caption(next(iter(document.tables())), headings, Plans.of(document, headings), words)


def corpus() -> list[Path]:
    folder = SHARED / "corpus"
    kinds = {".txt", ".html", ".pdf", ".xlsx", ".docx"}
    return sorted(path for path in folder.rglob("*") if path.suffix in kinds)


def _holds(path: Path) -> None:
    try:
        document = read(path)
    except LuohuFiscalError:
        return  # refused in one line: a test of the readers
    report = extract(document)
    assert not lost(document, report)[:20]
    assert not doubled(report)[:20]
    placed = Counter(source.start for source in sources(report))
    assert not [cell.text for cell in _numbers(document) if placed[cell.start] != 1][:20]


def _numbers(document: Document) -> list[Cell]:
    """The cells of all tables whose text is a number."""
    return [
        cell
        for table in document.tables()
        for row in table.rows
        for cell in row
        if cell is not None and cell.number is not None
    ]


@pytest.mark.parametrize(
    "path",
    random.Random(2024).sample(corpus(), min(_SAMPLE, len(corpus()))),
    ids=lambda path: path.name,
)
def test_every_number_of_a_published_document_ends_once_and_whole(path: Path) -> None:
    _holds(path)


@pytest.mark.slow
@pytest.mark.parametrize("path", corpus(), ids=lambda path: path.name)
def test_every_number_of_every_published_document_ends_once_and_whole(path: Path) -> None:
    _holds(path)
