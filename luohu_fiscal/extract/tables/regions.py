"""Debt by region 分地区: what a place owes is what its own level and each region below it owe.

The rows do not say where a place ends: 全省, 省本级, 甲市, 甲市本级, 乙县, 丙市.  A place begins at a row that its
own level 本级 follows, or at a sum, and ends at the row with which its columns add up.  Two columns that add
up show it for the others of the table as well, so that one at odds is an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from luohu_fiscal.extract.draft import DraftFigure
from luohu_fiscal.extract.sums import DIGIT, closes, on_one_scale, proof
from luohu_fiscal.extract.tables.caption import region_of
from luohu_fiscal.extract.tables.rows import Row
from luohu_fiscal.model.vocabulary import Level

__all__ = ["add_regions"]

#: Fewer parts are no breakdown; what a sum of them must prove, in thousandths of a digit.
_PARTS, _PROOF = 2, 3 * DIGIT
#: So many columns that add up say that the rows are all regions.
_SURE = 2
#: No place has more regions; a hostile table costs no more than this.
_LONGEST = 60
#: An amount, those of its regions, and whether none of them is blank.
_List = tuple[DraftFigure, list[DraftFigure], bool]


def add_regions(rows: Sequence[Row], drafts: Mapping[tuple[int, int], DraftFigure]) -> None:
    """Make the amounts of the regions parts of that of the whole place, column by column."""
    regions = [row for row in rows if row.total or region_of(row.label)]
    places = _Places(regions, drafts)
    at = 0
    while at < len(regions):
        at = places.after(at)


class _Places:
    """The rows of regions, and where each place among them ends."""

    def __init__(self, rows: Sequence[Row], drafts: Mapping[tuple[int, int], DraftFigure]) -> None:
        self._rows, self._drafts = rows, drafts
        self._columns = sorted({column for _, column in drafts})
        self._ends: dict[int, int] = {}

    def after(self, at: int) -> int:
        """The row after a place, its regions made parts of it; the next row where none adds up to it."""
        if at not in self._ends:
            self._ends[at] = self._end(at) if self._begins(at) else at + 1
        return self._ends[at]

    def _end(self, at: int) -> int:
        """Where most columns add up: some do too soon, where regions owe nothing of a kind."""
        best: tuple[int, int, list[_List]] = (0, at + 1, [])
        parts: list[int] = []
        end = at + 1
        while end < len(self._rows) and len(parts) < _LONGEST:
            if self._rows[end].of_which and parts:
                end += 1  # 市本级, 其中：经开区: in the row above it
                continue
            parts.append(end)
            end = self.after(end)
            lists = [one for column in self._columns if (one := self._list(at, parts, column))]
            adding = sum(map(_adds_up, lists))
            if adding > best[0]:
                best = adding, end, lists
                if adding == len(lists):
                    break
        adding, end, lists = best
        if not adding or adding < min(_SURE, len(lists)):
            return at + 1
        _join(lists, sure=adding >= _SURE and 2 * adding > len(lists))
        return end

    def _begins(self, at: int) -> bool:
        row = self._rows[at]
        follows = self._rows[at + 1] if at + 1 < len(self._rows) else None
        whole = row.total or _level(row) is Level.CONSOLIDATED
        own = follows is not None and _level(follows) is Level.OWN_LEVEL
        return whole or (own and _level(row) is not Level.OWN_LEVEL)

    def _list(self, at: int, parts: Sequence[int], column: int) -> _List | None:
        """The amount of a place and those of its regions in a column, and whether none is blank."""
        total = self._drafts.get((self._rows[at].position, column))
        found = [self._drafts.get((self._rows[part].position, column)) for part in parts]
        listed = [one for one in found if one is not None]
        if total is None or total.concept is None or len(listed) < _PARTS:
            return None
        if any(one.concept != total.concept or one.token.malformed for one in (total, *listed)):
            return None
        return total, listed, len(listed) == len(found)


def _level(row: Row) -> Level | None:
    region = region_of(row.label)
    return region[1] if region else None


def _adds_up(told: _List) -> bool:
    total, parts, _ = told
    whole, *listed = on_one_scale([total.amount, *(part.amount for part in parts)])
    return closes([whole], listed) and proof(whole, listed) >= _PROOF


def _join(lists: Sequence[_List], *, sure: bool) -> None:
    for told in lists:
        total, parts, full = told
        if _adds_up(told) or (sure and full):
            total.closed = True
            for part in parts:
                part.parent = total
