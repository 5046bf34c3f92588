"""A finding on a rate says all of it: stated and calculated, how far apart, whose, and what is missing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from luohu_fiscal.model.budgets import Budget, GeneralPublicBudget
from luohu_fiscal.model.vocabulary import Book, Stage
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.reconcile.finding import Finding, Note, Severity, Term, Verdict

ABOUT, BEFORE = (f"general_public.甲区.{year}.execution.resources.1" for year in (2023, 2022))


def year(number: int, amount: Any, **more: Any) -> Budget:
    return GeneralPublicBudget(
        scope="甲区",
        fiscal_year=number,
        stage="execution",
        unit="万元",
        resources={"一般公共预算收入": {"amount": amount, **more}},
    )


def grown(
    amount: Any, last: Any, value: Any, *, qualifier: str | None = None, **rate: Any
) -> Finding:
    """The finding on a growth rate, printed with the amount it is about and that of last year."""
    rates = [{"kind": "growth", "basis": "prior_execution", "value": value, **rate}]
    given = [year(2023, amount, rates=rates, qualifier=qualifier)]
    given += [] if last is None else [year(2022, last)]
    (found,) = reconcile(given, select=["LF401"]).findings
    return found


def note(code: str, **values: str) -> Note:
    return Note(code, MappingProxyType(values))


#: 1,256,870 of 1,395,034 is a decline by 9.904 %; amounts and rate may be off by 0.0501 together.
DECLINE = Finding(
    rule="LF401",
    name="growth",
    verdict=Verdict.EXACT,
    severity=Severity.OK,
    book=Book.GENERAL_PUBLIC,
    scope="甲区",
    fiscal_year=2023,
    stage=Stage.EXECUTION,
    stated=Decimal("-9.9"),
    calculated=Decimal("-9.904"),
    difference=Decimal("0.004"),
    slack=Decimal("0.051"),
    unit="%",
    terms=(Term(ABOUT, 1), Term(BEFORE, -1)),
    claim=f"{ABOUT}.rate1",
)
#: The same where nothing is calculated.
OPEN = replace(
    DECLINE,
    verdict=Verdict.UNDECIDED,
    severity=Severity.NOTE,
    calculated=None,
    difference=None,
    slack=None,
)
ALONE = replace(OPEN, terms=(Term(ABOUT, 1),))


def test_a_rate_that_is_the_rounding_of_the_computed_one() -> None:
    assert grown(1256870, 1395034, "-9.9") == DECLINE


def test_a_rate_that_does_not_follow_from_its_amounts() -> None:
    assert grown(1256870, 1395034, "-9.8") == replace(
        DECLINE,
        verdict=Verdict.BREACH,
        severity=Severity.WARNING,
        stated=Decimal("-9.8"),
        difference=Decimal("0.104"),
    )


@pytest.mark.parametrize("value", ["-10", Decimal("-1E+1")])
def test_a_rate_without_decimals_is_shown_with_two(value: Any) -> None:
    found = grown(1256870, 1395034, value)
    # Half a percent of the rate, and less than a hundredth of the amounts.
    shown = [str(n) for n in (found.calculated, found.difference, found.slack)]
    assert shown == ["-9.90", "-0.10", "0.51"]


@pytest.mark.parametrize(
    ("amount", "last", "value", "calculated", "slack"),
    [
        # Rounding of 1,187.7 and 1,000.0 moves the rate by up to 0.011 beyond its own 0.05.
        ("1187.7万元", "1000.0万元", "18.7", "18.770", "0.061"),
        ("812.3万元", "1000.0万元", "-18.7", "-18.770", "0.060"),
        ("1005.90万元", "1000.00万元", "0.5", "0.590", "0.052"),
        ("1000.90万元", "1000.00万元", "0.0", "0.090", "0.052"),
    ],
)
def test_a_rate_whose_digits_were_cut_is_noted_and_nothing_worse(
    amount: str, last: str, value: str, calculated: str, slack: str
) -> None:
    stated = Decimal(value)
    assert grown(amount, last, value) == replace(
        DECLINE,
        verdict=Verdict.BREACH,
        severity=Severity.NOTE,
        stated=stated,
        calculated=Decimal(calculated),
        difference=stated - Decimal(calculated),
        slack=Decimal(slack),
        notes=(note("truncation"),),
    )


@pytest.mark.parametrize(
    ("amount", "last", "value"),
    [
        # Cut off towards nought, never away from it; and the end itself belongs to the next number.
        ("1186.9万元", "1000.0万元", "18.8"),
        ("813.1万元", "1000.0万元", "-18.8"),
        ("1000.00万元", "1001.00万元", "0"),
        ("0万元", "1000.0万元", "-99.9"),
    ],
)
def test_a_rate_that_no_cutting_gives_stays_a_warning(amount: str, last: str, value: str) -> None:
    found = grown(amount, last, value)
    assert (found.verdict, found.severity, found.notes) == (Verdict.BREACH, Severity.WARNING, ())


def test_an_approximate_rate_or_amount_is_not_judged_and_implies_nothing() -> None:
    said = replace(OPEN, notes=(note("approximate"),))
    assert grown(1256870, 1395034, "-9.9", qualifier="约") == said
    assert _approximate(1395034) == said
    alone = replace(ALONE, notes=(note("not_printed", operand="base"),))
    assert grown(1256870, None, "-9.9", qualifier="约") == alone
    assert _approximate(None) == alone


def _approximate(last: Any) -> Finding:
    rates = [{"kind": "growth", "basis": "prior_execution", "value": "-9.9", "qualifier": "约"}]
    given = [year(2023, 1256870, rates=rates)] + ([] if last is None else [year(2022, last)])
    (found,) = reconcile(given, select=["LF401"]).findings
    return found


def test_a_rate_on_a_base_of_nothing_is_not_judged() -> None:
    assert grown(5, 0, "-9.9") == replace(OPEN, notes=(note("base_not_positive"),))


def test_a_rate_on_a_comparable_basis_implies_nothing() -> None:
    assert grown(1256870, None, "-9.9", comparable=True) == replace(
        ALONE, notes=(note("comparable_basis"),)
    )


@pytest.mark.parametrize(
    ("amount", "value", "lo", "hi", "unit"),
    [
        # 1,256,869.5 / 0.9015 and 1,256,870.5 / 0.9005, outward to the place of the amount.
        (1256870, "-9.9", "1394198", "1395748", "万元"),
        # 12.45 / 1.25005 and 12.55 / 1.24995, 12.5 / 1.25 being 10.
        ("12.5亿元", "25.00", "9.9", "10.1", "亿元"),
        # 12.455 / 1.2455 is 10, 12.465 / 1.2445 above 10.01: as many decimals as the amount has.
        ("12.46亿元", "24.5", "10.00", "10.02", "亿元"),
        # 12.435 / 1.2455 above 9.98, 12.445 / 1.2445 just 10.
        ("12.44亿元", "24.5", "9.98", "10.00", "亿元"),
    ],
)
def test_a_base_that_is_not_printed_is_implied_in_the_unit_and_place_of_the_amount(
    amount: Any, value: str, lo: str, hi: str, unit: str
) -> None:
    found = grown(amount, None, value)
    assert found == replace(
        ALONE,
        stated=Decimal(value),
        notes=(
            note("not_printed", operand="base"),
            note("implied", operand="base", lo=lo, hi=hi, unit=unit),
        ),
        implied=(Decimal(lo), Decimal(hi)),
    )
    assert found.implied is not None and [str(end) for end in found.implied] == [lo, hi]
