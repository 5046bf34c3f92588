"""Frame `totals`: the total of a side and the list that makes it up (LF102, LF103).

An open list that falls short is bounded; one whose completeness is not said is left undecided with
both readings; a list that exceeds its total is a breach however it was introduced.
"""

from __future__ import annotations

from collections.abc import Iterator

from luohu_fiscal.identities import identity
from luohu_fiscal.model.vocabulary import Side
from luohu_fiscal.reconcile.accounts import Account
from luohu_fiscal.reconcile.compose import Answer, ask, note
from luohu_fiscal.reconcile.finding import Finding, Verdict
from luohu_fiscal.reconcile.places import Placed
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["totals"]

_SIDES = (
    ("LF102", Side.RESOURCES, "total_resources", "resources"),
    ("LF103", Side.USES, "total_uses", "uses"),
)


def totals(scene: Scene) -> Iterator[Finding]:
    """The totals of every account."""
    for account in scene.accounts:
        for code, side, total_name, list_name in _SIDES:
            total, listed = account.total(side), account.components(side)
            if not listed:
                continue
            rule = identity(code)
            if total is None:
                if len(listed) > 1:
                    yield ask(rule, {list_name: listed}).finding()
                continue
            answer = ask(rule, {total_name: (total,), list_name: listed})
            if answer.verdict is Verdict.BREACH:
                outside = _without_closing(account, side, listed)
                again = ask(rule, {total_name: (total,), list_name: outside}) if outside else None
                if again is not None and again.closes:
                    yield again.finding(note("reading", reading="closing_outside"))
                    continue
            lone = len(listed) == 1 and total.figure.closed is None
            if lone and answer.verdict is Verdict.BREACH:
                # 收入X，可用财力Y: one line before a total is not said to be its list, and Y may be net.
                yield answer.finding(note("own_line_alone"), verdict=Verdict.UNDECIDED)
                continue
            yield judged_list(answer, total)


def _without_closing(
    account: Account, side: Side, listed: tuple[Placed, ...]
) -> tuple[Placed, ...]:
    """The list without the closing printed behind it; empty where there is no such closing."""
    if side is not Side.USES or not account.closing_in_uses:
        return ()
    closing = {one.figure.id for one in account.closing_in_uses}
    return tuple(one for one in listed if one.figure.id not in closing)


def judged_list(answer: Answer, whole: Placed) -> Finding:
    """The finding on a whole and its list, by what the document says of the list's completeness."""
    closed = whole.figure.closed
    if answer.closes and closed is not True:
        remark = "open_list_complete" if closed is False else "list_complete_in_fact"
        return answer.finding(note("reading", reading=remark))
    if answer.verdict is not Verdict.BREACH or closed is True:
        return answer.finding()
    assert answer.difference is not None
    if answer.difference < 0:
        return answer.finding(note("list_exceeds_total"))
    remainder = answer.finding(verdict=Verdict.BOUNDED)
    rest = note("remainder", amount=remainder.difference, unit=remainder.unit)
    if closed is False:
        return answer.finding(rest, verdict=Verdict.BOUNDED)
    return answer.finding(
        note("either_reading", closed="breach", open="bounded"), rest, verdict=Verdict.UNDECIDED
    )
