"""The accounts of a sheet in the order of its findings, each with its pictures."""

from __future__ import annotations

from collections.abc import Iterator

from luohu_fiscal.model.figures import Figure
from luohu_fiscal.reconcile.finding import Finding
from luohu_fiscal.render.html.flows import flows
from luohu_fiscal.render.html.numbers import Numbers
from luohu_fiscal.render.html.waterfall import waterfall
from luohu_fiscal.render.sheet import Sheet

__all__ = ["accounts"]

#: Book, scope, year and stage, as a finding or a figure has them.
Account = tuple[str, str, int, str]


def _of(entry: Finding | Figure) -> Account:
    """The account a finding or a figure belongs to, made a key."""
    return (entry.book or "", entry.scope, entry.fiscal_year or 0, entry.stage or "")


def accounts(sheet: Sheet, numbers: Numbers, lang: str) -> Iterator[tuple[list[Finding], str]]:
    """The findings of each account with its pictures, as markup that may be empty.

    What moves between the books is drawn with the first account of a scope, year and stage.
    """
    findings: dict[Account, list[Finding]] = {}
    for finding in sheet.findings:
        findings.setdefault(_of(finding), []).append(finding)
    figures: dict[tuple[str, int, str], list[Figure]] = {}
    for figure in sheet.report.figures:
        figures.setdefault(_of(figure)[1:], []).append(figure)
    drawn: set[tuple[str, int, str]] = set()
    for key, group in findings.items():
        picture = waterfall(group, sheet, numbers, lang)
        if key[1:] not in drawn:
            drawn.add(key[1:])
            picture = flows(figures.get(key[1:], []), sheet, numbers, lang) + picture
        yield group, picture
