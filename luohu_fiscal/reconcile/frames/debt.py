"""Frame `debt`: limit, outstanding, issued and repaid, general and special (LF501, LF502)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from luohu_fiscal.identities import identity
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.vocabulary import Book, Stage
from luohu_fiscal.reconcile.compose import ask, note
from luohu_fiscal.reconcile.finding import Finding, Verdict
from luohu_fiscal.reconcile.places import Place, Placed
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["Debts", "debt", "debts_of"]

_QUANTITIES = ("debt_limit", "debt_outstanding", "debt_issued", "debt_repaid")
#: What was added to a limit, or passed on in part, is not all of it.
_ADDED = re.compile("新增|下达|提前|增加|批次|本次|转贷")
_KINDS = {"debt_total": "", "general": "_general", "special": "_special"}


class Debts(NamedTuple):
    """What a report prints of the debt of one place, year and stage, by concept and statement."""

    report: int
    place: Place
    year: int
    stage: Stage
    statements: dict[str | None, dict[str, Placed]]

    def one(self, concept: str) -> Placed | None:
        """The quantity, where all statements that print it print the same; else None."""
        found = [figures[concept] for figures in self.statements.values() if concept in figures]
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
        debts.statements.setdefault(figure.statement, {}).setdefault(figure.concept, one)
    return tuple(found.values())


def debt(scene: Scene) -> Iterator[Finding]:
    """Every split into general and special, and every outstanding debt against its limit."""
    for debts in debts_of(scene):
        for figures in debts.statements.values():
            for quantity in _QUANTITIES:
                yield from _split(scene, figures, quantity)
            for suffix in _KINDS.values():
                yield from _within_limit(scene, debts, figures, suffix)


def _split(scene: Scene, figures: Mapping[str, Placed], quantity: str) -> Iterator[Finding]:
    """A total and its two kinds, as one statement prints them: new issues of another are others."""
    printed = {
        name: (figures[quantity + suffix],)
        for name, suffix in _KINDS.items()
        if quantity + suffix in figures
    }
    if len(printed) < 2:
        return
    answer = ask(identity("LF501"), printed)
    others = () if answer.verdict is not Verdict.BREACH else _other_parts(scene, figures, quantity)
    if others:
        # The document lists refinancing 再融资 as a part of the total, beside the two kinds.
        wider = ask(identity("LF501"), {**printed, "refinanced": others}, "refinancing")
        if wider.closes:
            yield wider.finding(note("reading", reading="refinancing_included"))
            return
    yield answer.finding()


def _other_parts(scene: Scene, figures: Mapping[str, Placed], quantity: str) -> tuple[Placed, ...]:
    """What the document lists under a total besides its two kinds."""
    kinds = {figures[quantity + suffix].figure.id for suffix in _KINDS.values()}
    parts = scene.parts(figures[quantity])
    return tuple(part for part in parts if part.figure.id not in kinds)


def _within_limit(
    scene: Scene, debts: Debts, figures: Mapping[str, Placed], suffix: str
) -> Iterator[Finding]:
    outstanding, concept = figures.get("debt_outstanding" + suffix), "debt_limit" + suffix
    if outstanding is None:
        return
    limit = figures.get(concept) or debts.one(concept)
    asked = {"outstanding": (outstanding,)}
    if limit is not None:
        asked["limit"] = (limit,)
    answer = ask(identity("LF502"), asked)
    higher = None
    if answer.verdict is Verdict.BREACH and limit is not None:
        higher = _higher_limit(scene, limit.figure, outstanding, suffix)
    if higher is None:
        yield answer.finding()
    else:
        said = note("other_debt", amount=higher.figure.amount, label=higher.figure.label)
        yield answer.finding(said, verdict=Verdict.UNDECIDED)


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
