"""Many files: bad ones, and what is kept of a run so that it may be started again."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from luohu_fiscal import check
from luohu_fiscal.cli import main
from luohu_fiscal.datafiles import load, shipped, shipped_names
from luohu_fiscal.errors import UsageError
from luohu_fiscal.run import loading, reading
from luohu_fiscal.run.loading import default_jobs, load_all
from luohu_fiscal.run.resume import Journal
from tests.run.programs import FILES, REPORT, done_in, folder_of_reports

Capture = pytest.CaptureFixture[str]


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
