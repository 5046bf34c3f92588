"""The order in which changes are offered, and what speaks for one of them."""

from __future__ import annotations

from typing import Any

from luohu_fiscal.explain.candidates import Candidate, Change
from luohu_fiscal.explain.several import MOST, several_changes
from luohu_fiscal.explain.single import missing_part
from luohu_fiscal.explain.slips import Kind
from luohu_fiscal.model.budgets import GeneralPublicBudget
from luohu_fiscal.money.amount import Amount
from tests.explain.test_explain import account, breaches, said
from tests.explain.test_explain_details import broken, capital, ground_of, sets_of


def test_two_breaches_that_no_one_change_closes_are_each_explained() -> None:
    """They share own revenue; tax is 100 short, transfers are 100 too many."""
    found = breaches(account(tax=1057848, transfers=832873))
    assert set(found) == {"LF101", "LF102"}
    assert ("digit", "resources.1.1", "1057948万元") in said(found["LF101"])
    assert ("digit", "resources.2", "832773万元") in said(found["LF102"])


def test_a_part_that_stands_elsewhere_too_is_supposed_after_every_slip() -> None:
    found = breaches(capital(6028, 利润收入=2347, 上年结转收入=3681, 转移支付收入=100))["LF102"]
    told = said(found)
    twice = told.index(("counted_twice", "resources.3", "100万元"))
    slips = {("digit", "resources.1", "2247万元"), ("digit", "resources.2", "3581万元")}
    assert slips <= set(told[:twice]) and all(kind != "digit" for kind, *_ in told[twice:])
    assert not any(one["unique"] for one in found.explanations)


def test_a_part_printed_twice_is_believed_before_a_digit() -> None:
    found = breaches(capital(6128, 利润收入=2347, 上年结转收入=3681, 甲项=100, 乙项=100))["LF102"]
    assert said(found)[0] == ("counted_twice", "resources.4", "100万元")


def test_what_comes_out_exactly_stands_before_what_rounding_explains() -> None:
    # Five too many: the last digit may be 2 to 6, and with 4 nothing is left to explain.
    told = said(breaches(account(own=1395039))["LF102"])
    digits = [amount for kind, figure, amount in told if (kind, figure) == ("digit", "resources.1")]
    assert digits[0] == "1395034万元" and len(digits) > 1


def test_a_missing_part_is_told_with_the_decimals_of_its_whole_and_counts_as_exact() -> None:
    budget = capital("60.93", 利润收入="23.47", 转移支付收入="0.66")
    assert said(breaches(budget)["LF102"])[-1] == ("missing_part", "None", "36.80万元")
    ground, found = ground_of(budget)
    relation = broken(ground, found, "LF102")
    (candidate,) = missing_part(relation, relation.judged({}))
    change = Change(Kind.MISSING, None, Amount("36.80", "万元"))
    assert candidate == Candidate((change,), (relation.finding,), 1, 0)


def test_an_open_list_that_comes_out_under_a_change_speaks_for_it_and_nothing_else_does() -> None:
    """The parts 主要 of own revenue add up to what it was meant to be; its growth is right anyhow."""
    rates = [{"kind": "growth", "value": "39.5", "basis": "prior_execution"}]
    own: Any = {
        "amount": 1395934, "rates": rates, "closed": False,
        "parts": {"甲税": 1057948, "乙税": 337086},
    }  # fmt: skip
    this = GeneralPublicBudget(
        scope="某区", fiscal_year=2023, stage="execution", unit="万元",
        resources={"一般公共预算收入": own, "上级补助收入": 832773},
        total_resources={"amount": 2227807, "closed": True},
    )  # fmt: skip
    last = GeneralPublicBudget(
        scope="某区", fiscal_year=2022, stage="execution", unit="万元",
        resources={"一般公共预算收入": 1000350},
    )  # fmt: skip
    ground, found = ground_of(this, last)
    relation = broken(ground, found, "LF102")
    keys = [(0, f"general_public.某区.2023.execution.resources.{line}") for line in (1, 2)]
    meant = (Change(Kind.DIGIT, keys[0], Amount(1395034, "万元")),)
    assert ground.tried(meant, [relation]) == Candidate(meant, (relation.finding,), 1, 1)
    other = (Change(Kind.DIGIT, keys[1], Amount(831873, "万元")),)
    assert ground.tried(other, [relation]) == Candidate(other, (relation.finding,), 1, 0)


def test_two_breaches_are_also_explained_together_where_no_one_change_does_both() -> None:
    """Own revenue is 900 too many, transfers 100: one change does for each breach, two for both."""
    found = breaches(account(own=1395934, transfers=832873))
    assert set(found) == {"LF101", "LF102"}
    assert ("digit", "resources.1", "1395034万元") in said(found["LF101"])
    together = {("resources.1", "1395034万元"), ("resources.2", "832773万元")}
    assert together in sets_of(found["LF102"])


def test_of_two_candidates_that_is_first_for_which_more_speaks() -> None:
    def rank(*kinds: Kind, closes: int = 1, exact: int = 0, gains: int = 0) -> tuple[int, ...]:
        changes = tuple(Change(kind, None, Amount(1, "元")) for kind in kinds)
        return Candidate(changes, tuple(range(closes)), exact, gains).rank

    digit = rank(Kind.DIGIT)
    assert (
        rank(Kind.DIGIT, closes=2) < rank(Kind.DIGIT, exact=1) < rank(Kind.DIGIT, gains=1) < digit
    )
    assert rank(Kind.UNIT) < digit < rank(Kind.UNIT, Kind.UNIT)
    # A set is believed as far as the least likely of its changes.
    assert rank(Kind.DIGIT, Kind.DIGIT) < rank(Kind.UNIT, Kind.DROPPED)
    # What any sum leaves room for comes last, whatever it closes.
    for kind in (Kind.COUNTED_ELSEWHERE, Kind.UNIT_TO_NOTHING, Kind.MISSING):
        assert digit < rank(kind, closes=9, exact=9) and rank(Kind.DROPPED) < rank(kind, closes=9)


def test_of_a_list_of_two_one_may_count_twice() -> None:
    found = breaches(capital(2347, 利润收入=2347, 上年结转收入=3681))["LF102"]
    assert ("counted_twice", "resources.2", "3681万元") in said(found)


def test_half_a_yuan_may_be_missing() -> None:
    found = breaches(capital("3.51元", 利润收入="2.35元", 上年结转收入="0.66元"))["LF102"]
    assert ("missing_part", "None", "0.50元") in said(found)


def test_a_search_for_chains_counts_its_steps_and_ends_with_them() -> None:
    ground, found = ground_of(account(own=1395934, tax=1057948, other=337986))
    relation = broken(ground, found, "LF102")
    whole = several_changes(ground, [relation])
    assert whole.tried > len(whole.found) > 2 and not whole.stopped
    for limit in (1, 2, 5):
        search = several_changes(ground, [relation], limit=limit)
        assert search.stopped and limit <= search.tried < limit + MOST
        assert len(search.found) <= limit < len(whole.found)
