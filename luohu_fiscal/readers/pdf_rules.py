"""The ruling lines of a PDF page: drawn lines, and rectangles so thin that they are lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from luohu_fiscal.readers.pdf_frame import Frame
from luohu_fiscal.readers.pdf_paths import Path, Point, paths_of, shapes_of

__all__ = ["Rule", "Rules", "is_picture", "rules_of", "rules_of_paths"]

#: A rectangle not thicker than this is a line.
_THIN = 3.0
#: A line leans no more than this.
_LEAN = 0.8
#: Pieces of one line stand no further apart than this (dashes, cell by cell borders).
_GAP = 3.5
#: Lines no further apart than this are one line, drawn twice or as a double rule.
_SAME = 2.0
#: Shorter pieces are ticks and letters drawn as outlines.
_SHORT = 4.0
_MAX_RULES = 4_000
#: A picture over this part of a page is the page; so many drawn shapes are its letters.
_SEEN, _MANY_PATHS = 0.1, 300


class Rule(NamedTuple):
    """A horizontal or vertical line: where it stands across, where it starts and ends along."""

    at: float
    start: float
    end: float


class Rules(NamedTuple):
    """The ruling lines of a page."""

    horizontal: list[Rule]
    vertical: list[Rule]


def rules_of(page: Any, frame: Frame) -> Rules | None:
    """The ruling lines of a page; None where there are too many for it to be a table."""
    paths = paths_of(page, frame)
    return rules_of_paths(paths) if paths is not None else None


def rules_of_paths(paths: Iterable[Path]) -> Rules | None:
    """The ruling lines among drawn paths, each with whether it is stroked; as `rules_of`."""
    across: list[Rule] = []
    down: list[Rule] = []
    for points, stroked in paths:
        _collect(points, stroked, across, down)
        if len(across) > 20 * _MAX_RULES or len(down) > 20 * _MAX_RULES:
            return None
    rules = Rules(_merged(across), _merged(down))
    return rules if max(map(len, rules)) <= _MAX_RULES else None


def is_picture(page: Any, frame: Frame) -> bool:
    """True for a page without text on which something is to be seen: a scan, or letters drawn."""
    drawn = 0
    for kind, matrix in shapes_of(page):
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            a, b, c, d, _, _ = matrix
            if (abs(a) + abs(c)) * (abs(b) + abs(d)) > _SEEN * frame.width * frame.height:
                return True
        drawn += kind == pdfium.FPDF_PAGEOBJ_PATH
    return drawn > _MANY_PATHS


def _collect(points: list[Point], stroked: bool, across: list[Rule], down: list[Rule]) -> None:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    if len(points) > 2 and (right - left <= _THIN or bottom - top <= _THIN):
        _add(((left + right) / 2, top), ((left + right) / 2, bottom), across, down, right - left)
        _add((left, (top + bottom) / 2), (right, (top + bottom) / 2), across, down, bottom - top)
        return
    if not stroked:
        # A filled area: shading behind cells, not a border.
        return
    for start, end in pairwise(points):
        _add(start, end, across, down)


def _add(
    start: Point, end: Point, across: list[Rule], down: list[Rule], thick: float = 0.0
) -> None:
    (x0, y0), (x1, y1) = start, end
    if thick > _THIN:
        return
    if abs(y1 - y0) <= _LEAN and abs(x1 - x0) >= _SHORT:
        across.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
    elif abs(x1 - x0) <= _LEAN and abs(y1 - y0) >= _SHORT:
        down.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))


def _merged(rules: list[Rule]) -> list[Rule]:
    """Pieces of one line put together."""
    done: list[Rule] = []
    group: list[Rule] = []
    for rule in sorted(rules):
        if group and rule.at - group[0].at > _SAME:
            done.extend(_spans(group))
            group = []
        group.append(rule)
    done.extend(_spans(group))
    return done


def _spans(group: list[Rule]) -> Iterator[Rule]:
    if not group:
        return
    at = sum(rule.at for rule in group) / len(group)
    start, end = None, 0.0
    for rule in sorted(group, key=lambda r: r.start):
        if start is not None and rule.start > end + _GAP:
            yield Rule(at, start, end)
            start = None
        if start is None:
            start, end = rule.start, rule.end
        end = max(end, rule.end)
    if start is not None:
        yield Rule(at, start, end)
