"""What Excel shows for a stored number: the exact decimal, as its number format prints it.

A worksheet stores a number as text, up to 17 digits of a binary fraction; Excel itself keeps and
shows 15.  Here the stored text goes straight to `Decimal`, is brought to those 15 digits, and then
to the places its format shows, half away from zero as Excel does.  No binary number is made.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, InvalidOperation
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

_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_EVEN)
_WIDE = Context(prec=400)
_STORED = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")
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
    text = stored.strip()
    if not _STORED.fullmatch(text):
        return Shown(text, "")
    try:
        value = _FIFTEEN.plus(Decimal(text))
    except InvalidOperation:
        return Shown(text, "")
    if abs(value.adjusted()) > 60:
        return Shown(text, "")
    section, negative = _section(code, value)
    literal = "".join(a or b for a, b in _QUOTED.findall(section))
    bare = _QUOTED.sub("", section)
    if _DATE.search(bare) and "general" not in bare.lower():
        return Shown(_date(value, bare, epoch_1904), "")
    places = _PLACES.search(bare)
    general = "general" in bare.lower() or "@" in bare
    if places is None and not general:
        # A format of literals alone, "-" for zero, say: the number is not shown.
        return Shown((literal or bare).strip(), "")
    if places is None or general or "e+" in bare.lower() or "/" in bare:
        plain = _plain(value)
        return Shown(plain, plain)
    percent = "%" in bare
    if percent:
        value = _WIDE.multiply(value, Decimal(100))
    exact = value
    value = value.scaleb(-3 * len(places[2]), _WIDE)
    # Optional places (#) show only where they hold a digit.
    shown = places[1] or ""
    value = value.quantize(Decimal(1).scaleb(-len(shown)), ROUND_HALF_UP, _WIDE)
    optional = len(shown) - len(shown.rstrip("#?"))
    number = f"{value:f}"
    for _ in range(optional):
        number = number[:-1] if number.endswith("0") and "." in number else number
    number = number.rstrip(".")
    if negative and not number.startswith("-") and value:
        number = f"-{number}"
    grouped = _grouped(number) if "," in places[0] else number
    sign = "%" if percent else ""
    if _NO_AMOUNT.search(literal):
        return Shown(f"{number}{literal}", "")
    stored_more = _plain(exact) if exact != value and not places[2] else ""
    return Shown(f"{grouped}{sign}", f"{number}{sign}", stored_more)


def _section(code: str, value: Decimal) -> tuple[str, bool]:
    """The part of a format that serves this number; whether that part drops the minus sign."""
    parts = _sections(code)
    if value < 0 and len(parts) > 1:
        return parts[1], True
    if value == 0 and len(parts) > 2:
        return parts[2], False
    return parts[0], False


def _sections(code: str) -> list[str]:
    parts, quoted = [""], False
    for char in code or "General":
        if char == '"':
            quoted = not quoted
        if char == ";" and not quoted:
            parts.append("")
        else:
            parts[-1] += char
    return parts


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
