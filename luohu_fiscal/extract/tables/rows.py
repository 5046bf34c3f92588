"""The rows of one half of a table: label, enumerator, code, and what kind of line each is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from luohu_fiscal.document import Cell, Table
from luohu_fiscal.extract.tables.columns import Half
from luohu_fiscal.extract.tables.words import class_code, plain, table_words
from luohu_fiscal.extract.terms import CLOSING
from luohu_fiscal.model.concepts import identify
from luohu_fiscal.model.vocabulary import Book, Side

__all__ = ["Line", "Row", "read_rows", "split_label"]


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

    @property
    def total(self) -> bool:
        """True for a line that sums others up."""
        return self.line in (Line.GRAND, Line.SUM, Line.OWN)


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
        row = _row(position, label, printed, cells, half.side, book, texts[:-1])
        if cues.cue("rows", "minus").match(label) and row.concept not in CLOSING:
            # 减：结转下年 is taken off what is left of an account, and is a closing as it stands.
            row = replace(row, cells=_taken_off(cells, half))
        rows.append(row)
    return rows


def _taken_off(cells: tuple[Cell | None, ...], half: Half) -> tuple[Cell | None, ...]:
    """The cells of a line that 减： heads, its amounts negative; what is printed negative stays so."""
    amounts = {column.index for column in half.amounts}
    return tuple(
        replace(cell, number=cell.number.copy_negate())
        if index in amounts
        and cell is not None
        and cell.number is not None
        and cell.number > 0
        and not cell.percent
        else cell
        for index, cell in enumerate(cells)
    )


def _row(
    position: int,
    label: str,
    printed: str,
    cells: tuple[Cell | None, ...],
    side: Side | None,
    book: Book | None,
    stubs: list[str],
) -> Row:
    name, rank, number, inner = split_label(label)
    printed = printed if re.fullmatch(r"\d{3,11}", printed) else ""
    code = printed or class_code(name, book, side)
    line = _line(name, code, bool(printed), book, side)
    concept = identify(_core(name), book.value if book else None, side.value if side else None)
    return Row(
        position,
        name,
        rank,
        number,
        code,
        line,
        inner,
        concept.id if concept else None,
        cells,
        "".join(stubs),
        bool(printed),
    )


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
