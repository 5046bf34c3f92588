"""A rate is judged on the basis it names, and on no other."""

from __future__ import annotations

from typing import Any

import pytest

from luohu_fiscal.model.budgets import Budget
from luohu_fiscal.reconcile import Finding, Verdict
from tests.reconcile.accounts import fund, only, remarks


def grown(value: str, basis: str, **more: Any) -> dict[str, Any]:
    rate = {"kind": "growth", "value": value, "basis": basis, **more}
    return {"uses": {"本级支出": {"amount": 1200, "rates": [rate]}}}


def before(stage: str, amount: int) -> Budget:
    return fund(2022, stage=stage, uses={"本级支出": amount})


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
    given = fund(2022, uses={"本级支出": "1122.00万元"})
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
    given = fund(2022, uses=items), fund(**grown("20.0", "prior"))
    assert only("LF401", *given).verdict is Verdict.UNDECIDED


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
