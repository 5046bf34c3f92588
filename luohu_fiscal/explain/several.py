"""Sets of two or three changes, where no single one closes all the breaches of a group.

The search is bounded and says where it stopped: what it lists closes, what it does not list may
still be there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from luohu_fiscal.explain.candidates import Candidate, Change, Ground
from luohu_fiscal.explain.relations import Key, Member, Relation
from luohu_fiscal.explain.single import slips_that_close
from luohu_fiscal.money.amount import Amount
from luohu_fiscal.money.interval import EXACT

__all__ = ["LIMIT", "MOST", "Search", "several_changes"]

#: How many sets of changes are put to the judge for one group of breaches.
LIMIT = 1500
#: The largest set that is looked for.
MOST = 3
#: Powers of ten between 亿元 and 元: so much finer are sums counted in which a unit may be another.
_UNITS_APART = 8


@dataclass
class Search:
    """What a search found so far, and how many sets it put to the judge."""

    ground: Ground
    breaches: Sequence[Relation]
    limit: int = LIMIT
    tried: int = 0
    found: dict[frozenset[tuple[Key | None, Amount]], Candidate] = field(default_factory=dict)

    @property
    def stopped(self) -> bool:
        """True where the limit ended the search."""
        return self.tried >= self.limit

    def offer(self, changes: Sequence[Change]) -> bool:
        """Put a set to the judge; True while the search may go on."""
        same = frozenset((one.key, one.amount) for one in changes)
        if same not in self.found:
            self.tried += 1
            candidate = self.ground.tried(changes, self.breaches)
            if candidate is not None:
                self.found[same] = candidate
        return not self.stopped


def several_changes(ground: Ground, breaches: Sequence[Relation], limit: int = LIMIT) -> Search:
    """The smallest sets of two or three changes that close all breaches and break nothing."""
    search = Search(ground, breaches, limit)
    for size in range(2, MOST + 1):
        for changes in _chains(search, (), size):
            if not search.offer(changes):
                return search
        if size == 2:
            for pair in _within(ground, breaches):
                if not search.offer(pair):
                    return search
        if search.found:
            break
    return search


def _chains(search: Search, changes: tuple[Change, ...], size: int) -> Iterator[tuple[Change, ...]]:
    """Changes that each close a sum the ones before left or made open."""
    meant = {one.key: one.amount for one in changes if one.key is not None}
    open_sum = search.ground.violated(meant, search.breaches)
    if open_sum is None:
        if len(changes) == size:
            yield changes
        return
    if len(changes) == size or open_sum.claim is not None:
        return
    judged = open_sum.judged(meant)
    for member in open_sum.members:
        if member.key in meant:
            continue
        for change in slips_that_close(search.ground, member, judged):
            if open_sum.closed_by({**meant, member.key: change.amount}):
                search.tried += 1
                yield from _chains(search, (*changes, change), size)
                if search.stopped:
                    return


def _within(ground: Ground, breaches: Sequence[Relation]) -> Iterator[tuple[Change, ...]]:
    """Two changes in one sum, neither of which closes it alone."""
    breach = min(breaches, key=lambda one: len(one.members))
    judged = breach.judged({})
    free = [one for one in breach.members if not ground.figure(one.key).qualifier]
    if not free:
        return
    place = min(ground.slips(one.key).finest.adjusted() for one in free) - _UNITS_APART
    values = {one.key: _moves(ground, one, place) for one in free}
    off = int(judged.difference.scaleb(-place, EXACT))
    slack = int(judged.slack.scaleb(-place, EXACT))
    for one, other in combinations(free, 2):
        theirs = values[other.key]
        moves = [move for move, _ in theirs]
        for move, at in values[one.key]:
            low = bisect_left(moves, -off - move - slack)
            high = bisect_right(moves, -off - move + slack)
            for _, there in theirs[low:high]:
                yield _change(ground, one.key, at), _change(ground, other.key, there)


def _change(ground: Ground, key: Key, at: int) -> Change:
    slip = ground.slips(key).at(at)
    return Change(slip.kind, key, slip.amount)


def _moves(ground: Ground, member: Member, place: int) -> list[tuple[int, int]]:
    """By how much each slip of a member moves its sum, in whole numbers, ascending."""
    slips = ground.slips(member.key)
    scale = member.sign * 10 ** (slips.finest.adjusted() - place)
    printed = int(member.amount.value.scaleb(-place, EXACT)) * member.sign
    found = [(value * scale - printed, at) for at, value in enumerate(slips.values)]
    for at, slip in enumerate(slips.of_unit):
        value = int(slip.amount.value.scaleb(-place, EXACT))
        found.append((member.sign * value - printed, -1 - at))
    return sorted(found)
