"""Flat figures raised to accounts: the inverse of `Budget.figures()` and `Debt.figures()`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from luohu_fiscal.model.budgets import (
    BUDGETS,
    CLOSINGS,
    DEBT_KINDS,
    DEBT_QUANTITIES,
    Budget,
    Debt,
    Split,
)
from luohu_fiscal.model.figures import Claim, Figure, Statement
from luohu_fiscal.model.items import Closing, Item, Rate, Restated
from luohu_fiscal.model.vocabulary import Book, Role, Side

__all__ = ["budgets_of", "claims_about", "debt_of", "parts_of"]


def parts_of(figures: Sequence[Figure]) -> dict[str, tuple[Figure, ...]]:
    """The parts of each figure that has some, in printed order."""
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.parent is not None:
            found.setdefault(figure.parent, []).append(figure)
    return {parent: tuple(items) for parent, items in found.items()}


def claims_about(claims: Sequence[Claim]) -> dict[str, tuple[Claim, ...]]:
    """The claims about each figure, in printed order."""
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.figure is not None:
            found.setdefault(claim.figure, []).append(claim)
    return {figure: tuple(items) for figure, items in found.items()}


def budgets_of(
    figures: Sequence[Figure], claims: Sequence[Claim], statements: Sequence[Statement]
) -> tuple[Budget, ...]:
    """The typed budgets that figures make up, one per `Figure.statement`."""
    balanced = {entry.id: entry.balanced for entry in reversed(statements)}
    held = _Held(parts_of(figures), claims_about(claims))
    return tuple(
        _raise_budget(held, lines, balanced.get(lines[0].statement or ""))
        for lines in _statements(figures)
        if lines[0].book in BUDGETS
    )


def debt_of(figures: Sequence[Figure], claims: Sequence[Claim]) -> tuple[Debt, ...]:
    """The debt statements that figures make up."""
    held = _Held(parts_of(figures), claims_about(claims))
    return tuple(
        _raise_debt(held, lines) for lines in _statements(figures) if lines[0].book is Book.DEBT
    )


@dataclass(frozen=True, slots=True)
class _Held:
    """What figures have of their own: parts, and rates that speak of them."""

    parts: Mapping[str, tuple[Figure, ...]]
    claims: Mapping[str, tuple[Claim, ...]]


def _statements(figures: Sequence[Figure]) -> list[list[Figure]]:
    grouped: dict[str, list[Figure]] = {}
    for figure in figures:
        bound = None not in (figure.book, figure.fiscal_year, figure.stage, figure.statement)
        bound = bound and figure.period is None  # a budget is of a whole year
        if bound and figure.parent is None and figure.statement is not None:
            grouped.setdefault(figure.statement, []).append(figure)
    return list(grouped.values())


def _nest(held: _Held, figure: Figure) -> dict[str, Any]:
    return {
        "id": figure.id,
        "label": figure.label,
        "amount": figure.amount,
        "role": figure.role,
        "concept": figure.concept,
        "qualifier": figure.qualifier,
        "closed": figure.closed,
        "reading": figure.reading,
        "source": figure.source,
        "parts": tuple(Item(**_nest(held, part)) for part in held.parts.get(figure.id, ())),
        "rates": tuple(
            Rate(**{name: getattr(claim, name) for name in Rate.model_fields})
            for claim in held.claims.get(figure.id, ())
        ),
    }


def _common(figures: list[Figure]) -> dict[str, Any]:
    first = figures[0]
    return {
        "book": first.book,
        "scope": first.scope,
        "level": first.level,
        "fiscal_year": first.fiscal_year,
        "stage": first.stage,
        "statement": first.statement,
    }


def _raise_budget(held: _Held, figures: list[Figure], balanced: bool | None) -> Budget:
    lines: dict[str, list[Item]] = {"resources": [], "uses": []}
    totals: dict[str, Item] = {}
    closing: dict[str, Item] = {}
    restated: list[Restated] = []
    for figure in figures:
        nested = _nest(held, figure)
        if (
            figure.role is Role.TOTAL
            and figure.side in lines
            and f"total_{figure.side}" not in totals
        ):
            totals[f"total_{figure.side}"] = Item(**nested)
        elif figure.side is Side.CLOSING and figure.role in CLOSINGS.keys() - closing.keys():
            closing[figure.role] = Item(**nested)
        elif figure.role is not Role.TOTAL and figure.side in lines:
            lines[figure.side].append(Item(**nested))
        elif figure.side is not None:
            restated.append(Restated(side=figure.side, **nested))
    common = _common(figures)
    return BUDGETS[common["book"]](
        **common,
        **{name: tuple(items) for name, items in lines.items()},
        **totals,
        closing=Closing(**closing),
        balanced=balanced,
        restated=tuple(restated),
    )


def _raise_debt(held: _Held, figures: list[Figure]) -> Debt:
    splits: dict[str, dict[str, Item]] = {name: {} for name in DEBT_QUANTITIES}
    restated: list[Restated] = []
    for figure in figures:
        nested = _nest(held, figure)
        name, _, kind = (figure.concept or "").removeprefix("debt_").partition("_")
        kind = kind or "total"
        if name in splits and kind in DEBT_KINDS and kind not in splits[name]:
            splits[name][kind] = Item(**nested)
        else:
            restated.append(Restated(side=Side.STOCK, **nested))
    common = _common(figures)
    del common["book"]
    return Debt(
        **common,
        **{name: Split(**kinds) for name, kinds in splits.items()},
        restated=tuple(restated),
    )
