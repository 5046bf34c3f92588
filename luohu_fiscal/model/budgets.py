"""The budgets as a person writes them: four typed accounts and the debt, each line with its parts.

`Budget.figures()` lowers an account to flat figures; `accounts.budgets_of` raises figures again.  The
two are inverse to each other, so that hand-written data and read documents are one thing.

Sources of the shapes: Budget Law 预算法 articles 5-11 (the books), article 35 (debt), and the Ministry of
Finance's 政府收支分类科目 (the lines).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from luohu_fiscal.model.figures import Claim, Figure, Model, Truth, WholeNumber
from luohu_fiscal.model.items import (
    Closing,
    Item,
    Restated,
    as_item,
    as_items,
    claims_of,
    lower,
    unit_of,
)
from luohu_fiscal.model.shown import Shown
from luohu_fiscal.model.vocabulary import Book, Level, Role, Side, Stage
from luohu_fiscal.money.amount import Unit

__all__ = [
    "BUDGETS",
    "CLOSINGS",
    "DEBT_KINDS",
    "DEBT_QUANTITIES",
    "TOTALS",
    "Budget",
    "Debt",
    "GeneralPublicBudget",
    "GovernmentFundBudget",
    "SocialInsuranceBudget",
    "Split",
    "StateCapitalBudget",
]

#: The fields of an account that hold one line, and what that line is called when nobody names it.
TOTALS = {"total_resources": "收入总计", "total_uses": "支出总计"}
CLOSINGS = {"carried_over": "结转下年", "surplus": "结余", "balance": "结转结余"}


class Budget(Model, Shown):
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
        unit = unit_of(fields)
        for name in ("resources", "uses", "restated"):
            if name in fields:
                fields[name] = as_items(fields[name], unit, name)
        for name, label in TOTALS.items():
            if fields.get(name) is not None:
                fields[name] = as_item(label, fields[name], unit, name, closed=True)
        closing = fields.get("closing")
        if isinstance(closing, Mapping):
            fields["closing"] = {
                name: as_item(CLOSINGS[name], value, unit, f"closing.{name}")
                if name in CLOSINGS and value is not None
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
        return tuple(claim for figure, item in self._lines() for claim in claims_of(figure, item))

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
                yield from lower(item, f"{key}.{side}.{number}", side, None, common)
            if total is not None:
                yield from lower(total, f"{key}.total_{side}", side, None, common, Role.TOTAL)
        for name in CLOSINGS:
            item = getattr(self.closing, name)
            if item is not None:
                yield from lower(item, f"{key}.{name}", Side.CLOSING, None, common, Role(name))
        for number, item in enumerate(self.restated, 1):
            yield from lower(item, f"{key}.restated.{number}", item.side, None, common)


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


DEBT_QUANTITIES = {
    "limit": ("债务限额", Role.LIMIT),
    "outstanding": ("债务余额", Role.OUTSTANDING),
    "issued": ("新增债务", Role.ISSUED),
    "repaid": ("债务还本", Role.REPAID),
}
DEBT_KINDS = {"total": "政府", "general": "一般", "special": "专项"}


class Debt(Model, Shown):
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
        unit = unit_of(fields)
        for name, (noun, _) in DEBT_QUANTITIES.items():
            split = fields.get(name)
            if isinstance(split, Mapping):
                fields[name] = {
                    kind: as_item(DEBT_KINDS[kind] + noun, value, unit, f"{name}.{kind}")
                    if kind in DEBT_KINDS and value is not None
                    else value
                    for kind, value in split.items()
                }
        if "restated" in fields:
            fields["restated"] = as_items(fields["restated"], unit, "restated")
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
        return tuple(claim for figure, item in self._lines() for claim in claims_of(figure, item))

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
        for name, (_, role) in DEBT_QUANTITIES.items():
            for kind in DEBT_KINDS:
                item: Item | None = getattr(getattr(self, name), kind)
                if item is not None:
                    concept = f"debt_{name}" + ("" if kind == "total" else f"_{kind}")
                    yield from lower(
                        item, f"{key}.{name}.{kind}", Side.STOCK, None, common, role, concept
                    )
        for number, item in enumerate(self.restated, 1):
            yield from lower(item, f"{key}.restated.{number}", Side.STOCK, None, common)
