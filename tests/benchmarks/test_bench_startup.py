"""How long `--help` and `--version` take, measured against Python's own start in the same run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

#: What the command line may take: this many bare starts of Python and this much more.
STARTS, EXTRA = 3, 0.060
ROUNDS = 5


def seconds(*arguments: str, root: Path) -> float:
    """The processor time of the best of a few runs: what else the machine does is not counted."""
    best = float("inf")
    for _ in range(ROUNDS):
        begun = os.times()
        subprocess.run(
            [sys.executable, *arguments], cwd=root, check=True, capture_output=True, timeout=60
        )
        ended = os.times()
        used = ended.children_user + ended.children_system
        best = min(best, used - begun.children_user - begun.children_system)
    return best


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_come_at_once(option: str, repository: Path) -> None:
    bare = seconds("-c", "pass", root=repository)
    ours = seconds("-m", "luohu_fiscal", option, root=repository)
    assert ours <= STARTS * bare + EXTRA, f"{ours:.3f} s against {bare:.3f} s for Python alone"
