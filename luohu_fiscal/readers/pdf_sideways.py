"""Names of rows that are turned in a table that stands upright: laid flat in their cells."""

from __future__ import annotations

from collections.abc import Sequence

from luohu_fiscal.readers.pdf_glyphs import Glyph, glyph_of
from luohu_fiscal.readers.pdf_grid import Box, Grid

__all__ = ["laid_flat", "table_around"]

#: What of the room of a character its ink takes.
_INK = 0.92
#: Lines of one cell stand at least so far apart, in characters.
_LINE = 0.5


def table_around(
    strays: Sequence[Glyph], glyphs: Sequence[Glyph], grids: Sequence[Grid]
) -> Grid | None:
    """The table that turned characters belong to: they all stand in it, and are not most of it."""
    for grid in grids:
        if all(grid.holds(glyph) for glyph in strays):
            upright = sum(grid.holds(glyph) for glyph in glyphs)
            return grid if len(strays) <= upright else None
    return None


def laid_flat(strays: Sequence[Glyph], turn: int, grid: Grid) -> list[Glyph]:
    """The characters of each cell in the order in which they are read, side by side in its middle."""
    homes: dict[Box, list[Glyph]] = {}
    for glyph in strays:
        box = grid.box_at(glyph.middle, glyph.level)
        if box is not None:
            homes.setdefault(box, []).append(glyph)
    flat = []
    for box, members in homes.items():
        left, right = grid.xs[box.column], grid.xs[box.column + box.columns]
        middle = (grid.ys[box.row] + grid.ys[box.row + box.rows]) / 2
        size = max(max(glyph.advance, glyph.height) for glyph in members)
        step = min(size, (right - left) / (len(members) + 1))
        for place, glyph in enumerate(_read(members, turn, size)):
            at = left + step * (place + 0.5)
            ink = (at, at + step * _INK, middle - step / 2, middle + step / 2)
            room = (step, glyph.height)
            flat.append(glyph_of(glyph.char, ink, middle + step / 2, room, at, spaced=glyph.spaced))
    return flat


def _read(members: Sequence[Glyph], turn: int, size: float) -> list[Glyph]:
    """Characters in reading order: along their lines, line after line."""

    def along(glyph: Glyph) -> float:
        return {90: -glyph.level, 270: glyph.level}.get(turn, -glyph.middle)

    def line(glyph: Glyph) -> float:
        return {90: glyph.middle, 270: -glyph.middle}.get(turn, -glyph.base)

    lines: list[list[Glyph]] = []
    for glyph in sorted(members, key=line):
        if lines and line(glyph) - line(lines[-1][-1]) <= _LINE * size:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return [glyph for row in lines for glyph in sorted(row, key=along)]
