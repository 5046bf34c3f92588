"""Frame `fund`: the budget stabilization fund 预算稳定调节基金 (LF303)."""

from __future__ import annotations

from collections.abc import Iterator

from luohu_fiscal.identities import identity
from luohu_fiscal.model.vocabulary import Book, Side, Stage
from luohu_fiscal.reconcile.accounts import Account
from luohu_fiscal.reconcile.compose import ask, in_unit, note
from luohu_fiscal.reconcile.finding import Finding
from luohu_fiscal.reconcile.frames.years import account_before
from luohu_fiscal.reconcile.places import Placed
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["fund"]

_BALANCE = "stabilization_balance"
_DONE = (Stage.FINAL, Stage.EXECUTION)


def fund(scene: Scene) -> Iterator[Finding]:
    """The fund of every general budget: its balance where printed, else what it may draw."""
    for account in scene.accounts:
        if account.book is not Book.GENERAL_PUBLIC:
            continue
        drawn = account.of_concept(Side.RESOURCES, "stabilization_drawn")
        contributed = account.of_concept(Side.USES, "stabilization_contributed")
        opening = _balance(scene, account, account.year - 1, _DONE)
        closing = _balance(scene, account, account.year, (account.stage,))
        if closing and opening and (drawn or contributed):
            figures = {"fund_closing": closing, "fund_opening": opening}
            flows = {"contributed": contributed, "drawn": drawn}
            yield ask(identity("LF303"), figures | flows).finding()
        if drawn:
            yield _draw(scene, account, drawn, contributed, opening)
            if not opening and not closing:
                yield from _least(scene, account, drawn, contributed)


def _least(
    scene: Scene, account: Account, drawn: tuple[Placed, ...], contributed: tuple[Placed, ...]
) -> Iterator[Finding]:
    """No balance of the fund is printed: what it holds at the least after what went in and out."""
    before = account_before(scene, account)
    earlier = () if before is None else before.of_concept(Side.USES, "stabilization_contributed")
    if not earlier:
        return
    rule, flows = identity("LF303"), {"contributed": contributed, "drawn": drawn}
    answer = ask(rule, {"contributed_before": earlier, **flows}, "least")
    if answer.least is not None and answer.least > 0:
        lead = drawn[0].figure.amount.unit
        least = note("at_least", operand="fund_closing", lo=in_unit(answer.least, lead), unit=lead)
        yield answer.finding(least, subject=drawn[0].figure)


def _draw(
    scene: Scene,
    account: Account,
    drawn: tuple[Placed, ...],
    contributed: tuple[Placed, ...],
    opening: tuple[Placed, ...],
) -> Finding:
    """That no more is drawn than is there; what was contributed last year is there at the least."""
    rule = identity("LF303")
    if opening:
        figures = {"drawn": drawn, "fund_opening": opening, "contributed": contributed}
        return ask(rule, figures, "draw").finding()
    before = account_before(scene, account)
    earlier = () if before is None else before.of_concept(Side.USES, "stabilization_contributed")
    if earlier:
        answer = ask(rule, {"drawn": drawn, "contributed_before": earlier}, "contributed_before")
        if answer.holds:
            return answer.finding(note("reading", reading="contributed_before"))
    return ask(rule, {"drawn": drawn, "contributed": contributed}, "draw").finding()


def _balance(
    scene: Scene, account: Account, year: int, stages: tuple[Stage, ...]
) -> tuple[Placed, ...]:
    """The balance of the fund at the end of a year, of the same report first."""
    found = [
        one
        for one in scene.of_concept(_BALANCE)
        if scene.place(one) == account.place
        and one.figure.fiscal_year == year
        and one.figure.stage in stages
    ]
    found.sort(key=lambda one: one.report != account.report)
    return tuple(found[:1])
