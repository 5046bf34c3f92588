"""What a cell or a line says by itself: the number it prints, a unit of money, the name of a table.

The same short texts come again and again on the pages of a budget: each is told once.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from luohu_fiscal.errors import AmountError
from luohu_fiscal.money.printed import MARKS, normalise_digits, number_in, plain_unit

__all__ = ["MAX_TITLE", "before_unit", "is_caption", "names_office", "number_of", "unit_of"]

_UNIT = re.compile(r"单\s*位\s*[：:]?\s*(?=([^\s，,。；;：:)）】\]]{1,12}))")
#: 元 is also how names begin (元江县), so it stands alone.
_MONEY = re.compile(r"[（(]?(?:人民币)?[（(]?(万亿元|亿元|百万元|万元|千元|元$)")
_PARTS = re.compile(r"[、/／]")
#: The office that made the table; what stands behind is a name, whatever signs it is written with.
_OFFICE = (
    r"(?:编制|填报|编报|填制|报送|预算|主管|金额|货币|计量)?单\s*位(?:名称)?\s*[：:]"
    r"|(?:编制部门|部门名称)\s*[：:]"
)
_LABEL = re.compile(rf"\s*[（(【\[]?\s*(?:{_OFFICE})")
_CAPTION = re.compile(
    r"^(?:附\s*[表件]|续?表)\s*[\d一二三四五六七八九十]{1,3}(?!\s*[所中、，])|^(?:附\s*[表件]|续表)\s*$"
    r"|[表图]\s*(?:[（(]续[)）])?(?:\s*[（(][^（）()]{1,12}[)）])?$"
)
_DIGIT = re.compile(r"\d")
#: What nearly all numbers look like; the rest of what is asked of a number holds of it.
_COMMON = re.compile(
    r"(?=.{1,30}\Z)(-?(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*|0)(?:\.[0-9]+)?)(%?)"
)
_MARKED = re.compile(rf"^\s*{MARKS}+|{MARKS}+\s*$")
_LEADING_ZERO = re.compile(r"[(（]?0\d")
_ENUMERATOR = re.compile(r"[(（]\s*\d{1,2}\s*[)）]|\d{1,2}-|(?:19|20)\d\d-")
#: A longer line is no title.
MAX_TITLE = 60
#: Figures and units are no longer than this.
_SHORT = 40


def number_of(text: str) -> tuple[Decimal | None, bool]:
    """The number a cell prints, and whether with a percent sign; None where it prints no number.

    A dash is missing, not zero; a number with a leading zero is a code.  Marks of footnotes are none
    of it; brackets and a dash behind it are minus, but for what may be an enumerator: (1), 2-.

    >>> number_of("1,395,034"), number_of("56.1%"), number_of("—"), number_of("0101")
    ((Decimal('1395034'), False), (Decimal('56.1'), True), (None, False), (None, False))
    >>> number_of("91,800①"), number_of("△6,197"), number_of("（6,197）"), number_of("(1)")
    ((Decimal('91800'), False), (Decimal('-6197'), False), (Decimal('-6197'), False), (None, False))
    """
    return _number_kept(text) if len(text) <= _SHORT else _number(text)


def _number(text: str) -> tuple[Decimal | None, bool]:
    common = _COMMON.fullmatch(text)
    if common:
        return Decimal(common[1].replace(",", "")), common[2] == "%"
    if not _DIGIT.search(text):
        return None, False
    plain = _MARKED.sub("", normalise_digits(text)).strip()
    if not _DIGIT.search(plain) or _LEADING_ZERO.match(plain) or _ENUMERATOR.fullmatch(plain):
        return None, False
    percent = plain.endswith("%")
    try:
        return number_in(plain[:-1] if percent else plain), percent
    except AmountError:
        return None, False


#: Asked for one cell again and again; of short texts, so that what is kept is bounded.
_number_kept = lru_cache(maxsize=32_768)(_number)


def unit_of(text: str) -> str:
    """The unit of money after 单位, as printed; "" where the text states none.

    The 单位 that made the table is none, even if its name is written with the sign of a unit.

    >>> unit_of("单位：万元"), unit_of("金额单位:人民币亿元、%"), unit_of("单位负责人")
    ('万元', '亿元', '')
    >>> unit_of("编制单位：元江县财政局 单位：万元"), unit_of("编制单位：广元市财政局")
    ('万元', '')
    """
    if "位" not in text:
        return ""
    return _unit_kept(text) if len(text) <= _SHORT else _unit(text)


def _unit(text: str) -> str:
    for found in _UNIT.finditer(plain_unit(normalise_digits(text))):
        for part in _PARTS.split(found[1]):
            money = _MONEY.match(part)
            if money:
                return money[1]
    return ""


_unit_kept = lru_cache(maxsize=8_192)(_unit)


def before_unit(text: str) -> str:
    """What stands on a line before its unit and the office that made the table: mostly a title.

    >>> before_unit("2024年收入决算表 编制单位：某局 单位：元"), before_unit("单位：万元")
    ('2024年收入决算表', '')
    """
    found = _LABEL.search(text) or _UNIT.search(text)
    return text[: found.start()].strip(" （(【[") if found else text


def names_office(text: str) -> bool:
    """True for a line that says which office made the table, and no more: 编制单位：某局."""
    return _LABEL.match(text) is not None


def is_caption(text: str) -> bool:
    """True for a line that names a table: 附表3, …收入执行情况表, …表（续）."""
    return len(text) <= MAX_TITLE and "。" not in text and _CAPTION.search(text) is not None
