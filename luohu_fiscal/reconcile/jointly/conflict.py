"""A proof that identities cannot hold together: each times a whole number, added up.

What the sum must reach and what the printed figures allow it to reach are computed here afresh,
from the weights alone: whatever found them, the proof stands by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from luohu_fiscal.reconcile.jointly.reduce import possible
from luohu_fiscal.reconcile.jointly.relations import Key, Relation
from luohu_fiscal.reconcile.jointly.simplex import Number, Range, Row, refutation

__all__ = ["Conflict", "Weighed", "conflict_among"]

#: The largest weights that are tried, the smallest first.
_SCALES = (*range(1, 21), 50, 100, 200, 500, 1_000, 10_000)


@dataclass(frozen=True, slots=True)
class Weighed:
    """One row of a relation and how often it is counted; negative where it is turned about."""

    relation: Relation
    row: int
    weight: int


@dataclass(frozen=True)
class Conflict:
    """Relations that cannot all hold, none of which can be spared, with the weights that prove it.

    `sums` is what is left of the figures when the weighted rows are added; `required` what that
    sum would have to reach; `nominal` what it comes to as printed, and `slack` how far rounding may
    raise it; `attained` is False where rounding stays short of that.  All in yuan.
    """

    weighed: tuple[Weighed, ...]
    sums: Mapping[Key, Number]
    required: Number
    nominal: Number
    slack: Number
    attained: bool

    @property
    def sign(self) -> int:
        """-1 where the proof reads better turned about, as one of equalities alone may be."""
        turned = all(one.relation.equality for one in self.weighed) and self.weighed[0].weight < 0
        return -1 if turned else 1

    @property
    def relations(self) -> tuple[Relation, ...]:
        """The relations, each once."""
        return tuple(dict.fromkeys(one.relation for one in self.weighed))


def conflict_among(
    relations: Sequence[Relation],
    box_of: Callable[[Key], Range],
    nominal_of: Callable[[Key], Number],
) -> Conflict | None:
    """A shortest list, in that none can be spared, of relations at odds; None where all can hold.

    `TooLarge` is raised where that takes more work than the limit.
    """
    keys, rows, _ = _numbered(relations)
    if possible([nominal_of(key) for key in keys], [box_of(key) for key in keys], rows):
        return None
    weights = _weights(relations, box_of, nominal_of)
    assert weights is not None, "two ways to decide, two answers"
    kept = _involved(relations, weights)
    for one in tuple(kept):
        fewer = [other for other in kept if other is not one]
        found = _weights(fewer, box_of, nominal_of) if len(fewer) < len(kept) else None
        if found is not None:
            kept, weights = _involved(fewer, found), found
    return _proof(weights, box_of, nominal_of)


#: The weight of a row, by its relation and its number in it.
_Weights = Mapping[tuple[Relation, int], Number]


def _numbered(
    relations: Sequence[Relation],
) -> tuple[list[Key], list[Row], list[tuple[Relation, int]]]:
    """The figures, the rows over their numbers, and whose row each is."""
    uses: dict[Key, int] = {}
    for relation in relations:
        for row in relation.rows:
            for key in row:
                uses[key] = uses.get(key, 0) + 1
    # Figures of one row come first: moving them disturbs no other row.
    keys = sorted(uses, key=lambda key: uses[key])
    numbers = {key: number for number, key in enumerate(keys)}
    rows = [row for one in relations for row in one.numbered(numbers)]
    return keys, rows, [(one, place) for one in relations for place in range(len(one.rows))]


def _weights(
    relations: Sequence[Relation],
    box_of: Callable[[Key], Range],
    nominal_of: Callable[[Key], Number],
) -> _Weights | None:
    keys, rows, owners = _numbered(relations)
    found = refutation([nominal_of(key) for key in keys], [box_of(key) for key in keys], rows)
    return None if found is None else {owners[row]: c for row, c in sorted(found.items())}


def _involved(relations: Sequence[Relation], weights: _Weights) -> list[Relation]:
    owners = {relation for relation, _ in weights}
    return [one for one in relations if one in owners]


def _proof(
    weights: _Weights,
    box_of: Callable[[Key], Range],
    nominal_of: Callable[[Key], Number],
) -> Conflict:
    """The proof in the smallest whole weights found: what can be checked by hand convinces.

    Rounded weights leave a little of figures that would cancel out, and mostly prove as much; each
    try is added up exactly, and the exact weights remain where none does.
    """
    largest = max(abs(Fraction(weight)) for weight in weights.values())
    for scale in _SCALES:
        tried = {row: round(Fraction(weight) * scale / largest) for row, weight in weights.items()}
        found = _added_up(tried, box_of, nominal_of) if all(tried.values()) else None
        if found is not None:
            return found
    whole = Fraction(
        lcm(*(weight.denominator for weight in weights.values())),
        gcd(*(weight.numerator for weight in weights.values())),
    )
    exact = {row: int(weight * whole) for row, weight in weights.items()}
    found = _added_up(exact, box_of, nominal_of)
    assert found is not None, "weights that prove nothing"
    return found


def _added_up(
    weights: Mapping[tuple[Relation, int], int],
    box_of: Callable[[Key], Range],
    nominal_of: Callable[[Key], Number],
) -> Conflict | None:
    """What the weighted rows come to; None where that proves nothing."""
    sums: dict[Key, Number] = {}
    required: Number = 0
    strict = False
    for (relation, row), weight in weights.items():
        end = relation.ranges[row].end(weight)
        assert end is not None, "a row is used at an end that it has"
        required += weight * end[0]
        strict = strict or end[1]
        for key, c in relation.rows[row].items():
            sums[key] = sums.get(key, 0) + weight * c
    sums = {key: c for key, c in sums.items() if c}
    nominal = sum(c * nominal_of(key) for key, c in sums.items())
    most: Number = 0
    attained = True
    for key, c in sums.items():
        end = box_of(key).end(-1 if c > 0 else 1)
        assert end is not None, "a figure has both ends"
        most += c * end[0]
        attained = attained and not end[1]
    if most > required or (most == required and attained and not strict):
        return None
    weighed = tuple(Weighed(relation, row, weight) for (relation, row), weight in weights.items())
    return Conflict(weighed, sums, required, nominal, most - nominal, attained)
