"""Processes that read files: each kept for the next file, and replaced where it died or grew.

    with Workers(Limits()) as workers:
        outcome = workers.call("a.pdf", load_one, "a.pdf")

Idle ones wait for the next run here.
"""

from __future__ import annotations

import atexit
import os
import signal
from collections.abc import Callable
from functools import cache
from importlib import import_module
from threading import Lock
from types import TracebackType
from typing import Any

from luohu_fiscal.errors import DamagedFile, LuohuFiscalError
from luohu_fiscal.run.limits import HOLDS_MEMORY, Limits
from luohu_fiscal.run.processes import Died, Page, Process, start

__all__ = ["Workers", "end_idle"]


def _ended_by(*names: str) -> frozenset[int]:
    """How a process ends by these signals, as far as there are such: Windows has none."""
    return frozenset(-int(getattr(signal, name)) for name in names if hasattr(signal, name))


#: The signals that others send: the system where memory is short, a person who tidies up.
_KILLED = _ended_by("SIGKILL", "SIGTERM", "SIGHUP", "SIGQUIT")
_TOOK_TOO_LONG = _ended_by("SIGXCPU")


@cache
def _get_ready() -> None:
    """Load what comes after reading, while the first file is read: there are two processes at work."""
    for name in ("model.report", "reconcile", "explain", "render.sheet"):
        import_module(f"luohu_fiscal.{name}")


#: Workers with nothing to do, by the process they belong to: a fork has none of its parent's.
_idle: dict[int, list[Process]] = {}
_lock = Lock()


def _take(limits: Limits) -> Process:
    with _lock:
        mine = _idle.get(os.getpid())
        if mine:
            return mine.pop()
    return start(limits)


def _put_back(process: Process) -> None:
    with _lock:
        _idle.setdefault(os.getpid(), []).append(process)


@atexit.register
def end_idle() -> None:
    """End the processes that wait for a next run."""
    with _lock:
        mine = _idle.pop(os.getpid(), [])
    for process in mine:
        process.kill()


class Workers:
    """The workers of one run; leaving it by an exception ends those that are at work."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._busy: set[Process] = set()
        self._stopped = False

    def call(
        self, where: str, work: Callable[..., Any], *arguments: Any, page: Page | None = None
    ) -> Any:
        """What ``work(*arguments, page=…)`` returns in another process; raises what it raises.

        `work` must be a function of a module.  Where its process goes down or is ended, the error
        says why and `where`: `TooLarge` for a limit, else `DamagedFile`.
        """
        for tries_left in (1, 0):
            worker = _take(self.limits)
            self._busy.add(worker)
            if self._stopped:
                worker.interrupt()
            try:
                kind, value, again = worker.call(
                    self.limits, (where, work, arguments), page, _get_ready
                )
            except Died:
                how, largest = worker.end()
                # The system kills what is in its way, and that need not be this file's fault.
                if how in _KILLED and not worker.late and tries_left and not self._stopped:
                    continue
                raise self._why(where, worker.late, how, largest) from None
            except BaseException:
                worker.kill()
                raise
            finally:
                self._busy.discard(worker)
            if again:
                _put_back(worker)
            else:
                worker.end()
            if kind == "refused":
                raise value
            return value
        raise AssertionError("the second try has an end")

    def _why(self, where: str, late: bool, how: int, largest: int) -> LuohuFiscalError:
        if late or how in _TOOK_TOO_LONG:
            return self.limits.no_time(where)
        # Code in C that is refused memory goes down, one way or another.
        if HOLDS_MEMORY and how < 0 and how not in _KILLED and largest * 2 > self.limits.memory:
            return self.limits.no_memory(where)
        return DamagedFile(
            "the process that read it crashed or was killed",
            where=where,
            remedy="check the file and the free memory",
        )

    def prepare(self, number: int) -> None:
        """Have so many at hand, before there are threads that call them."""
        ready = [_take(self.limits) for _ in range(number)]
        for process in ready:
            _put_back(process)

    def stop(self) -> None:
        """End those at work, whoever waits for them, and begin nothing more."""
        self._stopped = True
        for worker in tuple(self._busy):
            worker.interrupt()

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is not None:
            self.stop()
