"""What a paragraph opens with says of the amounts in it, and what the paragraphs before leave to it."""

from __future__ import annotations

import re
from dataclasses import replace

from luohu_fiscal.document import Kind, Paragraph
from luohu_fiscal.extract.draft import Context
from luohu_fiscal.extract.headings import Headings, book_in, is_dashed, scope_in
from luohu_fiscal.extract.periods import period_in
from luohu_fiscal.model.vocabulary import Side, Stage
from luohu_fiscal.wording import Wording

__all__ = ["Openings"]

#: So far into a paragraph its opening reaches.
_OPENING = 24
#: A paragraph that opens with a year and an account of it.
_OPENS_YEAR = re.compile(
    "(20[0-9]{2})年[^，,。；;是]{0,8}(?:一般公共|政府性基金|国有资本|社会保险|[,，](?:全|[省市区县]))"
)
#: 年初，区人大批准…, 2025年全市预算经人大批准后: the initial budget, whatever the heading says of what came after.
_AT_FIRST = re.compile(
    "(?:20[0-9]{2}年)?(?:年初[，,][^，,。；;]{0,16}(?:批准|通过|审议)"
    "|[^，,。；;]{0,10}预算经[^，,。；;]{2,24}(?:批准|通过)后)"
)


class Openings:
    """The context at the head of each paragraph: headings first, then its own words, then those before."""

    def __init__(self, headings: Headings, words: Wording) -> None:
        self._headings = headings
        self._words = words
        #: The context in which the paragraph before left its account.
        self._before: Context | None = None
        #: The year a paragraph opened with, where no heading names one, and its stage.
        self._told: tuple[int, Stage] | None = None

    def leave(self, context: Context | None) -> None:
        """Keep the context that a paragraph with an account ends in; None where it had none."""
        self._before = context

    def enter(self, paragraph: Paragraph) -> Context:
        """The context in which a paragraph begins."""
        skip = self._headings.enter(paragraph)
        context = self._headings.context
        if paragraph.kind not in (Kind.TITLE, Kind.HEADING):
            context = self._opening(paragraph.text[skip:], context)
        if is_dashed(paragraph.text):
            self._before = None
        before = self._before
        if context.book is None and before is not None and paragraph.kind is Kind.BODY:
            # What follows an account and names no book goes on with it, but for a heading of its own.
            context = context.updated(book=before.book)
        if context.year is None and before is not None:
            # A year said in a sentence holds for what follows under the same heading.
            context = context.updated(year=before.year, stage=before.stage)
        return self._as_told(paragraph, skip, context)

    def _opening(self, text: str, context: Context) -> Context:
        """What the first words of a paragraph say of scope and side (收入情况。…)."""
        scope = self._words.cue("openings", "scope").match(text)
        if scope and not self._words.scope:
            name, level = scope_in(scope[0], self._words)
            context = context.updated(scope=name, level=level)
        if opened := period_in(text[:_OPENING], at_once=True):
            context = replace(context, period=opened)
        if head := self._words.cue("openings", "book").match(text):
            context = context.updated(book=book_in(head[0], self._words))
        if _AT_FIRST.match(text):
            context = context.updated(stage=Stage.BUDGET)
        for name, side in (("resources", Side.RESOURCES), ("uses", Side.USES)):
            if self._words.cue("sides", name).search(text):
                context = context.updated(side=side)
        return context

    def _as_told(self, paragraph: Paragraph, skip: int, context: Context) -> Context:
        """2026年市级收入X opens a paragraph: its year holds below, where no heading names one."""
        heads = paragraph.kind is not Kind.BODY or skip == len(paragraph.text)
        if heads or self._headings.dated:
            self._told = None
            return context
        if named := _OPENS_YEAR.match(paragraph.text, skip):
            stage = self._headings.stages.get(int(named[1]))
            self._told = (int(named[1]), stage) if stage is not None else None
        if self._told is None:
            return context
        return context.updated(year=self._told[0], stage=self._told[1])
