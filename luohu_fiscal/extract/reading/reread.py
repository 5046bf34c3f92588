"""The second reading: where the first left an account open or at odds, and another reading closes.

The first reading walks word by word; this one weighs the whole passage, words as costs and sums as
evidence.  It takes the place of the first where it is cheaper by a margin and its sums prove more.  An
account that stays at odds, and that another permitted reading would close, is marked as contested: then
nothing is called an error on it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from luohu_fiscal.extract.draft import DraftFigure
from luohu_fiscal.extract.ledger import Ledger
from luohu_fiscal.extract.reading.bind import bind
from luohu_fiscal.extract.reading.costs import costs
from luohu_fiscal.extract.reading.first import elsewhere, first_lists, first_worth
from luohu_fiscal.extract.reading.grammar import Grammar
from luohu_fiscal.extract.reading.lists import (
    Listed,
    at_odds,
    holds,
    in_digits,
    lists_of,
    repaired,
    steps_of,
    sum_of,
    surely,
    worth,
)  # fmt: skip
from luohu_fiscal.extract.reading.mentions import SIDES, mentions_of
from luohu_fiscal.extract.reading.passages import Passage, passages
from luohu_fiscal.extract.reading.search import follow, readings
from luohu_fiscal.extract.reading.state import Account, Step
from luohu_fiscal.extract.terms import OWN, SCHEMES, Terms
from luohu_fiscal.model.figures import Rival
from luohu_fiscal.model.vocabulary import Role, Side
from luohu_fiscal.wording import Wording

__all__ = ["reread"]

#: A reading is another one's rival within so many thousandths of a digit.
_RIVAL = 6000


def reread(ledger: Ledger, words: Wording) -> None:
    """Read every passage again that the first reading left open; bind what proves more."""
    terms = Terms(words)
    for passage in list(passages(ledger.figures)):
        _weigh(passage, ledger, words, terms)


def _weigh(passage: Passage, ledger: Ledger, words: Wording, terms: Terms) -> None:
    grammar = Grammar(mentions_of(passage.figures, passage.context, words, terms), costs())
    found = readings(grammar, grammar.mentions)
    best = found[0]
    walked = follow(grammar, grammar.mentions, _as_first(passage.figures))
    other = elsewhere(passage.figures, passage.context)
    first = first_worth(passage.figures, other)
    steps = steps_of(best)
    second = worth(steps, grammar)
    if walked is None or worth(steps_of(walked), grammar).breaches < first.breaches:
        # The words permit no reading that has the lists of the first one: its cost is not known.
        margin = 0 if walked is None and second.breaches < first.breaches else costs()["margin"]
        cheaper = second.proof >= first.proof + margin
    else:
        cheaper = best.cost + costs()["margin"] <= walked.cost
    better = (second.proof, -second.breaches) > (first.proof, -first.breaches)
    # The same sums and a list at odds in both: the cheaper one has it in the words' own bounds.
    better = better or (second == first and first.breaches > 0)
    before = list(first_lists(passage.figures, other))
    accounted = _accounts_for(before, steps, grammar)
    accounted = accounted and not _leaves_out(passage.figures, steps, grammar)
    more = _takes_in(before, steps, grammar)
    more = more and (walked is None or best.cost <= walked.cost)
    told = _tells(list(first_lists(passage.figures)), steps, grammar)
    told = told and second.proof >= first.proof
    adopted = (cheaper and (better or told)) or more
    if adopted and accounted and (second.breaches <= first.breaches or told):
        bind(passage, steps, grammar, ledger, terms)
        chosen: Account | None = best
        lists = list(lists_of(steps, grammar))
    else:
        chosen, lists = walked, list(first_lists(passage.figures))
        for one in lists:
            if len(one.parts) > 1 and surely(one, grammar):
                passage.figures[one.whole].closed = True  # whatever its words leave open
    odd = [one for one in lists if at_odds(one, grammar)]
    if odd:
        closing = readings(Grammar(grammar.mentions, {**costs(), **_NO_BREACH}), grammar.mentions)
        held = {(one.whole, one.parts) for one in lists if holds(one, grammar)}
        for one in odd:
            _contest(one, chosen, [*found, *closing], held, grammar)


def _accounts_for(first: Sequence[Listed], steps: Sequence[Step], grammar: Grammar) -> bool:
    """Does a reading answer for every list that the first one had at odds, and not merely leave it?

    It closes the whole by a list that the first one had not, keeps it at odds, or has words that say why a
    part of it was none.
    """
    lists = list(lists_of(steps, grammar))
    held = {(one.whole, one.parts) for one in first if holds(one, grammar)}
    totals = {step.number for step in steps if step.kind == "total"}
    if any(
        one.whole in totals and at_odds(one, grammar) and not repaired(one, grammar)
        for one in lists
    ):
        return False
    for odd in (_told_first(one, steps) for one in first):
        if not at_odds(odd, grammar):
            continue
        if _omits(odd, steps, grammar):
            return False
        closed = _answered(odd, lists, held, grammar)
        kept = any(one.whole == odd.whole and at_odds(one, grammar) for one in lists)
        told = any(grammar.mentions[part].other for part in (odd.whole, *odd.parts))
        if not (closed or kept or told):
            return False
    return True


def _takes_in(first: Sequence[Listed], steps: Sequence[Step], grammar: Grammar) -> bool:
    """Does a reading close a list with a line that the first one left out of it?

    A list that closes without a printed line of it is not what is printed, however little the line is.
    """
    lists = [one for one in lists_of(steps, grammar) if surely(one, grammar)]
    bound = {number for one in first for number in (one.whole, *one.parts)}
    return any(
        one.whole == listed.whole
        and set(one.parts) < set(listed.parts)
        and not bound & (set(listed.parts) - set(one.parts))
        for one in first
        for listed in lists
    )


def _tells(first: Sequence[Listed], steps: Sequence[Step], grammar: Grammar) -> bool:
    """Does a reading tell of lists at odds that the first one has not read at all?

    Only of those that are said to be whole, and that one slip would close: that is what a misprint looks like.
    """
    known = {one.whole for one in first if at_odds(one, grammar)}
    new = [
        one for one in lists_of(steps, grammar) if at_odds(one, grammar) and one.whole not in known
    ]
    return bool(new) and all(one.closed and repaired(one, grammar) for one in new)


def _told_first(listed: Listed, steps: Sequence[Step]) -> Listed:
    """A list under the first telling of its whole, where a reading says that it is told again."""
    again = {step.number: step.of for step in steps if step.kind == "same"}
    return listed._replace(whole=again.get(listed.whole, listed.whole))


def _answered(
    odd: Listed,
    lists: Sequence[Listed],
    held: set[tuple[int, tuple[int, ...]]],
    grammar: Grammar,
) -> bool:
    """Do lists that did not hold before take the place of one at odds?

    Its whole closes by another list, or some of its parts stand in a list that closes and each of the rest
    stays within the whole (教育3，卫生2，其中：基层医疗1，农林水4 under a total of 9) or in a list at odds itself.
    """
    new = [
        one
        for one in lists
        if len(one.parts) > 1 and holds(one, grammar) and (one.whole, one.parts) not in held
    ]
    if any(one.whole == odd.whole for one in new):
        return True
    moved = {part for part in odd.parts if any(part in one.parts for one in new)}
    return 0 < len(moved) < len(odd.parts) and all(
        any(
            part in one.parts
            # Within the whole, or at odds with another one: then the error is told there.
            and (one.whole == odd.whole) is not at_odds(one, grammar)
            for one in lists
        )
        for part in odd.parts
        if part not in moved
    )


def _leaves_out(figures: Sequence[DraftFigure], steps: Sequence[Step], grammar: Grammar) -> bool:
    """Does a reading close by leaving aside a line or closing of the account, with no word that says why?

    Whatever is left aside, some of the rest adds up to something: so a slip would be read away.  The parts of
    a list at odds may be left, since that list is answered for (`_accounts_for`).
    """
    odd = {
        part
        for one in first_lists(figures)
        if at_odds(one, grammar)
        for part in (one.whole, *one.parts)
    }
    return any(
        step.kind in ("aside", "apart")
        and step.number not in odd
        and not grammar.mentions[step.number].other
        and figures[step.number].account is not None
        and figures[step.number].role is not Role.OTHER
        for step in steps
    )


#: What a list at odds costs a search that is to find the readings without one.
_NO_BREACH = dict.fromkeys(
    ("list.exceeds", "short.closed", "short.bracket", "short.lines", "balance.off"), 90_000
)


def _contest(
    odd: Listed,
    chosen: Account | None,
    others: Sequence[Account],
    held: set[tuple[int, tuple[int, ...]]],
    grammar: Grammar,
) -> None:
    """Mark a whole that is at odds, where a reading within reach closes it by a list that did not hold before."""
    draft, told = grammar.mentions[odd.whole].draft, odd
    for other in sorted(others, key=lambda state: state.cost):
        steps = steps_of(other)
        odd = _told_first(told, steps)
        members = {odd.whole, *odd.parts}
        if _omits(odd, steps, grammar):
            continue
        lists = list(lists_of(steps, grammar))
        if any(at_odds(one, grammar) and members & {one.whole, *one.parts} for one in lists):
            continue
        if _answered(odd, lists, held, grammar):
            closed = [
                one
                for one in lists
                if one.whole == odd.whole and len(one.parts) > 1 and not at_odds(one, grammar)
            ]
        else:
            closed = _of_another(odd, lists) if chosen is None else []
        if not closed:
            continue
        margin = None if chosen is None else other.cost - chosen.cost
        if margin is None or margin <= _RIVAL:
            draft.rival = Rival(
                chosen=sum_of(told, grammar),
                rival=sum_of(closed[0], grammar),
                margin="" if margin is None else in_digits(margin),
            )
            return


def _of_another(odd: Listed, lists: Sequence[Listed]) -> list[Listed]:
    """The one list that all the parts of a list at odds are of: parts of another amount.

    Asked only where the words permit no reading that has the list at odds itself.
    """
    return [one for one in lists if one.whole != odd.whole and set(odd.parts) <= set(one.parts)]


def _omits(odd: Listed, steps: Sequence[Step], grammar: Grammar) -> bool:
    """Does a reading leave out an amount in the midst of a list, with no word that says why?

    Any list that exceeds its whole closes when the right part is left out: that is no reading of it.
    """
    return any(
        step.kind == "apart"
        and step.number in odd.parts[1:]
        and not grammar.mentions[step.number].other
        and grammar.mentions[step.number].separator in ("none", "comma", "pause", "semicolon")
        for step in steps
    )


def _as_first(figures: Sequence[DraftFigure]) -> Callable[[Step], bool]:
    """What agrees with the first reading of each amount."""
    number = {id(figure): n for n, figure in enumerate(figures)}

    def agrees(step: Step) -> bool:
        figure = figures[step.number]
        side = figure.context.side
        if figure.parent is not None and id(figure.parent) in number:
            return step.kind == "part" and step.of == number[id(figure.parent)]
        if figure.concept == "cumulative_balance":
            return step.kind in ("closing", "apart")
        if figure.account is None or figure.role is Role.OTHER:
            return step.kind in ("aside", "apart", "same")
        if figure.role is Role.TOTAL:
            lone = step.kind == "line" and figure.concept in OWN | SCHEMES
            here = step.side is not None and SIDES[step.side] is side
            return here and (lone or step.kind == "total")
        if side is Side.CLOSING:
            return step.kind == "closing"
        of_total = step.kind == "part" and figures[step.of].role is Role.TOTAL
        same_side = step.side is not None and SIDES[step.side] is side
        return same_side and (step.kind == "line" or of_total)

    return agrees
