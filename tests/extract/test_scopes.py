"""Scope words that stand for one account, and those that do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luohu_fiscal.extract import extract
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.reconcile.finding import Verdict

TITLE = "关于甲市2025年预算执行情况和2026年预算草案的报告\n\n二、2026年预算草案\n\n"


def report(text: str) -> BudgetReport:
    return extract(read_text(TITLE + text))


def statements(text: str) -> set[str | None]:
    return {one.statement for one in report(text).figures}


def verdicts(text: str, rule: str) -> list[tuple[str, Verdict]]:
    found = reconcile(report(text)).findings
    return [(one.scope, one.verdict) for one in found if one.rule == rule]


SIDES = (
    "{}一般公共预算收入312万元，上级补助收入525万元，收入总计837万元。"
    "{}一般公共预算支出741万元，上解支出46万元，支出总计787万元，结转下年{}万元。"
)
WHOLE = "{}一般公共预算收入{}万元，支出700万元。"


def test_two_names_of_the_own_level_that_complete_each_other_are_one_account() -> None:
    assert statements(SIDES.format("市级", "市本级", 50)) == {"general_public.市级.2026.draft"}
    assert verdicts(SIDES.format("市级", "市本级", 50), "LF104") == [("市级", Verdict.EXACT)]


def test_they_are_one_too_where_the_account_does_not_close() -> None:
    ((_, verdict),) = verdicts(SIDES.format("市级", "市本级", 57), "LF104")
    assert verdict is Verdict.BREACH


def test_two_names_that_both_have_their_own_revenue_are_two_accounts() -> None:
    text = WHOLE.format("市级", 912) + "\n\n" + WHOLE.format("市本级", 634)
    assert {one.scope for one in report(text).figures} == {"市级", "市本级"}


def test_sides_of_two_levels_are_one_account_only_where_they_close() -> None:
    assert verdicts(SIDES.format("市级", "全市", 50), "LF104") == [("市级", Verdict.EXACT)]
    apart = {verdict for _, verdict in verdicts(SIDES.format("市级", "全市", 57), "LF104")}
    assert apart <= {Verdict.UNDECIDED}


ITEMS = (
    "2.政府性基金预算。（1）全市政府性基金预算收入总计为{}万元；市本级政府性基金预算支出总计为9513万元。"
    "（2）市本级政府性基金预算收入总计为6021万元；市本级政府性基金预算支出总计为{}万元。"
)


def test_a_scope_word_misprinted_against_its_item_gives_way() -> None:
    scopes = {
        (str(one.amount.printed), one.scope) for one in report(ITEMS.format(9513, 6021)).figures
    }
    assert scopes == {("9513", "全市"), ("6021", "市本级")}


@pytest.mark.parametrize("numbers", [(9514, 6021), (9513, 6022)])
def test_it_stands_where_the_sums_do_not_say_so(numbers: tuple[int, int]) -> None:
    scopes = {
        (str(one.amount.printed), one.scope) for one in report(ITEMS.format(*numbers)).figures
    }
    assert ("9513", "市本级") in scopes


def test_a_zone_goes_under_the_short_name_it_is_given() -> None:
    text = "甲市高新技术产业开发区（以下简称高新区）一般公共预算收入52万元。\n\n高新区一般公共预算支出47万元。"
    assert {one.scope for one in report(text).figures} == {"高新区"}
    unnamed = text.replace("（以下简称高新区）", "")
    assert {one.scope for one in report(unnamed).figures} == {"甲市高新技术产业开发区", "高新区"}


def test_the_bracket_of_a_scope_is_one_name_with_all_it_lists() -> None:
    (one, _) = report("市级（含甲开发区、乙示范区）一般公共预算收入38万元，支出37万元。").figures
    assert (one.scope, one.label) == ("市级（含甲开发区、乙示范区）", "一般公共预算收入")


def test_own_level_under_a_named_own_level_is_the_same() -> None:
    text = "（一）{}预算草案\n\n1.一般公共预算。本级收入总计52万元。"
    assert [one.scope for one in report(text.format("市级")).figures] == ["市级"]
    assert [one.scope for one in report(text.format("全市")).figures] == ["本级"]


@settings(max_examples=25, deadline=None)
@given(st.integers(101, 999), st.integers(101, 999), st.integers(101, 999))
def test_one_name_for_another_throughout_changes_no_verdict(own: int, aid: int, left: int) -> None:
    def told(scope: str) -> list[tuple[str, Verdict]]:
        text = (
            f"{scope}一般公共预算收入{own}万元，加上上级补助收入{aid}万元，收入总计{own + aid}万元。"
            f"{scope}一般公共预算支出{own}万元，上解支出{aid}万元，支出总计{own + left}万元。"
        )
        return [(one.rule, one.verdict) for one in reconcile(report(text)).findings]

    assert told("市级") == told("市本级")
