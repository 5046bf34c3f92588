"""Pages and drawings that are turned read as if they stood upright, and what is turned stays whole."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from luohu_fiscal.document import Document
from luohu_fiscal.readers.pdf import read_bytes

WIDE, HIGH = 595.0, 842.0
QUARTERS = (0, 90, 180, 270)
LINES = ("示例县2024年收入执行情况表", "单位：万元")
ROWS = (
    ("项目", "预算数", "执行数"),
    ("税收收入", "70,000", "71,300"),
    ("收入合计", "90,000", "91,700"),
)
XS = (80.0, 280.0, 390.0, 500.0)


def pdf(rotate: int, *draw: tuple[int, Callable[[Any], None]]) -> bytes:
    """One page of A4, shown turned by `rotate`; each drawing is turned by a matrix of its own."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    # The canvas is given the page as it is shown, and keeps it as it is drawn.
    shown = (HIGH, WIDE) if rotate % 180 else (WIDE, HIGH)
    canvas = Canvas(stream, pagesize=shown, invariant=1)
    for turn, work in draw:
        canvas.saveState()
        canvas.setFont("STSong-Light", 11)
        canvas.translate(
            *{0: (0, 0), 90: (WIDE, 0), 180: (WIDE, HIGH), 270: (0, HIGH)}.get(turn, (150, 200))
        )
        canvas.rotate(turn)
        work(canvas)
        canvas.restoreState()
    canvas.setPageRotation(rotate)
    canvas.save()
    return stream.getvalue()


def table(canvas: Any) -> None:
    """A ruled table with its title, in a square that fits every way the page may lie."""
    top = 560.0
    for line in LINES:
        canvas.drawString(XS[0], top, line)
        top -= 20
    for number in range(len(ROWS) + 1):
        canvas.line(XS[0], top - 20 * number + 14, XS[-1], top - 20 * number + 14)
    for x in XS:
        canvas.line(x, top + 14, x, top + 14 - 20 * len(ROWS))
    for number, row in enumerate(ROWS):
        for x, text in zip(XS, row, strict=False):
            canvas.drawString(x + 4, top - 20 * number, text)


def prose(canvas: Any) -> None:
    """A page of running text."""
    for number in range(12):
        canvas.drawString(
            80, 780 - 20 * number, f"第{number + 1}条说明全县收支情况及其变动原因一并列示。"
        )


def cells(document: Document) -> list[list[list[str]]]:
    """The tables as texts, header and body."""
    return [
        [[cell.text if cell else "" for cell in row] for row in (*table.head, *table.rows)]
        for table in document.tables()
    ]


@pytest.mark.parametrize("rotate", QUARTERS)
@pytest.mark.parametrize("turn", QUARTERS)
def test_a_table_reads_alike_however_page_and_drawing_are_turned(rotate: int, turn: int) -> None:
    document = read_bytes(pdf(rotate, (turn, table)), "turned.pdf")
    assert cells(document) == [[list(row) for row in ROWS]]
    (found,) = document.tables()
    assert (found.title, found.unit) == (LINES[0], "万元")
    assert document.raw == read_bytes(pdf(0, (0, table)), "upright.pdf").raw


@pytest.mark.parametrize("rotate", QUARTERS)
def test_a_page_number_that_stands_upright_is_no_part_of_a_sideways_table(rotate: int) -> None:
    data = pdf(rotate, (90, table), (0, lambda canvas: canvas.drawString(290, 30, "12")))
    document = read_bytes(data, "annex.pdf")
    assert cells(document) == [[list(row) for row in ROWS]]
    assert [piece.text for piece in document.furniture] == ["12"]


@pytest.mark.parametrize("turn", [90, 270])
def test_a_sideways_table_under_upright_text_keeps_both(turn: int) -> None:
    document = read_bytes(pdf(0, (0, prose), (turn, small_table)), "mixed.pdf")
    assert cells(document) == [[list(row) for row in ROWS]]
    (running,) = document.paragraphs()
    assert running.text.startswith("第1条说明全县")
    assert running.text.endswith("第12条说明全县收支情况及其变动原因一并列示。")


def small_table(canvas: Any) -> None:
    """The table on the lower half of the upright page, whichever way the canvas was turned."""
    anticlockwise = canvas._currentMatrix[1] > 0
    canvas.translate(-60 if anticlockwise else 420, 0)
    table(canvas)


def test_the_turned_name_of_rows_stays_in_its_cell() -> None:
    def named(canvas: Any) -> None:
        table(canvas)
        canvas.line(40, 534, 80, 534)
        canvas.line(40, 474, 80, 474)
        canvas.line(40, 534, 40, 474)
        canvas.saveState()
        canvas.translate(64, 490)
        canvas.rotate(90)
        canvas.drawString(0, 0, "A3")
        canvas.restoreState()

    document = read_bytes(pdf(0, (0, named)), "named.pdf")
    (rows,) = cells(document)
    assert [row[1:] for row in rows] == [list(row) for row in ROWS]
    assert {row[0] for row in rows} == {"A3"}


def test_a_stamp_across_the_page_alters_no_digit() -> None:
    def stamp(canvas: Any) -> None:
        for number in range(4):
            canvas.drawString(60 * number, 0, "样本2031")

    document = read_bytes(pdf(0, (0, table), (45, stamp)), "stamp.pdf")
    assert cells(document) == [[list(row) for row in ROWS]]
    assert any("2031" in piece.text for piece in document.furniture)
    assert not any("2031" in block.text for block in document.paragraphs())
