"""Puts what the words of a paragraph bind (`operands`) to the figures and claims that were drafted from it.

A claim that was drafted without its operands gets them, a percentage that was refused becomes one, and an
amount that is only named to be compared with gets the year and stage its words say, so that it is no figure
of the year at hand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from luohu_fiscal.document import Document, Kind, Paragraph
from luohu_fiscal.extract.changes import Moved, moved
from luohu_fiscal.extract.debt_lists import bind_debt_lists
from luohu_fiscal.extract.draft import DraftChange, DraftClaim, DraftFigure
from luohu_fiscal.extract.gaps import name_in
from luohu_fiscal.extract.items import name_item
from luohu_fiscal.extract.ledger import Ledger
from luohu_fiscal.extract.likeness import same_name
from luohu_fiscal.extract.operands import Bound, Operands
from luohu_fiscal.extract.said import Part, Said, said
from luohu_fiscal.extract.terms import Terms
from luohu_fiscal.extract.tokens import Token
from luohu_fiscal.extract.wholes import is_whole
from luohu_fiscal.model.vocabulary import Basis, ClaimKind, Role, Side, Stage
from luohu_fiscal.wording import Wording

__all__ = ["Bindings"]

#: A whole that a share names is looked for among so many figures back; among so many it is near.
_BACK, _NEAR = 400, 40
#: Roles that a line keeps, whatever it is compared with: it is bound by its own name.
_LASTING = frozenset({Role.TOTAL, Role.OWN_REVENUE})
#: 比“十三五”时期的A: of several years.
_OF_PLAN = re.compile("时期|期间")
_THIS_YEAR = frozenset({Basis.INITIAL, Basis.BUDGET, Basis.ADJUSTED})


class Bindings:
    """Binds the rates of one paragraph after the other, with what the one above left open."""

    def __init__(self, document: Document, words: Wording, ledger: Ledger) -> None:
        self._document, self._words, self._ledger = document, words, ledger
        self._terms = Terms(words)
        #: The last sentence of the paragraph above, and the amount whose list it opened.
        self._before: list[Said] = []
        self._head: Said | None = None
        self._head_is_part = False
        self._figures: dict[int, DraftFigure] = {}

    def read(self, paragraph: Paragraph, found: list[Token], begun: tuple[int, int]) -> None:
        """Bind the rates of a paragraph; `begun` counts the figures and claims before it."""
        if paragraph.kind in (Kind.TITLE, Kind.HEADING):
            self._before, self._head = [], None
            return
        figures, claims = self._ledger.figures[begun[0] :], self._ledger.claims[begun[1] :]
        self._figures |= {id(one.token): one for one in figures}
        drafted = {id(one.token): one for one in claims}
        numbers = said(paragraph.text, found, self._words)
        reader = Operands(
            numbers,
            paragraph.text,
            self._words,
            before=self._before,
            head=self._head,
            head_is_part=self._head_is_part,
        )
        for bound in reader.bind():
            self._apply(bound, drafted.get(id(bound.rate.token)), paragraph)
        self._changes(moved(numbers, self._words, reader), paragraph, numbers)
        bind_debt_lists(numbers, reader, self._of, self._words)
        name_item(paragraph.text, numbers, self._of)
        self._remember(numbers, paragraph.text)

    def _remember(self, numbers: Sequence[Said], text: str) -> None:
        """Keep what the next paragraph may go on from."""
        last = numbers[-1].sentence if numbers else -1
        self._before = [one for one in numbers if one.sentence == last]
        amounts = [one for one in numbers if one.part is Part.AMOUNT and not one.depth]
        if text.endswith((":", "：")):
            self._head = amounts[-1] if amounts else None
            self._head_is_part = "占" in text
        elif not text.endswith(("；", ";", "，", ",")) and len(amounts) != 1:
            # The last line of a list ends it, unless every line of it ends a sentence.
            self._head = None
        known = {id(one.token) for one in self._before}
        if self._head is not None:
            known.add(id(self._head.token))
        self._figures = {key: one for key, one in self._figures.items() if key in known}

    def _of(self, one: Said | None) -> DraftFigure | None:
        return None if one is None else self._figures.get(id(one.token))

    # -- one rate -----------------------------------------------------------------------------

    def _apply(self, bound: Bound, claim: DraftClaim | None, paragraph: Paragraph) -> None:
        amount = self._of(bound.amount)
        if amount is None or self._comparable(bound):
            return
        if claim is None:
            claim = self._accept(bound)
        elif claim.comparable or claim.basis is Basis.AVERAGE or claim.restored is not None:
            return
        if claim is None:
            return
        base, increment = self._of(bound.base), self._of(bound.increment)
        if bound.kind is ClaimKind.SHARE:
            base = self._whole(bound, base, claim, amount)
        elif base is None and increment is None:
            # Nothing to judge it on but what stands elsewhere: at least it speaks of no base.
            if claim.figure is None or self._is_base(claim.figure, bound):
                claim.figure = amount
            return
        claim.kind, claim.figure, claim.negative = bound.kind, amount, bound.negative
        claim.guessed, claim.increment = bound.guessed, increment
        claim.base = base or claim.base
        if bound.basis_text or base is not None:
            claim.basis, claim.basis_text = bound.basis, bound.basis_text
        if base is not None and bound.amount.becomes:
            self._take_place(amount, base, bound.base.label if bound.base is not None else "")
        self._place(amount, bound.amount)
        if base is not None and bound.kind is not ClaimKind.SHARE:
            self._place_base(base, bound, amount)

    def _whole(
        self, bound: Bound, base: DraftFigure | None, claim: DraftClaim, amount: DraftFigure
    ) -> DraftFigure | None:
        if is_whole(bound.basis_text):
            return None  # a line of which a book has one: it is found when all is read
        if bound.guessed and amount.parent is not None and not bound.basis_text:
            bound.guessed = bound.nested  # the list it was read in says of what it is a part
            return amount.parent
        if base is not None or claim.base is not None:
            return base or claim.base
        found, sure = self._named_whole(bound, amount)
        bound.guessed = bound.guessed or not sure
        return found

    def _is_base(self, figure: DraftFigure, bound: Bound) -> bool:
        return any(
            other.token is figure.token and other.part is not Part.AMOUNT for other in bound.passed
        )

    def _comparable(self, bound: Bound) -> bool:
        lead = bound.rate.lead + (bound.increment.lead if bound.increment is not None else "")
        return bool(self._words.cue("rates", "comparable").search(lead))

    def _accept(self, bound: Bound) -> DraftClaim | None:
        """A percentage that was of no known kind is a claim once its operands are known."""
        token = bound.rate.token
        refused = self._ledger.refused
        at = next((n for n, (one, _, _) in enumerate(refused) if one is token), None)
        told = bound.base is not None or bound.increment is not None
        if at is None or not (told or bound.kind is ClaimKind.SHARE):
            return None
        _, place, _ = refused.pop(at)
        claim = DraftClaim(token, place, bound.kind, None)
        self._ledger.claims.append(claim)
        return claim

    # -- bases --------------------------------------------------------------------------------

    def _place(self, figure: DraftFigure, one: Said) -> None:
        """An amount of no account is of the year and stage that its words say."""
        if figure.account is None and figure.parent is None:
            context = figure.context
            year, stage = one.year or context.year, context.stage or one.stage
            figure.context = replace(context, year=year, stage=stage)

    def _take_place(self, after: DraftFigure, before: DraftFigure, name: str) -> None:
        """由A减少到B: the line that was drafted with A is that of B."""
        if after.account is not None or after.parent is not None:
            return
        after.context, after.label = before.context, name or before.label
        after.role, after.concept, after.lead = before.role, before.concept, before.lead
        after.parent, after.closed = before.parent, before.closed
        account = before.account
        if account is not None and before in account.figures:
            account.figures[account.figures.index(before)] = after
            after.account, before.account = account, None
        before.parent = before.closed = None
        if after.concept is None:
            self._name(after)
        for figure in self._ledger.figures[-_NEAR:]:
            if figure.parent is before:
                figure.parent = after

    def _name(self, figure: DraftFigure) -> None:
        """What the name of a figure stands for, and on which side."""
        concept = self._terms.of(figure.label, figure.context)
        if concept is not None:
            figure.concept = concept.id
            side = Side(concept.side) if concept.side else None
            figure.context = figure.context.updated(side=figure.context.side or side)

    def _place_base(self, base: DraftFigure, bound: Bound, amount: DraftFigure) -> None:
        """What an amount is compared with is of the same thing, another year or stage."""
        one = bound.base
        assert one is not None
        year, stage = amount.context.year, one.stage
        if bound.kind is ClaimKind.COMPLETION:
            stage = stage or Stage.BUDGET
        else:
            if bound.basis not in _THIS_YEAR:
                before = year - 1 if year and not _OF_PLAN.search(one.segment) else None
                year = one.year or before
            stage = stage or (Stage.EXECUTION if one.year is not None else base.context.stage)
        if base.account is not None or base.parent is not None:
            if (base.context.year, base.context.stage) == (year, stage) or base.role in _LASTING:
                return
            if base.account is not None and base in base.account.figures:
                base.account.figures.remove(base)
            base.account = base.parent = None
        base.context = replace(amount.context, year=year, stage=stage)
        if base.role is not Role.OWN_REVENUE:
            base.role = Role.OTHER
        base.label = one.label or amount.label
        base.lead = None  # no second reading makes it a line of the year at hand

    def _named_whole(self, bound: Bound, part: DraftFigure) -> tuple[DraftFigure | None, bool]:
        """The whole that a share names, where one amount of that name is printed before it.

        It is sure where it stands near and bears that very name.
        """
        name = name_in(bound.basis_text, self._words).label.strip("“”的其")
        if len(name) < 2:
            return None, True
        found = [
            figure
            for figure in self._ledger.figures[-_BACK:]
            if figure is not part
            and figure.label
            and figure.place.start < part.place.start
            and figure.context.year in (None, part.context.year)
            and same_name(name, figure.label.replace("”", "")[-len(name) - 6 :])
        ]
        if not found or len({figure.amount.value for figure in found[-3:]}) > 1:
            return None, True
        near = any(found[-1] is figure for figure in self._ledger.figures[-_NEAR:])
        return found[-1], near and "当年" not in bound.basis_text

    # -- changes ------------------------------------------------------------------------------

    def _changes(
        self, told: Sequence[Moved], paragraph: Paragraph, numbers: Sequence[Said]
    ) -> None:
        """Keep the changes of a paragraph; what was is given the name and place of what it became."""
        drafts: dict[int, DraftChange] = {}
        own = {id(number) for number in numbers}
        for one in told:
            # What a change is of may stand in the paragraph before, and has its place there.
            here = [number for number in one.numbers if id(number) in own]
            if not here:
                continue
            token = here[-1].token
            draft = drafts[id(one)] = DraftChange(
                self._document.place(paragraph, token.start, token.end),
                self._of(one.after),
                self._of(one.before),
                self._of(one.change),
                one.direction,
                None if one.whole is None else drafts.get(id(one.whole)),
                one.closed,
            )
            if one.after is not None and one.after.becomes:
                self._succeed(draft)
            if draft.amount is not None and one.name:
                draft.amount.label = one.name
            self._ledger.changes.append(draft)

    def _succeed(self, draft: DraftChange) -> None:
        """由A调整为B: B is of the thing that was named before A."""
        after, before = draft.figure, draft.base
        if after is None or before is None or after.account is not None or after.parent is not None:
            return
        side = after.context.side or before.context.side
        after.context = after.context.updated(book=before.context.book, side=side)
        after.label = after.label or before.label
        after.concept = after.concept or before.concept
