"""Sets of changes: what they are counted in, when they are looked for, and where the search ends."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from luohu_fiscal.explain import explain
from luohu_fiscal.explain.candidates import Candidate, Change, Ground
from luohu_fiscal.explain.several import Search, several_changes
from luohu_fiscal.explain.slips import Kind
from luohu_fiscal.model.budgets import GeneralPublicBudget
from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.money.amount import Amount
from luohu_fiscal.reconcile import Verdict, reconcile
from tests.explain.test_explain import account, breaches, said
from tests.explain.test_explain_details import broken, capital, ground_of, grown, sets_of

#: The package: its name on `luohu_fiscal` is the function.
package = importlib.import_module("luohu_fiscal.explain")


def searched(*budgets: Any) -> Search:
    ground, found = ground_of(*budgets)
    return several_changes(ground, [broken(ground, found, "LF102")])


# -- pairs ----------------------------------------------------------------------------------------


def pairs(total: int, more: int = 0) -> set[frozenset[str]]:
    """The pairs offered where 52,347 was printed 57,347 and 60,523 as 60,593."""
    lines = {"利润收入": 57347, "上年结转收入": 96117, "转移支付收入": 60593}
    search = searched(
        capital(total + 3 * more, True, **{key: n + more for key, n in lines.items()})
    )
    return {frozenset(str(one.amount) for one in c.changes) for c in search.found.values()}


def test_a_pair_may_leave_what_rounding_explains() -> None:
    assert pairs(208987) == pairs(208988) == pairs(208986) != set()
    assert pairs(208985) == set()


def test_a_pair_is_told_to_the_last_of_twenty_five_digits() -> None:
    huge = {f"10000000000000000000{number}万元" for number in ("52347", "60523")}
    assert huge in pairs(208987, more=10**24)
    assert pairs(208985, more=10**24) == set()


def test_a_pair_may_have_a_unit_and_a_sign_wrong() -> None:
    budget = capital(6028, 利润收入="2347.0000亿元", 上年结转收入=-3681)
    assert sets_of(breaches(budget)["LF102"]) == [
        {
            ("resources.1", "2347.0000万元"),
            ("resources.2", "3681万元"),
        }
    ]


# -- chains ---------------------------------------------------------------------------------------


def test_a_chain_of_changes_ends_at_a_rate() -> None:
    # Own revenue may not be 1,395,234: its growth is right.  No other base is worked out from that.
    search = searched(*grown(1395034, "39.50340", 上级补助收入=832773))
    offered = {amount for changes in search.found for _, amount in changes}
    assert offered and Amount(1395234, "万元") not in offered


def nested(levels: int) -> GeneralPublicBudget:
    """Own revenue 900 too many at so many levels; the other lines have no room for it."""
    vat: Any = {"amount": 657948, "closed": True}
    if levels == 4:
        vat["parts"] = {"国内增值税": 557948, "改征增值税": 100000}
    tax: Any = {"amount": 1057948, "parts": {"增值税": vat, "所得税": 400000}}
    own: Any = {"amount": 1395434, "parts": {"税收收入": tax, "非税收入": 337486}}
    return GeneralPublicBudget(
        scope="某区", fiscal_year=2023, stage="execution", unit="万元",
        resources={"一般公共预算收入": own, "上级补助收入": 70},
        total_resources={"amount": 1394604, "closed": True},
        uses={"一般公共预算支出": 1394571}, total_uses={"amount": 1394571, "closed": True},
        closing={"carried_over": 33},
    )  # fmt: skip


def test_three_changes_are_looked_for_and_no_more() -> None:
    assert [len(one.changes) for one in searched(nested(3)).found.values()] == [3]
    assert searched(nested(4)).found == {}
    # What is left to say is that a part may be missing that takes away.
    assert said(breaches(nested(4))["LF102"]) == [("missing_part", "None", "-900万元")]


def test_steps_that_lead_nowhere_count_as_well() -> None:
    # Own revenue and then tax, or its total and what is left: of pairs, and again of threes.
    ground, found = ground_of(nested(4))
    relation = broken(ground, found, "LF102")
    whole = several_changes(ground, [relation]).tried
    assert whole > 3 and not several_changes(ground, [relation], limit=whole + 1).stopped
    for limit in range(1, whole + 1):
        assert several_changes(ground, [relation], limit=limit).stopped


# -- when sets are looked for ---------------------------------------------------------------------


def test_what_one_change_closes_is_not_explained_by_two() -> None:
    """Own revenue is 100 too many in two sums; its other part and the transfers would do as well."""
    budget = account(own=1395134)
    ground, found = ground_of(budget)
    both = [broken(ground, found, rule) for rule in ("LF101", "LF102")]
    two = {
        str(change.amount)
        for change in next(iter(several_changes(ground, both).found.values())).changes
    }
    assert two == {"337186万元", "832673万元"}
    told = breaches(budget)
    assert sets_of(told["LF101"]) == sets_of(told["LF102"]) == [{("resources.1", "1395034万元")}]


def test_what_one_group_was_searched_for_is_not_left_for_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    budgets = [
        capital(6028, 利润收入="2347亿元", 上年结转收入=-3681).model_copy(update={"scope": scope})
        for scope in ("甲区", "乙区")
    ]
    one = searched(budgets[0])
    assert one.tried > 1 and not one.stopped
    monkeypatch.setattr(package, "_SETS", one.tried + 1)
    told = explain(reconcile(report_of(budgets))).findings
    assert [[note.code for note in one.notes] for one in told if one.verdict is Verdict.BREACH] == [
        [], ["search_limited"],
    ]  # fmt: skip


@pytest.mark.parametrize(("lists", "limited"), [(39, False), (40, True)])
def test_forty_breaches_that_share_figures_are_looked_into_and_no_more(
    lists: int, limited: bool
) -> None:
    # Each list falls short, and so does the list of their wholes.
    lines: dict[str, Any] = {
        f"第{n}项": {
            "amount": 97000 + n,
            "parts": {"甲": 7000 + n, "乙": 60000 + n},
            "closed": True,
        }
        for n in range(lists)
    }
    found = explain(reconcile(capital(987654321, **lines))).findings
    broken_ones = [one for one in found if one.verdict is Verdict.BREACH]
    assert len(broken_ones) == lists + 1
    for one in broken_ones:
        assert ([note.code for note in one.notes] == ["search_limited"]) is limited
        assert bool(one.explanations) is not limited


# -- what speaks for a change ---------------------------------------------------------------------


def test_every_mention_that_comes_out_exactly_under_a_change_speaks_for_it() -> None:
    """A mention under no account may be another quantity: undecided, and no witness needs it."""
    report, true = report_of([account(own=1359034)]), report_of([account()])
    own = report.figures[0]
    said_again = own.model_copy(update={"statement": None, "amount": true.figures[0].amount})
    meant = (Change(Kind.NEIGHBOURS, (0, own.id), Amount(1395034, "万元")),)
    for mentions in range(3):
        again = [said_again.model_copy(update={"id": f"mention{n}"}) for n in range(mentions)]
        found = reconcile(BudgetReport(figures=(*report.figures, *again)))
        ground = Ground(found)
        relation = broken(ground, found, "LF101")
        candidate = ground.tried(meant, [relation])
        assert isinstance(candidate, Candidate) and candidate.gains == mentions
