"""Yearly averages 年均 in the words of a report: which amounts, over which years, and what came of it."""

from __future__ import annotations

import pytest

import luohu_fiscal as lf
from luohu_fiscal.explain import explain
from luohu_fiscal.extract import extract
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.model.vocabulary import Basis
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import Finding, Reconciliation, Severity, Verdict, reconcile
from luohu_fiscal.reconcile.jointly.relations import takes_part

_HEAD = "关于某市2025年预算执行情况和2026年预算草案的报告\n\n一、2025年预算执行情况\n\n"


def _read(words: str) -> BudgetReport:
    return extract(read_text(f"{_HEAD}{words}\n"))


def _found(words: str) -> Finding:
    """The one finding on the one average of a sentence."""
    report = _read(words)
    (claim,) = [one for one in report.claims if one.basis is Basis.AVERAGE]
    (finding,) = [one for one in reconcile(report).findings if one.claim == claim.id]
    return finding


def _notes(finding: Finding) -> dict[str, dict[str, str]]:
    return {note.code: dict(note.values) for note in finding.notes}


# 100 to 133.1 is 10 % a year over three years, 7.41 % over four, 15.37 % over two.
_HOLD = [
    "全市一般公共预算收入从2022年的100.0亿元增加到2025年的133.1亿元，年均增长10.0%。",
    "全市一般公共预算收入由2022年的100.0亿元提高至2025年的133.1亿元、年均增长10.0%。",
    "全市一般公共预算收入由2022年100.0亿元增至2025年133.1亿元，年均增速达到10.0%。",
    "全市一般公共预算收入自2022年的100.0亿元跃升至2025年的133.1亿元，实现年均增长10.0%。",
    "从2022年的一般公共预算收入100.0亿元到2025年的133.1亿元，年均增长10.0%。",
    "从2022年的100.0亿元增加到2025年的133.1亿元，累计增长33.1%，年均增长10.0%。",
    "一般公共预算收入从2022年的1000000万元增加到2025年的133.1亿元，年均增长10.0%。",
    "一般公共预算收入2022年为100.0亿元，2025年达到133.1亿元，年均增长10.0%。",
    "2025年一般公共预算收入达到133.1亿元，比2022年的100.0亿元年均增长10.0%。",
    "一般公共预算收入从2022年的100.0亿元增加到2025年的133.1亿元，年均复合增长率10.0%。",
    "三年来，一般公共预算收入由100.0亿元增加到133.1亿元，年均增长10.0%。",
    "一般公共预算收入由100.0亿元增加到133.1亿元，三年年均增长10.0%。",
]


@pytest.mark.parametrize("words", _HOLD)
def test_a_true_average_is_judged_on_the_amounts_it_leads_between(words: str) -> None:
    finding = _found(words)
    assert (finding.rule, finding.verdict, finding.severity) == (
        "LF401",
        Verdict.EXACT,
        Severity.OK,
    )
    assert _notes(finding) == {"compounded": {"periods": "3"}}


@pytest.mark.parametrize("words", _HOLD)
def test_a_wrong_average_is_a_breach_and_a_warning(words: str) -> None:
    finding = _found(words.replace("10.0%", "12.0%"))
    assert (finding.verdict, finding.severity) == (Verdict.BREACH, Severity.WARNING)
    assert finding.calculated is not None and f"{finding.calculated:f}" == "10.000"
    assert finding.difference is not None and f"{finding.difference:f}" == "2.000"


def test_a_falling_average_is_negative() -> None:
    words = "行政支出从2020年的10.00亿元压减到2024年的8.15亿元，年均下降5.0%。"
    finding = _found(words.replace("压减到", "减少到"))
    assert finding.verdict is Verdict.EXACT
    wrong = _found("行政支出从2020年的10.00亿元减少到2024年的8.15亿元，年均增长5.0%。")
    assert wrong.verdict is Verdict.BREACH


def test_rounding_of_the_amounts_can_explain_a_rate() -> None:
    words = "专项资金从2022年的2亿元增加到2025年的3亿元，年均增长20.0%。"
    assert _found(words).verdict is Verdict.WITHIN_ROUNDING


def test_a_rate_whose_digits_were_cut_is_noted_and_nothing_worse() -> None:
    # 133.0 of 100.0 over three years is 9.972 %.
    words = "税收收入从2022年的100.00亿元增加到2025年的133.00亿元，年均增长9.9%。"
    finding = _found(words)
    assert (finding.verdict, finding.severity) == (Verdict.BREACH, Severity.NOTE)
    assert "truncation" in _notes(finding)


def test_the_year_and_name_of_both_amounts_are_those_the_words_give() -> None:
    report = _read(_HOLD[0])
    assert [(one.label, one.fiscal_year) for one in report.figures] == [
        ("一般公共预算收入", 2022),
        ("一般公共预算收入", 2025),
    ]


def test_the_name_may_stand_with_the_sum_of_the_years_before() -> None:
    words = "全市一般公共预算收入累计完成465亿元，从2022年的100.0亿元增加到2025年的133.1亿元，年均增长10.0%。"
    finding = _found(words)
    assert finding.verdict is Verdict.EXACT
    assert {one.label for one in _read(words).figures} == {"一般公共预算收入"}


# -- which years ----------------------------------------------------------------------------------


def test_a_count_of_years_that_takes_in_the_first_is_a_reading_and_named() -> None:
    # Over four years, as the words count them, 7.4 %; from 2022 to 2025 there are three.
    words = "四年来，税收收入由2022年的100.0亿元增长到2025年的133.1亿元，年均增长7.4%。"
    finding = _found(words)
    assert finding.verdict is Verdict.EXACT
    assert _notes(finding)["reading"] == {"reading": "first_year_counted"}
    alone = _found(words.removeprefix("四年来，"))
    assert alone.verdict is Verdict.BREACH


def test_a_count_alone_may_run_from_its_first_year_to_its_last() -> None:
    words = "四年来，税收收入由100.0亿元增长到133.1亿元，年均增长10.0%。"
    finding = _found(words)
    assert finding.verdict is Verdict.EXACT
    assert _notes(finding)["reading"] == {"reading": "first_to_last_year"}


@pytest.mark.parametrize("years", ["四年来，", "四年来，税收稳步增长。"])
@pytest.mark.parametrize("printed", ["由2022年的100.0亿元增长到2025年的", "由100.0亿元增长到"])
def test_a_rate_that_fits_no_reading_is_a_breach(years: str, printed: str) -> None:
    finding = _found(f"{years}税收收入{printed}133.1亿元，年均增长12.0%。")
    assert (finding.verdict, finding.severity) == (Verdict.BREACH, Severity.WARNING)
    assert "reading" not in _notes(finding)


def test_the_average_of_a_plan_may_count_from_the_year_before_it_which_is_not_printed() -> None:
    words = "“十四五”时期，税收收入从2021年的100.0亿元增长到2025年的133.1亿元，年均增长9.0%。"
    finding = _found(words)
    assert finding.verdict is Verdict.UNDECIDED
    # 133.1 / 1.09 ** 5 is 86.5.
    assert finding.implied is not None
    low, high = finding.implied
    assert low < 87 < high + 1 and high - low < 1
    # Its years say as much as its name.  From the year before the plan nothing is left open.
    assert _found(words.removeprefix("“十四五”时期，")).implied == finding.implied
    assert _found(words.replace("2021", "2020")).verdict is Verdict.BREACH
    assert _found(words.replace("9.0%", "7.4%")).verdict is Verdict.EXACT


def test_the_years_of_a_plan_so_far_count_from_the_year_before_it_too() -> None:
    words = "“十四五”以来，税收收入从2021年的100.0亿元增长到2024年的133.1亿元，年均增长9.0%。"
    finding = _found(words)
    assert finding.verdict is Verdict.UNDECIDED and finding.implied is not None
    # 133.1 / 1.09 ** 4 is 94.3.
    low, high = finding.implied
    assert low < 95 < high + 1 and high - low < 1


def test_the_end_of_a_plan_is_its_last_year() -> None:
    words = "税收收入从“十三五”末的100.0亿元增加到2023年的133.1亿元，年均增长10.0%。"
    assert _found(words).verdict is Verdict.EXACT


# -- what is left undecided -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        # No years, one year only, sums of several years, a period without amounts.
        "税收收入由100.0亿元增加到133.1亿元，年均增长12.0%。",
        "税收收入由2022年的100.0亿元增加到133.1亿元，年均增长12.0%。",
        "五年税收收入累计由2022年的100.0亿元增加到2025年的133.1亿元，年均增长12.0%。",
        "五年来，税收收入累计133.1亿元，年均增长12.0%。",
        "税收收入133.1亿元，比“十三五”时期增加33.1亿元，年均增长12.0%。",
        # More than one name, or the years the wrong way round.
        "收入、支出分别从2022年的100.0亿元、90.0亿元增加到2025年的133.1亿元，年均增长12.0%。",
        "税收收入从2025年的100.0亿元增加到2022年的133.1亿元，年均增长12.0%。",
        # Approximate amounts; growth at constant prices.
        "税收收入从2022年的约100亿元增加到2025年的133.1亿元，年均增长12.0%。",
        "税收收入从2022年的100.0亿元增加到2025年的超133亿元，年均增长12.0%。",
        "地区生产总值从2022年的100.0亿元增加到2025年的133.1亿元，年均增长12.0%。",
        "规模以上工业增加值从2022年的100.0亿元增加到2025年的133.1亿元，年均增长12.0%。",
        # Another basis than the amounts.
        "税收收入从2022年的100.0亿元增加到2025年的133.1亿元，同口径年均增长12.0%。",
        "税收收入从2022年的100.0亿元增加到2025年的133.1亿元，剔除留抵退税因素后年均增长12.0%。",
    ],
)
def test_what_the_words_leave_open_is_undecided(words: str) -> None:
    assert _found(words).verdict is Verdict.UNDECIDED


def test_an_average_in_another_sentence_is_not_of_these_amounts() -> None:
    report = _read(
        "税收收入从2022年的100.0亿元增加到2025年的133.1亿元。财力稳步壮大，年均增长12.0%。"
    )
    findings = reconcile(report).findings
    assert all(one.verdict is not Verdict.BREACH for one in findings)


# -- apart from the rest --------------------------------------------------------------------------


def _both(words: str) -> Reconciliation:
    return explain(reconcile(_read(words)))


def test_an_average_is_added_up_with_nothing_and_suspects_no_figure() -> None:
    assert not takes_part(_found(_HOLD[0]))
    for finding in _both(_HOLD[0].replace("10.0%", "12.0%")).findings:
        assert finding.explanations == ()


def test_an_average_says_over_how_many_years_in_both_languages() -> None:
    found = _both(_HOLD[0].replace("10.0%", "12.0%"))
    english, chinese = (lf.render(found, "text", lang=lang) for lang in ("en", "zh"))
    assert "a yearly average over 3 years" in english
    assert "按3年复合计算年均增速" in chinese
    assert "stated 12.0%; calculated 10.000%" in english


def test_a_data_file_may_give_an_average_by_the_years_of_two_figures() -> None:
    report = _read(_HOLD[0])
    again = BudgetReport.model_validate(report.model_dump())
    verdicts = [one.verdict for one in reconcile(again).findings if one.rule == "LF401"]
    assert verdicts == [Verdict.EXACT]
