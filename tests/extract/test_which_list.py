"""An amount belongs to the list that its words open, in the account that its sentence names."""

from __future__ import annotations

import pytest

from luohu_fiscal.extract import extract
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.reconcile.finding import Finding

_HEAD = "关于甲市2024年预算执行情况和2025年预算草案的报告\n\n一、2024年预算执行情况\n\n"


def _found(text: str) -> list[Finding]:
    return list(reconcile(extract(read_text(text))).findings)


def _errors(text: str) -> list[tuple[str, str]]:
    return [(one.rule, str(one.stated)) for one in _found(text) if one.severity.value == "error"]


def test_parts_told_of_an_amount_outside_the_account_are_none_of_the_account() -> None:
    text = _HEAD + (
        "加强收入征管，全市地方一般公共预算收入完成31.99亿元，增长26%。全年累计到位各类项目资金310.85亿元，"
        "增长16%。其中新增专项债券20.18亿元，新增一般债券13.39亿元，为建设提供支撑。"
    )
    assert _errors(text) == []


def test_parts_of_an_amount_that_was_raised_are_no_lines_of_the_account_before_it() -> None:
    text = _HEAD + (
        "2024年，全市一般公共预算收入4740万元，加上级补助收入21640万元，调入资金160万元，全市一般公共预算收入总量"
        "26540万元。\n\n全年争取上级补助资金21640万元，比上年增加650万元。其中：返还性收入500万元；"
        "一般性转移支付收入18300万元；专项转移支付收入2840万元。"
    )
    assert _errors(text) == []
    assert ("LF102", "exact") in [(one.rule, one.verdict.value) for one in _found(text)]


_TWO_SCOPES = (
    "关于甲市2024年国有资本经营预算执行情况的说明\n\n一、2024年国有资本经营预算执行情况\n\n"
    "1.收入。2024年，全市国有资本经营预算收入完成1300万元；上年结转3100万元；上级补助收入1000万元；"
    "国有资本经营预算收入总计5400万元。市本级收入完成1200万元；上级补助收入900万元，收入总计2100万元。\n\n"
    "2.支出。全市国有资本经营预算支出1200万元，结转下年支出3000万元，调出资金1200万元，支出总计5400万元。"
    "市本级补助下级支出900万元，调出1200万元至一般公共预算，支出总计{}万元。"
)


@pytest.mark.parametrize(("total", "errors"), [(2100, False), (2700, True)])
def test_a_sentence_that_opens_with_a_scope_told_before_goes_on_with_its_account(
    total: int, errors: bool
) -> None:
    found = _errors(_TWO_SCOPES.format(total))
    assert bool(found) is errors
    assert all(stated == str(total) or stated == "2100" for _, stated in found)


_NESTED = _HEAD + (
    "市级一般公共预算收入总计860万元，包括：\n\n——市本级收入320万元。其中：税收收入190万元，非税收入130万元。\n\n"
    "——转移性收入540万元。其中：返还性收入60万元，一般性转移支付收入{}万元，上年结余收入110万元。\n\n"
    "市级一般公共预算支出总计860万元，包括：\n\n——市本级支出580万元。\n\n"
    "——转移性支出280万元。其中：上解上级支出170万元，年终结余110万元。"
)


def test_the_parts_of_a_dashed_line_are_not_counted_beside_it() -> None:
    assert _errors(_NESTED.format(370)) == []


_TWICE = (
    "关于甲市2024年预算执行情况和2025年预算草案的报告\n\n二、2025年预算草案\n\n"
    "关于2025年市级一般公共支出预算的说明\n\n2025年市级一般公共支出预算总计730万元，包括：本年一般公共支出预算"
    "600万元、一般债务还本支出60万元、上年结转安排支出70万元。\n\n一、市级主要项目支出情况\n\n"
    "2025年市级一般公共支出预算为600万元，较上年预算增加30万元，增长5.3%。其中：基本支出260万元；"
    "项目支出{}万元。主要科目支出安排情况是：\n\n1、教育支出210万元，增长5.0%。\n\n2、卫生健康支出130万元，增长2%。"
    "\n\n3、农林水支出80万元，增长1%。"
)


def test_two_breakdowns_of_one_amount_are_judged_each_by_itself() -> None:
    assert _errors(_TWICE.format(340)) == []
    verdicts = {(one.rule, one.verdict.value) for one in _found(_TWICE.format(340))}
    assert {("LF106", "exact"), ("LF107", "bounded")} <= verdicts


def test_a_slip_in_one_of_two_breakdowns_is_told_of_that_one_alone() -> None:
    (error,) = (one for one in _found(_TWICE.format(370)) if one.severity.value == "error")
    assert (error.rule, str(error.stated), str(error.calculated)) == ("LF106", "600", "630")


_BARE = (
    "甲县2024年政府性基金预算（本级）收入决算表\n单位：万元\n预算科目\t决算数\n政府性基金收入\t8724\n"
    "合计\t8724\n\n甲县2024年政府性基金预算（本级）支出决算表\n单位：万元\n预算科目\t决算数\n"
    "城乡社区支出\t60000\n其他支出\t15585\n合计\t75585\n"
)


def test_a_bare_total_of_revenue_alone_does_not_accuse_the_uses() -> None:
    assert _errors(_BARE) == []


_YEARS = (
    "关于甲县2024年决算和2025年预算执行情况的报告\n\n一、2024年决算情况\n\n全县一般公共预算收入52000万元，"
    "收入总计100000万元。全县一般公共预算支出60000万元，支出总计67500万元，年终结余2500万元，结转下年支出30000万元。"
    "\n\n二、2025年预算执行情况\n\n全县一般公共预算收入53000万元，上年结转收入{}万元，收入总计{}万元。"
)


@pytest.mark.parametrize(
    ("opening", "severity"), [(32500, "ok"), (30000, "warning"), (31700, "error")]
)
def test_an_opening_that_is_one_of_the_closings_is_a_part_and_no_slip(
    opening: int, severity: str
) -> None:
    found = [one for one in _found(_YEARS.format(opening, 53000 + opening)) if one.rule == "LF301"]
    assert severity in {one.severity.value for one in found}
    assert severity == "error" or "error" not in {one.severity.value for one in found}
