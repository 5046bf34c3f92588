"""Where a figure belongs: its report, and whose book it stands in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.model.vocabulary import Book
from luohu_fiscal.money.amount import Amount

__all__ = ["Jurisdiction", "Place", "Placed", "jurisdictions"]


class Placed(NamedTuple):
    """A figure and the report it stands in."""

    report: int
    figure: Figure

    @property
    def amount(self) -> Amount:
        """The printed amount of the figure."""
        return self.figure.amount


class Place(NamedTuple):
    """Whose book it is: group of reports of one jurisdiction, book, and scope made comparable.

    A part of a year (上半年) is kept apart as if it were a book of its own.
    """

    group: int
    book: Book
    scope: str
    period: str | None = None


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
