"""What Excel shows for a stored number: the exact decimal, as its number format prints it.

A worksheet stores a number as text, up to 17 digits of a binary fraction; Excel itself keeps and
shows 15.  Here the stored text goes straight to `Decimal`, is brought to those 15 digits, and then
to the places its format shows, half away from zero as Excel does.  No binary number is made.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

__all__ = ["BUILTIN", "Shown", "show"]

#: Number formats that have no code in the file (ECMA-376, 18.8.30); others show as General.
BUILTIN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy-m-d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy-m-d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: "h:mm", 33: "h:mm:ss", 36: 'yyyy"年"m"月"', 37: "#,##0", 38: "#,##0", 39: "#,##0.00",
    40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 45: "mm:ss",
    46: "h:mm:ss", 47: "mm:ss", 48: "##0.0E+0", 50: 'yyyy"年"m"月"', 57: 'yyyy"年"m"月"',
}  # fmt: skip

_SHORT = 120
#: A number with more places before or behind its point is none of money; Excel ends at 308.
_MOST = 60
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_EVEN)
_WIDE = Context(prec=400)
_HUNDRED = Decimal(100)
_STORED = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,18})?")
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
_PLACES = re.compile(r"[0#?]+(?:,[0#?]+)*(?:\.([0#?]+))?(,*)")
_EPOCH = dt.date(1899, 12, 30)
#: 年 after a number makes it a year, 号 a number in a series: neither is an amount.
_NO_AMOUNT = re.compile(r"[年月日号期第季]")


class Shown(NamedTuple):
    """What a cell shows: the text, and the number in it ("" where it shows none).

    `stored` is the number as stored, where it has more places than are shown.
    """

    text: str
    number: str
    stored: str = ""


def show(stored: str, code: str, *, epoch_1904: bool = False) -> Shown:
    """What Excel shows for a stored number under a number format.

    >>> show("1234.5600000000001", "General"), show("0.5614", "0.0%"), show("1395034", "#,##0")
    (Shown(text='1234.56', number='1234.56', stored=''), \
Shown(text='56.1%', number='56.1%', stored='56.14'), \
Shown(text='1,395,034', number='1395034', stored=''))
    >>> show("2025", '0"年"')
    Shown(text='2025年', number='', stored='')
    """
    kept = len(stored) <= _SHORT and len(code) <= _SHORT
    return (_show_kept if kept else _show)(stored, code, epoch_1904)


def _show(stored: str, code: str, epoch_1904: bool) -> Shown:
    text = stored.strip()
    if not _STORED.fullmatch(text):
        return Shown(text, "")
    try:
        value = _FIFTEEN.plus(Decimal(text))
    except ArithmeticError:
        return Shown(_scientific(text), "")
    if abs(value.adjusted()) > _MOST:
        return Shown(_scientific(text), "")
    section = _section(code, value)
    if section.is_date:
        return Shown(_date(value, section.bare, epoch_1904), "")
    if section.decimals is None:
        if not section.is_general:
            # A format of literals alone, "-" for zero, say: the number is not shown.
            return Shown((section.literal or section.bare).strip(), "")
        plain = _plain(value)
        return Shown(plain, plain)
    if section.percent:
        value = _WIDE.multiply(value, _HUNDRED)
    exact = value
    if section.thousands:
        value = value.scaleb(-3 * section.thousands, _WIDE)
    number = f"{value.quantize(section.place, ROUND_HALF_UP, _WIDE):f}"
    for _ in range(section.optional):
        number = number[:-1] if number.endswith("0") and "." in number else number
    number = number.rstrip(".") if "." in number else number
    sign = "%" if section.percent else ""
    if section.no_amount:
        return Shown(f"{number}{section.literal}", "")
    grouped = _grouped(number) if section.grouped else number
    more = _plain(exact) if not section.thousands and Decimal(number) != exact else ""
    return Shown(f"{grouped}{sign}", f"{number}{sign}", more)


def _scientific(text: str) -> str:
    """The size of a number that is far too large or small, as Excel would show it: no amount.

    >>> _scientific("-1e999999999"), _scientific("9" * 1_000_000)
    ('-1E+999999999', '9E+999999')
    """
    try:
        number = Decimal(text)
    except ArithmeticError:
        return text[:40]
    sign = "-" if number.is_signed() else ""
    return f"{sign}{number.as_tuple().digits[0]}E{number.adjusted():+d}"


#: The same figures come again and again in a workbook; of short ones, so that what is kept is bounded.
_show_kept = lru_cache(maxsize=16_384)(_show)


class _Section(NamedTuple):
    """One part of a number format, taken apart."""

    bare: str
    literal: str
    is_date: bool
    is_general: bool
    #: Places shown, and how many of them only where they hold a digit; None shows no number.
    decimals: int | None
    optional: int
    place: Decimal
    grouped: bool
    percent: bool
    thousands: int
    no_amount: bool


def _section(code: str, value: Decimal) -> _Section:
    """The part of a format that serves this number.

    The part for negative numbers may drop the minus sign for brackets or colour; it is kept here.
    """
    parts = _sections(code)
    if value < 0 and len(parts) > 1:
        return parts[1]
    if value == 0 and len(parts) > 2:
        return parts[2]
    return parts[0]


@lru_cache(maxsize=4_096)
def _sections(code: str) -> tuple[_Section, ...]:
    parts, quoted = [""], False
    for char in code or "General":
        if char == '"':
            quoted = not quoted
        if char == ";" and not quoted:
            parts.append("")
        else:
            parts[-1] += char
    return tuple(_taken_apart(part) for part in parts)


def _taken_apart(part: str) -> _Section:
    literal = "".join(a or b for a, b in _QUOTED.findall(part))
    bare = _QUOTED.sub("", part)
    low = bare.lower()
    general = "general" in low or "@" in low or "e+" in low or "/" in low
    found = None if general else _PLACES.search(bare)
    shown = (found[1] or "") if found else ""
    return _Section(
        bare=bare,
        literal=literal,
        is_date=_DATE.search(bare) is not None and "general" not in low,
        is_general=general,
        decimals=len(shown) if found else None,
        # Optional places (#) show only where they hold a digit.
        optional=len(shown) - len(shown.rstrip("#?")),
        place=Decimal(1).scaleb(-len(shown)),
        grouped=found is not None and "," in found[0].rstrip(","),
        percent="%" in bare,
        thousands=len(found[2]) if found else 0,
        no_amount=_NO_AMOUNT.search(literal) is not None,
    )


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _grouped(number: str) -> str:
    whole, dot, rest = number.partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}{dot}{rest}"


def _date(value: Decimal, code: str, epoch_1904: bool) -> str:
    days = int(value)
    if not 0 < days < 2_958_466:
        return _plain(value)
    date = _EPOCH + dt.timedelta(days=days + (1462 if epoch_1904 else 0))
    if "y" not in code.lower() and "d" not in code.lower():
        return _plain(value)
    if "d" not in code.lower():
        return f"{date.year}年{date.month}月" if "m" in code.lower() else f"{date.year}年"
    return date.isoformat()
