"""Reports to verdicts: those that belong together are judged together, and each has its own guard.

A bug in a rule takes what that rule says of one document, a bug in explaining takes the explanations of
one document: the run goes on, and the bug is told with its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from luohu_fiscal.errors import Bug, UsageError
from luohu_fiscal.model.shown import Shown
from luohu_fiscal.run.bugs import bug_in
from luohu_fiscal.run.reading import Outcome

if TYPE_CHECKING:
    from luohu_fiscal.model.report import BudgetReport
    from luohu_fiscal.reconcile.finding import Finding, Reconciliation, Severity
    from luohu_fiscal.render.sheet import Sheet

__all__ = ["Run", "judge"]


@dataclass(frozen=True)
class Run(Shown):
    """All that came of a run: one sheet for each report, in the order the files were given."""

    sheets: tuple[Sheet, ...]
    reconciliations: tuple[Reconciliation, ...]
    failures: tuple[Outcome, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, file by file."""
        return tuple(finding for sheet in self.sheets for finding in sheet.findings)

    @property
    def judged(self) -> int:
        """How many identities came to a verdict other than undecided; 0 is never green."""
        return sum(entry.judged for entry in self.reconciliations)

    @cached_property
    def unjudged(self) -> tuple[Sheet, ...]:
        """The reports about which nothing could be judged."""
        failed = {outcome.path for outcome in self.failures}
        return tuple(
            sheet for sheet in self.sheets if not sheet.judged and sheet.path not in failed
        )

    def at_least(self, level: Severity) -> int:
        """How many findings are at or above a severity."""
        return sum(len(entry.at_least(level)) for entry in self.reconciliations)


def judge(
    outcomes: Iterable[Outcome],
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    severity: Mapping[str, Severity] | None = None,
) -> Run:
    """Reconcile the reports; those whose jurisdiction is known together, so that years are joined.

    A report whose jurisdiction is not known is judged by itself: two of them may have nothing in
    common.  `severity` regrades the breaches of rules, by code or the beginning of one.
    """
    from luohu_fiscal.render.sheet import sheets_of

    outcomes = list(outcomes)
    rules = _Rules(tuple(select), tuple(ignore))
    groups: dict[int, dict[int, BudgetReport]] = {}
    for number, outcome in enumerate(outcomes):
        if outcome.report is not None and outcome.error is None:
            key = -1 if outcome.report.document.jurisdiction else number
            groups.setdefault(key, {})[number] = outcome.report
    sheets: dict[int, Sheet] = {}
    reconciliations: list[Reconciliation] = []
    bugs: dict[int, Bug] = {}
    for group in groups.values():
        for numbers, reconciliation in _guarded(group, rules, bugs):
            if severity:
                reconciliation = _regraded(reconciliation, severity)
            reconciliations.append(reconciliation)
            for number, sheet in zip(numbers, sheets_of(reconciliation), strict=True):
                sheets[number] = replace(sheet, document=outcomes[number].document)
    if len(outcomes) > 1 and _shown("LF901", select, ignore):
        for number, outcome in enumerate(outcomes):
            if outcome.error is not None:
                reconciliations.append(_unreadable(outcome))
                sheets[number] = sheets_of(reconciliations[-1])[0]
    told = [
        replace(outcome, error=bugs[number]) if number in bugs else outcome
        for number, outcome in enumerate(outcomes)
    ]
    return Run(
        tuple(sheets[number] for number in sorted(sheets)),
        tuple(reconciliations),
        tuple(outcome for outcome in told if outcome.error is not None),
    )


class _Rules(NamedTuple):
    """Which rules are asked for."""

    select: tuple[str, ...]
    ignore: tuple[str, ...]

    def judged(self, reports: Iterable[BudgetReport]) -> Reconciliation:
        """The reports reconciled by these rules, and what is at odds explained."""
        from luohu_fiscal.explain import explain

        return explain(self.reconciled(reports))

    def reconciled(self, reports: Iterable[BudgetReport]) -> Reconciliation:
        """The same without explanations."""
        from luohu_fiscal.reconcile import reconcile

        return reconcile(*reports, select=self.select, ignore=self.ignore)

    def each(self) -> Iterator[_Rules]:
        """One rule after another."""
        from luohu_fiscal.identities import all_identities

        for code in sorted(one.code for one in all_identities()):
            if _shown(code, self.select, self.ignore):
                yield _Rules((code,), ())


#: The numbers of reports, and what came of judging these together.
_Judged = tuple[tuple[int, ...], "Reconciliation"]


def _guarded(
    group: Mapping[int, BudgetReport], rules: _Rules, bugs: dict[int, Bug]
) -> Iterator[_Judged]:
    """The reports of a group judged together, but for those at which this package fails."""
    try:
        yield tuple(group), rules.judged(group.values())
    except UsageError:
        raise
    except Exception as error:  # noqa: BLE001 - told as a bug of the report that is found to cause it
        if len(group) == 1:
            ((number, report),) = group.items()
            yield (number,), _piecewise(number, report, rules, bugs)
            return
        causes = {number for number, report in group.items() if not _passes(report, rules)}
        rest = {number: report for number, report in group.items() if number not in causes}
        if causes and rest:
            yield from _guarded(rest, rules, bugs)
        if not causes:
            # Each passes by itself: what fails is comparing them, which is told once.
            first = min(rest)
            bugs[first] = bug_in(error, _name(rest[first]), "compared with the other reports")
            causes = set(rest)
        for number in sorted(causes):
            yield from _guarded({number: group[number]}, rules, bugs)


def _passes(report: BudgetReport, rules: _Rules) -> bool:
    try:
        rules.judged([report])
    except Exception:  # noqa: BLE001 - the question is whether there is one
        return False
    return True


def _piecewise(
    number: int, report: BudgetReport, rules: _Rules, bugs: dict[int, Bug]
) -> Reconciliation:
    """All that can be said of a report at which something fails; the first bug is kept."""
    from luohu_fiscal.explain import explain
    from luohu_fiscal.reconcile.finding import Reconciliation

    def met(error: Exception, doing: str) -> None:
        bugs.setdefault(number, bug_in(error, _name(report), doing))

    sound: list[str] = []
    for rule in rules.each():
        try:
            rule.reconciled([report])
        except Exception as error:  # noqa: BLE001 - one rule fails, the others are judged
            met(error, f"rule {rule.select[0]}")
        else:
            sound += rule.select
    reconciliation = Reconciliation((report,), ())
    try:
        if sound:
            reconciliation = _Rules(tuple(sound), ()).reconciled([report])
        return explain(reconciliation)
    except Exception as error:  # noqa: BLE001 - the verdicts stand, unexplained
        met(error, "explaining" if reconciliation.findings else "judging")
        return reconciliation


def _name(report: BudgetReport) -> str:
    return report.document.path or "<report>"


def _shown(rule: str, select: Sequence[str], ignore: Sequence[str]) -> bool:
    wanted = not select or any(rule.startswith(code) for code in select)
    return wanted and not any(rule.startswith(code) for code in ignore)


def _unreadable(outcome: Outcome) -> Reconciliation:
    """What is said of a file of several that could not be read: LF901, in its place among them."""
    from luohu_fiscal.model.figures import DocumentInfo
    from luohu_fiscal.model.report import BudgetReport
    from luohu_fiscal.reconcile.finding import Reconciliation
    from luohu_fiscal.reconcile.frames.papers import unreadable_file

    report = outcome.report or BudgetReport(document=DocumentInfo(path=outcome.path))
    error = outcome.error
    reason = "" if error is None else "; ".join(filter(None, (error.what, error.remedy)))
    return Reconciliation((report,), (unreadable_file(0, outcome.path, reason),))


def _regraded(reconciliation: Reconciliation, severity: Mapping[str, Severity]) -> Reconciliation:
    """The breaches of rules regraded; of two beginnings of a code the longer one counts."""
    from luohu_fiscal.reconcile.finding import Verdict

    def graded(finding: Finding) -> Finding:
        named = [code for code in severity if finding.rule.startswith(code)]
        if finding.verdict is not Verdict.BREACH or not named:
            return finding
        return replace(finding, severity=severity[max(named, key=len)])

    return replace(reconciliation, findings=tuple(map(graded, reconciliation.findings)))
