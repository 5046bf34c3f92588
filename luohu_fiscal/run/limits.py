"""What one file may cost: memory and time of the process that reads it.

    Limits(memory=1500, seconds=120)

The system itself holds them (`setrlimit`), so that code written in C is held too.  Windows has no such
limits and macOS none of memory: there the time by the clock is what holds.
"""

from __future__ import annotations

import math
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from luohu_fiscal.errors import TooLarge

__all__ = ["HOLDS_MEMORY", "Limits", "has_grown", "impose", "is_short", "status"]

_MB = 1024 * 1024
#: Whether the system stops a process that takes more memory; and more of the processor.
HOLDS_MEMORY = sys.platform not in ("win32", "darwin")
_HOLDS_PROCESSOR = sys.platform != "win32"
#: How much longer than its processor time a file may take by the clock, on a machine that is busy.
_PATIENCE = 10


@dataclass(frozen=True)
class Limits:
    """For each file: megabytes of memory, and seconds of the processor (on Windows by the clock)."""

    memory: int = 1_500
    seconds: int = 120

    @classmethod
    def usual(cls) -> Limits:
        """What holds where nothing is said: more where scans can be recognised, which takes more."""
        from luohu_fiscal.readers import ocr

        return cls(3_000, 900) if ocr.available() else cls()

    @property
    def patience(self) -> int:
        """Seconds by the clock after which the reading process is ended from outside."""
        return self.seconds * _PATIENCE if _HOLDS_PROCESSOR else self.seconds

    def no_memory(self, where: str) -> TooLarge:
        """What is said of a file that wants more memory than it may have.

        >>> print(Limits().no_memory("a.pdf"))
        a.pdf: reading it takes more than 1,500 MB of memory; leave it out, or --memory-limit 3000
        """
        return TooLarge(
            f"reading it takes more than {self.memory:,} MB of memory",
            where=where,
            remedy=f"leave it out, or --memory-limit {2 * self.memory}",
        )

    def no_time(self, where: str) -> TooLarge:
        """What is said of a file that wants more time than it may have."""
        return TooLarge(
            f"reading it takes more than {self.seconds:,} seconds",
            where=where,
            remedy=f"leave it out, or --time-limit {5 * self.seconds}",
        )


#: The limits this process is held to, once it is.
_held: list[Limits] = []


def impose(limits: Limits) -> None:
    """Hold this process to the limits from now on; called before each file."""
    _held[:] = [limits]
    if sys.platform == "win32":
        return
    import resource

    def hold(kind: int, amount: int) -> None:
        hard = resource.getrlimit(kind)[1]
        least = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        # macOS has some limits by name and refuses to set them.
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (least, hard))

    used = resource.getrusage(resource.RUSAGE_SELF)
    hold(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime) + limits.seconds)
    hold(resource.RLIMIT_CORE, 0)
    if HOLDS_MEMORY:
        hold(resource.RLIMIT_AS, limits.memory * _MB)


def is_short() -> bool:
    """True where this process has come near its limit of memory; False where it has none.

    What fails in a process that is short of memory fails for that, whatever it says.
    """
    return _taken("VmPeak") > 0.9


def has_grown() -> bool:
    """True where this process was large once: it may have kept what the next file needs."""
    return _taken("VmHWM") > 0.4


def _taken(what: str) -> float:
    """How much of the limit was taken at the most: of addresses, which are limited, or of memory."""
    return status(what) * 1024 / (_held[0].memory * _MB) if _held else 0


def status(what: str) -> int:
    """A line of what Linux tells of this process, `VmHWM` say, in kilobytes; 0 where it is not told."""
    with suppress(OSError, ValueError, IndexError, StopIteration):
        lines = Path("/proc/self/status").read_text("ascii", "replace").splitlines()
        return int(next(line for line in lines if line.startswith(f"{what}:")).split()[1])
    return 0
