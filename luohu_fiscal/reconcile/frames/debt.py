"""Frame `debt`: limit, outstanding, issued and repaid, general and special (LF501, LF502)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from luohu_fiscal.identities import identity
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.vocabulary import Book, Stage
from luohu_fiscal.reconcile.compose import ask, note
from luohu_fiscal.reconcile.finding import Finding, Verdict
from luohu_fiscal.reconcile.places import Place, Placed
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["Debts", "debt", "debts_of"]

_QUANTITIES = ("debt_limit", "debt_outstanding", "debt_issued", "debt_repaid", "debt_new_limit")
#: What was added to a limit, or passed on in part, is not all of it.
_ADDED = re.compile("新增|下达|提前|增加|批次|本次|转贷")
_KINDS = {"debt_total": "", "general": "_general", "special": "_special"}


class Debts(NamedTuple):
    """What a report prints of the debt of one place, year and stage, by concept and statement."""

    report: int
    place: Place
    year: int
    stage: Stage
    statements: dict[str | None, list[Placed]]

    def one(self, concept: str) -> Placed | None:
        """The quantity as the first of each statement, where all that print it print the same; else None."""
        firsts = [_named(figures, concept)[:1] for figures in self.statements.values()]
        found = [one for first in firsts for one in first]
        return found[0] if len({one.figure.value for one in found}) == 1 else None


def debts_of(scene: Scene) -> tuple[Debts, ...]:
    """The debt of every place, year and stage, in document order."""
    found: dict[tuple[int, Place, int, Stage], Debts] = {}
    for one in scene.placed:
        figure = one.figure
        place = scene.place(one) if figure.book is Book.DEBT else None
        year, stage = figure.fiscal_year, figure.stage
        if place is None or figure.concept is None or year is None or stage is None:
            continue
        key = one.report, place, year, stage
        debts = found.setdefault(key, Debts(*key, {}))
        debts.statements.setdefault(figure.statement, []).append(one)
    return tuple(found.values())


def _named(figures: Sequence[Placed], concept: str) -> list[Placed]:
    """All figures of a statement that bear the name of a quantity, in the order of the page."""
    return [one for one in figures if one.figure.concept == concept]


def debt(scene: Scene) -> Iterator[Finding]:
    """Every split into general and special, and every outstanding debt against its limit."""
    for debts in debts_of(scene):
        for figures in debts.statements.values():
            for quantity in _QUANTITIES:
                yield from _split(scene, figures, quantity)
            for suffix in _KINDS.values():
                yield from _within_limit(scene, debts, figures, suffix)


def _split(scene: Scene, figures: Sequence[Placed], quantity: str) -> Iterator[Finding]:
    """A total and its two kinds, as one statement prints them.

    A statement may print several quantities of one name: what the year opened and closed with, an old and
    a new limit, a special bond for each purpose.  Each total with its two kinds right behind it is a split;
    one at odds is an error only where its parts stand so, or each name is printed once.
    """
    printed = {
        name: _named(figures, quantity + suffix)
        for name, suffix in _KINDS.items()
        if _named(figures, quantity + suffix)
    }
    if len(printed) < 2:
        return
    firm = _beside(figures, quantity)
    for chosen in firm:
        yield _judged(scene, figures, quantity, chosen, certain=True)
    if not firm:
        firsts = {name: found[0] for name, found in printed.items()}
        alone = all(len({one.figure.value for one in found}) == 1 for found in printed.values())
        yield _judged(scene, figures, quantity, firsts, certain=alone)


def _judged(
    scene: Scene,
    figures: Sequence[Placed],
    quantity: str,
    chosen: Mapping[str, Placed],
    *,
    certain: bool,
) -> Finding:
    """The split as chosen; where it is at odds and its parts might be others, undecided."""
    asked = {name: (one,) for name, one in chosen.items()}
    answer = ask(identity("LF501"), asked)
    if answer.verdict is not Verdict.BREACH:
        return answer.finding()
    others = _other_parts(scene, figures, quantity, chosen)
    if others:
        # Refinancing 再融资 or foreign debt 外债 stand as parts of the total, beside the two kinds.
        wider = ask(identity("LF501"), asked | {"refinanced": others}, "refinancing")
        if wider.closes:
            told = "refinancing_included" if scene.parts(chosen["debt_total"]) else "all_listed"
            return wider.finding(note("reading", reading=told))
    if certain:
        return answer.finding()
    return answer.finding(note("several_of_a_name"), verdict=Verdict.UNDECIDED)


def _beside(figures: Sequence[Placed], quantity: str) -> list[dict[str, Placed]]:
    """Each total with the two kinds that stand right behind it, once each, before the next total."""
    # Foreign debt 外债 may stand between the two kinds and the next total.
    kinds = frozenset(quantity + suffix for suffix in _KINDS.values())
    same = [one for one in figures if one.figure.concept in kinds]
    if all(one.figure.source is not None for one in same):
        same.sort(key=lambda one: one.figure.source.start if one.figure.source else 0)
    groups: list[list[Placed]] = []
    for one in same:
        if one.figure.concept == quantity:
            groups.append([one])
        elif groups:
            groups[-1].append(one)
    found = ({one.figure.concept: one for one in group} for group in groups)
    names = {quantity + suffix: name for name, suffix in _KINDS.items()}
    return [
        {name: named[concept] for concept, name in names.items()}
        for group, named in zip(groups, found, strict=True)
        if len(group) == len(names) and named.keys() == names.keys()
    ]


def _other_parts(
    scene: Scene, figures: Sequence[Placed], quantity: str, chosen: Mapping[str, Placed]
) -> tuple[Placed, ...]:
    """What the document lists under a total besides its two kinds: its parts, or all else of its name."""
    total = chosen.get("debt_total")
    if total is None:
        return ()
    kinds = {one.figure.id for one in chosen.values()}
    named = [one for one in figures if (one.figure.concept or "").startswith(quantity)]
    # What each region owes is no part beside the two kinds.
    concept = total.figure.concept
    parts = [one for one in scene.parts(total) if one.figure.concept != concept] or named
    return tuple(part for part in parts if part.figure.id not in kinds)


def _within_limit(
    scene: Scene, debts: Debts, figures: Sequence[Placed], suffix: str
) -> Iterator[Finding]:
    outstanding, concept = _named(figures, "debt_outstanding" + suffix), "debt_limit" + suffix
    if not outstanding:
        return
    here = _named(figures, concept)
    limit = here[0] if here else debts.one(concept)
    asked = {"outstanding": (outstanding[0],)}
    if limit is not None:
        asked["limit"] = (limit,)
    answer = ask(identity("LF502"), asked)
    higher = None
    if answer.verdict is Verdict.BREACH:
        higher = _same_limit(debts, outstanding[0], concept)
        if higher is None and limit is not None:
            higher = _higher_limit(scene, limit.figure, outstanding[0], suffix)
    if higher is None:
        yield answer.finding()
    else:
        said = note("other_debt", amount=higher.figure.amount, label=higher.figure.label)
        yield answer.finding(said, verdict=Verdict.UNDECIDED)


def _same_limit(debts: Debts, outstanding: Placed, concept: str) -> Placed | None:
    """Another limit of the same place, year and kind that is not exceeded: which one holds is not certain."""
    for figures in debts.statements.values():
        for one in _named(figures, concept):
            if one.figure.value >= outstanding.figure.value:
                return one
    return None


def _higher_limit(scene: Scene, limit: Figure, outstanding: Placed, suffix: str) -> Placed | None:
    """Another limit of the same place and kind that is not exceeded, where the first is hardly the limit.

    A limit by the name of what was added in the year, or of less than half of what is owed, is of
    something else.  Counted on the published papers at hand: of ten limits said to be exceeded, the seven
    below 0.4 of the debt were each another quantity (two papers), the three above 0.9 the limit.
    """
    place = scene.place(outstanding)
    if not (_ADDED.search(limit.label) or 2 * limit.value < outstanding.figure.value):
        return None
    for other in scene.placed:
        figure = other.figure
        if other.report != outstanding.report or figure.book is not Book.DEBT:
            continue
        kind = figure.concept == "debt_limit" + suffix or (
            "限额" in figure.label and _kind_of(figure.label) in ("", suffix)
        )
        if kind and scene.place(other) in (place, None):
            if figure.value >= outstanding.figure.value:
                return other
    return None


def _kind_of(label: str) -> str:
    if "一般" in label:
        return "_general"
    return "_special" if "专项" in label else ""
