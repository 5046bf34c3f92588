"""Rates on a comparable basis 同口径: what was set off and is put back, where the report prints it.

剔除冲减因素后 names what it takes out by a word that stood before an amount of the same paragraph
(冲减…X万元); 剔除该因素后 means the amount just named.  Only an amount that lowered the figure (冲减,
收回, 退回) can be put back: what else a basis leaves out changes its base too, by an amount unsaid.
"""

from __future__ import annotations

import re

from luohu_fiscal.extract.draft import DraftClaim, DraftFigure
from luohu_fiscal.wording import Wording

__all__ = ["bind_restored"]


def bind_restored(
    claim: DraftClaim,
    lead: str,
    earlier: list[DraftFigure],
    head: DraftFigure | None,
    words: Wording,
) -> None:
    """Find what a comparable rate puts back; `lead` is the text before it, `earlier` its paragraph."""
    named = words.cue("restored", "named").search(lead)
    if not claim.comparable or claim.figure is None or named is None:
        return
    lowering = [one for one in earlier if words.cue("restored", "lowers").search(one.label)]
    if not words.cue("restored", "this").fullmatch(named["what"]):
        stem = words.cue("restored", "lowers").search(named["what"])
        lowering = [one for one in lowering if stem is not None and stem[0] in one.label]
    if len(lowering) != 1 or lowering[0].token.unit != claim.figure.token.unit:
        return
    claim.restored = lowering[0]
    restated = claim.figure is not head and claim.figure.place.start > lowering[0].place.start
    if restated and head is not None and _same_side(head, claim.figure):
        claim.natural = head


def _same_side(one: DraftFigure, other: DraftFigure) -> bool:
    sides = [next(iter(re.findall("收入|支出", figure.label)), "") for figure in (one, other)]
    return sides[0] == sides[1] and one.token.unit == other.token.unit
