"""What is drawn on a PDF page: lines, areas and pictures, those inside form objects too."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, repeat
from threading import local
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from luohu_fiscal.readers import limits
from luohu_fiscal.readers.pdf_calls import Numbers, address, call
from luohu_fiscal.readers.pdf_frame import Frame

__all__ = ["Matrix", "Path", "Point", "paths_of", "shapes_of"]

_MAX_FORM_DEPTH = 4
_MAX_SEGMENTS = 400_000
#: Segments that are fetched together, but for the last path among them.
_BATCH = 4_096

_PATH, _FORM = pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_FORM
#: What is looked at: drawn lines, pictures, and forms that hold more of them.
_DRAWN = frozenset((_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, _FORM))
_MOVE, _LINE = pdfium.FPDF_SEGMENT_MOVETO, pdfium.FPDF_SEGMENT_LINETO

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Point = tuple[float, float]
#: Points joined by straight lines, and whether the lines are drawn.
Path = tuple[list[Point], bool]


class _Buffers(local):
    """What is written to; each thread has its own."""

    def __init__(self) -> None:
        self.matrices = Numbers("FPDFPageObj_GetMatrix", ctypes.c_float, 6, whole=True)
        self.modes = Numbers("FPDFPath_GetDrawMode", ctypes.c_int, 2, whole=False)
        self.points = Numbers("FPDFPathSegment_GetPoint", ctypes.c_float, 2, whole=False)


_BUFFERS = _Buffers()


class _Shape(NamedTuple):
    """A thing drawn: what kind it is, its address, and how it is moved."""

    kind: int
    item: Any
    matrix: Matrix


def shapes_of(page: Any) -> Iterator[tuple[int, Matrix]]:
    """The lines and pictures drawn on a page (of pypdfium2), within the limits: kind and matrix."""
    return ((kind, matrix) for kind, _, matrix in _shapes(page))


def paths_of(page: Any, frame: Frame) -> Iterator[Path] | None:
    """The straight lines drawn on a page (of pypdfium2), placed in a frame; None where too many are."""
    shapes = [shape for shape in _shapes(page) if shape.kind == _PATH]
    count_of = call("FPDFPath_CountSegments", ctypes.c_int)
    counts = [max(count, 0) for count in map(count_of, (shape.item for shape in shapes))]
    return _paths(shapes, counts, frame) if sum(counts) <= _MAX_SEGMENTS else None


def _paths(shapes: Sequence[_Shape], counts: Sequence[int], frame: Frame) -> Iterator[Path]:
    ends = list(accumulate(counts))
    start = 0
    for at, end in enumerate(ends):
        if at + 1 == len(ends) or end - (ends[start - 1] if start else 0) >= _BATCH:
            yield from _batch(shapes[start : at + 1], counts[start : at + 1], frame)
            start = at + 1


def _batch(shapes: Sequence[_Shape], counts: Sequence[int], frame: Frame) -> Iterator[Path]:
    items = [shape.item for shape in shapes]
    modes = _BUFFERS.modes.of(len(items), items)
    segment_of = call("FPDFPath_GetPathSegment", ctypes.c_void_p)
    owners = chain.from_iterable(map(repeat, items, counts))
    places = chain.from_iterable(map(range, counts))
    segments = list(map(address, map(segment_of, owners, places)))
    numbers = iter(_BUFFERS.points.of(len(segments), segments))
    steps = zip(
        map(call("FPDFPathSegment_GetType", ctypes.c_int), segments),
        map(call("FPDFPathSegment_GetClose", ctypes.c_int), segments),
        numbers,
        numbers,
        strict=False,
    )
    for shape, count, stroke in zip(shapes, counts, modes[1::2], strict=True):
        for points in _subpaths(steps, count, shape.matrix, frame):
            yield points, bool(stroke)


def _subpaths(
    steps: Iterator[tuple[int, int, float, float]], count: int, matrix: Matrix, frame: Frame
) -> Iterator[list[Point]]:
    """The subpaths that so many segments make: kind, whether it closes, x and y of each."""
    a, b, c, d, e, f = matrix
    left, top = frame.left, frame.top
    points: list[Point] = []
    for _, (kind, closes, u, v) in zip(range(count), steps, strict=False):
        if kind == _MOVE and points:
            yield points
            points = []
        if kind not in (_MOVE, _LINE):
            # A curve is no ruling line, but the path may go on straight after it.
            if points:
                yield points
            points = []
            continue
        # `frame.place`, written out.
        points.append((a * u + c * v + e - left, top - (b * u + d * v + f)))
        if closes and len(points) > 1:
            points.append(points[0])
    if points:
        yield points


def _shapes(page: Any) -> Iterator[_Shape]:
    """What is drawn on a page and in its forms, within the limits."""
    left = limits.MAX_OBJECTS_PER_PAGE
    kind_of = call("FPDFPageObj_GetType", ctypes.c_int)
    todo: list[tuple[_Shape, int]] = []

    def look(found: list[Any], outer: Matrix, depth: int) -> None:
        kinds = list(map(kind_of, found))
        drawn = [at for at, kind in enumerate(kinds) if kind in _DRAWN]
        items = [found[at] for at in drawn]
        numbers = iter(_BUFFERS.matrices.of(len(items), items))
        own = zip(*(numbers,) * 6, strict=True)
        todo.extend(
            (_Shape(kinds[at], found[at], _times(matrix, outer)), depth)
            for at, matrix in zip(drawn, own, strict=True)
        )

    def within(name: str, holder: Any, places: Iterable[Any]) -> list[Any]:
        return list(map(address, map(call(name, ctypes.c_void_p), repeat(holder), places)))

    objects_in = call("FPDFFormObj_CountObjects", ctypes.c_int)
    holder = address(ctypes.cast(page.raw, ctypes.c_void_p).value)
    count = min(max(pdfium.FPDFPage_CountObjects(page), 0), left)
    left -= count
    look(within("FPDFPage_GetObject", holder, range(count)), _IDENTITY, 0)
    while todo:
        shape, depth = todo.pop()
        if shape.kind != _FORM:
            yield shape
        elif depth < _MAX_FORM_DEPTH:
            count = min(max(objects_in(shape.item), 0), left)
            left -= count
            places = map(ctypes.c_ulong.from_param, range(count))
            look(within("FPDFFormObj_GetObject", shape.item, places), shape.matrix, depth + 1)


def _times(inner: tuple[float, ...], outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    if outer is _IDENTITY:
        return a, b, c, d, e, f
    p, q, r, s, t, u = outer
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
        e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip
