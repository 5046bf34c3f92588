"""Two publications, or two stages, side by side: which figures and which verdicts are not the same.

Figures meet by book, scope, year, stage, side and concept (by label where the vocabulary has no concept);
so a line that was moved or renumbered is still the same line.  Two printings agree as they do inside one
document: at one precision they are equal, and a coarser one is the rounding of the finer.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from luohu_fiscal.errors import UsageError
from luohu_fiscal.model.concepts import concept
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.model.scopes import scope_key
from luohu_fiscal.model.vocabulary import Book, Stage
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.reconcile.finding import Finding, Reconciliation

__all__ = [
    "Change",
    "Comparison",
    "Pair",
    "VerdictChange",
    "compare",
    "stage_pairs",
    "stages_named",
]

#: From the first plan to the last word.
_COURSE = (Stage.DRAFT, Stage.BUDGET, Stage.ADJUSTED, Stage.EXECUTION, Stage.FINAL)


@dataclass(frozen=True)
class Pair:
    """One account in both reports: its book, scope and year, and the stage it has in each."""

    book: Book
    scope: str
    fiscal_year: int
    old: Stage
    new: Stage


@dataclass(frozen=True)
class Change:
    """A line that differs: its printings in each report, none where the report has no such line.

    `difference` is new less old in yuan, exact; None unless each report prints one amount.
    """

    pair: Pair
    concept: str | None
    label: str
    old: tuple[Figure, ...]
    new: tuple[Figure, ...]
    difference: Decimal | None


@dataclass(frozen=True)
class VerdictChange:
    """An identity that came out otherwise: the verdicts it has in each report, sorted."""

    pair: Pair
    rule: str
    name: str
    about: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """What was compared, what differs, and how many lines and identities are the same."""

    pairs: tuple[Pair, ...]
    figures: tuple[Change, ...]
    verdicts: tuple[VerdictChange, ...]
    same_figures: int
    same_verdicts: int

    @property
    def same(self) -> bool:
        """Whether nothing that was compared differs."""
        return not self.figures and not self.verdicts


_Thing = TypeVar("_Thing")
_Key = tuple[str, ...]
_Account = tuple[Book, str, int]


def compare(
    old: BudgetReport, new: BudgetReport, *, stages: tuple[Stage, Stage] | None = None
) -> Comparison:
    """Two reports compared, account by account.

    Accounts meet at the stages both reports have; where they have none in common, the last stage of
    one meets the last of the other, and `stages` says which meet instead.  Raises `UsageError` where
    no account meets another: silence would read as "the same".

    >>> from luohu_fiscal.model.budgets import StateCapitalBudget
    >>> from luohu_fiscal.model.report import report_of
    >>> def printed(stage, profit):
    ...     return report_of([StateCapitalBudget(scope="罗湖区", fiscal_year=2024, stage=stage,
    ...                                          unit="万元", resources={"利润收入": profit})])
    >>> found = compare(printed("draft", 1194), printed("final", 1201))
    >>> [(c.concept, str(c.difference)) for c in found.figures]
    [('profit_revenue', '70000')]
    """
    pairs = stage_pairs(old, new, stages)
    if not pairs:
        raise UsageError(
            "the two have no account of one book, scope and year in common",
            remedy="see what `luohu-fiscal extract` finds in each, or give --stages OLD:NEW",
        )
    places = _Places(old, new)
    before, after = _lines(old, places), _lines(new, places)
    told, known = _judged(old, places), _judged(new, places)
    figures: list[Change] = []
    verdicts: list[VerdictChange] = []
    same_figures = same_verdicts = 0
    for pair in pairs:
        account = (pair.book, pair.scope, pair.fiscal_year)
        changed: list[Change] = []
        for was, now in _both(before, after, (account, pair.old), (account, pair.new)).values():
            if was and now and _agree(was, now):
                same_figures += 1
            else:
                changed.append(_change(pair, was, now))
        figures += _renamed(changed)
        both = _both(told, known, (account, pair.old), (account, pair.new))
        for (rule, about), (had, has) in both.items():
            outcome = _outcomes(had), _outcomes(has)
            if outcome[0] == outcome[1]:
                same_verdicts += 1
            else:
                name = (had or has)[0].name
                verdicts.append(VerdictChange(pair, rule, name, about, *outcome))
    return Comparison(pairs, tuple(figures), tuple(verdicts), same_figures, same_verdicts)


def stages_named(text: str) -> tuple[Stage, Stage]:
    """Two stages from words with a colon between.

    >>> [stage.zh for stage in stages_named("draft:final")]
    ['草案', '决算']
    """
    known = {stage.value: stage for stage in Stage}
    words = text.split(":")
    if len(words) != 2 or not set(words) <= set(known):
        raise UsageError(
            f"{text!r} is no pair of stages", remedy=f"use OLD:NEW, each one of {', '.join(known)}"
        )
    return known[words[0]], known[words[1]]


def stage_pairs(
    old: BudgetReport, new: BudgetReport, stages: tuple[Stage, Stage] | None = None
) -> tuple[Pair, ...]:
    """Which account of one report meets which of the other, in the order of the new one."""
    places = _Places(old, new)
    before, after = _stages(old, places), _stages(new, places)
    pairs: list[Pair] = []
    for account, has in after.items():
        had = before.get(account, {})
        meeting: Iterable[tuple[Stage, Stage]]
        if stages is not None:
            meeting = [stages] if stages[0] in had and stages[1] in has else []
        elif common := [stage for stage in has if stage in had]:
            meeting = [(stage, stage) for stage in common]
        else:
            meeting = [(_last(had), _last(has))] if had and has else []
        pairs += [Pair(*account, first, second) for first, second in meeting]
    return tuple(pairs)


class _Places:
    """Whose book a figure stands in, made comparable between two reports.

    The jurisdiction is written as the report has it that says more.  A report that does not say
    whether it means 全区 or 区本级 speaks of the one that the other report has, if that has but one.
    """

    def __init__(self, old: BudgetReport, new: BudgetReport) -> None:
        self._name = max(old.document.jurisdiction, new.document.jurisdiction, key=len)
        self._meant: dict[_Account, str] = {}
        for one, other in ((old, new), (new, old)):
            unsaid = {account for account in self._accounts(one) if not account[1]}
            for book, _, year in unsaid:
                own, theirs = (
                    {
                        account[1]
                        for account in self._accounts(report)
                        if account[::2] == (book, year)
                    }
                    for report in (one, other)
                )
                if own == {""} and len(theirs) == 1:
                    self._meant[book, "", year] = theirs.pop()

    def _accounts(self, report: BudgetReport) -> set[_Account]:
        return {found for figure in report.figures if (found := self._printed(figure)) is not None}

    def _printed(self, figure: Figure) -> _Account | None:
        if figure.book is None or figure.fiscal_year is None:
            return None
        scope = scope_key(figure.scope, figure.level, self._name)
        return (figure.book, scope, figure.fiscal_year)

    def account(self, figure: Figure) -> _Account | None:
        """Book, scope and year; None where the document does not say."""
        found = self._printed(figure)
        if found is None or found not in self._meant:
            return found
        return (found[0], self._meant[found], found[2])


def _last(stages: Iterable[Stage]) -> Stage:
    return max(stages, key=_COURSE.index)


def _stages(report: BudgetReport, places: _Places) -> dict[_Account, dict[Stage, None]]:
    found: dict[_Account, dict[Stage, None]] = {}
    for figure in report.figures:
        account = places.account(figure)
        if account is not None and figure.stage is not None:
            found.setdefault(account, {})[figure.stage] = None
    return found


def _lines(
    report: BudgetReport, places: _Places
) -> dict[tuple[_Account, Stage], dict[_Key, list[Figure]]]:
    """The figures of each account at each stage, those of one meaning together."""
    found: dict[tuple[_Account, Stage], dict[_Key, list[Figure]]] = {}
    for figure in report.figures:
        account = places.account(figure)
        if account is not None and figure.stage is not None:
            lines = found.setdefault((account, figure.stage), {})
            lines.setdefault(_key(figure, report), []).append(figure)
    return found


def _key(figure: Figure, report: BudgetReport) -> _Key:
    """Side, role and name; a part is told by the names of what it is a part of as well."""
    names: list[str] = []
    at: Figure | None = figure
    while at is not None and len(names) < 12:
        names.append(at.concept or _plain(at.label))
        at = report.by_id.get(at.parent or "")
    return (figure.side or "", figure.role, *names)


def _plain(label: str) -> str:
    return "".join(unicodedata.normalize("NFKC", label).split())


def _judged(
    report: BudgetReport, places: _Places
) -> dict[tuple[_Account, Stage], dict[_Key, list[Finding]]]:
    reconciliation = reconcile(report)
    found: dict[tuple[_Account, Stage], dict[_Key, list[Finding]]] = {}
    for finding in reconciliation.findings:
        figure = _spoken_of(finding, reconciliation)
        account = None if figure is None else places.account(figure)
        if account is not None and figure is not None and figure.stage is not None:
            about = _named(figure)
            lines = found.setdefault((account, figure.stage), {})
            lines.setdefault((finding.rule, about), []).append(finding)
    return found


def _spoken_of(finding: Finding, reconciliation: Reconciliation) -> Figure | None:
    terms = sorted(finding.terms, key=lambda term: term.side != "stated")
    return reconciliation.figure(terms[0]) if terms else None


def _named(figure: Figure) -> str:
    known = concept(figure.concept or "")
    return known.zh if known else _plain(figure.label)


def _both(
    old: Mapping[tuple[_Account, Stage], Mapping[_Key, list[_Thing]]],
    new: Mapping[tuple[_Account, Stage], Mapping[_Key, list[_Thing]]],
    first: tuple[_Account, Stage],
    second: tuple[_Account, Stage],
) -> dict[_Key, tuple[Sequence[_Thing], Sequence[_Thing]]]:
    was, now = old.get(first, {}), new.get(second, {})
    return {key: (was.get(key, ()), now.get(key, ())) for key in dict.fromkeys((*now, *was))}


def _agree(was: Sequence[Figure], now: Sequence[Figure]) -> bool:
    """Whether every printing of one report has its equal, or its rounding, in the other."""
    return all(any(_same(one, other) for other in now) for one in was) and all(
        any(_same(one, other) for other in was) for one in now
    )


def _same(one: Figure, other: Figure) -> bool:
    if one.qualifier or other.qualifier:
        return one.qualifier == other.qualifier and one.amount == other.amount
    if one.value == other.value:
        return True
    if one.amount.place == other.amount.place:
        return False
    coarse, fine = sorted((one.amount, other.amount), key=lambda amount: -amount.place)
    return fine.value in coarse.interval


def _change(pair: Pair, was: Sequence[Figure], now: Sequence[Figure]) -> Change:
    single = {figure.value for figure in was}, {figure.value for figure in now}
    exact = all(len(values) == 1 for values in single)
    difference = EXACT.subtract(single[1].pop(), single[0].pop()) if exact else None
    figure = (now or was)[0]
    return Change(pair, figure.concept, figure.label, tuple(was), tuple(now), difference)


def _renamed(changes: Sequence[Change]) -> list[Change]:
    """Two lines that only one report has each become one line under two names.

    That is where they print one amount on one side, and no other such line does.  It stays in the
    list, with both names and a difference of nought.
    """
    found: dict[tuple[str, Decimal], list[Change]] = {}
    for change in changes:
        for figure in (change.old or change.new)[:1] if not (change.old and change.new) else ():
            found.setdefault((figure.side or "", figure.value), []).append(change)
    renamed: dict[int, Change] = {}
    gone: set[int] = set()
    for alike in found.values():
        gains = [change for change in alike if change.new]
        losses = [change for change in alike if change.old]
        if len(gains) == len(losses) == 1:
            (gain,), (loss,) = gains, losses
            label = f"{loss.label} → {gain.label}"
            renamed[id(gain)] = replace(gain, label=label, old=loss.old, difference=Decimal(0))
            gone.add(id(loss))
    return [renamed.get(id(change), change) for change in changes if id(change) not in gone]


def _outcomes(findings: Sequence[Finding]) -> tuple[str, ...]:
    counted = Counter(finding.verdict.value for finding in findings)
    return tuple(sorted(counted.elements()))
