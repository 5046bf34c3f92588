"""From a fresh clone to a red run on a planted error, and to green after the fix, by docs/ci.md alone.

The commands are taken from the page as they stand and run in one shell.  At every commit they make,
the repository is cloned as a runner would, and the job that the page wrote is run there.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import github
from tests.pages import agrees, blocks, commands

SECTION = "## From a fresh clone to red and to green"


def steps(repository: Path) -> list[tuple[str, str]]:
    """The commands of the walk, each with what it is shown to print; "" where nothing is shown."""
    page = (repository / "docs" / "ci.md").read_text("utf-8")
    section = page[page.index(SECTION) :].split("\n## ", 1)[0]
    found: list[tuple[str, str]] = []
    for block in blocks(section):
        found += [(block.text, "")] if block.kind == "sh" else commands(block.text)
    return found


def remote(repository: Path, target: Path, environment: dict[str, str]) -> Path:
    """This repository as it stands here, pushed somewhere: what a clone of it would come from."""

    def git(*arguments: str, where: Path) -> str:
        return subprocess.run(
            ["git", *arguments], cwd=where, env=environment, check=True, capture_output=True,
            text=True, encoding="utf-8",
        ).stdout  # fmt: skip

    listed = git(
        "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard", where=repository
    )
    for name in filter(None, listed.split("\0")):
        if (repository / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(repository / name, target / name)
    git("init", "-q", "-b", "main", where=target)
    git("add", "-A", where=target)
    git("commit", "-q", "-m", "as it stands", where=target)
    return target


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A person with a name, no settings of their own, and Python; the package is not installed."""
    named = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "A reader"), ("EMAIL", "reader@example.org"))
    }
    # Submodules from a folder instead of a host; everything else as a fresh account has it.
    allowed = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "protocol.file.allow",
        "GIT_CONFIG_VALUE_0": "always",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    python = tmp_path / "bin"
    python.mkdir()
    (python / "python3").symlink_to(Path(sys.executable).resolve())
    path = os.pathsep.join((str(python), os.environ["PATH"]))
    return {**kept, **named, **allowed, "PATH": path, "HOME": str(tmp_path), "LANG": "C.UTF-8"}


def script(walk: list[tuple[str, str]], runs: Path) -> str:
    """The walk as one script, which keeps what is printed, and the repository at each commit."""
    lines = ["set -e"]
    for number, (command, shown) in enumerate(walk):
        if shown:
            kept = shlex.quote(str(runs / f"{number}.txt"))
            lines.append(f"code=0; {{ {command}\n}} > {kept} || code=$?; echo $code >> {kept}.code")
        else:
            lines.append(command)
            if "git commit" in command:
                checkout = shlex.quote(str(runs / f"checkout-{number}"))
                lines.append(f"git clone -q --recurse-submodules . {checkout}")
    return "\n".join(lines)


def index_in_reach(folder: Path, environment: dict[str, str]) -> bool:
    """Whether pip finds what building the package begins with."""
    fetched = subprocess.run(
        [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder), "hatchling"],
        env=environment, capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    return fetched.returncode == 0


def test_by_the_page_alone_a_planted_error_turns_the_job_red_and_its_fix_green(
    tmp_path: Path, repository: Path, environment: dict[str, str]
) -> None:
    if shutil.which("git") is None or not (repository / ".git").exists():
        pytest.skip("no git, or no repository to clone")
    walk, runs = steps(repository), tmp_path / "runs"
    runs.mkdir()
    remote(repository, tmp_path / "remote", environment)
    clone = tmp_path / "luohu_fiscal"
    subprocess.run(
        ["git", "clone", "-q", str(tmp_path / "remote"), str(clone)], env=environment, check=True
    )
    done = subprocess.run(
        ["bash", "-c", script(walk, runs)], cwd=clone, env=environment, text=True, timeout=300,
        encoding="utf-8", capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode and not index_in_reach(tmp_path, environment):
        pytest.skip("no package index in reach, so nothing can be installed")
    assert done.returncode == 0, done.stderr

    for number, (command, shown) in enumerate(walk):
        if shown:
            said = (runs / f"{number}.txt").read_text("utf-8")
            assert agrees(shown, said), f"{command}\n{said}"

    # A runner brings the Python that the clone's environment was made from, and nothing else.
    runner = {**environment, "PATH": f"{clone}/.venv/bin{os.pathsep}{environment['PATH']}"}
    checkouts = sorted(runs.glob("checkout-*"), key=lambda one: int(one.name.rpartition("-")[2]))
    ends = [
        github.job(
            one / ".github" / "workflows" / "budgets.yml", one, runner, runs / f"runner-{at}"
        )
        for at, one in enumerate(checkouts)
    ]
    assert [end.code for end in ends] == [0, 1, 0], [end.log for end in ends]
    green, red, again = ends
    line = 1 + (checkouts[1] / "reports" / "2023.yaml").read_text("utf-8").splitlines().index(
        "    total_uses: {amount: 2305555, label: 支出总量}"
    )
    marked = re.findall(r"^::error (.*?)::", red.log, re.MULTILINE)
    assert marked[0].startswith(f"file=reports/2023.yaml,line={line},title=LF103 total-uses")
    assert "329,852万元" in red.log and "LF103 total-uses" in red.summary
    assert "::error" not in green.log + again.log
