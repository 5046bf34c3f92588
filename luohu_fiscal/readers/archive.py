"""A ZIP of attachments 附件: each file in it a document of its own, as if the archive were a folder.

    members(data, "a.zip")      [("附件1.xlsx", b"..."), ("附件2.zip/表.xls", b"...")]
    contents(data, "a.zip")     the same without the bytes, and what no reader is meant for
    read("a.zip/附件1.xlsx")    reads one (`luohu_fiscal.readers.read`)

An archive in an archive is opened once; one in that is left aside.  Names lead nowhere: nothing is
written to disk, and what a name says of folders above is taken off.
"""

from __future__ import annotations

import io
import os
import posixpath
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from luohu_fiscal.errors import DamagedFile, MissingFile, TooLarge
from luohu_fiscal.readers import limits
from luohu_fiscal.readers.package import Package

__all__ = ["Contents", "contents", "is_archive", "member", "members", "split"]

_MAGIC = b"PK\x03\x04"
#: What tells a document that is a zip file from an archive of documents.
_DOCUMENTS = frozenset(
    "word/document.xml xl/workbook.xml xl/workbook.bin ppt/presentation.xml OFD.xml mimetype".split()
)
_SUFFIX = ".zip"
_UTF_8 = 0x800


class Contents(NamedTuple):
    """The names in an archive that a reader is meant for, and the others."""

    readable: tuple[str, ...]
    others: tuple[str, ...]


def is_archive(data: bytes) -> bool:
    """True for a zip file that is no document itself (DOCX, XLSX, OFD, ODS, EPUB and so on)."""
    if not data.startswith(_MAGIC):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _DOCUMENTS.isdisjoint(package.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False


def contents(data: bytes, path: str) -> Contents:
    """What stands in an archive, sorted.  Raises `DamagedFile`, `TooLarge` or `EncryptedFile`."""
    readable: list[str] = []
    others: list[str] = []
    for name, where in _walk(data, path, _Room(path)):
        (readable if where is not None and _is_meant(name) else others).append(name)
    return Contents(tuple(sorted(readable)), tuple(sorted(others)))


def members(data: bytes, path: str) -> list[tuple[str, bytes]]:
    """The readable files of an archive with their bytes, sorted by name."""
    return sorted(
        (name, where[0].part(where[1]))
        for name, where in _walk(data, path, _Room(path))
        if where is not None and _is_meant(name)
    )


def member(data: bytes, path: str, name: str) -> bytes:
    """The bytes of one file of an archive; raises `MissingFile` where it holds none of this name."""
    for found, where in _walk(data, path, _Room(path)):
        if found == name and where is not None:
            package, part = where
            return package.part(part)
    raise MissingFile("no such file in the archive", where=f"{path}/{name}", remedy="check it")


def split(path: str) -> tuple[str, str] | None:
    """The archive and the name in it, where a path leads into an archive on disk.

    >>> split("no such archive.zip/表.xlsx")
    """
    head, tail = path, ""
    while True:
        head, step = os.path.split(head)
        if not step or not head:
            return None
        tail = f"{step}/{tail}" if tail else step
        try:
            if os.path.isfile(head):
                return head, tail
        except ValueError:
            return None


class _Room:
    """How much all parts of an archive may take together, those of archives in it included."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._size = self._count = 0

    def take(self, info: zipfile.ZipInfo) -> None:
        """Count a part by the size it declares, past which no more of it is unpacked."""
        self._count += 1
        self._size += info.file_size
        limits.check(self._count, limits.MAX_MEMBERS, "files in the archive", self._path)
        if self._size > limits.MAX_ARCHIVE_BYTES:
            raise TooLarge(
                "the archive unpacks to more than it may",
                where=self._path,
                remedy="unpack it and give the files in it",
            )


_Where = tuple[Package, str]


def _walk(
    data: bytes, path: str, room: _Room, before: str = ""
) -> Iterator[tuple[str, _Where | None]]:
    """Each file with the package and part it is; None for an archive too deep to be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise DamagedFile(
            "the ZIP archive is truncated or damaged", where=path, remedy="fetch it again"
        ) from error
    package = Package(data, path)
    taken: set[str] = set()
    for info in infos:
        room.take(info)
        name = _shown(info)
        if info.is_dir() or _is_hidden(name) or name in taken:
            continue
        taken.add(name)
        if not name.lower().endswith(_SUFFIX):
            yield before + name, (package, info.filename)
        elif before:
            yield before + name, None
        else:
            inner = package.part(info.filename)
            if is_archive(inner):
                yield from _walk(inner, f"{path}/{name}", room, f"{name}/")
            else:
                yield before + name, (package, info.filename)


def _shown(info: zipfile.ZipInfo) -> str:
    """The name as its writer meant it: UTF-8 where a flag or the bytes say so, else GBK."""
    name = info.filename
    if not info.flag_bits & _UTF_8 and not name.isascii():
        try:
            plain = info.orig_filename.encode("cp437")
        except UnicodeEncodeError:
            plain = b""
        for encoding in ("utf-8", "gb18030"):
            try:
                name = plain.decode(encoding) or name
                break
            except UnicodeDecodeError:
                continue
    # A backslash is part of a Chinese character in no encoding that comes this far.
    name = posixpath.normpath(name.replace("\\", "/"))
    steps = (step for step in name.split("/") if step not in ("", ".", ".."))
    return "/".join("".join(c if c.isprintable() else "\ufffd" for c in step) for step in steps)


def _is_hidden(name: str) -> bool:
    """What systems and programs leave behind: hidden files, locks of open files."""
    return not name or any(
        step.startswith((".", "~$")) or step == "__MACOSX" for step in name.split("/")
    )


def _is_meant(name: str) -> bool:
    from luohu_fiscal.readers import FORMATS

    return name.lower().endswith(tuple(end for entry in FORMATS for end in entry.suffixes))
