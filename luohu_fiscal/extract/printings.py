"""An account printed twice counts once: which annex tables print an account of the text again.

The text tells an account in a sentence, often in 亿元; the annex prints it line by line in 万元.  Both
are judged, each for itself and against the other; but to add up the lines of a report, one of the
two is enough, and that is the one the text tells.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from luohu_fiscal.extract.draft import Account
from luohu_fiscal.model.scopes import scope_key
from luohu_fiscal.model.vocabulary import Role, Side, Stage

__all__ = ["restated"]

_SIDES = (Side.RESOURCES, Side.USES)


def restated(accounts: Sequence[Account]) -> dict[int, Account]:
    """The account of the text for each account of a table that prints it again, by `id()`."""
    told: dict[Hashable, Account] = {}
    for account in accounts:
        if not account.table and _told(account):
            told.setdefault(_key(account), account)
    return {
        id(account): told[_key(account)]
        for account in accounts
        if account.table and _key(account) in told
    }


def _told(account: Account) -> bool:
    lines = [line for side in _SIDES for line in account.on(side) if line.role is not Role.OTHER]
    return bool(lines)


def _key(account: Account) -> Hashable:
    """Book, scope, year and stage; what is planned for a year is one stage, 预算 or 草案."""
    context = account.context
    stage = Stage.DRAFT if context.stage is Stage.BUDGET else context.stage
    scope = scope_key(context.scope, context.level, "")
    return (context.book, scope, context.year, stage)
