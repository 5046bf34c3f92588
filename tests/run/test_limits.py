"""What one file may cost: it is read in a process apart, and costs at most itself."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from luohu_fiscal import check
from luohu_fiscal.cli import main
from luohu_fiscal.errors import Bug, DataError, TooLarge
from luohu_fiscal.run import processes
from luohu_fiscal.run.limits import HOLDS_MEMORY, Limits
from luohu_fiscal.run.settings import read
from luohu_fiscal.run.workers import Workers, end_idle
from tests.hostile import form_bomb, looping_pdf
from tests.places import ROOT
from tests.run.programs import measured

Capture = pytest.CaptureFixture[str]
GOOD = (
    "某区2024年预算执行情况的报告\n\n"
    "全区一般公共预算收入完成1,000万元，加上上级补助收入500万元，收入总计1,500万元。\n"
)
needs_memory_limit = pytest.mark.skipif(not HOLDS_MEMORY, reason="no limit of memory here")


def pid(*, page: object) -> int:
    return os.getpid()


def grown(size: int, *, page: object) -> int:
    bytearray(size)
    return os.getpid()


def endless(*, page: object) -> None:
    while True:
        pass


def sleeping(*, page: object) -> None:
    time.sleep(3_600)


def folder(*, page: object) -> str:
    return os.getcwd()


def broken(*, page: object) -> None:
    raise ZeroDivisionError("planted")


def paged(*, page: Callable[[int, int], None]) -> str:
    page(1, 2)
    page(2, 2)
    return "read"


class Impatient(Limits):
    """Limits by the clock alone."""

    @property
    def patience(self) -> int:
        return 1


def call(limits: Limits, work: Callable[..., Any], *arguments: object) -> Any:
    with Workers(limits) as workers:
        return workers.call("a.pdf", work, *arguments)


@needs_memory_limit
@pytest.mark.parametrize("made", [looping_pdf, form_bomb])
def test_a_small_file_that_wants_all_memory_costs_itself_and_no_other(
    tmp_path: Path, made: Callable[[], bytes]
) -> None:
    (tmp_path / "bad.pdf").write_bytes(made())
    (tmp_path / "good.txt").write_text(GOOD, "utf-8")
    command = ["check", ".", "--isolated", "--memory-limit", "300"]
    code, said, complained, peaks = measured(tmp_path, *command)
    assert code == 2
    assert complained == (
        "luohu-fiscal: ./bad.pdf: reading it takes more than 300 MB of memory; "
        "leave it out, or --memory-limit 600\n"
    )
    assert "1 exact" in said
    # Of the run itself and of every process it started.
    assert max(peaks) < 300 * 1024


@needs_memory_limit
def test_python_that_is_refused_memory_says_the_same() -> None:
    with pytest.raises(TooLarge, match="reading it takes more than 400 MB of memory"):
        call(Limits(memory=400), grown, 10**9)


@needs_memory_limit
def test_a_process_that_grew_is_replaced_so_that_the_next_file_has_its_whole_memory() -> None:
    limits = Limits(memory=1_000)
    end_idle()
    first = call(limits, pid)
    assert call(limits, pid) == first == call(limits, grown, 1)
    assert call(limits, grown, 500 * 10**6) == first
    assert call(limits, pid) != first


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of the processor's time")
def test_a_file_that_takes_too_long_is_ended_by_the_system() -> None:
    with pytest.raises(TooLarge) as caught:
        call(Limits(seconds=1), endless)
    assert str(caught.value) == (
        "a.pdf: reading it takes more than 1 seconds; leave it out, or --time-limit 5"
    )


def test_a_file_that_waits_for_ever_is_ended_by_the_clock() -> None:
    with pytest.raises(TooLarge, match="takes more than 7 seconds"):
        call(Impatient(seconds=7), sleeping)


def test_the_time_of_one_file_is_not_that_of_the_next() -> None:
    for _ in range(2):
        assert call(Limits(seconds=1), spent, 0.6) == "read"


def spent(seconds: float, *, page: object) -> str:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return "read"


def test_a_bug_in_the_other_process_comes_back_with_its_place() -> None:
    with pytest.raises(Bug, match=r"a.pdf: a bug .*ZeroDivisionError: planted, at .* line \d+"):
        call(Limits(), broken)


def test_pages_are_told_while_a_file_is_read() -> None:
    seen: list[tuple[int, int]] = []
    with Workers(Limits()) as workers:
        assert workers.call("a", paged, page=lambda *of: seen.append(of)) == "read"
    assert seen == [(1, 2), (2, 2)]


def test_paths_begin_where_the_program_stands_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        assert call(Limits(), folder) == str(tmp_path / name)


#: Whoever has threads already is not forked, and needs no `if __name__` for all that.
SCRIPT = """\
import sys, threading
from luohu_fiscal import check
from luohu_fiscal.run import processes
if {threads}:
    threading.Thread(target=threading.Event().wait, daemon=True).start()
assert processes._may_fork(processes.Limits()) is {forks}
print(check([sys.argv[1]]).findings[0].verdict)
"""


@pytest.mark.parametrize("threads", [True, False])
def test_a_script_without_ceremony_may_check_files(tmp_path: Path, threads: bool) -> None:
    forks = not threads and sys.platform == "linux"
    (tmp_path / "script.py").write_text(SCRIPT.format(threads=threads, forks=forks))
    (tmp_path / "good.txt").write_text(GOOD, "utf-8")
    done = subprocess.run(
        [sys.executable, "script.py", "good.txt"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert (done.stdout, done.stderr, done.returncode) == ("exact\n", "", 0)


def test_a_python_that_can_start_no_other_reads_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "good.txt").write_text(GOOD, "utf-8")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert not processes.can_start()
    assert check([tmp_path]).findings[0].verdict == "exact"


def test_a_run_that_is_left_ends_what_is_at_work() -> None:
    began = threading.Event()
    ended: list[BaseException] = []

    def reading(workers: Workers) -> None:
        began.set()
        try:
            workers.call("a.pdf", sleeping)
        except Exception as error:  # noqa: BLE001 - looked at below
            ended.append(error)

    workers = Workers(Limits())
    thread = threading.Thread(target=reading, args=(workers,))
    thread.start()
    began.wait()
    workers.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    thread.join(timeout=60)
    assert not thread.is_alive()
    assert len(ended) == 1


def test_the_limits_may_stand_in_the_settings_and_the_command_line_goes_before_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    file = tmp_path / "luohu-fiscal.toml"
    file.write_text("memory-limit = 250\ntime-limit = 9")
    found = read(file)
    assert (found.memory_limit, found.time_limit) == (250, 9)
    (tmp_path / "good.txt").write_text(GOOD, "utf-8")
    seen: list[Limits] = []
    load = sys.modules["luohu_fiscal.run.pipeline"].load_all

    def noted(*of: Any, limits: Limits, **more: Any) -> Any:
        seen.append(limits)
        return load(*of, limits=limits, **more)

    monkeypatch.setattr("luohu_fiscal.run.pipeline.load_all", noted)
    monkeypatch.chdir(tmp_path)
    for options in ([], ["--memory-limit", "800"], ["--time-limit", "70"], ["--isolated"]):
        assert main(["check", "good.txt", *options]) == 0
    assert seen == [Limits(250, 9), Limits(800, 9), Limits(250, 70), Limits.usual()]


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "true", '"many"', "1000000000"])
def test_a_limit_that_is_none_is_refused(tmp_path: Path, value: str) -> None:
    file = tmp_path / "luohu-fiscal.toml"
    file.write_text(f"memory-limit = {value}")
    with pytest.raises(DataError, match="memory-limit is no whole number above 0; write"):
        read(file)
