"""Annex tables 附表: cells to figures, rates and unplaced tokens, in the ledger the narrative fills.

title ──▶ columns ──▶ rows ──▶ tree (what is part of what) ──▶ sheet (accounts, figures, claims)
"""

from __future__ import annotations

import re
from dataclasses import replace

from luohu_fiscal.document import Cell, Document, Paragraph, Refusal, Table
from luohu_fiscal.extract.headings import Headings
from luohu_fiscal.extract.ledger import Ledger
from luohu_fiscal.extract.tables.caption import Caption, Plans, caption
from luohu_fiscal.extract.tables.cells import Scribe
from luohu_fiscal.extract.tables.columns import RATES, Column, Kind, halves, read_columns
from luohu_fiscal.extract.tables.rows import read_rows
from luohu_fiscal.extract.tables.sheet import Sheet
from luohu_fiscal.extract.tables.shelf import Shelf
from luohu_fiscal.extract.tables.stock import read_debt
from luohu_fiscal.model.figures import NO_UNIT, NO_WORDS
from luohu_fiscal.model.vocabulary import Book
from luohu_fiscal.money.printed import number_in
from luohu_fiscal.wording import Wording

__all__ = ["read_tables"]

_SMALL = re.compile(r"[(（]\s*[1-9]\d?\s*[)）]")
#: What is said of each number of a table that may not be used.
_REFUSED = {Refusal.COLUMNS: "a table whose columns cannot be told", Refusal.WORDS: NO_WORDS}


def read_tables(document: Document, words: Wording, ledger: Ledger) -> None:
    """Put every number of every table into the ledger: as figure, claim or refused token.

    Exact: numbers are taken as printed.  A table of amounts that states no unit is refused whole.

    >>> from luohu_fiscal.extract.ledger import Ledger
    >>> from luohu_fiscal.readers import read_text
    >>> from luohu_fiscal.wording import wording
    >>> ledger = Ledger()
    >>> read_tables(read_text("一般公共预算收入完成10亿元。"), wording(), ledger)
    >>> ledger.figures
    []
    """
    headings = Headings(document, words)
    plans, shelf = Plans.of(document, headings), Shelf()
    for block in document.blocks:
        if isinstance(block, Paragraph):
            headings.enter(block)
        else:
            _read(
                block,
                Scribe(document, block, ledger),
                shelf,
                caption(block, headings, plans, words),
                words,
            )


def _read(table: Table, scribe: Scribe, shelf: Shelf, about: Caption, words: Wording) -> None:
    if table.refused is not None:
        scribe.rest({}, _REFUSED[table.refused], frozenset())
        return
    columns = read_columns(table, about, words)
    amounts = frozenset(
        c.index for c in columns if c.kind in (Kind.AMOUNT, Kind.DIFFERENCE, *RATES)
    )
    if about.unit is None and not any(column.unit for column in columns):
        # Of a table that may be of anything, 1.1.2 is not said to be a number that is none.
        scribe.rest({}, NO_UNIT, amounts, NO_UNIT)
        return
    scribe.table = table = _bracketed(table, amounts)
    sheet = Sheet(about, scribe, shelf)
    book = about.context.book
    for half in halves(columns, about):
        rows = read_rows(table, half, book)
        if book is Book.DEBT and not about.apart:
            read_debt(sheet, half, rows)
        elif book is None or about.apart or sheet.regional(half, rows):
            sheet.list_out(half, rows)
        elif half.side is None:
            if not sheet.stack_out(half, rows):
                sheet.list_out(half, rows)
        else:
            sheet.lay_out(half, rows)
    scribe.rest(
        {column.index: _reason(column) for column in columns},
        "outside the lines of the table",
        amounts,
    )


def _bracketed(table: Table, amounts: frozenset[int]) -> Table:
    """The table with (5) read as minus 5 in its columns of amounts; elsewhere it may be an enumerator."""

    def read(index: int, cell: Cell | None) -> Cell | None:
        if index not in amounts or cell is None or cell.number is not None:
            return cell
        if not _SMALL.fullmatch(cell.text.strip()):
            return cell
        return cell._replace(number=number_in(cell.text))

    if not any(
        cell is not None and _SMALL.fullmatch(cell.text.strip())
        for row in table.rows
        for cell in (row[index] for index in amounts)
    ):
        return table
    return replace(
        table,
        rows=tuple(
            tuple(read(index, cell) for index, cell in enumerate(row)) for row in table.rows
        ),
    )


def _reason(column: Column) -> str:
    """Why a number of a column is no figure and no rate."""
    if column.kind is Kind.CODE:
        return "a code, not an amount"
    if column.kind in (Kind.NUMBER, Kind.TEXT, Kind.LABEL):
        return f"not an amount ({column.header or 'a column of words'})"
    if column.kind in RATES:
        return "a rate of no amount printed beside it"
    return "outside the lines of the table"
