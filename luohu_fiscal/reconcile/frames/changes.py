"""Frame `changes`: what amounts became, which way they went, and changes of parts (LF405, LF406, LF109).

A change is judged where all of it is printed.  The parts of a change are held to it where the list is
said to be complete; of one that is open it can be told that it agrees, never that it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from luohu_fiscal.identities import identity
from luohu_fiscal.model.figures import Change
from luohu_fiscal.model.vocabulary import Direction
from luohu_fiscal.reconcile.compose import ask, note
from luohu_fiscal.reconcile.finding import Finding, Verdict
from luohu_fiscal.reconcile.places import Placed
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["changes"]


def changes(scene: Scene) -> Iterator[Finding]:
    """Every printed change of every report."""
    for number, report in enumerate(scene.reports):
        parts: dict[str, list[Change]] = {}
        for change in report.changes:
            yield from _one(scene, number, change)
            if change.parent is not None:
                parts.setdefault(change.parent, []).append(change)
        for change in report.changes:
            if change.id in parts:
                yield from _whole(scene, number, change, parts[change.id])


def _one(scene: Scene, report: int, change: Change) -> Iterator[Finding]:
    after, before, amount = (
        scene.figure(report, one) for one in (change.figure, change.base_figure, change.amount)
    )
    if after is None or before is None or change.direction not in (Direction.UP, Direction.DOWN):
        return
    reading = "decrement" if change.direction is Direction.DOWN else ""
    asked = {"after": (after,), "before": (before,)}
    if amount is None:
        yield ask(identity("LF406"), asked, reading).finding()
    else:
        yield ask(identity("LF405"), asked | {"change": (amount,)}, reading).finding()


def _whole(scene: Scene, report: int, change: Change, parts: Sequence[Change]) -> Iterator[Finding]:
    whole = scene.figure(report, change.amount)
    rises = _amounts(scene, report, parts, Direction.UP)
    falls = _amounts(scene, report, parts, Direction.DOWN)
    told = len(rises) + len(falls)
    if whole is None or change.direction is None or told < 2 or told < len(parts):
        return
    reading = "decrement" if change.direction is Direction.DOWN else ""
    asked = {"change_of_whole": (whole,), "rises_of_parts": rises, "falls_of_parts": falls}
    answer = ask(identity("LF109"), asked, reading)
    if answer.verdict is Verdict.BREACH and not change.closed:
        yield answer.finding(note("either_reading"), verdict=Verdict.UNDECIDED)
        return
    yield answer.finding()


def _amounts(
    scene: Scene, report: int, parts: Sequence[Change], way: Direction
) -> tuple[Placed, ...]:
    found = (scene.figure(report, one.amount) for one in parts if one.direction is way)
    return tuple(one for one in found if one is not None)
