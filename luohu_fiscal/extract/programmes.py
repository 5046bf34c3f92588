"""Programmes that are counted 民生实事: 新增总部企业X家, X家总部企业, X公里碧道.

The name stands before the number or right behind its unit; a list of names before one number
(A、B等总部企业X家) is told by the last of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from luohu_fiscal.indicators import IndicatorName, all_indicators
from luohu_fiscal.money import number_pattern

__all__ = ["Counted", "programmes"]

_UNIT = "万平方米|平方公里|公里|公顷|家|个|所|套|座|处|名|间"
_COUNT = re.compile(
    r"(?P<before>不少于|至少|超过?|突破|约|近)?\s*"
    rf"(?<![\d.])(?<!\d[,，])(?P<number>{number_pattern()})\s*(?P<unit>{_UNIT})(?P<after>以上|以内|左右)?"
)
_APART = re.compile("[，,。；;、：:（()）]")
#: So much may stand between a unit and the name: more (10个街道社康中心) counts something else.
_BETWEEN = 0


class Counted(NamedTuple):
    """A programme with its printed count."""

    kind: IndicatorName
    label: str
    number: re.Match[str]


def programmes(text: str, start: int, end: int) -> Iterator[Counted]:
    """The counted programmes of a sentence.

    >>> text = "落户甲等总部企业4家，2家持牌金融机构"
    >>> [(one.kind.name, one.number["number"]) for one in programmes(text, 0, len(text))]
    [('总部企业', '4'), ('持牌金融机构', '2')]
    """
    for number in _COUNT.finditer(text, start, end):
        lead = _APART.split(text[start : number.start()])[-1].replace(" ", "")
        rest = _APART.split(text[number.end() : end])[0].replace(" ", "")
        for kind in all_indicators():
            if not kind.programme:
                continue
            before = re.search(f"(?:{kind.names.pattern})(?:共|达到?|增至|为)*$", lead)
            behind = None if lead and before else kind.names.search(rest)
            if before or (behind and behind.start() <= _BETWEEN):
                found = before or behind
                assert found is not None
                yield Counted(kind, found[0], number)
                break
