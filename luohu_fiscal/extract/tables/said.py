"""Whether a list of a table is said to be whole, column by column: what an error of it would rest on.

A list that closes is whole.  One that does not is an error only where nothing else explains it: the same list
closes in other columns, or codes and numbers leave no other arrangement.  Where another arrangement that the
words permit closes it, or it is counted twice over, it is in doubt; where a line may be left out it is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from luohu_fiscal.extract.sums import DIGIT, Printed, closes, difference, proof, slip
from luohu_fiscal.extract.tables.forest import Tree
from luohu_fiscal.extract.tables.levels import Levels
from luohu_fiscal.extract.tables.weigh import Numbers

__all__ = ["Said", "Told", "rival", "said", "tell"]

#: What a rival arrangement must prove, and what other columns must, in thousandths of a digit.
_RIVAL, _STRONG = 2 * DIGIT, 3 * DIGIT
#: So many ways to leave out what is nested are tried.
_SUBSETS = 256
#: So many columns that close leave no doubt about the rows.
_SURE = 2
#: What a single slip that would close the list must prove.
_SLIP = DIGIT


class Said(Enum):
    """How a list of one column is said to be."""

    WHOLE = "whole"
    #: A part may be left out.
    OPEN = "open"
    #: Another arrangement may be meant: no verdict rests on it.
    DOUBT = "doubt"


class Told:
    """A list with what its columns say of it."""

    __slots__ = ("columns", "parts", "proof", "whole")

    def __init__(self, whole: int, parts: Sequence[int], columns: Sequence[Column]) -> None:
        self.whole, self.parts, self.columns = whole, tuple(parts), tuple(columns)
        self.proof = _proved(columns)


class Column:
    """A list in one column: the printed whole, its printed parts, how many are blank or not to be read."""

    __slots__ = ("blank", "closes", "could", "parts", "proof", "sum", "unread", "whole")

    def __init__(
        self,
        whole: Printed | None,
        parts: Sequence[Printed | None],
        unread: int = 0,
        could: int = 0,
    ) -> None:
        self.whole = whole
        self.unread = unread
        #: What the blank parts come to where another column prints them.
        self.could = could
        self.parts = [part for part in parts if part is not None]
        self.blank = len(parts) - len(self.parts)
        self.sum = Printed(
            sum(part.number for part in self.parts), sum(part.half for part in self.parts)
        )
        said = whole is not None and bool(self.parts)
        self.closes = said and _agree(_some(whole), self.sum)
        self.proof = proof(_some(whole), [self.sum]) if self.closes else 0

    @property
    def fails(self) -> bool:
        """True where both are printed and do not agree."""
        return self.whole is not None and bool(self.parts) and not self.closes


def _most(cells: Sequence[Printed | None]) -> int:
    return max((abs(cell.number) for cell in cells if cell is not None), default=0)


def _agree(whole: Printed, parts: Printed) -> bool:
    """True where a list closes; at the very end of what rounding could explain the verdict may say no."""
    off = difference([whole], [parts])
    return not off.number or abs(off.number) < off.half


def _some(cell: Printed | None) -> Printed:
    assert cell is not None
    return cell


def _proved(columns: Sequence[Column]) -> int:
    """What all columns prove together, those that print the same once."""
    seen = {(c.whole.number, c.sum.number): c.proof for c in columns if c.closes and c.whole}
    return sum(seen.values())


def tell(
    whole: int, parts: Sequence[int], numbers: Numbers, unread: frozenset[tuple[int, int]]
) -> Told:
    """A list with its columns; `unread` are cells by row and column that hold more than nothing."""
    listed = [numbers[part] for part in parts]
    columns = [
        Column(
            stated,
            [cells[n] for cells in listed],
            sum((part, n) in unread for part in parts),
            sum(_most(cells) for cells in listed if cells[n] is None),
        )
        for n, stated in enumerate(numbers[whole])
    ]
    return Told(whole, parts, columns)


def said(
    told: Told, column: int, *, certain: bool, listed: bool, rival: bool, empty: bool = False
) -> Said:
    """How the list is said to be in one column.

    `certain`: by codes or numbers no other arrangement is possible; `listed`: they name all there is;
    `rival`: another arrangement closes this column; `empty`: empty cells of the table are nothing.
    """
    here = told.columns[column]
    if here.closes:
        return Said.WHOLE
    if here.whole is None or not here.parts:
        return Said.OPEN
    short = abs(here.sum.number) < abs(here.whole.number)
    if closes([here.whole, here.whole], [here.sum]) or rival:
        return Said.DOUBT
    slipped = slip(here.whole, here.parts) >= _SLIP
    far = 2 * abs(here.sum.number - here.whole.number) > abs(here.whole.number)
    closing = len({(c.whole.number, c.sum.number) for c in told.columns if c.proof and c.whole})
    if here.unread or (far and not slipped and closing < _SURE):
        # A line that cannot be read, or half as much again: no slip of the printer does that.
        return Said.OPEN if short else Said.DOUBT
    others = sum(one.fails for one in told.columns) - 1
    strong = told.proof >= _STRONG and (closing > others or certain)
    if here.whole.half and abs(here.whole.number) < 200 * here.whole.half and not strong:
        return Said.OPEN if short else Said.DOUBT
    missing = abs(here.whole.number - here.sum.number)
    hidden = short and here.blank and (not empty or 2 * here.could >= missing)
    if strong:
        return Said.OPEN if hidden else Said.WHOLE
    if short and others and not closing:
        # Short in every column: rows are left out of the table, as secret ones are.
        return Said.OPEN
    if certain and (closing or not others or slipped):
        # A list that fails in all of several columns is not the list, or not all of it.
        return Said.WHOLE if not short or ((listed or slipped) and not hidden) else Said.OPEN
    return Said.OPEN if short else Said.DOUBT


def rival(
    told: Told,
    column: int,
    siblings: Sequence[Tree],
    levels: Levels,
    numbers: Numbers,
    *,
    free: bool,
) -> bool:
    """Does another arrangement that the words permit close the list in this column?

    A line that is the only part of the one before it, a run of lines that is; and, where nothing else
    depends on it (`free`), a list that ends earlier or goes on with the lines behind it.
    """
    here = told.columns[column]
    if here.whole is None or not here.parts:
        return False
    return _nested(told, column, levels, numbers) or (
        free and _other_end(told, column, siblings, levels, numbers)
    )


def _fits(here: Column, number: int, half: int) -> bool:
    whole, part = _some(here.whole), Printed(number, half)
    return _agree(whole, part) and proof(whole, [part]) >= _RIVAL


def _other_end(
    told: Told, column: int, siblings: Sequence[Tree], levels: Levels, numbers: Numbers
) -> bool:
    here = told.columns[column]
    number = half = 0
    rows = [*told.parts, *(tree.row for tree in siblings[: len(told.parts) + 8])]
    for n, row in enumerate(rows):
        if n >= len(told.parts) and levels.cue(told.whole, row).settles < 0:
            return False
        cell = numbers[row][column]
        if cell is not None:
            number, half = number + cell.number, half + cell.half
        behind = rows[n + 1] if n + 1 < len(rows) else None
        ends = behind is None or levels.cue(told.whole, behind).settles <= 0
        if n + 1 != len(told.parts) and ends and _fits(here, number, half):
            return True
    return False


def _nested(told: Told, column: int, levels: Levels, numbers: Numbers) -> bool:
    """Parts followed by lines that come to them, together what the list is over: they are their own parts."""
    here = told.columns[column]
    assert here.whole is not None
    over = here.sum.number - here.whole.number
    sums = {0}
    for n, head in enumerate(told.parts):
        stated = numbers[head][column]
        found = stated is not None and _own_run(told, n, column, over, levels, numbers)
        if found and len(sums) < _SUBSETS:
            sums |= {number + found for number in sums}
    return over in sums and _fits(here, here.whole.number, here.sum.half)


def _own_run(told: Told, n: int, column: int, over: int, levels: Levels, numbers: Numbers) -> int:
    """What the lines behind a part come to, where they make it up or are all that is over; 0 elsewhere."""
    head = told.parts[n]
    stated = numbers[head][column]
    number = 0
    for row in told.parts[n + 1 :]:
        if levels.cue(head, row).settles < 0 or levels.cue(told.whole, row).settles > 0:
            return 0
        cell = numbers[row][column]
        number += cell.number if cell is not None else 0
        if stated is not None and number and number in (stated.number, over):
            return number if _like(stated, number) else 0
    return 0


def _like(stated: Printed, number: int) -> bool:
    """True where parts come near their whole: a list without a mark says all there is."""
    return abs(stated.number) <= 2 * abs(number) <= 3 * abs(stated.number)
