"""How fast figures are read from text, beside the least that any reader must do: find the numbers."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from luohu_fiscal.extract import extract
from luohu_fiscal.model.budgets import BUDGETS, Budget
from luohu_fiscal.model.vocabulary import Book, Stage
from luohu_fiscal.money.amount import number_pattern, parse_amount
from luohu_fiscal.readers import read_text
from tests.report_text import OWN, RESOURCES, USES, report_text

#: Reading which number is which may cost this many times what finding and parsing them costs.
LIMIT = 300  # a second reading weighs every account; to be brought down
_PLAIN = re.compile(rf"({number_pattern()})\s*(万元|亿元)")


def report() -> str:
    """A report of two years and three books, the accounts of sixty towns one after another."""
    found: list[Budget] = []
    for number in range(60):
        for stage, year in ((Stage.EXECUTION, 2024), (Stage.DRAFT, 2025)):
            for book in (Book.GENERAL_PUBLIC, Book.GOVERNMENT_FUND, Book.STATE_CAPITAL):
                names = (OWN[book][0], *RESOURCES[book]), (OWN[book][1], *USES[book])
                sides = [
                    {name: f"{1000 + number * 7 + place:,}万元" for place, name in enumerate(side)}
                    for side in names
                ]
                found.append(
                    BUDGETS[book](
                        book=book,
                        scope="全市",
                        fiscal_year=year,
                        stage=stage,
                        resources=sides[0],
                        uses=sides[1],
                        total_resources="9,000万元",
                        total_uses="8,000万元",
                        closing={"carried_over": "900万元", "surplus": "100万元"},
                    )
                )
    return report_text(found)


def best(work: Callable[[], int], rounds: int = 3) -> tuple[float, int]:
    """The shortest of a few runs and how much it found."""
    seconds, found = float("inf"), 0
    for _ in range(rounds):
        begun = time.perf_counter()
        found = work()
        seconds = min(seconds, time.perf_counter() - begun)
    return seconds, found


def test_reading_figures_costs_a_bounded_multiple_of_finding_their_numbers() -> None:
    text = report()
    document = read_text(text)
    plain, numbers = best(lambda: len([parse_amount(m[0]) for m in _PLAIN.finditer(text)]))
    ours, figures = best(lambda: len(extract(document).figures))
    print(
        f"\nread {figures / ours:,.0f} figures a second; "
        f"finding and parsing their numbers alone: {numbers / plain:,.0f} ({ours / plain:.0f} times)"
    )
    assert figures == numbers
    assert ours <= LIMIT * plain
