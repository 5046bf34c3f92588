"""Programmes that are counted 民生实事: 新增总部企业X家, X家总部企业, X公里碧道.

The name stands before the number or right behind its unit; a list of names before one number
(A、B等总部企业X家) is told by the last of them.  筹集A X套，供应Y套 counts A twice, and A增加X家，达到Y家
tells how many there are in the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from luohu_fiscal.model.indicators import IndicatorName, all_indicators
from luohu_fiscal.money.amount import number_pattern

__all__ = ["Counted", "programmes"]

_UNIT = "万平方米|平方公里|公里|公顷|家|个|所|套|座|处|名|间"
_COUNT = re.compile(
    r"(?P<before>不少于|至少|超过?|突破|约|近)?\s*"
    rf"(?<![\d.])(?<!\d[,，])(?P<number>{number_pattern()})\s*(?P<unit>{_UNIT})(?P<after>以上|以内|左右)?"
)
_APART = re.compile("[，,。；;、：:（()）]")
#: So much may stand between a unit and the name: more (10个街道社康中心) counts something else.
_BETWEEN = 0


#: No clause that says what is counted is longer.
_LONGEST = 60
#: What was counted in the clause before, and by how many it grew; what says where that led.
_BEFORE = re.compile(
    rf"(?P<of>[^0-9]{{3,24}}?)(?P<grew>增加|新增|净增)?{number_pattern()}(?:{_UNIT})"
)
_LED_TO = re.compile("(?:总数|累计|共)?(?:达到?|增[加长]?[到至])")


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
        clauses = _APART.split(text[start : number.start()])
        lead = clauses[-1].replace(" ", "")
        shared = _shared(lead, clauses[-2].replace(" ", "")) if len(clauses) > 1 else ()
        rest = _APART.split(text[number.end() : end])[0].replace(" ", "")
        for kind in all_indicators():
            if not kind.programme:
                continue
            before = re.search(f"(?:{kind.names.pattern})(?:共|达到?|增至|为)*$", lead)
            carried = next(filter(None, map(kind.names.fullmatch, shared)), None)
            behind = None if lead and before else kind.names.search(rest)
            if before or carried or (behind and behind.start() <= _BETWEEN):
                found = before or carried or behind
                assert found is not None
                yield Counted(kind, found[0], number)
                break


def _shared(lead: str, before: str) -> tuple[str, ...]:
    """The names a number may have that shares what the clause before it counted.

    >>> _shared("供应", "筹集公共住房5套")[1], _shared("达到", "国高企业增加9家")
    ('供应公共住房', ('国高企业',))
    """
    counted = _BEFORE.fullmatch(before) if len(before) <= _LONGEST else None
    if counted is None:
        return ()
    of = counted["of"]
    if _LED_TO.fullmatch(lead):
        return (of,) if counted["grew"] else ()
    return tuple(lead + of[cut:] for cut in range(1, len(of) - 1)) if 2 <= len(lead) <= 4 else ()
