"""What a judged finding is taken to say of its figures, when identities are added up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import luohu_fiscal as lf
from luohu_fiscal.identities import identity
from luohu_fiscal.model.budgets import Budget, GeneralPublicBudget
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.money.amount import Unit
from luohu_fiscal.reconcile import Finding, Severity, Verdict, jointly, reconcile
from luohu_fiscal.reconcile.jointly.relations import (
    Relation,
    box_of,
    exact,
    relation_of,
    takes_part,
)
from luohu_fiscal.reconcile.jointly.simplex import Range
from luohu_fiscal.reconcile.scene import Scene
from tests.reconcile.jointly.test_joint import PLANTED, funds, joint, proved
from tests.reconcile.jointly.test_joint_proofs import said

SHIPPED = Path(lf.__file__).parent / "data" / "luohu"
MANY = {"LF603": 100}


def reports() -> list[BudgetReport]:
    return [lf.load(path) for path in sorted(SHIPPED.glob("*.yaml"))]


def account(**change: Any) -> Budget:
    given = {
        "fiscal_year": 2023, "stage": "execution", "unit": "万元",
        "resources": {"一般公共预算收入": 1001, "上级补助收入": 2001}, "total_resources": 3002,
        "uses": {"一般公共预算支出": 1501, "上解支出": 501, "结转下年支出": 1000},
        "total_uses": 3002, **change,
    }  # fmt: skip
    return GeneralPublicBudget(**given)


RESERVE = GeneralPublicBudget(
    fiscal_year=2024, stage="draft", unit="万元",
    uses={
        "一般公共预算支出": {"amount": 1050, "parts": {"甲项": 525, "乙项": 526}}, "预备费": 10,
    },
)  # fmt: skip


@pytest.mark.parametrize(
    "report",
    [*reports(), report_of([account()]), report_of([RESERVE])],
    ids=lambda one: one.document.path,
)
def test_the_row_of_a_sum_comes_to_its_difference(report: BudgetReport) -> None:
    found = reconcile(report)
    scene, asked = Scene((report,)), set()
    for finding in found.findings:
        if not takes_part(finding) or finding.claim is not None:
            continue
        relation = relation_of(scene, finding)
        (row,) = relation.rows
        nominal = sum(c * exact(report.by_id[key[1]].value) for key, c in row.items())
        assert finding.difference is not None
        assert nominal == Fraction(finding.difference) * 10 ** Unit(finding.unit).exponent
        assert set(row) <= set(relation.keys) and relation.claim is None
        within = relation.ranges[0]
        # At the figures as printed a sum that is exact or bounded holds.
        if finding.verdict is not Verdict.WITHIN_ROUNDING:
            assert (within.lo is None or nominal >= within.lo) and (
                within.hi is None or nominal <= within.hi
            )
        asked.add((finding.rule, finding.verdict))
    assert asked


def test_a_reserve_counts_a_hundred_times_and_is_told_so() -> None:
    # Spent is 525 and 526, so 1,050 at least; and less than a hundred times 10.5.
    assert not reconcile(RESERVE, ignore=["LF8"]).summary["breach"]
    (found,) = joint(RESERVE)
    assert said(found) == [
        ("1", "LF106", "1,050万元 = 525万元 + 526万元"),
        ("-1", "LF603", "1,050万元 ≤ 100 × 10万元"),
    ]
    assert found.severity is Severity.WARNING


def test_the_reading_a_closing_was_judged_by_is_the_one_that_is_added_up() -> None:
    """A closing among the uses: the totals are equal, and that is what the row says."""
    report = report_of([account()])
    findings = {one.rule: one for one in reconcile(report).findings}
    notes = [dict(one.values) for one in findings["LF104"].notes]
    assert notes == [{"reading": "closing_inside_uses"}]
    relation = relation_of(Scene((report,)), findings["LF104"])
    labels = {report.by_id[key[1]].label: c for key, c in relation.rows[0].items()}
    assert labels == {"收入总计": 1, "支出总计": -1}
    assert relation.equality and relation.stated


def test_a_fund_is_rolled_forward_to_its_balance_and_bounds_what_is_drawn() -> None:
    # As in test_one_quantity: the balances of two years, what went in and what came out.
    budget = GeneralPublicBudget(
        fiscal_year=2023, stage="execution", unit="万元",
        resources={"动用预算稳定调节基金": 30}, uses={"安排预算稳定调节基金": 50},
    )  # fmt: skip

    def balance(year: int, amount: int) -> Figure:
        return Figure(
            id=f"fund{year}", book="general_public", fiscal_year=year, stage="execution",
            side="stock", concept="stabilization_balance", label="预算稳定调节基金余额",
            amount=f"{amount}万元",
        )  # fmt: skip

    report = report_of([budget], figures=[balance(2022, 100), balance(2023, 120)])
    rows = {}
    for finding in reconcile(report, select=["LF303"]).findings:
        relation = relation_of(Scene((report,)), finding)
        assert relation.ranges == ((Range(0, 0),) if relation.equality else (Range(None, 0),))
        rows[relation.equality] = {
            report.by_id[key[1]].label + str(report.by_id[key[1]].fiscal_year): c
            for key, c in relation.rows[0].items()
        }
    assert rows == {
        True: {
            "预算稳定调节基金余额2023": 1, "预算稳定调节基金余额2022": -1,
            "安排预算稳定调节基金2023": -1, "动用预算稳定调节基金2023": 1,
        },
        False: {
            "动用预算稳定调节基金2023": 1, "预算稳定调节基金余额2022": -1,
            "安排预算稳定调节基金2023": -1,
        },
    }  # fmt: skip


def test_an_amount_is_a_box_with_its_upper_end_open_and_so_is_what_a_zero_may_hide() -> None:
    def box(amount: str) -> Range:
        return box_of(Figure(id="a", amount=amount))

    assert box("3元") == Range(Fraction(5, 2), Fraction(7, 2), hi_open=True)
    assert box("3万元") == Range(25_000, 35_000, hi_open=True)
    assert box("0元") == Range(Fraction(-1, 2), Fraction(1, 2), hi_open=True)
    assert box("0.0万元") == Range(-500, 500, hi_open=True)


@pytest.mark.parametrize(
    ("text", "value", "kind"), [("5", 5, int), ("2.5", Fraction(5, 2), Fraction)]
)
def test_a_decimal_is_the_same_number_whole_or_as_a_fraction(
    text: str, value: object, kind: type
) -> None:
    found = exact(Decimal(text))
    assert found == value and type(found) is kind


def test_only_what_holds_inside_one_document_takes_part() -> None:
    common = {"rule": "LF106", "name": "detail", "severity": Severity.OK}

    def finding(**change: Any) -> Finding:
        terms = tuple(lf.reconcile(PLANTED).findings[0].terms)
        return Finding(**{**common, "verdict": Verdict.EXACT, "terms": terms, **change})

    assert takes_part(finding())
    assert takes_part(finding(verdict=Verdict.BOUNDED))
    assert not takes_part(finding(verdict=Verdict.BREACH))
    assert not takes_part(finding(verdict=Verdict.UNDECIDED))
    assert not takes_part(finding(rule="LF304")) and not takes_part(finding(rule="LF404"))
    one, other = finding().terms[:2]
    assert not takes_part(finding(terms=(one, replace(other, report=1))))


def relations(report: BudgetReport, rule: str) -> list[Relation]:
    findings = [one for one in reconcile(report).findings if one.rule == rule and takes_part(one)]
    return [relation_of(Scene((report,)), one) for one in findings]


def test_two_printings_are_one_quantity_where_one_account_prints_both() -> None:
    again = {"label": "收入总计", "amount": "0.30亿元", "side": "resources", "role": "total"}
    report = report_of([account(restated=[again])])
    (together,) = relations(report, "LF108")
    assert together.stated is True and together.equality
    # Of two accounts, or of none, only the name says so.
    for statement in ("elsewhere", None):
        *others, last = report.figures
        moved = last.model_copy(update={"statement": statement})
        (apart,) = relations(BudgetReport(figures=(*others, moved)), "LF108")
        assert apart.stated is False
    loose = tuple(one.model_copy(update={"statement": None}) for one in report.figures)
    for one in relations(BudgetReport(figures=loose), "LF108"):
        assert one.stated is False


def years(opening: str) -> BudgetReport:
    """A closing of 500 printed as 501, and the opening that the next year begins with."""
    one, two = (
        lf.GovernmentFundBudget(
            scope="某县", fiscal_year=year, stage="execution", unit="万元", **given
        )
        for year, given in (
            (2023, {"total_resources": "0.1000亿元", "total_uses": 500,
                    "closing": {"carried_over": 501}}),
            (2024, {"resources": {"上年结转收入": opening}}),
        )
    )  # fmt: skip
    return report_of([one, two])


def test_what_two_accounts_say_of_each_other_is_stated_as_well() -> None:
    found = relations(years("501万元"), "LF301")
    assert found and all(one.stated is True and one.equality for one in found)


def test_a_conflict_is_told_where_it_begins_and_in_the_unit_of_its_first_figure() -> None:
    # 1,000 - 500 is 500, the opening 501.4: 501 between them is near enough to either.
    (found,) = joint(years("5014000元"))
    assert proved(found)
    assert (found.fiscal_year, found.unit, str(found.difference)) == (2023, "万元", "1.4")
    assert [rule for _, rule, _ in said(found)] == ["LF104", "LF301"]


def test_a_difference_is_told_with_the_decimals_that_are_printed() -> None:
    """Ten lines and ten parts, each off by half a unit: one unit in all, to one decimal."""
    others = {f"第{n}类收入": f"{10 + n}.0" for n in range(9)}
    parts = {f"第{n}项": f"{100 + n}.0" for n in range(10)}
    whole: Any = {"amount": "1045.5", "parts": parts, "closed": True}
    budget = lf.GovernmentFundBudget(
        scope="某县", fiscal_year=2023, stage="execution", unit="万元",
        resources={"第一项收入": whole, **others}, total_resources="1172.0",
    )  # fmt: skip
    assert not reconcile(budget, ignore=["LF8"]).summary["breach"]
    (found,) = joint(budget)
    assert (str(found.difference), str(found.slack)) == ("1.0", "1.0") and proved(found)


def test_a_mention_elsewhere_is_the_only_mechanism_there_is() -> None:
    said_of = report_of([PLANTED])
    unsaid = tuple(one.model_copy(update={"closed": None}) for one in said_of.figures)
    (found,) = joint(said_of.model_copy(update={"figures": unsaid}))
    assert found.severity is Severity.WARNING
    assert [note.code for note in found.notes] == ["counted", "counted", "added_up_short"]


def test_every_government_has_conflicts_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """What shares no figure is decided apart: the limit of one group is not that of another."""
    monkeypatch.setattr(jointly, "_MOST_CONFLICTS", 1)
    books = [PLANTED.model_copy(update={"scope": scope}) for scope in ("某县", "另一县")]
    found = joint(report_of(books))
    assert [(one.scope, one.verdict) for one in found] == [
        ("某县", Verdict.BREACH), ("另一县", Verdict.BREACH),
    ]  # fmt: skip


# -- many conflicts -----------------------------------------------------------------------------------


def test_what_is_left_after_the_most_conflicts_is_said_to_be_undecided(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Three lines of one total, each divided: where no conflict may be told, that is said."""
    lines = {"第一项收入": {"amount": 2010, "parts": {"a": 1205, "b": 804}, "closed": True},
             "第二项收入": {"amount": 2010, "parts": {"c": 1203, "d": 806}, "closed": True},
             "第三项收入": {"amount": 3010, "parts": {"e": 1503, "f": 1506}, "closed": True}}  # fmt: skip
    budget = lf.GovernmentFundBudget(
        scope="某县", fiscal_year=2023, stage="execution", unit="万元",
        resources=lines, total_resources=7031,
    )  # fmt: skip
    assert not reconcile(budget, ignore=["LF8"]).summary["breach"]
    assert [one.verdict for one in joint(budget)] == [Verdict.BREACH]
    told = len(joint(budget)[0].notes)
    monkeypatch.setattr(jointly, "_MOST_CONFLICTS", 0)
    (found,) = joint(budget)
    assert found.verdict is Verdict.UNDECIDED and told > 2
    assert dict(found.notes[0].values) == {"identities": "4"}


def test_one_identity_that_is_left_alone_is_not_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    open_list: Any = {"amount": 6020, "parts": {"其一": 5000}, "closed": False}
    budget = funds(8031, open_list, 2010, (1205, 804))
    monkeypatch.setattr(jointly, "_MOST_CONFLICTS", 1)
    (found,) = joint(budget)
    assert found.verdict is Verdict.BREACH and proved(found)


def test_every_rule_that_counts_more_than_once_is_known() -> None:
    counted = {
        rule: max(abs(c) for _, c in identity(rule).readings[""].linear.terms) for rule in MANY
    }
    assert counted == MANY
