"""Amounts of another stage named beside a line: 为年初预算X, 支出预算调整为Y, 实际完成Z."""

from __future__ import annotations

import re

from luohu_fiscal.extract.draft import DraftFigure
from luohu_fiscal.extract.gaps import Gap, Name, name_in
from luohu_fiscal.extract.terms import ANCHORS, STRUCTURAL, Terms, side_of
from luohu_fiscal.extract.walk import Walk
from luohu_fiscal.model.concepts import Concept
from luohu_fiscal.model.concepts import concept as by_id
from luohu_fiscal.model.vocabulary import Role, Stage
from luohu_fiscal.wording import Wording

__all__ = ["Stages"]

_OUTCOMES = (Stage.EXECUTION, Stage.FINAL)
#: 预算 at the end of the words before an amount is a stage, unless it ends the name of a book.
_BUDGETED = re.compile(
    r"(?<!公共)(?<!一般)(?<!基金)(?<!经营)预算(?:数)?(?:合计|总计)?(?:为|是|安排)?$"
)
_STAGE_WORDS = re.compile(
    "年初|(?:[^，。；]{0,40}批准)?调整(?:为|到|至)|调整后?(?:的)?预算数?"
    "|(?<!公共)(?<!一般)(?<!基金)(?<!经营)预算(?:数|调整)?|批准的?|占|为|人代会|达|合计"
)
_APPROVED = re.compile("批准|(?:审议|审查|表决)通过|会议?通过的")
#: 批准调整为X, 批准调整后的预算X: the budget as it was changed in the year.
_APPROVED_CHANGE = re.compile("(?:批准|通过)[^，。；]{0,6}调整(?:为|到|至|后)")
#: 由A调整为B: the first amount is the budget, the second the adjusted budget.
_FROM = re.compile("(?:均|都|也|相应)*(?:由|从)(?:原来?的?|年初)?(?:预算)?(?:数|安排)?的?$")
_TO = re.compile(r"[，,]?(?:调整|变更|变动|调增|调减|增加|减少|上调|下调)(?:为|到|至)")
_UNCHANGED = re.compile(r"[，,]?(?:维持|保持)?(?:不变|不作调整|未调整)")
_PLAN_OF_CHANGE = re.compile("(?:批准|通过)[^，。；]{0,8}调整方案")


class Stages:
    """Binds amounts of the budget and the adjusted budget that stand beside an outcome."""

    def __init__(self, words: Wording, terms: Terms) -> None:
        self._words = words
        self._terms = terms

    def advance(self, walk: Walk, between: Gap) -> None:
        """年初批准X。随后批准预算调整方案，成为Y: behind such words the budget told is the adjusted one."""
        if walk.context.stage is Stage.BUDGET and _PLAN_OF_CHANGE.search(between.raw):
            walk.context = walk.context.updated(stage=Stage.ADJUSTED)

    def bind(self, walk: Walk, figure: DraftFigure, between: Gap, name: Name) -> bool:
        """Bind an amount of another stage; False where it is of the stage at hand."""
        stage = self._stage(between.segment, walk)
        if stage is None:
            return False
        label = _STAGE_WORDS.sub("", _FROM.sub("", name.label))
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
        if self.moves(segment, walk):
            return Stage.BUDGET
        if walk.context.stage is Stage.DRAFT:
            return None
        if walk.context.stage is Stage.ADJUSTED and _UNCHANGED.match(walk.remark):
            return None  # the budget and the adjusted budget in one amount
        cues = self._words.cues["amount_stages"]
        outcome = walk.context.stage in _OUTCOMES
        if outcome and _APPROVED.search(segment) and not self._is_line(segment, walk):
            return Stage.ADJUSTED if _APPROVED_CHANGE.search(segment) else Stage.BUDGET
        if re.search(f"(?:{cues['adjusted'].pattern})(?:为|到|至|数|是|收入|支出)*$", segment):
            # In a plan of adjustment that is the stage of the account itself.
            return Stage.ADJUSTED if walk.context.stage is not Stage.ADJUSTED else None
        if re.search(f"(?:{cues['initial'].pattern})(?:为|数|是|收入|支出)*$", segment):
            return Stage.BUDGET
        if outcome and re.search("年初[^，。；]{0,24}(?:收入|支出)(?:合计|总计)?$", segment):
            return Stage.BUDGET
        budgeted = _BUDGETED.search(segment) and not re.search("总(收入|支出)预算", segment)
        return Stage.BUDGET if outcome and budgeted else None

    def moves(self, segment: str, walk: Walk) -> bool:
        """True of the A in 由A调整为B."""
        return bool(_FROM.search(segment) and _TO.match(walk.remark))

    def _is_line(self, segment: str, walk: Walk) -> bool:
        """加上…经省政府批准的债务转贷收入X: what was approved is the line, not a budget."""
        label = name_in(segment, self._words).label
        concept = self._terms.of(label, walk.context)
        return walk.mode != "plain" or (concept is not None and concept.id in STRUCTURAL)

    def outcome(self, walk: Walk, between: Gap) -> tuple[Concept | None, Name] | None:
        """年初预算X，实际完成Y: the line whose budget was named, when Y says only 实际完成.

        In a plan of adjustment 由X调整为Y, 年初预算X，调整后Y say so of any line.
        """
        variant = walk.variant
        if variant is None:
            return None
        adjusts = walk.context.stage is Stage.ADJUSTED
        cue = "adjusted" if adjusts else "execution"
        said = self._words.cue("amount_stages", cue).search(between.segment)
        if adjusts and not said:
            said = _TO.match(between.segment) or re.search("调整后", between.segment)
        concept = by_id(variant.concept or "")
        if said is None or not (adjusts or (concept is not None and concept.id in ANCHORS)):
            return None
        walk.variant = None
        if concept is not None and concept.id in ANCHORS:
            walk.mode = "plain"
        context = variant.context
        return concept, Name(variant.label, context.scope, context.level, variant.label)
