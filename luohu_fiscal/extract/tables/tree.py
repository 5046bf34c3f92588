"""Which line is part of which in one half of a table, and what its totals sum up.

levels (what the words say) ──▶ forest (the search) ──▶ totals ──▶ said (whole, open or in doubt, by column)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from luohu_fiscal.document import Cell
from luohu_fiscal.extract.sums import Printed, on_one_scale
from luohu_fiscal.extract.tables.forest import Tree, grow
from luohu_fiscal.extract.tables.levels import Levels, costs
from luohu_fiscal.extract.tables.rows import Line, Row
from luohu_fiscal.extract.tables.said import Said, Told, rival, said, tell
from luohu_fiscal.extract.tables.totals import Summed, left_out, sum_up, tails
from luohu_fiscal.extract.tables.weigh import Weigher
from luohu_fiscal.money.amount import Amount, Unit

__all__ = ["Arrangement", "Group", "Said", "arrange"]

#: How many lists with empty cells close for one that does not, where empty cells are nothing.
_OFTEN = 6
#: A label has a word in it: × and — are none.
_NAME = re.compile("[一-鿿A-Za-z0-9]")
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
    lines = [
        row
        for row in _no_false_totals(rows)
        if _NAME.search(row.label) or any(_printed(cell) for cell in numbers(row))
    ]
    if not lines:
        return Arrangement(None, None, ())
    cells = [numbers(row) for row in lines]
    levels, printed = Levels(lines), _on_scales(cells)
    weigher = Weigher(printed, costs().lists)
    best: tuple[int, tuple[Tree, ...], list[Summed]] | None = None
    late = tails(lines, weigher)
    barriers = [row.bare_total or n in late for n, row in enumerate(lines)]
    settled = [len(row.code) == 3 or row.rank is not None for row in lines]
    for cost, roots in grow(levels, weigher, barriers, settled):
        summed = sum_up(lines, barriers, roots, weigher)
        cost -= sum(one.worth for one in summed)
        cost += left_out(lines, roots, summed, weigher) * costs().lists["orphan"]
        if best is None or cost < best[0]:
            best = cost, roots, summed
    assert best is not None
    unread = frozenset(
        (n, column)
        for n, row in enumerate(cells)
        for column, cell in enumerate(row)
        if cell is not None and cell.number is None and re.search(r"\d", cell.text)
    )
    return _Arranging(lines, levels, printed, unread).arranged(best[1], best[2])


def _no_false_totals(rows: Sequence[Row]) -> list[Row]:
    """A name printed again and again (省本级支出 in each class) is a line of its lists, no total."""
    names = Counter(row.label for row in rows if row.line is Line.OWN)
    return [
        replace(row, line=Line.CLASS) if row.line is Line.OWN and names[row.label] > 2 else row
        for row in rows
    ]


def _printed(cell: Cell | None) -> bool:
    return cell is not None and cell.number is not None


def _on_scales(rows: Sequence[Sequence[Cell | None]]) -> list[list[Printed | None]]:
    """The numbers of all rows, on one scale."""
    found: list[list[Printed | None]] = [[None] * len(row) for row in rows]
    cells = [
        (n, column, Amount(cell.number, Unit.YUAN))
        for n, row in enumerate(rows)
        for column, cell in enumerate(row)
        if cell is not None and cell.number is not None and not cell.percent
    ]
    scaled = on_one_scale([amount for *_, amount in cells])
    for (n, column, _), value in zip(cells, scaled, strict=True):
        found[n][column] = value
    return found


@dataclass(slots=True)
class _Arranging:
    lines: Sequence[Row]
    levels: Levels
    numbers: Sequence[Sequence[Printed | None]]
    #: Cells that hold something which is no number, by row and column.
    unread: frozenset[tuple[int, int]]
    #: The table leaves the cells of nothing empty: its lists close as they are.
    blank_is_nothing: bool = False

    def _blanks(self, roots: Sequence[Tree], summed: Sequence[Summed]) -> bool:
        """True where lists with empty cells close time and again, and hardly ever fail."""
        closing = failing = 0
        trees = [*roots, *(Tree(one.row, one.parts) for one in summed)]
        while trees:
            tree = trees.pop()
            if not tree.parts:
                continue
            if tree.row not in {one.row for one in summed} or len(trees) >= len(roots):
                trees += tree.parts
            # A line that is empty in every column says nothing of what an empty cell is.
            said_of = [part.row for part in tree.parts if any(self.numbers[part.row])]
            told = tell(tree.row, said_of, self.numbers, self.unread)
            closing += sum(1 for one in told.columns if one.closes and one.blank and one.proof)
            failing += sum(1 for one in told.columns if one.fails and one.blank)
        return closing >= _OFTEN * max(failing, 1)

    def arranged(self, roots: Sequence[Tree], summed: Sequence[Summed]) -> Arrangement:
        self.blank_is_nothing = self._blanks(roots, summed)
        self._hide(roots)
        told = [
            tell(one.row, [tree.row for tree in one.parts], self.numbers, self.unread)
            for one in summed
        ]
        over = {part: list_ for list_ in told for part in list_.parts}
        groups = [
            group
            for n, tree in enumerate(roots)
            for group in self._groups(tree, roots[n + 1 :], over.get(tree.row))
        ]
        grand, own = self._totals([self.lines[tree.row] for tree in roots])
        total: Group | None = None
        for number, one in enumerate(summed):
            group = self._total(one, told[number], own)
            if group.whole is grand:
                total = group
            elif group.parts:
                groups.append(group)
        groups.sort(key=lambda group: group.whole.position)
        return Arrangement(total, own, tuple(groups))

    def _hide(self, trees: Sequence[Tree]) -> None:
        """A line with an empty cell whose parts are printed is not nothing there."""
        hidden = set(self.unread)
        stack = list(trees)
        while stack:
            tree = stack.pop()
            stack += tree.parts
            for column, cell in enumerate(self.numbers[tree.row]):
                parts = (self.numbers[part.row][column] for part in tree.parts)
                if cell is None and any(part is not None and part.number for part in parts):
                    hidden.add((tree.row, column))
        self.unread = frozenset(hidden)

    def _groups(self, tree: Tree, behind: Sequence[Tree], over: Told | None) -> list[Group]:
        if not tree.parts:
            return []
        told = tell(tree.row, [part.row for part in tree.parts], self.numbers, self.unread)
        found = [self._list(tree, told, behind, over)]
        for n, part in enumerate(tree.parts):
            found += self._groups(part, tree.parts[n + 1 :], told)
        return found

    def _list(self, tree: Tree, told: Told, behind: Sequence[Tree], over: Told | None) -> Group:
        whole, parts = self.lines[tree.row], [self.lines[part.row] for part in tree.parts]
        certain = all(self.levels.cue(tree.row, part.row).settles > 0 for part in tree.parts)
        listed = certain and _exhaustive(parts) and _unbroken(parts)
        opened = any(part.of_which for part in parts) or (len(parts) == 1 and not told.proof)
        columns = []
        for n, column in enumerate(told.columns):
            free = over is None or not over.columns[n].closes
            other = column.fails and self._rival(told, n, behind, free=free)
            found = said(
                told, n, certain=certain, listed=listed, rival=other, empty=self.blank_is_nothing
            )
            if opened and found is Said.WHOLE and not column.closes:
                found = (
                    Said.OPEN
                )  # what is in doubt stays so: an open list that exceeds is an error
            columns.append(found)
        return Group(whole, tuple(parts), tuple(columns), summed=not certain and told.proof > 0)

    def _rival(self, told: Told, column: int, behind: Sequence[Tree], *, free: bool) -> bool:
        return rival(told, column, behind, self.levels, self.numbers, free=free)

    def _total(self, summed: Summed, told: Told, own: Row | None) -> Group:
        whole, parts = (
            self.lines[summed.row],
            [self.lines[part.row] for part in summed.parts],
        )
        certain = _complete(parts, own) and not summed.told
        columns = tuple(
            said(
                told,
                n,
                certain=certain,
                listed=certain and _numbered(parts),
                rival=told.columns[n].fails and self._rival(told, n, (), free=False),
                empty=self.blank_is_nothing,
            )
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
    if any(row.coded for row in parts):
        # 编码 with gaps: secret lines, and lines of nothing, are left out on purpose.
        return False
    return all(row.rank is not None for row in parts) or parts[-1].label.startswith("其他")


def _numbered(parts: Sequence[Row]) -> bool:
    """False for lists of known names only: a table torn at a page may have lost some of them."""
    return any(row.rank is not None for row in parts) or any(
        row.line is Line.STRUCTURE for row in parts
    )


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
