"""From paths to verdicts: gather files, make reports of them, reconcile what belongs together.

This is the command line without arguments and exit codes, for use from Python:

    run = check(["reports/"])
    for sheet in run.sheets: ...
    for outcome in run.failures: print(outcome.error)
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from luohu_fiscal.errors import EmptyDocument, MissingFile, ReadError, UsageError
from luohu_fiscal.model.shown import Shown
from luohu_fiscal.run.loading import STDIN, Outcome, default_jobs, load_all
from luohu_fiscal.run.progress import Progress

if TYPE_CHECKING:
    from luohu_fiscal.identities import Identity
    from luohu_fiscal.model.report import BudgetReport
    from luohu_fiscal.reconcile.finding import Finding, Reconciliation, Severity
    from luohu_fiscal.render.sheet import Sheet

__all__ = [
    "STDIN",
    "Gathered",
    "Outcome",
    "Run",
    "check",
    "gather",
    "judge",
    "load",
    "rule_codes",
    "rules",
]


ARCHIVE_SUFFIX = ".zip"


@dataclass(frozen=True)
class Gathered:
    """The files that paths stand for, in order, and remarks about what was left aside."""

    paths: tuple[str, ...]
    failures: tuple[Outcome, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run(Shown):
    """All that came of a run: one sheet for each report, in the order the files were given."""

    sheets: tuple[Sheet, ...]
    reconciliations: tuple[Reconciliation, ...]
    failures: tuple[Outcome, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, file by file."""
        return tuple(finding for sheet in self.sheets for finding in sheet.findings)

    @property
    def judged(self) -> int:
        """How many identities came to a verdict other than undecided; 0 is never green."""
        return sum(entry.judged for entry in self.reconciliations)

    @cached_property
    def unjudged(self) -> tuple[Sheet, ...]:
        """The reports about which nothing could be judged."""
        failed = {outcome.path for outcome in self.failures}
        return tuple(
            sheet for sheet in self.sheets if not sheet.judged and sheet.path not in failed
        )

    def at_least(self, level: Severity) -> int:
        """How many findings are at or above a severity."""
        return sum(len(entry.at_least(level)) for entry in self.reconciliations)


def gather(paths: Iterable[str | os.PathLike[str]]) -> Gathered:
    """The files that paths stand for: a folder for the readable files in it, sorted, at any depth.

    Hidden files are left aside, and so are, with a remark, files that no reader is meant for.  A
    file named twice is taken once.  A ZIP of attachments is a folder of the files in it.

    >>> gather(["no such folder/"]).failures[0].error
    MissingFile('no such folder/: no such file or folder; check the path')
    """
    found: dict[str, str] = {}
    failures: list[Outcome] = []
    remarks: list[str] = []
    for path in (os.fspath(entry) for entry in paths):
        if path == STDIN:
            found.setdefault(STDIN, STDIN)
        elif os.path.isdir(path):
            files, others, closed = _in_folder(path)
            failures += closed
            remarks += _left_aside(path, others)
            if not files and not closed:
                empty = EmptyDocument(
                    "no readable file in this folder", where=path, remedy="name the files"
                )
                failures.append(Outcome(path, None, empty))
            for name in files:
                _take(name, found, failures, remarks)
        elif os.path.lexists(path) or _in_archive(path):
            _take(path, found, failures, remarks)
        else:
            missing = MissingFile("no such file or folder", where=path, remedy="check the path")
            failures.append(Outcome(path, None, missing))
    return Gathered(tuple(found.values()), tuple(failures), tuple(remarks))


def _left_aside(path: str, others: Sequence[str]) -> list[str]:
    if not others:
        return []
    kinds = sorted({Path(name).suffix or "no suffix" for name in others})
    shown = ", ".join([*kinds[:8], *(["…"] if len(kinds) > 8 else [])])
    return [f"{path}: {len(others)} other files left aside ({shown})"]


def _take(path: str, found: dict[str, str], failures: list[Outcome], remarks: list[str]) -> None:
    """A file; for an archive, the files in it."""
    real = os.path.realpath(path)
    if Path(path).suffix.lower() != ARCHIVE_SUFFIX:
        found.setdefault(real, path)
        return
    from luohu_fiscal.readers import listed

    try:
        contents = listed(path)
    except ReadError as error:
        failures.append(Outcome(path, None, error))
        return
    if contents is None:
        found.setdefault(real, path)
        return
    remarks += _left_aside(path, contents.others)
    if not contents.readable:
        empty = EmptyDocument("no readable file in this archive", where=path, remedy="unpack it")
        failures.append(Outcome(path, None, empty))
    for name in contents.readable:
        found.setdefault(f"{real}/{name}", f"{path}/{name}")


def _in_archive(path: str) -> bool:
    from luohu_fiscal.readers.archive import split

    return split(path) is not None


def _in_folder(folder: str) -> tuple[list[str], list[str], list[Outcome]]:
    """The readable files, the others, and the folders that could not be opened."""
    from luohu_fiscal.datafiles import SUFFIXES
    from luohu_fiscal.readers import FORMATS

    suffixes = frozenset(SUFFIXES).union([ARCHIVE_SUFFIX], *(e.suffixes for e in FORMATS))
    readable: list[str] = []
    others: list[str] = []
    closed: list[Outcome] = []

    def cannot_open(error: OSError) -> None:
        where = str(error.filename)
        reason = ReadError(
            f"this folder cannot be opened: {error.strerror}", where=where, remedy="check it"
        )
        closed.append(Outcome(where, None, reason))

    for base, folders, files in os.walk(folder, onerror=cannot_open):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                known = Path(name).suffix.lower() in suffixes
                (readable if known else others).append(os.path.join(base, name))
    return sorted(readable), others, closed


def judge(
    outcomes: Iterable[Outcome],
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    severity: Mapping[str, Severity] | None = None,
) -> Run:
    """Reconcile the reports; those whose jurisdiction is known together, so that years are joined.

    A report whose jurisdiction is not known is judged by itself: two of them may have nothing in
    common.  `severity` regrades the breaches of rules, by code or the beginning of one.
    """
    from luohu_fiscal.explain import explain
    from luohu_fiscal.reconcile import reconcile
    from luohu_fiscal.render.sheet import sheets_of

    outcomes = list(outcomes)
    groups: dict[int, dict[int, BudgetReport]] = {}
    for number, outcome in enumerate(outcomes):
        if outcome.report is not None and outcome.error is None:
            group = -1 if outcome.report.document.jurisdiction else number
            groups.setdefault(group, {})[number] = outcome.report
    sheets: dict[int, Sheet] = {}
    reconciliations: list[Reconciliation] = []
    for reports in groups.values():
        reconciliation = explain(reconcile(*reports.values(), select=select, ignore=ignore))
        if severity:
            reconciliation = _regraded(reconciliation, severity)
        reconciliations.append(reconciliation)
        for number, sheet in zip(reports, sheets_of(reconciliation), strict=True):
            sheets[number] = replace(sheet, document=outcomes[number].document)
    if len(outcomes) > 1 and _shown("LF901", select, ignore):
        for number, outcome in enumerate(outcomes):
            if outcome.error is not None:
                reconciliations.append(_unreadable(outcome))
                sheets[number] = sheets_of(reconciliations[-1])[0]
    return Run(
        tuple(sheets[number] for number in sorted(sheets)),
        tuple(reconciliations),
        tuple(outcome for outcome in outcomes if outcome.error is not None),
    )


def _shown(rule: str, select: Sequence[str], ignore: Sequence[str]) -> bool:
    wanted = not select or any(rule.startswith(code) for code in select)
    return wanted and not any(rule.startswith(code) for code in ignore)


def _unreadable(outcome: Outcome) -> Reconciliation:
    """What is said of a file of several that could not be read: LF901, in its place among them."""
    from luohu_fiscal.model.figures import DocumentInfo
    from luohu_fiscal.model.report import BudgetReport
    from luohu_fiscal.reconcile.finding import Reconciliation
    from luohu_fiscal.reconcile.frames.papers import unreadable_file

    report = outcome.report or BudgetReport(document=DocumentInfo(path=outcome.path))
    error = outcome.error
    reason = "" if error is None else "; ".join(filter(None, (error.what, error.remedy)))
    return Reconciliation((report,), (unreadable_file(0, outcome.path, reason),))


def _regraded(reconciliation: Reconciliation, severity: Mapping[str, Severity]) -> Reconciliation:
    """The breaches of rules regraded; of two beginnings of a code the longer one counts."""
    from luohu_fiscal.reconcile.finding import Verdict

    def graded(finding: Finding) -> Finding:
        named = [code for code in severity if finding.rule.startswith(code)]
        if finding.verdict is not Verdict.BREACH or not named:
            return finding
        return replace(finding, severity=severity[max(named, key=len)])

    return replace(reconciliation, findings=tuple(map(graded, reconciliation.findings)))


def rule_codes(words: Sequence[str]) -> tuple[str, ...]:
    """Rule codes, or beginnings of codes, from words that may hold several with commas between.

    Raises `UsageError` for one that no rule has: selecting nothing would be silence, not a pass.

    >>> rule_codes(["lf102,LF4"])
    ('LF102', 'LF4')
    >>> rule_codes(["LF999"])
    Traceback (most recent call last):
    luohu_fiscal.errors.UsageError: no rule LF999; `luohu-fiscal rules` lists them
    """
    codes = tuple(
        code for word in words for part in word.split(",") if (code := part.strip().upper())
    )
    if words and not codes:
        raise UsageError("no rule code in an empty text", remedy="`luohu-fiscal rules` lists them")
    if codes:
        known = [entry.code for entry in rules()]
        for code in codes:
            if not any(entry.startswith(code) for entry in known):
                raise UsageError(f"no rule {code}", remedy="`luohu-fiscal rules` lists them")
    return codes


def rules(code: str | None = None) -> tuple[Identity, ...]:
    """All rules in the order of their codes, or those whose code begins with `code`.

    >>> [entry.name for entry in rules("LF104")]
    ['closing']
    """
    from luohu_fiscal.identities import all_identities

    known = sorted(all_identities(), key=lambda entry: entry.code)
    found = tuple(entry for entry in known if entry.code.startswith((code or "").upper()))
    if not found:
        raise UsageError(f"no rule {code}", remedy="`luohu-fiscal rules` lists them")
    return found


def check(
    paths: Iterable[str | os.PathLike[str]],
    *,
    jurisdiction: str | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    jobs: int = 1,
    resume: str | os.PathLike[str] | None = None,
    keep: bool = False,
) -> Run:
    """Everything from paths to verdicts in one call; unreadable files are in `Run.failures`.

    With more than one of `jobs` files are read by as many processes.  `resume` names a file in
    which the reports that are done are kept, so that a run that was killed goes on where it was.
    With `keep` the sheets carry the documents, which the format ``html`` shows.

    >>> check(["no such file.txt"]).failures[0].error.what
    'no such file or folder'
    """
    if isinstance(paths, (str, os.PathLike)):
        raise UsageError("paths is one path, not several", remedy=f"write [{os.fspath(paths)!r}]")
    gathered = gather(paths)
    outcomes = load(gathered, jurisdiction=jurisdiction, jobs=jobs, resume=resume, keep=keep)
    return judge(outcomes, select=select, ignore=ignore)


def load(
    gathered: Gathered,
    *,
    jurisdiction: str | None = None,
    jobs: int | None = None,
    resume: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
    keep: bool = False,
) -> list[Outcome]:
    """The outcomes of what was gathered, its failures first; by default one process a core.

    With `keep` each outcome carries the document that was read, for a format that shows its text.

    >>> [outcome.path for outcome in load(gather(["no such file.txt"]))]
    ['no such file.txt']
    """
    journal = None
    if resume is not None:
        from luohu_fiscal.run.resume import Journal

        journal = Journal(resume, jurisdiction=jurisdiction)
    with journal or nullcontext():
        outcomes = load_all(
            gathered.paths,
            jurisdiction=jurisdiction,
            jobs=jobs or default_jobs(gathered.paths),
            progress=progress,
            journal=journal,
            keep=keep,
        )
    return [*gathered.failures, *outcomes]
