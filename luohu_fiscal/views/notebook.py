"""Values of this package as HTML for a notebook 笔记本: Jupyter, marimo, whatever asks `_repr_html_`.

Nothing has to be switched on: a budget, a report, a finding or a reconciliation at the end of a cell is
shown.  `to_html` gives the same as text, in English or 中文.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from luohu_fiscal.errors import UsageError
from luohu_fiscal.model.budgets import Budget, Debt
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.reconcile.finding import Finding, Reconciliation
from luohu_fiscal.render import LANGUAGES
from luohu_fiscal.render import notebook as views
from luohu_fiscal.render.sheet import sheets_of

if TYPE_CHECKING:
    from luohu_fiscal.run.pipeline import Run

__all__ = ["to_html"]

#: What the picture of an account is drawn from.
_DRAWN = ("LF102", "LF103", "LF104")


def to_html(
    what: BudgetReport | Budget | Debt | Finding | Reconciliation | Run, *, lang: str = "en"
) -> str:
    """A value as a notebook shows it: one `div`, self-contained, everything in it escaped.

    `lang` is ``en`` or ``zh``, the language of sentences; terms stand in both.  Amounts are shown
    as printed.  A budget is drawn from resources to closing 收支瀑布图 where its sums can be told.
    Raises `UsageError` for anything else and for another language.

    >>> import luohu_fiscal as lf
    >>> budget = lf.StateCapitalBudget(fiscal_year=2024, stage="draft", total_uses="13358万元")
    >>> '<td class="n">13,358</td><td>万元</td>' in to_html(budget)
    True
    """
    from luohu_fiscal.run.pipeline import Run

    if lang not in LANGUAGES:
        raise UsageError(f"unknown language {lang}", remedy="use en or zh")
    match what:
        case Budget() | Debt():
            drawn = reconcile(what, select=_DRAWN)
            (sheet,) = sheets_of(drawn)
            return views.budget(sheet, lang)
        case BudgetReport():
            (sheet,) = sheets_of(what)
            return views.report(sheet, lang)
        case Reconciliation():
            return views.reconciliation(sheets_of(what), lang)
        case Run():
            failures = [str(outcome.error) for outcome in what.failures]
            return views.reconciliation(what.sheets, lang, failures)
        case Finding():
            return views.finding(what, lang)
    raise UsageError(
        f"{type(what).__name__} is not shown in a notebook",
        remedy="give a budget, a report, a finding, a reconciliation or a run",
    )
