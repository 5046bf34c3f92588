"""Budgets, reports, findings and reconciliations for a notebook: tables and pictures in one `div`.

Self-contained and small: its own few rules of style, drawings as SVG, no script, nothing fetched.  All
that a document says is escaped.  Long tables are cut, and what was left out is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from luohu_fiscal.reconcile.finding import Finding, Verdict
from luohu_fiscal.render import tables
from luohu_fiscal.render.html.accounts import accounts
from luohu_fiscal.render.html.identities import paper
from luohu_fiscal.render.html.markup import element, escaped, words
from luohu_fiscal.render.html.numbers import Numbers
from luohu_fiscal.render.messages import account, judged, law_of, phrase, rule_words, spoken_of
from luohu_fiscal.render.messages import words as messages
from luohu_fiscal.render.notebook.parts import framed, more, opens, paragraph, table, titled
from luohu_fiscal.render.sheet import Sheet

__all__ = ["budget", "finding", "reconciliation", "report"]

#: How many findings are told one by one, how many of them are open, how many accounts are shown.
_TOLD, _OPEN, _ACCOUNTS = 20, 3, 12
#: Nothing in a notebook leads to a place in a text.
_UNPLACED = Numbers(())


def budget(sheet: Sheet, lang: str) -> str:
    """One account or the debt: its lines, and the picture that its sums make."""
    parts = [titled(account(sheet.report.figures[0], lang))] if sheet.report.figures else []
    parts += [table(entry, lang) for entry in tables.figures_by_account(sheet.report)]
    parts += [picture for _, picture in accounts(sheet, _UNPLACED, lang)]
    return framed(parts, lang)


def report(sheet: Sheet, lang: str) -> str:
    """A report: what became of its tokens, its accounts to open, and what could not be placed."""
    about = (sheet.report.document.title, sheet.report.document.path)
    by_account = tables.figures_by_account(sheet.report)
    parts = [
        titled(" · ".join(filter(None, about)) or phrase(lang, "figures")),
        paragraph(tables.coverage(sheet.report, lang)),
        *(_folded(entry.title, entry, lang) for entry in by_account[:_ACCOUNTS]),
        more(len(by_account) - _ACCOUNTS, lang),
        _folded(phrase(lang, "claims"), tables.claims(sheet.report), lang),
        _folded(phrase(lang, "unplaced"), tables.unplaced(sheet.report), lang),
    ]
    return framed(parts, lang)


def reconciliation(sheets: Sequence[Sheet], lang: str, failures: Iterable[str] = ()) -> str:
    """What was found: findings one by one, accounts by verdict, pictures, and what stays open."""
    told = tables.shown(sheets)
    drawn = [
        (account(group[0], lang), picture)
        for sheet in sheets
        for group, picture in accounts(sheet, _UNPLACED, lang)
        if picture
    ]
    parts = [
        titled(phrase(lang, tables.headline(sheets))),
        paragraph(tables.totals(sheets, lang)),
        *(paragraph(line, "soft") for line in failures),
        *(_told(one, sheet, lang, at < _OPEN) for at, (sheet, one) in enumerate(told[:_TOLD])),
        more(len(told) - _TOLD, lang),
        table(tables.accounts(sheets), lang),
        *(
            opens(escaped(name or words(lang)["no_account"]), picture, open=len(drawn) == 1)
            for name, picture in drawn[:_ACCOUNTS]
        ),
        more(len(drawn) - _ACCOUNTS, lang),
        _folded(phrase(lang, "undecided"), tables.undecided(sheets, lang), lang),
    ]
    return framed(parts, lang)


def finding(one: Finding, lang: str) -> str:
    """A finding by itself: it knows its figures by their ids only, its reconciliation by name."""
    terms = tables.Table(
        ("", "", "figure 数字"),
        [
            (
                "stated 列示" if term.side == "stated" else "",
                "−" if term.sign < 0 else "+",
                term.figure,
            )
            for term in one.terms
        ],
    )
    changes = tables.Table(
        ("change 改动", "figure 数字", "replacement 改为"),
        [
            tuple(str(entry.get(key) or "") for key in ("kind", "figure", "replacement"))
            for entry in one.explanations
        ],
    )
    law = law_of(one.rule)
    parts = [
        element("p", _head(one, lang), class_=_kind(one)),
        paragraph(account(one, lang)),
        paragraph(rule_words(one.rule, lang), "soft"),
        paragraph(str(messages(lang)["comma"]).join(judged(one, lang))),
        table(terms, lang),
        table(changes, lang),
        paragraph(str(messages(lang)["law"]).format(law=law) if law else "", "soft"),
    ]
    return framed(parts, lang)


def _told(one: Finding, sheet: Sheet, lang: str, open: bool) -> str:
    comma = str(messages(lang)["comma"])
    said = comma.join(filter(None, [account(one, lang), spoken_of(one, sheet)]))
    line = escaped(comma.join(judged(one, lang)))
    inner = element("div", line + paper(one, sheet, _UNPLACED, lang), class_="paper")
    return opens(f"{_head(one, lang)} {escaped(said)}", inner, open=open, kind=_kind(one))


def _head(one: Finding, lang: str) -> str:
    verdict = one.verdict.zh if lang == "zh" else f"{one.verdict.en} {one.verdict.zh}"
    chip = element("span", escaped(verdict), class_="chip")
    return f"{chip} {element('b', escaped(f'{one.rule} {one.name}'))}"


def _kind(one: Finding) -> str:
    graded = f" {one.severity.value}" if one.verdict is Verdict.BREACH else ""
    return one.verdict.value + graded


def _folded(title: str, data: tables.Table, lang: str) -> str:
    count = element("span", str(len(data.rows)), class_="soft")
    return opens(f"{escaped(title)} {count}", table(data, lang)) if data.rows else ""
