"""The exact simplex against another way to decide, and every proof it gives checked by itself.

Nothing here is shared with the package but the question: feasibility is decided again by eliminating
one variable after the other (Fourier, Motzkin), a proof is checked by adding up its rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luohu_fiscal.reconcile.jointly import simplex
from luohu_fiscal.reconcile.jointly.reduce import possible
from luohu_fiscal.reconcile.jointly.simplex import Number, Range, Row, TooLarge, refutation

ZERO = Fraction(0)


@dataclass(frozen=True)
class AtMost:
    """``sum(coefficient * variable) <= bound``, or ``<`` where strict."""

    coefficients: tuple[Fraction, ...]
    bound: Fraction
    strict: bool


def fractions(row: Sequence[Number]) -> tuple[Fraction, ...]:
    return tuple(Fraction(c) for c in row)


def at_most(row: Sequence[Number], within: Range) -> list[AtMost]:
    found = []
    if within.hi is not None:
        found.append(AtMost(fractions(row), Fraction(within.hi), within.hi_open))
    if within.lo is not None:
        turned = fractions([-c for c in row])
        found.append(AtMost(turned, Fraction(-within.lo), within.lo_open))
    return found


def tightest(system: Sequence[AtMost]) -> list[AtMost]:
    """Of the bounds on one sum, at whatever scale, the tightest."""
    found: dict[tuple[Fraction, ...], AtMost] = {}
    for one in system:
        size = max(map(abs, one.coefficients)) or Fraction(1)
        key = tuple(c / size for c in one.coefficients)
        scaled = AtMost(key, one.bound / size, one.strict)
        known = found.setdefault(key, scaled)
        if (scaled.bound, not scaled.strict) < (known.bound, not known.strict):
            found[key] = scaled
    return list(found.values())


def feasible(width: int, boxes: Sequence[Range], rows: Sequence[Row]) -> bool:
    """Eliminate every variable; what is left compares numbers."""
    unit = [[int(k == n) for k in range(width)] for n in range(width)]
    system = [one for n in range(width) for one in at_most(unit[n], boxes[n])]
    for row in rows:
        dense: list[Number] = [row.coefficients.get(n, 0) for n in range(width)]
        system += at_most(dense, row.range)
    for n in range(width):
        above = [one for one in system if one.coefficients[n] > 0]
        below = [one for one in system if one.coefficients[n] < 0]
        kept = [one for one in system if not one.coefficients[n]]
        for one in above:
            for other in below:
                p, q = one.coefficients[n], -other.coefficients[n]
                pairs = zip(one.coefficients, other.coefficients, strict=True)
                kept.append(
                    AtMost(
                        tuple(a / p + b / q for a, b in pairs),
                        one.bound / p + other.bound / q,
                        one.strict or other.strict,
                    )
                )
        system = tightest(kept)
    return all(one.bound > 0 or (one.bound == 0 and not one.strict) for one in system)


def proves(weights: Mapping[int, Number], boxes: Sequence[Range], rows: Sequence[Row]) -> bool:
    """Add the weighted rows up and see that the boxes cannot reach what the sum needs."""
    needed, needs_more = ZERO, False
    sums = [ZERO] * len(boxes)
    for number, weight in weights.items():
        row = rows[number]
        end, is_open = (
            (row.range.lo, row.range.lo_open) if weight > 0 else (row.range.hi, row.range.hi_open)
        )
        assert weight != 0 and end is not None
        needed += weight * end
        needs_more = needs_more or is_open
        for variable, c in row.coefficients.items():
            sums[variable] += weight * c
    reached, attained = ZERO, True
    for c, box in zip(sums, boxes, strict=True):
        if c > 0:
            assert box.hi is not None
            reached, attained = reached + c * box.hi, attained and not box.hi_open
        elif c < 0:
            assert box.lo is not None
            reached, attained = reached + c * box.lo, attained and not box.lo_open
    return reached < needed or (reached == needed and (needs_more or not attained))


System = tuple[list[Number], list[Range], list[Row]]


@st.composite
def systems(draw: st.DrawFn) -> System:
    """Small numbers, so that ends often meet; boxes are half open as printed amounts are."""
    width = draw(st.integers(1, 3))
    start: list[Number] = [draw(st.integers(-3, 3)) for _ in range(width)]
    boxes = []
    for at in start:
        half = Fraction(draw(st.sampled_from([0, 1, 1, 2])), 2)
        boxes.append(Range(at - half, at + half, hi_open=bool(half)))
    rows = []
    for _ in range(draw(st.integers(1, 4))):
        picked = draw(st.lists(st.integers(0, width - 1), min_size=1, unique=True))
        factors: st.SearchStrategy[Number] = st.sampled_from([-2, -1, 1, 1, 3, Fraction(1, 3)])
        coefficients: dict[int, Number] = {n: draw(factors) for n in picked}
        end = Fraction(draw(st.integers(-6, 6)), 2)
        rows.append(
            Row(
                coefficients,
                draw(
                    st.sampled_from(
                        [
                            Range(end, end),
                            Range(end, None),
                            Range(None, end),
                            Range(end, None, lo_open=True),
                            Range(None, end, hi_open=True),
                            Range(end - 1, end, hi_open=True),
                        ]
                    )
                ),
            )
        )
    return start, boxes, rows


@settings(max_examples=200, deadline=None)
@given(systems())
def test_it_decides_as_elimination_does_and_proves_what_it_denies(system: System) -> None:
    start, boxes, rows = system
    weights = refutation(start, boxes, rows)
    assert (weights is None) is feasible(len(boxes), boxes, rows)
    assert possible(start, boxes, rows) is (weights is None)
    if weights is not None:
        assert proves(weights, boxes, rows)
        assert all(isinstance(weight, (int, Fraction)) for weight in weights.values())


def test_an_open_end_is_not_reached() -> None:
    ten = Range(Fraction(10), Fraction(11), hi_open=True)
    eleven = Range(Fraction(11), Fraction(12), hi_open=True)
    equal = Row({0: Fraction(1), 1: Fraction(-1)}, Range(ZERO, ZERO))
    start = [Fraction(10), Fraction(11)]
    weights = refutation(start, [ten, eleven], [equal])
    assert weights is not None
    assert proves(weights, [ten, eleven], [equal])
    closed = Range(Fraction(10), Fraction(11))
    assert refutation(start, [closed, eleven], [equal]) is None


def test_a_wrong_proof_is_no_proof() -> None:
    box = Range(ZERO, Fraction(2))
    rows = [Row({0: Fraction(1)}, Range(Fraction(3), None))]
    assert proves({0: Fraction(1)}, [box], rows)
    assert not proves({0: Fraction(1)}, [Range(ZERO, Fraction(3))], rows)


def test_more_work_than_the_limit_is_refused_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simplex, "_MOST_WORK", 3)
    box = Range(ZERO, Fraction(2))
    rows = [
        Row({0: Fraction(1), 1: Fraction(1)}, Range(Fraction(3), None)),
        Row({0: Fraction(1), 1: Fraction(-1)}, Range(Fraction(1), None)),
    ]
    with pytest.raises(TooLarge):
        refutation([ZERO, ZERO], [box, box], rows)
