"""The command line in processes of their own, over a folder of reports, and what its workers read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.places import ROOT

__all__ = [
    "FILES",
    "FOR_EVER",
    "REPORT",
    "Program",
    "done_in",
    "folder_of_reports",
    "is_running",
    "measured",
    "wait_until",
]

FILES = 10

#: The command line with a reader that takes its time and says what it reads; workers run this too.
PROGRAM = """\
import os, sys, time
from luohu_fiscal.run import processes, reading
from luohu_fiscal.cli import main

read = reading._report

def told(path, jurisdiction, page):
    with open({log!r}, "a", encoding="utf-8") as log:
        log.write(f"{{os.getpid()}} {{os.path.basename(path)}}\\n")
    time.sleep(0.15)
    return read(path, jurisdiction, page)

reading._report = told
processes.START = "import program; " + processes.START
if __name__ == "__main__":
    sys.exit(main())
"""
REPORT = (
    "某区{year}年预算执行情况的报告\n\n一、{year}年预算执行情况\n\n全区一般公共预算收入完成1,000万元，"
    "加上上级补助收入{more}万元，收入总计1,500万元。\n"
)


def folder_of_reports(folder: Path) -> Path:
    """Reports of several years; in every third of them the sum does not come out."""
    reports = folder / "reports"
    reports.mkdir()
    for number in range(FILES):
        text = REPORT.format(year=2010 + number, more=500 + 10 * (number % 3 == 0))
        (reports / f"{number}.txt").write_text(text, "utf-8")
    return reports


class Program:
    """The command line in a process of its own, and what its workers read."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.log, self.root = folder / "log.txt", root
        self.file = folder / "program.py"
        self.file.write_text(PROGRAM.format(log=str(self.log)), "utf-8")
        self.log.touch()

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, str(self.file), *arguments],
            env={**os.environ, "PYTHONPATH": str(self.root)},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def run(self, *arguments: str) -> tuple[int | None, bytes]:
        with self.start(*arguments) as started:
            said, _ = started.communicate(timeout=FOR_EVER)
        return started.returncode, said

    def reads(self) -> list[tuple[int, str]]:
        lines = (line.split() for line in self.log.read_text("utf-8").splitlines())
        return [(int(process), name) for process, name in lines]


def done_in(journal: Path) -> list[str]:
    """The names of the files whose reports stand whole in a journal."""
    if not journal.exists():
        return []
    *lines, _ = journal.read_bytes().split(b"\n")
    return [os.path.basename(json.loads(line)["path"]) for line in lines[1:]]


#: Seconds until what never comes is given up: a guard against waiting for ever, no limit of speed.
FOR_EVER = 900


def wait_until(what: Callable[[], bool]) -> None:
    """Return as soon as it is so."""
    end = time.monotonic() + FOR_EVER
    while not what():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.02)


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")
    # Whoever inherits an orphan may be slow to bury it.
    return not (state.exists() and ") Z " in state.read_text())


#: The command line, and at its end the peaks of it and of the largest process it started, in bytes.
MEASURED = """\
import resource, sys
from luohu_fiscal.cli import main
from luohu_fiscal.run.workers import end_idle
code = main()
end_idle()
with open("/proc/self/status") as status:
    own = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
with open("peaks", "w") as peaks:
    print(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=peaks)
sys.exit(code)
"""


def measured(folder: Path, *arguments: str) -> tuple[int, str, str, list[int]]:
    """Exit code, output, complaints and peaks in kilobytes of the command line in a folder."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *arguments],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=FOR_EVER,
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    peaks = [int(word) for word in (folder / "peaks").read_text("ascii").split()]
    return done.returncode, done.stdout, done.stderr, peaks
