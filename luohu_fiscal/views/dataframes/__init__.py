"""Budgets, reports and reconciliations as frames of pandas or polars, where one is installed.

Amounts stay exact: `Decimal` objects in pandas, a Decimal column in polars, never floats.  What is
missing is None or null (``pd.NA`` in pandas' own columns of whole numbers and truths), never 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from luohu_fiscal.errors import UsageError
from luohu_fiscal.model.budgets import Budget, Debt
from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.reconcile.finding import Reconciliation
from luohu_fiscal.render.sheet import Sheet, sheets_of
from luohu_fiscal.views.dataframes.libraries import frame
from luohu_fiscal.views.dataframes.tables import OF_FINDINGS, OF_REPORTS, TABLES, records

if TYPE_CHECKING:
    from luohu_fiscal.run.pipeline import Run

    #: What has a frame, or any number of these.
    Framed = BudgetReport | Budget | Debt | Reconciliation | Run | Iterable["Framed"]

__all__ = ["to_frame"]


def to_frame(what: Framed, table: str | None = None, *, library: str | None = None) -> Any:
    """A frame of pandas or polars (`library`, or the first installed) with one of these tables.

    Of a report, an account, the debt: ``figures`` 数字 (the default), ``claims`` 比率, ``unplaced``
    未归项.  Of a `Reconciliation` or a `Run` also ``findings`` 判断结果 (the default), ``terms``, a row
    for each figure of each finding, and ``explanations``, a row for each change on offer (those of one
    `rank` are made together).  Several of a kind make one frame.

    Column names are those of the JSON contract.  `amount`, `stated`, `difference` … are in the row's
    `unit` (a unit of money, or %); `value` of a figure is in yuan 元; `printed` is the amount as text
    with its unit, trailing zeros kept, as `parse_amount` reads it.  All are exact: `Decimal` in
    pandas; in polars ``Decimal(38, s)`` with the scale of the column's finest number.

    Raises `UsageError` where the library or the table is not there, and `AmountError` where a number
    has more digits than polars holds.

    >>> import luohu_fiscal as lf
    >>> budget = lf.GovernmentFundBudget(
    ...     fiscal_year=2024, stage="draft", unit="亿元", uses={"本级支出": "12.50", "调出资金": 3},
    ...     total_uses="15.5")
    >>> to_frame(budget, library="pandas")[["label", "amount", "unit", "value"]]
      label amount unit       value
    0  本级支出  12.50   亿元  1250000000
    1  调出资金      3   亿元   300000000
    2  支出总计   15.5   亿元  1550000000
    >>> to_frame(lf.reconcile(budget), "terms", library="polars")["value"].sum()
    Decimal('3100000000')
    """
    sheets = list(_sheets(what))
    judged = any(sheet.reconciliation for sheet in sheets)
    able = TABLES if judged else tuple(OF_REPORTS)
    chosen = table or ("findings" if judged else "figures")
    if chosen not in able:
        remedy = f"use {', '.join(able[:-1])} or {able[-1]}"
        if chosen in OF_FINDINGS:
            remedy = "reconcile it first"
        raise UsageError(f"no table {chosen} of what was given", remedy=remedy)
    return frame(records(sheets, chosen), library)


def _sheets(what: Framed) -> Iterator[Sheet]:
    from luohu_fiscal.run.pipeline import Run

    if isinstance(what, (BudgetReport, Reconciliation)):
        yield from sheets_of(what)
    elif isinstance(what, (Budget, Debt)):
        yield from sheets_of(report_of([what]))
    elif isinstance(what, Run):
        yield from what.sheets
    elif isinstance(what, Iterable) and not isinstance(what, (str, bytes)):
        for one in what:
            yield from _sheets(one)
    else:
        raise UsageError(
            f"{type(what).__name__} has no frame",
            remedy="give a BudgetReport, a Budget, a Debt, a Reconciliation, a Run, or several",
        )
