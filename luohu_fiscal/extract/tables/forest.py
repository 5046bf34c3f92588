"""The search for the tree of rows: it knows no Chinese and no budget.

Rows are taken from the last to the first.  What stands behind a row is by then a forest, and the parts of
the row are the first few of its roots, or none: each choice is weighed at once, by what the words make it
cost and by what its sums prove, in all columns together.  The cheapest few forests go on (a beam).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from luohu_fiscal.extract.sums import DIGIT, Printed, closes, proof
from luohu_fiscal.extract.tables.levels import FORBIDDEN, Levels

__all__ = ["Forest", "Tree", "Weigher", "grow"]

#: How many forests go on, how many choices of a row do, and how far behind the best one may be.
_BEAM, _CHOICES, _BEHIND = 12, 4, 14 * DIGIT
#: More parts than any list of a budget has.
_LONGEST = 90
#: After so many weighings the search goes on with its best forest alone.
_PATIENCE = 400_000

Numbers = Sequence[Sequence[Printed | None]]


class Tree(NamedTuple):
    """A row, by its number, and its parts in order."""

    row: int
    parts: tuple[Tree, ...]


class Forest(NamedTuple):
    """The trees of the rows from one on, as a chain: the first tree and the forest behind it."""

    tree: Tree
    behind: Forest | None
    #: The same for two forests with the same roots.
    key: int

    def roots(self) -> Iterator[Tree]:
        """The trees in order."""
        one: Forest | None = self
        while one is not None:
            yield one.tree
            one = one.behind


@dataclass(slots=True)
class Weigher:
    """What the sums of a list prove or cost, over all columns of a half."""

    numbers: Numbers
    lists: dict[str, int]
    weighed: int = 0

    def parts(self, rows: Sequence[int]) -> Sums:
        """The sums of some rows, column by column."""
        sums = Sums(len(self.numbers[0]) if self.numbers else 0)
        for row in rows:
            sums.add(self.numbers[row])
        return sums

    def worth(self, whole: int, sums: Sums, tried: int, *, marked: bool = True) -> int:
        """What it is worth that these parts are said to make up a row; below 0 where they do not.

        Columns that say the same count once.  Where the list closes in one column, failing in another
        costs a slip; where it closes in none, all it lacks may have one cause.  A list that no word
        marks (`marked` false) says all there is: one that closes nowhere and is not even near is none.
        """
        self.weighed += 1
        gain = failed = blank = 0
        near = True
        seen: set[tuple[int, int]] = set()
        for column, stated in enumerate(self.numbers[whole]):
            number, half, filled = sums.number[column], sums.half[column], sums.filled[column]
            if stated is None or not stated.number:
                failed += bool(filled and number) and stated is not None
                blank += bool(filled and number) and stated is None
                continue
            if not filled or (stated.number, number) in seen:
                continue
            seen.add((stated.number, number))
            part = Printed(number, half)
            if closes([stated], [part]):
                gain += proof(stated, [part], tried)
            else:
                near &= abs(stated.number) <= 2 * abs(number) <= 3 * abs(stated.number)
                if filled < sums.parts and abs(number) < abs(stated.number):
                    blank += 1
                else:
                    failed += 1
        if not marked and not gain and (failed or blank):
            if not near or sums.parts < 2:
                return -FORBIDDEN
            gain -= self.lists["unclosed"]
        cost = blank * self.lists["blank"]
        if failed:
            more = self.lists["slip"] if gain > 0 else self.lists["again"]
            cost += self.lists["slip"] + (failed - 1) * more
        return gain - cost

    def exceeds(self, whole: int, sums: Sums) -> bool:
        """True where the parts are far over the row in every column that can say so."""
        said = False
        for column, stated in enumerate(self.numbers[whole]):
            if stated is None or not stated.number or not sums.filled[column]:
                continue
            if sums.number[column] <= 2 * stated.number or stated.number < 0:
                return False
            said = True
        return said


class Sums:
    """Running sums of parts in all columns."""

    __slots__ = ("filled", "half", "number", "parts")

    def __init__(self, columns: int) -> None:
        self.number = [0] * columns
        self.half = [0] * columns
        self.filled = [0] * columns
        self.parts = 0

    def add(self, cells: Sequence[Printed | None]) -> None:
        """Take in one more part."""
        self.parts += 1
        for column, cell in enumerate(cells):
            if cell is not None:
                self.number[column] += cell.number
                self.half[column] += cell.half
                self.filled[column] += 1


class _State(NamedTuple):
    cost: int
    forest: Forest | None


@dataclass(slots=True)
class _Search:
    levels: Levels
    weigher: Weigher
    barriers: Sequence[bool]
    keys: dict[tuple[int, int], int] = field(default_factory=dict)
    #: Rows behind which a negative number follows soon: their sums may come down again.
    below: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        left = 0
        for cells in reversed(self.weigher.numbers):
            self.below.append(left > 0)
            negative = any(cell is not None and cell.number < 0 for cell in cells)
            left = _LONGEST // 3 if negative else max(0, left - 1)
        self.below.reverse()

    def run(self) -> list[tuple[int, Forest | None]]:
        states = [_State(0, None)]
        for row in reversed(range(len(self.barriers))):
            found: dict[int, _State] = {}
            for state in states:
                for cost, parts, behind in self._choices(row, state):
                    forest = self._chain(Tree(row, parts), behind)
                    held = found.get(forest.key)
                    if held is None or cost < held.cost:
                        found[forest.key] = _State(cost, forest)
            ranked = sorted(found.values(), key=lambda state: state.cost)
            kept = 1 if self.weigher.weighed > _PATIENCE else _BEAM
            states = [one for one in ranked[:kept] if one.cost <= ranked[0].cost + _BEHIND]
        return [(state.cost, state.forest) for state in states]

    def _chain(self, tree: Tree, behind: Forest | None) -> Forest:
        if behind is not None and not self.barriers[tree.row] and self._blank(tree.row):
            # Where a row without numbers stands makes no difference to any sum.
            return Forest(tree, behind, behind.key)
        link = (tree.row, behind.key if behind is not None else -1)
        return Forest(tree, behind, self.keys.setdefault(link, len(self.keys)))

    def _blank(self, row: int) -> bool:
        return all(cell is None or not cell.number for cell in self.weigher.numbers[row])

    def _choices(
        self, row: int, state: _State
    ) -> Iterator[tuple[int, tuple[Tree, ...], Forest | None]]:
        """The cheapest ways to give a row its parts: the first of the roots behind it, or none."""
        barriers, pair = self.barriers, self.levels.pair
        node = state.forest
        if barriers[row] or node is None or barriers[node.tree.row]:
            yield state.cost, (), node
            return
        ways = [(pair(row, node.tree.row).none, 0)]
        sums = self.weigher.parts(())
        said = trees = 0
        marked = self.levels.cue(row, node.tree.row).settles > 0
        while node is not None and not barriers[node.tree.row] and trees < _LONGEST:
            said_by = pair(row, node.tree.row)
            joins = said_by.more if trees else said_by.first
            if joins >= FORBIDDEN:
                break
            said += joins
            sums.add(self.weigher.numbers[node.tree.row])
            trees, node = trees + 1, node.behind
            ends = (
                0
                if node is None or barriers[node.tree.row]
                else pair(row, node.tree.row).end
            )
            worth = self.weigher.worth(row, sums, trees, marked=marked)
            ways.append((said + ends - worth, trees))
            if joins and not self.below[row] and self.weigher.exceeds(row, sums):
                break
        ways.sort()
        for cost, taken in ways[:_CHOICES]:
            yield state.cost + cost, *_take(state.forest, taken)


def _take(forest: Forest | None, taken: int) -> tuple[tuple[Tree, ...], Forest | None]:
    parts = []
    for _ in range(taken):
        assert forest is not None
        parts.append(forest.tree)
        forest = forest.behind
    return tuple(parts), forest


def grow(
    levels: Levels, weigher: Weigher, barriers: Sequence[bool]
) -> list[tuple[int, tuple[Tree, ...]]]:
    """The cheapest forests of all rows with their costs, the best first; a barrier is in no list."""
    found = _Search(levels, weigher, barriers).run()
    return [(cost, tuple(forest.roots()) if forest is not None else ()) for cost, forest in found]
