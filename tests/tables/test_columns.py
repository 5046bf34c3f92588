"""Columns are judged as rows are: the same verdicts, differences and slacks, whatever they hold."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal, Inexact, Rounded, localcontext
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import luohu_fiscal as lf
from luohu_fiscal.identities import Linear, all_identities, identity
from luohu_fiscal.identities.expression import Relator, names_of
from luohu_fiscal.money.amount import Amount, Unit
from luohu_fiscal.reconcile.finding import Verdict
from luohu_fiscal.reconcile.judge import Judgement, judge_rows
from luohu_fiscal.tables import JudgedColumns, judge_columns
from tests.strategies import Shown

#: Every formula of sums in the catalogue.
SUMS = [
    (one.code, name)
    for one in all_identities()
    for name, reading in one.readings.items()
    if isinstance(reading.normal, Linear)
]
#: The same as a table: the columns of each operand, a plain operand having one.
Table = dict[str, list[list[Any]]]


def form_of(rule: str, reading: str = "") -> Linear:
    return identity(rule).readings[reading].linear


def groups_of(rule: str, reading: str) -> set[str]:
    relation = identity(rule).readings[reading].relation
    return {name for name, group in names_of(relation.left) + names_of(relation.right) if group}


def by_rows(rule: str, reading: str, table: Table) -> list[Judgement | None]:
    """What the row engine says; None where something is not printed."""
    form = form_of(rule, reading)
    equal = Verdict(identity(rule).equal)
    rows = zip(*(zip(*table[name], strict=True) for name, _ in form.terms), strict=True)
    found: list[Judgement | None] = []
    for row in rows:
        if any(one is None for group in row for one in group):
            found.append(None)
            continue
        (one,) = judge_rows(form, [[[Shown(each) for each in group] for group in row]])
        if one.verdict is Verdict.EXACT and form.relator is not Relator.EQUAL:
            one = one._replace(verdict=equal)
        found.append(one)
    return found


def given_as(table: Table, rule: str, reading: str, make: Any = list) -> dict[str, Any]:
    """The table as the public function takes it: a column, or a list of columns of a group."""
    groups = groups_of(rule, reading)
    return {
        name: [make(one) for one in columns] if name in groups else make(columns[0])
        for name, columns in table.items()
    }


def as_yuan(table: Table) -> Table:
    return {
        name: [
            [None if one is None else Amount(one, Unit.YUAN) for one in each] for each in columns
        ]
        for name, columns in table.items()
    }


def tables(entries: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[str, str, Table]]:
    """One formula and a small table for it, so that differences lie about the ends of the slack."""

    @st.composite
    def drawn(draw: st.DrawFn) -> tuple[str, str, Table]:
        rule, reading = draw(st.sampled_from(SUMS))
        rows = draw(st.integers(1, 5))
        groups = groups_of(rule, reading)
        column = st.lists(entries, min_size=rows, max_size=rows)
        return (
            rule,
            reading,
            {
                name: draw(st.lists(column, min_size=1, max_size=3 if name in groups else 1))
                for name, _ in form_of(rule, reading).terms
            },
        )

    return drawn()


SMALL = st.integers(-4, 4)
WIDE = st.one_of(SMALL, st.integers(-(2**62), 2**62))
HUGE = st.one_of(SMALL, st.integers(0, 10**30))


@settings(max_examples=300, deadline=None)
@given(st.one_of(tables(SMALL), tables(WIDE), tables(HUGE), tables(st.none() | SMALL)))
def test_columns_of_whole_numbers_are_judged_as_rows(case: tuple[str, str, Table]) -> None:
    rule, reading, table = case
    found = judge_columns(rule, given_as(table, rule, reading), reading=reading)
    assert list(found) == by_rows(rule, reading, as_yuan(table))


@settings(max_examples=200, deadline=None)
@given(st.one_of(tables(SMALL), tables(WIDE)))
def test_arrays_are_judged_as_rows_also_where_64_bits_end(case: tuple[str, str, Table]) -> None:
    numpy = pytest.importorskip("numpy")
    rule, reading, table = case
    packed = given_as(table, rule, reading, lambda one: numpy.array(one, dtype="int64"))
    found = judge_columns(rule, packed, reading=reading)
    assert list(found) == by_rows(rule, reading, as_yuan(table))


#: 万元 and 亿元, with and without decimals, plain zeros and zeros with decimals.
printed = st.builds(
    lambda number, places, unit: Amount(Decimal(number).scaleb(-places), unit),
    st.one_of(SMALL, st.integers(-(10**6), 10**6), st.integers(10**29, 10**31)),
    st.integers(0, 2),
    st.sampled_from([Unit.YUAN, Unit.WAN, Unit.YI]),
)


@settings(max_examples=200, deadline=None)
@given(st.one_of(tables(printed), tables(st.none() | printed)))
def test_amounts_are_judged_as_rows_each_in_its_unit(case: tuple[str, str, Table]) -> None:
    rule, reading, table = case
    found = judge_columns(rule, given_as(table, rule, reading), reading=reading)
    assert list(found) == by_rows(rule, reading, table)


def test_no_sum_of_the_catalogue_has_a_constant() -> None:
    # Its unit would have to be known; `judge_columns` would refuse it as it refuses a rate.
    assert not any(form_of(*one).constant for one in SUMS)


# -- what comes out --------------------------------------------------------------------------------

DETAIL: dict[str, list[Any]] = {
    "whole": [974, 974, 974, None, 975],
    "parts": [[772] * 5, [103] * 5, [99, 100, 101, 0, 100]],
}


def test_the_result_counts_finds_and_gives_single_rows() -> None:
    found = lf.judge_columns("LF106", DETAIL)
    assert isinstance(found, JudgedColumns) and len(found) == 5
    assert [verdict.value for verdict in found.verdicts] == [
        *("exact", "within_rounding", "breach", "undecided", "exact")
    ]
    assert found.summary == {
        Verdict.EXACT: 2,
        Verdict.WITHIN_ROUNDING: 1,
        Verdict.UNDECIDED: 1,
        Verdict.BREACH: 1,
    }
    assert found.rows("exact") == [0, 4] and found.rows(Verdict.BREACH) == [2]
    assert found[2] == Judgement(Verdict.BREACH, Decimal(-2), Decimal(2))
    assert found[3] is None and found.rule == "LF106" and found.place is None


def test_a_zero_is_nought_where_the_row_can_be_true_so_and_else_may_hide_half_a_place() -> None:
    # 1 may be anything from 0.5 to 1.5, and is 0 + 0 only where these hide something; 2 is not.
    found = judge_columns("LF106", {"whole": [1, 0, 2, 5], "parts": [[0, 0, 0, 5], [0, 1, 0, 0]]})
    assert list(found.half_slacks) == [3, 3, 3, 2]
    assert [one and one.verdict.value for one in found] == [
        *("within_rounding", "within_rounding", "breach", "exact")
    ]


def test_the_end_that_is_attained_is_reached_and_the_open_one_is_not() -> None:
    # [1.5, 2.5) and [0.5, 1.5) have no value in common.
    for low, verdict in ((Amount(1, "元"), "breach"), (Amount("1.5", "元"), "within_rounding")):
        both = judge_columns("LF105", {"total_resources": [Amount(2, "元")], "total_uses": [low]})
        assert str(both.verdicts[0]) == verdict


def test_amounts_tell_differences_in_yuan() -> None:
    found = judge_columns(
        "LF108",
        {"printed": [Amount("137", "亿元")] * 2, "elsewhere": [Amount(1370112, "万元"), None]},
    )
    assert found.place == 10**4 and found.differences == (-112, None)
    assert found[0] == Judgement(Verdict.WITHIN_ROUNDING, Decimal(-1120000), Decimal(50005000))


def test_amounts_of_thirty_digits_keep_the_last() -> None:
    both = {"total_resources": 10**30 + 5, "total_uses": 10**30 + 2}
    found = judge_columns("LF105", {name: [Amount(one, "万元")] for name, one in both.items()})
    assert found.differences == (3,)


def test_plain_zeros_have_no_place_and_count_in_yuan() -> None:
    nothing = [Amount(0, "亿元")]
    found = judge_columns("LF105", {"total_resources": nothing, "total_uses": nothing})
    assert found.place == 1 and found[0] == Judgement(Verdict.EXACT, Decimal(0), Decimal(0))


@pytest.mark.parametrize(("printed", "place"), [("1.003万元", "10"), ("1.23元", "0.01")])
def test_the_place_is_told_in_plain_digits(printed: str, place: str) -> None:
    found = judge_columns("LF602", {"surplus": [lf.parse_amount(printed)]})
    assert str(found.place) == place


def test_the_context_of_the_caller_has_no_say_in_columns() -> None:
    both = {"total_resources": [Amount("1.86", "亿元")], "total_uses": [Amount(18599, "万元")]}
    with localcontext() as context:
        context.prec = 1
        context.traps[Inexact] = context.traps[Rounded] = True
        found = judge_columns("LF105", both)
        assert list(found) == [Judgement(Verdict.WITHIN_ROUNDING, Decimal(10000), Decimal(505000))]


def test_the_result_of_arrays_is_arrays_that_nobody_writes_to() -> None:
    numpy = pytest.importorskip("numpy")
    ours = numpy.array([0, 3])
    found = judge_columns("LF602", {"surplus": ours})
    assert found.half_slacks.tolist() == [0, 1]
    for one in (found.codes, found.differences, found.half_slacks):
        assert isinstance(one, numpy.ndarray) and one.dtype.kind == "i"
        with pytest.raises(ValueError, match="read-only"):
            one[0] = 1
    ours[0] = 7
    assert found.differences.tolist() == [0, 3]
    assert found.summary == {Verdict.EXACT: 1, Verdict.BREACH: 1} and found.rows("exact") == [0]


def test_an_empty_table_has_no_verdicts() -> None:
    numpy = pytest.importorskip("numpy")
    empties: list[Any] = [[], numpy.array([], dtype="int64")]
    for empty in empties:
        found = judge_columns("LF105", {"total_resources": empty, "total_uses": empty})
        assert len(found) == 0 and found.summary == {} and list(found) == []


# -- what may be given -----------------------------------------------------------------------------

BOTH = {"total_resources": [5, 6], "total_uses": [5, 7]}


def test_columns_of_other_kinds_are_whole_numbers_too() -> None:
    pandas = pytest.importorskip("pandas")
    polars = pytest.importorskip("polars")
    numpy = pytest.importorskip("numpy")
    wanted = list(judge_columns("LF105", BOTH))
    makers = (
        tuple,
        pandas.Series,
        polars.Series,
        lambda one: numpy.array(one, dtype="int8"),
        lambda one: numpy.array(one, dtype="uint64"),
        lambda one: list(map(numpy.int64, one)),
    )
    for make in makers:
        assert (
            list(judge_columns("LF105", {name: make(one) for name, one in BOTH.items()})) == wanted
        )


def test_a_gap_beside_numbers_of_another_type_is_missing() -> None:
    numpy = pytest.importorskip("numpy")
    found = judge_columns("LF105", {**BOTH, "total_uses": [numpy.int64(5), None]})
    assert list(map(str, found.verdicts)) == ["exact", "undecided"]


def test_what_an_array_hides_is_missing() -> None:
    numpy = pytest.importorskip("numpy")
    hidden = numpy.ma.array([5, 6], mask=[False, True])
    found = judge_columns("LF105", {**BOTH, "total_resources": hidden})
    assert found.rows("undecided") == [1]


@pytest.mark.parametrize(
    ("rule", "columns", "difference"),
    [
        ("LF105", {"total_resources": 2**62, "total_uses": -(2**62)}, 2**63),
        ("LF105", {"total_resources": -(2**62), "total_uses": 2**62}, -(2**63)),
        ("LF105", {"total_resources": -(2**63), "total_uses": 1}, -(2**63) - 1),
        ("LF603", {"expenditure": 1, "reserve": 2**60}, 1 - 100 * 2**60),
        ("LF105", {"total_resources": 2**62 - 2, "total_uses": -(2**62) + 1}, 2**63 - 3),
    ],
)
def test_no_sum_of_an_array_wraps_around(
    rule: str, columns: dict[str, int], difference: int
) -> None:
    numpy = pytest.importorskip("numpy")
    packed = {name: numpy.array([one], dtype="int64") for name, one in columns.items()}
    found = judge_columns(rule, packed)
    assert int(found.differences[0]) == difference
    # What fits stays an array.
    assert isinstance(found.differences, numpy.ndarray) is (abs(difference) < 2**63)


def test_small_machine_integers_do_not_wrap_around() -> None:
    numpy = pytest.importorskip("numpy")
    hundred = numpy.array([100], dtype="int8")
    found = judge_columns("LF106", {"whole": hundred, "parts": [hundred, hundred, hundred]})
    assert found.differences.tolist() == [-200]


WRONG: Sequence[tuple[str, Mapping[str, Any], str]] = [
    ("LF999", BOTH, "no rule LF999; luohu-fiscal rules lists them"),
    ("LF401", BOTH, "LF401 is a rule of rates, not of sums; give reconcile a report with the rate"),
    ("LF901", BOTH, "LF901 has no formula; luohu-fiscal rules shows the formulas"),
    (
        "LF105",
        {"total_uses": [1]},
        "LF105: no column for total_resources; its operands are total_resources, total_uses",
    ),
    (
        "LF105",
        {**BOTH, "uses": [1]},
        "LF105 has no operand uses; its operands are total_resources, total_uses",
    ),
    (
        "LF105",
        {**BOTH, "total_uses": [1]},
        "LF105: total_resources has 2 rows, total_uses 1; give columns of one length",
    ),
    (
        "LF105",
        {**BOTH, "total_uses": "56"},
        "LF105: total_uses is not given as a column; give a list",
    ),
    (
        "LF106",
        {"whole": [5], "parts": [5]},
        "LF106: parts is not given as columns; give a list of columns for a sum",
    ),
    ("LF106", {"whole": [5], "parts": []}, "LF106: no columns for parts; give at least one"),
]


@pytest.mark.parametrize(("rule", "columns", "said"), WRONG)
def test_a_call_that_is_wrong_is_told_in_one_line(
    rule: str, columns: Mapping[str, Any], said: str
) -> None:
    with pytest.raises(lf.UsageError) as told:
        judge_columns(rule, columns)
    assert str(told.value) == said


def test_an_unknown_reading_is_told_with_the_known_ones() -> None:
    with pytest.raises(
        lf.UsageError, match="LF104 has no reading x; its readings: inside, cumulat"
    ):
        judge_columns("LF104", BOTH, reading="x")
    with pytest.raises(lf.UsageError, match=r"LF105 has no reading x; its readings: none$"):
        judge_columns("LF105", BOTH, reading="x")
    assert judge_columns("LF104", BOTH, reading="inside").summary == {
        Verdict.EXACT: 1,
        Verdict.BREACH: 1,
    }


@pytest.mark.parametrize("wrong", [5.0, True, "5", Decimal(5), float("nan"), [5]])
def test_what_is_no_whole_number_is_refused_with_its_place(wrong: object) -> None:
    with pytest.raises(lf.AmountError) as told:
        judge_columns("LF105", {**BOTH, "total_uses": [5, wrong]})
    assert str(told.value) == (
        f"LF105: row 1 of total_uses is {wrong!r}, not a whole number or an amount; "
        "count last printed places, parse_amount texts, and give None where nothing stands"
    )


def test_arrays_of_floats_and_of_truths_are_refused() -> None:
    numpy = pytest.importorskip("numpy")
    for wrong in (numpy.array([5.0, 7.0]), numpy.array([True, False])):
        with pytest.raises(lf.AmountError, match="row 0 of total_uses"):
            judge_columns("LF105", {**BOTH, "total_uses": wrong})


@pytest.mark.parametrize("uses", [[Amount(5, "元")] * 2, [5, Amount(5, "元")]])
def test_whole_numbers_and_amounts_are_not_mixed(uses: list[object]) -> None:
    where = "total_uses has " if 5 in uses else ""
    said = f"^LF105: {where}whole numbers beside amounts.*; give one kind throughout$"
    with pytest.raises(lf.AmountError, match=said):
        judge_columns("LF105", {**BOTH, "total_uses": uses})


def test_lists_are_judged_without_numpy() -> None:
    code = (
        "import sys, luohu_fiscal as lf\n"
        "sys.modules['numpy'] = None\n"
        f"found = lf.judge_columns('LF105', {BOTH!r})\n"
        "assert list(map(str, found.summary)) == ['exact', 'breach'], found.summary\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=600)
