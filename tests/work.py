"""How much work something is, in calls of functions: the same on every machine, however busy it is.

Calls say nothing of what goes on inside one of them (a search by a bad pattern): where that is the
danger, `tests/benchmarks/test_bench_hostile.py` compares times.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["TooMuchWork", "calls_of", "costs_at_most"]


class TooMuchWork(BaseException):
    """More calls than allowed; no handler of errors may take it for one of its own."""


@contextmanager
def costs_at_most(calls: int) -> Iterator[Callable[[], int]]:
    """What is done inside makes no more calls than this, in Python and from it into C.

    Gives what tells the calls so far.  The work is stopped at the limit, however much it would be.
    """
    before = sys.getprofile()
    made = 0

    def told(frame: FrameType, event: str, argument: object) -> None:
        nonlocal made
        if event in ("call", "c_call"):
            made += 1
            if made > calls:
                raise TooMuchWork(f"more than {calls:,} calls")

    sys.setprofile(told)
    try:
        yield lambda: made
    finally:
        sys.setprofile(before)


def calls_of(work: Callable[[], object]) -> int:
    """How many calls a piece of work makes."""
    with costs_at_most(sys.maxsize) as calls:
        work()
        return calls()
