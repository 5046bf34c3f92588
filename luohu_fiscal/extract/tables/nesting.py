"""What stands under what: codes, enumerators, 其中, how names are set in and known classes say it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from luohu_fiscal.extract.tables.rows import Line, Row

__all__ = ["Nest", "nest"]

#: 其他支出（项） under 其他支出 is its only item 项, under its section 款 of the same name.
_SAME = re.compile("[(（][款项][)）]$")


@dataclass(slots=True)
class Nest:
    """Positions of the top lines, and the parts of each line that has some.

    `certain` is False where only the order of the lines speaks; `open` where 其中 opened the list.
    """

    tops: set[int] = field(default_factory=set)
    parts: dict[int, list[Row]] = field(default_factory=dict)
    certain: dict[int, bool] = field(default_factory=dict)
    open: set[int] = field(default_factory=set)


def nest(lines: Sequence[Row]) -> Nest:
    """Put every line under the one it stands under; a total without an enumerator ends all lists.

    >>> def row(n, label, rank=None, code=""):
    ...     return Row(n, label, rank, 1, code, Line.CLASS, False, None, ())
    >>> found = nest([row(0, "税收收入", 0, "101"), row(1, "增值税", None, "10101"), row(2, "滞纳金")])
    >>> sorted(found.tops), [part.label for part in found.parts[0]], found.certain[0]
    ([0], ['增值税'], True)
    """
    found = Nest()
    stack: list[Row] = []
    for row in lines:
        if row.total and row.rank is None:
            stack.clear()
            continue
        parent, certain = _parent(row, stack)
        if parent is None:
            found.tops.add(row.position)
        else:
            found.parts.setdefault(parent.position, []).append(row)
            found.certain[parent.position] = found.certain.get(parent.position, True) and certain
            if row.of_which:
                found.open.add(parent.position)
        stack.append(row)
    return found


def _parent(row: Row, stack: list[Row]) -> tuple[Row | None, bool]:
    """The line a new line is part of, and whether that is certain; takes off what it ends."""
    if stack and _SAME.sub("", row.label) == stack[-1].label != row.label:
        return stack[-1], True
    if row.coded:
        while stack and not (stack[-1].coded and _under(row, stack[-1])):
            stack.pop()
        return (stack[-1] if stack else None), True
    if row.of_which:
        return _of_which(row, stack)
    if row.rank is not None:
        while stack and (stack[-1].rank is None or stack[-1].rank >= row.rank):
            stack.pop()
        return (stack[-1] if stack else None), True
    if row.level is not None:
        return _set_in(row, row.level, stack)
    if row.code:
        return _by_class(row, stack)
    return _unmarked(row, stack)


def _set_in(row: Row, level: int, stack: list[Row]) -> tuple[Row | None, bool]:
    """A line under the last one that is set in less."""
    while stack and (stack[-1].level is None or stack[-1].level >= level):
        stack.pop()
    return (stack[-1] if stack else None), True


def _under(row: Row, above: Row) -> bool:
    return bool(above.code) and row.code != above.code and row.code.startswith(above.code)


def _of_which(row: Row, stack: list[Row]) -> tuple[Row | None, bool]:
    """其中 opens the line before it, or the one that a class belongs to."""
    if row.code:
        for above in reversed(stack):
            if _under(row, above):
                del stack[stack.index(above) + 1 :]
                return above, True
    return (stack[-1] if stack else None), True


def _by_class(row: Row, stack: list[Row]) -> tuple[Row | None, bool]:
    """A known class: under its own class, no further out than the last numbered line."""
    for above in reversed(stack):
        if _under(row, above):
            del stack[stack.index(above) + 1 :]
            return above, True
        if above.rank is not None:
            del stack[stack.index(above) + 1 :]
            return above, above.line is Line.OWN and row.line is Line.CLASS
    stack.clear()
    return None, True


def _unmarked(row: Row, stack: list[Row]) -> tuple[Row | None, bool]:
    """A line with nothing but its place: beside an unmarked line, under a numbered or known one."""
    if not stack:
        return None, False
    last = stack[-1]
    if last.rank is not None:
        return last, False
    # A transfer beside a transfer; one of the same concept (上解支出 … 专项上解支出) is part of it.
    transfers = last.line is Line.STRUCTURE and row.line is Line.STRUCTURE and len(last.code) > 3
    beside = not last.code or (transfers and row.concept != last.concept)
    if not beside:
        return last, False
    while stack and stack[-1].rank is None and (not stack[-1].code or stack[-1] is last):
        stack.pop()
    return (stack[-1] if stack else None), False
