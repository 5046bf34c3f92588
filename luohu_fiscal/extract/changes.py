"""Changes told in a paragraph: 由A调整为B，调增C; 比上年B增加C; and the changes of the parts of a whole.

What became of an amount, by how much it changed and which way it went are kept together as one change.
A change whose words open a list (其中：税收调减…；非税调增…) is the whole of the changes named in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from luohu_fiscal.extract.operands import Operands
from luohu_fiscal.extract.said import Part, Said
from luohu_fiscal.model.vocabulary import Direction
from luohu_fiscal.wording import Wording

__all__ = ["Moved", "moved"]

#: 高于上年A, 低于预算A: which way an amount lies from what it is compared with.
_ABOVE, _BELOW = re.compile("^(?:高于|多于|大于|超过)"), re.compile("^(?:低于|少于|小于)")
_LISTS = re.compile("其中|包括|具体(?:是|为)|分别")


@dataclass(slots=True, eq=False)
class Moved:
    """One change: the numbers of what it was, of the change itself and of what it became."""

    name: str
    after: Said | None = None
    before: Said | None = None
    change: Said | None = None
    direction: Direction | None = None
    whole: Moved | None = None
    closed: bool | None = None

    @property
    def numbers(self) -> list[Said]:
        """Its numbers in printed order."""
        found = [one for one in (self.before, self.after, self.change) if one is not None]
        return sorted(found, key=lambda one: one.token.start)


def moved(numbers: Sequence[Said], words: Wording, operands: Operands) -> list[Moved]:
    """The changes of a paragraph, in order, each with the one it is a part of.

    >>> from luohu_fiscal.extract.said import said
    >>> from luohu_fiscal.extract.tokens import tokens
    >>> from luohu_fiscal.wording import wording
    >>> text = "总收入由100万元调整为120万元，调增20万元。其中：税收收入调减5万元，补助调增25万元。"
    >>> numbers = said(text, tokens(text), wording())
    >>> found = moved(numbers, wording(), Operands(numbers, text, wording()))
    >>> [(one.name, one.change.token.number, one.direction.value, one.whole is found[0]) for one in found]
    [('总收入', '20', 'up', False), ('税收收入', '5', 'down', True), ('补助', '25', 'up', True)]
    """
    found = [*_becoming(numbers, words), *_by(numbers, operands), *_lying(numbers, operands)]
    seen: set[int] = set()
    told: list[Moved] = []
    for one in sorted(found, key=lambda each: each.numbers[-1].token.start):
        key = id(one.change if one.change is not None else one.numbers[-1])
        if key not in seen:
            seen.add(key)
            told.append(one)
    _arrange(told)
    return told


def _becoming(numbers: Sequence[Said], words: Wording) -> Iterator[Moved]:
    """由A调整为B，调增C."""
    for at, one in enumerate(numbers):
        if not one.becomes or at == 0:
            continue
        before = numbers[at - 1]
        way = _way(one.segment, words)
        change = next(iter(numbers[at + 1 : at + 2]), None)
        if change is not None and not _follows(change, one):
            change = None
        if change is not None:
            way = _direction(change.direction) or way
        yield Moved(before.label, one, before, change, way)


def _follows(change: Said, one: Said) -> bool:
    """A change with no name of its own, in the clause of what it became."""
    same = (change.sentence, change.clause) == (one.sentence, one.clause)
    return change.part is Part.CHANGE and same and not change.label and len(change.lead) < 12


def _by(numbers: Sequence[Said], operands: Operands) -> Iterator[Moved]:
    """A，比上年B增加C; and 税收收入调减C alone."""
    for at, change in enumerate(numbers):
        if change.part is not Part.CHANGE or not change.direction or operands.caused(at):
            continue
        after, guessed = operands.subject(at)
        if guessed or after is None or after.sentence != change.sentence:
            after = None
        before = None
        if after is not None:
            found, unsure = operands.base(at, after, change.lead)
            before = None if unsure else found
        if after is None and not change.label:
            continue
        name = change.label or (after.label if after is not None else "")
        yield Moved(name, after, before, change, _direction(change.direction))


def _lying(numbers: Sequence[Said], operands: Operands) -> Iterator[Moved]:
    """A，高于上年B."""
    for at, base in enumerate(numbers):
        if base.part is not Part.BASE:
            continue
        above, below = _ABOVE.search(base.segment), _BELOW.search(base.segment)
        if above is None and below is None:
            continue
        after, guessed = operands.subject(at)
        if after is not None and not guessed and after.sentence == base.sentence:
            yield Moved(after.label, after, base, None, Direction.UP if above else Direction.DOWN)


def _way(segment: str, words: Wording) -> Direction | None:
    """增加到, 调减为 say which way; 调整为 says none."""
    if re.search(words.cue("said", "falls").pattern + "|下调|[减降]", segment):
        return Direction.DOWN
    if re.search(words.cue("said", "rises").pattern + "|上调|[增升]", segment):
        return Direction.UP
    return None


def _direction(sign: int | None) -> Direction | None:
    return {1: Direction.UP, -1: Direction.DOWN}.get(sign or 0)


def _arrange(told: Sequence[Moved]) -> None:
    """Makes the changes of a list parts of the change that opened it."""
    whole: Moved | None = None
    sentence = -1
    for one in told:
        first = one.numbers[0]
        opens = _LISTS.search(first.lead)
        if opens is not None and whole is not None:
            sentence = first.sentence
        elif first.sentence != sentence:
            whole, sentence = (one if one.change is not None else None), -1
            continue
        if whole is not None and one.change is not None and one.name:
            one.whole = whole
            if opens is not None and re.search("具体|分别", opens[0]):
                whole.closed = True
