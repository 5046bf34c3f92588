"""What the sums of a list prove or cost, in all columns of a table together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from luohu_fiscal.extract.sums import Printed, closes, proof
from luohu_fiscal.extract.tables.levels import FORBIDDEN

__all__ = ["Numbers", "Sums", "Weigher"]

Numbers = Sequence[Sequence[Printed | None]]


class Sums:
    """Running sums of parts in all columns."""

    __slots__ = ("filled", "half", "number", "parts")

    def __init__(self, columns: int) -> None:
        self.number = [0] * columns
        self.half = [0] * columns
        self.filled = [0] * columns
        self.parts = 0

    def and_one(self, cells: Sequence[Printed | None]) -> Sums:
        """The sums with one more part."""
        found = Sums(0)
        found.number, found.half = self.number.copy(), self.half.copy()
        found.filled, found.parts = self.filled.copy(), self.parts
        found.add(cells)
        return found

    def add(self, cells: Sequence[Printed | None]) -> None:
        """Take in one more part."""
        self.parts += 1
        for column, cell in enumerate(cells):
            if cell is not None:
                self.number[column] += cell.number
                self.half[column] += cell.half
                self.filled[column] += 1


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

    def worth(
        self, whole: int, sums: Sums, tried: int, *, marked: bool = True, opened: bool = False
    ) -> int:
        """What it is worth that these parts are said to make up a row; below 0 where they do not.

        Columns that say the same count once.  Where the list closes in one column, failing in another
        costs a slip; where it closes in none, all it lacks may have one cause.  A list that no word
        marks (`marked` false) says all there is: one that closes nowhere and is not even near is none.  One that 其中
        opens (`opened`) may fall short.
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
            if number == stated.number:
                # To the last digit: no rounding had to be granted.
                gain += proof(stated, [Printed(number, 0)], tried)
            elif closes([stated], [part]):
                gain += proof(stated, [part], tried)
            else:
                near &= abs(stated.number) <= 2 * abs(number) <= 3 * abs(stated.number)
                short = abs(number) < abs(stated.number)
                if short and opened:
                    continue
                if filled < sums.parts and short:
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
