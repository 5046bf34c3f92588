"""Frame `transfers`: what the books give each other within one government (LF201)."""

from __future__ import annotations

from collections.abc import Iterator

from luohu_fiscal.identities import identity
from luohu_fiscal.model.vocabulary import Book, Side
from luohu_fiscal.reconcile.accounts import Account
from luohu_fiscal.reconcile.compose import ask, note
from luohu_fiscal.reconcile.finding import Finding, Verdict
from luohu_fiscal.reconcile.places import Placed
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["transfers"]

_GIVING = (Book.GOVERNMENT_FUND, Book.STATE_CAPITAL)


def transfers(scene: Scene) -> Iterator[Finding]:
    """What every general budget takes in, against what the other books of that stage give out."""
    rule = identity("LF201")
    for account in scene.accounts:
        if account.book is not Book.GENERAL_PUBLIC:
            continue
        taken = _lines(scene, account, Side.RESOURCES, "transferred_in")
        given = tuple(
            one
            for other in _counterparts(scene, account)
            for one in _lines(scene, other, Side.USES, "transferred_out")
        )
        if not taken or not given:
            continue
        answer = ask(rule, {"transferred_in": taken, "transferred_out": given})
        found = answer.finding()
        if answer.verdict is Verdict.BOUNDED:
            found = answer.finding(note("remainder", amount=found.difference, unit=found.unit))
        yield found


def _counterparts(scene: Scene, account: Account) -> Iterator[Account]:
    """The giving books of the same scope, year and stage, those of the same report first."""
    for book in _GIVING:
        place = account.place._replace(book=book)
        found = [
            other
            for other in scene.accounts_at.get((place, account.year), ())
            if other.stage is account.stage
        ]
        yield from sorted(found, key=lambda other: other.report != account.report)[:1]


def _lines(scene: Scene, account: Account, side: Side, concept: str) -> tuple[Placed, ...]:
    """The lines of a concept at the top of an account, or else those inside its lines."""
    top = account.of_concept(side, concept)
    if top:
        return top
    return tuple(
        part
        for line in account.components(side)
        for part in scene.parts(line)
        if part.figure.concept == concept
    )
