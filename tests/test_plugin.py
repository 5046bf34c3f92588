"""The pytest plugin, run by a pytest of its own: one test for each identity."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from tests.test_cli import account

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("PYTHONPATH", str(repository))

    # Where the package is installed, pytest loads the plugin by itself; twice is an error.
    installed = {entry.value for entry in entry_points(group="pytest11")}
    loaded = [] if "luohu_fiscal.plugin" in installed else ["-p", "luohu_fiscal.plugin"]

    def started(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *loaded, "-p", "no:cacheprovider",
             "-W", "error", "--rootdir", str(tmp_path), *arguments],
            cwd=tmp_path, text=True, encoding="utf-8", capture_output=True, timeout=120, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    return started


def test_each_identity_is_a_test_and_those_that_hold_pass(tmp_path: Path, run: Run) -> None:
    account(tmp_path / "data")
    code, said = run("--luohu-fiscal", "data", "-v")
    assert code == 0, said
    assert "data/good.yaml::LF102 total-resources: general public budget 一般公共预算" in said
    assert " passed" in said and "failed" not in said


def test_a_breach_fails_and_is_told_in_words_without_a_stack(tmp_path: Path, run: Run) -> None:
    account(tmp_path / "data", resources=200)
    code, said = run("--luohu-fiscal", "data")
    assert code == 1 and "2 failed" in said
    assert "stated 200万元, calculated 160万元" in said
    assert "Traceback" not in said and "plugin.py" not in said


def test_identities_are_selected_like_any_test_and_stand_beside_others(
    tmp_path: Path, run: Run
) -> None:
    account(tmp_path / "data", resources=200)
    (tmp_path / "test_own.py").write_text("def test_own():\n    assert True\n", "utf-8")
    code, said = run("--luohu-fiscal", "data", "-k", "LF103 or own")
    assert code == 0 and "passed" in said and "deselected" in said
    code, said = run()
    assert code == 0 and "1 passed" in said


def test_what_cannot_be_judged_is_skipped_with_its_reason(
    tmp_path: Path, repository: Path, run: Run
) -> None:
    shutil.copy(repository / "luohu_fiscal/data/luohu/2023.yaml", tmp_path / "data")
    code, said = run("--luohu-fiscal", "data", "-rs")
    assert code == 0, said
    assert "not printed: base" in said and "skipped" in said


def test_settings_of_the_root_count(tmp_path: Path, run: Run) -> None:
    account(tmp_path / "data", resources=200)
    (tmp_path / "luohu-fiscal.toml").write_text('[severity]\nLF1 = "warning"\n', "utf-8")
    code, said = run("--luohu-fiscal", "data")
    assert code == 0 and "2 xfailed" in said
    (tmp_path / "luohu-fiscal.toml").write_text("paht = 1\n", "utf-8")
    code, said = run("--luohu-fiscal", "data")
    assert code == 4 and "unknown key paht" in said


def test_a_file_that_says_nothing_fails(tmp_path: Path, run: Run) -> None:
    (tmp_path / "data" / "empty.txt").write_text("没有数字\n", "utf-8")
    code, said = run("--luohu-fiscal", "data", "--luohu-fiscal", "none.pdf")
    assert code == 1 and "2 failed" in said
    assert "none.pdf: no such file" in said


def test_an_installed_package_brings_the_plugin_along(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {"luohu-fiscal": "luohu_fiscal.plugin"}
