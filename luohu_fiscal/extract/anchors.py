"""Own revenue, expenditure and totals: the figures that say which account and which side we are in."""

from __future__ import annotations

import re

from luohu_fiscal.extract.draft import Account, Context, DraftFigure
from luohu_fiscal.extract.gaps import Gap, Name
from luohu_fiscal.extract.headings import Headings, scope_in, year_in
from luohu_fiscal.extract.ledger import Ledger
from luohu_fiscal.extract.periods import without
from luohu_fiscal.extract.terms import ANCHORS, SHARED, STRUCTURAL, TOTALS, Terms, role_in
from luohu_fiscal.extract.walk import Walk
from luohu_fiscal.model.concepts import Concept
from luohu_fiscal.model.concepts import concept as by_id
from luohu_fiscal.model.vocabulary import Book, Level, Role, Side
from luohu_fiscal.wording import Wording

__all__ = ["Anchors"]

_LINES = frozenset({Role.COMPONENT, Role.CARRIED_FORWARD})
#: 收入X，加上级补助Y，相应安排支出Z: what is spent ends the list of what there is.
_SPENT = re.compile(
    "(?:相应)?(?:安排|编列|编制)(?:的)?(?:当年|本年|全年)?支出(?:预算)?(?:为|共计)?"
)
_OPENS = re.compile("一般公共预算|政府性基金|国有资本经营|社会保险基金")


class Anchors:
    """Binds anchors, and opens the accounts they name."""

    def __init__(self, words: Wording, terms: Terms, headings: Headings, ledger: Ledger) -> None:
        self._words = words
        self._terms = terms
        self._headings = headings
        self._ledger = ledger

    def bind(
        self, walk: Walk, figure: DraftFigure, concept: Concept, name: Name, between: Gap
    ) -> bool:
        """Bind an anchor; False where its words make it a line of a list after all."""
        if self._words.cue("periods", "other").search(without(between.clause, walk.context.period)):
            figure.context = walk.context
            return True
        if not self._is_anchor(walk, concept, name, between):
            return False
        context = self._context(walk, concept, name, between)
        figure.context = walk.context = context
        if walk.deducted and concept.id == "expenditure":
            self._rest_of_total(context, concept)
        walk.frames.clear()
        walk.mode = "plain"
        role = Role.TOTAL if concept.id in TOTALS else Role(concept.role)
        side = Side(concept.side)
        if role is not Role.TOTAL and self._ledger.restates(figure, context, side, concept.id):
            # Said again beside its account: a mention, which may name parts of its own.
            figure.concept, figure.role = concept.id, role
            walk.head, walk.anchored = figure, True
            return True
        account = self._ledger.account_for(context, role, side, concept.id)
        if role is Role.TOTAL and self._takes_off_unsaid(between):
            # 加甲，减乙，可用财力X: what was taken off is not printed, so the lines bound nothing.
            figure.concept = concept.id
            return True
        if self._is_gross(account, side, role, name.label):
            figure.concept = "gross_revenue"
            return True
        if role is Role.TOTAL and self._with_shared(account, side, name.label):
            figure.concept = "gross_revenue"
            return True
        if role is Role.TOTAL:
            self._take_in_pending(account, side, figure)
        self._ledger.place(figure, account, concept.id, role)
        if role is Role.TOTAL:
            self._strike(account, side, figure, between)
        walk.account, walk.head, walk.anchored = account, figure, True
        return True

    def _is_anchor(self, walk: Walk, concept: Concept, name: Name, between: Gap) -> bool:
        named = self._terms.named_book(name.label)
        in_list = walk.mode != "plain" and not walk.deducted
        if _SPENT.fullmatch(between.segment) and between.segment != between.inner:
            in_list = False
        if in_list and concept.id not in TOTALS and not (named and between.breaks_clause):
            return False
        if (named or walk.context.book) in (None, Book.DEBT):
            return False
        # 国有资本经营收入 inside the general book is a line of non-tax revenue (10306), and no book.
        inside_general = named is Book.STATE_CAPITAL and walk.context.book is Book.GENERAL_PUBLIC
        return not inside_general or "预算" in name.label

    def _context(self, walk: Walk, concept: Concept, name: Name, between: Gap) -> Context:
        scope, level = name.scope, name.level
        if not scope:
            opening = between.clause[: -len(between.segment) or None]
            scope, level = scope_in(opening, self._words, last=True)
        if scope == "本级" and walk.context.level is Level.OWN_LEVEL:
            scope, level = "", None  # 本级 under 市级 is 市级
        context = walk.context.updated(
            book=self._terms.named_book(name.label),
            side=Side(concept.side),
            scope=scope,
            level=level,
        )
        year = year_in(between.clause)
        if year and year != context.year and not re.search(f"[比较与]{year}", between.clause):
            stage = self._headings.stage_of_year(year, context.stage)
            context = context.updated(year=year, stage=stage)
        return context

    def _rest_of_total(self, context: Context, concept: Concept) -> None:
        """支出总计X，剔除Y后，支出Z: Y and Z are all of X."""
        side = Side(concept.side)
        total = self._ledger.account_for(context, Role.TOTAL, side, concept.id).total(side)
        if total is not None and total.closed is None:
            total.closed = True

    def _strike(self, account: Account, side: Side, total: DraftFigure, between: Gap) -> None:
        """A total closes the list before it; a closing printed before it is one of its uses."""
        if self._words.cue("lists", "add").search(between.clause):
            # 加上级转移支付等，收入合计X: lines without amounts were added.
            total.closed = False
        if account.total(side) is not total:
            return
        # One line alone is not said to be all of a total: what else there is was not told.
        if total.closed is None and len(account.on(side)) > 2 and side not in account.skipped:
            total.closed = True
        if side is Side.USES:
            for figure in account.on(Side.CLOSING):
                figure.context = figure.context.updated(side=Side.USES)

    def _take_in_pending(self, account: Account, side: Side, figure: DraftFigure) -> None:
        """可用财力X。调用稳定调节基金Y，财力总计Z: the first total was of some of the lines only."""
        total = account.total(side)
        pending = [line for line in account.pending if line.context.side is side]
        if total is None or not pending or account.context.book is Book.SOCIAL_INSURANCE:
            return
        if (total.token.number, total.token.unit) != (figure.token.number, figure.token.unit):
            if len(account.on(side)) < 3:
                # The lines of the first total were not told apart: these are not all of it.
                figure.closed = False
            self._ledger.demote(account, total)
            total.concept = "subtotal"
            for line in pending:
                concept = by_id(line.concept or "")
                self._ledger.place(line, account, line.concept, role_in(concept))
            account.pending.clear()

    def _takes_off_unsaid(self, between: Gap) -> bool:
        return bool(self._words.cue("lists", "subtract").search(between.clause))

    def _with_shared(self, account: Account, side: Side, label: str) -> bool:
        """收入X，加上中央财政收入Y，合计财政总收入Z: what is raised for all levels; Y is no line."""
        shared = [one for one in account.on(side) if SHARED.search(one.label)]
        if "总收入" not in label or not shared:
            return False
        for line in shared:
            self._ledger.demote(account, line)
        return True

    def _is_gross(self, account: Account, side: Side, role: Role, label: str) -> bool:
        """Is a new 总收入 the one with the central share?  An earlier one that was is put right.

        总收入 printed ahead of own revenue with no lines of its own, or beside a 收入总计, is own revenue
        with the shared central revenue (上划中央收入), not what the account has to spend.
        """
        total = account.total(side)
        if total is None or side is not Side.RESOURCES:
            return False
        if role is Role.TOTAL and total.listed > 1:
            return "总收入" in total.label and "总收入" not in label
        if role is Role.TOTAL:
            if "总收入" in total.label and "总收入" not in label:
                self._ledger.demote(account, total)
            return "总收入" in label and "总收入" not in total.label
        if role is Role.OWN_REVENUE and "总收入" in total.label:
            if not account.on(side, roles=_LINES):
                self._ledger.demote(account, total)
        return False

    def go_back(self, walk: Walk, name: Name) -> None:
        """一般公共预算收入加上转移性收入X: the account whose own revenue was printed before goes on."""
        concept = self._terms.of(name.beside, walk.context) if name.beside else None
        if concept is None or concept.id not in ANCHORS - TOTALS:
            return
        side = Side(concept.side)
        context = walk.context.updated(
            book=self._terms.named_book(name.beside),
            side=side,
            scope=name.scope,
            level=name.level,
        )
        if walk.account is not None and walk.account.context.book is context.book:
            if any(line.concept == concept.id for line in walk.account.on(side)):
                # 本级收入加上级补助收入: what was just told, under whatever scope.
                context = walk.account.context.updated(side=side)
        walk.context = context
        walk.account = self._ledger.account_for(context, Role.TOTAL, side, concept.id)
        if not any(line.concept == concept.id for line in walk.account.on(side)):
            walk.account.unread.add(side)
        walk.anchored, walk.mode = True, "add"

    def open_account(self, walk: Walk, concept: Concept | None, name: Name) -> None:
        """政府性基金预算上级补助收入X: an account without revenue of its own begins with such a line."""
        named = self._terms.named_book(name.label)
        if concept is None or concept.id not in STRUCTURAL or named is None:
            return
        if concept.id == "transferred_in" and walk.anchored:
            return  # 国有资本经营预算调入X names where the money of this account comes from.
        if walk.mode != "plain" or walk.frames or not _OPENS.match(name.label):
            return
        side = Side(concept.side)
        context = walk.context.updated(book=named, side=side, scope=name.scope, level=name.level)
        if walk.account is None or walk.account.context.key != context.key:
            walk.context = context
            role = Role(concept.role)
            walk.account = self._ledger.account_for(context, role, side, concept.id)
        walk.anchored = True

    def go_over(self, walk: Walk, concept: Concept | None, name: Name, between: Gap) -> None:
        """全市支出X，支出总计Y。市本级补助下级支出Z: a sentence opens with the scope of an account told before."""
        opens = between.breaks_sentence and name.scope and walk.mode == "plain" and not walk.frames
        if concept is None or concept.id not in STRUCTURAL or walk.account is None or not opens:
            return
        side = Side(concept.side)
        context = walk.context.updated(side=side, scope=name.scope, level=name.level)
        known = any(account.context.key == context.key for account in self._ledger.accounts)
        if known and context.key != walk.account.context.key:
            walk.context = context
            walk.account = self._ledger.account_for(context, Role(concept.role), side, concept.id)
