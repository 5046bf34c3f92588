"""What is said beside the accounts of a paper, and documents that have none."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from luohu_fiscal.document import Document, Kind, Paragraph
from luohu_fiscal.extract.draft import Context
from luohu_fiscal.extract.gaps import Gap
from luohu_fiscal.extract.headings import Headings, year_in
from luohu_fiscal.extract.ledger import Ledger
from luohu_fiscal.extract.periods import period_in
from luohu_fiscal.model.vocabulary import Role
from luohu_fiscal.wording import Wording

__all__ = ["Asides", "disown", "has_no_accounts", "of_another_year"]

#: Statistical bulletins, rating reports and prospectuses quote budgets and are none.
_OTHER_PAPER = re.compile(
    "20[0-9]{2}年[^。；]{0,30}(?:统计公报|评级报告)|统计局[^。；，]{0,8}调查队|信用评级报告|跟踪评级|募集说明书"
)
#: So many paragraphs from the top say what a document is; a longer one is no headline.
_LEAD, _HEADLINE = 12, 80
#: Told once, they hold to the end of their sentence.
_PERIOD = re.compile("上半年|下半年|季度|(?<![0-9])[0-9]{1,2}[-－—～~至][0-9]{1,2}月份?(?!底)")
#: The rest of the year, or all of it, in a chapter on a part of it.
_BEYOND = re.compile("全年|下半年|年底|年末|年初预算")


def has_no_accounts(document: Document) -> bool:
    """True of a bulletin or a rating report: it quotes amounts of budgets and lays out none.

    >>> from luohu_fiscal.readers import read_text
    >>> has_no_accounts(read_text("某市2025年国民经济和社会发展统计公报\\n\\n全年一般公共预算收入10亿元。"))
    True
    >>> has_no_accounts(read_text("某市2025年财政收支情况\\n\\n全年一般公共预算收入10亿元。"))
    False
    """
    lead = itertools.islice(document.paragraphs(), _LEAD)
    lines = [one.text for one in lead if one.kind is not Kind.TITLE and len(one.text) <= _HEADLINE]
    return any(_OTHER_PAPER.search(text) for text in (document.title, *lines))


def disown(ledger: Ledger) -> None:
    """Keep every amount and take it out of its account: the document lays out none."""
    for figure in ledger.figures:
        figure.account = figure.parent = figure.closed = None
        figure.role = Role.OTHER
        figure.context = replace(figure.context, stage=None)
    ledger.accounts.clear()


def of_another_year(between: Gap, context: Context, words: Wording) -> bool:
    """（主要是2024年使用债券X）: what another year had is told as a reason, and is no part of this one's.

    What a year before left over (2024年结转X) may be a part.
    """
    said = words.cue("periods", "reason").search(between.segment)
    year = year_in(said[0]) if said else None
    return year is not None and context.year is not None and year != context.year


class Asides:
    """Tells, token by token, whether what is said is of no account."""

    def __init__(self, headings: Headings, words: Wording) -> None:
        self._headings = headings
        self._words = words
        self._explains = self._looks_back = self._period = False

    @property
    def here(self) -> bool:
        """True in explanations, and where several years are looked back on."""
        return self._explains or self._looks_back

    def enter(self, paragraph: Paragraph) -> None:
        """Begin a paragraph whose heading was taken in."""
        self._period = False
        self._explains = self._headings.aside or paragraph.kind is Kind.FOOTNOTE
        cue = self._words.cue("periods", "looks_back")
        self._looks_back = cue.match(paragraph.text) is not None

    def advance(self, between: Gap) -> None:
        """Go on to the next token: a sentence that names a year of the paper looks back no more."""
        if self._names_year(between):
            self._looks_back = False

    def of_period(self, between: Gap, period: str | None = None) -> bool:
        """上半年收入X，支出Y: what the sentence says of part of a year holds to its end.

        Under a heading of a `period` that is the rest of the year, or another part of it.
        """
        if period is not None:
            named = period_in(between.clause)
            other = named not in (None, period) or (
                named is None and _BEYOND.search(between.clause)
            )
            self._period = bool(other) or (self._period and not between.breaks_sentence)
            return self._period
        if between.breaks_sentence or self._names_year(between):
            self._period = False
        told = self._period and not self._words.cue("periods", "other").search(between.clause)
        self._period = self._period or bool(_PERIOD.search(between.clause))
        return told

    def _names_year(self, between: Gap) -> bool:
        return year_in(between.clause) in self._headings.stages
