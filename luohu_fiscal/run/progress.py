"""How far a long run has come, on one line of a terminal."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import PurePath
from types import TracebackType
from typing import TextIO

__all__ = ["Progress"]

#: Seconds between two showings: a terminal is slower than a reader.
_PAUSE = 0.1


class Progress:
    """Counts files and the pages of one file, wiped at the end; without a stream it is silent.

    >>> import io
    >>> stream = io.StringIO()
    >>> with Progress(stream, 2) as progress:
    ...     progress.file("reports/a.pdf")
    >>> "1/2 a.pdf" in stream.getvalue()
    True
    """

    def __init__(self, stream: TextIO | None = None, files: int = 0) -> None:
        self._stream, self._files, self._done = stream, files, 0
        self._shown = 0.0

    def file(self, path: str) -> None:
        """One more file is done."""
        self._done += 1
        name = "".join(c if c.isprintable() else "?" for c in PurePath(path).name)
        self._show(f"{self._done}/{self._files} {name[:40]}")

    def page(self, done: int, total: int) -> None:
        """So many pages of the file in hand are done."""
        if time.monotonic() - self._shown >= _PAUSE:
            self._show(f"{self._done}/{self._files} page {done} of {total}")

    def _show(self, text: str) -> None:
        if self._stream is not None:
            self._shown = time.monotonic()
            with suppress(OSError, ValueError):  # a terminal that went away
                self._stream.write(f"\r\x1b[K{text}")
                self._stream.flush()

    def __enter__(self) -> Progress:
        if self._files > 1:
            # The first of many files may take a while; a terminal that says nothing looks dead.
            self._show(f"0/{self._files}")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._shown:
            self._show("")
