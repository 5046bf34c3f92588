"""From paths to files: what a folder or an archive of attachments holds, and what is left aside."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from luohu_fiscal.errors import EmptyDocument, LuohuFiscalError, MissingFile, ReadError
from luohu_fiscal.files import refuse_special
from luohu_fiscal.run.limits import Limits
from luohu_fiscal.run.processes import Page, can_start
from luohu_fiscal.run.reading import STDIN, Outcome
from luohu_fiscal.run.workers import Workers

if TYPE_CHECKING:
    from luohu_fiscal.readers.archive import Contents

__all__ = ["Gathered", "files_in", "gather", "list_archive"]

ARCHIVE_SUFFIX = ".zip"


@dataclass(frozen=True)
class Gathered:
    """The files that paths stand for, in order, and remarks about what was left aside."""

    paths: tuple[str, ...]
    failures: tuple[Outcome, ...] = ()
    remarks: tuple[str, ...] = ()


def gather(paths: Iterable[str | os.PathLike[str]], *, limits: Limits | None = None) -> Gathered:
    """The files that paths stand for: a folder for the readable files in it, sorted, at any depth.

    Hidden files are left aside, and so are, with a remark, files that no reader is meant for.  A
    file named twice is taken once; a linked folder in a folder is left aside with a remark, for it
    may lead in a circle.  A ZIP of attachments is a folder of the files in it, and is opened within
    the `limits` of a file.

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
            files, others, linked, closed = _in_folder(path)
            failures += closed
            remarks += _left_aside(path, others)
            remarks += [
                f"{name}: a linked folder, left aside; name it to have it read" for name in linked
            ]
            if not files and not closed:
                empty = EmptyDocument(
                    "no readable file in this folder", where=path, remedy="name the files"
                )
                failures.append(Outcome(path, None, empty))
            for name in files:
                _take(name, found, failures, remarks, limits)
        elif os.path.lexists(path) or _in_archive(path):
            _take(path, found, failures, remarks, limits)
        else:
            missing = MissingFile("no such file or folder", where=path, remedy="check the path")
            failures.append(Outcome(path, None, missing))
    return Gathered(tuple(found.values()), tuple(failures), tuple(remarks))


def files_in(path: str) -> list[str]:
    """The file of a path, or the readable files of a folder."""
    return _in_folder(path)[0] if os.path.isdir(path) else [path]


def _left_aside(path: str, others: Sequence[str]) -> list[str]:
    if not others:
        return []
    kinds = sorted({Path(name).suffix or "no suffix" for name in others})
    shown = ", ".join([*kinds[:8], *(["…"] if len(kinds) > 8 else [])])
    return [f"{path}: {len(others)} other files left aside ({shown})"]


def _take(
    path: str,
    found: dict[str, str],
    failures: list[Outcome],
    remarks: list[str],
    limits: Limits | None,
) -> None:
    """A file; for an archive, the files in it."""
    real = os.path.realpath(path)
    if Path(path).suffix.lower() != ARCHIVE_SUFFIX:
        found.setdefault(real, path)
        return
    try:
        refuse_special(path)
        contents = _listed(path, limits or Limits.usual())
    except LuohuFiscalError as error:
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


def _listed(path: str, limits: Limits) -> Contents | None:
    """What stands in an archive, which is opened in a process apart like any file."""
    if not can_start():
        return list_archive(path)
    with Workers(limits) as workers:
        contents: Contents | None = workers.call(path, list_archive, path)
    return contents


def list_archive(path: str, *, page: Page | None = None) -> Contents | None:
    """What a worker does for an archive: it has no pages to tell of."""
    from luohu_fiscal.readers import listed

    return listed(path)


def _in_archive(path: str) -> bool:
    from luohu_fiscal.readers.archive import split

    return split(path) is not None


def _in_folder(folder: str) -> tuple[list[str], list[str], list[str], list[Outcome]]:
    """The readable files, the others, folders that are links, and those that cannot be opened."""
    from luohu_fiscal.datafiles import SUFFIXES
    from luohu_fiscal.readers import FORMATS

    suffixes = frozenset(SUFFIXES).union([ARCHIVE_SUFFIX], *(e.suffixes for e in FORMATS))
    readable: list[str] = []
    others: list[str] = []
    linked: list[str] = []
    closed: list[Outcome] = []

    def cannot_open(error: OSError) -> None:
        where = str(error.filename)
        reason = ReadError(
            f"this folder cannot be opened: {error.strerror}", where=where, remedy="check it"
        )
        closed.append(Outcome(where, None, reason))

    for base, folders, files in os.walk(folder, onerror=cannot_open):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        joined = (os.path.join(base, name) for name in folders)
        linked += [name for name in joined if os.path.islink(name)]
        for name in sorted(files):
            if not name.startswith("."):
                known = Path(name).suffix.lower() in suffixes
                (readable if known else others).append(os.path.join(base, name))
    return sorted(readable), others, linked, closed
