"""What the words say of two lines: whether the lower stands under the upper, and how surely.

Codes, enumerators, 其中, indentation and the government's own classes are cues.  Each pair of lines has one cue,
the strongest; what a cue is worth is counted (`costs.toml`), in thousandths of a decimal digit.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import NamedTuple

from luohu_fiscal.extract.tables.rows import Line, Row
from luohu_fiscal.extract.tables.words import table_words

__all__ = ["FORBIDDEN", "Costs", "Cue", "Levels", "Pair", "costs", "cue_of"]

#: What no sum can pay for.
FORBIDDEN = 1_000_000
#: 其他支出（项） under 其他支出 is its only item 项, under its section 款 of the same name.
_SAME = re.compile("[(（][类款项][)）]$")
#: Lines that sum up what follows them: transfers received and paid, debt taken up and repaid.
_HEADS = frozenset({"105", "110", "230", "231"})


class Cue(NamedTuple):
    """A cue by name; `settles` is 1 where it says under, -1 where it says beside, 0 where it only leans."""

    name: str
    settles: int = 0


class Pair(NamedTuple):
    """The costs of a lower line: the first part of an upper one, one more, none at all, the end of its parts."""

    first: int
    more: int
    none: int
    end: int


@dataclass(frozen=True, slots=True)
class Costs:
    """The counted costs: of each cue as a pair, and of lists that do not close."""

    cues: dict[str, Pair]
    lists: dict[str, int]


@cache
def costs() -> Costs:
    """The costs of `costs.toml`."""
    source = resources.files("luohu_fiscal.extract.tables").joinpath("costs.toml")
    read = tomllib.loads(source.read_text("utf-8"))
    return Costs(
        {
            name: Pair(*(entry[key]["cost"] for key in ("first", "more", "none", "end")))
            for name, entry in read["cues"].items()
        },
        {name: entry["cost"] for name, entry in read["lists"].items()},
    )


def cue_of(upper: Row, lower: Row) -> Cue:
    """The strongest cue on whether the lower of two lines is a part of the upper.

    >>> def row(label, rank=None, code="", coded=False):
    ...     return Row(0, label, rank, 1, code, Line.CLASS, False, None, (), "", coded)
    >>> cue_of(row("教育支出", None, "205", True), row("普通教育", None, "20502", True))
    Cue(name='code_under', settles=1)
    >>> cue_of(row("社会事务", 0), row("福利", 0)).settles, cue_of(row("人大事务"), row("会议"))
    (-1, Cue(name='unmarked', settles=0))
    """
    if upper.coded and lower.coded:
        return Cue("code_under", 1) if _under(lower, upper) else Cue("code_beside", -1)
    if upper.indent is not None and lower.indent is not None and upper.indent != lower.indent:
        return Cue("indent_deeper", 1) if lower.indent > upper.indent else Cue("indent_back", -1)
    if lower.of_which:
        return Cue("of_which", 1)
    if lower.rank is None and upper.rank is None:
        if table_words().cue("rows", "items").fullmatch(upper.label):
            return Cue("under_item", -1)
        if _heads_list(upper, lower):
            return Cue("first_item")
    if _SAME.sub("", lower.label) == upper.label != lower.label:
        return Cue("same_name_item", 1)
    if upper.rank is not None and lower.rank is not None:
        return Cue("rank_deeper", 1) if lower.rank > upper.rank else Cue("rank_back", -1)
    if upper.of_which and lower.rank is None and lower.code and upper.code:
        return Cue("after_of_which")
    return _by_class(upper, lower)


def _heads_list(upper: Row, lower: Row) -> bool:
    """行政运行 heads the items 项 of a section 款; 其他商贸事务支出 is what is left of 商贸事务."""
    stem = upper.label.removesuffix("支出").removesuffix("收入")
    rest = len(stem) > 2 and lower.label.startswith(f"其他{stem}")
    return rest or bool(table_words().cue("rows", "items").fullmatch(lower.label))


def _by_class(upper: Row, lower: Row) -> Cue:  # noqa: C901 - one case for each kind
    if upper.code and lower.code:
        if _under(lower, upper):
            # 结转下年 may stand under 转移性支出 or beside it.
            return Cue("class_under_head" if upper.code in _HEADS else "class_under", 1)
        if upper.code == lower.code:
            return Cue("class_same")
        if upper.code in _HEADS and lower.code[:3] in _HEADS:
            return Cue("head_beside")
        return Cue("class_beside")
    if lower.rank is None and upper.rank is not None:
        return Cue("unmarked_under_rank" if not lower.code else "class_under_rank")
    if lower.rank is not None and upper.rank is None:
        if upper.code in _HEADS:
            return Cue("rank_under_head")
        return Cue("rank_under_unmarked")
    if lower.label == upper.label:
        return Cue("same_name")
    if lower.code and len(lower.code) == 3:
        return Cue("class_after_unmarked")
    if upper.code in _HEADS:
        return Cue("line_under_head" if lower.line is Line.STRUCTURE else "unmarked_under_head")
    if lower.line is Line.STRUCTURE and upper.line is not Line.STRUCTURE:
        return Cue("line_after_unmarked")
    if lower.line is Line.STRUCTURE:
        same = lower.concept is not None and lower.concept == upper.concept
        return Cue("line_of_concept" if same else "line_beside_line")
    if upper.line is Line.STRUCTURE:
        return Cue("unmarked_under_line")
    if upper.code:
        return Cue("unmarked_under_class")
    return Cue("unmarked" if not lower.code else "class_under_unmarked")


def _under(lower: Row, upper: Row) -> bool:
    return bool(upper.code) and lower.code != upper.code and lower.code.startswith(upper.code)


@dataclass(slots=True)
class Levels:
    """The cues of the lines of one half, each pair asked once."""

    lines: Sequence[Row]
    known: dict[tuple[int, int], tuple[Cue, Pair]] = field(default_factory=dict)

    def cue(self, upper: int, lower: int) -> Cue:
        """The cue of two lines, by their numbers in `lines`."""
        return self._look(upper, lower)[0]

    def pair(self, upper: int, lower: int) -> Pair:
        """The costs of two lines, by their numbers in `lines`."""
        return self._look(upper, lower)[1]

    def _look(self, upper: int, lower: int) -> tuple[Cue, Pair]:
        found = self.known.get((upper, lower))
        if found is None:
            cue = cue_of(self.lines[upper], self.lines[lower])
            found = self.known[upper, lower] = (cue, costs().cues[cue.name])
        return found
