"""Everything this package raises on purpose, as one tree.

    LuohuFiscalError
    ├── UsageError            the call itself is wrong (unknown rule, unknown option)
    ├── AmountError           a text is no printed amount, or a float or bool came where money is
    ├── DataError             a budget file (YAML, JSON, CSV) says something the models refuse
    ├── Bug                   a bug of this package, met in one document of a run
    └── ReadError             a document cannot be read
        ├── MissingFile       no such file
        ├── UnknownFormat     no reader knows this content
        ├── EmptyDocument     nothing in it, or no figures in it
        ├── NoTextLayer       a scan: pictures of pages
        ├── EncryptedFile     a password is needed
        ├── DamagedFile       truncated or malformed
        └── TooLarge          past the limits that keep hostile files cheap

Every message is one line: where, what, and what to do about it.  A budget that does not add up
is never an exception: it is a `Finding`.
"""

from __future__ import annotations

__all__ = [
    "AmountError",
    "Bug",
    "DamagedFile",
    "DataError",
    "EmptyDocument",
    "EncryptedFile",
    "LuohuFiscalError",
    "MissingFile",
    "NoTextLayer",
    "ReadError",
    "TooLarge",
    "UnknownFormat",
    "UsageError",
]


class LuohuFiscalError(Exception):
    """The root of all deliberate errors.

    `where` is a file, or a file and a place in it; `remedy` is what the user can do.

    >>> print(LuohuFiscalError("no figures found", where="a.txt", remedy="check the encoding"))
    a.txt: no figures found; check the encoding
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        head = f"{where}: " if where else ""
        tail = f"; {remedy}" if remedy else ""
        super().__init__(" ".join(f"{head}{what}{tail}".split()))

    def __reduce__(self) -> tuple[object, ...]:
        # Errors travel back from worker processes; the default pickle loses keyword arguments.
        return (_rebuild, (type(self), self.what, self.where, self.remedy))


def _rebuild(kind: type[LuohuFiscalError], what: str, where: str, remedy: str) -> LuohuFiscalError:
    return kind(what, where=where, remedy=remedy)


class UsageError(LuohuFiscalError):
    """The call is wrong: an unknown rule code, an option that does not exist."""


class AmountError(LuohuFiscalError, ValueError):
    """A text is no printed amount, or a float or bool was offered as money."""


class DataError(LuohuFiscalError):
    """A budget file holds something the models refuse: names the file and the place in it."""


class Bug(LuohuFiscalError):
    """A bug of this package, met in one document: a run tells it with its place and goes on."""


class ReadError(LuohuFiscalError):
    """A document cannot be read."""


class MissingFile(ReadError):
    """There is no such file or folder."""


class UnknownFormat(ReadError):
    """No reader knows this content."""


class EmptyDocument(ReadError):
    """The document holds nothing, or not one figure."""


class NoTextLayer(ReadError):
    """A scan: the pages are pictures and hold no text."""


class EncryptedFile(ReadError):
    """The file wants a password."""


class DamagedFile(ReadError):
    """The file is truncated or malformed."""


class TooLarge(ReadError):
    """The file is past the limits that keep hostile input cheap."""
