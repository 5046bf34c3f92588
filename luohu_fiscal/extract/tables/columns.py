"""What each column of a table is: label, code, amount of a year and stage, difference or rate."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from luohu_fiscal.document import Cell, Table
from luohu_fiscal.extract.headings import scope_in
from luohu_fiscal.extract.tables.caption import Caption, names_in, region_of, side_of
from luohu_fiscal.extract.tables.words import plain, table_words
from luohu_fiscal.model.vocabulary import Level, Side, Stage
from luohu_fiscal.money.amount import Unit
from luohu_fiscal.money.printed import is_cell_error, is_malformed
from luohu_fiscal.wording import Wording

__all__ = ["RATES", "Column", "Half", "Kind", "halves", "read_columns", "stage_in_header"]


class Kind(StrEnum):
    """What the cells of a column are."""

    LABEL = "label"
    CODE = "code"
    AMOUNT = "amount"
    DIFFERENCE = "difference"
    COMPLETION = "completion"
    GROWTH = "growth"
    INDEX = "index"
    SHARE = "share"
    #: A number that is no money: ordinals, dates, terms, headcounts.
    NUMBER = "number"
    TEXT = "text"


RATES = frozenset({Kind.COMPLETION, Kind.GROWTH, Kind.INDEX, Kind.SHARE})


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `named` is what its header says beside year, stage and scope (一般债务, 其他资金)."""

    index: int
    kind: Kind
    header: str
    #: The header cells over it but the last: columns that share them belong together.
    span: str = ""
    year: int | None = None
    stage: Stage | None = None
    scope: str = ""
    level: Level | None = None
    side: Side | None = None
    named: str = ""
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Half:
    """A label column, or two, with the columns that belong to it; a balance table has two halves."""

    labels: tuple[Column, ...]
    codes: tuple[Column, ...]
    columns: tuple[Column, ...]
    side: Side | None

    @property
    def amounts(self) -> tuple[Column, ...]:
        """The columns of amounts."""
        return tuple(column for column in self.columns if column.kind is Kind.AMOUNT)


_CODE = re.compile(r"[1-5]\d{2}(?:\d{2}){0,4}")
_ENOUGH = 0.8
_GENERIC = re.compile(
    r"20\d\d年?(?:[-—~至]20\d\d年?)?|年初?|本年|当年|当期|今年|上年|去年|度|预计|实际|快报|完成|执行|决算|草案"
    r"|调整后?(?:的)?|变动|预算|计划|安排|批准|建议|数额?|情况|金额|收入|支出|合计|小计|总计|末|初|的|同期|"
    r"[(（]?(?:单位[:：])?(?:亿|万|千)?元[)）]?|[(（][)）]|[/、:：]"
)

_YEARS = re.compile(r"20\d\d年?")


def read_columns(table: Table, about: Caption, words: Wording) -> tuple[Column, ...]:
    """All columns of a table, in order, rates not yet bound to the amounts they speak of."""
    columns: list[Column] = []
    for index in range(len(table.header)):
        parts = _levels(table, index)
        body = [row[index] for row in table.rows]
        header = "/".join(parts)
        kind = _kind(parts, body, index, columns)
        column = Column(index, kind, header, span="/".join(parts[:-1]))
        if kind is Kind.AMOUNT:
            column = _dated(column, parts, about, words)
        elif kind is Kind.DIFFERENCE:
            # 2025年快报数比2024年决算数: what is said before 比 dates the difference.
            column = _dated(column, [re.split("[比较]", part)[0] for part in parts], about, words)
        elif kind in RATES:
            column = replace(column, side=side_of(parts[0]) if len(parts) > 1 else None)
        columns.append(column)
    return tuple(columns)


def _levels(table: Table, index: int) -> list[str]:
    parts: list[str] = []
    for row in table.head:
        cell = row[index]
        text = plain(cell.text) if cell is not None else ""
        if text and (not parts or parts[-1] != text):
            parts.append(text)
    return parts or [part for part in plain(table.header[index]).split("/") if part]


def _kind(parts: list[str], body: Sequence[Cell | None], index: int, before: list[Column]) -> Kind:
    cues = table_words()
    header, last = "".join(parts), parts[-1] if parts else ""
    filled = [cell for cell in body if cell is not None and cell.text.strip()]
    # #REF! and its kin stand where a number would, and so does a number that is none (65,76).
    numbers = [
        cell for cell in filled
        if cell.number is not None or is_cell_error(cell.text) or is_malformed(cell.text)
    ]  # fmt: skip
    if cues.cue("headers", "ordinal").fullmatch(last):
        return Kind.NUMBER
    if cues.cue("headers", "code").fullmatch(last) or _are_codes(filled):
        return Kind.CODE
    rate = _rate_kind(parts) if numbers or not filled else None
    if not numbers:
        if rate is not None:
            return rate
        if cues.cue("headers", "words").search(last):
            return Kind.TEXT
        whole = cues.cue("headers", "label").fullmatch(last)
        fresh = not any(column.kind in (Kind.LABEL, Kind.CODE) for column in before)
        return Kind.LABEL if whole or fresh or _adjoins(before) else _empty(filled)
    if len(numbers) * 2 < len(filled) and all(cell.text.strip("-—－") for cell in filled):
        whole = cues.cue("headers", "label").fullmatch(last)
        return Kind.LABEL if whole or not before else Kind.TEXT
    if rate is not None:
        return rate
    if cues.cue("headers", "apart").search(header):
        return Kind.NUMBER
    over = "".join(parts[:-1])
    if cues.cue("headers", "difference").search(last) or (
        cues.cue("headers", "sum_of").fullmatch(last)
        and cues.cue("headers", "compared").search(over)
    ):
        return Kind.DIFFERENCE
    sound = [cell for cell in numbers if cell.number is not None]
    if sound and all(cell.percent for cell in sound):
        return Kind.GROWTH if cues.cue("headers", "growth").search(header) else Kind.SHARE
    return Kind.AMOUNT


def _adjoins(before: list[Column]) -> bool:
    """A second column of words right beside the first label is a label too (合计 | 期初余额)."""
    return bool(before) and len(before) < 2 and before[-1].kind is Kind.LABEL


def _empty(filled: list[Cell]) -> Kind:
    """A column without numbers: one of dashes only is a column of amounts none of which is there."""
    return Kind.TEXT if any(cell.text.strip("-—－– ") for cell in filled) else Kind.AMOUNT


def _are_codes(filled: list[Cell]) -> bool:
    codes = [cell for cell in filled if _CODE.fullmatch(cell.text.strip())]
    if len(codes) < 3 or len(codes) < _ENOUGH * len(filled):
        return False
    lengths = {len(cell.text.strip()) for cell in codes}
    texts = [cell.text.strip() for cell in codes]
    nested = sum(b.startswith(a) and a != b for a, b in itertools.pairwise(texts))
    return len(lengths) > 1 and nested * 8 >= len(texts)


def _rate_kind(parts: list[str]) -> Kind | None:
    cues = table_words()
    header, last = "".join(parts), parts[-1] if parts else ""
    if not cues.cue("headers", "percent").search(last):
        return None
    for name, text in (
        ("index", header),
        ("completion", last),
        ("share", last),
        ("growth", header),
    ):
        if cues.cue("headers", name).search(text):
            return Kind(name)
    return None


def _dated(column: Column, parts: list[str], about: Caption, words: Wording) -> Column:
    """Year, stage, scope and side of a column of amounts, from its header, then from the title."""
    cues = table_words()
    header, last = "".join(parts), parts[-1] if parts else ""
    years = names_in(last) or names_in(header)
    year = years[0] if years else about.context.year
    if not years and year is not None and cues.cue("years", "prior").search(header):
        year -= 1
    stage = stage_in_header(last, year, about) or stage_in_header(header, year, about)
    scope, level = "", None
    names = []
    for part in parts:
        found = region_of(part) or scope_in(part, words)
        if found[0]:
            scope, level = found
        rest = "" if region_of(part) else part.replace(found[0], "") if found[0] else part
        if _GENERIC.sub("", rest).strip("()（）"):
            names.append(_YEARS.sub("", rest))
    unit = cues.cue("units", "header").search(header)
    return replace(
        column,
        year=year,
        stage=stage or about.stage_of(year),
        scope=scope,
        level=level,
        side=next((side for part in parts if (side := side_of(part))), None),
        named="".join(names),
        unit=Unit(unit[1]) if unit else None,
    )


def stage_in_header(text: str, year: int | None, about: Caption) -> Stage | None:
    """The stage that the words of a header name for a year; None where they name none."""
    cues = table_words()
    for name in ("final", "draft", "adjusted"):
        if cues.cue("stages", name).search(text):
            return Stage(name)
    planned = Stage.DRAFT if about.is_coming(year) else Stage.BUDGET
    if cues.cue("stages", "execution").search(text):
        return Stage.EXECUTION
    if cues.cue("stages", "initial").search(text):
        return Stage.BUDGET if planned is Stage.BUDGET else Stage.DRAFT
    if cues.cue("stages", "forecast").search(text):
        return Stage.DRAFT if planned is Stage.DRAFT else Stage.EXECUTION
    if cues.cue("stages", "budget").search(text):
        return planned
    return None


def halves(columns: Sequence[Column], about: Caption) -> tuple[Half, ...]:
    """The columns cut where a second label column follows amounts: left resources, right uses."""
    cuts = [0]
    for column in columns:
        opens = column.kind is Kind.LABEL and any(
            c.kind in (Kind.AMOUNT, *RATES) for c in columns[cuts[-1] : column.index]
        )
        if opens and any(c.kind is Kind.AMOUNT for c in columns[column.index :]):
            cuts.append(column.index)
    cuts.append(len(columns))
    pieces = [tuple(columns[a:b]) for a, b in itertools.pairwise(cuts)]
    found = []
    for number, piece in enumerate(pieces):
        labels = _main_labels(piece)
        side = _side_of_half(piece, about)
        if side is None and len(pieces) == 2 and about.balance:
            side = (Side.RESOURCES, Side.USES)[number]
        found.append(
            Half(
                labels,
                tuple(c for c in piece if c.kind is Kind.CODE),
                tuple(c for c in piece if c.kind not in (Kind.LABEL, Kind.CODE)),
                side,
            )
        )
    return tuple(found)


def _main_labels(piece: tuple[Column, ...]) -> tuple[Column, ...]:
    labels: list[Column] = []
    for column in piece:
        if column.kind is Kind.LABEL:
            labels.append(column)
        elif labels and column.kind is not Kind.TEXT:
            break
    return tuple(labels)


def _side_of_half(piece: tuple[Column, ...], about: Caption) -> Side | None:
    labels = [c for c in piece if c.kind is Kind.LABEL]
    named = {side for column in labels[:1] if (side := side_of(column.header))}
    if not named:
        named = {column.side for column in piece if column.kind is Kind.AMOUNT and column.side}
        if len(named) == 1 and any(c.side is None for c in piece if c.kind is Kind.AMOUNT):
            named = set()
    if len(named) == 1:
        return named.pop()
    return about.context.side
