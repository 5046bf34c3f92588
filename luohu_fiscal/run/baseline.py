"""Known findings: recorded once with a reason, left out of later runs, missed when they are gone.

A finding is recognised by its fingerprint, which outlives a new printing of the report.  One that has
become graver than it was recorded is new again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from luohu_fiscal.errors import DataError, MissingFile, UsageError
from luohu_fiscal.files import refuse_special
from luohu_fiscal.reconcile.finding import Finding, Severity
from luohu_fiscal.render.clean import printable
from luohu_fiscal.render.fingerprint import fingerprints
from luohu_fiscal.render.junit import case_name
from luohu_fiscal.render.messages import judged
from luohu_fiscal.render.sheet import Sheet
from luohu_fiscal.render.tables import shown
from luohu_fiscal.run.pipeline import Run

__all__ = ["Compared", "Known", "compare", "dumps", "load", "record"]

_GRAVITY = (Severity.OK, Severity.NOTE, Severity.WARNING, Severity.ERROR)
_LIMIT = 50_000_000


@dataclass(frozen=True)
class Known:
    """One recorded finding: what it was, why it is known, and since when (ISO date)."""

    fingerprint: str
    rule: str
    severity: Severity
    file: str
    message: str
    reason: str
    date: str


@dataclass(frozen=True)
class Compared:
    """A run without what is known, how many that were, and what is recorded but was not found."""

    run: Run
    known: int
    gone: tuple[Known, ...]


def record(
    run: Run, reason: str, *, before: tuple[Known, ...] = (), today: date | None = None
) -> tuple[Known, ...]:
    """The findings of a run that are told one by one, as known.

    Those in `before` keep their reason and date; what no longer occurs is dropped.
    """
    if not reason.strip():
        raise UsageError("a known finding needs a reason", remedy='give --reason "why"')
    earlier = {entry.fingerprint: entry for entry in before}
    day = (today or datetime.now(UTC).date()).isoformat()
    made = []
    for name, finding, sheet in _named(run):
        old = earlier.get(name)
        kept = old is not None and not _graver(finding, old)
        made.append(
            Known(
                name,
                finding.rule,
                finding.severity,
                printable(sheet.path),
                f"{case_name(finding, sheet, 'en')}: {', '.join(judged(finding, 'en'))}",
                old.reason if old is not None and kept else reason.strip(),
                old.date if old is not None and kept else day,
            )
        )
    return tuple(made)


def compare(run: Run, known: tuple[Known, ...]) -> Compared:
    """A run against what is known: only new findings stay in its sheets and reconciliations."""
    recorded = {entry.fingerprint: entry for entry in known}
    found: set[str] = set()
    dropped: set[int] = set()
    for name, finding, _ in _named(run):
        entry = recorded.get(name)
        if entry is not None:
            found.add(name)
            if not _graver(finding, entry):
                dropped.add(id(finding))

    def left(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        return tuple(finding for finding in findings if id(finding) not in dropped)

    new = replace(
        run,
        sheets=tuple(replace(sheet, findings=left(sheet.findings)) for sheet in run.sheets),
        reconciliations=tuple(
            replace(entry, findings=left(entry.findings)) for entry in run.reconciliations
        ),
    )
    gone = tuple(entry for entry in known if entry.fingerprint not in found)
    return Compared(new, len(dropped), gone)


def _named(run: Run) -> Iterator[tuple[str, Finding, Sheet]]:
    """The findings that are told one by one, each with its fingerprint."""
    told = {id(finding) for _, finding in shown(run.sheets)}
    for sheet in run.sheets:
        for name, finding in zip(fingerprints(sheet), sheet.findings, strict=True):
            if id(finding) in told:
                yield name, finding, sheet


def _graver(finding: Finding, entry: Known) -> bool:
    return _GRAVITY.index(finding.severity) > _GRAVITY.index(entry.severity)


def dumps(known: tuple[Known, ...]) -> str:
    """The text of a file of known findings; one block each, so that changes are read easily.

    >>> print(dumps(()))
    {
      "version": 1,
      "findings": []
    }
    <BLANKLINE>
    """
    entries = [vars(entry) | {"severity": entry.severity.value} for entry in known]
    data = {"version": 1, "findings": entries}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def load(path: str | Path) -> tuple[Known, ...]:
    """The known findings of a file; `MissingFile` or `DataError` says what is wrong with it."""
    where = str(path)
    try:
        refuse_special(path)
        if Path(path).stat().st_size > _LIMIT:
            raise _refused(where, "is too large to be one")
        data: Any = json.loads(Path(path).read_text("utf-8-sig"))
    except FileNotFoundError:
        raise MissingFile(
            "no such file of known findings", where=where, remedy="write it: luohu-fiscal baseline"
        ) from None
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", where=where) from None
    except (ValueError, RecursionError) as error:
        raise _refused(where, f"is no JSON ({error})") from None
    if not isinstance(data, dict) or data.get("version") != 1:
        raise _refused(where, "is no file of known findings, version 1")
    entries = data.get("findings")
    if not isinstance(entries, list):
        raise _refused(where, "holds no list of findings")
    return tuple(_known(entry, number, where) for number, entry in enumerate(entries, 1))


def _known(entry: Any, number: int, where: str) -> Known:
    names = Known.__dataclass_fields__
    good = isinstance(entry, Mapping) and set(entry) == set(names)
    if not good or not all(isinstance(value, str) for value in entry.values()):
        raise _refused(where, f"finding {number} needs the texts {', '.join(names)}")
    if not entry["reason"].strip():
        raise _refused(where, f"finding {number} has no reason")
    try:
        date.fromisoformat(entry["date"])
        severity = Severity(entry["severity"])
    except ValueError as error:
        raise _refused(where, f"finding {number}: {error}") from None
    return Known(**{**entry, "severity": severity})


def _refused(where: str, what: str) -> DataError:
    return DataError(what, where=where, remedy="write it anew: luohu-fiscal baseline")
