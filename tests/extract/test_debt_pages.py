"""Pages about the debt alone: dates in the sentence, new bonds and their uses, levels, balances after issue."""

from __future__ import annotations

import pytest

from luohu_fiscal.extract import extract
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import Finding, reconcile


def told(text: str) -> BudgetReport:
    return extract(read_text(text))


def found(report: BudgetReport, rule: str) -> list[tuple[str, str]]:
    return [(f"{one.stated}", one.verdict.value) for one in _found(report, rule)]


def _found(report: BudgetReport, rule: str) -> list[Finding]:
    return list(reconcile(report, select=[rule]).findings)


def test_a_page_without_title_takes_year_and_stage_from_its_sentences() -> None:
    report = told(
        "一、债务规模\n\n2022年，全县政府债务限额为64.20亿元。\n\n二、债务结构\n\n"
        "到2022年底，全县政府债务余额61.50亿元，其中：专项债务余额36.90亿元，一般债务余额24.60亿元。"
    )
    assert {(one.fiscal_year, str(one.stage)) for one in report.figures} == {(2022, "execution")}
    assert found(report, "LF501") == [("61.50", "exact")]
    assert ("61.50", "bounded") in found(report, "LF502")


def test_a_year_to_compare_with_is_not_that_of_the_amount() -> None:
    report = told("截至2023年底，全县政府债务余额61.50亿元，比2022年限额64.20亿元低。")
    assert report.figures[0].fiscal_year == 2023


USES = "2023年，县本级新增债券6.40亿元，安排12个项目，其中，道路方面{}亿元，农田方面1.55亿元，{}0.80亿元。"


@pytest.mark.parametrize(
    ("road", "last", "rule", "verdict"),
    [
        ("4.05", "其他方面", "LF106", "exact"),
        ("3.05", "其他方面", "LF106", "breach"),
        # Without the rest the list may leave something out.
        ("3.05", "管网方面", "LF107", "bounded"),
        ("5.05", "管网方面", "LF106", "breach"),
    ],
)
def test_uses_that_end_in_the_rest_are_all_of_the_bonds(
    road: str, last: str, rule: str, verdict: str
) -> None:
    report = told(USES.format(road, last))
    assert found(report, rule) == [("6.40", verdict)]


def test_kinds_and_uses_of_new_bonds_are_two_lists() -> None:
    report = told(
        "2022年，全县新增政府债券5.00亿元，包括一般债券1.20亿元，专项债券3.80亿元。"
        "其中：投向道路2.00亿元；投向供水1.75亿元；投向学校及其他1.25亿元。"
    )
    assert found(report, "LF501") == [("5.00", "exact")]
    assert found(report, "LF106") == [("5.00", "exact")]


@pytest.mark.parametrize(("towns", "verdict"), [("71.50", "exact"), ("77.50", "breach")])
def test_what_each_level_owes_adds_up_to_what_all_owe(towns: str, verdict: str) -> None:
    report = told(
        "截至2023年底，全县政府债务余额170.25亿元，其中，县本级政府债务余额98.75亿元，"
        f"乡镇政府债务余额{towns}亿元。"
    )
    assert [one.scope for one in report.figures] == ["全县", "县本级", "乡镇"]
    assert found(report, "LF106") == [("170.25", verdict)]
    assert found(report, "LF108") == []


ALLOTTED = (
    "关于某县2023年新增政府债务并调整县本级预算的报告\n\n"
    "上级下达我县2023年新增债务限额18600万元，其中：一般债务限额7600万元，专项债务限额{}万元。\n\n"
    "2022年底我县债务余额为371500万元，其中：专项债务余额106300万元，一般债务余额265200万元，"
    "2023年新增债务到位后，我县债务余额{}万元，其中：专项债务余额117300万元，一般债务余额272800万元。"
)


def test_a_newly_allotted_limit_is_split_by_kind_and_added_to_what_was_owed() -> None:
    report = told(ALLOTTED.format(11000, 390100))
    assert ("18600", "exact") in found(report, "LF501")
    assert [verdict for _, verdict in found(report, "LF503")] == ["exact"] * 3
    owed = {str(one.amount.printed): one.fiscal_year for one in report.figures}
    assert (owed["371500"], owed["390100"], owed["272800"]) == (2022, 2023, 2023)


def test_a_wrong_digit_in_what_was_allotted_or_is_owed_afterwards_is_found() -> None:
    assert ("18600", "breach") in found(told(ALLOTTED.format(12000, 390100)), "LF501")
    report = told(ALLOTTED.format(11000, 380100))
    assert ("380100", "breach") in found(report, "LF503")
    assert ("380100", "breach") in found(report, "LF501")


def test_a_balance_told_without_an_issue_is_held_to_none() -> None:
    text = ALLOTTED.format(11000, 390100).replace("2023年新增债务到位后，", "2023年底")
    verdicts = {verdict for _, verdict in found(told(text), "LF503")}
    assert verdicts <= {"undecided"}


@pytest.mark.parametrize(
    "text",
    [
        # Lists of other things are not of the debt; one use alone is no list.
        "2023年，全县投入20亿元，其中，道路方面4亿元，农田方面6亿元，其他方面3亿元。",
        "2023年，全县新增债券6.40亿元，其中，道路方面4.05亿元。",
        # Uses under a balance are no parts of it, nor are kinds of bonds.
        "2023年底，全县政府债务余额6.40亿元，其中，道路方面1亿元，农田方面1亿元，其他方面1亿元。",
        "2023年，全县新增债券6.40亿元，其中，再融资债券1亿元，转贷债券1亿元，其他方面1亿元。",
        # A rate and a change are no use.
        "2023年，全县新增债券6.40亿元，其中，道路方面增加1亿元，农田方面占30%，其他方面1亿元。",
    ],
)
def test_what_is_no_list_of_uses(text: str) -> None:
    report = told(text)
    assert found(report, "LF106") == found(report, "LF107") == []


def test_a_list_ends_where_another_begins_and_in_brackets_goes_on_within() -> None:
    report = told(
        "2023年，全县新增债券10亿元，其中，道路方面6亿元（其中：国道4亿元，省道2亿元），农田方面3亿元，其他方面1亿元。"
        "投入其他资金5亿元。"
    )
    assert found(report, "LF106") == [("10", "exact")]
    parts = {str(one.amount.printed) for one in report.figures if one.parent}
    assert parts >= {"6", "3", "1"}
    assert not parts & {"4", "2", "5"}


def test_a_list_in_brackets_ends_with_them_and_one_of_another_list_begins_anew() -> None:
    report = told(
        "2023年，全县新增债券10亿元（其中：道路方面6亿元，农田方面3亿元，其他方面1亿元），投入学校5亿元，"
        "其中，小学2亿元，其他3亿元。"
    )
    assert found(report, "LF106") == [("10", "exact")]


def test_levels_that_repeat_each_other_or_the_whole_are_no_list() -> None:
    text = (
        "截至2023年底，全县政府债务余额170亿元，其中，{}政府债务余额98亿元，{}政府债务余额72亿元。"
    )
    assert found(told(text.format("县本级", "乡镇")), "LF106") == [("170", "exact")]
    assert found(told(text.format("县本级", "县本级")), "LF106") == []
    assert found(told(text.format("全县", "乡镇")), "LF106") == []


def test_uses_of_a_newly_allotted_limit_are_its_parts() -> None:
    report = told(
        "关于某县2023年调整预算的报告\n\n二、政府债务\n\n"
        "上级下达新增债务限额18600万元，其中：用于道路7600万元，用于供水10000万元，其他1000万元。"
    )
    assert found(report, "LF106") == [("18600", "exact")]
