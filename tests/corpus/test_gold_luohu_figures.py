"""The two Luohu budget reports, read whole: every figure of the answer key in its place."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from luohu_fiscal.document import Document
from luohu_fiscal.extract import extract
from luohu_fiscal.extract.tokens import tokens
from luohu_fiscal.model.figures import Figure, Source
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.readers import read
from tests.places import SHARED

pytestmark = pytest.mark.skipif(
    not (SHARED / "gold" / "luohu.json").exists(),
    reason="the measuring material is not beside the repository",
)

BOOKS = {"general_public", "government_fund", "state_capital", "debt"}
SIDES: dict[str, set[str | None]] = {
    "revenue": {"resources"},
    "expenditure": {"uses"},
    "stock": {"stock"},
    "stat": {None, "resources"},
}
ROLES: dict[str, set[str]] = {
    "total": {"total", "limit", "outstanding", "issued"},
    "subtotal": {"own_revenue", "component", "other"},
    "component_of_exhaustive_list": {
        "component",
        "detail",
        "carried_forward",
        "own_revenue",
        "limit",
        "outstanding",
        "issued",
    },
    "component_of_partial_list(主要/等)": {"detail", "component", "other"},
    "balance": {"carried_over", "surplus"},
    "single_amount": {"other"},
}
#: The two budget reports, as file and the lines they run over.
REPORTS = {
    "luohu_2021_meeting_papers.txt#budget-report": (
        "luohu_2021_meeting_papers.txt",
        range(480, 660),
    ),
    "luohu_2024_budget.txt": ("luohu_2024_budget.txt", range(1, 990)),
}


@cache
def gold() -> dict[str, Any]:
    return json.loads((SHARED / "gold" / "luohu.json").read_text("utf-8"))


@cache
def opened(name: str) -> Document:
    return read(SHARED / "corpus" / name)


@cache
def report(name: str) -> BudgetReport:
    return extract(opened(name))


def wanted(document: str) -> list[dict[str, Any]]:
    return [
        figure
        for figure in gold()["figures"]
        if figure["doc"] == document
        and figure["book"] in BOOKS
        and figure["unit"] not in ("%", "个百分点")
    ]


def sources(found: BudgetReport) -> list[Source]:
    """Where everything that was read from the document stands."""
    places = [figure.source for figure in found.figures]
    places += [claim.source for claim in found.claims]
    places += [row.source for row in found.unplaced]
    return [place for place in places if place is not None]


def matches(figure: Figure, key: dict[str, Any]) -> bool:
    sides = {"closing", "uses"} if key["listing"] == "balance" else SIDES[key["side"]]
    return (
        figure.book == key["book"]
        and figure.fiscal_year == key["year"]
        and figure.stage == key["stage"]
        and (figure.side.value if figure.side else None) in sides
        and figure.role.value in ROLES[key["listing"]]
        and figure.amount.printed == Decimal(key["amount"])
        and figure.amount.unit == key["unit"]
    )


@pytest.mark.parametrize("document", REPORTS)
def test_every_figure_of_the_three_books_and_of_debt_is_found_in_its_place(document: str) -> None:
    name, _ = REPORTS[document]
    figures = report(name).figures
    missed = []
    for key in wanted(document):
        near = [f for f in figures if f.source and abs(f.source.line - key["line"]) <= 3]
        if not any(matches(f, key) for f in near):
            missed.append(
                (
                    key["id"],
                    key["item"],
                    key["amount"],
                    key["line"],
                    [
                        (f.book, f.fiscal_year, f.stage, f.side, f.role, str(f.amount))
                        for f in near
                        if f.amount.printed == Decimal(key["amount"])
                    ],
                )
            )
    assert len(wanted(document)) > 70
    assert missed == []


@pytest.mark.parametrize("document", REPORTS)
def test_every_money_and_percent_token_ends_once_as_figure_claim_or_unplaced(document: str) -> None:
    name, _ = REPORTS[document]
    found = report(name)
    universe = Counter(
        opened(name).place(paragraph, token.start, token.end).start
        for paragraph in opened(name).paragraphs()
        for token in tokens(paragraph.text)
    )
    used = Counter(source.start for source in sources(found))
    assert used == universe
    assert max(used.values()) == 1


@pytest.mark.parametrize("document", REPORTS)
def test_every_token_the_answer_key_lists_is_among_the_tokens_read(document: str) -> None:
    name, _ = REPORTS[document]
    found = report(name)
    raw = opened(name).raw
    printed = {
        (source.line, source.text.replace(",", "").replace(" ", "")) for source in sources(found)
    }
    missed = [
        (key["id"], key["literal"])
        for key in gold()["figures"]
        if key["doc"] == document
        and not any(
            abs(line - key["line"]) <= 3 and key["amount"].lstrip("-") in text
            for line, text in printed
        )
    ]
    assert raw and missed == []
