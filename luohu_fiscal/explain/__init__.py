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

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from luohu_fiscal.explain.advice import advice, aside
from luohu_fiscal.explain.candidates import Candidate, Ground
from luohu_fiscal.explain.lookalike import misread
from luohu_fiscal.explain.rated import slips_of_a_rate
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
    findings, breach = reconciliation.findings, Verdict.BREACH
    broken = [number for number, one in enumerate(findings) if one.verdict is breach]
    if not broken:
        return reconciliation
    ground, witnesses = Ground(reconciliation), Witnesses(reconciliation)
    explained, stopped = _explained(ground, list(_groups(ground, broken)))
    explained += list(_rates(ground, findings, broken))
    witnesses.expect(one for _, candidates in explained for one in candidates)
    added: dict[int, list[Mapping[str, object]]] = {}
    for _, candidates in explained:
        for number, entries in advice(reconciliation, candidates, witnesses).items():
            added.setdefault(number, []).extend(entries)
    told = list(findings)
    for number in broken:
        entries = added.get(number, [])
        told[number] = _with(reconciliation, findings[number], entries, number in stopped)
    return misread(replace(reconciliation, findings=tuple(told)))


#: Breaches, and the candidates that close all of them.
_Explained = tuple[Sequence[Relation], list[Candidate]]


def _explained(
    ground: Ground, groups: Sequence[Sequence[Relation]]
) -> tuple[list[_Explained], set[int]]:
    """What closes each group, and the findings at which a limit ended the search."""
    found: list[_Explained] = []
    large = [group for group in groups if _is_large(group)]
    stopped = {one.finding for group in large for one in group}
    searched = [group for group in groups if not _is_large(group)]
    ground.expect([member.key for group in searched for one in group for member in one.members])
    sets = _SETS
    for group in searched:
        told = list(_singles(ground, group))
        if not told or (len(group) > 1 and len(told[0][0]) < len(group)):
            search = several_changes(ground, group, min(LIMIT, sets))
            sets -= search.tried
            told.append((group, list(search.found.values()) or _refund(group, told)))
            stopped.update(one.finding for one in group if search.stopped)
        found += told
    return found, stopped


def _rates(
    ground: Ground, findings: Sequence[Finding], broken: Sequence[int]
) -> Iterator[_Explained]:
    """Rates that are not what their amounts make, of which nothing else is said."""
    rates = [number for number in broken if findings[number].claim and not findings[number].notes]
    for number in rates[:_MOST_BREACHES]:
        relation = ground.relation(number)
        if relation is not None and (told := list(slips_of_a_rate(ground, relation))):
            yield (relation,), told


def _is_large(group: Sequence[Relation]) -> bool:
    return len(group) > _MOST_BREACHES or any(len(one.members) > _MOST_FIGURES for one in group)


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
    return list(missing_part(group[0], group[0].judged({})))


def _with(
    reconciliation: Reconciliation,
    finding: Finding,
    entries: Sequence[Mapping[str, object]],
    stopped: bool,
) -> Finding:
    explained = (*finding.explanations, *entries)
    explained += tuple(aside(reconciliation, finding, alone=not explained))
    notes = (*finding.notes, Note("search_limited")) if stopped else finding.notes
    if explained == finding.explanations and notes == finding.notes:
        return finding
    return replace(finding, explanations=explained, notes=notes)


def _groups(ground: Ground, broken: Iterable[int]) -> Iterator[list[Relation]]:
    """The broken sums among the breaches, those that share a figure together, in their order."""
    leader: dict[Key, list[Relation]] = {}
    for number in broken:
        relation = ground.relation(number)
        if relation is None or relation.standing is not Standing.BROKEN:
            continue
        joined = [relation]
        met = {id(one): one for member in relation.members if (one := leader.get(member.key))}
        for group in met.values():
            joined = group + joined
        for other in joined:
            for member in other.members:
                leader[member.key] = joined
    for group in {id(entry): entry for entry in leader.values()}.values():
        yield sorted(group, key=lambda one: one.finding)
