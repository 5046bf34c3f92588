"""A chosen reading written into the drafts: roles, parents, sides, accounts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from luohu_fiscal.extract.draft import Account, DraftFigure
from luohu_fiscal.extract.ledger import Ledger
from luohu_fiscal.extract.reading.first import elsewhere, first_lists
from luohu_fiscal.extract.reading.grammar import Grammar
from luohu_fiscal.extract.reading.lists import (
    Listed,
    at_odds,
    exceeds,
    holds,
    lists_of,
    repaired,
)
from luohu_fiscal.extract.reading.mentions import SIDES, Mention
from luohu_fiscal.extract.reading.passages import Passage
from luohu_fiscal.extract.reading.state import Step
from luohu_fiscal.extract.settle import name_lone_totals
from luohu_fiscal.extract.sums import closes
from luohu_fiscal.extract.terms import Terms, role_in
from luohu_fiscal.model.concepts import concept as by_id
from luohu_fiscal.model.vocabulary import Book, Role, Side

__all__ = ["bind"]

_CUMULATIVE = re.compile("滚存|累计|历年")


def bind(  # noqa: C901 - one case for each kind
    passage: Passage, steps: Sequence[Step], grammar: Grammar, ledger: Ledger, terms: Terms
) -> None:
    """Write a reading into the drafts of its passage; what stood there before is undone."""
    accounts = _accounts(passage, steps, ledger)
    adrift = _adrift(passage, steps, grammar)  # of what the first reading has, before it is undone
    kept = elsewhere(passage.figures, passage.context)
    for step in steps:
        if step.number not in kept or step.kind not in ("aside", "apart"):
            _free(grammar.mentions[step.number].draft)
    below, inside = _chained(steps, grammar)
    totals = {s.number: s for s in steps if s.kind == "total" and s.number not in below}
    lists = {number: _lines_of(number, steps, grammar) for number in totals}
    listed = {(step.account, step.side) for step in totals.values() if lists[step.number]}
    for step in steps:
        if step.kind == "line" and step.number in inside:
            continue  # in the subtotal 可用财力X, which stands for it in the total
        if step.kind == "line" and (step.account, step.side) in listed:
            continue  # told beside the list of its total: one of its lines again
        if step.kind == "part" and (step.of, step.breakdown) in adrift:
            continue
        mention = grammar.mentions[step.number]
        account = accounts[step.account]
        if step.kind == "part":
            if step.of in totals and step.breakdown == lists[step.of]:
                _line(mention, totals[step.of].side, account, passage, terms)
            else:
                _part(mention, grammar.mentions[step.of], passage, terms)
        elif step.kind == "line":
            _line(mention, step.side, account, passage, terms)
        elif step.kind == "total" and step.number not in below:
            _total(mention, step.side, account, passage)
        elif step.kind == "total":
            _line(mention, step.side, account, passage, terms)
            mention.draft.concept, mention.draft.role = "subtotal", Role.COMPONENT
        elif step.kind == "closing":
            _closing(mention, account, passage, terms)
    if passage.context.book is Book.SOCIAL_INSURANCE:
        _set_beside(steps, grammar)
    _complete(steps, adrift, lists, grammar)
    with_lists = {one.whole for one in lists_of(steps, grammar)}
    for number in totals.keys() - with_lists:
        if grammar.mentions[number].cue == "add":
            grammar.mentions[number].draft.closed = False
    for account in accounts.values():
        name_lone_totals(account)


def _lines_of(total: int, steps: Sequence[Step], grammar: Grammar) -> int:
    """The list behind a total that holds its lines; 0 where they stand before it, or it has none.

    分级次反映，区本级完成X，市县级完成Y after 其中：当年收入X，上年结转Y is another breakdown of the total.
    """
    of = [one for one in lists_of(steps, grammar) if one.whole == total]
    closed = [one for one in of if len(one.parts) > 1 and holds(one, grammar)]
    return min((one.breakdown for one in closed or of), default=0)


def _adrift(passage: Passage, steps: Sequence[Step], grammar: Grammar) -> set[tuple[int, int]]:
    """Lists of this reading alone that exceed their whole, and that no single slip would close.

    They are read wrongly, and bound to nothing.  A list that the first reading has too stays, at odds.
    """
    found = set()
    before = {(one.whole, one.parts) for one in first_lists(passage.figures)}
    for listed in lists_of(steps, grammar):
        if listed.breakdown and at_odds(listed, grammar) and not repaired(listed, grammar):
            if exceeds(listed, grammar) and (listed.whole, listed.parts) not in before:
                found.add((listed.whole, listed.breakdown))
    return found


def _chained(steps: Sequence[Step], grammar: Grammar) -> tuple[set[int], set[int]]:
    """Totals that a later total takes in (可用财力X；另有Y，总计Z), and the lines under them."""
    below: set[int] = set()
    inside: set[int] = set()
    totals = [step for step in steps if step.kind == "total"]
    for first, last in pairwise(totals):
        if (first.account, first.side) != (last.account, last.side):
            continue
        lines = [
            s.number for s in steps
            if s.kind == "line" and (s.account, s.side) == (last.account, last.side)
        ]  # fmt: skip
        later = [n for n in lines if first.number < n < last.number]
        parts = [grammar.signed(n, first.side) for n in (first.number, *later)]
        if later and closes([grammar.mentions[last.number].printed], parts):
            below.add(first.number)
            inside |= {n for n in lines if n < first.number}
    return below, inside


def _accounts(passage: Passage, steps: Sequence[Step], ledger: Ledger) -> dict[int, Account]:
    """An account for each one of the reading: those the first reading had, in order, then new ones.

    One that has lines elsewhere on a side of which a total is told here stays as it is: one list holds the
    lines of a total, and not some from here and some from there.
    """
    here = {id(figure) for figure in passage.figures}
    told = {(s.account, SIDES[s.side]) for s in steps if s.kind == "total" and s.side is not None}
    held = Counter(id(f.account) for f in passage.figures if f.account is not None)
    known = [account for account in ledger.accounts if id(account) in held]
    known = [account for account in known if account.context.key == passage.context.key]
    found: dict[int, Account] = {}
    for number in sorted({step.account for step in steps}):
        mixed = number < len(known) and any(
            id(figure) not in here and figure.role is not Role.TOTAL
            for own, side in told
            if own == number
            for figure in known[number].on(side)
        )
        if number < len(known) and not mixed:
            found[number] = known[number]
        else:
            found[number] = ledger.open(replace(passage.context, side=None))
    return found


def _free(draft: DraftFigure) -> None:
    """Undo what the first reading made of an amount."""
    if draft.account is not None and draft in draft.account.figures:
        draft.account.figures.remove(draft)
    parent = draft.parent
    if parent is not None and parent.account is not None and draft in parent.account.figures:
        parent.account.figures.remove(draft)
    draft.account, draft.parent, draft.role = None, None, Role.OTHER
    draft.closed, draft.reading, draft.rival = None, None, None
    draft.breakdown, draft.complete = None, None
    draft.parts, draft.listed = 0, 0


def _line(
    mention: Mention, side: int | None, account: Account, passage: Passage, terms: Terms
) -> None:
    assert side is not None
    draft = mention.draft
    draft.context = replace(passage.context, side=SIDES[side])
    draft.negative = draft.negative or (side == 0 and mention.side == 1)
    concept = terms.of(
        mention.label,
        passage.context,
        SIDES[mention.side or side] if draft.negative else SIDES[side],
    )
    draft.account, draft.concept = account, concept.id if concept else None
    draft.role = role_in(concept)
    account.figures.append(draft)


def _part(mention: Mention, parent: Mention, passage: Passage, terms: Terms) -> None:
    draft, whole = mention.draft, parent.draft
    draft.context = whole.context
    concept = terms.of(mention.label, whole.context, whole.context.side)
    draft.concept = concept.id if concept else None
    draft.negative = draft.negative or (
        mention.side == 1 and whole.context.side is Side.RESOURCES and mention.cue == "subtract"
    )
    whole.take_part(draft)
    if whole.account is not None:
        whole.account.figures.append(draft)


def _total(mention: Mention, side: int | None, account: Account, passage: Passage) -> None:
    assert side is not None
    draft = mention.draft
    draft.context = replace(passage.context, side=SIDES[side])
    draft.account, draft.role = account, Role.TOTAL
    draft.concept = "total_resources" if side == 0 else "total_uses"
    account.figures.append(draft)


def _closing(mention: Mention, account: Account, passage: Passage, terms: Terms) -> None:
    draft = mention.draft
    draft.context = replace(passage.context, side=Side.CLOSING)
    concept = terms.of(mention.label, draft.context, Side.USES) or by_id("carried_over")
    assert concept is not None
    role = Role(concept.role)
    draft.role = (
        role if role in (Role.CARRIED_OVER, Role.SURPLUS, Role.BALANCE) else Role.CARRIED_OVER
    )
    insurance = passage.context.book is Book.SOCIAL_INSURANCE
    if insurance and account.on(Side.CLOSING) and _CUMULATIVE.search(mention.label):
        # What all years left stands beside what the year left, and is no closing of the year.
        draft.concept, draft.account, draft.role = "cumulative_balance", account, Role.OTHER
        return
    draft.account, draft.concept = account, concept.id
    account.figures.append(draft)


def _set_beside(steps: Sequence[Step], grammar: Grammar) -> None:
    """当年收支结余X，加上上年结余Y，年末滚存结余Z: Y is told beside the year's account, and is no line of it."""
    left: set[int] = set()
    for step in steps:
        draft = grammar.mentions[step.number].draft
        if step.kind == "closing":
            left.add(step.account)
        elif draft.role is Role.CARRIED_FORWARD and step.account in left and draft.account:
            draft.account.figures.remove(draft)
            draft.account, draft.role = None, Role.OTHER


def _complete(
    steps: Sequence[Step],
    adrift: set[tuple[int, int]],
    lines: Mapping[int, int],
    grammar: Grammar,
) -> None:
    """Whether each list is all of its whole: it closes, or its words say so."""
    lists = [one for one in lists_of(steps, grammar) if (one.whole, one.breakdown) not in adrift]
    for whole in {one.whole for one in lists}:
        of = sorted((one for one in lists if one.whole == whole), key=lambda one: one.parts)
        draft = grammar.mentions[whole].draft
        said = [_said(one, grammar) for one in of]
        draft.closed = True if True in said else said[0]
        if whole in lines:
            # Only the lines of a total say whether they are all of it; what else it is divided into is detail.
            main = [n for n, one in enumerate(of) if one.breakdown == lines[whole]]
            draft.closed = said[main[0]] if main else draft.closed
            said = [one for n, one in enumerate(said) if n not in main]
            of = [one for n, one in enumerate(of) if n not in main]
            _divide(of, said, grammar)
            continue
        if grammar.mentions[whole].cue == "add" and not draft.closed:
            draft.closed = False  # 加上转移性收入等，收入总计X: lines without amounts were added
        if len(of) > 1:
            _divide(of, said, grammar)


def _divide(of: Sequence[Listed], said: Sequence[bool | None], grammar: Grammar) -> None:
    """Number the breakdowns of one figure, and say of each whether it is all of it."""
    for number, (one, complete) in enumerate(zip(of, said, strict=True), 1):
        for part in one.parts:
            grammar.mentions[part].draft.breakdown = number
            grammar.mentions[part].draft.complete = complete


def _said(listed: Listed, grammar: Grammar) -> bool | None:
    """Whether a list is complete: it closes, its words say so, or nothing does."""
    if holds(listed, grammar) and len(listed.parts) > 1:
        return True
    if listed.closed and len(listed.parts) > 1:
        return True
    return False if grammar.mentions[listed.parts[0]].cue == "open" else None
