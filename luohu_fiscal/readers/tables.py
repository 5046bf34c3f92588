"""Grids of printed cells -> `Table`: title, unit, header, body, each cell with its number.

Readers find cells; what is header and what is body, which number a cell prints, which unit stands
beside the title, is told here, once for all formats.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from luohu_fiscal.document import Block, Cell, Kind, Paragraph, Table
from luohu_fiscal.errors import AmountError
from luohu_fiscal.money import normalise_digits, parse_number

__all__ = ["Printed", "assemble", "is_caption", "make_table", "number_of", "unit_of"]


@dataclass(frozen=True, slots=True)
class Printed:
    """One cell as it stands on the page: its text, span in raw, place and extent in the grid."""

    text: str
    start: int
    end: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    formula: str = ""
    #: The number shown, where the format knows it better than its text does.
    shown: str | None = None


_UNIT = re.compile(r"单\s*位\s*[：:]?\s*(?:人民币)?\s*([^\s，,。；;：:)）】\]]{1,12})")
_MONEY = re.compile(r"万亿元|亿元|百万元|万元|千元|元")
_CAPTION = re.compile(
    r"^(?:附\s*[表件]|续?表)\s*[\d一二三四五六七八九十]{0,3}|[表图]\s*(?:[（(]续[)）])?(?:\s*[（(][^（）()]{1,12}[)）])?$"
)
_CONTINUED = re.compile(r"\s*[（(]?\s*续\s*[表]?\s*\d*\s*[)）]?\s*|^续表")
_SPACE = re.compile(r"\s+")
_LEADING_ZERO = re.compile(r"0\d")
#: A row of column numbers under a header: 1 2 3, 栏次, A B C, 3=1+2.
_COUNTING = re.compile(r"(?:栏\s*次|[A-Za-z甲乙丙丁]|\(?\d{1,2}\)?(?:\s*=\s*[\d\s+\-*/×÷()%]+)?|序号)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MAX_TITLE = 60
_MAX_TITLE_LINES = 4


def number_of(text: str) -> tuple[Decimal | None, bool]:
    """The number a cell prints, and whether with a percent sign; None where it prints no number.

    A dash is missing, not zero; a number with a leading zero is a code.

    >>> number_of("1,395,034"), number_of("56.1%"), number_of("—"), number_of("0101")
    ((Decimal('1395034'), False), (Decimal('56.1'), True), (None, False), (None, False))
    """
    plain = normalise_digits(text).strip()
    if not plain or not any(char.isdigit() for char in plain) or _LEADING_ZERO.match(plain):
        return None, False
    percent = plain.endswith("%")
    try:
        return parse_number(plain[:-1] if percent else plain), percent
    except AmountError:
        return None, False


def unit_of(text: str) -> str:
    """The unit of money after 单位, as printed; "" where the text states none.

    >>> unit_of("单位：万元"), unit_of("金额单位:人民币亿元、%"), unit_of("单位负责人")
    ('万元', '亿元', '')
    """
    found = _UNIT.search(normalise_digits(text))
    if not found:
        return ""
    money = _MONEY.search(found[1])
    return money.group() if money else ""


def is_caption(text: str) -> bool:
    """True for a line that names a table: 附表3, …收入执行情况表, …表（续）."""
    return len(text) <= _MAX_TITLE and "。" not in text and _CAPTION.search(text) is not None


def make_table(
    cells: Sequence[Printed], page: int, *, title: str = "", unit: str = "", pages: tuple[int, ...] = ()
) -> Table | None:
    """A table from its printed cells; None where there is nothing in it.

    Rows above the header that hold one cell, or the unit, become title and unit.
    """
    printed = [cell for cell in cells if cell.text]
    if not printed:
        return None
    width = max(cell.column + cell.columns for cell in cells)
    height = max(cell.row + cell.rows for cell in cells)
    starts: list[list[Printed]] = [[] for _ in range(height)]
    for cell in printed:
        starts[cell.row].append(cell)
    first = 0
    titles: list[str] = []
    while first < height:
        row = starts[first]
        if not row and first + 1 < height and not _covered(printed, first):
            first += 1
            continue
        found = next((unit_of(cell.text) for cell in row if unit_of(cell.text)), "")
        alone = len(row) == 1 and number_of(row[0].text)[0] is None and width > 1
        if found and len(row) <= 3 and not any(number_of(cell.text)[0] is not None for cell in row):
            unit = unit or found
            titles += [c.text for c in row if not unit_of(c.text) and is_caption(c.text)]
        elif alone and (row[0].columns * 2 > width or is_caption(row[0].text)) and row[0].rows == 1:
            titles.append(row[0].text)
        else:
            break
        first += 1
    if first >= height:
        first, titles = 0, []
    body = first + _header_rows(starts[first:], width)
    grid = _grid(printed, height, width)
    head = tuple(tuple(row) for row in grid[first:body])
    return Table(
        title=title or _SPACE.sub(" ", " ".join(titles)).strip(),
        unit=unit,
        header=_joined(head, width),
        rows=tuple(tuple(row) for row in grid[body:] if any(row)),
        page=page,
        pages=pages or (page,),
        head=head,
    )


def _covered(cells: Sequence[Printed], row: int) -> bool:
    return any(cell.row < row < cell.row + cell.rows for cell in cells)


def _header_rows(rows: Sequence[Sequence[Printed]], width: int) -> int:
    """How many of the rows are the header: those above the first row of the body."""
    if not rows:
        return 0
    if _has_amount(rows[0]):
        return 0
    end = 1
    while end < len(rows):
        row = rows[end]
        spanned = any(cell.row - rows[0][0].row + cell.rows > end for r in rows[:end] for cell in r)
        open_above = any(cell.columns > 1 for cell in rows[end - 1]) or (
            0 < len(rows[end - 1]) < width and _fills_blanks(rows[end - 1], row)
        )
        if _counts(row) or ((spanned or open_above) and row and not _has_amount(row)):
            end += 1
        elif spanned and not row:
            end += 1
        else:
            break
    return end if end < len(rows) or len(rows) > 1 else 0


def _has_amount(row: Sequence[Printed]) -> bool:
    """A number other than a year: the row belongs to the body."""
    if _counts(row):
        return False
    return any(
        number_of(cell.text)[0] is not None and not _YEAR.fullmatch(cell.text) for cell in row
    )


def _counts(row: Sequence[Printed]) -> bool:
    """A row that numbers the columns."""
    return (
        len(row) >= 2
        and all(_COUNTING.fullmatch(cell.text) for cell in row)
        and sum(cell.text.isdigit() for cell in row) != 1
        and [int(c.text) for c in row if c.text.isdigit()]
        == sorted({int(c.text) for c in row if c.text.isdigit()})
    )


def _fills_blanks(above: Sequence[Printed], row: Sequence[Printed]) -> bool:
    """Whether a row names what the header row above left blank, as an unmerged header does."""
    taken = {c for cell in above for c in range(cell.column, cell.column + cell.columns)}
    own = {cell.column for cell in row}
    return bool(own - taken) and 0 not in own


def _grid(cells: Sequence[Printed], height: int, width: int) -> list[list[Cell | None]]:
    grid: list[list[Cell | None]] = [[None] * width for _ in range(height)]
    for printed in cells:
        number, percent = number_of(printed.text if printed.shown is None else printed.shown)
        cell = Cell(
            text=printed.text,
            row=printed.row,
            column=printed.column,
            start=printed.start,
            end=printed.end,
            number=number,
            percent=percent,
            rows=printed.rows,
            columns=printed.columns,
            formula=printed.formula,
        )
        # A label counts for every row and column it spans; an amount is there once.
        spread = number is None
        for row in range(printed.row, printed.row + (printed.rows if spread else 1)):
            for column in range(printed.column, printed.column + (printed.columns if spread else 1)):
                if grid[row][column] is None:
                    grid[row][column] = cell
    return grid


def _joined(head: Sequence[Sequence[Cell | None]], width: int) -> tuple[str, ...]:
    names = []
    for column in range(width):
        parts: list[str] = []
        for row in head:
            cell = row[column]
            text = _SPACE.sub("", cell.text) if cell else ""
            if text and (not parts or parts[-1] != text) and not _is_counter(row):
                parts.append(text)
        names.append(" / ".join(parts))
    return tuple(names)


def _is_counter(row: Sequence[Cell | None]) -> bool:
    cells = [Printed(c.text, 0, 0, 0, i) for i, c in enumerate(row) if c]
    return _counts(cells)


def assemble(blocks: Sequence[Block]) -> list[Block]:
    """Tables given the title and unit printed above them; continued tables joined.

    The lines that became title or unit are no paragraphs any more.
    """
    done: list[Block] = []
    for block in blocks:
        if not isinstance(block, Table):
            done.append(block)
            continue
        table = _captioned(block, done)
        before = done[-1] if done else None
        if isinstance(before, Table) and _continues(before, table):
            done[-1] = replace(
                before,
                rows=before.rows + _body_of(before, table),
                pages=tuple(dict.fromkeys(before.pages + table.pages)),
                unit=before.unit or table.unit,
            )
        else:
            done.append(table)
    return done


def _captioned(table: Table, done: list[Block]) -> Table:
    title, unit = table.title, table.unit
    used = 0
    for back in range(1, min(_MAX_TITLE_LINES, len(done)) + 1):
        above = done[-back]
        if not isinstance(above, Paragraph) or len(above.text) > _MAX_TITLE:
            break
        if above.kind is Kind.FOOTNOTE or above.text.endswith(("。", "；")):
            break
        found = unit_of(above.text)
        if found and not unit:
            unit, used = found, back
            rest = _UNIT.split(above.text)[0].strip(" （(【[")
            title = title or (rest if is_caption(rest) else "")
        elif is_caption(above.text) and (not title or _is_number_of_table(title)):
            title, used = f"{above.text} {title}".strip(), back
        elif _is_number_of_table(above.text) and title:
            used = back
        else:
            break
    if used:
        del done[-used:]
    return replace(table, title=title, unit=unit)


def _is_number_of_table(text: str) -> bool:
    return re.fullmatch(r"[（(]?(?:附|续)?[表件]?\s*[\d一二三四五六七八九十\-—]{0,4}\s*[:：)）]?", text) is not None


def _bare(title: str) -> str:
    return _SPACE.sub("", _CONTINUED.sub("", title))


def _continues(before: Table, table: Table) -> bool:
    """Whether a table goes on with the next one: same columns, and header or title repeated."""
    if len(before.header) != len(table.header) or table.pages[0] - before.pages[-1] not in (0, 1):
        return False
    if table.unit and before.unit and table.unit != before.unit:
        return False
    headed = any(table.header)
    if table.title and _bare(table.title) != _bare(before.title):
        return False
    if headed and table.header != before.header:
        return not table.title and not table.unit and _header_is_body(before, table)
    return not headed or bool(table.title) or table.header == before.header


def _header_is_body(before: Table, table: Table) -> bool:
    """The first row of a headless continuation may look like a header: it has no amount."""
    return len(table.head) == 1 and len(before.head) >= 1 and table.pages != before.pages


def _body_of(before: Table, table: Table) -> tuple[tuple[Cell | None, ...], ...]:
    if any(table.header) and table.header != before.header:
        return (*table.head, *table.rows)
    return table.rows
