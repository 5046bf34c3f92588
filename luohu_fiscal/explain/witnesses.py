"""Other printings of a figure bear witness: which of several changes the rest of the document bears out.

A line of an annex table stands in the text too, or in the table beside it.  Where sums leave a tie, a
printing elsewhere that agrees with the changed amount and not with the printed one speaks for the
change; one that agrees with the printed amount speaks against it.  Equal words prove no equal
quantity, so a witness never makes or closes a breach: it only ranks what the sums left open.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import cached_property

from luohu_fiscal.explain.candidates import Candidate, Change
from luohu_fiscal.explain.relations import Key
from luohu_fiscal.model import Figure
from luohu_fiscal.reconcile import Reconciliation
from luohu_fiscal.scopes import scope_key

__all__ = ["Witnesses"]


class Witnesses:
    """The printings of a reconciliation's reports by name; listed where first asked for."""

    def __init__(self, reconciliation: Reconciliation) -> None:
        self._reports = reconciliation.reports

    def support(self, candidate: Candidate) -> int:
        """1 where every change is borne out by another printing, -1 where one is spoken against."""
        said = [self._said(change) for change in candidate.changes]
        return -1 if -1 in said else int(all(said))

    def _said(self, change: Change) -> int:
        if change.key is None:
            return 0
        printed = self._reports[change.key[0]].by_id[change.key[1]]
        meant = change.amount.interval
        said = 0
        for other in self._elsewhere(change.key, printed):
            interval = other.amount.interval
            before, after = (
                interval.meets(printed.amount.interval),
                interval.meets(meant),
            )
            if before and not after:
                return -1
            if after and not before:
                said = 1
        return said

    def _elsewhere(self, key: Key, figure: Figure) -> Iterator[Figure]:
        for report, other in self._named.get(self._name(key[0], figure), ()):
            if (report, other.statement) != (key[0], figure.statement):
                yield other

    @cached_property
    def _named(self) -> dict[Hashable, list[tuple[int, Figure]]]:
        found: dict[Hashable, list[tuple[int, Figure]]] = {}
        for number, report in enumerate(self._reports):
            for figure in report.figures:
                if figure.label and not figure.qualifier:
                    found.setdefault(self._name(number, figure), []).append((number, figure))
        return found

    def _name(self, report: int, figure: Figure) -> Hashable:
        jurisdiction = self._reports[report].document.jurisdiction
        scope = scope_key(figure.scope, figure.level, jurisdiction)
        return (figure.label, figure.book, scope, figure.fiscal_year, figure.stage, figure.side)
