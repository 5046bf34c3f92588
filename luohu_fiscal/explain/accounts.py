"""The accounts that figures are printed in: which others stand near enough to have changed places.

A report has thousands of figures and a breach touches few: only the accounts that are asked for are
listed, those that are foreseen in one pass over the figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from luohu_fiscal.explain.relations import Key
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.money.amount import Amount
from luohu_fiscal.money.interval import EXACT

__all__ = ["Accounts", "Neighbour"]

#: In a longer account only so many figures around one may have changed places with it.
_NEAR = 120


class Neighbour(NamedTuple):
    """A figure printed near another one, and the ends of what it stands for, in yuan."""

    key: Key
    amount: Amount
    least: Decimal
    most: Decimal


class _Account:
    """The figures of one account, in printed order."""

    def __init__(self, report: int, figures: Sequence[Figure]) -> None:
        self._report, self._figures = report, figures
        self._neighbours: dict[int, Neighbour] = {}

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {figure.id: at for at, figure in enumerate(self._figures)}

    def names(self, name: str) -> list[str]:
        """The names of the figures near one."""
        around = self._around(name)
        return [figure.id for figure in self._figures[around.start : around.stop]]

    def near(self, name: str) -> list[Neighbour]:
        """The figures near one, itself among them."""
        made = self._neighbours
        return [made.get(at) or self._neighbour(at) for at in self._around(name)]

    def _around(self, name: str) -> range:
        if len(self._figures) <= _NEAR:
            return range(len(self._figures))
        at = self._positions[name]
        return range(max(0, at - _NEAR // 2), min(at + _NEAR // 2, len(self._figures)))

    def _neighbour(self, at: int) -> Neighbour:
        amount, key = self._figures[at].amount, (self._report, self._figures[at].id)
        least, most = (
            EXACT.subtract(amount.value, amount.half),
            EXACT.add(amount.value, amount.half),
        )
        found = self._neighbours[at] = Neighbour(key, amount, least, most)
        return found


class Accounts:
    """The accounts of some reports; a figure of none stands under the whole it is a part of."""

    def __init__(self, reports: Sequence[BudgetReport]) -> None:
        self._reports = reports
        self._found: dict[tuple[int, str], _Account] = {}

    def expect(self, keys: Iterable[Key]) -> None:
        """List the accounts of these figures, in one pass over each report."""
        wanted: dict[int, dict[str, list[Figure]]] = {}
        for report, name in keys:
            company = _company(self._reports[report].by_id[name])
            if (report, company) not in self._found:
                wanted.setdefault(report, {})[company] = []
        for report, listed in wanted.items():
            # The one loop over all figures: no more is done in it than must be.
            figures = self._reports[report].figures
            for figure in [one for one in figures if (one.statement or one.parent) in listed]:
                listed[_company(figure)].append(figure)
            for company, found in listed.items():
                self._found[report, company] = _Account(report, found)

    def near(self, key: Key) -> Sequence[Neighbour]:
        """The figures printed near one, itself among them; none where it stands in no account."""
        return self._account(key).near(key[1])

    def names_near(self, key: Key) -> Sequence[str]:
        """The names of the same figures."""
        return self._account(key).names(key[1])

    def _account(self, key: Key) -> _Account:
        account = key[0], _company(self._reports[key[0]].by_id[key[1]])
        if account not in self._found:
            self.expect((key,))
        return self._found[account]


def _company(figure: Figure) -> str:
    return figure.statement or figure.parent or ""
