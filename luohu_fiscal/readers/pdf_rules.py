"""The ruling lines of a PDF page: drawn lines, and rectangles so thin that they are lines."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise, repeat
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from luohu_fiscal.readers import limits
from luohu_fiscal.readers.pdf_frame import Frame

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
_MAX_FORM_DEPTH = 4
_MAX_SEGMENTS = 400_000
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


#: What is looked at: drawn lines, pictures, and forms that hold more of them.
_DRAWN = frozenset((pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM))
_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_Point = tuple[float, float]


def rules_of(page: Any, frame: Frame) -> Rules | None:
    """The ruling lines of a page; None where there are too many for it to be a table."""
    across: list[Rule] = []
    down: list[Rule] = []
    budget = _MAX_SEGMENTS
    for kind, path, matrix in _objects(page):
        if kind != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        count = pdfium.FPDFPath_CountSegments(path)
        budget -= max(count, 0)
        if budget < 0:
            return None
        stroked = _is_stroked(path)
        for points in _subpaths(path, count, matrix, frame):
            _collect(points, stroked, across, down)
        if len(across) > 20 * _MAX_RULES or len(down) > 20 * _MAX_RULES:
            return None
    rules = Rules(_merged(across), _merged(down))
    return rules if max(map(len, rules)) <= _MAX_RULES else None


def rules_of_paths(paths: Iterable[tuple[list[_Point], bool]]) -> Rules | None:
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
    for kind, _, matrix in _objects(page):
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            a, b, c, d, _, _ = matrix
            if (abs(a) + abs(c)) * (abs(b) + abs(d)) > _SEEN * frame.width * frame.height:
                return True
        drawn += kind == pdfium.FPDF_PAGEOBJ_PATH
    return drawn > _MANY_PATHS


@cache
def _calls() -> tuple[Callable[..., Any], ...]:
    """Functions of PDFium that take plain addresses: most objects of a page are text, and passed by."""

    def call(name: str, result: Any, *rest: Any) -> Callable[..., Any]:
        address = ctypes.cast(getattr(pdfium, name), ctypes.c_void_p).value or 0
        return ctypes.PYFUNCTYPE(result, ctypes.c_void_p, *rest)(address)

    return (
        call("FPDFPage_GetObject", ctypes.c_void_p, ctypes.c_int),
        call("FPDFFormObj_GetObject", ctypes.c_void_p, ctypes.c_ulong),
        call("FPDFPageObj_GetType", ctypes.c_int),
    )


def _objects(page: Any) -> Iterator[tuple[int, Any, _Matrix]]:
    """The lines and pictures drawn on a page, those inside form objects too, within the limits."""
    on_page, in_form, kind_of = _calls()
    left = limits.MAX_OBJECTS_PER_PAGE
    todo: list[tuple[Any, _Matrix, int]] = []

    def look(get: Callable[..., Any], holder: Any, count: int, outer: _Matrix, depth: int) -> None:
        address = ctypes.cast(holder, ctypes.c_void_p).value
        found = list(map(get, repeat(address), range(count)))
        for item, kind in zip(found, map(kind_of, found), strict=True):
            if kind in _DRAWN:
                todo.append((ctypes.cast(item, pdfium.FPDF_PAGEOBJECT), outer, depth))

    count = min(pdfium.FPDFPage_CountObjects(page), left)
    left -= max(count, 0)
    look(on_page, page.raw, max(count, 0), _IDENTITY, 0)
    while todo:
        item, outer, depth = todo.pop()
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind != pdfium.FPDF_PAGEOBJ_FORM:
            yield kind, item, _times(_matrix(item), outer)
        elif depth < _MAX_FORM_DEPTH:
            inner = _times(_matrix(item), outer)
            count = min(pdfium.FPDFFormObj_CountObjects(item), left)
            left -= max(count, 0)
            look(in_form, item, max(count, 0), inner, depth + 1)


def _matrix(item: Any) -> _Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        return _IDENTITY
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
        e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip


def _is_stroked(path: Any) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    return bool(stroke.value)


def _subpaths(path: Any, count: int, matrix: _Matrix, frame: Frame) -> Iterator[list[_Point]]:
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[_Point] = []
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        if kind not in (pdfium.FPDF_SEGMENT_MOVETO, pdfium.FPDF_SEGMENT_LINETO):
            # A curve is no ruling line, but the path may go on straight after it.
            if points:
                yield points
            points = []
            continue
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        u, v = x.value, y.value
        points.append(frame.place(a * u + c * v + e, b * u + d * v + f))
        if pdfium.FPDFPathSegment_GetClose(segment) and len(points) > 1:
            points.append(points[0])
    if points:
        yield points


def _collect(points: list[_Point], stroked: bool, across: list[Rule], down: list[Rule]) -> None:
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
    start: _Point, end: _Point, across: list[Rule], down: list[Rule], thick: float = 0.0
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
