"""Frames `closing` and `deficit`: what is left of an account (LF104, LF105, LF601).

Some documents print the closing beside the two totals, some list it as a use, some leave a total
out.  The readings are tried in that order; the first that closes is taken and named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from luohu_fiscal.identities import identity
from luohu_fiscal.model.vocabulary import Book, Role, Side
from luohu_fiscal.reconcile.accounts import Account
from luohu_fiscal.reconcile.compose import Answer, Figures, ask, note
from luohu_fiscal.reconcile.finding import Finding, Severity, Verdict
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["closing", "deficit"]

#: The books whose uses may not exceed their resources (Budget Law, article 35).
_NO_DEFICIT = (Book.GENERAL_PUBLIC, Book.GOVERNMENT_FUND, Book.STATE_CAPITAL)
_PROVINCE = re.compile(r"(.*(省|自治区|特别行政区)|(北京|天津|上海|重庆)市?|中央|全国)")
#: The scopes of a report on the central and local budgets; only 中央 may plan a deficit, 地方 as approved.
_NATION = frozenset({"全国", "中央", "地方"})
_TOTALS = (("total_resources", Side.RESOURCES), ("total_uses", Side.USES))


def closing(scene: Scene) -> Iterator[Finding]:
    """What every account leaves: its closing, or that it balances."""
    for account in scene.accounts:
        found = _closing_of(account)
        if found is None:
            continue
        if found.verdict is Verdict.BREACH and _own_revenue_only(account):
            part = note("mechanism", mechanism="own_revenue_only")
            notes = (*found.notes, part)
            found = replace(found, verdict=Verdict.UNDECIDED, severity=Severity.NOTE, notes=notes)
        yield found
    yield from _of_both_sides(scene)


def _of_both_sides(scene: Scene) -> Iterator[Finding]:
    """收支总计均为X: one printed amount is the total of both sides, so the document says they are equal."""
    for one in scene.placed:
        if one.figure.role is Role.TOTAL and one.figure.side is None and one.figure.book:
            said = ask(identity("LF105"), {"total_resources": (one,), "total_uses": (one,)})
            yield said.finding(note("said_to_balance"))


def _own_revenue_only(account: Account) -> bool:
    """The one total of the resources is of own revenue: what else there was to spend is not said.

    It is by its name, or as a bare 合计 over lines that are all own revenue: a table of revenue alone.
    """
    total = account.total(Side.RESOURCES)
    if total is None or account.book not in _NO_DEFICIT:
        return False
    if total.figure.concept == "own_revenue":
        return True
    lines = account.components(Side.RESOURCES)
    own = bool(lines) and all(line.figure.role is Role.OWN_REVENUE for line in lines)
    return own and "总" not in total.figure.label


def _closing_of(account: Account) -> Finding | None:
    totals: Figures = {
        name: (total,) for name, side in _TOTALS if (total := account.total(side)) is not None
    }
    if not account.closing and not account.closing_in_uses:
        return _without_closing(account, totals)
    readings = tuple(_readings(account, totals))
    # Where none closes, the first is how the document arranges its account.
    found = next((pair for pair in readings if pair[1].closes), readings[0] if totals else None)
    if found is None:
        return None
    remark, answer = found
    return answer.finding(*([note("reading", reading=remark)] if remark else []))


def _without_closing(account: Account, totals: Figures) -> Finding | None:
    """An account that prints no closing: it balances, or its totals imply what is left."""
    said = (note("said_to_balance"),) if account.balanced else ()
    listed = {name: totals.get(name) or account.components(side) for name, side in _TOTALS}
    if len(totals) < 2 and all(listed.values()):
        # A side of which only the lines are printed comes to their sum, if that balances.
        answer = ask(identity("LF105"), listed)
        # One coarse line on each side (收入1亿元、支出1.2亿元) may come close by chance.
        lone = not said and all(len(lines) == 1 for lines in listed.values())
        if answer.verdict is Verdict.EXACT or (answer.closes and not lone):
            return answer.finding(*said, note("reading", reading="total_from_list"))
    if len(totals) < 2:
        return ask(identity("LF105"), totals).finding(*said) if said and totals else None
    answer = ask(identity("LF105"), totals)
    if answer.verdict is Verdict.BREACH and not said:
        return ask(identity("LF104"), totals).finding()
    return answer.finding(*said)


def _readings(account: Account, totals: Figures) -> Iterator[tuple[str, Answer]]:
    """The ways in which the account may be arranged, the likeliest first."""
    rule = identity("LF104")
    left = account.closing or account.closing_in_uses
    if len(totals) == 2:
        outside = "", ask(rule, {**totals, "closing": left})
        inside = "closing_inside_uses", ask(rule, totals, "inside")
        yield from (outside, inside) if account.closing else (inside, outside)
        opening = account.of_role(Side.RESOURCES, Role.CARRIED_FORWARD)
        if account.book is Book.SOCIAL_INSURANCE and opening:
            figures = {**totals, "closing": left, "carried_forward": opening}
            yield "cumulative_balance", ask(rule, figures, "cumulative")
        return
    if totals:
        yield "", ask(rule, {**totals, "closing": left})
    listed = {name: totals.get(name) or account.components(side) for name, side in _TOTALS}
    if all(listed.values()):
        if account.closing:
            yield "total_from_list", ask(rule, {**listed, "closing": left})
        else:
            yield "total_from_list", ask(rule, listed, "inside")


def deficit(scene: Scene) -> Iterator[Finding]:
    """That no account below the province spends what it does not have."""
    rule = identity("LF601")
    for account in scene.accounts:
        resources, uses = account.total(Side.RESOURCES), account.total(Side.USES)
        jurisdiction = scene.reports[account.report].document.jurisdiction
        if resources is None or uses is None or account.book not in _NO_DEFICIT:
            continue
        if _PROVINCE.fullmatch(jurisdiction) or resources.figure.scope in _NATION:
            continue
        answer = ask(
            rule,
            {
                "total_uses": (uses,),
                "total_resources": (resources,),
                "closing_in_uses": account.closing_in_uses,
            },
        )
        if not answer.holds and _own_revenue_only(account):
            part = note("mechanism", mechanism="own_revenue_only")
            yield answer.finding(part, verdict=Verdict.UNDECIDED)
        elif not answer.holds and any(one.figure.value < 0 for one in account.closing):
            # The document prints the shortfall 收支缺口 itself, and how it is met.
            met = note("mechanism", mechanism="shortfall_met")
            yield answer.finding(met, verdict=Verdict.UNDECIDED)
        else:
            yield answer.finding()
