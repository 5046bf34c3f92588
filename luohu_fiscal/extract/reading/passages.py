"""Where a stretch of one account may begin and end: consecutive amounts of one book, scope and year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from luohu_fiscal.extract.draft import Context, DraftFigure
from luohu_fiscal.extract.terms import ANCHORS, SCHEMES
from luohu_fiscal.model.vocabulary import Book, Stage

__all__ = ["Passage", "passages"]

#: More amounts than any account of a text has: a longer stretch is cut, and read in pieces.
_LONGEST = 90


class Passage(NamedTuple):
    """Amounts of one book, scope and year, in printed order, and what they are of."""

    context: Context
    figures: tuple[DraftFigure, ...]


def passages(figures: Sequence[DraftFigure]) -> Iterator[Passage]:
    """The passages of a document's running text."""
    run: list[DraftFigure] = []
    for figure in figures:
        if figure.lead is None:
            continue
        if run and (_leaves(run, figure) or len(run) >= _LONGEST):
            yield from _passage(run)
            run = []
        run.append(figure)
    yield from _passage(run)


def _leaves(run: Sequence[DraftFigure], figure: DraftFigure) -> bool:
    """Does an amount begin another account?  One that names a book, a scope or a year of its own does."""
    here = figure.context
    last = run[-1].context
    if here.book is not last.book:
        return True
    strong = figure.concept in ANCHORS | SCHEMES or figure.account is not None
    if not strong:
        return False
    held = next(
        (f.context for f in reversed(run) if f.concept in ANCHORS or f.account is not None), None
    )
    return held is not None and (held.scope, held.year) != (here.scope, here.year)


def _passage(run: Sequence[DraftFigure]) -> Iterator[Passage]:
    if len(run) < 2 or run[0].context.book in (None, Book.DEBT):
        return
    first = next((f for f in run if f.concept in ANCHORS or f.account is not None), run[0])
    stages: Counter[Stage] = Counter()
    for figure in run:
        if figure.context.stage is not None and figure.context.year == first.context.year:
            stages[figure.context.stage] += 1 + (figure.account is not None)
    # Budgets stand beside an outcome; a paper of budgets alone has no outcome.
    outcomes = [one for one in stages if one not in (Stage.BUDGET, Stage.ADJUSTED)]
    told: list[Stage] = [*outcomes] or [*stages]
    stage = max(told, key=lambda one: (stages[one], one.value), default=None)
    yield Passage(replace(first.context, stage=stage, side=None), tuple(run))
