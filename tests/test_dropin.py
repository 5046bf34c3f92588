"""The files that put the checker into other people's repositories, each run in one made for it."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from tests import github
from tests.test_cli import account


class Place:
    """A temporary repository with a command `luohu-fiscal`, and what running in it comes to."""

    def __init__(self, root: Path, package: Path) -> None:
        self.root = root
        tools = root.parent / "tools"
        tools.mkdir()
        command = tools / "luohu-fiscal"
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m luohu_fiscal "$@"\n', "utf-8")
        command.chmod(command.stat().st_mode | stat.S_IXUSR)
        # Where the action has put its own Python.
        own = tools / "luohu-fiscal-action" / "luohu-fiscal" / "bin"
        own.mkdir(parents=True)
        python = own / "python"
        python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', "utf-8")
        python.chmod(python.stat().st_mode | stat.S_IXUSR)
        (root / "reports").mkdir()
        self.environment = {
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(package),
            "HOME": str(root.parent),
            "LANG": "C.UTF-8",
            "RUNNER_TEMP": str(tools / "luohu-fiscal-action"),
            "GIT_CONFIG_GLOBAL": os.devnull,
        }
        self.run("git", "init", "--quiet")

    def run(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.root, env=self.environment | more, text=True, encoding="utf-8",
            capture_output=True, timeout=120, check=False,
        )  # fmt: skip


@pytest.fixture
def place(tmp_path: Path, repository: Path) -> Place:
    root = tmp_path / "repository"
    root.mkdir()
    return Place(root, repository)


def good(place: Place) -> None:
    account(place.root / "reports", "good.yaml")


def bad(place: Place) -> None:
    account(place.root / "reports", "bad.yaml", resources=200)


# -- GitHub ------------------------------------------------------------------------


def action(repository: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((repository / "action.yml").read_text("utf-8"))
    return found


def run_action(place: Place, repository: Path, **inputs: str) -> tuple[int, str, str]:
    """The last script of the action as a runner starts it: exit code, output, and job summary."""
    values = {name.replace("_", "-"): value for name, value in inputs.items()}
    *_, (script, environment) = github.scripts(action(repository), values)
    summary = place.root.parent / "summary.md"
    done = place.run(*github.SHELL, script, GITHUB_STEP_SUMMARY=str(summary), **environment)
    return done.returncode, done.stdout, summary.read_text("utf-8")


def test_the_action_is_green_where_all_adds_up(place: Place, repository: Path) -> None:
    good(place)
    code, said, summary = run_action(place, repository, paths="reports/")
    assert (code, "::error" in said) == (0, False)
    assert summary.startswith("## ")


def test_the_action_annotates_summarises_and_writes_both_files(
    place: Place, repository: Path
) -> None:
    bad(place)
    inputs = {"sarif_file": "out.sarif", "html_file": "out.html", "paths": "reports\n"}
    code, said, summary = run_action(place, repository, **inputs)
    assert code == 1
    assert re.search(r"^::error file=reports/bad.yaml,line=\d+,title=LF102", said, re.MULTILINE)
    assert "LF102 total-resources" in summary
    log = json.loads((place.root / "out.sarif").read_text("utf-8"))
    assert {one["ruleId"] for one in log["runs"][0]["results"]} == {"LF102", "LF104"}
    page = (place.root / "out.html").read_text("utf-8")
    assert "<pre>" in page and 'class="id breach error"' in page


def test_the_action_takes_settings_and_a_path_that_looks_like_an_option(
    place: Place, repository: Path
) -> None:
    bad(place)
    (place.root / "luohu-fiscal.toml").write_text(
        'paths = ["reports"]\n[severity]\nLF1 = "warning"\n', "utf-8"
    )
    assert run_action(place, repository)[0] == 0
    assert run_action(place, repository, fail_on="warning")[0] == 1
    assert run_action(place, repository, paths="--help\n$(touch hacked)\n`touch hacked`")[0] == 2
    assert not (place.root / "hacked").exists()


def test_every_input_of_the_action_is_described_and_used(repository: Path) -> None:
    described = action(repository)
    text = json.dumps(described["runs"])
    for name, entry in described["inputs"].items():
        assert entry["description"] and "default" in entry
        assert f"inputs.{name}" in text


HOSTILE = "raise SystemExit(open('hacked', 'w').write('x'))"


def test_the_action_runs_nothing_that_lies_in_the_workspace(place: Place, repository: Path) -> None:
    good(place)
    for name in ("pip", "venv", "luohu_fiscal", "argparse", "pydantic", "sitecustomize", "json"):
        (place.root / f"{name}.py").write_text(HOSTILE, "utf-8")
    (place.root / "python").write_text("#!/bin/sh\ntouch hacked\n", "utf-8")
    (place.root / "python").chmod(0o755)
    code, said, _ = run_action(place, repository, paths="reports/")
    assert (code, "::error" in said) == (0, False), said
    # The first script too: it makes a Python of its own without asking the workspace for modules.
    scripts = [script for script, _ in github.scripts(action(repository), {})]
    assert len(scripts) == 2
    for script in scripts:
        starts = re.findall(
            r"^\s*(?:check\(\) \{ )?(?:\"\$python\"|python) (.*)", script, re.MULTILINE
        )
        assert starts and all(arguments.startswith("-I -m ") for arguments in starts)
    made = place.run(
        *github.SHELL, "python -I -m venv --help > help.txt",
        PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    )  # fmt: skip
    assert made.returncode == 0 and "venv" in (place.root / "help.txt").read_text("utf-8")
    assert not (place.root / "hacked").exists()


def test_the_action_prints_no_command_of_the_workspace(place: Place, repository: Path) -> None:
    for name in ("##[error]a", "::error::b", "-rf", "a\nb", "$(touch hacked)", "c%0A::x::"):
        account(place.root / "reports", f"{name}.yaml", resources=200)
        (place.root / "reports" / f"{name}.pdf").write_bytes(b"%PDF-1.7 torn")
    code, said, summary = run_action(place, repository, paths="reports/")
    assert code == 2
    commands = [line for line in said.splitlines() if line.lstrip().startswith("::")]
    assert len(commands) > 12
    assert all(re.match("::(error|warning) file=reports/", line) for line in commands)
    assert "##[" not in said and "##[" not in summary
    assert not (place.root / "hacked").exists()


def test_no_input_of_the_action_becomes_a_command_or_an_option(
    place: Place, repository: Path
) -> None:
    good(place)
    value = "$(touch hacked)`touch hacked`; touch hacked\n--help"
    for name in ("fail_on", "lang", "baseline", "paths", "sarif_file", "html_file"):
        code, _, _ = run_action(place, repository, **{"paths": "reports/", name: value})
        assert code == (0 if name.endswith("_file") else 2), name
    assert not (place.root / "hacked").exists()


def test_what_the_action_uses_of_others_is_pinned_by_commit(repository: Path) -> None:
    used = [step["uses"] for step in action(repository)["runs"]["steps"] if "uses" in step]
    assert used and all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name) for name in used)


@pytest.mark.parametrize(("name", "extras"), [("action", ()), ("tests", ("dev", "docs"))])
def test_the_locked_versions_are_all_that_is_asked_for_each_with_its_hashes_and_no_source(
    repository: Path, name: str, extras: tuple[str, ...]
) -> None:
    from packaging.requirements import Requirement

    text = (repository / ".ci" / f"{name}.txt").read_text("utf-8")
    assert not re.search(r"://|^\s*-[^-]|--(?!hash=sha256:)", text, re.MULTILINE)
    blocks = re.findall(
        r"^(\S+)==(\S+)[^\n]*\n((?: +--hash=sha256:[0-9a-f]{64}[ \\]*\n)+)", text, re.MULTILINE
    )
    locked = {found[0]: found[1] for found in blocks}
    # A version a line, and nothing that has none.
    assert len(blocks) == len(re.findall(r"^[^ #\n]", text, re.MULTILINE))
    project = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    for extra in extras:
        wanted += project["project"]["optional-dependencies"][extra]
    for line in wanted:
        asked = Requirement(line)
        known = re.sub(r"[-_.]+", "-", asked.name).lower()
        assert asked.specifier.contains(locked[known]), line


# -- GitLab ------------------------------------------------------------------------


def block(repository: Path, title: str) -> Any:
    text = (repository / "docs" / "ci.md").read_text("utf-8")
    section = text.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
    return yaml.safe_load(section.split("```yaml\n", 1)[1].split("```", 1)[0])


@pytest.mark.parametrize(("make", "code"), [(good, 0), (bad, 1)])
def test_the_gitlab_job_fails_as_it_should_and_leaves_its_artifacts(
    make: Any, code: int, place: Place, repository: Path
) -> None:
    make(place)
    job = block(repository, "GitLab")["budgets"]
    done = place.run("bash", "-eo", "pipefail", "-c", "\n".join(job["script"]))
    assert done.returncode == code, done.stderr
    root = ET.parse(place.root / job["artifacts"]["reports"]["junit"]).getroot()
    assert int(root.get("failures", "")) == 2 * code
    (page,) = job["artifacts"]["paths"]
    assert "<pre>" in (place.root / page).read_text("utf-8")


def test_the_github_job_names_only_inputs_there_are(repository: Path) -> None:
    steps = block(repository, "GitHub")["jobs"]["budgets"]["steps"]
    (own,) = [one for one in steps if one["uses"].startswith("OWNER/")]
    assert set(own["with"]) <= set(action(repository)["inputs"])


# -- pre-commit --------------------------------------------------------------------


def hook(repository: Path) -> dict[str, Any]:
    (found,) = yaml.safe_load((repository / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert block(repository, "pre-commit")["repos"][0]["hooks"][0]["id"] == found["id"]
    return dict(found)


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("reports/2024.pdf", True), ("a/budget/b/x.yml", True), ("预算/罗湖区.docx", True),
        ("src/reports.py", False), ("pyproject.toml", False), ("mybudgets/x.txt", False),
    ],
)  # fmt: skip
def test_the_hook_looks_at_budgets_only(path: str, meant: bool, repository: Path) -> None:
    assert bool(re.search(hook(repository)["files"], path)) is meant


def test_the_hook_stops_a_commit_that_does_not_add_up(place: Place, repository: Path) -> None:
    if shutil.which("pre-commit") is None:
        pytest.skip("pre-commit is not installed")
    # Here the command is on the path already; elsewhere pre-commit installs it.
    local = {"repo": "local", "hooks": [hook(repository) | {"language": "system"}]}
    (place.root / ".pre-commit-config.yaml").write_text(
        yaml.safe_dump({"repos": [local]}, allow_unicode=True), "utf-8"
    )
    good(place)
    place.run("git", "add", ".")
    done = place.run("pre-commit", "run")
    assert done.returncode == 0 and "Passed" in done.stdout, done.stdout + done.stderr
    bad(place)
    place.run("git", "add", ".")
    done = place.run("pre-commit", "run")
    assert done.returncode == 1 and "LF102 total-resources" in done.stdout


# -- settings and commands of the page ---------------------------------------------


def test_the_settings_and_commands_of_the_page_work(place: Place, repository: Path) -> None:
    text = (repository / "docs" / "ci.md").read_text("utf-8")
    bad(place)
    shell = next(
        one for one in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) if "baseline" in one
    )
    done = place.run("bash", "-e", "-c", shell)
    assert done.returncode == 0 and "2 known findings left out" in done.stderr
    toml = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)[0]
    assert tomllib.loads(toml)
    (place.root / "luohu-fiscal.toml").write_text(toml, "utf-8")
    done = place.run("luohu-fiscal", "check")
    assert done.returncode == 0, done.stderr
    assert "LF106 is ignored" in done.stderr


def test_every_format_for_ci_is_on_the_page(repository: Path) -> None:
    from luohu_fiscal.render import FORMATS

    text = (repository / "docs" / "ci.md").read_text("utf-8")
    only = {entry.name for entry in FORMATS if entry.shows == ("check",)}
    assert only == set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
