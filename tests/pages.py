"""Pages of the documentation as scripts: their blocks, and what running them comes to.

`sh` blocks are commands that must end well.  A `console` block shows commands after `$ ` and what they
print; a line `…` stands for lines left out.  A `python` block prints what the `text` block right after
it shows.  The blocks of a page run in their order, in one folder; Python blocks share their names.
"""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

__all__ = ["LEFT_OUT", "Block", "Shell", "agrees", "blocks", "commands", "rewritten"]

LEFT_OUT = "…"
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and its first line in the page."""

    kind: str
    text: str
    line: int


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page.

    >>> blocks("a\\n\\n```sh\\nls\\n```\\n")
    [Block(kind='sh', text='ls\\n', line=3)]
    """
    return [
        Block(found[1], found[2], page.count("\n", 0, found.start()) + 1)
        for found in _FENCE.finditer(page)
    ]


def commands(text: str) -> list[tuple[str, str]]:
    """The commands of a `console` block, each with what it is shown to print.

    >>> commands("$ a\\n1\\n$ b\\n")
    [('a', '1\\n'), ('b', '')]
    """
    parts = re.split(r"^\$ (.*)\n", text, flags=re.MULTILINE)
    assert not parts[0], "a console block begins with a command"
    return list(zip(parts[1::2], parts[2::2], strict=True))


def agrees(shown: str, said: str) -> bool:
    """Whether a page shows what was printed, but for lines it leaves out.

    >>> agrees("a\\n…\\nd\\n", "a\\nb\\nc\\nd\\n"), agrees("a\\n…\\n", "b\\n")
    (True, False)
    """
    pattern = "".join(
        "(?:.*\n)*?" if line == LEFT_OUT else re.escape(f"{line}\n") for line in shown.splitlines()
    )
    return re.fullmatch(pattern, said) is not None


def rewritten(page: Path, block: Block, text: str) -> None:
    """A block of a page replaced by what is printed now, for `--update-golden`."""
    whole = page.read_text("utf-8")
    old = f"```{block.kind}\n{block.text}```"
    assert old in whole
    page.write_text(whole.replace(old, f"```{block.kind}\n{text}```", 1), "utf-8")


class Shell:
    """A folder with a command `luohu-fiscal` of this Python, and no settings from outside."""

    def __init__(self, folder: Path, tools: Path, package: Path) -> None:
        self.folder = folder
        tools.mkdir()
        command = tools / "luohu-fiscal"
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m luohu_fiscal "$@"\n', "utf-8")
        command.chmod(command.stat().st_mode | stat.S_IXUSR)
        path = (str(tools), str(Path(sys.executable).parent), os.environ["PATH"])
        self.environment = {
            "PATH": os.pathsep.join(path),
            "PYTHONPATH": str(package),
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": str(tools),
            "LANG": "C.UTF-8",
        }
        # Where the package is installed, pytest loads its plugin by itself; twice is an error.
        if "luohu_fiscal.plugin" not in {one.value for one in entry_points(group="pytest11")}:
            self.environment["PYTEST_ADDOPTS"] = "-p luohu_fiscal.plugin"

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        """A script as bash runs it, ending at the first command that fails."""
        return subprocess.run(
            ["bash", "-e", "-c", script], cwd=self.folder, env=self.environment, text=True,
            encoding="utf-8", capture_output=True, timeout=120, check=False,
        )  # fmt: skip
