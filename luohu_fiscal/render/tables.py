"""The tables that text and Markdown share: headers and rows of strings, in English and 中文."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.reconcile.finding import Finding, Severity, Verdict
from luohu_fiscal.render.clean import printable, shorten
from luohu_fiscal.render.messages import figure_words, notes, phrase
from luohu_fiscal.render.sheet import Sheet

__all__ = [
    "Table",
    "accounts",
    "claims",
    "coverage",
    "figures_by_account",
    "headline",
    "shown",
    "terms",
    "totals",
    "undecided",
    "unplaced",
]

#: How many cases a row of alike ones names.
_NAMED = 3
_FILE = ("file 文件",)
_WIDE = 24

_VERDICTS = {
    Verdict.EXACT: "exact\n相符",
    Verdict.WITHIN_ROUNDING: "rounding\n舍入",
    Verdict.BOUNDED: "bounded\n未超",
    Verdict.UNDECIDED: "undecided\n未判",
    Verdict.BREACH: "breach\n不符",
}
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE, Severity.OK)


@dataclass(frozen=True)
class Table:
    """Headers, rows, and which columns are numbers and stand to the right."""

    headers: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    numbers: tuple[int, ...] = ()
    title: str = ""

    @property
    def alignment(self) -> tuple[str, ...]:
        """One word for each column, as tabulate wants it."""
        return tuple("right" if n in self.numbers else "left" for n in range(len(self.headers)))


def shown(sheets: Sequence[Sheet]) -> list[tuple[Sheet, Finding]]:
    """The findings told one by one: breaches and whatever else is graded, gravest first."""
    found = [
        (sheet, finding)
        for sheet in sheets
        for finding in sheet.findings
        if finding.verdict is Verdict.BREACH
        or (finding.verdict is not Verdict.UNDECIDED and finding.severity is not Severity.OK)
        or finding.severity in (Severity.ERROR, Severity.WARNING)
    ]
    return sorted(found, key=lambda entry: _ORDER.index(entry[1].severity))


def headline(sheets: Sequence[Sheet]) -> str:
    """Which title the result has: no breach is said only where something was judged."""
    if shown(sheets):
        return "findings"
    judged = any(f.verdict is not Verdict.UNDECIDED for sheet in sheets for f in sheet.findings)
    return "nothing_found" if judged else "nothing_judged"


def terms(finding: Finding, sheet: Sheet) -> Table:
    """The figures an identity was judged on: sign, amount, label and place."""
    rows = []
    for term in sorted(finding.terms, key=lambda term: term.side != "stated"):
        figure = sheet.figure(term)
        elsewhere = "" if term.report == sheet.position else f"{printable(sheet.path_of(term))} "
        rows.append(
            (
                "stated 列示" if term.side == "stated" else "",
                "−" if term.sign < 0 else "+",
                f"{figure.amount:,}",
                shorten(figure.label),
                f"{elsewhere}{printable(str(figure.source))}" if figure.source else elsewhere,
            )
        )
    return Table(("", "", "amount 金额", "item 项目", "place 位置"), rows, (2,))


def undecided(sheets: Sequence[Sheet], lang: str) -> Table:
    """What could not be judged, alike cases in one row: how many, why, and the first ones.

    A case is its place and, where it can be computed, what the missing figure must be.
    """
    names = _short_names(sheets)
    groups: dict[tuple[str, ...], list[str]] = {}
    for sheet, file in zip(sheets, names, strict=True):
        for finding in sheet.findings:
            if finding.verdict is Verdict.UNDECIDED:
                why = "; ".join(notes(finding, sheet, lang, without={"implied"}))
                rule = f"{finding.rule} {finding.name}"
                groups.setdefault((*file, rule, why), []).append(_case(finding, sheet))
    rows = [
        (*key[:-1], str(len(cases)), "\n".join(filter(None, [key[-1], _first(cases)])))
        for key, cases in sorted(groups.items(), key=lambda entry: entry[0][:-1])
    ]
    headers = ("rule 规则", "cases 数", "why 原因, first ones 例")
    return (
        Table((*_FILE[: len(names[0])], *headers), rows, (1 + len(names[0]),))
        if names
        else Table(headers, [])
    )


def _short_names(sheets: Sequence[Sheet]) -> list[tuple[str, ...]]:
    """The cells that name each file: none for one file, the bare name where that is enough."""
    if len(sheets) < 2:
        return [() for _ in sheets]
    bare = [os.path.basename(sheet.path) for sheet in sheets]
    names = [
        printable(name if bare.count(name) == 1 else sheet.path)
        for name, sheet in zip(bare, sheets, strict=True)
    ]
    # Names of reports begin alike and differ at the end.
    return [(name if len(name) <= _WIDE else "…" + name[1 - _WIDE :],) for name in names]


def _case(finding: Finding, sheet: Sheet) -> str:
    source = sheet.source(finding)
    where = printable(str(source)) if source else ""
    for note in finding.notes:
        if note.code == "implied":
            lo, hi = Decimal(note.values["lo"]), Decimal(note.values["hi"])
            return f"{where} {lo:,f}–{hi:,f}{note.values['unit']}".strip()
    if finding.implied is not None:
        lo, hi = finding.implied
        return f"{where} {lo:,f}–{hi:,f}{finding.unit}".strip()
    return where


def _first(places: Iterable[str]) -> str:
    known = [place for place in dict.fromkeys(places) if place]
    return ", ".join(known[:_NAMED]) + (" …" if len(known) > _NAMED else "")


def accounts(sheets: Sequence[Sheet]) -> Table:
    """For each account how many identities came out how."""
    names = _short_names(sheets)
    counted: dict[tuple[str, ...], Counter[Verdict]] = {}
    for sheet, file in zip(sheets, names, strict=True):
        for finding in sheet.findings:
            counted.setdefault((*file, *_account(finding)), Counter())[finding.verdict] += 1
    rows = [
        (*key, *(str(found[verdict]) for verdict in _VERDICTS)) for key, found in counted.items()
    ]
    headers = (
        *_FILE[: len(names[0]) if names else 0],
        "book\n账",
        "scope\n范围",
        "year\n年度",
        "stage\n阶段",
    )
    numbers = tuple(range(len(headers), len(headers) + len(_VERDICTS)))
    return Table((*headers, *_VERDICTS.values()), rows, numbers)


def _account(entry: Finding | Figure) -> tuple[str, str, str, str]:
    return (
        f"{entry.book.value.replace('_', ' ')} {entry.book.zh}" if entry.book else "",
        shorten(entry.scope, 20),
        "" if entry.fiscal_year is None else str(entry.fiscal_year),
        f"{entry.stage.value} {entry.stage.zh}" if entry.stage else "",
    )


def totals(sheets: Sequence[Sheet], lang: str) -> str:
    """The last line: how many identities, how they came out, how many errors and warnings."""
    counted = Counter(finding.verdict for sheet in sheets for finding in sheet.findings)
    graded = Counter(finding.severity for sheet in sheets for finding in sheet.findings)
    return phrase(
        lang,
        "totals_one" if len(sheets) == 1 else "totals",
        files=len(sheets),
        count=sum(counted.values()),
        verdicts=", ".join(
            f"{counted[v]} {name.split()[1] if lang == 'zh' else ' '.join(name.split())}"
            for v, name in _VERDICTS.items()
        ),
        errors=graded[Severity.ERROR],
        warnings=graded[Severity.WARNING],
    )


def figures_by_account(report: BudgetReport) -> list[Table]:
    """The figures, a table for each account, parts set in under their whole."""
    groups: dict[tuple[str, ...], list[Figure]] = {}
    for figure in report.figures:
        groups.setdefault((*_account(figure), figure.statement or ""), []).append(figure)
    headers = ("side 方向", "role 作用", "item 项目", "amount 金额", "unit 单位", "place 位置")
    return [
        Table(
            headers,
            [
                (
                    f"{figure.side.value} {figure.side.zh}" if figure.side else "",
                    f"{figure.role.value} {figure.role.zh}",
                    "  " * _depth(figure, report) + shorten(figure.label),
                    " ".join(
                        filter(
                            None, [printable(figure.qualifier or ""), f"{figure.amount.printed:,f}"]
                        )
                    ),
                    str(figure.amount.unit),
                    printable(str(figure.source)) if figure.source else "",
                )
                for figure in figures
            ],
            (3,),
            ", ".join(filter(None, key[:4])) or "(no account 未归账)",
        )
        for key, figures in groups.items()
    ]


def _depth(figure: Figure, report: BudgetReport) -> int:
    depth = 0
    while depth < 8 and figure.parent is not None and figure.parent in report.by_id:
        figure = report.by_id[figure.parent]
        depth += 1
    return depth


def claims(report: BudgetReport) -> Table:
    """The printed rates, each with the figure it speaks of and its basis."""
    rows = []
    for claim in report.claims:
        figure = report.by_id.get(claim.figure or "")
        basis = f"{claim.basis.en} {claim.basis.zh}" if claim.basis else printable(claim.basis_text)
        rows.append(
            (
                f"{claim.kind.value} {claim.kind.zh}",
                figure_words(figure) if figure else "",
                " ".join(
                    filter(None, [printable(claim.qualifier or ""), f"{claim.value:f}{claim.unit}"])
                ),
                " ".join(filter(None, [basis, "comparable 同口径" if claim.comparable else ""])),
                printable(str(claim.source)) if claim.source else "",
            )
        )
    return Table(("kind 种类", "of 对象", "rate 比率", "basis 基数", "place 位置"), rows, (2,))


def unplaced(report: BudgetReport) -> Table:
    """The tokens that became nothing, one row for each reason."""
    groups: dict[str, list[str]] = {}
    for token in report.unplaced:
        shown_as = f"{shorten(token.amount)}{shorten(token.unit)}"
        where = f"{shown_as} ({printable(str(token.source))})" if token.source else shown_as
        groups.setdefault(printable(token.reason), []).append(where)
    rows = [
        (reason, str(len(where)), _first(where))
        for reason, where in sorted(groups.items(), key=lambda entry: -len(entry[1]))
    ]
    return Table(("reason 原因", "tokens 数", "first ones 例"), rows, (1,))


def coverage(report: BudgetReport, lang: str) -> str:
    """What became of every money and percent token: nothing is dropped in silence."""
    lost = sum(token.unit == "%" for token in report.unplaced)
    return phrase(
        lang,
        "coverage",
        tokens=len(report.figures) + len(report.claims) + len(report.unplaced),
        figures=len(report.figures),
        claims=len(report.claims),
        unplaced=len(report.unplaced),
        percents=len(report.claims) + lost,
        placed=len(report.claims),
    )
