"""What may have gone wrong: for every breach, the changes of printed figures that would close it.

Advice only: a published figure stays as it was published.  Nothing is ever said of a figure unless
an identity is broken.

>>> import luohu_fiscal as lf
>>> budget = lf.StateCapitalBudget(
...     fiscal_year=2023, stage="execution", unit="万元",
...     resources={"利润收入": 2347, "上年结转收入": 96, "转移支付收入": "65亿元"},
...     total_resources=2508)
>>> (breach,) = explain(lf.reconcile(budget)).findings
>>> [(entry["kind"], entry["replacement"], entry["unique"]) for entry in breach.explanations]
[('unit', '65万元', True)]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from luohu_fiscal.explain.advice import advice, aside
from luohu_fiscal.explain.candidates import Candidate, Ground
from luohu_fiscal.explain.lookalike import misread
from luohu_fiscal.explain.relations import Key, Relation, Standing
from luohu_fiscal.explain.several import LIMIT, several_changes
from luohu_fiscal.explain.single import LISTS, missing_part, one_change
from luohu_fiscal.explain.witnesses import Witnesses
from luohu_fiscal.reconcile import Finding, Note, Reconciliation, Verdict

__all__ = ["explain"]

#: More breaches in one group, or figures in one sum, are not looked into: it keeps hostile input
#: cheap, and so many are no slip or three.
_MOST_BREACHES, _MOST_FIGURES = 40, 300
#: How many sets of changes are put to the judge for all groups together.
_SETS = 10 * LIMIT


def explain(reconciliation: Reconciliation) -> Reconciliation:
    """The same reconciliation, each breach with the changes that would close it, the likeliest first.

    A change is listed where it closes every broken sum that shares figures with the breach and
    breaks nothing that held; where no single one does, sets of two or three are looked for, within
    a limit that the finding names when it is reached.
    """
    findings = reconciliation.findings
    if not any(finding.verdict is Verdict.BREACH for finding in findings):
        return reconciliation
    ground, witnesses = Ground(reconciliation), Witnesses(reconciliation)
    added: dict[int, list[Mapping[str, object]]] = {}
    stopped: set[int] = set()
    sets = _SETS
    groups = list(_groups(ground, findings))
    ground.expect(key for group in groups for key in _about(ground, group))
    for group in groups:
        if len(group) > _MOST_BREACHES or any(len(one.members) > _MOST_FIGURES for one in group):
            stopped.update(one.finding for one in group)
            continue
        told = list(_singles(ground, group))
        if not told or (len(group) > 1 and len(told[0][0]) < len(group)):
            search = several_changes(ground, group, min(LIMIT, sets))
            sets -= search.tried
            told.append((group, list(search.found.values()) or _refund(group, told)))
            stopped.update(one.finding for one in group if search.stopped)
        for _, candidates in told:
            for number, entries in advice(reconciliation, candidates, witnesses).items():
                added.setdefault(number, []).extend(entries)
    explained = tuple(
        _with(reconciliation, finding, added.get(number, ()), number in stopped)
        for number, finding in enumerate(findings)
    )
    return misread(replace(reconciliation, findings=explained))


def _about(ground: Ground, group: Sequence[Relation]) -> Iterator[Key]:
    """The figures of broken sums, and those printed near them."""
    for breach in group:
        for member in breach.members[:_MOST_FIGURES]:
            yield member.key
            yield from ground.neighbours(member.key)


#: Breaches, and the candidates that close all of them.
_Explained = tuple[Sequence[Relation], list[Candidate]]


def _singles(ground: Ground, group: Sequence[Relation]) -> Iterator[_Explained]:
    """Single changes for a group of breaches, together or, failing that, breach by breach."""
    together = one_change(ground, group)
    if together:
        yield group, together
    elif len(group) > 1:
        for breach in group:
            candidates = one_change(ground, (breach,))
            if candidates:
                yield (breach,), candidates


def _refund(group: Sequence[Relation], explained: Sequence[_Explained]) -> list[Candidate]:
    """A part that takes away: supposed only of a list in excess that nothing else explains."""
    if explained or len(group) > 1 or group[0].rule not in LISTS:
        return []
    return [missing_part(group[0], group[0].judged({}))]


def _with(
    reconciliation: Reconciliation,
    finding: Finding,
    entries: Sequence[Mapping[str, object]],
    stopped: bool,
) -> Finding:
    if finding.verdict is not Verdict.BREACH:
        return finding
    explained = (*finding.explanations, *entries)
    explained += tuple(aside(reconciliation, finding, alone=not explained))
    notes = (*finding.notes, Note("search_limited")) if stopped else finding.notes
    if explained == finding.explanations and notes == finding.notes:
        return finding
    return replace(finding, explanations=explained, notes=notes)


def _groups(ground: Ground, findings: Sequence[Finding]) -> Iterator[list[Relation]]:
    """The broken sums, those that share a figure together, in their order."""
    leader: dict[Key, list[Relation]] = {}
    for number, finding in enumerate(findings):
        relation = ground.relation(number) if finding.verdict is Verdict.BREACH else None
        if relation is None or relation.standing is not Standing.BROKEN:
            continue
        joined = [relation]
        met = {id(one): one for member in relation.members if (one := leader.get(member.key))}
        for group in met.values():
            joined = group + joined
        for broken in joined:
            for member in broken.members:
                leader[member.key] = joined
    for group in {id(entry): entry for entry in leader.values()}.values():
        yield sorted(group, key=lambda one: one.finding)
