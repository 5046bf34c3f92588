"""Annex tables 附表 of fourteen published documents: every labelled cell found, in its place, with its rate."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tabulate import tabulate

from luohu_fiscal.document import Document, Table
from luohu_fiscal.extract import extract
from luohu_fiscal.model.figures import Claim, Figure
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.readers import read
from tests.places import ROOT

REPORTS = ROOT.parent / "shared" / "corpus" / "reports"
GOLD = sorted((ROOT / "tests" / "gold" / "tables").glob("*.json"))
pytestmark = pytest.mark.skipif(
    not REPORTS.exists(), reason="the published reports are not beside the repository"
)

RECALL, PRECISION, RATES = Decimal("99.5"), Decimal("99.5"), Decimal("99.5")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?%?")
_MARK = re.compile(
    r"^(?:其中[:：]|加[:：])?(?:[一二三四五六七八九十]+[、.]|[(（][一二三四五六七八九十\d]+[)）]|\d+[、.](?!\d))?"
)


@dataclass(frozen=True)
class Score:
    """What was found of one document."""

    name: str
    wanted: int
    found: int
    surplus: tuple[str, ...]
    rates: int
    rates_found: int
    missed: tuple[str, ...]

    @property
    def row(self) -> list[object]:
        return [
            self.name,
            self.found,
            self.wanted,
            _percent(self.found, self.wanted),
            _percent(self.found, self.found + len(self.surplus)),
            self.rates_found,
            self.rates,
            _percent(self.rates_found, self.rates),
        ]


def _percent(part: int, whole: int) -> str:
    return f"{Decimal(100 * part) / whole:.1f}" if whole else "-"


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text).replace("（", "(").replace("）", ")")


def _number(text: object) -> Decimal | None:
    return Decimal(text.rstrip("%")) if isinstance(text, str) and _NUMBER.fullmatch(text) else None


@cache
def opened(name: str) -> Document:
    return read(REPORTS / name)


@cache
def reported(name: str) -> BudgetReport:
    return extract(opened(name))


def spans(document: Document, keyed: dict[str, Any]) -> set[int]:
    """Where the cells of the document's table that a key describes start."""
    title, pages = _bare(keyed["title"]), set(keyed.get("pages") or [keyed["page"]])
    paged = document.format == "pdf"
    if keyed.get("partial"):
        pages = set(keyed["row_range"]["pages"])

    def described(table: Table) -> bool:
        return title in _bare(table.title) and (not paged or bool(pages & set(table.pages)))

    return {
        cell.start
        for table in document.tables()
        if described(table)
        for row in table.rows
        for cell in row
        if cell is not None and (not paged or document.page_at(cell.start).number in pages)
    }


def _same(
    figure: Figure, keyed: dict[str, Any], row: dict[str, Any], column: dict[str, Any]
) -> bool:
    label, side = _bare(row["label"]), figure.side.value if figure.side else None
    years = {column["fiscal_year"], None}
    if "期初" in label and column["fiscal_year"]:
        # What is outstanding when a year begins is what was when the year before ended.
        years = {column["fiscal_year"] - 1}
    return (
        figure.book == keyed["book"]
        and figure.amount.unit == keyed["unit"]
        and (column["fiscal_year"] is None or figure.fiscal_year in years)
        and (column["stage"] is None or figure.stage == column["stage"])
        and (row["side"] in (None, side) or {row["side"], side} == {"closing", "uses"})
        and _named(figure, label)
    )


def _named(figure: Figure, label: str) -> bool:
    """The row's own name; a table of regions names its scope by it instead."""
    name, wanted = _bare(figure.label), _MARK.sub("", label).replace("/", "")
    # A column that is a thing of its own (a scheme, a kind) is named in brackets behind the row.
    return name in (wanted, label) or name.startswith(f"{wanted}(") or _bare(figure.scope) == label


def cells(
    keyed: dict[str, Any], kind: str
) -> Iterator[tuple[dict[str, Any], dict[str, Any], Decimal]]:
    for row in keyed["rows"]:
        for number, column in enumerate(keyed["columns"]):
            value = _number(row["cells"][number])
            if column["kind"] == kind and value is not None:
                yield row, column, value


def _take(pool: list[Any], wanted: Any) -> bool:
    for number, entry in enumerate(pool):
        if wanted(entry):
            del pool[number]
            return True
    return False


def scored(path: Path) -> Score:
    key = json.loads(path.read_text("utf-8"))
    document, report = opened(key["doc"]), reported(key["doc"])
    wanted = found = rates = rates_found = 0
    missed: list[str] = []
    surplus: list[str] = []
    for keyed in key["tables"]:
        starts = spans(document, keyed)
        figures = [f for f in report.figures if f.source and f.source.start in starts]
        claims = [c for c in report.claims if c.source and c.source.start in starts]
        for row, column, value in cells(keyed, "amount"):
            wanted += 1
            hit = _take(
                figures,
                lambda f: f.amount.printed == value and _same(f, keyed, row, column),  # noqa: B023
            )
            found += hit
            if not hit:
                missed.append(f"p{keyed['page']} {row['label']} {column['header']} {value}")
        surplus += [
            f"p{keyed['page']} {f.label} {f.amount} {f.fiscal_year} {f.stage}" for f in figures
        ]
        for row, column, value in cells(keyed, "percent"):
            about = _number(row["cells"][column["amount_column"]])
            if about is None:
                continue
            base = column.get("base_column")
            against = None if base is None else _number(row["cells"][base])
            rates += 1
            hit = _take(
                claims,
                lambda c: _measured(report, c, column["ratio"], value, about, against),  # noqa: B023
            )
            rates_found += hit
            if not hit:
                missed.append(f"p{keyed['page']} {row['label']} {column['header']} {value}")
    return Score(key["doc"], wanted, found, tuple(surplus), rates, rates_found, tuple(missed))


def _measured(
    report: BudgetReport,
    claim: Claim,
    kind: str,
    value: Decimal,
    about: Decimal,
    base: Decimal | None,
) -> bool:
    subject, against = report.by_id[claim.figure or ""], report.by_id.get(claim.base_figure or "")
    return (
        claim.kind == kind
        and claim.value == value
        and subject.amount.printed == about
        and (None if against is None else against.amount.printed) == base
    )


@cache
def scores() -> tuple[Score, ...]:
    return tuple(scored(path) for path in GOLD)


def test_the_labelled_amounts_are_found_in_their_book_year_stage_side_and_row(
    capsys: pytest.CaptureFixture[str],
) -> None:
    head = [
        "document",
        "found",
        "labelled",
        "recall",
        "precision",
        "rates found",
        "rates",
        "recall",
    ]
    with capsys.disabled():
        print(
            "\n" + tabulate([score.row for score in scores()], headers=head, disable_numparse=True)
        )
    wanted, found = sum(s.wanted for s in scores()), sum(s.found for s in scores())
    surplus = [line for score in scores() for line in score.surplus]
    assert wanted > 2500
    assert 100 * found >= RECALL * wanted, [line for s in scores() for line in s.missed][:20]
    assert 100 * found >= PRECISION * (found + len(surplus)), surplus[:20]


def test_the_labelled_rates_speak_of_their_amount_and_are_measured_against_their_base() -> None:
    wanted, found = sum(s.rates for s in scores()), sum(s.rates_found for s in scores())
    assert wanted > 900
    assert 100 * found >= RATES * wanted, [line for s in scores() for line in s.missed][:20]


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_every_printed_number_of_every_table_ends_exactly_once_as_figure_rate_or_unplaced(
    path: Path,
) -> None:
    name = path.name.removesuffix(".json")
    report = reported(name)
    printed = {
        (cell.start, cell.end)
        for table in opened(name).tables()
        for row in table.rows
        for cell in row
        if cell is not None and cell.number is not None
    }
    sources = (
        *(figure.source for figure in report.figures),
        *(claim.source for claim in report.claims),
        *(entry.source for entry in report.unplaced),
    )
    used = [
        (source.start, source.end)
        for source in sources
        if source is not None and (source.start, source.end) in printed
    ]
    assert printed
    assert len(used) == len(set(used)) == len(printed)
