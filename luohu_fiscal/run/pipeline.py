"""From paths to verdicts: gather files, make reports of them, reconcile what belongs together.

This is the command line without arguments and exit codes, for use from Python:

    run = check(["reports/"])
    for sheet in run.sheets: ...
    for outcome in run.failures: print(outcome.error)
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

from luohu_fiscal.errors import UsageError
from luohu_fiscal.run.gathering import Gathered, gather
from luohu_fiscal.run.judging import Run, judge
from luohu_fiscal.run.limits import Limits
from luohu_fiscal.run.loading import STDIN, Outcome, default_jobs, load_all
from luohu_fiscal.run.progress import Progress

if TYPE_CHECKING:
    from luohu_fiscal.identities import Identity

__all__ = [
    "STDIN",
    "Gathered",
    "Limits",
    "Outcome",
    "Run",
    "check",
    "gather",
    "judge",
    "load",
    "rule_codes",
    "rules",
]


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
    limits: Limits | None = None,
) -> Run:
    """Everything from paths to verdicts in one call; unreadable files are in `Run.failures`.

    Each file is read in a process apart, within the `limits` of memory and time; with more than one
    of `jobs`, so many files at a time.  `resume` names a file in
    which the reports that are done are kept, so that a run that was killed goes on where it was.
    With `keep` the sheets carry the documents, which the format ``html`` shows.

    >>> check(["no such file.txt"]).failures[0].error.what
    'no such file or folder'
    """
    if isinstance(paths, (str, os.PathLike)):
        raise UsageError("paths is one path, not several", remedy=f"write [{os.fspath(paths)!r}]")
    gathered = gather(paths, limits=limits)
    outcomes = load(
        gathered, jurisdiction=jurisdiction, jobs=jobs, resume=resume, keep=keep, limits=limits
    )
    return judge(outcomes, select=select, ignore=ignore)


def load(
    gathered: Gathered,
    *,
    jurisdiction: str | None = None,
    jobs: int | None = None,
    resume: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
    keep: bool = False,
    limits: Limits | None = None,
    remark: Callable[[str], object] | None = None,
) -> list[Outcome]:
    """The outcomes of what was gathered, its failures first; by default one process a core.

    With `keep` each outcome carries the document that was read, for a format that shows its text.
    `remark` is told of lines of the file to resume from that are not as they were written.

    >>> [outcome.path for outcome in load(gather(["no such file.txt"]))]
    ['no such file.txt']
    """
    journal = None
    if resume is not None:
        from luohu_fiscal.run.resume import Journal

        journal = Journal(resume, jurisdiction=jurisdiction)
        if remark is not None:
            for line in journal.remarks:
                remark(line)
    with journal or nullcontext():
        outcomes = load_all(
            gathered.paths,
            jurisdiction=jurisdiction,
            jobs=jobs or default_jobs(gathered.paths),
            progress=progress,
            journal=journal,
            keep=keep,
            limits=limits,
        )
    return [*gathered.failures, *outcomes]
