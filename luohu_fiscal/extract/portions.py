"""A portion of a whole that is moved or set aside: 按当年收入的30%调入一般公共预算X, 将当年收入30%的部分调出.

Such a rate is a share of the amount beside it, without the word 占.  A lower bound (不低于30%) is none, and
a ratio of the law without an amount (按30%的比例) says nothing of a figure.
"""

from __future__ import annotations

from typing import NamedTuple

from luohu_fiscal.document import Place
from luohu_fiscal.extract.draft import DraftClaim, DraftFigure
from luohu_fiscal.extract.gaps import Gap
from luohu_fiscal.extract.terms import OWN, STRUCTURAL
from luohu_fiscal.extract.tokens import Token
from luohu_fiscal.model.vocabulary import Basis, ClaimKind, Role, Side
from luohu_fiscal.wording import Wording

__all__ = ["Portion", "bind_portion", "portion", "portion_claim"]


class Portion(NamedTuple):
    """What a rate is a portion of, as printed, and whether the amount it makes stands after it."""

    whole: str
    follows: bool


def portion(
    token: Token, between: Gap, after: str, last: DraftFigure | None, words: Wording
) -> Portion | None:
    """The portion a percent token names, None where its words name none or no amount beside it."""
    whole = words.cue("portions", "whole").search(between.segment)
    if whole is None or token.qualifier:
        return None
    if words.cue("portions", "made").match(after):
        return Portion(whole["whole"], True)
    moved = words.cue("portions", "moved").match(after)
    if moved is None or last is None or between.breaks_clause:
        return None
    fits = words.cue("portions", "movement").search(last.label)
    return Portion(whole["whole"], False) if fits else None


def portion_claim(
    found: Portion, token: Token, place: Place, last: DraftFigure | None
) -> DraftClaim:
    """The share that a portion is; of an amount still to come, `bind_portion` adds it."""
    claim = DraftClaim(
        token, place, ClaimKind.SHARE, None, basis=Basis.WHOLE, basis_text=found.whole
    )
    if not found.follows and last is not None:
        bind_portion(claim, last)
    return claim


def bind_portion(claim: DraftClaim, figure: DraftFigure) -> None:
    """Make it a share of that amount, in the one line of own revenue where the account names no more.

    An account may print no own revenue as such: 当年收入 is then the one line of it that is neither a
    transfer nor brought forward.
    """
    claim.figure = figure
    account = figure.account
    if account is None or claim.basis_text not in _OWN_OF_THE_YEAR:
        return
    lines = account.on(Side.RESOURCES, roles=frozenset({Role.OWN_REVENUE, Role.COMPONENT}))
    if any(line.concept in OWN for line in lines):
        return
    own = [line for line in lines if line.concept not in STRUCTURAL]
    if len(own) == 1 and own[0].concept is not None:
        claim.base = own[0]


#: Own revenue by no other name than that it is the year's.
_OWN_OF_THE_YEAR = frozenset({"当年收入", "本年收入", "本年度收入", "当年预算收入"})
