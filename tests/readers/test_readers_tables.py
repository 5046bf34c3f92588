"""Grids of cells become tables: titles, units, headers, spans, continued and stacked tables."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luohu_fiscal.document import Block, Table
from luohu_fiscal.money.printed import number_in
from luohu_fiscal.readers import read
from luohu_fiscal.readers.captions import assemble
from luohu_fiscal.readers.cleaning import Text
from luohu_fiscal.readers.paragraphs import paragraph
from luohu_fiscal.readers.table_words import number_of, unit_of
from luohu_fiscal.readers.tables import Printed, make_tables


def _grid(*rows: str) -> list[Printed]:
    """Cells from lines with | between them; a cell may end in {rows,columns}."""
    cells = []
    for number, row in enumerate(rows):
        column = 0
        for text in row.split("|"):
            name, _, span = text.partition("{")
            high, wide = (int(part) for part in span[:-1].split(",")) if span else (1, 1)
            cells.append(Printed(name.strip(), 0, len(name), number, column, high, wide))
            column += wide
    return cells


def _one(*rows: str) -> Table:
    tables = make_tables(_grid(*rows), 1)
    assert len(tables) == 1
    return tables[0]


def _body(table: Table) -> list[list[str]]:
    return [[cell.text if cell else "" for cell in row] for row in table.rows]


@pytest.mark.parametrize(
    ("text", "number", "percent"),
    [
        ("1,395,034", "1395034", False),
        ("18.60", "18.60", False),
        ("－6,197", "-6197", False),
        ("56.1%", "56.1", True),
        ("５６．１％", "56.1", True),
        ("0", "0", False),
        ("-", None, False),
        ("—", None, False),
        ("", None, False),
        ("0101", None, False),
        ("2024年", None, False),
        ("12 34", None, False),
        ("1,23", None, False),
        ("约5", None, False),
        ("9" * 80, None, False),
    ],
)
def test_a_cell_prints_a_number_or_none(text: str, number: str | None, percent: bool) -> None:
    found, is_percent = number_of(text)
    assert (None if found is None else f"{found:f}", is_percent) == (number, percent)


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=2, min_value=-(10**15), max_value=10**15
    )
)
def test_a_printed_number_comes_back_digit_for_digit(value: Decimal) -> None:
    assert number_of(f"{value:,.2f}")[0] == value
    assert f"{number_of(f'{value:f}')[0]:f}" in (f"{value:f}", f"{abs(value):f}")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：万元", "万元"),
        ("单位:亿元、%", "亿元"),
        ("金额单位：人民币万元", "万元"),
        ("（单位：元）", "元"),
        ("单 位：千元", "千元"),
        ("单位：人", ""),
        ("预算单位", ""),
    ],
)
def test_the_unit_beside_a_title_is_read_as_printed(text: str, unit: str) -> None:
    assert unit_of(text) == unit


def test_header_rows_merge_into_one_name_for_each_column() -> None:
    table = _one(
        "项目{2,1}|2025年{1,2}|增长{2,1}",
        "|预算数|执行数",
        "税收|1|2|3%",
    )
    assert table.header == ("项目", "2025年 / 预算数", "2025年 / 执行数", "增长")
    assert _body(table) == [["税收", "1", "2", "3%"]]


def test_an_unmerged_second_header_row_fills_the_blanks_of_the_first() -> None:
    table = _one("项目|2025年||", "|预算数|执行数|增长", "税收|1|2|3%")
    assert table.header == ("项目", "2025年 / 预算数", "执行数", "增长")


def test_a_row_that_counts_the_columns_is_header_and_no_figure() -> None:
    table = _one("项目|预算数|执行数|完成", "栏次|1|2|3=2/1", "税收|10|20|200%")
    assert table.header == ("项目", "预算数", "执行数", "完成")
    assert _body(table) == [["税收", "10", "20", "200%"]]


def test_a_first_row_without_figures_is_no_second_header() -> None:
    table = _one("项目|预算数|执行数", "一、税收||", "增值税|1|2")
    assert table.header == ("项目", "预算数", "执行数")
    assert _body(table)[0] == ["一、税收", "", ""]


def test_title_and_unit_inside_the_grid_are_taken_out_of_it() -> None:
    table = _one("2025年收入表{1,3}", "单位：万元{1,3}", "项目|预算数|执行数", "税收|1|2")
    assert (table.title, table.unit) == ("2025年收入表", "万元")
    assert _body(table) == [["税收", "1", "2"]]


def test_a_label_stands_in_every_row_it_spans_and_a_number_once() -> None:
    table = _one("类别|项目|数", "税收{2,1}|甲|7{2,1}", "|乙", "其他|丙|8")
    # The span of the first column pushes the second row's cell to the right.
    shifted = [
        cell._replace(column=1) if cell.text == "乙" else cell
        for cell in _grid("类别|项目|数", "税收{2,1}|甲|7{2,1}", "乙", "其他|丙|8")
    ]
    table = make_tables(shifted, 1)[0]
    assert _body(table) == [["税收", "甲", "7"], ["税收", "乙", ""], ["其他", "丙", "8"]]
    assert sum(cell.number for row in table.rows if (cell := row[2]) and cell.number) == 15


def test_tables_stacked_in_one_grid_come_apart() -> None:
    tables = make_tables(
        _grid(
            "附表1",
            "收入表{1,3}",
            "||单位：万元",
            "项目|预算数|执行数",
            "税收|1|2",
            "附表2",
            "支出表{1,3}",
            "||单位：亿元",
            "项目|预算数|执行数",
            "教育|3|4",
        ),
        1,
    )
    assert [(t.title, t.unit, _body(t)) for t in tables] == [
        ("附表1 收入表", "万元", [["税收", "1", "2"]]),
        ("附表2 支出表", "亿元", [["教育", "3", "4"]]),
    ]


def _line(text: str) -> Block:
    return paragraph(Text(text, tuple(range(len(text)))))


def test_the_lines_above_a_table_become_its_title_and_unit() -> None:
    table = _one("项目|预算数", "税收|1")
    blocks = assemble(
        [_line("收入增长。"), _line("附表3"), _line("收入执行表"), _line("单位：万元"), table]
    )
    assert len(blocks) == 2
    assert isinstance(blocks[1], Table)
    assert (blocks[1].title, blocks[1].unit) == ("附表3 收入执行表", "万元")


def test_a_heading_above_a_table_names_it_and_stays_a_heading() -> None:
    blocks = assemble([_line("（一）债务限额"), _one("地区|限额", "全市|1")])
    assert isinstance(blocks[-1], Table)
    assert (len(blocks), blocks[-1].title) == (2, "（一）债务限额")


def test_a_table_goes_on_over_the_page_where_its_header_comes_again() -> None:
    first = _one("收入表{1,2}", "单位：万元{1,2}", "项目|数", "甲|1")
    second = replace(
        _one("收入表（续）{1,2}", "单位：万元{1,2}", "项目|数", "乙|2"), page=2, pages=(2,)
    )
    blocks = assemble([first, second])
    assert isinstance(blocks[0], Table)
    assert (len(blocks), blocks[0].pages) == (1, (1, 2))
    assert _body(blocks[0]) == [["甲", "1"], ["乙", "2"]]


def test_another_title_or_another_unit_is_another_table() -> None:
    first = _one("收入表{1,2}", "单位：万元{1,2}", "项目|数", "甲|1")
    other = replace(_one("支出表{1,2}", "单位：万元{1,2}", "项目|数", "乙|2"), page=2, pages=(2,))
    unit = replace(_one("收入表{1,2}", "单位：亿元{1,2}", "项目|数", "乙|2"), page=2, pages=(2,))
    assert len(assemble([first, other])) == len(assemble([first, unit])) == 2


def test_a_table_that_only_lays_out_paragraphs_is_none(tmp_path: Path) -> None:
    file = tmp_path / "layout.html"
    cell = "<td><p>收入为10万元，比上年有所增长。</p><p>支出为9万元。</p></td>"
    file.write_text(f"<table><tr>{cell}</tr><tr>{cell}</tr></table>", "utf-8")
    document = read(file)
    assert not list(document.tables())
    assert [block.text for block in document.paragraphs()][:2] == [
        "收入为10万元，比上年有所增长。",
        "支出为9万元。",
    ]


def test_cell_tags_part_and_inline_tags_join(tmp_path: Path) -> None:
    file = tmp_path / "tags.html"
    file.write_text(
        "<p>收入1<b>2</b>,<i>3</i>45万元</p><table><tr><td>甲<td>乙</tr>"
        "<tr><td>10</td><td>20</td></tr></table>",
        "utf-8",
    )
    document = read(file)
    assert [block.text for block in document.paragraphs()] == ["收入12,345万元"]
    assert _body(next(document.tables())) == [["10", "20"]]


def test_a_table_inside_a_cell_of_a_word_file_is_a_table(tmp_path: Path) -> None:
    import docx

    paper = docx.Document()
    outer = paper.add_table(rows=1, cols=2)
    outer.cell(0, 0).text, outer.cell(0, 1).text = "左边如此。", "右边如此。"
    inner = outer.cell(0, 0).add_table(rows=0, cols=2)
    for row in (("项目", "数"), ("甲", "1,234.50"), ("乙", "77")):
        for cell, text in zip(inner.add_row().cells, row, strict=True):
            cell.text = text
    file = tmp_path / "nested.docx"
    paper.save(str(file))
    document = read(file)
    rows = [[cell.text for cell in row if cell] for row in next(document.tables()).rows]
    assert rows == [["甲", "1,234.50"], ["乙", "77"]]
    assert [p.text for p in document.paragraphs()] == ["左边如此。", "右边如此。"]


@given(
    st.from_regex(
        r"-?[0-9]{1,12}(,[0-9]{3}){0,3}(\.[0-9]{1,4})?%?", fullmatch=True, alphabet="-,.%0123456789"
    )
)
def test_a_number_in_the_common_form_is_the_one_that_is_printed(text: str) -> None:
    number, percent = number_of(text)
    meant = number_in(text.removesuffix("%"))
    # 0101 is a code, not a number.
    assert number == (None if re.match(r"0[0-9]", text) else meant)
    assert number is None or percent is text.endswith("%")
