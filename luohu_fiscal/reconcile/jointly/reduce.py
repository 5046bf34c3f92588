"""Rows made fewer before the simplex: what a row asks of figures that no other row speaks of.

A figure of one row only gives the row its whole room and is done with; a row left with one figure
is a bound on it.  Where identities branch like a tree, as wholes and parts do, nothing remains and
the answer is known; else what remains is the part in which they run in circles.
"""

from __future__ import annotations

from collections.abc import Sequence

from luohu_fiscal.reconcile.jointly.simplex import Number, Range, Row, over, refutation

__all__ = ["possible"]


def possible(start: Sequence[Number], boxes: Sequence[Range], rows: Sequence[Row]) -> bool:
    """Whether all rows can hold at once within the boxes.

    `TooLarge` is raised beyond the limit of work.

    >>> possible([1], [Range(0, 2, hi_open=True)], [Row({0: 1}, Range(2, 2))])
    False
    """
    room, left = list(boxes), dict(enumerate(rows))
    users: dict[int, set[int]] = {}
    for number, row in left.items():
        for one in row.coefficients:
            users.setdefault(one, set()).add(number)
    waiting = list(left)
    while waiting:
        number = waiting.pop()
        if number not in left:
            continue
        row = left[number] = _alone(left[number], room, users)
        if len(row.coefficients) > 1:
            continue
        del left[number]
        if not row.coefficients:
            if _empty(_common(row.range, Range(0, 0))):
                return False
            continue
        ((one, c),) = row.coefficients.items()
        room[one] = _common(room[one], _times(row.range, over(1, c)))
        if _empty(room[one]):
            return False
        users[one].discard(number)
        # The figure may be another row's own now.
        waiting += users[one] if len(users[one]) == 1 else ()
    if not left:
        return True
    keys = sorted({one for row in left.values() for one in row.coefficients})
    numbers = {one: number for number, one in enumerate(keys)}
    core = [
        Row({numbers[one]: c for one, c in row.coefficients.items()}, row.range)
        for row in left.values()
    ]
    begin = [_inside(start[one], room[one]) for one in keys]
    return refutation(begin, [room[one] for one in keys], core) is None


def _alone(row: Row, room: Sequence[Range], users: dict[int, set[int]]) -> Row:
    """A row without the figures that it alone speaks of; its range widened by what they may be."""
    own = [one for one in row.coefficients if len(users[one]) == 1]
    within = row.range
    for one in own:
        within = _plus(within, _times(room[one], -row.coefficients[one]))
    shared = {one: c for one, c in row.coefficients.items() if len(users[one]) > 1}
    return Row(shared, within) if own else row


def _plus(one: Range, other: Range) -> Range:
    return Range(
        None if one.lo is None or other.lo is None else one.lo + other.lo,
        None if one.hi is None or other.hi is None else one.hi + other.hi,
        one.lo_open or other.lo_open,
        one.hi_open or other.hi_open,
    )


def _times(one: Range, factor: Number) -> Range:
    lo = None if one.lo is None else one.lo * factor
    hi = None if one.hi is None else one.hi * factor
    if factor < 0:
        return Range(hi, lo, one.hi_open, one.lo_open)
    return Range(lo, hi, one.lo_open, one.hi_open)


def _common(one: Range, other: Range) -> Range:
    lo, lo_open = one.lo, one.lo_open
    if lo is None or (other.lo is not None and (other.lo, other.lo_open) > (lo, lo_open)):
        lo, lo_open = other.lo, other.lo_open
    hi, hi_open = one.hi, one.hi_open
    if hi is None or (other.hi is not None and (other.hi, not other.hi_open) < (hi, not hi_open)):
        hi, hi_open = other.hi, other.hi_open
    return Range(lo, hi, lo_open, hi_open)


def _empty(one: Range) -> bool:
    if one.lo is None or one.hi is None:
        return False
    return one.lo > one.hi or (one.lo == one.hi and (one.lo_open or one.hi_open))


def _inside(at: Number, box: Range) -> Number:
    """The given value where it lies in the box, else the middle of the box."""
    assert box.lo is not None and box.hi is not None, "a figure has both ends"
    if box.lo < at < box.hi:
        return at
    return over(box.lo + box.hi, 2)
