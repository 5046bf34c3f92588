"""Can all rows hold at once within the bounds?  An exact simplex over fractions, open ends kept.

The bounded simplex of Dutertre and de Moura: every row is a variable of its own, and the search
starts from a given point, here the printed amounts, and mends one violated row after the other.
Bland's rule (always the least index) makes it end.  An open bound is closed an infinitesimal
further in, so a value is a pair: a fraction, and how many infinitesimals beyond it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

__all__ = ["Number", "Range", "Row", "TooLarge", "over", "refutation"]

#: An exact number; whole ones are plain integers, which are quicker by far.
Number = int | Fraction

#: A number and how many infinitesimals it lies above (below) itself; tuples compare as such pairs.
_Value = tuple[Number, Number]

#: How many coefficients may be looked at or changed before the search is given up: a second's work.
_WORK, _WORK_A_ROW, _MOST_WORK = 20_000, 500, 500_000


def over(above: Number, below: Number) -> Number:
    """The exact quotient.

    >>> over(6, -3), over(1, 3)
    (-2, Fraction(1, 3))
    """
    if below in (1, -1):
        return above * below
    quotient = Fraction(above) / below
    return quotient.numerator if quotient.denominator == 1 else quotient


class TooLarge(Exception):
    """More work than the limit allows: nothing is known."""


class Range(NamedTuple):
    """All values between two exact ends, None where there is none; an open end is no value."""

    lo: Number | None
    hi: Number | None
    lo_open: bool = False
    hi_open: bool = False

    def end(self, sign: int) -> tuple[Number, bool] | None:
        """The lower end (sign > 0) or the upper one, and whether it is open."""
        at, is_open = (self.lo, self.lo_open) if sign > 0 else (self.hi, self.hi_open)
        return None if at is None else (at, is_open)


@dataclass(frozen=True, slots=True)
class Row:
    """``sum(coefficient * variable)`` must lie in a range."""

    coefficients: Mapping[int, Number]
    range: Range


def refutation(
    start: Sequence[Number], boxes: Sequence[Range], rows: Sequence[Row]
) -> dict[int, Number] | None:
    """Weights of rows that prove that they cannot all hold within the boxes; None where they can.

    `start` gives every variable a value inside its box.  A positive weight uses the lower end of
    its row, a negative one the upper: the weighted sum of these ends is more than the weighted sum
    of the rows can be anywhere in the boxes.  `TooLarge` is raised beyond the limit of work.

    >>> refutation([1], [Range(0, 2, hi_open=True)], [Row({0: 1}, Range(2, 2))])
    {0: 1}
    """
    return _Simplex(start, boxes, rows).solve()


class _Simplex:
    """The tableau: every basic variable as a sum of others, which all lie within their bounds."""

    def __init__(
        self, start: Sequence[Number], boxes: Sequence[Range], rows: Sequence[Row]
    ) -> None:
        self.first_row = len(boxes)
        ranges = [*boxes, *(row.range for row in rows)]
        self.low = [_bound(one, 1) for one in ranges]
        self.high = [_bound(one, -1) for one in ranges]
        self.value: list[_Value] = [(one, 0) for one in start]
        self.basic: dict[int, dict[int, Number]] = {}
        self.users: dict[int, set[int]] = {}
        for number, row in enumerate(rows, self.first_row):
            self.basic[number] = dict(row.coefficients)
            total = sum(c * start[one] for one, c in row.coefficients.items())
            self.value.append((total, 0))
            for one in row.coefficients:
                self.users.setdefault(one, set()).add(number)
        self.astray = {one for one in self.basic if self._outside(one)}
        self.left = min(_WORK + _WORK_A_ROW * len(rows), _MOST_WORK)

    def solve(self) -> dict[int, Number] | None:
        while True:
            if not self.astray:
                return None
            leaving = min(self.astray)
            rises = self._outside(leaving) > 0
            entering = self._entering(leaving, rises)
            if entering is None:
                return self._weights(leaving, rises)
            target = self.low[leaving] if rises else self.high[leaving]
            assert target is not None
            self._move(leaving, entering, target)
            self._pivot(leaving, entering)

    def _outside(self, one: int) -> int:
        """1 where a variable has to rise to its lower bound, -1 where it has to fall, else 0."""
        low, high = self.low[one], self.high[one]
        if low is not None and self.value[one] < low:
            return 1
        return -1 if high is not None and self.value[one] > high else 0

    def _entering(self, leaving: int, rises: bool) -> int | None:
        """The first variable whose move helps and that has room to move."""
        for one in sorted(self.basic[leaving]):
            upward = (self.basic[leaving][one] > 0) is rises
            bound = self.high[one] if upward else self.low[one]
            if bound is None or (self.value[one] < bound if upward else self.value[one] > bound):
                return one
        return None

    def _move(self, leaving: int, entering: int, target: _Value) -> None:
        """Set `leaving` to its bound by moving `entering`, and all that depends on it."""
        old, factor = self.value[leaving], self.basic[leaving][entering]
        step = over(target[0] - old[0], factor), over(target[1] - old[1], factor)
        self.value[entering] = _plus(self.value[entering], 1, step)
        for user in self.users[entering]:
            self.value[user] = _plus(self.value[user], self.basic[user][entering], step)
        for one in (entering, *self.users[entering]):
            (self.astray.add if self._outside(one) else self.astray.discard)(one)

    def _pivot(self, leaving: int, entering: int) -> None:
        """`entering` becomes basic, `leaving` one of the others."""
        row = self.basic.pop(leaving)
        factor = row.pop(entering)
        solved = {one: over(-c, factor) for one, c in row.items()}
        solved[leaving] = over(1, factor)
        users = self.users.pop(entering)
        users.discard(leaving)
        for one in row:
            self.users[one].discard(leaving)
        self.basic[entering] = solved
        for one in solved:
            self.users.setdefault(one, set()).add(entering)
        for user in users:
            self._substitute(user, entering, solved)
        self.left -= len(self.astray) + len(solved) * (1 + len(users))
        if self.left < 0:
            raise TooLarge

    def _substitute(self, user: int, entering: int, solved: Mapping[int, Number]) -> None:
        row = self.basic[user]
        factor = row.pop(entering)
        for one, c in solved.items():
            total = row.get(one, 0) + factor * c
            if total:
                row[one] = total
                self.users[one].add(user)
            elif one in row:
                del row[one]
                self.users[one].discard(user)

    def _weights(self, stuck: int, rises: bool) -> dict[int, Number]:
        """The weights of the rows in the equation of a variable that cannot reach its bound."""
        sign = 1 if rises else -1
        weights: dict[int, Number] = {stuck: sign}
        weights |= {one: -sign * c for one, c in self.basic[stuck].items()}
        first = self.first_row
        return {one - first: weight for one, weight in weights.items() if one >= first}


def _bound(range_: Range, sign: int) -> _Value | None:
    found = range_.end(sign)
    return None if found is None else (found[0], sign if found[1] else 0)


def _plus(value: _Value, factor: Number, step: _Value) -> _Value:
    return value[0] + factor * step[0], value[1] + factor * step[1]
