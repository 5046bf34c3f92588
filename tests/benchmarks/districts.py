"""Ten thousand districts of the shape of Luohu 罗湖区: ten identities each, as columns, in 万元."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

from luohu_fiscal.identities import identity
from luohu_fiscal.identities.expression import names_of
from luohu_fiscal.tables import JudgedColumns, judge_columns

__all__ = ["BY_HAND", "DISTRICTS", "SHAPE", "Table", "agrees", "by_columns", "districts", "given"]

DISTRICTS = 10_000
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
#: What is the sum of what.
_SUMS = {
    "own": ("tax", "fees"),
    "granted": ("general_grant", "tied_grant", "refund"),
    "resources": ("own", "granted", "taken_in", "drawn", "lent", "opening"),
    "uses": ("spent", "remitted", "given_out", "saved", "repaid"),
    "owed": ("owed_general", "owed_special"),
}
#: One sum in ten is off by its last digit, as rounding leaves it; one in a hundred is wrong.
_ROUNDED = (0,) * 178 + (-1, 1) * 10
_WRONG = (-900, 10)


def districts(count: int, *, sound: bool = False) -> Table:
    """The columns of so many districts, always the same ones; `sound` leaves out the wrong sums."""
    off = _ROUNDED + (() if sound else _WRONG)
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
        table[name] = [
            sum(table[one][row] for one in parts) + draw.choice(off) for row in range(count)
        ]
    column("closing", lambda row: table["resources"][row] - table["uses"][row])
    column("limit", lambda row: table["owed"][row] + draw.randrange(0 if sound else -10, 10**4))
    return table


# -- judged by columns -----------------------------------------------------------------------------


def given(code: str, table: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of an identity as `judge_columns` takes them."""
    relation = identity(code).readings[""].relation
    group = dict(names_of(relation.left) + names_of(relation.right))
    return {
        name: [table[one] for one in of] if group[name] else table[of[0]]
        for name, of in SHAPE[code].items()
    }


def by_columns(table: Mapping[str, Any]) -> dict[str, JudgedColumns]:
    """All identities of all districts."""
    return {code: judge_columns(code, given(code, table)) for code in SHAPE}


# -- as one writes it by hand ----------------------------------------------------------------------


def _difference_of(code: str) -> tuple[list[str], list[str], str, int]:
    """The columns that add, those that take away, the relator, and half a place a figure."""
    form = identity(code).readings[""].linear
    plus = [one for name, c in form.terms if c > 0 for one in SHAPE[code][name]]
    minus = [one for name, c in form.terms if c < 0 for one in SHAPE[code][name]]
    return plus, minus, form.relator.value, len(plus) + len(minus)


BY_HAND = {code: _difference_of(code) for code in SHAPE}


def agrees(relator: str, difference: int, slack: int) -> bool:
    """Yes or no for one row, both in half places."""
    low, high = difference > -slack, difference < slack
    return (low or relator == "<=") and (high or relator == ">=")
