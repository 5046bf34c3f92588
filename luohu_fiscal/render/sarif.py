"""SARIF 2.1.0, the format of code-scanning services: the findings that are told one by one.

A breach is a result of kind "fail" at the level of its severity; an undecided one that is graded is
"open".  What holds and what could not be judged is counted in the properties of the run, since a
scanning service would show each of them as an alert.  Amounts are text.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from luohu_fiscal import __version__
from luohu_fiscal.identities import Identity, all_identities
from luohu_fiscal.model.figures import Source
from luohu_fiscal.reconcile.finding import Finding, Severity, Term, Verdict
from luohu_fiscal.render.clean import printable
from luohu_fiscal.render.fingerprint import fingerprints
from luohu_fiscal.render.json import harmless
from luohu_fiscal.render.messages import figure_words, message, phrase, place, place_of
from luohu_fiscal.render.sheet import Sheet, first_stated
from luohu_fiscal.render.tables import shown

if TYPE_CHECKING:
    from luohu_fiscal.run.loading import Outcome

__all__ = ["check", "file_line"]

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_KIND = {Verdict.BREACH: "fail", Verdict.UNDECIDED: "open"}
_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}

#: Formats in which the line of a place is the line of the file, as an editor counts it.
_LINED = frozenset({"text", "yaml", "json", "csv"})


def check(
    sheets: Sequence[Sheet],
    *,
    lang: str = "en",
    several: bool = False,
    failures: Sequence[Outcome] = (),
) -> str:
    """One run with its rules, a result for each finding told one by one, and the counts."""
    tried = _rules(sheets)
    rules = {entry.code: number for number, entry in enumerate(tried)}
    names = {
        id(finding): name
        for sheet in sheets
        for finding, name in zip(sheet.findings, fingerprints(sheet), strict=True)
    }
    results = [
        _result(finding, sheet, names[id(finding)], rules, lang) for sheet, finding in shown(sheets)
    ]
    run = {
        "tool": {
            "driver": {
                "name": "luohu-fiscal",
                "version": __version__,
                "rules": [_rule(entry, lang) for entry in tried],
            }
        },
        "invocations": [_invocation(sheets, failures, lang)],
        "artifacts": [_artifact(sheet) for sheet in sheets],
        "results": results,
        "columnKind": "unicodeCodePoints",
        "properties": {"summary": [{"file": s.path, **s.summary} for s in sheets]},
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return harmless(json.dumps(log, ensure_ascii=False, indent=2)) + "\n"


def _invocation(sheets: Sequence[Sheet], failures: Sequence[Outcome], lang: str) -> dict[str, Any]:
    """Whether every file could be read and judged; a run without results is no pass if not."""
    told = [(outcome.path, printable(str(outcome.error))) for outcome in failures]
    told += [(sheet.path, phrase(lang, "nothing_judged")) for sheet in sheets if not sheet.judged]
    notifications = [
        {
            "level": "error",
            "message": {"text": said},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(path)}}}],
        }
        for path, said in told
    ]
    return {"executionSuccessful": not told, "toolExecutionNotifications": notifications}


def _rules(sheets: Sequence[Sheet]) -> list[Identity]:
    """The rules that were tried, in the order of their codes."""
    tried = {finding.rule for sheet in sheets for finding in sheet.findings}
    known = (entry for entry in all_identities() if entry.code in tried)
    return sorted(known, key=lambda entry: entry.code)


def _rule(entry: Identity, lang: str) -> dict[str, Any]:
    ours, other = (entry.zh, entry.en) if lang == "zh" else (entry.en, entry.zh)
    said = [
        f"{other}",
        *(reading.words("zh" if lang == "zh" else "en") for reading in entry.readings.values()),
    ]
    return {
        "id": entry.code,
        "name": entry.name,
        "shortDescription": {"text": ours},
        "fullDescription": {"text": "\n".join(said)},
        "help": {"text": "\n".join(filter(None, [*said, entry.law]))},
        "defaultConfiguration": {"level": _LEVEL.get(Severity(entry.severity), "none")},
    }


def _artifact(sheet: Sheet) -> dict[str, Any]:
    document = sheet.report.document
    entry: dict[str, Any] = {"location": {"uri": _uri(sheet.path)}}
    if document.sha256:
        entry["hashes"] = {"sha-256": document.sha256}
    return entry


def _result(
    finding: Finding, sheet: Sheet, name: str, rules: dict[str, int], lang: str
) -> dict[str, Any]:
    kind = _KIND.get(finding.verdict, "informational")
    source = sheet.source(finding)
    return {
        "ruleId": finding.rule,
        "ruleIndex": rules[finding.rule],
        "kind": kind,
        "level": _LEVEL.get(finding.severity, "none") if kind == "fail" else "none",
        "message": {"text": message(finding, sheet, lang, placed=file_line(source, sheet) is None)},
        "locations": [_location(source, sheet.path, sheet, place_of(finding, sheet, lang))],
        "relatedLocations": [
            _related(number, term, sheet, lang)
            for number, term in enumerate(first_stated(finding), 1)
        ],
        # The services read the first, this project the second.
        "partialFingerprints": {"primaryLocationLineHash": name, "luohuFiscal/v1": name},
        "properties": {
            "verdict": finding.verdict.value,
            "severity": finding.severity.value,
            "book": finding.book and finding.book.value,
            "scope": printable(finding.scope),
            "fiscalYear": finding.fiscal_year,
            "stage": finding.stage and finding.stage.value,
            "stated": _number(finding.stated),
            "calculated": _number(finding.calculated),
            "difference": _number(finding.difference),
            "slack": _number(finding.slack),
            "unit": finding.unit,
        },
    }


def _location(source: Source | None, path: str, sheet: Sheet, said: str) -> dict[str, Any]:
    """A file and, where lines are those of the file, the line; the place in words in any case."""
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(path)}}
    line = file_line(source, sheet)
    if line is not None and path == sheet.path:
        physical["region"] = {"startLine": line}
    return {"physicalLocation": physical, "message": {"text": said}}


def _related(number: int, term: Term, sheet: Sheet, lang: str) -> dict[str, Any]:
    figure = sheet.figure(term)
    own = term.report == sheet.position
    pages = sheet.report.document.pages if own else 2
    where = place(figure.source, sheet.path_of(term), lang, pages=pages)
    said = f"{'−' if term.sign < 0 else ''}{figure_words(figure)} ({where})"
    return {"id": number, **_location(figure.source, sheet.path_of(term), sheet, said)}


def file_line(source: Source | None, sheet: Sheet) -> int | None:
    """The line of the file, or None where pages have lines of their own, as in a PDF."""
    lined = source is not None and source.line > 0 and sheet.report.document.format in _LINED
    return source.line if source is not None and lined else None


def _uri(path: str) -> str:
    """A path as a URI reference: relative ones stay relative to the folder of the run.

    >>> _uri("2024年/某区.pdf")
    '2024%E5%B9%B4/%E6%9F%90%E5%8C%BA.pdf'
    """
    if os.path.isabs(path):
        return PurePath(path).as_uri()
    raw = path.replace(os.sep, "/").encode("utf-8", "surrogateescape")
    return quote(raw, safe="/")


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
