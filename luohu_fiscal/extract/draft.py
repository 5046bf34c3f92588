"""What extraction works on: figures and accounts in the making, frozen only at the end."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from luohu_fiscal.document import Place
from luohu_fiscal.extract.gaps import Gap, Name
from luohu_fiscal.extract.tokens import Token
from luohu_fiscal.model.figures import Rival
from luohu_fiscal.model.vocabulary import (
    Basis,
    Book,
    Bound,
    Choice,
    ClaimKind,
    Direction,
    Level,
    Measure,
    Role,
    Side,
    Stage,
)
from luohu_fiscal.money.amount import Amount, parse_number
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.money.printed import tentative

__all__ = [
    "Account",
    "Context",
    "DraftChange",
    "DraftClaim",
    "DraftFigure",
    "DraftIndicator",
    "Lead",
]


_PLANNED = (Stage.BUDGET, Stage.ADJUSTED, Stage.DRAFT)


@dataclass(frozen=True, slots=True)
class Context:
    """What the headings and the sentence so far have said."""

    book: Book | None = None
    scope: str = ""
    level: Level | None = None
    year: int | None = None
    stage: Stage | None = None
    side: Side | None = None
    #: The part of the year (上半年, 1-6月); None for all of it.
    period: str | None = None

    def updated(self, **known: Any) -> Context:
        """The same with everything put in that is now known (None and "" say nothing)."""
        return replace(self, **{name: value for name, value in known.items() if value})

    @property
    def key(self) -> tuple[Book | None, str, int | None, Stage | None, str | None]:
        """What makes an account one account."""
        return (self.book, self.scope, self.year, self.stage, self.part)

    @property
    def part(self) -> str | None:
        """The part of the year; what is planned is of all of it, wherever it is told."""
        return None if self.stage in _PLANNED else self.period


@dataclass(slots=True, eq=False)
class Account:
    """An account in the making: the figures that one place of the document lays out together."""

    context: Context
    figures: list[DraftFigure] = field(default_factory=list)
    balanced: Place | None = None
    #: Lines named after a total was struck: they count if a later total takes them in.
    pending: list[DraftFigure] = field(default_factory=list)
    #: Amounts named 合计 and no more: the total of their side, if its lines add up to them.
    sums: list[DraftFigure] = field(default_factory=list)
    #: Sides with an amount between their lines whose name is not known to be a line's.
    skipped: set[Side] = field(default_factory=set)
    #: Sides whose list begins with a line that was named and whose amount was not found.
    unread: set[Side] = field(default_factory=set)
    #: Laid out by a table, which says itself what each line does.
    table: bool = False

    def on(self, side: Side, *, roles: frozenset[Role] | None = None) -> list[DraftFigure]:
        """Its top-level figures of one side."""
        return [
            figure
            for figure in self.figures
            if figure.context.side is side
            and figure.parent is None
            and (roles is None or figure.role in roles)
        ]

    def total(self, side: Side) -> DraftFigure | None:
        """The first printing of the total of a side."""
        return next(
            (f for f in self.figures if f.context.side is side and f.role is Role.TOTAL), None
        )


@dataclass(frozen=True, slots=True)
class Lead:
    """The words around an amount of running text, as a second reading needs them.

    `since` is all since the amount before, rates included; `name` what they call it; `after` what
    follows up to the next amount.
    """

    paragraph: int
    between: Gap
    since: str
    name: Name
    after: str


@dataclass(slots=True, eq=False)
class DraftFigure:
    """One money token with what is known of it so far."""

    token: Token
    place: Place
    context: Context
    label: str
    role: Role = Role.OTHER
    concept: str | None = None
    parent: DraftFigure | None = None
    closed: bool | None = None
    #: The reading that the sums chose, where the words leave two.
    reading: Choice | None = None
    account: Account | None = None
    negative: bool = False
    qualifier: str | None = None
    #: How many parts of it were read so far, and what they come to in yuan.
    parts: int = 0
    told: Decimal = Decimal(0)
    #: How many lines a list under this total has named.
    listed: int = 0
    #: What was listed after this total was struck under other lines.
    named_after: list[DraftFigure] = field(default_factory=list)
    #: A kind of debt whose own words name no quantity: it is that of an amount before.
    inherits: bool = False
    #: The line it would be a part of, where the words leave open whether it stands beside it.
    perhaps_of: DraftFigure | None = None
    #: The words around it; None in a table.
    lead: Lead | None = None
    #: Which of several breakdowns of its parent it belongs to, from 1; None where there is one.
    breakdown: int | None = None
    complete: bool | None = None
    #: What else its list may be, where the words permit it.
    rival: Rival | None = None

    def take_part(self, part: DraftFigure) -> None:
        """Make a figure a part of this one."""
        part.role, part.parent, part.account = Role.DETAIL, self, self.account
        self.parts += 1
        self.told = EXACT.add(self.told, part.amount.value)

    @property
    def amount(self) -> Amount:
        """The printed amount, with the sign its words give it; of a malformed one a guess."""
        text = self.token.number
        number = tentative(text) if self.token.malformed else parse_number(text)
        return Amount(number.copy_negate() if self.negative else number, self.token.unit)


@dataclass(slots=True, eq=False)
class DraftClaim:
    """One percent token with the figure it speaks of."""

    token: Token
    place: Place
    kind: ClaimKind
    figure: DraftFigure | None
    negative: bool = False
    basis: Basis | None = None
    basis_text: str = ""
    base: DraftFigure | None = None
    comparable: bool = False
    #: The amount of the change, where it is printed beside the rate.
    increment: DraftFigure | None = None
    #: On a comparable basis: the amount put back, and the natural figure, where both are printed.
    restored: DraftFigure | None = None
    natural: DraftFigure | None = None
    #: The words leave open on which amounts it stands.
    guessed: bool = False


@dataclass(slots=True, eq=False)
class DraftChange:
    """A printed change: what an amount was, by how much it changed, what it became."""

    place: Place
    figure: DraftFigure | None = None
    base: DraftFigure | None = None
    amount: DraftFigure | None = None
    direction: Direction | None = None
    parent: DraftChange | None = None
    closed: bool | None = None


@dataclass(frozen=True, slots=True)
class DraftIndicator:
    """One number of an economic or social indicator."""

    place: Place
    name: str
    label: str
    measure: Measure
    number: str
    upper: str
    unit: str
    negative: bool
    bound: Bound | None
    qualifier: str
    year: int | None
    stage: Stage | None
