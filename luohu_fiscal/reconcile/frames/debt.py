"""Frame `debt`: limit, outstanding, issued and repaid, general and special (LF501, LF502)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from luohu_fiscal.identities import identity
from luohu_fiscal.model import Book, Stage
from luohu_fiscal.reconcile.compose import ask
from luohu_fiscal.reconcile.finding import Finding
from luohu_fiscal.reconcile.places import Place, Placed
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["DebtKey", "debt", "debt_figures"]

_QUANTITIES = ("debt_limit", "debt_outstanding", "debt_issued", "debt_repaid")
_KINDS = {"debt_total": "", "general": "_general", "special": "_special"}


class DebtKey(NamedTuple):
    """One debt statement: its report, its place, its year and stage."""

    report: int
    place: Place
    year: int
    stage: Stage


def debt_figures(scene: Scene) -> Mapping[DebtKey, Mapping[str, Placed]]:
    """The first printing of each debt quantity, by concept, of every statement."""
    found: dict[DebtKey, dict[str, Placed]] = {}
    for one in scene.placed:
        figure = one.figure
        place = scene.place(one) if figure.book is Book.DEBT else None
        if place is None or figure.concept is None:
            continue
        if figure.fiscal_year is not None and figure.stage is not None:
            key = DebtKey(one.report, place, figure.fiscal_year, figure.stage)
            found.setdefault(key, {}).setdefault(figure.concept, one)
    return found


def debt(scene: Scene) -> Iterator[Finding]:
    """Every split into general and special, and every outstanding debt against its limit."""
    for figures in debt_figures(scene).values():
        for quantity in _QUANTITIES:
            yield from _split(figures, quantity)
        for suffix in _KINDS.values():
            yield from _within_limit(figures, suffix)


def _split(figures: Mapping[str, Placed], quantity: str) -> Iterator[Finding]:
    printed = {
        name: (figures[quantity + suffix],)
        for name, suffix in _KINDS.items()
        if quantity + suffix in figures
    }
    if len(printed) > 1:
        yield ask(identity("LF501"), printed).finding()


def _within_limit(figures: Mapping[str, Placed], suffix: str) -> Iterator[Finding]:
    outstanding, limit = (
        figures.get("debt_outstanding" + suffix),
        figures.get("debt_limit" + suffix),
    )
    if outstanding is None:
        return
    asked = {"outstanding": (outstanding,)}
    if limit is not None:
        asked["limit"] = (limit,)
    yield ask(identity("LF502"), asked).finding()
