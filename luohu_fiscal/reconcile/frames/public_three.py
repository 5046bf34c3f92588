"""Frame `public_three`: the public three 三公经费 and what they are made of (LF110).

The law names the parts, so a list is complete where all three are printed, whatever the words before it say.
Where one is left out, the others show that it is nothing if they come to the whole; if they fall short of it
they are an open list (LF107).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from luohu_fiscal.identities import identity
from luohu_fiscal.reconcile.compose import ask, note
from luohu_fiscal.reconcile.finding import Finding, Verdict
from luohu_fiscal.reconcile.places import Placed
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["WHOLES", "public_three"]


class _Sum(NamedTuple):
    """One sum of the law: its reading, the operand that is the whole, and the part of each concept."""

    reading: str
    whole: str
    parts: Mapping[str, str]


_CARS = MappingProxyType({"public_three_bought": "cars_bought", "public_three_run": "cars_run"})
_SUMS = {
    "public_three": _Sum(
        "",
        "public_three",
        MappingProxyType(
            {
                "public_three_abroad": "abroad",
                "public_three_cars": "cars",
                "public_three_bought": "cars",
                "public_three_run": "cars",
                "public_three_reception": "reception",
            }
        ),
    ),
    "public_three_cars": _Sum("cars", "cars", _CARS),
}
#: The concepts whose parts this frame judges.
WHOLES = frozenset(_SUMS)


def public_three(scene: Scene) -> Iterator[Finding]:
    """Every printing of the three, and of the cars among them, against each list of its parts."""
    for name, how in _SUMS.items():
        for whole in scene.of_concept(name):
            lists: dict[int | None, list[Placed]] = {}
            for part in scene.parts(whole):
                lists.setdefault(part.figure.breakdown, []).append(part)
            for parts in lists.values():
                yield _judged(how, whole, parts)


def _judged(how: _Sum, whole: Placed, parts: list[Placed]) -> Finding:
    told: dict[str, tuple[Placed, ...]] = dict.fromkeys(how.parts.values(), ())
    for part in parts:
        name = how.parts.get(part.figure.concept or "")
        if name is not None:
            told[name] += (part,)
    answer = ask(identity("LF110"), {how.whole: (whole,), **told}, how.reading)
    unsaid = [name for name, figures in told.items() if not figures]
    remarks = [note("no_such_line", operand=name) for name in unsaid]
    short = answer.difference is not None and answer.difference > 0
    lacks = bool(unsaid) or (how.whole == "public_three" and _half_of_cars(parts))
    if answer.verdict is Verdict.BREACH and short and lacks:
        # What is not printed may be the rest: an open list.
        listed = ask(identity("LF107"), {"whole": (whole,), "parts": tuple(parts)})
        found = listed.finding()
        return listed.finding(note("remainder", amount=found.difference, unit=found.unit))
    return answer.finding(*remarks)


def _half_of_cars(parts: list[Placed]) -> bool:
    """True where cars are told by what was bought or by what was run, and not by both."""
    return len({part.figure.concept for part in parts} & _CARS.keys()) == 1
