"""A page whose fonts hide its words: its figures are counted, named and never used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from luohu_fiscal import check
from luohu_fiscal.document import Refusal
from luohu_fiscal.errors import NoTextLayer
from luohu_fiscal.extract import extract
from luohu_fiscal.readers import ocr, read
from tests.readers import sample
from tests.readers.drawing import drawn

FIGURES = ("702.3    4577.8    1423.6", "588.8    2565.4", "1389.1    574.1")


def _hidden(canvas: Any) -> None:
    for number, line in enumerate(FIGURES):
        canvas.drawString(90, 700 - 40 * number, line)
    canvas.drawString(280, 40, "— 2 —")


def _spoken(canvas: Any) -> None:
    for number, line in enumerate((sample.TITLE, *sample.HEADINGS, *sample.SENTENCES)):
        canvas.drawString(20, 780 - 24 * number, line)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    file = tmp_path / "paper.pdf"
    file.write_bytes(drawn(_spoken, _hidden))
    return file


@pytest.fixture(autouse=True)
def _without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)


def test_every_figure_of_such_a_page_is_refused_once(paper: Path) -> None:
    document = read(paper)
    (table,) = document.tables()
    assert table.refused is Refusal.WORDS
    refused = [e for e in extract(document).unplaced if e.source and e.source.page == 2]
    assert [entry.amount for entry in refused] == " ".join(FIGURES).split()
    assert any("page 2" in note and "[ocr]" in note for note in document.notes)


def test_the_page_is_a_finding_that_names_the_extra(paper: Path) -> None:
    run = check([str(paper)])
    (found,) = [f for r in run.reconciliations for f in r.findings if f.rule == "LF901"]
    assert found.severity.value == "warning"
    assert found.places[0].source is not None
    assert found.places[0].source.page == 2


def test_where_all_pages_are_such_the_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "hidden.pdf"
    file.write_bytes(drawn(_hidden, _hidden))
    with pytest.raises(NoTextLayer) as caught:
        read(file)
    assert "luohu-fiscal[ocr]" in str(caught.value)


def test_with_the_extra_the_page_is_recognised(
    paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = ocr.Recognised("全年收入702.3亿元。", 90, 130, 300, 144, 0.98)
    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr, "recognised_page", lambda page: ocr.page_of_lines([line], 595, 842))
    document = read(paper)
    assert document.recognised
    assert not list(document.tables())
    assert any("702.3亿元" in block.text for block in document.paragraphs())
