"""Explanations of a breach: what is offered, what is not, and that nothing sound is suspected."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import luohu_fiscal as lf
from luohu_fiscal.explain import explain
from luohu_fiscal.explain.candidates import Ground
from luohu_fiscal.explain.several import several_changes
from luohu_fiscal.explain.slips import Kind, Slips
from luohu_fiscal.extract import extract
from luohu_fiscal.model.budgets import Budget, GeneralPublicBudget, StateCapitalBudget
from luohu_fiscal.model.report import report_of
from luohu_fiscal.money.amount import Amount
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.readers import read
from luohu_fiscal.reconcile import Finding, Reconciliation, Verdict, reconcile
from tests.places import SHARED
from tests.work import costs_at_most

CORPUS = SHARED / "corpus" / "reports"
SHIPPED = Path(lf.__file__).parent / "data" / "luohu"


def account(**change: Any) -> GeneralPublicBudget:
    """A general budget that adds up in every identity, but for `change`."""
    of: dict[str, Any] = {
        "own": 1395034, "tax": 1057948, "other": 337086, "transfers": 832773, "funds": 78402,
        "opening": 58378, "resources": 2364587, "spent": 1889930, "remitted": 329852,
        "saved": 85773, "uses": 2305555, "left": 59032, **change,
    }  # fmt: skip
    return GeneralPublicBudget(
        scope="某区",
        fiscal_year=2023,
        stage="execution",
        unit="万元",
        resources={
            "一般公共预算收入": {
                "amount": of["own"],
                "parts": {"税收收入": of["tax"], "非税收入": of["other"]},
            },
            "上级补助收入": of["transfers"],
            "调入资金": of["funds"],
            "上年结转收入": of["opening"],
        },
        total_resources={"amount": of["resources"], "closed": True},
        uses={
            "一般公共预算支出": of["spent"],
            "上解支出": of["remitted"],
            "安排预算稳定调节基金": of["saved"],
        },
        total_uses={"amount": of["uses"], "closed": True},
        closing={"carried_over": of["left"]},
    )


def breaches(*budgets: Budget) -> dict[str, Finding]:
    told = explain(reconcile(report_of(budgets)))
    return {one.rule: one for one in told.findings if one.verdict is Verdict.BREACH}


def said(finding: Finding) -> list[tuple[object, ...]]:
    """Kind, the end of the figure's id, and the replacement of every explanation."""
    return [
        (one["kind"], str(one["figure"]).rsplit(".2023.execution.")[-1], one["replacement"])
        for one in finding.explanations
    ]


def test_nothing_is_said_of_a_report_that_adds_up() -> None:
    sound = reconcile(report_of([account()]))
    assert not any(one.verdict is Verdict.BREACH for one in sound.findings)
    assert explain(sound) is sound


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_figure_of_the_shipped_reports_is_suspected(path: Path) -> None:
    told = explain(reconcile(lf.load(path)))
    assert all(not one.explanations for one in told.findings)


def test_the_figures_and_verdicts_stay_as_they_were() -> None:
    before = reconcile(report_of([account(spent=1898930, opening=53878)]))
    after = explain(before)
    assert after.reports == before.reports
    assert [(f.rule, f.verdict, f.severity, f.terms) for f in after.findings] == [
        (f.rule, f.verdict, f.severity, f.terms) for f in before.findings
    ]


@pytest.mark.parametrize(
    ("change", "rules", "kind", "figure", "replacement"),
    [
        ({"transfers": "832773亿元"}, {"LF102"}, "unit", "resources.2", "832773万元"),
        ({"own": 1395934}, {"LF101", "LF102"}, "digit", "resources.1", "1395034万元"),
        ({"own": 139034}, {"LF101", "LF102"}, "dropped", "resources.1", "1395034万元"),
        ({"uses": 23055555}, {"LF103", "LF104"}, "inserted", "total_uses", "2305555万元"),
        ({"uses": 2350555}, {"LF103", "LF104"}, "transposition", "total_uses", "2305555万元"),
        ({"left": -59032}, {"LF104"}, "sign", "carried_over", "59032万元"),
    ],
)
def test_one_slip_is_named_and_closes_all_that_it_broke(
    change: dict[str, Any], rules: set[str], kind: str, figure: str, replacement: str
) -> None:
    found = breaches(account(**change))
    assert rules <= set(found)
    for rule in rules:
        first = found[rule].explanations[0]
        assert said(found[rule])[0] == (kind, figure, replacement)
        assert first["unique"] is True
        assert rules <= set(first["closes"])  # type: ignore[call-overload]


def test_two_figures_that_changed_places_are_named_together() -> None:
    found = breaches(account(tax=337086, other=1057948, opening=78402, funds=58378))
    # Their sum is the same: exchanged within one list nothing can be seen, and nothing is said.
    assert not found
    found = breaches(account(resources=2305555, uses=2364587))
    (first, *_) = found["LF102"].explanations
    assert (first["kind"], first["replacement"]) == ("swapped", "2364587万元")
    assert [dict(one) for one in first["with"]] == [  # type: ignore[attr-defined]
        {
            "kind": "swapped",
            "figure": "general_public.某区.2023.execution.total_uses",
            "replacement": "2305555万元",
        }
    ]
    assert {"LF102", "LF103", "LF104"} <= set(first["closes"])  # type: ignore[call-overload]


def test_a_list_that_falls_short_may_lack_a_part_and_one_in_excess_may_count_one_twice() -> None:
    short = StateCapitalBudget(
        fiscal_year=2023, stage="execution", unit="万元",
        resources={"利润收入": 2347, "转移支付收入": 65},
        total_resources={"amount": 6093, "closed": True},
    )  # fmt: skip
    assert said(breaches(short)["LF102"]) == [("missing_part", "None", "3681万元")]
    twice = StateCapitalBudget(
        fiscal_year=2023, stage="execution", unit="万元",
        resources={"利润收入": 2347, "上年结转收入": 3681, "结转收入（续）": 3681},
        total_resources={"amount": 6028, "closed": True},
    )  # fmt: skip
    first, *others = breaches(twice)["LF102"].explanations
    assert (first["kind"], first["replacement"], first["unique"]) == (
        "counted_twice",
        "3681万元",
        True,
    )
    # As 元 either line would be too small for this sum to see: that is no better than gone.
    assert [(one["kind"], one["replacement"]) for one in others] == [("unit", "3681元")] * 2


def test_a_digit_that_any_of_several_lines_may_have_wrong_is_shown_as_a_tie() -> None:
    found = breaches(account(saved=85273))["LF103"]
    assert len(found.explanations) > 1
    rebuilt = breaches(account(spent=1889430))["LF103"]
    assert ("digit", "uses.1", "1889930万元") in said(rebuilt)
    ties = [one for one in rebuilt.explanations if one["kind"] == "digit"]
    assert (len(ties) == 1) == any(one["unique"] for one in ties)


def test_a_change_that_would_break_what_holds_is_not_offered() -> None:
    # Both totals could close a sum, but LF104 holds with them as they are printed.
    for rule, total, change in (
        ("LF102", "total_resources", {"transfers": 832573}),
        ("LF103", "total_uses", {"remitted": 329652}),
    ):
        told = breaches(account(**change))
        assert list(told) == [rule]
        assert all(figure != total for _, figure, _ in said(told[rule]))


def test_two_errors_in_two_sums_are_each_explained() -> None:
    found = breaches(account(own=1359034, uses=3205555))
    assert ("transposition", "resources.1", "1395034万元") in said(found["LF101"])
    assert ("transposition", "total_uses", "2305555万元") in said(found["LF103"])


def test_two_errors_in_one_sum_are_offered_as_a_set() -> None:
    budget = StateCapitalBudget(
        fiscal_year=2023, stage="execution", unit="万元",
        resources={"利润收入": "2347亿元", "上年结转收入": -3681},
        total_resources={"amount": 6028, "closed": True},
    )  # fmt: skip
    (breach,) = breaches(budget).values()
    sets = [
        {(one["figure"], one["replacement"]) for one in (entry, *_others(entry))}
        for entry in breach.explanations
    ]
    own, opening = (f"state_capital.2023.execution.resources.{n}" for n in (1, 2))
    assert {(own, "2347万元"), (opening, "3681万元")} in sets
    assert not any(one["unique"] for one in breach.explanations) or len(sets) == 1


def _others(entry: Mapping[str, object]) -> list[dict[str, object]]:
    return list(entry.get("with", []))  # type: ignore[call-overload]


def test_digits_cut_off_are_told_with_what_rounding_would_print() -> None:
    cut = StateCapitalBudget(
        fiscal_year=2023, stage="execution", unit="亿元",
        resources={"利润收入": "118.77", "转移支付收入": "1.00"},
        total_resources={"amount": "119.7", "closed": True},
    )  # fmt: skip
    (breach,) = breaches(cut).values()
    assert breach.severity == "note"
    assert said(breach) == [("truncation", "total_resources", "119.8亿元")]


# -- laws ---------------------------------------------------------------------------

amounts = st.builds(
    Amount,
    st.decimals(min_value="-9999999", max_value="9999999", places=2)
    | st.integers(-99999999, 99999999),
    st.sampled_from(["元", "万元", "亿元"]),
)


@settings(max_examples=40)
@given(amounts)
def test_slips_are_sorted_differ_from_the_number_and_are_found_where_they_lie(
    amount: Amount,
) -> None:
    slips = Slips(amount)
    assert list(slips.values) == sorted(slips.values)
    for at, value in enumerate(slips.values):
        slip = slips.at(at)
        assert slip.amount.value == EXACT.multiply(slips.finest, value) != amount.value
        assert slip in list(slips.between(slip.amount.value, slip.amount.value))


@settings(max_examples=40)
@given(amounts)
def test_a_slip_undone_is_a_slip_again(amount: Amount) -> None:
    """Every kind is its own inverse but for a digit lost and a digit too many, each the other's."""
    inverse = {Kind.INSERTED: Kind.DROPPED, Kind.DROPPED: Kind.INSERTED}
    slips = Slips(amount)
    for at in range(0, len(slips.values), 7):
        slip = slips.at(at)
        back = [
            one
            for one in Slips(slip.amount).between(amount.value, amount.value)
            if one.amount == amount
        ]
        assert inverse.get(slip.kind, slip.kind) in {one.kind for one in back}, slip


@settings(max_examples=25)
@given(st.data())
def test_every_single_change_on_offer_closes_what_it_says_when_it_is_made(
    data: st.DataObject,
) -> None:
    """Advice is checked the long way round: change the figure, reconcile the whole report again."""
    name = data.draw(st.sampled_from(["own", "tax", "transfers", "resources", "saved", "uses"]))
    amount = Amount(data.draw(st.integers(1, 9999999)), "万元")
    report = report_of([account(**{name: str(amount)})])
    told = explain(reconcile(report))
    held = {f.rule for f in told.findings if f.verdict is not Verdict.BREACH}
    for breach in told.findings:
        for entry in breach.explanations:
            if entry["kind"] in ("missing_part", "counted_twice"):
                continue
            changes = {
                one["figure"]: Amount(
                    lf.parse_amount(str(one["replacement"])).printed,
                    lf.parse_amount(str(one["replacement"])).unit,
                )
                for one in (dict(entry), *_others(entry))
            }
            figures = tuple(
                figure.model_copy(update={"amount": changes.get(figure.id, figure.amount)})
                for figure in report.figures
            )
            again: Reconciliation = reconcile(lf.BudgetReport(figures=figures))
            broken = {f.rule for f in again.findings if f.verdict is Verdict.BREACH}
            assert not broken & held
            assert not broken & set(entry["closes"])  # type: ignore[call-overload]


# -- published reports --------------------------------------------------------------


def published(name: str) -> Reconciliation:
    path = CORPUS / name
    if not path.exists():
        pytest.skip("the published reports are not beside the repository")
    return explain(reconcile(extract(read(path))))


def error_of(told: Reconciliation, rule: str) -> Finding:
    (found,) = [one for one in told.findings if (one.rule, one.severity) == (rule, "error")]
    return found


def test_the_carry_over_printed_in_the_wrong_unit_is_the_only_explanation() -> None:
    told = published("chaoyang_2025_budget_report.pdf")
    breach = error_of(told, "LF102")
    (only,) = breach.explanations
    assert (only["kind"], only["replacement"], only["unique"]) == ("unit", "127691万元", True)
    figure = told.reports[0].by_id[str(only["figure"])]
    assert str(figure.amount) == "127691亿元"
    assert figure.source is not None and figure.source.page == 11


def test_the_line_an_annex_prints_otherwise_is_the_one_that_is_wrong() -> None:
    told = published("baoding_2025_budget_report.pdf")
    breach = error_of(told, "LF103")
    assert (breach.stated, breach.calculated) == (8105, 7705)
    # One digit, 4 more, in any line that has room for it: five lines tie, and the annex decides.
    digits = [one for one in breach.explanations if one["kind"] == "digit"]
    assert "1552万元" in {one["replacement"] for one in digits}
    assert len(digits) == 5
    assert [one["replacement"] for one in digits if one["unique"]] == ["1552万元"]


# -- hostile input ------------------------------------------------------------------


def test_a_sum_of_thousands_of_figures_is_left_alone_and_it_is_said() -> None:
    endless = StateCapitalBudget(
        fiscal_year=2023, stage="execution", unit="万元",
        resources={f"第{number}项": 1000 + number for number in range(3000)},
        total_resources={"amount": 7, "closed": True},
    )  # fmt: skip
    (breach,) = breaches(endless).values()
    assert not breach.explanations
    assert [note.code for note in breach.notes] == ["search_limited"]


def test_many_broken_accounts_cost_a_bounded_search_each() -> None:
    budgets = [
        StateCapitalBudget(
            scope=f"第{number}区", fiscal_year=2023, stage="execution", unit="万元",
            resources={"利润收入": 52347 + number, "上年结转收入": 96117, "转移支付收入": 60523},
            total_resources={"amount": 987123, "closed": True},
        )
        for number in range(60)
    ]  # fmt: skip
    before = reconcile(report_of(budgets))
    with costs_at_most(1_000_000):
        told = explain(before)
    assert all(one.explanations for one in told.findings if one.rule == "LF102")


def test_a_search_that_is_cut_short_says_so() -> None:
    budget = StateCapitalBudget(
        fiscal_year=2023, stage="execution", unit="万元",
        resources={"利润收入": 57347, "上年结转收入": 96117, "转移支付收入": 60593},
        total_resources={"amount": 208987, "closed": True},
    )  # fmt: skip
    before = reconcile(budget)
    (number,) = [n for n, one in enumerate(before.findings) if one.verdict is Verdict.BREACH]
    ground = Ground(before)
    broken = ground.relation(number)
    assert broken is not None
    whole = several_changes(ground, [broken])
    # Meant: 52,347 and 60,523.  Neither can be told from other pairs that close the sum as well.
    meant = [("利润收入", "52347万元"), ("转移支付收入", "60523万元")]
    told = [
        sorted((ground.figure(one.key).label, str(one.amount)) for one in found.changes if one.key)
        for found in whole.found.values()
    ]
    assert sorted(meant) in told and len(told) > 1
    assert all(len(found.changes) == 2 for found in whole.found.values())
    cut = several_changes(ground, [broken], limit=1)
    assert cut.stopped and len(cut.found) < len(whole.found)
    assert not cut.found.keys() - whole.found.keys()
