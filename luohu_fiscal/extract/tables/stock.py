"""Debt tables 债务限额、余额、还本付息: by row or by column, one year or two, one region or all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from luohu_fiscal.document import Cell
from luohu_fiscal.extract.draft import Context
from luohu_fiscal.extract.tables.caption import names_in, region_of
from luohu_fiscal.extract.tables.cells import is_at_fault
from luohu_fiscal.extract.tables.columns import Column, Half, stage_in_header
from luohu_fiscal.extract.tables.regions import add_regions
from luohu_fiscal.extract.tables.rows import Row
from luohu_fiscal.extract.tables.sheet import Sheet
from luohu_fiscal.extract.tables.words import table_words
from luohu_fiscal.model.vocabulary import Book, Role, Side, Stage
from luohu_fiscal.money.amount import Unit

__all__ = ["read_debt"]

_QUANTITIES = ("limit", "outstanding", "repaid", "issued")


def read_debt(sheet: Sheet, half: Half, rows: Sequence[Row]) -> None:
    """Every amount of a debt table, as the quantity its row and its column name together."""
    entries = list(_entries(sheet, half, rows))
    _limits_by_balances(entries)
    drafts = {}
    for entry in entries:
        row, column, context = entry.row, entry.column, entry.context
        draft = sheet.scribe.figure(entry.cell, entry.unit, context, entry.label)
        drafts[row.position, column.index] = draft
        if entry.quantity is None:
            continue
        draft.role, draft.concept = Role(entry.quantity), f"debt_{entry.quantity}{entry.kind}"
        key = (context.scope, context.year, (context.stage, context.part))
        account = sheet.accounts.get(key)
        if account is None:
            account = sheet.accounts[key] = sheet.scribe.account(context)
        draft.account = account
        account.figures.append(draft)
    add_regions(rows, drafts)
    sheet.rate(half, rows, drafts)


@dataclass(slots=True)
class _Entry:
    """One amount of a debt table, before it is drafted."""

    row: Row
    column: Column
    cell: Cell
    unit: Unit
    context: Context
    label: str
    quantity: str | None
    kind: str


def _entries(sheet: Sheet, half: Half, rows: Sequence[Row]) -> Iterator[_Entry]:
    above: dict[int, Row] = {}
    for row in rows:
        parent = _parent(row, above)
        for column in half.amounts:
            cell, unit = row.cells[column.index], sheet.unit(column)
            if cell is None or cell.percent or unit is None:
                continue
            if cell.number is None and not is_at_fault(cell):
                continue
            region = region_of(row.label)
            named = row.stub if region else row.stub + row.label
            quantity, words = _quantity(
                named, parent.label if parent and not region else "", column.header, sheet
            )
            context = _context(sheet, row, parent, column)
            label = column.header.replace("/", "") if region else row.stub + row.label
            kind = _kind(named, column.header, words, sheet) if quantity else ""
            yield _Entry(row, column, cell, unit, context, label, quantity, kind)


def _limits_by_balances(entries: Sequence[_Entry]) -> None:
    """The forms print the limit in the budget's column, the balance in the outcome's: one year's debt."""
    found: dict[tuple[object, ...], list[_Entry]] = {}
    for one in entries:
        if one.quantity in ("limit", "outstanding") and _NAMED[one.quantity] in one.label:
            key = one.context.scope, one.context.year, one.kind
            found.setdefault(key, []).append(one)
    for pair in found.values():
        limits = [one for one in pair if one.quantity == "limit"]
        balances = [one for one in pair if one.quantity == "outstanding"]
        if len(limits) == len(balances) == 1:
            limits[0].context = replace(limits[0].context, stage=balances[0].context.stage)


#: The word by which a row itself names a quantity.
_NAMED = {"limit": "限额", "outstanding": "余额"}


def _parent(row: Row, above: dict[int, Row]) -> Row | None:
    """The numbered line a row stands under."""
    rank = 9 if row.rank is None else row.rank
    for deeper in [known for known in above if known >= rank]:
        del above[deeper]
    parent = above[max(above)] if above else None
    if row.rank is not None:
        above[rank] = row
    return parent


def _quantity(named: str, parent: str, header: str, sheet: Sheet) -> tuple[str | None, str]:
    """The quantity, and the words that name it: the row's, its section's, the column's, the title's."""
    cues = table_words()
    if cues.cue("debt", "resolved").search(named):
        return None, named
    if cues.cue("debt", "issued_whole").search(named) and not cues.cue("debt", "other").search(
        named
    ):
        return "issued", named
    for words in (named, parent, header, sheet.about.title):
        if cues.cue("debt", "other").search(words):
            return None, words
        found = [
            (match.start(), name)
            for name in _QUANTITIES
            for match in cues.cue("debt", name).finditer(words)
        ]
        if words is sheet.about.title and len({name for _, name in found}) > 1:
            return None, words
        if found:
            return max(found)[1], words
    return None, ""


def _kind(named: str, header: str, words: str, sheet: Sheet) -> str:
    cues = table_words()
    if any(cues.cue("debt", "foreign").search(text) for text in (named, header)):
        if not any(cues.cue("debt", one).search(named) for one in ("general", "special")):
            return "_foreign"  # 外债 beside the two kinds, or a part of the general debt
    for text in (named, header, words, sheet.about.title):
        general, special = (
            bool(cues.cue("debt", name).search(text)) for name in ("general", "special")
        )
        if general != special:
            return "_general" if general else "_special"
    return ""


def _context(sheet: Sheet, row: Row, parent: Row | None, column: Column) -> Context:
    cues = table_words()
    words = [row.stub + row.label, parent.label if parent else "", column.header]
    text = next((part for part in words if names_in(part)), "")
    year = names_in(text)[0] if text else column.year
    opening = next(
        (part for part in (words[0], column.header) if cues.cue("debt", "opening").search(part)), ""
    )
    # 上年 in a header has already been taken off its year.
    if opening and year is not None and (names_in(opening) or column.year == year):
        shifted = opening == column.header and "上年" in opening and not names_in(opening)
        year = year if shifted else year - 1
        text = opening
    stage = stage_in_header(words[0], year, sheet.about) or stage_in_header(
        column.header, year, sheet.about
    )
    if stage in (Stage.DRAFT, Stage.BUDGET) and not re.search(
        "预算|草案", words[0] + column.header
    ):
        stage = None
    stage = stage or sheet.about.stage_of(year)
    titled = sheet.about.context.year
    if stage is None and year is not None and titled is not None and year <= titled:
        # A stock that is not said to be planned is what came out.
        stage = Stage.EXECUTION
    context = sheet.context(column, Side.STOCK, region_of(row.label))
    return replace(context, book=Book.DEBT, year=year, stage=stage, side=Side.STOCK)
