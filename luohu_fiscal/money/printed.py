"""A number as it is printed: digits and their separators, the forms of minus, marks of footnotes.

What is printed as a number and is none (``102,91``, ``12.34.56``) is told here too: it is named as it
stands, and no piece of it is ever taken for a number.
"""

from __future__ import annotations

import re
from decimal import Decimal

from luohu_fiscal.errors import AmountError

__all__ = [
    "MARKS",
    "MAX_DIGITS",
    "MINUS",
    "is_cell_error",
    "is_malformed",
    "normalise_digits",
    "number_in",
    "number_pattern",
    "parse_number",
    "plain_unit",
    "tentative",
]

#: More digits than this is no amount of money: it keeps hostile input cheap.
MAX_DIGITS = 32

# Full-width digits and signs, character for character, so that offsets stay what they were.
_FULL_WIDTH = str.maketrans(
    "０１２３４５６７８９．﹒％﹪－−﹣–‐‑＋",
    "0123456789..%%------+",
)

#: The characters of a unit of money in traditional forms: 萬元, 億圓.
_TRADITIONAL = str.maketrans("萬億圓單幣", "万亿元单币")

#: A printed number: Western or full-width thousands separators in groups of three, or plain digits.
#: Some typesetters leave a space behind the separator: 1,421, 486.
DIGITS = r"(?:\d{1,3}(?:(?:, ?|，)\d{3})+(?!\d)|\d+)(?:\.\d+)?"
#: What makes the number that follows a negative one.
MINUS = "-△▲负負"
#: Marks of footnotes beside a number.
MARKS = r"[①-⑳⑴-⒇*※†‡¹²³⁰⁴-⁹]"

_SIGN = rf"(?P<sign>[{MINUS}+]?)"
_NUMBER = re.compile(rf"\s*{_SIGN}\s*(?P<digits>{DIGITS})(?P<behind>-?)\s*")
_BRACKETED = re.compile(r"\s*[(（]([^()（）]*)[)）]\s*")
#: Digits, separators among them: it has the look of a number, whether it is one or not.
_LOOKS = re.compile(
    rf"[{MINUS}+]?\s*(?:\d+(?:[.,，]+ ?\d+)+|\d{{1,3}}(?:[ '’]\d{{3}})+(?:\.\d+)?)-?"
)
#: 2024.12.31, 2024.12, 1.1.1: dates and sections, no amounts.
_DATE = re.compile(r"(?:19|20)\d\d[.]\d{1,2}(?:[.]\d{1,2})?[.]?")
_ERROR = re.compile(
    r"#(?:REF|VALUE|DIV/0|NAME|NUM|N/A|NULL|SPILL|CALC)[!?]?|#{3,}|-?\d(?:\.\d+)?E[+-]\d{1,18}",
    re.IGNORECASE,
)


def number_pattern() -> str:
    """The regular expression of an unsigned printed number, for those who search in running text.

    >>> re.findall(number_pattern(), "收入1,395,034万元，增长56.1%")
    ['1,395,034', '56.1']
    """
    return DIGITS


def normalise_digits(text: str) -> str:
    """Full-width digits, dots, percent and minus signs made ASCII, one character for one.

    >>> normalise_digits("－１２．５％")
    '-12.5%'
    """
    return text.translate(_FULL_WIDTH)


def plain_unit(text: str) -> str:
    """Units of money in simplified characters, one for one.

    >>> plain_unit("單位：人民幣萬元")
    '单位：人民币万元'
    """
    return text.translate(_TRADITIONAL)


def parse_number(text: str) -> Decimal:
    """The exact number that is printed; trailing zeros are kept, separators are not.

    Minus is ``-``, ``△``, ``▲`` or 负 before it, ``-`` behind it, or brackets around it.

    >>> parse_number("1,395,034"), parse_number("－6,197"), parse_number("18.60")
    (Decimal('1395034'), Decimal('-6197'), Decimal('18.60'))
    >>> [str(parse_number(text)) for text in ("负6,197", "△6,197", "(6,197)", "6,197-")]
    ['-6197', '-6197', '-6197', '-6197']
    >>> parse_number("12,34")
    Traceback (most recent call last):
    luohu_fiscal.errors.AmountError: "12,34" is not a printed number; write digits such as 1,395,034 or 18.60
    """
    number = number_in(text)
    if number is None:
        raise AmountError(
            f'"{text[:40]}" is not a printed number',
            remedy="write digits such as 1,395,034 or 18.60",
        )
    return number


def number_in(text: str) -> Decimal | None:
    """The number that is printed, as `parse_number` reads it; None where the text is none.

    >>> number_in("12,34") is None, number_in("（12）")
    (True, Decimal('-12'))
    """
    if len(text) > 4 * MAX_DIGITS:
        return None
    plain = normalise_digits(text)
    bracketed = _BRACKETED.fullmatch(plain)
    match = _NUMBER.fullmatch(bracketed[1] if bracketed else plain)
    # Two signs at once may take each other off, or say the same twice.
    if not match or bool(bracketed) + bool(match["sign"]) + bool(match["behind"]) > 1:
        return None
    negative = bool(bracketed) or match["sign"] not in ("", "+") or bool(match["behind"])
    return _signed(match["digits"], negative=negative)


def _signed(digits: str, *, negative: bool) -> Decimal:
    plain = digits.replace(",", "").replace("，", "").replace(" ", "")
    if len(plain) > MAX_DIGITS:
        raise AmountError(
            f"a number of more than {MAX_DIGITS} digits is no amount", remedy="check the source"
        )
    return Decimal(("-" if negative else "") + plain)


def is_malformed(text: str) -> bool:
    """True of what looks like a number and is none; dates and single words of digits do not.

    >>> [is_malformed(text) for text in ("102,91", "12.34.56", "1 234", "9,18,00", "12,3456")]
    [True, True, True, True, True]
    >>> [is_malformed(text) for text in ("102,910", "2024.12.31", "（一）", "12", "5-6")]
    [False, False, False, False, False]
    """
    plain = normalise_digits(text).strip()
    if len(plain) > 4 * MAX_DIGITS or not _LOOKS.fullmatch(plain) or _DATE.fullmatch(plain):
        return False
    return number_in(plain) is None


def is_cell_error(text: str) -> bool:
    """True of what a spreadsheet shows where it has no number to show.

    >>> [is_cell_error(text) for text in ("#REF!", "#DIV/0!", "########", "1.2E+08", "#1")]
    [True, True, True, True, False]
    """
    return _ERROR.fullmatch(text.strip()) is not None


def tentative(text: str) -> Decimal:
    """The digits of a malformed number without separators, but for a last dot: a guess for a guess.

    It never leaves extraction: sums that weigh two readings need some number in its place.

    >>> tentative("102,91"), tentative("12.34.56"), tentative("#REF!")
    (Decimal('10291'), Decimal('1234.56'), Decimal('0'))
    """
    plain = normalise_digits(text)
    negative = plain.lstrip()[:1] in tuple(MINUS)
    whole, dot, rest = plain.rpartition(".")
    whole, rest = (whole, rest) if dot and rest.isdigit() else (plain, "")
    digits = re.sub(r"\D", "", whole)[:MAX_DIGITS] or "0"
    number = Decimal(f"{digits}.{rest[:MAX_DIGITS]}" if rest else digits)
    return number.copy_negate() if negative else number
