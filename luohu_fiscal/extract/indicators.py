"""Economic and social indicators 经济社会指标 in running text: name, number, unit, year, target or outcome.

A clause is a name of the vocabulary (`wording/indicators.toml`), what says how the number is meant, and
the number.  A、B和C分别下降X、Y和Z gives each name its number; the names may share their beginning or
their end.  What speaks of part of a year, or looks back on several, states nothing of the year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from luohu_fiscal.document import Document, Paragraph
from luohu_fiscal.extract.draft import Context, DraftIndicator
from luohu_fiscal.extract.headings import year_in
from luohu_fiscal.extract.programmes import programmes
from luohu_fiscal.model.indicators import canonical_name, indicator_named, indicator_of
from luohu_fiscal.model.vocabulary import Bound, Measure, Stage
from luohu_fiscal.money.amount import MAX_DIGITS, number_pattern
from luohu_fiscal.wording import Wording, indicator_words

__all__ = ["IndicatorReader"]

_N = number_pattern()
_UNIT = r"%|万亿元|亿元|万元|元|微克/立方米"
_NUMBER = re.compile(
    rf"(?P<before>约|近|超过?|突破|不低于|不少于|至少|不超过|不高于)?\s*(?P<sign>(?<![\d%])-)?\s*"
    rf"(?<![\d.])(?<!\d[,，])(?P<low>{_N})\s*%?(?:\s*[-~～—至]+\s*(?P<high>{_N}))?\s*(?P<unit>{_UNIT})\s*"
    r"(?P<after>以上|以下|以内|左右)?"
)
_JURISDICTION = re.compile("([省市区县州盟旗])(?=20[0-9]{2}年|人民政府|财政|国民经济)")
_SENTENCE = re.compile("[。；;！？]")
_CLAUSE = re.compile(r"[，,：:]")
_NAMES = re.compile("[、和及与]+")
#: What was just counted stands no farther before its share.
_NEAR = 80
#: A count at the end of a clause, or one for each of several names; and a remark beside a name.
_COUNTED = re.compile(
    rf"(?:共有?|有|为|达到?|增[加长]?[到至])*(?:{number_pattern()}(?:所|家|个|座|处)[、和及]?){{1,9}}$"
)
_REMARK = re.compile("[（(][^（()）]{1,20}[)）]")
_SEVERAL = re.compile(r"\s*[、和及]\s*")


class _Part(NamedTuple):
    """What the words before a number say: the names, how it is meant, whether it falls."""

    names: tuple[str, ...]
    labels: tuple[str, ...]
    measure: Measure
    falls: bool
    words: str
    inherited: bool = False


class IndicatorReader:
    """Reads the indicators of a document, paragraph by paragraph."""

    def __init__(self, document: Document, words: Wording) -> None:
        self._document = document
        self._scope = words.scope
        own = _JURISDICTION.search(document.title)
        #: 全市 in a paper of the city is the whole of it; 全省 in it is not.
        self._whole = f"全{own[1]}" if own else ""
        self._words = indicator_words()

    def read(
        self, paragraph: Paragraph, context: Context, stages: dict[int, Stage]
    ) -> list[DraftIndicator]:
        """The indicators of one paragraph, in the year and at the stage its headings say."""
        if context.year is None:
            return []
        found: list[DraftIndicator] = []
        text, start, looks_back = paragraph.text, 0, False
        for end in (*(m.end() for m in _SENTENCE.finditer(text)), len(text)):
            sentence = text[start:end]
            looks_back = looks_back or bool(self._words["look_back"].search(sentence))
            said = self._in_time(sentence, context, stages)
            if said is not None:
                found += self._sentence(paragraph, start, end, said, looks_back)
                if not looks_back:
                    found += self._programmes(paragraph, start, end, said)
            start = end
        return found

    def _in_time(self, sentence: str, context: Context, stages: dict[int, Stage]) -> Context | None:
        """The year and stage of a sentence; None where it speaks of another time."""
        year = year_in(sentence)
        if year in (None, context.year) or re.search(f"[比较与]{year}", sentence):
            return context
        stage = stages.get(year or 0)
        return None if stage is None else context.updated(year=year, stage=stage)

    def _sentence(
        self, paragraph: Paragraph, start: int, end: int, context: Context, looks_back: bool
    ) -> Iterator[DraftIndicator]:
        text, position = paragraph.text, start
        last: _Part | None = None
        parts_of_year = self._words["part_of_year"].finditer(text, start, end)
        # From where on the sentence has spoken of a part of the year.
        partial = min((match.end() for match in parts_of_year), default=end)
        for run in _runs(text, list(_NUMBER.finditer(text, start, end))):
            lead = text[position : run[0].start()]
            part = last = self._part(lead, last, len(run))
            position = run[-1].end()
            if part is None or partial <= run[0].start():
                continue
            if not self._of_the_year(lead, part, looks_back):
                continue
            if text[position : position + 1] == "提" or re.match(
                r"\s*(?:提高|增长|上升|下降)[到至]", text[position:end]
            ):
                continue  # 由X提高到Y: X is where it came from
            for name, label, number in zip(part.names, part.labels, run, strict=True):
                if not (_fits(number["low"]) and _fits(number["high"] or "")):
                    continue
                yield self._draft(paragraph, context, part, name, label, number)

    def _of_the_year(self, lead: str, part: _Part, looks_back: bool) -> bool:
        """True where a number is one of the whole year and of the whole place."""
        words = self._words
        *before, own = _CLAUSE.split(lead)
        if words["summed"].search(own.replace(" ", "").replace(part.labels[-1], "")):
            return False
        # Only where it got to in the end, a look back says something of the year.
        if looks_back and not re.search("到|至", part.words):
            return False
        # 推进项目甲，完成固定资产投资X: amounts of money belong to what was named before.
        known = indicator_of(part.names[0])
        if known is None or not known.money or part.inherited:
            return True
        return all(words["plain"].fullmatch(re.sub(r"\s", "", one)) for one in before)

    def _programmes(
        self, paragraph: Paragraph, start: int, end: int, context: Context
    ) -> Iterator[DraftIndicator]:
        sentence = paragraph.text[start:end]
        if self._words["part_of_year"].search(sentence) or self._words["summed"].search(sentence):
            return
        for kind, label, number in programmes(paragraph.text, start, end):
            if not _fits(number["number"]):
                continue
            qualifier = number["before"] or number["after"] or ""
            place = self._document.place(paragraph, number.start("number"), number.end("unit"))
            yield DraftIndicator(
                place,
                kind.name,
                label,
                Measure.LEVEL,
                number["number"],
                "",
                number["unit"],
                False,
                self._bound(qualifier),
                qualifier,
                context.year,
                context.stage,
            )

    def _bound(self, qualifier: str) -> Bound | None:
        """What a word beside a number makes of it."""
        kinds = (Bound.ABOUT, Bound.AT_MOST, Bound.AT_LEAST)
        matches = (one for one in kinds if self._words[one.value].fullmatch(qualifier))
        return next(matches, None) if qualifier else None

    def _draft(
        self,
        paragraph: Paragraph,
        context: Context,
        part: _Part,
        name: str,
        label: str,
        number: re.Match[str],
    ) -> DraftIndicator:
        qualifier = number["before"] or number["after"] or ""
        bound = self._bound(qualifier)
        if bound is None and self._words["at_least"].search(part.words):
            bound = Bound.AT_LEAST
        if bound is None and re.search("不超过|不高于|低于", part.words):
            bound = Bound.AT_MOST
        return DraftIndicator(
            self._document.place(paragraph, number.start("low"), number.end("unit")),
            name,
            label,
            part.measure,
            number["low"],
            number["high"] or "",
            number["unit"],
            bool(number["sign"]) or part.falls,
            bound,
            qualifier,
            context.year,
            context.stage,
        )

    def _part(self, lead: str, last: _Part | None, count: int) -> _Part | None:
        """What the words before a number, or several in a row, say of them."""
        segment = re.sub(r"\s", "", _CLAUSE.split(lead)[-1])
        for measure in (Measure.GROWTH, Measure.LEVEL):
            tail = re.search(
                f"(?:预计|全年|分别)*(?:{self._words[measure.value].pattern})$", segment
            )
            words = tail[0] if tail else ""
            if measure is Measure.GROWTH and not words:
                continue
            falls = measure is Measure.GROWTH and bool(self._words["falls"].search(words))
            label = segment[: len(segment) - len(words)] if words else segment
            label = re.sub("由$|从$", "", label)
            label = self._bare(label)
            if (
                not label
                and measure is Measure.GROWTH
                and last is not None
                and count == len(last.names)
            ):
                # 完成X亿元，增长Y%: the growth of what was just named.
                return last._replace(measure=measure, falls=falls, words=words, inherited=True)
            if not label and last is not None and re.search("到|至", words):
                return last._replace(words=words, inherited=True)
            labels = self._labels(label, count) or self._carried(lead, label, count)
            if labels is not None:
                names = tuple(canonical_name(one) or "" for one in labels)
                return _Part(names, labels, measure, falls, words)
        return None

    def _bare(self, label: str) -> str:
        """A label without what stands before its name, and without the whole it is said of."""
        before = ""
        while label != before:
            before = label
            match = self._words["head"].match(label)
            label = label[match.end() :] if match else label
            label = label.removeprefix(self._scope).removeprefix(self._whole)
        return label

    def _labels(self, label: str, count: int) -> tuple[str, ...] | None:
        """The names in a label, one for each number, each one known; None where they are not."""
        if count == 1:
            return (label,) if canonical_name(label) else None
        parts = [one for one in _NAMES.split(label) if one]
        if len(parts) != count:
            return None
        found = []
        for number, part in enumerate(parts):
            whole = self._completed(part, parts[0] if number else parts[-1], after=not number)
            if whole is None:
                return None
            found.append(whole)
        return tuple(found)

    def _carried(self, lead: str, label: str, count: int) -> tuple[str, ...] | None:
        """A园、B园增至3所、5所，在园儿童占比X、Y: what was just counted is what a share is of."""
        *_, before, _ = ("", *_CLAUSE.split(_REMARK.sub("", re.sub(r"\s", "", lead[-_NEAR:]))))
        counted = _COUNTED.search(before)
        if not label or counted is None:
            return None
        of = [one for one in _NAMES.split(self._bare(before[: counted.start()])) if one]
        named = tuple(one + label for one in of)
        return named if len(of) == count and all(map(indicator_named, named)) else None

    def _completed(self, part: str, model: str, *, after: bool) -> str | None:
        """A name of a list whose names share their beginning (after: their end)."""
        if canonical_name(part):
            return part
        cuts = range(1, len(model))
        tried = (
            (part + model[cut:] for cut in cuts) if after else (model[:cut] + part for cut in cuts)
        )
        return next((one for one in tried if indicator_named(one)), None)


def _fits(number: str) -> bool:
    """False of a number of more digits than any has: it cannot be read, and no indicator is so large."""
    return len(re.sub("[,， ]", "", number)) <= MAX_DIGITS


def _runs(text: str, numbers: Iterable[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """The numbers in order, those that stand in one row together: X、Y和Z."""
    run: list[re.Match[str]] = []
    for number in numbers:
        if run and not _SEVERAL.fullmatch(text, run[-1].end(), number.start()):
            yield run
            run = []
        run.append(number)
    if run:
        yield run
