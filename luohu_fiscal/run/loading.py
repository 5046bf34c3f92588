"""Files to reports, by as many processes as there are cores; no file takes the others along."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context, parent_process
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING

from luohu_fiscal.errors import DamagedFile, EmptyDocument, LuohuFiscalError, ReadError
from luohu_fiscal.run.progress import Progress

if TYPE_CHECKING:
    from luohu_fiscal.document import Document
    from luohu_fiscal.model.report import BudgetReport
    from luohu_fiscal.run.resume import Journal

__all__ = ["STDIN", "Outcome", "default_jobs", "load_all", "load_one"]

#: The path that stands for standard input.
STDIN = "-"

#: Bytes of input that one process reads in about the time that another takes to start.
SMALL = 300_000


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


def load_one(
    path: str,
    jurisdiction: str | None = None,
    progress: Progress | None = None,
    *,
    keep: bool = False,
) -> Outcome:
    """The report of one file, or the error that says why there is none; `keep` keeps its text."""
    try:
        report, document = _report(path, jurisdiction, (progress or Progress()).page)
    except LuohuFiscalError as error:
        return Outcome(path, None, error)
    except Exception as bug:  # noqa: BLE001 - a bug met in one of many files is told, as a bug
        return Outcome(path, None, _bug(bug, path))
    return replace(_outcome(path, report), document=document if keep else None)


def _report(
    path: str, jurisdiction: str | None, page: Callable[[int, int], None]
) -> tuple[BudgetReport, Document | None]:
    from luohu_fiscal.datafiles import SUFFIXES, load
    from luohu_fiscal.extract import extract

    if Path(path).suffix.lower() in SUFFIXES:
        report = _known_as(load(path), jurisdiction)
        return report, _data_text(path, report)
    if path == STDIN:
        from luohu_fiscal.readers import limits, text

        data = sys.stdin.buffer.read(limits.MAX_FILE_BYTES + 1)
        limits.check(-(-len(data) // 2**20), limits.MAX_FILE_BYTES // 2**20, "megabytes", "<stdin>")
        document = text.read_bytes(data, "<stdin>")
    else:
        from luohu_fiscal.readers import read

        document = read(path, progress=page)
    return extract(document, jurisdiction=jurisdiction), document


def _data_text(path: str, report: BudgetReport) -> Document | None:
    """A data file as a page of text, where its figures have their places in it and nowhere else."""
    from luohu_fiscal.document import Document, Page

    raw = Path(path).read_text("utf-8-sig")
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


def _bug(bug: Exception, path: str) -> ReadError:
    """One line of what a traceback would say: it comes from another process, or from a journey."""
    own = [frame for frame in extract_tb(bug.__traceback__) if "luohu_fiscal" in frame.filename]
    frame = own[-1]
    what = f"{type(bug).__name__}: {bug}"[:200]
    where = f"{Path(frame.filename).name} line {frame.lineno}"
    return ReadError(
        f"a bug in luohu_fiscal, not in the document ({what}, at {where})",
        where=path,
        remedy="please report it",
    )


def _outcome(path: str, report: BudgetReport) -> Outcome:
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
    return _cores() if sum(map(_size, paths)) > SMALL else 1


def _cores() -> int:
    """The cores this process may use, which in a container may be fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1  # type: ignore[unreachable, unused-ignore]


def _size(path: str) -> int:
    """The bytes of a file; for one in an archive those of the archive, which is read for it."""
    from luohu_fiscal.readers.archive import split

    with suppress(OSError, ValueError):
        place = None if os.path.exists(path) else split(path)
        return Path(place[0] if place else path).stat().st_size
    return 0


def load_all(
    paths: Sequence[str],
    *,
    jurisdiction: str | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
    journal: Journal | None = None,
    keep: bool = False,
) -> list[Outcome]:
    """The outcomes of several files, in their order, by as many processes as `jobs` says.

    `progress` is told of each file that is done.  A file that brings its process down is reported
    as damaged; the others go on.  What `journal` holds is not read again, and what is read is
    written to it at once.  With `keep` an outcome carries the document, which no journal holds: all
    files are read.
    """
    progress = progress or Progress()
    done: dict[str, Outcome] = {}
    for path in paths:
        report = journal.find(path) if journal and path != STDIN and not keep else None
        if report is not None:
            done[path] = _outcome(path, report)
            progress.file(path)
    left = [path for path in paths if path not in done]
    for path, outcome in _loaded(left, jurisdiction, jobs, progress, keep):
        done[path] = outcome
        if journal and path != STDIN and outcome.report is not None:
            journal.keep(path, outcome.report)
        progress.file(path)
    return [done[path] for path in paths]


def _loaded(
    paths: Sequence[str], jurisdiction: str | None, jobs: int, progress: Progress, keep: bool
) -> Iterator[tuple[str, Outcome]]:
    work = partial(load_one, jurisdiction=jurisdiction, keep=keep)
    alone = jobs <= 1 or len(paths) <= 1
    for path in paths:
        # Standard input belongs to this process.
        if alone or path == STDIN:
            yield path, work(path, progress=progress)
    if not alone:
        # The largest first, so that none of them is left for one core at the end.
        rest = sorted((path for path in paths if path != STDIN), key=_size, reverse=True)
        yield from _by_processes(rest, work, jobs)


def _by_processes(
    paths: Sequence[str], work: Callable[[str], Outcome], jobs: int
) -> Iterator[tuple[str, Outcome]]:
    """Each path with its outcome, as they come; one that brings its process down has an error."""
    left = deque(paths)
    while left:
        for path in (yield from _in_pool(left, work, jobs)):
            # The pool broke down through one of these: each is tried once more, alone.
            if (yield from _in_pool(deque([path]), work, 1)):
                crashed = DamagedFile(
                    "the process that read it crashed or was killed",
                    where=path,
                    remedy="check the file and the free memory",
                )
                yield path, Outcome(path, None, crashed)


def _in_pool(
    left: deque[str], work: Callable[[str], Outcome], jobs: int
) -> Generator[tuple[str, Outcome], None, list[str]]:
    """Takes paths off `left` and gives their outcomes; returns those in hand as the pool broke."""
    in_hand: dict[Future[Outcome], str] = {}
    lost: list[str] = []
    with ProcessPoolExecutor(min(jobs, len(left)), get_context("spawn"), _worker) as pool:
        try:
            while in_hand or (left and not lost):
                # No more in hand than there are workers: whatever breaks the pool is one of them.
                while left and not lost and len(in_hand) < jobs:
                    try:
                        future = pool.submit(work, left[0])
                    except BrokenProcessPool:
                        # A worker died with nothing to do; a new pool takes the rest.
                        break
                    in_hand[future] = left.popleft()
                if not in_hand:
                    break
                for future in wait(in_hand, return_when=FIRST_COMPLETED).done:
                    path = in_hand.pop(future)
                    if isinstance(future.exception(), BrokenProcessPool):
                        lost.append(path)
                    else:
                        yield path, future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return lost


def _worker() -> None:
    """Workers leave at Ctrl-C without a word, and when the process that started them is gone."""
    import signal
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    # A worker holds both ends of its own queue, so a killed parent would never be noticed there.
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
