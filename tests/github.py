"""A GitHub job as a runner would run it, of what these tests need: `run` steps and composite actions."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

__all__ = ["SHELL", "Outcome", "job", "scripts"]

#: Actions of the host itself, for which the test has to stand in.
_HOSTED = ("actions/checkout@", "actions/setup-python@")


#: What `shell: bash` means to a runner: it ends at the first command that fails.
SHELL = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")


@dataclass(frozen=True)
class Outcome:
    """How a job ended: the exit code of its first failing step or 0, its log, its summary page."""

    code: int
    log: str
    summary: str


def scripts(
    action: Mapping[str, Any], inputs: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, str]]]:
    """The scripts of a composite action, each with what the inputs become in its environment."""
    values = {name: entry["default"] for name, entry in action["inputs"].items()}
    assert set(inputs) <= set(values)
    values |= inputs
    for step in action["runs"]["steps"]:
        if "run" not in step:
            assert step["uses"].startswith(_HOSTED)
            continue
        assert "${{" not in step["run"], "what a caller writes may not become a command"
        environment = {}
        for name, template in step.get("env", {}).items():
            (wanted,) = re.findall(r"^\$\{\{ inputs\.([\w-]+) }}$", template)
            environment[name] = str(values[wanted])
        yield step["run"], environment


def job(workflow: Path, checkout: Path, environment: Mapping[str, str], scratch: Path) -> Outcome:
    """The one job of a workflow, run in a checkout."""
    scratch.mkdir()
    (described,) = yaml.safe_load(workflow.read_text("utf-8"))["jobs"].values()
    summary = scratch / "summary.md"
    summary.touch()
    log = ""
    for step in described["steps"]:
        if step["uses"].startswith(_HOSTED):
            continue
        folder = checkout / step["uses"].removeprefix("./")
        action = yaml.safe_load((folder / "action.yml").read_text("utf-8"))
        for script, own in scripts(action, step.get("with", {})):
            done = subprocess.run(
                [*SHELL, script],
                cwd=checkout, text=True, encoding="utf-8", timeout=300, check=False,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                env={**environment, **own, "GITHUB_ACTION_PATH": str(folder), "CI": "true",
                     "RUNNER_TEMP": str(scratch), "GITHUB_STEP_SUMMARY": str(summary)},
            )  # fmt: skip
            log += done.stdout
            if done.returncode:
                return Outcome(done.returncode, log, summary.read_text("utf-8"))
    return Outcome(0, log, summary.read_text("utf-8"))
