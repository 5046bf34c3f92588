"""One number for each figure and each rate of the page, whatever file it stands in.

Marks in the text, identities and pictures speak of a figure by this number.
"""

from __future__ import annotations

from collections.abc import Sequence

from luohu_fiscal.model.figures import Claim, Figure
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.reconcile.finding import Finding, Term
from luohu_fiscal.render.sheet import Sheet, first_stated

__all__ = ["Numbers", "entries_of"]


class Numbers:
    """The figures and rates of several sheets, numbered from 0 in their order."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self.entries: list[tuple[Sheet, Figure | Claim]] = []
        self._number: dict[tuple[int, str], int] = {}
        self._sheet: dict[tuple[int, int], int] = {}
        for at, sheet in enumerate(sheets):
            self._sheet[id(sheet.reconciliation), sheet.position] = at
            for entry in entries_of(sheet.report):
                self._number[at, _key(entry)] = len(self.entries)
                self.entries.append((sheet, entry))

    def of(self, sheet: Sheet, entry: Figure | Claim) -> int:
        """The number of a figure or a rate of a sheet."""
        return self._number[self._sheet[id(sheet.reconciliation), sheet.position], _key(entry)]

    def find(self, sheet: Sheet, entry: Figure | Claim) -> int | None:
        """The same, or None where its file is not on the page, as in a picture by itself."""
        at = self._sheet.get((id(sheet.reconciliation), sheet.position))
        return None if at is None else self._number[at, _key(entry)]

    def of_term(self, sheet: Sheet, term: Term) -> int | None:
        """The number of the figure a term stands for; None where its file is not on the page."""
        at = self._sheet.get((id(sheet.reconciliation), term.report))
        return None if at is None else self._number[at, f"figure {term.figure}"]

    def claim_of(self, sheet: Sheet, finding: Finding) -> Claim | None:
        """The printed rate a finding speaks of, if it speaks of one."""
        at = self._sheet[id(sheet.reconciliation), sheet.position]
        number = self._number.get((at, f"claim {finding.claim}"))
        entry = None if number is None else self.entries[number][1]
        return entry if isinstance(entry, Claim) else None

    def of_finding(self, sheet: Sheet, finding: Finding) -> tuple[list[int], list[int]]:
        """The numbers of all figures of a finding, and of what is stated: a figure or a rate."""
        claim = self.claim_of(sheet, finding)
        stated = dict.fromkeys([] if claim is None else [self.of(sheet, claim)])
        every = dict(stated)
        for term in first_stated(finding):
            number = self.of_term(sheet, term)
            if number is not None:
                every[number] = None
                if term.side == "stated":
                    stated[number] = None
        return list(every), list(stated)


def entries_of(report: BudgetReport) -> list[Figure | Claim]:
    """The figures and the rates of a report."""
    return [*report.figures, *report.claims]


def _key(entry: Figure | Claim) -> str:
    return f"{'figure' if isinstance(entry, Figure) else 'claim'} {entry.id}"
