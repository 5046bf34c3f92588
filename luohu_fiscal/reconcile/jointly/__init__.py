"""LF801 jointly-impossible 合并不可能: identities that each may hold, but not together.

The judge puts one identity at a time to the printed figures, and gives each the whole room that
rounding leaves.  Two identities that share a figure must share its room too.  Here the identities
that hold are taken together, by groups that share figures, and decided exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache

from luohu_fiscal.identities import identity
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.reconcile.compose import in_unit, note, printed_places, severity_of
from luohu_fiscal.reconcile.finding import Finding, Note, Severity, Term, Verdict
from luohu_fiscal.reconcile.jointly.conflict import Conflict, Weighed, conflict_among
from luohu_fiscal.reconcile.jointly.relations import (
    RESTATEMENT,
    Key,
    Relation,
    box_of,
    exact,
    keys_of,
    relation_of,
    takes_part,
)
from luohu_fiscal.reconcile.jointly.simplex import Number, Range, TooLarge
from luohu_fiscal.reconcile.places import Placed
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["jointly"]

_RULE = "LF801"
#: So many conflicts of one group are told; who has so many has read them wrongly.
_MOST_CONFLICTS = 20


def jointly(scene: Scene, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Every group of findings that hold one by one and cannot hold together.

    Nothing is found where all is sound.  A group too large to be decided is undecided.
    """
    for relations in _groups(scene, findings):
        yield from _decided(scene, relations)


def _groups(scene: Scene, findings: Iterable[Finding]) -> Iterator[list[Relation]]:
    """Relations that share figures, where rounding has to be called upon by one of them at least.

    Where none needs it, the printed amounts themselves satisfy all.
    """
    together = [one for one in findings if takes_part(one)]
    leader: dict[Key, Key] = {}

    def root(key: Key) -> Key:
        while (above := leader.setdefault(key, key)) != key:
            leader[key] = leader[above]
            key = above
        return key

    for finding in together:
        first, *others = keys_of(finding)
        for key in others:
            leader[root(key)] = root(first)
    groups: dict[Key, list[Finding]] = {}
    for finding in together:
        groups.setdefault(root(keys_of(finding)[0]), []).append(finding)
    for group in groups.values():
        if len(group) > 1 and any(one.verdict is Verdict.WITHIN_ROUNDING for one in group):
            yield [relation_of(scene, one) for one in group]


def _decided(scene: Scene, relations: list[Relation]) -> Iterator[Finding]:
    """The conflicts of a group, one after the other, each without what the earlier ones named."""

    def figure(key: Key) -> Figure:
        return scene.reports[key[0]].by_id[key[1]]

    @cache
    def box(key: Key) -> Range:
        return box_of(figure(key))

    @cache
    def nominal(key: Key) -> Number:
        return exact(figure(key).value)

    for _ in range(_MOST_CONFLICTS):
        try:
            conflict = conflict_among(relations, box, nominal)
        except TooLarge:
            break
        if conflict is None:
            return
        yield _finding(scene, conflict)
        told = set(conflict.relations)
        relations = [one for one in relations if one not in told]
    if len(relations) > 1:
        yield _undecided(relations)


def _undecided(relations: Sequence[Relation]) -> Finding:
    lead = relations[0].finding
    return Finding(
        rule=_RULE,
        name=identity(_RULE).name,
        verdict=Verdict.UNDECIDED,
        severity=Severity.NOTE,
        book=lead.book,
        scope=lead.scope,
        fiscal_year=lead.fiscal_year,
        stage=lead.stage,
        terms=lead.terms[:1],
        notes=(note("too_many_together", identities=len(relations)),),
    )


def _finding(scene: Scene, conflict: Conflict) -> Finding:
    lead = conflict.relations[0].finding
    figures = {
        key: scene.reports[key[0]].by_id[key[1]] for one in conflict.relations for key in one.keys
    }
    shown = figures[conflict.relations[0].keys[0]]
    unit, places = shown.amount.unit, printed_places(shown)
    difference = in_unit(
        _decimal(conflict.sign * (conflict.nominal - conflict.required)), unit, places
    )
    slack = in_unit(_decimal(conflict.slack), unit, places)
    return Finding(
        rule=_RULE,
        name=identity(_RULE).name,
        verdict=Verdict.BREACH,
        severity=_severity(scene, conflict),
        book=lead.book,
        scope=lead.scope,
        fiscal_year=lead.fiscal_year,
        stage=lead.stage,
        difference=difference,
        slack=slack,
        unit=unit.value,
        terms=tuple(_terms(conflict, figures)),
        notes=(
            *(_counted(one, conflict.sign, figures) for one in conflict.weighed),
            note(
                "added_up" if conflict.attained else "added_up_short",
                difference=difference.copy_abs(),
                slack=slack,
                unit=unit.value,
            ),
            *_mechanisms(conflict),
        ),
    )


def _mechanisms(conflict: Conflict) -> Iterator[Note]:
    """What may explain it: a mention that was taken for the quantity of that name elsewhere."""
    if any(not one.stated and one.finding.rule == RESTATEMENT for one in conflict.relations):
        yield note("mechanism", mechanism="another_quantity")


def _terms(conflict: Conflict, figures: Iterable[Key]) -> Iterator[Term]:
    """The figures that are left in the sum, with their signs; all where nothing is left."""
    for key in figures:
        c = conflict.sign * conflict.sums.get(key, 0)
        if c or not conflict.sums:
            yield Term(key[1], -1 if c < 0 else 1, key[0])


def _counted(one: Weighed, sign: int, figures: dict[Key, Figure]) -> Note:
    """One identity of the proof: how often it counts, and its figures as they were printed."""
    finding, claim = one.relation.finding, one.relation.claim
    if claim is None:
        relation = _sum(one.relation, figures)
    else:
        about, base = (figures[key].amount for key in one.relation.keys)
        end = claim.interval.hi if one.row else claim.interval.lo
        relation = f"{claim.value:f}% ({'≤' if one.row else '≥'} {end:f}%): {about:,} / {base:,}"
    return note("counted", weight=sign * one.weight, rule=finding.rule, relation=relation)


def _sum(relation: Relation, figures: dict[Key, Figure]) -> str:
    """The figures of a sum, what is stated on the left."""
    sides = {"stated": "", "calculated": ""}
    for term in relation.finding.terms:
        key = term.report, term.figure
        times = abs(relation.rows[0].get(key, 1))
        amount = f"{times} × {figures[key].amount:,}" if times != 1 else f"{figures[key].amount:,}"
        before = sides[term.side]
        sign = (" − " if term.sign < 0 else " + ") if before else ("−" if term.sign < 0 else "")
        sides[term.side] = f"{before}{sign}{amount}"
    within = relation.ranges[0]
    relator = "=" if relation.equality else "≥" if within.lo is not None else "≤"
    return f"{sides['stated'] or 0} {relator} {sides['calculated'] or 0}"


def _severity(scene: Scene, conflict: Conflict) -> Severity:
    """An error inside one document, at one scope, year and stage, of closed identities only."""
    relations = conflict.relations
    figures = [
        Placed(key[0], scene.reports[key[0]].by_id[key[1]]) for one in relations for key in one.keys
    ]
    accounts = {
        (one.report, one.figure.scope, one.figure.level, one.figure.fiscal_year, one.figure.stage)
        for one in figures
    }
    closed = all(
        one.equality and one.stated and identity(one.finding.rule).severity == "error"
        for one in relations
    )
    if closed and len(accounts) == 1:
        return severity_of(identity(_RULE), Verdict.BREACH, figures)
    return Severity.WARNING


def _decimal(value: Number) -> Decimal:
    """A fraction as a decimal: weights are whole and rates decimal, so it always is one."""
    return EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
