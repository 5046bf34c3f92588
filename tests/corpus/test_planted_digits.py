"""One digit changed in a closed list of a Luohu report is always seen, and the place is named."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from luohu_fiscal.extract import extract
from luohu_fiscal.readers import read, read_text
from luohu_fiscal.reconcile import reconcile
from tests.places import SHARED

pytestmark = pytest.mark.skipif(
    not (SHARED / "gold" / "luohu.json").exists(),
    reason="the measuring material is not beside the repository",
)
DOCUMENTS = ("luohu_2021_meeting_papers.txt", "luohu_2024_budget.txt")
BOOKS = {"general_public", "government_fund", "state_capital", "debt"}


@cache
def raw(name: str) -> str:
    return read(SHARED / "corpus" / name).raw


def components() -> list[dict[str, Any]]:
    path = SHARED / "gold" / "luohu.json"
    if not path.exists():
        return []
    return [
        figure
        for figure in json.loads(path.read_text("utf-8"))["figures"]
        if figure["doc"].split("#")[-1] in ("budget-report", DOCUMENTS[1])
        and figure["book"] in BOOKS
        and figure["listing"] in ("component_of_exhaustive_list", "total")
        and figure["unit"] == "万元"
        # 主要包括 leaves lines out: a smaller line there is no contradiction.
        and "主要" not in figure["note"]
    ]


def changed(text: str, figure: dict[str, Any]) -> str:
    """The document with one digit of that figure replaced: the last but one, which rounding cannot hide."""
    lines = text.split("\n")
    start = sum(len(line) + 1 for line in lines[: figure["line"] - 1])
    literal = next(
        form
        for form in (f"{int(figure['amount']):,}", figure["amount"])
        if form in text[start : start + 400]
    )
    at = text.index(literal, start)
    digits = [i for i, c in enumerate(literal) if c.isdigit()]
    position = at + digits[-2 if len(digits) > 1 else -1]
    digit = str((int(text[position]) + 5) % 10)
    return text[:position] + digit + text[position + 1 :]


@pytest.mark.parametrize("figure", components(), ids=lambda figure: figure["id"])
def test_a_changed_digit_is_an_error_that_names_identity_place_and_difference(
    figure: dict[str, Any],
) -> None:
    name = figure["doc"].split("#")[0]
    text = changed(raw(name), figure)
    assert text != raw(name)
    result = reconcile(extract(read_text(text, path=name)))
    near = [
        finding
        for finding in result.findings
        if finding.severity == "error"
        and any(
            (source := result.figure(term).source) and abs(source.line - figure["line"]) <= 3
            for term in finding.terms
        )
    ]
    assert near, f"{figure['item']} {figure['amount']} changed without an error"
    assert all(finding.difference for finding in near)
