"""Figures, claims and the report that holds them: what a document says, each with its place.

Everything is frozen.  A `Figure` is one amount bound to book, scope, year, stage, side and role; a
`Claim` is a printed rate about a figure; an `Unplaced` is a token nobody could bind, with the reason.
The hand-written, nested shape of the same things is in `luohu_fiscal.budgets`.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, Strict

from luohu_fiscal.money import EXACT, Amount, Interval, exact_decimal, half_place
from luohu_fiscal.shown import Shown

if TYPE_CHECKING:
    from luohu_fiscal.budgets import Budget, Debt

__all__ = [
    "NO_UNIT",
    "Basis",
    "Book",
    "Bound",
    "BudgetReport",
    "Choice",
    "Claim",
    "ClaimKind",
    "DocumentInfo",
    "ExactDecimal",
    "Figure",
    "Indicator",
    "Level",
    "Measure",
    "Model",
    "Role",
    "Side",
    "Source",
    "Stage",
    "Statement",
    "Truth",
    "Unplaced",
    "WholeNumber",
]


#: The reason of an `Unplaced` amount of a table that states no unit.
NO_UNIT = "table without a unit"


class _Word(StrEnum):
    """A term of the contract with its 中文 and English beside it."""

    zh: str
    en: str

    def __new__(cls, value: str, zh: str = "", en: str = "") -> _Word:
        word = str.__new__(cls, value)
        word._value_ = value
        word.zh, word.en = zh, en
        return word


class Book(_Word):
    """The accounts of a government 预算 (Budget Law, article 5), and its debt."""

    GENERAL_PUBLIC = "general_public", "一般公共预算", "general public budget"
    GOVERNMENT_FUND = "government_fund", "政府性基金预算", "budget for government-managed funds"
    STATE_CAPITAL = "state_capital", "国有资本经营预算", "budget for state capital operations"
    SOCIAL_INSURANCE = "social_insurance", "社会保险基金预算", "budget for social insurance funds"
    DEBT = "debt", "地方政府债务", "local government debt"


class Stage(_Word):
    """How final a figure is: `execution` covers 预计执行数 too."""

    BUDGET = "budget", "年初预算", "budget"
    ADJUSTED = "adjusted", "调整预算", "adjusted budget"
    EXECUTION = "execution", "执行", "execution"
    FINAL = "final", "决算", "final accounts"
    DRAFT = "draft", "草案", "draft budget"


class Side(_Word):
    """Where a figure stands in its book."""

    RESOURCES = "resources", "收入", "resources"
    USES = "uses", "支出", "uses"
    CLOSING = "closing", "结转结余", "closing"
    STOCK = "stock", "存量", "stock"


class Role(_Word):
    """What a figure does in the identities."""

    COMPONENT = "component", "组成项", "component"
    TOTAL = "total", "总计", "total"
    OWN_REVENUE = "own_revenue", "本级收入", "own revenue"
    CARRIED_FORWARD = "carried_forward", "上年结转", "carried forward"
    CARRIED_OVER = "carried_over", "结转下年", "carried over"
    SURPLUS = "surplus", "结余", "surplus"
    BALANCE = "balance", "结转结余", "balance"
    DETAIL = "detail", "其中", "detail"
    LIMIT = "limit", "限额", "limit"
    OUTSTANDING = "outstanding", "余额", "outstanding"
    ISSUED = "issued", "新增", "issued"
    REPAID = "repaid", "还本", "repaid"
    OTHER = "other", "其他", "other"


class Level(_Word):
    """Whether a scope takes in the lower governments (全市) or not (市本级)."""

    CONSOLIDATED = "consolidated", "汇总", "consolidated"
    OWN_LEVEL = "own_level", "本级", "own level"


class ClaimKind(_Word):
    """What a printed rate says."""

    GROWTH = "growth", "增长", "growth"
    SHARE = "share", "占比", "share"
    COMPLETION = "completion", "完成", "completion"


class Basis(_Word):
    """What a rate is measured against, as far as the document says."""

    PRIOR = "prior", "上年", "the year before"
    PRIOR_EXECUTION = "prior_execution", "上年执行数", "execution of the year before"
    PRIOR_FINAL = "prior_final", "上年决算数", "final accounts of the year before"
    PRIOR_BUDGET = "prior_budget", "上年预算数", "budget of the year before"
    PRIOR_ADJUSTED = "prior_adjusted", "上年调整预算数", "adjusted budget of the year before"
    BUDGET = "budget", "预算数", "budget of the year"
    INITIAL = "initial", "年初预算数", "initial budget of the year"
    ADJUSTED = "adjusted", "调整预算数", "adjusted budget of the year"
    WHOLE = "whole", "总体", "the whole it is part of"
    AVERAGE = "average", "年均", "yearly average over several years"


class Choice(StrEnum):
    """Which of the readings that the words or the layout leave open the printed sums chose.

    Held by the figure whose list or place was chosen; every finding that rests on it says so, in the
    words of the messages.
    """

    #: 甲X，乙Y，合计Z: the bare sum is the total of the lines before it.
    BARE_SUM = "bare_sum"
    #: 收入X，剔除上划收入Y，本级收入Z: of two own revenues in one list one is a line of the total.
    ONE_OWN_REVENUE = "one_own_revenue"
    #: 收入X，包括税收甲、上级补助乙、上年结转丙: X is the total, not the government's own revenue.
    OWN_IS_ALL = "own_is_all"
    #: 甲X。合计Y。其中：乙Z、丙V: the lines after the total make it up, or those before it.
    LINES_AFTER = "lines_after"
    LINES_BEFORE = "lines_before"
    #: 总收入X，其中：甲Y。乙Z: the lines after the full stop are of the list.
    LINES_BEYOND_STOP = "lines_beyond_stop"
    #: 收入X，其中：甲Y；乙Z: Z is a part of X and does not stand beside it.
    PARTS_OF_LINE = "parts_of_line"
    #: 收入X，其中：甲Y，乙Z，丙V: V stands beside X, to which the parts before it add up.
    PARTS_END = "parts_end"
    #: 滚存结余X，减去结转下年Y，净结余Z: Y and Z are parts of X.
    GROSS_CLOSING = "gross_closing"
    #: 余额X，低于限额Y，其中：一般债务Z、专项债务V: which of the two quantities they divide.
    KINDS_OF_STOCK = "kinds_of_stock"
    #: A table that does not say which rows make up a row: those that add up in its columns.
    ROWS_BY_SUM = "rows_by_sum"
    #: A column with empty cells: they stand for nothing, as the rest adds up.
    EMPTY_CELLS = "empty_cells"


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


def _version(value: object) -> object:
    # Python holds 1 == 1.0 == True, and a literal type goes by equality.
    return value if type(value) is int else repr(value)


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


class Figure(Model):
    """One amount of a document, bound to what it means.

    `parent` is the figure this one is a part of; `closed` says whether this figure's own parts are
    said to be all of it (None: not said, or it has none).  `statement` groups the figures that stand
    in one account: a book of one scope, year and stage as laid out in one place.  `reading` says how it
    was read where that was left open and the printed sums closed under one reading only.

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


class Measure(_Word):
    """What an indicator's number says: how much there is, or by how many percent it grew."""

    LEVEL = "level", "水平", "level"
    GROWTH = "growth", "增速", "growth"


class Bound(_Word):
    """How an indicator's number is meant where it is no plain value."""

    AT_LEAST = "at_least", "以上", "at least"
    AT_MOST = "at_most", "以内", "at most"
    ABOUT = "about", "左右", "about"


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


class Unplaced(Model):
    """A money or percent token that became no figure and no claim, and why."""

    amount: str
    unit: str = ""
    reason: str
    source: Source | None = None


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


class BudgetReport(Model, Shown):
    """All that one document says: figures, rate claims, and the tokens that could not be used."""

    version: Annotated[Literal[1], BeforeValidator(_version)] = 1
    document: DocumentInfo = Field(default_factory=DocumentInfo)
    figures: tuple[Figure, ...] = ()
    claims: tuple[Claim, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    statements: tuple[Statement, ...] = ()

    @cached_property
    def balanced(self) -> dict[str, Statement]:
        """The accounts said to balance in words, by `Figure.statement`."""
        return {entry.id: entry for entry in self.statements if entry.balanced}

    @cached_property
    def restated(self) -> frozenset[str]:
        """The accounts, by `Figure.statement`, that print another account of the document again."""
        return frozenset(entry.id for entry in self.statements if entry.restates is not None)

    def role_of(self, figure: Figure) -> Role:
        """What a figure does in the report as a whole: the `role` of the contract.

        `Figure.role` is what it does in its own account.  In an account that prints another one
        again it is a detail here, so that the components of one book, scope, year, stage and side
        add up once, whatever the number of tables they stand in.

        >>> table = Statement(id="table", restates="text")
        >>> line = Figure(id="f1", role="component", amount="12万元", statement="table")
        >>> BudgetReport(figures=(line,), statements=(table,)).role_of(line).value
        'detail'
        """
        again = figure.statement in self.restated and figure.role is not Role.OTHER
        return Role.DETAIL if again else figure.role

    @cached_property
    def by_id(self) -> dict[str, Figure]:
        """Figures by their id."""
        return {figure.id: figure for figure in self.figures}

    @cached_property
    def parts(self) -> dict[str, tuple[Figure, ...]]:
        """The parts of each figure that has some, in printed order."""
        found: dict[str, list[Figure]] = {}
        for figure in self.figures:
            if figure.parent is not None:
                found.setdefault(figure.parent, []).append(figure)
        return {parent: tuple(items) for parent, items in found.items()}

    @cached_property
    def claims_about(self) -> dict[str, tuple[Claim, ...]]:
        """The claims about each figure, in printed order."""
        found: dict[str, list[Claim]] = {}
        for claim in self.claims:
            if claim.figure is not None:
                found.setdefault(claim.figure, []).append(claim)
        return {figure: tuple(claims) for figure, claims in found.items()}

    @cached_property
    def budgets(self) -> tuple[Budget, ...]:
        """The typed budgets the figures make up, one for each account of the document."""
        from luohu_fiscal.accounts import budgets_of

        return budgets_of(self)

    @cached_property
    def debt(self) -> tuple[Debt, ...]:
        """The debt statements, one for each scope, year and stage."""
        from luohu_fiscal.accounts import debt_of

        return debt_of(self)

    def select(self, wanted: Callable[[Figure], bool]) -> tuple[Figure, ...]:
        """The figures for which `wanted` is true, in order."""
        return tuple(figure for figure in self.figures if wanted(figure))

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(
            f"BudgetReport({self.document.path!r}, {len(self.figures)} figures, "
            f"{len(self.claims)} claims, {len(self.unplaced)} unplaced)"
        )
