"""Chance that is the same on every computer: all a sheet draws comes from its name."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

__all__ = ["Chance"]

T = TypeVar("T")


class Chance:
    """Numbers and choices that follow from a text; only `randrange` is asked, for its stability.

    >>> Chance("balance-7-3").between(1, 100) == Chance("balance-7-3").between(1, 100)
    True
    """

    def __init__(self, name: str) -> None:
        self._random = random.Random(name)  # noqa: S311 - an exercise, no secret

    def between(self, least: int, most: int) -> int:
        """A whole number from `least` to `most`, both included."""
        return self._random.randrange(least, most + 1)

    def one_of(self, things: Sequence[T]) -> T:
        """One of several things."""
        return things[self._random.randrange(len(things))]

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """The things in another order."""
        left, found = list(things), []
        while left:
            found.append(left.pop(self._random.randrange(len(left))))
        return found
