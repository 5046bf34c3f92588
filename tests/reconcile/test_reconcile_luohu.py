"""The published accounts of Luohu 罗湖区, 2020-2021 and 2023-2024, come to the known verdicts."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from luohu_fiscal.model.vocabulary import Book
from luohu_fiscal.reconcile import Severity, Verdict, reconcile
from tests.reconcile.luohu_accounts import FINDINGS, REPORT_2021, REPORT_2024, of, verdicts


def test_nothing_in_the_papers_is_an_error() -> None:
    for findings in FINDINGS.values():
        assert not [one for one in findings if one.severity is Severity.ERROR]


def test_the_only_breach_is_a_budget_basis_left_unsaid() -> None:
    breaches = [
        one for findings in FINDINGS.values() for one in findings if one.verdict is Verdict.BREACH
    ]
    (found,) = breaches
    assert (found.rule, found.fiscal_year, found.severity) == ("LF404", 2021, Severity.WARNING)
    # 88.28 % completed says the 2020 budget was about 2,019,380; 9.47 % growth says 1,750,494.
    assert found.implied == (1750413, 1750575)
    assert {"lo": "2019265", "hi": "2019496", "unit": "万元"} in [
        dict(n.values) for n in found.notes
    ]
    assert ("mechanism", "another_budget_basis") in [
        (n.code, n.values.get("mechanism")) for n in found.notes
    ]


@pytest.mark.parametrize(
    ("paper", "rule", "book", "year", "stated", "calculated", "slack"),
    [
        (2021, "LF102", Book.STATE_CAPITAL, 2021, 1194, 1195, 2),
        (2021, "LF106", Book.STATE_CAPITAL, 2021, 974, 975, 2),
        (2024, "LF104", Book.GOVERNMENT_FUND, 2023, 65766, 65765, 2),
        (2024, "LF104", Book.GOVERNMENT_FUND, 2024, 12164, 12165, "1.5"),
        (2024, "LF301", Book.GOVERNMENT_FUND, 2024, 65765, 65766, "1.5"),
    ],
)
def test_the_known_roundings(
    paper: int, rule: str, book: Book, year: int, stated: int, calculated: int, slack: int | str
) -> None:
    found = of(paper, rule, book=book, fiscal_year=year)[0]
    assert found.verdict is Verdict.WITHIN_ROUNDING
    assert found.severity is Severity.OK
    assert (found.stated, found.calculated) == (stated, calculated)
    assert found.difference == stated - calculated
    assert found.slack == Decimal(slack)
    assert found.unit == "万元"


def test_all_sums_of_money_that_are_not_known_roundings_are_exact() -> None:
    closed = ("LF101", "LF102", "LF103", "LF104", "LF105", "LF106", "LF108", "LF301", "LF501")
    for paper, expected in ((2021, 2), (2024, 3)):
        found = Counter(v for rule in closed for v in verdicts(paper, rule))
        assert found["within_rounding"] == expected
        assert set(found) <= {"exact", "within_rounding", "bounded"}


@pytest.mark.parametrize(
    ("paper", "rule", "book", "year", "remainder"),
    [
        (2021, "LF107", Book.GOVERNMENT_FUND, 2020, [12960, 315]),
        (2024, "LF107", Book.GOVERNMENT_FUND, 2023, [637, 953]),
        (2024, "LF103", Book.GOVERNMENT_FUND, 2024, [18]),
        (2021, "LF201", Book.GENERAL_PUBLIC, 2020, [4743]),
        (2021, "LF201", Book.GENERAL_PUBLIC, 2021, [13102]),
        (2024, "LF201", Book.GENERAL_PUBLIC, 2023, [18485]),
        (2024, "LF201", Book.GENERAL_PUBLIC, 2024, [26130]),
        (2024, "LF202", Book.GOVERNMENT_FUND, 2023, [11000]),
        (2024, "LF502", Book.DEBT, 2023, [-750, 0, -750]),
    ],
)
def test_what_is_only_bounded_names_its_remainder(
    paper: int, rule: str, book: Book, year: int, remainder: list[int]
) -> None:
    found = of(paper, rule, book=book, fiscal_year=year)
    assert [one.verdict for one in found] == [Verdict.BOUNDED] * len(remainder)
    assert [one.difference for one in found] == remainder


def test_the_opening_of_2024_agrees_with_the_closing_items_and_with_the_totals() -> None:
    found = of(2024, "LF301", book=Book.GOVERNMENT_FUND, fiscal_year=2024)
    assert [(one.verdict.value, one.calculated) for one in found] == [
        ("within_rounding", 65766),
        ("exact", 65765),
    ]


@pytest.mark.parametrize(
    ("paper", "rule", "claimed", "calculated"),
    [
        (2021, "LF402", "69.47", "69.4721"),
        (2021, "LF401", "-25.92", "-25.9185"),
        (2021, "LF401", "4.01", "4.0085"),
        (2021, "LF401", "-94.02", "-94.0230"),
        (2024, "LF402", "75.8", "75.837"),
        (2024, "LF401", "-9.9", "-9.904"),
        (2024, "LF401", "6.8", "6.811"),
        (2024, "LF401", "-62.4", "-62.363"),
        (2024, "LF401", "151.3", "151.257"),
    ],
)
def test_printed_rates_are_the_rounding_of_the_computed_ones(
    paper: int, rule: str, claimed: str, calculated: str
) -> None:
    (found,) = of(paper, rule, stated=Decimal(claimed))
    assert found.verdict is Verdict.EXACT
    assert str(found.calculated) == calculated
    assert found.unit == "%"


@pytest.mark.parametrize(
    ("paper", "rule", "claimed", "implied"),
    [
        (2021, "LF401", "47.56", (928479, 928544)),
        (2021, "LF401", "-18.86", (2196941, 2197214)),
        (2021, "LF403", "101.15", (1354467, 1354603)),
        (2021, "LF403", "88.28", (2019265, 2019496)),
        (2024, "LF401", "56.1", (893393, 893967)),
        (2024, "LF401", "145.4", (1021, 1023)),
    ],
)
def test_an_unprinted_base_is_undecided_with_what_it_must_be(
    paper: int, rule: str, claimed: str, implied: tuple[int, int]
) -> None:
    found = of(paper, rule, stated=Decimal(claimed))[0]
    assert found.verdict is Verdict.UNDECIDED
    assert found.implied == implied


def test_a_rate_on_a_comparable_basis_is_never_judged() -> None:
    for paper, claimed in ((2021, "9.4"), (2021, "3.36"), (2024, "15.3")):
        (found,) = of(paper, "LF401", stated=Decimal(claimed))
        assert found.verdict is Verdict.UNDECIDED
        assert [note.code for note in found.notes] == ["comparable_basis"]


def test_three_growth_rates_share_one_base() -> None:
    for paper, year, base in (
        (2021, 2020, (928479, 928544)),
        (2024, 2023, (893393, 893967)),
    ):
        found = of(paper, "LF404", fiscal_year=year)[0]
        assert found.verdict is Verdict.WITHIN_ROUNDING
        assert found.implied == base


def test_last_years_closing_implied_by_two_growth_rates_contains_the_opening() -> None:
    found = of(2024, "LF304")
    assert [one.verdict for one in found] == [Verdict.WITHIN_ROUNDING] * 2
    assert [one.implied for one in found] == [(63335, 64732), (95, 98)]


def test_what_is_drawn_from_the_fund_was_contributed_the_year_before() -> None:
    assert verdicts(2021, "LF303") == ["undecided", "undecided", "bounded"]
    told = of(2021, "LF303")
    assert {one.difference for one in told if one.fiscal_year == 2021} == {None, 453185 - 492105}
    least = [dict(note.values) for one in told for note in one.notes if note.code == "at_least"]
    assert [values["lo"] for values in least] == ["38919"]
    assert {one.difference for one in of(2024, "LF303")} == {None, 53366 - 85773}


def test_the_debt_of_the_year_before_is_implied() -> None:
    rolled = [one for one in of(2024, "LF503") if not any(n.code == "reading" for n in one.notes)]
    general, special = rolled
    assert general.implied == (82999, 83001)
    assert special.implied == (Decimal("472998.5"), Decimal("473001.5"))


def test_the_papers_together_are_judged_as_each_alone() -> None:
    both = reconcile(REPORT_2021, REPORT_2024)
    assert len(both.findings) == sum(len(found) for found in FINDINGS.values())
    assert both.summary["errors"] == 0


def test_selecting_rules_selects_findings() -> None:
    everything = reconcile(REPORT_2024).findings
    some = reconcile(REPORT_2024, select=["LF1", "LF502"], ignore=["LF104"]).findings
    wanted = [
        one
        for one in everything
        if (one.rule[:3] == "LF1" and one.rule != "LF104") or one.rule == "LF502"
    ]
    assert list(some) == wanted
