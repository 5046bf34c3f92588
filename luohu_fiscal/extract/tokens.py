"""Every money and percent token of a paragraph: the universe that coverage is counted over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from luohu_fiscal.model.figures import MALFORMED
from luohu_fiscal.money.printed import MARKS, MAX_DIGITS, is_malformed, number_pattern

__all__ = ["Token", "TokenKind", "tokens"]


class TokenKind(StrEnum):
    """What a token is."""

    MONEY = "money"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Token:
    """A printed number with its unit; `refused` says why it can be no figure and no rate."""

    kind: TokenKind
    start: int
    end: int
    number: str
    unit: str
    qualifier: str | None = None
    refused: str | None = None
    #: It has the look of a number and is none: `number` is what stands there.
    malformed: bool = False


_N = number_pattern()
#: All digits that stand together, whether they make a number or not: no piece of them is one.
_RUN = rf"(?:{_N}(?![.,]?\d)|\d+(?:[.,]+\d+)+|\d+)"
#: 为负3.5亿元 is negative; 减负3.5亿元, 自负3.5万元, 税负5% are not.
_MINUS = (
    r"(?P<sign>(?<![\d%元亿万-])-|[△▲]\s*"
    r"|(?<![^为是余额数入出率长速幅约至到差支收计转(（,，、：:；;])[负負]\s*)?"
)
# Most characters begin no number: the first look costs little.
_BEFORE = (
    r"(?=[\d\s约大近将超突不至最逾高达△▲负負-])"
    r"(?P<before>约|大约|近|将近|超过|超|突破|不低于|不少于|不超过|不高于|至少|最高|逾|高达|达到)?\s*"
)
#: A minus or a mark behind the digits; a bracket that closes behind them may be minus or an aside.
_BEHIND = rf"(?P<behind>-(?![\d-]))?(?:{MARKS}|(?P<closes>[)）]))?"
_MONEY = re.compile(
    rf"{_BEFORE}{_MINUS}(?<!\d)(?<!\d[.,])(?P<digits>{_RUN}){_BEHIND}(?P<between>多|余|几)?\s*"
    r"(?P<unit>万亿元|亿元|百万元|万元|千元|元|[十百千]+[万亿]元"
    r"|(?:万|亿)?(?:美元|港元|港币|欧元|日元|英镑)|万亿|亿|万)"
    r"(?P<after>余元|余|以上|以下|以内|左右|上下)?"
)
_PERCENT = re.compile(
    rf"{_BEFORE}{_MINUS}(?<!\d)(?<!\d[.,])(?P<digits>{_RUN}){_BEHIND}(?P<between>多|余)?\s*"
    r"(?P<unit>%|个?百分点|‰)(?P<after>以上|以下|以内|左右|上下)?"
)
_WELL_FORMED = re.compile(_N)
_RANGE_AFTER = re.compile(rf"\s*[-~～—至]+\s*{_N}\s*(?:%|万元|亿元|元|个?百分点)")
_RANGE_BEFORE = re.compile(rf"{_N}\s*(?:%|万元|亿元|元)?\s*[-~～—至]+\s*$")
# 约 and its kin make an amount a bound or an approximation; 达到 and 高达 say the amount itself.
_SAYS_ITSELF = {"达到", "高达", "最高"}
#: Another number right before, with no word between: one number, broken, or two that ran together.
_BROKEN = re.compile(r"(?:\d[\d.,]*(?: |，))+$")
#: Thousands set off by spaces, or by a line that ended inside the number.
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+(?:\.\d+)?")
#: What follows may be several numbers, one for each of what was named.
_SEVERAL = re.compile("(?:分别|依次|各|第)[^。；;]{0,30}$")
#: 1.5,000万元 may be the first item of a list: 5,000万元.
_ENUMERATED = re.compile(r"\d{1,2}\.\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_PER_HEAD = re.compile(r"\s*(?:/|每)")
_BARE = {"万", "亿", "万亿"}
_FOREIGN = re.compile("美元|港元|港币|欧元|日元|英镑")
#: What may follow a bare 亿 or 万 that still means money: a list goes on.
_LIST_GOES_ON = re.compile(r"\s*[、和及,，]")


def tokens(text: str) -> list[Token]:
    """The money and percent tokens of a text, in order, none overlapping.

    >>> [(t.kind.value, t.number, t.unit, t.qualifier) for t in tokens("收入1,395,034万元，增长56.1%，约5亿元")]
    [('money', '1,395,034', '万元', None), ('percent', '56.1', '%', None), ('money', '5', '亿元', '约')]
    """
    found = sorted((*_money(text), *_percents(text)), key=lambda token: token.start)
    result: list[Token] = []
    for token in found:
        if not result or token.start >= result[-1].end:
            result.append(token)
    return result


def _money(text: str) -> Iterator[Token]:
    for match in _MONEY.finditer(text):
        unit, refused = match["unit"], None
        rest = text[match.end() : match.end() + 12]
        if unit in _BARE:
            # 45万份, 1.6万人次 count things; 3.1亿、2.2亿元 is money with its 元 said once.
            if (
                not _LIST_GOES_ON.match(rest)
                or unit == "万"
                or not _money_follows(text, match.end())
            ):
                continue
            unit += "元"
        if _FOREIGN.search(unit):
            refused = "foreign currency"
        elif unit[0] in "十百千" and unit[1:] != "元" and unit != "百万元":
            refused = "a unit that is no printed unit of money here (千万元, 十亿元 …)"
        elif _PER_HEAD.match(rest):
            refused = "a rate per head or per unit, not an amount"
        yield _token(TokenKind.MONEY, text, match, unit, refused)


def _money_follows(text: str, position: int) -> bool:
    return bool(re.match(rf"[^。；;]{{0,40}}?{_N}\s*(?:万亿|亿)元", text[position:]))


def _percents(text: str) -> Iterator[Token]:
    for match in _PERCENT.finditer(text):
        refused = (
            None if match["unit"] == "%" else "a difference in percentage points, or per mille"
        )
        yield _token(TokenKind.PERCENT, text, match, match["unit"], refused)


def _token(
    kind: TokenKind, text: str, match: re.Match[str], unit: str, refused: str | None
) -> Token:
    qualifier = next(
        (
            word
            for word in (match["before"], match["between"], match["after"])
            if word and word not in _SAYS_ITSELF
        ),
        None,
    )
    start = match.start("sign") if match["sign"] else match.start("digits")
    ranged = _RANGE_AFTER.match(text, match.end()) or _RANGE_BEFORE.search(
        text[max(0, start - 30) : start]
    )
    if ranged and qualifier is None:
        qualifier = "range"
    number, malformed = match["digits"], False
    broken = _BROKEN.search(text[max(0, start - 40) : start])
    if match["closes"]:
        start, number = _bracketed(text, start, match)
        refused = refused or "brackets around a number may be minus, or nothing"
    elif broken:
        start -= len(broken[0])
        number = text[start : match.end("digits")]
        spaced = " " not in number or (kind is TokenKind.MONEY and _SPACED.fullmatch(number))
        malformed = bool(spaced) and is_malformed(number)
        refused = "a number that may begin before the break"
    elif text[start - 1 : start] == "." and not match["sign"]:
        refused = "a number that may begin before the break"
    elif not _WELL_FORMED.fullmatch(number):
        malformed = is_malformed(number)
        refused = "no number"
    if len(re.sub("[,， ]", "", number)) > MAX_DIGITS:
        refused, malformed = "more digits than any amount has", False
    if malformed:
        before = text[max(0, start - 40) : start]
        several = _SEVERAL.search(before) or _ENUMERATED.fullmatch(number)
        refused = "may be several numbers" if several else MALFORMED
    minus = bool(match["sign"]) != bool(match["behind"]) and not broken
    if match["sign"] and match["behind"]:
        refused = "two signs"
    return Token(
        kind,
        start,
        match.end(),
        ("-" if minus else "") + number,
        unit,
        qualifier,
        refused,
        malformed=refused == MALFORMED,
    )


def _bracketed(text: str, start: int, match: re.Match[str]) -> tuple[int, str]:
    """Where (6,197)万元 starts, and its number as it stands."""
    opened = re.search(r"[(（]\s*$", text[max(0, start - 3) : start])
    if opened is None:
        return start, match["digits"]
    start -= len(opened[0])
    return start, f"({match['digits']})"
