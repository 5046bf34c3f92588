"""An item of the classification 类款项 that heads its paragraph, and its amounts that bear no name further on.

7.社会保障和就业支出（类）…（项）36.12万元。…2025年执行数为39.40万元，2026年预算安排36.12万元: the amounts behind
are those of the item, of the year and stage their words say; the last one says the first again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from luohu_fiscal.extract.draft import DraftFigure
from luohu_fiscal.extract.said import Part, Said
from luohu_fiscal.extract.tokens import TokenKind

__all__ = ["FUNCTION_ITEM", "name_item"]

#: The concept of such an amount; the name says which item.
FUNCTION_ITEM = "function_item"
_ITEM = re.compile(
    r"^[^，,。；;]{0,60}?[（(](?:\d{3})?类[)）][^，,。；;]{0,80}?[（(](?:\d{2})?[款项][)）][”\"]?"
    r"(?:预算|决算|支出|经费|数|为|是|安排)*$"
)
#: The part of a list, or a cause: amounts of something else.
_TURNS = re.compile("其中|包括|原因|由于|因为?(?!公)|主要是")
#: 上年：X
_BEFORE = re.compile("(?:上年|去年|上一年)[^，,。；;]{0,6}[:：]$")


def name_item(text: str, numbers: Sequence[Said], of: Callable[[Said], DraftFigure | None]) -> None:
    """Give the nameless amounts of a paragraph the name of the item that heads it."""
    if not numbers or _ITEM.match(text[: numbers[0].token.start].rstrip()) is None:
        return
    head = of(numbers[0])
    if head is None or not head.label or head.account is not None:
        return
    head.concept = FUNCTION_ITEM
    for one in numbers[1:]:
        if one.token.kind is not TokenKind.MONEY or one.part is Part.CHANGE:
            continue
        if one.label or one.depth or _TURNS.search(one.lead):
            return
        figure = of(one)
        if figure is None or figure.account is not None or figure.parent is not None:
            return
        figure.label, figure.concept = head.label, FUNCTION_ITEM
        year = figure.context.year
        before = one.year == 0 or _BEFORE.search(one.lead) is not None
        if before and year is not None and year == head.context.year:
            figure.context = replace(figure.context, year=year - 1)  # 上年X, and no more
