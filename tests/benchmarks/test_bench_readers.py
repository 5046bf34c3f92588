"""The readers beside the usual libraries: exactness first, then time, as ratios in one run."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from luohu_fiscal.document import Document
from luohu_fiscal.readers import read
from luohu_fiscal.readers.table_words import number_of
from tests.readers import sample

ROUNDS = 3
PAGES = 4
#: How many times as long as a bare reader of text or cells ours may take.  What was measured on
#: published files is in docs/performance.md; these hold for the samples here, with some room.
PDF_TEXT, XLSX_CELLS = 12.0, 15.0


def seconds(work: Callable[[], object]) -> float:
    """The best of a few runs, of one core: the others were held up by something else."""
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return best


def numbers(document: Document) -> list[Decimal]:
    """The numbers of all table cells, in order."""
    return [
        cell.number
        for table in document.tables()
        for row in table.rows
        for cell in row
        if cell and cell.number is not None
    ]


def _plumbed(file: Path) -> list[Decimal]:
    import pdfplumber

    found = []
    with pdfplumber.open(file) as document:
        for page in document.pages:
            page.extract_text()
            for table in page.extract_tables():
                for row in table:
                    for text in row:
                        number = number_of(text or "")[0]
                        if number is not None:
                            found.append(number)
    return found


@pytest.mark.parametrize("ruled", [True, False])
def test_a_pdf_gives_more_cells_than_pdfplumber_in_less_time(ruled: bool, tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(sample.as_pdf(ruled=ruled, pages=PAGES))
    printed = sum(1 for row in sample.ROWS for text in row if number_of(text)[0] is not None)
    assert len(numbers(read(file))) == printed * PAGES
    # Without rules between its rows a table is one row to pdfplumber.
    assert len(_plumbed(file)) <= printed * PAGES
    ours, theirs = seconds(lambda: read(file)), seconds(lambda: _plumbed(file))
    assert ours < theirs, f"{ours:.3f} s against {theirs:.3f} s"


def _bare_text(file: Path) -> int:
    import pypdfium2

    count = 0
    with pypdfium2.PdfDocument(file) as document:
        for page in document:
            text = page.get_textpage()
            count += len(text.get_text_range())
            text.close()
            page.close()
    return count


def test_a_pdf_costs_a_few_times_its_bare_text_with_pypdfium2(tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(sample.as_pdf(ruled=True, pages=8 * PAGES))
    assert _bare_text(file) > 0
    ours, theirs = seconds(lambda: read(file)), seconds(lambda: _bare_text(file))
    print(f"PDF: {ours / theirs:.1f} times pypdfium2")
    assert ours < PDF_TEXT * theirs, f"{ours:.3f} s against {theirs:.3f} s"


def test_a_workbook_costs_some_times_its_bare_cells_with_calamine(tmp_path: Path) -> None:
    import openpyxl
    import python_calamine

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["项目", *(f"{year}年" for year in range(2015, 2025))])
    for number in range(1, 1_000):
        sheet.append([f"科目{number}", *(number * place / 7 for place in range(1, 11))])
    file = tmp_path / "book.xlsx"
    book.save(file)

    def cells() -> int:
        rows = python_calamine.load_workbook(str(file)).get_sheet_by_index(0).to_python()
        return sum(map(len, rows))

    assert cells() == 11_000
    assert len(numbers(read(file))) == 10 * 999
    ours, theirs = seconds(lambda: read(file)), seconds(cells)
    print(f"XLSX: {ours / theirs:.1f} times calamine")
    assert ours < XLSX_CELLS * theirs, f"{ours:.3f} s against {theirs:.3f} s"


def test_a_web_page_costs_little_more_than_its_bare_text_with_beautifulsoup(tmp_path: Path) -> None:
    from bs4 import BeautifulSoup

    file = tmp_path / "page.html"
    page = sample.as_html().decode("utf-8")
    body = page[page.index("<p>") : page.index("</body>")]
    file.write_text(page.replace(body, body * 60), "utf-8")
    text = BeautifulSoup(file.read_bytes(), "html.parser").get_text("\n")
    # Tags inside a number break it in the plain text of a page, not in a paragraph.
    assert "1,234,567.80万元" not in text
    assert any("1,234,567.80万元" in block.text for block in read(file).paragraphs())
    ours = seconds(lambda: read(file))
    theirs = seconds(lambda: BeautifulSoup(file.read_bytes(), "html.parser").get_text("\n"))
    assert ours < 2.5 * theirs, f"{ours:.3f} s against {theirs:.3f} s"


def test_a_workbook_is_exact_where_openpyxl_and_calamine_hand_over_floats(tmp_path: Path) -> None:
    import openpyxl
    import python_calamine

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["项目", "甲", "乙"])
    for number in range(1, 400):
        sheet.append([f"科目{number}", number * 1.1, number / 10 + 0.2])
    stream = io.BytesIO()
    book.save(stream)
    file = tmp_path / "book.xlsx"
    file.write_bytes(stream.getvalue())
    meant = [
        value
        for n in range(1, 400)
        for value in (Decimal(11) * n / 10, Decimal(n) / 10 + Decimal("0.2"))
    ]
    assert [number.normalize() for number in numbers(read(file))] == [d.normalize() for d in meant]
    rows = python_calamine.load_workbook(str(file)).get_sheet_by_index(0).to_python()[1:]
    floats = [value for row in rows for value in row[1:]]
    assert all(isinstance(value, float) for value in floats)
    assert any(Decimal(repr(a)) != b for a, b in zip(floats, meant, strict=True))
    ours = seconds(lambda: read(file))
    theirs = seconds(lambda: list(openpyxl.load_workbook(file).active.values))  # type: ignore[union-attr]
    assert ours < 8 * theirs, f"{ours:.3f} s against {theirs:.3f} s"
