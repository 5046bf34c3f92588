"""What reconciling takes and gives: findings in order, in the unit printed, a warning where it is no error."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luohu_fiscal.errors import UsageError
from luohu_fiscal.model.budgets import GeneralPublicBudget
from luohu_fiscal.model.figures import Source
from luohu_fiscal.reconcile import Verdict, reconcile
from tests.reconcile.accounts import begun, fund, left, only


def test_a_breach_of_recognised_figures_is_a_warning() -> None:
    scanned = Source(page=1, line=1, start=0, end=3, text="...", confidence="0.83")
    lines = [
        {"label": "甲", "amount": "4万元", "source": scanned},
        {"label": "乙", "amount": "9万元"},
    ]
    found = only("LF103", fund(uses=lines, total_uses=10))
    assert (found.verdict, found.severity) == (Verdict.BREACH, "warning")


def test_a_reserve_below_one_or_above_three_percent_is_a_warning() -> None:
    for amount, expected in ((50, ["breach", "bounded"]), (400, ["bounded", "breach"])):
        budget = GeneralPublicBudget(
            fiscal_year=2024, stage="draft", unit="万元",
            uses={"一般公共预算支出": 10000, "预备费": amount},
        )  # fmt: skip
        assert [f.verdict for f in reconcile(budget, select=["LF603"]).findings] == expected


def test_findings_come_in_document_order_however_they_are_asked_for() -> None:
    given = [left(total_resources=100, total_uses=50, uses=[20, 30]), begun()]
    first = reconcile(given)
    assert reconcile(*given) == first
    places = [
        (f.terms[0].report, [x.id for x in first.reports[0].figures].index(f.terms[0].figure))
        for f in first.findings
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("code", ["LF99", "lf102", "", "X"])
def test_an_unknown_rule_is_a_usage_error(code: str) -> None:
    for how in ({"select": [code]}, {"ignore": [code]}):
        with pytest.raises(UsageError, match="no rule begins with"):
            reconcile(**how)


def test_what_is_no_report_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="str cannot be reconciled"):
        reconcile("report.pdf")


def test_accounts_given_alone_make_one_report_and_twins_another() -> None:
    together = reconcile(left(), begun(), left())
    assert [len(report.figures) for report in together.reports] == [2, 1]


def test_amounts_are_shown_in_the_unit_they_were_printed_in() -> None:
    budget = fund(resources=["1.20亿元", "800万元"], total_resources="1.28亿元", unit=None)
    found = only("LF102", budget)
    assert (found.unit, str(found.stated), str(found.difference)) == ("亿元", "1.28", "0.00")
    assert found.slack == Decimal("0.01005")
