"""The vocabulary: what the lines of an account are called, in 中文 and English, and which role they play.

The words are data (`concepts.toml`, `classes.toml`); this module looks a label up in them.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["Concept", "all_concepts", "concept", "identify"]

#: How the name of each book begins inside a label.
_BOOK_WORDS = {
    "general_public": "(一般公共预算|公共财政预算|一般预算|公共预算|一般公共)",
    "government_fund": "(政府性基金预算|政府性基金|基金预算|基金)",
    "state_capital": "(国有资本经营预算|国有资本经营|国资预算|国资经营预算|国有资本)",
    "social_insurance": "(社会保险基金预算|社会保险基金|社保基金预算|社保基金|社会保障基金预算|社会保障基金|保险基金)",
}
_ANY_BOOK = f"({'|'.join(_BOOK_WORDS.values())})"


@dataclass(frozen=True, slots=True)
class Concept:
    """One line of the vocabulary: Ministry of Finance name, English, side, role, codes 科目编码."""

    id: str
    zh: str
    en: str
    side: str
    role: str
    codes: tuple[str, ...] = ()
    books: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@cache
def all_concepts() -> tuple[Concept, ...]:
    """Every concept, in the order in which labels are tried."""
    text = resources.files("luohu_fiscal.model").joinpath("concepts.toml").read_text("utf-8")
    entries: list[dict[str, Any]] = tomllib.loads(text)["concept"]
    return tuple(
        Concept(
            **{name: entry[name] for name in ("id", "zh", "en", "side", "role")},
            codes=tuple(entry.get("codes", ())),
            books=tuple(entry.get("books", ())),
            names=tuple(entry.get("names", ())),
        )
        for entry in entries
    )


@cache
def concept(identifier: str) -> Concept | None:
    """The concept of that id, or None.

    >>> concept("carried_over").zh
    '结转下年'
    """
    return next((entry for entry in all_concepts() if entry.id == identifier), None)


@cache
def _patterns(book: str | None) -> tuple[tuple[Concept, re.Pattern[str]], ...]:
    words = _BOOK_WORDS.get(book or "", _ANY_BOOK)
    return tuple(
        (entry, re.compile("|".join(f"(?:{n.replace('{book}', words)})" for n in entry.names)))
        for entry in all_concepts()
        if not entry.books or book is None or book in entry.books
    )


@cache
def identify(label: str, book: str | None = None, side: str | None = None) -> Concept | None:
    """The concept a label names, or None where the vocabulary does not know it.

    >>> identify("地方政府专项债务转贷收入", "government_fund", "resources").id
    'debt_proceeds_special'
    >>> identify("结转下年支出", "general_public", "uses").role
    'carried_over'
    >>> identify("城乡社区支出", "government_fund", "uses") is None
    True
    """
    if side == "closing":
        # What is left is a line of the uses (23009), wherever a document prints it.
        side = "uses"
    for entry, pattern in _patterns(book):
        if side in (None, entry.side) and pattern.fullmatch(label):
            return entry
    return None
