"""An account that is laid out twice, and what is added beyond a total already struck."""

from __future__ import annotations

from luohu_fiscal.extract.draft import Account, DraftFigure
from luohu_fiscal.extract.gaps import Gap
from luohu_fiscal.extract.ledger import Ledger
from luohu_fiscal.extract.terms import OWN, STRUCTURAL, Terms
from luohu_fiscal.extract.walk import Walk
from luohu_fiscal.model.vocabulary import Side

__all__ = ["Layouts"]


class Layouts:
    """Tells which layout of an account a line belongs to, and opens the second one."""

    def __init__(self, terms: Terms, ledger: Ledger) -> None:
        self._terms = terms
        self._ledger = ledger

    def keep_beyond(self, walk: Walk, figure: DraftFigure, side: Side | None) -> None:
        """可用资金X，…；连同上年结余Y，全年可用资金Z: Y waits for a later total that takes it in."""
        account = walk.account
        if account is None or side is None or account.on(Side.CLOSING) or not account.total(side):
            return
        concept = self._terms.of(figure.label, walk.context, side)
        if concept is not None and concept.id in STRUCTURAL and concept.side == side:
            figure.concept = concept.id
            account.pending.append(figure)

    def of_restated(self, walk: Walk, figure: DraftFigure, side: Side | None, between: Gap) -> bool:
        """Own revenue said again, and right after it a line that stands beside it."""
        head = walk.head
        if head is None or head is not walk.last or between.breaks_sentence:
            return False
        if head.account is not None or head.concept not in OWN or head.context.side is not side:
            return False
        concept = self._terms.of(figure.label, walk.context, side)
        return walk.mode == "plain" and concept is not None and concept.id in STRUCTURAL

    def second(self, walk: Walk) -> Account | None:
        """Own revenue said again with a list of its own lays the account out a second time."""
        head = walk.head
        if head is None or head.concept not in OWN:
            return None
        if head.account is not None:
            if head.account.figures[-1] is not head:
                return None
            head.account.figures.remove(head)
        side = Side.USES if head.concept == "expenditure" else Side.RESOURCES
        other = Side.RESOURCES if side is Side.USES else Side.USES
        account = walk.account
        if account is not None and account.context.key == head.context.key:
            if account.total(other) is not None and account.total(side) is None:
                # The other side of this very layout has its total: this one is laid out here.
                for line in account.on(side):
                    account.figures.remove(line)
                    line.account = None
                self._ledger.place(head, account, head.concept, head.role)
                return account
        walk.account = self._ledger.account_for(head.context, head.role, side, head.concept)
        self._ledger.place(head, walk.account, head.concept, head.role)
        return walk.account

    def beyond(self, walk: Walk, account: Account, side: Side | None) -> bool:
        """What is added to a closing, or to a total already struck, is no line of the account."""
        if walk.mode != "add":
            return False
        if account.on(Side.CLOSING):
            return True
        struck = account.total(side) if side else None
        if struck is None or walk.deducted:
            return False
        # A 总收入 without lines of its own may be gross revenue: the list that follows is not beyond it.
        return "总收入" not in struck.label or struck.listed > 1
