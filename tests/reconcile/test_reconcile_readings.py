"""How documents arrange an account: every reading is tried, named, and never guessed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from luohu_fiscal.errors import UsageError
from luohu_fiscal.model.budgets import Budget, Debt, GeneralPublicBudget, GovernmentFundBudget
from luohu_fiscal.model.figures import Claim, DocumentInfo, Figure, Source
from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.model.vocabulary import Book, Level, Role, Side, Stage
from luohu_fiscal.money.amount import Amount
from luohu_fiscal.reconcile import Finding, Verdict, reconcile


def fund(**lines: Any) -> GovernmentFundBudget:
    common = {"scope": "某区", "fiscal_year": 2023, "stage": "execution", "unit": "万元"}
    return GovernmentFundBudget(**(common | lines))


def only(rule: str, *given: Any) -> Finding:
    (found,) = [one for one in reconcile(*given).findings if one.rule == rule]
    return found


def remarks(finding: Finding) -> dict[str, dict[str, str]]:
    return {note.code: dict(note.values) for note in finding.notes}


# -- a total and its list -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("closed", "listed", "verdict", "severity"),
    [
        (True, [40, 60], Verdict.EXACT, "ok"),
        (True, [40, 50], Verdict.BREACH, "error"),
        (True, [40, 70], Verdict.BREACH, "error"),
        (False, [40, 60], Verdict.EXACT, "ok"),
        (False, [40, 50], Verdict.BOUNDED, "ok"),
        (False, [40, 70], Verdict.BREACH, "error"),
        (None, [40, 60], Verdict.EXACT, "ok"),
        (None, [40, 50], Verdict.UNDECIDED, "note"),
        (None, [40, 70], Verdict.BREACH, "error"),
    ],
)
def test_a_list_is_judged_by_what_is_said_of_it(
    closed: bool | None, listed: list[int], verdict: Verdict, severity: str
) -> None:
    total = Figure(
        id="t", book=Book.GOVERNMENT_FUND, fiscal_year=2023, stage=Stage.EXECUTION,
        side=Side.USES, role=Role.TOTAL, amount="100万元", closed=closed, statement="s",
    )  # fmt: skip
    lines = [
        total.model_copy(
            update={
                "id": f"l{n}",
                "role": Role.COMPONENT,
                "amount": Amount(one, "万元"),
                "closed": None,
            }
        )
        for n, one in enumerate(listed)
    ]
    found = only("LF103", BudgetReport(figures=(total, *lines)))
    assert (found.verdict, found.severity) == (verdict, severity)
    if verdict is Verdict.UNDECIDED:
        assert remarks(found)["either_reading"] == {"closed": "breach", "open": "bounded"}
    if sum(listed) < 100 and closed is not True:
        assert remarks(found)["remainder"] == {"amount": "10", "unit": "万元"}


def test_a_total_that_is_not_printed_is_implied_by_its_list() -> None:
    found = only("LF102", fund(resources=[40, 60]))
    assert found.stated is None
    assert found.implied == (99, 101)
    assert remarks(found)["not_printed"] == {"operand": "total_resources"}


def test_a_single_line_implies_no_total() -> None:
    assert reconcile(fund(resources=[40])).findings == ()


def test_a_total_without_a_list_is_no_finding() -> None:
    assert reconcile(fund(total_resources=40)).findings == ()


def test_a_closing_printed_behind_the_list_of_uses_may_stand_outside_its_total() -> None:
    uses = {"本级支出": 70, "结转下年": 30}
    found = only("LF103", fund(uses=uses, total_uses=70))
    assert found.verdict is Verdict.EXACT
    assert remarks(found)["reading"] == {"reading": "closing_outside"}


def test_a_line_printed_twice_counts_once() -> None:
    budget = GeneralPublicBudget(
        fiscal_year=2023, stage="execution", unit="万元",
        resources={"一般公共预算收入": 60, "上级补助收入": 40}, total_resources=100,
        restated=[{"label": "一般公共预算收入", "side": "resources", "amount": "0.0060亿元"}],
    )  # fmt: skip
    assert only("LF102", budget).verdict is Verdict.EXACT
    assert only("LF108", budget).verdict is Verdict.EXACT


def test_two_lines_of_one_name_both_count() -> None:
    items = [{"label": "专项收入", "amount": one} for one in ("60万元", "40万元")]
    budget = fund(resources=items, total_resources=100)
    assert only("LF102", budget).verdict is Verdict.EXACT


# -- closing --------------------------------------------------------------------------------------


def test_a_closing_among_the_uses_makes_the_totals_equal() -> None:
    uses = {"本级支出": 70, "结转下年": 30}
    found = only("LF104", fund(uses=uses, total_resources=100, total_uses=100))
    assert found.verdict is Verdict.EXACT
    assert remarks(found)["reading"] == {"reading": "closing_inside_uses"}
    assert [term.side for term in found.terms] == ["stated", "calculated"]


def test_a_closing_among_the_uses_may_still_stand_outside_their_total() -> None:
    uses = {"本级支出": 70, "结转下年": 30}
    found = only("LF104", fund(uses=uses, total_resources=100, total_uses=70))
    assert (found.verdict, found.stated, found.calculated) == (Verdict.EXACT, 30, 30)
    assert remarks(found) == {}


def test_where_no_reading_closes_the_arrangement_of_the_document_is_judged() -> None:
    outside = fund(total_resources=100, total_uses=80, closing={"surplus": 30})
    found = only("LF104", outside)
    assert (found.verdict, found.stated, found.calculated) == (Verdict.BREACH, 30, 20)
    inside = fund(uses={"支出": 70, "结转下年": 25}, total_resources=100, total_uses=95)
    found = only("LF104", inside)
    assert (found.verdict, found.stated, found.calculated) == (Verdict.BREACH, 100, 95)
    assert remarks(found)["reading"] == {"reading": "closing_inside_uses"}


def test_a_missing_total_is_replaced_by_its_list() -> None:
    found = only("LF104", fund(resources=[60, 40], total_uses=80, closing={"surplus": 20}))
    assert found.verdict is Verdict.EXACT
    assert remarks(found)["reading"] == {"reading": "total_from_list"}


def test_a_missing_total_that_its_list_does_not_replace_is_implied() -> None:
    found = only("LF104", fund(total_uses=80, closing={"surplus": 20}))
    assert found.verdict is Verdict.UNDECIDED
    assert (found.stated, found.implied) == (20, (99, 101))


def test_a_closing_that_is_not_printed_is_implied() -> None:
    found = only("LF104", fund(total_resources=100, total_uses=80))
    assert (found.verdict, found.stated, found.implied) == (Verdict.UNDECIDED, None, (19, 21))


def test_a_balance_stands_for_carried_over_and_surplus_only_where_they_are_not_printed() -> None:
    both = {"carried_over": 5, "surplus": 15, "balance": 20}
    found = only("LF104", fund(total_resources=100, total_uses=80, closing=both))
    assert [term.side for term in found.terms].count("stated") == 2
    found = only("LF104", fund(total_resources=100, total_uses=80, closing={"balance": 20}))
    assert found.verdict is Verdict.EXACT


def test_uses_that_hold_the_closing_are_no_deficit() -> None:
    uses = {"本级支出": 70, "结转下年": 30}
    found = only("LF601", fund(uses=uses, total_resources=100, total_uses=101))
    assert (found.verdict, found.difference) == (Verdict.BOUNDED, -29)


def test_a_province_may_run_a_deficit() -> None:
    province = DocumentInfo(jurisdiction="某某省")
    given = report_of([fund(total_resources=100, total_uses=110)], document=province)
    assert [one.rule for one in reconcile(given).findings] == ["LF104"]


# -- scopes, years, documents ---------------------------------------------------------------------


def paper(jurisdiction: str, *accounts: Budget) -> BudgetReport:
    return report_of(accounts, document=DocumentInfo(jurisdiction=jurisdiction))


def left(**lines: Any) -> Budget:
    return fund(closing={"surplus": 50}, **lines)


def begun(amount: int = 50, **lines: Any) -> Budget:
    year = {"fiscal_year": 2024, "stage": "draft"}
    return fund(**(year | {"resources": {"上年结余收入": amount}} | lines))


def test_scopes_are_never_mixed() -> None:
    other = begun(99, scope="全市", level=Level.CONSOLIDATED)
    own = left(scope="市本级", level=Level.OWN_LEVEL)
    assert reconcile(own, other).findings == ()


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("罗湖区", "深圳市罗湖区"), ("区本级", "罗湖区本级"), ("", "罗湖区")],
)
def test_a_scope_is_the_same_under_the_name_of_its_jurisdiction(earlier: str, later: str) -> None:
    given = paper("深圳市罗湖区", left(scope=earlier), begun(scope=later))
    assert only("LF301", given).verdict is Verdict.EXACT


def test_between_documents_an_opening_is_a_warning_that_names_the_mechanism() -> None:
    earlier = paper("深圳市罗湖区", left(scope="罗湖区"))
    later = paper("罗湖区", begun(40, scope="深圳市罗湖区"))
    found = only("LF301", earlier, later)
    assert (found.verdict, found.severity) == (Verdict.BREACH, "warning")
    assert remarks(found)["mechanism"] == {"mechanism": "estimate_against_final"}
    assert [term.report for term in found.terms] == [1, 0]


def test_documents_of_other_governments_are_strangers() -> None:
    assert reconcile(paper("甲市", left()), paper("乙市", begun(40))).findings == ()


@pytest.mark.parametrize(
    ("before", "stage", "amount", "severity", "mechanism"),
    [
        ("execution", "draft", 40, "warning", "part_brought_forward"),
        ("execution", "draft", 60, "warning", "estimate_against_final"),
        ("execution", "execution", 60, "warning", "estimate_against_final"),
        ("final", "draft", 60, "warning", "estimate_against_final"),
        ("final", "execution", 60, "error", None),
        ("final", "final", 40, "error", None),
    ],
)
def test_only_final_accounts_of_the_same_document_bind_the_next_opening(
    before: str, stage: str, amount: int, severity: str, mechanism: str | None
) -> None:
    found = only("LF301", left(stage=before), begun(amount, stage=stage))
    assert (found.verdict, found.severity) == (Verdict.BREACH, severity)
    assert remarks(found).get("mechanism", {}).get("mechanism") == mechanism


def test_two_documents_may_print_one_quantity() -> None:
    one = paper("甲市", fund(uses={"本级支出": 1370112}))
    coarse = paper("甲市", fund(uses={"本级支出": "137亿元"}))
    other = paper("甲市", fund(uses={"本级支出": 1370113}))
    assert only("LF108", one, coarse).verdict is Verdict.WITHIN_ROUNDING
    found = only("LF108", one, other)
    assert (found.verdict, found.severity) == (Verdict.BREACH, "warning")


def test_cut_digits_are_a_breach_that_is_only_noted() -> None:
    one = paper("甲市", fund(uses={"本级支出": "118.77亿元"}))
    cut = paper("甲市", fund(uses={"本级支出": "118.7亿元"}))
    found = only("LF108", one, cut)
    assert (found.verdict, found.severity) == (Verdict.BREACH, "note")
    assert "truncation" in remarks(found)


# -- rates ----------------------------------------------------------------------------------------


def grown(value: str, basis: str, **more: Any) -> dict[str, Any]:
    rate = {"kind": "growth", "value": value, "basis": basis, **more}
    return {"uses": {"本级支出": {"amount": 1200, "rates": [rate]}}}


def before(stage: str, amount: int) -> Budget:
    return fund(fiscal_year=2022, stage=stage, uses={"本级支出": amount})


@pytest.mark.parametrize(
    ("basis", "stage"),
    [
        ("prior", "execution"),
        ("prior", "final"),
        ("prior_execution", "execution"),
        ("prior_final", "final"),
        ("prior_budget", "budget"),
        ("prior_budget", "draft"),
        ("prior_adjusted", "adjusted"),
    ],
)
def test_growth_is_judged_on_the_basis_it_names(basis: str, stage: str) -> None:
    found = only("LF401", before(stage, 1000), fund(**grown("20.0", basis)))
    assert found.verdict is Verdict.EXACT
    assert [term.sign for term in found.terms] == [1, -1]


@pytest.mark.parametrize(
    ("basis", "stage"),
    [("prior", "budget"), ("prior_final", "execution"), ("prior_budget", "execution")],
)
def test_growth_is_never_judged_on_another_basis(basis: str, stage: str) -> None:
    found = only("LF401", before(stage, 999), fund(**grown("20.0", basis)))
    assert found.verdict is Verdict.UNDECIDED
    assert found.implied == (999, 1001)


def test_a_rate_that_fits_another_printed_basis_says_so() -> None:
    given = before("execution", 1100), before("budget", 1000), fund(**grown("20.0", "prior"))
    found = only("LF401", *given)
    assert (found.verdict, found.severity) == (Verdict.BREACH, "warning")
    assert remarks(found)["another_basis"]["stage"] == "budget"


def test_a_cut_rate_is_a_breach_that_is_only_noted() -> None:
    # 1200 of 1122 is 6.95 %, more than rounding of the amounts can bring to 6.9.
    given = fund(fiscal_year=2022, uses={"本级支出": "1122.00万元"})
    rate = {"kind": "growth", "value": "6.9", "basis": "prior"}
    found = only(
        "LF401", given, fund(uses={"本级支出": {"amount": "1200.00万元", "rates": [rate]}})
    )
    assert (found.verdict, found.severity) == (Verdict.BREACH, "note")
    assert "truncation" in remarks(found)


@pytest.mark.parametrize("more", [{"comparable": True}, {"qualifier": "约"}])
def test_a_rate_that_is_not_exact_or_not_comparable_is_never_judged(more: dict[str, Any]) -> None:
    given = before("execution", 1000), fund(**grown("99.9", "prior", **more))
    assert only("LF401", *given).verdict is Verdict.UNDECIDED


def test_a_yearly_average_is_never_judged() -> None:
    found = only("LF401", before("execution", 1000), fund(**grown("99.9", "average")))
    assert found.verdict is Verdict.UNDECIDED
    assert remarks(found) == {"average_basis": {}}


def test_a_completion_of_the_budget_may_mean_the_adjusted_one() -> None:
    rate = {"kind": "completion", "value": "96.0", "basis": "budget"}
    done = fund(uses={"本级支出": {"amount": 1200, "rates": [rate]}})
    plans = [fund(stage=s, uses={"本级支出": a}) for s, a in (("budget", 1000), ("adjusted", 1250))]
    found = only("LF403", done, *plans)
    assert found.verdict is Verdict.EXACT
    assert remarks(found)["reading"] == {"reading": "basis", "stage": "adjusted"}


def test_a_base_printed_as_two_different_amounts_is_ambiguous() -> None:
    items = [
        {"label": "本级支出", "concept": "expenditure", "amount": a}
        for a in ("900万元", "1000万元")
    ]
    given = fund(fiscal_year=2022, uses=items), fund(**grown("20.0", "prior"))
    assert only("LF401", *given).verdict is Verdict.UNDECIDED


# -- what is recognised, what is given ------------------------------------------------------------


def test_a_breach_of_recognised_figures_is_a_warning() -> None:
    scanned = Source(page=1, line=1, start=0, end=3, text="...", confidence="0.83")
    lines = [
        {"label": "甲", "amount": "4万元", "source": scanned},
        {"label": "乙", "amount": "9万元"},
    ]
    found = only("LF103", fund(uses=lines, total_uses=10))
    assert (found.verdict, found.severity) == (Verdict.BREACH, "warning")


def test_the_fund_is_rolled_forward_where_its_balance_is_printed() -> None:
    common: dict[str, Any] = {"book": Book.GENERAL_PUBLIC, "scope": "某区", "side": Side.STOCK}

    def balance(year: int, amount: int) -> Figure:
        return Figure(
            id=f"b{year}", fiscal_year=year, stage=Stage.EXECUTION, role=Role.OUTSTANDING,
            concept="stabilization_balance", amount=Amount(amount, "万元"), **common,
        )  # fmt: skip

    budget = GeneralPublicBudget(
        scope="某区", fiscal_year=2023, stage="execution", unit="万元",
        resources={"动用预算稳定调节基金": 30}, uses={"安排预算稳定调节基金": 50},
    )  # fmt: skip
    for closing, verdict in ((120, "exact"), (125, "breach")):
        given = report_of([budget], figures=[balance(2022, 100), balance(2023, closing)])
        rolled, drawn = reconcile(given, select=["LF303"]).findings[::-1]
        assert (rolled.verdict, drawn.verdict) == (verdict, "bounded")


def test_a_reserve_below_one_or_above_three_percent_is_a_warning() -> None:
    for amount, expected in ((50, ["breach", "bounded"]), (400, ["bounded", "breach"])):
        budget = GeneralPublicBudget(
            fiscal_year=2024, stage="draft", unit="万元",
            uses={"一般公共预算支出": 10000, "预备费": amount},
        )  # fmt: skip
        assert [f.verdict for f in reconcile(budget, select=["LF603"]).findings] == expected


def test_findings_come_in_document_order_however_they_are_asked_for() -> None:
    given = [left(total_resources=100, total_uses=50, uses=[20, 30]), begun()]
    first = reconcile(given)
    assert reconcile(*given) == first
    places = [
        (f.terms[0].report, [x.id for x in first.reports[0].figures].index(f.terms[0].figure))
        for f in first.findings
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("code", ["LF99", "lf102", "", "X"])
def test_an_unknown_rule_is_a_usage_error(code: str) -> None:
    for how in ({"select": [code]}, {"ignore": [code]}):
        with pytest.raises(UsageError, match="no rule begins with"):
            reconcile(**how)


def test_what_is_no_report_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="str cannot be reconciled"):
        reconcile("report.pdf")


def test_accounts_given_alone_make_one_report_and_twins_another() -> None:
    together = reconcile(left(), begun(), left())
    assert [len(report.figures) for report in together.reports] == [2, 1]


def test_amounts_are_shown_in_the_unit_they_were_printed_in() -> None:
    budget = fund(resources=["1.20亿元", "800万元"], total_resources="1.28亿元", unit=None)
    found = only("LF102", budget)
    assert (found.unit, str(found.stated), str(found.difference)) == ("亿元", "1.28", "0.00")
    assert found.slack == Decimal("0.01005")


# -- what is one quantity, and what is not --------------------------------------------------------


def mention(label: str, amount: str, **more: Any) -> Figure:
    """A figure outside any account, as a report mentions it in passing."""
    common: dict[str, Any] = {
        "book": Book.GENERAL_PUBLIC, "scope": "某区", "fiscal_year": 2023,
        "stage": Stage.EXECUTION, "side": Side.USES, "label": label,
    }  # fmt: skip
    return Figure(id=f"{label}{amount}", amount=amount, **(common | more))


def test_a_mention_of_another_amount_is_undecided_not_wrong() -> None:
    budget = GeneralPublicBudget(
        scope="某区",
        fiscal_year=2023,
        stage="execution",
        unit="万元",
        uses={"一般公共预算支出": 1370112},
    )
    for amount, verdict in (("137亿元", "within_rounding"), ("99亿元", "undecided")):
        said = mention("一般公共预算支出", amount, concept="expenditure", role="component")
        assert only("LF108", report_of([budget], figures=[said])).verdict == verdict


def test_programmes_that_bear_one_name_are_not_compared() -> None:
    rows = [mention("基本支出", amount, statement=f"s{amount}") for amount in ("5万元", "8万元")]
    assert reconcile(BudgetReport(figures=tuple(rows))).findings == ()


def test_a_name_that_a_report_gives_to_many_lines_is_no_base() -> None:
    rows = [mention("行政运行", amount, statement="s") for amount in ("500万元", "1200万元")]
    base = mention("行政运行", "1000万元", statement="t", fiscal_year=2022)
    claim = Claim(id="c", kind="growth", figure=rows[1].id, value="20.0", basis="prior")
    found = only("LF401", BudgetReport(figures=(*rows, base), claims=(claim,)))
    assert found.verdict is Verdict.UNDECIDED
    alone = BudgetReport(figures=(rows[1], base), claims=(claim,))
    assert only("LF401", alone).verdict is Verdict.EXACT


def test_a_breach_on_a_basis_left_unsaid_says_so() -> None:
    found = only("LF401", before("execution", 1100), fund(**grown("20.0", "prior")))
    assert remarks(found)["mechanism"] == {"mechanism": "basis_unsaid"}
    found = only("LF401", before("execution", 1100), fund(**grown("20.0", "prior_execution")))
    assert remarks(found) == {}


def test_rates_of_one_unprinted_base_must_be_possible_together() -> None:
    def said(first: str, second: str) -> Finding:
        rates = [{"kind": "growth", "value": value, "basis": "prior"} for value in (first, second)]
        return only("LF404", fund(uses={"本级支出": {"amount": 1200, "rates": rates}}))

    assert said("20.0", "20.0").verdict is Verdict.EXACT
    assert said("20.0", "20.02").verdict is Verdict.WITHIN_ROUNDING
    assert said("20.0", "20.4").verdict is Verdict.BREACH


# -- debt -----------------------------------------------------------------------------------------


def owed(statement: str, **splits: Any) -> Debt:
    common = {"scope": "某区", "fiscal_year": 2023, "stage": "execution", "unit": "万元"}
    return Debt(**(common | {"statement": statement} | splits))


def test_the_kinds_of_one_statement_are_not_those_of_another() -> None:
    new = owed("新增", issued={"general": 2, "special": 6})
    refinanced = owed("再融资", issued={"total": 17})
    assert reconcile(new, refinanced, select=["LF501"]).findings[0].verdict is Verdict.UNDECIDED


def test_refinancing_listed_under_the_total_is_a_part_of_it() -> None:
    kinds = {"general": 2, "special": 6}
    total = {"amount": 17, "parts": {"再融资债券": 9}, "closed": False}
    found = only("LF501", owed("债券", issued={"total": total} | kinds))
    assert found.verdict is Verdict.EXACT
    assert remarks(found)["reading"] == {"reading": "refinancing_included"}
    found = only("LF501", owed("债券", issued={"total": total | {"amount": 19}} | kinds))
    assert (found.verdict, found.severity, found.calculated) == (Verdict.BREACH, "error", 8)
    found = only("LF501", owed("债券", issued={"total": 17} | kinds))
    assert (found.verdict, found.severity) == (Verdict.BREACH, "error")


def test_a_limit_may_stand_in_another_statement_unless_two_are_printed() -> None:
    outstanding, limit = (
        owed("余额", outstanding={"general": 6}),
        owed("限额", limit={"general": 4}),
    )
    assert only("LF502", outstanding, limit).verdict is Verdict.BREACH
    other = owed("下达", limit={"general": 9})
    assert only("LF502", outstanding, limit, other).verdict is Verdict.UNDECIDED


def test_a_surplus_that_may_have_fed_the_fund_is_undecided() -> None:
    budget = GeneralPublicBudget(
        fiscal_year=2023, stage="execution", unit="万元",
        uses={"安排预算稳定调节基金": 5}, closing={"carried_over": 3, "surplus": 2},
    )  # fmt: skip
    found = only("LF602", budget)
    assert found.verdict is Verdict.UNDECIDED
    assert "surplus_may_feed_the_fund" in remarks(found)
