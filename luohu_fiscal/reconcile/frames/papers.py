"""Frames about the document itself: `no_unit` and `unit_suspect` (LF902, LF903); `unreadable` (LF901).

What they find is no identity over figures, so it says where to look and is a warning at most.  A file
that cannot be read has no figures at all: `unreadable_file` makes the finding of what went wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from luohu_fiscal.identities import identity
from luohu_fiscal.model.figures import NO_UNIT, NO_WORDS, Unplaced
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.model.vocabulary import Side
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.reconcile.compose import in_unit, note, printed_places
from luohu_fiscal.reconcile.finding import Finding, Mention, Note, Severity, Term, Verdict
from luohu_fiscal.reconcile.places import Placed
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["no_unit", "unit_suspect", "unreadable", "unreadable_file"]

#: A line so many times its total is no matter of a digit; 亿元 for 万元 makes one of 1 % so large.
_TIMES = Decimal(100)
#: Page numbers of a table of contents are no amounts.
_AMOUNT = re.compile(r"\d{4}|\.\d")


def unreadable(scene: Scene) -> Iterator[Finding]:
    """Every page whose words are hidden; of whole files whoever reads them says so (`unreadable_file`)."""
    for number, report in enumerate(scene.reports):
        for page, entries in _by_page(report, NO_WORDS).items():
            place = Mention(number, "", entries[0].amount, entries[0].source)
            told = note("hidden_words", page=page, count=len(entries))
            yield _about("LF901", Severity.WARNING, (place,), told)


def unreadable_file(report: int, path: str, reason: str) -> Finding:
    """The finding on a file of several that could not be read; it stands for the whole file."""
    place = Mention(report, "", path)
    return _about("LF901", Severity.WARNING, (place,), note("unreadable", reason=reason))


def no_unit(scene: Scene) -> Iterator[Finding]:
    """Every table of amounts that states no unit, once a page."""
    for number, report in enumerate(scene.reports):
        for entries in _by_page(report, NO_UNIT).values():
            if not any(_AMOUNT.search(entry.amount) for entry in entries):
                continue
            first = entries[0]
            place = Mention(number, "", first.amount, first.source)
            yield _about("LF902", Severity.NOTE, (place,), note("no_unit", count=len(entries)))


def _by_page(report: BudgetReport, reason: str) -> dict[int, list[Unplaced]]:
    found: dict[int, list[Unplaced]] = {}
    for entry in report.unplaced:
        if entry.reason == reason and entry.source is not None:
            found.setdefault(entry.source.page, []).append(entry)
    return found


def unit_suspect(scene: Scene) -> Iterator[Finding]:
    """Every line a hundred times its total or more, where no sum over its list is judged."""
    for account in scene.accounts:
        for side in (Side.RESOURCES, Side.USES):
            total = account.total(side)
            if total is None or total.figure.value <= 0 or total.figure.closed:
                continue  # of a complete list the sum itself says it, and with the unit it asks for
            bound = EXACT.multiply(total.figure.value, _TIMES)
            for line in account.components(side):
                if line.figure.value >= bound:
                    yield _suspect(line, total)


def _suspect(line: Placed, total: Placed) -> Finding:
    rule, figure = identity("LF903"), line.figure
    unit = figure.amount.unit
    return Finding(
        rule=rule.code,
        name=rule.name,
        # What it would be in another unit the breach of its sum says; here it is only suspected.
        verdict=Verdict.UNDECIDED,
        severity=Severity.WARNING,
        book=figure.book,
        scope=figure.scope,
        fiscal_year=figure.fiscal_year,
        stage=figure.stage,
        stated=in_unit(figure.value, unit, printed_places(figure)),
        unit=unit.value,
        terms=(
            Term(figure.id, 1, line.report, "stated"),
            Term(total.figure.id, -1, total.report),
        ),
        notes=(note("unit_suspect"),),
    )


def _about(rule: str, severity: Severity, places: tuple[Mention, ...], *notes: Note) -> Finding:
    about = identity(rule)
    return Finding(
        rule=about.code,
        name=about.name,
        verdict=Verdict.UNDECIDED,
        severity=severity,
        notes=notes,
        places=places,
    )
