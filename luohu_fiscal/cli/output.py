"""Where a command's words go: exit codes, standard streams that may be closed or full, files."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import TextIO

from luohu_fiscal.errors import UsageError

__all__ = [
    "FOUND",
    "INTERRUPTED",
    "OK",
    "TERMINATED",
    "UNUSABLE",
    "complain",
    "no_input",
    "opened",
    "settled",
    "terminal",
    "write",
]

OK, FOUND, UNUSABLE, INTERRUPTED, TERMINATED = 0, 1, 2, 130, 143


def opened() -> None:
    """Put nothing where a standard stream is closed: else a file opened next would stand there.

    What a terminal cannot show, or a file name that is no text, must not end the run either.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                os.open(os.devnull, os.O_RDWR)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def settled() -> None:
    """Send what is left to the streams, so that Python has nothing to fail at when it ends."""
    for stream in (sys.stdout, sys.stderr):
        _sent("", stream)


def _sent(text: str, stream: TextIO | None) -> OSError | None:
    """Write to a stream of the system; the error that keeps it from there, after which it is silent."""
    if stream is None or stream.closed:
        return None
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        # Python flushes again at its end, and what it holds back would fail again.
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
        return error
    return None


def terminal() -> TextIO | None:
    """Standard error where it is a terminal."""
    stream = sys.stderr
    return stream if stream is not None and not stream.closed and stream.isatty() else None


def complain(line: str) -> None:
    """One line to standard error, whatever it holds; the run goes on where nobody takes it."""
    from luohu_fiscal.render.clean import printable

    _sent(f"luohu-fiscal: {printable(line)}\n", sys.stderr)


def write(text: str, path: str | None) -> None:
    """Write to a file, whole or not at all, or to standard output.

    What becomes of standard output changes no verdict: `… | head` has read enough, and a disk that
    is full is told in one line.  A file that cannot be written is a `UsageError`.
    """
    if path is None:
        error = _sent(text, sys.stdout)
        if error is not None and error.errno != errno.EPIPE:
            complain(f"standard output: cannot be written: {error.strerror}; use -o FILE")
        return
    from luohu_fiscal.files import write_whole

    try:
        write_whole(path, text.encode("utf-8", "backslashreplace"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(
            f"cannot be written: {reason}", where=path, remedy="name another file after -o"
        ) from None


def no_input(output: str | None, inputs: Iterable[str | None]) -> None:
    """Raise `UsageError` where the output would overwrite what the command reads."""
    from luohu_fiscal.files import same_file

    if output is None:
        return
    for path in inputs:
        if path and path != "-" and same_file(output, path):
            raise UsageError(
                f"is what is to be read ({path})", where=output, remedy="name another file after -o"
            )
