"""Pages that are pictures -> printed lines, recognised on this computer (the `ocr` extra).

Recognition can misread a digit, so a document made here says so (`Document.recognised`), and each
line keeps its confidence and its place.  Nothing is sent anywhere; the models are in the package.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any, NamedTuple

from luohu_fiscal.readers.cleaning import normalise_char
from luohu_fiscal.readers.pdf_glyphs import Glyph, glyph_of
from luohu_fiscal.readers.pdf_lines import Row
from luohu_fiscal.readers.pdf_page import PageContent

__all__ = ["REMEDY", "Recognised", "available", "page_of_lines", "recognised_page"]

#: What to do where pages are pictures and the extra is not installed.
REMEDY = "run: pip install luohu-fiscal[ocr]"
_SCALE = 2.0
#: Pixels of the longer side: a larger picture costs time and reads no better.
_MAX_SIDE = 3_500
_MAX_LINES = 2_000


class Recognised(NamedTuple):
    """A recognised piece of a line, in points from the top left corner of the page."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    confidence: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def available() -> bool:
    """True where the `ocr` extra is installed."""
    return find_spec("rapidocr_onnxruntime") is not None


@cache
def _engine() -> Any:
    from rapidocr_onnxruntime import RapidOCR

    return RapidOCR()


def recognised_page(page: Any) -> PageContent:
    """What stands on a page that is a picture; `page` is a pypdfium2 page."""
    width, height = page.get_size()
    scale = min(_SCALE, _MAX_SIDE / max(width, height, 1.0))
    found, _ = _engine()(page.render(scale=scale).to_numpy())
    lines = []
    for box, text, confidence in (found or [])[:_MAX_LINES]:
        xs, ys = [point[0] / scale for point in box], [point[1] / scale for point in box]
        clean = "".join(normalise_char(char) for char in text).strip()
        if clean:
            lines.append(Recognised(clean, min(xs), min(ys), max(xs), max(ys), float(confidence)))
    return page_of_lines(lines, width, height)


def page_of_lines(lines: Sequence[Recognised], width: float, height: float) -> PageContent:
    """The page that recognised lines make; pieces side by side are one line."""
    rows: list[list[Recognised]] = []
    for line in sorted(lines, key=lambda piece: piece.middle):
        near = rows[-1][-1] if rows else None
        if near is not None and line.middle - near.middle < 0.5 * (near.bottom - near.top):
            rows[-1].append(line)
        else:
            rows.append([line])
    printed = [_row(sorted(row, key=lambda piece: piece.x0)) for row in rows]
    characters = sum(len(row.glyphs) for row in printed)
    return PageContent(width, height, tuple(row.printed() for row in printed), (), characters)


def _row(pieces: Sequence[Recognised]) -> Row:
    glyphs = [glyph for piece in pieces for glyph in _glyphs(piece)]
    em = statistics.median(piece.bottom - piece.top for piece in pieces) / 1.15
    confidence = min(piece.confidence for piece in pieces)
    return Row(tuple(glyphs), max(em, 4.0), f"{confidence:.3f}")


def _glyphs(piece: Recognised) -> list[Glyph]:
    """The characters of a line spread over its box: a Latin character takes half the width."""
    shares = [0.5 if char.isascii() else 1.0 for char in piece.text]
    step = (piece.x1 - piece.x0) / sum(shares)
    height = piece.bottom - piece.top
    glyphs, x, spaced = [], piece.x0, False
    for char, share in zip(piece.text, shares, strict=True):
        wide = share * step
        if char.isspace():
            spaced = True
        else:
            ink = (x, x + wide, piece.top, piece.bottom)
            base = piece.bottom - 0.15 * height
            glyphs.append(glyph_of(char, ink, base, (wide, height), x, spaced=spaced))
            spaced = False
        x += wide
    return glyphs
