"""A sheet read by a pattern, where programs write it so, gives the cells it gives element by element."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luohu_fiscal.document import Document
from luohu_fiscal.errors import DamagedFile, ReadError
from luohu_fiscal.readers import xlsx, xlsx_sheet
from luohu_fiscal.readers.xlsx_book import MAIN

_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{_RELS}"><sheets>'
    '<sheet name="甲" sheetId="1" r:id="r1"/></sheets></workbook>'
)
_PARTS = (
    f'<Relationships xmlns="{_PACKAGE}">'
    f'<Relationship Id="r1" Type="{_RELS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_RELS}/sharedStrings" Target="sharedStrings.xml"/>'
    f'<Relationship Id="r3" Type="{_RELS}/styles" Target="styles.xml"/></Relationships>'
)
_STRINGS = f'<sst xmlns="{MAIN}"><si><t>项目</t></si><si><t> 其中：增值税</t></si></sst>'
_STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" formatCode="0.0%"/></numFmts><cellXfs>'
    '<xf numFmtId="0"/><xf numFmtId="4"/><xf numFmtId="170"><alignment indent="2"/></xf>'
    "</cellXfs></styleSheet>"
)
_ROWS = (
    '<row r="1" spans="1:3"><c r="A1" s="1" t="s"><v>0</v></c>'
    '<c r="B1" t="str"><f>A1&amp;"年"</f><v>本年&lt;数&gt;</v></c><c r="C1" s="1"/></row>'
    '<row r="2"><c r="A2" t="s" s="2"><v>1</v></c><c r="B2" s="1"><v>1234.5600000000001</v></c>'
    '<c r="C2" s="2"><f t="shared" ref="C2:C9" si="0">B2/2</f><v>0.561</v></c></row>'
    '<row r="3" ht="9"/><row r="4"></row>'
    '<row r="9"><c r="A9" t="inlineStr"><is><t xml:space="preserve"> 合计&#160;数 </t></is></c>'
    '<c r="B9" t="n"><f t="shared" si="0"/><v>7</v></c><c r="C9" t="e"><v>#REF!</v></c></row>'
)


def _sheet(rows: str, *, behind: str = "", root: str = f'worksheet xmlns="{MAIN}"') -> str:
    name = root.split()[0]
    return f'<?xml version="1.0"?>\r\n<{root}><sheetData>{rows}</sheetData>{behind}</{name}>'


def _read(sheet: str) -> Document:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", _BOOK)
        package.writestr("xl/_rels/workbook.xml.rels", _PARTS)
        package.writestr("xl/sharedStrings.xml", _STRINGS)
        package.writestr("xl/styles.xml", _STYLES)
        package.writestr("xl/worksheets/sheet1.xml", sheet)
    return xlsx.read_bytes(stream.getvalue(), "a.xlsx")


def _both(sheet: str, monkeypatch: pytest.MonkeyPatch) -> tuple[object, object]:
    """What comes out, and what comes out element by element; the file's own hash left aside."""

    def said() -> object:
        try:
            found = _read(sheet)
        except ReadError as error:
            return str(error)
        return found.raw, found.blocks, found.notes

    quick = said()
    with monkeypatch.context() as patch:
        patch.setattr(xlsx_sheet, "_is_plain", lambda data: False)
        return quick, said()


def _by_pattern(sheet: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether a sheet is read without an element of it being made."""
    parsed: list[str] = []
    slow = xlsx_sheet._parsed_cells

    def noted(book: object, data: bytes, part: str) -> object:
        parsed.append(part)
        return slow(book, data, part)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(xlsx_sheet, "_parsed_cells", noted)
        _read(sheet)
    return not parsed


MERGED = '<mergeCells count="1"><mergeCell ref="B1:C1"/></mergeCells>'


def test_a_sheet_as_programs_write_it_is_read_by_the_pattern(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sheet = _sheet(_ROWS, behind=MERGED)
    assert _by_pattern(sheet, monkeypatch)
    quick, slow = _both(sheet, monkeypatch)
    assert quick == slow
    (table,) = _read(sheet).tables()
    first = [cell and (cell.text, str(cell.number)) for cell in table.rows[0]]
    assert table.header == ("项目", "本年<数>", "本年<数>")
    assert first == [("其中：增值税", "None"), ("1,234.56", "1234.56"), ("56.1%", "56.1")]


OTHERWISE = {
    "a comment that holds a cell": _sheet(
        _ROWS + '<!-- <row r="3"><c r="A3"><v>9</v></c></row> -->'
    ),
    "a value in CDATA": _sheet(_ROWS.replace("<v>7</v>", "<v><![CDATA[7]]></v>")),
    "a prefix": _sheet(
        _ROWS.replace("</", "</x:").replace("<r", "<x:r").replace("<c ", "<x:c ")
        .replace("<v>", "<x:v>").replace("<f", "<x:f").replace("<is>", "<x:is>").replace("<t ", "<x:t "),
        root=f'worksheet xmlns:x="{MAIN}" xmlns="{MAIN}"',
    ),
    "another namespace": _sheet(_ROWS, root='worksheet xmlns="urn:other"'),
    "rows and cells without places": _sheet(
        "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>" + _ROWS
    ),
    "attributes in another order": _sheet(_ROWS.replace('r="B2" s="1"', 's="1" r="B2"')),
    "single quotes": _sheet(_ROWS.replace('s="1"', "s='1'")),
    "a value before its formula": _sheet(
        _ROWS.replace("<f>A1&amp;\"年\"</f><v>本年&lt;数&gt;</v>", "<v>x</v><f>A1</f>")
    ),
    "runs of letters": _sheet(
        _ROWS.replace("<is><t ", "<is><r><t>甲</t></r><t ")
    ),
    "an empty value": _sheet(_ROWS.replace("<v>7</v>", "<v/>")),
    "a shared string without a number": _sheet(_ROWS.replace("<v>0</v>", "<v/>")),
    "a shared string that is missing": _sheet(_ROWS.replace("<v>0</v>", "<v>99</v>")),
    "a style that is missing": _sheet(_ROWS.replace('s="2"', 's="77"')),
    "space between the tags": _sheet(_ROWS.replace("><", ">\r\n  <")),
    "an area that runs backwards": _sheet(_ROWS, behind=MERGED.replace("B1:C1", "C2:B1")),
    "an area with more to it": _sheet(
        _ROWS, behind=MERGED.replace("/>", " a='b'/>").replace("ref", "b='' ref")
    ),
    "a tag left open": _sheet(_ROWS.replace("</row>", "", 1)),
    "an attribute given twice": _sheet(_ROWS.replace('s="1"', 's="1" s="1"', 1)),
    "an entity nobody declared": _sheet(_ROWS.replace("&amp;", "&nbsp;")),
    "cut off": _sheet(_ROWS)[:-40],
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERWISE)
def test_a_sheet_written_otherwise_says_the_same_in_both_ways(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick, slow = _both(OTHERWISE[name], monkeypatch)
    assert quick == slow


TEXTS = st.text("收入1.,& <>\"'\n\t年￥", max_size=8)


@st.composite
def cells(draw: st.DrawFn, row: int) -> str:
    """A row as a program may write it, mostly in the common form."""
    written = []
    for letter in draw(st.lists(st.sampled_from("ABCD"), unique=True, max_size=4).map(sorted)):
        kind = draw(st.sampled_from(["n", "s", "str", "inlineStr", "b", "e", ""]))
        value = {
            "s": draw(st.sampled_from("01")),
            "n": draw(st.sampled_from(["1", "0.561", "-7.50", "1E3", ""])),
        }.get(kind, escape(draw(TEXTS)))
        formula = draw(st.sampled_from(["", "<f>A1&gt;2</f>", '<f t="shared" si="0"/>']))
        inside = f"<is><t>{value}</t></is>" if kind == "inlineStr" else f"{formula}<v>{value}</v>"
        given_kind = f' t="{kind}"' if kind else ""
        style = draw(st.sampled_from(["", ' s="1"', ' s="2"']))
        empty = draw(st.sampled_from([0, 0, 0, 1]))
        written.append(
            f'<c r="{letter}{row}"{style}{given_kind}' + ("/>" if empty else f">{inside}</c>")
        )
    return f'<row r="{row}">{"".join(written)}</row>'


@settings(max_examples=150, deadline=None)
@given(st.tuples(*(cells(row) for row in (1, 2, 5))).map("".join))
def test_any_rows_say_the_same_in_both_ways(rows: str) -> None:
    # A cell that always has a number: no sheet is empty.
    rows += '<row r="7"><c r="A7"><v>1</v></c><c r="B7"><v>2</v></c></row>'
    with pytest.MonkeyPatch.context() as monkeypatch:
        quick, slow = _both(_sheet(rows), monkeypatch)
    assert quick == slow


def test_a_sheet_that_is_cut_off_is_damaged_in_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    for sheet in (_sheet(_ROWS), _sheet(_ROWS.replace("<v>7</v>", "<v><![CDATA[7]]></v>"))):
        with pytest.raises(DamagedFile, match="no well-formed XML"):
            _read(sheet[:-40])
