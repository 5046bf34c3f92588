"""OLE compound files, the container of old binary Office documents, opened so that none hurts.

A container is a small file system: a table of sectors chained to streams.  Chains that loop, sizes
that lie and folders that hold themselves are refused by olefile; its errors become one line here.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import olefile

from luohu_fiscal.errors import DamagedFile, EncryptedFile, UnknownFormat

__all__ = ["MAGIC", "Container", "kind_of"]

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: The streams that say what an OLE file is: of Word and WPS Writer, of Excel and WPS Spreadsheets.
_KINDS = (
    ("doc", ("WordDocument",)),
    ("xls", ("Workbook", "Book")),
)
_REFUSED = (
    ("PowerPoint Document", "a binary presentation (PPT, DPS)", "save it as PDF"),
    ("__properties_version1.0", "a saved mail (MSG)", "give the files attached to it"),
    ("Hwp Document", "a Hangul document (HWP)", "save it as DOCX or PDF"),
)


class Container:
    """The streams of an OLE compound file."""

    def __init__(self, data: bytes, path: str) -> None:
        self.path = path
        try:
            self._ole = olefile.OleFileIO(io.BytesIO(data))
            self._names = {name[0].lower() for name in self._ole.listdir() if len(name) == 1}
        except (OSError, ValueError, IndexError, TypeError, RecursionError, MemoryError) as error:
            raise self.damaged("the OLE container is truncated or damaged") from error

    def damaged(self, what: str) -> DamagedFile:
        """The error for a container in which something is wrong."""
        return DamagedFile(what, where=self.path, remedy="open it and save it again")

    def has(self, name: str) -> bool:
        """True where there is a stream of this name."""
        return name.lower() in self._names

    def stream(self, names: Sequence[str]) -> bytes:
        """The bytes of the first of these streams that is there; raises `DamagedFile`."""
        for name in names:
            if not self.has(name):
                continue
            try:
                return bytes(self._ole.openstream(name).read())
            except (OSError, ValueError, IndexError, TypeError, MemoryError) as error:
                raise self.damaged(f"its stream {name} is truncated or damaged") from error
        raise self.damaged(f"its stream {names[0]} is missing")


def kind_of(data: bytes, path: str) -> str:
    """What an OLE file holds: "doc" or "xls"; raises a `ReadError` for anything else."""
    container = Container(data, path)
    # An encrypted DOCX or XLSX is an OLE file with the zip inside, encrypted.
    if container.has("EncryptedPackage"):
        raise EncryptedFile(
            "the file is encrypted", where=path, remedy="remove the password and save it again"
        )
    for kind, streams in _KINDS:
        if any(map(container.has, streams)):
            return kind
    for stream, what, remedy in _REFUSED:
        if container.has(stream):
            raise UnknownFormat(what, where=path, remedy=remedy)
    raise UnknownFormat(
        "a binary Office file that is no DOC or XLS", where=path, remedy="save it as DOCX or XLSX"
    )
