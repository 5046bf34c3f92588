"""The data that come with the package: complete, exact, and without a breach."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from luohu_fiscal.datafiles import FORMATS, dumps, load, loads, shipped, shipped_names
from luohu_fiscal.errors import UsageError
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.model.vocabulary import Book, Stage
from tests.places import SHARED

#: Which document of the hand-checked key each file holds.
DOCUMENTS = {
    "luohu/2020.yaml": "luohu_2021_meeting_papers.txt#budget-report",
    "luohu/2023.yaml": "luohu_2024_budget.txt",
}
#: Rates of the key that are no rates about an amount: a tax share in points, floors of a policy.
NO_RATES = {"g23_taxpp", "s21_ratio", "s24_ratio"}


@pytest.fixture(params=shipped_names())
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def report(name: str) -> BudgetReport:
    return load(shipped(name))


def key(name: str) -> list[dict[str, Any]]:
    file = SHARED / "gold" / "luohu.json"
    if not file.exists():
        pytest.skip("the hand-checked figures are not beside the repository")
    figures = json.loads(file.read_text("utf-8"))["figures"]
    books = {book.value for book in Book}
    return [f for f in figures if f["doc"] == DOCUMENTS[name] and f["book"] in books]


def test_every_shipped_file_is_covered_here() -> None:
    assert set(shipped_names()) == set(DOCUMENTS)
    with pytest.raises(UsageError, match="no data file"):
        shipped("luohu/1999.yaml")


def test_the_amounts_are_those_of_the_hand_checked_key_no_more_and_no_less(
    name: str, report: BudgetReport
) -> None:
    expected = Counter(
        (f["book"], f["year"], f["stage"], f["amount"] + f["unit"])
        for f in key(name)
        if f["unit"] == "万元"
    )
    found = Counter((f.book, f.fiscal_year, f.stage, str(f.amount)) for f in report.figures)
    assert found == expected


def test_the_rates_are_those_of_the_hand_checked_key(name: str, report: BudgetReport) -> None:
    expected = Counter(
        f["amount"] for f in key(name) if f["unit"] != "万元" and f["id"] not in NO_RATES
    )
    assert Counter(f"{claim.value:f}" for claim in report.claims) == expected


def test_open_lists_are_marked_open(name: str, report: BudgetReport) -> None:
    partial = Counter(
        f["amount"] + f["unit"]
        for f in key(name)
        if f["listing"].startswith("component_of_partial")
    )
    totals = {(f.statement, f.side): f for f in report.figures if f.role == "total"}
    found: Counter[str] = Counter()
    for figure in report.figures:
        above = report.by_id[figure.parent] if figure.parent else None
        if above is None and figure.role == "component":
            above = totals.get((figure.statement, figure.side))
        if above is not None and above.closed is False:
            found[str(figure.amount)] += 1
    beside = Counter({"179774万元": 1})  # named beside the account of 2020: in no list at all
    assert found == partial - beside


def test_every_figure_stands_where_it_says(name: str, report: BudgetReport) -> None:
    lines = shipped(name).read_text("utf-8").splitlines()
    for figure in report.figures:
        assert figure.source is not None
        assert figure.source.text in lines[figure.source.line - 1]


def test_each_file_holds_three_books_at_two_stages_and_the_debt(report: BudgetReport) -> None:
    kinds = {(budget.book, budget.stage) for budget in report.budgets}
    books = set(Book) - {Book.DEBT, Book.SOCIAL_INSURANCE}
    assert kinds == {(b, s) for b in books for s in (Stage.EXECUTION, Stage.DRAFT)}
    assert len(report.debt) == 1
    assert all(figure.scope == "罗湖区" for figure in report.figures)


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_the_shipped_data_survive_every_format(report: BudgetReport, form: str) -> None:
    assert loads(dumps(report, form), form) == report


def test_no_identity_is_broken_by_the_shipped_data() -> None:
    reconcile = pytest.importorskip("luohu_fiscal.reconcile").reconcile
    findings = reconcile([load(shipped(name)) for name in shipped_names()]).findings
    verdicts = Counter((finding.rule, finding.verdict.value) for finding in findings)
    assert verdicts["LF102", "exact"] >= 11
    assert verdicts["LF102", "within_rounding"] == 1  # 736 + 49 + 410 = 1,195, printed 1,194
    assert not [finding for finding in findings if finding.severity.value == "error"]
