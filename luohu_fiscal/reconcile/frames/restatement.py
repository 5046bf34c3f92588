"""Frame `restatement`: one quantity printed more than once (LF108).

Two printings at one precision must be equal; a coarser one must be what the finer rounds to.  A
total printed twice in one account is one quantity whatever it is called; elsewhere book, scope,
year, stage, line, label, role and parent must all be the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from luohu_fiscal.identities import identity
from luohu_fiscal.model import Book, Role, Side
from luohu_fiscal.reconcile.compose import ask, note
from luohu_fiscal.reconcile.finding import Finding, Severity, Verdict
from luohu_fiscal.reconcile.places import Placed
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["restatement"]


def restatement(scene: Scene) -> Iterator[Finding]:
    """Every later printing of a quantity against its finest one."""
    for account in scene.accounts:
        for side in (Side.RESOURCES, Side.USES):
            yield from _agree(account.totals(side))
    for group in _printings(scene):
        yield from _agree(group)


def _printings(scene: Scene) -> Iterator[list[Placed]]:
    quantities = scene.quantities
    repeated = {
        (one.report, one.figure.id)
        for account in scene.accounts
        for side in (Side.RESOURCES, Side.USES)
        for one in account.repeated(side)
    }
    for _, printings in quantities.printings():
        if len(printings) < 2:
            continue
        grouped: dict[tuple[str, Role, str | None], list[Placed]] = {}
        for one in printings:
            if one.figure.label and one.figure.side is not None:
                alike = one.figure.label, one.figure.role, quantities.parent(one)
                grouped.setdefault(alike, []).append(one)
        for group in grouped.values():
            if len(group) > 1 and not _two_lines_of_one_name(group, repeated):
                yield _once_a_total(group)


def _two_lines_of_one_name(group: list[Placed], repeated: set[tuple[int, str]]) -> bool:
    """Two different lines of one account may bear one name: then it names no single quantity."""
    seen: set[tuple[int, str | None]] = set()
    for one in group:
        figure = one.figure
        apart = figure.book is Book.DEBT or figure.statement is None or figure.role is Role.TOTAL
        if apart or figure.side is Side.CLOSING or (one.report, figure.id) in repeated:
            continue
        if (one.report, figure.statement) in seen:
            return True
        seen.add((one.report, figure.statement))
    return False


def _once_a_total(group: list[Placed]) -> list[Placed]:
    """The printings without second totals of one account, which have been compared already."""
    seen: set[tuple[int, str | None]] = set()
    found = []
    for one in group:
        account = one.report, one.figure.statement
        if one.figure.role is not Role.TOTAL or account not in seen:
            found.append(one)
        seen.add(account)
    return found


def _agree(printings: Iterable[Placed]) -> Iterator[Finding]:
    printed = [one for one in printings if not one.figure.qualifier]
    if len(printed) < 2:
        return
    finest = min(printed, key=lambda one: one.figure.amount.half or one.figure.amount.unit.yuan)
    for one in printed:
        if one is finest:
            continue
        answer = ask(identity("LF108"), {"printed": (one,), "elsewhere": (finest,)})
        if (
            answer.verdict is Verdict.BREACH
            and one.report != finest.report
            and not answer.truncated
        ):
            yield answer.finding(
                note("mechanism", mechanism="other_document"), severity=Severity.WARNING
            )
        else:
            yield answer.finding()
