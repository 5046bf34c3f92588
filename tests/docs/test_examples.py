"""The examples run and come to what they say."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

EXAMPLES = {
    "check_one_report.py": (
        "罗湖区2023年预算执行",
        "一般公共预算: 59,032万元 left",
        "LF104 closing",
    ),
    "compare_two_years.py": ("465360 in 2023, 299846 in 2024", "within rounding", "65766"),
    "find_planted_error.py": (
        "stated 2305555, calculated 2368555",
        "-63000万元 divides by 9",
        "392,852万元  上解支出",
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_runs_and_shows_what_it_promises(
    name: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runpy.run_path(str(repository / "examples" / name), run_name="__main__")
    shown = capsys.readouterr().out
    for promised in EXAMPLES[name]:
        assert promised in shown


def test_every_example_is_tested(repository: Path) -> None:
    assert {file.name for file in (repository / "examples").glob("*.py")} == set(EXAMPLES)
