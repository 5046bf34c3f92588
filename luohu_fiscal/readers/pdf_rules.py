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
_MOVE, _LINE = pdfium.FPDF_SEGMENT_MOVETO, pdfium.FPDF_SEGMENT_LINETO
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
        count = pdfium.FPDFPath_CountSegments(_object(path))
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


class _Calls(NamedTuple):
    """Functions of PDFium that take plain addresses: a page has thousands of objects and segments."""

    on_page: Callable[..., Any]
    in_form: Callable[..., Any]
    kind_of: Callable[..., Any]
    matrix_of: Callable[..., Any]
    mode_of: Callable[..., Any]
    segment_of: Callable[..., Any]
    step_of: Callable[..., Any]
    point_of: Callable[..., Any]
    closes: Callable[..., Any]


@cache
def _calls() -> _Calls:
    at, number = ctypes.c_void_p, ctypes.c_int

    def call(name: str, result: Any, *rest: Any) -> Callable[..., Any]:
        address = ctypes.cast(getattr(pdfium, name), at).value or 0
        return ctypes.PYFUNCTYPE(result, at, *rest)(address)

    return _Calls(
        on_page=call("FPDFPage_GetObject", at, number),
        in_form=call("FPDFFormObj_GetObject", at, ctypes.c_ulong),
        kind_of=call("FPDFPageObj_GetType", number),
        matrix_of=call("FPDFPageObj_GetMatrix", number, at),
        mode_of=call("FPDFPath_GetDrawMode", number, at, at),
        segment_of=call("FPDFPath_GetPathSegment", at, number),
        step_of=call("FPDFPathSegment_GetType", number),
        point_of=call("FPDFPathSegment_GetPoint", number, at, at),
        closes=call("FPDFPathSegment_GetClose", number),
    )


def _objects(page: Any) -> Iterator[tuple[int, Any, _Matrix]]:
    """The lines and pictures drawn on a page, those inside form objects too, within the limits.

    Each with its kind, its address, and how it is moved.
    """
    calls = _calls()
    on_page, in_form, kind_of = calls.on_page, calls.in_form, calls.kind_of
    left = limits.MAX_OBJECTS_PER_PAGE
    todo: list[tuple[int, Any, _Matrix, int]] = []

    def look(get: Callable[..., Any], holder: Any, count: int, outer: _Matrix, depth: int) -> None:
        found = list(map(get, repeat(holder), range(count)))
        kinds = list(map(kind_of, found))
        todo.extend(
            (kind, item, outer, depth)
            for kind, item in zip(kinds, found, strict=True)
            if kind in _DRAWN
        )

    count = min(pdfium.FPDFPage_CountObjects(page), left)
    left -= max(count, 0)
    look(on_page, ctypes.cast(page.raw, ctypes.c_void_p).value, max(count, 0), _IDENTITY, 0)
    while todo:
        kind, item, outer, depth = todo.pop()
        if kind != pdfium.FPDF_PAGEOBJ_FORM:
            yield kind, item, _times(_matrix(item), outer)
        elif depth < _MAX_FORM_DEPTH:
            inner = _times(_matrix(item), outer)
            count = min(pdfium.FPDFFormObj_CountObjects(_object(item)), left)
            left -= max(count, 0)
            look(in_form, item, max(count, 0), inner, depth + 1)


def _object(address: Any) -> Any:
    return ctypes.cast(address, pdfium.FPDF_PAGEOBJECT)


def _matrix(item: Any) -> _Matrix:
    numbers = (ctypes.c_float * 6)()
    if not _calls().matrix_of(item, ctypes.addressof(numbers)):
        return _IDENTITY
    a, b, c, d, e, f = numbers
    return a, b, c, d, e, f


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
        e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip


def _is_stroked(path: Any) -> bool:
    modes = (ctypes.c_int * 2)()
    start = ctypes.addressof(modes)
    _calls().mode_of(path, start, start + ctypes.sizeof(ctypes.c_int))
    return bool(modes[1])


def _subpaths(path: Any, count: int, matrix: _Matrix, frame: Frame) -> Iterator[list[_Point]]:
    a, b, c, d, e, f = matrix
    calls = _calls()
    step_of, point_of, closes = calls.step_of, calls.point_of, calls.closes
    at = (ctypes.c_float * 2)()
    left, top = frame.left, frame.top
    to_x = ctypes.addressof(at)
    to_y = to_x + ctypes.sizeof(ctypes.c_float)
    points: list[_Point] = []
    for segment in map(calls.segment_of, repeat(path), range(count)):
        kind = step_of(segment)
        if kind == _MOVE and points:
            yield points
            points = []
        if kind not in (_MOVE, _LINE):
            # A curve is no ruling line, but the path may go on straight after it.
            if points:
                yield points
            points = []
            continue
        point_of(segment, to_x, to_y)
        u, v = at
        # `frame.place`, written out.
        points.append((a * u + c * v + e - left, top - (b * u + d * v + f)))
        if closes(segment) and len(points) > 1:
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
