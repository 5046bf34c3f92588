"""Changes of printed figures that would close a breach, each tried on everything the figures touch.

A candidate must close what it is meant to close and may break nothing that held; what else it
closes, or makes exact that was left undecided, speaks for it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from luohu_fiscal.explain.accounts import Accounts, Neighbour
from luohu_fiscal.explain.relations import Changes, Key, Relation, Standing, holds, relation_of
from luohu_fiscal.explain.slips import Kind, Slips
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.money.amount import Amount
from luohu_fiscal.reconcile import Reconciliation, Verdict

__all__ = ["Candidate", "Change", "Ground"]


@dataclass(frozen=True, slots=True)
class Change:
    """One slip undone: which figure, and what it was meant to be.

    A part that is not printed has no figure; a part that counts twice keeps its amount.
    """

    kind: Kind
    key: Key | None
    amount: Amount


@dataclass(frozen=True, slots=True)
class Candidate:
    """One or more changes that close breaches together, and how well they are borne out.

    `closes` are the numbers of the findings, `exact` how many of those come out without any
    difference, `gains` how many sums left open come out exact.
    """

    changes: tuple[Change, ...]
    closes: tuple[int, ...]
    exact: int
    gains: int

    @property
    def rank(self) -> tuple[int, ...]:
        """The order: closes more, exactly, bears out more, and by slips that rarely fit by chance."""
        kinds = sorted((int(change.kind) for change in self.changes), reverse=True)
        supposed = int(self.supposed)
        return (supposed, -len(self.closes), -self.exact, -self.gains, len(self.changes), *kinds)

    @property
    def supposed(self) -> bool:
        """True of what any sum leaves room for, and no printed figure bears out."""
        return any(change.kind >= Kind.COUNTED_ELSEWHERE for change in self.changes)


class Ground:
    """What a reconciliation found, looked into figure by figure: relations, slips, neighbours.

    Everything is worked out where it is first asked for: a breach touches few of many findings.
    """

    def __init__(self, reconciliation: Reconciliation) -> None:
        self._reconciliation = reconciliation
        self._relations: dict[int, Relation | None] = {}
        self._slips: dict[Key, Slips] = {}
        self._accounts = Accounts(reconciliation.reports)
        self._expected: set[str] = set()

    def relation(self, number: int) -> Relation | None:
        """The relation behind a finding, None where its terms do not tell what was judged."""
        if number not in self._relations:
            self._relations[number] = relation_of(self._reconciliation, number)
        return self._relations[number]

    def figure(self, key: Key) -> Figure:
        """The figure of a key."""
        report, name = key
        return self._reconciliation.reports[report].by_id[name]

    def slips(self, key: Key) -> Slips:
        """The slips of a figure, listed once."""
        found = self._slips.get(key)
        if found is None:
            found = self._slips[key] = Slips(self.figure(key).amount)
        return found

    def expect(self, keys: Sequence[Key]) -> None:
        """Say of which figures, and of those near them, the findings and accounts will be asked for.

        What is foreseen is looked up in one pass over findings and figures.
        """
        self._accounts.expect(keys)
        for key in keys:
            self._expected.add(key[1])
            self._expected.update(self._accounts.names_near(key))

    @cached_property
    def _findings_of(self) -> dict[Key, list[int]]:
        return self._indexed(self._expected)

    @cached_property
    def _all_findings_of(self) -> dict[Key, list[int]]:
        return self._indexed(None)

    def _indexed(self, wanted: Container[str] | None) -> dict[Key, list[int]]:
        findings = self._reconciliation.findings
        # The one loop over all terms: no more is done in it than must be.
        terms = [
            (number, term)
            for number, finding in enumerate(findings)
            for term in finding.terms
            if wanted is None or term.figure in wanted
        ]
        found: dict[Key, list[int]] = {}
        for number, term in terms:
            if len(findings[number].terms) > 1:
                found.setdefault((term.report, term.figure), []).append(number)
        return found

    def _rests_on(self, key: Key) -> Sequence[int]:
        index = self._findings_of if key[1] in self._expected else self._all_findings_of
        return index.get(key, ())

    def touched(self, keys: Iterable[Key]) -> Iterator[Relation]:
        """The relations that hold any of these figures, each once."""
        for number in dict.fromkeys(n for key in keys for n in self._rests_on(key)):
            relation = self.relation(number)
            if relation is not None:
                yield relation

    def near(self, key: Key) -> Sequence[Neighbour]:
        """The figures printed near one, in the same account or under the same whole."""
        return self._accounts.near(key)

    def violated(self, changes: Changes, wanted: Sequence[Relation]) -> Relation | None:
        """The first of `wanted` that is not closed, or that held and is broken; None if all is well."""
        return self._put_to_the_judge(changes, wanted)[0]

    def _put_to_the_judge(
        self, changes: Changes, wanted: Sequence[Relation]
    ) -> tuple[Relation | None, Mapping[int, Verdict]]:
        """The first relation that is violated, and the verdicts up to it by their findings."""
        verdicts: dict[int, Verdict] = {}
        for relation in wanted:
            verdict = verdicts[relation.finding] = relation.verdict(changes)
            if not relation.closed(verdict):
                return relation, verdicts
        for relation in self.touched(changes):
            if relation.standing is Standing.HELD:
                verdict = verdicts[relation.finding] = relation.verdict(changes)
                if not holds(verdict):
                    return relation, verdicts
        return None, verdicts

    def tried(self, changes: Sequence[Change], wanted: Sequence[Relation]) -> Candidate | None:
        """The candidate these changes are, where they close all of `wanted` and break nothing."""
        meant = {one.key: one.amount for one in changes if one.key is not None}
        violated, verdicts = self._put_to_the_judge(meant, wanted)
        if violated is not None:
            return None
        closes = [relation.finding for relation in wanted]
        exact = sum(verdicts[number] is Verdict.EXACT for number in closes)
        gains = 0
        for relation in self.touched(meant):
            if relation.finding in closes:
                continue
            if relation.standing in (Standing.ASIDE, Standing.BROKEN):
                if relation.closed(relation.verdict(meant)):
                    closes.append(relation.finding)
            elif relation.unsettled:
                verdict = verdicts.get(relation.finding) or relation.verdict(meant)
                gains += verdict is Verdict.EXACT
        return Candidate(tuple(changes), tuple(sorted(closes)), exact, gains)
