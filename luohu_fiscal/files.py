"""Files of the disk: only regular ones are read, and one is written whole or not at all."""

from __future__ import annotations

import codecs
import os
import stat
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path

from luohu_fiscal.errors import ReadError

__all__ = ["refuse_special", "same_file", "wide_encoding", "write_whole"]

_KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)

#: What tells the two ends of UTF-16 apart: no character has one of these in front and nought behind.
_PLAIN = b"123456789,.\r\n"


def refuse_special(path: str | os.PathLike[str]) -> None:
    """Raise `ReadError` for a pipe, a socket or a device, which may have no end or no beginning.

    >>> import os
    >>> refuse_special(os.devnull)
    Traceback (most recent call last):
    luohu_fiscal.errors.ReadError: /dev/null: a device, not a file; name a file
    """
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return  # whoever opens it says why it cannot be opened
    for is_one, what in _KINDS:
        if is_one(mode):
            raise ReadError(f"{what}, not a file", where=os.fspath(path), remedy="name a file")


def wide_encoding(data: bytes) -> str | None:
    """The kind of UTF-16 a text is in, by its byte order mark or, without one, by its plain characters.

    Digits, commas and line ends have a nought before or behind them there, and no other text has.

    >>> wide_encoding("收入,100".encode("utf-16")), wide_encoding("收入,100".encode("utf-16-be"))
    ('utf-16', 'utf-16-be')
    >>> wide_encoding("收入,100".encode("gb18030"))
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = data[:4096]
    pairs = Counter(zip(head[::2], head[1::2], strict=False))
    low = sum(pairs[plain, 0] for plain in _PLAIN)
    big = sum(pairs[0, plain] for plain in _PLAIN)
    if max(low, big) * 100 < len(head) or min(low, big) * 20 > max(low, big):
        return None
    return "utf-16-le" if low > big else "utf-16-be"


def same_file(one: str | os.PathLike[str], other: str | os.PathLike[str]) -> bool:
    """True where two names lead to one file of the disk, by links too.

    >>> same_file("no such file", "no such file")
    False
    """
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):
        return False


def write_whole(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file beside its place and move it there: what stood there stays until all is written.

    A pipe or device is written to as it is; a link keeps leading where it leads.  Raises `OSError`,
    after which the old file is whole.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(Path(folder, "a.txt"), b"new")
    ...     Path(folder, "a.txt").read_bytes(), os.listdir(folder)
    (b'new', ['a.txt'])
    """
    place = Path(os.path.realpath(path))
    if place.exists() and not place.is_file():
        with open(place, "wb") as file:
            file.write(data)
        return
    handle, beside = tempfile.mkstemp(
        prefix=f".{place.name[:40]}.", suffix=".tmp", dir=place.parent
    )
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, _mode(place))
        os.replace(beside, place)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise


def _mode(place: Path) -> int:
    """The permissions of the file that was there, or those any new file gets."""
    with suppress(OSError):
        return stat.S_IMODE(place.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
