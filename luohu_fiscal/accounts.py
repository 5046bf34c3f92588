"""Flat figures raised to accounts: the inverse of `Budget.figures()` and `Debt.figures()`."""

from __future__ import annotations

from typing import Any

from luohu_fiscal.budgets import BUDGETS, CLOSINGS, DEBT_KINDS, DEBT_QUANTITIES, Budget, Debt, Split
from luohu_fiscal.items import Closing, Item, Rate, Restated
from luohu_fiscal.model import Book, BudgetReport, Figure, Role, Side

__all__ = ["budgets_of", "debt_of"]


def budgets_of(report: BudgetReport) -> tuple[Budget, ...]:
    """The typed budgets that the figures of a report make up, one per `Figure.statement`."""
    return tuple(
        _raise_budget(report, figures)
        for figures in _statements(report)
        if figures[0].book in BUDGETS
    )


def debt_of(report: BudgetReport) -> tuple[Debt, ...]:
    """The debt statements of a report."""
    return tuple(
        _raise_debt(report, figures)
        for figures in _statements(report)
        if figures[0].book is Book.DEBT
    )


def _statements(report: BudgetReport) -> list[list[Figure]]:
    grouped: dict[str, list[Figure]] = {}
    for figure in report.figures:
        bound = None not in (figure.book, figure.fiscal_year, figure.stage, figure.statement)
        if bound and figure.parent is None and figure.statement is not None:
            grouped.setdefault(figure.statement, []).append(figure)
    return list(grouped.values())


def _nest(report: BudgetReport, figure: Figure) -> dict[str, Any]:
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
        "parts": tuple(Item(**_nest(report, part)) for part in report.parts.get(figure.id, ())),
        "rates": tuple(
            Rate(**{name: getattr(claim, name) for name in Rate.model_fields})
            for claim in report.claims_about.get(figure.id, ())
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


def _raise_budget(report: BudgetReport, figures: list[Figure]) -> Budget:
    lines: dict[str, list[Item]] = {"resources": [], "uses": []}
    totals: dict[str, Item] = {}
    closing: dict[str, Item] = {}
    restated: list[Restated] = []
    for figure in figures:
        nested = _nest(report, figure)
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
        balanced=next(
            (s.balanced for s in report.statements if s.id == figures[0].statement), None
        ),
        restated=tuple(restated),
    )


def _raise_debt(report: BudgetReport, figures: list[Figure]) -> Debt:
    splits: dict[str, dict[str, Item]] = {name: {} for name in DEBT_QUANTITIES}
    restated: list[Restated] = []
    for figure in figures:
        nested = _nest(report, figure)
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
