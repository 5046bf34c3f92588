"""Runs that are killed, asked to end, out of disk, or two at a time: nothing is lost, nothing doubled."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest

from luohu_fiscal.errors import DamagedFile
from luohu_fiscal.run.limits import Limits
from luohu_fiscal.run.loading import Outcome
from luohu_fiscal.run.workers import Workers
from tests.run.programs import (
    FILES,
    FOR_EVER,
    Program,
    done_in,
    folder_of_reports,
    is_running,
    wait_until,
)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_killed_run_goes_on_where_it_was_and_says_what_an_unbroken_one_says(
    tmp_path: Path, repository: Path
) -> None:
    reports, journal = folder_of_reports(tmp_path), tmp_path / "done.jsonl"
    program = Program(tmp_path, repository)
    command = ["check", str(reports), "--format", "json", "--jobs", "2"]
    whole = program.run(*command)
    assert whole[0] == 1
    program.log.write_text("")

    with program.start(*command, "--resume", str(journal)) as killed:
        wait_until(lambda: len(done_in(journal)) >= 3)
        killed.send_signal(signal.SIGKILL)
        killed.wait(timeout=FOR_EVER)
    # The workers notice that they are alone, and leave.
    wait_until(lambda: not any(is_running(process) for process, _ in program.reads()))
    kept, before = set(done_in(journal)), Counter(name for _, name in program.reads())
    assert 3 <= len(kept) < FILES
    assert set(before.values()) == {1}
    # What was being read as it was killed is all that is lost, one file a worker.
    assert kept <= set(before)
    assert len(set(before) - kept) <= 2

    program.log.write_text("")
    again = program.run(*command, "--resume", str(journal))
    after = Counter(name for _, name in program.reads())
    assert again == whole
    assert set(after.values()) == {1}
    assert set(after) == {path.name for path in reports.iterdir()} - kept
    assert sorted(done_in(journal)) == sorted(path.name for path in reports.iterdir())

    program.log.write_text("")
    assert program.run(*command, "--resume", str(journal)) == whole
    assert not program.reads()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(
    "group", [False, True], ids=["the run", "all its processes, as Ctrl-C does"]
)
@pytest.mark.parametrize(
    ("sent", "code", "said"),
    [
        (signal.SIGTERM, 143, "luohu-fiscal: terminated"),
        (signal.SIGINT, 130, "luohu-fiscal: interrupted"),
    ],
)
def test_a_run_that_is_asked_to_end_ends_in_order_and_loses_nothing(
    tmp_path: Path, repository: Path, sent: signal.Signals, code: int, said: str, group: bool
) -> None:
    reports, journal = folder_of_reports(tmp_path), tmp_path / "done.jsonl"
    out = tmp_path / "out.json"
    out.write_text("of yesterday")
    program = Program(tmp_path, repository)
    command = ["check", str(reports), "--format", "json", "--jobs", "2", "-o", str(out)]
    with program.start(*command, "--resume", str(journal)) as stopped:
        wait_until(lambda: len(done_in(journal)) >= 2)
        if group:
            os.killpg(stopped.pid, sent)
        else:
            stopped.send_signal(sent)
        shown, complained = stopped.communicate(timeout=FOR_EVER)
    assert (stopped.returncode, shown) == (code, b"")
    assert complained.decode().splitlines() == [said]
    wait_until(lambda: not any(is_running(process) for process, _ in program.reads()))
    assert out.read_text() == "of yesterday"
    kept = set(done_in(journal))
    assert 2 <= len(kept) < FILES
    program.log.write_text("")
    assert program.run(*command, "--resume", str(journal))[0] == 1
    again = Counter(name for _, name in program.reads())
    assert set(again.values()) == {1}
    assert set(again) == {path.name for path in reports.iterdir()} - kept
    assert sorted(done_in(journal)) == sorted(path.name for path in reports.iterdir())
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".tmp"]


@pytest.mark.skipif(sys.platform == "win32", reason="no such lock")
def test_two_runs_at_a_time_on_one_file_double_and_lose_nothing(
    tmp_path: Path, repository: Path
) -> None:
    reports, journal = folder_of_reports(tmp_path), tmp_path / "done.jsonl"
    program = Program(tmp_path, repository)
    command = ["check", str(reports), "--format", "json", "--resume", str(journal)]
    with program.start(*command) as first:
        wait_until(lambda: len(done_in(journal)) >= 1)
        with program.start(*command) as second:
            shown, complained = second.communicate(timeout=FOR_EVER)
        assert (second.returncode, shown) == (2, b"")
        assert (
            b"another run is writing to this resume file; name another file after --r" in complained
        )
        shown, complained = first.communicate(timeout=FOR_EVER)
    assert (first.returncode, complained) == (1, b"")
    assert len(json.loads(shown)) == FILES
    assert sorted(done_in(journal)) == sorted(path.name for path in reports.iterdir())
    assert set(Counter(name for _, name in program.reads()).values()) == {1}


#: Stands for a disk that is full before all is written.
FULL_DISK = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000))\n"


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit")
def test_a_full_disk_ends_the_run_and_the_next_one_goes_on(
    tmp_path: Path, repository: Path
) -> None:
    reports, journal = folder_of_reports(tmp_path), tmp_path / "done.jsonl"
    program = Program(tmp_path, repository)
    command = ["check", str(reports), "--format", "json", "--resume", str(journal)]
    sound = program.file.read_text("utf-8")
    program.file.write_text(sound.replace("import os", FULL_DISK + "import os", 1), "utf-8")
    with program.start(*command) as full:
        shown, complained = full.communicate(timeout=FOR_EVER)
    assert (full.returncode, shown) == (2, b"")
    assert complained.decode() == (
        f"luohu-fiscal: {journal}: cannot be written: File too large; "
        "name another file after --resume\n"
    )
    kept = set(done_in(journal))
    assert 0 < len(kept) < FILES
    program.file.write_text(sound, "utf-8")
    program.log.write_text("")
    with program.start(*command) as again:
        shown, complained = again.communicate(timeout=FOR_EVER)
    assert again.returncode == 1 and len(json.loads(shown)) == FILES
    assert b"this line is torn; its file is read again" in complained
    assert {name for _, name in program.reads()} == {path.name for path in reports.iterdir()} - kept
    assert sorted(done_in(journal)) == sorted(path.name for path in reports.iterdir())


def killed_at(path: str, log: str, *, page: object) -> Outcome:
    """A reader that the system kills at the sight of one file, as it does for lack of memory."""
    with open(log, "a", encoding="utf-8") as file:
        file.write(f"{path}\n")
    killed_before = Path(log).read_text("utf-8").split().count(path) > 1
    if path == "bad" or (path == "unlucky" and not killed_before):
        os.kill(os.getpid(), signal.SIGKILL)
    return Outcome(path, None)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_killed_process_costs_its_own_file_and_no_other(tmp_path: Path) -> None:
    log = str(tmp_path / "log.txt")
    with Workers(Limits()) as workers:
        for path in ("1", "2", "unlucky", "3"):
            assert workers.call(path, killed_at, path, log) == Outcome(path, None)
        with pytest.raises(DamagedFile, match="bad: the process that read it crashed or was kil"):
            workers.call("bad", killed_at, "bad", log)
        assert workers.call("4", killed_at, "4", log) == Outcome("4", None)
    # The system kills what is in its way: whoever it was is tried once more, and only once.
    tried = ["1", "2", "unlucky", "unlucky", "3", "bad", "bad", "4"]
    assert Path(log).read_text("utf-8").split() == tried
