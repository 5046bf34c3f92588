"""Debt paragraphs: limit, outstanding, issued and repaid; in all, general and special."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from luohu_fiscal.extract.draft import Account, Context, DraftFigure
from luohu_fiscal.extract.gaps import Gap, changes
from luohu_fiscal.extract.headings import scope_in
from luohu_fiscal.extract.ledger import Ledger
from luohu_fiscal.model.vocabulary import Book, Role, Side, Stage
from luohu_fiscal.wording import Wording

if TYPE_CHECKING:
    from luohu_fiscal.extract.walk import Walk

__all__ = ["DebtReader"]

#: What is said about the debt; the last one named before the amount counts.
_QUANTITIES = (
    ("limit", re.compile("新增(?:[^，。；]{0,12})限额|限额|额度")),
    ("outstanding", re.compile("余额")),
    ("repaid", re.compile("还本|偿还[^，。；]{0,6}本金|到期")),
    ("issued", re.compile("新增(?![^，。；]{0,12}限额)")),
)
_NEW_LIMIT = re.compile("(?:新增|增加|新下达|追加|调增)[^，。；]{0,12}(?:限额|额度)")
_OTHER_ISSUES = re.compile("再融资|置换|转贷|发行(?!新增)")
_KINDS = (("general", re.compile("一般")), ("special", re.compile("专项")))
_YEAR_END = re.compile("(20[0-9]{2})年(?:末|底)")
_INTEREST = re.compile("付息|利息|利率|发行费")
#: The year that the words before an amount name; 比2022年 names one to compare with.
_YEAR = re.compile("(?<![比较与同])(20[0-9]{2})年")
_NEAR_YEAR = re.compile("(?<![比较与同])(20[0-9]{2})年(?:末|底|度)?[^，,。；;0-9]{0,16}$")
#: 2023年新增债务到位后，余额X: what is owed once the new debt is there.
_AFTER_ISSUE = re.compile("新增[^，,。；;]{0,12}(?:到位|发行|下达|转贷|入库|使用)后")
_NEW_BONDS = re.compile("新增(?:地方)?(?:政府)?(?:一般|专项)?债[券务]")
#: Governments below the one at hand, as the owners of a part of the debt.
_LOWER = re.compile(
    "(?:所属|下属|下辖|各)?(?:乡镇街道|乡镇|街道|县[（(]?市、?区[)）]?|县市区|市县区?|区县|县区)"
    "(?![两三]级|本级)"
)


class DebtReader:
    """Binds the amounts of debt paragraphs."""

    def __init__(self, words: Wording, *, untitled: bool = False) -> None:
        self._words = words
        #: A page without a title that announces a budget: what it says of new bonds is all of them.
        self._untitled = untitled
        #: The stage in which each year was last told of.
        self._stages: dict[int, Stage] = {}
        #: The amount before was of a limit newly allotted: the kinds told behind it are its kinds.
        self._allotted = False

    def speaks(self, clause: str) -> bool:
        """True where a clause outside a debt section speaks of debt stocks."""
        if re.search("债务[^，。；]{0,8}(?:限额|余额)", clause):
            return True
        return self._untitled and _NEW_BONDS.search(clause) is not None

    def bind(self, figure: DraftFigure, state: Walk, between: Gap, ledger: Ledger) -> bool:
        """Bind one amount; False where it is no debt quantity."""
        segment = between.inner if between.opens is not None else between.segment
        if _INTEREST.search(segment):
            return False
        if any(frame.bracket for frame in state.frames):
            outer = state.frames[-1].parent
            if outer is None or outer.context.book is not Book.DEBT or outer.concept is None:
                return False
        if changes(segment, self._words) and "新增" not in segment:
            return False
        clause = between.clause
        quantity = self._quantity(segment)
        figure.inherits = quantity is None
        quantity = quantity or self._inherited(segment, clause, state)
        if quantity is None:
            return False
        of_kind = quantity == "limit" and re.search("一般|专项|外贷|外债", segment)
        allotted = self._allotted and bool(of_kind) and not between.breaks_sentence
        self._allotted = allotted or bool(_NEW_LIMIT.search(segment))
        kind = next((name for name, pattern in _KINDS if pattern.search(segment)), None)
        context = self._context(state, between)
        if _OTHER_ISSUES.search(segment) or self._allotted:
            # Refinancing and newly allotted limits are quantities of their own, not parts of these.
            figure.context = context
            figure.label = figure.label or segment
            if self._allotted and not _OTHER_ISSUES.search(segment):
                figure.concept = "debt_new_limit" + (f"_{kind}" if kind else "")
            return True
        if after := _AFTER_ISSUE.search(clause):
            figure.label = f"{after[0]}{figure.label}"
        figure.context = context
        concept = f"debt_{quantity}" + (f"_{kind}" if kind else "")
        account = self._account(context, ledger)
        if any(f.concept == concept for f in account.figures):
            figure.role, figure.concept = Role(quantity), concept
            figure.account = account
            account.figures.append(figure)
        else:
            ledger.place(figure, account, concept, Role(quantity))
        state.context = context
        return True

    def _context(self, state: Walk, between: Gap) -> Context:
        """Of which place, year and stage the words make a quantity of the debt."""
        clause = between.clause
        scope, level = scope_in(clause, self._words, last=True)
        lower = _LOWER.match(between.segment.strip()) or _LOWER.match(clause.strip())
        if lower:
            scope, level = lower[0], None
        context = state.context.updated(book=Book.DEBT, side=Side.STOCK, scope=scope, level=level)
        if lower:
            context = replace(context, level=None)
        named = _YEAR.findall(re.split("[。！？]", between.inner)[-1])
        ended = _YEAR_END.search(clause)
        if named and _AFTER_ISSUE.search(clause):
            year = int(named[-1])
            context = context.updated(year=year, stage=self._stages.get(year))
        elif ended is not None and context.year is not None and int(ended[1]) < context.year:
            # 2023年末余额X in a paper on 2024: what the year opened with.
            context = context.updated(year=int(ended[1]), stage=Stage.EXECUTION)
        elif (near := _NEAR_YEAR.search(between.segment)) and context.year not in (
            None,
            int(near[1]),
        ):
            # 2025年债务余额X in a paper on the budget of 2026.
            year = int(near[1])
            later = context.year is not None and year > context.year
            stage = self._stages.get(year) or (Stage.DRAFT if later else Stage.EXECUTION)
            context = context.updated(year=year, stage=stage)
        elif named and context.year is None:
            context = context.updated(year=int(named[-1]))
        if (known := context.year) is not None:
            # What is not said to be planned is what came out.
            stage = context.stage or Stage.EXECUTION
            context = replace(context, stage=stage)
            self._stages[known] = stage
        return context

    def _quantity(self, text: str) -> str | None:
        found = [
            (match.start(), name)
            for name, pattern in _QUANTITIES
            for match in pattern.finditer(text)
        ]
        return max(found)[1] if found else None

    def _inherited(self, segment: str, clause: str, state: Walk) -> str | None:
        """其中一般债务X、专项债务Y say no quantity: it is that of the amount before."""
        if not any(pattern.search(segment) for _, pattern in _KINDS):
            return None
        named = self._quantity(clause)
        if named:
            return named
        last = state.last
        if last is not None and last.context.book is Book.DEBT and last.concept:
            quantity = last.concept.removeprefix("debt_").partition("_")[0]
            if quantity == "new":
                return "limit"  # the kinds of a limit newly allotted
            # 债务收入X，其中一般债券Y: proceeds are a line of a budget, no quantity of the debt.
            return quantity if quantity in dict(_QUANTITIES) else None
        return None

    def _account(self, context: Context, ledger: Ledger) -> Account:
        for account in reversed(ledger.accounts):
            if account.context.book is Book.DEBT and account.context.key == context.key:
                return account
        account = Account(context)
        ledger.accounts.append(account)
        return account
