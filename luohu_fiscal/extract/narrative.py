"""The core of reading: sentences of a budget report to figures that know their place in an account.

A paragraph is walked token by token.  What stands between two tokens (a `Gap`) says what the next one is:
an **anchor** (own revenue, expenditure or a total, which names the book and the side), a **line** of a list
that 加上 opened, a **part** of a list that 其中, 包括 or a bracket opened, or what is left when all is
counted.  Everything else becomes a figure of role ``other``: nothing is dropped, and nothing is guessed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from luohu_fiscal.document import Document, Paragraph, Place
from luohu_fiscal.extract.anchors import Anchors
from luohu_fiscal.extract.asides import Asides, disown, has_no_accounts, of_another_year
from luohu_fiscal.extract.averages import bind_average
from luohu_fiscal.extract.bindings import Bindings
from luohu_fiscal.extract.comparable import bind_restored
from luohu_fiscal.extract.draft import DraftClaim, DraftFigure, Lead
from luohu_fiscal.extract.gaps import (
    Gap,
    Name,
    bare_of_scope,
    before_colon,
    changes,
    gap,
    name_after,
    name_in,
)
from luohu_fiscal.extract.headings import Headings, book_in
from luohu_fiscal.extract.indicators import IndicatorReader
from luohu_fiscal.extract.ledger import Ledger
from luohu_fiscal.extract.lines import Lines
from luohu_fiscal.extract.lists import Lists
from luohu_fiscal.extract.openings import Openings
from luohu_fiscal.extract.periods import period_in
from luohu_fiscal.extract.portions import bind_portion, portion, portion_claim
from luohu_fiscal.extract.rates import RateReader
from luohu_fiscal.extract.stages import Stages
from luohu_fiscal.extract.stock import DebtReader
from luohu_fiscal.extract.terms import ANCHORS, KINDS, SCHEMES, Terms, is_bare
from luohu_fiscal.extract.tokens import Token, TokenKind, tokens
from luohu_fiscal.extract.walk import Frame, Walk, is_lump
from luohu_fiscal.model.concepts import Concept
from luohu_fiscal.model.vocabulary import Book, ClaimKind, Role, Side, Stage
from luohu_fiscal.wording import Wording

__all__ = ["Narrative"]

#: What a line of a list over paragraphs is called, up to its 收入 or 支出, where it names a budget.
_BOOK_LINE = re.compile("[^，,。；;：:]{0,24}?预算(?:收入|支出)")
_BALANCES = re.compile(
    r"(?:收支相抵后?[，,]?)?(?:当年|预算|实现|达到)*(?:收支)?平衡(?=[。；;，,（(]|$)"
)
_NOT_SAID = re.compile("不|确保|保持|实现财政|争取")
_OTHER_SCOPE = re.compile("本级|开发区|新区|高新区|园区|县区|各县|示范区")
#: Raising, granting and spending money for a purpose: no line of an account.
_ACTS = re.compile("争取|落实|下达|拨付|筹措|筹集|统筹|收回|盘活")

_BOTH_SIDES = re.compile(
    "(?:收支总(?:计|量|额|规模)|收入总[计量][和与、及]支出总[计量])(?:均|都|由|为)*$"
)
#: In a plan of adjustment: by how much, not how large.
_MOVED = re.compile(
    "(?:其中|主要是|主要为|主要)?[:：]?(?:调增|调减|追加|追减|新增|增加|减少)(?!的)"
)
#: 较上年X万元 and no more: the amount of the year before.
_EARLIER = re.compile("(?:较|比)(?:上年|去年)(?:同期)?(?:决算|执行|完成|实际|的)*$")
#: 上划中、省、市收入X: one amount for what goes to all higher levels.
_SHARED = re.compile("上划[^，,。；;：:]*$")
#: 新增债务还本支出X, in a list of an adjusted budget.
_ADDED = re.compile("新增|增加|追加")
#: What is left of 调整后为X when its verbs are taken off.
_AFTERWARDS = re.compile("调整后的?")
#: 收入增长2%，完成X: what stands before such a rate, and between it and its amount.
_GROWS = re.compile("(?:预期|预计|计划|同比|比上年|较上年)*(?:增长|下降|增加|减少)(?:约|为)?$")
_THEN = re.compile("[，,](?:预计|计划|力争|将)*(?:完成|达到?|为|实现|安排)")
#: So many characters after an amount are looked at: no sentence is longer, and a hostile one is cheap.
_AHEAD = 1_000
#: So many of them are kept beside an amount, for a second reading.
_FOLLOWING = 200
#: So many before a rate: what its basis takes out is named there.
_BEHIND = 200


class Narrative:
    """Reads the paragraphs of one document; the results gather in its ledger."""

    def __init__(self, document: Document, words: Wording) -> None:
        self._document = document
        self._words = words
        self._headings = Headings(document, words)
        self._ledger = Ledger()
        self._terms = Terms(words)
        self._lists = Lists(words)
        self._stages = Stages(words, self._terms)
        self._openings = Openings(self._headings, words)
        self._asides = Asides(self._headings, words)
        self._anchors = Anchors(words, self._terms, self._headings, self._ledger)
        self._lines = Lines(self._terms, self._ledger)
        self._rates = RateReader(words)
        self._bindings = Bindings(document, words, self._ledger)
        untitled = not self._headings.stages
        #: A paper without a title that announces a budget, and of a kind that lays out none.
        self._quotes = untitled and has_no_accounts(document)
        self._debt = DebtReader(words, untitled=untitled and not self._quotes)
        self._indicators = IndicatorReader(document, words)
        self._carried: Walk | None = None
        self._number = 0
        #: What a rate named whose amount follows it (收入增长2%，完成X), and the rate if it is of none before.
        self._foretold: Gap | None = None
        self._untold: tuple[Token, Place, Gap, str] | None = None

    def read(self) -> Ledger:
        """Walk through all paragraphs."""
        for paragraph in self._document.paragraphs():
            self._paragraph(paragraph)
        if self._quotes:
            disown(self._ledger)
        return self._ledger

    # -- one paragraph ----------------------------------------------------------------------

    def _paragraph(self, paragraph: Paragraph) -> None:
        walk = self._start(paragraph)
        context = self._headings.context
        self._ledger.indicators += self._indicators.read(paragraph, context, self._headings.stages)
        text, position, told = paragraph.text, 0, -1
        self._number += 1
        self._asides.enter(paragraph)
        found = tokens(text)
        begun = len(self._ledger.figures), len(self._ledger.claims)
        amounts = [one.start for one in found if one.kind is TokenKind.MONEY] + [len(text)]
        for token in found:
            between = gap(text[position : token.start])
            self._asides.advance(between)
            self._lists.advance(walk, between)
            self._balances(walk, paragraph, position, token.start)
            place = self._document.place(paragraph, token.start, token.end)
            if token.refused and not (token.malformed and token.kind is TokenKind.MONEY):
                self._ledger.refuse(token, place, token.refused)
                walk.portion = None
            elif token.kind is TokenKind.PERCENT:
                self._percent(walk, token, place, between, text)
            else:
                self._money(walk, token, place, between, text[token.end : token.end + _AHEAD])
                after = amounts[bisect_right(amounts, token.start)]
                figure = self._ledger.figures[-1]
                figure.lead = Lead(
                    self._number,
                    between,
                    text[max(told, 0) : token.start],
                    name_in(between.segment, self._words),
                    text[token.end : min(after, token.end + _FOLLOWING)],
                )
                told = token.end
            position = token.end
            walk.after_rate = token.kind is TokenKind.PERCENT
        self._lists.advance(walk, gap(text[position:]))
        self._balances(walk, paragraph, position, len(text))
        if text.endswith((":", "：")) or (
            (walk.frames or walk.carried) and text.endswith(("；", ";"))
        ):
            # The list that the colon announces stands in paragraphs of its own.
            if not walk.carried:
                walk.announced = [frame for frame in walk.frames if not frame.bracket]
            walk.carried = True
            self._carried = walk
        elif walk.carried and walk.marked:
            self._carried = walk
        self._bindings.read(paragraph, found, begun)
        self._openings.leave(walk.context if walk.anchored else None)
        self._headings.note(paragraph, walk.context)

    def _start(self, paragraph: Paragraph) -> Walk:
        """The walk at the head of a paragraph: a new one, or the one whose list goes on in it."""
        carried, self._carried = self._carried, None
        if (
            carried is not None
            and not self._another_book(carried, paragraph.text)
            and carried.goes_on_in(paragraph.text)
        ):
            carried.recent.clear()
            carried.rated = None
            return carried
        context = self._openings.enter(paragraph)
        account = self._ledger.current(context)
        if account is not None and context.scope not in (
            account.context.scope,
            self._headings.context.scope,
        ):
            account = None  # the paragraph opens with another scope than that of the account before
        if account is not None and context.side is None and account.context.book is not Book.DEBT:
            # A paragraph that names no side goes on where the account stands.
            sides = [f.context.side for f in account.figures if f.context.side is not Side.CLOSING]
            context = context.updated(side=sides[-1] if sides else None)
        return Walk(context, account=account, begun=len(self._ledger.figures))

    def _another_book(self, walk: Walk, text: str) -> bool:
        """（3）国有资本经营预算收入X under a list of fund revenue: no line of it, an account of its own."""
        head = _BOOK_LINE.match(text)
        return head is not None and book_in(head[0], self._words) not in (None, walk.context.book)

    def _balances(self, walk: Walk, paragraph: Paragraph, start: int, end: int) -> None:
        """收支平衡 said in words between two tokens, of the account just read."""
        match = _BALANCES.search(paragraph.text, start, end)
        account = walk.account
        if match is None or self._asides.here or account is None or account.balanced is not None:
            return
        if not _NOT_SAID.search(paragraph.text, max(start, match.start() - 8), match.start()):
            account.balanced = self._document.place(paragraph, match.start(), match.end())

    # -- rates ------------------------------------------------------------------------------

    def _percent(self, walk: Walk, token: Token, place: Place, between: Gap, text: str) -> None:
        self._untold = None
        self._foretold = between if _GROWS.search(between.segment) else None
        before = text[max(0, token.start - _BEHIND) : token.start]
        after = text[token.end : token.end + 40]
        frame = walk.frame
        if frame is not None and frame.bracket and _OTHER_SCOPE.search(between.segment):
            self._ledger.refuse(token, place, "a rate of another scope than its figure")
            return
        if found := portion(token, between, after, walk.last, self._words):
            walk.rated = portion_claim(found, token, place, walk.last)
            walk.portion = walk.rated if found.follows else None
            self._ledger.claims.append(walk.rated)
            return
        goes_on = walk.rated is not None and not between.breaks_clause
        figure = walk.rated.figure if walk.rated and goes_on else self._subject(walk, between)
        claim = self._rates.claim(token, place, between, figure, walk.recent, walk.context, after)
        if not isinstance(claim, DraftClaim):
            self._ledger.refuse(token, place, claim)
            self._untold = (token, place, between, after) if figure is None else None
            return
        self._ledger.claims.append(claim)
        if walk.rated is not None and goes_on and not claim.comparable:
            claim.comparable, claim.restored = walk.rated.comparable, walk.rated.restored
        else:
            lead = re.split("[。！？]", before)[-1]
            earlier = self._ledger.figures[walk.begun :]
            bind_restored(claim, lead, earlier, walk.head, self._words)
        bind_average(claim, text, walk.recent, self._words)
        if walk.change is not None and not claim.comparable and not between.breaks_clause:
            change, direction = walk.change
            told = self._words.cue("change", "rate").fullmatch(between.raw)
            if claim.kind is ClaimKind.GROWTH and claim.figure is not change and told:
                claim.increment = change if claim.negative == (direction < 0) else None
        walk.rated, walk.change = claim, None

    def _subject(self, walk: Walk, between: Gap) -> DraftFigure | None:
        """The figure a rate speaks of: one its own words name, or the one just read."""
        account = walk.account
        if account is None or not between.breaks_clause:
            return walk.last
        name = name_in(between.segment, self._words)
        label = re.split("完成|为|增长|下降|占", name.label)[0]
        concept = self._terms.of(label, walk.context)
        if concept is not None and concept.id in ANCHORS:
            for figure in account.figures:
                if figure.concept == concept.id and figure.parent is None:
                    return figure
        if between.breaks_sentence and walk.head is not None:
            return walk.head
        return walk.last

    # -- money ------------------------------------------------------------------------------

    def _money(self, walk: Walk, token: Token, place: Place, between: Gap, after: str) -> None:
        foretold = self._named_before_rate(walk, between)
        between = foretold or before_colon(between)
        self._stages.advance(walk, between)
        name = name_in(between.segment, self._words)
        figure = DraftFigure(token, place, walk.context, name.label, qualifier=token.qualifier)
        self._ledger.figures.append(figure)
        walk.lump = is_lump(between)
        if walk.lump and (shared := _SHARED.search(between.inner)):
            figure.label = shared[0].removesuffix("完成")
        walk.joined = between.outer.lstrip().startswith("、")
        walk.aside = walk.aside or bool(self._words.cue("periods", "aside").search(between.raw))
        walk.remark = re.split("[。；;]", after, maxsplit=1)[0]
        direction = changes(between.segment, self._words)
        moved = walk.context.stage is Stage.ADJUSTED and _MOVED.match(between.segment)
        is_change = direction != 0 or bool(moved)
        walk.change = (figure, direction) if self._is_increment(walk, between) else None
        if self._asides.here:
            pass
        elif self._asides.of_period(between, walk.context.period):
            figure.context = replace(figure.context, period=period_in(between.clause))
        elif not self._bind_debt(walk, figure, between):
            if self._both_sides(walk, figure, between, name):
                pass
            elif not self._stages.bind(walk, figure, between, name):
                self._bind(walk, figure, between, name, is_change)
        if figure.account is None and figure.concept is None and name.scope:
            # 全市投入X: an amount of no account still belongs to the level its words name.
            figure.context = figure.context.updated(scope=name.scope, level=name.level)
        figure.label = figure.label or name_after(after)
        if not is_change or figure.context.book is Book.DEBT:
            walk.last = figure
        walk.recent.append(figure)
        if foretold is not None:
            self._rate_of(walk, figure)
        if walk.portion is not None:
            bind_portion(walk.portion, figure)
        walk.rated = walk.portion = None

    def _named_before_rate(self, walk: Walk, between: Gap) -> Gap | None:
        """收入增长2%，完成X: the words before the rate name the amount after it."""
        if self._foretold is None or not walk.after_rate or not _THEN.fullmatch(between.raw):
            return None
        named = gap(_GROWS.sub("", self._foretold.raw))
        label = name_in(named.segment, self._words).label
        return named if label and self._terms.of(label, walk.context) else None

    def _rate_of(self, walk: Walk, figure: DraftFigure) -> None:
        """The rate just read is that of the amount after it, whatever stood before."""
        if walk.rated is not None:
            walk.rated.figure = figure
        elif self._untold is not None:
            token, place, between, after = self._untold
            claim = self._rates.claim(token, place, between, figure, [], walk.context, after)
            if isinstance(claim, DraftClaim):
                self._ledger.refused.pop()
                self._ledger.claims.append(claim)

    def _is_increment(self, walk: Walk, between: Gap) -> bool:
        """X，比上年增加Y: Y is the change of X, and of nothing else that the words name."""
        bare = self._words.cue("change", "bare").fullmatch(between.raw)
        return bare is not None and walk.last is not None

    def _bind_debt(self, walk: Walk, figure: DraftFigure, between: Gap) -> bool:
        book = walk.context.book
        if book is Book.DEBT or (book is None and self._debt.speaks(between.clause)):
            return self._debt.bind(figure, walk, between, self._ledger)
        return False

    def _both_sides(self, walk: Walk, figure: DraftFigure, between: Gap, name: Name) -> bool:
        """收支总计X is the total of both sides at once: no line of either."""
        if not _BOTH_SIDES.search(name.label):
            return False
        book = self._terms.named_book(name.label)
        context = walk.context.updated(book=book, scope=name.scope, level=name.level)
        figure.context = walk.context = replace(context, side=None)
        figure.role = Role.TOTAL
        if self._stages.moves(between.segment, walk):
            figure.context = figure.context.updated(stage=Stage.BUDGET)
            walk.variant = figure
        return True

    def _bind(
        self, walk: Walk, figure: DraftFigure, between: Gap, name: Name, is_change: bool
    ) -> None:
        """Find the place of an amount in its account, if it has one."""
        if _EARLIER.match(name.label):
            return
        if walk.aside or (walk.mode == "plain" and not walk.frames and _ACTS.match(name.label)):
            return
        if not name.label or _AFTERWARDS.fullmatch(name.label):
            outcome = self._stages.outcome(walk, between)
            if outcome is not None:
                self._bind_outcome(walk, figure, between, *outcome)
            return
        if not is_change and self._on_its_own_terms(walk, figure, between):
            self._bind_named(walk, figure, between, name)
        elif is_change and walk.frame is not None and _ADDED.match(between.segment):
            self._lines.added(figure, walk.frame)

    def _bind_outcome(
        self, walk: Walk, figure: DraftFigure, between: Gap, concept: Concept | None, name: Name
    ) -> None:
        """Bind an amount that bears the name of the one before: 年初预算X，实际完成Y; 由X调整为Y."""
        figure.label = name.label
        if concept is not None and concept.id in ANCHORS and not walk.frames:
            self._anchors.bind(walk, figure, concept, name, between)
        elif not self._both_sides(walk, figure, between, name):
            self._bind_named(walk, figure, between, name)

    def _bind_named(self, walk: Walk, figure: DraftFigure, between: Gap, name: Name) -> None:
        """Bind an amount that has a name of its own."""
        frame = walk.frame
        if frame is not None and of_another_year(between, walk.context, self._words):
            return
        if self._other_side(frame, name, between):
            walk.frames.clear()
            frame = None
        if frame is not None and frame.bracket:
            if not self._lines.of_bare_total(figure, frame):
                self._lines.detail(figure, frame)
            return
        if frame is None and walk.mode == "plain":
            name = bare_of_scope(name, self._words)
        label = name.label
        concept = self._terms.of(label, walk.context)
        if frame is not None and self._lines.part(walk, figure, frame, concept):
            return
        if concept is not None and concept.id in KINDS and self._lines.kind(walk, figure, concept):
            return
        if is_bare(label) and walk.of_scheme and not between.breaks_sentence:
            concept = self._terms.of("养老保险基金" + label, walk.context)
        if concept is not None and concept.id in SCHEMES and not walk.frames:
            self._lines.scheme(walk, figure, concept, name)
            return
        if concept is not None and concept.id in ANCHORS:
            if self._anchors.bind(walk, figure, concept, name, between):
                return
        self._anchors.go_back(walk, name)
        self._anchors.open_account(walk, concept, name)
        self._anchors.go_over(walk, concept, name, between)
        self._lines.line(walk, figure, between)

    def _other_side(self, frame: Frame | None, name: Name, between: Gap) -> bool:
        """收入X，其中：甲Y；支出Z: what is spent is no part of what was taken in."""
        parent = frame.parent if frame is not None and not frame.bracket else None
        if parent is None or parent.context.book is Book.SOCIAL_INSURANCE:
            return False
        side = {"收入": Side.RESOURCES, "支出": Side.USES}.get(name.label)
        own = parent.concept in ANCHORS and parent.context.side in (Side.RESOURCES, Side.USES)
        return own and between.breaks_clause and side not in (None, parent.context.side)

    def _on_its_own_terms(self, walk: Walk, figure: DraftFigure, between: Gap) -> bool:
        """False for an amount restated on a comparable basis (剔除…因素后)."""
        if walk.deducted or not self._words.cue("rates", "comparable").search(between.clause):
            return True
        walk.deducted = self._lines.deducts(walk, figure, between.segment)
        if walk.deducted:
            walk.mode = "add"
        return walk.deducted
