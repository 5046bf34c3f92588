"""From plain values to a `BudgetReport`: hand-written accounts, and the flat figures beside them.

A file that has the key ``document`` says itself where its figures were printed.  In a file without
it the file *is* the document: each figure's place is its own line, and what is left out (statement,
concept, role) is worked out from the label as it is for `luohu_fiscal.model.budgets`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from luohu_fiscal.datafiles.links import check_links
from luohu_fiscal.datafiles.parsed import Parsed, join
from luohu_fiscal.datafiles.problems import check_keys, refused
from luohu_fiscal.errors import AmountError
from luohu_fiscal.model.budgets import BUDGETS, Budget, Debt
from luohu_fiscal.model.concepts import concept as find_concept
from luohu_fiscal.model.concepts import identify
from luohu_fiscal.model.figures import (
    Change,
    Claim,
    DocumentInfo,
    Figure,
    Indicator,
    Model,
    Statement,
    Unplaced,
)
from luohu_fiscal.model.items import Item, Rate, Restated
from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.model.vocabulary import Book, Role
from luohu_fiscal.money.amount import Amount, Unit, exact_decimal, parse_amount

__all__ = ["KEYS", "build"]

#: The keys of a budget file, and what stands under each.
KEYS = (
    *("version", "jurisdiction", "title", "unit", "budgets", "debt"),
    *("document", "figures", "claims", "unplaced", "statements", "indicators", "changes"),
)
#: What `check --format json` prints beside the report: it follows from the figures, judged anew.
DERIVED = ("findings", "summary")

_FIGURE_KEYS = (*Figure.model_fields, "account_role", "unit", "value")
_DEBT_WORDS = {
    "限额": Role.LIMIT,
    "余额": Role.OUTSTANDING,
    "新增": Role.ISSUED,
    "还本": Role.REPAID,
}
_DEBT_KINDS = {"一般": "_general", "专项": "_special"}

M = TypeVar("M", bound=Model)


def build(parsed: Parsed, info: DocumentInfo) -> BudgetReport:
    """The report a data file holds; `info` names the file, for one that is its own document.

    >>> raw = {"budgets": [{"book": "government_fund", "fiscal_year": 2024, "stage": "draft",
    ...                     "unit": "万元", "uses": {"调出资金": 25000}}]}
    >>> build(Parsed(raw), DocumentInfo()).figures[0].concept
    'transferred_out'
    """
    return _Form(parsed).report(info)


class _Form:
    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self.top = check_keys(parsed.data, (*KEYS, *DERIVED), parsed, "")
        self.own = "document" not in self.top
        self.unit = self.unit_at("unit", self.top.get("unit"))

    def report(self, info: DocumentInfo) -> BudgetReport:
        document = self.document(info)
        accounts: list[Budget | Debt] = []
        paths: list[str] = []
        claim_paths: list[str] = []
        for name in ("budgets", "debt"):
            for path, raw in self.entries(name):
                account = self.account(raw, path, Debt if name == "debt" else None)
                accounts.append(account)
                paths += [path] * len(account.figures())
                claim_paths += [path] * len(account.claims())
        flat, rates = list(self.entries("figures")), list(self.entries("claims"))
        report = report_of(
            accounts,
            document=document,
            figures=[self.figure(raw, path) for path, raw in flat],
            claims=[self.claim(raw, path) for path, raw in rates],
            unplaced=[self.model(Unplaced, raw, path) for path, raw in self.entries("unplaced")],
            indicators=[
                self.model(Indicator, raw, path) for path, raw in self.entries("indicators")
            ],
            changes=[self.model(Change, raw, path) for path, raw in self.entries("changes")],
            statements=[
                self.model(Statement, raw, path) for path, raw in self.entries("statements")
            ],
        )
        paths += [path for path, _ in flat]
        check_links(report, self.parsed, paths, claim_paths + [path for path, _ in rates])
        return report

    def document(self, info: DocumentInfo) -> DocumentInfo:
        version = self.top.get("version", 1)
        if type(version) is not int or version != 1:
            raise self.parsed.error("version", f"{version!r:.20} is not a version", "write 1")
        if self.own:
            given = {name: self.top[name] for name in ("jurisdiction", "title") if name in self.top}
            return self.model(DocumentInfo, {**info.model_dump(), **given}, "")
        for name in ("jurisdiction", "title"):
            if name in self.top:
                raise self.parsed.error(name, "stands beside document", f"write document.{name}")
        return self.model(DocumentInfo, self.top["document"], "document")

    def entries(self, name: str) -> Iterator[tuple[str, Any]]:
        """What is listed under a key, each with its path."""
        raw = self.top.get(name)
        if raw is None:
            return
        if not isinstance(raw, list):
            raise self.parsed.error(
                name, f"a {type(raw).__name__} is not a list", "begin with a dash"
            )
        for number, entry in enumerate(raw):
            yield join(name, number), entry

    def unit_at(self, path: str, raw: Any) -> Unit | None:
        if raw is None:
            return None
        try:
            return Unit(raw)
        except ValueError:
            what = f'"{raw!s:.20}" is not a unit of money'
            raise self.parsed.error(path, what, "use 元, 千元, 万元, 亿元 or 万亿元") from None

    def model(self, kind: type[M], raw: Any, path: str) -> M:
        check_keys(raw, kind, self.parsed, path)
        return self.validated(kind, raw, path, raw)

    def validated(self, kind: type[M], fields: Any, path: str, raw: Any) -> M:
        try:
            return kind.model_validate(fields)
        except ValidationError as error:
            raise refused(error, self.parsed, path, raw) from None

    # -- accounts -------------------------------------------------------------------------------

    def account(self, raw: Any, path: str, kind: type[Budget] | type[Debt] | None) -> Budget | Debt:
        if kind is None:
            check_keys(raw, Budget, self.parsed, path)
            try:
                kind = BUDGETS[Book(raw.get("book"))]
            except (ValueError, KeyError):
                what = f'"{raw.get("book")!s:.40}" is not a book' if "book" in raw else "is missing"
                words = ", ".join(BUDGETS)
                raise self.parsed.error(join(path, "book"), what, f"write one of {words}") from None
        else:
            check_keys(raw, kind, self.parsed, path)
        fields = {name: self.part(name, value, join(path, name)) for name, value in raw.items()}
        if fields.get("unit") is None:
            fields["unit"] = self.unit
        self.unit_at(join(path, "unit"), fields["unit"])
        return self.validated(kind, fields, path, raw)

    def part(self, name: str, value: Any, path: str) -> Any:
        """One key of an account, the lines in it given their places."""
        if name in ("resources", "uses", "restated"):
            return self.lines(value, path, Restated if name == "restated" else Item)
        if name in ("total_resources", "total_uses"):
            return None if value is None else self.line(value, path, Item)
        if name in ("closing", "limit", "outstanding", "issued", "repaid"):
            if not isinstance(value, Mapping):
                what = f"{value!r:.40} is not a mapping"
                raise self.parsed.error(
                    path, what, "write carried_over, surplus, total, … under it"
                )
            return {
                key: None if item is None else self.line(item, join(path, key), Item)
                for key, item in value.items()
            }
        return value

    def lines(self, raw: Any, path: str, kind: type[Item]) -> Any:
        if isinstance(raw, Mapping):
            return {key: self.line(value, join(path, key), kind) for key, value in raw.items()}
        if isinstance(raw, list):
            return [self.line(value, join(path, n), kind) for n, value in enumerate(raw)]
        return raw

    def line(self, raw: Any, path: str, kind: type[Item]) -> Any:
        if raw is None:
            remedy = "write the printed amount, or leave the line out where none is printed"
            raise self.parsed.error(path, "has no amount", remedy)
        if not isinstance(raw, Mapping):
            return {"amount": raw, **self.place(path)} if self.own else raw
        fields = dict(check_keys(raw, kind, self.parsed, path))
        if "source" not in fields:
            fields |= self.place(join(path, "amount"))
        if "parts" in fields:
            fields["parts"] = self.lines(fields["parts"], join(path, "parts"), Item)
        if isinstance(fields.get("rates"), list):
            fields["rates"] = [
                self.placed(check_keys(rate, Rate, self.parsed, at), at, "value")
                for at, rate in (
                    (join(f"{path}.rates", n), r) for n, r in enumerate(fields["rates"])
                )
            ]
        return fields

    def place(self, path: str) -> dict[str, Any]:
        source = self.parsed.source(path) if self.own else None
        return {} if source is None else {"source": source}

    def placed(self, raw: Mapping[str, Any], path: str, value: str) -> dict[str, Any]:
        """The fields with their place, where they name none themselves."""
        return dict(raw) if "source" in raw else {**raw, **self.place(join(path, value))}

    # -- flat figures and claims ----------------------------------------------------------------

    def figure(self, raw: Any, path: str) -> Figure:
        check_keys(raw, _FIGURE_KEYS, self.parsed, path)
        fields = self.placed(raw, path, "amount")
        value = fields.pop("value", None)
        fields["amount"] = self.amount(raw, fields.pop("unit", None), value, path)
        fields.setdefault("id", path)
        if (role := fields.pop("account_role", None)) is not None:
            fields["role"] = role  # `role` follows from it and from what restates what
        figure = self.validated(Figure, fields, path, raw)
        derived = {k: v for k, v in _derived(figure).items() if k not in raw and v is not None}
        return figure.model_copy(update=derived) if derived else figure

    def amount(self, raw: Mapping[str, Any], unit: Any, value: Any, path: str) -> Amount:
        at = join(path, "amount")
        if raw.get("amount") is None:
            raise self.parsed.error(at, "has no amount", "write the printed amount")
        own_unit = self.unit_at(join(path, "unit"), unit)
        try:
            amount = parse_amount(raw["amount"], own_unit or self.unit)
            yuan = None if value is None else exact_decimal(value)
        except AmountError as error:
            raise self.parsed.error(at, error.what, error.remedy) from None
        if own_unit not in (None, amount.unit):
            raise self.parsed.error(at, f"{amount} beside the unit {own_unit}", "write one unit")
        if yuan is not None and yuan != amount.value:
            what = f"{yuan:f} yuan is not {amount}, which is {amount.value:f} yuan"
            raise self.parsed.error(join(path, "value"), what, "correct one, or leave value out")
        return amount

    def claim(self, raw: Any, path: str) -> Claim:
        check_keys(raw, Claim, self.parsed, path)
        fields = {"id": path, **self.placed(raw, path, "value")}
        return self.validated(Claim, fields, path, raw)


def _derived(figure: Figure) -> dict[str, Any]:
    """What follows from the rest of a figure, where its file says nothing of it."""
    parts = [figure.book, figure.scope, figure.fiscal_year, figure.stage]
    bound = None not in parts
    statement = ".".join(str(part) for part in parts if part) if bound else None
    if figure.book is Book.DEBT:
        return {"statement": statement, **_debt_words(figure.label)}
    if figure.concept is None:
        known = identify(figure.label, figure.book, figure.side) if figure.label else None
    else:
        known = find_concept(figure.concept)
    role = Role.DETAIL if figure.parent else Role(known.role) if known else Role.COMPONENT
    return {"statement": statement, "concept": known.id if known else None, "role": role}


def _debt_words(label: str) -> dict[str, Any]:
    roles = [role for word, role in _DEBT_WORDS.items() if word in label]
    kinds = [suffix for word, suffix in _DEBT_KINDS.items() if word in label]
    if len(roles) != 1 or len(kinds) > 1:
        return {"role": Role.OTHER}
    return {"role": roles[0], "concept": f"debt_{roles[0]}{''.join(kinds)}"}
