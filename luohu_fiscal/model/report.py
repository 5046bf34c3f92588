"""All that one document says as one frozen value, above the figures, budgets and accounts it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from luohu_fiscal.model.accounts import budgets_of, claims_about, debt_of, parts_of
from luohu_fiscal.model.budgets import Budget, Debt
from luohu_fiscal.model.figures import (
    Change,
    Claim,
    DocumentInfo,
    Figure,
    Indicator,
    Model,
    Statement,
    Unplaced,
)
from luohu_fiscal.model.shown import Shown
from luohu_fiscal.model.vocabulary import Role

__all__ = ["BudgetReport", "report_of"]


def _version(value: object) -> object:
    # Python holds 1 == 1.0 == True, and a literal type goes by equality.
    return value if type(value) is int else repr(value)


class BudgetReport(Model, Shown):
    """All that one document says: figures, rate claims, and the tokens that could not be used."""

    version: Annotated[Literal[1], BeforeValidator(_version)] = 1
    document: DocumentInfo = Field(default_factory=DocumentInfo)
    figures: tuple[Figure, ...] = ()
    claims: tuple[Claim, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    statements: tuple[Statement, ...] = ()
    changes: tuple[Change, ...] = ()

    @cached_property
    def balanced(self) -> dict[str, Statement]:
        """The accounts said to balance in words, by `Figure.statement`."""
        return {entry.id: entry for entry in self.statements if entry.balanced}

    @cached_property
    def restated(self) -> frozenset[str]:
        """The accounts, by `Figure.statement`, that print another account of the document again."""
        return frozenset(entry.id for entry in self.statements if entry.restates is not None)

    def role_of(self, figure: Figure) -> Role:
        """What a figure does in the report as a whole: the `role` of the contract.

        `Figure.role` is what it does in its own account.  In an account that prints another one
        again it is a detail here, so that the components of one book, scope, year, stage and side
        add up once, whatever the number of tables they stand in.

        >>> table = Statement(id="table", restates="text")
        >>> line = Figure(id="f1", role="component", amount="12万元", statement="table")
        >>> BudgetReport(figures=(line,), statements=(table,)).role_of(line).value
        'detail'
        """
        again = figure.statement in self.restated and figure.role is not Role.OTHER
        return Role.DETAIL if again else figure.role

    @cached_property
    def by_id(self) -> dict[str, Figure]:
        """Figures by their id."""
        return {figure.id: figure for figure in self.figures}

    @cached_property
    def parts(self) -> dict[str, tuple[Figure, ...]]:
        """The parts of each figure that has some, in printed order."""
        return parts_of(self.figures)

    @cached_property
    def claims_about(self) -> dict[str, tuple[Claim, ...]]:
        """The claims about each figure, in printed order."""
        return claims_about(self.claims)

    @cached_property
    def budgets(self) -> tuple[Budget, ...]:
        """The typed budgets the figures make up, one for each account of the document."""
        return budgets_of(self.figures, self.claims, self.statements)

    @cached_property
    def debt(self) -> tuple[Debt, ...]:
        """The debt statements, one for each scope, year and stage."""
        return debt_of(self.figures, self.claims)

    def select(self, wanted: Callable[[Figure], bool]) -> tuple[Figure, ...]:
        """The figures for which `wanted` is true, in order."""
        return tuple(figure for figure in self.figures if wanted(figure))

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(
            f"BudgetReport({self.document.path!r}, {len(self.figures)} figures, "
            f"{len(self.claims)} claims, {len(self.unplaced)} unplaced)"
        )


def report_of(accounts: Iterable[Budget | Debt], **fields: Any) -> BudgetReport:
    """Accounts put together as one report; `fields` are further fields of `BudgetReport`.

    >>> from luohu_fiscal.model.budgets import GovernmentFundBudget
    >>> report_of([GovernmentFundBudget(fiscal_year=2024, stage="draft", total_uses="287681万元")]).figures[0].role
    <Role.TOTAL: 'total'>
    """
    accounts = tuple(accounts)
    figures = [figure for account in accounts for figure in account.figures()]
    claims = [claim for account in accounts for claim in account.claims()]
    statements = [
        Statement(id=account.key, balanced=account.balanced)
        for account in accounts
        if isinstance(account, Budget) and account.balanced is not None
    ]
    return BudgetReport(
        figures=(*figures, *fields.pop("figures", ())),
        claims=(*claims, *fields.pop("claims", ())),
        statements=(*statements, *fields.pop("statements", ())),
        **fields,
    )
