"""What is one quantity over scopes, years and documents is held together, and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest

from luohu_fiscal.model.budgets import Budget, GeneralPublicBudget
from luohu_fiscal.model.figures import Claim, DocumentInfo, Figure
from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.model.vocabulary import Book, Level, Role, Side, Stage
from luohu_fiscal.money.amount import Amount
from luohu_fiscal.reconcile import Verdict, reconcile
from tests.reconcile.accounts import begun, fund, left, only, remarks


def paper(jurisdiction: str, *accounts: Budget) -> BudgetReport:
    return report_of(accounts, document=DocumentInfo(jurisdiction=jurisdiction))


def test_scopes_are_never_mixed() -> None:
    other = begun(99, scope="全市", level=Level.CONSOLIDATED)
    own = left(scope="市本级", level=Level.OWN_LEVEL)
    assert reconcile(own, other).findings == ()


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("罗湖区", "深圳市罗湖区"), ("区本级", "罗湖区本级"), ("", "罗湖区")],
)
def test_a_scope_is_the_same_under_the_name_of_its_jurisdiction(earlier: str, later: str) -> None:
    given = paper("深圳市罗湖区", left(scope=earlier), begun(scope=later))
    assert only("LF301", given).verdict is Verdict.EXACT


def test_between_documents_an_opening_is_a_warning_that_names_the_mechanism() -> None:
    earlier = paper("深圳市罗湖区", left(scope="罗湖区"))
    later = paper("罗湖区", begun(40, scope="深圳市罗湖区"))
    found = only("LF301", earlier, later)
    assert (found.verdict, found.severity) == (Verdict.BREACH, "warning")
    assert remarks(found)["mechanism"] == {"mechanism": "estimate_against_final"}
    assert [term.report for term in found.terms] == [1, 0]


def test_documents_of_other_governments_are_strangers() -> None:
    assert reconcile(paper("甲市", left()), paper("乙市", begun(40))).findings == ()


@pytest.mark.parametrize(
    ("before", "stage", "amount", "severity", "mechanism"),
    [
        ("execution", "draft", 40, "warning", "part_brought_forward"),
        ("execution", "draft", 60, "warning", "estimate_against_final"),
        ("execution", "execution", 60, "warning", "estimate_against_final"),
        ("final", "draft", 60, "warning", "estimate_against_final"),
        ("final", "execution", 60, "error", None),
        ("final", "final", 40, "error", None),
    ],
)
def test_only_final_accounts_of_the_same_document_bind_the_next_opening(
    before: str, stage: str, amount: int, severity: str, mechanism: str | None
) -> None:
    found = only("LF301", left(stage=before), begun(amount, stage=stage))
    assert (found.verdict, found.severity) == (Verdict.BREACH, severity)
    assert remarks(found).get("mechanism", {}).get("mechanism") == mechanism


def test_two_documents_may_print_one_quantity() -> None:
    one = paper("甲市", fund(uses={"本级支出": 1370112}))
    coarse = paper("甲市", fund(uses={"本级支出": "137亿元"}))
    other = paper("甲市", fund(uses={"本级支出": 1370113}))
    assert only("LF108", one, coarse).verdict is Verdict.WITHIN_ROUNDING
    found = only("LF108", one, other)
    assert (found.verdict, found.severity) == (Verdict.BREACH, "warning")


def test_cut_digits_are_a_breach_that_is_only_noted() -> None:
    one = paper("甲市", fund(uses={"本级支出": "118.77亿元"}))
    cut = paper("甲市", fund(uses={"本级支出": "118.7亿元"}))
    found = only("LF108", one, cut)
    assert (found.verdict, found.severity) == (Verdict.BREACH, "note")
    assert "truncation" in remarks(found)


def test_the_fund_is_rolled_forward_where_its_balance_is_printed() -> None:
    common: dict[str, Any] = {"book": Book.GENERAL_PUBLIC, "scope": "某区", "side": Side.STOCK}

    def balance(year: int, amount: int) -> Figure:
        return Figure(
            id=f"b{year}", fiscal_year=year, stage=Stage.EXECUTION, role=Role.OUTSTANDING,
            concept="stabilization_balance", amount=Amount(amount, "万元"), **common,
        )  # fmt: skip

    budget = GeneralPublicBudget(
        scope="某区", fiscal_year=2023, stage="execution", unit="万元",
        resources={"动用预算稳定调节基金": 30}, uses={"安排预算稳定调节基金": 50},
    )  # fmt: skip
    for closing, verdict in ((120, "exact"), (125, "breach")):
        given = report_of([budget], figures=[balance(2022, 100), balance(2023, closing)])
        rolled, drawn = reconcile(given, select=["LF303"]).findings[::-1]
        assert (rolled.verdict, drawn.verdict) == (verdict, "bounded")


def mention(label: str, amount: str, **more: Any) -> Figure:
    """A figure outside any account, as a report mentions it in passing."""
    common: dict[str, Any] = {
        "book": Book.GENERAL_PUBLIC, "scope": "某区", "fiscal_year": 2023,
        "stage": Stage.EXECUTION, "side": Side.USES, "label": label,
    }  # fmt: skip
    return Figure(id=f"{label}{amount}", amount=amount, **(common | more))


def test_a_mention_of_another_amount_is_undecided_not_wrong() -> None:
    budget = GeneralPublicBudget(
        scope="某区",
        fiscal_year=2023,
        stage="execution",
        unit="万元",
        uses={"一般公共预算支出": 1370112},
    )
    for amount, verdict in (("137亿元", "within_rounding"), ("99亿元", "undecided")):
        said = mention("一般公共预算支出", amount, concept="expenditure", role="component")
        assert only("LF108", report_of([budget], figures=[said])).verdict == verdict


def test_programmes_that_bear_one_name_are_not_compared() -> None:
    rows = [mention("基本支出", amount, statement=f"s{amount}") for amount in ("5万元", "8万元")]
    assert reconcile(BudgetReport(figures=tuple(rows))).findings == ()


def test_a_name_that_a_report_gives_to_many_lines_is_no_base() -> None:
    rows = [mention("行政运行", amount, statement="s") for amount in ("500万元", "1200万元")]
    base = mention("行政运行", "1000万元", statement="t", fiscal_year=2022)
    claim = Claim(id="c", kind="growth", figure=rows[1].id, value="20.0", basis="prior")
    found = only("LF401", BudgetReport(figures=(*rows, base), claims=(claim,)))
    assert found.verdict is Verdict.UNDECIDED
    alone = BudgetReport(figures=(rows[1], base), claims=(claim,))
    assert only("LF401", alone).verdict is Verdict.EXACT
