"""Which line is part of which: codes, enumerators, 其中 and the classes of the government's own scheme.

`nest` says what stands under what; `arrange` finds the totals of one half and what they sum up.  What the
words leave open is put to the printed numbers of all columns (`sums`); what they do not settle stays open.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from luohu_fiscal.document import Cell
from luohu_fiscal.extract.tables.rows import Line, Row
from luohu_fiscal.extract.tables.sums import Fit, fit

__all__ = ["Arrangement", "Group", "arrange"]

#: The transfers between levels of government proper; everything else under 110 and 230 may stand beside.
_BETWEEN_LEVELS = ("11001", "11002", "11003", "11004", "11005", "23001", "23002", "23003", "23004", "23005")

Numbers = Callable[[Row], Sequence[Cell | None]]


@dataclass(slots=True)
class Group:
    """A line and the lines that are its parts: `certain` where codes or enumerators alone say so."""

    whole: Row
    parts: list[Row] = field(default_factory=list)
    certain: bool = True
    open: bool = False
    #: What the numbers say: they are these parts and all of them.
    holds: bool = False


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One half in order: its grand total with the lines that make it up, its own total, its groups."""

    grand: Row | None
    components: tuple[Row, ...]
    settled: bool
    own: Row | None
    groups: tuple[Group, ...]


@dataclass(slots=True)
class _Open:
    """A line that later lines may be part of."""

    row: Row
    of_which: bool = False


def arrange(rows: Sequence[Row], numbers: Numbers, columns: int) -> Arrangement:
    """The arrangement of one half; `numbers` gives the cells of a row in its amount columns."""
    lines = [row for row in rows if row.label]
    whole_labels = all(row.label for row in rows if any(numbers(row)))
    groups, tops = _nest(lines)
    kept: list[Group] = []
    for group in groups:
        tops = _judged(group, groups, tops, kept, numbers, columns, whole_labels)
    grand, own = _totals(lines, tops)
    taken: set[int] = set()
    if own is not None and own.rank is None:
        mine = _own_parts(lines, tops, own, grand)
        group = Group(own, mine, certain=_listed(mine) and whole_labels)
        if mine and _accepts(group, numbers, columns):
            kept.append(group)
            taken = {row.position for row in mine}
    components: list[Row] = []
    settled = False
    if grand is not None:
        components = _components(lines, tops, grand, own, taken)
        group = Group(grand, components, certain=_listed_beside(components, own) and whole_labels)
        settled = bool(components) and _accepts(group, numbers, columns)
    kept.sort(key=lambda group: group.whole.position)
    return Arrangement(grand, tuple(components), settled, own, tuple(kept))


# -- nesting --------------------------------------------------------------------------------------


def _nest(lines: Sequence[Row]) -> tuple[list[Group], list[Row]]:
    groups: dict[int, Group] = {}
    tops: list[Row] = []
    stack: list[_Open] = []
    for row in lines:
        if row.total and row.rank is None:
            stack.clear()
            continue
        parent, certain = _parent(row, stack)
        if parent is None:
            tops.append(row)
        else:
            group = groups.setdefault(parent.row.position, Group(parent.row))
            group.parts.append(row)
            group.certain = group.certain and certain
            group.open = group.open or row.of_which
        stack.append(_Open(row, row.of_which))
    return list(groups.values()), tops


def _parent(row: Row, stack: list[_Open]) -> tuple[_Open | None, bool]:
    """The open line a new line is part of; closes the lines that it ends."""
    if row.coded:
        while stack and not (stack[-1].row.coded and _under(row, stack[-1].row)):
            stack.pop()
        return (stack[-1] if stack else None), True
    if row.rank is not None and not row.of_which:
        while stack and (stack[-1].row.rank is None or stack[-1].row.rank >= row.rank or stack[-1].of_which):
            stack.pop()
        return (stack[-1] if stack else None), True
    marked = next((entry for entry in reversed(stack) if entry.row.rank is not None), None)
    if row.code:
        for entry in reversed(stack):
            if _under(row, entry.row):
                del stack[stack.index(entry) + 1 :]
                return entry, True
            if entry is marked and not entry.row.code:
                break
        if row.of_which and stack:
            return stack[-1], True
        if marked is None:
            stack.clear()
            return None, True
        del stack[stack.index(marked) + 1 :]
        return marked, _same_kind(row, marked.row)
    if row.of_which:
        return (stack[-1], True) if stack else (None, True)
    if not stack:
        return None, False
    last = stack[-1]
    if last.row.rank is not None or last.row.code:
        return last, False
    # An unmarked line after an unmarked line: beside it, as far as can be told.
    stack.pop()
    while stack and stack[-1].row.rank is None and not stack[-1].row.code and not stack[-1].of_which:
        stack.pop()
    return (stack[-1] if stack else None), False


def _under(row: Row, above: Row) -> bool:
    return bool(above.code) and row.code != above.code and row.code.startswith(above.code)


def _same_kind(row: Row, above: Row) -> bool:
    """A class under the line of its book's own revenue or expenditure needs no numbers to confirm it."""
    return above.line is Line.OWN and row.line is Line.CLASS


def _judged(
    group: Group, groups: list[Group], tops: list[Row], kept: list[Group], numbers: Numbers,
    columns: int, whole_labels: bool,
) -> list[Row]:
    """Keep a group if it stands; what leaves it goes back to the tops, where a total may claim it."""
    group.certain = group.certain and whole_labels
    if _accepts(group, numbers, columns):
        kept.append(group)
        return tops
    if group.whole.code in ("110", "230"):
        narrow = [row for row in group.parts if row.code in _BETWEEN_LEVELS]
        rest = [row for row in group.parts if row.code not in _BETWEEN_LEVELS]
        smaller = Group(group.whole, narrow)
        if narrow and rest and _accepts(smaller, numbers, columns) and smaller.holds:
            kept.append(smaller)
            return sorted([*tops, *rest], key=lambda row: row.position)
    return tops


def _accepts(group: Group, numbers: Numbers, columns: int) -> bool:
    """Whether the lines are parts of their whole: some column adds up, or the words alone are enough.

    A list that fails in every one of several columns is not how the table is arranged.
    """
    found, said = fit(
        (whole, [numbers(part)[n] for part in group.parts])
        for n, whole in enumerate(numbers(group.whole))
    )
    group.holds = found is Fit.CLOSES
    if group.holds:
        return True
    if group.open:
        return group.certain and found is not Fit.EXCEEDS
    return group.certain and (said <= 1 or found is Fit.ABSENT)


# -- totals ---------------------------------------------------------------------------------------


def _totals(lines: Sequence[Row], tops: Sequence[Row]) -> tuple[Row | None, Row | None]:
    """The grand total and the own total of a half."""
    grands = [row for row in lines if row.line is Line.GRAND]
    sums = [row for row in lines if row.line is Line.SUM]
    owns = [row for row in lines if row.line is Line.OWN]
    structure = any(row.line is Line.STRUCTURE for row in tops)
    own = next((row for row in owns if row.rank is None), owns[0] if owns else None)
    if own is not None and own.rank is not None and own.rank > 0:
        own = None
    grand = grands[-1] if grands else None
    if grand is None and sums and structure:
        grand = sums[-1] if len(sums) > 1 or own is not None or not _before(sums[0], tops, lines) else None
        grand = grand or sums[-1]
        sums = [row for row in sums if row is not grand]
    if own is None and sums:
        own = sums[0]
    if own is None and grand is not None and not structure:
        # 收入总计 under classes alone is the total of the book's own lines.
        return None, grand
    if grand is not None and own is grand:
        own = None
    return grand, own


def _before(total: Row, tops: Sequence[Row], lines: Sequence[Row]) -> bool:
    """True where lines between books and levels come only after a total: it sums up what is before it."""
    after = [row for row in tops if row.line is Line.STRUCTURE and row.position > total.position]
    ahead = [row for row in tops if row.position < total.position]
    return bool(after) and bool(ahead)


def _own_parts(
    lines: Sequence[Row], tops: Sequence[Row], own: Row, grand: Row | None
) -> list[Row]:
    """The lines an own total sums up: those before it, or, where it leads, those after it."""
    ends = [row.position for row in lines if row.total and row.rank is None and row is not own]
    start = max((end for end in ends if end < own.position), default=-1)
    ahead = [row for row in tops if start < row.position < own.position]
    if ahead:
        return ahead
    stop = min((end for end in ends if end > own.position), default=1 << 30)
    after = [row for row in tops if own.position < row.position < stop]
    first = next((n for n, row in enumerate(after) if row.line is Line.STRUCTURE), len(after))
    if first == 0 and after:
        return []
    return after[:first] if grand is not None or first < len(after) else after


def _components(
    lines: Sequence[Row], tops: Sequence[Row], grand: Row, own: Row | None, taken: set[int]
) -> list[Row]:
    leads = not any(row.position < grand.position for row in lines if row is not grand)
    found = [
        row
        for row in tops
        if row.position not in taken and (row.position > grand.position) == leads
    ]
    if own is not None and own not in found and (own.position > grand.position) == leads:
        found.append(own)
    others = [
        row
        for row in lines
        if row.line is Line.SUM and row is not own and row is not grand and row not in found
        and (row.position > grand.position) == leads
    ]
    return sorted([*found, *(others if len(others) == 1 and own is None else [])], key=lambda r: r.position)


def _listed(parts: Sequence[Row]) -> bool:
    """Numbered one after the other, or classes of one level: a list that names all there is."""
    numbers = [row.number for row in parts]
    if all(row.rank is not None for row in parts):
        return len({row.rank for row in parts}) == 1 and numbers == list(range(1, len(parts) + 1))
    return len(parts) > 1 and all(row.code for row in parts) and len({len(row.code) for row in parts}) == 1


def _listed_beside(parts: Sequence[Row], own: Row | None) -> bool:
    rest = [row for row in parts if row is not own]
    return _listed(parts) or (
        own is not None and bool(rest) and all(row.line is Line.STRUCTURE for row in rest)
        and all(row.rank is None for row in rest)
    )
