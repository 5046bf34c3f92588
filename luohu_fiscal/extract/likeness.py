"""Whether two numbers of a text can be of one thing: by their names, years, stages and units."""

from __future__ import annotations

import re

from luohu_fiscal.extract.said import Part, Said
from luohu_fiscal.extract.tokens import TokenKind
from luohu_fiscal.model.vocabulary import Basis

__all__ = [
    "BUDGETS",
    "PRIOR",
    "agree",
    "alike",
    "compared_with",
    "compares",
    "fits",
    "is_amount",
    "is_budget",
    "is_earlier",
    "same_name",
]

#: The budget of each kind by which a completion is measured.
BUDGETS = {"adjusted": Basis.ADJUSTED, "initial": Basis.INITIAL, "budget": Basis.BUDGET}
#: What a growth is measured on, by the words for the stage of the year before.
PRIOR = {
    "adjusted": Basis.PRIOR_ADJUSTED,
    "initial": Basis.PRIOR_BUDGET,
    "budget": Basis.PRIOR_BUDGET,
    "final": Basis.PRIOR_FINAL,
    "execution": Basis.PRIOR_EXECUTION,
}
_COMPARED_WITH = re.compile(
    "(?:比|较|与|同(?!比)|对比)(?P<what>[^，,。；;]*?)"
    "(?:相比|[，,]|增|减|下降|上升|提高|降低|多|少|高|低|$)"
)


def same_name(short: str, label: str) -> bool:
    """Does a name said again mean that label?  Words may be left out of it, its last may not.

    >>> same_name("财政拨款支出", "财政拨款预算支出"), same_name("税收收入", "一般公共预算收入")
    (True, False)
    """
    if not short or not label or short[-1] != label[-1]:
        return not short
    rest = iter(label)
    return all(character in rest for character in short)


def compared_with(lead: str) -> str:
    """What the words before a rate say it is measured against."""
    found = list(_COMPARED_WITH.finditer(lead))
    return found[-1]["what"] if found else ""


def is_amount(one: Said) -> bool:
    """True of a sum of money that was read as one."""
    money = one.token.kind is TokenKind.MONEY and not one.token.refused
    return one.part is Part.AMOUNT and money


def is_budget(one: Said) -> bool:
    """True of what its words call a budget, the initial or the adjusted one."""
    return one.measure in BUDGETS


def fits(name: str, one: Said) -> bool:
    """年初预算 is the initial budget, 预算 either: 完成预算 may be of both."""
    return name == "budget" or one.measure in (name, "budget")


def alike(one: Said, other: Said) -> bool:
    """True unless two numbers are named otherwise."""
    return (
        not one.label
        or not other.label
        or same_name(one.label, other.label)
        or same_name(other.label, one.label)
    )


def compares(other: Said, amount: Said, year: int | None) -> bool:
    """An amount of another year by its own words, of the same thing."""
    if other.year is None or (other.token.unit != amount.token.unit and not other.label):
        return False
    if not (is_earlier(other.year, amount.year) or other.year in (0, year)):
        return False
    if amount.year is not None and other.year == amount.year:
        return False
    return alike(other, amount)


def is_earlier(year: int | None, other: int | None) -> bool:
    """True where one year is certainly before another; 0 is the year before, None the year at hand."""
    if year is None:
        return False
    if year == 0:
        return other != 0
    return bool(other) and year < (other or 0)


def agree(base: Said, wanted: str, year: int | None, amount: Said) -> bool:
    """Does a base stand for what the rate says it is measured against?"""
    if wanted and base.measure and base.measure != wanted:
        if not {wanted, base.measure} <= {"initial", "budget"}:
            return False
    if not wanted and is_budget(base) and base.year is not None and not base.only_base:
        return False
    if year and base.year and base.year != year:
        return False
    return not (base.year and amount.year and base.year >= amount.year)
