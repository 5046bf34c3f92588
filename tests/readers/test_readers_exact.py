"""The same paper in every format reads back as the same sentences and the same cells."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from luohu_fiscal.document import Document, Kind, Table
from luohu_fiscal.readers import read
from tests.readers import sample

WRITERS: dict[str, Callable[[], bytes]] = {
    "paper.txt": sample.as_text,
    "paper.html": sample.as_html,
    "paper.docx": sample.as_docx,
    "paper.pdf": sample.as_pdf,
}
TABLED: dict[str, Callable[[], bytes]] = {
    "paper.html": sample.as_html,
    "paper.docx": sample.as_docx,
    "paper.xlsx": sample.as_xlsx,
    "paper.pdf": sample.as_pdf,
    "columns.pdf": lambda: sample.as_pdf(ruled=False),
}


def _read(folder: Path, name: str, data: bytes) -> Document:
    file = folder / name
    file.write_bytes(data)
    return read(file)


@pytest.mark.parametrize("name", WRITERS)
def test_every_sentence_comes_back_letter_for_letter(name: str, tmp_path: Path) -> None:
    document = _read(tmp_path, name, WRITERS[name]())
    texts = [block.text for block in document.paragraphs()]
    for sentence in sample.SENTENCES:
        assert sentence in texts
    assert document.title == sample.TITLE


@pytest.mark.parametrize("name", WRITERS)
def test_headings_keep_their_depth(name: str, tmp_path: Path) -> None:
    document = _read(tmp_path, name, WRITERS[name]())
    found = {block.text: block for block in document.paragraphs()}
    for depth, heading in enumerate(sample.HEADINGS, 1):
        assert (found[heading].kind, found[heading].depth) == (Kind.HEADING, depth)


@pytest.mark.parametrize("name", WRITERS)
def test_every_character_points_at_itself_in_the_raw_text(name: str, tmp_path: Path) -> None:
    document = _read(tmp_path, name, WRITERS[name]())
    for block in document.paragraphs():
        assert len(block.offsets) == len(block.text)
        assert "".join(document.raw[at] for at in block.offsets) == block.text


@pytest.mark.parametrize("name", TABLED)
def test_every_cell_comes_back_in_its_column(name: str, tmp_path: Path) -> None:
    tables = list(_read(tmp_path, name, TABLED[name]()).tables())
    assert len(tables) == 1
    table = tables[0]
    assert (table.title, table.unit) == (sample.TABLE_TITLE, sample.UNIT)
    assert table.header == sample.JOINED
    assert _plain(table) == [list(row) for row in sample.ROWS]


def _plain(table: Table) -> list[list[str]]:
    """The cells as the sample writes them: numbers without separators."""
    rows = []
    for row in table.rows:
        cells = []
        for cell in row:
            if cell is None:
                cells.append("")
            elif cell.number is None:
                cells.append(cell.text)
            else:
                cells.append(f"{cell.number:f}" + ("%" if cell.percent else ""))
        rows.append(cells)
    return rows


def test_a_table_without_a_single_line_is_told_by_its_columns(tmp_path: Path) -> None:
    document = _read(tmp_path, "bare.pdf", sample.as_pdf(ruled=None))
    (table,) = document.tables()
    assert (table.title, table.unit) == (sample.TABLE_TITLE, sample.UNIT)
    # Nothing on the page says that the year stands over the third column as well.
    assert table.header == ("科目", "2025年 / 预算数", "执行数", "增长率")
    assert _plain(table) == [list(row) for row in sample.ROWS]
    assert sample.SENTENCES[0] in [block.text for block in document.paragraphs()]


@pytest.mark.parametrize("name", TABLED)
def test_numbers_are_exact_decimals_and_blanks_are_missing(name: str, tmp_path: Path) -> None:
    table = next(_read(tmp_path, name, TABLED[name]()).tables())
    last = table.rows[-1]
    assert last[2] is not None and last[3] is not None
    assert last[2].number == Decimal("1234567.80")
    assert (last[3].number, last[3].percent) == (Decimal("10.50"), True)
    assert table.rows[2][1] is None and table.rows[2][3] is None


@pytest.mark.parametrize("name", TABLED)
def test_a_cell_points_at_its_text_in_the_raw_text(name: str, tmp_path: Path) -> None:
    document = _read(tmp_path, name, TABLED[name]())
    for table in document.tables():
        for cell in (cell for row in table.rows for cell in row if cell):
            assert document.raw[cell.start : cell.end] == cell.text


@pytest.mark.parametrize("name", ["paper.html", "paper.docx", "paper.pdf"])
def test_text_inside_a_table_is_no_paragraph_as_well(name: str, tmp_path: Path) -> None:
    document = _read(tmp_path, name, TABLED[name]())
    texts = [block.text for block in document.paragraphs()]
    labels = {row[0] for row in sample.ROWS} | {sample.TABLE_TITLE}
    assert not [text for text in texts if text in labels or "单位" in text]


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312"])
def test_a_web_page_reads_alike_in_utf8_and_gb18030(encoding: str, tmp_path: Path) -> None:
    document = _read(tmp_path, "page.html", sample.as_html(encoding))
    assert sample.SENTENCES[0] in [block.text for block in document.paragraphs()]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_text_reads_alike_in_every_encoding(codec: str, tmp_path: Path) -> None:
    data = sample.as_text().decode("utf-8").encode(codec)
    document = _read(tmp_path, "paper.txt", data)
    assert sample.SENTENCES[1] in [block.text for block in document.paragraphs()]


def test_scripts_and_menus_are_no_text_of_a_web_page(tmp_path: Path) -> None:
    document = _read(tmp_path, "paper.html", sample.as_html())
    assert not any("99万元" in block.text for block in document.paragraphs())
    assert [item.text for item in document.furniture] == ["首页"]


def test_page_numbers_of_a_pdf_are_furniture(tmp_path: Path) -> None:
    document = _read(tmp_path, "long.pdf", sample.as_pdf(pages=3))
    numbers = [item.text for item in document.furniture if item.text != sample.TITLE]
    assert numbers == ["—1—", "—2—", "—3—"]
    assert [page.number for page in document.pages] == [1, 2, 3]


def test_a_running_head_is_furniture_but_the_title_stays(tmp_path: Path) -> None:
    document = _read(tmp_path, "long.pdf", sample.as_pdf(pages=3))
    assert [item.page for item in document.furniture if item.text == sample.TITLE] == [2, 3]
    assert document.title == sample.TITLE


def test_a_hidden_sheet_is_left_out_and_said_so(tmp_path: Path) -> None:
    document = _read(tmp_path, "paper.xlsx", sample.as_xlsx())
    assert [page.name for page in document.pages] == ["收入"]
    assert any("草稿" in note for note in document.notes)


def test_a_cell_of_a_workbook_knows_its_sheet_and_address(tmp_path: Path) -> None:
    document = _read(tmp_path, "paper.xlsx", sample.as_xlsx())
    cell = next(document.tables()).rows[0][2]
    assert cell is not None
    assert document.place_of_cell(cell).cell == "收入!C5"
