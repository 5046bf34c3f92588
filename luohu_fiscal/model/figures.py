"""Figures and claims: what a document says, each with its place.

Everything is frozen.  A `Figure` is one amount bound to book, scope, year, stage, side and role; a
`Claim` is a printed rate about a figure; an `Unplaced` is a token nobody could bind, with the reason.
The hand-written, nested shape of the same things is in `luohu_fiscal.model.budgets`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    Strict,
    model_serializer,
)

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
from luohu_fiscal.money.amount import Amount, exact_decimal, half_place
from luohu_fiscal.money.interval import EXACT, Interval

__all__ = [
    "MALFORMED",
    "NO_UNIT",
    "NO_WORDS",
    "Change",
    "Claim",
    "DocumentInfo",
    "ExactDecimal",
    "Figure",
    "Indicator",
    "Model",
    "Rival",
    "Slot",
    "Source",
    "Statement",
    "Truth",
    "Unplaced",
    "WholeNumber",
]


#: The reason of an `Unplaced` amount of a table that states no unit.
NO_UNIT = "table without a unit"
#: Why the figures of a page are refused of which the fonts hide the words.
NO_WORDS = "page whose words are hidden"
#: The reason of an `Unplaced` that looks like a number and is none, or of a cell that holds an error.
MALFORMED = "malformed"


def _exact(value: object) -> Decimal:
    return exact_decimal(value)


#: A `Decimal` that never passed through a float; in data it is text.
ExactDecimal = Annotated[
    Decimal,
    BeforeValidator(_exact),
    PlainSerializer(lambda number: f"{number:f}", return_type=str),
]

#: A year, a page, a line: 2023.0 and true are no whole numbers, here as everywhere.
WholeNumber = Annotated[int, Strict()]
#: True or false as such: 1, "yes" and 0.0 are neither.
Truth = Annotated[bool, Strict()]


class Model(BaseModel):
    """The base of all models: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_enum_values=False)


class Source(Model):
    """The place a figure was printed: page and line from 1, and the span in the text layer."""

    page: WholeNumber
    line: WholeNumber
    start: WholeNumber
    end: WholeNumber
    text: str
    cell: str = ""
    confidence: str = ""

    def __str__(self) -> str:
        return f"p{self.page}:{self.line}" + (f" {self.cell}" if self.cell else "")


class Rival(Model):
    """The reading of an account that was chosen, and the best one that would have it otherwise.

    Both as sums of printed numbers; `digits` is what the chosen one's sums prove, `margin` by how much
    it is ahead, both in decimal digits of evidence (-log10 of a probability) as text.  A negative margin
    says that the words favour the rival.

    >>> Rival(chosen="62 = 21 + 29", rival="50 = 21 + 29", margin="-3.1").digits
    ''
    """

    chosen: str
    digits: str = ""
    rival: str = ""
    margin: str = ""


class Figure(Model):
    """One amount of a document, bound to what it means.

    `parent` is the figure this one is a part of; `closed` says whether this figure's own parts are
    said to be all of it (None: not said, or it has none).  `statement` groups the figures that stand
    in one account: a book of one scope, year and stage as laid out in one place.  `period` names the
    part of the year an amount is of (上半年, 1-6月), None for the whole year; the two are never mixed.
    `reading` says how it was read where that was left open and the printed sums closed under one
    reading only; `rival` the other reading of its list, where the words permit one.  A figure with
    several breakdowns (by kind, by function) numbers them in `breakdown` of its parts, and `complete`
    says of each part whether its breakdown is said to be all of the whole.

    >>> f = Figure(id="f1", book="general_public", fiscal_year=2023, stage="execution",
    ...            side="resources", role="own_revenue", label="一般公共预算收入", amount="1395034万元")
    >>> f.value, f.book.en
    (Decimal('13950340000'), 'general public budget')
    """

    id: str
    book: Book | None = None
    scope: str = ""
    level: Level | None = None
    fiscal_year: WholeNumber | None = None
    stage: Stage | None = None
    side: Side | None = None
    concept: str | None = None
    label: str = ""
    role: Role = Role.OTHER
    amount: Amount
    qualifier: str | None = None
    parent: str | None = None
    closed: Truth | None = None
    reading: Choice | None = None
    statement: str | None = None
    period: str | None = None
    breakdown: WholeNumber | None = None
    complete: Truth | None = None
    rival: Rival | None = None
    source: Source | None = None

    @property
    def value(self) -> Decimal:
        """The printed amount in yuan, exact."""
        return self.amount.value

    @property
    def interval(self) -> Interval | None:
        """The true values that print as this figure, in yuan; None where it is only 约, 超, 近 …."""
        return None if self.qualifier else self.amount.interval


class Claim(Model):
    """A printed rate 比率 about a figure.

    `value` is the printed number, signed (下降 is negative), trailing zeros kept; `unit` is ``%``.
    `comparable` is True where the document restates the basis (同口径, 剔除…后): such a rate is
    never judged against the natural figures.  Where the document prints what it put back (an amount
    set off 冲减), `restored` is that figure; where it prints the restated amount, `figure` is that
    amount and `natural` the one it restates.  `increment` is the printed change (增加X，增长Y%).
    A yearly average 年均 (`basis` ``average``) leads from `base_figure` to `figure` over the years
    between theirs; `basis_text` holds the count of years or the plan that the words name instead.
    `guessed` is True where the words leave open on which amounts a rate stands: then amounts that it
    does not follow from prove nothing.

    >>> Claim(id="c1", kind="growth", figure="f1", value="-9.9").interval.lo_open
    True
    """

    id: str
    kind: ClaimKind
    figure: str | None = None
    value: ExactDecimal
    unit: Literal["%"] = "%"
    basis: Basis | None = None
    basis_text: str = ""
    base_figure: str | None = None
    comparable: Truth = False
    increment: str | None = None
    restored: str | None = None
    natural: str | None = None
    qualifier: str | None = None
    guessed: Truth = False
    source: Source | None = None

    @property
    def interval(self) -> Interval:
        """The rates, in percent, whose half-up rounding is the printed one; declines are mirrored."""
        half = half_place(self.value)
        if not half:
            return Interval.point(self.value)
        declines = self.value < 0
        lo, hi = EXACT.subtract(self.value, half), EXACT.add(self.value, half)
        return Interval(lo, hi, declines, not declines)


class Change(Model):
    """A printed change 增减 of an amount: what it was, by how much and which way it changed, what it became.

    `figure` is what it became (由A调整为B: B), `base_figure` what it was, `amount` the figure of the
    change itself, which is printed without sign; each is None where it is not printed.  `parent` is
    the id of the change this one is a part of, `closed` says whether the parts of this one are said
    to be all of it.

    >>> Change(id="d1", figure="f2", base_figure="f1", amount="f3", direction="down").direction.zh
    '减少'
    """

    id: str
    figure: str | None = None
    base_figure: str | None = None
    amount: str | None = None
    direction: Direction | None = None
    parent: str | None = None
    closed: Truth | None = None
    source: Source | None = None


class Indicator(Model):
    """A statement of an economic or social indicator 经济社会指标, of any unit: no line of an account.

    `name` is the canonical name (`indicators.toml`), `stage` ``draft`` for a target 目标.  A decline
    is negative; `upper` is the upper end of a range such as 5.5%-6%.

    >>> Indicator(id="i1", name="地区生产总值", measure="growth", value="5.5", upper="6", unit="%").printed
    '5.5-6%'
    """

    id: str
    name: str
    label: str = ""
    measure: Measure
    value: ExactDecimal
    upper: ExactDecimal | None = None
    unit: str
    bound: Bound | None = None
    qualifier: str | None = None
    fiscal_year: WholeNumber | None = None
    stage: Stage | None = None
    source: Source | None = None

    @property
    def printed(self) -> str:
        """The number as it stands, without its words."""
        upper = "" if self.upper is None else f"-{self.upper:,f}"
        return f"{self.value:,f}{upper}{self.unit}"


class Slot(Model):
    """The place in an account that a malformed number holds: a figure without an amount.

    `parts` are the figures that it is the whole of.
    """

    book: Book | None = None
    scope: str = ""
    level: Level | None = None
    fiscal_year: WholeNumber | None = None
    stage: Stage | None = None
    side: Side | None = None
    concept: str | None = None
    label: str = ""
    role: Role = Role.OTHER
    parent: str | None = None
    statement: str | None = None
    parts: tuple[str, ...] = ()


class Unplaced(Model):
    """A money or percent token that became no figure and no claim, and why.

    One that is malformed (`MALFORMED`: 102,91) keeps in `slot` the place it holds in an account, so
    that no list that holds it passes without it.
    """

    amount: str
    unit: str = ""
    reason: str
    source: Source | None = None
    slot: Slot | None = None

    @model_serializer(mode="wrap")
    def _without_nothing(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Most have no slot, and the contract names none: it is written only where there is one."""
        data: dict[str, Any] = handler(self)
        if data.get("slot") is None:
            data.pop("slot", None)
        return data


class Statement(Model):
    """What a document says of one account as a whole.

    `balanced` is True where it says in words that the account balances 收支平衡, at `source`.
    `restates` names the account of the text that this one, of an annex table 附表, prints again:
    an account printed twice counts once.
    """

    id: str
    balanced: Truth | None = None
    restates: str | None = None
    source: Source | None = None


class DocumentInfo(Model):
    """What was read: path as given, SHA-256 of the bytes, format, number of pages, title."""

    path: str = ""
    sha256: str = ""
    format: str = ""
    pages: WholeNumber = 0
    title: str = ""
    jurisdiction: str = ""
