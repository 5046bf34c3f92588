"""Records of a table: named columns of one kind each, and rows of plain values; missing is None."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

__all__ = ["Column", "Kind", "Records", "columns"]


class Kind(Enum):
    """What the values of a column are."""

    TEXT = "text"
    #: An exact `Decimal`.
    NUMBER = "number"
    WHOLE = "whole"
    TRUTH = "truth"


#: A column: its name, and what its values are.
Column = tuple[str, Kind]


@dataclass(frozen=True)
class Records:
    """Rows of as many values as there are columns, each None or of its column's kind."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[object]]

    def values(self, at: int) -> list[object]:
        """The values of one column, from the first row to the last."""
        return [row[at] for row in self.rows]


_SIGNS = {"": Kind.TEXT, "=": Kind.NUMBER, "#": Kind.WHOLE, "?": Kind.TRUTH}


def columns(words: str) -> tuple[Column, ...]:
    """Columns written as words: ``=`` behind a name for an exact number, ``#`` for a whole one,
    ``?`` for true or false.

    >>> [(name, kind.value) for name, kind in columns("rule fiscal_year# difference=")]
    [('rule', 'text'), ('fiscal_year', 'whole'), ('difference', 'number')]
    """
    return tuple(
        (word.rstrip("=#?"), _SIGNS[word.lstrip("abcdefghijklmnopqrstuvwxyz_")])
        for word in words.split()
    )
