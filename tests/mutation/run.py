"""Mutation testing of the modules that decide: a long run, by hand, never part of the normal tests.

    python tests/mutation/run.py money            one group of `groups.toml`, in one process
    python tests/mutation/run.py money --again    only what was not killed last time, after new tests
    python tests/mutation/run.py explain --sample 500 --seed 1    so many of them, drawn by seed

The repository is copied to a folder of its own (`--folder`, else one beside the temporary files), for
mutmut writes mutants beside the sources.  Prints the score and the difference of every survivor;
ends with 1 where the score is below the goal.  `docs/mutation.md` lists the survivors and why.
"""

from __future__ import annotations

import argparse
import ast
import json
import random
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from tests.places import ROOT

COPIED = ("luohu_fiscal", "tests", "examples", "docs", "pyproject.toml", "README.md")
GOAL = 95
#: How pytest ends: 1 is a failed test, 3 an error of its own; mutmut ends endless mutants by signal.
KILLED, STOPPED = {1, 3}, {24, -24, 36, 152, 255}


def settings_of(group: dict[str, Any]) -> str:
    """The settings of mutmut for one group."""
    values = {
        "source_paths": ["luohu_fiscal"],
        "only_mutate": group["modules"],
        "also_copy": [name for name in COPIED if name not in ("luohu_fiscal", "tests")],
        # The same examples for every mutant.
        "pytest_add_cli_args": ["-n0", "-p", "no:cacheprovider", "--hypothesis-profile=mutation"],
        "pytest_add_cli_args_test_selection": group["tests"],
        "timeout_multiplier": 6.0,
        "timeout_constant": 5.0,
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
    return "\n[tool.mutmut]\n" + "\n".join(lines) + "\n"


def plain(source: str) -> str:
    """The same module with its properties made from plain functions: mutmut leaves decorated ones alone.

    >>> print(plain("class A:\\n    @property\\n    def b(self):\\n        return 1\\n"))
    class A:
        def of_b(self):
            return 1
        b = property(of_b)
    <BLANKLINE>
    """
    lines = source.split("\n")
    found = [
        (function, function.decorator_list[0])
        for owner in ast.walk(ast.parse(source))
        if isinstance(owner, ast.ClassDef) and "Protocol" not in map(ast.unparse, owner.bases)
        for function in owner.body
        if isinstance(function, ast.FunctionDef) and len(function.decorator_list) == 1
    ]
    for function, decorator in sorted(found, key=lambda one: -one[0].lineno):
        if ast.unparse(decorator) in ("property", "cached_property"):
            name, indent = function.name, " " * function.col_offset
            lines.insert(
                function.end_lineno or 0, f"{indent}{name} = {ast.unparse(decorator)}(of_{name})"
            )
            at = function.lineno - 1
            lines[at] = lines[at].replace(f"def {name}(", f"def of_{name}(", 1)
            del lines[decorator.lineno - 1]
    return "\n".join(lines)


def prepared(folder: Path, group: dict[str, Any]) -> None:
    """A copy of the repository as it is now, with the settings; earlier results are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    # Which test runs which function is found out afresh: tests and functions may be new.
    (folder / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)
    for name in COPIED:
        source, copy = ROOT / name, folder / name
        if source.is_dir():
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy)
    for pattern in group["modules"]:
        for module in folder.glob(pattern):
            module.write_text(plain(module.read_text("utf-8")), "utf-8")
    settings = folder / "pyproject.toml"
    settings.write_text(settings.read_text("utf-8") + settings_of(group), "utf-8")


def outcomes(folder: Path) -> dict[str, int | None]:
    """How the tests ended for each mutant, None where it was not tried."""
    found: dict[str, int | None] = {}
    for file in sorted(folder.glob("mutants/luohu_fiscal/**/*.meta")):
        found |= json.loads(file.read_text("utf-8"))["exit_code_by_key"]
    return found


def mutmut(folder: Path, *arguments: str, quiet: bool = False) -> str:
    """Run mutmut in the copy; what it printed, where that is not shown."""
    done = subprocess.run(
        [sys.executable, "-m", "mutmut", *arguments],
        cwd=folder,
        check=False,
        text=True,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.DEVNULL if quiet else None,
    )
    return done.stdout or ""


def main() -> int:
    """Run a group and tell its score."""
    groups = tomllib.loads((ROOT / "tests/mutation/groups.toml").read_text("utf-8"))
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("group", choices=groups)
    parser.add_argument("--again", action="store_true", help="only what was not killed last time")
    parser.add_argument("--folder", type=Path, help="where the copy stands and its results stay")
    parser.add_argument("--sample", type=int, help="how many mutants, drawn by --seed; else all")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.gettempdir()) / "luohu-fiscal-mutation" / given.group
    before = outcomes(folder)
    prepared(folder, groups[given.group])
    if given.sample:
        mutmut(folder, "run", "none-of-them", quiet=True)  # only writes the mutants
        drawn = random.Random(given.seed).sample(sorted(outcomes(folder)), given.sample)
        tried = [name for name in drawn if not given.again or before.get(name) not in KILLED]
        mutmut(folder, "run", "--max-children", "1", *tried)
        found = {name: outcomes(folder)[name] for name in drawn}
    else:
        # A busy machine stops a slow test as it stops an endless one: those are tried again as well.
        again = [name for name, code in before.items() if code not in KILLED]
        if given.again and again:
            mutmut(folder, "run", "--max-children", "1", *again)
        # Without names: all that has no outcome yet.
        mutmut(folder, "run", "--max-children", "1")
        found = outcomes(folder)
    left = [name for name, code in found.items() if code not in KILLED | STOPPED]
    for name in left:
        print(mutmut(folder, "show", name, quiet=True))
    counted = Counter(
        "killed" if code in KILLED else "stopped" if code in STOPPED else "survived"
        for code in found.values()
    )
    score = 100 * (len(found) - len(left)) / len(found)
    told = ", ".join(f"{count} {kind}" for kind, count in counted.most_common())
    print(f"{given.group}: {len(found)} mutants, {told}; score {score:.1f} %")
    return int(score < GOAL)


if __name__ == "__main__":
    sys.exit(main())
