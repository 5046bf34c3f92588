"""The whole a share is a share of, where its words name a line of which a book has one: 占一般公共预算收入的X%."""

from __future__ import annotations

import re

from luohu_fiscal.extract.draft import DraftClaim, DraftFigure
from luohu_fiscal.extract.ledger import Ledger
from luohu_fiscal.model.vocabulary import Book, Role

__all__ = ["is_whole", "whole_of"]

#: What the words of a share call its whole; 土地出让收入 is a line of it, and no whole.
_NAMED = (
    "(?:全[省市区县州]|[省市区县]?本?级|地方|当年|同期|其|"
    "[^，。；]{0,2}(?:一般公共预算|公共财政预算|政府性基金|财政))*"
)
_WHOLES = (
    (re.compile(f"{_NAMED}(?:预算)?支出(?:总额|总量)?"), "expenditure"),
    (re.compile(f"{_NAMED}(?:各项)?税收(?:收入)?(?:总额|总量)?"), "tax_revenue"),
    (re.compile(f"{_NAMED}(?:预算)?(?:地方级)?收入(?:总额|总量)?"), "own_revenue"),
)


def is_whole(words: str) -> bool:
    """Do the words of a share name such a line?

    >>> is_whole("全市一般公共预算收入"), is_whole("土地出让收入")
    (True, False)
    """
    return any(pattern.fullmatch(words) for pattern, _ in _WHOLES)


def whole_of(draft: DraftClaim, ledger: Ledger) -> DraftFigure | None:
    """The figure a share is a share of: what its words name, in the same year, stage and scope."""
    part = draft.figure
    assert part is not None
    words = draft.basis_text
    if not words:
        return part.parent
    if words.endswith("财力") and part.account is not None and part.context.side is not None:
        # 占可用财力的: the total of the account the part stands in.
        total = part.account.total(part.context.side)
        return total if total is not None and total.label.endswith("财力") else None
    concept = next((name for pattern, name in _WHOLES if pattern.fullmatch(words)), None)
    if concept is None:
        return None
    book = part.context.book or Book.GENERAL_PUBLIC
    candidates = [
        figure
        for figure in ledger.figures
        if figure is not part
        and figure.concept == concept
        and figure.role in (Role.OWN_REVENUE, Role.COMPONENT, Role.DETAIL, Role.TOTAL)
        and figure.context.book is book
        and figure.context.year == part.context.year
        and figure.context.stage is part.context.stage
        and figure.context.scope == part.context.scope
    ]
    if re.search("总", words):
        return None
    own = [figure for figure in candidates if figure.account is part.account]
    before = [figure for figure in candidates if figure.place.start < part.place.start]
    return next(iter(own or before[-1:] or candidates), None)
