"""How deep the names of lines are set in: the levels of a table without codes and numbers."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["levels_of"]

#: Names set in alike differ by less than this, in characters; a level deeper is more.
_ALIKE, _DEEPER = 0.4, 0.7
#: More levels than this are no levels: the names are set in the middle of their column.
_DEEPEST = 5
#: So many names that are set in show that it means something.
_FEWEST = 2


def levels_of(insets: Sequence[float | None]) -> list[int | None]:
    """The level of each name by how far it is set in; None for all where that means nothing.

    >>> levels_of([0.3, 1.3, 1.3, 2.3, None, 0.3])
    [0, 1, 1, 2, None, 0]
    >>> levels_of([2.0, 1.1, 3.4, 0.4, 2.7, 4.2, 1.6])
    [None, None, None, None, None, None, None]
    """
    nothing: list[int | None] = [None] * len(insets)
    known = sorted(inset for inset in insets if inset is not None)
    steps: list[list[float]] = []
    for inset in known:
        if steps and inset - steps[-1][0] <= _ALIKE:
            steps[-1].append(inset)
        elif steps and inset - steps[-1][-1] < _DEEPER:
            return nothing
        else:
            steps.append([inset])
    if not 1 < len(steps) <= _DEEPEST or sum(map(len, steps[1:])) < _FEWEST:
        return nothing
    starts = [step[0] for step in steps]
    levels: list[int | None] = []
    deepest = -1
    for one in insets:
        level = None if one is None else max(n for n, at in enumerate(starts) if at <= one)
        if level is not None:
            # Nothing stands two levels below what is above it: that is how a name in the middle looks.
            if level > deepest + 1:
                return nothing
            deepest = level
        levels.append(level)
    return levels
