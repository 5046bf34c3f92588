"""The core of reading: sentences of a budget report to figures that know their place in an account.

A paragraph is walked token by token.  What stands between two tokens (a `Gap`) says what the next one is:
an **anchor** (own revenue, expenditure or a total, which names the book and the side), a line of a list
that 加上 opened, a part of a list that 其中, 包括 or a bracket opened, or what is left when all is
counted.  Everything else becomes a figure of role ``other``: nothing is dropped, and nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from luohu_fiscal.concepts import Concept, identify
from luohu_fiscal.concepts import concept as by_id
from luohu_fiscal.document import Document, Kind, Paragraph, Place
from luohu_fiscal.extract.draft import Account, Context, DraftClaim, DraftFigure
from luohu_fiscal.extract.gaps import Gap, Name, changes, gap, name_after, name_in
from luohu_fiscal.extract.headings import Headings, book_in, scope_in, year_in
from luohu_fiscal.extract.ledger import Ledger
from luohu_fiscal.extract.rates import RateReader
from luohu_fiscal.extract.stock import DebtReader
from luohu_fiscal.extract.tokens import Token, TokenKind, tokens
from luohu_fiscal.model import Book, Role, Side, Stage
from luohu_fiscal.wording import Wording

__all__ = ["Narrative"]

#: Concepts that name a whole side of an account, or open one.
_ANCHORS = frozenset({"own_revenue", "expenditure", "total_resources", "total_uses"})
_TOTALS = frozenset({"total_resources", "total_uses"})
#: Lines between levels of government, books and years: they stand beside own revenue or expenditure.
_STRUCTURAL = frozenset(
    "carried_forward stabilization_drawn transferred_in debt_proceeds_general debt_proceeds_special "
    "debt_proceeds remittances_from_lower interregional_in aid_received transfers_from_higher "
    "carried_over surplus stabilization_contributed revolving_fund transferred_out "
    "principal_repaid_general principal_repaid_special principal_repaid debt_on_lent "
    "remittance_to_higher interregional_out aid_given transfers_to_lower transfer_expenditure".split()
)
_SCHEMES = frozenset({"scheme_revenue", "scheme_expenditure"})
_CLOSING = frozenset({"carried_over", "surplus", "shortfall"})
_BARE = re.compile(r"(?:预算)?(总)?(收入|支出)(?:预算)?")
_BALANCES = re.compile(r"(?:收支相抵后?[，,]?)?(?:当年|预算|实现|达到)*(?:收支)?平衡(?=[。；;，,（(]|$)")


@dataclass(slots=True)
class _Frame:
    """One open list: what its lines are parts of, and whether it is said to be complete."""

    parent: DraftFigure | None
    closed: bool | None
    bracket: bool = False
    #: Opened inside another list: the next semicolon goes back to that one.
    nested: bool = False
    lines: int = 0


@dataclass(slots=True)
class _State:
    """Where the walk through one paragraph stands."""

    context: Context
    mode: str = "plain"
    frames: list[_Frame] = field(default_factory=list)
    account: Account | None = None
    head: DraftFigure | None = None
    last: DraftFigure | None = None
    recent: list[DraftFigure] = field(default_factory=list)
    #: An anchor of the account stands in this paragraph.
    anchored: bool = False
    #: 剔除 took named lines off a total: what follows is the rest of it, no comparable restatement.
    deducted: bool = False
    #: The list it is in runs over several paragraphs.
    carried: bool = False
    #: The last amount of another stage (年初预算X): 实际完成Y goes on from it.
    variant: DraftFigure | None = None
    #: What follows the amount at hand, up to the end of its sentence.
    remark: str = ""
    #: The amount at hand is one for several lines (A、B等X万元).
    lump: bool = False


class Narrative:
    """Reads the paragraphs of one document; the results gather in its ledger."""

    def __init__(self, document: Document, words: Wording) -> None:
        self.document = document
        self.words = words
        self.headings = Headings(document, words)
        self.ledger = Ledger()
        self._rates = RateReader(words)
        self._before: Context | None = None
        self._debt = DebtReader(words)
        self._carried: _State | None = None

    def read(self) -> Ledger:
        """Walk through all paragraphs."""
        for paragraph in self.document.paragraphs():
            self._paragraph(paragraph)
        return self.ledger

    # -- one paragraph ----------------------------------------------------------------------

    def _paragraph(self, paragraph: Paragraph) -> None:
        carried = self._carried if _goes_on(paragraph) else None
        self._carried = None
        skip = 0 if carried else self.headings.enter(paragraph)
        if paragraph.kind in (Kind.TITLE, Kind.HEADING):
            skip = 0
        text = paragraph.text
        context = self._opening(text[skip:], self.headings.context)
        if context.book is None and self._before is not None and paragraph.kind is Kind.BODY:
            # What follows an account and names no book goes on with it.
            context = context.updated(book=self._before.book)
        account = self.ledger.current(context)
        if account is not None and context.side is None and account.context.book is not Book.DEBT:
            # A paragraph that names no side goes on where the account stands.
            last = [f.context.side for f in account.figures if f.context.side is not Side.CLOSING]
            context = context.updated(side=last[-1] if last else None)
        state = carried or _State(context, account=account)
        state.recent.clear()
        position = 0
        for token in tokens(text):
            between = gap(text[position : token.start])
            self._advance(state, between)
            self._balances(state, paragraph, position, token.start)
            place = self.document.place(paragraph, token.start, token.end)
            if token.refused:
                self.ledger.refuse(token, place, token.refused)
            elif token.kind is TokenKind.PERCENT:
                self._percent(state, token, place, between)
            else:
                self._money(state, token, place, between, text[token.end :])
            position = token.end
        self._close(state, paragraph, text[position:], position)
        self._before = state.context if state.anchored else None
        self.headings.note(paragraph, state.context)

    def _opening(self, text: str, context: Context) -> Context:
        scope = self.words.cue("openings", "scope").match(text)
        if scope and not self.words.scope:
            name, level = scope_in(scope[0], self.words)
            context = context.updated(scope=name, level=level)
        for name, side in (("resources", Side.RESOURCES), ("uses", Side.USES)):
            if self.words.cue("sides", name).search(text):
                context = context.updated(side=side)
        return context

    def _close(self, state: _State, paragraph: Paragraph, rest: str, position: int) -> None:
        self._advance(state, gap(rest))
        self._balances(state, paragraph, position, len(paragraph.text))
        open_list = bool(state.frames) or state.carried
        if paragraph.text.endswith((":", "：")) or (open_list and paragraph.text.endswith(("；", ";"))):
            # The list that the colon announces stands in paragraphs of its own.
            state.carried = True
            self._carried = state

    def _balances(self, state: _State, paragraph: Paragraph, start: int, end: int) -> None:
        """收支平衡 said in words between two tokens, of the account just read."""
        match = _BALANCES.search(paragraph.text, start, end)
        account = state.account
        if match is None or account is None or account.balanced is not None or not match[0]:
            return
        if not re.search("不|确保|保持|实现财政|争取", paragraph.text[max(start, match.start() - 8) : match.start()]):
            account.balanced = self.document.place(paragraph, match.start(), match.end())

    def _advance(self, state: _State, between: Gap) -> None:
        """What the words since the last token end: brackets, lists, sentences; and what they open."""
        if state.last is not None and re.match(self.words.cue("lists", "open_end").pattern, between.outer):
            self._open_end(state)
        for _ in range(between.closes):
            self._pop_bracket(state)
        words = between.outer
        if re.search(r"[。！？]", words):
            state.frames.clear()
            state.mode = "plain"
            state.deducted = False
            state.recent.clear()
        elif re.search(r"[；;]", words):
            while state.frames and state.frames[-1].nested:
                state.frames.pop()
            if state.mode in ("add", "subtract"):
                state.mode = "plain"
        if between.opens is not None:
            parent = state.last if between.opens_at_once else None
            if re.match("不含|不包括|剔除|扣除|详见|见", between.opens):
                parent = None
            state.frames.append(_Frame(parent, _bracket_closed(between.opens, self.words), bracket=True))
        self._cue(state, between)

    def _open_end(self, state: _State) -> None:
        if state.frames:
            state.frames[-1].closed = False
            if state.frames[-1].parent is not None:
                state.frames[-1].parent.closed = False

    def _pop_bracket(self, state: _State) -> None:
        while state.frames:
            frame = state.frames.pop()
            if frame.bracket:
                state.last = frame.parent or state.last
                return

    def _cue(self, state: _State, between: Gap) -> None:
        found: tuple[int, str] | None = None
        clause = between.inner if between.opens is None else ""
        clause = re.split(r"[。！？]", clause)[-1]
        for name in ("add", "subtract", "open", "closed", "either"):
            for match in self.words.cue("lists", name).finditer(clause):
                # The longer cue wins where two stand at one place (主要包括 is no 包括).
                if found is None or match.end() > found[0]:
                    found = (match.end(), name)
        if found is None:
            return
        _, name = found
        inside_bracket = any(frame.bracket for frame in state.frames)
        if name in ("add", "subtract"):
            if not inside_bracket:
                state.frames.clear()
                state.mode = name
            return
        listing = [frame for frame in state.frames if not frame.bracket]
        nested = bool(listing) and not between.breaks_clause
        parent = (
            state.head
            if between.breaks_clause or (state.mode == "plain" and not nested)
            else state.last
        )
        if state.last is not None and state.last.role is Role.OTHER and state.last.account is None:
            parent = state.last if not between.breaks_clause else parent
        closed = {"open": False, "closed": True, "either": None}[name]
        if inside_bracket:
            return
        if nested and parent is not listing[-1].parent:
            state.frames = [*listing, _Frame(parent, closed, nested=True)]
        elif not listing or listing[-1].parent is not parent:
            state.frames = [_Frame(parent, closed)]

    # -- rates ------------------------------------------------------------------------------

    def _percent(self, state: _State, token: Token, place: Place, between: Gap) -> None:
        figure = self._subject(state, between)
        claim = self._rates.claim(token, place, between, figure, state.recent, state.context)
        if isinstance(claim, DraftClaim):
            self.ledger.claims.append(claim)
        else:
            self.ledger.refuse(token, place, claim)

    def _subject(self, state: _State, between: Gap) -> DraftFigure | None:
        """The figure a rate speaks of: one its own words name, or the one just read."""
        account = state.account
        if account is not None and between.breaks_clause:
            name = name_in(between.segment, self.words)
            label = re.split("完成|为|增长|下降|占", name.label)[0]
            concept = self._identify(label, state.context, None)
            if concept is not None and concept.id in _ANCHORS:
                for figure in account.figures:
                    if figure.concept == concept.id and figure.parent is None:
                        return figure
            if between.breaks_sentence and state.head is not None:
                return state.head
        return state.last

    # -- money ------------------------------------------------------------------------------

    def _money(self, state: _State, token: Token, place: Place, between: Gap, after: str) -> None:
        segment = between.segment
        name = name_in(segment, self.words)
        figure = DraftFigure(token, place, state.context, name.label, qualifier=token.qualifier)
        self.ledger.figures.append(figure)
        debt = state.context.book is Book.DEBT or (
            state.context.book is None and self._debt.speaks(between.clause)
        )
        if debt and self._debt.bind(figure, state, between, self.ledger):
            state.last = figure
        elif not self._variant(state, figure, between, name):
            self._bind(state, figure, between, name, after)
        if not figure.label:
            figure.label = name_after(after)
        if not changes(segment, self.words):
            state.last = figure
        state.recent.append(figure)

    def _variant(self, state: _State, figure: DraftFigure, between: Gap, name: Name) -> bool:
        """Amounts of another stage named beside a line: 为年初预算X, 支出预算调整为X."""
        if state.context.stage is Stage.DRAFT:
            return False
        stage = self._stage_of(between.segment, state)
        if stage is None:
            return False
        label = re.sub("年初|调整后?(?:的)?预算数?|预算(?:数|调整)?|批准的?|占|为|人代会|达|合计", "", name.label)
        subject = state.last if not label or stage_only(label) else None
        concept = None
        if subject is None and label:
            found = self._identify(label, state.context, None) or self._identify(
                label + "收入" if "收入" in label else label, state.context, None
            )
            concept = found.id if found else None
            book = book_in(name.raw, self.words) or state.context.book
            side = _side_of(label) or state.context.side
            context = state.context.updated(book=book, side=side)
        elif subject is not None:
            concept, context = subject.concept, subject.context
            figure.label = subject.label
        else:
            context = state.context
        figure.context = context.updated(stage=stage)
        figure.concept = concept
        figure.role = (
            subject.role
            if subject is not None and subject.role is not Role.TOTAL
            else Role.OWN_REVENUE
            if concept == "own_revenue"
            else Role.OTHER
        )
        figure.label = figure.label or label
        state.context = state.context.updated(
            book=figure.context.book, side=figure.context.side, scope=name.scope, level=name.level
        )
        figure.context = figure.context.updated(scope=state.context.scope, level=state.context.level)
        state.head = state.head or figure
        state.variant = figure
        return True

    def _stage_of(self, segment: str, state: _State) -> Stage | None:
        cues = self.words.cues["amount_stages"]
        if "批准" in segment and state.context.stage in (Stage.EXECUTION, Stage.FINAL):
            return Stage.BUDGET
        if re.search(f"(?:{cues['adjusted'].pattern})(?:为|到|至|数|是|收入|支出)*$", segment):
            return Stage.ADJUSTED
        if re.search(f"(?:{cues['initial'].pattern})(?:为|数|是|收入|支出)*$", segment):
            return Stage.BUDGET
        if state.context.stage in (Stage.EXECUTION, Stage.FINAL) and re.search(
            r"(?<!公共)(?<!一般)(?<!基金)(?<!经营)预算(?:数)?(?:合计|总计)?(?:为|是|安排)?$", segment
        ):
            return Stage.BUDGET if not re.search("总(收入|支出)预算", segment) else None
        return None

    def _identify(self, label: str, context: Context, side: Side | None) -> Concept | None:
        book = book_in(label, self.words)
        if bare := _BARE.fullmatch(label):
            name = ("收入总计" if bare[1] else "本级收入", "支出总计" if bare[1] else "本级支出")
            label = name[bare[2] == "支出"]
        side = side or _side_of(label)
        if book in (None, Book.DEBT):
            book = context.book
        return identify(label, None if book in (None, Book.DEBT) else book.value, side and side.value)

    def _bind(
        self, state: _State, figure: DraftFigure, between: Gap, name: Name, after: str
    ) -> None:
        segment, label = between.segment, name.label
        state.lump = _is_lump(between)
        state.remark = re.split("[。；;]", after, maxsplit=1)[0]
        frame = state.frames[-1] if state.frames else None
        if state.mode == "plain" and not state.frames and re.match("争取|落实|下达|拨付|筹措|筹集|统筹|收回|盘活", label):
            return
        if not label and state.variant is not None and self._outcome(state, figure, between):
            return
        if changes(segment, self.words) or not label:
            return
        if not state.deducted and self.words.cue("rates", "comparable").search(between.clause):
            state.deducted = self._deducts(state, figure, segment)
            if not state.deducted:
                return
            state.mode = "add"
        if frame is not None and frame.bracket:
            self._detail(state, figure, frame)
            return
        concept = self._identify(label, state.context, None)
        if frame is not None and frame.parent is not None and self._part(state, figure, frame, concept):
            return
        if _BARE.fullmatch(label) and _speaks_of_scheme(state) and not between.breaks_sentence:
            concept = self._identify("养老保险基金" + label, state.context, None)
        if concept is not None and concept.id in _SCHEMES and not state.frames:
            self._scheme_line(state, figure, concept, name)
            return
        if concept is not None and concept.id in _ANCHORS and self._anchor(
            state, figure, concept, name, between
        ):
            return
        self._opens_account(state, concept, name)
        if state.account is None:
            return
        self._line(state, figure, between)

    def _scheme_line(
        self, state: _State, figure: DraftFigure, concept: Concept, name: Name
    ) -> None:
        """One insurance scheme is a line of the account of all schemes, whose sum is then its total."""
        side = Side(concept.side)
        state.context = state.context.updated(
            book=Book.SOCIAL_INSURANCE, side=side, scope=name.scope, level=name.level
        )
        account = self.ledger.going_on(state.context)
        state.account, state.anchored = account, True
        for line in account.on(side, roles=frozenset({Role.OWN_REVENUE, Role.COMPONENT})):
            if line.concept in ("own_revenue", "expenditure") and account.total(side) is None:
                line.role = Role.TOTAL
        figure.context = state.context
        self.ledger.place(figure, account, concept.id, Role.COMPONENT)

    def _opens_account(self, state: _State, concept: Concept | None, name: Name) -> None:
        """政府性基金预算上级补助收入X: an account without revenue of its own begins with such a line."""
        named = book_in(name.label, self.words)
        if concept is None or concept.id not in _STRUCTURAL or named in (None, Book.DEBT):
            return
        opens = re.match("(?:一般公共预算|政府性基金预算|国有资本经营预算)", name.label)
        if state.mode != "plain" or state.frames or opens is None:
            return
        context = state.context.updated(
            book=named, side=Side(concept.side), scope=name.scope, level=name.level
        )
        account = state.account
        if account is None or account.context.key != context.key:
            state.context = context
            state.account = self.ledger.account_for(
                context, Role(concept.role), Side(concept.side), concept.id
            )
        state.anchored = True

    def _outcome(self, state: _State, figure: DraftFigure, between: Gap) -> bool:
        """年初预算X，实际完成Y: the outcome is of the line whose budget was named."""
        variant = state.variant
        assert variant is not None
        concept = by_id(variant.concept) if variant.concept else None
        named = self.words.cue("amount_stages", "execution").search(between.segment)
        if concept is None or concept.id not in _ANCHORS or named is None:
            return False
        figure.label, state.variant = variant.label, None
        name = Name(variant.label, variant.context.scope, variant.context.level, variant.label)
        state.mode = "plain"
        return self._anchor(state, figure, concept, name, between)

    def _deducts(self, state: _State, figure: DraftFigure, segment: str) -> bool:
        """支出总计X，剔除上解支出等Y后，支出Z: named lines taken off a printed total are lines of it."""
        side = state.context.side
        if state.account is None or side is None or state.account.total(side) is None:
            return False
        concept = self._identify(figure.label, state.context, side)
        return segment.startswith(("剔除", "扣除")) and concept is not None and concept.id in _STRUCTURAL

    def _detail(self, state: _State, figure: DraftFigure, frame: _Frame) -> None:
        parent = frame.parent
        if parent is None or parent.role is Role.OTHER and parent.account is None:
            return
        side = parent.context.side
        concept = self._identify(figure.label, state.context, side)
        figure.context = parent.context
        figure.concept = concept.id if concept else None
        figure.role, figure.parent, figure.account = Role.DETAIL, parent, parent.account
        if parent.closed is None:
            parent.closed = frame.closed
        if parent.account is not None:
            parent.account.figures.append(figure)

    def _part(
        self, state: _State, figure: DraftFigure, frame: _Frame, concept: Concept | None
    ) -> bool:
        """A line of a list that 其中 or 包括 opened; False where the line ends that list."""
        parent = frame.parent
        assert parent is not None
        side = parent.context.side
        if concept is not None and concept.id in _TOTALS:
            state.frames.clear()
            return False
        inside = _as_remarked(self._identify(figure.label, state.context, side), state.remark)
        if inside is not None and inside.id in _CLOSING and _speaks_of_scheme(state):
            figure.context = parent.context
            return True
        if parent.role is Role.TOTAL and parent.account is not None and side is not None:
            figure.context = parent.context
            if inside is not None and inside.id in ("own_revenue", "expenditure") and not frame.lines:
                self.ledger.displace(parent.account, side, inside.id)
            self.ledger.place(
                figure, parent.account, inside.id if inside else None, _role(inside, side)
            )
            frame.lines += 1
            parent.listed += 1
            self._complete(parent, frame, figure)
            return True
        leaves = frame.closed is not True and inside is not None and inside.id != parent.concept
        if parent.context.book is Book.SOCIAL_INSURANCE and inside is not None:
            # Subsidies and transfers are parts of what the funds take in (102), not lines beside it.
            leaves = leaves and inside.id == "carried_forward"
        # 上级补助、调入资金等X is one amount for several lines: it stays where it stands.
        leaves = leaves and not (frame.nested and state.lump)
        if leaves and inside is not None and inside.id in _STRUCTURAL:
            if parent.account is not None and parent.role in (Role.OWN_REVENUE, Role.COMPONENT):
                self._leave_list(state)
                return self._part(state, figure, state.frames[-1], concept) if state.frames else False
        if concept is not None and concept.id in _ANCHORS and book_in(figure.label, self.words):
            if concept.id != parent.concept:
                state.frames.clear()
                return False
        self._detail(state, figure, frame)
        return True

    def _leave_list(self, state: _State) -> None:
        """A line that cannot be a part of the innermost list ends it; an outer list goes on."""
        nested = state.frames.pop().nested
        if not nested:
            state.frames.clear()

    def _complete(self, total: DraftFigure, frame: _Frame, figure: DraftFigure) -> None:
        """Is the list under a total all of it?  Said so, or shown by the lines it names.

        An account that names its own revenue or expenditure and the lines beside it (what came from
        above, what was carried forward) names everything an account consists of.
        """
        if frame.closed is True:
            total.closed = True
            return
        if frame.closed is False:
            total.closed = False
            return
        assert total.account is not None and total.context.side is not None
        concepts = {line.concept for line in total.account.on(total.context.side)}
        own = concepts & {"own_revenue", "expenditure"}
        others = concepts & _STRUCTURAL
        # 主要 says that lines are left out, whatever they add up to.
        complete = frame.closed is None and bool(others) and (bool(own) or len(concepts) > 1)
        total.closed = True if complete else frame.closed

    def _anchor(
        self, state: _State, figure: DraftFigure, concept: Concept, name: Name, between: Gap
    ) -> bool:
        """Own revenue, expenditure or a total: it says which account and which side we are in."""
        named = book_in(name.label, self.words)
        if named is Book.DEBT:
            named = None
        in_list = state.mode in ("add", "subtract") and not state.deducted
        if self.words.cue("periods", "other").search(between.clause):
            figure.context = state.context
            return True
        if in_list and concept.id not in _TOTALS and not (named and between.breaks_clause):
            return False
        book = named or state.context.book
        if book in (None, Book.DEBT):
            return False
        if named is Book.STATE_CAPITAL and state.context.book is Book.GENERAL_PUBLIC and "预算" not in name.label:
            # 国有资本经营收入 is a line of non-tax revenue (10306) there, and no book.
            return False
        side = Side.RESOURCES if concept.side == "resources" else Side.USES
        scope, level = name.scope, name.level
        if not scope:
            opening = between.clause[: -len(between.segment) or None]
            scope, level = scope_in(opening, self.words, last=True)
        context = state.context.updated(book=book, side=side, scope=scope, level=level)
        year = year_in(between.clause)
        if year and year != context.year and not re.search(f"[比较与]{year}", between.clause):
            stage = self.headings.stage_of_year(year, context.stage)
            context = context.updated(year=year, stage=stage)
        figure.context = state.context = context
        if state.deducted and concept.id == "expenditure":
            # 支出总计X，剔除Y后，支出Z: Y and Z are all of X.
            total = self.ledger.account_for(context, Role.TOTAL, side, concept.id).total(side)
            if total is not None and total.closed is None:
                total.closed = True
        state.frames.clear()
        state.mode = "plain"
        role = Role.TOTAL if concept.id in _TOTALS else Role(concept.role)
        if role is not Role.TOTAL and self.ledger.restates(figure, context, side, concept.id):
            # Said again beside its account: a mention, which may name parts of its own.
            figure.concept, figure.role = concept.id, role
            state.head, state.anchored = figure, True
            return True
        account = self.ledger.account_for(context, role, side, concept.id)
        if self._not_the_total(account, side, role, name.label):
            figure.concept = "gross_revenue"
            return True
        self.ledger.place(figure, account, concept.id, role)
        if role is Role.TOTAL and self.words.cue("lists", "add").search(between.clause):
            # 加上级转移支付等，收入合计X: lines without amounts were added.
            figure.closed = False
        if role is Role.TOTAL and account.total(side) is figure:
            self._settle_list(account, side, figure)
        state.account, state.head, state.anchored = account, figure, True
        return True

    def _not_the_total(self, account: Account, side: Side, role: Role, label: str) -> bool:
        """Is a new 总收入 the one that takes in shared central revenue?  An earlier one that was is put right.

        总收入 printed ahead of own revenue with no lines of its own, or beside a 收入总计, is own revenue
        with the central share (上划中央收入), not what the account has to spend.
        """
        total = account.total(side)
        if role is Role.TOTAL and total is not None and "总收入" in label and "总收入" not in total.label:
            return True
        if role is Role.TOTAL and total is not None and "总收入" in total.label and "总收入" not in label:
            self._demote(account, total)
            return False
        if (
            side is Side.RESOURCES
            and role is Role.OWN_REVENUE
            and total is not None
            and "总收入" in total.label
            and not account.on(side, roles=frozenset({Role.COMPONENT, Role.CARRIED_FORWARD}))
        ):
            self._demote(account, total)
        return False

    def _demote(self, account: Account, total: DraftFigure) -> None:
        total.role, total.concept, total.account = Role.OTHER, "gross_revenue", None
        total.closed = None
        account.figures.remove(total)

    def _settle_list(self, account: Account, side: Side, total: DraftFigure) -> None:
        """A total closes the list before it; what was left over and printed before it is one of its uses."""
        if total.closed is None and len(account.on(side)) > 1:
            total.closed = True
        if side is Side.USES:
            for figure in account.on(Side.CLOSING):
                figure.context = figure.context.updated(side=Side.USES)

    def _line(self, state: _State, figure: DraftFigure, between: Gap) -> None:
        """A line of the account: of a list that 加上 opened, or one that only an account can have."""
        account, side = state.account, state.context.side
        assert account is not None
        if state.mode == "add" and account.on(Side.CLOSING):
            # 当年结余X，加上上年结余Y，滚存结余Z goes on to what has gathered over the years.
            figure.context = state.context
            return
        struck = account.total(side) if side else None
        gross = struck is not None and "总收入" in struck.label and struck.listed < 2
        if state.mode == "add" and struck and not gross and not state.deducted:
            # What is added to a total already struck is no line of it.
            figure.context = state.context
            return
        if state.mode == "subtract" and account.total(Side.RESOURCES) is not None:
            # 收入总量X。扣除上解支出Y、…，支出Z: what is taken off the total is how it is used.
            state.mode, side = "add", Side.USES
            state.context = state.context.updated(side=side)
        concept = self._identify(figure.label, state.context, side or Side.USES)
        concept = _as_remarked(concept, state.remark)
        settles = re.search("收支相抵|相抵|减去|结转|结余", between.clause) is not None
        if concept is not None and concept.id in _CLOSING or (
            state.mode == "plain" and settles and self._closing(figure) is not None
        ):
            self._left_over(state, figure, between)
            return
        if side is None or (state.mode == "plain" and (concept is None or concept.id not in _STRUCTURAL)):
            figure.context = state.context
            return
        if state.mode == "plain" and (account.total(side) is not None or not state.anchored):
            figure.context = state.context
            return
        figure.context = state.context
        figure.negative = state.mode == "subtract"
        self.ledger.place(figure, account, concept.id if concept else None, _role(concept, side))
        state.last = figure

    def _closing(self, figure: DraftFigure) -> Concept | None:
        found = self._identify(figure.label, figure.context, Side.USES)
        return found if found is not None and found.id in _CLOSING else None

    def _left_over(self, state: _State, figure: DraftFigure, between: Gap) -> None:
        account = state.account
        assert account is not None
        concept = self._closing(figure)
        of_scheme = _speaks_of_scheme(state) and not between.breaks_sentence
        if concept is None or of_scheme:
            # 某险基金收入X、支出Y、结余Z is what is left of one scheme, not of the account.
            figure.context = state.context
            return
        listed = state.mode == "add" and account.total(Side.USES) is None
        side = Side.USES if listed else Side.CLOSING
        figure.context = state.context.updated(side=side)
        role = Role(concept.role)
        if concept.id == "shortfall":
            # 收支缺口: uses exceed resources by it, and the sentence says how it is met.
            side, figure.negative = Side.CLOSING, True
            figure.context = state.context.updated(side=side)
        if re.search("滚存|累计|历年", figure.label) and account.context.book is Book.SOCIAL_INSURANCE:
            figure.concept, figure.account = "cumulative_balance", account
            return
        self.ledger.place(figure, account, concept.id, role)
        state.last = figure


def _goes_on(paragraph: Paragraph) -> bool:
    """A paragraph that is one line of an enumeration."""
    return bool(re.match(r"[(（][0-9一二三四五六七八九十]{1,2}[)）]|[①-⑳]|[—-]|[0-9]{1,2}[.、]", paragraph.text))


def _as_remarked(concept: Concept | None, remark: str) -> Concept | None:
    """转移性支出X，…调出至一般公共预算: the remark says which transfer it is."""
    if concept is not None and concept.id == "transfer_expenditure":
        if re.search("调[出入]至?一般公共预算", remark):
            return by_id("transferred_out")
    return concept


def _speaks_of_scheme(state: _State) -> bool:
    """True where the amount just read was of one insurance scheme."""
    return state.last is not None and state.last.concept in _SCHEMES


def _is_lump(between: Gap) -> bool:
    """True where names without amounts are strung together before the one amount."""
    return "、" in re.split("[，,。；;：:]", between.inner.rstrip("、"))[-1].lstrip("、")


def stage_only(label: str) -> bool:
    """True where a label names a stage and nothing else (实际完成, 执行数)."""
    return not re.search("收入|支出|总", label)


def _side_of(label: str) -> Side | None:
    income, outgo = label.rfind("收入"), label.rfind("支出")
    if income == outgo:
        return None
    return Side.RESOURCES if income > outgo else Side.USES


def _role(concept: Concept | None, side: Side) -> Role:
    if concept is None:
        return Role.COMPONENT
    role = Role(concept.role)
    return Role.COMPONENT if role in (Role.DETAIL, Role.TOTAL) else role


def _bracket_closed(text: str, words: Wording) -> bool | None:
    """A bracket that starts with its first line says all; one that starts 主要 or 其中 does not."""
    if words.cue("lists", "open").match(text):
        return False
    if words.cue("lists", "closed").match(text):
        return True
    if re.match("包括", text):
        return True
    if words.cue("lists", "either").match(text):
        return None
    return True
