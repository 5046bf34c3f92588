"""Many files: bad ones, killed workers, and a run that is killed and started again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from luohu_fiscal import check
from luohu_fiscal.cli import main
from luohu_fiscal.datafiles import load, shipped, shipped_names
from luohu_fiscal.errors import DamagedFile, UsageError
from luohu_fiscal.run import loading, reading
from luohu_fiscal.run.limits import Limits
from luohu_fiscal.run.loading import Outcome, default_jobs, load_all
from luohu_fiscal.run.resume import Journal
from luohu_fiscal.run.workers import Workers

Capture = pytest.CaptureFixture[str]
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
            said, _ = started.communicate(timeout=60)
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


def wait_until(what: object, seconds: float = 30) -> None:
    assert callable(what)
    end = time.monotonic() + seconds
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
        killed.wait(timeout=30)
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
        shown, complained = stopped.communicate(timeout=30)
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
            shown, complained = second.communicate(timeout=60)
        assert (second.returncode, shown) == (2, b"")
        assert (
            b"another run is writing to this resume file; name another file after --r" in complained
        )
        shown, complained = first.communicate(timeout=60)
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
        shown, complained = full.communicate(timeout=60)
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
        shown, complained = again.communicate(timeout=60)
    assert again.returncode == 1 and len(json.loads(shown)) == FILES
    assert b"this line is torn; its file is read again" in complained
    assert {name for _, name in program.reads()} == {path.name for path in reports.iterdir()} - kept
    assert sorted(done_in(journal)) == sorted(path.name for path in reports.iterdir())


def test_extract_takes_the_same_option_and_prints_the_same(tmp_path: Path, capsys: Capture) -> None:
    reports, journal = folder_of_reports(tmp_path), str(tmp_path / "done.jsonl")
    shown = []
    for more in ([], ["--resume", journal], ["--resume", journal]):
        assert main(["extract", str(reports), "--format", "json", *more]) == 0
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1] == shown[2]
    assert len(done_in(Path(journal))) == FILES


@pytest.mark.parametrize("name", shipped_names())
def test_a_report_comes_back_from_a_journal_equal(tmp_path: Path, name: str) -> None:
    path = str(shipped(name))
    report = load(path)
    for found in (None, report):
        with Journal(tmp_path / "done.jsonl") as journal:
            assert journal.find(path) == found
            if found is None:
                journal.keep(path, report)


def kept(journal: Path, file: Path, **settings: str) -> bool:
    """Whether the journal holds a report of the file as it is now."""
    with Journal(journal, **settings) as opened:
        return opened.find(str(file)) is not None


@pytest.fixture
def one_done(tmp_path: Path) -> tuple[Path, Path]:
    """A file, and a journal that holds its report."""
    file, journal = tmp_path / "a.txt", tmp_path / "done.jsonl"
    file.write_text(REPORT.format(year=2024, more=500), "utf-8")
    check([file], resume=journal)
    assert kept(journal, file)
    return file, journal


def test_a_changed_file_is_done_again(one_done: tuple[Path, Path]) -> None:
    file, journal = one_done
    assert check([file], resume=journal).findings[0].verdict == "exact"
    file.write_text(REPORT.format(year=2024, more=510), "utf-8")
    assert not kept(journal, file)
    assert check([file], resume=journal).findings[0].verdict == "breach"
    assert kept(journal, file)


def test_a_file_that_changes_while_it_is_read_is_not_written_down(
    one_done: tuple[Path, Path],
) -> None:
    file, journal = one_done
    (report,) = (outcome.report for outcome in load_all([str(file)]))
    assert report is not None
    file.write_text("甲")
    with Journal(journal) as opened:
        assert opened.find(str(file)) is None
        file.write_text("乙")
        opened.keep(str(file), report)
        assert opened.find(str(file)) is None
    assert not kept(journal, file)


def test_what_was_read_otherwise_is_done_again(
    one_done: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, journal = one_done
    assert not kept(journal, file, jurisdiction="luohu")
    monkeypatch.setattr("luohu_fiscal.run.resume._package", lambda: "0.0.1")
    assert not kept(journal, file)


@pytest.mark.parametrize("cut", [1, 2, 40])
def test_a_torn_last_line_is_dropped_and_the_journal_stays_whole(
    one_done: tuple[Path, Path], cut: int
) -> None:
    file, journal = one_done
    whole = journal.read_bytes()
    header = whole[: whole.index(b"\n") + 1]
    journal.write_bytes(whole[:-cut])
    assert not kept(journal, file)
    assert journal.read_bytes() == header
    check([file], resume=journal)
    assert journal.read_bytes() == whole
    # Torn behind a whole line: that line stands.
    journal.write_bytes(whole + whole[len(header) : -cut])
    assert kept(journal, file)
    assert journal.read_bytes() == whole
    # Killed while the first line was written.
    journal.write_bytes(header[:-cut])
    assert not kept(journal, file)
    assert journal.read_bytes() == header


@pytest.mark.parametrize(
    "line", [b"no json", b"[]", b'{"path": 1}', b"\xff\xfe", b'{"a": ' + b"[" * 9_999]
)
def test_a_line_that_holds_no_report_hides_no_other(
    one_done: tuple[Path, Path], line: bytes
) -> None:
    file, journal = one_done
    header, *lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join([header, line + b"\n", *lines]))
    assert kept(journal, file)


#: What somebody, or a disk, may have made of a line.
CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "no report any more": lambda line: line.replace(b'"amount"', b'"amuont"'),
    "another amount, well formed": lambda line: line.replace(b"1500", b"1510"),
    "another path": lambda line: line.replace(b"a.txt", b"b.txt"),
    "one bit": lambda line: line[:200] + bytes([line[200] ^ 1]) + line[201:],
    "the checksum of another line": lambda line: line[:-67] + b"0" * 64 + line[-3:],
    "no checksum": lambda line: line[: line.rindex(b', "checksum"')] + b"}\n",
    "cut short, with an end": lambda line: line[:-90] + b"\n",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_line_that_is_not_as_it_was_written_is_read_again_with_a_remark(
    one_done: tuple[Path, Path], capsys: Capture, change: Callable[[bytes], bytes]
) -> None:
    file, journal = one_done
    header, line = journal.read_bytes().splitlines(keepends=True)
    assert change(line) != line
    journal.write_bytes(header + change(line))
    assert not kept(journal, file)
    for remarks in (1, 1):  # the line stays where it is, and is told each time
        assert main(["check", str(file), "--resume", str(journal)]) == 0
        said = capsys.readouterr().err
        assert said.count("\n") == remarks
        assert f"{journal}:2: this line is not as it was written; its file is read again" in said
    assert main(["check", str(file), "--resume", str(journal), "--quiet"]) == 0
    assert not capsys.readouterr().err
    # Read again, and written down once.
    assert journal.read_bytes() == header + change(line) + line


def test_a_torn_line_is_told(one_done: tuple[Path, Path], capsys: Capture) -> None:
    file, journal = one_done
    whole = journal.read_bytes()
    journal.write_bytes(whole[:-50])
    assert main(["check", str(file), "--resume", str(journal)]) == 0
    said = capsys.readouterr().err
    assert said == f"luohu-fiscal: {journal}:2: this line is torn; its file is read again\n"
    assert journal.read_bytes() == whole


def test_lines_of_an_older_package_had_no_checksum_and_are_passed_over(
    one_done: tuple[Path, Path], capsys: Capture
) -> None:
    file, journal = one_done
    header, line = journal.read_bytes().splitlines(keepends=True)
    entry = json.loads(line)
    del entry["checksum"]
    older = json.dumps(entry | {"package": "0.0.1 0123456789abcdef"}).encode() + b"\n"
    journal.write_bytes(header + older)
    assert main(["check", str(file), "--resume", str(journal)]) == 0
    assert not capsys.readouterr().err
    assert journal.read_bytes() == header + older + line


def test_another_file_is_never_taken_for_a_journal_nor_changed(
    tmp_path: Path, capsys: Capture
) -> None:
    reports, other = folder_of_reports(tmp_path), tmp_path / "thesis.txt"
    other.write_text("two years of work", "utf-8")
    assert main(["check", str(reports), "--resume", str(other)]) == 2
    said = capsys.readouterr().err
    assert said == (
        f"luohu-fiscal: {other}: not a resume file of luohu-fiscal; "
        "name another file after --resume\n"
    )
    assert other.read_text("utf-8") == "two years of work"
    assert main(["check", str(reports), "--resume", str(tmp_path)]) == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="no such lock")
def test_two_runs_do_not_share_a_journal(one_done: tuple[Path, Path]) -> None:
    _, journal = one_done
    with Journal(journal), pytest.raises(UsageError, match="another run is writing"):
        Journal(journal)


def test_a_failure_is_tried_again_and_the_rest_is_not(tmp_path: Path, capsys: Capture) -> None:
    reports, journal = folder_of_reports(tmp_path), tmp_path / "done.jsonl"
    bad = reports / "0.txt"
    bad.write_bytes(b"%PDF-1.7 torn")
    command = ["check", str(reports), "--select", "LF102", "--resume", str(journal)]
    assert main(command) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert "0.txt" not in done_in(journal)
    assert len(done_in(journal)) == FILES - 1
    bad.write_text(REPORT.format(year=2010, more=500), "utf-8")
    assert main(command) == 1
    assert not capsys.readouterr().err
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


def test_a_bug_met_in_one_file_is_told_as_a_bug_and_the_rest_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    reports = folder_of_reports(tmp_path)
    read = reading._report

    def broken(path: str, *more: Any) -> Any:
        if path.endswith("3.txt"):
            raise ZeroDivisionError("planted")
        return read(path, *more)

    monkeypatch.setattr(reading, "_report", broken)
    # In this process, where the bug is planted.
    monkeypatch.setattr(loading, "can_start", lambda: False)
    assert main(["check", str(reports), "--jobs", "1", "--format", "json"]) == 2
    shown = capsys.readouterr()
    assert "3.txt: a bug in luohu_fiscal, not in the document (ZeroDivisionError: planted" in (
        shown.err
    )
    assert shown.err.count("\n") == 1
    rules = [[finding["rule"] for finding in entry["findings"]] for entry in json.loads(shown.out)]
    assert rules.count(["LF901"]) == 1
    assert len(rules) == FILES


def test_a_folder_is_read_on_all_cores_and_small_files_by_one_process(tmp_path: Path) -> None:
    small, large = tmp_path / "small.txt", tmp_path / "large.txt"
    small.write_text("甲")
    large.write_text("甲" * 200_000, "utf-8")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    assert default_jobs([str(small), str(tmp_path / "missing.txt")]) == 1
    assert default_jobs([str(small), str(large)]) == cores
