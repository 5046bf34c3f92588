"""README says what is so: its code runs, its commands exist, its output is the output."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest

from luohu_fiscal.cli import main
from luohu_fiscal.reconcile.finding import Verdict
from tests import pages
from tests.places import ROOT

README = ROOT / "README.md"


def blocks(kind: str) -> list[str]:
    return [one.text for one in pages.blocks(README.read_text("utf-8")) if one.kind == kind]


def shown_by(command: str) -> str:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert main(shlex.split(command)[1:]) in (0, 1)
    return said.getvalue()


def test_the_first_two_shell_blocks_set_up_and_run_the_job_and_the_tests() -> None:
    job, tests = (block.splitlines() for block in blocks("sh")[:2])
    for lines in (job, tests):
        assert lines[:2] == ["python3 -m venv .venv", ". .venv/bin/activate"]
        assert lines[2].startswith("pip install -q ")
    assert job[3].startswith("luohu-fiscal check ")
    assert tests[3] == "pytest"


def test_the_main_job_ends_well(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repository)
    commands = [
        line for block in blocks("sh") for line in block.splitlines() if "luohu-fiscal" in line
    ]
    assert commands
    for command in commands:
        assert main(shlex.split(command)[1:]) == 0, capsys.readouterr().out


def test_the_output_shown_is_the_output(
    repository: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.chdir(repository)
    found = blocks("console")
    assert found
    for block in found:
        command = block.splitlines()[0].removeprefix("$ ")
        real = f"$ {command}\n{shown_by(command)}"
        if request.config.getoption("--update-golden"):
            README.write_text(README.read_text("utf-8").replace(block, real), "utf-8")
        else:
            assert block == real


def test_the_python_code_prints_what_is_shown_beneath_it() -> None:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        for block in blocks("python"):
            exec(compile(block, "README.md", "exec"), {})  # our own file
    assert said.getvalue() == "".join(blocks("text"))


def test_the_verdicts_are_all_in_the_table() -> None:
    for verdict in Verdict:
        assert f"| `{verdict}` | {verdict.zh} |" in README.read_text("utf-8")


def test_every_path_that_is_named_exists(repository: Path) -> None:
    for file in (README, repository / "CONTRIBUTING.md"):
        text = file.read_text("utf-8")
        for path in re.findall(r"`((?:luohu_fiscal|examples|tests|\.ci)/[\w./]*)`", text):
            assert (repository / path).exists(), path
