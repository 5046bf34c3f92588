"""Plain text for a terminal: what is at odds, then what could not be judged, then the counts."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from tabulate import tabulate

from luohu_fiscal.identities import Identity
from luohu_fiscal.reconcile.finding import Finding
from luohu_fiscal.render import tables
from luohu_fiscal.render.catalogue import described, filled, listed
from luohu_fiscal.render.clean import printable
from luohu_fiscal.render.messages import (
    account,
    explanations,
    judged,
    law_of,
    notes,
    phrase,
    place_of,
    rule_words,
    spoken_of,
    words,
)
from luohu_fiscal.render.sheet import Sheet

__all__ = ["check", "extract", "rules"]


def grid(table: tables.Table, style: str = "simple") -> str:
    """A table whose columns line up, Chinese characters counted as two columns wide.

    >>> print(grid(tables.Table(("a", "b"), [("税收", "1"), ("x", "100")], (1,)), "plain"))
    a       b
    税收    1
    x     100
    """
    return tabulate(
        table.rows,
        headers=table.headers if style != "bare" else (),
        tablefmt="plain" if style == "bare" else style,
        colalign=table.alignment if table.rows else None,
        disable_numparse=True,
        preserve_whitespace=True,
    )


def check(sheets: Sequence[Sheet], *, lang: str = "en", several: bool = False) -> str:
    """Breaches in full, then what is undecided, then accounts by verdict, then the totals."""
    found = tables.shown(sheets)
    parts = [_title(phrase(lang, tables.headline(sheets)))]
    parts += [_finding(n, finding, sheet, lang) for n, (sheet, finding) in enumerate(found, 1)]
    open_questions = tables.undecided(sheets, lang)
    if open_questions.rows:
        parts += [_title(phrase(lang, "undecided")), grid(open_questions)]
    by_account = tables.accounts(sheets)
    if by_account.rows:
        parts += [_title(phrase(lang, "accounts")), grid(by_account)]
    parts.append(tables.totals(sheets, lang))
    return "\n\n".join(parts) + "\n"


def _title(text: str) -> str:
    return f"== {text} =="


def _finding(number: int, finding: Finding, sheet: Sheet, lang: str) -> str:
    separator = str(words(lang)["semicolon"])
    law = law_of(finding.rule)
    said = rule_words(finding.rule, lang)
    spoken = str(words(lang)["comma"]).join(
        filter(None, [account(finding, lang), spoken_of(finding, sheet)])
    )
    lines = [
        place_of(finding, sheet, lang),
        spoken,
        separator.join(judged(finding, lang)),
        *([grid(tables.terms(finding, sheet), "bare")] if finding.terms else []),
        *explanations(finding, sheet, lang),
        *notes(finding, sheet, lang),
        words(lang)["law"].format(law=law) if law else "",
    ]
    graded = (
        f"{finding.severity.en} {finding.severity.zh}, {finding.verdict.en} {finding.verdict.zh}"
    )
    head = (
        f"{number}. {finding.rule} {finding.name}" + (f": {said}" if said else "") + f" [{graded}]"
    )
    body = "\n".join(filter(None, lines))
    return f"{head}\n{textwrap.indent(body, '   ')}"


def extract(sheets: Sequence[Sheet], *, lang: str = "en", several: bool = False) -> str:
    """Figures by account, rates, what could not be placed and why, and the count of all tokens."""
    return "\n\n".join(_report(sheet, lang) for sheet in sheets) + "\n"


def _report(sheet: Sheet, lang: str) -> str:
    report = sheet.report
    about = [sheet.path, report.document.title, report.document.jurisdiction]
    parts = [_title(", ".join(printable(text) for text in about if text))]
    parts += [f"{table.title}\n{grid(table)}" for table in tables.figures_by_account(report)]
    for key, table in (("claims", tables.claims(report)), ("unplaced", tables.unplaced(report))):
        if table.rows:
            parts.append(f"{phrase(lang, key)}\n{grid(table)}")
    parts.append(tables.coverage(report, lang))
    return "\n\n".join(parts)


def rules(identities: Sequence[Identity], *, lang: str = "en", detail: bool = False) -> str:
    """The rules as a list, or explained: formula in words, law, exceptions, examples."""
    if not detail:
        return grid(listed(identities)) + "\n"
    blocks = []
    for entry in identities:
        head = f"{entry.code} {entry.name}  {entry.zh}  {entry.en}"
        page = described(entry)
        rows = [(label, filled(said)) for label, said in page.rows]
        blocks.append(f"{head}\n{grid(tables.Table(page.headers, rows), 'bare')}")
    return "\n\n".join(blocks) + "\n"
