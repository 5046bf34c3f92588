"""Malformed numbers at the end of extraction: no figures, but each keeps the place it holds in its account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from luohu_fiscal.extract.draft import DraftClaim, DraftFigure
from luohu_fiscal.extract.ledger import Ledger
from luohu_fiscal.model.figures import MALFORMED, Slot, Source, Unplaced
from luohu_fiscal.model.vocabulary import Role

__all__ = ["let_go", "malformed"]


def let_go(ledger: Ledger, broken: Sequence[DraftFigure]) -> dict[int, list[DraftFigure]]:
    """Take malformed numbers out of what rests on them; the parts of each, by its id.

    A rate about one is a rate of no amount, a change of one is not judged; a part of one stands in no
    list that can be added up.
    """
    gone = {id(draft) for draft in broken}
    if not gone:
        return {}
    kept: list[DraftClaim] = []
    for claim in ledger.claims:
        if id(claim.figure) in gone:
            ledger.refuse(claim.token, claim.place, "a rate of a number that is malformed")
            continue
        for name in ("base", "increment", "restored", "natural"):
            if id(getattr(claim, name)) in gone:
                setattr(claim, name, None)
        kept.append(claim)
    ledger.claims[:] = kept
    for change in ledger.changes:
        for name in ("figure", "base", "amount"):
            if id(getattr(change, name)) in gone:
                setattr(change, name, None)
    parts: dict[int, list[DraftFigure]] = {}
    for draft in ledger.figures:
        if draft.parent is not None and id(draft.parent) in gone:
            parts.setdefault(id(draft.parent), []).append(draft)
            draft.parent, draft.role, draft.account = None, Role.OTHER, None
    return parts


def malformed(
    draft: DraftFigure,
    parts: Sequence[DraftFigure],
    ids: Mapping[int, str],
    statement: str | None,
    source: Source | None,
) -> Unplaced:
    """The row of a malformed number, with its place in its account."""
    context, parent = draft.context, draft.parent
    return Unplaced(
        amount=draft.token.number,
        unit=draft.token.unit,
        reason=MALFORMED,
        source=source,
        slot=Slot(
            book=context.book,
            scope=context.scope,
            level=context.level,
            fiscal_year=context.year,
            stage=context.stage,
            side=context.side,
            concept=draft.concept,
            label=draft.label[:60],
            role=draft.role,
            parent=None if parent is None else ids.get(id(parent)),
            statement=statement,
            # A list that was left open does not tell its whole.
            parts=() if draft.closed is False else tuple(ids[id(one)] for one in parts),
        ),
    )
