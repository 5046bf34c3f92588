"""Which line is part of which in one half of a table, and what its totals sum up.

levels (what the words say) ──▶ forest (the search) ──▶ totals ──▶ said (whole, open or in doubt, by column)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from luohu_fiscal.document import Cell
from luohu_fiscal.extract.sums import Printed, on_one_scale
from luohu_fiscal.extract.tables.forest import Tree, Weigher, grow
from luohu_fiscal.extract.tables.levels import Levels, costs
from luohu_fiscal.extract.tables.rows import Line, Row
from luohu_fiscal.extract.tables.said import Said, Told, rival, said, tell
from luohu_fiscal.extract.tables.totals import Summed, sum_up
from luohu_fiscal.money.amount import Amount, Unit

__all__ = ["Arrangement", "Group", "Said", "arrange"]

Numbers = Callable[[Row], Sequence[Cell | None]]


@dataclass(frozen=True, slots=True)
class Group:
    """A line and the lines that are its parts, with how the list is said to be in each column.

    `summed` is True where the layout left open which lines they are and the printed sums told.
    """

    whole: Row
    parts: tuple[Row, ...]
    columns: tuple[Said, ...] = ()
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
    lines = [row for row in rows if row.label or any(_printed(cell) for cell in numbers(row))]
    if not lines:
        return Arrangement(None, None, ())
    levels, printed = Levels(lines), _on_scales([numbers(row) for row in lines])
    weigher = Weigher(printed, costs().lists)
    best: tuple[int, tuple[Tree, ...], list[Summed]] | None = None
    for cost, roots in grow(levels, weigher, [row.bare_total for row in lines]):
        summed = sum_up(lines, roots, weigher)
        cost -= sum(one.worth for one in summed)
        if best is None or cost < best[0]:
            best = cost, roots, summed
    assert best is not None
    return _Arranging(lines, levels, printed).arranged(best[1], best[2])


def _printed(cell: Cell | None) -> bool:
    return cell is not None and cell.number is not None


def _on_scales(rows: Sequence[Sequence[Cell | None]]) -> list[list[Printed | None]]:
    """The numbers of all rows, each column on a scale of its own."""
    found: list[list[Printed | None]] = [[None] * len(row) for row in rows]
    for column in range(len(rows[0])):
        cells = [
            (n, Amount(cell.number, Unit.YUAN))
            for n, row in enumerate(rows)
            if (cell := row[column]) is not None and cell.number is not None and not cell.percent
        ]
        scaled = on_one_scale([amount for _, amount in cells])
        for (n, _), value in zip(cells, scaled, strict=True):
            found[n][column] = value
    return found


@dataclass(slots=True)
class _Arranging:
    lines: Sequence[Row]
    levels: Levels
    numbers: Sequence[Sequence[Printed | None]]

    def arranged(self, roots: Sequence[Tree], summed: Sequence[Summed]) -> Arrangement:
        groups = list(self._groups(roots))
        grand, own = self._totals([self.lines[tree.row] for tree in roots])
        total: Group | None = None
        for one in summed:
            group = self._total(one, own)
            if group.whole is grand:
                total = group
            elif group.parts:
                groups.append(group)
        groups.sort(key=lambda group: group.whole.position)
        return Arrangement(total, own, tuple(groups))

    def _groups(self, siblings: Sequence[Tree]) -> list[Group]:
        found = []
        for n, tree in enumerate(siblings):
            if tree.parts:
                found.append(self._list(tree, siblings[n + 1 :]))
                found += self._groups(tree.parts)
        return found

    def _list(self, tree: Tree, behind: Sequence[Tree]) -> Group:
        whole, parts = self.lines[tree.row], [self.lines[part.row] for part in tree.parts]
        told = tell(tree.row, [part.row for part in tree.parts], self.numbers)
        certain = all(self.levels.cue(tree.row, part.row).settles > 0 for part in tree.parts)
        listed = certain and _exhaustive(parts) and _unbroken(parts)
        opened = any(part.of_which for part in parts) or (len(parts) == 1 and not told.proof)
        columns = []
        for n in range(len(told.columns)):
            other = not certain and told.columns[n].fails and self._rival(told, n, behind)
            found = said(told, n, certain=certain, listed=listed and not opened, rival=other)
            if opened and not told.columns[n].closes:
                found = Said.OPEN
            columns.append(found)
        return Group(whole, tuple(parts), tuple(columns), summed=not certain and told.proof > 0)

    def _rival(self, told: Told, column: int, behind: Sequence[Tree]) -> bool:
        return rival(told, column, behind, self.levels, self.numbers)

    def _total(self, summed: Summed, own: Row | None) -> Group:
        whole, parts = (
            self.lines[summed.row],
            [self.lines[part.row] for part in summed.parts],
        )
        told = tell(summed.row, [part.row for part in summed.parts], self.numbers)
        certain = _complete(parts, own) and not summed.told
        columns = tuple(
            said(told, n, certain=certain, listed=certain, rival=False)
            for n in range(len(told.columns))
        )
        return Group(whole, tuple(parts), columns, summed=summed.told)

    def _totals(self, tops: Sequence[Row]) -> tuple[Row | None, Row | None]:
        """The grand total and the own total of a half."""
        sums = [row for row in self.lines if row.line is Line.SUM and row.rank is None]
        owns = [row for row in self.lines if row.line is Line.OWN and not row.rank]
        own = next((row for row in owns if row.rank is None), owns[0] if owns else None)
        structure = any(row.line is Line.STRUCTURE for row in tops)
        grand = next((row for row in reversed(self.lines) if row.line is Line.GRAND), None)
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
    return all(row.rank is not None for row in parts) or parts[-1].label.startswith("其他")


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
