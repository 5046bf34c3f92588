"""A table that lost its grid, one cell a line, is a table again or its numbers are refused by name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luohu_fiscal.document import Refusal
from luohu_fiscal.extract import extract
from luohu_fiscal.readers import read_text
from luohu_fiscal.readers.html import read_bytes

TOP = ("示例县2024年一般公共预算收入执行情况表", "单位：万元")
NAMES = ("税收收入", "增值税", "企业所得税", "个人所得税", "非税收入", "专项收入", "罚没收入")
BEHIND = "以上数据为快报数，最终结果以决算为准。"


@given(
    st.integers(2, 5),
    st.lists(st.integers(100, 9_999_999), min_size=35, max_size=35),
    st.integers(3, 7),
    st.booleans(),
)
def test_rows_of_one_shape_are_the_table_they_were(
    width: int, amounts: list[int], rows: int, coded: bool
) -> None:
    header = ["项目", *(f"{2020 + n}年执行数" for n in range(1, width))]
    body = [
        [NAMES[row], *(f"{amounts[row * 5 + n]:,}" for n in range(width - 1))]
        for row in range(rows)
    ]
    if coded:
        header.insert(0, "科目编码")
        body = [[f"10{row + 1}01", *cells] for row, cells in enumerate(body)]
    lines = [*TOP, *header, *(cell for row in body for cell in row), BEHIND]
    if sum(cell[0].isdigit() for row in body for cell in row) < 6:
        return
    document = read_text("\n".join(lines))
    (table,) = document.tables()
    assert (table.title, table.unit, table.header) == (TOP[0], "万元", tuple(header))
    assert [[cell.text for cell in row if cell] for row in table.rows] == body
    for row in table.rows:
        for cell in row:
            assert cell is not None
            assert document.raw[cell.start : cell.end] == cell.text
    assert [block.text for block in document.paragraphs()] == [BEHIND]


def _with_a_gap() -> list[str]:
    body = [
        cell for n, name in enumerate(NAMES) for cell in (name, f"{n + 1}1,000", f"{n + 1}2,000")
    ]
    del body[4]
    return [*TOP, "项目", "预算数", "执行数", *body, BEHIND]


def test_with_a_cell_missing_every_number_is_refused_and_none_is_lost() -> None:
    document = read_text("\n".join(_with_a_gap()))
    (table,) = document.tables()
    assert table.refused is Refusal.COLUMNS
    report = extract(document)
    assert not report.figures
    assert len(report.unplaced) == 13
    assert {entry.reason for entry in report.unplaced} == {"a table whose columns cannot be told"}


@pytest.mark.parametrize("tag", ["p", "div", "li"])
def test_a_web_page_of_one_cell_a_paragraph_is_read_alike(tag: str) -> None:
    lines = [*TOP, "项目", "预算数", "执行数"]
    lines += [
        cell for n, name in enumerate(NAMES) for cell in (name, f"{n + 1}1,000", f"{n + 1}2,000")
    ]
    page = "".join(f"<{tag}>{line}</{tag}>" for line in lines)
    (table,) = read_bytes(f"<html><body>{page}</body></html>".encode(), "page.html").tables()
    assert table.header == ("项目", "预算数", "执行数")
    assert [row[0].text for row in table.rows if row[0]] == list(NAMES)


def test_lists_with_few_numbers_and_menus_are_no_tables() -> None:
    text = "首页\n信息公开\n1\n2\n3\n4\n5\n6\n7\n下一页\n一、收入情况\n全年收入10亿元。"
    assert not list(read_text(text).tables())
