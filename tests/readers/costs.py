"""How much a hostile file may cost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from tests.work import costs_at_most

__all__ = ["costs_little"]

#: Calls of functions.  A report of two hundred pages takes some millions.
_MOST = 8_000_000


def costs_little() -> AbstractContextManager[Callable[[], int]]:
    """What is done inside makes no more calls than any small file may."""
    return costs_at_most(_MOST)
