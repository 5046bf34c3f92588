"""Newspaper pages are read column by column, and what stands across columns parts them."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from luohu_fiscal.document import Document
from luohu_fiscal.readers.pdf import read_bytes
from tests.readers import sample

SIZE = 9.0
#: A line of a column holds so many characters.
LINE = 20


def story(name: str, lines: int) -> list[str]:
    """Running text that says of each of its sentences which one it is."""
    text = "".join(f"{name}篇第{n}句话说到收入{n}00万元和支出情况，" for n in range(1, 60))
    return [text[at * LINE : (at + 1) * LINE] for at in range(lines)]


def page(*draw: tuple[float, float, float, list[str]], lift: float = 0.0) -> bytes:
    """A page of lines: x, y of the first, its size, and the lines of each piece."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    canvas: Any = Canvas(stream, pagesize=(700, 900), invariant=1)
    for number, (x, y, size, lines) in enumerate(draw):
        canvas.setFont("STSong-Light", size)
        for at, line in enumerate(lines):
            canvas.drawString(x, y - at * 14 - lift * number, line)
    canvas.save()
    return stream.getvalue()


def said(document: Document) -> list[tuple[str, str]]:
    """Which sentence of which story follows which."""
    text = "".join(block.text for block in document.paragraphs())
    return re.findall(r"(.)篇第(\d+)句", text)


@pytest.mark.parametrize("lift", [0.0, 3.0, 7.0])
def test_columns_are_read_one_after_another_on_common_lines_or_not(lift: float) -> None:
    data = page(
        *((40 + 215 * n, 800, SIZE, story(name, 30)) for n, name in enumerate("甲乙丙")), lift=lift
    )
    found = said(read_bytes(data, "news.pdf"))
    assert found == sorted(found, key=lambda one: ("甲乙丙".index(one[0]), int(one[1])))
    assert {name for name, _ in found} == set("甲乙丙")


def test_a_headline_over_two_columns_parts_these_and_no_other() -> None:
    data = page(
        (40, 800, SIZE, story("甲", 14)),
        (255, 800, SIZE, story("乙", 14)),
        (40, 580, 22, ["某县二〇二五年收支执行情况公报"]),
        (40, 540, SIZE, story("丁", 14)),
        (255, 540, SIZE, story("戊", 14)),
        (470, 800, SIZE, story("丙", 32)),
    )
    document = read_bytes(data, "news.pdf")
    found = said(document)
    assert found == sorted(found, key=lambda one: ("甲乙丁戊丙".index(one[0]), int(one[1])))
    text = document.raw
    assert text.index("乙篇") < text.index("执行情况公报") < text.index("丁篇") < text.index("丙篇")


def test_a_paper_of_one_column_stays_as_it_is() -> None:
    document = read_bytes(sample.as_pdf(), "paper.pdf")
    assert [block.text for block in document.paragraphs()][4:6] == list(sample.SENTENCES)
