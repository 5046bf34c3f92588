"""Places on an OFD page: millimetres from its upper left corner, matrices, paths in short form."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["IDENTITY", "POINTS", "Matrix", "Point", "deltas", "numbers", "subpaths"]

#: Points in a millimetre.
POINTS = 72 / 25.4
Point = tuple[float, float]
#: How many numbers follow each operator of a path.
_OPERANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


class Matrix(NamedTuple):
    """x' = ax + cy + e, y' = bx + dy + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def at(self, x: float, y: float) -> Point:
        """Where a point comes to stand."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def inside(self, outer: Matrix) -> Matrix:
        """This one, and then the outer one."""
        e, f = outer.at(self.e, self.f)
        return Matrix(
            outer.a * self.a + outer.c * self.b,
            outer.b * self.a + outer.d * self.b,
            outer.a * self.c + outer.c * self.d,
            outer.b * self.c + outer.d * self.d,
            e,
            f,
        )


IDENTITY = Matrix(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def numbers(text: str) -> list[float]:
    """The numbers of an attribute; what is no finite number is 0.

    >>> numbers("20 20.5 1e999")
    [20.0, 20.5, 0.0]
    """
    return [_number(word) for word in text.split()]


def _number(word: str) -> float:
    try:
        value = float(word)
    except ValueError:
        return 0.0
    return value if math.isfinite(value) and abs(value) < 1e9 else 0.0


def deltas(text: str, count: int) -> list[float]:
    """The steps from character to character, `count` at most; "g 3 5" is 5 5 5.

    >>> deltas("2 g 3 5 1", 9), deltas("g 999999999 5", 2)
    ([2.0, 5.0, 5.0, 5.0, 1.0], [5.0, 5.0])
    """
    done: list[float] = []
    words = iter(text.split())
    for word in words:
        if len(done) >= count:
            break
        if word == "g":
            times, step = _number(next(words, "0")), _number(next(words, "0"))
            done.extend([step] * min(int(max(0.0, times)), count - len(done)))
        else:
            done.append(_number(word))
    return done


def subpaths(data: str, matrix: Matrix) -> Iterator[list[Point]]:
    """The straight stretches of a path, curves left out.

    >>> list(subpaths("M 0 0 L 5 0 L 5 5 C", IDENTITY))
    [[(0.0, 0.0), (5.0, 0.0), (5.0, 5.0), (0.0, 0.0)]]
    """
    points: list[Point] = []
    words = iter(data.split())
    for operator in words:
        given = [_number(next(words, "0")) for _ in range(_OPERANDS.get(operator, 0))]
        if operator in ("S", "M"):
            if len(points) > 1:
                yield points
            points = [matrix.at(*given)]
        elif operator == "L":
            points.append(matrix.at(*given))
        elif operator == "C":
            if len(points) > 1:
                yield [*points, points[0]]
            points = points[:1]
        elif given:
            if len(points) > 1:
                yield points
            points = [matrix.at(*given[-2:])]
    if len(points) > 1:
        yield points
