"""Settings: found from where one stands, every mistake in them named, the command line before them."""

from __future__ import annotations

from pathlib import Path

import pytest

from luohu_fiscal.cli import main
from luohu_fiscal.errors import DataError, LuohuFiscalError
from luohu_fiscal.reconcile.finding import Severity
from luohu_fiscal.run.settings import Settings, find, read
from tests.test_cli import account

Capture = pytest.CaptureFixture[str]
FULL = """
paths = ["reports"]
jurisdiction = "某区"
select = ["LF1", "lf6"]
fail-on = "warning"
baseline = "known.json"

[ignore]
LF106 = "lists of this bureau are never closed"

[severity]
LF603 = "note"
"""


def written(folder: Path, text: str, name: str = "luohu-fiscal.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    return folder / name


def test_every_key_is_read_and_paths_are_joined_to_the_folder_of_the_file(tmp_path: Path) -> None:
    settings = read(written(tmp_path, FULL))
    assert settings.paths == (str(tmp_path / "reports"),)
    assert settings.baseline == str(tmp_path / "known.json")
    assert settings.jurisdiction == "某区" and settings.select == ("LF1", "LF6")
    assert settings.fail_on is Severity.WARNING
    assert dict(settings.ignore) == {"LF106": "lists of this bureau are never closed"}
    assert dict(settings.severity) == {"LF603": Severity.NOTE}


def test_the_table_of_a_project_says_the_same(tmp_path: Path) -> None:
    table = FULL.replace("[ignore]", "[tool.luohu-fiscal.ignore]")
    table = "[tool.luohu-fiscal]" + table.replace("[severity]", "[tool.luohu-fiscal.severity]")
    project = read(written(tmp_path, table, "pyproject.toml"))
    own = read(written(tmp_path, FULL))
    assert project.where != own.where
    assert vars(project) | {"where": ""} == vars(own) | {"where": ""}


def test_settings_are_found_above_but_not_outside_the_repository(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    inside = outside / "repository" / "deep" / "deeper"
    inside.mkdir(parents=True)
    written(outside, 'jurisdiction = "外"')
    (outside / "repository" / ".git").mkdir()
    assert find(inside) == Settings()
    written(outside / "repository", '[tool.luohu-fiscal]\njurisdiction = "内"', "pyproject.toml")
    assert find(inside).jurisdiction == "内"
    written(outside / "repository", 'jurisdiction = "自"')
    assert find(inside).jurisdiction == "自"


def test_a_project_without_the_table_is_passed_over(tmp_path: Path) -> None:
    written(tmp_path, 'jurisdiction = "上"')
    written(tmp_path / "below", "[tool.other]\nx = 1", "pyproject.toml")
    assert find(tmp_path / "below").jurisdiction == "上"
    with pytest.raises(DataError, match=r"no \[tool.luohu-fiscal\]"):
        read(tmp_path / "below" / "pyproject.toml")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("failon = 'error'", "unknown key failon"),
        ("[ignore]\nLF401 = ''", "ignore.LF401 has no reason"),
        ("[ignore]\nLF999 = 'because'", "no rule LF999"),
        ("ignore = ['LF401']", "ignore is no table"),
        ("select = 'LF1'", "select is no list"),
        ("select = ['LF9999']", "no rule LF9999"),
        ("fail-on = 'fatal'", "fail-on is 'fatal'; use error, warning or note"),
        ("[severity]\nLF401 = 'ok'", "severity.LF401 is 'ok'"),
        ("paths = [1]", "paths is no list of texts"),
        ("jurisdiction = 3", "jurisdiction is no text"),
        ("baseline = true", "baseline is no text"),
        ("= nothing", "no valid TOML"),
        ("\udcff", "no valid TOML"),
    ],
)
def test_a_mistake_is_one_line_that_names_file_and_key_and_ends_with_2(
    text: str, told: str, tmp_path: Path, capsys: Capture
) -> None:
    file = tmp_path / "luohu-fiscal.toml"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert main(["check", account(tmp_path), "--config", str(file)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert str(file) in line and told in line


def test_a_file_that_is_not_there_ends_with_2(tmp_path: Path, capsys: Capture) -> None:
    assert main(["check", account(tmp_path), "--config", str(tmp_path / "none.toml")]) == 2
    assert "no such file of settings" in capsys.readouterr().err
    with pytest.raises(LuohuFiscalError):
        read(tmp_path)


def test_paths_level_and_regrading_take_effect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    account(reports, resources=200)
    monkeypatch.chdir(tmp_path)
    written(tmp_path, 'paths = ["reports"]')
    assert main(["check"]) == 1
    written(tmp_path, 'paths = ["reports"]\n[severity]\nLF1 = "warning"')
    assert main(["check"]) == 0
    assert main(["check", "--fail-on", "warning"]) == 1
    assert main(["check", "--isolated", "reports"]) == 1
    written(tmp_path, 'paths = ["reports"]\nfail-on = "note"\n[severity]\nLF1 = "note"')
    assert main(["check"]) == 1
    assert main(["check", "--fail-on", "error"]) == 0
    capsys.readouterr()


def test_what_is_ignored_is_said_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "[ignore]\nLF102 = 'known to the bureau'\nLF104 = 'known to the bureau'")
    assert main(["check", account(tmp_path, resources=200)]) == 0
    shown = capsys.readouterr()
    assert "LF102 is ignored: known to the bureau" in shown.err
    assert "LF102 total" not in shown.out


def test_without_paths_anywhere_the_usage_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 2
    assert "set paths in luohu-fiscal.toml" in capsys.readouterr().err
