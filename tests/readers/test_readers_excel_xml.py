"""Excel 2003 XML: one XML file that is a workbook, whatever its name ends in."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luohu_fiscal.document import Document
from luohu_fiscal.errors import DamagedFile, LuohuFiscalError, TooLarge
from luohu_fiscal.readers import read
from luohu_fiscal.readers.excel_xml import read_bytes
from tests.readers import sample
from tests.readers.costs import costs_little

_HEAD = '<?xml version="1.0"{}?><?mso-application progid="Excel.Sheet"?>'
_NAMES = (
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:html="http://www.w3.org/TR/REC-html40"'
)


def _book(body: str, styles: str = "", encoding: str = "") -> bytes:
    head = _HEAD.format(f' encoding="{encoding}"' if encoding else "")
    page = f"{head}<Workbook {_NAMES}><Styles>{styles}</Styles>{body}</Workbook>"
    return page.encode(encoding or "utf-8")


def _sheet(rows: str, name: str = "收入", options: str = "") -> str:
    return f'<Worksheet ss:Name="{name}"><Table>{rows}</Table>{options}</Worksheet>'


def _style(name: str, code: str, parent: str = "") -> str:
    of = f' ss:Parent="{parent}"' if parent else ""
    return f'<Style ss:ID="{name}"{of}><NumberFormat ss:Format="{code}"/></Style>'


def _cell(value: str, kind: str = "String", **attributes: str) -> str:
    given = "".join(f' ss:{name}="{text}"' for name, text in attributes.items())
    return f'<Cell{given}><Data ss:Type="{kind}">{value}</Data></Cell>'


def _sample() -> str:
    rows = f"<Row>{_cell(sample.TABLE_TITLE, MergeAcross='3')}</Row>"
    rows += f"<Row>{_cell('单位：' + sample.UNIT, Index='4')}</Row>"
    rows += f"<Row>{_cell('科目', MergeDown='1')}{_cell('2025年', MergeAcross='1')}"
    rows += f"{_cell('增长率', MergeDown='1')}</Row>"
    rows += f"<Row>{_cell('预算数', Index='2')}{_cell('执行数')}</Row>"
    for row in sample.ROWS:
        cells = _cell(row[0])
        for at, text in enumerate(row[1:], 2):
            if not text:
                continue
            rate = text.endswith("%")
            stored = f"{Decimal(text[:-1]) / 100}" if rate else text
            places = len(text.rstrip("%").partition(".")[2])
            style = f"r{places}" if rate else ("money" if places else "whole")
            cells += _cell(stored, "Number", StyleID=style, Index=str(at))
        rows += f"<Row>{cells}</Row>"
    return rows


_STYLES = (
    _style("money", "Standard") + _style("whole", "0") + _style("r1", "0.0%")
    + _style("r2", "Percent")
)  # fmt: skip


def _facts(document: Document) -> list[object]:
    return [
        (t.title, t.unit, t.header, [(c.text, c.number, c.percent) for r in t.rows for c in r if c])
        for t in document.tables()
    ]


@pytest.mark.parametrize("name", ["book.xml", "book.xls", "book.xlsx", "book"])
@pytest.mark.parametrize("encoding", ["", "utf-8", "utf-16", "gb2312"])
def test_a_workbook_of_2003_reads_as_the_new_one_does(
    name: str, encoding: str, tmp_path: Path
) -> None:
    old, new = tmp_path / name, tmp_path / "new.xlsx"
    hidden = _sheet(
        f"<Row>{_cell('密')}</Row>",
        "草稿",
        "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>",
    )
    old.write_bytes(_book(_sheet(_sample()) + hidden, _STYLES, encoding))
    new.write_bytes(sample.as_xlsx())
    document = read(old)
    assert document.format == "excel-xml"
    assert _facts(document) == _facts(read(new))
    assert document.notes == ("sheet 草稿: hidden, not read",)


def _read(rows: str, styles: str = "") -> dict[str, object]:
    first = f"<Row>{_cell('项目')}{_cell('数')}</Row>"
    table = next(read_bytes(_book(_sheet(first + rows), styles), "a.xls").tables())
    return {r[0].text: (r[1].text, r[1].number, r[1].formula) for r in table.rows if r[0] and r[1]}


def test_a_number_takes_its_places_from_the_cell_the_row_or_the_column() -> None:
    rows = '<Column ss:Index="2" ss:StyleID="two"/>'
    rows += f"<Row>{_cell('甲')}{_cell('1234.5', 'Number')}</Row>"
    rows += f"<Row ss:StyleID='one'>{_cell('乙')}{_cell('1234.56', 'Number')}</Row>"
    rows += f"<Row>{_cell('丙')}{_cell('1234.56', 'Number', StyleID='child')}</Row>"
    styles = _style("two", "#,##0.00") + _style("one", "0.0")
    styles += _style("base", "0") + '<Style ss:ID="child" ss:Parent="base"/>'
    found = _read(rows.replace("<Column", "</Table><Table><Column"), styles)
    assert found == {
        "甲": ("1,234.50", Decimal("1234.50"), ""),
        "乙": ("1234.6", Decimal("1234.6"), ""),
        "丙": ("1235", Decimal(1235), ""),
    }


def test_errors_remarks_and_rich_text_are_told_apart() -> None:
    rows = f"<Row>{_cell('甲')}{_cell('#REF!', 'Error', Formula='=R1C1')}</Row>"
    rows += f"<Row>{_cell('乙')}<Cell><Data ss:Type='Number'>8</Data>"
    rows += "<Comment><ss:Data>99</ss:Data></Comment></Cell></Row>"
    rows += "<Row><Cell><ss:Data ss:Type='String'><html:B>丙</html:B>项</ss:Data></Cell>"
    rows += f"{_cell('1e999999999', 'Number')}</Row>"
    rows += f"<Row>{_cell('丁')}{_cell('45000', 'DateTime')}</Row>"
    assert _read(rows) == {
        "甲": ("#REF!", None, "R1C1"),
        "乙": ("8", Decimal(8), ""),
        "丙项": ("1E+999999999", None, ""),
        "丁": ("45000", None, ""),
    }


@given(st.decimals(places=2, min_value=-(10**12), max_value=10**12, allow_nan=False))
def test_a_stored_decimal_comes_back_unchanged(amount: Decimal) -> None:
    found = _read(f"<Row>{_cell('甲')}{_cell(f'{amount:f}', 'Number')}</Row>")["甲"]
    assert isinstance(found, tuple) and found[1] == amount


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (_book(_sheet(_sample()))[:-300], DamagedFile),
        (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]>" + _book("")[60:], DamagedFile),
        (_book(_sheet("<Row>" * 100_000)), TooLarge),
        (_book(_sheet("<Row>" + _cell("1", "Number") * 1_001 + "</Row>")), TooLarge),
        (_book("", encoding="utf-8").replace(b"utf-8", b"cp999"), DamagedFile),
    ],
)
def test_a_hostile_or_broken_workbook_is_refused_in_one_line(
    data: bytes, kind: type[LuohuFiscalError]
) -> None:
    with costs_little(), pytest.raises(kind) as caught:
        read_bytes(data, "a.xls")
    assert "\n" not in str(caught.value) and caught.value.remedy


def test_places_that_no_sheet_has_cost_nothing() -> None:
    with costs_little():
        rows = (
            f"<Row ss:Index='99999999'>{_cell('甲', Index='99999999')}{_cell('1', 'Number')}</Row>"
        )
        rows += f"<Row ss:Span='9999999'>{_cell('2', 'Number', MergeDown='9999999')}</Row>" * 5
        document = read_bytes(_book(_sheet(rows)), "a.xls")
    assert document.format == "excel-xml"
