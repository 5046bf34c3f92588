"""The lines of an account, the parts of a line, and what is left over at the end."""

from __future__ import annotations

import re

from luohu_fiscal.extract.draft import Account, DraftFigure
from luohu_fiscal.extract.gaps import Gap, Name
from luohu_fiscal.extract.headings import year_in
from luohu_fiscal.extract.layouts import Layouts
from luohu_fiscal.extract.ledger import Ledger
from luohu_fiscal.extract.settle import adds_up
from luohu_fiscal.extract.terms import (
    ANCHORS,
    CLOSING,
    OWN,
    SHARED,
    STRUCTURAL,
    TOTALS,
    Terms,
    role_in,
)
from luohu_fiscal.extract.walk import Frame, Walk
from luohu_fiscal.model.concepts import Concept
from luohu_fiscal.model.concepts import concept as by_id
from luohu_fiscal.model.vocabulary import Book, Choice, Role, Side

__all__ = ["Lines"]

_KIND = re.compile("(?:地方级?)?(?:税收|非税)收入")
#: A sum of what stands before it, with no name of its own.
_SUM = re.compile("(?:共|总)?合?计|总额|总量")
_CUMULATIVE = re.compile("滚存|累计|历年")
#: What was left when the year began is no closing of it.
_LEFT_BEFORE = re.compile("年初|期初|上年|上期|以前年度")


def _complete(parent: DraftFigure) -> bool:
    """True where the parts read so far are all of a line: what follows stands beside it."""
    if parent.account is None or parent.role is Role.TOTAL:
        return False
    return parent.parts > 1 and parent.told == parent.amount.value


def _lesser(figure: DraftFigure, total: DraftFigure) -> bool:
    """True of 可用财力 within a larger 可用财力合计: a part of all that is available."""
    smaller = figure.amount.value.copy_abs() < total.amount.value.copy_abs()
    plain = not re.search("合计|总|累计", figure.label) and figure.label.endswith("财力")
    return plain and smaller and bool(re.search("合计|总|累计", total.label))


#: What passes between levels of government: no general budget of a local government is without it.
_BETWEEN_LEVELS = frozenset(
    "transfers_from_higher remittances_from_lower remittance_to_higher transfers_to_lower "
    "transfer_expenditure".split()
)


def _names_all(account: Account, side: Side) -> bool:
    """True of a list, even after 其中, that names own lines and those beside them: all there is.

    In the general public budget something always passes between levels; a list without it is not all.
    """
    concepts = {line.concept for line in account.on(side)}
    if account.context.book is Book.GENERAL_PUBLIC and not concepts & _BETWEEN_LEVELS:
        return False
    return bool(concepts & STRUCTURAL) and len(concepts) > 1


class Lines:
    """Binds what is neither an anchor nor of another stage."""

    def __init__(self, terms: Terms, ledger: Ledger) -> None:
        self._terms = terms
        self._ledger = ledger
        self._layouts = Layouts(terms, ledger)

    # -- parts of a figure ------------------------------------------------------------------

    def detail(self, figure: DraftFigure, frame: Frame) -> None:
        """A part of the figure whose list is open."""
        parent = frame.parent
        if parent is None or (parent.role is Role.OTHER and parent.account is None):
            return
        concept = self._terms.of(figure.label, parent.context, parent.context.side)
        figure.context = parent.context
        figure.concept = concept.id if concept else None
        parent.take_part(figure)
        if parent.closed is None:
            parent.closed = frame.closed
        if parent.account is not None:
            parent.account.figures.append(figure)

    def of_bare_total(self, figure: DraftFigure, frame: Frame) -> bool:
        """总收入X（甲Y，乙Z）: the bracket after a total without lines names its lines."""
        total = frame.parent
        if total is None or total.account is None or total.role is not Role.TOTAL:
            return False
        side = total.context.side
        if side is None or len(total.account.on(side)) > 1 + frame.lines:
            return False
        concept = self._terms.of(figure.label, total.context, side)
        if not frame.lines and (concept is None or concept.id not in OWN):
            return False
        self._under_total(figure, total, total.account, frame, concept)
        return True

    def part(self, walk: Walk, figure: DraftFigure, frame: Frame, concept: Concept | None) -> bool:
        """A line of a list that 其中 or 包括 opened; False where the line ends that list."""
        parent = frame.parent
        if parent is None:
            return False
        if concept is not None and concept.id in TOTALS:
            if parent.role is Role.TOTAL and not frame.lines and _lesser(figure, parent):
                concept = None  # 累计可用财力X，包括当年可用财力Y
            else:
                walk.frames.clear()
                return False
        within = Side.USES if frame.takes_off else parent.context.side
        inside = self._terms.of(figure.label, walk.context, within, walk.remark)
        if SHARED.search(figure.label) and parent.role is Role.TOTAL and parent.account is not None:
            # What goes to higher levels is in it: gross revenue, and no list of the account.
            self._ledger.demote(parent.account, parent)
            walk.frames.clear()
            return True
        if inside is not None and inside.id in CLOSING and walk.of_scheme:
            figure.context = parent.context
            return True
        if parent.role is Role.TOTAL and parent.account is not None:
            figure.perhaps_of = walk.left
            self._under_total(figure, parent, parent.account, frame, inside)
            return True
        if self._leaves(walk, frame, parent, inside):
            ended = _complete(parent)
            if not (ended or walk.joined) and parent.role in (Role.OWN_REVENUE, Role.COMPONENT):
                figure.perhaps_of = parent
            walk.leave_list()
            outer = walk.frame
            return outer is not None and self.part(walk, figure, outer, concept)
        if concept is not None and concept.id in ANCHORS and concept.id != parent.concept:
            if self._terms.named_book(figure.label) is not None:
                walk.frames.clear()
                return False
        self.detail(figure, frame)
        return True

    def _leaves(
        self, walk: Walk, frame: Frame, parent: DraftFigure, inside: Concept | None
    ) -> bool:
        """Is a line between levels, books or years named in a list it cannot be a part of?"""
        between = inside is not None and inside.id in STRUCTURAL and inside.id != parent.concept
        if _complete(parent):
            if not between:
                parent.reading = Choice.PARTS_END
            return True
        if inside is None or not between:
            return False
        if parent.account is None or parent.role not in (Role.OWN_REVENUE, Role.COMPONENT):
            return False
        if parent.context.book is Book.SOCIAL_INSURANCE and inside.id != "carried_forward":
            # Subsidies and transfers are parts of what the funds take in (102), not lines beside it.
            return False
        if walk.joined:
            # 包括：资本金注入X、转移性支出Y、…: the list goes on.
            return False
        # One amount for several lines (上级补助、调入资金等X) stays where it stands.
        return frame.closed is not True and not (frame.nested and walk.lump)

    def kind(self, walk: Walk, figure: DraftFigure, concept: Concept) -> bool:
        """非税收入X in a sentence of its own is still a part of the own revenue before it."""
        if "中的" in figure.label:
            return self._within(figure)
        head = walk.head
        if head is None and walk.account is not None:
            own = walk.account.on(Side.RESOURCES, roles=frozenset({Role.OWN_REVENUE}))
            head = own[-1] if own else None
        told = head is None or any(
            one.parent is head and one.label == figure.label
            for one in (head.account.figures if head.account is not None else ())
        )
        if told and walk.head is None and self._kind_again(walk, figure, concept):
            return True
        if head is None or head.concept != "own_revenue" or walk.mode != "plain" or walk.frames:
            return False
        if head.context.key != walk.context.key or head.context.book is not Book.GENERAL_PUBLIC:
            return False
        figure.context, figure.concept = head.context, concept.id
        head.take_part(figure)
        if head.account is not None:
            head.account.figures.append(figure)
        return True

    def _within(self, figure: DraftFigure) -> bool:
        """一般公共预算收入中的税收收入X: a part of the amount that bears that name."""
        named = figure.label.partition("中的")[0]
        here = figure.context
        whole = next(
            (
                one
                for one in reversed(self._ledger.figures)
                if one.label == named
                and (one.context.year, one.context.stage) == (here.year, here.stage)
            ),
            None,
        )
        if whole is not None:
            figure.context = whole.context
            whole.take_part(figure)
            figure.breakdown = 1  # whatever else it was divided into
            if whole.account is not None:
                whole.account.figures.append(figure)
        return True

    def _kind_again(self, walk: Walk, figure: DraftFigure, concept: Concept) -> bool:
        """（1）税收收入X。其中：增值税Y…: told in a paragraph of its own, a mention that has parts."""
        listed = walk.mode != "plain" or any(frame.parent is not None for frame in walk.frames)
        if walk.context.book is not Book.GENERAL_PUBLIC or listed or walk.recent:
            return False
        if not _KIND.fullmatch(figure.label):
            return False  # 增值税 is a part of tax revenue, not the whole of it
        figure.context = walk.context.updated(side=Side.RESOURCES)
        figure.concept, figure.role = concept.id, Role.DETAIL
        walk.head = figure
        return True

    def _under_total(
        self,
        figure: DraftFigure,
        total: DraftFigure,
        account: Account,
        frame: Frame,
        concept: Concept | None,
    ) -> None:
        side = total.context.side
        if side is None:
            return
        figure.context = total.context
        own = concept is not None and concept.id in OWN
        before = [one for one in account.on(side) if one is not total]
        if own and adds_up(total, before):
            own, total.reading = False, Choice.LINES_BEFORE
        if before and not (total.listed or frame.lines or own):
            # The total was struck under its lines: what 其中 names after it are no more of them.
            figure.concept = concept.id if concept else None
            total.named_after.append(figure)
            return
        if figure.label.endswith("收入") and side is Side.USES:
            # 支出X，主要是：某险收入Y，支出Z: what follows tells both sides of something else.
            total.closed = False
            return
        if concept is not None and own and not frame.lines:
            self._ledger.displace(account, side, concept.id)
        figure.negative = frame.takes_off
        self._ledger.place(figure, account, concept.id if concept else None, role_in(concept))
        frame.lines += 1
        total.listed += 1
        total.closed = frame.closed
        if frame.closed is None:
            total.closed = True if _names_all(account, side) else None

    def added(self, figure: DraftFigure, frame: Frame) -> None:
        """新增债务还本支出X in an adjusted list: a new line, or by how much one grew; let the sum decide."""
        total = frame.parent
        if total is None or total.role is not Role.TOTAL or total.account is None:
            return
        side = total.context.side
        concept = self._terms.of(figure.label, total.context, side)
        if concept is None or concept.id not in STRUCTURAL or concept.side != side:
            return
        figure.context, figure.concept = total.context, concept.id
        total.account.pending.append(figure)
        frame.closed = total.closed = False

    # -- lines of an account ----------------------------------------------------------------

    def line(self, walk: Walk, figure: DraftFigure, between: Gap) -> None:
        """A line of the account: of a list that 加上 opened, or one that only an account can have."""
        account, side = walk.account, walk.context.side
        figure.context = walk.context
        if self._layouts.of_restated(walk, figure, side, between) or (
            account is not None and self._layouts.beyond(walk, account, side)
        ):
            account = self._layouts.second(walk)
        if account is None:
            self._layouts.keep_beyond(walk, figure, side)
            return
        takes_off = walk.mode == "subtract" and not account.on(Side.CLOSING)
        if takes_off and account.total(Side.RESOURCES) is not None:
            # 收入总量X。扣除上解支出Y、…，支出Z: what is taken off the total is how it is used.
            walk.mode, side = "add", Side.USES
            figure.context = walk.context = walk.context.updated(side=side)
        taken_off = Side.USES if walk.mode == "subtract" else side
        if side is Side.RESOURCES and figure.label.startswith("调出") and walk.mode == "plain":
            # What is transferred out is a use, in whatever sentence it stands.
            side = taken_off = Side.USES
            figure.context = walk.context.updated(side=side)
        concept = self._terms.of(figure.label, walk.context, taken_off or Side.USES, walk.remark)
        closing = self._closing(figure)
        settles = re.search("收支相抵|相抵|减去|结转|结余", between.clause)
        named = concept is not None and concept.id in CLOSING
        if closing is not None and side is Side.RESOURCES and self._of_year_before(walk, between):
            # 2024年年终结转结余X among the resources of 2025: what was carried forward.
            concept, named, settles = by_id("carried_forward"), False, None
        if named or (walk.mode == "plain" and settles and closing is not None):
            self._left_over(walk, figure, account, between)
        elif side is not None and self._is_line(walk, account, side, concept):
            figure.negative = walk.mode == "subtract"
            if walk.mode != "plain":
                # 加上 opens the list: what stood before is none of it.
                account.skipped.discard(side)
            if concept is not None and self._of_several(walk, concept, between):
                concept = None
            self._ledger.place(figure, account, concept.id if concept else None, role_in(concept))
        elif side is not None and walk.anchored:
            self._keep_aside(walk, figure, account, side, concept, between)

    def _keep_aside(
        self,
        walk: Walk,
        figure: DraftFigure,
        account: Account,
        side: Side,
        concept: Concept | None,
        between: Gap,
    ) -> None:
        """What is no line as yet: a bare sum, a line after its total, an amount of unknown name."""
        if concept is not None:
            if concept.id in STRUCTURAL and concept.side == side:
                figure.concept = concept.id
                account.pending.append(figure)
        elif _SUM.fullmatch(figure.label):
            account.sums.append(figure)
        elif walk.mode == "plain" and account.total(side) is None and not between.breaks_sentence:
            account.skipped.add(side)

    def _of_several(self, walk: Walk, concept: Concept, between: Gap) -> bool:
        """上级补助、上年结转等X: one amount for more than what was carried forward."""
        if concept.id != "carried_forward":
            return False
        named = between.clause if walk.lump else between.segment
        return bool(re.search("补助|转移支付|调入|债券|债务", named))

    def _of_year_before(self, walk: Walk, between: Gap) -> bool:
        year = year_in(between.segment)
        return year is not None and walk.context.year is not None and year < walk.context.year

    def _is_line(self, walk: Walk, account: Account, side: Side, concept: Concept | None) -> bool:
        if walk.mode != "plain":
            return True
        named = concept is not None and concept.id in STRUCTURAL
        return named and walk.anchored and account.total(side) is None

    def scheme(self, walk: Walk, figure: DraftFigure, concept: Concept, name: Name) -> None:
        """One insurance scheme is a line of the account of all schemes, whose sum is then its total."""
        side = Side(concept.side)
        walk.context = walk.context.updated(
            book=Book.SOCIAL_INSURANCE, side=side, scope=name.scope, level=name.level
        )
        account = self._ledger.going_on(walk.context)
        walk.account, walk.anchored = account, True
        for line in account.on(side):
            if line.concept in OWN and account.total(side) is None:
                line.role = Role.TOTAL
        figure.context = walk.context
        self._ledger.place(figure, account, concept.id, Role.COMPONENT)

    def deducts(self, walk: Walk, figure: DraftFigure, segment: str) -> bool:
        """支出总计X，剔除上解支出等Y后，支出Z: named lines taken off a printed total are lines of it."""
        side = walk.context.side
        if walk.account is None or side is None or walk.account.total(side) is None:
            return False
        concept = self._terms.of(figure.label, walk.context, side)
        named = concept is not None and concept.id in STRUCTURAL
        return named and segment.startswith(("剔除", "扣除"))

    # -- what is left -----------------------------------------------------------------------

    def _closing(self, figure: DraftFigure) -> Concept | None:
        if _LEFT_BEFORE.match(figure.label):
            return None
        found = self._terms.of(figure.label, figure.context, Side.USES)
        return found if found is not None and found.id in CLOSING else None

    def _left_over(self, walk: Walk, figure: DraftFigure, account: Account, between: Gap) -> None:
        concept = self._closing(figure)
        if concept is None:
            return
        if walk.of_scheme and not between.breaks_sentence:
            # 某险基金收入X、支出Y、结余Z is what is left of one scheme: of the account, if it has no other.
            figure.concept, figure.negative = concept.id, concept.id == "shortfall"
            account.pending.append(figure)
            return
        if _CUMULATIVE.search(figure.label) and account.context.book is Book.SOCIAL_INSURANCE:
            figure.context = walk.context.updated(side=Side.CLOSING)
            figure.concept, figure.account = "cumulative_balance", account
            account.pending.append(figure)
            return
        listed = walk.mode == "add" and account.total(Side.USES) is None
        if concept.id == "shortfall":
            # 收支缺口: uses exceed resources by it, and the sentence says how it is met.
            listed, figure.negative = False, True
        figure.context = walk.context.updated(side=Side.USES if listed else Side.CLOSING)
        self._ledger.place(figure, account, concept.id, Role(concept.role))
