"""One process that reads files: started as a fresh Python, or as a fork where that is safe, and ended.

A fresh Python imports this package and nothing of the program that started it, so that a script needs
no ``if __name__ == "__main__"``.  A fork has the package loaded already; it is made of a process with
one thread only, and a small one: what it starts with counts as its own memory.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from threading import Timer
from typing import IO, Any

from luohu_fiscal.run.limits import Limits, status

__all__ = ["Died", "Page", "Process", "can_start", "start"]

#: What a fresh Python runs.
START = "from luohu_fiscal.run.worker import started; started()"
_LATEST = pickle.HIGHEST_PROTOCOL

#: Called with the pages done and their number.
Page = Callable[[int, int], None]


class Died(Exception):
    """The process ended before it answered."""


class Process:
    """A process at work or waiting for it; `calls` and `answers` are the pipes to it."""

    def __init__(self, pid: int, calls: IO[bytes], answers: IO[bytes]) -> None:
        self.pid, self._calls, self._answers = pid, calls, answers
        self.late = False
        self._ended: tuple[int, int] | None = None
        # A process begins with the peak of the one that started it, which says nothing of its own.
        self._before = status("VmHWM")

    def call(
        self,
        limits: Limits,
        call: tuple[Any, ...],
        page: Page | None,
        while_it_works: Callable[[], object],
    ) -> tuple[str, Any, bool]:
        """The kind of the answer, the answer, and whether there may be another call."""
        self.late = False
        clock = Timer(limits.patience, self._too_late)
        clock.daemon = True
        clock.start()
        try:
            pickle.dump(pickle.dumps((limits, _folder(), *call), _LATEST), self._calls)
            self._calls.flush()
            while_it_works()
            while True:
                kind, value, *again = pickle.load(self._answers)  # noqa: S301 - from our own child
                if again:
                    return kind, pickle.loads(value), again[0]  # noqa: S301 - the same
                if page is not None:
                    page(*value)
        except (EOFError, OSError, pickle.UnpicklingError):
            raise Died from None
        finally:
            clock.cancel()

    def _too_late(self) -> None:
        self.late = True
        self.interrupt()

    def interrupt(self) -> None:
        """Kill it; whoever waits for its answer sees that, and ends it."""
        if self._ended is None:
            with suppress(OSError):
                os.kill(self.pid, signal.SIGKILL)

    def end(self) -> tuple[int, int]:
        """Wait for its end: minus the signal that ended it, or its code; and its peak in MB, 0 unknown."""
        for pipe in (self._calls, self._answers):
            # What was not sent yet is for nobody any more.
            with suppress(OSError):
                pipe.close()
        if self._ended is None:
            self._ended = self._wait()
        return self._ended

    def _wait(self) -> tuple[int, int]:
        try:
            _, status, usage = os.wait4(self.pid, 0)
        except ChildProcessError:  # somebody else waits for all children
            return 0, 0
        largest = usage.ru_maxrss if usage.ru_maxrss > self._before else 0
        return os.waitstatus_to_exitcode(status), largest // 1024

    def kill(self) -> None:
        """End it at once."""
        self.interrupt()
        self.end()


class _Fresh(Process):
    """A Python of its own."""

    def __init__(self) -> None:
        # The same packages as here, whatever the folder or the environment would add.
        path = [os.path.abspath(entry) for entry in sys.path]
        options = ["-I", *(["-X", "utf8"] if sys.flags.utf8_mode else [])]
        self._process = subprocess.Popen(  # noqa: S603 - this Python, and a program of our own
            [sys.executable, *options, "-c", f"import sys; sys.path[:] = {path!a}; {START}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        super().__init__(self._process.pid, self._process.stdin, self._process.stdout)

    def interrupt(self) -> None:
        """Kill it, on Windows too."""
        if sys.platform == "win32":
            self._process.kill()
        else:
            super().interrupt()

    def _wait(self) -> tuple[int, int]:
        if sys.platform == "win32":
            return self._process.wait(), 0
        ended = super()._wait()
        self._process.returncode = ended[0]
        return ended


def _folder() -> str:
    """Where paths begin; the program may have gone elsewhere since the process was started."""
    try:
        return os.getcwd()
    except OSError:
        return ""


def _forked() -> Process:
    for name in ("datafiles", "extract", "readers", "run.reading"):
        import_module(f"luohu_fiscal.{name}")
    from luohu_fiscal.run.worker import serve

    calls_out, calls_in = os.pipe()
    answers_out, answers_in = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            # Nothing that the parent has open stays so here: it would not be closed with the parent.
            kept = sorted((calls_out, answers_in))
            for first, last in ((3, kept[0]), (kept[0] + 1, kept[1]), (kept[1] + 1, _MOST_OPEN)):
                os.closerange(first, last)
            serve(os.fdopen(calls_out, "rb"), os.fdopen(answers_in, "wb"))
        finally:
            # Whatever becomes of it, the fork never goes on in the program of its parent.
            os._exit(1)
    os.close(calls_out)
    os.close(answers_in)
    return Process(pid, os.fdopen(calls_in, "wb"), os.fdopen(answers_out, "rb"))


#: Descriptors that are looked at; a run has a handful.
_MOST_OPEN = 4_096


def can_start() -> bool:
    """False in a Python that is part of another program, or of a browser: it starts no other."""
    return bool(sys.executable) and not hasattr(sys, "frozen") and sys.platform != "emscripten"


def start(limits: Limits) -> Process:
    """A process that waits for calls."""
    return _forked() if _may_fork(limits) else _Fresh()


def _may_fork(limits: Limits) -> bool:
    """True on Linux for a process of one thread, those of C counted, that is small beside the limit."""
    size = status("VmSize") // 1024
    return sys.platform == "linux" and status("Threads") == 1 and size * 4 < limits.memory
