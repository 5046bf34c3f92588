"""Every money and percent token of a paragraph: the universe that coverage is counted over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from luohu_fiscal.money.amount import number_pattern

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


_N = number_pattern()
_BEFORE = r"(?P<before>约|大约|近|将近|超过|超|突破|不低于|不少于|不超过|不高于|至少|最高|逾|高达|达到)?\s*"
_MONEY = re.compile(
    rf"{_BEFORE}(?<![\d.])(?P<sign>(?<![\d%元亿万-])-)?(?P<digits>{_N})(?P<between>多|余|几)?\s*"
    r"(?P<unit>万亿元|亿元|百万元|万元|千元|元|(?:万|亿)?(?:美元|港元|港币|欧元|日元|英镑)|万亿|亿|万)"
    r"(?P<after>余元|余|以上|以下|以内|左右|上下)?"
)
_PERCENT = re.compile(
    rf"{_BEFORE}(?<![\d.])(?P<sign>(?<![\d%-])-)?(?P<digits>{_N})(?P<between>多|余)?\s*"
    r"(?P<unit>%|个?百分点|‰)(?P<after>以上|以下|以内|左右|上下)?"
)
_RANGE_AFTER = re.compile(rf"\s*[-~～—至]+\s*{_N}\s*(?:%|万元|亿元|元|个?百分点)")
_RANGE_BEFORE = re.compile(rf"{_N}\s*(?:%|万元|亿元|元)?\s*[-~～—至]+\s*$")
# 约 and its kin make an amount a bound or an approximation; 达到 and 高达 say the amount itself.
_SAYS_ITSELF = {"达到", "高达", "最高"}
#: Another number right before, with no word between: one number, broken, or two that ran together.
_BROKEN = re.compile(r"\d[.,]? $")
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
    if _BROKEN.search(text[max(0, start - 3) : start]):
        refused = "a number that may begin before the break"
    digits = re.sub("[,， ]", "", match["digits"])
    if len(digits) > 32:
        refused = "more digits than any amount has"
    return Token(
        kind, start, match.end(), (match["sign"] or "") + match["digits"], unit, qualifier, refused
    )
