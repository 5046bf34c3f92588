"""Findings put to the judge again, with some of their figures replaced.

A `Relation` is what a finding said of its figures, taken from its terms: which stand on which side,
under which formula.  Judging it with a change goes through `reconcile.judge`, as the finding did.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from luohu_fiscal.identities import Linear, Quotient, identity
from luohu_fiscal.identities.expression import Relator
from luohu_fiscal.model.figures import Claim
from luohu_fiscal.model.vocabulary import Side
from luohu_fiscal.money.amount import Amount
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.reconcile import Finding, Reconciliation, Verdict
from luohu_fiscal.reconcile.judge import Judgement, judge_quotient, judge_rows

__all__ = [
    "CLOSED",
    "Changes",
    "Key",
    "Member",
    "Relation",
    "Standing",
    "holds",
    "reach",
    "relation_of",
]

#: A figure: the number of its report, and its id there.
Key = tuple[int, str]
#: What figures are taken to have meant.
Changes = Mapping[Key, Amount]

#: The verdicts of two sides that agree.
CLOSED = frozenset({Verdict.EXACT, Verdict.WITHIN_ROUNDING})


class Standing(Enum):
    """What a relation asks of a change."""

    BROKEN = "a breach of a sum: to be closed"
    ASIDE = "another breach: a change need not close it, and gains by closing it"
    HELD = "true of the printed figures: may not be broken"
    OPEN = "undecided or only bounded: a change gains by making it exact"


class Printed(NamedTuple):
    """A printed amount, as the judge takes it."""

    amount: Amount


@dataclass(frozen=True, slots=True)
class Member:
    """A figure of a relation: its sign in stated - calculated, and whether it is stated."""

    key: Key
    sign: int
    amount: Amount
    stated: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """One finding as the judge sees it; `claim` is set where it is about a rate.

    `unsettled` is True of a list that may be complete or not: one that comes out exactly under a
    change speaks for that change.
    """

    finding: int
    rule: str
    standing: Standing
    members: tuple[Member, ...]
    form: Linear | Quotient
    claim: Claim | None = None
    unsettled: bool = False

    def judged(
        self, changes: Changes, less: Key | None = None, more: Amount | None = None
    ) -> Judgement:
        """The sum with these changes, without the part `less`, with one more part `more`."""
        assert isinstance(self.form, Linear)
        plus: list[Member | Printed] = []
        minus: list[Member | Printed] = []
        for one in self.members:
            key = one.key
            if key != less:
                # A member that stays as printed is put to the judge as it is.
                meant = Printed(changes[key]) if key in changes else one
                (plus if one.sign > 0 else minus).append(meant)
        if more is not None:
            minus.append(Printed(more))
        (found,) = judge_rows(self.form, ((plus, minus),))
        return found

    def verdict(self, changes: Changes) -> Verdict:
        """The verdict with these changes."""
        if isinstance(self.form, Linear):
            return self.judged(changes).verdict
        assert self.claim is not None
        operands = {
            name: (Printed(changes.get(one.key, one.amount)),)
            for (name, _, _), one in zip(self.form.terms, self.members, strict=True)
        }
        return judge_quotient(self.form, self.claim.interval, operands)

    def closed_by(self, changes: Changes) -> bool:
        """True where both sides agree, exactly or but for rounding, under these changes."""
        return self.closed(self.verdict(changes))

    def closed(self, verdict: Verdict) -> bool:
        """True where that verdict says that both sides agree, or that the bound is kept."""
        if isinstance(self.form, Quotient) or self.form.relator is Relator.EQUAL:
            return verdict in CLOSED
        return holds(verdict)


def holds(verdict: Verdict) -> bool:
    """True of a verdict on what held that lets it stand."""
    return verdict not in (Verdict.BREACH, Verdict.UNDECIDED)


def relation_of(reconciliation: Reconciliation, number: int) -> Relation | None:
    """The relation a finding stands for; None where its terms do not tell what was judged."""
    finding = reconciliation.findings[number]
    rule = identity(finding.rule)
    if len(finding.terms) < 2 or finding.rule in _NOT_BY_TERMS or _by_increment(finding):
        return None
    if finding.compounded:
        return None
    standing = _standing(finding)
    if standing is None or (finding.rule == "LF601" and _shortfall(reconciliation, finding)):
        return None
    members = tuple(
        Member(
            (term.report, term.figure),
            term.sign if term.side == "stated" else -term.sign,
            reconciliation.figure(term).amount,
            term.side == "stated",
        )
        for term in finding.terms
    )
    form = rule.readings[""].normal
    if isinstance(form, Quotient):
        claim = _claim(reconciliation, finding)
        if claim is None or len(form.terms) != len(members):
            return None
        return Relation(number, finding.rule, standing, members, form, claim)
    relator = _relator(finding, form.relator, standing)
    unsettled = standing is Standing.OPEN or (
        standing is Standing.HELD and finding.verdict is Verdict.BOUNDED and finding.rule in _LISTS
    )
    sums = Linear(_SIDES, 0, relator)
    return Relation(number, finding.rule, standing, members, sums, unsettled=unsettled)


def _by_increment(finding: Finding) -> bool:
    """A rate on its amount and increment says nothing of any other identity."""
    readings = {one.values.get("reading") for one in finding.notes if one.code == "reading"}
    return bool(readings & {"increment", "decrement", "restored"})


#: A sum as the judge takes it here: what adds, and what takes away.
_SIDES = (("plus", 1), ("minus", -1))
#: Judged on intervals of other rates, on shares of a whole, or in readings that relate otherwise.
_NOT_BY_TERMS = frozenset({"LF303", "LF304", "LF404", "LF602", "LF603", "LF701", "LF801", "LF903"})
_LISTS = frozenset({"LF102", "LF103", "LF107"})


def _standing(finding: Finding) -> Standing | None:
    codes = {note.code for note in finding.notes}
    equality = identity(finding.rule).readings[""]
    of_sums = isinstance(equality.normal, Linear)
    if finding.verdict is Verdict.BREACH:
        closed = of_sums and (equality.linear.relator is Relator.EQUAL or finding.rule in _LISTS)
        hard = closed and not codes & {"mechanism", "truncation"}
        return Standing.BROKEN if hard else Standing.ASIDE
    if finding.verdict is Verdict.UNDECIDED:
        wanting = finding.difference is None or not codes & {"either_reading", "mechanism"}
        return None if wanting else Standing.OPEN
    return Standing.HELD


def _shortfall(reconciliation: Reconciliation, finding: Finding) -> bool:
    """True where the account prints a shortfall 收支缺口: then its uses are meant to exceed."""
    first = finding.terms[0]
    account = reconciliation.figure(first).statement
    return any(
        one.side is Side.CLOSING and one.value < 0 and one.statement == account
        for one in reconciliation.reports[first.report].figures
    )


def _relator(finding: Finding, relator: Relator, standing: Standing) -> Relator:
    if standing is Standing.BROKEN or standing is Standing.OPEN:
        # A list that exceeds its whole is asked to agree with it: less would be closed by anything.
        return Relator.EQUAL
    if relator is Relator.EQUAL and finding.verdict is Verdict.BOUNDED:
        return Relator.AT_LEAST
    return relator


def _claim(reconciliation: Reconciliation, finding: Finding) -> Claim | None:
    report = reconciliation.reports[finding.terms[0].report]
    about = report.claims_about.get(finding.terms[0].figure, ())
    return next((claim for claim in about if claim.id == finding.claim), None)


def reach(member: Member, judged: Judgement) -> tuple[Decimal, Decimal]:
    """Between which values, in yuan, a member must lie for its sum to close, at the widest."""
    off = judged.difference if member.sign > 0 else EXACT.minus(judged.difference)
    middle = EXACT.subtract(member.amount.value, off)
    return EXACT.subtract(middle, judged.slack), EXACT.add(middle, judged.slack)
