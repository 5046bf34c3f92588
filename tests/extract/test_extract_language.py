"""What the words of a report make of its numbers: one construction of the language a test."""

from __future__ import annotations

from luohu_fiscal.extract import extract
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.model.vocabulary import Book
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import Verdict, reconcile

_TITLE = "关于某市2024年预算执行情况和2025年预算草案的报告\n\n"


def _report(text: str) -> BudgetReport:
    return extract(read_text(_TITLE + text))


def _lines(report: BudgetReport) -> list[tuple[str, str, str]]:
    return [
        (str(one.side and one.side.value), one.role.value, str(one.amount))
        for one in report.figures
        if one.statement is not None
    ]


def _verdicts(report: BudgetReport) -> dict[str, Verdict]:
    return {one.rule: one.verdict for one in reconcile(report).findings}


def test_what_is_deducted_lowers_the_resources_at_hand() -> None:
    report = _report(
        "二、2025年预算草案\n\n全市政府性基金预算收入安排10亿元，加上上年结余2亿元，"
        "减去债务还本支出3亿元、补助区县支出1亿元后，全市政府性基金预算可安排财力8亿元。\n"
    )
    assert _lines(report) == [
        ("resources", "own_revenue", "10亿元"),
        ("resources", "carried_forward", "2亿元"),
        ("resources", "component", "-3亿元"),
        ("resources", "component", "-1亿元"),
        ("resources", "total", "8亿元"),
    ]
    assert _verdicts(report)["LF102"] is Verdict.EXACT


def test_a_wrong_deduction_is_a_breach() -> None:
    report = _report(
        "二、2025年预算草案\n\n全市政府性基金预算收入安排10.00亿元，加上上年结余2.00亿元，"
        "减去债务还本支出3.00亿元、补助区县支出1.00亿元后，全市政府性基金预算可安排财力9.00亿元。\n"
    )
    assert _verdicts(report)["LF102"] is Verdict.BREACH


def test_what_is_spent_accordingly_ends_the_list_of_resources() -> None:
    report = _report(
        "二、2025年预算草案\n\n全市政府性基金预算收入安排10亿元，加上上级补助2亿元、上年结转3亿元，"
        "按照以收定支的原则，相应安排支出15亿元。\n"
    )
    assert _lines(report)[-1] == ("uses", "component", "15亿元")
    assert _verdicts(report)["LF105"] is Verdict.EXACT


def test_a_dashed_heading_speaks_for_the_paragraphs_below_it() -> None:
    report = _report(
        "一、2024年预算执行情况\n\n"
        "——一般公共预算情况。全市收入完成12亿元。全市支出完成30亿元。\n\n"
        "市级收入完成7亿元。\n\n"
        "——政府性基金预算情况。全市收入完成5亿元。\n\n"
        "——其他事项。全市接待游客花费3亿元。\n"
    )
    books = [(one.book and one.book.value, str(one.amount)) for one in report.figures]
    assert books == [
        ("general_public", "12亿元"),
        ("general_public", "30亿元"),
        ("general_public", "7亿元"),
        ("government_fund", "5亿元"),
        (None, "3亿元"),
    ]


def test_own_revenue_alone_is_not_held_against_all_that_was_spent() -> None:
    # What was transferred from above is not printed; 结转 is left of more than own revenue.
    report = _report(
        "一、2024年预算执行情况\n\n——一般公共预算情况。某某高新区收入完成12亿元。"
        "其中，税收收入9亿元，非税收入3亿元。全年支出完成11亿元，收支相抵，结转5亿元。\n"
    )
    verdicts = _verdicts(report)
    assert verdicts["LF102"] is Verdict.EXACT
    assert verdicts["LF104"] is Verdict.UNDECIDED


def test_a_look_back_on_years_is_no_account_of_one() -> None:
    report = _report(
        "一、2024年预算执行情况\n\n五年来，全市财力增强。一般公共预算收入总计60亿元。\n\n"
        "全市一般公共预算收入12亿元，加上上级补助收入3亿元，收入总计15亿元。\n"
    )
    assert [amount for _, _, amount in _lines(report)] == ["12亿元", "3亿元", "15亿元"]


def test_what_a_struck_total_is_said_to_hold_is_no_further_line() -> None:
    report = _report(
        "一、2024年预算执行情况\n\n全市政府性基金预算收入20亿元，收入总量20亿元。"
        "全市政府性基金预算支出13亿元，加上调出资金7亿元，支出总量20亿元。"
        "其中：土地出让收入18亿元；土地出让支出11亿元。\n"
    )
    assert [amount for side, _, amount in _lines(report) if side == "uses"] == [
        "13亿元",
        "7亿元",
        "20亿元",
    ]
    assert _verdicts(report)["LF103"] is Verdict.EXACT


def test_an_amount_without_a_known_name_leaves_a_plain_list_open() -> None:
    text = (
        "一、2024年预算执行情况\n\n平衡情况：全市一般公共预算支出5.00亿元，上解上级支出1.00亿元，"
        "某项事宜2.00亿元，年终结转1.00亿元，支出总计{total}亿元。\n"
    )
    assert _verdicts(_report(text.format(total="9.00")))["LF103"] is not Verdict.BREACH


def test_where_money_is_transferred_from_does_not_change_the_book() -> None:
    report = _report(
        "二、2025年预算草案\n\n平衡情况：全市一般公共预算收入5亿元，国有资本经营预算调入1亿元，"
        "上年结转2亿元，收入总计8亿元。\n"
    )
    assert {one.book for one in report.figures} == {Book.GENERAL_PUBLIC}
    assert _verdicts(report)["LF102"] is Verdict.EXACT


def test_one_amount_for_both_sides_is_the_total_of_either() -> None:
    report = _report("一、2024年预算执行情况\n\n全市政府性基金预算收支总量均为3.5亿元。\n")
    (figure,) = report.figures
    assert (figure.book, figure.scope, figure.side) == (Book.GOVERNMENT_FUND, "全市", None)
    assert _verdicts(report) == {"LF105": Verdict.EXACT}


def test_a_change_of_what_the_paragraph_before_says_has_its_place_in_its_own() -> None:
    document = read_text("支出达到3万元\n增收0元")
    (change,) = extract(document).changes
    assert change.source is not None
    assert document.raw[change.source.start : change.source.end] == "0元"
