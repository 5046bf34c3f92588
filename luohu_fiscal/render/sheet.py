"""What a renderer is given: one `Sheet` for each report, with the findings that belong to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from luohu_fiscal.document import Document
from luohu_fiscal.errors import UsageError
from luohu_fiscal.model.figures import Figure, Source
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.reconcile.finding import Finding, Mention, Reconciliation, Term

__all__ = ["Sheet", "home_of", "sheets_of"]


@dataclass(frozen=True)
class Sheet:
    """One report and the findings about it; no reconciliation where only figures are shown.

    `document` is the text the report was found in, where a format asked for it.
    """

    report: BudgetReport
    reconciliation: Reconciliation | None = None
    findings: tuple[Finding, ...] = ()
    position: int = 0
    document: Document | None = None

    @property
    def path(self) -> str:
        """The file as it was named, or ``<report>`` for one made in Python."""
        return self.report.document.path or "<report>"

    @cached_property
    def summary(self) -> Mapping[str, int]:
        """How many findings of each verdict, and how many errors and warnings, in this report."""
        return Reconciliation((self.report,), self.findings).summary

    @property
    def judged(self) -> int:
        """How many identities that touch this report came to a verdict other than undecided."""
        if self.reconciliation is None:
            return 0
        return sum(
            finding.is_judged
            and (
                home_of(finding) == self.position
                or any(term.report == self.position for term in finding.terms)
                or any(place.report == self.position for place in finding.places)
            )
            for finding in self.reconciliation.findings
        )

    def figure(self, term: Term) -> Figure:
        """The figure a term stands for; it may stand in another report."""
        if self.reconciliation is None:
            raise UsageError("a sheet without a reconciliation has no terms")
        return self.reconciliation.figure(term)

    def path_of(self, term: Term | Mention) -> str:
        """The file that a term's figure, or a place, was printed in."""
        if self.reconciliation is None:
            return self.path
        return self.reconciliation.reports[term.report].document.path or "<report>"

    def source(self, finding: Finding) -> Source | None:
        """Where to look first: the place of the claim, or of the first term of this report."""
        for claim in self.report.claims if finding.claim else ():
            if claim.id == finding.claim and claim.source is not None:
                return claim.source
        for term in first_stated(finding):
            if term.report == self.position and (source := self.figure(term).source) is not None:
                return source
        for place in finding.places:
            if place.report == self.position and place.source is not None:
                return place.source
        return None


def first_stated(finding: Finding) -> list[Term]:
    """The terms of a finding, those of the stated side first."""
    return sorted(finding.terms, key=lambda term: term.side != "stated")


def home_of(finding: Finding) -> int:
    """The report a finding belongs to: that of its stated term, or else of its first one."""
    terms = [term.report for term in first_stated(finding)]
    return next(iter(terms or [place.report for place in finding.places]), 0)


def sheets_of(
    subject: Reconciliation | BudgetReport | Iterable[Reconciliation | BudgetReport],
) -> Sequence[Sheet]:
    """One sheet for each report, in order.

    >>> len(sheets_of([BudgetReport(), BudgetReport()]))
    2
    """
    if isinstance(subject, (Reconciliation, BudgetReport)):
        subject = [subject]
    sheets: list[Sheet] = []
    for entry in subject:
        if isinstance(entry, BudgetReport):
            sheets.append(Sheet(entry))
            continue
        found: list[list[Finding]] = [[] for _ in entry.reports]
        for finding in entry.findings:
            found[home_of(finding)].append(finding)
        sheets += [
            Sheet(report, entry, tuple(found[position]), position)
            for position, report in enumerate(entry.reports)
        ]
    if len({sheet.reconciliation is None for sheet in sheets}) > 1:
        raise UsageError("reports and reconciliations cannot be rendered in one call")
    return sheets
