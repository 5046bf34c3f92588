"""From a `BudgetReport` to plain values: flat as the contract has it, nested as a person writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from luohu_fiscal.model.budgets import CLOSINGS, DEBT_KINDS, DEBT_QUANTITIES, TOTALS, Budget, Debt
from luohu_fiscal.model.concepts import concept as find_concept
from luohu_fiscal.model.concepts import identify
from luohu_fiscal.model.figures import Figure, Model
from luohu_fiscal.model.items import Item, Rate, Restated
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.model.vocabulary import Book, Role, Side
from luohu_fiscal.money.amount import Amount, Unit

__all__ = ["flat", "nested"]


def flat(report: BudgetReport) -> dict[str, Any]:
    """The report as the object of the machine-readable contract, version 1: JSON values only.

    Amounts are the printed digits in ``amount`` and ``unit``; ``value`` is yuan.

    >>> from luohu_fiscal.model.budgets import GovernmentFundBudget
    >>> from luohu_fiscal.model.report import report_of
    >>> b = GovernmentFundBudget(fiscal_year=2024, stage="draft", total_uses="28.70亿元")
    >>> figure = flat(report_of([b]))["figures"][0]
    >>> figure["amount"], figure["unit"], figure["value"]
    ('28.70', '亿元', '2870000000')
    """
    return {
        "version": report.version,
        "document": report.document.model_dump(mode="json"),
        "figures": [_figure(figure, report.role_of(figure)) for figure in report.figures],
        "claims": [claim.model_dump(mode="json") for claim in report.claims],
        "unplaced": [entry.model_dump(mode="json") for entry in report.unplaced],
        "statements": [entry.model_dump(mode="json") for entry in report.statements],
        **_listed("indicators", report.indicators),
        **_listed("changes", report.changes),
    }


def _listed(name: str, entries: Iterable[Model]) -> dict[str, Any]:
    """What only some reports have: data files of accounts have no indicators and no changes."""
    found = [entry.model_dump(mode="json") for entry in entries]
    return {name: found} if found else {}


#: What few figures have: said only of those.
_SELDOM = frozenset({"breakdown", "complete", "period", "rival"})


def _figure(figure: Figure, role: Role) -> dict[str, Any]:
    amount = figure.amount
    printed = {
        "amount": f"{amount.printed:f}",
        "unit": amount.unit.value,
        "value": f"{amount.value:f}",
    }
    fields: dict[str, Any] = {}
    for name, value in figure.model_dump(mode="json").items():
        if name in _SELDOM and value is None:
            continue
        fields |= printed if name == "amount" else {name: value}
        if name == "role":
            fields |= {"role": role.value, "account_role": value}
    return fields


def nested(report: BudgetReport) -> dict[str, Any]:
    """The report as a person would write it: accounts with their lines, then what fits in none.

    What the account would say by itself is left out.  An account whose figures cannot be said that
    way comes back changed, so the caller compares and falls back to `flat`.
    """
    accounts: list[Budget | Debt] = [*report.budgets, *report.debt]
    inside = {figure.id for account in accounts for figure in account.figures()}
    told = {claim.id for account in accounts for claim in account.claims()}
    balanced = {a.key for a in accounts if isinstance(a, Budget) and a.balanced is not None}
    data: dict[str, Any] = {
        "version": report.version,
        "document": _filled(report.document),
        "budgets": [_budget(account) for account in accounts if isinstance(account, Budget)],
        "debt": [_debt(account) for account in accounts if isinstance(account, Debt)],
    }
    rest = report.model_copy(
        update={
            "figures": tuple(figure for figure in report.figures if figure.id not in inside),
            "claims": tuple(claim for claim in report.claims if claim.id not in told),
            "statements": tuple(entry for entry in report.statements if entry.id not in balanced),
        }
    )
    leftovers = flat(rest)
    names = ("figures", "claims", "unplaced", "statements", "indicators", "changes")
    data |= {name: leftovers[name] for name in names if name in leftovers}
    return {name: value for name, value in data.items() if value != []}


def _filled(model: Model) -> dict[str, Any]:
    """The fields of a model that say something, as JSON values."""
    return model.model_dump(mode="json", exclude_defaults=True)


class _Writer:
    """Writes the lines of one account: knows what each would be taken for without being told."""

    def __init__(self, account: Budget | Debt, book: Book) -> None:
        self.account, self.book = account, book
        units = Counter(item.amount.unit for item in _all_items(account))
        self.unit: Unit | None = units.most_common(1)[0][0] if units else None

    def head(self) -> dict[str, Any]:
        account = self.account
        names = ("book", "scope", "level", "fiscal_year", "stage", "balanced")
        fields = account.model_dump(mode="json", include=set(names), exclude_defaults=True)
        if isinstance(account, Budget):
            fields["book"] = self.book.value
        if account.statement != account.model_copy(update={"statement": None}).key:
            fields["statement"] = account.statement
        if self.unit is not None:
            fields["unit"] = self.unit.value
        return {name: fields[name] for name in (*names, "statement", "unit") if name in fields}

    def amount(self, amount: Amount) -> str | int:
        if amount.unit is not self.unit:
            return str(amount)
        digits = f"{amount.printed:f}"
        whole = "." not in digits and str(int(digits)) == digits
        return int(digits) if whole else digits

    def lines(self, items: tuple[Item, ...], path: str, side: Side, part: bool) -> Any:
        labels = [item.label for item in items]
        named = "" not in labels and len(set(labels)) == len(labels)
        written = [
            self.line(item, f"{path}.{number}", side, part, label=item.label if named else "")
            for number, item in enumerate(items, 1)
        ]
        return dict(zip(labels, written, strict=True)) if named else written

    def line(
        self,
        item: Item,
        path: str,
        side: Side,
        part: bool = False,
        *,
        label: str = "",
        role: Role | None = None,
        concept: str | None = None,
        closed: bool | None = None,
    ) -> Any:
        """One line; `role`, `concept` and `closed` are what its place in the account gives it."""
        fields: dict[str, Any] = {} if item.label == label else {"label": item.label}
        fields["amount"] = self.amount(item.amount)
        if item.id != path:
            fields["id"] = item.id
        known = find_concept(concept) if concept else identify(item.label, self.book, side)
        if item.concept != (concept or (known.id if known else None)):
            fields["concept"] = item.concept
            known = find_concept(item.concept or "")
        if role is None:
            role = Role.DETAIL if part else Role(known.role) if known else Role.COMPONENT
        if item.role is not role:
            fields["role"] = None if item.role is None else item.role.value
        if item.closed is not (True if item.parts else closed):
            fields["closed"] = item.closed
        if item.reading is not None:
            fields["reading"] = item.reading.value
        if item.qualifier is not None:
            fields["qualifier"] = item.qualifier
        if item.parts:
            fields["parts"] = self.lines(item.parts, item.id or path, side, True)
        if item.rates:
            fields["rates"] = [
                _rate(rate, f"{item.id or path}.rate{n}") for n, rate in enumerate(item.rates, 1)
            ]
        if item.source is not None:
            fields["source"] = _filled(item.source)
        return fields["amount"] if len(fields) == 1 else fields

    def restated(self, items: tuple[Restated, ...]) -> list[dict[str, Any]]:
        written = []
        for number, item in enumerate(items, 1):
            line = self.line(item, f"{self.account.key}.restated.{number}", item.side)
            written.append({"side": item.side.value, **line})
        return written


def _budget(account: Budget) -> dict[str, Any]:
    writer = _Writer(account, account.book)
    key = account.key
    fields = writer.head()
    for side in (Side.RESOURCES, Side.USES):
        items: tuple[Item, ...] = getattr(account, side)
        if items:
            fields[side.value] = writer.lines(items, f"{key}.{side}", side, False)
    for name, label in TOTALS.items():
        total: Item | None = getattr(account, name)
        if total is not None:
            side = Side(name.removeprefix("total_"))
            fields[name] = writer.line(
                total, f"{key}.{name}", side, label=label, role=Role.TOTAL, closed=True
            )
    closing = {
        name: writer.line(item, f"{key}.{name}", Side.CLOSING, label=label, role=Role(name))
        for name, label in CLOSINGS.items()
        if (item := getattr(account.closing, name)) is not None
    }
    if closing:
        fields["closing"] = closing
    if account.restated:
        fields["restated"] = writer.restated(account.restated)
    return fields


def _debt(account: Debt) -> dict[str, Any]:
    writer = _Writer(account, Book.DEBT)
    fields = writer.head()
    for name, (noun, role) in DEBT_QUANTITIES.items():
        split = {
            kind: writer.line(
                item,
                f"{account.key}.{name}.{kind}",
                Side.STOCK,
                label=word + noun,
                role=role,
                concept=f"debt_{name}" + ("" if kind == "total" else f"_{kind}"),
            )
            for kind, word in DEBT_KINDS.items()
            if (item := getattr(getattr(account, name), kind)) is not None
        }
        if split:
            fields[name] = split
    if account.restated:
        fields["restated"] = writer.restated(account.restated)
    return fields


def _rate(rate: Rate, path: str) -> dict[str, Any]:
    fields = _filled(rate)
    if rate.id == path:
        del fields["id"]
    return fields


def _all_items(account: Budget | Debt) -> Iterator[Item]:
    waiting: list[Any] = [account]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Item):
            yield value
        if isinstance(value, Model):
            waiting.extend(getattr(value, name) for name in type(value).model_fields)
        elif isinstance(value, tuple):
            waiting.extend(value)
