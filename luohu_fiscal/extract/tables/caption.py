"""What a table is about before its columns are looked at: book, scope, year, stage and side."""

from __future__ import annotations

import re
from dataclasses import dataclass

from luohu_fiscal.document import Document, Table
from luohu_fiscal.extract.draft import Context
from luohu_fiscal.extract.headings import Headings, book_in, scope_in
from luohu_fiscal.extract.periods import period_in
from luohu_fiscal.extract.tables.words import plain, table_words
from luohu_fiscal.model.vocabulary import Book, Level, Side, Stage
from luohu_fiscal.money.amount import Unit
from luohu_fiscal.wording import Wording

__all__ = ["Caption", "Plans", "caption", "names_in", "region_of", "side_of"]

_YEAR = re.compile(r"(20\d\d)年?")
#: 附表1, 表1-3, 表六: a table's number, which may run into the year behind it.
_NUMBER = re.compile(
    r"^(?:附?[表件]|续表)[\d一二三四五六七八九十]{1,3}?(?:[-—－]\d{1,2}?)?[:：、]?(?=20\d\d年|[^\d-]|$)"
    r"|表[\d-]{1,5}$|表[一二三四五六七八九十]{1,3}$"
)

_COMING = re.compile(r"(20\d\d)年(?:年初)?(?:预算|草案|安排)")
#: Two years nearer to each other than this are a span.
_APART = 8
_BOOKS = (
    Book.GOVERNMENT_FUND,
    Book.STATE_CAPITAL,
    Book.SOCIAL_INSURANCE,
    Book.DEBT,
    Book.GENERAL_PUBLIC,
)


@dataclass(frozen=True, slots=True)
class Plans:
    """Which stage the figures of a year have in a document, where a table does not say.

    The document's title announces it (2025年预算执行 … 2026年预算草案); where it does not, a table that
    prints 2025年执行数 beside 2026年预算数 does.
    """

    headings: Headings
    coming: int | None

    @classmethod
    def of(cls, document: Document, headings: Headings) -> Plans:
        """Look for the coming year in the headers of all tables."""
        found = []
        for table in document.tables():
            header = plain("".join(table.header))
            found += [
                int(match[1])
                for match in _COMING.finditer(header)
                if re.search(f"{int(match[1]) - 1}年[^年]{{0,4}}(?:执行|完成|快报|预计)", header)
            ]
        return cls(headings, max(found, default=None))

    def stage(self, year: int | None) -> Stage | None:
        """The stage of a year, None where the document leaves it open."""
        if year is None:
            return None
        said = self.headings.stage_of_year(year, None)
        if said is not None or self.coming is None:
            return said
        if year == self.coming:
            return Stage.DRAFT
        return Stage.EXECUTION if year < self.coming else None


@dataclass(frozen=True, slots=True)
class Caption:
    """A table's title read: the context it gives, its unit, and what kind of table it names."""

    title: str
    context: Context
    unit: Unit | None
    #: Both sides stand in it, and with them the totals of an account.
    balance: bool
    #: Its rows are no lines of an account (三公, 经济分类, 项目明细 …).
    apart: bool
    plans: Plans

    def stage_of(self, year: int | None) -> Stage | None:
        """The stage figures of a year have that is not said otherwise."""
        context = self.context
        if year is not None and year == context.year and context.stage is not None:
            return context.stage
        if year is None:
            return context.stage
        return self.plans.stage(year) or (
            Stage.EXECUTION if context.year is not None and year < context.year else None
        )

    def is_coming(self, year: int | None) -> bool:
        """True for the year that the document plans: its 预算数 is a draft, not a budget passed."""
        titled, known = self.context.year, self.plans.stage(year)
        if year is None or year == titled:
            return (self.context.stage or known) in (Stage.DRAFT, None)
        if titled is not None and year < titled:
            return known is Stage.DRAFT
        return known in (Stage.DRAFT, None)


def caption(table: Table, headings: Headings, plans: Plans, words: Wording) -> Caption:
    """Read the title; where it is silent on book and year, the headings above speak."""
    cues = table_words()
    title = _NUMBER.sub("", plain(table.title))
    above = headings.context
    book = book_in(title, words)
    if book in (None, Book.DEBT):
        book = next((b for b in _BOOKS if cues.cue("titles", b).search(title)), book)
    years = [int(year) for year in _YEAR.findall(title)]
    year = years[0] if years else above.year
    # 2025年预算执行情况和2026年预算（草案）: each year has the stage that is said behind it.
    stage = _stage(_said_of(title, years), words)
    if stage is None and year is not None:
        stage = plans.stage(year)
    scope, level = scope_in(title, words)
    if not scope and words.scope:
        scope, level = words.scope, Level.OWN_LEVEL
    if book is None and not title:
        book, scope, level = above.book, scope or above.scope, level or above.level
    # 分地区债务限额表: each row is a region, and what it prints the debt of that region all the same.
    shown = cues.cue("debt", "by_region").sub("", title) if book is Book.DEBT else title
    period = period_in(title) or above.period
    context = Context(book=book, scope=scope, level=level, year=year, stage=stage, period=period)
    balance = bool(cues.cue("titles", "balance").search(title))
    side = None if balance else side_of(title)
    if side is None and cues.cue("titles", "uses").search(title):
        side = Side.USES
    return Caption(
        title=title,
        context=context.updated(side=side),
        unit=Unit(table.unit) if table.unit in set(Unit) else None,
        balance=balance,
        apart=bool(cues.cue("titles", "apart").search(shown)),
        plans=plans,
    )


def _said_of(title: str, years: list[int]) -> str:
    """What a title says of its first year, where it names another one."""
    if len(set(years)) < 2:
        return title
    cuts = [match.start() for match in _YEAR.finditer(title)]
    later = next(cut for cut, year in zip(cuts, years, strict=True) if year != years[0])
    # 2025—2026年…表 says what it says of both.
    return title[:later] if later - cuts[0] > _APART else title


def _stage(title: str, words: Wording) -> Stage | None:
    cues = table_words()
    for name in ("draft", "final", "adjusted", "execution"):
        if cues.cue("titles", name).search(title):
            return Stage(name)
    return None


def side_of(text: str) -> Side | None:
    """The side a name stands on: what it says last, 收入 or 支出; None where it says neither.

    >>> side_of("国有土地使用权出让收入安排的支出")
    <Side.USES: 'uses'>
    """
    income, outgo = text.rfind("收入"), text.rfind("支出")
    if income == outgo:
        return None
    return Side.RESOURCES if income > outgo else Side.USES


def region_of(text: str) -> tuple[str, Level | None] | None:
    """The scope a row or a column is named after, with its level; None where it names none.

    >>> region_of("市本级")
    ('市本级', <Level.OWN_LEVEL: 'own_level'>)
    >>> region_of("税收收入") is None
    True
    """
    for name, level in (
        ("consolidated", Level.CONSOLIDATED),
        ("own_level", Level.OWN_LEVEL),
        ("lower", None),
        ("named", None),
    ):
        if table_words().cue("regions", name).fullmatch(text):
            return text, level
    return None


def names_in(text: str) -> list[int]:
    """The years a text names, in order."""
    return [int(year) for year in _YEAR.findall(text)]
