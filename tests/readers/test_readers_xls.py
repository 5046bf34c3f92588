"""Binary workbooks (XLS, ET): the numbers that are stored, in the places that are shown."""

from __future__ import annotations

import struct
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luohu_fiscal.document import Cell as Read
from luohu_fiscal.document import Document
from luohu_fiscal.errors import EncryptedFile
from luohu_fiscal.readers import read
from luohu_fiscal.readers.xls import read_bytes
from luohu_fiscal.readers.xlsx_numbers import show
from tests.readers import biff, sample
from tests.readers.biff import Cell, Sheet
from tests.readers.compound import compound


def _sample() -> Sheet:
    """The sheet of the sample report, numbers as numbers, with its merged header."""
    rows: list[list[Cell | biff.Value]] = [
        [sample.TABLE_TITLE],
        ["", "", "", f"单位：{sample.UNIT}"],
    ]
    rows += [[text or None for text in row] for row in sample.HEADER]
    for row in sample.ROWS:
        cells: list[Cell | biff.Value] = [row[0]]
        for text in row[1:]:
            if text.endswith("%"):
                places = "0" * len(text[:-1].split(".")[1])
                cells.append(Cell(float(text[:-1]) / 100, f"0.{places}%"))
            elif text:
                cells.append(Cell(float(text), "#,##0.00" if "." in text else "0"))
            else:
                cells.append(None)
        rows.append(cells)
    merged = ((0, 0, 0, 3), (2, 0, 3, 0), (2, 1, 2, 2), (2, 3, 3, 3))
    return Sheet("收入", rows, merged)


def _facts(document: Document) -> list[object]:
    return [
        (
            table.title,
            table.unit,
            table.header,
            [
                [(c.text, c.number, c.percent, c.stored) if c else None for c in r]
                for r in table.rows
            ],
        )
        for table in document.tables()
    ]


@pytest.mark.parametrize("name", ["book.xls", "book.et", "book.dat", "book.xlsx"])
def test_a_binary_workbook_reads_as_the_new_one_does(name: str, tmp_path: Path) -> None:
    old, new = tmp_path / name, tmp_path / "new.xlsx"
    old.write_bytes(biff.xls(_sample(), Sheet("草稿", [["密"]], visibility=1)))
    new.write_bytes(sample.as_xlsx())
    document = read(old)
    assert document.format == "xls"
    assert _facts(document) == _facts(read(new))
    assert document.notes == ("sheet 草稿: hidden, not read",)


def _cell(value: biff.Value, code: str = "General", **other: object) -> Read:
    rows: list[list[Cell | biff.Value]] = [["项目", "数"], ["甲", Cell(value, code, **other)]]  # type: ignore[arg-type]
    rows.append(["乙", 1.0])
    cell = next(read_bytes(biff.xls(Sheet("表", rows)), "a.xls").tables()).rows[0][1]
    assert cell is not None
    return cell


@pytest.mark.parametrize(
    ("value", "code", "text", "number", "stored"),
    [
        (1395034.0, "General", "1395034", "1395034", ""),
        (1395034.0, "#,##0", "1,395,034", "1395034", ""),
        (18.6, "0.00", "18.60", "18.60", ""),
        (1234.567, "#,##0", "1,235", "1235", "1234.567"),
        (0.1 + 0.2, "General", "0.3", "0.3", ""),
        (-6197.0, "#,##0;(#,##0)", "-6,197", "-6197", ""),
        (1e22, "0", "10000000000000000000000", "1E+22", ""),
    ],
)
def test_a_number_is_the_stored_one_in_the_places_shown(
    value: float, code: str, text: str, number: str, stored: str
) -> None:
    for formula in (False, True):
        cell = _cell(value, code, formula=formula)
        assert (cell.text, cell.number, cell.stored) == (text, Decimal(number), stored)


@settings(deadline=None)
@given(
    st.decimals(places=2, min_value=-(10**11), max_value=10**11, allow_nan=False),
    st.sampled_from(["General", "0.00", "#,##0.00", "0.0", "#,##0"]),
)
def test_any_amount_of_two_places_is_shown_as_a_new_workbook_shows_it(
    amount: Decimal, code: str
) -> None:
    cell = _cell(float(amount), code)
    shown = show(f"{amount:f}", code)
    assert (cell.text, cell.number, cell.stored) == (
        shown.text,
        Decimal(shown.number),
        shown.stored,
    )


def test_numbers_packed_in_four_bytes_are_the_same_numbers() -> None:
    # RK: a whole number of 30 bits, or the upper half of a fraction; either may be in hundredths.
    packed = [
        (139503400 << 2 | 3, "1395034.00"),
        (6197 << 2 | 2, "6197.00"),
        (struct.unpack("<I", struct.pack("<d", 18.5)[4:])[0], "18.50"),
        ((-61975 & 0x3FFFFFFF) << 2 | 3, "-619.75"),
    ]
    rows = biff.workbook(Sheet("表", [["项目", "数"]])).removesuffix(biff.EOF)
    places = "".join(f"{number}," for _, number in packed)
    for row, (value, _) in enumerate(packed, 1):
        rows += biff.record(0x204, struct.pack("<HHH", row, 0, 0) + biff.text("甲"))
        rows += biff.record(0x27E, struct.pack("<HHHI", row, 1, 0, value))
    document = read_bytes(compound({"Workbook": rows + biff.EOF}), "a.xls")
    numbers = [row[1].number for row in next(document.tables()).rows if row[1]]
    assert numbers == [Decimal(number) for number in places.split(",") if number]


def test_shared_strings_that_run_over_a_record_are_whole() -> None:
    words = ["项目", "数", "一般公共预算收入" * 400, "甲" * 3000]
    plain = b"".join(biff.text(word) for word in words)
    cut = 4 + 2 * 1500 + 1
    table = biff.record(0xFC, struct.pack("<II", 4, 4) + plain[:cut])
    # The rest says anew that it has two bytes a character.
    table += biff.record(0x3C, b"\x01" + plain[cut:8000]) + biff.record(
        0x3C, b"\x01" + plain[8000:]
    )
    book = biff.workbook(Sheet("表", []), before=table).removesuffix(biff.EOF)
    for row, column, at in ((0, 0, 0), (0, 1, 1), (1, 0, 2), (2, 0, 3)):
        book += biff.record(0xFD, struct.pack("<HHHI", row, column, 0, at))
    for row in (1, 2):
        book += biff.record(0x203, struct.pack("<HHHd", row, 1, 0, row))
    document = read_bytes(compound({"Workbook": book + biff.EOF}), "a.xls")
    assert [row[0].text for row in next(document.tables()).rows if row[0]] == words[2:]


@pytest.mark.parametrize(
    ("code", "text"), [(0x17, "#REF!"), (0x0F, "#VALUE!"), (0x07, "#DIV/0!"), (0x99, "#ERR!")]
)
def test_an_error_is_shown_and_is_no_number(code: int, text: str) -> None:
    cell = _cell(None, error=code)
    assert (cell.text, cell.number) == (text, None)


def test_dates_and_years_are_no_amounts() -> None:
    assert _cell(45000.0, "yyyy-mm-dd").text == "2023-03-15"
    assert _cell(45000.0, "yyyy-mm-dd").number is None
    assert (_cell(2025.0, '0"年"').text, _cell(2025.0, '0"年"').number) == ("2025年", None)
    assert (_cell(True).text, _cell(True).number) == ("TRUE", None)


def test_what_is_no_number_at_all_is_none() -> None:
    for value in (float("inf"), float("nan")):
        assert _cell(value).number is None


def test_an_encrypted_workbook_asks_for_a_copy_without_password(tmp_path: Path) -> None:
    file = tmp_path / "locked.xls"
    file.write_bytes(biff.xls(_sample(), before=biff.record(0x2F, bytes(54))))
    with pytest.raises(EncryptedFile, match="password"):
        read(file)


def test_a_name_with_a_formula_is_not_worked_out() -> None:
    # A name whose formula would double a text again and again.
    formula = b"\x17\x01\x00a" + b"\x17\x01\x00a\x08" * 30
    name = struct.pack("<HBBHHHBBBB", 0, 0, 1, len(formula), 0, 0, 0, 0, 0, 0) + b"\x00x" + formula
    document = read_bytes(biff.xls(_sample(), before=biff.record(0x18, name)), "a.xls")
    assert len(list(document.tables())) == 1


def test_a_workbook_of_excel_95_has_its_text_in_the_code_page_it_names() -> None:
    def words(text: str, lengths: str) -> bytes:
        plain = text.encode("gb18030")
        return struct.pack(lengths, len(plain)) + plain

    def bof(kind: int) -> bytes:
        return biff.record(0x809, struct.pack("<HHHH", 0x500, kind, 0, 0))

    head = bof(5) + biff.record(0x42, struct.pack("<H", 936))
    head += biff.record(0x41E, struct.pack("<H", 200) + words('#,##0.00"万元"', "<B"))
    head += biff.record(0xE0, struct.pack("<HH12x", 0, 200))
    name = words("收入", "<B")
    start = len(head) + 10 + len(name) + len(biff.EOF)
    head += biff.record(0x85, struct.pack("<IBB", start, 0, 0) + name) + biff.EOF
    sheet = bof(16)
    for row, text in enumerate(("项目", "一般公共预算收入", "税收")):
        sheet += biff.record(0x204, struct.pack("<HHH", row, 0, 0) + words(text, "<H"))
    sheet += biff.record(0x204, struct.pack("<HHH", 0, 1, 0) + words("数", "<H"))
    for row in (1, 2):
        sheet += biff.record(0x203, struct.pack("<HHHd", row, 1, 0, 1234.5))
    document = read_bytes(compound({"Book": head + sheet + biff.EOF}), "a.xls")
    table = next(document.tables())
    assert [[c.text for c in row if c] for row in table.rows] == [
        ["一般公共预算收入", "1,234.50"],
        ["税收", "1,234.50"],
    ]
    assert document.pages[0].name == "收入"
