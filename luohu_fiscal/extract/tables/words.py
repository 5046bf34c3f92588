"""The cues of annex tables 附表 and the classes 政府收支分类科目 they list, both kept as data."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from luohu_fiscal.model.vocabulary import Book, Side
from luohu_fiscal.money.amount import normalise_digits
from luohu_fiscal.wording import Wording

__all__ = ["class_code", "plain", "table_words"]

_SPACE = re.compile(r"\s+")
_CHINESE_DIGITS = str.maketrans("○〇零ＯO一二三四五六七八九", "00000123456789")
_CHINESE_YEAR = re.compile(r"二[○〇零ＯO][○〇零ＯO一二三四五六七八九]{2}(?=年)")
_BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
_ENDS = {Side.RESOURCES: re.compile(r"收入$"), Side.USES: re.compile(r"支出$")}


@cache
def table_words() -> Wording:
    """The cues of `wording/tables.toml`, compiled."""
    source = resources.files("luohu_fiscal.wording").joinpath("tables.toml").read_text("utf-8")
    sections = tomllib.loads(source)
    return Wording(
        cues={
            section: {name: re.compile(pattern) for name, pattern in cues.items()}
            for section, cues in sections.items()
        }
    )


def plain(text: str) -> str:
    """A cell's text without white space, digits ASCII, a year in Chinese numerals as digits.

    >>> plain("二○二四年 决算数")
    '2024年决算数'
    """
    squeezed = normalise_digits(_SPACE.sub("", text))
    return _CHINESE_YEAR.sub(lambda match: match[0].translate(_CHINESE_DIGITS), squeezed)


@dataclass(frozen=True, slots=True)
class _Class:
    code: str
    names: re.Pattern[str]
    book: str | None


@cache
def _classes(side: Side) -> tuple[_Class, ...]:
    source = resources.files("luohu_fiscal.model").joinpath("classes.toml").read_text("utf-8")
    listed = tomllib.loads(source)["revenue" if side is Side.RESOURCES else "expenditure"]
    end = _ENDS[side]
    return tuple(
        _Class(
            entry["code"],
            re.compile(
                "|".join(f"(?:{name})" for name in entry.get("names", [end.sub("", entry["zh"])]))
            ),
            entry.get("book"),
        )
        for entry in listed
    )


@cache
def class_code(label: str, book: Book | None, side: Side | None) -> str:
    """The code of the class a label names; "" where it names none that is known.

    >>> class_code("国有资源（资产）有偿使用收入", Book.GENERAL_PUBLIC, Side.RESOURCES)
    '10307'
    >>> class_code("行政运行", Book.GENERAL_PUBLIC, Side.USES)
    ''
    """
    if side not in _ENDS:
        return ""
    bare = _BRACKETS.sub("", label)
    short = _ENDS[side].sub("", bare)
    for entry in _classes(side):
        if entry.book is not None and entry.book != book:
            continue
        if book is not Book.GENERAL_PUBLIC and entry.code.startswith("101"):
            continue
        if entry.names.fullmatch(short) or entry.names.fullmatch(bare):
            return entry.code
    return ""
