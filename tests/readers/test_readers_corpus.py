"""Every published document of the corpus can be read, and quickly enough."""

from __future__ import annotations

import pytest

from luohu_fiscal.document import Document
from luohu_fiscal.errors import DamagedFile, EmptyDocument, NoTextLayer
from luohu_fiscal.readers import ocr, read
from tests.places import SHARED

CORPUS = SHARED / "corpus"
#: Kept aside for the measurement of the whole: no test may look at them.
HELD_OUT = ("dali", "shanghai", "shenzhen", "lijiang", "sanya", "beijing", "chongqing", "shantou")
#: What is wrong with some of them, and what the reader says to it.
BROKEN = {
    "baoding_2025_budget_report.html": EmptyDocument,  # an error page
    "shijiazhuang_2025_budget_report.pdf": DamagedFile,  # cut off in the middle
    "jiangsu_huaian_2026_budget_report.pdf": NoTextLayer,  # fonts that hide the characters
}
FILES = sorted(
    file
    for file in [*CORPUS.glob("*.txt"), *CORPUS.glob("reports/*.*")]
    if not file.name.startswith(HELD_OUT)
)
needs_corpus = pytest.mark.skipif(not FILES, reason="the shared corpus is not here")


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    """Every readable document, read once."""
    return {file.name: read(file) for file in FILES if file.name not in BROKEN}


@needs_corpus
def test_every_document_of_the_corpus_holds_figures(documents: dict[str, Document]) -> None:
    assert len(documents) > 30
    for name, document in documents.items():
        text = "".join(block.text for block in document.paragraphs())
        cells = [c for t in document.tables() for row in t.rows for c in row if c and c.number]
        assert len(text) > 4_000 or len(cells) > 30, name


@needs_corpus
def test_every_character_of_the_corpus_keeps_its_place(documents: dict[str, Document]) -> None:
    for name, document in documents.items():
        for block in document.paragraphs():
            assert len(block.offsets) == len(block.text), name
            assert list(block.offsets) == sorted(block.offsets), name
            place = document.place(block, 0, len(block.text))
            assert 1 <= place.page <= len(document.pages), name
            assert place.line >= 1, name


@needs_corpus
def test_every_digit_of_a_paragraph_is_a_digit_of_the_page(documents: dict[str, Document]) -> None:
    for name, document in documents.items():
        for block in document.paragraphs():
            for char, offset in zip(block.text, block.offsets, strict=True):
                if char.isdigit() and char.isascii():
                    assert int(document.raw[offset]) == int(char), name


@needs_corpus
def test_every_number_of_a_cell_is_what_its_text_prints(documents: dict[str, Document]) -> None:
    for name, document in documents.items():
        for table in document.tables():
            for cell in (cell for row in table.rows for cell in row if cell):
                if cell.number is not None:
                    digits = [char for char in cell.text if char.isdigit()]
                    printed = [char for char in f"{cell.number:f}" if char.isdigit()]
                    assert [int(d) for d in digits] == [int(d) for d in printed], name


@needs_corpus
def test_most_tables_of_the_corpus_state_title_unit_and_header(
    documents: dict[str, Document],
) -> None:
    tables = [table for document in documents.values() for table in document.tables()]
    assert len(tables) > 250
    assert sum(bool(table.title) for table in tables) >= 0.97 * len(tables)
    assert sum(bool(table.unit) for table in tables) >= 0.97 * len(tables)
    assert sum(all(table.header) for table in tables) >= 0.97 * len(tables)


@needs_corpus
@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_document_of_the_corpus_is_refused_in_one_line(name: str) -> None:
    if BROKEN[name] is NoTextLayer and ocr.available():
        pytest.skip("the ocr extra is installed, so the scan is read")
    with pytest.raises(BROKEN[name]) as caught:
        read(CORPUS / "reports" / name)
    assert "\n" not in str(caught.value)
    assert caught.value.remedy


@needs_corpus
@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        # A number phrase that a footnote and a page break part.
        ("luohu_2024_budget.txt", "收入总量为2,364,587万元，支出总量为2,305,555万元"),
        # A footnote mark glued to a value.
        ("luohu_2021_meeting_papers.txt", "投入172,522万元完善"),
        # A decimal point the font has no name for.
        ("tianjin_2025_budget_report.pdf", "一般公共预算收入2221.7亿元"),
        # Full-width letter spacing inside a number.
        ("yunfu_2025_budget_report.pdf", "支出预算5,349.89万元"),
        # A mark in two raised pieces.
        ("xian_2025_budget_report.html", "新增债券431.42亿元"),
        # A paragraph over the foot of a page.
        ("huainan_2025_budget_execution_report.pdf", "支出合计380.4亿元。收支相抵"),
    ],
)
def test_a_phrase_is_whole_as_a_person_reads_it(
    name: str, phrase: str, documents: dict[str, Document]
) -> None:
    assert any(phrase in block.text for block in documents[name].paragraphs())
