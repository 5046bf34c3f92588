"""From paths to verdicts: gather files, make reports of them, reconcile what belongs together.

This is the command line without arguments and exit codes, for use from Python:

    run = check(["reports/"])
    for sheet in run.sheets: ...
    for outcome in run.failures: print(outcome.error)
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from luohu_fiscal.errors import (
    DamagedFile,
    EmptyDocument,
    LuohuFiscalError,
    MissingFile,
    ReadError,
    UsageError,
)
from luohu_fiscal.progress import Progress

if TYPE_CHECKING:
    from luohu_fiscal.identities import Identity
    from luohu_fiscal.model import BudgetReport
    from luohu_fiscal.reconcile.finding import Finding, Reconciliation, Severity
    from luohu_fiscal.render.sheet import Sheet

__all__ = [
    "STDIN",
    "Gathered",
    "Outcome",
    "Run",
    "check",
    "default_jobs",
    "gather",
    "judge",
    "load_all",
    "rule_codes",
    "rules",
]

#: The path that stands for standard input.
STDIN = "-"

#: Bytes of input that one process reads in about the time that another takes to start.
SMALL = 300_000


@dataclass(frozen=True)
class Outcome:
    """What came of one file: a report, or the reason why there is none.

    A document without one figure has both: an empty report, and an `EmptyDocument` error.
    """

    path: str
    report: BudgetReport | None
    error: LuohuFiscalError | None = None


@dataclass(frozen=True)
class Gathered:
    """The files that paths stand for, in order, and remarks about what was left aside."""

    paths: tuple[str, ...]
    failures: tuple[Outcome, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
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
        return tuple(sheet for sheet in self.sheets if not sheet.judged)

    def at_least(self, level: Severity) -> int:
        """How many findings are at or above a severity."""
        return sum(len(entry.at_least(level)) for entry in self.reconciliations)


def gather(paths: Iterable[str | os.PathLike[str]]) -> Gathered:
    """The files that paths stand for: a folder for the readable files in it, sorted, at any depth.

    Hidden files are left aside, and so are, with a remark, files that no reader is meant for.  A
    file named twice is taken once.

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
            if others:
                kinds = sorted({Path(name).suffix or "no suffix" for name in others})
                shown = ", ".join([*kinds[:8], *(["…"] if len(kinds) > 8 else [])])
                remarks.append(f"{path}: {len(others)} other files left aside ({shown})")
            if not files and not closed:
                empty = EmptyDocument(
                    "no readable file in this folder", where=path, remedy="name the files"
                )
                failures.append(Outcome(path, None, empty))
            for name in files:
                found.setdefault(os.path.realpath(name), name)
        elif os.path.lexists(path):
            found.setdefault(os.path.realpath(path), path)
        else:
            missing = MissingFile("no such file or folder", where=path, remedy="check the path")
            failures.append(Outcome(path, None, missing))
    return Gathered(tuple(found.values()), tuple(failures), tuple(remarks))


def _in_folder(folder: str) -> tuple[list[str], list[str], list[Outcome]]:
    """The readable files, the others, and the folders that could not be opened."""
    from luohu_fiscal.datafiles import SUFFIXES
    from luohu_fiscal.readers import FORMATS

    suffixes = frozenset(SUFFIXES).union(*(entry.suffixes for entry in FORMATS))
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


def _report(path: str, jurisdiction: str | None, page: Callable[[int, int], None]) -> BudgetReport:
    from luohu_fiscal.datafiles import SUFFIXES, load
    from luohu_fiscal.extract import extract

    if Path(path).suffix.lower() in SUFFIXES:
        return _known_as(load(path), jurisdiction)
    if path == STDIN:
        from luohu_fiscal.readers import limits, text

        data = sys.stdin.buffer.read(limits.MAX_FILE_BYTES + 1)
        limits.check(-(-len(data) // 2**20), limits.MAX_FILE_BYTES // 2**20, "megabytes", "<stdin>")
        return extract(text.read_bytes(data, "<stdin>"), jurisdiction=jurisdiction)
    from luohu_fiscal.readers import read

    return extract(read(path, progress=page), jurisdiction=jurisdiction)


def _known_as(report: BudgetReport, jurisdiction: str | None) -> BudgetReport:
    """A data file that names no jurisdiction belongs to the one that was asked for."""
    if not jurisdiction or report.document.jurisdiction:
        return report
    document = report.document.model_copy(update={"jurisdiction": jurisdiction})
    return report.model_copy(update={"document": document})


def load_one(
    path: str, jurisdiction: str | None = None, progress: Progress | None = None
) -> Outcome:
    """The report of one file, or the error that says why there is none."""
    try:
        report = _report(path, jurisdiction, (progress or Progress()).page)
    except LuohuFiscalError as error:
        return Outcome(path, None, error)
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


def default_jobs(paths: Iterable[str]) -> int:
    """One process a core, or one in all where files are too small to be worth starting others."""
    total = 0
    for path in paths:
        with suppress(OSError):
            total += Path(path).stat().st_size
    return (os.cpu_count() or 1) if total > SMALL else 1


def load_all(
    paths: Sequence[str],
    *,
    jurisdiction: str | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> list[Outcome]:
    """The outcomes of several files, in their order, by as many processes as `jobs` says.

    `progress` is told of each file that is done.  A file that brings its process down is reported
    as damaged; the others go on.
    """
    progress = progress or Progress()
    work = partial(load_one, jurisdiction=jurisdiction)
    done: dict[str, Outcome] = {}
    for path in paths:
        # Standard input belongs to this process.
        if jobs <= 1 or len(paths) <= 1 or path == STDIN:
            done[path] = work(path, progress=progress)
            progress.file(path)
    for path, outcome in _by_processes([path for path in paths if path not in done], work, jobs):
        done[path] = outcome
        progress.file(path)
    return [done[path] for path in paths]


def _by_processes(
    paths: Sequence[str], work: Callable[[str], Outcome], jobs: int
) -> Iterator[tuple[str, Outcome]]:
    """Each path with its outcome, as they come; one that brings its process down has an error."""
    left = list(paths)
    for path, outcome in _in_pool(paths, work, jobs):
        left.remove(path)
        yield path, outcome
    for path in left:
        # The pool broke down, through this file or another: each of the rest is tried alone.
        crashed = DamagedFile("its reader crashed", where=path, remedy="check the file")
        yield path, dict(_in_pool([path], work, 1)).get(path, Outcome(path, None, crashed))


def _in_pool(
    paths: Sequence[str], work: Callable[[str], Outcome], jobs: int
) -> Iterator[tuple[str, Outcome]]:
    """The outcomes as they come, up to where the pool breaks down."""
    if not paths:
        return
    spawn = get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(paths)), spawn, _worker) as pool:
        try:
            futures = {pool.submit(work, path): path for path in paths}
            for future in as_completed(futures):
                yield futures[future], future.result()
        except BrokenProcessPool:
            return
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _worker() -> None:
    """Workers leave at Ctrl-C without a word; the parent speaks for all."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_DFL)


def judge(
    outcomes: Iterable[Outcome], *, select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> Run:
    """Reconcile the reports; those whose jurisdiction is known together, so that years are joined.

    A report whose jurisdiction is not known is judged by itself: two of them may have nothing in
    common.
    """
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
        reconciliation = reconcile(*reports.values(), select=select, ignore=ignore)
        reconciliations.append(reconciliation)
        sheets.update(zip(reports, sheets_of(reconciliation), strict=True))
    return Run(
        tuple(sheets[number] for number in sorted(sheets)),
        tuple(reconciliations),
        tuple(outcome for outcome in outcomes if outcome.error is not None),
    )


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
) -> Run:
    """Everything from paths to verdicts in one call; unreadable files are in `Run.failures`.

    >>> check(["no such file.txt"]).failures[0].error.what
    'no such file or folder'
    """
    if isinstance(paths, (str, os.PathLike)):
        raise UsageError("paths is one path, not several", remedy=f"write [{os.fspath(paths)!r}]")
    gathered = gather(paths)
    outcomes = load_all(gathered.paths, jurisdiction=jurisdiction, jobs=jobs)
    return judge([*gathered.failures, *outcomes], select=select, ignore=ignore)
