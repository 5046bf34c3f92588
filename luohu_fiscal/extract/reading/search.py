"""The cheapest reading of a passage: a beam over the moves.  Knows no Chinese and no budget."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from luohu_fiscal.extract.reading.grammar import Grammar
from luohu_fiscal.extract.reading.mentions import Mention
from luohu_fiscal.extract.reading.state import EMPTY, Account, Step

__all__ = ["follow", "readings"]

#: So many half-read accounts are kept from one amount to the next.
_BEAM = 16


def readings(grammar: Grammar, mentions: Sequence[Mention]) -> list[Account]:
    """The readings of a passage, cheapest first; ties in the order of the moves."""
    beam: list[Account] = [EMPTY]
    for mention in mentions:
        grown = [after for state in beam for after in grammar.moves(state, mention)]
        grown.sort(key=lambda state: state.cost + grammar.pending(state))
        beam = grown[:_BEAM]
    ended = [grammar.ended(state) for state in beam]
    ended.sort(key=lambda state: state.cost)
    return ended


def follow(
    grammar: Grammar, mentions: Sequence[Mention], agrees: Callable[[Step], bool]
) -> Account | None:
    """The cheapest of the readings that take every amount for what somebody else took it for.

    None where the grammar has no such reading.
    """
    beam: list[Account] = [EMPTY]
    for mention in mentions:
        grown = [
            after
            for state in beam
            for after in grammar.moves(state, mention)
            if after.steps is not None and agrees(after.steps)
        ]
        grown.sort(key=lambda state: state.cost)
        beam = grown[:_BEAM]
    return min((grammar.ended(state) for state in beam), key=lambda s: s.cost, default=None)
