"""Laws of whole reports: what adds up is no breach, and nothing but the figures matters."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from luohu_fiscal.model.budgets import Budget
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.model.vocabulary import Role
from luohu_fiscal.money.amount import Amount
from luohu_fiscal.reconcile import Finding, Severity, Verdict, reconcile
from tests.strategies import sound_budgets, sound_years

CLOSED = ("LF101", "LF102", "LF103", "LF104", "LF105", "LF301")


def breaches(*given: Budget | BudgetReport) -> list[str]:
    return [one.rule for one in reconcile(*given).findings if one.verdict is Verdict.BREACH]


@given(sound_budgets())
def test_a_budget_that_adds_up_has_no_breach(budget: Budget) -> None:
    found = reconcile(budget)
    assert breaches(budget) == []
    assert found.judged >= 4
    assert found.at_least(Severity.WARNING) == ()


@given(sound_years())
def test_two_years_that_add_up_have_no_breach(years: tuple[Budget, Budget]) -> None:
    assert breaches(*years) == []


def moved(report: BudgetReport, which: Figure, by: int) -> BudgetReport:
    """The report with one figure moved by so many of its last place."""
    amount = which.amount
    printed = amount.printed + Decimal(by).scaleb(int(amount.printed.as_tuple().exponent))
    changed = which.model_copy(update={"amount": Amount(printed, amount.unit)})
    figures = tuple(changed if one.id == which.id else one for one in report.figures)
    return report.model_copy(update={"figures": figures})


@given(sound_budgets(), st.data())
def test_moving_any_figure_that_adds_up_far_enough_is_a_breach(
    budget: Budget, data: st.DataObject
) -> None:
    report = report_of([budget])
    which = data.draw(st.sampled_from(report.figures))
    # More than all figures together can hide: the difference there is, and the slack.
    by = data.draw(st.integers(2 * len(report.figures), 10**6))
    found = breaches(moved(report, which, by))
    assert found
    if which.role is Role.TOTAL:
        assert found[0] in ("LF102", "LF103", "LF104", "LF601")


@given(sound_years(), st.randoms())
def test_the_order_of_the_accounts_does_not_matter(
    years: tuple[Budget, Budget], shuffle: random.Random
) -> None:
    def told(finding: Finding) -> tuple[object, ...]:
        figures = frozenset(term.figure for term in finding.terms)
        return finding.rule, finding.verdict, finding.difference, finding.slack, figures

    report = report_of(years)
    figures = list(report.figures)
    shuffle.shuffle(figures)
    shuffled = report.model_copy(update={"figures": tuple(figures)})
    first, second = (Counter(map(told, reconcile(r).findings)) for r in (report, shuffled))
    assert first == second


@given(sound_years())
def test_a_run_is_the_same_every_time(years: tuple[Budget, Budget]) -> None:
    assert reconcile(*years) == reconcile(*years)


@given(sound_years())
def test_every_finding_can_be_traced(years: tuple[Budget, Budget]) -> None:
    found = reconcile(*years)
    for finding in found.findings:
        assert finding.terms
        assert all(found.figure(term) is not None for term in finding.terms)
        if finding.stated is not None and finding.calculated is not None:
            assert finding.difference == finding.stated - finding.calculated
        assert finding.verdict is Verdict.UNDECIDED or finding.slack is not None or finding.implied


@given(sound_years())
def test_terms_and_signs_give_the_difference_again(years: tuple[Budget, Budget]) -> None:
    found = reconcile(*years, select=CLOSED)
    for finding in found.findings:
        if finding.difference is None:
            continue
        sides = {"stated": 0, "calculated": 0}
        for term in finding.terms:
            sides[term.side] += term.sign * int(found.figure(term).value)
        unit = int(found.figure(finding.terms[0]).amount.unit.yuan)
        assert sides["stated"] - sides["calculated"] == finding.difference * unit


def test_findings_are_values() -> None:
    (one, *_) = reconcile(_plain()).findings
    assert one == replace(one)
    assert hash(one.terms)


def _plain() -> BudgetReport:
    common = {"book": "government_fund", "fiscal_year": 2023, "stage": "execution"}
    return BudgetReport(
        figures=(
            Figure(id="t", side="uses", role="total", amount="9万元", statement="s", **common),
            Figure(id="a", side="uses", role="component", amount="9万元", statement="s", **common),
        )
    )
