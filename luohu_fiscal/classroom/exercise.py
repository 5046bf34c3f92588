"""One exercise: a sheet with planted errors and its key, made from a kind, a seed and a number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from luohu_fiscal.classroom.chance import Chance
from luohu_fiscal.classroom.key import AnswerKey
from luohu_fiscal.classroom.kinds import Kind, kind_named
from luohu_fiscal.classroom.layout import Layout, layout_of, sound_report
from luohu_fiscal.classroom.ledger import draw_ledger
from luohu_fiscal.classroom.plant import in_order, plant
from luohu_fiscal.errors import UsageError
from luohu_fiscal.model.report import BudgetReport

__all__ = ["Exercise", "exercise", "named"]

_YEARS = (2018, 2024)
_DRAWS = 200
_NAME = re.compile(r"([a-z]+)-(\d{1,12})-(\d)")


@dataclass(frozen=True)
class Exercise:
    """A sheet: how it is laid out, its figures with the errors in them, and the key to it."""

    name: str
    kind: Kind
    layout: Layout
    report: BudgetReport
    key: AnswerKey


def exercise(kind: str, seed: int, errors: int = 3) -> Exercise:
    """The exercise of that kind and seed, with that many errors; the same every time.

    Raises `UsageError` for an unknown kind, a negative seed or a number of errors its sheet does not take.

    >>> made = exercise("growth", 1, errors=1)
    >>> made.name, made.key.errors[0].unit
    ('growth-1-1', '%')
    """
    wanted = kind_named(kind)
    if not 1 <= errors <= wanted.most:
        raise UsageError(
            f"a sheet of kind {kind} does not take {errors} errors",
            remedy=f"use 1 to {wanted.most}",
        )
    if not 0 <= seed < 10**12:
        raise UsageError(f"{seed} is no seed", remedy="use a whole number of up to 12 digits")
    name = f"{kind}-{seed}-{errors}"
    for draw in range(_DRAWS):
        # A sheet that does not take all the errors is put away, and the next one drawn.
        chance = Chance(f"{name}/{draw}")
        layout = layout_of(wanted, chance.between(*_YEARS))
        sound = sound_report(layout, draw_ledger(wanted, layout.last, chance))
        planted = plant(sound, wanted, errors, chance)
        if planted is not None:
            report, found = planted
            cells = {one.id: one.amount.unit.value for one in report.figures}
            cells |= {one.id: one.unit for one in report.claims}
            key = AnswerKey(
                exercise=name,
                kind=kind,
                cells=dict(sorted(cells.items(), key=lambda pair: in_order(pair[0]))),
                errors=tuple(sorted(found, key=lambda one: in_order(one.cell))),
            )
            return Exercise(name, wanted, layout, report, key)
    raise AssertionError(f"no sheet for {name}")


def named(name: str) -> Exercise:
    """The exercise of that name, such as ``balance-7-3``: kind, seed, number of errors.

    >>> named("balance")
    Traceback (most recent call last):
    luohu_fiscal.errors.UsageError: balance is no name of an exercise; write kind-seed-errors, such as balance-7-3
    """
    match = _NAME.fullmatch(name)
    if match is None:
        raise UsageError(
            f"{name[:40]} is no name of an exercise",
            remedy="write kind-seed-errors, such as balance-7-3",
        )
    return exercise(match[1], int(match[2]), int(match[3]))
