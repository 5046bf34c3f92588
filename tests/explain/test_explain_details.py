"""What a change on offer is held to: every identity the figure stands in, each end, each limit."""

from __future__ import annotations

from decimal import Inexact, Rounded, localcontext
from typing import Any

import pytest

from luohu_fiscal.explain import explain
from luohu_fiscal.explain.candidates import Candidate, Change, Ground
from luohu_fiscal.explain.lookalike import misread, misreadings
from luohu_fiscal.explain.several import several_changes
from luohu_fiscal.explain.slips import Kind
from luohu_fiscal.extract import extract
from luohu_fiscal.model.budgets import Budget, Debt, GeneralPublicBudget, StateCapitalBudget
from luohu_fiscal.model.figures import Source
from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.money.amount import Amount, parse_amount
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import Finding, Reconciliation, Verdict, reconcile
from tests.explain.test_explain import account, breaches, said

RECOGNISED = Source(page=1, line=1, start=0, end=1, text="x", confidence="0.93")


def recognised(report: BudgetReport) -> BudgetReport:
    figures = [one.model_copy(update={"source": RECOGNISED}) for one in report.figures]
    return report.model_copy(update={"figures": tuple(figures)})


def told(report: BudgetReport) -> dict[str, Finding]:
    return {one.rule: one for one in misread(reconcile(report)).findings}


def capital(total: Any, closed: bool = True, **lines: Any) -> Budget:
    return StateCapitalBudget(
        fiscal_year=2023,
        stage="execution",
        unit="万元",
        resources=lines,
        total_resources={"amount": total, "closed": closed},
    )


def ground_of(*budgets: Budget) -> tuple[Ground, Reconciliation]:
    found = reconcile(report_of(budgets))
    return Ground(found), found


# -- a rate that holds ----------------------------------------------------------------------------


def grown(own: int, rate: str, **more: Any) -> list[Budget]:
    """Own revenue of two years with the rate between them, in a list that falls short by 200."""
    rates = [{"kind": "growth", "value": rate, "basis": "prior_execution"}]
    this, last = (
        GeneralPublicBudget(
            scope="某区", fiscal_year=year, stage="execution", unit="万元",
            resources={"一般公共预算收入": line, **(more if year == 2023 else {})},
            total_resources=total,
        )
        for year, line, total in (
            (2023, {"amount": own, "rates": rates}, 2228007), (2022, {"amount": 1000000}, None),
        )
    )  # fmt: skip
    return [this, last]


def test_a_change_that_would_break_a_rate_that_holds_is_not_offered() -> None:
    # 1,395,034 and 832,773 are 2,227,807; 200 are missing in either, or the total has them too many.
    free = breaches(*grown(1395034, "99.9", 上级补助收入=832773))["LF102"]
    assert ("digit", "resources.1", "1395234万元") in said(free)
    held = breaches(*grown(1395034, "39.50340", 上级补助收入=832773))["LF102"]
    figures = {figure for _, figure, _ in said(held)}
    assert figures and "resources.1" not in figures


def test_a_breach_of_a_rate_is_closed_beside_the_sum_where_one_change_does_both() -> None:
    # Printed 1,359,034 for 1,395,034: the list falls short by 36,000, and growth is 35.9 %.
    budgets = grown(1359034, "39.5", 上级补助收入=832973)
    found = breaches(*budgets)
    assert {"LF102", "LF401"} <= set(found)
    (first, *_) = found["LF102"].explanations
    assert (first["kind"], first["replacement"]) == ("transposition", "1395034万元")
    assert first["closes"] == ["LF102", "LF401"]


# -- candidates -----------------------------------------------------------------------------------


def broken(ground: Ground, found: Reconciliation, rule: str) -> Any:
    (number,) = [
        n
        for n, one in enumerate(found.findings)
        if one.rule == rule and one.verdict is Verdict.BREACH
    ]
    return ground.relation(number)


def test_a_candidate_counts_what_it_closes_and_how_much_of_it_comes_out_exactly() -> None:
    ground, found = ground_of(account(own=1395934))
    relations = [broken(ground, found, rule) for rule in ("LF101", "LF102")]
    key = (0, "general_public.某区.2023.execution.resources.1")
    exact = (Change(Kind.DIGIT, key, Amount(1395034, "万元")),)
    closes = tuple(sorted(one.finding for one in relations))
    assert ground.tried(exact, relations) == Candidate(exact, closes, 2, 0)
    # One of them asked for: the other is closed as well, and only what was asked for is counted.
    assert ground.tried(exact, relations[:1]) == Candidate(exact, closes, 1, 0)
    near = (Change(Kind.DIGIT, key, Amount(1395035, "万元")),)
    assert ground.tried(near, relations) == Candidate(near, closes, 0, 0)
    far = (Change(Kind.DIGIT, key, Amount(1395134, "万元")),)
    assert ground.tried(far, relations) is None


@pytest.mark.parametrize("lines", [{"甲项": 2347, "乙项": 1368}, {"甲项": 1368, "乙项": 2347}])
def test_a_figure_that_stands_in_no_identity_may_have_changed_places_with_one_that_does(
    lines: dict[str, Any],
) -> None:
    """A mention under no total: nothing holds it, and it is no fault to ask."""
    budget = capital(6028, **lines)
    loose = report_of([budget]).figures[0].model_copy(
        update={"id": "loose", "label": "其他说明", "amount": parse_amount("3681万元"),
                "role": "other", "side": None, "concept": None}
    )  # fmt: skip
    report = report_of([budget])
    report = report.model_copy(update={"figures": (*report.figures, loose)})
    found = explain(reconcile(report))
    (breach,) = [one for one in found.findings if one.verdict is Verdict.BREACH]
    swapped = [one for one in breach.explanations if one["kind"] == "swapped"]
    assert [(one["replacement"], one["closes"]) for one in swapped] == [("3681万元", ["LF102"])]


def test_a_search_ends_when_it_has_put_as_many_sets_to_the_judge_as_it_may() -> None:
    ground, found = ground_of(
        capital(208987, 利润收入=57347, 上年结转收入=96117, 转移支付收入=60593)
    )
    relation = broken(ground, found, "LF102")
    whole = several_changes(ground, [relation])
    assert (whole.tried, len(whole.found), whole.stopped) == (2, 2, False)
    for limit in (1, 2):
        search = several_changes(ground, [relation], limit=limit)
        assert (search.tried, len(search.found), search.stopped) == (limit, limit, True)


# -- what is said ---------------------------------------------------------------------------------


def test_digits_that_were_cut_are_explained_in_full() -> None:
    cut = StateCapitalBudget(
        fiscal_year=2023, stage="execution", unit="亿元",
        resources={"利润收入": "118.77", "转移支付收入": "1.00"},
        total_resources={"amount": "119.7", "closed": True},
    )  # fmt: skip
    (breach,) = breaches(cut).values()
    assert [dict(one) for one in breach.explanations] == [
        {
            "kind": "truncation",
            "figure": "state_capital.2023.execution.total_resources",
            "replacement": "119.8亿元",
            "closes": ["LF102"],
            "unique": True,
        }
    ]


@pytest.mark.parametrize(
    "budget",
    [
        account(own=1395934),
        account(own=1359034),
        account(transfers="832773亿元"),
        capital(6093, 利润收入=2347),
        capital(208987, 利润收入=57347, 上年结转收入=96117, 转移支付收入=60593),
        capital(6028, 利润收入="2347亿元", 上年结转收入=-3681),
        capital(6094, 利润收入=2347, 转移支付收入=65, 上年结转收入=8681),
    ],
    ids=["digit", "digits", "unit", "part", "pair", "pair with a unit", "misread"],
)
def test_the_context_of_the_caller_has_no_say(budget: Budget) -> None:
    found = reconcile(budget)
    free = explain(found)
    with localcontext() as context:
        context.prec = 1
        context.traps[Inexact] = context.traps[Rounded] = True
        assert explain(found).findings == free.findings
    seen = recognised(report_of([budget]))
    free = misread(reconcile(seen))
    with localcontext() as context:
        context.prec = 1
        context.traps[Inexact] = context.traps[Rounded] = True
        assert misread(reconcile(seen)).findings == free.findings


# -- look-alikes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("-8万元", ["-0万元", "-6万元", "-9万元", "-3万元"]),
        ("-8.5万元", ["-0.5万元", "-6.5万元", "-9.5万元", "-3.5万元", "-8.6万元"]),
        ("85万元", ["65万元", "95万元", "35万元", "86万元"]),
        ("0.8万元", ["6.8万元", "8.8万元", "9.8万元", "0.0万元", "0.6万元", "0.9万元", "0.3万元"]),
    ],
)
def test_no_number_begins_with_a_nought_it_had_not(amount: str, said: list[str]) -> None:
    assert [str(one) for one in misreadings(parse_amount(amount))] == said


def test_a_misread_digit_may_leave_what_rounding_explains_and_no_end_of_it() -> None:
    # 2,347 + 65 + 3,611: with 3,681 for 3,611 the list is 6,093, one more or two than is printed.
    def found(total: int) -> list[object]:
        report = recognised(
            report_of([capital(total, 利润收入=2347, 转移支付收入=65, 上年结转收入=8681)])
        )
        return [one["replacement"] for one in told(report)["LF102"].explanations]

    # 3,681 leaves 0, 1, or 2, which is the slack of four figures and out of reach.
    assert found(6093) == found(6094) == found(6092) == ["3681万元"]
    assert found(6095) == found(6091) == []


def test_a_change_is_offered_beside_a_sum_that_holds_before_and_after() -> None:
    """8,858 is 0.5 and 0.3 亿元 as well as 8,358 is: that sum is kept, and not said to be closed."""
    shown: Any = {"amount": 8858, "parts": {"甲项": "0.5亿元", "乙项": "0.3亿元"}, "closed": True}
    lines = {"利润收入": 2347, "转移支付收入": 65, "上年结转收入": shown}
    sums = told(recognised(report_of([capital(10770, **lines)])))
    assert sums["LF106"].verdict is Verdict.WITHIN_ROUNDING
    assert [dict(one) for one in sums["LF102"].explanations] == [
        {
            "kind": "lookalike",
            "figure": "state_capital.2023.execution.resources.3",
            "replacement": "8358万元",
            "closes": ["LF102"],
            "unique": True,
        }
    ]


def test_of_the_misreadings_of_one_digit_those_are_offered_that_keep_what_holds() -> None:
    # Five too many: 1,000 and 1,003 and 1,006 for 1,008 would do, but its parts allow the last only.
    parts = {f"第{n}项": 252 for n in range(4)}
    lines: Any = {"甲项": {"amount": 1008, "parts": parts, "closed": True}}
    lines |= {f"第{n}类": 1111 * n for n in range(1, 8)}
    total = 1008 + sum(1111 * n for n in range(1, 8)) - 5
    found = told(recognised(report_of([capital(total, **lines)])))
    assert found["LF106"].verdict is Verdict.EXACT
    offered = {
        one["replacement"]
        for one in found["LF102"].explanations
        if str(one["figure"]).endswith("resources.1")
    }
    assert offered == {"1006万元"}


def test_only_sums_that_must_come_out_are_tried_for_look_alikes() -> None:
    debt = Debt(
        fiscal_year=2023, stage="execution", unit="万元",
        limit={"total": 837300}, outstanding={"total": 887300},
    )  # fmt: skip
    findings = told(recognised(report_of([debt])))
    assert findings["LF502"].verdict is Verdict.BREACH
    assert not findings["LF502"].explanations


@pytest.mark.parametrize(("parts", "tried"), [(199, True), (200, False)])
def test_two_hundred_recognised_figures_in_one_sum_are_tried_and_no_more(
    parts: int, tried: bool
) -> None:
    # 500 too much where 8,500 stands for 8,000 … the total is one of the figures.
    lines = {f"第{n}项": 1000 + n for n in range(parts - 1)}
    whole = sum(lines.values()) + 300000
    report = recognised(report_of([capital(whole, True, **lines, 甲项=800000)]))
    assert bool(told(report)["LF102"].explanations) is tried


# -- sets of changes ------------------------------------------------------------------------------


def sets_of(finding: Finding) -> list[set[tuple[str, str]]]:
    """Every explanation as the changes it is made of: the end of the figure's id, and its amount."""
    return [
        {
            (str(one["figure"]).rsplit(".execution.")[-1], str(one["replacement"]))
            for one in (entry, *entry.get("with", ()))  # type: ignore[misc]
        }
        for entry in finding.explanations
    ]


def test_a_change_that_breaks_a_sum_is_offered_with_the_one_that_mends_it() -> None:
    """Own revenue and one of its parts are both 900 too many, so that LF101 holds as printed."""
    found = breaches(account(own=1395934, tax=1057948, other=337986))
    assert list(found) == ["LF102"]
    offered = sets_of(found["LF102"])
    own = ("resources.1", "1395034万元")
    assert {own, ("resources.1.1", "1057048万元")} in offered
    assert {own, ("resources.1.2", "337086万元")} in offered
    # Two slips in the one list do as well.
    assert {("resources.2", "832873万元"), ("resources.3", "77402万元")} in offered
    # The total may be wrong too, and then what is left is.
    assert {("total_resources", "2365487万元"), ("carried_over", "59932万元")} in offered
    assert all(len(changes) == 2 for changes in offered)
    assert {own} not in offered
    assert not any(one["unique"] for one in found["LF102"].explanations)


def test_where_no_two_changes_do_a_set_of_three_is_looked_for() -> None:
    """Own revenue, tax and one tax are 900 too many; the other lines have no room for it."""
    tax: Any = {"amount": 1057948, "parts": {"增值税": 657948, "所得税": 400000}}
    own: Any = {"amount": 1395434, "parts": {"税收收入": tax, "非税收入": 337486}}
    budget = GeneralPublicBudget(
        scope="某区", fiscal_year=2023, stage="execution", unit="万元",
        resources={"一般公共预算收入": own, "上级补助收入": 70},
        total_resources={"amount": 1394604, "closed": True},
        uses={"一般公共预算支出": 1394571}, total_uses={"amount": 1394571, "closed": True},
        closing={"carried_over": 33},
    )  # fmt: skip
    found = breaches(budget)
    assert list(found) == ["LF102"]
    assert sets_of(found["LF102"]) == [
        {
            ("resources.1", "1394534万元"),
            ("resources.1.1", "1057048万元"),
            ("resources.1.1.1", "657048万元"),
        }
    ]
    assert found["LF102"].explanations[0]["unique"] is True


def test_a_list_in_excess_that_nothing_else_explains_may_lack_a_part_that_takes_away() -> None:
    (breach,) = breaches(capital(7, 利润收入=52347, 上年结转收入=96118)).values()
    assert said(breach) == [("missing_part", "None", "-148458万元")]


def test_of_what_is_no_list_or_broken_twice_no_part_is_missed() -> None:
    # LF101 has two parts by law; and a total broken on both sides has no one list to blame.
    own: Any = {"amount": 7, "parts": {"税收收入": 52347, "非税收入": 96118}}
    alone = GeneralPublicBudget(
        fiscal_year=2023, stage="execution", unit="万元", resources={"一般公共预算收入": own}
    )
    assert [one.explanations for one in breaches(alone).values()] == [()]
    twice = capital(7, 利润收入={"amount": 52347, "parts": {"甲项": 917222, "乙项": 415333}, "closed": True},
                    上年结转收入=96118)  # fmt: skip
    found = breaches(twice)
    assert set(found) == {"LF102", "LF106"}
    assert not any(kind == "missing_part" for one in found.values() for kind, *_ in said(one))


def test_what_would_have_more_digits_than_an_amount_is_not_advised() -> None:
    # 32 digits are the most an amount may have: a digit more, or a difference of 33, is none.
    most = "9" * 32
    for text in (
        f"一般公共预算收入{most}万元，其中：税收收入1万元，非税收入2万元。",
        f"一般公共预算收入1万元，其中：税收收入{most}万元，非税收入{most}万元。",
        f"一般预算支出1元万其中{most}百万元",
        f"一般公共预算收入{most[:-1]}.9亿元，其中：税收收入{most}元，非税收入12.34.5亿元。",
    ):
        found = explain(reconcile(extract(read_text(text))))
        for finding in found.findings:
            for entry in finding.explanations:
                assert len("".join(filter(str.isdigit, str(entry["replacement"])))) <= 32
