"""Twelve bugs that would make the checker lie: each is caught by the test of the normal run it names."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.mutation.run import COPIED
from tests.places import ROOT, TESTS

BUGS = tomllib.loads((TESTS / "mutation" / "planted.toml").read_text("utf-8"))["bug"]
NAMES = [bug["what"] for bug in BUGS]


def test_there_are_twelve_and_no_two_alike() -> None:
    assert len({(bug["file"], bug["old"], bug["new"]) for bug in BUGS}) == 12
    assert len(set(NAMES)) == 12


@pytest.mark.parametrize("bug", BUGS, ids=NAMES)
def test_each_is_a_change_of_one_place_and_names_a_test_of_the_normal_run(
    bug: dict[str, str],
) -> None:
    code = (ROOT / bug["file"]).read_text("utf-8")
    assert code.count(bug["old"]) >= 1 and bug["new"] != bug["old"]
    file, _, name = bug["test"].partition("::")
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    (test,) = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == name]
    marks = {ast.unparse(mark) for mark in test.decorator_list}
    assert "pytest.mark.slow" not in marks


@pytest.mark.slow
def test_the_named_tests_pass_without_them_and_each_fails_with_its_own(tmp_path: Path) -> None:
    for name in COPIED:
        source, copy = ROOT / name, tmp_path / name
        if source.is_dir():
            shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy)
    assert ran(tmp_path, *dict.fromkeys(bug["test"] for bug in BUGS)) == 0
    survived = []
    for bug in BUGS:
        file = tmp_path / bug["file"]
        sound = file.read_text("utf-8")
        file.write_text(sound.replace(bug["old"], bug["new"], 1), "utf-8")
        if ran(tmp_path, bug["test"]) != 1:
            survived.append(bug["what"])
        file.write_text(sound, "utf-8")
    assert not survived


def ran(folder: Path, *tests: str) -> int:
    """How pytest ends there: 0 all passed, 1 a test failed; anything else is no answer."""
    return subprocess.run(
        [sys.executable, "-B", "-m", "pytest", "-q", "-x", "-n0", "-p", "no:cacheprovider",
         "--hypothesis-profile=mutation", *tests],
        cwd=folder, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ).returncode  # fmt: skip
