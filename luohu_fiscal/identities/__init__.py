"""The identities as data: formula, names, law, since when, how severe, judged on what, an example.

`catalogue.toml` holds one block each; this module reads it.  An identity knows no figures and no
documents: `luohu_fiscal.reconcile` judges it, `luohu-fiscal rules` shows it, and its tree compiles
to column expressions.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal

from luohu_fiscal.errors import UsageError
from luohu_fiscal.identities.expression import Relation, names_of, parse_relation
from luohu_fiscal.identities.normal import Linear, Quotient, normalise
from luohu_fiscal.identities.words import in_words
from luohu_fiscal.money.amount import Amount, parse_amount, parse_number

__all__ = [
    "Example",
    "Identity",
    "Linear",
    "Quotient",
    "Reading",
    "all_identities",
    "identity",
    "operand_name",
]


@dataclass(frozen=True)
class Reading:
    """One formula of an identity; most have one, some are read otherwise in some documents.

    `stated` says which side of the formula the document states, the other side being calculated.
    """

    name: str
    formula: str
    stated: Literal["left", "right"] = "left"

    @cached_property
    def relation(self) -> Relation:
        """The formula as a tree, as it is written."""
        return parse_relation(self.formula)

    @cached_property
    def judged(self) -> Relation:
        """The formula as a tree with the stated side on the left."""
        return self.relation if self.stated == "left" else self.relation.mirrored

    @cached_property
    def stated_names(self) -> frozenset[str]:
        """The operands of the stated side."""
        return frozenset(name for name, _ in names_of(self.judged.left))

    @cached_property
    def normal(self) -> Linear | Quotient:
        """The formula as it is judged."""
        return normalise(self.judged)

    @property
    def linear(self) -> Linear:
        """The normal form of an identity of sums."""
        if not isinstance(self.normal, Linear):
            raise TypeError(f"{self.formula} is an identity of rates")
        return self.normal

    @property
    def quotient(self) -> Quotient:
        """The normal form of an identity of a rate."""
        if not isinstance(self.normal, Quotient):
            raise TypeError(f"{self.formula} is an identity of sums")
        return self.normal

    def words(self, language: Literal["zh", "en"]) -> str:
        """The formula with its operands called by name.

        >>> identity("LF101").readings[""].words("zh")
        '本级收入 = 税收收入 + 非税收入'
        """
        return in_words(self.relation, lambda name: operand_name(name, language))


@dataclass(frozen=True)
class Example:
    """A worked example: printed operands, and the verdict they give."""

    operands: Mapping[str, tuple[Amount, ...]]
    verdict: str
    reading: str = ""
    rate: Decimal | None = None
    zh: str = ""
    en: str = ""


@dataclass(frozen=True)
class Identity:
    """One identity of the catalogue.

    `severity` is that of a breach; `frame` names on what it is judged (`reconcile.frames`); `equal`
    is the verdict of an inequality whose two sides are equal.  `since` is the date from which the
    law holds, empty for plain arithmetic.

    >>> identity("LF502").law
    '预算法第三十五条'
    """

    code: str
    name: str
    zh: str
    en: str
    readings: Mapping[str, Reading]
    law: str
    since: str
    severity: Literal["error", "warning", "note"]
    frame: str
    why_zh: str
    why_en: str
    unless_zh: str
    unless_en: str
    examples: tuple[Example, ...]
    equal: Literal["exact", "bounded"] = "exact"

    @property
    def formula(self) -> str:
        """The formula in its first reading; empty for a rule about the document itself (LF9)."""
        return self.readings[""].formula if self.readings else ""


def _reading(name: str, block: Mapping[str, Any]) -> Reading:
    return Reading(name, block["formula"], block.get("stated", "left"))


def _example(block: Mapping[str, Any]) -> Example:
    operands = {
        name: tuple(parse_amount(text) for text in ([value] if isinstance(value, str) else value))
        for name, value in block["operands"].items()
    }
    return Example(
        MappingProxyType(operands),
        block["verdict"],
        block.get("reading", ""),
        parse_number(block["rate"]) if "rate" in block else None,
        block.get("zh", ""),
        block.get("en", ""),
    )


def _identity(block: dict[str, Any]) -> Identity:
    fields = dict(block)
    readings = {"": _reading("", fields)} if "formula" in fields else {}
    readings |= {name: _reading(name, part) for name, part in fields.pop("reading", {}).items()}
    fields.pop("formula", None)
    fields.pop("stated", None)
    return Identity(
        readings=MappingProxyType(readings),
        examples=tuple(_example(part) for part in fields.pop("example", ())),
        **fields,
    )


@cache
def _catalogue() -> Mapping[str, Any]:
    source = resources.files("luohu_fiscal.identities").joinpath("catalogue.toml")
    return tomllib.loads(source.read_text("utf-8"))


@cache
def all_identities() -> tuple[Identity, ...]:
    """Every identity, in the order of its code."""
    found = (_identity(block) for block in _catalogue()["identity"])
    return tuple(sorted(found, key=lambda one: one.code))


@cache
def _by_code() -> Mapping[str, Identity]:
    return {one.code: one for one in all_identities()}


def identity(code: str) -> Identity:
    """The identity of that code.

    >>> identity("LF999")
    Traceback (most recent call last):
    luohu_fiscal.errors.UsageError: no rule LF999; luohu-fiscal rules lists them
    """
    try:
        return _by_code()[code]
    except KeyError:
        raise UsageError(f"no rule {code}", remedy="luohu-fiscal rules lists them") from None


def operand_name(name: str, language: Literal["zh", "en"]) -> str:
    """What an operand of a formula is called.

    >>> operand_name("carried_forward", "zh"), operand_name("carried_forward", "en")
    ('上年结转', 'carried forward')
    """
    entry: Mapping[str, str] = _catalogue()["operand"][name]
    return entry[language]
