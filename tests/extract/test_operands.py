"""A rate is judged on the amounts of its own words: right ones hold, one changed digit shows."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luohu_fiscal.extract import extract
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import Finding, reconcile
from luohu_fiscal.reconcile.finding import Severity, Verdict
from tests.extract.rate_sentences import HEAD, WORDINGS, Sentence, other_digit

OWN = ["LF401", "LF402", "LF403", "LF405", "LF406"]


def found(text: str, *rules: str) -> list[Finding]:
    return list(reconcile(extract(read_text(text)), select=list(rules) or OWN).findings)


def read(text: str) -> BudgetReport:
    return extract(read_text(HEAD + text))


sentences = st.builds(
    Sentence,
    st.sampled_from(WORDINGS),
    st.integers(10_000, 9_000_000),
    st.integers(10_000, 9_000_000),
    st.integers(1, 2),
).filter(lambda one: one.a != one.b and abs(one.a - one.b) * 3 < one.b)


@settings(max_examples=500, deadline=None)
@given(sentences)
def test_a_right_rate_is_judged_and_never_a_breach(sentence: Sentence) -> None:
    judged = found(sentence.told())
    assert [one for one in judged if one.verdict is Verdict.BREACH] == []
    assert any(one.rule == "LF401" and one.verdict is Verdict.EXACT for one in judged)


@pytest.mark.parametrize("wording", WORDINGS)
def test_one_changed_digit_is_found(wording: str) -> None:
    chance = random.Random(wording)
    tried = missed = 0
    while tried < 40:
        b = chance.randint(10_000, 9_000_000)
        sentence = Sentence(wording, b + chance.randint(-b // 4, b // 4), b, 1)
        name = chance.choice([one for one in "abcp" if f"{{{one}}}" in wording])
        printed = sentence.numbers[name]
        wrong = {name: other_digit(printed, chance.randrange(9), chance.randrange(9))}
        if sentence.a == b or sentence.fits(**wrong) or wrong[name].startswith("0"):
            continue
        tried += 1
        judged = found(sentence.told(**wrong))
        missed += not any(one.verdict is Verdict.BREACH for one in judged)
    assert missed <= 2


def test_what_is_said_of_the_change_says_the_base() -> None:
    (rate,) = found(HEAD + "全市一般公共预算收入91800万元，较上年少收6200万元，降幅8.3%。", "LF401")
    assert (rate.verdict, rate.severity) == (Verdict.BREACH, Severity.WARNING)
    assert rate.stated == Decimal("-8.3")


def test_an_amount_only_compared_with_is_of_the_year_before() -> None:
    report = read("2024年，全市一般公共预算收入91800万元，2023年为98000万元，下降6.3%。")
    years = {str(one.amount): one.fiscal_year for one in report.figures}
    assert years == {"91800万元": 2024, "98000万元": 2023}


@pytest.mark.parametrize(
    ("words", "amount", "budget"),
    [
        ("支出完成3018万元，占调整预算3200万元的94.3%", "3018万元", "3200万元"),
        ("支出年初预算为3200万元，支出决算为3018万元，完成年初预算的94.3%", "3018万元", "3200万元"),
        ("收入完成3018万元，完成年初预算数3200万元的94.3%", "3018万元", "3200万元"),
    ],
)
def test_a_completion_is_of_the_budget_in_its_words(words: str, amount: str, budget: str) -> None:
    report = read(f"全市一般公共预算{words}。")
    (claim,) = report.claims
    assert claim.figure and claim.base_figure
    told = [str(report.by_id[one].amount) for one in (claim.figure, claim.base_figure)]
    assert (claim.kind.value, told) == ("completion", [amount, budget])
    (judged,) = found(HEAD + f"全市一般公共预算{words}。", "LF403")
    assert judged.verdict is Verdict.EXACT


@pytest.mark.parametrize(
    ("words", "verdicts"),
    [
        ("收入918万元，其中：税收收入713万元，占77.7%；非税收入205万元，占22.3%", ["exact"] * 2),
        (
            "收入918万元，其中：税收收入713万元，占87.7%；非税收入205万元，占22.3%",
            ["breach", "exact"],
        ),
        ("税收收入713万元，占一般公共预算收入918万元的77.7%", ["exact"]),
        ("收入918万元。其中：税收收入713万元，占77.7%", ["exact"]),
        # What the part is a part of may be what its own whole is a part of: nothing can be said.
        ("收入99万元，占50%。其中：税收收入71万元，占35%", ["undecided", "undecided"]),
    ],
)
def test_a_bare_share_is_of_the_amount_whose_list_it_stands_in(
    words: str, verdicts: list[str]
) -> None:
    judged = found(HEAD + f"全市一般公共预算{words}。", "LF402")
    assert [one.verdict.value for one in judged] == verdicts


def test_lines_of_their_own_are_parts_of_the_amount_before_the_colon() -> None:
    text = "本年支出合计2000万元，其中：\n\n基本支出900万元，占45%；\n\n项目支出1100万元，占56%。"
    judged = found(HEAD + text, "LF402")
    assert [one.verdict.value for one in judged] == ["exact", "breach"]


@pytest.mark.parametrize(
    "words",
    [
        # Over the budget, not over the year before.
        "收入1000万元，超收50万元，同比增长20%",
        # A cause with amounts of its own.
        "支出1000万元，主要原因是项目支出比上年增加50万元，增长20%",
        # The amount in brackets belongs to what stands before them.
        "支出1000万元，其中：购置没有安排（上年预算数为300万元）；运行900万元，下降14.4%",
        # Something else grew.
        "支出1000万元，财政供养人员增长20%",
        # Two amounts before, and the words name neither.
        "甲项目500万元，乙项目800万元。与上年相比增加50万元，增长20%",
    ],
)
def test_a_rate_of_something_else_is_no_breach(words: str) -> None:
    judged = found(HEAD + f"全市一般公共预算{words}。", "LF401")
    assert [one for one in judged if one.verdict is Verdict.BREACH] == []


@pytest.mark.parametrize(("words", "value"), [("增长（减少）0%", "0"), ("增加（减少）0%", "0")])
def test_nothing_that_changed_by_nothing_changed_by_nothing_percent(words: str, value: str) -> None:
    judged = found(HEAD + f"政府性基金支出0万元，与上年相比增加（减少）0万元，{words}。", "LF401")
    assert [(one.verdict.value, f"{one.stated:f}") for one in judged] == [("exact", value)]


def test_a_base_of_zero_has_no_rate() -> None:
    text = "2023年执行数为0.00万元，2024年安排25.00万元，比2023年执行数增加100.00%。"
    (judged,) = found(HEAD + text, "LF401")
    assert judged.verdict is Verdict.UNDECIDED
    assert [note.code for note in judged.notes] == ["base_not_positive"]


def test_what_follows_an_amount_is_never_its_label() -> None:
    report = read("全市安排70000万元，下降8.3%，合计65万元，支持产业发展。")
    labels = {str(one.amount): one.label for one in report.figures}
    assert labels == {"70000万元": "全市", "65万元": "合计"}
