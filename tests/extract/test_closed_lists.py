"""What makes up what: lists said to be whole, lines of unknown names, parts named by their whole."""

from __future__ import annotations

import pytest

from luohu_fiscal.extract import extract
from luohu_fiscal.model.vocabulary import Role
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.reconcile.finding import Finding

_HEAD = "关于甲市2024年预算执行情况和2025年预算草案的报告\n\n一、2024年预算执行情况\n\n"


def _found(text: str) -> list[Finding]:
    return list(reconcile(extract(read_text(text))).findings)


def _errors(text: str) -> list[tuple[str, str, str]]:
    return [
        (one.rule, str(one.stated), str(one.calculated))
        for one in _found(text)
        if one.severity.value == "error"
    ]


_BY_FUNCTION = (
    "关于甲市2024年预算执行情况和2025年预算草案的报告\n\n二、2025年预算草案\n\n（一）一般公共预算草案\n\n"
    "2025年市直一般公共预算收入40000万元，加上转移性收入12000万元，收入总计52000万元；一般公共预算支出52000万元，"
    "支出总计52000万元。\n\n2025年市直一般公共预算支出安排52000万元，其中：本级财力安排支出40000万元，"
    "上级转移支付安排支出12000万元。{}一般公共预算支出{}：\n\n1.教育支出22000万元，用于教育；\n\n"
    "2.卫生健康支出15000万元，用于卫生；\n\n3.农林水支出{}万元，用于农业。"
)


def test_a_list_announced_as_the_composition_is_all_there_is() -> None:
    announced = ("按照功能科目划分，", "分项情况如下")
    assert _errors(_BY_FUNCTION.format(*announced, 15000)) == []
    assert _errors(_BY_FUNCTION.format(*announced, 14000)) == [("LF106", "52000", "51000")]


def test_a_list_of_the_main_items_may_leave_some_out() -> None:
    assert _errors(_BY_FUNCTION.format("", "主要科目安排情况是", 14000)) == []


_UNKNOWN = _HEAD + (
    "（一）一般公共预算\n\n全市一般公共预算收入700万元，上级补助收入1300万元，收入总计2000万元；一般公共预算支出"
    "1803万元，一般债务还本支出124万元，上解上级支出32万元，调出资金35万元，指标调剂转移性支出2万元，支出总计1996万元。"
)


def test_a_line_of_unknown_name_is_a_line_where_the_total_closes_without_it_too() -> None:
    (total,) = (one for one in _found(_UNKNOWN) if one.rule == "LF103")
    assert (total.verdict.value, len(total.terms)) == ("exact", 6)


_SHARED = _HEAD + (
    "全市一般公共预算收入4621万元，其中上划中央收入1630万元；上划省级收入418万元；地方一般公共预算收入2573万元。"
    "全市一般公共预算收入中的税收收入3586万元，占总收入比重为77.60%。"
)


def test_a_part_that_names_its_whole_is_a_part_of_that() -> None:
    assert _errors(_SHARED) == []
    report = extract(read_text(_SHARED))
    tax = next(one for one in report.figures if str(one.amount) == "3586万元")
    whole = next(one for one in report.figures if one.id == tax.parent)
    assert str(whole.amount) == "4621万元"


def test_tax_raised_in_the_place_for_all_levels_is_no_part_of_own_revenue() -> None:
    text = (
        _HEAD
        + "2024年，全市一般公共预算收入90.0亿元。来源于某市的国内税收收入230.0亿元，增速居前。"
    )
    assert _errors(text) == []


_TOWN = (
    "某镇2024年上半年财政收支报告\n一、一般公共预算\n(一)收入\n一般公共预算总收入946万元,其中:\n"
    "1.上级补助收入721万元。其中专项转移支付收入23万元,一般性转移支付收入108万元,返还性收入590万元"
    "(税收返还340万元;非税返还250万元)。\n2.调入资金{}万元。其中从政府性基金调入160万元,从财政专户调入65万元。\n"
    "(二)支出\n一般公共预算总支出920万元,其中:\n1.本级支出785万元。\n2.上解上级支出135万元。\n"
    "(三)结余\n年初结转0万元,加总收入946万元,减一般公共预算总支出920万元,半年结余26万元。"
)


def test_numbered_lines_have_their_own_lists_and_what_the_year_began_with_is_no_closing() -> None:
    assert _errors(_TOWN.format(225)) == []
    verdicts = {(one.rule, str(one.stated), one.verdict.value) for one in _found(_TOWN.format(225))}
    assert {("LF104", "26", "exact"), ("LF102", "946", "exact")} <= verdicts


def test_a_slip_in_a_numbered_line_is_an_error_of_its_list_and_of_the_total() -> None:
    stated = {(rule, one) for rule, one, _ in _errors(_TOWN.format(252))}
    assert ("LF102", "946") in stated


_BETWEEN = (
    "某县2022年县本级决算草案报告\n一、预算收支决算\n（一）一般公共预算\n年初，县人大会议批准一般公共预算收入584万元"
    "（本级收入312万元，转移性收入272万元），一般公共预算支出总计584万元（本级支出501万元，转移性支出83万元）。"
    "常委会随后批准预算调整方案。\n2022年，县本级一般公共预算收入实际完成6635万元，其中：税收收入1810万元，"
    "同比增长12.4%，主要是受上年低基数影响；非税收入1340万元，增长2.1%；上级转移支付收入2565万元，增长8.0%，"
    "原因是一次性补助120万元；债务（转贷）收入410万元，下降10.5%；上年结转510万元，增长30.2%。"
)


def test_own_revenue_that_takes_in_transfers_is_a_total_and_reasons_are_no_lines() -> None:
    assert _errors(_BETWEEN) == []
    report = extract(read_text(_BETWEEN))
    roles = {str(one.amount): one.role for one in report.figures}
    assert roles["6635万元"] is Role.TOTAL
    assert roles["120万元"] is Role.OTHER


@pytest.mark.parametrize("rate", ["99%", "105%"])
def test_no_amount_is_the_budget_of_itself(rate: str) -> None:
    text = _HEAD + (
        "2024年年初市人大会议批准的2024年市级一般公共收入预算为480万元，市级收入预算调减10万元，调整后收入预算为470万元，"
        f"实际完成476万元，为调整预算的101.3%。其中：税收收入完成301万元，为预算的{rate}；非税收入完成175万元。"
    )
    report = extract(read_text(text))
    assert all(claim.base_figure != claim.figure for claim in report.claims)
    assert not [one for one in reconcile(report).findings if one.severity.value == "warning"]
