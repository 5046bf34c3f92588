"""What exercises there are, and the lines of the accounts they show: data read once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from luohu_fiscal.errors import UsageError
from luohu_fiscal.model.vocabulary import Book

__all__ = ["Kind", "Line", "kind_named", "kinds", "lines_of", "toml_file"]


@dataclass(frozen=True)
class Kind:
    """A kind of exercise: the rules its errors break, and what its sheet shows.

    `rules` are planted, `may_break` may break besides; no error on the sheet breaks any other.
    `most` is how many errors a sheet takes without their running into each other.
    """

    name: str
    zh: str
    en: str
    rules: tuple[str, ...]
    books: tuple[Book, ...]
    years: int
    most: int
    may_break: tuple[str, ...] = ()
    budget: bool = False
    columns: tuple[str, ...] = ()

    @property
    def all_rules(self) -> tuple[str, ...]:
        """Every rule that an error on the sheet can break, in the order of the codes."""
        return tuple(sorted({*self.rules, *self.may_break}))


@dataclass(frozen=True)
class Line:
    """One line of an account: where it stands and what it is called.

    `place` is a side, a total or the closing of a budget, or a quantity of the debt; `within` is the
    key of the line this one is a part of.
    """

    book: Book
    place: str
    key: str
    label: str
    en: str
    within: str = ""
    rate: bool = False


def toml_file(name: str) -> Mapping[str, Any]:
    """A file of data of this package."""
    source = resources.files("luohu_fiscal.classroom").joinpath(name)
    return tomllib.loads(source.read_text("utf-8"))


def _kind(block: Mapping[str, Any]) -> Kind:
    fields = {name: _frozen(value) for name, value in block.items()}
    return Kind(**{**fields, "books": tuple(Book(name) for name in block["books"])})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind of exercise.

    >>> [kind.name for kind in kinds()]
    ['balance', 'transfers', 'years', 'debt', 'growth', 'mixed']
    """
    return tuple(_kind(block) for block in toml_file("kinds.toml")["kind"])


def kind_named(name: str) -> Kind:
    """The kind of that name.

    >>> kind_named("sums")
    Traceback (most recent call last):
    luohu_fiscal.errors.UsageError: no kind of exercise sums; use balance, transfers, years, debt, growth or mixed
    """
    for kind in kinds():
        if kind.name == name:
            return kind
    *most, last = (kind.name for kind in kinds())
    raise UsageError(f"no kind of exercise {name[:40]}", remedy=f"use {', '.join(most)} or {last}")


@cache
def _lines() -> tuple[Line, ...]:
    return tuple(
        Line(**{**block, "book": Book(block["book"])}) for block in toml_file("shape.toml")["line"]
    )


def lines_of(books: Iterable[Book]) -> tuple[Line, ...]:
    """The lines of those books, in the order a report prints them."""
    return tuple(line for book in books for line in _lines() if line.book is book)
