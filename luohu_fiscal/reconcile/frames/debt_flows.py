"""Frames `debt_in_budget` and `debt_roll`: the debt and the books it passes through (LF202, LF503).

General debt passes through the general public budget, special debt through the funds.  On-lent
proceeds are new issues and refinancing together; what is repaid is a use of the same book.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from luohu_fiscal.identities import identity
from luohu_fiscal.model.vocabulary import Book, Side, Stage
from luohu_fiscal.reconcile.accounts import Account
from luohu_fiscal.reconcile.compose import Answer, ask, note
from luohu_fiscal.reconcile.finding import Finding, Verdict
from luohu_fiscal.reconcile.frames.debt import Debts, debts_of
from luohu_fiscal.reconcile.places import Place, Placed
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["debt_in_budget", "debt_roll"]

_BOOKS = {"_general": Book.GENERAL_PUBLIC, "_special": Book.GOVERNMENT_FUND}
_PART_OF_ISSUES = re.compile("新增|再融资|置换|外债")
_AFTER_ISSUE = re.compile("新增.*后")
_DONE = (Stage.FINAL, Stage.EXECUTION)


def debt_in_budget(scene: Scene) -> Iterator[Finding]:
    """The new issues of each kind against the proceeds of the book they pass through."""
    for debts in debts_of(scene):
        for suffix, book in _BOOKS.items():
            issued = debts.one("debt_issued" + suffix)
            account = _account(scene, debts, book)
            if issued is None or account is None:
                continue
            proceeds = _flow(account, Side.RESOURCES, "debt_proceeds", suffix)
            if proceeds:
                answer = ask(identity("LF202"), {"proceeds": proceeds, "issued": (issued,)})
                found = answer.finding()
                if answer.verdict is Verdict.BOUNDED:
                    rest = note("remainder", amount=found.difference, unit=found.unit)
                    found = answer.finding(rest)
                yield found


def debt_roll(scene: Scene) -> Iterator[Finding]:
    """Outstanding debt of each kind, rolled forward from the year before."""
    known = debts_of(scene)
    for debts in known:
        for suffix, book in _BOOKS.items():
            outstanding = debts.one("debt_outstanding" + suffix)
            account = _account(scene, debts, book)
            if outstanding is None or account is None:
                continue
            proceeds = _flow(account, Side.RESOURCES, "debt_proceeds", suffix)
            if not proceeds or not account.components(Side.USES):
                continue
            asked: dict[str, tuple[Placed, ...]] = {
                "outstanding": (outstanding,),
                "proceeds": proceeds,
                "repaid": _flow(account, Side.USES, "principal_repaid", suffix),
            }
            before = _before(known, debts, "debt_outstanding" + suffix)
            if before is not None:
                asked["outstanding_before"] = (before,)
            remark = () if asked["repaid"] else (note("no_such_line", operand="repaid"),)
            passed_on = account.of_concept(Side.USES, "debt_on_lent")
            reading = "on_lent" if passed_on else ""
            if passed_on:
                asked["on_lent"] = passed_on
            answer, form = ask(identity("LF503"), asked, reading), _form(known, debts, suffix)
            unsaid = bool(remark) or (form is not None and form.closes)
            if answer.verdict is Verdict.BREACH and unsaid:
                # Nothing printed was repaid, or the form of the debt itself closes: other flows stand beside.
                maybe = note("mechanism", mechanism="other_flows")
                yield answer.finding(*remark, maybe, verdict=Verdict.UNDECIDED)
            else:
                yield answer.finding(*remark)
    for debts in known:
        yield from _issues(known, debts)
        yield from _net(scene, known, debts)
        yield from _after_issue(known, debts)
    yield from _repayable(scene, known)


def _issues(known: Sequence[Debts], debts: Debts) -> Iterator[Finding]:
    """Where a table prints all that was issued and all that was repaid, they roll the debt forward."""
    for suffix in ("", *_BOOKS):
        answer = _form(known, debts, suffix)
        if answer is None:
            continue
        remark = note("reading", reading="issues")
        if answer.verdict is Verdict.BREACH and not _one_digit_off(answer.finding()):
            # Foreign debt at another rate, swapped or reclassified debt: the forms print none of them.
            maybe = note("mechanism", mechanism="other_flows")
            yield answer.finding(remark, maybe, verdict=Verdict.UNDECIDED)
        else:
            yield answer.finding(remark)


def _form(known: Sequence[Debts], debts: Debts, suffix: str) -> Answer | None:
    """The debt of a kind rolled forward by what its form prints, None where it prints not all of it."""
    outstanding, issued, repaid = (
        debts.one(f"debt_{what}{suffix}") for what in ("outstanding", "issued", "repaid")
    )
    before = _before(known, debts, "debt_outstanding" + suffix)
    if outstanding is None or issued is None or repaid is None or before is None:
        return None
    if _PART_OF_ISSUES.search(issued.figure.label) or "发行" not in issued.figure.label:
        return None  # new bonds alone, without what refinances old ones
    figures = {
        "outstanding": (outstanding,),
        "outstanding_before": (before,),
        "issued": (issued,),
        "repaid": (repaid,),
    }
    return ask(identity("LF503"), figures, "issues")


def _one_digit_off(finding: Finding) -> bool:
    """True where the printed balance differs in one digit from the one that the flows make.

    Not in its last two digits: there the flows that no column prints leave their mark.
    """
    printed, made = (f"{one:f}" for one in (finding.stated, finding.calculated) if one is not None)
    if len(printed) != len(made) or printed[-2:] != made[-2:]:
        return False
    return sum(left != right for left, right in zip(printed, made, strict=True)) == 1


def _net(scene: Scene, known: Sequence[Debts], debts: Debts) -> Iterator[Finding]:
    """Where no repayment is printed, new debt is what the debt grew by: what was there before."""
    told = [suffix for suffix, book in _BOOKS.items() if _told(scene, debts, suffix, book)]
    for suffix in ("", *_BOOKS):
        if suffix in told or (not suffix and told):
            continue
        outstanding, issued, repaid = (
            debts.one(f"debt_{what}{suffix}") for what in ("outstanding", "issued", "repaid")
        )
        before = _before(known, debts, "debt_outstanding" + suffix)
        if outstanding is None or issued is None or repaid is not None or before is not None:
            continue
        figures = {"outstanding": (outstanding,), "issued": (issued,)}
        answer = ask(identity("LF503"), figures, "net")
        yield answer.finding(note("reading", reading="net"))


def _after_issue(known: Sequence[Debts], debts: Debts) -> Iterator[Finding]:
    """新增债务到位后，余额X: what was owed and what is newly allotted, and nothing else."""
    for suffix in ("", *_BOOKS):
        outstanding = debts.one("debt_outstanding" + suffix)
        added = debts.one("debt_new_limit" + suffix) or debts.one("debt_issued" + suffix)
        before = _before(known, debts, "debt_outstanding" + suffix)
        if outstanding is None or added is None or before is None:
            continue
        total = debts.one("debt_outstanding")
        if total is not None and _AFTER_ISSUE.search(total.figure.label):
            figures = {"outstanding": outstanding, "outstanding_before": before, "issued": added}
            asked = {name: (one,) for name, one in figures.items()}
            yield ask(identity("LF503"), asked, "net").finding(note("reading", reading="net"))


def _told(scene: Scene, debts: Debts, suffix: str, book: Book) -> bool:
    """True where the book of the year prints what was repaid."""
    account = _account(scene, debts, book)
    return account is not None and bool(_repaid(scene, account, suffix))


def _repayable(scene: Scene, known: Sequence[Debts]) -> Iterator[Finding]:
    """What is repaid was owed: at most the debt at the end of the year before."""
    by_year: dict[tuple[Place, int], list[Debts]] = {}
    for debts in known:
        by_year.setdefault((debts.place, debts.year), []).append(debts)
    for account in scene.accounts if by_year else ():
        suffix = next((one for one, book in _BOOKS.items() if book is account.book), None)
        place = account.place._replace(book=Book.DEBT)
        earlier = by_year.get((place, account.year - 1), [])
        # Where the debt of the year is printed too, its roll-forward says more.
        if suffix is None or not earlier or (place, account.year) in by_year:
            continue
        this = Debts(account.report, place, account.year, account.stage, {})
        before = _before(earlier, this, "debt_outstanding" + suffix)
        repaid = _repaid(scene, account, suffix)
        if not repaid or before is None:
            continue
        figures = {"repaid": repaid, "outstanding_before": (before,)}
        answer = ask(identity("LF503"), figures, "repayable")
        remark = note("reading", reading="repayable")
        if answer.verdict is Verdict.BREACH:
            # Of another scope, or owed and repaid within the year: nothing is certain.
            maybe = note("mechanism", mechanism="another_quantity")
            yield answer.finding(remark, maybe, verdict=Verdict.UNDECIDED)
        else:
            yield answer.finding(remark)


def _repaid(scene: Scene, account: Account, suffix: str) -> tuple[Placed, ...]:
    """Principal repaid as a line of the uses, or else inside one of them."""
    top = _flow(account, Side.USES, "principal_repaid", suffix)
    names = ("principal_repaid", "principal_repaid" + suffix)
    return top or tuple(
        part
        for line in account.components(Side.USES)
        for part in scene.parts(line)
        if part.figure.concept in names
    )


def _account(scene: Scene, debts: Debts, book: Book) -> Account | None:
    """The account of a book at the scope, year and stage of a debt statement."""
    place = debts.place._replace(book=book)
    found = [
        account
        for account in scene.accounts_at.get((place, debts.year), ())
        if account.stage is debts.stage
    ]
    found.sort(key=lambda account: account.report != debts.report)
    return found[0] if found else None


def _flow(account: Account, side: Side, concept: str, suffix: str) -> tuple[Placed, ...]:
    """The lines of a flow: those that name the kind, and those that leave it to the book."""
    return account.of_concept(side, concept + suffix) + account.of_concept(side, concept)


def _before(known: Sequence[Debts], debts: Debts, concept: str) -> Placed | None:
    """The quantity a year earlier as it came out, of the same report first."""
    whole_year = debts.place._replace(period=None)
    earlier = [
        one
        for other in known
        if (other.place, other.year) == (whole_year, debts.year - 1) and other.stage in _DONE
        if (one := other.one(concept)) is not None
    ]
    earlier.sort(key=lambda one: one.report != debts.report)
    return earlier[0] if earlier else None
