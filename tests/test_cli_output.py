"""Where output goes: whole or not at all, never onto an input, and no stream changes a verdict."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from luohu_fiscal.cli import main
from luohu_fiscal.datafiles import dump, load, shipped
from luohu_fiscal.errors import ReadError
from luohu_fiscal.files import write_whole
from tests.places import ROOT
from tests.test_cli import REPORT, account

Capture = pytest.CaptureFixture[str]
posix = pytest.mark.skipif(sys.platform == "win32", reason="descriptors and signals")
#: Paths are arguments; the process ends as the command line does.
PROGRAM = "import sys; from luohu_fiscal.cli import main; sys.exit(main())"


def run(
    *arguments: str, before: str = "", streams: Callable[[], None] | None = None, **given: object
) -> subprocess.CompletedProcess[bytes]:
    """The command line in a process of its own, after `before`, its streams as they are made."""
    return subprocess.run(
        [sys.executable, "-c", f"{before}\n{PROGRAM}", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, timeout=120,
        preexec_fn=streams, **{"capture_output": True, **given},  # type: ignore[call-overload]
    )  # fmt: skip


#: Stands for a disk that is full: no file may grow beyond so many bytes.
FULL_DISK = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))"


@posix
def test_a_full_disk_leaves_the_old_report_whole(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    out.write_text("the report of yesterday")
    done = run("check", account(tmp_path), "-o", str(out), before=FULL_DISK)
    assert done.returncode == 2
    assert done.stderr.decode() == (
        f"luohu-fiscal: {out}: cannot be written: File too large; name another file after -o\n"
    )
    assert out.read_text() == "the report of yesterday"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["good.yaml", "out.txt"]


def test_a_file_is_replaced_in_one_move_and_keeps_its_permissions(tmp_path: Path) -> None:
    out, link = tmp_path / "out.txt", tmp_path / "link.txt"
    out.write_text("old")
    out.chmod(0o640)
    link.symlink_to(out)
    with out.open() as before:
        write_whole(link, b"new")
        # Whoever was reading goes on reading what there was.
        assert before.read() == "old"
    assert out.read_text() == "new" and link.is_symlink()
    assert stat.S_IMODE(out.stat().st_mode) == 0o640
    new = tmp_path / "new.txt"
    write_whole(new, b"")
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(new.stat().st_mode) == 0o666 & ~mask


@posix
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_device_may_be_written_to_and_says_when_it_cannot(
    tmp_path: Path, capsys: Capture
) -> None:
    assert main(["check", account(tmp_path), "-o", os.devnull]) == 0
    assert main(["check", account(tmp_path), "-o", "/dev/full"]) == 2
    assert "/dev/full: cannot be written: No space left on device" in capsys.readouterr().err


def test_a_data_file_that_cannot_be_written_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, file = load(shipped("luohu/2023.yaml")), tmp_path / "a.json"
    dump(report, file)
    before = file.read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ReadError, match="cannot be written"):
        dump(report, file)
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_the_output_never_overwrites_what_is_read(tmp_path: Path, capsys: Capture) -> None:
    file = Path(account(tmp_path))
    text = tmp_path / "report.txt"
    text.write_text(REPORT.format(own="1,000"), "utf-8")
    link, hard = tmp_path / "link.yaml", tmp_path / "hard.yaml"
    link.symlink_to(file)
    os.link(file, hard)
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as package:
        package.write(file, "good.yaml")
    known = tmp_path / "known.json"
    assert main(["baseline", str(file), "--reason", "x", "-o", str(known)]) == 0
    settings = tmp_path / "luohu-fiscal.toml"
    settings.write_text("", "utf-8")
    journal = tmp_path / "done.jsonl"
    assert main(["check", str(file), "--resume", str(journal)]) == 0
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    capsys.readouterr()
    for output, *arguments in (
        (file, "check", file),
        (link, "check", file),
        (hard, "check", file),
        (file, "check", tmp_path),
        (file, "extract", link),
        (text, "extract", text, "--format", "json"),
        (archive, "check", archive),
        (known, "check", file, "--baseline", known),
        (settings, "check", file, "--config", settings),
        (journal, "check", file, "--resume", journal),
        (file, "diff", file, hard),
        (hard, "diff", text, file),
        (file, "baseline", file, "--reason", "x"),
    ):
        assert main([*map(str, arguments), "-o", str(output)]) == 2, arguments
        said = capsys.readouterr().err
        assert f"{output}: is what is to be read (" in said and said.count("\n") == 1
        assert said.endswith("); name another file after -o\n")
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    # Recording known findings anew is what that file is for.
    assert main(["baseline", str(file), "--reason", "y", "-o", str(known)]) == 0


@pytest.fixture
def cases(tmp_path: Path) -> dict[int, list[str]]:
    """A command for each exit code."""
    return {
        0: ["check", account(tmp_path)],
        1: ["check", account(tmp_path, "bad.yaml", remitted=60)],
        2: ["check", account(tmp_path, "some.yaml"), str(tmp_path / "missing.pdf")],
    }


def closed(*numbers: int) -> Callable[[], None]:
    def close() -> None:
        for number in numbers:
            os.close(number)

    return close


def full(*numbers: int) -> Callable[[], None]:
    def fill() -> None:
        handle = os.open("/dev/full", os.O_WRONLY)
        for number in numbers:
            os.dup2(handle, number)

    return fill


def broken(*numbers: int) -> Callable[[], None]:
    """A pipe that nobody reads any more."""

    def part() -> None:
        read, write = os.pipe()
        os.close(read)
        for number in numbers:
            os.dup2(write, number)

    return part


@posix
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
@pytest.mark.parametrize(
    ("numbers", "code"), [((1,), 1), ((2,), 0), ((0, 1, 2), 0), ((0, 1, 2), 1), ((0, 1, 2), 2)]
)
@pytest.mark.parametrize("made", [closed, full, broken])
def test_no_stream_changes_an_exit_code(
    cases: dict[int, list[str]],
    made: Callable[..., Callable[[], None]],
    numbers: tuple[int, ...],
    code: int,
) -> None:
    done = run(*cases[code], streams=made(*numbers))
    assert done.returncode == code
    assert b"Traceback" not in done.stderr and b"Exception" not in done.stderr
    if 1 not in numbers:
        assert done.stdout
    elif 2 not in numbers:
        # A disk that is full is told; a reader that has gone is not.
        told = b"luohu-fiscal: standard output: cannot be written: No space left on device; use -o"
        assert (told in done.stderr) is (made is full)


@posix
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
@pytest.mark.parametrize("made", [closed, full, broken])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [("--help", 0), ("--version", 0), ("rules", 0), ("rules LF999", 2), ("x", 2)],
)
def test_nor_does_one_where_nothing_is_read(
    made: Callable[..., Callable[[], None]], arguments: str, code: int
) -> None:
    done = run(*arguments.split(), streams=made(1, 2))
    assert done.returncode == code


@posix
def test_what_is_opened_next_is_not_taken_for_a_closed_stream(tmp_path: Path) -> None:
    journal = tmp_path / "done.jsonl"
    done = run("check", account(tmp_path), "--resume", str(journal), streams=closed(0, 1, 2))
    assert done.returncode == 0
    header, line = journal.read_text("utf-8").splitlines()
    assert json.loads(header)["luohu-fiscal"] == "resume" and json.loads(line)["report"]


def test_a_table_of_figures_holds_no_formula(tmp_path: Path, capsys: Capture) -> None:
    import csv

    names = ["=1+1", "＝1+1", " =1+1", "\u3000＋1", "－x", "@SUM(A1)", "＠a", "+cmd|' /C calc'!A0"]
    lines = "".join(f'      "{name}": {100 + at}\n' for at, name in enumerate(names))
    file = tmp_path / "a.yaml"
    file.write_text(
        "budgets:\n  - book: general_public\n    fiscal_year: 2024\n    stage: budget\n"
        f"    unit: 万元\n    uses:\n{lines}    total_uses: 828\n",
        "utf-8",
    )
    other = account(tmp_path, "=b.yaml")
    for paths in ([str(file)], [str(file), other]):
        main(["extract", *paths, "--format", "csv"])
        shown = capsys.readouterr().out
        rows = list(csv.reader(io.StringIO(shown, newline="")))
        cells = [cell for row in rows for cell in row]
        assert not [
            cell for cell in cells if cell.strip()[:1] in tuple("=+@＝＋－＠") and cell.strip()
        ]
        assert all("'" + name in cells for name in names)
    main(["extract", str(file), "--format", "csv", "-o", str(tmp_path / "a.csv")])
    assert [figure.label for figure in load(tmp_path / "a.csv").figures][:8] == names


COMMANDS = ("##[error]x.txt", "::error::y.txt", " ::add-mask::z.txt", "a##[debug]b.txt")


@pytest.mark.parametrize("format", ["text", "json", "markdown", "github", "csv", "sarif", "junit"])
def test_no_file_name_gives_a_command_to_a_workflow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, format: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for at, name in enumerate(COMMANDS):
        text = REPORT.format(own="1,100").replace("2024", f"{2010 + 2 * at}")
        Path(name).write_text(text + f"\n{name}其他收入{at}万元。\n" if at else "", "utf-8")
    main(["check", ".", "--format", format])
    main(["check", *COMMANDS, "missing##[debug].txt", "--format", format])
    shown = capsys.readouterr()
    for line in (shown.out + shown.err).splitlines():
        assert "##[" not in line
        if line.lstrip().startswith("::"):
            assert format == "github" and line.startswith(("::error file=", "::warning file="))
