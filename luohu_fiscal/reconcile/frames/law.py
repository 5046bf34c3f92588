"""Frames `law` and `reserve`: what the law forbids or caps in an account (LF602, LF603)."""

from __future__ import annotations

from collections.abc import Iterator

from luohu_fiscal.identities import identity
from luohu_fiscal.model.vocabulary import Book, Role, Side, Stage
from luohu_fiscal.reconcile.accounts import Account
from luohu_fiscal.reconcile.compose import ask, note
from luohu_fiscal.reconcile.finding import Finding, Verdict
from luohu_fiscal.reconcile.places import Placed
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["law", "reserve"]

#: An adjusted budget has spent of its reserve already.
_PLANNED = (Stage.BUDGET, Stage.DRAFT)


def law(scene: Scene) -> Iterator[Finding]:
    """The lines that a book may not have."""
    rule = identity("LF602")
    for account in scene.accounts:
        if account.book is Book.GENERAL_PUBLIC:
            yield from _surplus(account)
            continue
        drawn = account.of_concept(Side.RESOURCES, "stabilization_drawn")
        if drawn:
            yield ask(rule, {"drawn": drawn}, "drawn").finding()
        given = account.of_concept(Side.USES, "transferred_out")
        if given and account.book is Book.SOCIAL_INSURANCE:
            yield ask(rule, {"transferred_out": given}, "transferred_out").finding()


def _surplus(account: Account) -> Iterator[Finding]:
    """A surplus that the general book keeps: it may be a carry-over, or what feeds the fund."""
    left = account.closing + account.closing_in_uses
    surplus = tuple(one for one in left if one.figure.role is Role.SURPLUS)
    if not surplus:
        return
    answer = ask(identity("LF602"), {"surplus": surplus})
    alone = not any(one.figure.role is Role.CARRIED_OVER for one in left)
    fed = account.of_concept(Side.USES, "stabilization_contributed")
    if answer.verdict is Verdict.BREACH and (alone or fed):
        remark = "loosely_named_surplus" if alone else "surplus_may_feed_the_fund"
        yield answer.finding(note(remark), verdict=Verdict.UNDECIDED)
    else:
        yield answer.finding()


def reserve(scene: Scene) -> Iterator[Finding]:
    """The reserve and the revolving fund of every planned general budget."""
    for account in scene.accounts:
        if account.book is Book.GENERAL_PUBLIC and account.stage in _PLANNED:
            yield from _reserve(scene, account)
            yield from _revolving(account)


def _reserve(scene: Scene, account: Account) -> Iterator[Finding]:
    spending = account.of_concept(Side.USES, "expenditure")[:1]
    kept = account.of_concept(Side.USES, "reserve") or _inside(scene, spending, "reserve")
    if not spending or not kept:
        return
    for reading in ("", "ceiling"):
        answer = ask(identity("LF603"), {"expenditure": spending, "reserve": kept}, reading)
        yield answer.finding(note("reading", reading=reading or "floor"))


def _inside(scene: Scene, lines: tuple[Placed, ...], concept: str) -> tuple[Placed, ...]:
    return tuple(
        part for line in lines for part in scene.parts(line) if part.figure.concept == concept
    )


def _revolving(account: Account) -> Iterator[Finding]:
    """What is put into the revolving fund may alone exceed its ceiling; its balance is unknown."""
    total = account.total(Side.USES)
    added = account.of_concept(Side.USES, "revolving_fund")
    if total is None or not added:
        return
    answer = ask(identity("LF603"), {"total_uses": (total,), "revolving_fund": added}, "revolving")
    if answer.verdict is Verdict.BREACH:
        yield answer.finding(note("reading", reading="revolving"))
    else:
        remark = note("not_printed", operand="revolving_fund_balance")
        yield answer.finding(remark, verdict=Verdict.UNDECIDED)
