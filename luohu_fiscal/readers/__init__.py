"""Readers: file -> `Document`.  No fiscal knowledge in here.

    read(path)          a PDF, OFD, Word, Excel, HTML or text file, told by its content
    read("a.zip/b.xls") one of the files in an archive of attachments
    read_text(text)     a string

One table says which module reads what; a module is imported when its format is met, so reading a
text file never loads a PDF engine.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from luohu_fiscal.document import Document
from luohu_fiscal.errors import MissingFile, ReadError
from luohu_fiscal.files import refuse_special
from luohu_fiscal.readers import limits
from luohu_fiscal.readers.progress import Progress, silent
from luohu_fiscal.readers.sniff import sniff

if TYPE_CHECKING:
    from luohu_fiscal.readers.archive import Contents

__all__ = ["FORMATS", "Format", "listed", "read", "read_text"]


class Format(NamedTuple):
    """A format: its name, the module that reads it, and the suffixes it usually has."""

    name: str
    module: str
    suffixes: tuple[str, ...]


#: Every format of published documents; `module.read_bytes(data, path, progress)` reads one.
FORMATS = (
    Format("pdf", "luohu_fiscal.readers.pdf", (".pdf",)),
    Format("ofd", "luohu_fiscal.readers.ofd", (".ofd",)),
    Format("docx", "luohu_fiscal.readers.docx", (".docx", ".docm")),
    Format("doc", "luohu_fiscal.readers.doc", (".doc", ".wps")),
    Format("xlsx", "luohu_fiscal.readers.xlsx", (".xlsx", ".xlsm")),
    Format("xls", "luohu_fiscal.readers.xls", (".xls", ".et")),
    Format("excel-xml", "luohu_fiscal.readers.excel_xml", ()),
    Format("html", "luohu_fiscal.readers.html", (".html", ".htm", ".xhtml", ".shtml")),
    Format("text", "luohu_fiscal.readers.text", (".txt", ".text", ".md")),
)
_BY_NAME = {entry.name: entry for entry in FORMATS}


def read(path: str | os.PathLike[str], *, progress: Progress = silent) -> Document:
    """Read a published document; the format is told by its content, then by its suffix.

    Raises a `ReadError`: `MissingFile`, `UnknownFormat`, `EmptyDocument`, `NoTextLayer`,
    `EncryptedFile`, `DamagedFile` or `TooLarge`, each one line that says what to do.
    `progress` is called with the pages done and their number.

    >>> read("no such file.pdf")
    Traceback (most recent call last):
    luohu_fiscal.errors.MissingFile: no such file.pdf: no such file; check the path
    """
    name = os.fspath(path)
    data = _bytes(name)
    entry = _BY_NAME[sniff(data, name)]
    reader: Callable[[bytes, str, Progress], Document] = import_module(entry.module).read_bytes
    return reader(data, name, progress)


def listed(path: str | os.PathLike[str]) -> Contents | None:
    """The files in an archive of attachments; None for a file that is none.

    `read` takes the path of the archive with a name of `readable` behind it.
    """
    from luohu_fiscal.readers import archive

    name = os.fspath(path)
    data = _bytes(name)
    return archive.contents(data, name) if archive.is_archive(data) else None


def read_text(text: str, *, path: str = "<text>") -> Document:
    """Read a string as a text document; `path` is what messages call it."""
    from luohu_fiscal.readers import text as reader

    return reader.read_text(text, path=path)


def _bytes(name: str) -> bytes:
    file = Path(name)
    try:
        if file.is_dir():
            raise MissingFile("a folder, not a file", where=name, remedy="name the files in it")
        refuse_special(file)
        if not file.is_file():
            from luohu_fiscal.readers import archive

            place = archive.split(name)
            data = _bytes(place[0]) if place else b""
            if place and archive.is_archive(data):
                return archive.member(data, *place)
            raise MissingFile("no such file", where=name, remedy="check the path")
        limits.check(
            file.stat().st_size // 2**20, limits.MAX_FILE_BYTES // 2**20, "megabytes", name
        )
        return file.read_bytes()
    except (OSError, ValueError) as error:
        # ValueError: a null byte in the path.
        reason = getattr(error, "strerror", None) or str(error)
        raise ReadError(f"cannot be opened: {reason}", where=name, remedy="check it") from error
