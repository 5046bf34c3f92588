"""A total may be divided in more than one way: only one list holds its lines."""

from __future__ import annotations

import pytest

from luohu_fiscal.extract import extract
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import reconcile

_TEXT = (
    "关于甲省2024年预算执行情况和2025年预算草案的报告\n\n一、2024年国有资本经营预算执行情况\n\n"
    "1.收入。2024年，全省国有资本经营预算收入完成37512万元，其中：当年收入{}万元"
    "（包括利润收入13389万元，股息收入21122万元），上年结转3001万元。"
    "分级次反映，省本级完成12987万元，市县级完成24525万元。"
)


def test_a_second_breakdown_of_a_total_is_none_of_its_lines() -> None:
    report = extract(read_text(_TEXT.format(34511)))
    (total,) = (one for one in reconcile(report).findings if one.rule == "LF102")
    assert total.verdict.value == "exact"
    labels = {figure.id: figure.label for figure in report.figures}
    assert {labels[term.figure] for term in total.terms} == {
        "国有资本经营预算收入",
        "收入",
        "上年结转",
    }


def test_a_slip_in_a_line_that_has_two_breakdowns_is_found_where_its_parts_stand() -> None:
    report = extract(read_text(_TEXT.format(35411)))
    errors = [one.rule for one in reconcile(report).findings if one.severity.value == "error"]
    assert errors == ["LF106"]


_LISTED = (
    "关于甲市2024年预算执行情况和2025年预算草案的报告\n\n一、2024年预算执行情况\n\n"
    "全市一般公共预算支出8420万元，包括：教育支出3150万元，卫生健康支出2870万元，"
    "其中：基层医疗{}万元，农林水支出{}万元。"
)


def test_one_part_told_in_the_midst_of_a_list_is_no_list_of_what_follows() -> None:
    found = reconcile(extract(read_text(_LISTED.format(1230, 2400)))).findings
    assert "breach" not in [one.verdict.value for one in found]
    assert "exact" in [one.verdict.value for one in found if one.rule == "LF106"]


@pytest.mark.parametrize(("told", "last"), [(1230, 4200), (3210, 2400)])
def test_a_slip_in_such_a_list_is_still_an_error(told: int, last: int) -> None:
    found = reconcile(extract(read_text(_LISTED.format(told, last)))).findings
    assert "LF106" in [one.rule for one in found if one.severity.value == "error"]


_SCHEMES = (
    "关于甲市2024年预算执行情况和2025年预算草案的报告\n\n一、2024年社会保险基金预算执行情况\n\n"
    "全市社会保险基金收入完成81.0亿元，支出完成62.0亿元，当年收支结余19.0亿元。分项目看：\n\n"
    "1.职工养老保险基金收入完成52.0亿元，支出完成41.0亿元。\n\n"
    "2.居民医疗保险基金收入完成29.0亿元，支出完成{}亿元。"
)


def test_schemes_with_both_sides_are_lists_of_both_totals() -> None:
    found = reconcile(extract(read_text(_SCHEMES.format("21.0")))).findings
    assert "breach" not in [one.verdict.value for one in found]


def test_a_slip_in_one_scheme_is_told_of_its_side() -> None:
    found = reconcile(extract(read_text(_SCHEMES.format("24.0")))).findings
    errors = [one.rule for one in found if one.severity.value == "error"]
    assert errors == ["LF103"]
