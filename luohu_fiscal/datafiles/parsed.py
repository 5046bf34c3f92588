"""What every format is read into: plain values, and where each of them stands in the file.

A path names a value as a reader of the file would: ``budgets[0].resources.调入资金``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from luohu_fiscal.errors import DataError
from luohu_fiscal.money.amount import MAX_DIGITS

__all__ = [
    "MAX_DEPTH",
    "Parsed",
    "Spot",
    "clean",
    "float_problem",
    "join",
    "known_words",
    "whole_number",
]

#: Levels of nesting: a part of a part of a line of an account stands at the ninth.
MAX_DEPTH = 100
#: Characters of a path that a message shows.
_SHOWN = 160

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value stands: line from 1, the span of characters, and the text without quotes."""

    line: int
    start: int
    end: int
    text: str = ""


@dataclass(frozen=True)
class Parsed:
    """The plain values of one data file, and the spot of each by its path.

    `rows` is True of a table, where a place is a line and a column and no path.
    """

    data: Any
    spots: Mapping[str, Spot] = field(default_factory=dict)
    file: str = ""
    rows: bool = False

    def spot(self, path: str) -> Spot | None:
        """The spot of a value, or of the nearest thing around it that has one."""
        while path:
            if path in self.spots:
                return self.spots[path]
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.spots.get("")

    def error(self, path: str, what: str, remedy: str) -> DataError:
        """The one-line error about the value at `path`."""
        spot = self.spot(path)
        if self.rows and spot is not None:
            path = f"column {path.rpartition('.')[2]}" if "." in path else ""
        line = None if spot is None else spot.line
        return DataError(clean(what), where=_where(self.file, line, path), remedy=clean(remedy))

    def source(self, path: str) -> dict[str, Any] | None:
        """The place of a value as the fields of a `Source`: the file is its own only page."""
        spot = self.spot(path)
        if spot is None:
            return None
        fields = {"page": 1, "line": spot.line, "start": spot.start, "end": spot.end}
        return {**fields, "text": spot.text}


def _where(file: str, line: int | None, path: str) -> str:
    place = ":".join(part for part in (file, "" if line is None else str(line)) if part)
    if not file and line is not None:
        place = f"line {line}"
    shown = clean(path if len(path) <= _SHOWN else f"{path[:_SHOWN]}…")
    return ": ".join(part for part in (place, shown) if part)


def clean(text: str) -> str:
    """The text with control characters made visible: a message is one line of plain text.

    >>> clean("a\\x1b[2Jb")
    'a\ufffd[2Jb'
    """
    return _UNPRINTABLE.sub("\ufffd", text)


def join(path: str, key: object) -> str:
    """The path of what is inside: a name after a dot, a number in brackets.

    >>> join(join("budgets", 0), "uses")
    'budgets[0].uses'
    """
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else str(key)


def known_words(word: str, known: Iterable[str], kind: str) -> str:
    """What to say to someone who wrote a word that is not known: the nearest, or all of them.

    >>> known_words("resourses", ["resources", "uses"], "keys")
    'did you mean resources?'
    """
    words = list(known)
    near = difflib.get_close_matches(word[:80], words, 1)
    return f"did you mean {near[0]}?" if near else f"the {kind} are {', '.join(words)}"


def float_problem(literal: str) -> tuple[str, str]:
    """What is wrong with a number that most readers of the format make a float, and what to do."""
    return (
        f"{literal[:40]} is a float and may have lost digits",
        f'write it as text, "{literal[:40]}"',
    )


def whole_number(literal: str) -> int | None:
    """The integer of a run of digits; None where it has more digits than any amount.

    >>> whole_number("-6197"), whole_number("9" * 5000)
    (-6197, None)
    """
    return int(literal) if len(literal.lstrip("+-")) <= MAX_DIGITS else None
