"""The command line: arguments and exit codes, no logic.

    0  nothing at or above --fail-on
    1  a finding at or above it
    2  wrong usage, unreadable input, or nothing could be judged
  130  interrupted
  143  terminated

Nothing that takes time is imported before it is needed: `--help` and `--version` come at once.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from luohu_fiscal.cli.arguments import parser_of
from luohu_fiscal.cli.commands import COMMANDS
from luohu_fiscal.cli.output import (
    INTERRUPTED,
    OK,
    TERMINATED,
    UNUSABLE,
    complain,
    opened,
    settled,
    terminal,
)
from luohu_fiscal.errors import LuohuFiscalError

__all__ = ["main"]


class _Terminated(BaseException):
    """The system asked the process to end."""


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """Asked to end by SIGTERM, leave no half-written file and no process behind."""

    def terminated(number: int, frame: object) -> None:
        raise _Terminated

    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say what a signal does
        return
    before = signal.signal(signal.SIGTERM, terminated)
    try:
        yield
    finally:
        # None was there where some other program, not Python, had set it.
        signal.signal(signal.SIGTERM, signal.SIG_DFL if before is None else before)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    >>> main(["rules", "LF999"])
    2
    """
    opened()
    try:
        with _ending_in_order():
            code = _ran(argv)
    except _Terminated:
        complain("terminated")
        code = TERMINATED
    settled()
    return code


def _ran(argv: Sequence[str] | None) -> int:
    try:
        args = parser_of(COMMANDS).parse_args(argv)
        code: int = args.run(args)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else OK
    except LuohuFiscalError as error:
        complain(str(error))
        return UNUSABLE
    except KeyboardInterrupt:
        if (screen := terminal()) is not None:
            screen.write("\n")  # behind the ^C
        complain("interrupted")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - Python would end with 1, which here means "a finding"
        from luohu_fiscal.run.bugs import bug_in

        complain(str(bug_in(error, "")))
        return UNUSABLE
    return code
