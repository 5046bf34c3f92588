"""A hundred thousand identities by columns: ten identities of ten thousand districts, side by side.

The verdicts, differences and slacks are those of the row engine, which a law checks on random
columns.  Peers are measured where they are installed (extra ``bench``): they answer yes or no only.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError, model_validator

from luohu_fiscal.identities import identity
from luohu_fiscal.identities.expression import Relator
from luohu_fiscal.money import EXACT, Amount, Unit
from luohu_fiscal.reconcile.finding import Verdict
from luohu_fiscal.reconcile.judge import judge_rows
from tests.benchmarks.columns import VERDICTS, Column, Judged, judged, numpy
from tests.strategies import Shown

DISTRICTS = 10_000
BREACH = VERDICTS.index(Verdict.BREACH)

# -- ten thousand districts ------------------------------------------------------------------------

Table = dict[str, list[int]]

#: The identities of a district, and the columns that each of their operands is.
SHAPE: dict[str, dict[str, tuple[str, ...]]] = {
    "LF101": {"own_revenue": ("own",), "tax_revenue": ("tax",), "non_tax_revenue": ("fees",)},
    "LF102": {
        "total_resources": ("resources",),
        "resources": ("own", "granted", "taken_in", "drawn", "lent", "opening"),
    },
    "LF103": {
        "total_uses": ("uses",),
        "uses": ("spent", "remitted", "given_out", "saved", "repaid"),
    },
    "LF104": {"total_resources": ("resources",), "total_uses": ("uses",), "closing": ("closing",)},
    "LF105": {"total_resources": ("fund_in",), "total_uses": ("fund_out",)},
    "LF106": {"whole": ("granted",), "parts": ("general_grant", "tied_grant", "refund")},
    "LF201": {"transferred_in": ("taken_in",), "transferred_out": ("from_fund", "from_capital")},
    "LF501": {"debt_total": ("owed",), "general": ("owed_general",), "special": ("owed_special",)},
    "LF502": {"outstanding": ("owed",), "limit": ("limit",)},
    "LF503": {
        "outstanding": ("owed_special",),
        "outstanding_before": ("owed_before",),
        "proceeds": ("borrowed",),
        "repaid": ("paid_back",),
    },
}
#: What is the sum of what; a last digit is off now and then.
_SUMS = {
    "own": ("tax", "fees"),
    "granted": ("general_grant", "tied_grant", "refund"),
    "resources": ("own", "granted", "taken_in", "drawn", "lent", "opening"),
    "uses": ("spent", "remitted", "given_out", "saved", "repaid"),
    "owed": ("owed_general", "owed_special"),
}


def districts(count: int) -> Table:
    """Districts of the shape and size of Luohu 罗湖区, in 万元; one sum in ten is a little off."""
    draw = random.Random(440303)
    table: Table = {}

    def column(name: str, make: Callable[[int], int]) -> None:
        table[name] = [make(row) for row in range(count)]

    names = "tax fees general_grant tied_grant refund drawn lent opening from_fund from_capital"
    for name in (names + " remitted given_out saved repaid owed_general owed_before").split():
        column(name, lambda _: draw.randrange(10**3, 10**6))
    column("borrowed", lambda _: draw.randrange(10**5, 10**6))
    column("paid_back", lambda _: draw.randrange(10**2, 10**5))
    column("fund_in", lambda _: draw.randrange(10**5, 10**6))
    column("fund_out", lambda row: table["fund_in"][row])
    extra = ("from_fund", "from_capital")
    column("taken_in", lambda row: sum(table[one][row] for one in extra) + draw.randrange(10**4))
    column(
        "owed_special",
        lambda row: table["owed_before"][row] + table["borrowed"][row] - table["paid_back"][row],
    )
    column("spent", lambda _: draw.randrange(10**5, 10**6))
    for name, parts in _SUMS.items():
        off = (0,) * 18 + (-1, 1)
        table[name] = [
            sum(table[one][row] for one in parts) + draw.choice(off) for row in range(count)
        ]
    column("closing", lambda row: table["resources"][row] - table["uses"][row])
    column("limit", lambda row: table["owed"][row] + draw.randrange(-10, 10**4))
    return table


def by_columns(table: Mapping[str, Any]) -> dict[str, Judged]:
    return {
        code: judged(code, {name: [table[one] for one in of] for name, of in operands.items()})
        for code, operands in SHAPE.items()
    }


def arrays(table: Table) -> Mapping[str, Any]:
    """The table as arrays where numpy is installed, else as it is."""
    if numpy is None:
        return table
    return {name: numpy.array(column, dtype="int64") for name, column in table.items()}


# -- the same answers as the row engine ------------------------------------------------------------


Listed = tuple[list[int], list[int | None], list[int | None]]


def by_rows(code: str, columns: Mapping[str, Sequence[Sequence[int]]]) -> Listed:
    """The verdicts, differences and slacks of the row engine."""
    one = identity(code)
    form = one.readings[""].linear
    rows = range(len(next(iter(columns.values()))[0]))
    found = judge_rows(
        form,
        [
            [
                [Shown(Amount(column[row], Unit.YUAN)) for column in columns[name]]
                for name, _ in form.terms
            ]
            for row in rows
        ],
    )
    verdicts = [
        Verdict(one.equal)
        if each.verdict is Verdict.EXACT and form.relator is not Relator.EQUAL
        else each.verdict
        for each in found
    ]
    return (
        [VERDICTS.index(verdict) for verdict in verdicts],
        [int(EXACT.multiply(2, each.difference)) for each in found],
        [int(EXACT.multiply(2, each.slack)) for each in found],
    )


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, dict[str, list[list[int]]]]:
    """One identity and small columns, so that differences often lie at the very end of the slack."""
    code = draw(st.sampled_from(sorted(SHAPE)))
    rows = draw(st.integers(1, 5))
    small = st.integers(-4, 4)
    numbers = draw(st.sampled_from([small, st.integers(-(2**61), 2**61), st.integers(0, 10**30)]))
    column = st.lists(st.one_of(small, numbers), min_size=rows, max_size=rows)
    return code, {name: [draw(column) for _ in operands] for name, operands in SHAPE[code].items()}


@settings(max_examples=200, deadline=None)
@given(tables())
def test_columns_judge_as_rows_do(case: tuple[str, dict[str, list[list[int]]]]) -> None:
    code, columns = case
    wanted = by_rows(code, columns)
    assert judged(code, columns).listed() == wanted
    widest = max(abs(one) for each in columns.values() for column in each for one in column)
    if numpy is not None and widest < 2**63:
        packed = {
            name: [numpy.array(column, dtype="int64") for column in each]
            for name, each in columns.items()
        }
        assert judged(code, packed).listed() == wanted


def test_all_districts_come_out_as_by_rows() -> None:
    table = districts(300)
    for code, found in by_columns(arrays(table)).items():
        columns = {name: [table[one] for one in of] for name, of in SHAPE[code].items()}
        assert found.listed() == by_rows(code, columns)


def test_the_districts_meet_every_verdict(table: Table) -> None:
    found = by_columns(table)
    assert {VERDICTS[one] for each in found.values() for one in each.verdicts} == {
        Verdict.EXACT,
        Verdict.WITHIN_ROUNDING,
        Verdict.BOUNDED,
        Verdict.BREACH,
    }


def test_what_is_missing_is_undecided_not_zero() -> None:
    columns: dict[str, list[Column]] = {"whole": [[5, 5]], "parts": [[5, 5], [0, None]]}
    undecided = VERDICTS.index(Verdict.UNDECIDED)
    assert judged("LF106", columns) == Judged([0, undecided], [0, None], [2, None])


# -- side by side ----------------------------------------------------------------------------------

Rows = list[dict[str, int]]


def slack_of(operands: Mapping[str, Sequence[str]]) -> int:
    """The allowance a validator by hand gives: half a place a figure, in half places."""
    return sum(len(names) for names in operands.values())


def difference_of(code: str) -> tuple[list[str], list[str], str]:
    """The columns that add, those that take away, and the relator, as one writes them by hand."""
    form = identity(code).readings[""].linear
    plus = [one for name, c in form.terms if c > 0 for one in SHAPE[code][name]]
    minus = [one for name, c in form.terms if c < 0 for one in SHAPE[code][name]]
    return plus, minus, form.relator.value


BY_HAND = {code: (*difference_of(code), slack_of(SHAPE[code])) for code in SHAPE}


def agrees(relator: str, difference: int, slack: int) -> bool:
    """Yes or no, for one row."""
    low, high = difference > -slack, difference < slack
    return (low or relator == "<=") and (high or relator == ">=")


class District(BaseModel):
    """A district as one validates it with pydantic: fields, and a validator of all its sums."""

    model_config = {"extra": "allow"}
    __pydantic_extra__: dict[str, int]

    @model_validator(mode="after")
    def sums(self) -> District:
        found = self.__pydantic_extra__
        failed = [
            code
            for code, (plus, minus, relator, slack) in BY_HAND.items()
            if not agrees(
                relator, 2 * (sum(found[p] for p in plus) - sum(found[m] for m in minus)), slack
            )
        ]
        if failed:
            raise ValueError(" ".join(failed))
        return self


def with_pydantic(rows: Rows) -> int:
    failed = 0
    for row in rows:
        try:
            District.model_validate(row)
        except ValidationError as error:
            failed += error.errors()[0]["msg"].count("LF")
    return failed


def with_pandera(table: Table) -> Callable[[], int]:
    pandas = pytest.importorskip("pandas", reason="pandera is not installed; extra bench")
    pandera = pytest.importorskip("pandera.pandas", reason="pandera is not installed; extra bench")
    frame = pandas.DataFrame(table)

    def check(code: str) -> Any:
        plus, minus, relator, slack = BY_HAND[code]

        def holds(data: Any) -> Any:
            difference = 2 * (data[plus].sum(axis=1) - data[minus].sum(axis=1))
            low, high = difference > -slack, difference < slack
            return low if relator == ">=" else high if relator == "<=" else low & high

        return pandera.Check(holds, name=code)

    schema = pandera.DataFrameSchema(
        {name: pandera.Column(int) for name in table}, checks=[check(code) for code in SHAPE]
    )

    def run() -> int:
        try:
            schema.validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as errors:
            cases = errors.failure_cases
            return int(cases.groupby("check")["index"].nunique().sum())
        return 0

    return run


def with_frictionless(rows: Rows) -> Callable[[], int]:
    frictionless = pytest.importorskip(
        "frictionless", reason="frictionless is not installed; extra bench"
    )
    checks = []
    for plus, minus, relator, slack in BY_HAND.values():
        difference = f"2*({'+'.join(plus)}-({'+'.join(minus)}))"
        low, high = f"{difference} > -{slack}", f"{difference} < {slack}"
        formula = {">=": low, "<=": high, "==": f"{low} and {high}"}[relator]
        checks.append(frictionless.checks.row_constraint(formula=formula))

    def run() -> int:
        report = frictionless.Resource(data=rows).validate(
            frictionless.Checklist(checks=checks), limit_errors=10**6
        )
        return len(report.flatten(["type"]))

    return run


def seconds(run: Callable[[], object], rounds: int) -> float:
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return best


@pytest.fixture(scope="module")
def table() -> Table:
    return districts(DISTRICTS)


@pytest.fixture(scope="module")
def ours(table: Table) -> float:
    packed = arrays(table)
    return seconds(lambda: by_columns(packed), 7)


def rows_of(table: Table, count: int) -> Rows:
    return [{name: column[row] for name, column in table.items()} for row in range(count)]


def breaches(table: Table) -> int:
    return sum(list(one.verdicts).count(BREACH) for one in by_columns(table).values())


def told(
    capsys: pytest.CaptureFixture[str], name: str, taken: float, count: int, ours: float
) -> None:
    each, own = taken / (count * len(SHAPE)), ours / (DISTRICTS * len(SHAPE))
    with capsys.disabled():
        print(
            f"\n{name}: {1 / each:,.0f} identities a second, columns {1 / own:,.0f}: "
            f"{each / own:.1f} times as fast"
        )


def test_ahead_of_a_validator_by_hand(
    table: Table, ours: float, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = rows_of(table, DISTRICTS)
    assert with_pydantic(rows) == breaches(table)
    taken = seconds(lambda: with_pydantic(rows), 2)
    told(capsys, "pydantic", taken, DISTRICTS, ours)
    assert ours < taken


def test_ahead_of_pandera(table: Table, ours: float, capsys: pytest.CaptureFixture[str]) -> None:
    run = with_pandera(table)
    assert run() == breaches(table)
    taken = seconds(run, 3)
    told(capsys, "pandera", taken, DISTRICTS, ours)
    assert ours < taken


def test_ahead_of_frictionless(
    table: Table, ours: float, capsys: pytest.CaptureFixture[str]
) -> None:
    count = 300  # it is slow: the rest would say no more
    few = {name: column[:count] for name, column in table.items()}
    run = with_frictionless(rows_of(table, count))
    assert run() == breaches(few)
    taken = seconds(run, 1)
    told(capsys, "frictionless", taken, count, ours)
    assert ours / DISTRICTS < taken / count
