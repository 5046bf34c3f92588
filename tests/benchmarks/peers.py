"""The same identities as other tools judge them: yes or no, each in the form that is fastest for it.

Each maker returns what is measured, a function that says how many identities fail; it skips where its
tool is not installed.  What a tool works on (a frame, rows, a ledger) is made before, unmeasured.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from operator import add, sub
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError, model_validator

from tests.benchmarks.districts import BY_HAND, Table, agrees

__all__ = [
    "EQUALITIES",
    "beancount_in_memory",
    "beancount_of_text",
    "frame_of",
    "frictionless_run",
    "pandera_run",
    "pydantic_run",
]

Run = Callable[[], int]


def _rows(table: Table) -> list[dict[str, int]]:
    names = list(table)
    return [dict(zip(names, row, strict=True)) for row in zip(*table.values(), strict=True)]


# -- pydantic --------------------------------------------------------------------------------------


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


def pydantic_run(table: Table) -> Run:
    """A model a district, its sums in a validator."""
    rows = _rows(table)

    def run() -> int:
        failed = 0
        for row in rows:
            try:
                District.model_validate(row)
            except ValidationError as error:
                failed += error.errors()[0]["msg"].count("LF")
        return failed

    return run


# -- pandera ---------------------------------------------------------------------------------------


def frame_of(table: Table) -> Any:
    """The table as a frame of pandas."""
    pandas = pytest.importorskip("pandas", reason="pandas is not installed; extra bench")
    return pandas.DataFrame(table)


def pandera_run(table: Table, *, make_frame: bool = False) -> Run:
    """A schema with a check an identity, columns added one by one (`sum(axis=1)` takes longer).

    `make_frame`: the frame is made of lists within what is measured.
    """
    pandera = pytest.importorskip("pandera.pandas", reason="pandera is not installed; extra bench")
    frame = frame_of(table)

    def check(code: str) -> Any:
        plus, minus, relator, slack = BY_HAND[code]

        def holds(data: Any) -> Any:
            together = reduce(add, (data[one] for one in plus))
            difference = 2 * reduce(sub, (data[one] for one in minus), together)
            low, high = difference > -slack, difference < slack
            return low if relator == ">=" else high if relator == "<=" else low & high

        return pandera.Check(holds, name=code)

    schema = pandera.DataFrameSchema(
        {name: pandera.Column(int) for name in table}, checks=[check(code) for code in BY_HAND]
    )

    def run() -> int:
        try:
            schema.validate(frame_of(table) if make_frame else frame, lazy=True)
        except pandera.errors.SchemaErrors as errors:
            cases = errors.failure_cases
            return int(cases.groupby("check")["index"].nunique().sum())
        return 0

    return run


# -- frictionless ----------------------------------------------------------------------------------


def frictionless_run(table: Table) -> Run:
    """A row constraint an identity, over rows in memory."""
    frictionless = pytest.importorskip(
        "frictionless", reason="frictionless is not installed; extra bench"
    )
    checks = []
    for plus, minus, relator, slack in BY_HAND.values():
        difference = f"2*({'+'.join(plus)}-({'+'.join(minus)}))"
        low, high = f"{difference} > -{slack}", f"{difference} < {slack}"
        formula = {">=": low, "<=": high, "==": f"{low} and {high}"}[relator]
        checks.append(frictionless.checks.row_constraint(formula=formula))
    rows = _rows(table)

    def run() -> int:
        report = frictionless.Resource(data=rows).validate(
            frictionless.Checklist(checks=checks), limit_errors=10**6
        )
        return len(report.flatten(["type"]))

    return run


# -- beancount -------------------------------------------------------------------------------------

#: A transaction balances or not; what is at least or at most something it cannot say.
EQUALITIES = [code for code, (_, _, relator, _) in BY_HAND.items() if relator == "=="]


def _ledger(table: Table) -> str:
    """A transaction a district and identity, in a commodity of the identity with a tolerance of its own.

    Whole numbers have no tolerance of themselves; `inferred_tolerance_default` gives one to each
    commodity: the largest whole difference that half a place a figure explains.
    """
    lines = [
        f'option "inferred_tolerance_default" "{code}:{(BY_HAND[code][3] - 1) // 2}"'
        for code in EQUALITIES
    ]
    accounts = {name: f"Assets:{name.title().replace('_', '-')}" for name in table}
    lines += [f"2024-01-01 open {account}" for account in accounts.values()]
    for row in range(len(table["own"])):
        for code in EQUALITIES:
            plus, minus, _, _ = BY_HAND[code]
            lines.append(f'2024-01-01 * "{code} {row}"')
            lines += [f"  {accounts[one]} {table[one][row]} {code}" for one in plus]
            lines += [f"  {accounts[one]} {-table[one][row]} {code}" for one in minus]
    return "\n".join(lines) + "\n"


def _imported(name: str) -> Any:
    # GPL-2.0: measured where someone has it, and in no list of dependencies of this package.
    return pytest.importorskip(name, reason="beancount is not installed; no extra installs it")


def _unbalanced(errors: Sequence[Any]) -> int:
    assert all("does not balance" in one.message for one in errors), errors[:1]
    return len(errors)


def beancount_of_text(table: Table) -> Run:
    """A ledger in text, loaded: parsed, booked and validated."""
    loader = _imported("beancount.loader")
    text = _ledger(table)
    return lambda: _unbalanced(loader.load_string(text)[1])


def beancount_in_memory(table: Table) -> Run:
    """The same entries loaded before: only that each transaction balances."""
    loader, validation = _imported("beancount.loader"), _imported("beancount.ops.validation")
    entries, _, options = loader.load_string(_ledger(table))
    return lambda: _unbalanced(validation.validate_check_transaction_balances(entries, options))
