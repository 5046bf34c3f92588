"""Accounts of table volumes: the revenue of an account in one table, its expenditure in the next."""

from __future__ import annotations

from dataclasses import dataclass, field

from luohu_fiscal.extract.draft import Account, Context
from luohu_fiscal.model.vocabulary import Book, Level, Side, Stage

__all__ = ["Shelf"]

_Key = tuple[Book | None, str, Level | None, int | None, Stage | None, str | None]


def _key(context: Context) -> _Key:
    return (context.book, context.scope, context.level, context.year, context.stage, context.part)


@dataclass(slots=True)
class Shelf:
    """The last account of each book, scope, year and stage, with the sides that tables gave it."""

    last: dict[_Key, tuple[Account, set[Side]]] = field(default_factory=dict)

    def account(self, context: Context, side: Side | None) -> Account | None:
        """The account that still lacks this side; None where a new one begins.

        >>> shelf, context = Shelf(), Context(Book.GENERAL_PUBLIC, "全市", None, 2024, Stage.FINAL)
        >>> shelf.keep(Account(context, table=True), Side.RESOURCES)
        >>> shelf.account(context, Side.USES) is not None, shelf.account(context, Side.RESOURCES)
        (True, None)
        """
        held = self.last.get(_key(context))
        if held is None or side is None or side in held[1] or Side.CLOSING in held[1]:
            return None
        return held[0]

    def keep(self, account: Account, side: Side | None) -> None:
        """Remember that a table gave an account one of its sides."""
        held = self.last.get(_key(account.context))
        if held is None or held[0] is not account:
            held = self.last[_key(account.context)] = (account, set())
        if side is not None:
            held[1].add(side)
