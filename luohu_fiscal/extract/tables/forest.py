"""The search for the tree of rows: it knows no Chinese and no budget.

Rows are taken from the last to the first.  What stands behind a row is by then a forest, and the parts of
the row are the first few of its roots, or none: each choice is weighed at once, by what the words make it
cost and by what its sums prove, in all columns together.  The cheapest few forests go on (a beam).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from luohu_fiscal.extract.sums import DIGIT
from luohu_fiscal.extract.tables.levels import FORBIDDEN, Levels
from luohu_fiscal.extract.tables.weigh import Sums, Weigher

__all__ = ["Forest", "Tree", "grow"]

#: How many forests go on, how many choices of a row do, and how far behind the best one may be.
_BEAM, _CHOICES, _BEHIND = 12, 3, 10 * DIGIT
#: More parts than any list of a budget has.
_LONGEST = 90
#: After so many weighings for each row, and so many to begin with, the best forest goes on alone.
_PATIENCE, _GRACE = 60, 40_000


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


class _State(NamedTuple):
    cost: int
    forest: Forest | None
    #: Takes whatever closes, whatever the words say: what it is worth only a row far above may show.
    eager: bool = False


class _List(NamedTuple):
    """Parts that were tried for a row, with what words make them cost and sums prove."""

    number: int
    said: int
    worth: int
    over: bool
    marked: bool
    opened: bool
    sums: Sums


@dataclass(slots=True)
class _Search:
    levels: Levels
    weigher: Weigher
    barriers: Sequence[bool]
    #: Rows that words put at the head of a list: codes of three digits, numerals.
    settled: Sequence[bool]
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
        states = [_State(0, None), _State(0, None, eager=True)]
        for row in reversed(range(len(self.barriers))):
            found: dict[tuple[int, bool], _State] = {}
            seen: dict[tuple[int, int], _List] = {}
            for state in states:
                for cost, parts, behind in self._choices(row, state, seen):
                    forest = self._chain(Tree(row, parts), behind)
                    held = found.get((forest.key, state.eager))
                    if held is None or cost < held.cost:
                        found[forest.key, state.eager] = _State(cost, forest, state.eager)
            states = self._kept(list(found.values()), settled=self.settled[row])
        return [(state.cost, state.forest) for state in states]

    def _kept(self, found: list[_State], *, settled: bool) -> list[_State]:
        """The cheapest forests; where a list is at its head, the eager one starts anew from the best."""
        ranked = sorted(found, key=lambda state: state.cost)
        best = ranked[0]
        kept = 1 if self.weigher.weighed > _PATIENCE * len(self.barriers) + _GRACE else _BEAM
        states = {
            state.forest.key if state.forest is not None else -1: state
            for state in reversed(
                [one._replace(eager=False) for one in ranked if not one.eager or settled][:kept]
            )
            if state.cost <= best.cost + _BEHIND
        }
        eager = best if settled else next((one for one in ranked if one.eager), best)
        return [*states.values(), eager._replace(eager=True)]

    def _chain(self, tree: Tree, behind: Forest | None) -> Forest:
        if behind is not None and not self.barriers[tree.row] and self._blank(tree.row):
            # Where a row without numbers stands makes no difference to any sum.
            return Forest(tree, behind, behind.key)
        link = (tree.row, behind.key if behind is not None else -1)
        return Forest(tree, behind, self.keys.setdefault(link, len(self.keys)))

    def _blank(self, row: int) -> bool:
        return all(cell is None or not cell.number for cell in self.weigher.numbers[row])

    def _choices(
        self, row: int, state: _State, seen: dict[tuple[int, int], _List]
    ) -> Iterator[tuple[int, tuple[Tree, ...], Forest | None]]:
        """The cheapest ways to give a row its parts: the first of the roots behind it, or none."""
        barriers, pair = self.barriers, self.levels.pair
        node = state.forest
        if barriers[row] or node is None or barriers[node.tree.row]:
            yield state.cost, (), node
            return
        ways = [(pair(row, node.tree.row).none, 0)]
        closed: set[int] = set()
        before: _List | None = None
        trees = 0
        while node is not None and not barriers[node.tree.row] and trees < _LONGEST:
            # The beam's forests begin alike: a list that one of them tried is tried for all.
            step = (-1 if before is None else before.number, node.tree.row)
            listed = seen.get(step)
            if listed is None:
                listed = seen[step] = self._list(row, node.tree.row, before, len(seen))
            if listed.said >= FORBIDDEN:
                break
            trees, node, before = trees + 1, node.behind, listed
            ends = 0
            if node is not None and not barriers[node.tree.row]:
                ends = pair(row, node.tree.row).end
            if listed.worth >= DIGIT:
                closed.add(trees)
            ways.append((listed.said + ends - listed.worth, trees))
            if listed.over:
                break
        ways.sort()
        if state.eager:
            closing = [way for way in ways if way[1] in closed]
            ways = closing or ways
        for cost, taken in ways[: 1 if state.eager else _CHOICES]:
            yield state.cost + cost, *_take(state.forest, taken)

    def _list(self, row: int, part: int, before: _List | None, number: int) -> _List:
        """A list with one more part."""
        pair, cells = self.levels.pair(row, part), self.weigher.numbers[part]
        if before is None:
            cue = self.levels.cue(row, part)
            marked = cue.settles > 0 or cue.name == "first_item"
            opened = cue.name == "of_which"
            joins, said = pair.first, 0
            sums = self.weigher.parts(())
        else:
            joins, said, sums = pair.more, before.said, before.sums
            marked, opened = before.marked, before.opened
        sums = sums.and_one(cells)
        worth = self.weigher.worth(row, sums, sums.parts, marked=marked, opened=opened)
        over = bool(joins) and not self.below[row] and self.weigher.exceeds(row, sums)
        return _List(number, said + joins, worth, over, marked, opened, sums)


def _take(forest: Forest | None, taken: int) -> tuple[tuple[Tree, ...], Forest | None]:
    parts = []
    for _ in range(taken):
        assert forest is not None
        parts.append(forest.tree)
        forest = forest.behind
    return tuple(parts), forest


def grow(
    levels: Levels, weigher: Weigher, barriers: Sequence[bool], settled: Sequence[bool]
) -> list[tuple[int, tuple[Tree, ...]]]:
    """The cheapest forests of all rows with their costs, the best first; a barrier is in no list."""
    found = _Search(levels, weigher, barriers, settled).run()
    return [(cost, tuple(forest.roots()) if forest is not None else ()) for cost, forest in found]
