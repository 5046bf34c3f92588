"""What has been read so far: accounts, figures, rates, and the tokens that could not be used."""

from __future__ import annotations

from dataclasses import replace

from luohu_fiscal.document import Place
from luohu_fiscal.extract.draft import (
    Account,
    Context,
    DraftChange,
    DraftClaim,
    DraftFigure,
    DraftIndicator,
)
from luohu_fiscal.extract.tokens import Token
from luohu_fiscal.model.vocabulary import Role, Side

__all__ = ["Ledger"]


class Ledger:
    """Gathers drafts in document order."""

    def __init__(self) -> None:
        self.accounts: list[Account] = []
        self.figures: list[DraftFigure] = []
        self.claims: list[DraftClaim] = []
        self.changes: list[DraftChange] = []
        self.indicators: list[DraftIndicator] = []
        self.refused: list[tuple[Token, Place, str]] = []

    def refuse(self, token: Token, place: Place, reason: str) -> None:
        """Keep a token that can be no figure and no rate, with the reason."""
        self.refused.append((token, place, reason))

    def current(self, context: Context) -> Account | None:
        """The account a new paragraph goes on with: the last, if the headings have not left it."""
        if not self.accounts or context.book is None:
            return None
        last = self.accounts[-1]
        mine, theirs = replace(context, scope=""), replace(last.context, scope="")
        same = mine.key == theirs.key
        return last if same else None

    def account_for(self, context: Context, role: Role, side: Side, concept: str) -> Account:
        """The account of that book, scope, year and stage which still lacks this line, or a new one."""
        for account in reversed(self.accounts):
            if account.context.key != context.key:
                continue
            if role is Role.TOTAL:
                return account
            if not any(line.concept == concept for line in account.on(side)):
                return account
            break
        return self.open(context)

    def open(self, context: Context) -> Account:
        """A new account."""
        account = Account(context)
        self.accounts.append(account)
        return account

    def going_on(self, context: Context) -> Account:
        """A recent account of that book, scope, year and stage, or a new one."""
        for account in self.accounts[:-4:-1]:
            if account.context.key == context.key:
                return account
        return self.open(context)

    def restates(self, figure: DraftFigure, context: Context, side: Side, concept: str) -> bool:
        """Does a figure say again what the last account of its key has, or has struck its total over?"""
        last = next((a for a in reversed(self.accounts) if a.context.key == context.key), None)
        if last is None or (last.context.year, last.context.stage) != (context.year, context.stage):
            return False
        lines = last.on(side)
        same = [line for line in lines if line.concept == concept]
        if same:
            return any(
                (line.token.number, line.token.unit) == (figure.token.number, figure.token.unit)
                for line in same
            )
        return last.total(side) is not None and len(lines) > 2

    def displace(self, account: Account, side: Side, concept: str) -> None:
        """Take an earlier printing of a line out of an account whose own list names it again."""
        for figure in list(account.figures):
            if (figure.parent, figure.context.side, figure.concept) == (None, side, concept):
                account.figures.remove(figure)
                figure.account = None

    def demote(self, account: Account, total: DraftFigure) -> None:
        """Take a total out of its account: it was gross revenue 总收入 of all levels."""
        total.role, total.concept, total.account = Role.OTHER, "gross_revenue", None
        total.closed = None
        if total in account.figures:
            account.figures.remove(total)

    def place(self, figure: DraftFigure, account: Account, concept: str | None, role: Role) -> None:
        """Put a figure into an account as one of its lines."""
        figure.account, figure.concept, figure.role = account, concept, role
        account.figures.append(figure)
