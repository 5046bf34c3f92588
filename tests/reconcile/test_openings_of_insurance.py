"""What a social insurance fund begins a year with is what all years left, not what the last one did."""

from __future__ import annotations

import pytest

from luohu_fiscal.extract import extract
from luohu_fiscal.model.budgets import SocialInsuranceBudget
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.reconcile.finding import Finding
from tests.reconcile.accounts import found, insurance

TEXT = """关于甲市2023年预算执行情况和2024年预算草案的报告

一、2023年预算执行情况

全市社会保险基金收入49.75亿元，支出45.41亿元，当年收支结余4.34亿元{beside}。

二、2024年预算草案

全市社会保险基金收入54.72亿元，加上上年结余{opening}亿元，收入总计{total}亿元，支出48.47亿元。
"""


def told(beside: str, opening: str, total: str) -> list[Finding]:
    text = TEXT.format(beside=beside, opening=opening, total=total)
    findings = reconcile(extract(read_text(text)), select=["LF301"]).findings
    return [one for one in findings if one.fiscal_year == 2024]


@pytest.mark.parametrize(
    ("opening", "total", "verdict"), [("59.54", "114.26", "exact"), ("59.64", "114.36", "breach")]
)
def test_the_cumulative_balance_told_beside_the_years_own_is_what_is_brought_forward(
    opening: str, total: str, verdict: str
) -> None:
    (finding,) = told("，年末滚存结余59.54亿元", opening, total)
    assert (finding.verdict.value, str(finding.calculated)) == (verdict, "59.54")


def test_the_balance_of_the_year_alone_says_nothing_of_the_opening() -> None:
    assert told("", "59.54", "114.26") == []


def before(label: str, opening: int | None, amount: int = 60) -> SocialInsuranceBudget:
    resources = {"保险费收入": 50} | ({} if opening is None else {"上年结余": opening})
    total = 50 + (opening or 0)
    item = {"amount": amount, "label": label}
    return insurance(
        2022,
        resources=resources,
        total_resources=total,
        uses={"待遇支出": 40},
        total_uses=40,
        closing={"surplus": item},
    )


AFTER = insurance(2023, resources={"保险费收入": 50, "上年结余": 70})


@pytest.mark.parametrize(
    ("label", "opening", "verdicts"),
    [
        # Which of the two 年末结余 is is not said: it may be of the year alone.
        ("年末结余", None, ["undecided"]),
        # With what was there before among the resources, the totals leave all there is.
        ("年末结余", 50, ["breach", "breach"]),
        ("滚存结余", None, ["breach"]),
        ("当年结余", None, []),
    ],
)
def test_a_balance_is_of_all_years_by_its_name_or_by_its_account(
    label: str, opening: int | None, verdicts: list[str]
) -> None:
    findings = found("LF301", [before(label, opening), AFTER])
    assert [one.verdict.value for one in findings] == verdicts
