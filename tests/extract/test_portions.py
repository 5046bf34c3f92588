"""Portions of a named whole 按当年收入的30%调入: shares said without 占."""

from __future__ import annotations

import pytest

from luohu_fiscal.extract import extract
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import Finding, Severity, Verdict, reconcile

_HEAD = "关于某市2025年预算草案的报告\n\n二、2025年预算草案\n\n"
#: 300 of 1,000; the 40 from above and the 60 brought forward are no revenue of the year.
_STATE = (
    "国有资本经营预算收入总量1,100万元，其中：利润收入1,000万元；上级补助收入40万元；"
    "上年结余收入60万元。\n\n"
)


def _read(words: str) -> BudgetReport:
    return extract(read_text(f"{_HEAD}{words}\n"))


def _shares(words: str) -> list[Finding]:
    return [one for one in reconcile(_read(words)).findings if one.rule == "LF402"]


@pytest.mark.parametrize(
    "moved",
    [
        "转移性支出300万元，主要是按规定将当年收入30%的部分调出至一般公共预算统筹使用",
        "转移性支出300万元，按当年收入的30%调入一般公共预算",
        "调出资金300万元，按照当年收入的30%的比例调出",
        "转移性支出300万元，按本年收入30%的标准调出",
    ],
)
def test_a_portion_is_a_share_of_the_amount_before_it_and_a_wrong_one_does_not_pass(
    moved: str,
) -> None:
    uses = f"国有资本经营预算支出总量1,100万元，其中国有资本经营预算支出800万元；{moved}。"
    (true,) = _shares(_STATE + uses)
    assert (true.verdict, true.severity) == (Verdict.EXACT, Severity.OK)
    (wrong,) = _shares(_STATE + uses.replace("30%", "35%"))
    assert (wrong.verdict, wrong.severity) == (Verdict.BREACH, Severity.WARNING)


@pytest.mark.parametrize(
    "words",
    [
        "全市一般公共预算支出30,000万元，其中：按一般公共预算支出的2%设置预备费600万元。",
        "全市一般公共预算收入30,000万元，按当年收入的2%提取专项资金600万元。",
        "全市一般公共预算收入30,000万元，将当年收入的2%补充某基金600万元。",
    ],
)
def test_a_portion_may_stand_before_the_amount_it_makes(words: str) -> None:
    (true,) = _shares(words)
    assert true.verdict is Verdict.EXACT
    (wrong,) = _shares(words.replace("2%", "3%"))
    assert (wrong.verdict, wrong.severity) == (Verdict.BREACH, Severity.WARNING)


@pytest.mark.parametrize(
    "words",
    [
        # A bound, a range, a rule of law without an amount, a rule that names no whole.
        "转移性支出300万元，按不低于当年收入的35%调出。",
        "转移性支出300万元，将当年收入不低于35%的部分调出。",
        "转移性支出300万元，将当年收入35%以上的部分调出。",
        "全市一般公共预算支出30,000万元，按一般公共预算支出的1%-3%设置预备费200万元。",
        "全市一般公共预算收入30,000万元。国有资本收益按当年收入的35%调入一般公共预算。",
        "转移性支出300万元，按35%的比例调出。",
        # The amount before it is of something else.
        "全市一般公共预算收入30,000万元，教育支出600万元，将当年收入的35%调入某基金。",
        # A whole that is not printed.
        "全市一般公共预算收入30,000万元，按土地出让收益的10%计提专项资金600万元。",
    ],
)
def test_what_is_no_share_of_a_printed_whole_is_no_breach(words: str) -> None:
    found = _shares(_STATE + words if words.startswith("转") else words)
    assert all(one.verdict is Verdict.UNDECIDED for one in found)


def test_an_account_with_two_lines_of_its_own_leaves_the_revenue_of_the_year_open() -> None:
    two = _STATE.replace("利润收入1,000万元", "利润收入600万元；股权转让收入400万元")
    (found,) = _shares(two + "转移性支出300万元，将当年收入35%的部分调出。")
    assert found.verdict is Verdict.UNDECIDED


def test_an_amount_that_cannot_be_read_leaves_its_portion_of_no_figure() -> None:
    words = "一般公共预算收入900万元，按当年收入的30%安排补贴270万元/户。另支出5万元。"
    (claim,) = _read(words).claims
    assert claim.figure is None
    assert _shares(words) == []
