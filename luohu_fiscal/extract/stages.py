"""Amounts of another stage named beside a line: 为年初预算X, 支出预算调整为Y, 实际完成Z."""

from __future__ import annotations

import re

from luohu_fiscal.concepts import Concept
from luohu_fiscal.concepts import concept as by_id
from luohu_fiscal.extract.draft import DraftFigure
from luohu_fiscal.extract.gaps import Gap, Name, name_in
from luohu_fiscal.extract.terms import ANCHORS, STRUCTURAL, Terms, side_of
from luohu_fiscal.extract.walk import Walk
from luohu_fiscal.model import Role, Stage
from luohu_fiscal.wording import Wording

__all__ = ["Stages"]

_OUTCOMES = (Stage.EXECUTION, Stage.FINAL)
#: 预算 at the end of the words before an amount is a stage, unless it ends the name of a book.
_BUDGETED = re.compile(
    r"(?<!公共)(?<!一般)(?<!基金)(?<!经营)预算(?:数)?(?:合计|总计)?(?:为|是|安排)?$"
)
_STAGE_WORDS = re.compile(
    "年初|调整后?(?:的)?预算数?|预算(?:数|调整)?|批准的?|占|为|人代会|达|合计"
)


class Stages:
    """Binds amounts of the budget and the adjusted budget that stand beside an outcome."""

    def __init__(self, words: Wording, terms: Terms) -> None:
        self._words = words
        self._terms = terms

    def bind(self, walk: Walk, figure: DraftFigure, between: Gap, name: Name) -> bool:
        """Bind an amount of another stage; False where it is of the stage at hand."""
        stage = self._stage(between.segment, walk)
        if stage is None:
            return False
        label = _STAGE_WORDS.sub("", name.label)
        subject = walk.last if not re.search("收入|支出|总", label) else None
        if subject is not None:
            figure.label, figure.concept = subject.label, subject.concept
            figure.role = Role.OTHER if subject.role is Role.TOTAL else subject.role
            context = subject.context
        else:
            found = self._terms.of(label, walk.context) if label else None
            figure.label, figure.concept = label, found.id if found else None
            figure.role = Role.OWN_REVENUE if figure.concept == "own_revenue" else Role.OTHER
            context = walk.context.updated(
                book=self._terms.named_book(name.raw), side=side_of(label)
            )
        walk.context = walk.context.updated(
            book=context.book, side=context.side, scope=name.scope, level=name.level
        )
        figure.context = context.updated(
            stage=stage, scope=walk.context.scope, level=walk.context.level
        )
        walk.head = walk.head or figure
        walk.variant = figure
        return True

    def _stage(self, segment: str, walk: Walk) -> Stage | None:
        if walk.context.stage is Stage.DRAFT:
            return None
        cues = self._words.cues["amount_stages"]
        outcome = walk.context.stage in _OUTCOMES
        if outcome and "批准" in segment and not self._is_line(segment, walk):
            return Stage.BUDGET
        if re.search(f"(?:{cues['adjusted'].pattern})(?:为|到|至|数|是|收入|支出)*$", segment):
            return Stage.ADJUSTED
        if re.search(f"(?:{cues['initial'].pattern})(?:为|数|是|收入|支出)*$", segment):
            return Stage.BUDGET
        if outcome and re.search("年初[^，。；]{0,24}(?:收入|支出)(?:合计|总计)?$", segment):
            return Stage.BUDGET
        budgeted = _BUDGETED.search(segment) and not re.search("总(收入|支出)预算", segment)
        return Stage.BUDGET if outcome and budgeted else None

    def _is_line(self, segment: str, walk: Walk) -> bool:
        """加上…经省政府批准的债务转贷收入X: what was approved is the line, not a budget."""
        label = name_in(segment, self._words).label
        concept = self._terms.of(label, walk.context)
        return walk.mode != "plain" or (concept is not None and concept.id in STRUCTURAL)

    def outcome(self, walk: Walk, between: Gap) -> tuple[Concept, Name] | None:
        """年初预算X，实际完成Y: the line whose budget was named, when Y says only 实际完成."""
        variant = walk.variant
        if variant is None or variant.concept not in ANCHORS:
            return None
        concept = by_id(variant.concept)
        said = self._words.cue("amount_stages", "execution").search(between.segment)
        if concept is None or said is None:
            return None
        walk.variant, walk.mode = None, "plain"
        context = variant.context
        return concept, Name(variant.label, context.scope, context.level, variant.label)
