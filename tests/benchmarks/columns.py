"""The formulas of the catalogue folded to columns: every row of a table judged at once.

A column holds one operand of every row as whole numbers, printed in one unit and precision.  They
are machine integers only where no sum can leave their range, and Python integers otherwise; nothing
is ever rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from operator import add, sub
from typing import Any

from luohu_fiscal.identities import identity
from luohu_fiscal.identities.expression import Join, Relator, fold_relation
from luohu_fiscal.reconcile.finding import Verdict

#: None where it is not installed: then columns are lists.
numpy: Any = import_module("numpy") if find_spec("numpy") else None

#: One number of every row, as a list or an array of 64-bit integers, or one that all rows share.
Numbers = Any
#: Printed whole numbers of one unit and precision, None where nothing is printed.
Column = Sequence[int | None]
#: What the numbers of a column of verdicts mean.
VERDICTS = (
    Verdict.EXACT,
    Verdict.WITHIN_ROUNDING,
    Verdict.BOUNDED,
    Verdict.BREACH,
    Verdict.UNDECIDED,
)


def _joined(operate: Callable[[Any, Any], Any], left: Numbers, right: Numbers) -> Numbers:
    match left, right:
        case list(), list():
            return list(map(operate, left, right))
        case list(), _:
            return [operate(one, right) for one in left]
        case _, list():
            return [operate(left, one) for one in right]
    return operate(left, right)


@dataclass(frozen=True, slots=True)
class Span:
    """What an expression is worth in every row, in half printed places.

    `adds` is how far rounding of the figures that add may move it, `takes` of those that take away.
    """

    nominal: Numbers
    adds: Numbers = 0
    takes: Numbers = 0
    missing: frozenset[int] = frozenset()

    @classmethod
    def of(cls, printed: Any) -> Span:
        """A column of printed numbers: each stands for a half place on both sides, 0 for itself."""
        if not isinstance(printed, list):
            return cls(2 * printed, 1 if printed.all() else (printed != 0).astype("int64"))
        missing = frozenset[int]()
        if None in printed:
            missing = frozenset(row for row, one in enumerate(printed) if one is None)
        half = [1 if one else 0 for one in printed] if 0 in printed else 1
        return cls([2 * (one or 0) for one in printed], half, 0, missing)

    def plus(self, other: Span) -> Span:
        return Span(
            _joined(add, self.nominal, other.nominal),
            _joined(add, self.adds, other.adds),
            _joined(add, self.takes, other.takes),
            self.missing | other.missing,
        )

    def minus(self, other: Span) -> Span:
        return Span(
            _joined(sub, self.nominal, other.nominal),
            _joined(add, self.adds, other.takes),
            _joined(add, self.takes, other.adds),
            self.missing | other.missing,
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """Verdict, difference and slack of every row; the numbers in half printed places.

    A verdict is its place in `VERDICTS`.  Where an operand is not printed there is no difference.
    """

    verdicts: Any
    differences: Any
    slacks: Any

    def listed(self) -> tuple[list[int], list[int | None], list[int | None]]:
        """The same as plain lists."""
        verdicts, differences, slacks = (
            one if isinstance(one, list) else one.tolist()
            for one in (self.verdicts, self.differences, self.slacks)
        )
        return verdicts, differences, slacks


class Columns:
    """The algebra of columns: a tree becomes its verdicts on every row at once."""

    def __init__(self, columns: Mapping[str, Sequence[Any]], equal: Verdict) -> None:
        self.columns, self.equal = columns, equal

    def operand(self, name: str) -> Span:
        (column,) = self.columns[name]
        return Span.of(column)

    def group(self, name: str) -> Span:
        first, *others = (Span.of(column) for column in self.columns[name])
        for one in others:
            first = first.plus(one)
        return first

    def constant(self, value: int) -> Span:
        return Span(2 * value)

    def joined(self, join: Join, left: Span, right: Span) -> Span:
        if join is Join.PLUS:
            return left.plus(right)
        if join is Join.MINUS:
            return left.minus(right)
        raise TypeError("columns add and take away; a rate is judged by rows")

    def related(self, relator: Relator, left: Span, right: Span) -> Judged:
        apart = left.minus(right)
        # Where both sides agree an inequality may say so in its own word.
        same = VERDICTS.index(Verdict.EXACT if relator is Relator.EQUAL else self.equal)
        if isinstance(apart.nominal, list):
            return _by_number(apart, relator, same)
        return _by_array(apart, relator, same)


#: Within rounding, bounded and breach as numbers.
_WITHIN, _BOUNDED, _BREACH, _UNDECIDED = range(1, 5)


def _by_number(apart: Span, relator: Relator, same: int) -> Judged:
    rows = len(apart.nominal)
    adds, takes = (
        one if isinstance(one, list) else [one] * rows for one in (apart.adds, apart.takes)
    )
    slacks: list[int | None] = list(map(add, adds, takes))
    verdicts = [
        _verdict(relator, same, difference, adding, taking)
        for difference, adding, taking in zip(apart.nominal, adds, takes, strict=True)
    ]
    differences = list(apart.nominal)
    for row in apart.missing:
        verdicts[row], differences[row], slacks[row] = _UNDECIDED, None, None
    return Judged(verdicts, differences, slacks)


def _verdict(relator: Relator, same: int, difference: int, adding: int, taking: int) -> int:
    if not difference:
        return same
    if relator is (Relator.AT_LEAST if difference > 0 else Relator.AT_MOST):
        return _BOUNDED
    distance, slack = abs(difference), adding + taking
    # The very end of the slack is reached only where no open end stands in the way.
    open_end = taking if difference > 0 else adding
    return _WITHIN if distance < slack or (distance == slack and not open_end) else _BREACH


def _by_array(apart: Span, relator: Relator, same: int) -> Judged:
    difference, slack = apart.nominal, apart.adds + apart.takes
    # One half less than the slack where its very end is open.
    above, below = slack - (apart.takes != 0), slack - (apart.adds != 0)
    verdicts = numpy.where(
        (difference > above) | (difference < -below), numpy.int8(_BREACH), numpy.int8(_WITHIN)
    )
    if relator is not Relator.EQUAL:
        verdicts[difference > 0 if relator is Relator.AT_LEAST else difference < 0] = _BOUNDED
    verdicts[difference == 0] = same
    return Judged(verdicts, difference, numpy.broadcast_to(slack, difference.shape))


def judged(code: str, columns: Mapping[str, Sequence[Any]]) -> Judged:
    """An identity of the catalogue on every row of some columns, lists or arrays of integers.

    Arrays stay arrays where no sum of them can leave 64 bits.
    """
    one = identity(code)
    given = [column for each in columns.values() for column in each]
    if any(isinstance(column, list) for column in given) or _too_wide(given):
        columns = {
            name: [one if isinstance(one, list) else one.tolist() for one in each]
            for name, each in columns.items()
        }
    return fold_relation(one.readings[""].judged, Columns(columns, Verdict(one.equal)))


def _too_wide(columns: Sequence[Any]) -> bool:
    """Whether the doubled sum of all columns, with its slack, might not fit into 64 bits."""
    reach = sum(max(int(one.max()), -int(one.min())) + 1 for one in columns)
    return 4 * reach >= 2**63
