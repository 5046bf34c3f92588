"""The process that reads files: one call after another, each within the limits that come with it.

Started by `luohu_fiscal.run.processes`.  Calls and answers are pickled: they pass between a process and
the child it started, nobody else.
"""

from __future__ import annotations

import os
import pickle
import signal
from queue import SimpleQueue
from threading import Thread
from typing import IO, Any, NoReturn

from luohu_fiscal.errors import LuohuFiscalError
from luohu_fiscal.run.bugs import bug_in
from luohu_fiscal.run.limits import has_grown, impose, is_short

__all__ = ["serve", "started"]

_LATEST = pickle.HIGHEST_PROTOCOL


def started() -> None:
    """Serve in a Python of its own: calls come in on standard input, answers go out on output."""
    answers = os.fdopen(os.dup(1), "wb")
    calls = os.fdopen(os.dup(0), "rb")
    serve(calls, answers)


def serve(calls: IO[bytes], answers: IO[bytes]) -> NoReturn:
    """Answer calls until there are no more, or until the process that makes them is gone."""
    # Ctrl-C and what else ends the process that started this one is for that one, which ends this.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        # What a library prints goes nowhere, and it is told nothing.
        os.dup2(nowhere, stream)
    waiting: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_listen, args=(calls, waiting), daemon=True).start()
    try:
        while _answered(waiting.get(), answers):
            pass
    finally:
        os._exit(0)


def _listen(calls: IO[bytes], waiting: SimpleQueue[bytes]) -> None:
    """Hand on the calls; where they end, in the midst of one too, nobody waits for an answer."""
    while True:
        try:
            waiting.put(pickle.load(calls))  # noqa: S301 - from whoever started this
        except (EOFError, OSError, pickle.UnpicklingError):
            os._exit(0)


def _answered(call: bytes, answers: IO[bytes]) -> bool:
    """Answer one call; False where this process should read nothing more."""

    def send(*answer: Any) -> None:
        answers.write(pickle.dumps(answer, _LATEST))
        answers.flush()

    limits, folder, where, work, arguments = pickle.loads(call)  # noqa: S301 - see `_listen`
    if folder:
        os.chdir(folder)
    impose(limits)
    try:
        answer = "done", pickle.dumps(work(*arguments, page=lambda *of: send("page", of)), _LATEST)
    except LuohuFiscalError as error:
        answer = "refused", pickle.dumps(error)
    except Exception as error:  # noqa: BLE001 - told as a bug, and the other files go on
        short = isinstance(error, MemoryError) or is_short()
        told = limits.no_memory(where) if short else bug_in(error, where)
        answer = "refused", pickle.dumps(told)
    # A process that was large once stays so: the next file is to have all of its own memory.
    again = not has_grown()
    send(*answer, again)
    return again
