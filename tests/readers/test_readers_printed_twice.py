"""Characters printed twice are found by cells of the page; here beside comparing each with each."""

from __future__ import annotations

import random

import pytest

from luohu_fiscal.readers.pdf_chars import Chars
from luohu_fiscal.readers.pdf_frame import Frame
from luohu_fiscal.readers.pdf_glyphs import Text

FRAME = Frame(200.0, 200.0, 0.0, 200.0)


def _chars(places: list[tuple[str, float, float, float]]) -> Chars:
    """Characters, each with its left edge, its base line from above, and its width."""
    inks: list[float] = []
    rooms: list[float] = []
    origins: list[float] = []
    for _, x, y, wide in places:
        inks += [x, x + wide, 200 - y, 200 - y + wide]
        rooms += [x, 200 - y + wide, x + wide, 200 - y]
        origins += [x, 200 - y]
    codes = [ord(char) for char, *_ in places]
    return Chars(codes, inks, rooms, origins, [0.0] * len(places))


def _each_with_each(
    places: list[tuple[str, float, float, float]],
) -> list[tuple[str, float, float]]:
    kept: list[tuple[str, float, float]] = []
    for char, x, y, wide in places:
        middle, reach = x + wide / 2, min(max(0.25 * wide, 0.25), 8.0)
        twice = any(
            char == other and abs(at - middle) < reach and abs(line - y) < reach
            for other, at, line in kept
        )
        if not twice:
            kept.append((char, middle, y))
    return kept


@pytest.mark.parametrize("seed", range(8))
def test_what_is_dropped_is_printed_twice_and_nothing_else(seed: int) -> None:
    draw = random.Random(seed)
    # Sixteenths are exact in binary; the cells of the page end at whole points between them.
    places = [
        (
            draw.choice("01年"),
            draw.randrange(-4 * 16, 195 * 16) / 16,
            draw.randrange(8 * 16, 195 * 16) / 16,
            draw.choice((0.5, 5.0, 10.5, 40.0)),
        )
        for _ in range(400)
    ]
    # Each once more, a hair apart: mostly dropped, wherever the cell of the first one ends.
    places += [
        (char, x + draw.choice((-2, 0, 1)) / 16, y + draw.choice((-1, 0, 2)) / 16, wide)
        for char, x, y, wide in places
    ]
    glyphs = Text(_chars(places)).glyphs(FRAME, 0)
    assert [(glyph.char, glyph.middle, glyph.base) for glyph in glyphs] == _each_with_each(places)


def test_two_equal_digits_side_by_side_are_two() -> None:
    places = [("0", 18.0 + 5 * at, 20.0, 4.5) for at in range(9)]
    assert len(Text(_chars(places)).glyphs(FRAME, 0)) == 9
