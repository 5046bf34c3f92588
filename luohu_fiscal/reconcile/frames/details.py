"""Frames `own_revenue` and `details`: a figure and its parts (LF101, LF106, LF107).

A part of a part is judged under its own parent and never beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from luohu_fiscal.identities import identity
from luohu_fiscal.model.vocabulary import Book, Role, Side
from luohu_fiscal.reconcile.accounts import Account
from luohu_fiscal.reconcile.compose import Answer, ask, note
from luohu_fiscal.reconcile.finding import Finding, Verdict
from luohu_fiscal.reconcile.frames.public_three import WHOLES
from luohu_fiscal.reconcile.places import Placed
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["details", "own_revenue"]

_KINDS = ("tax_revenue", "non_tax_revenue")


def own_revenue(scene: Scene) -> Iterator[Finding]:
    """Own revenue as tax and non-tax, wherever a general budget prints at least one of the two."""
    rule = identity("LF101")
    for one in scene.placed:
        if not _divides_by_kind(one):
            continue
        parts = next((p for p in breakdowns(scene.parts(one)) if _kinds(p)), ())
        kinds = _kinds(parts)
        if kinds:
            yield ask(rule, {"own_revenue": (one,), **kinds}).finding()
        if len(kinds) == 1:
            # 其中：税收收入 alone is an open list, which its whole bounds.
            yield _open(ask(identity("LF107"), {"whole": (one,), "parts": parts}), one)
    for account in scene.accounts:
        found = _beside(scene, account)
        if found is not None:
            yield found


def _beside(scene: Scene, account: Account) -> Finding | None:
    """Tax and non-tax printed beside own revenue, or without it."""
    kinds = _kinds(one for name in _KINDS for one in account.of_concept(Side.RESOURCES, name))
    if account.book is not Book.GENERAL_PUBLIC or not kinds:
        return None
    own = account.of_role(Side.RESOURCES, Role.OWN_REVENUE)
    if own:
        divided = _kinds(scene.parts(own[0]))
        return (
            None if divided else ask(identity("LF101"), {"own_revenue": own[:1], **kinds}).finding()
        )
    return ask(identity("LF101"), kinds).finding() if len(kinds) == 2 else None


def _divides_by_kind(one: Placed) -> bool:
    figure = one.figure
    own = figure.role is Role.OWN_REVENUE or figure.concept == "own_revenue"
    return figure.book is Book.GENERAL_PUBLIC and own


def _kinds(parts: Iterable[Placed]) -> dict[str, tuple[Placed, ...]]:
    found: dict[str, tuple[Placed, ...]] = {}
    for one in parts:
        if one.figure.concept in _KINDS:
            found.setdefault(one.figure.concept, (one,))
    return found


def details(scene: Scene) -> Iterator[Finding]:
    """Every figure that has parts, save those that LF101, LF110 and LF501 judge."""
    for one in scene.placed:
        if one.figure.concept in WHOLES:
            continue
        for parts in breakdowns(scene.parts(one)):
            if one.figure.book is Book.DEBT and not _beside_the_kinds(one, parts):
                continue
            if not (_divides_by_kind(one) and _kinds(parts)):
                yield _detail(one, parts)


def _beside_the_kinds(whole: Placed, parts: Iterable[Placed]) -> bool:
    """Of debt: a list by use or by level of government; general and special are the split of LF501."""
    concept = whole.figure.concept
    own = [part.figure.concept in (None, concept) for part in parts]
    return concept is not None and concept.startswith("debt_") and all(own)


def breakdowns(parts: tuple[Placed, ...]) -> tuple[tuple[Placed, ...], ...]:
    """The parts of one figure, each breakdown of it (by kind, by function) by itself."""
    found: dict[int | None, list[Placed]] = {}
    for part in parts:
        found.setdefault(part.figure.breakdown, []).append(part)
    return tuple(tuple(entry) for entry in found.values())


def _detail(whole: Placed, parts: tuple[Placed, ...]) -> Finding:
    figures = {"whole": (whole,), "parts": parts}
    first = parts[0].figure
    closed = whole.figure.closed if first.breakdown is None else first.complete
    open_list = _open(ask(identity("LF107"), figures), whole)
    if closed is not False:
        sum_of_parts = ask(identity("LF106"), figures)
        if closed or sum_of_parts.closes:
            remark = () if closed else (note("reading", reading="list_complete_in_fact"),)
            return sum_of_parts.finding(*remark)
        if open_list.verdict is Verdict.BREACH and sum_of_parts.verdict is Verdict.BREACH:
            # At odds whether the list is complete or not: the parts exceed their whole.
            return sum_of_parts.finding(note("list_exceeds_total"))
    return open_list


def _open(answer: Answer, whole: Placed) -> Finding:
    if answer.verdict is Verdict.BREACH and whole.figure.value < 0:
        # Refunds booked as negative expenditure: what is not listed may be negative as well.
        return answer.finding(note("negative_whole"), verdict=Verdict.UNDECIDED)
    if answer.verdict is Verdict.BOUNDED:
        found = answer.finding()
        return answer.finding(note("remainder", amount=found.difference, unit=found.unit))
    return answer.finding()
