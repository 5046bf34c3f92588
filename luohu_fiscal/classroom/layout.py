"""How a sheet is laid out: numbered rows and lettered columns, so that each printed number has a name.

Row 12, column b is the cell ``12b``; it is the id of the figure or rate printed there, in the data file
beside the sheet, in the answer key and in what a student hands in.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from luohu_fiscal.classroom.kinds import Kind, Line, lines_of
from luohu_fiscal.classroom.ledger import Account, Ledger
from luohu_fiscal.model.budgets import BUDGETS, DEBT_QUANTITIES, TOTALS, Budget, Debt
from luohu_fiscal.model.figures import DocumentInfo
from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.model.vocabulary import Basis, Book, ClaimKind, Stage
from luohu_fiscal.money.amount import Unit

__all__ = ["PLACE", "Column", "Layout", "Row", "layout_of", "percent", "sound_report"]

#: The district of all exercises; there is none of this name.
PLACE = "示例区"
_RATES = {
    "completion": (ClaimKind.COMPLETION, Basis.INITIAL),
    "growth": (ClaimKind.GROWTH, Basis.PRIOR_FINAL),
    "share": (ClaimKind.SHARE, Basis.WHOLE),
}


@dataclass(frozen=True)
class Column:
    """A column of amounts (of a year and stage) or of rates (of one kind)."""

    letter: str
    year: int
    stage: Stage
    rate: ClaimKind | None = None


@dataclass(frozen=True)
class Row:
    """A line of an account with the number it has on the sheet."""

    number: int
    line: Line


@dataclass(frozen=True)
class Layout:
    """Rows and columns of a sheet."""

    kind: Kind
    last: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def title(self) -> str:
        """The title of the sheet, which is that of its data file too."""
        return f"{PLACE}{self.last}年预算执行情况练习表"

    @cached_property
    def amounts(self) -> tuple[Column, ...]:
        """The columns of amounts."""
        return tuple(column for column in self.columns if column.rate is None)

    @cached_property
    def rates(self) -> tuple[Column, ...]:
        """The columns of rates."""
        return tuple(column for column in self.columns if column.rate is not None)

    def rows_of(self, book: Book) -> tuple[Row, ...]:
        """The rows of a book."""
        return tuple(row for row in self.rows if row.line.book is book)


def layout_of(kind: Kind, last: int) -> Layout:
    """The layout of a sheet about the year `last`.

    >>> from luohu_fiscal.classroom.kinds import kind_named
    >>> sheet = layout_of(kind_named("mixed"), 2023)
    >>> [(one.letter, one.year, one.stage.value) for one in sheet.columns]
    [('a', 2022, 'final'), ('b', 2023, 'execution'), ('c', 2023, 'execution')]
    """
    heads: list[tuple[int, Stage, ClaimKind | None]] = [
        (year, Stage.FINAL, None) for year in range(last - kind.years + 1, last)
    ]
    if kind.budget:
        heads.append((last, Stage.BUDGET, None))
    heads.append((last, Stage.EXECUTION, None))
    heads += [(last, Stage.EXECUTION, _RATES[name][0]) for name in kind.columns]
    columns = tuple(
        Column(letter, *head) for letter, head in zip(string.ascii_lowercase, heads, strict=False)
    )
    rows = tuple(Row(number, line) for number, line in enumerate(lines_of(kind.books), 1))
    return Layout(kind, last, columns, rows)


def percent(part: int, whole: int) -> Decimal:
    """A rate in percent to one decimal place, rounded half up as offices do; declines mirrored.

    >>> percent(-125, 1000), percent(1, 3)
    (Decimal('-12.5'), Decimal('33.3'))
    """
    tenths = (abs(part) * 2000 + whole) // (2 * whole)
    return Decimal(tenths if part >= 0 else -tenths).scaleb(-1)


def sound_report(layout: Layout, ledger: Ledger) -> BudgetReport:
    """The sheet without any error, each figure and rate with its cell as id."""
    accounts: list[Budget | Debt] = [
        _budget(layout, book, column, ledger)
        for column in layout.amounts
        for book in layout.kind.books
        if book is not Book.DEBT
    ]
    if Book.DEBT in layout.kind.books:
        accounts += [_debt(layout, column, ledger) for column in layout.amounts]
    about = DocumentInfo(title=layout.title, jurisdiction=PLACE)
    return report_of(accounts, document=about)


def _common(column: Column) -> dict[str, object]:
    return {"scope": PLACE, "fiscal_year": column.year, "stage": column.stage, "unit": Unit.WAN}


def _budget(layout: Layout, book: Book, column: Column, ledger: Ledger) -> Budget:
    amounts = ledger[Account(book, column.year, column.stage)]
    fields: dict[str, object] = {"resources": [], "uses": [], "closing": {}}
    items: dict[str, dict[str, object]] = {}
    for row in layout.rows_of(book):
        line = row.line
        if line.key not in amounts:
            continue
        item = items[line.key] = {
            "id": f"{row.number}{column.letter}",
            "label": line.label,
            "amount": amounts[line.key],
            "rates": _rates(layout, row, column, ledger),
        }
        if line.within:
            parts = items[line.within].setdefault("parts", [])
            assert isinstance(parts, list)
            parts.append(item)
        elif line.place in TOTALS:
            fields[line.place] = item
        else:
            held = fields[line.place] if line.place in fields else fields["closing"]
            if isinstance(held, list):
                held.append(item)
            elif isinstance(held, dict):
                held[line.place] = item
    return BUDGETS[book].model_validate({**_common(column), **fields})


def _debt(layout: Layout, column: Column, ledger: Ledger) -> Debt:
    amounts = ledger[Account(Book.DEBT, column.year, column.stage)]
    fields: dict[str, dict[str, object]] = {name: {} for name in DEBT_QUANTITIES}
    for row in layout.rows_of(Book.DEBT):
        line = row.line
        fields[line.place][line.key] = {
            "id": f"{row.number}{column.letter}",
            "label": line.label,
            "amount": amounts[f"{line.place}.{line.key}"],
        }
    return Debt.model_validate({**_common(column), **fields})


def _rates(layout: Layout, row: Row, column: Column, ledger: Ledger) -> list[dict[str, object]]:
    """The rates printed beside the amount of the last year."""
    if column is not layout.amounts[-1]:
        return []
    line, found = row.line, []
    for printed in layout.rates:
        value = _rate(printed, line, ledger)
        if value is not None and printed.rate is not None:
            kind, basis = _RATES[printed.rate.value]
            found.append(
                {
                    "id": f"{row.number}{printed.letter}",
                    "kind": kind,
                    "value": value,
                    "basis": basis,
                }
            )
    return found


def _rate(column: Column, line: Line, ledger: Ledger) -> Decimal | None:
    """The rate of a line; None where a report prints none."""
    now = ledger[Account(line.book, column.year, column.stage)]
    if column.rate is ClaimKind.SHARE:
        return percent(now[line.key], now[line.within]) if line.within else None
    if not line.rate:
        return None
    if column.rate is ClaimKind.COMPLETION:
        return percent(
            now[line.key], ledger[Account(line.book, column.year, Stage.BUDGET)][line.key]
        )
    before = ledger[Account(line.book, column.year - 1, Stage.FINAL)][line.key]
    return percent(now[line.key] - before, before)
