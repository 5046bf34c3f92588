"""Renderers: findings and figures put into words, tables and files.

One module for each format, listed in `FORMATS`; a module is imported when its format is asked
for.  Each offers `check(sheets, …)`, `extract(sheets, …)` and `rules(identities, …)`, as far as its
line in the table says.  Nothing in here judges anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from luohu_fiscal.errors import UsageError

if TYPE_CHECKING:
    from luohu_fiscal.model.report import BudgetReport
    from luohu_fiscal.reconcile.finding import Reconciliation
    from luohu_fiscal.render.sheet import Sheet

__all__ = ["FORMATS", "LANGUAGES", "Format", "render", "renderer", "wants"]

LANGUAGES = ("en", "zh")


class Format(NamedTuple):
    """A format: its name, the module that writes it, and what it can show."""

    name: str
    module: str
    shows: tuple[str, ...] = ("check", "extract", "rules")
    #: What `check` wants besides the findings: "failures", the files that could not be read;
    #: "documents", the text of each file, in its sheet.
    wants: tuple[str, ...] = ()


#: Every output format.  `luohu_fiscal.render.<module>` has one function for each word of `shows`.
FORMATS = (
    Format("text", "text"),
    Format("json", "json"),
    Format("markdown", "markdown"),
    Format("github", "github", ("check",)),
    Format("csv", "csv"),
    Format("sarif", "sarif", ("check",), ("failures",)),
    Format("junit", "junit", ("check",), ("failures",)),
    Format("summary", "summary", ("check",)),
    Format("html", "html", ("check",), ("documents",)),
)


def renderer(format: str, what: str) -> Callable[..., str]:
    """The function that shows `what` ("check", "extract" or "rules") in a format.

    >>> renderer("github", "rules")
    Traceback (most recent call last):
    luohu_fiscal.errors.UsageError: format github shows no rules; use text, json, markdown or csv
    """
    able = [entry.name for entry in FORMATS if what in entry.shows]
    if format not in able:
        known = format in {entry.name for entry in FORMATS}
        raise UsageError(
            f"format {format} shows no {what}" if known else f"unknown format {format}",
            remedy=f"use {', '.join(able[:-1])} or {able[-1]}",
        )
    module = next(entry.module for entry in FORMATS if entry.name == format)
    show: Callable[..., str] = getattr(import_module(f"{__name__}.{module}"), what)
    return show


def wants(format: str) -> tuple[str, ...]:
    """What the `check` of a format takes besides the sheets.

    >>> wants("junit"), wants("text")
    (('failures',), ())
    """
    return next((entry.wants for entry in FORMATS if entry.name == format), ())


def render(
    subject: Reconciliation | BudgetReport | Iterable[Reconciliation | BudgetReport],
    format: str = "text",
    *,
    lang: str = "en",
) -> str:
    """A reconciliation (its findings) or a report (its figures) in one of the `FORMATS`.

    `lang` is ``en`` or ``zh``: the language of sentences; terms stand in both.  Several
    reconciliations may be given, or several reports, but not both at once.

    >>> from luohu_fiscal.model.report import BudgetReport
    >>> render(BudgetReport(), "csv")
    'record,pages\\r\\ndocument,0\\r\\n'
    """
    from luohu_fiscal.render.sheet import sheets_of

    if lang not in LANGUAGES:
        raise UsageError(f"unknown language {lang}", remedy="use en or zh")
    sheets: Sequence[Sheet] = sheets_of(subject)
    what = "check" if any(sheet.reconciliation for sheet in sheets) else "extract"
    return renderer(format, what)(sheets, lang=lang, several=len(sheets) != 1)
