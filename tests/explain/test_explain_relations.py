"""What a finding asks of a change, which figures stand near one, and where looking ends."""

from __future__ import annotations

import importlib
from decimal import Decimal, localcontext
from typing import Any

import pytest

from luohu_fiscal.explain import explain
from luohu_fiscal.explain.candidates import Ground
from luohu_fiscal.explain.relations import Standing, relation_of
from luohu_fiscal.explain.single import slips_that_close
from luohu_fiscal.explain.slips import Kind, Slips
from luohu_fiscal.extract import extract
from luohu_fiscal.identities import Linear
from luohu_fiscal.identities.expression import Relator
from luohu_fiscal.model.budgets import Budget, GeneralPublicBudget, GovernmentFundBudget
from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.money.amount import Amount
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import Verdict, reconcile
from tests.explain.test_explain import account, breaches, said
from tests.explain.test_explain_details import broken, capital, ground_of, grown, sets_of

#: The package: its name on `luohu_fiscal` is the function.
package = importlib.import_module("luohu_fiscal.explain")


def relations(*budgets: Budget) -> dict[str, Any]:
    """The relation behind the first finding of each rule."""
    found = reconcile(report_of(budgets))
    told: dict[str, Any] = {}
    for number, one in enumerate(found.findings):
        told.setdefault(one.rule, relation_of(found, number))
    return told


def asked(relation: Any) -> tuple[Standing, Relator, bool]:
    assert isinstance(relation.form, Linear)
    return relation.standing, relation.form.relator, relation.unsettled


def own(amount: int, *, closed: bool | None, **more: Any) -> Budget:
    parts = {"甲税": 1057948, "乙税": 337086}
    return GeneralPublicBudget(
        scope="某区", fiscal_year=2023, stage="execution", unit="万元",
        resources={"一般公共预算收入": {"amount": amount, "parts": parts, "closed": closed}}, **more,
    )  # fmt: skip


def test_what_holds_may_not_be_broken_and_only_an_open_list_is_unsettled() -> None:
    sound = relations(account())
    assert asked(sound["LF102"]) == (Standing.HELD, Relator.EQUAL, False)
    assert asked(sound["LF104"]) == (Standing.HELD, Relator.EQUAL, False)
    assert asked(sound["LF601"]) == (Standing.HELD, Relator.AT_MOST, False)
    open_list = relations(own(1400000, closed=False))
    assert asked(open_list["LF107"]) == (Standing.HELD, Relator.AT_LEAST, True)


def test_a_list_in_excess_is_asked_to_agree_with_its_whole() -> None:
    excess = relations(own(1300000, closed=False))
    assert asked(excess["LF107"]) == (Standing.BROKEN, Relator.EQUAL, False)
    broken = relations(account(own=1395934))
    assert asked(broken["LF101"]) == (Standing.BROKEN, Relator.EQUAL, False)


def test_a_deficit_is_closed_by_whatever_leaves_none() -> None:
    lines: dict[str, Any] = {"total_resources": 100, "total_uses": 130}
    deficit = GeneralPublicBudget(fiscal_year=2023, stage="execution", unit="万元", **lines)
    relation = relations(deficit)["LF601"]
    uses = (0, "general_public.2023.execution.total_uses")
    for amount, closed in ((90, True), (100, True), (131, False)):
        assert relation.closed_by({uses: Amount(amount, "万元")}) is closed


def test_uses_may_exceed_where_a_shortfall_is_printed() -> None:
    lines: dict[str, Any] = {"total_resources": 100, "total_uses": 130}
    deficit = GeneralPublicBudget(fiscal_year=2023, stage="execution", unit="万元", **lines)
    assert asked(relations(deficit)["LF601"])[0] is Standing.ASIDE
    printed = GeneralPublicBudget(
        fiscal_year=2023, stage="execution", unit="万元", closing={"balance": -30}, **lines
    )
    assert relations(printed)["LF601"] is None
    # Nothing that is left over, or half a yuan of it, is no shortfall.
    for left in (0, "0.5元"):
        closed = GeneralPublicBudget(
            fiscal_year=2023, stage="execution", unit="万元", closing={"balance": left}, **lines
        )
        assert asked(relations(closed)["LF601"])[0] is Standing.ASIDE


def test_what_was_judged_otherwise_than_by_its_terms_is_left_alone() -> None:
    draft = GeneralPublicBudget(
        fiscal_year=2024, stage="draft", unit="万元",
        uses={"一般公共预算支出": 10000, "预备费": 50},
    )  # fmt: skip
    assert relations(draft)["LF603"] is None
    alone = GovernmentFundBudget(
        fiscal_year=2023, stage="execution", unit="万元", resources={"动用预算稳定调节基金": 5}
    )
    found = reconcile(alone)
    assert all(len(one.terms) > 1 or relation_of(found, n) is None
               for n, one in enumerate(found.findings))  # fmt: skip


def test_what_is_undecided_for_want_of_a_figure_asks_nothing() -> None:
    rates = [{"kind": "growth", "value": "5.0", "basis": "prior_execution"}]
    budget = GeneralPublicBudget(
        fiscal_year=2023, stage="execution", unit="万元",
        uses={"上解支出": {"amount": 3, "rates": rates}},
    )  # fmt: skip
    assert relations(budget)["LF401"] is None
    # Both figures are printed, and the base is nothing: there is no difference to ask about.
    nothing = GeneralPublicBudget(
        fiscal_year=2022, stage="execution", unit="万元", uses={"上解支出": 0}
    )
    undecided = reconcile([budget, nothing], select=["LF401"])
    assert len(undecided.findings[0].terms) == 2 and relation_of(undecided, 0) is None
    # Refunds: the whole is negative, and bounds nothing.
    refunds: Any = {"amount": -5, "parts": {"甲项": 3}, "closed": False}
    assert relations(capital(7, 利润收入=refunds, 上年结转收入=12))["LF107"] is None
    # Whether the list is complete is not said, and its lines fall short.
    report = report_of([capital(6093, 利润收入=2347, 转移支付收入=65)])
    figures = tuple(one.model_copy(update={"closed": None}) for one in report.figures)
    found = reconcile(BudgetReport(figures=figures))
    (number,) = [n for n, one in enumerate(found.findings) if one.verdict is Verdict.UNDECIDED]
    assert [note.code for note in found.findings[number].notes][:1] == ["either_reading"]
    assert asked(relation_of(found, number)) == (Standing.OPEN, Relator.EQUAL, True)


#: An amount with what was set off 冲减 put back.
_PUT_BACK = (
    "1000万元，主要是冲减以前年度支出100万元。"
    "剔除冲减支出因素后，一般公共预算支出完成1100万元，同口径增长5%"
)


@pytest.mark.parametrize(
    ("words", "rule", "reading"),
    [
        ("1100万元，比上年增加100万元，增长10%", "LF401", "increment"),
        ("1100万元，比上年减少100万元，下降8.3%", "LF401", "decrement"),
        (_PUT_BACK, "LF108", "restored"),
    ],
)
def test_an_amount_beside_what_it_changed_by_asks_nothing_of_other_sums(
    words: str, rule: str, reading: str
) -> None:
    text = f"关于甲市2023年预算执行情况的报告\n\n市级一般公共预算支出完成{words}。"
    found = reconcile(extract(read_text(text)))
    (number,) = [
        n for n, one in enumerate(found.findings) if any(m.code == "reading" for m in one.notes)
    ]
    finding = found.findings[number]
    assert (finding.rule, finding.verdict) == (rule, Verdict.EXACT)
    assert [dict(note.values) for note in finding.notes] == [{"reading": reading}]
    assert len(finding.terms) > 1 and relation_of(found, number) is None


def test_another_document_that_says_otherwise_need_not_be_made_to_agree() -> None:
    found = reconcile([account(), account(own=1395934, tax=1058848)])
    standings = {
        relation.standing
        for number, one in enumerate(found.findings)
        if one.rule == "LF108" and one.verdict is Verdict.BREACH
        and (relation := relation_of(found, number)) is not None
    }  # fmt: skip
    assert standings == {Standing.ASIDE}


@pytest.mark.parametrize("turned", [False, True])
def test_a_rate_on_the_year_before_is_held_where_that_stands_in_another_report(
    turned: bool,
) -> None:
    reports = [report_of([one]) for one in grown(1395034, "39.50340", 上级补助收入=832773)]
    found = explain(reconcile(reports[::-1] if turned else reports))
    (rate,) = [one for one in found.findings if one.claim is not None and len(one.terms) == 2]
    assert {term.report for term in rate.terms} == {0, 1} and not rate.explanations
    (breach,) = [one for one in found.findings if one.rule == "LF102"]
    assert breach.explanations
    assert all("resources.1" not in str(one["figure"]) for one in breach.explanations)


# -- neighbours -----------------------------------------------------------------------------------


def test_of_a_long_account_sixty_figures_on_either_side_are_near() -> None:
    lines = {f"第{number}项": 1000 + number for number in range(300)}
    ground, _ = ground_of(capital(7, True, **lines))
    names = [f"state_capital.2023.execution.resources.{number}" for number in range(1, 301)]

    def near(number: int) -> list[str]:
        return [one.key[1] for one in ground.near((0, names[number]))]

    assert near(150) == names[90:210]
    assert near(10) == names[:70]
    short = capital(7, True, **dict(list(lines.items())[:119]))
    ground, found = ground_of(short)
    assert len(ground.near((0, names[3]))) == 120 == len(found.reports[0].figures)


def test_a_figure_of_no_account_has_no_neighbours() -> None:
    report = report_of([capital(7, 甲项=5)])
    loose = report.figures[0].model_copy(update={"id": "loose", "statement": None})
    ground = Ground(reconcile(BudgetReport(figures=(*report.figures, loose))))
    assert list(ground.near((0, "loose"))) == []


def test_a_total_and_a_line_that_changed_places_are_told_once() -> None:
    found = breaches(capital(2347, 利润收入=6093, 上年结转收入=3746))["LF102"]
    swapped = [one for one in found.explanations if one["kind"] == "swapped"]
    assert len(swapped) == 1
    assert {("resources.1", "2347万元"), ("total_resources", "6093万元")} in sets_of(found)


# -- limits ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("parts", "limited"), [(299, False), (300, True)])
def test_three_hundred_figures_in_one_sum_are_looked_into_and_no_more(
    parts: int, limited: bool
) -> None:
    lines = {f"第{number}项": 1000 + number for number in range(parts)}
    (found,) = breaches(capital(sum(lines.values()) + 777_777_777, True, **lines)).values()
    assert ([note.code for note in found.notes] == ["search_limited"]) is limited
    assert bool(found.explanations) is not limited


def test_all_groups_together_have_one_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    budgets = [
        capital(6028, 利润收入="2347亿元", 上年结转收入=-3681).model_copy(update={"scope": scope})
        for scope in ("甲区", "乙区")
    ]
    free = [one for one in explain(reconcile(report_of(budgets))).findings if one.explanations]
    assert len(free) == 2 and not any(one.notes for one in free)
    monkeypatch.setattr(package, "_SETS", 1)
    told = explain(reconcile(report_of(budgets))).findings
    assert [[note.code for note in one.notes] for one in told if one.verdict is Verdict.BREACH] == [
        ["search_limited"], ["search_limited"],
    ]  # fmt: skip


# -- single changes -------------------------------------------------------------------------------


def test_two_lists_that_each_fall_short_lack_a_part_each() -> None:
    whole: Any = {"amount": 52347, "parts": {"甲项": 17222, "乙项": 15333}, "closed": True}
    found = breaches(capital(987123, 利润收入=whole, 上年结转收入=96118))
    assert set(found) == {"LF102", "LF106"}
    parts = {rule: [one for one in said(found[rule]) if one[0] == "missing_part"] for rule in found}
    assert parts == {
        "LF102": [("missing_part", "None", "838658万元")],
        "LF106": [("missing_part", "None", "19792万元")],
    }


def test_another_unit_is_a_slip_or_no_better_than_gone_where_the_sum_cannot_see_it() -> None:
    def kinds(budget: Budget, line: str) -> list[tuple[Kind, str]]:
        ground, found = ground_of(budget)
        relation = broken(ground, found, "LF102")
        (member,) = [one for one in relation.members if one.key[1].endswith(line)]
        changes = slips_that_close(ground, member, relation.judged({}))
        return [(one.kind, str(one.amount)) for one in changes]

    assert kinds(account(transfers="832773亿元"), "resources.2") == [(Kind.UNIT, "832773万元")]
    twice = capital(6028, 利润收入=2347, 上年结转收入=3681, 甲项=3681)
    assert kinds(twice, "resources.3") == [(Kind.UNIT_TO_NOTHING, "3681元")]
    # As much as the rounding of the three others explains, and one yuan more.
    for line, kind in ((15000, Kind.UNIT_TO_NOTHING), (15001, Kind.UNIT)):
        edge = capital(6028, 利润收入=2347, 上年结转收入=3681, 甲项=line)
        assert kinds(edge, "resources.3") == [(kind, f"{line}元")]


def test_a_slip_of_unit_is_offered_where_any_value_it_stands_for_would_do() -> None:
    # 385 亿元 for 385 万元, which is 3,845,000 yuan and more, and less than 3,855,000.
    slips = Slips(Amount(385, "亿元"))
    for low, high, units in (
        (3_855_001, 3_900_000, []),
        (3_854_999, 3_900_000, ["385万元"]),
        (3_800_000, 3_845_000, ["385万元"]),
        (3_800_000, 3_844_999, []),
        (0, 10**9, ["385元", "385万元"]),
    ):
        found = slips.of_unit_between(Decimal(low), Decimal(high))
        assert [str(one.amount) for one in found] == units


@pytest.mark.parametrize("amount", ["0万元", "5千元", "5百万元"])
def test_a_nought_and_a_unit_nobody_mistakes_have_no_slip_of_unit(amount: str) -> None:
    number, unit = amount[0], amount[1:]
    assert Slips(Amount(number, unit)).of_unit == ()
    slips = Slips(Amount(5, "元"))
    assert [str(one.amount) for one in slips.of_unit] == ["5万元", "5亿元"]
    # Behind those of digits they are counted from -1.
    assert [slips.at(-1), slips.at(-2)] == list(slips.of_unit)


def test_a_digit_lost_or_too_many_behind_the_point_leaves_as_many_decimals_as_are_printed() -> None:
    slips = Slips(Amount("18.65", "亿元"))
    found = {(slip.kind, str(slip.amount)) for slip in map(slips.at, range(len(slips.values)))}
    assert {(Kind.INSERTED, f"{text}亿元") for text in ("18.6", "18.5", "1.65", "8.65")} <= found
    assert {(Kind.DROPPED, f"{text}亿元") for text in ("18.675", "18.965", "187.65")} <= found
    assert not {one for one in found if one[1] in ("0.18亿元", "186.5亿元", "1.86亿元")}


def test_slips_are_found_whatever_the_context_of_the_caller() -> None:
    slips = Slips(Amount("1359034.5", "万元"))
    low, high = Decimal(13_950_345_000), Decimal(13_950_345_000)
    free = list(slips.between(low, high))
    assert [str(one.amount) for one in free] == ["1395034.5万元"]
    with localcontext() as context:
        context.prec = 2
        assert list(slips.between(low, high)) == free


# -- another basis --------------------------------------------------------------------------------


def test_a_rate_on_another_printed_basis_is_explained_by_that_figure() -> None:
    rates = [{"kind": "growth", "value": "20.0", "basis": "prior"}]
    budgets = [
        GovernmentFundBudget(
            scope="甲市", fiscal_year=year, stage=stage, unit="万元", uses={"本级支出": line}
        )
        for year, stage, line in (
            (2022, "execution", 1100),
            (2022, "budget", 1000),
            (2023, "execution", {"amount": 1200, "rates": rates}),
        )
    ]
    (found,) = [one for one in breaches(*budgets).values() if one.rule == "LF401"]
    assert [dict(one) for one in found.explanations] == [
        {
            "kind": "basis",
            "figure": "government_fund.甲市.2022.budget.uses.1",
            "replacement": "1000万元",
            "closes": ["LF401"],
            "unique": False,
        }
    ]


def test_a_rate_whose_digits_were_cut_is_explained_by_its_rounding() -> None:
    # 1,200.00 of 1,122.00 is 6.95 %, printed 6.9.
    rates = [{"kind": "growth", "value": "6.9", "basis": "prior"}]
    budgets = [
        GovernmentFundBudget(
            scope="甲市", fiscal_year=year, stage="execution", uses={"本级支出": line}
        )
        for year, line in (
            (2022, "1122.00万元"), (2023, {"amount": "1200.00万元", "rates": rates}),
        )
    ]  # fmt: skip
    found = breaches(*budgets)["LF401"]
    assert [dict(one) for one in found.explanations] == [
        {
            "kind": "truncation",
            "figure": "government_fund.甲市.2023.execution.uses.1",
            "replacement": "7.0%",
            "closes": ["LF401"],
            "unique": True,
        }
    ]
