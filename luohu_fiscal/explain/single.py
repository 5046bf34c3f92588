"""One change that closes every breach of a group: slips of a figure, figures exchanged, parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from luohu_fiscal.errors import AmountError
from luohu_fiscal.explain.candidates import Candidate, Change, Ground
from luohu_fiscal.explain.relations import CLOSED, Key, Member, Relation, reach
from luohu_fiscal.explain.slips import Kind
from luohu_fiscal.money.amount import Amount
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.reconcile.compose import in_unit
from luohu_fiscal.reconcile.judge import Judgement

__all__ = ["LISTS", "missing_part", "one_change", "slips_that_close"]

#: The rules of a whole and its list, in which a part may be missing or counted twice.
LISTS = frozenset({"LF102", "LF103", "LF106", "LF107"})


def one_change(ground: Ground, breaches: Sequence[Relation]) -> list[Candidate]:
    """Every change of one kind or another that closes all of these breaches and breaks nothing."""
    found: list[Candidate] = []
    judged = {breach.finding: breach.judged({}) for breach in breaches}
    for changes in (
        *_slipped(ground, breaches, judged),
        *_exchanged(ground, breaches, judged),
    ):
        candidate = ground.tried(changes, breaches)
        if candidate is not None:
            found.append(candidate)
    if len(breaches) == 1 and breaches[0].rule in LISTS:
        found += _parts(breaches[0], judged[breaches[0].finding])
    return found


def _slipped(
    ground: Ground, breaches: Sequence[Relation], judged: Mapping[int, Judgement]
) -> Iterator[tuple[Change, ...]]:
    first, *others = breaches
    shared = [{one.key for one in other.members} for other in others]
    for member in first.members:
        if all(member.key in keys for keys in shared):
            yield from (
                (change,) for change in slips_that_close(ground, member, judged[first.finding])
            )


def slips_that_close(ground: Ground, member: Member, judged: Judgement) -> Iterator[Change]:
    """The slips of a member that may close a sum; whether they do is for the judge to say."""
    if ground.figure(member.key).qualifier:
        return
    slips = ground.slips(member.key)
    # A change may not close a sum by printing less exactly: rounding explains what it did before.
    low, high = reach(member, judged)
    for slip in slips.between(low, high):
        yield Change(slip.kind, member.key, slip.amount)
    # In another unit the figure is rounded by another place.
    for slip in slips.of_unit_between(low, high):
        # What is too small for this sum to tell it from nothing may as well not belong there.
        tiny = slip.amount.value.copy_abs() <= EXACT.subtract(judged.slack, member.amount.half)
        kind = Kind.UNIT_TO_NOTHING if tiny else slip.kind
        yield Change(kind, member.key, slip.amount)


def _exchanged(
    ground: Ground,
    breaches: Sequence[Relation],
    judged: Mapping[int, Judgement],
) -> Iterator[tuple[Change, ...]]:
    """Two figures of one account, each printed in the other's place."""
    first, *others = breaches
    signs = {one.key: one.sign for one in first.members}
    shared = [{one.key for one in other.members} for other in others]
    outcome = judged[first.finding]
    seen: set[frozenset[Key]] = set()
    for member in first.members:
        mine = member.amount
        low, high = reach(member, outcome)
        low, high = EXACT.subtract(low, mine.half), EXACT.add(high, mine.half)
        for other, theirs, least, most in ground.near(member.key):
            # From outside the sum only what closes it comes in: few of many figures.
            if (least > high or most < low) and other not in signs:
                continue
            sign = member.sign - signs.get(other, 0)
            if not sign or mine.value == theirs.value:
                continue
            pair = frozenset((member.key, other))
            if len(pair) < 2 or pair in seen or not all(keys & pair for keys in shared):
                continue
            seen.add(pair)
            moved = EXACT.multiply(EXACT.subtract(theirs.value, mine.value), sign)
            off = EXACT.add(outcome.difference, moved).copy_abs()
            if off <= EXACT.add(outcome.slack, EXACT.add(mine.half, theirs.half)):
                yield (
                    Change(Kind.SWAPPED, member.key, theirs),
                    Change(Kind.SWAPPED, other, mine),
                )


def _parts(breach: Relation, judged: Judgement) -> Iterator[Candidate]:
    """A part of a list that counts twice, or one that the list does not print."""
    listed = [one for one in breach.members if not one.stated]
    seen: dict[tuple[object, ...], int] = {}
    for one in listed:
        alike = one.amount.value, one.amount.unit
        seen[alike] = seen.get(alike, 0) + 1
    if len(listed) > 1:
        last = {(one.amount.value, one.amount.unit): one for one in listed}
        # What a plain 0 may hide depends on what stands beside it.
        hiding = any(not one.amount.half for one in breach.members)
        for alike, one in last.items():
            part = EXACT.multiply(one.sign, one.amount.value)
            left = EXACT.subtract(judged.difference, part)
            if not part or (left.copy_abs() > judged.slack and not hiding):
                continue  # rounding explains less without the part, never more
            less = breach.judged({}, less=one.key)
            if less.verdict in CLOSED:
                kind = Kind.COUNTED_TWICE if seen[alike] > 1 else Kind.COUNTED_ELSEWHERE
                yield _alone(breach, Change(kind, one.key, one.amount), less)
    if judged.difference > 0:
        yield from missing_part(breach, judged)


def missing_part(breach: Relation, judged: Judgement) -> Iterator[Candidate]:
    """One more part that would make up the difference; a refund where the list exceeds its whole.

    Nothing where the difference has more digits than an amount may have.
    """
    whole = next(one.amount for one in breach.members if one.stated)
    places = max(0, -int(whole.printed.as_tuple().exponent))
    try:
        more = Amount(in_unit(judged.difference, whole.unit, places), whole.unit)
    except AmountError:
        return
    yield _alone(breach, Change(Kind.MISSING, None, more), breach.judged({}, more=more))


def _alone(breach: Relation, change: Change, judged: Judgement) -> Candidate:
    return Candidate((change,), (breach.finding,), int(not judged.difference), 0)
