"""A law of annex tables: every number ends exactly once, whatever the table looks like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from luohu_fiscal.extract import extract
from tests.extract.tables.grids import TITLE, document

_CELLS = st.one_of(
    st.none(),
    st.sampled_from(["-", "0", "12.5%", "1,234", "-5", "201", "20101", "文字", "2024年"]),
    st.integers(0, 999).map(str),
)
_HEADS = st.sampled_from(
    [
        "项目",
        "科目编码",
        "预算数",
        "2024年执行数",
        "占预算%",
        "比上年增长%",
        "增减额",
        "备注",
        "",
        "全市",
        "一般债务",
    ]
)
_LABELS = st.sampled_from(
    [
        "一、税收收入",
        "增值税",
        "其中：契税",
        "（一）返还性收入",
        "合计",
        "收入总计",
        "转移性收入",
        "上级补助收入",
        "全市",
        "市本级",
        "2023年末债务余额",
        "注：无",
        "",
        "二、教育支出",
        "支出总计",
        "小计",
    ]
)
_TITLES = st.sampled_from(
    [
        TITLE,
        "2024年全市一般公共预算收支平衡表",
        "2025年市级政府债务限额及余额情况表",
        "三公经费表",
        "",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    title=_TITLES,
    heads=st.lists(_HEADS, min_size=2, max_size=6),
    rows=st.lists(
        st.tuples(_LABELS, st.lists(_CELLS, min_size=6, max_size=6)), min_size=2, max_size=9
    ),
    unit=st.sampled_from(["万元", "亿元", ""]),
)
def test_every_number_of_any_table_ends_exactly_once_as_figure_rate_or_unplaced(
    title: str, heads: list[str], rows: list[tuple[str, list[str | None]]], unit: str
) -> None:
    lines: list[list[str | None]] = [
        [label or None, *cells[: len(heads) - 1]] for label, cells in rows
    ]
    grid: list[Sequence[str | None]] = [heads, *lines]
    made = document(title, *grid, unit=unit)
    found = extract(made)
    printed = Counter(
        cell.start
        for table in made.tables()
        for row in table.rows
        for cell in row
        if cell is not None and cell.number is not None
    )
    sources = (
        *(figure.source for figure in found.figures),
        *(claim.source for claim in found.claims),
        *(entry.source for entry in found.unplaced),
    )
    used = Counter(source.start for source in sources if source is not None)
    assert used == printed
    assert all(figure.parent in {None, *found.by_id} for figure in found.figures)
