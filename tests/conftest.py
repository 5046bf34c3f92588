"""Fixtures of the whole test run, and the option that writes golden files anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.places import GOLDEN, ROOT

# Shared machines stall: only what a law says may fail a test, never how long drawing took.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")
# A mutant must meet the same examples every time (docs/mutation.md): `--hypothesis-profile=mutation`.
settings.register_profile(
    "mutation", settings.get_profile("shared"), derandomize=True, database=None
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden files from what is shown now"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with a golden file, byte for byte; `--update-golden` writes it instead."""

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if request.config.getoption("--update-golden"):
            file.write_bytes(text.encode("utf-8"))
        assert file.exists(), f"no golden file {name}; run pytest --update-golden once"
        assert text == file.read_bytes().decode("utf-8")

    return compare


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the repository."""
    return ROOT
