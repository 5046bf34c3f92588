"""What LF801 says of a conflict is what adding up its identities gives: every field, every word."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import gcd
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luohu_fiscal.model.budgets import GeneralPublicBudget, StateCapitalBudget
from luohu_fiscal.model.report import report_of
from luohu_fiscal.model.vocabulary import Book, Stage
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.reconcile.finding import Finding, Note, Severity, Term, Verdict
from luohu_fiscal.reconcile.jointly import conflict, simplex
from luohu_fiscal.reconcile.jointly.conflict import Conflict, conflict_among
from luohu_fiscal.reconcile.jointly.reduce import possible
from luohu_fiscal.reconcile.jointly.relations import Key, Relation, relation_of, takes_part
from luohu_fiscal.reconcile.jointly.simplex import Number, Range, Row
from luohu_fiscal.reconcile.scene import Scene
from tests.reconcile.jointly.test_joint import PLANTED, funds, general, joint, own, proved
from tests.reconcile.jointly.test_joint_simplex import System, feasible, systems

# -- the proof, from the weights alone ----------------------------------------------------------------


def related(system: System) -> list[Relation]:
    _, _, rows = system
    return [
        Relation(
            Finding("LF106", "detail", Verdict.EXACT, Severity.OK),
            ({(0, str(n)): c for n, c in row.coefficients.items()},),
            (row.range,),
            stated=True,
        )
        for row in rows
    ]


def decided(system: System, relations: list[Relation]) -> Conflict | None:
    start, boxes, _ = system
    return conflict_among(relations, lambda key: boxes[int(key[1])], lambda key: start[int(key[1])])


def added_up(found: Conflict, boxes: list[Range]) -> tuple[Fraction, Fraction, bool, bool]:
    """What the weighted rows need, what the boxes reach, and whether either end is out of reach."""
    needed, strict, sums = Fraction(0), False, dict[Key, Fraction]()
    for one in found.weighed:
        within = one.relation.ranges[one.row]
        end, is_open = (
            (within.lo, within.lo_open) if one.weight > 0 else (within.hi, within.hi_open)
        )
        assert end is not None and type(one.weight) is int and one.weight
        needed, strict = needed + one.weight * Fraction(end), strict or is_open
        for key, c in one.relation.rows[one.row].items():
            sums[key] = sums.get(key, Fraction(0)) + one.weight * c
    assert dict(found.sums) == {key: c for key, c in sums.items() if c}
    most, attained = Fraction(0), True
    for key, c in found.sums.items():
        box = boxes[int(key[1])]
        end, is_open = (box.hi, box.hi_open) if c > 0 else (box.lo, box.lo_open)
        assert end is not None
        most, attained = most + c * end, attained and not is_open
    return needed, most, attained, strict


@settings(max_examples=150, deadline=None)
@given(systems())
def test_a_conflict_is_told_where_there_is_one_and_adds_up_to_what_it_says(system: System) -> None:
    start, boxes, rows = system
    found = decided(system, related(system))
    assert (found is None) is feasible(len(boxes), boxes, rows)
    if found is None:
        return
    needed, most, attained, strict = added_up(found, boxes)
    assert most < needed or (most == needed and (strict or not attained))
    nominal = sum(c * start[int(key[1])] for key, c in found.sums.items())
    assert (found.required, found.nominal, found.slack) == (needed, nominal, most - nominal)
    assert found.attained is attained
    turned = found.weighed[0].weight < 0 and all(one.relation.equality for one in found.weighed)
    assert found.sign == (-1 if turned else 1)


@settings(max_examples=80, deadline=None)
@given(systems())
def test_of_a_conflict_no_identity_can_be_left_out(system: System) -> None:
    found = decided(system, related(system))
    if found is not None:
        for one in found.relations:
            assert decided(system, [other for other in found.relations if other is not one]) is None


@settings(max_examples=80, deadline=None)
@given(systems())
def test_where_no_small_weights_prove_it_the_exact_ones_do(system: System) -> None:
    _, boxes, _ = system
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conflict, "_SCALES", ())
        found = decided(system, related(system))
    if found is not None:
        needed, most, attained, strict = added_up(found, boxes)
        assert most < needed or (most == needed and (strict or not attained))
        assert gcd(*(one.weight for one in found.weighed)) == 1


# -- the finding ----------------------------------------------------------------------------------


def note(code: str, **values: str) -> Note:
    return Note(code, MappingProxyType(values))


def counted(weight: int, rule: str, relation: str) -> Note:
    return note("counted", weight=str(weight), rule=rule, relation=relation)


FUND = "government_fund.某县.2023.execution"
LEADS = f"{FUND}.total_resources"
SUMS = Finding(
    rule="LF801",
    name="jointly-impossible",
    verdict=Verdict.BREACH,
    severity=Severity.ERROR,
    book=Book.GOVERNMENT_FUND,
    scope="某县",
    fiscal_year=2023,
    stage=Stage.EXECUTION,
    difference=Decimal(2),
    slack=Decimal(2),
    unit="万元",
    terms=(
        Term(LEADS, 1),
        *(Term(f"{FUND}.resources.{line}", -1) for line in ("2", "1.1", "1.2")),
    ),
    notes=(
        counted(1, "LF102", "8,031万元 = 2,010万元 + 6,020万元"),
        counted(1, "LF106", "2,010万元 = 1,205万元 + 804万元"),
        note("added_up_short", difference="2", slack="2", unit="万元"),
    ),
)


def test_two_sums_at_odds_are_told_with_all_that_is_needed_to_check_them() -> None:
    assert joint(PLANTED) == [SUMS]


def test_the_terms_of_a_conflict_name_the_report_they_stand_in() -> None:
    other = report_of([StateCapitalBudget(fiscal_year=2023, stage="execution", total_uses="5万元")])
    (found,) = joint(other, report_of([PLANTED]))
    assert {term.report for term in found.terms} == {1} and proved(found)
    assert found == Finding(**{
        **{name: getattr(SUMS, name) for name in SUMS.__dataclass_fields__},
        "terms": tuple(Term(one.figure, one.sign, 1) for one in SUMS.terms),
    })  # fmt: skip


def test_a_proof_is_shown_in_the_places_of_the_figure_it_begins_with() -> None:
    budget = funds("80.31", "60.20", "20.10", ("12.05", "8.04"))  # type: ignore[arg-type]
    (found,) = joint(budget)
    assert (str(found.difference), str(found.slack)) == ("0.02", "0.02")
    whole = funds("80310", "60200", "20100.0", ("12050", "8040.0"))  # type: ignore[arg-type]
    assert not joint(whole)


def test_what_is_too_much_work_is_named_by_its_first_figure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(simplex, "_MOST_WORK", 1)
    assert joint(PLANTED) == [
        Finding(
            rule="LF801",
            name="jointly-impossible",
            verdict=Verdict.UNDECIDED,
            severity=Severity.NOTE,
            book=Book.GOVERNMENT_FUND,
            scope="某县",
            fiscal_year=2023,
            stage=Stage.EXECUTION,
            terms=(Term(LEADS, 1, 0, "stated"),),
            notes=(note("too_many_together", identities="2"),),
        )
    ]


def said(found: Finding) -> list[tuple[str, str, str]]:
    return [
        (one.values["weight"], one.values["rule"], one.values["relation"])
        for one in found.notes
        if one.code == "counted"
    ]


@pytest.mark.parametrize(
    ("tax", "fees", "value", "relation"),
    [
        # What is not tax is below 400.5, so tax is above 59.94 %: the upper end is out of reach.
        (600, 400, "59.9", "59.9% (≤ 59.95%): 600万元 / 1,001万元"),
        # What is not tax is 400.5 at least, so tax is at most 60.005 %: the lower end is.
        (601, 401, "60.1", "60.1% (≥ 60.05%): 601万元 / 1,001万元"),
    ],
)
def test_a_rate_is_told_with_the_end_that_is_out_of_reach(
    tax: int, fees: int, value: str, relation: str
) -> None:
    revenue = own(1001, tax, fees)
    revenue["parts"]["税收收入"]["rates"] = [{"kind": "share", "value": value, "basis": "whole"}]
    budget = general(2023, "execution", revenue)
    assert not reconcile(budget, ignore=["LF8"]).summary["breach"]
    (found,) = joint(budget)
    assert proved(found)
    assert relation in {shown for _, _, shown in said(found)}
    assert f"1,001万元 = {tax}万元 + {fees}万元" in {shown for _, _, shown in said(found)}


def test_a_closing_is_told_with_its_signs() -> None:
    budget = GeneralPublicBudget(
        fiscal_year=2023, stage="execution", unit="万元",
        resources={"一般公共预算收入": 1001, "上级补助收入": 2001}, total_resources=3003,
        uses={"一般公共预算支出": 1501, "上解支出": 501}, total_uses=2001,
        closing={"carried_over": 1003},
    )  # fmt: skip
    assert not reconcile(budget, ignore=["LF8"]).summary["breach"]
    (found,) = joint(budget)
    assert proved(found)
    assert [shown for _, rule, shown in said(found) if rule == "LF104"] == [
        "1,003万元 = 3,003万元 − 2,001万元"
    ]


def test_a_list_that_is_open_is_told_as_a_bound() -> None:
    parts = {f"第{n}项": amount for n, amount in enumerate((1205, 806))}
    whole = {"amount": 2010, "parts": parts, "closed": False}
    budget = GeneralPublicBudget(
        fiscal_year=2023, stage="execution", unit="万元",
        resources={"一般公共预算收入": whole, "上级补助收入": 6020}, total_resources=8029,
    )  # fmt: skip
    assert not reconcile(budget, ignore=["LF8"]).summary["breach"]
    (found,) = joint(budget)
    assert proved(found)
    assert [shown for _, rule, shown in said(found) if rule == "LF107"] == [
        "2,010万元 ≥ 1,205万元 + 806万元"
    ]
    assert found.severity is Severity.WARNING


def test_two_rates_of_the_same_amounts_that_exclude_each_other() -> None:
    # 600 of 1,001 may be 59.9 % and may be 60.0 %, but below 59.95 and not below it.
    revenue = own(1001, 600, 401)
    revenue["parts"]["税收收入"]["rates"] = [
        {"kind": "share", "value": value, "basis": "whole"} for value in ("59.9", "60.0")
    ]
    budget = general(2023, "execution", revenue)
    assert not reconcile(budget, ignore=["LF8"]).summary["breach"]
    (found,) = joint(budget)
    # Nothing is left of the figures: what is below nought would have to be at least nought.
    assert sorted(said(found)) == [
        ("-1", "LF402", "59.9% (≤ 59.95%): 600万元 / 1,001万元"),
        ("1", "LF402", "60.0% (≥ 59.95%): 600万元 / 1,001万元"),
    ]
    assert found.notes[-1] == note("added_up", difference="0", slack="0", unit="万元")
    assert [term.sign for term in found.terms] == [1, 1]


@pytest.mark.parametrize("value", ["9.9", "-9.9", "10"])
def test_a_rate_asks_of_its_amounts_what_each_of_its_ends_does(value: str) -> None:
    rates = [{"kind": "growth", "value": value, "basis": "prior_execution"}]
    report = report_of(
        [
            general(2023, "execution", {"amount": 1000}),
            general(2024, "execution", {"amount": 1000 + 10 * round(float(value)), "rates": rates}),
        ]
    )
    (finding,) = reconcile(report, select=["LF401"]).findings
    assert takes_part(finding)
    found = relation_of(Scene((report,)), finding)
    (claim,) = report.claims
    half = Fraction(1, 2) if value == "10" else Fraction(1, 20)
    low, high = (1 + (Fraction(value) + sign * half) / 100 for sign in (-1, 1))
    now, before = ((0, term.figure) for term in finding.terms)
    assert [dict(row) for row in found.rows] == [{now: 1, before: -low}, {now: 1, before: -high}]
    declines = value.startswith("-")
    assert found.ranges == (
        Range(0, None, lo_open=declines), Range(None, 0, hi_open=not declines)
    )  # fmt: skip
    assert found.stated is True and found.claim is claim and not found.equality


# -- in circles -----------------------------------------------------------------------------------


@st.composite
def circles(draw: st.DrawFn) -> System:
    """Three figures, each two of them in a sum, and bounds on single ones that move them about."""
    start: list[Number] = [draw(st.integers(-3, 3)) for _ in range(3)]
    boxes = [Range(at - Fraction(1, 2), at + Fraction(1, 2), hi_open=True) for at in start]
    factors = st.sampled_from([-2, -1, 1, 2])
    rows = []
    for one, other in ((0, 1), (1, 2), (0, 2)):
        end = Fraction(draw(st.integers(-12, 12)), 2)
        wide = draw(st.sampled_from([0, 0, 1]))
        rows.append(Row({one: draw(factors), other: draw(factors)}, Range(end, end + wide)))
    for n in draw(st.lists(st.integers(0, 2), unique=True)):
        end = start[n] + Fraction(draw(st.sampled_from([-2, -1, 0, 1])), 4)
        within = Range(end, None) if draw(st.booleans()) else Range(None, end, hi_open=True)
        rows.append(Row({n: 1}, within))
    return start, boxes, rows


@settings(max_examples=150, deadline=None)
@given(circles())
def test_sums_that_run_in_circles_are_decided_from_inside_of_what_is_left(system: System) -> None:
    start, boxes, rows = system
    assert possible(start, boxes, rows) is feasible(3, boxes, rows)
