"""Parts of a year: 上半年, 前三季度, 1-6月, whose amounts are an account of their own, never the year's."""

from __future__ import annotations

import re

__all__ = ["period_in", "without"]

_PERIOD = re.compile(
    "上半年|下半年|前三季度|第?[一二三四1-4]季度"
    "|(?<![0-9])(?P<first>[0-9]{1,2})月?[-－—–～~至](?P<last>[0-9]{1,2})月份?(?!底)"
)
#: What may stand before it where a paragraph opens with it.
_BEFORE = re.compile("(?:20[0-9]{2}年|今年|本年)?[，,]?")


def period_in(text: str, *, at_once: bool = False) -> str | None:
    """The part of a year that a text names first, None where it names none or all twelve months.

    `at_once` asks that the text opens with it, or with the year it is of.

    >>> period_in("关于某市2025年上半年预算执行情况的报告"), period_in("2025年1－6月份财政收支")
    ('上半年', '1-6月')
    >>> period_in("2025年1-12月"), period_in("全市上半年收入", at_once=True)
    (None, None)
    """
    opening = _BEFORE.match(text) if at_once else None
    found = _PERIOD.match(text, opening.end()) if opening else _PERIOD.search(text)
    if found is None:
        return None
    if found["first"] is None:
        return found[0].removeprefix("第")
    first, last = int(found["first"]), int(found["last"])
    return f"{first}-{last}月" if (first, last) != (1, 12) else None


def without(text: str, period: str | None) -> str:
    """A text without the words for the part of the year at hand; another part stays.

    >>> without("1－6月份，全市收入", "1-6月"), without("上半年收入", None)
    ('，全市收入', '上半年收入')
    """
    return _PERIOD.sub(
        lambda found: "" if period is not None and period_in(found[0]) == period else found[0], text
    )
