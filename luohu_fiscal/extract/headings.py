"""Where in the document we are: what headings and sentence openings say of book, scope, year and stage."""

from __future__ import annotations

import re
from dataclasses import replace

from luohu_fiscal.document import Document, Kind, Paragraph
from luohu_fiscal.extract.contexts import PART, TITLE, Outline, Said, rank_of, together
from luohu_fiscal.extract.draft import Context
from luohu_fiscal.extract.gaps import plain_scope
from luohu_fiscal.extract.periods import period_in
from luohu_fiscal.extract.titles import LINE, PLAN, announced
from luohu_fiscal.model.vocabulary import Book, Level, Side, Stage
from luohu_fiscal.wording import Wording

__all__ = ["Headings", "book_in", "is_dashed", "scope_in", "stage_in", "year_in"]

_YEAR = re.compile(r"(20\d\d)\s*年")
#: 第二部分 stands above 一、.
_PART = re.compile("第[一二三四五六七八九十]{1,3}(?:部分|章|篇)")
#: What may stand before it: 附件2：名词解释.
_ANNEX = re.compile(r"^附[件录]?\s*[0-9一二三四五六七八九十]{0,2}[：:]\s*")
#: What such a line must speak of, and what makes it something else (a caption, a name, a path of the page).
_SPEAKS = re.compile("预算|决算|收支|收入|支出|财力|债务|财政|20[0-9]{2}年")
_NO_HEAD = re.compile(
    "表$|表[（(]|[>›|【】]|^《|局$|局长|书记|委员|主办|承办|关于.*(?:报告|决议|通知|公告)$|公开$"
)
#: Explanations of terms and a look back on several years touch no account.
_ASIDE = re.compile(
    '(?:名词|术语|词语|词汇)的?(?:解释|说明|注释|注解|释义)|[“"]?十[一二三四五]五[”"]?(?:期间|时期|以来|五年)'
)
#: What the name of a paper has, and that of a chapter has not.
_PAPER = re.compile("关于|报告|决议|说明")
#: Several at once: 全市及市本级, 预算执行及政府债务.
_BOTH = "(?:[和与及、]|以及)"
#: A heading that runs into its text ends at the first of these, within this many characters.
_HEAD_END = re.compile(r"[。:：]|(?<=[一-鿿)）])\.(?![0-9])")
_HEAD_LENGTH = 36
#: A dash may head a paragraph: a title without figures and commas, deeper than any numbered one.
_DASHED = re.compile(r"[—–－-]{1,3}\s*(?P<head>[^。:：，,；;%％\d]{4,36})[。:：]")
_DASH_DEPTH = 9


def book_in(text: str, words: Wording) -> Book | None:
    """The book a text names first, or None."""
    found = words.earliest("books", text)
    return Book(found[0]) if found else None


def scope_in(text: str, words: Wording, *, last: bool = False) -> tuple[str, Level | None]:
    """The scope a text names, as printed, with its level; the first, or the last."""
    found: list[tuple[int, str, Level | None]] = []
    for name, level in (
        ("consolidated", Level.CONSOLIDATED),
        ("own_level", Level.OWN_LEVEL),
        ("zone", None),
    ):
        found += [(m.start(), m[0], level) for m in words.cue("scopes", name).finditer(text)]
    if not found:
        return "", None
    _, scope, level = max(found) if last else min(found, key=lambda entry: entry[0])
    return words.scope_name(plain_scope(scope)), level


def stage_in(text: str, words: Wording) -> Stage | None:
    """The stage a heading names: the first of its words counts, 草案 before all."""
    if re.search("预算(?:第?[一二三四两]次)?调整|调整方案", text):
        return Stage.ADJUSTED  # 预算调整方案（草案）
    if re.search(r"决算\s*[（(]?草案", text):
        return Stage.FINAL
    if words.cue("stages", "draft").search(text):
        return Stage.DRAFT
    for name in ("final", "adjusted", "execution"):
        if words.cue("stages", name).search(text):
            return Stage(name)
    return None


def is_dashed(text: str) -> bool:
    """True of a paragraph headed by a dash: ——其他事项。…."""
    return _DASHED.match(text) is not None


def year_in(text: str) -> int | None:
    """The first year a text names."""
    match = _YEAR.search(text)
    return int(match[1]) if match else None


class Headings:
    """The headings over the current paragraph, and the context they add up to."""

    def __init__(self, document: Document, words: Wording) -> None:
        self._words = words
        self._plans = announced(document)
        first = next(iter(self._plans.items()), None)
        self._outline = Outline(
            Context(
                scope=words.scope,
                level=Level.OWN_LEVEL if words.scope else None,
                year=first[0] if first else None,
                stage=first[1] if first else None,
                period=period_in(document.title),
            )
        )
        #: The scope of the first title: 关于某市…的报告.
        self._own: str | None = None

    def stage_of_year(self, year: int, fallback: Stage | None) -> Stage | None:
        """The stage figures of a year have in this document."""
        if year in self._plans:
            return self._plans[year]
        if self._plans and year < min(self._plans):
            return Stage.EXECUTION
        last = max(self._plans, default=None)
        if last is not None and year == last + 1 and self._plans[last] is Stage.EXECUTION:
            return Stage.DRAFT  # the year after the one whose execution is told
        return fallback

    @property
    def stages(self) -> dict[int, Stage]:
        """The stage of each year that the titles announce."""
        return self._plans

    @property
    def context(self) -> Context:
        """All that the headings in force say."""
        return self._outline.context

    @property
    def aside(self) -> bool:
        """True where terms are explained or several years looked back on: nothing there is of an account."""
        return self._outline.aside

    @property
    def dated(self) -> bool:
        """True where a heading under the title names the year."""
        return self._outline.dated

    def enter(self, paragraph: Paragraph) -> int:
        """Take a paragraph's heading into account; the length of the heading inside a body paragraph."""
        text = paragraph.text
        if paragraph.kind is Kind.TITLE:
            # 2025年全市预算执行情况 under the title of the paper is a chapter of it.
            if self._own is None or _PAPER.search(text) or not self._line(text):
                self._title(text)
            return len(text)
        if paragraph.kind is Kind.HEADING:
            self._push(PART if _PART.match(text) else rank_of(paragraph.depth or 5), text)
            return len(text)
        if not paragraph.depth:
            body = paragraph.kind is Kind.BODY
            return self._dashed(text) or (self._line(text) if body else 0)
        match = _HEAD_END.search(text, 2, _HEAD_LENGTH)
        head = text[: match.start()] if match else ""
        if re.search(r"\d{3}|\d\.\d", head.replace("20", "")) or "，" in head:
            head = ""
        self._push(rank_of(paragraph.depth), head)
        return match.end() if match and head else 0

    def _dashed(self, text: str) -> int:
        """——一般公共预算完成情况。… heads its paragraph and those below, up to the next dash."""
        match = _DASHED.match(text)
        if match is None:
            return 0
        self._outline.leave(rank_of(_DASH_DEPTH))
        if book_in(match["head"], self._words) is None:
            return 0
        self._push(rank_of(_DASH_DEPTH), match["head"])
        return match.end()

    def _line(self, whole: str) -> int:
        """A short line without a number may head what follows: 2026年预算草案."""
        text = _ANNEX.sub("", whole.strip())
        if not LINE.fullmatch(text) or _NO_HEAD.search(text):
            return 0
        said = self._said(text)
        if said.leaves and not said.year:
            # 预算执行保障措施 speaks of measures, not of what was carried out.
            said = Said(leaves=True, aside=said.aside)
        if said.silent or not (said.aside or _SPEAKS.search(text)):
            return 0
        year, stage = together(said, self._plans)
        rank = self._outline.give_way(replace(said, year=year, stage=stage))
        self._enter(rank, said, text)
        return len(whole)

    def note(self, paragraph: Paragraph, context: Context) -> None:
        """A numbered paragraph that opens with an account speaks for the paragraphs below it too."""
        last = self._outline.innermost
        if not paragraph.depth or last is None or context.book in (None, Book.DEBT):
            return
        rank, above, text = last
        if rank == rank_of(paragraph.depth) and above.book is None and not text:
            self._outline.amend(above.updated(book=context.book))

    def _title(self, text: str) -> None:
        plan = PLAN.search(text)
        if plan is None:
            return
        self._outline.leave(TITLE)
        year = int(plan[1])
        stage = self.stage_of_year(year, stage_in(text, self._words))
        context = self._outline.root.updated(year=year, stage=stage, scope=self._annexed(text))
        context = replace(context, period=period_in(text))
        self._outline.push(TITLE, Said(year=year, stage=stage), context, text)

    def _annexed(self, text: str) -> str:
        """The zone whose own paper stands in that of another: 附件 关于江北新区2025年…的报告."""
        who = _WHOSE.match(text)
        name = who[1] if who else ""
        if self._own is None:
            self._own = name
        zone = self._words.cue("scopes", "zone").search(name)
        if zone is None or name == self._own or self._words.scope:
            return ""
        name = zone[0].removeprefix(self._own)
        return name.removeprefix(self._own.rstrip("省市区县州盟旗")) or zone[0]

    def _said(self, text: str) -> Said:
        """What the words of a heading say of an account."""
        book = book_in(text, self._words)
        if book is Book.DEBT and re.search(f"(?:预算|收支|执行)[^，。]{{0,6}}{_BOTH}", text):
            book = None  # 预算执行及政府债务情况: debt is only one of its subjects
        scope, level = scope_in(text, self._words)
        other = scope_in(text, self._words, last=True)[0]
        if other != scope and re.search(f"{scope}{_BOTH}{other}", text):
            scope, level = "", None
        if self._words.scope:
            scope, level = "", None
        years = list(_YEAR.finditer(text))
        # 2025年预算执行情况和2026年预算草案: the first year, and what is said of it.
        first = text if len({m[1] for m in years}) < 2 else text[: years[1].start()]
        return Said(
            book,
            scope,
            level,
            year_in(text),
            stage_in(first, self._words),
            side_in(text),
            leaves=not book and _LEAVES_BOOK.search(text) is not None,
            aside=_ASIDE.search(text) is not None and not years,
        )

    def _push(self, rank: int, text: str) -> None:
        self._outline.leave(rank)
        self._enter(rank, self._said(text), text)

    def _enter(self, rank: int, said: Said, text: str) -> None:
        """Put a heading under those in force; year and stage are decided together."""
        above = self._outline.context
        year, stage = said.year, said.stage
        if stage is None and above.stage is None:
            if self._words.cue("stages", "weak_execution").search(text):
                stage = Stage.EXECUTION
        if year and not stage:
            stage = self.stage_of_year(year, above.stage)
        if stage and not year and stage is not above.stage:
            year = next((y for y, s in self._plans.items() if s is stage), None)
        context = above.updated(
            book=said.book,
            scope=said.scope,
            level=said.level,
            year=year,
            stage=stage,
            side=said.side,
        )
        if (period := period_in(text)) or said.year or said.stage:
            # 上半年预算执行情况, then 下半年工作 or 2026年预算草案: each heading of a time says all of it.
            context = replace(context, period=period)
        if said.leaves or said.aside:
            context = replace(context, book=None, side=None)
        self._outline.push(rank, replace(said, year=year, stage=stage), context, text)


#: Whose paper a title names.
_WHOSE = re.compile("(?:附件[0-9一二三四五]{0,2}[：:]?)?(?:关于)?([^，。；：:]{2,24}?)20[0-9]{2}年")
#: A heading of policies, measures and tasks speaks of no account, whatever stood above it.
_LEAVES_BOOK = re.compile("落实|重点|任务|措施|工作|政策|绩效|成效|改革|保障|推进|支持")


def side_in(text: str) -> Side | None:
    """The side a short heading names."""
    income, outgo = "收入" in text, "支出" in text
    if income == outgo:
        return None
    return Side.RESOURCES if income else Side.USES
