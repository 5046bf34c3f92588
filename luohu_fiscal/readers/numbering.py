"""The numbers that a word processor counts itself: 一、 and （一） that stand in no text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["Level", "Lists"]

_DIGITS = "一二三四五六七八九"


class Level(NamedTuple):
    """A level of a list: how its numbers are written, the text around them, where it starts."""

    form: str
    text: str
    start: int


class Lists:
    """Counts the paragraphs of each list.

    >>> lists = Lists({"1": {0: Level("chineseCounting", "%1、", 1)}})
    >>> lists.label("1", 0), lists.label("1", 0)
    ('一、', '二、')
    """

    def __init__(self, levels: Mapping[str, Mapping[int, Level]]) -> None:
        self._levels = levels
        self._counts: dict[tuple[str, int], int] = {}

    def label(self, number: str, level: int) -> str:
        """The number before the next paragraph of a list at a level, or ""; counts it."""
        levels = self._levels.get(number, {})
        if level not in levels:
            return ""
        form, text, start = levels[level]
        self._counts[number, level] = self._counts.get((number, level), start - 1) + 1
        for deeper in range(level + 1, 10):
            self._counts.pop((number, deeper), None)
        if form in ("bullet", "none"):
            return ""
        for at in range(level + 1):
            shape, _, begin = levels.get(at, (form, "", 1))
            text = text.replace(
                f"%{at + 1}", _written(self._counts.get((number, at), begin), shape)
            )
        return text


def _written(number: int, form: str) -> str:
    """A number as Word writes it in this form.

    >>> _written(12, "chineseCounting"), _written(2, "decimalEnclosedCircle")
    ('十二', '②')
    """
    if "hinese" in form or "japaneseCounting" in form or "ideographDigital" in form:
        tens, ones = divmod(number, 10)
        if 0 <= number < 100:
            lead = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens - 1]}十"
            return lead + (_DIGITS[ones - 1] if ones else "")
    if "EnclosedCircle" in form and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    return str(number)
