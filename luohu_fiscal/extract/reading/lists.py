"""The lists of a reading: what each says adds up to what, and whether it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from luohu_fiscal.extract.reading.grammar import WHOLE, Grammar
from luohu_fiscal.extract.reading.state import Account, Step
from luohu_fiscal.extract.sums import DIGIT, Printed, closes, difference, proof, slip

__all__ = [
    "Listed",
    "Worth",
    "at_odds",
    "balance",
    "exceeds",
    "holds",
    "in_digits",
    "lists_of",
    "repaired",
    "steps_of",
    "sum_of",
    "surely",
    "worth",
]


class Listed(NamedTuple):
    """Some amounts that a reading says make up another; `closed` where it says they are all of it."""

    whole: int
    parts: tuple[int, ...]
    side: int | None
    closed: bool
    breakdown: int


class Worth(NamedTuple):
    """What the sums of a reading prove, and how many of its lists are at odds."""

    proof: int
    breaches: int


def steps_of(state: Account) -> list[Step]:
    """The steps of a reading, in printed order."""
    found: list[Step] = []
    step = state.steps
    while step is not None:
        found.append(step)
        step = step.before
    return found[::-1]


def lists_of(steps: Sequence[Step], grammar: Grammar) -> Iterator[Listed]:
    """Every list of a reading: parts under their whole, lines under a total before or after them."""
    side_of = {step.number: step.side for step in steps}
    parts: dict[tuple[int, int, str], list[int]] = {}
    lines: dict[tuple[int, int | None], list[int]] = {}
    for step in steps:
        if step.kind == "part":
            parts.setdefault((step.of, step.breakdown, step.cue), []).append(step.number)
        elif step.kind == "line":
            lines.setdefault((step.account, step.side), []).append(step.number)
    for (whole, breakdown, cue), members in parts.items():
        yield Listed(whole, tuple(members), side_of[whole], cue in WHOLE, breakdown)
    for step in steps:
        if step.kind != "total":
            continue
        some = lines.get((step.account, step.side), [])
        before = tuple(n for n in some if n < step.number)
        earlier = [s.number for s in steps if s.kind == "total" and s.number < step.number
                   and (s.account, s.side) == (step.account, step.side)]  # fmt: skip
        if earlier and before:
            # 可用财力X；另有Y，总计Z: the total before is one of the lines of this one.
            chain = (earlier[-1], *(n for n in before if n > earlier[-1]))
            chained = Listed(step.number, chain, step.side, True, 0)
            if holds(chained, grammar):
                yield chained
                continue
        after = tuple(n for n in some if n > step.number)
        if len(before) > 1:
            yield Listed(step.number, before, step.side, True, 0)
        elif len(after) > 1:
            yield Listed(step.number, after, step.side, False, 0)


def holds(listed: Listed, grammar: Grammar) -> bool:
    """True where the parts make up the whole, exactly or but for rounding."""
    lines = [grammar.signed(part, listed.side) for part in listed.parts]
    return closes([grammar.mentions[listed.whole].printed], lines)


def surely(listed: Listed, grammar: Grammar) -> bool:
    """True where the parts make up the whole short of the very end of what rounding explains."""
    lines = [grammar.signed(part, listed.side) for part in listed.parts]
    off = difference([grammar.mentions[listed.whole].printed], lines)
    return off.number == 0 or abs(off.number) < off.half


def exceeds(listed: Listed, grammar: Grammar) -> bool:
    """True where the parts come to more than the whole, beyond rounding."""
    whole = grammar.mentions[listed.whole].printed
    off = difference([whole], [grammar.signed(part, listed.side) for part in listed.parts])
    return off.number < -off.half and whole.number > 0


def at_odds(listed: Listed, grammar: Grammar) -> bool:
    """True where the parts exceed the whole, or are said to be all of it and are not."""
    whole = grammar.mentions[listed.whole].printed
    lines = [grammar.signed(part, listed.side) for part in listed.parts]
    off = difference([whole], lines)
    if abs(off.number) <= off.half:
        return False
    return (listed.closed and len(listed.parts) > 1) or off.number < 0 < whole.number


def worth(steps: Sequence[Step], grammar: Grammar) -> Worth:
    """What a reading proves by its sums, in thousandths of a digit, and its lists at odds."""
    found = breaches = 0
    for listed in lists_of(steps, grammar):
        if holds(listed, grammar):
            whole = grammar.mentions[listed.whole].printed
            lines = [grammar.signed(part, listed.side) for part in listed.parts]
            found += proof(whole, lines, 3 * len(lines)) if len(lines) > 1 else 0
        else:
            breaches += at_odds(listed, grammar)
    return Worth(found + _balances(steps, grammar), breaches)


def _balances(steps: Sequence[Step], grammar: Grammar) -> int:
    """What it proves that sides and closings of the accounts of a reading agree."""
    found = 0
    for account in {step.account for step in steps}:
        here = [step for step in steps if step.account == account]
        ends = []
        for side in (0, 1):
            totals = [s.number for s in here if s.kind == "total" and s.side == side]
            lines = [s.number for s in here if s.kind == "line" and s.side == side]
            ends.append(totals[-1:] or (lines if len(lines) == 1 else []))
        if all(ends):
            resources, uses = (grammar.mentions[end[0]].printed for end in ends)
            left = [grammar.mentions[s.number].printed for s in here if s.kind == "closing"]
            found += balance(resources, uses, left)
    return found


def balance(resources: Printed, uses: Printed, left: Sequence[Printed]) -> int:
    """What it proves that resources less uses are what is left: all of it, the first, or nothing.

    >>> balance(Printed(200, 1), Printed(150, 1), [Printed(50, 1)]) > 0
    True
    """
    for closing in (left, left[:1], ()):
        if closes([resources], [uses, *closing]):
            return proof(resources, [uses, *closing], 3)
    return 0


def repaired(listed: Listed, grammar: Grammar) -> bool:
    """True where a single slip of a number would close a list that is at odds."""
    whole = grammar.mentions[listed.whole].printed
    return (
        len(listed.parts) > 1
        and slip(whole, [grammar.signed(part, listed.side) for part in listed.parts]) > 0
    )


def sum_of(listed: Listed, grammar: Grammar) -> str:
    """A list as a sum of printed numbers: 120.0 = 90.0 + 30.0."""

    def shown(number: int) -> str:
        token = grammar.mentions[number].draft.token
        return f"{token.number}{token.unit}"

    text = shown(listed.whole) + " ="
    for place, part in enumerate(listed.parts):
        minus = grammar.signed(part, listed.side).number != grammar.mentions[part].printed.number
        text += (
            f" {'-' if minus else '+' if place else ''}{' ' if place or minus else ''}{shown(part)}"
        )
    return text


def in_digits(thousandths: int) -> str:
    """Thousandths of a digit as text, to one place, cut.

    >>> in_digits(6149), in_digits(-350)
    ('6.1', '-0.3')
    """
    sign = "-" if thousandths < 0 else ""
    whole, rest = divmod(abs(thousandths), DIGIT)
    return f"{sign}{whole}.{rest // 100}"
