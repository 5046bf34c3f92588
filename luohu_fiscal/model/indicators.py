"""The vocabulary of economic and social indicators 经济社会指标, as data (`indicators.toml`)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

__all__ = [
    "IndicatorName",
    "all_indicators",
    "at_constant_prices",
    "canonical_name",
    "indicator_named",
    "indicator_of",
]


@dataclass(frozen=True)
class IndicatorName:
    """One indicator: its canonical name, and what is known of it.

    `lower` where less is better; `real` where its growth is at constant prices; `money` where its
    levels are amounts of money; `fiscal` where the accounts of the budget hold it too; `programme`
    where it is counted, and may be told in part.
    """

    name: str
    names: re.Pattern[str]
    lower: bool = False
    real: bool = False
    money: bool = False
    fiscal: bool = False
    programme: bool = False


@cache
def _data() -> dict[str, Any]:
    source = resources.files("luohu_fiscal.model").joinpath("indicators.toml")
    return tomllib.loads(source.read_text("utf-8"))


@cache
def all_indicators() -> tuple[IndicatorName, ...]:
    """Every indicator of the vocabulary, in the order in which names are tried."""
    data = _data()["indicator"]
    return tuple(
        IndicatorName(
            name,
            re.compile(entry["names"]),
            *(bool(entry.get(flag)) for flag in ("lower", "real", "money", "fiscal", "programme")),
        )
        for name, entry in data.items()
    )


def indicator_named(label: str) -> IndicatorName | None:
    """The indicator that a whole label names.

    >>> indicator_named("GDP").name
    '地区生产总值'
    """
    return next((one for one in all_indicators() if one.names.fullmatch(label)), None)


def indicator_of(name: str) -> IndicatorName | None:
    """The indicator of a canonical name, or the one that a narrower name ends with."""
    return next((one for one in all_indicators() if name.endswith(one.name)), None)


def canonical_name(label: str) -> str | None:
    """The canonical name for a label: 工业固定资产投资 is the narrower kind of a known one.

    >>> [canonical_name(name) for name in ("全社会固定资产投资", "工业固定资产投资", "甲")]
    ['固定资产投资', '工业固定资产投资', None]
    """
    whole = indicator_named(label)
    if whole is not None:
        return whole.name
    for one in all_indicators():
        if one.programme:
            continue
        for match in one.names.finditer(label):
            if match.end() == len(label) and 2 <= match.start() <= 8:
                return label[: match.start()].removesuffix("完成") + one.name
    return None


@cache
def _constant() -> re.Pattern[str]:
    return re.compile(_data()["constant_prices"])


def at_constant_prices(label: str) -> bool:
    """True of what is said to grow at constant prices 不变价, so that amounts do not judge its growth.

    >>> [at_constant_prices(name) for name in ("全市地区生产总值", "规上工业增加值", "税收收入")]
    [True, True, False]
    """
    return _constant().search(label) is not None
