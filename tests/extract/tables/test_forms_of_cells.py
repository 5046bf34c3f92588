"""Cells as offices print them: minus in its forms, marks, lines taken off, and what is no number."""

from __future__ import annotations

import pytest

from luohu_fiscal.model.figures import NO_UNIT
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.reconcile import reconcile
from tests.extract.tables.grids import report

TITLE = "2024年市本级一般公共预算收入执行情况表"


def of_adjustment(printed: str) -> BudgetReport:
    return report(
        TITLE,
        ["项目", "2023年执行数", "2024年执行数"],
        ["一、税收收入", "5,100", "5,300"],
        ["二、非税收入", "1,200", printed],
        ["一般公共预算收入合计", "6,300", "5,100"],
    )


@pytest.mark.parametrize(
    "printed", ["-200", "－200", "△200", "▲200", "负200", "(200)", "（200）", "200-", "△200①"]
)
def test_every_form_of_minus_closes_the_same_sum(printed: str) -> None:
    found = of_adjustment(printed)
    assert "-200万元" in [str(figure.amount) for figure in found.figures]
    verdicts = [one.verdict for one in reconcile(found).findings if one.rule == "LF101"]
    assert verdicts == ["exact", "exact"]


def test_a_small_number_in_brackets_is_minus_in_a_column_of_amounts_only() -> None:
    found = report(
        TITLE,
        ["序号", "项目", "2024年执行数"],
        ["(1)", "税收收入", "63"],
        ["(2)", "非税收入", "(5)"],
        ["", "一般公共预算收入合计", "58"],
    )
    assert [str(figure.amount) for figure in found.figures] == ["58万元", "63万元", "-5万元"]
    assert [one.verdict for one in reconcile(found).findings] == ["exact"]


@pytest.mark.parametrize("head", ["减：", "减:"])
def test_a_line_headed_by_less_is_taken_off_its_list(head: str) -> None:
    found = report(
        "2024年市本级一般公共预算收入执行情况表",
        ["项目", "2024年执行数"],
        ["一般公共预算收入", "91,800"],
        ["上级补助收入", "10,000"],
        [f"{head}上解支出", "1,800"],
        ["收入总计", "100,000"],
    )
    assert "-1800万元" in [str(figure.amount) for figure in found.figures]
    assert [f.verdict for f in reconcile(found).findings if f.rule == "LF102"] == ["exact"]


def test_what_is_carried_over_is_a_closing_under_less_too() -> None:
    found = report(
        "2024年市本级一般公共预算支出执行情况表",
        ["项目", "2024年执行数"],
        ["一般公共预算支出", "91,800"],
        ["减：结转下年支出", "1,800"],
    )
    assert "1800万元" in [str(figure.amount) for figure in found.figures]


def test_a_rate_with_a_note_is_no_rate_to_judge() -> None:
    found = report(
        TITLE,
        ["项目", "2023年执行数", "2024年执行数", "比上年增长%"],
        ["税收收入", "100", "110", "*10.5%"],
        ["非税收入", "100", "120", "20%"],
        ["其他收入", "100", "105", "5%"],
    )
    assert [str(claim.value) for claim in found.claims] == ["20", "5"]
    (row,) = found.unplaced
    assert (row.amount, row.reason) == ("10.5", "a rate with a note, which may change its basis")


@pytest.mark.parametrize("text", ["支 61,492", "2.06%、2.07%", ", 127", "123 456", "05"])
def test_a_cell_of_amounts_that_holds_more_than_a_number_is_kept_whole(text: str) -> None:
    found = of_adjustment(text)
    assert [row.amount for row in found.unplaced] == [text]
    assert not [one for one in reconcile(found).findings if one.rule == "LF904"]


@pytest.mark.parametrize("text", ["2024年执行数", "—", "3=1+2", "（续）"])
def test_words_and_numbers_of_columns_are_no_amounts(text: str) -> None:
    assert not of_adjustment(text).unplaced


def test_in_a_table_without_a_unit_nothing_is_said_to_be_malformed() -> None:
    found = report(
        TITLE, ["项目", "2024年执行数"], ["甲", "63"], ["乙", "1.1.2"], ["丙", "58"], unit=""
    )
    assert [(row.amount, row.reason) for row in found.unplaced] == [
        (text, NO_UNIT) for text in ("63", "1.1.2", "58")
    ]
    assert not [one for one in reconcile(found).findings if one.rule == "LF904"]
