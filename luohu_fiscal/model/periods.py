"""Periods of years 时期 as documents name them: a count of years 五年, or a five-year plan “十四五”."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Period", "period_named", "plan_of"]

_DIGITS = {digit: number for number, digit in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
#: “十一五” ran from 2006 to 2010; every later plan follows on it.
_PLAN = re.compile("十(?P<plan>[一二三四五六七八九])五(?!年)")
_COUNT = re.compile(
    "(?<![0-9一二三四五六七八九十百])(?P<count>[二两三四五六七八九十]|[2-9]|[12][0-9])年"
)
_PLAN_YEARS, _FIRST_PLAN = 5, 2006


class Period(NamedTuple):
    """How many years a period has, and its first year where its name says that."""

    years: int
    first: int | None = None

    @property
    def last(self) -> int | None:
        """Its last year, where its name says that."""
        return None if self.first is None else self.first + self.years - 1


def period_named(text: str) -> Period | None:
    """The period a text names: the plan it names first, else the first count of years.

    >>> period_named("“十四五”时期"), period_named("五年来"), period_named("2025年")
    (Period(years=5, first=2021), Period(years=5, first=None), None)
    """
    plan = _PLAN.search(text)
    if plan is not None:
        first = _FIRST_PLAN + _PLAN_YEARS * (_DIGITS[plan["plan"]] - 1)
        return Period(_PLAN_YEARS, first)
    count = _COUNT.search(text)
    if count is None:
        return None
    word = count["count"]
    return Period(_DIGITS[word] if word in _DIGITS else int(word))


def plan_of(first: int, last: int) -> Period | None:
    """The five-year plan that runs from one year to the other, None where none does.

    >>> plan_of(2021, 2025), plan_of(2020, 2025)
    (Period(years=5, first=2021), None)
    """
    whole = (first - _FIRST_PLAN) % _PLAN_YEARS == 0 and last - first + 1 == _PLAN_YEARS
    return Period(_PLAN_YEARS, first) if whole else None
