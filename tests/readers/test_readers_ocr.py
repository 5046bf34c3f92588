"""Recognised pages: the same paragraphs, marked as recognised, with confidence and place."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from luohu_fiscal.readers import ocr, read
from tests.readers import sample


def _line(text: str, x: float, y: float, confidence: float = 0.99) -> ocr.Recognised:
    return ocr.Recognised(text, x, y, x + 12.0 * len(text), y + 14, confidence)


def test_pieces_side_by_side_are_one_line_in_reading_order() -> None:
    page = ocr.page_of_lines(
        [_line("万元，增长", 220, 101, 0.8), _line("支出", 60, 130), _line("收入12,345", 60, 100)],
        595,
        842,
    )
    assert [row.text.replace(" ", "") for row in page.rows] == ["收入12,345万元，增长", "支出"]
    assert [row.confidence for row in page.rows] == ["0.800", "0.990"]
    assert page.characters == 15


def test_without_the_extra_it_is_not_available(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "find_spec", lambda name: None)
    assert not ocr.available()
    assert "pip install luohu-fiscal[ocr]" in ocr.REMEDY


@pytest.mark.skipif(not ocr.available(), reason="the ocr extra is not installed")
def test_a_picture_of_a_page_reads_as_the_page(tmp_path: Path) -> None:
    import pypdfium2
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    page = pypdfium2.PdfDocument(sample.as_pdf())[0]
    picture = page.render(scale=2).to_pil()
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
    canvas.save()
    file = tmp_path / "scan.pdf"
    file.write_bytes(stream.getvalue())
    steps: list[tuple[int, int]] = []
    document = read(file, progress=lambda done, total: steps.append((done, total)))
    assert document.recognised
    assert steps[-1] == (1, 1)
    assert any("1,234,567.80" in block.text for block in document.paragraphs())
    for start, end, confidence, box in document.confidences:
        assert document.raw[start:end]
        assert 0 <= float(confidence) <= 1
        assert box[0] < box[2] and box[1] < box[3]
