"""Tells whether a published Chinese government budget 政府预算 adds up.

    path ──read──▶ Document ──extract──▶ BudgetReport ──reconcile──▶ Reconciliation ──render──▶ text

Four arrows, four functions; only the first touches the disk, and one frozen type stands between
each.
What could not be used travels forward too: nothing is dropped in silence.

    >>> import luohu_fiscal as lf
    >>> book = lf.StateCapitalBudget(
    ...     fiscal_year=2024, stage="draft", unit="万元",
    ...     resources={"利润收入": 1194, "上年结转收入": 12165},
    ...     uses={"资本性支出": 400, "调出资金": 12958},
    ...     total_resources=13359, total_uses=13358, closing={"carried_over": 2})
    >>> for finding in lf.reconcile(book).findings:
    ...     print(finding.rule, finding.name, finding.verdict, finding.difference, finding.slack)
    LF102 total-resources exact 0 1.5
    LF103 total-uses exact 0 1.5
    LF601 no-deficit bounded -1 1
    LF104 closing within_rounding 1 1.5

Names are loaded when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from luohu_fiscal.model.shown import Shown, show_with

if TYPE_CHECKING:
    from luohu_fiscal.datafiles import dump as dump
    from luohu_fiscal.datafiles import dumps as dumps
    from luohu_fiscal.datafiles import load as load
    from luohu_fiscal.document import Document as Document
    from luohu_fiscal.errors import AmountError as AmountError
    from luohu_fiscal.errors import Bug as Bug
    from luohu_fiscal.errors import DamagedFile as DamagedFile
    from luohu_fiscal.errors import DataError as DataError
    from luohu_fiscal.errors import EmptyDocument as EmptyDocument
    from luohu_fiscal.errors import EncryptedFile as EncryptedFile
    from luohu_fiscal.errors import LuohuFiscalError as LuohuFiscalError
    from luohu_fiscal.errors import MissingFile as MissingFile
    from luohu_fiscal.errors import NoTextLayer as NoTextLayer
    from luohu_fiscal.errors import ReadError as ReadError
    from luohu_fiscal.errors import TooLarge as TooLarge
    from luohu_fiscal.errors import UnknownFormat as UnknownFormat
    from luohu_fiscal.errors import UsageError as UsageError
    from luohu_fiscal.explain import explain as explain
    from luohu_fiscal.extract import extract as extract
    from luohu_fiscal.model.budgets import BUDGETS as BUDGETS
    from luohu_fiscal.model.budgets import Budget as Budget
    from luohu_fiscal.model.budgets import Debt as Debt
    from luohu_fiscal.model.budgets import GeneralPublicBudget as GeneralPublicBudget
    from luohu_fiscal.model.budgets import GovernmentFundBudget as GovernmentFundBudget
    from luohu_fiscal.model.budgets import SocialInsuranceBudget as SocialInsuranceBudget
    from luohu_fiscal.model.budgets import StateCapitalBudget as StateCapitalBudget
    from luohu_fiscal.model.figures import Claim as Claim
    from luohu_fiscal.model.figures import Figure as Figure
    from luohu_fiscal.model.figures import Source as Source
    from luohu_fiscal.model.figures import Unplaced as Unplaced
    from luohu_fiscal.model.items import Closing as Closing
    from luohu_fiscal.model.items import Item as Item
    from luohu_fiscal.model.items import Rate as Rate
    from luohu_fiscal.model.report import BudgetReport as BudgetReport
    from luohu_fiscal.model.report import report_of as report_of
    from luohu_fiscal.model.vocabulary import Basis as Basis
    from luohu_fiscal.model.vocabulary import Book as Book
    from luohu_fiscal.model.vocabulary import ClaimKind as ClaimKind
    from luohu_fiscal.model.vocabulary import Level as Level
    from luohu_fiscal.model.vocabulary import Role as Role
    from luohu_fiscal.model.vocabulary import Side as Side
    from luohu_fiscal.model.vocabulary import Stage as Stage
    from luohu_fiscal.money.amount import Amount as Amount
    from luohu_fiscal.money.amount import Unit as Unit
    from luohu_fiscal.money.amount import parse_amount as parse_amount
    from luohu_fiscal.money.interval import Interval as Interval
    from luohu_fiscal.readers import read as read
    from luohu_fiscal.readers import read_text as read_text
    from luohu_fiscal.reconcile import reconcile as reconcile
    from luohu_fiscal.reconcile.finding import Finding as Finding
    from luohu_fiscal.reconcile.finding import Reconciliation as Reconciliation
    from luohu_fiscal.reconcile.finding import Severity as Severity
    from luohu_fiscal.reconcile.finding import Verdict as Verdict
    from luohu_fiscal.render import render as render
    from luohu_fiscal.run.pipeline import check as check
    from luohu_fiscal.tables import JudgedColumns as JudgedColumns
    from luohu_fiscal.tables import judge_columns as judge_columns
    from luohu_fiscal.views.dataframes import to_frame as to_frame
    from luohu_fiscal.views.notebook import to_html as to_html

__version__ = "0.1.0"

#: Which module each public name lives in.
_HOME = {
    "model.budgets": (
        "BUDGETS Budget Debt GeneralPublicBudget GovernmentFundBudget "
        "SocialInsuranceBudget StateCapitalBudget"
    ),
    "datafiles": "dump dumps load",
    "document": "Document",
    "errors": (
        "AmountError Bug DamagedFile DataError EmptyDocument EncryptedFile LuohuFiscalError "
        "MissingFile NoTextLayer ReadError TooLarge UnknownFormat UsageError"
    ),
    "explain": "explain",
    "extract": "extract",
    "model.figures": "Claim Figure Source Unplaced",
    "model.items": "Closing Item Rate",
    "model.report": "BudgetReport report_of",
    "model.vocabulary": "Basis Book ClaimKind Level Role Side Stage",
    "money.amount": "Amount Unit parse_amount",
    "money.interval": "Interval",
    "readers": "read read_text",
    "reconcile": "reconcile",
    "reconcile.finding": "Finding Reconciliation Severity Verdict",
    "render": "render",
    "run.pipeline": "check",
    "tables": "JudgedColumns judge_columns",
    "views.dataframes": "to_frame",
    "views.notebook": "to_html",
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names.split()}

__all__ = sorted([*_MODULE_OF, "__version__"])  # noqa: PLE0605 - a list of str, computed


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """Keeps `luohu_fiscal.explain`, `.extract`, `.reconcile` and `.render` the functions of those names.

    Importing a subpackage sets an attribute of the same name on its parent, which would put a
    module where the public function stands.  `from luohu_fiscal.reconcile import …` works as ever.
    There is no simpler way while names load lazily: a module's own `__getattr__` is not asked once the
    attribute exists, and whoever imports `luohu_fiscal.reconcile.finding` first makes it exist.
    Importing the four functions here, eagerly, would do, at the price of half a second at each start.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if isinstance(value, ModuleType) and name in _MODULE_OF:
            return
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def _html(value: Shown) -> str:
    show: Callable[[Shown], str] = import_module(f"{__name__}.views.notebook").to_html
    return show(value)


# Values stand below the renderers and cannot know them; this module stands above both.
show_with(_html)
