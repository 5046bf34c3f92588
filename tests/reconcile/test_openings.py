"""LF301: with what a year opens, and which account of the year before it is held to."""

from __future__ import annotations

from typing import Any

import pytest

from luohu_fiscal.model.budgets import Budget
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.reconcile.finding import Finding
from tests.reconcile.accounts import begun, found, fund, insurance, left, paper, remarks


def told(*given: Budget | BudgetReport) -> list[tuple[str, str, str]]:
    return [(one.verdict.value, f"{one.stated}", f"{one.calculated}") for one in _found(*given)]


def _found(*given: Budget | BudgetReport) -> list[Finding]:
    return found("LF301", list(given))


def before(year: int = 2023, stage: str = "execution", **lines: Any) -> Budget:
    common: dict[str, Any] = {"resources": {"甲": 100}, "total_resources": 100, "uses": {"乙": 60}}
    return fund(year, stage, **(common | {"total_uses": 60} | lines))


def test_the_totals_of_the_year_before_say_what_it_left_where_no_closing_is_printed() -> None:
    assert told(before(), begun(40)) == [("exact", "40", "40")]
    assert told(before(), begun(45)) == [("breach", "45", "40")]


def test_closing_and_totals_are_held_to_the_opening_each_by_itself() -> None:
    both = before(closing={"surplus": 50})
    assert told(both, begun(50)) == [("exact", "50", "50"), ("breach", "50", "40")]


def test_two_equal_totals_say_nothing_unless_a_closing_does() -> None:
    assert told(before(total_uses=100), begun(40)) == []
    empty = before(total_uses=100, closing={"surplus": 0})
    assert told(empty, begun(40)) == [("breach", "40", "0"), ("breach", "40", "0")]


def test_a_closing_among_the_uses_is_the_closing_and_the_totals_leave_none() -> None:
    inside = before(uses={"乙": 60, "结转下年": 40}, total_uses=100)
    assert told(inside, begun(40)) == [("exact", "40", "40")]
    assert told(before(uses={"乙": 60, "结转下年": 40}, total_uses=90), begun(40)) == [
        ("exact", "40", "40")
    ]


@pytest.mark.parametrize("lacks", ["total_resources", "total_uses"])
def test_one_total_alone_leaves_nothing(lacks: str) -> None:
    known: dict[str, Any] = {lacks: None}
    assert told(before(**known), begun(40)) == []


def test_an_account_without_opening_or_of_another_year_is_held_to_none() -> None:
    assert told(left(), fund(2024, resources={"甲": 50})) == []
    assert told(left(year=2022), begun(50)) == []
    assert told(left(stage="budget"), begun(50)) == []
    assert told(left(stage="draft"), begun(50)) == []
    assert told(left(stage="adjusted"), begun(50)) == []


def test_the_account_of_the_same_document_comes_first_then_the_final_one() -> None:
    def at(amount: int, stage: str) -> Budget:
        return fund(2023, stage, closing={"surplus": amount})

    later = begun(50)
    assert told(paper(at(50, "execution"), later), paper(at(60, "final"))) == [
        ("exact", "50", "50")
    ]
    assert told(paper(at(60, "final")), paper(at(50, "execution"), later)) == [
        ("exact", "50", "50")
    ]
    assert told(paper(at(60, "execution"), at(50, "final"), later)) == [("exact", "50", "50")]
    assert told(paper(later), paper(at(60, "execution")), paper(at(50, "final"))) == [
        ("exact", "50", "50")
    ]


def test_an_opening_that_is_one_of_two_closings_is_a_part() -> None:
    two = fund(2023, "final", closing={"carried_over": 30, "surplus": 20})
    (one,) = _found(two, begun(30, stage="final"))
    assert (one.verdict, one.severity) == ("breach", "warning")
    assert remarks(one)["mechanism"] == {"mechanism": "part_brought_forward"}
    (one,) = _found(two, begun(31, stage="final"))
    assert one.severity == "error"


# -- social insurance: the balance of all years, told beside the account ---------------------------


def balance(amount: int, *, number: int = 1, **known: Any) -> BudgetReport:
    """A passing mention of what a fund had at the end of a year."""
    common: dict[str, object] = {
        "id": f"m{number}",
        "book": "social_insurance",
        "scope": "某区",
        "fiscal_year": 2023,
        "stage": "execution",
        "side": "closing",
        "concept": "cumulative_balance",
        "label": "年末滚存结余",
        "amount": f"{amount}万元",
    }
    info = paper(fund(2001, uses={"丙": number})).document
    return BudgetReport(document=info, figures=(Figure.model_validate(common | known),))


OPENING = insurance(2024, "draft", resources={"保险费收入": 50, "上年结余": 70})


def test_a_balance_told_beside_is_what_the_next_year_opens_with() -> None:
    assert told(paper(OPENING), balance(70)) == [("exact", "70", "70")]
    (one,) = _found(paper(OPENING), balance(80))
    assert (one.verdict, one.severity) == ("breach", "warning")
    assert remarks(one)["mechanism"] == {"mechanism": "estimate_against_final"}


@pytest.mark.parametrize(
    "known",
    [
        {"fiscal_year": 2022},
        {"fiscal_year": 2024},
        {"stage": "draft"},
        {"stage": None},
        {"scope": "某镇"},
        {"book": "government_fund"},
        {"concept": "surplus"},
    ],
)
def test_a_balance_of_something_else_is_not(known: dict[str, Any]) -> None:
    assert told(paper(OPENING), balance(80, **known)) == []


def test_a_balance_of_the_same_document_comes_first() -> None:
    own = paper(OPENING)
    beside = balance(70).figures
    both = own.model_copy(update={"figures": (*own.figures, *beside)})
    assert told(balance(80, number=2), both) == [("exact", "70", "70")]
    assert told(both, balance(80, number=2)) == [("exact", "70", "70")]


def test_a_named_balance_of_the_account_comes_before_one_told_beside() -> None:
    def closing(label: str, **lines: Any) -> Budget:
        item = {"amount": 60, "label": label}
        return insurance(2023, closing={"surplus": item}, **lines)

    assert told(paper(closing("年末滚存结余"), OPENING), balance(70)) == [("breach", "70", "60")]
    # 年末结余 may be of the year alone: the one that says so is taken.
    assert told(paper(closing("年末结余"), OPENING), balance(70)) == [("exact", "70", "70")]
    assert told(paper(closing("当年结余"), OPENING), balance(70)) == [("exact", "70", "70")]
    begins = closing("年末结余", resources={"甲": 10, "上年结余": 50})
    assert told(paper(begins, OPENING), balance(70)) == [("breach", "70", "60")]
    (one,) = _found(paper(closing("年末结余"), OPENING))
    assert (one.verdict, one.severity) == ("undecided", "note")
    assert remarks(one)["mechanism"] == {"mechanism": "another_quantity"}
