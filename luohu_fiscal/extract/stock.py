"""Debt paragraphs: limit, outstanding, issued and repaid; in all, general and special."""

from __future__ import annotations

import re
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


class DebtReader:
    """Binds the amounts of debt paragraphs."""

    def __init__(self, words: Wording) -> None:
        self._words = words
        #: The amount before was of a limit newly allotted: the kinds told behind it are its kinds.
        self._allotted = False

    def speaks(self, clause: str) -> bool:
        """True where a clause outside a debt section speaks of debt stocks."""
        return bool(re.search("债务[^，。；]{0,8}(?:限额|余额)", clause))

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
        if _OTHER_ISSUES.search(segment) or self._allotted:
            # Refinancing and newly allotted limits are quantities of their own, not parts of these.
            figure.context = state.context.updated(book=Book.DEBT, side=Side.STOCK)
            figure.label = figure.label or segment
            return True
        kind = next((name for name, pattern in _KINDS if pattern.search(segment)), None)
        scope, level = scope_in(clause, self._words, last=True)
        context = state.context.updated(book=Book.DEBT, side=Side.STOCK, scope=scope, level=level)
        ended = _YEAR_END.search(clause)
        if ended is not None and context.year is not None and int(ended[1]) < context.year:
            # 2023年末余额X in a paper on 2024: what the year opened with.
            context = context.updated(year=int(ended[1]), stage=Stage.EXECUTION)
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
