"""The command line as a user meets it: exit codes, what goes where, what bad input is told."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from luohu_fiscal import __version__
from luohu_fiscal.cli import main
from luohu_fiscal.identities import all_identities

Capture = pytest.CaptureFixture[str]

ACCOUNT = """\
jurisdiction: 某区
budgets:
  - book: general_public
    scope: 某区
    fiscal_year: {year}
    stage: {stage}
    unit: 万元
    resources: {{一般公共预算收入: 100, 上级补助收入: 50, 上年结转收入: {opening}}}
    uses: {{一般公共预算支出: 130, 上解支出: {remitted}}}
    total_resources: {resources}
    total_uses: 140
    closing: {{carried_over: {closing}}}
"""


def account(folder: Path, name: str = "good.yaml", **change: object) -> str:
    """A small account that adds up, or does not where `change` says so."""
    fields: dict[str, object] = {
        "year": 2023, "stage": "execution", "opening": 10, "remitted": 10, "resources": 160,
        "closing": 20,
    }  # fmt: skip
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(ACCOUNT.format(**{**fields, **change}), "utf-8")
    return str(file)


REPORT = (
    "某区2024年预算执行情况的报告\n\n一、2024年预算执行情况\n\n全区一般公共预算收入完成{own}万元，"
    "加上上级补助收入500万元，收入总计1,500万元。\n"
)


def test_an_account_that_adds_up_ends_with_0(tmp_path: Path, capsys: Capture) -> None:
    assert main(["check", account(tmp_path)]) == 0
    shown = capsys.readouterr()
    assert "no breach" in shown.out
    assert not shown.err


def test_a_sum_that_does_not_come_out_ends_with_1_and_names_it(
    tmp_path: Path, capsys: Capture
) -> None:
    assert main(["check", account(tmp_path, remitted=15)]) == 1
    shown = capsys.readouterr().out
    assert "LF103 total-uses" in shown
    assert "difference -5万元" in shown


def test_a_published_text_is_read_and_judged(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "report.txt"
    file.write_text(REPORT.format(own="1,000"), "utf-8")
    assert main(["check", str(file), "--select", "LF102"]) == 0
    file.write_text(REPORT.format(own="1,010"), "utf-8")
    assert main(["check", str(file), "--select", "LF102"]) == 1
    assert "stated 1,500万元; calculated 1,510万元" in capsys.readouterr().out


@pytest.mark.parametrize(("level", "code"), [("error", 0), ("warning", 0), ("note", 1)])
def test_fail_on_sets_what_makes_the_run_fail(tmp_path: Path, level: str, code: int) -> None:
    # A growth whose base is not printed is a note.
    file = account(tmp_path)
    text = Path(file).read_text("utf-8")
    rate = "{amount: 100, rates: [{kind: growth, value: '5.0', basis: prior}]}"
    Path(file).write_text(
        text.replace("一般公共预算收入: 100", f"一般公共预算收入: {rate}"), "utf-8"
    )
    assert main(["check", file, "--fail-on", level]) == code


def test_select_and_ignore_take_codes_and_beginnings(tmp_path: Path) -> None:
    bad = account(tmp_path, remitted=15)
    assert main(["check", bad, "--select", "LF104"]) == 0
    assert main(["check", bad, "--select", "lf104,LF103"]) == 1
    assert main(["check", bad, "--select", "LF104", "--select", "LF1"]) == 1
    assert main(["check", bad, "--ignore", "LF103"]) == 0


def test_a_selection_under_which_nothing_is_judged_is_never_green(
    tmp_path: Path, capsys: Capture
) -> None:
    assert main(["check", account(tmp_path), "--select", "LF5"]) == 2
    assert "nothing could be judged" in capsys.readouterr().err


def test_a_report_about_which_nothing_can_be_judged_is_never_green(
    tmp_path: Path, capsys: Capture
) -> None:
    lone = tmp_path / "lone.csv"
    lone.write_text("book,label,amount,unit\ngeneral_public,一般公共预算收入,5,万元\n", "utf-8")
    assert main(["check", account(tmp_path), str(lone)]) == 2
    assert f"{lone}: nothing could be judged" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "no such file.pdf"], "no such file.pdf: no such file"),
        (["check", "x.yaml", "--fail-on", "never"], "invalid choice"),
        (["check"], "required: PATH"),
        (["check", "x", "--select", "LF999"], "no rule LF999"),
        (["check", "x", "--select", ","], "no rule code in"),
        (["check", "x", "--jobs", "0"], "not a whole number above 0"),
        (["check", "x", "--fial-on", "note"], "--fial-on"),
        (["extract", "x", "--format", "github"], "github shows no extract"),
        (["rules", "LF999"], "no rule LF999"),
        (["colour"], "colour"),
        ([], "required: COMMAND"),
    ],
)
def test_wrong_usage_ends_with_2_and_one_line(
    arguments: list[str], said: str, capsys: Capture
) -> None:
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.err.count("\n") == 1
    assert not shown.out


def test_bad_files_are_named_one_line_each_and_the_rest_go_on(
    tmp_path: Path, capsys: Capture
) -> None:
    good = account(tmp_path)
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\n garbage")
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("budgets: [{book: general_public, fiscal_year: 2024, stage: nope}]", "utf-8")
    blank = tmp_path / "blank.txt"
    blank.write_text("没有数字的一句话。\n", "utf-8")
    files = [str(broken), good, str(wrong), str(blank), str(tmp_path / "missing.txt")]
    assert main(["check", *files, "--jobs", "1"]) == 2
    shown = capsys.readouterr()
    lines = shown.err.splitlines()
    assert len(lines) == 4
    for path in files:
        assert path == good or sum(path in line for line in lines) == 1
    assert "1 files" not in shown.out
    assert "exact" in shown.out


def test_a_document_without_figures_is_an_error_and_extract_says_what_it_left(
    tmp_path: Path, capsys: Capture
) -> None:
    file = tmp_path / "words.txt"
    file.write_text("会议报告\n\n同比增长5.5%。\n", "utf-8")
    assert main(["extract", str(file)]) == 2
    shown = capsys.readouterr()
    assert "not one budget figure" in shown.err
    assert "0 figures" in shown.out


def test_a_folder_stands_for_its_readable_files_sorted_hidden_ones_left(
    tmp_path: Path, capsys: Capture
) -> None:
    account(tmp_path, "b.yaml")
    account(tmp_path, "a/z.yaml")
    account(tmp_path, ".hidden.yaml", remitted=99)
    account(tmp_path, ".git/x.yaml", remitted=99)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    assert main(["check", str(tmp_path), "--format", "json", "--jobs", "1"]) == 0
    shown = capsys.readouterr()
    paths = [entry["document"]["path"] for entry in json.loads(shown.out)]
    assert paths == [str(tmp_path / "a/z.yaml"), str(tmp_path / "b.yaml")]
    assert "1 other files left aside (.png)" in shown.err


def test_a_file_named_twice_is_judged_once(tmp_path: Path, capsys: Capture) -> None:
    file = account(tmp_path)
    assert main(["check", file, str(tmp_path), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["document"]["path"] == file


def test_an_empty_folder_is_an_error(tmp_path: Path, capsys: Capture) -> None:
    assert main(["check", str(tmp_path)]) == 2
    assert "no readable file in this folder" in capsys.readouterr().err


def test_a_folder_that_cannot_be_opened_is_an_error_and_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    account(tmp_path)
    closed = tmp_path / "closed"
    closed.mkdir()
    scandir = os.scandir

    def refusing(path: str) -> object:
        # Permissions do not hold back the superuser, who may be running this.
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert main(["check", str(tmp_path)]) == 2
    assert f"{closed}: this folder cannot be opened" in capsys.readouterr().err


def test_years_given_together_are_joined(tmp_path: Path, capsys: Capture) -> None:
    first = account(tmp_path, "2023.yaml")
    ok = account(tmp_path, "2024.yaml", year=2024, opening=20, resources=170, closing=30)
    off = account(tmp_path, "off.yaml", year=2024, opening=25, resources=175, closing=35)
    select = ["--select", "LF301", "--format", "json", "--fail-on", "warning"]
    assert main(["check", first, ok, *select]) == 0
    own, joined = json.loads(capsys.readouterr().out)
    assert not own["findings"]
    assert joined["findings"][0]["verdict"] == "exact"
    assert main(["check", first, off, *select]) == 1
    _, joined = json.loads(capsys.readouterr().out)
    assert joined["findings"][0]["terms"][1]["document"] == first


def test_two_processes_say_what_one_says(tmp_path: Path, capsys: Capture) -> None:
    files = [account(tmp_path, f"{n}.yaml", remitted=10 * n) for n in range(1, 4)]
    files.append(str(tmp_path / "missing.txt"))
    shown = []
    for jobs in ("1", "2"):
        assert main(["check", *files, "--jobs", jobs, "--format", "json"]) == 2
        shown.append(capsys.readouterr())
    assert shown[0] == shown[1]
    missing, *entries = json.loads(shown[0].out)
    assert [len(entry["findings"]) > 1 for entry in entries] == [True] * 3
    assert [finding["rule"] for finding in missing["findings"]] == ["LF901"]


def test_output_goes_to_the_file_named(tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "out.json"
    assert main(["check", account(tmp_path), "--format", "json", "-o", str(out)]) == 0
    assert not capsys.readouterr().out
    assert json.loads(out.read_text("utf-8"))["summary"]["breach"] == 0
    assert main(["check", account(tmp_path), "-o", str(tmp_path / "no" / "where")]) == 2
    assert "name another file after -o" in capsys.readouterr().err


def test_a_dash_reads_text_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    given = io.TextIOWrapper(io.BytesIO(REPORT.format(own="1,000").encode("gb18030")))
    monkeypatch.setattr(sys, "stdin", given)
    assert main(["extract", "-", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["document"]["path"] == "<stdin>"
    assert "1500" in {figure["amount"] for figure in data["figures"]}


def test_rules_lists_every_identity_and_explains_one(capsys: Capture) -> None:
    assert main(["rules"]) == 0
    listed = capsys.readouterr().out
    assert all(entry.code in listed and entry.zh in listed for entry in all_identities())
    assert main(["rules", "LF104"]) == 0
    explained = capsys.readouterr().out
    assert "收入总计 - 支出总计 = 结转结余" in explained
    assert "465,360万元" in explained
    assert main(["rules", "--format", "json"]) == 0
    assert [entry["code"] for entry in json.loads(capsys.readouterr().out)] == sorted(
        entry.code for entry in all_identities()
    )


def test_schema_prints_a_json_schema_that_is_one(capsys: Capture) -> None:
    import jsonschema

    assert main(["schema"]) == 0
    jsonschema.Draft202012Validator.check_schema(json.loads(capsys.readouterr().out))


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["--version"]])
def test_help_and_version_end_with_0(arguments: list[str], capsys: Capture) -> None:
    assert main(arguments) == 0
    assert capsys.readouterr().out


def test_a_hostile_label_does_not_reach_the_terminal(tmp_path: Path, capsys: Capture) -> None:
    file = account(tmp_path)
    text = Path(file).read_text("utf-8").replace("上解支出", '"\\x1b[2J\\u202e上解支出"')
    Path(file).write_text(text, "utf-8")
    for format in ("text", "json", "markdown", "github", "csv"):
        main(["check", file, "--format", format])
        main(["extract", file, "--format", format])
    shown = capsys.readouterr()
    assert "\x1b" not in shown.out + shown.err
    assert "\u202e" not in shown.out + shown.err


def test_a_path_that_acts_on_the_terminal_is_shown_and_not_obeyed(capsys: Capture) -> None:
    assert main(["check", "\x1b[31mred.pdf"]) == 2
    assert "\\x1b[31mred.pdf" in capsys.readouterr().err


def run(*arguments: str, root: Path, **more: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # type: ignore[call-overload]
        [sys.executable, "-m", "luohu_fiscal", *arguments],
        cwd=root, timeout=600, check=False, **{"capture_output": True, **more},
    )  # fmt: skip


def test_the_module_runs_as_a_program(repository: Path) -> None:
    done = run("--version", root=repository)
    assert done.returncode == 0
    assert done.stdout.decode().strip() == f"luohu-fiscal {__version__}"


def test_a_reader_that_stops_early_changes_no_exit_code(tmp_path: Path, repository: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        done = run(
            "check", account(tmp_path, remitted=15),
            root=repository, capture_output=False, stdout=pipe, stderr=subprocess.PIPE,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == b""


def test_a_terminal_without_chinese_gets_escapes_and_no_traceback(
    tmp_path: Path, repository: Path
) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = run("check", account(tmp_path), "--format", "json", root=repository, env=environment)
    assert done.returncode == 0
    assert "某区" in json.dumps(json.loads(done.stdout.decode("ascii")), ensure_ascii=False)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_ends_with_130_and_one_line(tmp_path: Path, repository: Path) -> None:
    started = subprocess.Popen(
        [sys.executable, "-m", "luohu_fiscal", "check", "-"],
        cwd=repository, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    with started:
        assert started.stdin is not None
        # More than a pipe holds: once this is written the program is reading.
        started.stdin.write("收入。".encode() * 40_000)
        started.stdin.flush()
        started.send_signal(signal.SIGINT)
        _, said = started.communicate(timeout=600)
    assert started.returncode == 130
    assert said.decode().split() == ["luohu-fiscal:", "interrupted"]


def test_a_bug_is_never_taken_for_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def broken(*reports: object, **more: object) -> None:
        raise ZeroDivisionError("planted")

    import luohu_fiscal.reconcile  # noqa: F401 - so that the module is there to be patched

    monkeypatch.setattr(sys.modules["luohu_fiscal.reconcile"], "reconcile", broken)
    assert main(["check", account(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "planted" in said
    assert "bug in luohu_fiscal" in said
