"""A hundred thousand identities by columns: ten identities of ten thousand districts, side by side.

`judge_columns` gives verdicts, differences and slacks; the others say yes or no, and are measured
where they are installed (extra ``bench``; beancount and its licence are nobody's dependency).  Every
one of them must fail as many identities.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from luohu_fiscal.identities import identity
from luohu_fiscal.identities.expression import Relator
from luohu_fiscal.money.amount import Amount, Unit
from luohu_fiscal.reconcile.finding import Verdict
from luohu_fiscal.reconcile.judge import judge_rows
from luohu_fiscal.tables import JudgedColumns
from tests.benchmarks import peers
from tests.benchmarks.districts import DISTRICTS, SHAPE, Table, by_columns, districts
from tests.strategies import Shown


@pytest.fixture(scope="module")
def table() -> Table:
    return districts(DISTRICTS)


@pytest.fixture(scope="module")
def judged(table: Table) -> dict[str, JudgedColumns]:
    return by_columns(table)


# -- the same answers as the row engine ------------------------------------------------------------


def test_districts_come_out_as_by_rows() -> None:
    few = districts(300)
    for code, found in by_columns(few).items():
        one = identity(code)
        form = one.readings[""].linear
        rows = [
            [[Shown(Amount(few[each][row], Unit.YUAN)) for each in SHAPE[code][name]]
             for name, _ in form.terms]
            for row in range(300)
        ]  # fmt: skip
        wanted = [
            each._replace(verdict=Verdict(one.equal))
            if each.verdict is Verdict.EXACT and form.relator is not Relator.EQUAL
            else each
            for each in judge_rows(form, rows)
        ]
        assert list(found) == wanted


def test_the_districts_meet_every_verdict(judged: dict[str, JudgedColumns]) -> None:
    assert {verdict for one in judged.values() for verdict in one.summary} == {
        *(Verdict.EXACT, Verdict.WITHIN_ROUNDING, Verdict.BOUNDED, Verdict.BREACH)
    }
    assert all(one.rows(Verdict.BREACH) for code, one in judged.items() if code in WRONG)


#: Where a sum was made wrong, or a limit exceeded.
WRONG = ("LF101", "LF102", "LF103", "LF106", "LF501", "LF502")

# -- side by side ----------------------------------------------------------------------------------


def seconds(run: Callable[[], object], rounds: int) -> float:
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return best


def breaches(judged: dict[str, JudgedColumns], codes: Iterable[str] = SHAPE) -> int:
    return sum(judged[code].summary.get(Verdict.BREACH, 0) for code in codes)


def told_wrong(table: Mapping[str, Any]) -> list[list[int]]:
    """All verdicts, and of each identity the rows that fail, as the others list them."""
    return [one.rows(Verdict.BREACH) for one in by_columns(table).values()]


@pytest.fixture(scope="module")
def by_lists(table: Table) -> float:
    return seconds(lambda: told_wrong(table), 7)


@pytest.fixture(scope="module")
def by_arrays(table: Table) -> float:
    """From a frame of pandas, its columns taken out as arrays."""
    frame = peers.frame_of(table)
    return seconds(lambda: told_wrong({name: frame[name].to_numpy() for name in table}), 7)


def told(
    capsys: pytest.CaptureFixture[str], name: str, taken: float, ours: float, rules: int = 10
) -> None:
    """Says what both took for the same number of identities."""
    count = DISTRICTS * rules
    with capsys.disabled():
        print(
            f"\n{name}: {taken * 1000:,.1f} ms for {count:,}, {count / taken:,.0f} a second; "
            f"columns are {taken / count / (ours / (DISTRICTS * len(SHAPE))):.1f} times as fast"
        )


def test_columns_by_themselves(
    by_lists: float, by_arrays: float, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, "columns, arrays", by_arrays, by_arrays)
    told(capsys, "columns, lists", by_lists, by_arrays)
    assert by_arrays < by_lists


def test_lists_are_ahead_of_a_validator_by_hand(
    table: Table,
    judged: dict[str, JudgedColumns],
    by_lists: float,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run = peers.pydantic_run(table)
    assert run() == breaches(judged)
    taken = seconds(run, 2)
    told(capsys, "pydantic, against lists", taken, by_lists)
    assert by_lists < taken


@pytest.mark.parametrize("sound", [False, True])
def test_arrays_are_ahead_of_pandera(
    sound: bool, table: Table, by_arrays: float, capsys: pytest.CaptureFixture[str]
) -> None:
    tried = districts(DISTRICTS, sound=True) if sound else table  # to list failures takes it long
    run = peers.pandera_run(tried)
    failed = breaches(by_columns(tried))
    assert run() == failed and bool(failed) is not sound
    taken = seconds(run, 5)
    told(capsys, f"pandera, both from one frame, {failed} breaches", taken, by_arrays)
    assert by_arrays < taken


def test_lists_are_ahead_of_pandera_that_is_given_lists(
    table: Table, by_lists: float, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = seconds(peers.pandera_run(table, make_frame=True), 5)
    told(capsys, "pandera, both from lists", taken, by_lists)
    assert by_lists < taken


def test_lists_are_ahead_of_frictionless(
    table: Table,
    judged: dict[str, JudgedColumns],
    by_lists: float,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run = peers.frictionless_run(table)
    start = time.perf_counter()
    assert run() == breaches(judged)
    taken = time.perf_counter() - start
    told(capsys, "frictionless, against lists", taken, by_lists)
    assert by_lists < taken


@pytest.mark.parametrize("form", ["text", "memory"])
def test_lists_are_ahead_of_beancount(
    form: str,
    table: Table,
    judged: dict[str, JudgedColumns],
    by_lists: float,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run = (peers.beancount_of_text if form == "text" else peers.beancount_in_memory)(table)
    start = time.perf_counter()
    assert run() == breaches(judged, peers.EQUALITIES)
    taken = time.perf_counter() - start
    told(capsys, f"beancount, {form}, against lists", taken, by_lists, len(peers.EQUALITIES))
    assert by_lists < taken
