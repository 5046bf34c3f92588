"""A journal of the reports that are done, so that a long run may be killed and started again.

One line of JSON for each report, written whole and flushed to the disk as soon as its file is read.
A line counts only for the file it was made of: the same path, the same SHA-256, the same package
(its version and its code), the same jurisdiction asked for; and only as it was written, which the
checksum at its end says.  What was torn or edited is read again, with a remark.  It is a checksum, no
signature: who can write the file, and means to, can write any line.  Failures are not written down, for
what their message asks for may have been done since.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from luohu_fiscal import __version__
from luohu_fiscal.errors import UsageError
from luohu_fiscal.files import refuse_special
from luohu_fiscal.model.report import BudgetReport

__all__ = ["Journal"]

#: What the first line of every journal says: another file is not taken for one, nor written to.
_HEADER = b'{"luohu-fiscal": "resume", "version": 1}\n'


class Journal:
    """The journal in a file, which is made where there is none.

    `find` gives back the report of a file that was done before; `keep` writes one down.  A last
    line cut short by a kill is dropped, and a line that is no report any more is done again.
    Raises `UsageError` for a file that is no journal, cannot be written, or is used by another run.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "a.txt")
    ...     _ = file.write_text("收入10亿元")
    ...     with Journal(Path(folder, "done.jsonl")) as journal:
    ...         before = journal.find(str(file))
    ...         journal.keep(str(file), BudgetReport())
    ...     with Journal(Path(folder, "done.jsonl")) as journal:
    ...         before, journal.find(str(file)) == BudgetReport()
    (None, True)
    """

    def __init__(self, path: str | os.PathLike[str], *, jurisdiction: str | None = None) -> None:
        self.path = os.fspath(path)
        self._settings = {"package": _package(), "jurisdiction": jurisdiction}
        self._done: dict[tuple[str, str], Any] = {}
        self._seen: dict[str, str] = {}
        #: What was found in the file that is no line as it was written.
        self.remarks: list[str] = []
        refuse_special(self.path)
        try:
            self._file = open(self.path, "a+b")  # noqa: SIM115 - held open until `close`
        except OSError as error:
            raise self._wrong(f"cannot be written: {error.strerror}") from None
        try:
            if not _locked(self._file):
                raise self._wrong("another run is writing to this resume file")
            self._read()
        except BaseException:
            self._file.close()
            raise

    def _wrong(self, what: str) -> UsageError:
        return UsageError(what, where=self.path, remedy="name another file after --resume")

    def _read(self) -> None:
        self._file.seek(0)
        whole = len(_HEADER)
        head = self._file.readline(whole)
        if head != _HEADER:
            if not _HEADER.startswith(head):
                raise self._wrong("not a resume file of luohu-fiscal")
            # New, or killed while its first line was written.
            self._file.truncate(0)
            self._append(_HEADER)
            return
        for number, line in enumerate(self._file, 2):
            if not line.endswith(b"\n"):
                self._file.truncate(whole)
                self._remark(number, "torn")
                break
            whole += len(line)
            entry = _entry(line)
            if entry is None:
                self._remark(number, "not as it was written")
            elif all(entry.get(name) == value for name, value in self._settings.items()):
                self._done[str(entry.get("path")), str(entry.get("sha256"))] = entry.get("report")

    def _remark(self, number: int, what: str) -> None:
        self.remarks.append(f"{self.path}:{number}: this line is {what}; its file is read again")

    def find(self, path: str) -> BudgetReport | None:
        """The report of a file, where this very content was done before; None otherwise."""
        digest = _sha256(path)
        if digest is None:
            return None
        self._seen[path] = digest
        found = self._done.get((path, digest))
        # A line somebody has changed is a `ValueError` of pydantic: the file is read again.
        with suppress(ValueError):
            return None if found is None else BudgetReport.model_validate(found)
        return None

    def keep(self, path: str, report: BudgetReport) -> None:
        """Write down the report of a file, unless the file changed since `find` looked at it."""
        digest = _sha256(path)
        if digest is None or self._seen.get(path) != digest:
            return
        entry = {
            "path": path,
            "sha256": digest,
            **self._settings,
            "report": report.model_dump(mode="json"),
        }
        self._append(_line(entry))

    def _append(self, line: bytes) -> None:
        try:
            self._file.write(line)
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise self._wrong(f"cannot be written: {error.strerror}") from None

    def close(self) -> None:
        """Let go of the file."""
        # What could not be written was told when it was to be, and would fail again here.
        with suppress(OSError):
            self._file.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


#: What stands between an entry and the digest of all that stands before.
_MARK = b', "checksum": "'
_END = b'"}\n'


def _line(entry: Mapping[str, Any]) -> bytes:
    """An entry as a line, with its checksum."""
    text = json.dumps(entry, ensure_ascii=True).encode("ascii").removesuffix(b"}")
    return text + _MARK + _checksum(text) + _END


def _entry(line: bytes) -> Mapping[str, Any] | None:
    """The entry of a line; None where the line is not as it was written.

    >>> line = _line({"path": "a.pdf"})
    >>> _entry(line), _entry(line.replace(b"a.pdf", b"b.pdf"))
    ({'path': 'a.pdf'}, None)
    """
    text, _, checksum = line.removesuffix(_END).rpartition(_MARK)
    if checksum != _checksum(text):
        # One of another version of this package is of no use, and nobody's fault.
        return {} if _is_older(line) else None
    entry: Mapping[str, Any] = json.loads(text + b"}")
    return entry


def _is_older(line: bytes) -> bool:
    """True of a line that has no checksum, and was written before there were any."""
    with suppress(ValueError, RecursionError, TypeError, KeyError):
        entry = json.loads(line)
        return "checksum" not in entry and entry["package"] != _package()
    return False


def _checksum(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest().encode("ascii")


def _sha256(path: str) -> str | None:
    """The digest of a file, or of the archive it is in; None for what cannot be read."""
    if not os.path.isfile(path):
        from luohu_fiscal.readers.archive import split

        place = split(path)
        if place is None:
            return None
        path = place[0]
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


@cache
def _package() -> str:
    """The package that made a report: version, digest of its code and data, and whether it can OCR.

    The digest is there for those who change the package: they are not shown what it did before.
    """
    from luohu_fiscal.readers import ocr

    code = hashlib.sha256()
    folder = Path(__file__).parents[1]
    for file in sorted(folder.rglob("*")):
        if file.suffix in (".py", ".toml"):
            code.update(f"{file.relative_to(folder)}\n".encode() + file.read_bytes())
    return f"{__version__} {code.hexdigest()[:16]}" + (" ocr" if ocr.available() else "")


def _locked(file: BinaryIO) -> bool:
    """Take the file for this run; False where another run has it.  Windows has no such lock."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
