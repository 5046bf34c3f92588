"""Frame `restatement`: one quantity printed more than once (LF108).

Two printings at one precision must be equal; a coarser one must be what the finer rounds to.  Only
what is certainly one quantity is compared: a total printed twice in one account, a line repeated in
it, and the few lines of which a book has one (`ONE_OF_A_BOOK`) at the same scope, year and stage,
whatever its accounts call them: so narrative and annex tables are held against each other.  A
mention outside any account must bear the same name, and is in breach only where one digit tells them
apart.  That other lines bear one name proves nothing:
districts, funds and programmes repeat each other's words.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

from luohu_fiscal.identities import identity
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.vocabulary import Book, Role, Side, Stage
from luohu_fiscal.reconcile.accounts import Account
from luohu_fiscal.reconcile.compose import ask, note
from luohu_fiscal.reconcile.finding import Finding, Severity, Verdict
from luohu_fiscal.reconcile.frames.indicators import indicators_again
from luohu_fiscal.reconcile.frames.rates_again import rates_again
from luohu_fiscal.reconcile.places import Placed
from luohu_fiscal.reconcile.quantities import ONE_OF_A_BOOK
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["restatement"]

#: What the sum of a table is called when its title says of what.
_SUM_ROW = re.compile("(?:本年|当年)?(?:收入|支出)?(?:合计|小计|总计)")

#: An item is told again within so many characters.
_A_PARAGRAPH = 600
#: A number of fewer digits agrees with another in all but one by chance.
_MANY_DIGITS = 5


def restatement(scene: Scene) -> Iterator[Finding]:
    """Every later printing of a quantity against its finest one."""
    for account in scene.accounts:
        for side in (Side.RESOURCES, Side.USES):
            if account.book is not Book.SOCIAL_INSURANCE:
                yield from _agree(account.totals(side))
            yield from _repeated(account, side)
    for group in _printings(scene):
        yield from _agree(group)
    yield from _items(scene)
    yield from rates_again(scene)
    yield from indicators_again(scene)


def _repeated(account: Account, side: Side) -> Iterator[Finding]:
    """The lines that an account prints again, each against its first printing."""
    first = {one.figure.label: one for one in reversed(account.components(side))}
    for one in account.repeated(side):
        yield from _agree((first[one.figure.label], one))


def _printings(scene: Scene) -> Iterator[list[Placed]]:
    """The lines of which a book has one, in different places; once an account."""
    again = {
        (one.report, one.figure.id)
        for account in scene.accounts
        for side in (Side.RESOURCES, Side.USES)
        for one in account.repeated(side)
    }
    for printings in scene.quantities.printings():
        if len(printings) < 2 or printings[0].figure.concept not in ONE_OF_A_BOOK:
            continue
        known = {one.figure.label for one in printings if one.figure.statement is not None}
        grouped: dict[tuple[str, str | None], list[Placed]] = {}
        for one in printings:
            figure = one.figure
            aside = figure.role is Role.OTHER and figure.statement is not None
            insured = figure.book is Book.SOCIAL_INSURANCE  # every insurance has its own
            if figure.label and not (aside or insured or (one.report, figure.id) in again):
                name = _name(figure, known)
                # What a region owes is the same in a list of all regions as by itself.
                debt = figure.book is Book.DEBT
                parent = None if debt else scene.quantities.parent(one)
                grouped.setdefault((name, parent), []).append(one)
        for group in grouped.values():
            bound = any(one.figure.statement is not None for one in group)
            if bound and len(group) > 1 and not _two_lines_of_one_name(group):
                yield _once_a_total(group)


def _items(scene: Scene) -> Iterator[Finding]:
    """An item of the classification whose paragraph tells its amount again.

    Elsewhere the same item may be of other money (of the treasury alone, of one office): not compared.
    """
    last: dict[object, Placed] = {}
    for one in sorted(scene.of_concept("function_item"), key=_start):
        figure = one.figure
        key = one.report, figure.label, figure.fiscal_year, figure.stage
        before = last.get(key)
        if before is not None and _start(one) - _start(before) < _A_PARAGRAPH:
            yield from _agree((before, one))
        last[key] = one


def _start(one: Placed) -> int:
    return one.figure.source.start if one.figure.source is not None else 0


def _name(figure: Figure, known: Container[str]) -> str:
    """The name a mention must share; a line of an account is known by its concept alone."""
    whole = figure.label in known or _SUM_ROW.fullmatch(figure.label)
    return "" if whole and figure.book is not Book.DEBT else figure.label


def _two_lines_of_one_name(group: list[Placed]) -> bool:
    """Two different lines of one account may bear one name: then it names no single quantity."""
    accounts = [
        (one.report, one.figure.statement)
        for one in group
        if one.figure.statement is not None
        and one.figure.role is not Role.TOTAL
        and one.figure.book is not Book.DEBT
    ]
    return len(accounts) > len(set(accounts))


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
    # The account decides what the quantity is; among its printings the finest says most.
    finest = min(
        printed,
        key=lambda one: (
            one.figure.statement is None,
            one.figure.amount.half or one.figure.amount.unit.yuan,
        ),
    )
    for one in printed:
        if one is not finest:
            yield _compared(one, finest)


def _compared(one: Placed, finest: Placed) -> Finding:
    finer, coarser = sorted((finest, one), key=lambda place: place.figure.amount.half)
    answer = ask(identity("LF108"), {"printed": (coarser,), "elsewhere": (finer,)})
    if answer.verdict is not Verdict.BREACH or answer.truncated:
        return answer.finding()
    if one.report != finest.report:
        other = note("mechanism", mechanism="other_document")
        return answer.finding(other, severity=Severity.WARNING)
    # A report tells one level's amounts beside another's, and a plan of adjustment the budget beside
    # the adjusted budget: equal words prove no equal quantity.
    apart = one.figure.statement != finest.figure.statement
    loose = apart and not _misprinted(one.figure, finest.figure)
    if loose or one.figure.book is Book.DEBT or one.figure.stage is Stage.ADJUSTED:
        maybe = note("mechanism", mechanism="another_quantity")
        return answer.finding(maybe, verdict=Verdict.UNDECIDED)
    return answer.finding()


def _misprinted(one: Figure, other: Figure) -> bool:
    """One name, of a level that is named both times, and numbers that differ in one digit of many.

    Counted on the papers at hand: of 85 pairs of one name, year and stage that differ, none does so in
    one digit; what is another quantity has another number altogether.
    """
    mine, theirs = one.amount, other.amount
    printed = str(mine.printed), str(theirs.printed)
    if mine.unit is not theirs.unit or len(printed[0]) != len(printed[1]):
        return False
    told = bool(one.scope) and (one.scope, one.label) == (other.scope, other.label)
    digits = sum(letter.isdigit() for letter in printed[0])
    apart = sum(left != right for left, right in zip(*printed, strict=True))
    return told and digits >= _MANY_DIGITS and apart == 1
