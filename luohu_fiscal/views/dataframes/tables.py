"""What goes into the tables: a row for each figure, rate, finding, term, change, unused token.

The names are those of the machine-readable contract; what it nests stands in a table of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from luohu_fiscal.model.figures import Figure, Source
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.reconcile.finding import Finding
from luohu_fiscal.render.sheet import Sheet
from luohu_fiscal.views.dataframes.records import Column, Records, columns

__all__ = ["OF_FINDINGS", "OF_REPORTS", "TABLES", "records"]

Row = Sequence[object]

_FIGURE = columns(
    "document id book scope level fiscal_year# stage side role concept label amount= unit value= "
    "printed qualifier parent closed? statement page# line#"
)
_CLAIM = columns(
    "document id kind figure label value= unit basis basis_text base_figure comparable? qualifier "
    "page# line#"
)
_UNPLACED = columns("document amount unit reason page# line#")
_FINDING = columns(
    "finding# document rule name book scope fiscal_year# stage verdict severity label stated= "
    "calculated= difference= slack= unit implied_lo= implied_hi= claim page# line#"
)
_TERM = columns(
    "finding# rule document side sign# figure label amount= unit value= printed page# line#"
)
_CHANGE = columns("finding# rule rank# kind figure label printed replacement closes unique?")


def _named(report: BudgetReport) -> str | None:
    return report.document.path or None


def _place(source: Source | None) -> tuple[int | None, int | None]:
    return (None, None) if source is None else (source.page, source.line)


def _label(report: BudgetReport, figure: str | None) -> str | None:
    found = report.by_id.get(figure or "")
    return None if found is None else found.label


def _amount(figure: Figure) -> Row:
    """As printed, the unit, in yuan, and both in one word that keeps the last printed place."""
    amount = figure.amount
    return amount.printed, str(amount.unit), amount.value, str(amount)


def _figures(report: BudgetReport) -> Iterator[Row]:
    for one in report.figures:
        *numbers, printed = _amount(one)
        yield (
            *(_named(report), one.id, one.book, one.scope, one.level, one.fiscal_year, one.stage),
            *(one.side, one.role, one.concept, one.label, *numbers, printed, one.qualifier),
            *(one.parent, one.closed, one.statement, *_place(one.source)),
        )


def _claims(report: BudgetReport) -> Iterator[Row]:
    for one in report.claims:
        yield (
            *(_named(report), one.id, one.kind, one.figure, _label(report, one.figure), one.value),
            *(one.unit, one.basis, one.basis_text, one.base_figure, one.comparable, one.qualifier),
            *_place(one.source),
        )


def _unplaced(report: BudgetReport) -> Iterator[Row]:
    for one in report.unplaced:
        yield _named(report), one.amount, one.unit, one.reason, *_place(one.source)


def _finding(number: int, one: Finding, sheet: Sheet) -> Iterator[Row]:
    stated = [term for term in one.terms if term.side == "stated"]
    label = sheet.figure(stated[0]).label if len(stated) == 1 else None
    yield (
        *(number, _named(sheet.report), one.rule, one.name, one.book, one.scope, one.fiscal_year),
        *(one.stage, one.verdict, one.severity, label, one.stated, one.calculated, one.difference),
        *(one.slack, one.unit, *(one.implied or (None, None)), one.claim),
        *_place(sheet.source(one)),
    )


def _terms(number: int, one: Finding, sheet: Sheet) -> Iterator[Row]:
    for term in one.terms:
        figure = sheet.figure(term)
        where = sheet.reconciliation.reports[term.report] if sheet.reconciliation else sheet.report
        yield (
            *(number, one.rule, _named(where), term.side, term.sign, term.figure, figure.label),
            *(*_amount(figure), *_place(figure.source)),
        )


def _changes(number: int, one: Finding, sheet: Sheet) -> Iterator[Row]:
    known = {term.figure: sheet.figure(term) for term in one.terms}
    for rank, entry in enumerate(one.explanations, 1):
        others = entry.get("with")
        closes = entry.get("closes")
        together = (entry, *(others if isinstance(others, (list, tuple)) else ()))
        for change in together:
            figure = known.get(change["figure"]) or sheet.report.by_id.get(str(change["figure"]))
            yield (
                *(number, one.rule, rank, change["kind"], change["figure"]),
                figure.label if figure else None,
                str(figure.amount) if figure else None,
                *(change["replacement"], " ".join(closes) if isinstance(closes, list) else None),
                entry.get("unique"),
            )


#: Tables with rows for what a report holds, and with rows for what was found on it.
OF_REPORTS: Mapping[str, tuple[Sequence[Column], Callable[[BudgetReport], Iterator[Row]]]] = {
    "figures": (_FIGURE, _figures),
    "claims": (_CLAIM, _claims),
    "unplaced": (_UNPLACED, _unplaced),
}
OF_FINDINGS: Mapping[
    str, tuple[Sequence[Column], Callable[[int, Finding, Sheet], Iterator[Row]]]
] = {
    "findings": (_FINDING, _finding),
    "terms": (_TERM, _terms),
    "explanations": (_CHANGE, _changes),
}
TABLES = (*OF_REPORTS, *OF_FINDINGS)


def records(sheets: Sequence[Sheet], table: str) -> Records:
    """The rows of a table over several sheets; findings are numbered from 1 over all of them."""
    if table in OF_REPORTS:
        heads, rows_of = OF_REPORTS[table]
        rows = [row for sheet in sheets for row in rows_of(sheet.report)]
    else:
        heads, rows_about = OF_FINDINGS[table]
        found = [(sheet, one) for sheet in sheets for one in sheet.findings]
        rows = [
            row
            for number, (sheet, one) in enumerate(found, 1)
            for row in rows_about(number, one, sheet)
        ]
    return Records(heads, [tuple(map(_plain, row)) for row in rows])


def _plain(value: object) -> object:
    """A term of the contract as the text it is there."""
    return str(value) if isinstance(value, str) else value
