"""One file to a report, or to the reason why there is none: what is done in a process for the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from luohu_fiscal.errors import EmptyDocument, LuohuFiscalError
from luohu_fiscal.run.bugs import bug_in
from luohu_fiscal.run.limits import is_short

if TYPE_CHECKING:
    from luohu_fiscal.document import Document
    from luohu_fiscal.model.report import BudgetReport

__all__ = ["STDIN", "Outcome", "load_given", "load_one", "outcome_of"]

#: The path that stands for standard input.
STDIN = "-"

#: Called with the pages done and their number.
Page = Callable[[int, int], None]


@dataclass(frozen=True)
class Outcome:
    """What came of one file: a report, or the reason why there is none.

    A document without one figure has both: an empty report, and an `EmptyDocument` error.
    `document` is what was read, where it was asked for.
    """

    path: str
    report: BudgetReport | None
    error: LuohuFiscalError | None = None
    document: Document | None = None


def _silent(done: int, total: int) -> None:
    """Pages are told to nobody."""


def load_one(
    path: str, jurisdiction: str | None = None, keep: bool = False, *, page: Page = _silent
) -> Outcome:
    """The report of one file, or the error that says why there is none; `keep` keeps its text."""
    return _outcome(lambda: _report(path, jurisdiction, page), path, keep)


def load_given(
    data: bytes, jurisdiction: str | None = None, keep: bool = False, *, page: Page = _silent
) -> Outcome:
    """The same of a text that came in on standard input."""
    return _outcome(lambda: _report_given(data, jurisdiction), STDIN, keep)


def _outcome(
    report_of: Callable[[], tuple[BudgetReport, Document | None]], path: str, keep: bool
) -> Outcome:
    try:
        report, document = report_of()
    except LuohuFiscalError as error:
        return Outcome(path, None, error)
    except MemoryError:
        raise  # whoever set the limit knows what to say
    except Exception as bug:
        if is_short():
            raise MemoryError from bug
        return Outcome(path, None, bug_in(bug, path))
    return replace(outcome_of(path, report), document=document if keep else None)


def _report(
    path: str, jurisdiction: str | None, page: Page
) -> tuple[BudgetReport, Document | None]:
    from luohu_fiscal.datafiles import SUFFIXES, load
    from luohu_fiscal.extract import extract
    from luohu_fiscal.readers import read

    if Path(path).suffix.lower() in SUFFIXES:
        report = _known_as(load(path), jurisdiction)
        return report, _data_text(path, report)
    document = read(path, progress=page)
    return extract(document, jurisdiction=jurisdiction), document


def _report_given(data: bytes, jurisdiction: str | None) -> tuple[BudgetReport, Document]:
    from luohu_fiscal.extract import extract
    from luohu_fiscal.readers import limits, text

    limits.check(-(-len(data) // 2**20), limits.MAX_FILE_BYTES // 2**20, "megabytes", "<stdin>")
    document = text.read_bytes(data, "<stdin>")
    return extract(document, jurisdiction=jurisdiction), document


def _data_text(path: str, report: BudgetReport) -> Document | None:
    """A data file as a page of text, where its figures have their places in it and nowhere else."""
    from luohu_fiscal.datafiles import text_of
    from luohu_fiscal.document import Document, Page

    raw = text_of(path)
    placed = [entry.source for entry in report.figures if entry.source is not None]
    if any(raw[place.start : place.end] != place.text for place in placed):
        # It was taken from a document, and its places are those of that document.
        return None
    about = report.document
    return Document(path, about.sha256, about.format, raw, (Page(1, 0, len(raw)),), (), about.title)


def _known_as(report: BudgetReport, jurisdiction: str | None) -> BudgetReport:
    """A data file that names no jurisdiction belongs to the one that was asked for."""
    if not jurisdiction or report.document.jurisdiction:
        return report
    document = report.document.model_copy(update={"jurisdiction": jurisdiction})
    return report.model_copy(update={"document": document})


def outcome_of(path: str, report: BudgetReport) -> Outcome:
    """A report as an outcome: one without a figure comes with the error that says so."""
    if not report.document.path:
        document = report.document.model_copy(update={"path": path})
        report = report.model_copy(update={"document": document})
    if report.figures:
        return Outcome(path, report)
    empty = EmptyDocument(
        f"not one budget figure ({len(report.unplaced)} amounts and rates could not be placed)",
        where=report.document.path,
        remedy="see `luohu-fiscal extract` for the reasons",
    )
    return Outcome(path, report, empty)
