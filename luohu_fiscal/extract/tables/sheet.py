"""One half of one table to drafts: accounts where its lines are those of an account, figures everywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from luohu_fiscal.document import Cell
from luohu_fiscal.extract.draft import Account, Context, DraftFigure
from luohu_fiscal.extract.periods import period_in
from luohu_fiscal.extract.tables.caption import Caption, region_of, side_of
from luohu_fiscal.extract.tables.cells import Scribe, is_at_fault
from luohu_fiscal.extract.tables.columns import Column, Half
from luohu_fiscal.extract.tables.ratios import Rate, read_rates
from luohu_fiscal.extract.tables.roles import Standing, concept_of, role_of
from luohu_fiscal.extract.tables.rows import Row, row_of
from luohu_fiscal.extract.tables.shelf import Shelf
from luohu_fiscal.extract.tables.tree import Arrangement, Group, Said, arrange
from luohu_fiscal.extract.tables.words import table_words
from luohu_fiscal.model.vocabulary import Choice, Level, Role, Side
from luohu_fiscal.money.amount import Unit
from luohu_fiscal.money.printed import MARKS

__all__ = ["Sheet"]

_MARKED = re.compile(MARKS)
_Key = tuple[str, int | None, object]


@dataclass(slots=True)
class Sheet:
    """The drafts of one table; its two halves share their accounts, and so do two tables of one account."""

    about: Caption
    scribe: Scribe
    shelf: Shelf
    accounts: dict[_Key, Account] = field(default_factory=dict)

    def context(
        self, column: Column, side: Side | None, region: tuple[str, Level | None] | None = None
    ) -> Context:
        """What is known of the figures of a column."""
        above = self.about.context
        scope, level = region or (
            (column.scope, column.level) if column.scope else (above.scope, above.level)
        )
        period = period_in(column.header) or above.period
        return Context(above.book, scope, level, column.year, column.stage, side, period)

    def unit(self, column: Column) -> Unit | None:
        """The unit of a column: its own, or that of the table."""
        return column.unit or self.about.unit

    # -- tables whose lines are those of an account ----------------------------------------------

    def lay_out(self, half: Half, rows: Sequence[Row]) -> None:
        """An account for each scope, year and stage, its lines in their places."""
        plain_columns = _unnamed(half.amounts)
        arrangement = arrange(rows, lambda row: [row.cells[c.index] for c in half.amounts])
        standings = _standings(arrangement, rows)
        drafts: dict[tuple[int, int], DraftFigure] = {}
        for column in half.amounts:
            named = column not in plain_columns
            for row in rows:
                draft = self._draft(row, column, half.side, named=named)
                if draft is not None:
                    drafts[row.position, column.index] = draft
        for column in plain_columns:
            placed = {p: d for (p, c), d in drafts.items() if c == column.index}
            self._settle(arrangement, standings, (half, column), rows, placed)
        self.rate(half, rows, drafts)

    def _draft(
        self, row: Row, column: Column, side: Side | None, *, named: bool
    ) -> DraftFigure | None:
        cell, unit = _amount(row, column), self.unit(column)
        if cell is None or unit is None:
            return None
        if cell.percent:
            self.scribe.refuse(cell, "%", "a percentage in a column of amounts")
            return None
        label = row.label or column.header
        remark = column.named or column.header
        return self.scribe.figure(
            cell, unit, self.context(column, side), f"{label}（{remark}）" if named else label
        )

    def _settle(
        self,
        arrangement: Arrangement,
        standings: Mapping[int, Standing],
        where: tuple[Half, Column],
        rows: Sequence[Row],
        placed: dict[int, DraftFigure],
    ) -> None:
        """Roles, parents and completeness of the figures of one column."""
        half, column = where
        side, vote = half.side, half.amounts.index(column)
        account = self._account(column, side)
        for row in rows:
            draft = placed.get(row.position)
            if draft is None:
                continue
            standing = standings[row.position]
            draft.role = role_of(row, standing, side)
            draft.concept = concept_of(row, standing, side)
            draft.account = account
            account.figures.append(draft)
        for group in arrangement.groups:
            whole = placed.get(group.whole.position)
            if whole is None:
                continue
            for part in group.parts:
                draft = placed.get(part.position)
                if draft is not None:
                    draft.parent = whole
            _complete(whole, group, column, vote)
        grand = arrangement.grand
        if grand is not None and grand.parts and grand.whole.position in placed:
            _complete(placed[grand.whole.position], grand, column, vote)

    def _account(self, column: Column, side: Side | None) -> Account:
        context = self.context(column, None)
        key = (context.scope, context.year, (context.stage, context.part))
        if key not in self.accounts:
            self.accounts[key] = self.shelf.account(context, side) or self.scribe.account(context)
        account = self.accounts[key]
        self.shelf.keep(account, side)
        return account

    # -- tables that print one side below the other -----------------------------------------------

    def stack_out(self, half: Half, rows: Sequence[Row]) -> bool:
        """Lay out a table of both sides, one below the other; False where it is none."""
        blocks = _blocks(rows, half, self.about)
        if blocks is None:
            return False
        for side in (Side.RESOURCES, Side.USES):
            self.lay_out(
                replace(half, side=side), [_on(row, side, self.about) for row in blocks[side]]
            )
        self._left(half, blocks[Side.CLOSING])
        return True

    def _left(self, half: Half, rows: Sequence[Row]) -> None:
        """What the year leaves is the closing of the account; what all years left is said beside it."""
        drafts: dict[tuple[int, int], DraftFigure] = {}
        closing = next(
            (row for row in rows if table_words().cue("rows", "left").search(row.label)), None
        )
        for column in half.amounts:
            plain_column = column in _unnamed(half.amounts)
            for row in rows:
                draft = self._draft(row, column, Side.CLOSING, named=not plain_column)
                if draft is None:
                    continue
                drafts[row.position, column.index] = draft
                if row is closing and plain_column:
                    draft.role, draft.concept = Role.SURPLUS, "surplus"
                    draft.account = self._account(column, Side.CLOSING)
                    draft.account.figures.append(draft)
        self.rate(half, rows, drafts)

    # -- all other tables -------------------------------------------------------------------------

    def list_out(self, half: Half, rows: Sequence[Row]) -> None:
        """Figures of no account: a region, a scheme or an item to a row, each with its own label."""
        drafts: dict[tuple[int, int], DraftFigure] = {}
        sections = _sections(rows, half, self.about)
        regional = self.regional(half, rows)
        for row in rows:
            region = region_of(row.label) if regional else None
            for column in half.amounts:
                cell, unit = _amount(row, column), self.unit(column)
                if cell is None or unit is None:
                    continue
                if cell.percent:
                    self.scribe.refuse(cell, "%", "a percentage in a column of amounts")
                    continue
                side = column.side or half.side or sections.get(row.position)
                if table_words().cue("insurance", "closing").search(column.named):
                    side = Side.CLOSING
                label = _label(row, column, half, regional=regional)
                drafts[row.position, column.index] = self.scribe.figure(
                    cell, unit, self.context(column, side, region), label
                )
        self.rate(half, rows, drafts)

    def regional(self, half: Half, rows: Sequence[Row]) -> bool:
        """True where each row is a region 地区, not a line of an account."""
        cue = table_words().cue("headers", "region")
        if any(cue.fullmatch(column.header) for column in half.labels):
            return True
        return sum(1 for row in rows if region_of(row.label)) * 2 > len(rows)

    def rate(
        self, half: Half, rows: Sequence[Row], drafts: Mapping[tuple[int, int], DraftFigure]
    ) -> None:
        """The rate columns of a half, and its columns of differences."""
        rates = read_rates(half)
        for row in rows:
            for column in half.columns:
                cell = row.cells[column.index]
                if cell is None or cell.number is None:
                    continue
                if column.index in rates:
                    self._claim(cell, row, rates[column.index], drafts)
                elif column.kind.value == "difference":
                    unit = self.unit(column)
                    if unit is not None and not cell.percent:
                        label = f"{row.label}（{column.header.rpartition('/')[2]}）"
                        self.scribe.figure(cell, unit, self.context(column, half.side), label)

    def _claim(
        self, cell: Cell, row: Row, rate: Rate, drafts: Mapping[tuple[int, int], DraftFigure]
    ) -> None:
        about = drafts.get((row.position, rate.about.index))
        base = drafts.get((row.position, rate.base.index)) if rate.base is not None else None
        if about is None:
            self.scribe.refuse(cell, "%", "a rate of an amount that is not printed in its row")
        elif _MARKED.search(cell.text):
            # *7.0%: most often the note says that it is on a comparable basis.
            self.scribe.refuse(cell, "%", "a rate with a note, which may change its basis")
        else:
            self.scribe.claim(cell, rate, about, base)


def _amount(row: Row, column: Column) -> Cell | None:
    cell = row.cells[column.index]
    there = cell is not None and (cell.number is not None or is_at_fault(cell))
    return cell if there else None


def _unnamed(amounts: Sequence[Column]) -> tuple[Column, ...]:
    """The columns that say nothing but year, stage and scope, the first of each."""
    seen: set[tuple[object, ...]] = set()
    found = []
    for column in amounts:
        key = (column.scope, column.year, column.stage)
        if not column.named and key not in seen:
            seen.add(key)
            found.append(column)
    return tuple(found)


def _standings(arrangement: Arrangement, rows: Sequence[Row]) -> dict[int, Standing]:
    grand = arrangement.grand
    components = {row.position for row in grand.parts} if grand is not None else set()
    parts = {part.position for group in arrangement.groups for part in group.parts}
    found = {}
    for row in rows:
        if grand is not None and row.position == grand.whole.position:
            standing = Standing.GRAND
        elif arrangement.own is not None and row.position == arrangement.own.position:
            beside = grand is not None and grand.parts and row.position not in components
            standing = Standing.SUM if beside or _mixed(arrangement) else Standing.OWN
        elif row.position in components:
            standing = Standing.COMPONENT
        elif row.position in parts:
            standing = Standing.DETAIL
        else:
            standing = Standing.LOOSE
        found[row.position] = standing
    return found


def _mixed(arrangement: Arrangement) -> bool:
    """A total of tax, non-tax and something else (shared revenue) is no own revenue."""
    own = arrangement.own
    parts = next((group.parts for group in arrangement.groups if group.whole is own), ())
    kinds = {part.code for part in parts}
    return bool(kinds & {"101", "103"}) and not kinds <= {"101", "103"}


def _complete(figure: DraftFigure, group: Group, column: Column, vote: int) -> None:
    """Whether a list is said to be whole in one column; an empty cell hides a part unless the rest adds up."""
    if group.summed:
        figure.reading = Choice.ROWS_BY_SUM
    said = group.columns[vote]
    if said is Said.DOUBT:
        figure.reading = Choice.ROWS_IN_DOUBT
    if said is not Said.WHOLE:
        return
    figure.closed = True
    cells = [part.cells[column.index] for part in group.parts]
    if any(cell is None or (cell.number is None and not is_at_fault(cell)) for cell in cells):
        figure.reading = figure.reading or Choice.EMPTY_CELLS


def _on(row: Row, side: Side, about: Caption) -> Row:
    """A row read again with the side it stands on."""
    found = row_of(
        row.position, row.printed, row.code if row.coded else "", side, about.context.book
    )
    return replace(found, cells=row.cells, stub=row.stub, indent=row.indent)


def _blocks(rows: Sequence[Row], half: Half, about: Caption) -> dict[Side | None, list[Row]] | None:
    """Resources, then uses, then what is left; None where a table prints them in any other way."""
    sections = _sections(rows, half, about)
    order = [Side.RESOURCES, Side.USES, Side.CLOSING]
    found: dict[Side | None, list[Row]] = {side: [] for side in order}
    reached = 0
    for row in rows:
        side = sections[row.position]
        if side is None or order.index(side) < reached:
            return None
        reached = order.index(side)
        found[side].append(row)
    both = (found[Side.RESOURCES], found[Side.USES])
    # Each side begins or ends with its total, or the rows are no account.
    headed = all(len(side) > 1 and (side[0].total or side[-1].total) for side in both)
    return found if headed else None


def _sections(rows: Sequence[Row], half: Half, about: Caption) -> dict[int, Side | None]:
    """The side of each row of a table that prints one side below the other."""
    found: dict[int, Side | None] = {}
    side = about.context.side
    for row in rows:
        if re.search("上年(?:末|滚存|累计)*结[余转]", row.label):
            found[row.position] = Side.RESOURCES
            continue
        if re.search("结[余转]|缺口", row.label):
            found[row.position] = Side.CLOSING
            continue
        side = side_of(row.label) or side
        found[row.position] = side
    return found


def _label(row: Row, column: Column, half: Half, *, regional: bool) -> str:
    """The name of a figure: its row, and, where columns are things of their own, its column."""
    if regional and region_of(row.label):
        return column.named or column.header.rpartition("/")[2]
    label = f"{row.stub}{row.label}" or column.header
    return f"{label}（{column.named}）" if column.named else label
