"""The layers point one way: the contracts of pyproject.toml, kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from importlinter.api import read_configuration
from importlinter.cli import lint_imports


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
