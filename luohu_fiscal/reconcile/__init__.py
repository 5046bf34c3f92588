"""Reports and identities to findings: every identity judged on every set of figures it speaks of.

>>> from luohu_fiscal.model.budgets import StateCapitalBudget
>>> draft = StateCapitalBudget(
...     scope="罗湖区", fiscal_year=2021, stage="draft", unit="万元",
...     resources={"上缴利润收入": 736, "转移支付收入": 49, "上年结余收入": 410},
...     total_resources=1194)
>>> [(f.rule, f.verdict.value, str(f.difference), str(f.slack)) for f in reconcile(draft).findings]
[('LF102', 'within_rounding', '-1', '2')]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from luohu_fiscal.errors import UsageError
from luohu_fiscal.identities import all_identities
from luohu_fiscal.model.budgets import Budget, Debt
from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.reconcile.finding import (
    Finding,
    Mention,
    Note,
    Reconciliation,
    Severity,
    Term,
    Verdict,
)
from luohu_fiscal.reconcile.frames import FRAMES, OVER_FINDINGS
from luohu_fiscal.reconcile.malformed import held_open
from luohu_fiscal.reconcile.scene import Scene

__all__ = [
    "Finding",
    "Mention",
    "Note",
    "Reconcilable",
    "Reconciliation",
    "Severity",
    "Term",
    "Verdict",
    "reconcile",
]

#: What can be reconciled: a report, an account, the debt, or any number of these.
Reconcilable = BudgetReport | Budget | Debt | Iterable["Reconcilable"]


def reconcile(
    *what: Reconcilable, select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> Reconciliation:
    """Judge every identity on reports, accounts, or any number of them, taken together.

    `select` and `ignore` take rule codes or their beginnings (``"LF102"``, ``"LF1"``).  A budget
    that does not add up is a finding, never an exception; `UsageError` is raised for an unknown
    rule or a thing that is no report.

    >>> reconcile(select=["LF99"])
    Traceback (most recent call last):
    luohu_fiscal.errors.UsageError: no rule begins with LF99; luohu-fiscal rules lists them
    """
    wanted = _rules(select) or {one.code for one in all_identities()}
    ignored = _rules(ignore)
    wanted -= ignored
    scene = Scene(tuple(_reports(what)))
    asked = dict.fromkeys(one.frame for one in all_identities() if one.code in wanted)
    over = [OVER_FINDINGS[frame] for frame in asked if frame in OVER_FINDINGS]
    # What is judged over findings needs them all, also those that are not to be shown.
    frames = FRAMES if over else [frame for frame in asked if frame in FRAMES]
    judged = [
        finding
        for frame in frames
        for finding in FRAMES[frame](scene)
        if finding.rule not in ignored
    ]
    judged = held_open(scene, judged)
    judged += [finding for frame in over for finding in frame(scene, judged)]
    found = [finding for finding in judged if finding.rule in wanted]
    found.sort(key=lambda finding: _position(scene, finding))
    return Reconciliation(scene.reports, tuple(found))


def _position(scene: Scene, finding: Finding) -> tuple[int, int, str]:
    """Where a finding stands in document order: at the figure it speaks of."""
    if not finding.terms:
        place = finding.places[0]
        return place.report, len(scene.reports[place.report].figures), finding.rule
    first = finding.terms[0]
    return first.report, scene.positions[first.report, first.figure], finding.rule


def _rules(codes: Iterable[str]) -> set[str]:
    if isinstance(codes, str):
        codes = (codes,)
    known = [one.code for one in all_identities()]
    found: set[str] = set()
    for code in codes:
        matches = {rule for rule in known if code and rule.startswith(code)}
        if not matches:
            raise UsageError(f"no rule begins with {code}", remedy="luohu-fiscal rules lists them")
        found |= matches
    return found


def _reports(what: Iterable[Reconcilable]) -> Iterator[BudgetReport]:
    """The reports among what was given; accounts given by themselves make one report together."""
    given = list(_flat(what))
    loose = {one.key: one for one in reversed(given) if isinstance(one, (Budget, Debt))}
    together = [one for one in given if isinstance(one, (Budget, Debt)) and loose[one.key] is one]
    for one in given:
        if isinstance(one, BudgetReport):
            yield one
        elif one is together[0]:
            yield report_of(together)
        elif loose[one.key] is not one:
            # Two accounts of one name cannot share a report: their figures would have the same ids.
            yield report_of([one])


def _flat(what: Iterable[Reconcilable]) -> Iterator[BudgetReport | Budget | Debt]:
    for one in what:
        if isinstance(one, (BudgetReport, Budget, Debt)):
            yield one
        elif isinstance(one, Iterable) and not isinstance(one, (str, bytes)):
            yield from _flat(one)
        else:
            raise UsageError(
                f"{type(one).__name__} cannot be reconciled",
                remedy="give a BudgetReport, a Budget, a Debt, or a list of them",
            )
