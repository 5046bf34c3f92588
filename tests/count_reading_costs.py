"""Counts `luohu_fiscal/extract/reading/reading.toml` anew from the keys of reports, byte for byte.

    python -m tests.count_reading_costs [--check] [--without NAME]

In the right reading of each keyed passage (`tests/keyed_readings.py`) every choice of the grammar was open
so often and taken so often.  The counted cost is the decimal logarithm of that share, in thousandths of a
digit, with half a case added to either outcome.  What a list comes to is counted on the lists of the right
readings.  A hand-set cost stays where cases are few or counted costs read worse (`KEPT`); its count and
counted cost stand beside it.  The right readings are found with the hand-set costs alone, so that the file
depends on the keys and on nothing that it says itself.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from luohu_fiscal.extract.reading.grammar import Grammar
from luohu_fiscal.extract.reading.lists import exceeds, holds, lists_of, steps_of
from luohu_fiscal.extract.reading.state import EMPTY, Account, Step
from luohu_fiscal.extract.sums import digits
from tests.keyed_readings import right_readings
from tests.places import ROOT, SHARED

KEYS = SHARED / "gold" / "reports"
REPORTS = SHARED / "corpus" / "reports"
TARGET = ROOT / "luohu_fiscal" / "extract" / "reading" / "reading.toml"
HAND_SET = ROOT / "tests" / "gold" / "reading_costs_hand_set.txt"
#: A share of fewer cases is no share.
FEW = 30


class Traced(int):
    """A cost that remembers by which names it came about; a name taken off again is a minus."""

    names: tuple[tuple[str, int], ...]

    def __new__(cls, value: int, names: tuple[tuple[str, int], ...] = ()) -> Traced:
        found = super().__new__(cls, value)
        found.names = names
        return found

    def __add__(self, other: int) -> Traced:
        return Traced(int(self) + int(other), self.names + _names(other))

    def __radd__(self, other: int) -> Traced:
        return Traced(int(other) + int(self), _names(other) + self.names)

    def __sub__(self, other: int) -> Traced:
        less = tuple((name, -times) for name, times in _names(other))
        return Traced(int(self) - int(other), self.names + less)

    def __neg__(self) -> Traced:
        return Traced(-int(self))


def _names(cost: int) -> tuple[tuple[str, int], ...]:
    return cost.names if isinstance(cost, Traced) else ()


def hand_set() -> dict[str, int]:
    """Every cost as it was set by hand, in the order of the file."""
    lines = (line.split() for line in HAND_SET.read_text("utf-8").splitlines())
    return {name: int(value) for name, value in lines}


@dataclass
class Counts:
    """How often each choice was open, and taken; over so many passages of so many."""

    open: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    read: int = 0
    passages: int = 0

    def __iadd__(self, other: Counts) -> Counts:
        self.open.update(other.open)
        self.taken.update(other.taken)
        self.read += other.read
        self.passages += other.passages
        return self


def of_move(before: Account, after: Account) -> set[str]:
    """The names that a move is charged by; what lists come to is counted elsewhere."""
    charged: Counter[str] = Counter()
    for name, times in _names(after.cost)[len(_names(before.cost)) :]:
        charged[name] += times
    return {
        name for name, times in charged.items()
        if times > 0 and not name.startswith(("short.", "list.", "balance.", "single"))
    }  # fmt: skip


def count_moves(grammar: Grammar, right: Account, counts: Counts) -> None:
    """Each step of a right reading beside the other moves that were open there."""
    state = EMPTY
    for mention, wanted in zip(grammar.mentions, steps_of(right), strict=True):
        moves = [(of_move(state, after), after) for after in grammar.moves(state, mention)]
        taken = [
            (names, after) for names, after in moves
            if after.steps is not None and _same(after.steps, wanted)
        ]  # fmt: skip
        names, chosen = min(taken, key=lambda one: one[1].cost)
        counts.open.update(set().union(*(names for names, _ in moves)))
        counts.taken.update(names)
        state = chosen


def _same(one: Step, other: Step) -> bool:
    return one[1:] == other[1:]


def count_lists(grammar: Grammar, right: Account, counts: Counts) -> None:
    """What the lists of a right reading come to."""
    steps = steps_of(right)
    cues = {step.breakdown: step.cue for step in steps if step.kind == "part"}
    for listed in lists_of(steps, grammar):
        if len(listed.parts) < 2:
            continue
        cue = f"short.{cues[listed.breakdown] if listed.breakdown else 'lines'}"
        counts.open.update(["list.exceeds"])
        if exceeds(listed, grammar):
            counts.taken.update(["list.exceeds"])
        else:
            counts.open.update([cue])
            counts.taken.update([] if holds(listed, grammar) else [cue])


@cache
def counted(key: Path) -> Counts:
    """The counts of one keyed document."""
    costs = {name: Traced(value, ((name, 1),)) for name, value in hand_set().items()}
    counts = Counts()
    data = json.loads(key.read_text("utf-8"))
    for grammar, right in right_readings(REPORTS / key.stem, data, costs):
        counts.passages += 1
        if right is not None:
            counts.read += 1
            count_moves(grammar, right, counts)
            count_lists(grammar, right, counts)
    return counts


def keys(without: str = "") -> list[Path]:
    """The keys, but for one document."""
    found = sorted(path for path in KEYS.glob("*.json") if path.name != "known_errors.json")
    return [path for path in found if path.stem != without]


def cost(taken: int, of: int) -> int:
    """-log10 of (taken + 1/2) / (of + 1), in thousandths of a digit."""
    return digits(1000 * (2 * of + 2) // (2 * taken + 1)) - 3000


#: Costs that are adopted as counted: by how their names begin.
COUNTED = (
    "aside.",
    "line.cued",
    "part.cued",
    "leave.",
    "line.after_total",
    "list.exceeds",
    "part.near",
    "part.semicolon",
    "part.stop",
    "part.paragraph",
    "part.next_item",
    "part.announced",
    "part.after_gap",
    "part.added",
    "part.taken_off",
    "part.other_side",
    "part.kind_told",
)
#: Why the others stay as set by hand: verdicts right on the keyed and on the fresh reports.
KEPT = {
    "part.": "counted, these groups alone read 98.7 % of the keyed verdicts right, not 98.8",
    "": "all counted: 98.7 % of the keyed verdicts right, not 98.8, of the fresh 85.8, not 86.4; not tried alone",
}
#: Amounts of evidence that no choice of a reading is made by.
NO_CHOICE = frozenset({"margin", "single", "balance.off"})


def entry(name: str, by_hand: int, counts: Counts) -> str:
    """One cost: its value, its count, and why it is not the counted one where it is not."""
    taken, of = counts.taken[name], counts.open[name]
    count = f"n = {taken}, of = {of}"
    if name in NO_CHOICE:
        return f'"{name}" = {{ cost = {by_hand}, set = "no choice to count" }}'
    if of < FEW:
        return f'"{name}" = {{ cost = {by_hand}, {count}, set = "few" }}'
    if name.startswith(COUNTED):
        return f'"{name}" = {{ cost = {cost(taken, of)}, {count} }}'
    why = next(key for key in KEPT if name.startswith(key))
    label = why.rstrip(".") or "rest"
    return (
        f'"{name}" = {{ cost = {by_hand}, {count}, counted = {cost(taken, of)}, set = "{label}" }}'
    )


def render(without: str = "") -> str:
    """The text of the file; without the counts of one document where it is named."""
    counts = Counts()
    for key in keys(without):
        counts += counted(key)
    out = [
        "# Made by `python -m tests.count_reading_costs` from the keys of reports; not to be edited by hand.",
        "# What each choice of the second reading costs, in thousandths of a decimal digit: taken n times in the",
        "# right readings, of so many where it was open.  `set` says why a cost is the one set by hand, with the",
        "# counted one beside it:",
        f"#   few: open fewer than {FEW} times",
    ]
    out += [f"#   {key.rstrip('.') or 'rest'}: {why}" for key, why in KEPT.items()]
    out += ["", f"keys = {len(keys(without))}"]
    out += [f"passages = {{ read = {counts.read}, of = {counts.passages} }}", "", "[cost]"]
    out += [entry(name, by_hand, counts) for name, by_hand in hand_set().items()]
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    text = render(sys.argv[sys.argv.index("--without") + 1] if "--without" in sys.argv else "")
    if "--check" in sys.argv:
        sys.exit(0 if TARGET.read_text("utf-8") == text else 1)
    if "--without" in sys.argv:
        print(text, end="")
    else:
        TARGET.write_text(text, "utf-8")
