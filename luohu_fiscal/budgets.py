"""The budgets as a person writes them: four typed accounts and the debt, each line with its parts.

`Budget.figures()` lowers an account to flat figures; `budgets_of(report)` raises figures to accounts.
The two are inverse to each other, so that hand-written data and read documents are one thing.

Sources of the shapes: Budget Law 预算法 articles 5-11 (the books), article 35 (debt), and the Ministry of
Finance's 政府收支分类科目 (the lines).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from luohu_fiscal.concepts import identify
from luohu_fiscal.errors import AmountError
from luohu_fiscal.model import (
    Basis,
    Book,
    BudgetReport,
    Claim,
    ClaimKind,
    ExactDecimal,
    Figure,
    Level,
    Model,
    Role,
    Side,
    Source,
    Stage,
    Statement,
    Truth,
    WholeNumber,
)
from luohu_fiscal.money import Amount, Unit, parse_amount

__all__ = [
    "BUDGETS",
    "Budget",
    "Closing",
    "Debt",
    "GeneralPublicBudget",
    "GovernmentFundBudget",
    "Item",
    "Rate",
    "Restated",
    "SocialInsuranceBudget",
    "Split",
    "StateCapitalBudget",
    "budgets_of",
    "debt_of",
    "report_of",
]


class Rate(Model):
    """A printed rate about an item 增长、占比、完成: percent, as text, a decline negative.

    >>> Rate(kind="growth", value="-7.9", basis="prior_execution").basis.zh
    '上年执行数'
    """

    kind: ClaimKind
    value: ExactDecimal
    basis: Basis | None = None
    basis_text: str = ""
    base_figure: str | None = None
    comparable: Truth = False
    qualifier: str | None = None
    source: Source | None = None
    id: str | None = None


class Item(Model):
    """One line of an account: its name, its amount, and the parts it is made of.

    `closed` says whether the parts are all of it: hand-written parts are, unless said otherwise.
    """

    label: str
    amount: Amount
    role: Role | None = None
    concept: str | None = None
    qualifier: str | None = None
    closed: Truth | None = None
    parts: tuple[Item, ...] = ()
    rates: tuple[Rate, ...] = ()
    source: Source | None = None
    id: str | None = None


class Restated(Item):
    """A second printing of a quantity of the account, with the side it stands on."""

    side: Side


class Closing(Model):
    """What is left 结转结余: carried over 结转下年 (earmarked) and surplus 结余 (free), kept apart.

    `balance` is for documents that print one sum of both.
    """

    carried_over: Item | None = None
    surplus: Item | None = None
    balance: Item | None = None


_TOTALS = {"total_resources": "收入总计", "total_uses": "支出总计"}
_CLOSING = {"carried_over": "结转下年", "surplus": "结余", "balance": "结转结余"}


class Budget(Model):
    """One account: resources 收入, uses 支出, their totals, and the closing 结转结余.

    Amounts are written as text with a unit (``"1,395,034万元"``), or as whole numbers or text in the
    account's `unit`.  Floats are refused.  `resources` and `uses` may be written as a mapping of name to
    amount; a line with parts as ``{"amount": …, "parts": {…}}``.  A missing total is None, never 0.
    `closed` says that the lists are complete, which hand-written ones are unless said otherwise.
    """

    book: Book
    fiscal_year: WholeNumber
    stage: Stage
    scope: str = ""
    level: Level | None = None
    unit: Unit | None = None
    resources: tuple[Item, ...] = ()
    uses: tuple[Item, ...] = ()
    total_resources: Item | None = None
    total_uses: Item | None = None
    closing: Closing = Field(default_factory=Closing)
    #: The document says in words that the account balances (收支平衡, 当年平衡).
    balanced: Truth | None = None
    #: Other printings of the same quantities in this account.
    restated: tuple[Restated, ...] = ()
    statement: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _as_items(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        fields = dict(data)
        unit = _unit_of(fields)
        for name in ("resources", "uses", "restated"):
            if name in fields:
                fields[name] = _items(fields[name], unit, name)
        for name, label in _TOTALS.items():
            if fields.get(name) is not None:
                fields[name] = _item(label, fields[name], unit, name, closed=True)
        closing = fields.get("closing")
        if isinstance(closing, Mapping):
            fields["closing"] = {
                name: _item(_CLOSING[name], value, unit, f"closing.{name}")
                if name in _CLOSING and value is not None
                else value
                for name, value in closing.items()
            }
        return fields

    @property
    def totals(self) -> tuple[Item | None, Item | None]:
        """Total resources and total uses 收入总计、支出总计, None where not printed."""
        return self.total_resources, self.total_uses

    @property
    def key(self) -> str:
        """The name of the account, unique within a report."""
        return self.statement or ".".join(
            part for part in (self.book, self.scope, str(self.fiscal_year), self.stage) if part
        )

    def figures(self) -> tuple[Figure, ...]:
        """The account as flat figures, each with its role, ids made where none are given."""
        return tuple(figure for figure, _ in self._lines())

    def claims(self) -> tuple[Claim, ...]:
        """The rates of the account as claims about its figures."""
        return tuple(claim for figure, item in self._lines() for claim in _claims(figure, item))

    def _lines(self) -> Iterator[tuple[Figure, Item]]:
        key = self.key
        common: dict[str, Any] = {
            "book": self.book,
            "scope": self.scope,
            "level": self.level,
            "fiscal_year": self.fiscal_year,
            "stage": self.stage,
            "statement": key,
        }
        for side, items, total in (
            (Side.RESOURCES, self.resources, self.total_resources),
            (Side.USES, self.uses, self.total_uses),
        ):
            for number, item in enumerate(items, 1):
                yield from _lower(item, f"{key}.{side}.{number}", side, None, common)
            if total is not None:
                yield from _lower(total, f"{key}.total_{side}", side, None, common, Role.TOTAL)
        for name in _CLOSING:
            item = getattr(self.closing, name)
            if item is not None:
                yield from _lower(
                    item, f"{key}.{name}", Side.CLOSING, None, common, Role(name)
                )
        for number, item in enumerate(self.restated, 1):
            yield from _lower(item, f"{key}.restated.{number}", item.side, None, common)

    def report(self) -> BudgetReport:
        """The account as a report of its own, ready for `reconcile`."""
        return report_of([self])


class GeneralPublicBudget(Budget):
    """General public budget 一般公共预算 (Budget Law, articles 6-8, 27, 35).

    >>> b = GeneralPublicBudget(
    ...     scope="罗湖区", fiscal_year=2023, stage="execution", unit="万元",
    ...     resources={"一般公共预算收入": {"amount": 1395034,
    ...                 "parts": {"税收收入": 1057948, "非税收入": 337086}},
    ...                "上级补助收入": 832773, "调入资金": 78402, "一般债转贷收入": 20000,
    ...                "上年结转结余收入": 38378},
    ...     uses={"一般公共预算支出": 1889930, "上解支出": 329852, "安排预算稳定调节基金": 85773},
    ...     total_resources=2364587, total_uses=2305555, closing={"carried_over": 59032})
    >>> b.total_resources.amount, len(b.figures())
    (Amount('2364587万元'), 13)
    >>> {f.role.value for f in b.figures() if f.label == "上年结转结余收入"}
    {'carried_forward'}
    """

    book: Literal[Book.GENERAL_PUBLIC] = Book.GENERAL_PUBLIC


class GovernmentFundBudget(Budget):
    """Budget for government-managed funds 政府性基金预算 (Budget Law, article 9)."""

    book: Literal[Book.GOVERNMENT_FUND] = Book.GOVERNMENT_FUND


class StateCapitalBudget(Budget):
    """Budget for state capital operations 国有资本经营预算 (Budget Law, article 10)."""

    book: Literal[Book.STATE_CAPITAL] = Book.STATE_CAPITAL


class SocialInsuranceBudget(Budget):
    """Budget for social insurance funds 社会保险基金预算 (Budget Law, article 11)."""

    book: Literal[Book.SOCIAL_INSURANCE] = Book.SOCIAL_INSURANCE


#: The typed budget of each book.
BUDGETS: dict[Book, type[Budget]] = {
    Book.GENERAL_PUBLIC: GeneralPublicBudget,
    Book.GOVERNMENT_FUND: GovernmentFundBudget,
    Book.STATE_CAPITAL: StateCapitalBudget,
    Book.SOCIAL_INSURANCE: SocialInsuranceBudget,
}


class Split(Model):
    """A debt quantity, in all and by kind: general 一般债务 and special 专项债务."""

    total: Item | None = None
    general: Item | None = None
    special: Item | None = None


_SPLITS = {
    "limit": ("债务限额", Role.LIMIT),
    "outstanding": ("债务余额", Role.OUTSTANDING),
    "issued": ("新增债务", Role.ISSUED),
    "repaid": ("债务还本", Role.REPAID),
}
_KINDS = {"total": "政府", "general": "一般", "special": "专项"}


class Debt(Model):
    """Local government debt 地方政府债务: limit, outstanding, issued and repaid (Budget Law, article 35).

    >>> d = Debt(fiscal_year=2023, stage="execution", unit="万元",
    ...          limit={"total": 847300, "general": 103000, "special": 744300},
    ...          outstanding={"total": 846550})
    >>> [f.concept for f in d.figures()]
    ['debt_limit', 'debt_limit_general', 'debt_limit_special', 'debt_outstanding']
    """

    fiscal_year: WholeNumber
    stage: Stage
    scope: str = ""
    level: Level | None = None
    unit: Unit | None = None
    limit: Split = Field(default_factory=Split)
    outstanding: Split = Field(default_factory=Split)
    issued: Split = Field(default_factory=Split)
    repaid: Split = Field(default_factory=Split)
    restated: tuple[Restated, ...] = ()
    statement: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _as_items(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        fields = dict(data)
        unit = _unit_of(fields)
        for name, (noun, _) in _SPLITS.items():
            split = fields.get(name)
            if isinstance(split, Mapping):
                fields[name] = {
                    kind: _item(_KINDS[kind] + noun, value, unit, f"{name}.{kind}")
                    if kind in _KINDS and value is not None
                    else value
                    for kind, value in split.items()
                }
        if "restated" in fields:
            fields["restated"] = _items(fields["restated"], unit, "restated")
        return fields

    @property
    def key(self) -> str:
        """The name of the debt statement, unique within a report."""
        return self.statement or ".".join(
            part for part in ("debt", self.scope, str(self.fiscal_year), self.stage) if part
        )

    def figures(self) -> tuple[Figure, ...]:
        """The debt as flat figures of the book ``debt``."""
        return tuple(figure for figure, _ in self._lines())

    def claims(self) -> tuple[Claim, ...]:
        """The rates of the debt statement as claims about its figures."""
        return tuple(claim for figure, item in self._lines() for claim in _claims(figure, item))

    def _lines(self) -> Iterator[tuple[Figure, Item]]:
        key = self.key
        common: dict[str, Any] = {
            "book": Book.DEBT,
            "scope": self.scope,
            "level": self.level,
            "fiscal_year": self.fiscal_year,
            "stage": self.stage,
            "statement": key,
        }
        for name, (_, role) in _SPLITS.items():
            for kind in _KINDS:
                item: Item | None = getattr(getattr(self, name), kind)
                if item is not None:
                    concept = f"debt_{name}" + ("" if kind == "total" else f"_{kind}")
                    yield from _lower(
                        item, f"{key}.{name}.{kind}", Side.STOCK, None, common, role, concept
                    )
        for number, item in enumerate(self.restated, 1):
            yield from _lower(item, f"{key}.restated.{number}", Side.STOCK, None, common)

    def report(self) -> BudgetReport:
        """The debt statement as a report of its own."""
        return report_of([self])


# -- lowering: nested lines to flat figures -----------------------------------------------------


def _lower(
    item: Item,
    fallback_id: str,
    side: Side | None,
    parent: str | None,
    common: dict[str, Any],
    role: Role | None = None,
    concept: str | None = None,
) -> Iterator[tuple[Figure, Item]]:
    known = None if concept or item.concept else identify(item.label, common["book"], side)
    if role is None:
        role = item.role or (
            Role.DETAIL if parent else Role(known.role) if known else Role.COMPONENT
        )
    identifier = item.id or fallback_id
    figure = Figure(
        id=identifier,
        side=side,
        role=role,
        concept=concept or item.concept or (known.id if known else None),
        label=item.label,
        amount=item.amount,
        qualifier=item.qualifier,
        parent=parent,
        closed=(True if item.parts and item.closed is None else item.closed),
        source=item.source,
        **common,
    )
    yield figure, item
    for number, part in enumerate(item.parts, 1):
        yield from _lower(part, f"{identifier}.{number}", side, identifier, common)


def _claims(figure: Figure, item: Item) -> Iterator[Claim]:
    for number, rate in enumerate(item.rates, 1):
        fields = {name: getattr(rate, name) for name in Rate.model_fields if name != "id"}
        yield Claim(id=rate.id or f"{figure.id}.rate{number}", figure=figure.id, **fields)


def report_of(accounts: Iterable[Budget | Debt], **fields: Any) -> BudgetReport:
    """Accounts put together as one report; `fields` are further fields of `BudgetReport`.

    >>> report_of([GovernmentFundBudget(fiscal_year=2024, stage="draft", total_uses="287681万元")]).figures[0].role
    <Role.TOTAL: 'total'>
    """
    accounts = tuple(accounts)
    figures = [figure for account in accounts for figure in account.figures()]
    claims = [claim for account in accounts for claim in account.claims()]
    statements = [
        Statement(id=account.key, balanced=account.balanced)
        for account in accounts
        if isinstance(account, Budget) and account.balanced is not None
    ]
    return BudgetReport(
        figures=(*figures, *fields.pop("figures", ())),
        claims=(*claims, *fields.pop("claims", ())),
        statements=(*statements, *fields.pop("statements", ())),
        **fields,
    )


# -- raising: flat figures to nested lines ------------------------------------------------------


def budgets_of(report: BudgetReport) -> tuple[Budget, ...]:
    """The typed budgets that the figures of a report make up, one per `Figure.statement`."""
    return tuple(
        _raise_budget(report, figures)
        for figures in _statements(report)
        if figures[0].book in BUDGETS
    )


def debt_of(report: BudgetReport) -> tuple[Debt, ...]:
    """The debt statements of a report."""
    return tuple(
        _raise_debt(report, figures)
        for figures in _statements(report)
        if figures[0].book is Book.DEBT
    )


def _statements(report: BudgetReport) -> list[list[Figure]]:
    grouped: dict[str, list[Figure]] = {}
    for figure in report.figures:
        bound = None not in (figure.book, figure.fiscal_year, figure.stage, figure.statement)
        if bound and figure.parent is None and figure.statement is not None:
            grouped.setdefault(figure.statement, []).append(figure)
    return list(grouped.values())


def _nest(report: BudgetReport, figure: Figure) -> dict[str, Any]:
    return {
        "id": figure.id,
        "label": figure.label,
        "amount": figure.amount,
        "role": figure.role,
        "concept": figure.concept,
        "qualifier": figure.qualifier,
        "closed": figure.closed,
        "source": figure.source,
        "parts": tuple(Item(**_nest(report, part)) for part in report.parts.get(figure.id, ())),
        "rates": tuple(
            Rate(**{name: getattr(claim, name) for name in Rate.model_fields})
            for claim in report.claims_about.get(figure.id, ())
        ),
    }


def _common(figures: list[Figure]) -> dict[str, Any]:
    first = figures[0]
    return {
        "book": first.book,
        "scope": first.scope,
        "level": first.level,
        "fiscal_year": first.fiscal_year,
        "stage": first.stage,
        "statement": first.statement,
    }


def _raise_budget(report: BudgetReport, figures: list[Figure]) -> Budget:
    lines: dict[str, list[Item]] = {"resources": [], "uses": []}
    totals: dict[str, Item] = {}
    closing: dict[str, Item] = {}
    restated: list[Restated] = []
    for figure in figures:
        nested = _nest(report, figure)
        if figure.role is Role.TOTAL and f"total_{figure.side}" not in totals:
            totals[f"total_{figure.side}"] = Item(**nested)
        elif figure.side is Side.CLOSING and figure.role in _CLOSING.keys() - closing.keys():
            closing[figure.role] = Item(**nested)
        elif figure.role is not Role.TOTAL and figure.side in lines:
            lines[figure.side].append(Item(**nested))
        elif figure.side is not None:
            restated.append(Restated(side=figure.side, **nested))
    return BUDGETS[Book(figures[0].book)](
        **_common(figures),
        **{name: tuple(items) for name, items in lines.items()},
        **totals,
        closing=Closing(**closing),
        balanced=next((s.balanced for s in report.statements if s.id == figures[0].statement), None),
        restated=tuple(restated),
    )


def _raise_debt(report: BudgetReport, figures: list[Figure]) -> Debt:
    splits: dict[str, dict[str, Item]] = {name: {} for name in _SPLITS}
    restated: list[Restated] = []
    for figure in figures:
        nested = _nest(report, figure)
        name, _, kind = (figure.concept or "").removeprefix("debt_").partition("_")
        kind = kind or "total"
        if name in splits and kind in _KINDS and kind not in splits[name]:
            splits[name][kind] = Item(**nested)
        else:
            restated.append(Restated(side=Side.STOCK, **nested))
    common = _common(figures)
    del common["book"]
    return Debt(
        **common,
        **{name: Split(**kinds) for name, kinds in splits.items()},
        restated=tuple(restated),
    )


# -- reading what a person wrote ----------------------------------------------------------------


def _unit_of(fields: Mapping[str, Any]) -> Unit | None:
    unit = fields.get("unit")
    try:
        return None if unit is None else Unit(unit)
    except ValueError:
        raise AmountError(
            f'unit: "{unit}" is not a unit of money', remedy="use 元, 千元, 万元, 亿元 or 万亿元"
        ) from None


def _items(raw: Any, unit: Unit | None, where: str) -> Any:
    if isinstance(raw, Mapping):
        return tuple(_item(label, value, unit, f"{where}.{label}") for label, value in raw.items())
    if isinstance(raw, (list, tuple)):
        return tuple(
            _item("", value, unit, f"{where}[{number}]") for number, value in enumerate(raw)
        )
    return raw


def _item(
    label: str, raw: Any, unit: Unit | None, where: str, *, closed: bool | None = None
) -> Any:
    """One line as `Item` takes it: the unit of the account put to an amount that names none."""
    if isinstance(raw, Item):
        return raw
    fields = dict(raw) if isinstance(raw, Mapping) else {"amount": raw}
    fields.setdefault("label", label)
    if closed is not None:
        fields.setdefault("closed", closed)
    if not isinstance(fields.get("amount"), Amount) and "amount" in fields:
        try:
            fields["amount"] = parse_amount(fields["amount"], unit)
        except AmountError as error:
            raise AmountError(error.what, where=where, remedy=error.remedy) from None
    if "parts" in fields:
        fields["parts"] = _items(fields["parts"], unit, f"{where}.parts")
    return fields
