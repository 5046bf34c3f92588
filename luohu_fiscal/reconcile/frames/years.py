"""Frame `years`: what one year leaves and the next brings forward (LF301).

Social insurance funds print two balances side by side: of the year 当年结余 and of all years 滚存结余.
What the next year begins with is the second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from luohu_fiscal.identities import identity
from luohu_fiscal.model.vocabulary import Book, Role, Side, Stage
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
#: A balance of all years, and one of the year alone, by its name.
_CUMULATIVE, _OF_THE_YEAR = re.compile("滚存|累计|历年"), re.compile("当年|本年|当期|年度|收支结余")


class _Left(NamedTuple):
    """What was left of a year: the figures, where they stand, and whether that is certain."""

    figures: tuple[Placed, ...]
    report: int
    stage: Stage
    certain: bool = True


def years(scene: Scene) -> Iterator[Finding]:
    """The opening of every account against the closing of the year before."""
    rule = identity("LF301")
    for account in scene.accounts:
        opening = account.of_role(Side.RESOURCES, Role.CARRIED_FORWARD)
        before = account_before(scene, account)
        if not opening:
            continue
        if account.book is Book.SOCIAL_INSURANCE:
            left = _left_in_all(scene, account, before)
        elif before is not None and (closing := before.closing or before.closing_in_uses):
            left = _Left(closing, before.report, before.stage)
        else:
            left = None
        if left is not None:
            asked = {"carried_forward": opening, "closing_before": left.figures}
            yield _weighed(ask(rule, asked), account, left)
        if before is not None and (totals := _totals(account, before)):
            answer = ask(rule, {"carried_forward": opening, **totals}, "totals")
            closing = before.closing or before.closing_in_uses
            yield _weighed(answer, account, _Left(closing, before.report, before.stage))


def _totals(account: Account, before: Account) -> dict[str, tuple[Placed, ...]]:
    """The totals of the year before, where their difference is all that it left; else none."""
    resources, uses = before.total(Side.RESOURCES), before.total(Side.USES)
    if resources is None or uses is None or before.closing_in_uses:
        return {}
    if not before.closing and resources.figure.value == uses.figure.value:
        return {}
    if account.book is Book.SOCIAL_INSURANCE and not _begins(before):
        return {}  # 收入 less 支出 is the balance of the year alone
    return {"total_resources_before": (resources,), "total_uses_before": (uses,)}


def _begins(account: Account) -> bool:
    """True where what was left of earlier years is a line of the resources."""
    return bool(account.of_role(Side.RESOURCES, Role.CARRIED_FORWARD))


def _left_in_all(scene: Scene, account: Account, before: Account | None) -> _Left | None:
    """What a social insurance fund had at the end of the year before, of all years together."""
    closing = () if before is None else before.closing or before.closing_in_uses
    names = [one.figure.label for one in closing]
    if before is not None and closing and not any(map(_OF_THE_YEAR.search, names)):
        told = any(map(_CUMULATIVE.search, names)) or _begins(before)
        if told or not _mentioned(scene, account):
            return _Left(closing, before.report, before.stage, told)
    return _mentioned(scene, account)


def _mentioned(scene: Scene, account: Account) -> _Left | None:
    """年末滚存结余X, told beside the account: of the same report first."""
    found = [
        one
        for one in scene.of_concept("cumulative_balance")
        if one.figure.fiscal_year == account.year - 1
        and one.figure.stage in _LEAVING
        and scene.place(one) == account.place._replace(period=None)
    ]
    found.sort(key=lambda one: one.report != account.report)
    if not found or found[0].figure.stage is None:
        return None
    return _Left((found[0],), found[0].report, found[0].figure.stage)


def account_before(scene: Scene, account: Account) -> Account | None:
    """The account of the same book and scope a year earlier, as it was carried out.

    One of the same document is preferred to one of another; final accounts to an execution.
    """
    whole_year = account.place._replace(period=None)  # a half-year opens with it too
    found = [
        other
        for other in scene.accounts_at.get((whole_year, account.year - 1), ())
        if other.stage in _LEAVING
    ]
    found.sort(key=lambda other: (other.report != account.report, _LEAVING.index(other.stage)))
    return found[0] if found else None


def _a_part(opening: Sequence[Placed], left: Sequence[Placed]) -> bool:
    """The opening is one of the lines left, to the digit: what it says of the others is nothing."""
    if len(opening) != 1 or len(left) < 2:
        return False
    return any(one.figure.value == opening[0].figure.value for one in left)


def _weighed(answer: Answer, account: Account, before: _Left) -> Finding:
    """What a plan brings forward is an estimate that final accounts move, or a part of what was left."""
    if answer.verdict is not Verdict.BREACH:
        return answer.finding()
    if not before.certain:
        # 年末结余 may be of the year alone, or of all years.
        maybe = note("mechanism", mechanism="another_quantity")
        return answer.finding(maybe, verdict=Verdict.UNDECIDED)
    same = account.report == before.report
    named = _a_part(answer.figures["carried_forward"], before.figures)
    if same and before.stage is Stage.FINAL and account.stage not in _PLANNED and not named:
        return answer.finding()
    part = named or (same and answer.difference is not None and answer.difference < 0)
    mechanism = "part_brought_forward" if part else "estimate_against_final"
    return answer.finding(note("mechanism", mechanism=mechanism), severity=Severity.WARNING)
