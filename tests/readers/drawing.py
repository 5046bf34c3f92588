"""Pages drawn for a test: lines of text where one wants them, and ruled tables."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

from luohu_fiscal.document import Document

__all__ = ["FONT", "cells", "drawn", "grid"]

FONT = "STSong-Light"


def drawn(*pages: Callable[[Any], None], size: tuple[float, float] = (595, 842)) -> bytes:
    """A PDF of pages, each drawn by a function that is given the canvas."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=size, invariant=1)
    for work in pages:
        canvas.setFont(FONT, 11)
        work(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def grid(
    canvas: Any, top: float, xs: Sequence[float], rows: Sequence[Sequence[str]], high: float = 20
) -> float:
    """A ruled table; a line break in a cell starts a new line there.  Returns where it ends."""
    bottom = top - high * len(rows)
    for number in range(len(rows) + 1):
        canvas.line(xs[0], top - high * number, xs[-1], top - high * number)
    for x in xs:
        canvas.line(x, top, x, bottom)
    for number, row in enumerate(rows):
        for x, text in zip(xs, row, strict=False):
            lines = text.split("\n")
            first = top - high * number - high / 2 - 4 + 6 * (len(lines) - 1)
            for place, line in enumerate(lines):
                canvas.drawString(x + 3, first - 12 * place, line)
    return bottom


def cells(document: Document) -> list[list[list[str]]]:
    """The tables as texts, header and body."""
    return [
        [[cell.text if cell else "" for cell in row] for row in (*table.head, *table.rows)]
        for table in document.tables()
    ]
