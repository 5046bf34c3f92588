"""Known findings: left out once recorded, told when they are gone, never hiding a new one."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from luohu_fiscal.cli import main
from luohu_fiscal.errors import DataError, UsageError
from luohu_fiscal.reconcile.finding import Severity
from luohu_fiscal.run import baseline
from luohu_fiscal.run.pipeline import check
from tests.test_cli import account

Capture = pytest.CaptureFixture[str]
REASON = "printed so; the bureau was told"


@pytest.fixture
def known(tmp_path: Path) -> str:
    """A file of the known findings of an account whose resources do not add up."""
    file = str(tmp_path / "known.json")
    path = account(tmp_path, resources=200)
    assert main(["baseline", path, "--isolated", "--reason", REASON, "-o", file]) == 0
    return file


def run(*arguments: str) -> int:
    return main([arguments[0], "--isolated", *arguments[1:]])


def test_a_recorded_finding_is_left_out_and_that_is_said(
    tmp_path: Path, known: str, capsys: Capture
) -> None:
    path = account(tmp_path, resources=200)
    assert run("check", path) == 1
    capsys.readouterr()
    assert run("check", path, "--baseline", known) == 0
    shown = capsys.readouterr()
    assert f"{known}: 2 known findings left out" in shown.err
    assert "LF102" not in shown.out


def test_it_is_known_again_in_a_new_printing_with_other_amounts(tmp_path: Path, known: str) -> None:
    printed_again = account(tmp_path, "again.yaml", resources=203)
    text = Path(printed_again).read_text("utf-8")
    Path(printed_again).write_text(f"# second printing\n\n{text}", "utf-8")
    assert run("check", printed_again, "--baseline", known) == 0


def test_a_new_finding_beside_a_known_one_is_reported_alone(
    tmp_path: Path, known: str, capsys: Capture
) -> None:
    worse = account(tmp_path, resources=200, remitted=30)
    capsys.readouterr()
    assert run("check", worse, "--baseline", known, "--format", "json") == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [one["rule"] for one in findings if one["verdict"] == "breach"] == ["LF103"]
    assert any(one["verdict"] != "breach" for one in findings)


def test_a_known_finding_that_no_longer_occurs_is_named(
    tmp_path: Path, known: str, capsys: Capture
) -> None:
    assert run("check", account(tmp_path), "--baseline", known) == 0
    told = [line for line in capsys.readouterr().err.splitlines() if "no longer occurs" in line]
    assert len(told) == 2 and "LF102" in told[0] and "200万元" in told[0]


def test_one_that_became_graver_is_new(tmp_path: Path) -> None:
    result = check([account(tmp_path, resources=200)])
    entries = baseline.record(result, REASON)
    lighter = tuple(
        baseline.Known(**{**vars(one), "severity": Severity.WARNING}) for one in entries
    )
    assert baseline.compare(result, entries).known == len(entries) == 2
    assert baseline.compare(result, lighter).known == 0
    assert baseline.compare(result, lighter).gone == ()


def test_recording_again_keeps_reasons_and_dates_and_drops_what_is_gone(tmp_path: Path) -> None:
    first = baseline.record(
        check([account(tmp_path, resources=200)]), "first", today=date(2024, 1, 2)
    )
    second = baseline.record(
        check([account(tmp_path, resources=200, remitted=30)]),
        "second",
        before=first,
        today=date(2025, 1, 2),
    )
    told = {one.rule: (one.reason, one.date) for one in second}
    assert told["LF102"] == ("first", "2024-01-02")
    assert told["LF103"] == ("second", "2025-01-02")
    assert baseline.record(check([account(tmp_path)]), "third", before=second) == ()


def test_a_finding_is_not_recorded_without_a_reason(tmp_path: Path, capsys: Capture) -> None:
    with pytest.raises(UsageError, match="needs a reason"):
        baseline.record(check([account(tmp_path)]), "  ")
    assert run("baseline", account(tmp_path)) == 2
    assert "--reason" in capsys.readouterr().err


def test_nothing_is_recorded_of_a_run_that_failed(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "out.json"
    missing = str(tmp_path / "none.pdf")
    arguments = [account(tmp_path), missing, "--reason", REASON, "-o", str(file)]
    assert run("baseline", *arguments) == 2
    assert not file.exists()
    assert "nothing was recorded" in capsys.readouterr().err


def test_what_is_written_is_read_again(tmp_path: Path, known: str) -> None:
    entries = baseline.load(known)
    assert [one.rule for one in entries] == ["LF102", "LF104"]
    assert {one.reason for one in entries} == {REASON}
    assert baseline.dumps(entries) == Path(known).read_text("utf-8")


def test_the_file_is_as_in_the_golden_file(
    repository: Path, monkeypatch: pytest.MonkeyPatch, golden: Callable[[str, str], None]
) -> None:
    monkeypatch.chdir(repository)
    made = baseline.record(check(["examples/planted.yaml"]), REASON, today=date(2024, 1, 2))
    golden("baseline.planted.json", baseline.dumps(made))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is no JSON"),
        ("[]", "version 1"),
        ('{"version": 2, "findings": []}', "version 1"),
        ('{"version": 1}', "no list of findings"),
        ('{"version": 1, "findings": [{"rule": "LF102"}]}', "finding 1 needs the texts"),
        ("[" * 100_000, "is no JSON"),
    ],
)
def test_a_damaged_file_is_refused_in_one_line(
    text: str, told: str, tmp_path: Path, capsys: Capture
) -> None:
    file = tmp_path / "known.json"
    file.write_text(text, "utf-8")
    assert run("check", account(tmp_path), "--baseline", str(file)) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert str(file) in line and told in line


@pytest.mark.parametrize(
    ("key", "value"), [("date", "yesterday"), ("severity", "fatal"), ("reason", " ")]
)
def test_a_damaged_entry_is_refused(key: str, value: str, tmp_path: Path, known: str) -> None:
    data = json.loads(Path(known).read_text("utf-8"))
    data["findings"][1][key] = value
    Path(known).write_text(json.dumps(data), "utf-8")
    with pytest.raises(DataError, match="finding 2"):
        baseline.load(known)
