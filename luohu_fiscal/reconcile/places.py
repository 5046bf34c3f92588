"""Where a figure belongs: its report, and whose book it stands in.

Scopes are kept as printed; here they are only made comparable, so that 罗湖区 in one document and
深圳市罗湖区 in another are one place, and 全市 never meets 市本级.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from luohu_fiscal.model import Book, BudgetReport, Figure, Level
from luohu_fiscal.money import Amount

__all__ = ["Jurisdiction", "Place", "Placed", "jurisdictions", "scope_key"]


class Placed(NamedTuple):
    """A figure and the report it stands in."""

    report: int
    figure: Figure

    @property
    def amount(self) -> Amount:
        """The printed amount of the figure."""
        return self.figure.amount


class Place(NamedTuple):
    """Whose book it is: group of reports of one jurisdiction, book, and scope made comparable."""

    group: int
    book: Book
    scope: str


# 全市, 全区 … and 市本级, 区级, 本级 say no more than the level does, within one jurisdiction.
_GENERIC_SCOPE = re.compile(r"|全.|.?本级|.?级|.?直")


def scope_key(scope: str, level: Level | None, jurisdiction: str) -> str:
    """A scope made comparable within one jurisdiction: its prefix stripped, generic words made one.

    >>> scope_key("深圳市罗湖区", None, "深圳市罗湖区"), scope_key("罗湖区", None, "深圳市罗湖区")
    ('', '')
    >>> own = Level.OWN_LEVEL
    >>> scope_key("市本级", own, "保定市"), scope_key("保定市级", own, "保定市")
    ('own_level', 'own_level')
    """
    rest = scope
    for start in range(len(jurisdiction)):
        if scope.startswith(jurisdiction[start:]):
            rest = scope[len(jurisdiction) - start :]
            break
    return level.value if level is not None and _GENERIC_SCOPE.fullmatch(rest) else rest


class Jurisdiction(NamedTuple):
    """The reports of one government: the number of the first, and the longest name given to it."""

    group: int
    name: str


def jurisdictions(reports: Sequence[BudgetReport]) -> tuple[Jurisdiction, ...]:
    """The jurisdiction of each report.

    One may be written shorter than another: 罗湖区 and 深圳市罗湖区 are one, 甲市 and 乙市 are not.
    """
    names = [report.document.jurisdiction for report in reports]
    groups: list[int] = []
    for number, name in enumerate(names):
        earlier = zip(groups, names, strict=False)
        groups.append(next((group for group, other in earlier if _same(name, other)), number))
    longest: dict[int, str] = {}
    for group, name in zip(groups, names, strict=True):
        longest[group] = max(longest.get(group, ""), name, key=len)
    return tuple(Jurisdiction(group, longest[group]) for group in groups)


def _same(one: str, other: str) -> bool:
    if not one or not other:
        return one == other
    return one.endswith(other) or other.endswith(one)
