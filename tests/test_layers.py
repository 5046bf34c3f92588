"""The layers point one way: the contracts of pyproject.toml, kept; the tests stand as the package does."""

from __future__ import annotations

from pathlib import Path

import pytest
from importlinter.api import read_configuration
from importlinter.cli import lint_imports

from tests.places import TESTS

#: Folders of the tests that are about no one package, or hold what tests read.
OTHERS = {"benchmarks", "corpus", "docs", "fuzz", "gold", "golden", "mutation", "schemas"}
MOST_LINES = 400


def test_every_import_contract_is_kept(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repository)
    code = lint_imports(config_filename=str(repository / "pyproject.toml"), no_cache=True)
    assert code == 0, capsys.readouterr().out


def test_the_contracts_say_what_the_design_says(repository: Path) -> None:
    contracts = read_configuration(str(repository / "pyproject.toml"))["contracts_options"]
    layers = next(entry for entry in contracts if entry["type"] == "layers")
    # An unlisted module would be in no layer at all.
    assert str(layers["exhaustive"]) == "True"
    order = " ".join(layers["layers"])
    upwards = ("errors", "money", "model", "identities", "readers", "reconcile", "render", "cli")
    assert [order.index(name) for name in upwards] == sorted(
        (order.index(name) for name in upwards), reverse=True
    )


def test_no_module_of_the_tests_is_too_long_to_read_at_once() -> None:
    lengths = {
        str(file.relative_to(TESTS)): len(file.read_text("utf-8").splitlines())
        for file in TESTS.rglob("*.py")
    }
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_every_folder_of_tests_names_a_package_or_is_one_of_the_others(repository: Path) -> None:
    # What an interpreter or an editor leaves behind is no folder of tests.
    files = (file.relative_to(TESTS) for file in TESTS.rglob("*") if file.is_file())
    folders = {
        file.parent
        for file in files
        if not any(part.startswith((".", "__pycache__")) for part in file.parts)
    } - {Path()}
    assert {Path("money"), Path("reconcile/jointly")} <= folders
    package = repository / "luohu_fiscal"
    strangers = {
        str(folder)
        for folder in folders
        if folder.parts[0] not in OTHERS and not (package / folder / "__init__.py").is_file()
    }
    assert strangers == set()
