"""LF801: what cannot hold together is found and proved; what is sound is left alone.

The proofs are checked from the words of the findings alone: the identities they count, as printed.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luohu_fiscal.identities import Linear, all_identities
from luohu_fiscal.model.budgets import Budget, GeneralPublicBudget, GovernmentFundBudget
from luohu_fiscal.model.figures import DocumentInfo
from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.money.amount import Amount
from luohu_fiscal.reconcile import Finding, Severity, Verdict, reconcile
from luohu_fiscal.reconcile.jointly import simplex
from tests.strategies import sound_budgets, sound_years

# -- a checker of its own --------------------------------------------------------------------------

_YUAN = {"元": 1, "万元": 10**4, "亿元": 10**8}
_AMOUNT = re.compile(r"(?P<sign>[−+])? ?(?P<number>-?[\d,]+(?:\.\d+)?)(?P<unit>元|万元|亿元)")
_RATE = re.compile(
    r"(?P<rate>\S+)% \((?P<relator>[≤≥]) (?P<end>\S+)%\): (?P<about>\S+) / (?P<base>\S+)"
)
_GROWTH = ("LF302", "LF401")


def amounts(text: str) -> dict[str, int]:
    """The printed amounts of one side of an identity, each with its sign."""
    found: dict[str, int] = {}
    for match in _AMOUNT.finditer(text):
        printed = match["number"] + match["unit"]
        found[printed] = found.get(printed, 0) + (-1 if match["sign"] == "−" else 1)
    return found


def box(printed: str) -> tuple[Fraction, Fraction]:
    """The ends of what prints so, the lower one included, the upper one not."""
    match = _AMOUNT.fullmatch(printed)
    assert match is not None
    number = match["number"].replace(",", "")
    if number == "0":
        return Fraction(0), Fraction(0)
    half = Fraction(1, 2 * 10 ** len(number.partition(".")[2]))
    unit = _YUAN[match["unit"]]
    return (Fraction(number) - half) * unit, (Fraction(number) + half) * unit


def counted(note: dict[str, str]) -> tuple[dict[str, Fraction], str, bool]:
    """One identity of a proof: its figures, how they must compare with 0, and whether strictly."""
    rate = _RATE.fullmatch(note["relation"])
    if rate is None:
        left, relator, right = re.split(r" ([=≤≥]) ", note["relation"])
        figures = {one: Fraction(sign) for one, sign in amounts(left).items()}
        for one, sign in amounts(right).items():
            figures[one] = figures.get(one, Fraction(0)) - sign
        return figures, relator, False
    end = Fraction(rate["end"]) / 100
    base = end + 1 if note["rule"] in _GROWTH else end
    declines = Decimal(rate["rate"]) < 0
    # A decline is the mirror image of a rise: its open end is the lower one.
    strict = (rate["relator"] == "≥") is declines
    return {rate["about"]: Fraction(1), rate["base"]: -base}, rate["relator"], strict


def proved(finding: Finding) -> bool:
    """Add up what the finding counts, figure by figure, and see that it cannot be.

    Every figure must have been printed differently: here it goes by what was printed.
    """
    sums: dict[str, Fraction] = {}
    strictly = False
    notes = [dict(note.values) for note in finding.notes if note.code == "counted"]
    relations = [(int(note["weight"]), *counted(note)) for note in notes]
    # Turned about by a negative weight, at least becomes at most; all must say the same of the sum.
    says = {
        (weight > 0) is (relator == "≥") for weight, _, relator, _ in relations if relator != "="
    }
    if len(says) > 1:
        return False
    for weight, figures, _, strict in relations:
        strictly = strictly or strict
        for one, c in figures.items():
            sums[one] = sums.get(one, Fraction(0)) + weight * c
    low = high = Fraction(0)
    low_reached = high_reached = True
    for one, c in sums.items():
        lo, hi = box(one)
        if c and lo != hi:
            low += c * (lo if c > 0 else hi)
            high += c * (hi if c > 0 else lo)
            low_reached, high_reached = low_reached and c > 0, high_reached and c < 0
        else:
            low, high = low + c * lo, high + c * lo
    # At least 0 (True), at most 0 (False), or equal to 0, which is both.
    too_low = high < 0 or (high == 0 and (strictly or not high_reached))
    too_high = low > 0 or (low == 0 and (strictly or not low_reached))
    return (says != {False} and too_low) or (says != {True} and too_high)


# -- helpers ---------------------------------------------------------------------------------------


def joint(*what: Budget | BudgetReport, **options: Any) -> list[Finding]:
    return [one for one in reconcile(*what, **options).findings if one.rule == "LF801"]


def rules(finding: Finding) -> list[str]:
    return [note.values["rule"] for note in finding.notes if note.code == "counted"]


def funds(total: int, other: int, whole: int, parts: Iterable[int], **more: Any) -> Budget:
    """A fund account: a total of two lines, one of them divided."""
    lines = {f"第{n}项": part for n, part in enumerate(parts)}
    divided = {"amount": whole, "parts": lines, "closed": True}
    return GovernmentFundBudget(
        scope="某县",
        fiscal_year=2023,
        stage="execution",
        unit="万元",
        resources={"国有土地使用权出让收入": divided, "转移支付收入": other},
        total_resources=total,
        **more,
    )


PLANTED = funds(8031, 6020, 2010, (1205, 804))


# -- what is found ---------------------------------------------------------------------------------


def test_two_sums_that_hold_alone_and_not_together() -> None:
    alone = reconcile(PLANTED, ignore=["LF8"]).findings
    assert {one.rule: one.verdict.value for one in alone} == {
        "LF102": "within_rounding",
        "LF106": "within_rounding",
    }
    (found,) = joint(PLANTED)
    assert (found.verdict, found.severity) == (Verdict.BREACH, Severity.ERROR)
    assert rules(found) == ["LF102", "LF106"]
    # 8,031 - 6,020 - 1,205 - 804: no figure that both speak of is left in the sum.
    assert (found.difference, found.slack, found.unit) == (2, 2, "万元")
    assert [term.sign for term in found.terms] == [1, -1, -1, -1]
    assert [note.code for note in found.notes] == ["counted", "counted", "added_up_short"]
    assert found.notes[0].values["relation"] == "8,031万元 = 2,010万元 + 6,020万元"
    assert proved(found)


def test_the_checker_refuses_a_proof_that_proves_nothing() -> None:
    (found,) = joint(PLANTED)
    first, second, last = found.notes
    assert not proved(replace(found, notes=(first, last)))
    turned = replace(second, values={**second.values, "weight": "-1"})
    assert not proved(replace(found, notes=(first, turned, last)))


def test_a_last_digit_less_and_all_is_well() -> None:
    assert not joint(funds(8030, 6020, 2010, (1205, 804)))


@st.composite
def chains(draw: st.DrawFn) -> tuple[Budget, bool]:
    """A total, a line of it, that line's parts, all figures different; and whether it can be.

    Both sums hold by themselves; together their differences add up and their one shared figure no
    longer counts.
    """
    lines, parts = draw(st.integers(2, 6)), draw(st.integers(2, 6))
    # Each as far off as its own sum allows, or a little less: together often too far.
    sign = draw(st.sampled_from((-1, 1)))
    first = sign * (lines // 2 - draw(st.sampled_from((0, 0, 1))))
    second = sign * (parts // 2 - draw(st.sampled_from((0, 0, 1))))
    digits = draw(st.integers(0, 2))
    listed = [10**6 + 7 * 3**n for n in range(parts)]
    whole = sum(listed) + second
    others = [10**8 + 11 * 5**n for n in range(lines - 1)]
    total = whole + sum(others) + first

    def text(number: int) -> str:
        return f"{Decimal(number).scaleb(-digits):f}万元"

    budget = GovernmentFundBudget(
        scope="某县",
        fiscal_year=2023,
        stage="execution",
        resources={
            "国有土地使用权出让收入": {
                "amount": text(whole),
                "parts": {f"第{n}项": text(one) for n, one in enumerate(listed)},
                "closed": True,
            },
            **{f"专项{n}收入": text(one) for n, one in enumerate(others)},
        },
        total_resources=text(total),
    )
    # Ends are open on one side of every figure, and signs differ: an end itself is out of reach.
    return budget, 2 * abs(first + second) < lines + parts


@settings(max_examples=150, deadline=None)
@given(chains())
def test_a_planted_conflict_is_found_and_proved_and_nothing_else(case: tuple[Budget, bool]) -> None:
    budget, possible = case
    alone = reconcile(budget, ignore=["LF8"])
    assert not alone.summary["breach"]
    found = joint(budget)
    assert bool(found) is not possible
    assert all(proved(one) and one.severity is Severity.ERROR for one in found)


def wan(number: int) -> Amount:
    return Amount(number, "万元")


def own(amount: int, tax: int, other: int, *growth: str) -> dict[str, Any]:
    def line(number: int, rate: str) -> dict[str, Any]:
        rates = [{"kind": "growth", "value": rate, "basis": "prior_execution"}] if rate else []
        return {"amount": number, "rates": rates}

    rates = growth or ("", "", "")
    parts = {"税收收入": line(tax, rates[1]), "非税收入": line(other, rates[2])}
    return {**line(amount, rates[0]), "parts": parts}


def general(year: int, stage: str, revenue: dict[str, Any], **more: Any) -> Budget:
    return GeneralPublicBudget(
        scope="某县",
        fiscal_year=year,
        stage=stage,
        unit="万元",
        resources={"一般公共预算收入": revenue},
        **more,
    )


def test_rates_share_the_room_of_their_amounts() -> None:
    before = general(2023, "execution", own(89, 46, 43))
    after = general(2024, "draft", own(896, 492, 405, "910.0", "978.0", "839.4"))
    assert not reconcile(before, after, ignore=["LF8"]).summary["breach"]
    (found,) = joint(before, after)
    assert rules(found) == ["LF101", "LF101", "LF401", "LF401", "LF401"]
    assert found.severity is Severity.WARNING
    assert proved(found)
    # Weights that a reader can follow, though exact ones have thirteen digits.
    assert all(
        abs(int(one.values["weight"])) <= 100 for one in found.notes if one.code == "counted"
    )


def test_a_rate_takes_part_and_makes_it_a_warning() -> None:
    # 600 of 1,001 may be 59.86 % to 60.02 %; but what is not tax is below 400.5, so tax is 59.97 %.
    revenue = own(1001, 600, 400)
    revenue["parts"]["税收收入"]["rates"] = [{"kind": "share", "value": "59.9", "basis": "whole"}]
    budget = general(2023, "execution", revenue)
    assert not reconcile(budget, ignore=["LF8"]).summary["breach"]
    (found,) = joint(budget)
    assert rules(found) == ["LF101", "LF402"]
    assert found.severity is Severity.WARNING
    assert proved(found)


def test_a_list_nobody_calls_complete_makes_it_a_warning() -> None:
    said = report_of([PLANTED])
    unsaid = tuple(one.model_copy(update={"closed": None}) for one in said.figures)
    (found,) = joint(said.model_copy(update={"figures": unsaid}))
    assert rules(found) == ["LF102", "LF106"]
    assert found.severity is Severity.WARNING


def test_a_mention_elsewhere_makes_it_a_warning_with_its_mechanism() -> None:
    """As in two published reports: tax is printed 0.1 more, so that the rounded figures add up."""
    parts = {"税收收入": "176.1亿元", "非税收入": "151.0亿元"}
    said = report_of([general(2023, "execution", {"amount": "327.1亿元", "parts": parts})])
    whole, _, fees = said.figures
    annex = (
        whole.model_copy(update={"id": "a", "amount": wan(3270591), "statement": "annex"}),
        fees.model_copy(
            update={"id": "b", "amount": wan(1510174), "statement": "annex", "parent": "a"}
        ),
    )
    (found,) = joint(said.model_copy(update={"figures": said.figures + annex}))
    assert rules(found) == ["LF101", "LF108", "LF108"]
    # 3,270,591 - 1,510,174 is 1,760,417, and that prints as 176.0.
    assert (str(found.difference), str(found.slack)) == ("-0.0583", "0.0501")
    assert found.severity is Severity.WARNING
    assert dict(found.notes[-1].values) == {"mechanism": "another_quantity"}
    assert proved(found)


# -- what is left alone ----------------------------------------------------------------------------


def test_a_base_that_another_document_revised_is_no_conflict() -> None:
    """The rate fits the base here and the one there, but never both: one of them was an estimate."""

    def paper(path: str, *accounts: Budget) -> BudgetReport:
        return report_of(accounts, document=DocumentInfo(path=path, jurisdiction="某县"))

    rates = [{"kind": "growth", "value": "-75.2", "basis": "prior_execution"}]
    later = paper(
        "later",
        general(2024, "execution", {"amount": "60497万元"}),
        general(2025, "draft", {"amount": "1.5亿元", "rates": rates}),
    )
    earlier = paper("earlier", general(2024, "execution", {"amount": "61862万元"}))
    findings = reconcile(earlier, later).findings
    assert {one.rule: one.verdict.value for one in findings if one.rule in ("LF302", "LF401")} == {
        "LF302": "within_rounding",
        "LF401": "exact",
    }
    assert not [one for one in findings if one.rule == "LF801"]


@settings(max_examples=100, deadline=None)
@given(sound_budgets())
def test_a_sound_account_is_never_impossible(budget: Budget) -> None:
    assert not joint(budget)


@settings(max_examples=100, deadline=None)
@given(sound_years())
def test_two_sound_years_are_never_impossible(years: tuple[Budget, Budget]) -> None:
    assert not joint(*years)


def test_thousands_of_rounded_truths_are_never_impossible() -> None:
    draw = random.Random(801)
    asked = 0
    for _ in range(1000):
        parts = [draw.randrange(10**4, 10**9) for _ in range(draw.randrange(2, 6))]
        other = draw.randrange(10**4, 10**9)
        printed = [(one + 5000) // 10**4 for one in (sum(parts) + other, other, sum(parts), *parts)]
        total, rest, whole, *listed = printed
        budget = funds(total, rest, whole, listed)
        asked += any(one.verdict is Verdict.WITHIN_ROUNDING for one in reconcile(budget).findings)
        assert not joint(budget)
    assert asked > 100


# -- the frame -------------------------------------------------------------------------------------


def test_what_is_not_asked_for_is_not_shown_and_what_is_ignored_takes_no_part() -> None:
    assert [one.rule for one in reconcile(PLANTED, select=["LF801"]).findings] == ["LF801"]
    assert not joint(PLANTED, ignore=["LF106"])
    assert not joint(PLANTED, select=["LF1"])


def test_too_much_work_is_undecided_never_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simplex, "_MOST_WORK", 1)
    (found,) = joint(PLANTED)
    assert (found.verdict, found.severity) == (Verdict.UNDECIDED, Severity.NOTE)
    assert [dict(note.values) for note in found.notes] == [{"identities": "2"}]


def test_an_operand_counts_alike_wherever_its_sign_is_the_same() -> None:
    """A term of a finding tells its side and sign: that must settle how often it counts."""
    for one in all_identities():
        for reading in one.readings.values():
            if isinstance(reading.normal, Linear):
                sizes: dict[bool, set[int]] = {}
                for _, coefficient in reading.normal.terms:
                    sizes.setdefault(coefficient > 0, set()).add(abs(coefficient))
                assert all(len(found) == 1 for found in sizes.values())
