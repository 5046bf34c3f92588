"""Numbers of a workbook come out as the exact decimals that are stored and shown."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luohu_fiscal.document import Document, Table
from luohu_fiscal.readers import read
from luohu_fiscal.readers.xlsx_numbers import show


def _book(
    folder: Path, rows: list[list[object]], formats: dict[str, str] | None = None
) -> Document:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for address, code in (formats or {}).items():
        sheet[address].number_format = code
    file = folder / "book.xlsx"
    book.save(file)
    return read(file)


@pytest.mark.parametrize(
    ("stored", "code", "text", "number"),
    [
        ("1395034", "General", "1395034", "1395034"),
        ("1395034", "#,##0", "1,395,034", "1395034"),
        ("18.6", "0.00", "18.60", "18.60"),
        ("18.6", "General", "18.6", "18.6"),
        ("-6197", "#,##0;-#,##0", "-6,197", "-6197"),
        ("-6197", "#,##0;(#,##0)", "-6,197", "-6197"),
        ("-6197", "#,##0;[Red]#,##0", "-6,197", "-6197"),
        ("0.30000000000000004", "General", "0.3", "0.3"),
        ("1234.5600000000001", "0.00", "1234.56", "1234.56"),
        ("0.561", "0.0%", "56.1%", "56.1%"),
        ("0.5605", "0.0%", "56.1%", "56.1%"),
        ("2.5", "0", "3", "3"),
        ("-2.5", "0", "-3", "-3"),
        ("1.005", "0.00", "1.01", "1.01"),
        ("1.5E+3", "General", "1500", "1500"),
        ("12345678", "#,##0,", "12,346", "12346"),
        ("5.5", "0.0#", "5.5", "5.5"),
        ("0", '0;-0;"-"', "-", ""),
        ("2025", '0"年"', "2025年", ""),
        ("45000", "yyyy-mm-dd", "2023-03-15", ""),
        ("45000", 'yyyy"年"m"月"', "2023年3月", ""),
        ("7", '0.00"万元"', "7.00", "7.00"),
        ("1E+300", "General", "1E+300", ""),
        ("nonsense", "General", "nonsense", ""),
    ],
)
def test_a_stored_number_is_shown_as_excel_shows_it(
    stored: str, code: str, text: str, number: str
) -> None:
    shown = show(stored, code)
    assert (shown.text, shown.number) == (text, number)


@given(st.decimals(places=2, min_value=-(10**12), max_value=10**12, allow_nan=False))
def test_a_stored_decimal_of_fifteen_digits_comes_back_unchanged(value: Decimal) -> None:
    assert Decimal(show(f"{value:f}", "General").number) == value
    assert show(f"{value:f}", "0.00").number in (f"{value:.2f}", f"{abs(value):.2f}")


@given(st.floats(min_value=-1e9, max_value=1e9, allow_nan=False).map(lambda x: round(x, 4)))
def test_what_a_float_writer_stores_reads_as_the_decimal_that_was_meant(value: float) -> None:
    # repr is the shortest decimal of a float; writers that store 17 digits mean the same number.
    assert Decimal(show(repr(value), "General").number) == Decimal(repr(value))
    assert Decimal(show(f"{value:.17g}", "General").number) == Decimal(repr(value))


def test_places_that_are_not_shown_are_kept_beside_the_number(tmp_path: Path) -> None:
    document = _book(tmp_path, [["项目", "数"], ["甲", 1234.567], ["乙", 2]], {"B2": "#,##0"})
    cell = next(document.tables()).rows[0][1]
    assert cell is not None
    assert (cell.text, cell.number, cell.stored) == ("1,235", Decimal(1235), "1234.567")


def test_numbers_stored_as_text_count_as_printed(tmp_path: Path) -> None:
    document = _book(tmp_path, [["项目", "数"], ["甲", "1,234.50"], ["乙", "—"]])
    rows = next(document.tables()).rows
    assert rows[0][1] is not None and rows[1][1] is not None
    assert (rows[0][1].number, rows[1][1].number) == (Decimal("1234.50"), None)


def test_a_formula_keeps_its_text_and_its_stored_result(tmp_path: Path) -> None:
    _book(tmp_path, [["项目", "数"], ["甲", 1], ["合计", "=SUM(B2:B2)"]])
    document = read(_with_result(tmp_path / "book.xlsx", "=SUM", "1"))
    cell = next(document.tables()).rows[1][1]
    assert cell is not None
    assert (cell.formula, cell.number) == ("SUM(B2:B2)", Decimal(1))


def _with_result(file: Path, formula: str, result: str) -> Path:
    """The workbook with a result stored beside its formula, as Excel does on saving."""
    stream = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            data = source.read(name).decode("utf-8", "surrogateescape")
            if name.startswith("xl/worksheets/"):
                data = re.sub(r"</f><v\s*/>|</f><v></v>", f"</f><v>{result}</v>", data)
            target.writestr(name, data.encode("utf-8", "surrogateescape"))
    file.write_bytes(stream.getvalue())
    return file


def test_a_formula_without_a_result_is_missing_and_said_so(tmp_path: Path) -> None:
    document = _book(tmp_path, [["项目", "数"], ["甲", 1], ["合计", "=SUM(B2:B2)"]])
    table = next(document.tables())
    assert table.rows[1][1] is None
    assert any("1 formulas without a stored result" in note for note in document.notes)


def test_two_tables_on_one_sheet_come_apart_and_notes_are_paragraphs(tmp_path: Path) -> None:
    document = _book(
        tmp_path,
        [
            ["收入表"], [None, None, "单位：万元"], ["项目", "预算数", "执行数"], ["税收", 10, 20],
            [],
            ["支出表"], [None, None, "单位：亿元"], ["项目", "预算数", "执行数"], ["教育", 30, 40],
            ["注：本表为快报数。"],
        ],
    )  # fmt: skip
    tables = list(document.tables())
    assert [(t.title, t.unit, _numbers(t)) for t in tables] == [
        ("收入表", "万元", [10, 20]),
        ("支出表", "亿元", [30, 40]),
    ]
    assert [block.text for block in document.paragraphs()] == ["注：本表为快报数。"]


def _numbers(table: Table) -> list[Decimal]:
    return [cell.number for row in table.rows for cell in row if cell and cell.number is not None]
