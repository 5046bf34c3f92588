"""What stands above a table, and a table that goes on: title, unit and columns are kept."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luohu_fiscal.document import Table
from luohu_fiscal.readers.pdf import read_bytes
from luohu_fiscal.readers.table_words import before_unit, names_office, unit_of
from tests.readers.drawing import cells, drawn, grid

UNITS = ("元", "千元", "万元", "百万元", "亿元", "万亿元")
OFFICES = ("编制单位", "填报单位", "单位名称", "预算单位", "编报单位")
NAMES = ("某县财政局", "广元市财政局", "元江县民政局", "百万元乡政府", "万州区人大办")
XS = (60, 200, 280, 360, 440)
HEADER = ("项目", "预算数", "执行数", "调整数")


@given(
    st.sampled_from(OFFICES), st.sampled_from(NAMES), st.sampled_from(UNITS), st.sampled_from("：:")
)
def test_the_unit_stands_behind_the_office_whatever_its_name(
    office: str, name: str, unit: str, colon: str
) -> None:
    line = f"{office}{colon}{name} 单位{colon}{unit}"
    # A name that itself begins with a unit cannot be told from one; all others can.
    if not name.startswith("百万元"):
        assert unit_of(line) == unit
        assert unit_of(f"{office}{colon}{name}") == ""
    assert names_office(line)
    assert (
        before_unit(f"某县收入决算表 {line}")
        == before_unit(f"某县收入决算表{line}")
        == "某县收入决算表"
    )


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("单位：万平方米、亿元", "亿元"),
        ("单位：人民币万元", "万元"),
        ("金额单位：元", "元"),
        ("单位（万元）", "万元"),
        ("单位：万元常委会办公厅", "万元"),
        ("单位：元谋县财政局", ""),
        ("单位经营收入0.00万元", ""),
        ("单位负责人", ""),
    ],
)
def test_a_unit_is_what_stands_directly_behind_the_word(line: str, unit: str) -> None:
    assert unit_of(line) == unit


def _table(lines: tuple[str, ...]) -> Table:
    def work(canvas: Any) -> None:
        for number, line in enumerate(lines):
            canvas.drawString(60, 780 - 20 * number, line)
        grid(
            canvas,
            700,
            XS,
            [HEADER, ("税收收入", "1,200", "1,300", "1,250"), ("合计", "2,000", "2,100", "2,050")],
        )

    (table,) = read_bytes(drawn(work), "table.pdf").tables()
    return table


@pytest.mark.parametrize(
    "lines",
    [
        ("某县2024年收入决算表", "编制单位：某县财政局    单位：万元"),
        ("某县2024年收入决算表", "编制单位：某县财政局", "单位：万元"),
        ("某县2024年收入决算表    编制单位：某县财政局    单位：万元",),
    ],
)
def test_office_and_unit_above_a_table_leave_its_title(lines: tuple[str, ...]) -> None:
    table = _table(lines)
    assert (table.title, table.unit) == ("某县2024年收入决算表", "万元")


def _first(canvas: Any) -> None:
    canvas.drawString(60, 780, "某县2024年支出预算表")
    canvas.drawString(60, 760, "单位：万元")
    rows = [HEADER, *((f"科目{n}", f"{n},100", f"{n},200", f"{n},300") for n in range(1, 5))]
    grid(canvas, 750, XS, rows, 100)


def test_a_table_that_goes_on_without_a_column_keeps_header_unit_and_places() -> None:
    def second(canvas: Any) -> None:
        grid(canvas, 780, XS, [(f"科目{n}", f"{n},100", "", f"{n},300") for n in range(5, 8)])

    (table,) = read_bytes(drawn(_first, second), "long.pdf").tables()
    assert (table.title, table.unit, table.pages) == ("某县2024年支出预算表", "万元", (1, 2))
    assert table.header == HEADER
    assert [[cell.text if cell else "" for cell in row] for row in table.rows[4:]] == [
        [f"科目{n}", f"{n},100", "", f"{n},300"] for n in range(5, 8)
    ]


def test_a_narrower_table_with_a_name_of_its_own_is_none_that_goes_on() -> None:
    def second(canvas: Any) -> None:
        canvas.drawString(60, 800, "某县2024年结转情况表")
        grid(
            canvas,
            780,
            XS[:4],
            [HEADER[:3], *((f"事项{n}", f"{n},100", f"{n},000") for n in range(1, 4))],
        )

    first, other = read_bytes(drawn(_first, second), "two.pdf").tables()
    assert len(first.rows) == 4
    assert other.header == HEADER[:3]


def test_a_table_elsewhere_on_the_next_page_does_not_go_on() -> None:
    def second(canvas: Any) -> None:
        grid(canvas, 780, (100, 330, 520), [(f"事项{n}", f"{n},100") for n in range(1, 4)])

    assert len(list(read_bytes(drawn(_first, second), "two.pdf").tables())) == 2


def test_a_number_wrapped_in_its_cell_is_one_number() -> None:
    def work(canvas: Any) -> None:
        rows = [
            ("项目", "预算数", "执行数"),
            ("税收收入", "29013\n7", "500"),
            ("非税\n收入", "8120\n4", "700"),
        ]
        grid(canvas, 780, (60, 130, 160, 260), rows, 40)

    (table,) = cells(read_bytes(drawn(work), "narrow.pdf"))
    assert [row[1:] for row in table[1:]] == [["290137", "500"], ["81204", "700"]]


def test_numbers_of_two_rows_in_one_ruled_row_stay_two() -> None:
    def work(canvas: Any) -> None:
        rows = [("项目", "预算数", "执行数"), ("税收\n非税", "29013\n7", "50000\n8")]
        grid(canvas, 780, (60, 130, 160, 260), rows, 40)

    (table,) = cells(read_bytes(drawn(work), "rows.pdf"))
    assert [row[1:] for row in table[1:]] == [["29013", "50000"], ["7", "8"]]


def test_a_number_wider_than_its_cell_is_one_number() -> None:
    def work(canvas: Any) -> None:
        rows = [("项目", "预", "执行数"), ("税收收入", "1290137", "500"), ("非税收入", "12", "700")]
        grid(canvas, 780, (60, 130, 158, 260), [rows[0], ("税收收入", "", ""), rows[2]], 20)
        canvas.drawString(132, 746, "1290137")
        canvas.drawString(200, 746, "500")

    (table,) = cells(read_bytes(drawn(work), "clipped.pdf"))
    assert [row[1:] for row in table[1:]] == [["1290137", "500"], ["12", "700"]]
