"""Where in the document we are: what headings and sentence openings say of book, scope, year and stage."""

from __future__ import annotations

import itertools
import re

from luohu_fiscal.document import Document, Kind, Paragraph
from luohu_fiscal.extract.draft import Context
from luohu_fiscal.extract.gaps import plain_scope
from luohu_fiscal.model.vocabulary import Book, Level, Side, Stage
from luohu_fiscal.wording import Wording

__all__ = ["Headings", "book_in", "is_dashed", "scope_in", "stage_in", "year_in"]

_YEAR = re.compile(r"(20\d\d)\s*年")
_PLAN = re.compile(
    r"(20\d\d)年[^，。和]{0,24}?(预算执行|执行情况|收支执行|决算|草案|预算安排|预算(?:第?[一二三四两]次)?调整|调整预算"
    r"|预算(?!收支决算|决算))"
)
#: Where no title says it: 现将2021年度财政决算情况报告如下.
_LEAD_IN = re.compile(
    r"(20\d\d)年度?[^，。；《》]{0,24}?(预算执行|执行情况|收支执行|决算|草案|预算(?:第?[一二三四两]次)?调整|调整预算|预算)"
    r"[^。；《》]{0,40}?(?:如下|编制完成)"
)
#: 2016年某市财政收支概况: a title that looks back on a year and names no paper of the budget.
_OVERVIEW = re.compile(
    r"[^，。；《》\d]{0,16}(20\d\d)年[度末]?[^，。；《》和与]{0,16}?(?:财政|预算|政府债务)"
    r"(?:收支|收入|支出|预算|执行|运行|债务|限额|余额|[与和、])*(?:概况|概览|简况|情况|简析|分析)?"
    r"(?:的?(?:报告|说明|通报|公告|公示))?"
)
_HEADLINE = re.compile("(?:附件[0-9一二三四五]{0,2}[：:])?[^，。；：:]{6,60}")
#: So many paragraphs from the top are looked through for such words.
_LEAD = 12
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
    return plain_scope(scope), level


def stage_in(text: str, words: Wording) -> Stage | None:
    """The stage a heading names: the first of its words counts, 草案 before all."""
    if re.search("预算(?:第?[一二三四两]次)?调整|调整方案", text):
        return Stage.ADJUSTED  # 预算调整方案（草案）
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


def _announced(word: str) -> Stage:
    """The stage that the word of a title announces."""
    if "决算" in word:
        return Stage.FINAL
    if "执行" in word:
        return Stage.EXECUTION
    return Stage.ADJUSTED if "调整" in word else Stage.DRAFT


class Headings:
    """The stack of headings over the current paragraph, and the context they add up to."""

    def __init__(self, document: Document, words: Wording) -> None:
        self._words = words
        self._plans = self._stages_of(document)
        first = next(iter(self._plans.items()), None)
        self._root = Context(
            scope=words.scope,
            level=Level.OWN_LEVEL if words.scope else None,
            year=first[0] if first else None,
            stage=first[1] if first else None,
        )
        self._stack: list[tuple[int, Context, str]] = []

    def _stages_of(self, document: Document) -> dict[int, Stage]:
        """The stage of each year the title announces (2020年预算执行 … 2021年预算草案)."""
        plans: dict[int, Stage] = {}
        titles = [document.title, *(p.text for p in document.paragraphs() if p.kind is Kind.TITLE)]
        found = _PLAN.findall("\n".join(titles)) or _PLAN.findall(self._first_line(document))
        if not found:
            lead = itertools.islice(document.paragraphs(), _LEAD)
            found = _LEAD_IN.findall("\n".join(paragraph.text for paragraph in lead))
        for year, word in found:
            plans.setdefault(int(year), _announced(word))
        return plans or self._overview(document)

    def _overview(self, document: Document) -> dict[int, Stage]:
        """What a first line that is no title of a paper says: the year looked back on."""
        match = _OVERVIEW.fullmatch(self._first_line(document))
        return {int(match[1]): Stage.EXECUTION} if match else {}

    def _first_line(self, document: Document) -> str:
        """The first line where it is short and no sentence: a headline, in whatever form."""
        first = next((paragraph.text for paragraph in document.paragraphs()), "")
        return first if _HEADLINE.fullmatch(first) else ""

    def stage_of_year(self, year: int, fallback: Stage | None) -> Stage | None:
        """The stage figures of a year have in this document."""
        if year in self._plans:
            return self._plans[year]
        if self._plans and year < min(self._plans):
            return Stage.EXECUTION
        return fallback

    @property
    def stages(self) -> dict[int, Stage]:
        """The stage of each year that the titles announce."""
        return self._plans

    @property
    def context(self) -> Context:
        """All that the headings in force say."""
        return self._stack[-1][1] if self._stack else self._root

    def enter(self, paragraph: Paragraph) -> int:
        """Take a paragraph's heading into account; the length of the heading inside a body paragraph."""
        if paragraph.kind is Kind.TITLE:
            self._title(paragraph.text)
            return len(paragraph.text)
        if paragraph.kind is Kind.HEADING:
            self._push(paragraph.depth or 5, paragraph.text)
            return len(paragraph.text)
        if not paragraph.depth:
            return self._dashed(paragraph.text)
        match = _HEAD_END.search(paragraph.text, 2, _HEAD_LENGTH)
        head = paragraph.text[: match.start()] if match else ""
        if re.search(r"\d{3}|\d\.\d", head.replace("20", "")) or "，" in head:
            head = ""
        self._push(paragraph.depth, head)
        return match.end() if match and head else 0

    def _dashed(self, text: str) -> int:
        """——一般公共预算完成情况。… heads its paragraph and those below, up to the next dash."""
        match = _DASHED.match(text)
        if match is None:
            return 0
        while self._stack and self._stack[-1][0] >= _DASH_DEPTH:
            self._stack.pop()
        if book_in(match["head"], self._words) is None:
            return 0
        self._push(_DASH_DEPTH, match["head"])
        return match.end()

    def note(self, paragraph: Paragraph, context: Context) -> None:
        """A numbered paragraph that opens with an account speaks for the paragraphs below it too."""
        if not paragraph.depth or not self._stack or context.book in (None, Book.DEBT):
            return
        depth, above, text = self._stack[-1]
        if depth == paragraph.depth and above.book is None and not text:
            self._stack[-1] = (depth, above.updated(book=context.book), text)

    def _title(self, text: str) -> None:
        if plan := _PLAN.search(text):
            self._stack.clear()
            stage = self.stage_of_year(int(plan[1]), stage_in(text, self._words))
            self._stack.append((0, self._root.updated(year=int(plan[1]), stage=stage), text))

    def _push(self, depth: int, text: str) -> None:
        while self._stack and self._stack[-1][0] >= depth:
            self._stack.pop()
        above = self.context
        book = book_in(text, self._words)
        scope, level = scope_in(text, self._words)
        year, stage = year_in(text), stage_in(text, self._words)
        if stage is None and above.stage is None:
            if self._words.cue("stages", "weak_execution").search(text):
                stage = Stage.EXECUTION
        if year and not stage:
            stage = self.stage_of_year(year, above.stage)
        if stage and not year and stage is not above.stage:
            year = next((y for y, s in self._plans.items() if s is stage), None)
        context = above.updated(book=book, year=year, stage=stage, side=side_in(text))
        if scope and not self._words.scope:
            context = context.updated(scope=scope, level=level)
        if not book and _LEAVES_BOOK.search(text):
            context = Context(
                scope=above.scope, level=above.level, year=context.year, stage=context.stage
            )
        self._stack.append((depth, context, text))


#: A heading of policies, measures and tasks speaks of no account, whatever stood above it.
_LEAVES_BOOK = re.compile("落实|重点|任务|措施|工作|政策|绩效|成效|改革|保障|推进|支持")


def side_in(text: str) -> Side | None:
    """The side a short heading names."""
    income, outgo = "收入" in text, "支出" in text
    if income == outgo:
        return None
    return Side.RESOURCES if income else Side.USES
