"""Whether some lines make up another, as far as their printed numbers can say: exactly, by intervals.

Indentation is lost in many files, so the order of lines alone often leaves two arrangements open.  One
that adds up in a column is taken; the verdict on every other column stays with reconciliation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from luohu_fiscal.document import Cell
from luohu_fiscal.money.amount import half_place
from luohu_fiscal.money.interval import EXACT

__all__ = ["Fit", "Score", "column_fit", "score"]

_ZERO = Decimal(0)


class Fit(Enum):
    """How parts compare with their whole: they make it up, fall short of it, exceed it, or are absent."""

    CLOSES = "closes"
    SHORT = "short"
    EXCEEDS = "exceeds"
    ABSENT = "absent"


def column_fit(whole: Cell | None, parts: Sequence[Cell | None]) -> Fit:
    """One column: the printed parts against the printed whole; a missing part adds nothing.

    >>> def cell(text):
    ...     return Cell(text, 0, 0, 0, 0, number=Decimal(text))
    >>> column_fit(cell("10"), [cell("7"), None, cell("3")]), column_fit(cell("10"), [cell("12")])
    (<Fit.CLOSES: 'closes'>, <Fit.EXCEEDS: 'exceeds'>)
    """
    numbers = [cell.number for cell in parts if cell is not None and cell.number is not None]
    if whole is None or whole.number is None or not numbers:
        return Fit.ABSENT
    total, slack = _ZERO, half_place(whole.number)
    for number in numbers:
        total, slack = EXACT.add(total, number), EXACT.add(slack, half_place(number))
    difference = EXACT.subtract(whole.number, total)
    # The interval of a whole number is half open: a difference of all the slack is rounding no more.
    if not difference or difference.copy_abs() < slack:
        return Fit.CLOSES
    return Fit.SHORT if difference > 0 else Fit.EXCEEDS


class Score(NamedTuple):
    """In how many columns the parts make up the whole, and in how many they do not."""

    closes: int
    fails: int
    exceeds: int


def score(columns: Iterable[tuple[Cell | None, Sequence[Cell | None]]]) -> Score:
    """All columns together; one whose whole is missing or zero says nothing."""
    seen = [
        column_fit(whole, parts) for whole, parts in columns if whole is not None and whole.number
    ]
    return Score(
        seen.count(Fit.CLOSES),
        seen.count(Fit.SHORT) + seen.count(Fit.EXCEEDS),
        seen.count(Fit.EXCEEDS),
    )
