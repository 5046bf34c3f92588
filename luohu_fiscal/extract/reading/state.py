"""An account half read: what stands on each side, which lists are open, what it has cost so far."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["EMPTY", "Account", "Block", "Open", "Step"]


class Block(NamedTuple):
    """One side of an account: its lines, its total, and how many lines stood before the total."""

    lines: tuple[int, ...] = ()
    total: int = -1
    struck: int = 0
    #: The own revenue or expenditure among the lines, to which parts may be told later.
    own: int = -1
    #: The total has lines as a list of its own.
    listed: bool = False


class Open(NamedTuple):
    """An open list: whose parts it names, which these are, and what opened it.

    `beside` is the counterpart on the other side where items tell both (某险收入甲，支出乙), else -1, and
    `others` are the parts of that.  `number` tells the lists of an account apart; `gap` is True where
    an amount in its midst was left out.
    """

    parent: int
    parts: tuple[int, ...]
    cue: str
    number: int = 0
    beside: int = -1
    others: tuple[int, ...] = ()
    gap: bool = False


class Step(NamedTuple):
    """What one amount was taken for, linked to the steps before it.

    `kind` is ``aside``, ``part``, ``line``, ``total``, ``closing`` or ``same``; `of` the parent of a
    part, or the amount it says again; `breakdown` tells the lists of one parent apart, `cue` says what
    opened the list.
    """

    before: Step | None
    number: int
    kind: str
    side: int | None
    of: int
    breakdown: int
    account: int
    cue: str = ""


class Account(NamedTuple):
    """The state of the search: cheap to copy, complete in itself."""

    cost: int = 0
    blocks: tuple[Block, Block] = (Block(), Block())
    closing: tuple[int, ...] = ()
    stack: tuple[Open, ...] = ()
    side: int | None = None
    last: int = -1
    #: The last amount that stands at the top of a side.
    head: int = -1
    mode: str = "plain"
    steps: Step | None = None
    account: int = 0
    lists: int = 0


EMPTY = Account()
