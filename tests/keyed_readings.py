"""The right reading of a passage: what a key made by reading permits, found by the search of the package.

A key holds every account of a report: lines, parts, totals and closings with their amounts.  An amount of a
passage is bound to the entries of the key that have its value, book and year; the search is then held to
readings that agree with the key (`permits`), as `reread` holds it to the first reading.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

from luohu_fiscal.extract import extract
from luohu_fiscal.extract.draft import DraftFigure
from luohu_fiscal.extract.ledger import Ledger
from luohu_fiscal.extract.reading.grammar import Grammar
from luohu_fiscal.extract.reading.mentions import mentions_of
from luohu_fiscal.extract.reading.passages import passages
from luohu_fiscal.extract.reading.search import follow
from luohu_fiscal.extract.reading.state import Account, Step
from luohu_fiscal.extract.terms import Terms
from luohu_fiscal.readers import read
from luohu_fiscal.wording import Wording

__all__ = ["Entry", "right_readings"]

_UNIT = {"元": 1, "千元": 10**3, "万元": 10**4, "亿元": 10**8, "万亿元": 10**12}
_BLOCKS = ("revenue", "expenditure")
#: A passage is one of an account of the key where so many of its amounts are.
_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """What the key says of an amount: `of` is the value of its whole where it is a part."""

    kind: str
    side: int | None
    statement: int
    of: Decimal | None = None
    lone: bool = False
    parts: bool = False


def _value(entry: Mapping[str, Any]) -> Decimal | None:
    return abs(Decimal(entry["amount"]) * _UNIT[entry["unit"]]) if entry.get("amount") else None


def _entries(statement: Mapping[str, Any], number: int) -> Iterator[tuple[Decimal, Entry]]:
    for side, block in enumerate(statement.get(name) or {} for name in _BLOCKS):
        items = block.get("items") or []
        total = _value(block.get("total") or {})
        if total is not None:
            yield total, Entry("total", side, number, lone=len(items) < 2)
        for item in items:
            value = _value(item)
            if value is not None:
                parts = bool(item.get("sub"))
                yield value, Entry("line", side, number, of=total, parts=parts)
            yield from _parts(item, side, number)
    for item in statement.get("balance") or []:
        value = _value(item)
        if value is not None:
            yield value, Entry("closing", None, number)


def _parts(item: Mapping[str, Any], side: int, number: int) -> Iterator[tuple[Decimal, Entry]]:
    whole = _value(item)
    for part in item.get("sub") or []:
        value = _value(part)
        if value is not None and whole is not None:
            yield value, Entry("part", side, number, of=whole, parts=bool(part.get("sub")))
        yield from _parts(part, side, number)


class Permits:
    """Which steps of a passage agree with the key."""

    def __init__(
        self, figures: Sequence[DraftFigure], entries: Mapping[Decimal, Sequence[Entry]]
    ) -> None:
        self._values = [abs(figure.amount.value) for figure in figures]
        self._entries = entries
        self._printed = Counter(self._values)

    @property
    def keyed(self) -> set[Decimal]:
        """The amounts of the passage that the key has."""
        return {value for value in self._values if value in self._entries}

    def __call__(self, step: Step) -> bool:
        value = self._values[step.number]
        found = self._entries.get(value, ())
        if not found:
            return self._free(step)
        again = self._printed[value] > len(found) or step.kind == "same"
        if again and step.kind in ("aside", "apart", "same"):
            return True
        return any(self._agrees(step, entry) for entry in found)

    def _free(self, step: Step) -> bool:
        """An amount the key has not is no line, total or closing, and no part where the key has the parts."""
        if step.kind != "part":
            return step.kind in ("aside", "apart", "same")
        above = self._entries.get(self._values[step.of], ())
        return not any(one.parts or one.kind == "total" for one in above)

    def _agrees(self, step: Step, entry: Entry) -> bool:
        if entry.kind == "closing":
            return step.kind in ("closing", "apart")
        if entry.kind == "part":
            return step.kind == "part" and self._values[step.of] == entry.of
        if entry.kind == "total":
            return step.side == entry.side and (
                step.kind == "total" or (entry.lone and step.kind == "line")
            )
        if step.kind == "part":
            return self._values[step.of] == entry.of
        return step.kind == "line" and step.side == entry.side

    def answered(self, account: Account) -> bool:
        """Does a reading give every amount of the key its place somewhere?"""
        placed = set()
        step = account.steps
        while step is not None:
            if step.kind not in ("aside", "same"):
                placed.add(self._values[step.number])
            step = step.before
        return self.keyed <= placed


def _ledgers(path: Path) -> list[tuple[Ledger, Wording]]:
    """What the first reading made of a document, as the second gets it."""
    seen: list[tuple[Ledger, Wording]] = []
    with mock.patch(
        "luohu_fiscal.extract.assemble.reread", lambda ledger, words: seen.append((ledger, words))
    ):
        extract(read(path))
    return seen


def right_readings(
    path: Path, key: Mapping[str, Any], costs: Mapping[str, int]
) -> Iterator[tuple[Grammar, Account | None]]:
    """The passages of a document that the key has, each with its right reading.

    None where the grammar has no reading that agrees with the key: such a passage counts for nothing.
    """
    for ledger, words in _ledgers(path):
        terms = Terms(words)
        for passage in list(passages(ledger.figures)):
            entries: dict[Decimal, list[Entry]] = defaultdict(list)
            for number, statement in enumerate(key["statements"]):
                book, year = passage.context.book, passage.context.year
                if book is None or (statement["book"], statement["fiscal_year"]) != (
                    book.value, year
                ):  # fmt: skip
                    continue
                for value, entry in _entries(statement, number):
                    entries[value].append(entry)
            permits = Permits(passage.figures, entries)
            if len(permits.keyed) < _ENOUGH:
                continue
            grammar = Grammar(mentions_of(passage.figures, passage.context, words, terms), costs)
            found = follow(grammar, grammar.mentions, permits)
            yield grammar, found if found is not None and permits.answered(found) else None
