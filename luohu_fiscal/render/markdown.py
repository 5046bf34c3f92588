"""Markdown, for a pull request, an issue or a page of notes."""

from __future__ import annotations

from collections.abc import Sequence

from tabulate import tabulate

from luohu_fiscal.identities import Identity
from luohu_fiscal.reconcile.finding import Finding
from luohu_fiscal.render import tables
from luohu_fiscal.render.catalogue import described, listed
from luohu_fiscal.render.clean import markdown_cell
from luohu_fiscal.render.messages import message, phrase
from luohu_fiscal.render.sheet import Sheet

__all__ = ["check", "extract", "rules"]


def grid(table: tables.Table) -> str:
    """A pipe table, its cells unable to end a column or start a tag.

    >>> print(grid(tables.Table(("a",), [("x|y",)])))
    | a    |
    |:-----|
    | x\\|y |
    """
    return tabulate(
        [[_cell(cell) for cell in row] for row in table.rows],
        headers=[_cell(header) for header in table.headers],
        tablefmt="pipe",
        colalign=table.alignment if table.rows else None,
        disable_numparse=True,
        preserve_whitespace=True,
    )


def _cell(text: str) -> str:
    indent = len(text) - len(text.lstrip(" "))
    return "&nbsp;" * indent + markdown_cell(text[indent:])


def check(sheets: Sequence[Sheet], *, lang: str = "en", several: bool = False) -> str:
    """Breaches in full, then what is undecided, then accounts by verdict, then the totals."""
    found = tables.shown(sheets)
    parts = [f"## {phrase(lang, tables.headline(sheets))}"]
    parts += [_finding(finding, sheet, lang) for sheet, finding in found]
    for key, table in (
        ("undecided", tables.undecided(sheets, lang)),
        ("accounts", tables.accounts(sheets)),
    ):
        if table.rows:
            parts.append(f"## {phrase(lang, key)}\n\n{grid(table)}")
    parts.append(tables.totals(sheets, lang))
    return "\n\n".join(parts) + "\n"


def _finding(finding: Finding, sheet: Sheet, lang: str) -> str:
    graded = finding.severity.zh if lang == "zh" else f"{finding.severity.en} {finding.severity.zh}"
    said = f"**{graded}** {markdown_cell(message(finding, sheet, lang, listed=False))}"
    return f"{said}\n\n{grid(tables.terms(finding, sheet))}" if finding.terms else said


def extract(sheets: Sequence[Sheet], *, lang: str = "en", several: bool = False) -> str:
    """Figures by account, rates, what could not be placed, and the count of all tokens."""
    return "\n\n".join(_report(sheet, lang) for sheet in sheets) + "\n"


def _report(sheet: Sheet, lang: str) -> str:
    report = sheet.report
    parts = [f"## {markdown_cell(sheet.path)}"]
    parts += [
        f"### {markdown_cell(table.title)}\n\n{grid(table)}"
        for table in tables.figures_by_account(report)
    ]
    for key, table in (("claims", tables.claims(report)), ("unplaced", tables.unplaced(report))):
        if table.rows:
            parts.append(f"### {phrase(lang, key)}\n\n{grid(table)}")
    parts.append(tables.coverage(report, lang))
    return "\n\n".join(parts)


def rules(identities: Sequence[Identity], *, lang: str = "en", detail: bool = False) -> str:
    """The rules as a table, or each explained."""
    if not detail:
        return grid(listed(identities)) + "\n"
    blocks = [f"## {entry.code} {entry.name}\n\n{grid(described(entry))}" for entry in identities]
    return "\n\n".join(blocks) + "\n"
