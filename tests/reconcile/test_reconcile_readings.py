"""How documents arrange an account: every reading is tried, named, and never guessed."""

from __future__ import annotations

from typing import Any

import pytest

from luohu_fiscal.model.budgets import Debt, GeneralPublicBudget
from luohu_fiscal.model.figures import DocumentInfo, Figure
from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.model.vocabulary import Book, Role, Side, Stage
from luohu_fiscal.money.amount import Amount
from luohu_fiscal.reconcile import Verdict, reconcile
from tests.reconcile.accounts import debt, fund, only, remarks

# -- a total and its list -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("closed", "listed", "verdict", "severity"),
    [
        (True, [40, 60], Verdict.EXACT, "ok"),
        (True, [40, 50], Verdict.BREACH, "error"),
        (True, [40, 70], Verdict.BREACH, "error"),
        (False, [40, 60], Verdict.EXACT, "ok"),
        (False, [40, 50], Verdict.BOUNDED, "ok"),
        (False, [40, 70], Verdict.BREACH, "error"),
        (None, [40, 60], Verdict.EXACT, "ok"),
        (None, [40, 50], Verdict.UNDECIDED, "note"),
        (None, [40, 70], Verdict.BREACH, "error"),
    ],
)
def test_a_list_is_judged_by_what_is_said_of_it(
    closed: bool | None, listed: list[int], verdict: Verdict, severity: str
) -> None:
    total = Figure(
        id="t", book=Book.GOVERNMENT_FUND, fiscal_year=2023, stage=Stage.EXECUTION,
        side=Side.USES, role=Role.TOTAL, amount="100万元", closed=closed, statement="s",
    )  # fmt: skip
    lines = [
        total.model_copy(
            update={
                "id": f"l{n}",
                "role": Role.COMPONENT,
                "amount": Amount(one, "万元"),
                "closed": None,
            }
        )
        for n, one in enumerate(listed)
    ]
    found = only("LF103", BudgetReport(figures=(total, *lines)))
    assert (found.verdict, found.severity) == (verdict, severity)
    if verdict is Verdict.UNDECIDED:
        assert remarks(found)["either_reading"] == {"closed": "breach", "open": "bounded"}
    if sum(listed) < 100 and closed is not True:
        assert remarks(found)["remainder"] == {"amount": "10", "unit": "万元"}


def test_a_total_that_is_not_printed_is_implied_by_its_list() -> None:
    found = only("LF102", fund(resources=[40, 60]))
    assert found.stated is None
    assert found.implied == (99, 101)
    assert remarks(found)["not_printed"] == {"operand": "total_resources"}


def test_a_single_line_implies_no_total() -> None:
    assert reconcile(fund(resources=[40])).findings == ()


def test_a_total_without_a_list_is_no_finding() -> None:
    assert reconcile(fund(total_resources=40)).findings == ()


def test_a_closing_printed_behind_the_list_of_uses_may_stand_outside_its_total() -> None:
    uses = {"本级支出": 70, "结转下年": 30}
    found = only("LF103", fund(uses=uses, total_uses=70))
    assert found.verdict is Verdict.EXACT
    assert remarks(found)["reading"] == {"reading": "closing_outside"}


def test_a_line_printed_twice_counts_once() -> None:
    budget = GeneralPublicBudget(
        fiscal_year=2023, stage="execution", unit="万元",
        resources={"一般公共预算收入": 60, "上级补助收入": 40}, total_resources=100,
        restated=[{"label": "一般公共预算收入", "side": "resources", "amount": "0.0060亿元"}],
    )  # fmt: skip
    assert only("LF102", budget).verdict is Verdict.EXACT
    assert only("LF108", budget).verdict is Verdict.EXACT


def test_two_lines_of_one_name_both_count() -> None:
    items = [{"label": "专项收入", "amount": one} for one in ("60万元", "40万元")]
    budget = fund(resources=items, total_resources=100)
    assert only("LF102", budget).verdict is Verdict.EXACT


# -- closing --------------------------------------------------------------------------------------


def test_a_closing_among_the_uses_makes_the_totals_equal() -> None:
    uses = {"本级支出": 70, "结转下年": 30}
    found = only("LF104", fund(uses=uses, total_resources=100, total_uses=100))
    assert found.verdict is Verdict.EXACT
    assert remarks(found)["reading"] == {"reading": "closing_inside_uses"}
    assert [term.side for term in found.terms] == ["stated", "calculated"]


def test_a_closing_among_the_uses_may_still_stand_outside_their_total() -> None:
    uses = {"本级支出": 70, "结转下年": 30}
    found = only("LF104", fund(uses=uses, total_resources=100, total_uses=70))
    assert (found.verdict, found.stated, found.calculated) == (Verdict.EXACT, 30, 30)
    assert remarks(found) == {}


def test_where_no_reading_closes_the_arrangement_of_the_document_is_judged() -> None:
    outside = fund(total_resources=100, total_uses=80, closing={"surplus": 30})
    found = only("LF104", outside)
    assert (found.verdict, found.stated, found.calculated) == (Verdict.BREACH, 30, 20)
    inside = fund(uses={"支出": 70, "结转下年": 25}, total_resources=100, total_uses=95)
    found = only("LF104", inside)
    assert (found.verdict, found.stated, found.calculated) == (Verdict.BREACH, 100, 95)
    assert remarks(found)["reading"] == {"reading": "closing_inside_uses"}


def test_a_missing_total_is_replaced_by_its_list() -> None:
    found = only("LF104", fund(resources=[60, 40], total_uses=80, closing={"surplus": 20}))
    assert found.verdict is Verdict.EXACT
    assert remarks(found)["reading"] == {"reading": "total_from_list"}


def test_a_missing_total_that_its_list_does_not_replace_is_implied() -> None:
    found = only("LF104", fund(total_uses=80, closing={"surplus": 20}))
    assert found.verdict is Verdict.UNDECIDED
    assert (found.stated, found.implied) == (20, (99, 101))


def test_a_closing_that_is_not_printed_is_implied() -> None:
    found = only("LF104", fund(total_resources=100, total_uses=80))
    assert (found.verdict, found.stated, found.implied) == (Verdict.UNDECIDED, None, (19, 21))


def test_a_balance_stands_for_carried_over_and_surplus_only_where_they_are_not_printed() -> None:
    both = {"carried_over": 5, "surplus": 15, "balance": 20}
    found = only("LF104", fund(total_resources=100, total_uses=80, closing=both))
    assert [term.side for term in found.terms].count("stated") == 2
    found = only("LF104", fund(total_resources=100, total_uses=80, closing={"balance": 20}))
    assert found.verdict is Verdict.EXACT


def test_uses_that_hold_the_closing_are_no_deficit() -> None:
    uses = {"本级支出": 70, "结转下年": 30}
    found = only("LF601", fund(uses=uses, total_resources=100, total_uses=101))
    assert (found.verdict, found.difference) == (Verdict.BOUNDED, -29)


def test_a_province_may_run_a_deficit() -> None:
    province = DocumentInfo(jurisdiction="某某省")
    given = report_of([fund(total_resources=100, total_uses=110)], document=province)
    assert [one.rule for one in reconcile(given).findings] == ["LF104"]


# -- debt -----------------------------------------------------------------------------------------


def owed(statement: str, **splits: Any) -> Debt:
    return debt(statement=statement, **splits)


def test_the_kinds_of_one_statement_are_not_those_of_another() -> None:
    new = owed("新增", issued={"general": 2, "special": 6})
    refinanced = owed("再融资", issued={"total": 17})
    assert reconcile(new, refinanced, select=["LF501"]).findings[0].verdict is Verdict.UNDECIDED


def test_refinancing_listed_under_the_total_is_a_part_of_it() -> None:
    kinds = {"general": 2, "special": 6}
    total = {"amount": 17, "parts": {"再融资债券": 9}, "closed": False}
    found = only("LF501", owed("债券", issued={"total": total} | kinds))
    assert found.verdict is Verdict.EXACT
    assert remarks(found)["reading"] == {"reading": "refinancing_included"}
    found = only("LF501", owed("债券", issued={"total": total | {"amount": 19}} | kinds))
    assert (found.verdict, found.severity, found.calculated) == (Verdict.BREACH, "error", 8)
    found = only("LF501", owed("债券", issued={"total": 17} | kinds))
    assert (found.verdict, found.severity) == (Verdict.BREACH, "error")


def test_a_limit_may_stand_in_another_statement_unless_two_are_printed() -> None:
    outstanding, limit = (
        owed("余额", outstanding={"general": 6}),
        owed("限额", limit={"general": 4}),
    )
    assert only("LF502", outstanding, limit).verdict is Verdict.BREACH
    other = owed("下达", limit={"general": 9})
    assert only("LF502", outstanding, limit, other).verdict is Verdict.UNDECIDED


def test_a_surplus_that_may_have_fed_the_fund_is_undecided() -> None:
    budget = GeneralPublicBudget(
        fiscal_year=2023, stage="execution", unit="万元",
        uses={"安排预算稳定调节基金": 5}, closing={"carried_over": 3, "surplus": 2},
    )  # fmt: skip
    found = only("LF602", budget)
    assert found.verdict is Verdict.UNDECIDED
    assert "surplus_may_feed_the_fund" in remarks(found)
