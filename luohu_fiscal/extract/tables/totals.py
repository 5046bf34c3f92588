"""What the totals of a half sum up: lines before them, or, where they lead, lines after them.

The top lines of a half are taken in order.  A total takes the last few of those before it, an earlier total
with its lines counting as one; which, the sums of all columns say, and where they are silent its name: 收入合计
stands for the lines since the total before it, 收入总计 for that total and what follows it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from luohu_fiscal.extract.sums import DIGIT
from luohu_fiscal.extract.tables.forest import Tree
from luohu_fiscal.extract.tables.levels import FORBIDDEN
from luohu_fiscal.extract.tables.rows import Line, Row
from luohu_fiscal.extract.tables.weigh import Weigher

__all__ = ["Summed", "left_out", "sum_up", "tails"]

#: More lines than any total has.
_MOST = 120
_GRAND = re.compile("总计|总量|总收入|总支出")
_MEMO = re.compile("结余|结转|缺口|差额|赤字")
#: How many lines back a line may be said by the way.
_FEW = 12
#: How many lines without a number a numbered one that is left out weighs.
_NUMBERED = 6
#: What a second breakdown must prove.
_SECOND = 4 * DIGIT


@dataclass(frozen=True, slots=True)
class Summed:
    """A total with its lines; `told` where the sums chose them, `closed` where they close in a column."""

    row: int
    parts: tuple[Tree, ...]
    told: bool
    worth: int


def tails(lines: Sequence[Row], weigher: Weigher) -> set[int]:
    """The lines named …小计 or …合计 that sum up what stands before them, and not what follows."""
    found: set[int] = set()
    for n, row in enumerate(lines):
        if row.bare_total or not row.label.endswith(("小计", "合计", "共计")):
            continue
        before: list[int] = []
        for m in range(n - 1, -1, -1):
            if lines[m].bare_total or m in found:
                break
            before.append(m)
        after = [m for m in range(n + 1, len(lines)) if not lines[m].bare_total]
        if _run(n, before, weigher) > max(0, _run(n, after, weigher)):
            found.add(n)
    return found


def left_out(
    lines: Sequence[Row], roots: Sequence[Tree], summed: Sequence[Summed], weigher: Weigher
) -> int:
    """How many top lines with numbers are in no total, where the half has one with a list.

    A numbered line counts for six among numbered ones: 二、 and 三、 are not added up without 一、.
    """
    mine = {part.row for one in summed for part in one.parts}
    if not mine:
        return 0
    ranks = {lines[row].rank for row in mine} - {None}
    out = mine | {one.row for one in summed}
    return sum(
        _NUMBERED if lines[tree.row].rank in ranks else 1
        for tree in roots
        if tree.row not in out and _says(tree.row, lines, weigher)
    )


def _says(row: int, lines: Sequence[Row], weigher: Weigher) -> bool:
    """True for a line with a number that is not said by the way."""
    named = not _MEMO.search(lines[row].label)
    return named and any(cell is not None and cell.number for cell in weigher.numbers[row])


def _run(total: int, rows: Sequence[int], weigher: Weigher) -> int:
    """What the best run of lines from a total on proves."""
    best = 0
    sums = weigher.parts(())
    for taken, row in enumerate(rows[:_MOST], 1):
        sums.add(weigher.numbers[row])
        best = max(best, weigher.worth(total, sums, taken))
        if weigher.exceeds(total, sums):
            break
    return best


def sum_up(
    lines: Sequence[Row], barriers: Sequence[bool], roots: Sequence[Tree], weigher: Weigher
) -> list[Summed]:
    """All totals of a half, in order; `barriers` says which lines are some."""
    found: list[Summed] = []
    before: list[Tree] = []
    taken: set[int] = set()
    totals = [n for n, tree in enumerate(roots) if barriers[tree.row]]
    for n, tree in enumerate(roots):
        if n not in totals:
            if tree.row not in taken:
                before.append(tree)
            continue
        stop = next((m for m in totals if m > n), len(roots))
        summed = _lines_of(tree, before, list(roots[n + 1 : stop]), lines, weigher)
        found.append(summed)
        mine = {part.row for part in summed.parts}
        before = [one for one in before if one.row not in mine]
        taken |= {part.row for part in summed.parts}
        if summed.parts and summed.parts[-1].row < tree.row:
            taken |= _again(tree, roots[n + 1 : stop], weigher)
        before.append(Tree(tree.row, summed.parts or tree.parts))
    return found


def _lines_of(
    total: Tree,
    before: Sequence[Tree],
    after: Sequence[Tree],
    lines: Sequence[Row],
    weigher: Weigher,
) -> Summed:
    usual = _usual(lines[total.row], before, after, lines)
    best = Summed(total.row, tuple(usual), False, _worth(total, usual, weigher, 1))
    tried = 1
    for ordered, back in ((before[::-1], True), (after, False)):
        sums = weigher.parts(())
        for taken, tree in enumerate(ordered[:_MOST], 1):
            sums.add(weigher.numbers[tree.row])
            tried += 1
            worth = weigher.worth(total.row, sums, tried)
            behind = ordered[taken] if taken < len(ordered) else None
            if behind is not None and _numbered_on(lines[tree.row], lines[behind.row]):
                # 二十二、 and 二十三、 are of one list.
                worth -= FORBIDDEN
            if worth > max(best.worth, 0):
                chosen = ordered[:taken]
                parts = tuple(chosen[::-1] if back else chosen)
                if parts != best.parts:
                    best = Summed(total.row, parts, True, worth)
            if weigher.exceeds(total.row, sums):
                break
        if best.worth <= 0 and back:
            best = _without_memo(total, ordered[:_FEW], best, (lines, weigher))
    return best


def _numbered_on(one: Row, other: Row) -> bool:
    """True for two lines numbered one after the other."""
    if one.rank is None or one.rank != other.rank or one.number is None or other.number is None:
        return False
    return abs(one.number - other.number) == 1


def _without_memo(
    total: Tree, backwards: Sequence[Tree], best: Summed, half: tuple[Sequence[Row], Weigher]
) -> Summed:
    """The lines but one: 本年收支结余 between the lines of a total is said by the way."""
    lines, weigher = half
    tried = 1
    earlier = next((tree for tree in backwards if tree.parts), None)
    if earlier is not None:
        # 小计, a list by other kinds, 上解支出, 合计: the total before and the last few lines.
        for taken in range(1, backwards.index(earlier)):
            tried += 1
            parts = [*backwards[:taken], earlier]
            worth = _worth(total, parts, weigher, tried)
            if worth > max(best.worth, 0):
                best = Summed(total.row, tuple(parts[::-1]), True, worth)
    for taken in range(2, len(backwards) + 1):
        for left in range(taken):
            if not _MEMO.search(lines[backwards[left].row].label):
                continue
            parts = [tree for n, tree in enumerate(backwards[:taken]) if n != left]
            tried += 1
            worth = _worth(total, parts, weigher, tried)
            if worth > max(best.worth, 0):
                best = Summed(total.row, tuple(parts[::-1]), True, worth)
    return best


def _again(total: Tree, after: Sequence[Tree], weigher: Weigher) -> set[int]:
    """A second breakdown of a total behind it (first by scheme, then by kind): no lines of what follows."""
    sums = weigher.parts(())
    for taken, tree in enumerate(after[:_MOST], 1):
        sums.add(weigher.numbers[tree.row])
        if taken > 1 and weigher.worth(total.row, sums, taken) >= _SECOND:
            return {one.row for one in after[:taken]}
        if weigher.exceeds(total.row, sums):
            break
    return set()


def _worth(total: Tree, parts: Sequence[Tree], weigher: Weigher, tried: int) -> int:
    return (
        weigher.worth(total.row, weigher.parts([tree.row for tree in parts]), tried) if parts else 0
    )


def _usual(
    total: Row, before: Sequence[Tree], after: Sequence[Tree], lines: Sequence[Row]
) -> list[Tree]:
    """The lines that a total has by its name and place alone."""
    since: list[Tree] = []
    for tree in reversed(before):
        row = lines[tree.row]
        if not row.bare_total:
            since.insert(0, tree)
            continue
        # 总计, or transfers since the total before: that total is a line of this one.
        if _GRAND.search(total.label) or any(
            lines[one.row].line is Line.STRUCTURE for one in since
        ):
            since.insert(0, tree)
        break
    if since:
        return since
    lead = []
    for tree in after:
        if lines[tree.row].line is Line.STRUCTURE and total.line is Line.OWN:
            break
        lead.append(tree)
    return lead
