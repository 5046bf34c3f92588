"""Answer keys made by reading, against what is extracted from the same published reports.

A key holds every account of a report's narrative.  The reports themselves are not part of the
repository: where the corpus is absent, nothing is tested.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from luohu_fiscal.extract import extract
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.readers import read
from luohu_fiscal.reconcile import Severity, reconcile
from tests.places import SHARED, TESTS

KEYS = sorted((TESTS / "gold" / "reports").glob("*.json"))
CORPUS = SHARED / "corpus" / "reports"
_YUAN = {"元": 1, "千元": 10**3, "万元": 10**4, "亿元": 10**8}

#: Sums that the publications get wrong: book, scope, and by how much, in the unit printed.
TRUE_ERRORS = {
    "yunfu_2025_budget_report.pdf": {
        ("general_public", "市直", Decimal(-30)),
        ("general_public", "新区", Decimal(4607)),
    }
}
#: Of the amounts in a key, how many may be bound elsewhere or not at all.
MISSED = {"shijiazhuang_2018_budget_report.pdf": 6, "zhumadian_2018_budget_report.html": 4}


@pytest.fixture(scope="module", params=KEYS, ids=[key.name.split("_budget")[0] for key in KEYS])
def labelled(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any], BudgetReport]:
    key: Path = request.param
    if not (CORPUS / key.stem).exists():
        pytest.skip("the corpus of published reports is not here")
    data: dict[str, Any] = json.loads(key.read_text("utf-8"))
    return key.stem, data, extract(read(CORPUS / key.stem))


def _amounts(statement: dict[str, Any]) -> Iterator[Decimal]:
    entries = list(statement.get("balance") or [])
    for side in ("revenue", "expenditure"):
        block = statement.get(side) or {}
        entries += [*(block.get("items") or []), block.get("total") or {}]
    for entry in entries:
        if entry.get("amount"):
            yield abs(Decimal(entry["amount"]) * _YUAN[entry["unit"]])


def test_every_amount_of_a_key_is_bound_to_its_book_and_year(
    labelled: tuple[str, dict[str, Any], BudgetReport],
) -> None:
    name, key, report = labelled
    bound = {
        (one.book and one.book.value, str(one.fiscal_year), abs(one.value))
        for one in report.figures
    }
    missed = [
        (statement["book"], statement["scope"], str(amount))
        for statement in key["statements"]
        for amount in _amounts(statement)
        if (statement["book"], str(statement["fiscal_year"]), amount) not in bound
    ]
    assert len(missed) <= MISSED.get(name, 0), missed


def test_no_error_is_raised_that_is_none_of_the_publication(
    labelled: tuple[str, dict[str, Any], BudgetReport],
) -> None:
    if "zhumadian" in str(labelled):
        pytest.xfail("two lists of a zone beside its total are read as exceeding it")
    name, _, report = labelled
    errors = {
        (str(one.book and one.book.value), one.scope, one.difference)
        for one in reconcile(report).findings
        if one.severity is Severity.ERROR
    }
    assert errors == TRUE_ERRORS.get(name, set())
