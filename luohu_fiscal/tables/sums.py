"""Columns added up and judged, as lists or as arrays, by the same inequalities.

With a difference d in whole places and a slack s in halves, rounding explains |d| where 2 |d| < s, and
where 2 |d| = s unless an open end stands in the way: an amount never reaches its upper end.  In whole
places that is low <= d <= high.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from itertools import repeat
from operator import add, mul, sub
from typing import Any

from luohu_fiscal.identities.expression import Relator
from luohu_fiscal.reconcile.finding import Verdict
from luohu_fiscal.tables.given import Column, Given

__all__ = ["VERDICTS", "judged"]

#: What the codes of a column of verdicts mean: each is the place of its verdict here.
VERDICTS: tuple[Verdict, ...] = tuple(Verdict)
_WITHIN, _BOUNDED, _UNDECIDED, _BREACH = map(
    VERDICTS.index,
    (Verdict.WITHIN_ROUNDING, Verdict.BOUNDED, Verdict.UNDECIDED, Verdict.BREACH),
)

#: Codes, differences, half slacks.
_Judged = tuple[Any, Any, Any]


def judged(given: Given, relator: Relator, equal: Verdict) -> _Judged:
    """Codes of verdicts, differences in places and slacks in halves, for every row.

    `equal` is the verdict of an inequality whose two sides are equal.
    """
    same = VERDICTS.index(Verdict.EXACT if relator is Relator.EQUAL else equal)
    return (_by_array if given.arrays else _by_list)(given, relator, same)


def _zeros_rounded(given: Given, row: int, difference: int) -> tuple[int, int] | None:
    """Code and slack of a broken row with what its plain zeros may hide; None where none hides any."""
    adds = takes = 0
    hiding = False
    for one in given.columns:
        halves = one.halves if isinstance(one.halves, int) else int(one.halves[row])
        hidden = one.hides(row)
        hiding = hiding or hidden > 0
        moved = abs(one.coefficient) * (halves + hidden)
        adds, takes = (adds + moved, takes) if one.coefficient > 0 else (adds, takes + moved)
    slack = adds + takes
    explained = _low(slack, adds) <= difference <= _high(slack, takes)
    return (_WITHIN if explained else _BREACH, slack) if hiding else None


def _moved(columns: Sequence[Column], sign: int) -> tuple[int, list[Any]]:
    """How far rounding moves what enters with that sign: the same in all rows, and row by row."""
    shared, varied = 0, []
    for one in columns:
        if one.coefficient * sign > 0:
            size = abs(one.coefficient)
            if isinstance(one.halves, int):
                shared += size * one.halves
            else:
                varied.append((size, one.halves))
    return shared, varied


def _summed(
    terms: Sequence[tuple[int, Any]],
    plus: Callable[[Any, Any], Any],
    minus: Callable[[Any, Any], Any],
    times: Callable[[int, Any], Any],
) -> Any:
    """The terms added up; the first of them begins, so that it need not be added to nothing."""
    (factor, found), *others = terms
    if factor != 1:
        found = times(factor, found)
    for factor, column in others:
        if factor == 1:
            found = plus(found, column)
        elif factor == -1:
            found = minus(found, column)
        else:
            found = plus(found, times(factor, column))
    return found


def _outcomes(relator: Relator) -> tuple[tuple[int, int], tuple[int, int]]:
    """The codes of a difference above zero within and beyond its bound, and of one below zero."""
    judged, free = (_WITHIN, _BREACH), (_BOUNDED, _BOUNDED)
    return (
        free if relator is Relator.AT_LEAST else judged,
        free if relator is Relator.AT_MOST else judged,
    )


# -- lists -----------------------------------------------------------------------------------------


def _times(factor: int, column: Any) -> Any:
    return [factor * one for one in column]


#: Lists are added lazily, row by row: no list is made in between.
_add_up = partial(_summed, plus=partial(map, add), minus=partial(map, sub), times=_times)


def _rows_moved(given: Given, sign: int) -> int | list[int]:
    shared, varied = _moved(given.columns, sign)
    if not varied:
        return shared
    return list(map(add, repeat(shared, given.rows), _add_up(varied)))


def _by_list(given: Given, relator: Relator, same: int) -> _Judged:
    rows = given.rows
    differences = list(_add_up([(one.coefficient, one.numbers) for one in given.columns]))
    adds, takes = _rows_moved(given, 1), _rows_moved(given, -1)
    lows: Any
    highs: Any
    slacks: list[int | None]
    if isinstance(adds, int) and isinstance(takes, int):
        slack = adds + takes
        lows, highs = repeat(_low(slack, adds), rows), repeat(_high(slack, takes), rows)
        slacks = [slack] * rows
    else:
        adds, takes = (one if isinstance(one, list) else [one] * rows for one in (adds, takes))
        slacks = list(map(add, adds, takes))
        lows, highs = map(_low, slacks, adds), map(_high, slacks, takes)
    (top, over), (bottom, under) = _outcomes(relator)
    codes = [
        same
        if not one
        else (top if one <= high else over)
        if one > 0
        else (bottom if one >= low else under)
        for one, low, high in zip(differences, lows, highs, strict=True)
    ]
    for row, code in enumerate(codes):
        if code == _BREACH and (looser := _zeros_rounded(given, row, differences[row])) is not None:
            codes[row], slacks[row] = looser
    for row in frozenset[int]().union(*(one.missing for one in given.columns)):
        codes[row], differences[row], slacks[row] = _UNDECIDED, None, None
    return tuple(codes), tuple(differences), tuple(slacks)


def _low(slack: Any, adds: Any) -> Any:
    """The lowest difference that rounding explains; what adds does not reach its upper end."""
    return -((slack - (adds > 0)) // 2)


def _high(slack: Any, takes: Any) -> Any:
    """The highest; what takes away does not reach its upper end either."""
    return (slack - (takes > 0)) // 2


# -- arrays ----------------------------------------------------------------------------------------


def _by_array(given: Given, relator: Relator, same: int) -> _Judged:
    numpy: Any = sys.modules["numpy"]  # it made the arrays
    total = partial(_summed, plus=add, minus=sub, times=mul)
    differences: Any = total([(one.coefficient, one.numbers) for one in given.columns])
    adds, takes = (
        shared + total(varied) if varied else shared
        for shared, varied in (_moved(given.columns, sign) for sign in (1, -1))
    )
    slacks: Any = adds + takes
    low, high = _low(slacks, adds), _high(slacks, takes)
    (top, over), (bottom, under) = (map(numpy.int8, pair) for pair in _outcomes(relator))
    codes = numpy.where(
        differences > 0,
        numpy.where(differences <= high, top, over),
        numpy.where(differences >= low, bottom, under),
    )
    codes[differences == 0] = same
    slacks = numpy.broadcast_to(slacks, differences.shape)
    zeros = numpy.zeros(differences.shape, dtype=bool)
    for one in given.columns:
        zeros |= one.numbers == 0
    broken = ((codes == _BREACH) & zeros).nonzero()[0].tolist()
    if broken:
        slacks = slacks.copy()
    for row in broken:
        looser = _zeros_rounded(given, row, int(differences[row]))
        if looser is not None:
            codes[row], slacks[row] = looser
    for one in (codes, differences):
        one.flags.writeable = False
    return codes, differences, slacks
