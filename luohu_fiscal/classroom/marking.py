"""Marking: each planted error has four marks, and an answer put to none of them costs one.

| mark | for |
| --- | --- |
| rule | naming a rule the error breaks, with a cell that rule is judged on |
| rules | naming all rules the error breaks, and no other |
| cell | the wrong number itself, or another whose correction makes all add up |
| value | what that number should read |

Answers are put to errors so that the marks are the most there can be; one error takes one answer.  An
answer that is left over, because it earns nothing or its error has a better one, takes a mark away: to
name every cell is no way to find one.  The sum is never below zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from luohu_fiscal.classroom.answers import Answer
from luohu_fiscal.classroom.key import AnswerKey, PlantedError

__all__ = ["Mark", "Marked", "grade"]


@dataclass(frozen=True)
class Marked:
    """One planted error with the answer put to it, and which of the four marks that earns."""

    error: PlantedError
    answer: Answer | None
    rule: bool = False
    rules: bool = False
    cell: bool = False
    value: bool = False

    @property
    def marks(self) -> int:
        """The marks of this error: 0 to 4."""
        return self.rule + self.rules + self.cell + self.value


@dataclass(frozen=True)
class Mark:
    """A marked answer file: error by error, and the answers left over."""

    exercise: str
    errors: tuple[Marked, ...]
    extra: tuple[Answer, ...]
    marks: int

    @property
    def got(self) -> int:
        """The marks earned, less one for each answer left over; never below 0."""
        return max(0, sum(one.marks for one in self.errors) - len(self.extra))

    @property
    def full(self) -> bool:
        """True where there is nothing left to earn."""
        return self.got == self.marks


def grade(key: AnswerKey, answers: Sequence[Answer]) -> Mark:
    """Mark answers by the key.

    >>> from luohu_fiscal.classroom.exercise import exercise
    >>> key = exercise("balance", 7).key
    >>> right = [Answer(one.rules, one.cell, one.correct) for one in key.errors]
    >>> grade(key, right).got, grade(key, right[1:]).got, grade(key, []).got
    (12, 8, 0)
    """
    marked = tuple(
        _marked(error, None if place is None else answers[place])
        for error, place in zip(key.errors, _assigned(key.errors, answers), strict=True)
    )
    used = {id(one.answer) for one in marked}
    extra = tuple(one for one in answers if id(one) not in used)
    return Mark(key.exercise, marked, extra, key.marks)


def _marked(error: PlantedError, answer: Answer | None) -> Marked:
    if answer is None:
        return Marked(error, None)
    found = any(one.rule in answer.rules and answer.cell in one.cells for one in error.breaks)
    accepted = {one.cell: one.value for one in error.accepts}
    cell = answer.cell in accepted
    return Marked(
        error,
        answer,
        rule=found,
        rules=found and answer.rules == error.rules,
        cell=cell,
        value=cell and answer.value == accepted[answer.cell],
    )


def _assigned(errors: Sequence[PlantedError], answers: Sequence[Answer]) -> tuple[int | None, ...]:
    """The place of the answer put to each error, so that the marks are the most there can be."""
    worth = [[_marked(error, answer).marks for error in errors] for answer in answers]

    @cache
    def best(place: int, taken: frozenset[int]) -> tuple[int, tuple[tuple[int, int], ...]]:
        if place == len(answers):
            return 0, ()
        found = best(place + 1, taken)
        for number, marks in enumerate(worth[place]):
            if marks and number not in taken:
                rest, pairs = best(place + 1, taken | {number})
                if rest + marks > found[0]:
                    found = rest + marks, ((number, place), *pairs)
        return found

    pairs = dict(best(0, frozenset())[1])
    return tuple(pairs.get(number) for number in range(len(errors)))
