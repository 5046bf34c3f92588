"""Frame `years`: what one year leaves and the next brings forward (LF301)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from luohu_fiscal.identities import identity
from luohu_fiscal.model.vocabulary import Role, Side, Stage
from luohu_fiscal.reconcile.accounts import Account
from luohu_fiscal.reconcile.compose import Answer, ask, note
from luohu_fiscal.reconcile.finding import Finding, Severity, Verdict
from luohu_fiscal.reconcile.places import Placed
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["account_before", "years"]

#: The stages whose closing a later year takes over, the surest first.
_LEAVING = (Stage.FINAL, Stage.EXECUTION)
#: Made before the accounts of the year before were final.
_PLANNED = (Stage.DRAFT, Stage.BUDGET)


def years(scene: Scene) -> Iterator[Finding]:
    """The opening of every account against the closing of the year before."""
    rule = identity("LF301")
    for account in scene.accounts:
        opening = account.of_role(Side.RESOURCES, Role.CARRIED_FORWARD)
        before = account_before(scene, account)
        if not opening or before is None:
            continue
        left = before.closing or before.closing_in_uses
        if left:
            answer = ask(rule, {"carried_forward": opening, "closing_before": left})
            yield _weighed(answer, account, before, left)
        resources, uses = before.total(Side.RESOURCES), before.total(Side.USES)
        if resources is None or uses is None or before.closing_in_uses:
            continue
        if before.closing or resources.figure.value != uses.figure.value:
            totals = {"total_resources_before": (resources,), "total_uses_before": (uses,)}
            answer = ask(rule, {"carried_forward": opening, **totals}, "totals")
            yield _weighed(answer, account, before, left)


def account_before(scene: Scene, account: Account) -> Account | None:
    """The account of the same book and scope a year earlier, as it was carried out.

    One of the same document is preferred to one of another; final accounts to an execution.
    """
    found = [
        other
        for other in scene.accounts_at.get((account.place, account.year - 1), ())
        if other.stage in _LEAVING
    ]
    found.sort(key=lambda other: (other.report != account.report, _LEAVING.index(other.stage)))
    return found[0] if found else None


def _a_part(opening: Sequence[Placed], left: Sequence[Placed]) -> bool:
    """The opening is one of the lines left, to the digit: what it says of the others is nothing."""
    if len(opening) != 1 or len(left) < 2:
        return False
    return any(one.figure.value == opening[0].figure.value for one in left)


def _weighed(answer: Answer, account: Account, before: Account, left: Sequence[Placed]) -> Finding:
    """What a plan brings forward is an estimate that final accounts move, or a part of what was left."""
    if answer.verdict is not Verdict.BREACH:
        return answer.finding()
    same = account.report == before.report
    named = _a_part(answer.figures["carried_forward"], left)
    if same and before.stage is Stage.FINAL and account.stage not in _PLANNED and not named:
        return answer.finding()
    part = named or (same and answer.difference is not None and answer.difference < 0)
    mechanism = "part_brought_forward" if part else "estimate_against_final"
    return answer.finding(note("mechanism", mechanism=mechanism), severity=Severity.WARNING)
