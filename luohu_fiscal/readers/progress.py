"""How readers say how far they are."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["Progress", "silent"]

#: Called with the pages (or sheets) done and their number.
Progress = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    """The progress nobody looks at."""
