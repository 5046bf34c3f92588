"""Other printings of a figure bear witness: which of several changes the rest of the document bears out.

A line of an annex table stands in the text too, or in the table beside it.  Where sums leave a tie, a
printing elsewhere that agrees with the changed amount and not with the printed one speaks for the
change; one that agrees with the printed amount speaks against it.  Equal words prove no equal
quantity, so a witness never makes or closes a breach: it only ranks what the sums left open.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from luohu_fiscal.explain.candidates import Candidate, Change
from luohu_fiscal.explain.relations import Key
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.scopes import scope_key
from luohu_fiscal.model.vocabulary import Level
from luohu_fiscal.reconcile import Reconciliation

__all__ = ["Witnesses"]


class Witnesses:
    """The printings of a reconciliation's reports by name; those that are foreseen in one pass."""

    def __init__(self, reconciliation: Reconciliation) -> None:
        self._reports = reconciliation.reports
        self._wanted: set[str] = set()
        self._named: dict[str, dict[Hashable, list[tuple[int, Figure]]]] = {}
        self._scopes: dict[tuple[int, str, Level | None], str] = {}

    def expect(self, candidates: Iterable[Candidate]) -> None:
        """Say whose support will be asked for; nothing is looked up before it is."""
        for candidate in candidates:
            for change in candidate.changes:
                if change.key is not None:
                    self._wanted.add(self._figure(change.key).label)

    def support(self, candidate: Candidate) -> int:
        """1 where every change is borne out by another printing, -1 where one is spoken against."""
        said = [self._said(change) for change in candidate.changes]
        return -1 if -1 in said else int(all(said))

    def _said(self, change: Change) -> int:
        if change.key is None:
            return 0
        printed = self._figure(change.key)
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
        if figure.label not in self._named:
            self._list({figure.label, *self._wanted})
        for report, other in self._named[figure.label].get(self._name(key[0], figure), ()):
            if (report, other.statement) != (key[0], figure.statement):
                yield other

    def _list(self, labels: Iterable[str]) -> None:
        """List the figures of these labels; what has no label is no printing of anything."""
        new: dict[str, dict[Hashable, list[tuple[int, Figure]]]] = {
            label: {} for label in labels if label not in self._named
        }
        self._named |= new
        new.pop("", None)
        for number, report in enumerate(self._reports):
            for figure in [one for one in report.figures if one.label in new]:
                if not figure.qualifier:
                    named = new[figure.label]
                    named.setdefault(self._name(number, figure), []).append((number, figure))

    def _figure(self, key: Key) -> Figure:
        return self._reports[key[0]].by_id[key[1]]

    def _name(self, report: int, figure: Figure) -> Hashable:
        scope = self._scope(report, figure.scope, figure.level)
        return (figure.book, scope, figure.fiscal_year, figure.stage, figure.side)

    def _scope(self, report: int, scope: str, level: Level | None) -> str:
        found = self._scopes.get((report, scope, level))
        if found is None:
            jurisdiction = self._reports[report].document.jurisdiction
            found = self._scopes[report, scope, level] = scope_key(scope, level, jurisdiction)
        return found
