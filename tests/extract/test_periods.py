"""Months and half-years are accounts of their own: judged like the year's, and never mixed with it."""

from __future__ import annotations

import json

import pytest

from luohu_fiscal.extract import extract
from luohu_fiscal.extract.periods import period_in
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.render import render
from tests.extract.tables import grids

ACCOUNT = (
    "全市一般公共预算收入完成60.00亿元，加上上级补助收入30.00亿元，上年结转10.00亿元，收入总计{}亿元；"
    "支出完成80.00亿元，加上上解支出5.00亿元，支出总计85.00亿元。收支相抵，结余15.00亿元。"
)
HALF = "关于某市2025年上半年预算执行情况的报告\n\n一、上半年预算执行情况\n\n"


def told(text: str) -> BudgetReport:
    return extract(read_text(text))


def periods(report: BudgetReport) -> dict[str, str | None]:
    return {str(one.amount.printed): one.period for one in report.figures}


def verdicts(report: BudgetReport, *rules: str) -> list[tuple[str, str]]:
    found = reconcile(report, select=list(rules)).findings
    return [(one.rule, one.verdict.value) for one in found]


@pytest.mark.parametrize(("total", "verdict"), [("100.00", "exact"), ("110.00", "breach")])
def test_an_account_of_half_a_year_is_judged(total: str, verdict: str) -> None:
    report = told(HALF + ACCOUNT.format(total))
    assert set(periods(report).values()) == {"上半年"}
    assert {(one.fiscal_year, str(one.stage)) for one in report.figures} == {(2025, "execution")}
    assert ("LF102", verdict) in verdicts(report, "LF102")


def test_the_whole_year_and_another_part_of_it_are_told_apart() -> None:
    report = told(HALF + ACCOUNT.format("100.00") + "全年预计收入130.00亿元。1-9月收入95.00亿元。")
    known = periods(report)
    assert (known["60.00"], known["130.00"], known["95.00"]) == ("上半年", None, "1-9月")
    assert verdicts(report, "LF108") == []


def test_budgets_and_later_chapters_are_of_the_whole_year() -> None:
    report = told(
        HALF + "全市一般公共预算收入年初预算120.00亿元，上半年完成60.00亿元。\n\n"
        "二、2025年预算调整情况\n\n全市一般公共预算收入调整为130.00亿元。"
    )
    known = periods(report)
    assert (known["120.00"], known["60.00"], known["130.00"]) == (None, "上半年", None)


def test_a_paragraph_that_opens_with_months_is_of_them() -> None:
    report = told(
        "关于某市2025年预算执行情况的报告\n\n一、2025年预算执行情况\n\n"
        "1－6月份，" + ACCOUNT.format("100.00") + "\n\n"
        "全市一般公共预算收入完成125.00亿元。"
    )
    known = periods(report)
    assert (known["60.00"], known["125.00"]) == ("1-6月", None)
    assert ("LF102", "exact") in verdicts(report, "LF102")
    assert verdicts(report, "LF108") == []


def test_a_table_of_months_is_of_them_and_its_column_of_the_budget_is_not() -> None:
    report = grids.report(
        "2025年1-6月全市一般公共预算收入执行情况表",
        ["项目", "年初预算数", "执行数"],
        ["一、税收收入", "700", "400"],
        ["二、非税收入", "300", "150"],
        ["收入合计", "1000", "550"],
    )
    known = periods(report)
    assert {known[one] for one in ("700", "300", "1000")} == {None}
    assert {known[one] for one in ("400", "150", "550")} == {"1-6月"}


def test_a_rate_of_half_a_year_is_measured_on_the_same_half() -> None:
    year = "关于某市2024年预算执行情况的报告\n\n全市一般公共预算收入完成{}亿元。"
    half = told(HALF + "全市一般公共预算收入完成66.00亿元，比上年增长10%。")
    assert [
        one.verdict.value
        for one in reconcile([told(year.format("120.00")), half], select=["LF302"]).findings
    ] == []
    before = HALF.replace("2025", "2024") + "全市一般公共预算收入完成60.00亿元。"
    assert [
        one.verdict.value for one in reconcile([told(before), half], select=["LF302"]).findings
    ] == ["exact"]


def test_half_a_year_opens_with_what_the_year_before_left() -> None:
    def closing(period: str | None) -> BudgetReport:
        figures = []
        for name, side, role, amount in (
            ("甲", "resources", "component", 100),
            ("收入总计", "resources", "total", 100),
            ("乙", "uses", "component", 90),
            ("支出总计", "uses", "total", 90),
            ("结余", "closing", "surplus", 10),
        ):
            figures.append(
                Figure.model_validate(
                    {
                        "id": name,
                        "book": "government_fund",
                        "fiscal_year": 2024,
                        "stage": "execution",
                        "side": side,
                        "role": role,
                        "label": name,
                        "amount": f"{amount}亿元",
                        "statement": "s",
                        "period": period,
                    }
                )
            )
        return BudgetReport(figures=tuple(figures))

    opening = Figure.model_validate(
        {
            "id": "o",
            "book": "government_fund",
            "fiscal_year": 2025,
            "stage": "execution",
            "side": "resources",
            "role": "carried_forward",
            "label": "上年结转",
            "amount": "10亿元",
            "statement": "t",
            "period": "上半年",
        }
    )
    half = BudgetReport(figures=(opening,))
    assert ("LF301", "exact") in verdicts_of(closing(None), half)
    assert verdicts_of(closing("上半年"), half) == []


def verdicts_of(*reports: BudgetReport) -> list[tuple[str, str]]:
    found = reconcile(list(reports), select=["LF301"]).findings
    return [(one.rule, one.verdict.value) for one in found]


def test_a_budget_is_of_a_whole_year_and_the_period_stands_in_the_contract() -> None:
    report = told(HALF + ACCOUNT.format("100.00"))
    assert report.budgets == ()
    figures = json.loads(render(report, "json"))["figures"]
    assert {one["period"] for one in figures} == {"上半年"}
    whole = told(HALF.replace("上半年", "") + ACCOUNT.format("100.00"))
    assert len(whole.budgets) == 1
    assert all("period" not in one for one in json.loads(render(whole, "json"))["figures"])


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2025年上半年", "上半年"),
        ("第一季度", "一季度"),
        ("前三季度", "前三季度"),
        ("1至11月", "1-11月"),
        ("2025年1-12月", None),
        ("2025-2026年", None),
        ("截至6月底", None),
    ],
)
def test_what_names_a_part_of_the_year(text: str, period: str | None) -> None:
    assert period_in(text) == period
