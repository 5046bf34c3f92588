"""Which line is part of which in one half of a table, and what its totals sum up.

`nesting` tells from codes, enumerators and 其中 what stands under what.  What the words leave open is put
to the printed numbers of all columns (`sums`): an arrangement that adds up is taken, one that fails in
every one of several columns is not how the table is arranged, and what stays open gets no parent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from luohu_fiscal.document import Cell
from luohu_fiscal.extract.tables.nesting import Nest, nest
from luohu_fiscal.extract.tables.rows import Line, Row
from luohu_fiscal.extract.tables.sums import Score, score

__all__ = ["Arrangement", "Group", "arrange"]

Numbers = Callable[[Row], Sequence[Cell | None]]
_LAST = 1 << 30
#: Lines that may sum up what follows them.
_CONTAINERS = frozenset(
    "transfers_from_higher transfers_to_lower transferred_in remittance_to_higher "
    "remittances_from_lower debt_proceeds".split()
)
#: More lines than any of these lists has, and more lists than any half has: long tables stay cheap.
_LONGEST, _MOST = 60, 40
#: Lines that sum up what follows them: transfers received and paid, debt taken up and repaid.
_HEADS = frozenset({"105", "110", "230", "231"})


@dataclass(frozen=True, slots=True)
class Group:
    """A line and the lines that are its parts; an `open` list (其中, 主要) may name some of them only.

    `summed` is True where the layout left open which lines they are and the printed sums told.
    """

    whole: Row
    parts: tuple[Row, ...]
    open: bool = False
    summed: bool = False


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One half in order: its grand total with the lines that make it up, its own total, its groups.

    `grand` has no parts where the lines of the grand total cannot be told.
    """

    grand: Group | None
    own: Row | None
    groups: tuple[Group, ...]


def arrange(rows: Sequence[Row], numbers: Numbers) -> Arrangement:
    """The arrangement of one half; `numbers` gives the cells of a row in its amount columns."""
    return _Half(rows, numbers).arranged()


@dataclass(slots=True)
class _Half:
    rows: Sequence[Row]
    numbers: Numbers
    lines: list[Row] = field(default_factory=list)
    #: Parts of lines that turned out not to be theirs, by the line they were read under.
    strays: dict[int, list[Row]] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    tops: list[Row] = field(default_factory=list)
    nested: Nest = field(default_factory=Nest)
    #: Every line with numbers has a name of its own.
    named: bool = True
    #: How many lines have been asked what they sum up.
    searched: int = 0

    def arranged(self) -> Arrangement:
        self.lines = [row for row in self.rows if row.label]
        self.named = all(
            row.label for row in self.rows if any(cell is not None for cell in self.numbers(row))
        )
        self.nested = nest(self.lines)
        self.tops = [row for row in self.lines if row.position in self.nested.tops]
        for whole in reversed(self.lines):
            if whole.position in self.nested.parts or (
                whole.line is Line.STRUCTURE and whole.rank is None
            ):
                self._group(whole)
        grand, own = _totals(self.lines, self.tops)
        taken: set[int] = set()
        if own is not None and own.rank is None:
            mine = self._own_parts(own, grand)
            found = self._chosen(
                own, [mine, *self._likenesses(mine), self._with_strays(mine)], _listed(mine)
            )
            if found.parts:
                self.groups.append(found)
                taken = {row.position for row in found.parts}
        total: Group | None = None
        if grand is not None:
            parts = self._components(grand, own, taken)
            total = self._chosen(grand, [parts, self._with_strays(parts)], _complete(parts, own))
        self.groups.sort(key=lambda group: group.whole.position)
        return Arrangement(total, own, tuple(self.groups))

    # -- one line and its parts ------------------------------------------------------------------

    def _group(self, whole: Row) -> None:
        """Keep the parts of a line, or let them go where its numbers refuse them."""
        parts = self.nested.parts.get(whole.position, [])
        certain = self.nested.certain.get(whole.position, False) and _unbroken(parts)
        if whole.position in self.nested.open:
            found = self._score(whole, parts)
            if found.closes or (certain and not found.exceeds):
                self.groups.append(Group(whole, tuple(parts), open=True))
                return
            self.strays[whole.position] = parts
            return
        readings = [parts, self._with_strays(parts)]
        if whole.line is Line.STRUCTURE and whole.rank is None:
            # 转移性收入, 上级补助收入 … with nothing but their place to say where their list ends.
            readings += self._runs(whole)
        chosen = self._chosen(whole, readings, certain)
        if chosen.parts:
            adds_up = self._score(whole, chosen.parts).closes > 0
            self.groups.append(replace(chosen, open=not adds_up and not _exhaustive(chosen.parts)))
            mine = {row.position for row in chosen.parts}
            self.tops = [row for row in self.tops if row.position not in mine]
            let_go = [row for row in parts if row.position not in mine]
            if whole.line is Line.STRUCTURE:
                # 转移性收入 names its parts; a line beside it stands beside it in the total as well.
                self.tops = sorted([*self.tops, *let_go], key=lambda row: row.position)
        elif parts:
            self.strays[whole.position] = parts

    def _score(self, whole: Row, parts: Sequence[Row]) -> Score:
        printed = [self.numbers(part) for part in parts]
        return score(
            (cell, [cells[n] for cells in printed]) for n, cell in enumerate(self.numbers(whole))
        )

    def _chosen(self, whole: Row, readings: Iterable[Sequence[Row]], certain: bool) -> Group:
        """The reading that adds up in most columns; else the first, if the words alone are enough."""
        said = certain and self.named
        best: tuple[Row, ...] = ()
        rank = 0
        first: tuple[Sequence[Row], Score] | None = None
        for parts in readings:
            if not parts:
                continue
            found = self._score(whole, parts)
            first = first or (parts, found)
            if found.closes and (not best or found.closes - found.fails > rank):
                best, rank = tuple(parts), found.closes - found.fails
        if first is None:
            return Group(whole, ())
        parts, found = first
        if best:
            return Group(whole, best, summed=not said or best != tuple(parts))
        return Group(whole, tuple(parts) if said and found.fails <= 1 else ())

    def _with_strays(self, parts: Sequence[Row]) -> list[Row]:
        more = [row for part in parts for row in self.strays.get(part.position, ())]
        return sorted([*parts, *more], key=lambda row: row.position) if more else []

    def _likenesses(self, parts: Sequence[Row]) -> list[list[Row]]:
        """The parts of one kind with the first: what follows a list may be a note on it."""
        if not parts:
            return []
        same = [row for row in parts if row.rank == parts[0].rank]
        coded = [row for row in parts if row.code]
        return [reading for reading in (same, coded) if 0 < len(reading) < len(parts)]

    def _runs(self, whole: Row) -> list[list[Row]]:
        """The lines that follow, up to each of them in turn: one such run may be what the line sums up.

        A line that is no head of a list by its name needs four digits and two parts or more: of short
        numbers some run adds up by chance.
        """
        if self.searched == _MOST:
            return []
        self.searched += 1
        span = self._span(whole)
        if whole.code in _HEADS:
            return [span[:end] for end in range(len(span), 0, -1)]
        said = [cell.number for cell in self.numbers(whole) if cell is not None and cell.number]
        if (
            whole.concept not in _CONTAINERS
            or not said
            or min(_digits(number) for number in said) < 4
        ):
            return []
        runs = [span[:end] for end in range(2, len(span) + 1)]
        return [
            run for run in runs if not (found := self._score(whole, run)).fails and found.closes
        ]

    def _span(self, whole: Row) -> list[Row]:
        """The lines after a line that could be its parts: up to a total, or a line of its rank."""
        taken = {row.position for group in self.groups for row in group.parts}
        found = []
        for row in self.lines:
            if row.position <= whole.position:
                continue
            if row.total and row.rank is None:
                break
            if row.rank is not None and (whole.rank is None or row.rank <= whole.rank):
                break
            if row.position not in taken:
                found.append(row)
            if len(found) == _LONGEST:
                break
        return found

    # -- totals ----------------------------------------------------------------------------------

    def _own_parts(self, own: Row, grand: Row | None) -> list[Row]:
        """The lines an own total sums up: those before it, or, where it leads, those after it."""
        ends = [
            row.position for row in self.lines if row.total and row.rank is None and row is not own
        ]
        start = max((end for end in ends if end < own.position), default=-1)
        ahead = [row for row in self.tops if start < row.position < own.position]
        if ahead:
            return ahead
        stop = min((end for end in ends if end > own.position), default=_LAST)
        after = [row for row in self.tops if own.position < row.position < stop]
        structure = next((n for n, r in enumerate(after) if r.line is Line.STRUCTURE), len(after))
        return after[:structure]

    def _components(self, grand: Row, own: Row | None, taken: set[int]) -> list[Row]:
        leads = all(row.position >= grand.position for row in self.lines)
        found = [row for row in self.tops if row.position not in taken]
        if own is not None and own not in found:
            found.append(own)
        if own is None:
            subtotals = [row for row in self.lines if row.line is Line.SUM and row is not grand]
            found += subtotals if len(subtotals) == 1 else []
        found = [row for row in found if (row.position > grand.position) == leads]
        return sorted(found, key=lambda row: row.position)


def _totals(lines: Sequence[Row], tops: Sequence[Row]) -> tuple[Row | None, Row | None]:
    """The grand total and the own total of a half."""
    sums = [row for row in lines if row.line is Line.SUM and row.rank is None]
    owns = [row for row in lines if row.line is Line.OWN and not row.rank]
    own = next((row for row in owns if row.rank is None), owns[0] if owns else None)
    structure = any(row.line is Line.STRUCTURE for row in tops)
    grand = next((row for row in reversed(lines) if row.line is Line.GRAND), None)
    if grand is None and sums and (structure or own is not None):
        grand = sums.pop()
    if own is None and sums:
        own = sums[0]
    if own is None and grand is not None and not structure:
        # 收入总计 under classes alone is the total of the book's own lines.
        return None, grand
    return grand, own


def _exhaustive(parts: Sequence[Row]) -> bool:
    """Numbered or coded lists say all there is; one of names does where it ends with what is left."""
    return all(row.rank is not None or row.coded for row in parts) or parts[-1].label.startswith(
        "其他"
    )


def _digits(number: Decimal) -> int:
    return len(number.as_tuple().digits)


def _unbroken(parts: Sequence[Row]) -> bool:
    """False where the numbers of a list have a gap: a line may have been lost."""
    numbers = [row.number for row in parts if row.rank is not None]
    return numbers == list(range(1, len(numbers) + 1))


def _listed(parts: Sequence[Row]) -> bool:
    """Numbered one after the other, or classes of one level: a list that names all there is."""
    if not parts:
        return False
    if all(row.rank is not None for row in parts):
        numbers = [row.number for row in parts]
        return len({row.rank for row in parts}) == 1 and numbers == list(range(1, len(parts) + 1))
    return (
        len(parts) > 1
        and all(row.code for row in parts)
        and len({len(row.code) for row in parts}) == 1
    )


def _complete(parts: Sequence[Row], own: Row | None) -> bool:
    """The lines of a total that by their names are all of it: numbered, or own lines and transfers."""
    rest = [row for row in parts if row is not own]
    return _listed(parts) or (
        own is not None
        and bool(rest)
        and all(row.line is Line.STRUCTURE and row.rank is None for row in rest)
        # Two lines of one concept (上级补助收入, 一般性转移支付收入) may be part of each other.
        and len({row.concept or row.label for row in rest}) == len(rest)
    )
