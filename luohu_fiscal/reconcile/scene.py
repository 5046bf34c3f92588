"""The scene of a reconciliation: reports laid side by side, figures grouped into accounts, indexed.

The scene says which figures of which reports belong together, for the identities that look across
accounts, years and documents.  Every index is built once, when it is first looked into.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.model.scopes import scope_key
from luohu_fiscal.model.vocabulary import Book, Level
from luohu_fiscal.reconcile.accounts import Account
from luohu_fiscal.reconcile.places import (
    Jurisdiction,
    Place,
    Placed,
    jurisdictions,
)
from luohu_fiscal.reconcile.quantities import Quantities

__all__ = ["Scene"]


@dataclass(frozen=True)
class Scene:
    """The reports to reconcile, and every index the frames look into."""

    reports: tuple[BudgetReport, ...]

    def place(self, placed: Placed) -> Place | None:
        """Whose book a figure belongs to, None where its book is not known."""
        report, figure = placed
        if figure.book is None:
            return None
        key = report, figure.book, figure.scope, figure.level, figure.period
        found = self._places.get(key)
        if found is None:
            group, name = self._jurisdictions[report]
            scope = scope_key(figure.scope, figure.level, name)
            found = self._places[key] = Place(group, figure.book, scope, figure.period)
        return found

    def group(self, report: int) -> int:
        """The number of the first report of the same jurisdiction."""
        return self._jurisdictions[report].group

    @cached_property
    def _jurisdictions(self) -> tuple[Jurisdiction, ...]:
        return jurisdictions(self.reports)

    @cached_property
    def _places(self) -> dict[tuple[int, Book, str, Level | None, str | None], Place]:
        return {}

    @cached_property
    def placed(self) -> tuple[Placed, ...]:
        """All figures, in document order."""
        return tuple(
            Placed(number, figure)
            for number, report in enumerate(self.reports)
            for figure in report.figures
        )

    @cached_property
    def _concepts(self) -> dict[str, tuple[Placed, ...]]:
        found: dict[str, list[Placed]] = {}
        for one in self.placed:
            if one.figure.concept is not None:
                found.setdefault(one.figure.concept, []).append(one)
        return {concept: tuple(figures) for concept, figures in found.items()}

    def of_concept(self, concept: str) -> tuple[Placed, ...]:
        """Every figure of a concept, in document order."""
        return self._concepts.get(concept, ())

    @cached_property
    def positions(self) -> dict[tuple[int, str], int]:
        """Where each figure stands in its report."""
        return {
            (number, figure.id): position
            for number, report in enumerate(self.reports)
            for position, figure in enumerate(report.figures)
        }

    @cached_property
    def accounts(self) -> tuple[Account, ...]:
        """All accounts of all reports, in document order; the debt is none."""
        grouped: dict[tuple[int, str], list[Placed]] = {}
        for one in self.placed:
            figure = one.figure
            bound = None not in (figure.book, figure.fiscal_year, figure.stage)
            if figure.statement is not None and figure.parent is None and bound:
                grouped.setdefault((one.report, figure.statement), []).append(one)
        return tuple(
            account for lines in grouped.values() if (account := self._account(lines)) is not None
        )

    def _account(self, lines: list[Placed]) -> Account | None:
        head = lines[0]
        place, year, stage = self.place(head), head.figure.fiscal_year, head.figure.stage
        if place is None or place.book is Book.DEBT or year is None or stage is None:
            return None
        balanced = head.figure.statement in self.reports[head.report].balanced
        return Account(
            head.report, place, year, stage, tuple(line.figure for line in lines), balanced
        )

    @cached_property
    def accounts_at(self) -> dict[tuple[Place, int], tuple[Account, ...]]:
        """The accounts of each book, scope and year."""
        found: dict[tuple[Place, int], list[Account]] = {}
        for account in self.accounts:
            found.setdefault((account.place, account.year), []).append(account)
        return {key: tuple(accounts) for key, accounts in found.items()}

    def figure(self, report: int, identifier: str | None) -> Placed | None:
        """The figure of that id in a report, None where there is none."""
        if identifier is None:
            return None
        found = self.reports[report].by_id.get(identifier)
        return None if found is None else Placed(report, found)

    def parts(self, placed: Placed) -> tuple[Placed, ...]:
        """The parts of a figure, in printed order."""
        found = self.reports[placed.report].parts.get(placed.figure.id, ())
        return tuple(Placed(placed.report, part) for part in found)

    def parent(self, placed: Placed) -> Placed | None:
        """The figure that a figure is a part of, None where it is none."""
        return self.figure(placed.report, placed.figure.parent)

    @cached_property
    def quantities(self) -> Quantities:
        """Which figures are the same quantity."""
        return Quantities(self.placed, self.place, self.parent)
