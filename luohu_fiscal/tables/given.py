"""Columns as they are given, made ready to be added: whole numbers, and how far each may be off.

What is no whole number and no amount is refused here, with its column and row.
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from luohu_fiscal.errors import AmountError, UsageError
from luohu_fiscal.identities import Linear
from luohu_fiscal.money.amount import Amount
from luohu_fiscal.money.interval import EXACT

__all__ = ["Column", "Given"]

_NOTHING = type(None)
#: Beyond this a machine integer cannot go.
_END = 2**63


@dataclass(frozen=True, slots=True)
class Column:
    """What an operand adds to a form: its coefficient, and printed numbers in whole places.

    `halves` are half places that rounding may move each number by: one for all rows, or a list or an
    array with one for each.  `missing` are the rows without a number, where 0 stands in its place.
    `hidden` are half places that a plain 0 may hide, by row; None where that is one for every 0.
    """

    coefficient: int
    numbers: Any
    halves: Any
    missing: frozenset[int] = frozenset()
    hidden: Mapping[int, int] | None = None

    def hides(self, row: int) -> int:
        """How many half places a plain 0 of that row may hide; none where another number stands."""
        if self.hidden is not None:
            return self.hidden.get(row, 0)
        return int(not self.numbers[row] and row not in self.missing)


@dataclass(frozen=True, slots=True)
class Given:
    """Columns ready to be judged, all of one length, all lists or all arrays.

    `place` is what one of the numbers is worth in yuan, None for whole numbers of the caller's unit.
    """

    columns: tuple[Column, ...]
    rows: int
    place: Decimal | None
    arrays: bool

    @classmethod
    def of(
        cls, rule: str, form: Linear, groups: frozenset[str], columns: Mapping[str, Sequence[Any]]
    ) -> Given:
        """The columns of a form; `UsageError` or `AmountError` where they are none."""
        named = _named(rule, form, groups, columns)
        rows = _length(rule, named)
        if rows and all(_is_array(column) for _, _, column in named):
            if _fit(named):
                return cls(tuple(_array(c, column) for _, c, column in named), rows, None, True)
        listed = [(name, c, *_listed(rule, name, column)) for name, c, column in named]
        kinds = {kind for *_, kind in listed if kind is not None}
        if len(kinds) == 2:
            raise AmountError(
                f"{rule}: whole numbers beside amounts with a unit",
                remedy="give one kind throughout",
            )
        if Amount in kinds:
            amounts = [column for _, _, column, _ in listed]
            finest = _finest(amounts)
            hidden = _hidden(amounts, finest)
            ready = (
                replace(_amounts(c, column, finest), hidden=hides)
                for (_, c, column, _), hides in zip(listed, hidden, strict=True)
            )
            place = Decimal(10**finest) if finest > 0 else Decimal(1).scaleb(finest)
            return cls(tuple(ready), rows, place, False)
        return cls(tuple(_whole(c, column) for _, c, column, _ in listed), rows, None, False)


#: Name and coefficient of an operand with one of its columns, a list or an array.
_Named = list[tuple[str, int, Any]]


def _named(
    rule: str, form: Linear, groups: frozenset[str], columns: Mapping[str, Sequence[Any]]
) -> _Named:
    """Every column with the name and the coefficient of its operand."""
    wanted = [name for name, _ in form.terms]
    remedy = f"its operands are {', '.join(wanted)}"
    for name in columns:
        if name not in wanted:
            raise UsageError(f"{rule} has no operand {name}", remedy=remedy)
    found: _Named = []
    for name, coefficient in form.terms:
        if name not in columns:
            raise UsageError(f"{rule}: no column for {name}", remedy=remedy)
        together = columns[name] if name in groups else [columns[name]]
        if not isinstance(together, (list, tuple)) or not all(map(_is_column, together)):
            raise UsageError(
                f"{rule}: {name} is not given as {'columns' if name in groups else 'a column'}",
                remedy="give a list of columns for a sum" if name in groups else "give a list",
            )
        if not together:
            raise UsageError(f"{rule}: no columns for {name}", remedy="give at least one")
        found += [(name, coefficient, column) for column in together]
    return found


def _is_column(value: object) -> bool:
    return hasattr(value, "__len__") and not isinstance(value, (str, bytes, Mapping, Set))


def _length(rule: str, named: _Named) -> int:
    first, _, column = named[0]
    for name, _, other in named:
        if len(other) != len(column):
            raise UsageError(
                f"{rule}: {first} has {len(column)} rows, {name} {len(other)}",
                remedy="give columns of one length",
            )
    return len(column)


# -- arrays ----------------------------------------------------------------------------------------


def _is_array(column: Any) -> bool:
    """Whether it is a plain array of integers; one that hides entries, or of truths, is not."""
    numpy: Any = sys.modules.get("numpy")
    return (
        numpy is not None
        and type(column) is numpy.ndarray
        and column.ndim == 1
        and column.dtype.kind in "iu"
    )


def _fit(named: _Named) -> bool:
    """Whether no sum of these columns, nor of their halves, can leave 64 bits."""
    reach = sum(
        abs(coefficient) * (max(int(column.max()), -int(column.min())) + 1)
        for _, coefficient, column in named
    )
    return reach < _END


def _array(coefficient: int, column: Any) -> Column:
    numbers = column.astype("int64")  # a copy: what comes of it is not the caller's to change
    return Column(coefficient, numbers, 1 if numbers.all() else (numbers != 0).astype("int64"))


# -- lists -----------------------------------------------------------------------------------------


def _listed(rule: str, name: str, column: Any) -> tuple[list[Any], type | None]:
    """A column as a list of whole numbers or of amounts, and which; None where nothing is printed."""
    if hasattr(column, "tolist"):  # arrays, pandas: numbers of Python instead of the machine's
        column = column.tolist()
    kinds = set(map(type, column))
    if not kinds <= {int, Amount, _NOTHING}:
        column = [_entry(rule, name, row, value) for row, value in enumerate(column)]
        kinds = set(map(type, column))
    printed = kinds - {_NOTHING}
    if len(printed) == 2:
        raise AmountError(
            f"{rule}: {name} has whole numbers beside amounts", remedy="give one kind throughout"
        )
    return (column if isinstance(column, list) else list(column)), next(iter(printed), None)


def _entry(rule: str, name: str, row: int, value: Any) -> Any:
    """An entry that may be a whole number of another type, as numpy has them; truths are not."""
    if value is None or isinstance(value, Amount):
        return value
    try:
        if not isinstance(value, bool):
            return operator.index(value)
    except TypeError:
        pass
    raise AmountError(
        f"{rule}: row {row} of {name} is {value!r:.40}, not a whole number or an amount",
        remedy="count last printed places, parse_amount texts, and give None where nothing stands",
    )


def _gaps(column: list[Any]) -> frozenset[int]:
    if None not in column:
        return frozenset()
    return frozenset(row for row, value in enumerate(column) if value is None)


def _whole(coefficient: int, column: list[Any]) -> Column:
    if all(column):  # neither a zero nor a gap
        return Column(coefficient, column, 1)
    numbers = [value or 0 for value in column]
    return Column(coefficient, numbers, [1 if value else 0 for value in column], _gaps(column))


def _finest(columns: list[list[Any]]) -> int:
    """The power of ten of the finest printed place of all amounts, in yuan."""
    given = {(one.half, one.unit) for column in columns for one in column if one is not None}
    # Half a place is 5 of the power below it.
    places = [half.adjusted() + 1 for half, _ in given if half]
    # A plain 0 has no place; what it may hide is counted in those of its unit.
    return min(places + [unit.exponent for half, unit in given if not half]) if places else 0


def _hidden(columns: list[list[Any]], finest: int) -> list[dict[int, int]]:
    """What plain zeros may hide, by column and row, in half places: not beside decimals of their unit."""
    found: list[dict[int, int]] = [{} for _ in columns]
    zeros = [
        {row for row, one in enumerate(column) if one is not None and not one.half}
        for column in columns
    ]
    for row in set[int]().union(*zeros):
        here = [column[row] for column in columns if column[row] is not None]
        fine = {one.unit for one in here if one.decimals}
        for column, rows, hides in zip(columns, zeros, found, strict=True):
            if row in rows and column[row].unit not in fine:
                hides[row] = int(column[row].unit.yuan.scaleb(-finest, EXACT))
    return found


def _amounts(coefficient: int, column: list[Any], finest: int) -> Column:
    """Amounts in places of that power of ten: each is a whole number of its own place at least."""
    numbers = [0 if one is None else int(one.value.scaleb(-finest, EXACT)) for one in column]
    halves = [0 if one is None else int(one.place.scaleb(-finest, EXACT)) for one in column]
    same = halves[0] if len(set(halves)) == 1 else halves
    return Column(coefficient, numbers, same, _gaps(column))
