"""The rows of one half of a table: label, enumerator, code, and what kind of line each is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from luohu_fiscal.document import Cell, Table
from luohu_fiscal.extract.tables.columns import Half
from luohu_fiscal.extract.tables.insets import levels_of
from luohu_fiscal.extract.tables.words import class_code, plain, table_words
from luohu_fiscal.extract.terms import CLOSING
from luohu_fiscal.model.concepts import identify
from luohu_fiscal.model.vocabulary import Book, Side

__all__ = ["Line", "Row", "read_rows", "row_of", "split_label"]


class Line(StrEnum):
    """What a line is in its account."""

    GRAND = "grand"
    SUM = "sum"
    OWN = "own"
    STRUCTURE = "structure"
    CLASS = "class"


#: Lines between levels of government, books and years, and those of the debt.
_STRUCTURAL = frozenset(
    "carried_forward stabilization_drawn transferred_in debt_proceeds_general debt_proceeds_special "
    "debt_proceeds remittances_from_lower interregional_in aid_received transfers_from_higher "
    "carried_over surplus stabilization_contributed revolving_fund transferred_out debt_on_lent "
    "principal_repaid_general principal_repaid_special principal_repaid remittance_to_higher "
    "interregional_out aid_given transfers_to_lower transfer_expenditure".split()
)
_ENUMERATORS = (
    re.compile(r"([一二三四五六七八九十]{1,3})[、.．]"),
    re.compile(r"[(（]([一二三四五六七八九十]{1,3})[)）]"),
    re.compile(r"(\d{1,2})(?:、|[.．](?!\d))"),
    re.compile(r"[(（](\d{1,2})[)）]"),
    re.compile(r"([①-⑳])"),
)
_NUMERALS = "一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a half: `rank` is the depth of its enumerator (0 for 一、), None without one."""

    position: int
    label: str
    rank: int | None
    number: int | None
    code: str
    line: Line
    of_which: bool
    concept: str | None
    cells: tuple[Cell | None, ...]
    stub: str = ""
    #: True where the code is printed, not told from the name.
    coded: bool = False
    #: The label as printed, without white space.
    printed: str = ""
    #: The level its name is set in to, where that tells what stands under what.
    indent: int | None = None

    @property
    def total(self) -> bool:
        """True for a line that sums others up."""
        return self.line in (Line.GRAND, Line.SUM, Line.OWN)

    @property
    def bare_total(self) -> bool:
        """True for a total that is no line of a list: 合计, 总计, or own revenue without an enumerator."""
        return self.line in (Line.SUM, Line.GRAND) or (self.total and self.rank is None)


def split_label(text: str) -> tuple[str, int | None, int | None, bool]:
    """A printed label to its name, the rank and number of its enumerator, and whether 其中 led it.

    >>> split_label("（二）非税收入"), split_label("其中：增值税")
    (('非税收入', 1, 2, False), ('增值税', None, None, True))
    """
    cues = table_words()
    name = plain(text)
    inner = bool(cues.cue("rows", "of_which").search(name))
    name = cues.cue("rows", "plus").sub("", cues.cue("rows", "of_which").sub("", name))
    for rank, pattern in enumerate(_ENUMERATORS):
        match = pattern.match(name)
        if match and match.end() < len(name):
            return name[match.end() :].lstrip("、.:："), rank, _number(match[1]), inner
    return name, None, None, inner


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳":
        return ord(text) - ord("①") + 1
    tens, ten, ones = text.partition("十")
    if not ten:
        return _NUMERALS.find(text) + 1
    return (_NUMERALS.find(tens) + 1 if tens else 1) * 10 + (
        _NUMERALS.find(ones) + 1 if ones else 0
    )


def read_rows(table: Table, half: Half, book: Book | None) -> list[Row]:
    """The lines of one half; notes, repeated headers and lines of formulas are none."""
    cues = table_words()
    rows: list[Row] = []
    for position, cells in enumerate(table.rows):
        texts = list(
            dict.fromkeys(
                plain(cell.text)
                for c in half.labels
                if (cell := cells[c.index]) is not None and cell.text.strip()
            )
        )
        label = texts[-1] if texts else ""
        if not label and not any(cells[c.index] for c in half.columns):
            continue
        if cues.cue("rows", "note").match(label) or cues.cue("rows", "heading").fullmatch(label):
            continue
        codes = [plain(cell.text) for c in half.codes if (cell := cells[c.index]) is not None]
        # 类 | 款 | 项 in columns of their own are one code together.
        printed = "".join(codes) if len(half.codes) > 1 else "".join(codes[:1])
        row = row_of(position, label, printed, half.side, book)
        if cues.cue("rows", "minus").match(label) and row.concept not in CLOSING:
            # 减：结转下年 is taken off what is left of an account, and is a closing as it stands.
            cells = _taken_off(cells, half)
        rows.append(replace(row, cells=cells, stub="".join(texts[:-1]), printed=label))
    return rows if any(row.coded for row in rows) else _with_levels(rows, half)


def _taken_off(cells: tuple[Cell | None, ...], half: Half) -> tuple[Cell | None, ...]:
    """The cells of a line that 减： heads, its amounts negative; what is printed negative stays so."""
    amounts = {column.index for column in half.amounts}
    return tuple(
        cell._replace(number=cell.number.copy_negate())
        if index in amounts
        and cell is not None
        and cell.number is not None
        and cell.number > 0
        and not cell.percent
        else cell
        for index, cell in enumerate(cells)
    )


def _with_levels(rows: list[Row], half: Half) -> list[Row]:
    """The rows of a table without codes, with the levels that their names are set in to."""
    insets = [None if row.line in (Line.GRAND, Line.SUM) else _inset(row, half) for row in rows]
    return [
        row if level is None else replace(row, indent=level)
        for row, level in zip(rows, levels_of(insets), strict=True)
    ]


def _inset(row: Row, half: Half) -> float | None:
    named = [cell for c in half.labels if (cell := row.cells[c.index]) is not None and cell.text]
    return named[-1].indent if named else None


def row_of(position: int, label: str, printed: str, side: Side | None, book: Book | None) -> Row:
    """A line by its printed label and code alone.

    >>> found = row_of(0, "（一）增值税", "", Side.RESOURCES, Book.GENERAL_PUBLIC)
    >>> found.label, found.rank, found.code, found.coded
    ('增值税', 1, '10101', False)
    """
    name, rank, number, inner = split_label(label)
    printed = printed if re.fullmatch(r"\d{3,11}", printed) else ""
    code = printed or class_code(name, book, side)
    line = _line(name, code, bool(printed), book, side)
    concept = identify(_core(name), book.value if book else None, side.value if side else None)
    found = concept.id if concept else None
    return Row(position, name, rank, number, code, line, inner, found, (), coded=bool(printed))


def _core(name: str) -> str:
    """A name without the 合计 or 小计 behind it and the 全市 before it."""
    core = table_words().cue("rows", "suffix").sub("", name)
    core = re.sub(r"^(?:全[省市区县州]|[省市区县州]本?级)(?=.)", "", core)
    return core or name


def _line(name: str, code: str, printed: bool, book: Book | None, side: Side | None) -> Line:
    cues = table_words()
    if cues.cue("rows", "sum").fullmatch(name) and name != "总计":
        return Line.SUM
    if cues.cue("rows", "grand").fullmatch(name) and not re.search("(?:合计|小计)$", name):
        return Line.GRAND
    core = _core(name)
    concept = identify(core, book.value if book else None, side.value if side else None)
    own = cues.cue("rows", "own").fullmatch(core) and not printed
    if code.startswith(("110", "105", "230", "231")):
        return Line.STRUCTURE
    if code and not printed and len(code) == 3 and not own:
        return Line.CLASS
    if own:
        return Line.CLASS if core == name and code else Line.OWN
    if cues.cue("rows", "grand").fullmatch(name):
        return Line.SUM
    if code:
        return Line.CLASS
    if concept is not None and concept.id in _STRUCTURAL:
        return Line.STRUCTURE
    return Line.CLASS
