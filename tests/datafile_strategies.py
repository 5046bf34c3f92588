"""Accounts of every shape, made up, for what must hold of all of them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from luohu_fiscal.model.budgets import BUDGETS, Budget, Debt
from luohu_fiscal.model.figures import Claim, DocumentInfo, Figure, Source, Statement, Unplaced
from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.model.vocabulary import Basis, Book, Choice, ClaimKind, Level, Role, Side, Stage
from luohu_fiscal.money.amount import Amount, Unit

__all__ = ["accounts", "flat_reports", "reports", "texts"]

#: What a document may print, and what a file format may trip over.
texts = st.one_of(
    st.sampled_from(
        [
            "税收收入",
            "非税收入",
            "调入资金",
            "上年结转收入",
            "债务还本支出",
            "其他支出",
            "一般公共预算支出",
        ]
    ),
    st.sampled_from(
        [
            "no",
            "null",
            "~",
            "1e5",
            "0o17",
            "1_000",
            "=1+1",
            "-x",
            "'",
            "'=a",
            "a,b",
            'a"b',
            "#",
            ": ",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12),
)
maybe = st.one_of(st.none(), texts)
truth = st.one_of(st.none(), st.booleans())


@st.composite
def amounts(draw: st.DrawFn) -> Amount:
    places = draw(st.integers(0, 3))
    number = draw(st.integers(-(10**18), 10**18))
    text = f"{number}." + draw(st.text("0123456789", min_size=places, max_size=places))
    return Amount(text.rstrip(".") if places == 0 else text, draw(st.sampled_from(list(Unit))))


sources = st.builds(
    Source,
    page=st.integers(0, 10**6),
    line=st.integers(0, 10**6),
    start=st.integers(0, 10**9),
    end=st.integers(0, 10**9),
    text=texts,
    cell=st.sampled_from(["", "C7"]),
    confidence=st.sampled_from(["", "0.93"]),
)
rate_fields: dict[str, Any] = {
    "kind": st.sampled_from(list(ClaimKind)),
    "value": st.from_regex(r"\A-?[0-9]{1,12}(\.[0-9]{1,3})?\Z"),
    "basis": st.one_of(st.none(), st.sampled_from(list(Basis))),
    "basis_text": st.one_of(st.just(""), texts),
    "comparable": st.booleans(),
    "qualifier": maybe,
    "source": st.one_of(st.none(), sources),
}
rates = st.fixed_dictionaries(rate_fields)


def items(depth: int, **more: Any) -> st.SearchStrategy[dict[str, Any]]:
    """One line as a person could write it, with parts down to a depth."""
    fields: dict[str, Any] = {"label": texts, "amount": amounts()}
    parts = st.lists(items(depth - 1), max_size=2) if depth else st.just([])
    optional: dict[str, Any] = {
        "role": st.sampled_from([Role.COMPONENT, Role.OWN_REVENUE, Role.CARRIED_FORWARD]),
        "concept": st.sampled_from(["transferred_in", "not in the vocabulary"]),
        "qualifier": texts,
        "closed": st.booleans(),
        "reading": st.sampled_from(list(Choice)),
        "parts": parts,
        "rates": st.lists(rates, max_size=2),
        "source": sources,
    }
    return st.fixed_dictionaries(
        fields | more, optional={name: optional[name] for name in optional.keys() - more.keys()}
    )


def _plain_items() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"label": texts, "amount": amounts()})


lines = st.lists(st.one_of(_plain_items(), items(2)), max_size=3)
frame: dict[str, Any] = {
    "fiscal_year": st.integers(1990, 2100),
    "stage": st.sampled_from(list(Stage)),
    "scope": st.sampled_from(["", "罗湖区", "区本级"]),
    "level": st.one_of(st.none(), st.sampled_from(list(Level))),
}
#: Totals and closing items have their role from their place.
placed = st.one_of(st.none(), items(1).map(lambda fields: {**fields, "role": None}))
again = items(0, side=st.sampled_from([Side.RESOURCES, Side.USES]), role=st.just(Role.TOTAL))


@st.composite
def budgets(draw: st.DrawFn) -> Budget:
    model = BUDGETS[draw(st.sampled_from(sorted(BUDGETS)))]
    totals = {"total_resources": draw(placed), "total_uses": draw(placed)}
    restated = [
        fields
        for fields in draw(st.lists(again, max_size=2))
        if totals[f"total_{fields['side']}"] is not None  # else it would be the total itself
    ]
    fields: dict[str, Any] = {
        **{name: draw(strategy) for name, strategy in frame.items()},
        "resources": draw(lines),
        "uses": draw(lines),
        **totals,
        "restated": restated,
        "closing": {name: draw(placed) for name in ("carried_over", "surplus", "balance")},
    }
    budget = model.model_validate(fields)
    says: bool | None = draw(truth)
    return budget.model_copy(update={"balanced": says}) if budget.figures() else budget


@st.composite
def debts(draw: st.DrawFn) -> Debt:
    names = ("limit", "outstanding", "issued", "repaid")
    fields = {name: draw(strategy) for name, strategy in frame.items()}
    for name in names:
        fields[name] = {kind: draw(placed) for kind in ("total", "general", "special")}
    return Debt.model_validate(fields)


def accounts() -> st.SearchStrategy[Budget | Debt]:
    """One account: a budget of any book, or a debt statement."""
    return st.one_of(budgets(), debts())


documents = st.builds(
    DocumentInfo,
    path=st.one_of(st.just(""), texts),
    sha256=st.sampled_from(["", "0" * 64]),
    format=st.sampled_from(["", "pdf"]),
    pages=st.integers(0, 500),
    title=st.one_of(st.just(""), texts),
    jurisdiction=st.one_of(st.just(""), texts),
)
unplaced = st.builds(
    Unplaced, amount=texts, unit=texts, reason=texts, source=st.one_of(st.none(), sources)
)


@st.composite
def reports(draw: st.DrawFn) -> BudgetReport:
    """Accounts put together, in the order in which a file lists them: budgets, then debt."""
    found: list[Budget | Debt] = []
    keys: set[str] = set()
    drawn: list[Budget | Debt] = [*draw(st.lists(budgets(), max_size=3))]
    drawn += draw(st.lists(debts(), max_size=1))
    for account in drawn:
        if account.key not in keys and account.figures():
            keys.add(account.key)
            found.append(account)
    return report_of(
        found, document=draw(documents), unplaced=tuple(draw(st.lists(unplaced, max_size=2)))
    )


@st.composite
def flat_reports(draw: st.DrawFn) -> BudgetReport:
    """Figures in any order, bound or not, as extraction may leave them."""
    count = draw(st.integers(0, 5))
    figures: list[Figure] = []
    for number in range(count):
        parents = [None, *(figure.id for figure in figures)]
        figures.append(
            Figure(
                id=f"f{number}",
                book=draw(st.one_of(st.none(), st.sampled_from(list(Book)))),
                scope=draw(st.sampled_from(["", "全市"])),
                level=draw(st.one_of(st.none(), st.sampled_from(list(Level)))),
                fiscal_year=draw(st.one_of(st.none(), st.integers(1990, 2100))),
                stage=draw(st.one_of(st.none(), st.sampled_from(list(Stage)))),
                side=draw(st.one_of(st.none(), st.sampled_from(list(Side)))),
                concept=draw(maybe),
                label=draw(st.one_of(st.just(""), texts)),
                role=draw(st.sampled_from(list(Role))),
                amount=draw(amounts()),
                qualifier=draw(maybe),
                parent=draw(st.sampled_from(parents)),
                closed=draw(truth),
                reading=draw(st.one_of(st.none(), st.sampled_from(list(Choice)))),
                statement=draw(st.one_of(st.none(), st.sampled_from(["s1", "s2"]))),
                source=draw(st.one_of(st.none(), sources)),
            )
        )
    targets = st.sampled_from([None, *(figure.id for figure in figures)])
    claims = tuple(
        Claim(id=f"c{n}", figure=draw(targets), base_figure=draw(targets), **draw(rates))
        for n in range(draw(st.integers(0, 3)))
    )
    statements = draw(
        st.lists(
            st.builds(
                Statement,
                id=st.sampled_from(["s1", "s2", "s3"]),
                balanced=truth,
                restates=st.sampled_from([None, "s1"]),
                source=st.one_of(st.none(), sources),
            ),
            max_size=2,
        )
    )
    return BudgetReport(
        document=draw(documents),
        figures=tuple(figures),
        claims=claims,
        unplaced=tuple(draw(st.lists(unplaced, max_size=2))),
        statements=tuple(statements),
    )
