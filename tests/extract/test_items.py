"""An item of the classification that heads its paragraph, and its amounts that bear no name further on."""

from __future__ import annotations

import pytest

from luohu_fiscal.extract import extract
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import reconcile

HEAD = "2026年丙区档案局单位预算\n\n预算编制说明\n\n"
ITEM = (
    "7、社会保障和就业支出（208类）行政事业单位养老支出（05款）行政单位离退休（01项）{}万元。主要用于：退休人员支出。"
    "2025年当年预算执行数为39.40万元，2026年预算安排37.80万元，比2025年预算执行数减少4.06%。"
)


def told(text: str) -> BudgetReport:
    return extract(read_text(HEAD + text))


def verdicts(report: BudgetReport) -> list[tuple[str, str]]:
    found = reconcile(report, select=["LF108"]).findings
    return [(one.verdict.value, one.severity.value) for one in found]


@pytest.mark.parametrize(
    ("amount", "verdict"), [("37.80", ("exact", "ok")), ("36.12", ("breach", "error"))]
)
def test_an_item_told_twice_in_its_paragraph_has_one_amount(
    amount: str, verdict: tuple[str, str]
) -> None:
    report = told(ITEM.format(amount))
    assert verdicts(report) == [verdict]
    assert {one.label for one in report.figures} == {
        "社会保障和就业支出行政事业单位养老支出行政单位离退休"
    }


def test_last_years_amount_behind_a_colon_is_of_the_year_before() -> None:
    report = told(
        "1.“公共安全支出（类）其他公共安全支出（款）其他支出（项）”257.80万元，上年:133.30万元。"
    )
    assert [one.fiscal_year for one in report.figures] == [2026, 2025]
    assert verdicts(report) == []


@pytest.mark.parametrize(
    "text",
    [
        # Parts and causes are amounts of something else.
        "1.公共安全支出（类）公安（款）257.80万元，其中：2026年预算安排133.30万元。",
        "1.公共安全支出（类）公安（款）257.80万元，原因是2026年安排133.30万元。",
        "1.公共安全支出（类）公安（款）257.80万元，2026年购车安排133.30万元。",
        # No item heads it.
        "公共安全支出257.80万元，2026年预算安排133.30万元。",
    ],
)
def test_other_amounts_of_the_paragraph_are_not_those_of_the_item(text: str) -> None:
    assert verdicts(told(text)) == []


def test_the_same_item_in_another_paragraph_is_not_compared() -> None:
    other = "\n\n二、财政拨款支出\n\n" + "本单位的职责是管理档案。" * 60 + "\n\n"
    report = told(ITEM.format("37.80") + other + ITEM.format("37.80").replace("37.80", "20.10"))
    assert verdicts(report) == [("exact", "ok")] * 2


def test_an_item_in_quotes_with_words_before_its_amount_and_a_rate_between() -> None:
    report = told(
        "3. “公共安全支出（类）公安（款）执法办案（项）”预算安排 257.80万元，占支出的12.5%，比上年增加10万元。"
        "2026年预算安排257.80万元。"
    )
    assert verdicts(report) == [("exact", "ok")]
    assert [one.concept for one in report.figures].count("function_item") == 2


def test_last_year_in_words_is_the_year_before() -> None:
    report = told(
        "1.公共安全支出（类）公安（款）257.80万元，上年预算数133.30万元，2026年安排257.80万元。"
    )
    assert [one.fiscal_year for one in report.figures] == [2026, 2025, 2026]
    assert verdicts(report) == [("exact", "ok")]
