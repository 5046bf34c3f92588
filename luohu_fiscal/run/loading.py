"""Files to reports, each in a process apart, as many at a time as there are cores.

No file takes the others along: what is too large, too slow or brings its process down costs itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from luohu_fiscal.errors import LuohuFiscalError
from luohu_fiscal.run.limits import Limits
from luohu_fiscal.run.processes import Page, can_start
from luohu_fiscal.run.progress import Progress
from luohu_fiscal.run.reading import STDIN, Outcome, load_given, load_one, outcome_of
from luohu_fiscal.run.workers import Workers

if TYPE_CHECKING:
    from luohu_fiscal.run.resume import Journal

__all__ = ["STDIN", "Outcome", "default_jobs", "load_all"]

#: Bytes of input that one process reads in about the time that another takes to start.
SMALL = 300_000


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
    limits: Limits | None = None,
) -> list[Outcome]:
    """The outcomes of several files, in their order, by as many processes as `jobs` says.

    `progress` is told of each file that is done.  A file that goes past the `limits` or brings its
    process down has an error; the others go on.  What `journal` holds is not read again, and what
    is read is written to it at once.  With `keep` an outcome carries the document, which no journal
    holds: all files are read.
    """
    progress = progress or Progress()
    done: dict[str, Outcome] = {}
    for path in paths:
        report = journal.find(path) if journal and path != STDIN and not keep else None
        if report is not None:
            done[path] = outcome_of(path, report)
            progress.file(path)
    left = [path for path in paths if path not in done]
    with Workers(limits or Limits.usual()) as workers:
        for outcome in _loaded(left, _Loading(workers, jurisdiction, keep), jobs, progress):
            path = outcome.path
            done[path] = outcome
            if journal and path != STDIN and outcome.report is not None:
                journal.keep(path, outcome.report)
            progress.file(path)
    return [done[path] for path in paths]


class _Loading:
    """Reads one file after another, each in a process apart."""

    def __init__(self, workers: Workers, jurisdiction: str | None, keep: bool) -> None:
        self._workers, self._how = workers, (jurisdiction, keep)

    def prepare(self, number: int) -> None:
        """Have so many processes at hand."""
        if can_start():
            self._workers.prepare(number)

    def stop(self) -> None:
        """End what is being read."""
        self._workers.stop()

    def __call__(self, path: str, page: Page | None = None) -> Outcome:
        """The outcome of a file, whatever becomes of the process that reads it."""
        try:
            if path == STDIN:
                return self._apart(path, load_given, _stdin(), page)
            return self._apart(path, load_one, path, page)
        except LuohuFiscalError as error:
            return Outcome(path, None, error)

    def _apart(
        self, path: str, work: Callable[..., Outcome], what: str | bytes, page: Page | None
    ) -> Outcome:
        if not can_start():
            return work(what, *self._how)
        outcome: Outcome = self._workers.call(path, work, what, *self._how, page=page)
        return outcome


def _stdin() -> bytes:
    from luohu_fiscal.readers.limits import MAX_FILE_BYTES

    return sys.stdin.buffer.read(MAX_FILE_BYTES + 1) if sys.stdin else b""


def _loaded(
    paths: Sequence[str], load: _Loading, jobs: int, progress: Progress
) -> Iterator[Outcome]:
    """The outcomes as they come."""
    if jobs <= 1 or len(paths) <= 1:
        for path in paths:
            yield load(path, progress.page)
        return
    # The largest first, so that none of them is left for one core at the end.
    ordered = sorted(paths, key=_size, reverse=True)
    load.prepare(min(jobs, len(paths)))
    with ThreadPoolExecutor(min(jobs, len(paths))) as threads:
        coming = [threads.submit(load, path) for path in ordered]
        try:
            for future in as_completed(coming):
                yield future.result()
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            load.stop()
            raise
