"""The documentation says what is so: every block of code on every page runs, and prints what is shown."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
from pathlib import Path

import pytest

from tests.pages import LEFT_OUT, Block, Shell, agrees, blocks, commands, rewritten
from tests.places import ROOT
from tests.test_cli import account

DOCS = ROOT / "docs"
PAGES = sorted(
    str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md") if blocks(page.read_text("utf-8"))
)
#: Its commands make repositories and install the package: `test_walkthrough.py` runs them.
WALK = ("ci.md", "## From a fresh clone")
#: What ends with 1 on the reports of the page, and is meant to.
FINDING = ("pytest --luohu-fiscal reports/\n",)
#: How a quick start begins; the walk from a fresh clone does the same for real.
SET_UP = ["python3 -m venv .venv", ". .venv/bin/activate", "pip install -q ."]
#: Two publications of one year, in our own words.
PAPERS = {
    "draft": (
        "关于示例市2024年预算草案的报告",
        "一、2024年预算草案",
        "全市一般公共预算收入安排1,000万元，加上上级补助收入500万元，收入总计1,500万元。",
        "全市一般公共预算支出安排1,400万元，加上上解支出100万元，支出总计1,500万元。",
    ),
    "final": (
        "关于示例市2024年决算的报告",
        "一、2024年决算",
        "全市一般公共预算收入完成1,050万元，加上上级补助收入500万元，收入总计1,550万元。",
        "全市一般公共预算支出完成1,400万元，加上上解支出100万元，支出总计1,500万元。",
        "收支相抵，结转下年50万元。",
    ),
}


def text_of(name: str) -> str:
    """A page, the walk blanked out so that lines keep their numbers."""
    text = (DOCS / name).read_text("utf-8")
    if name == WALK[0]:
        start = text.index(WALK[1])
        end = text.index("\n## ", start + 1)
        text = text[:start] + "\n" * text.count("\n", start, end) + text[end:]
    return text


def prepared(name: str, folder: Path, repository: Path) -> Path:
    """What a page finds in its folder; which package its commands run."""
    shutil.copytree(repository / "examples", folder / "examples")
    if name.startswith("add-"):  # these pages change the package: a copy of it
        shutil.copytree(repository / "luohu_fiscal", folder / "luohu_fiscal")
        return folder
    (folder / "luohu_fiscal").symlink_to(repository / "luohu_fiscal")
    if name == "ci.md":
        account(folder / "reports", "bad.yaml", resources=200)
        for stage in ("draft", "final"):
            paper(folder / "reports" / f"2024-{stage}.pdf", *PAPERS[stage])
    if name == "performance.md":
        account(folder / "reports")
    return repository


def paper(target: Path, *lines: str) -> None:
    """A PDF of one page with these lines."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(target), invariant=1)
    canvas.setFont("STSong-Light", 10)
    for number, line in enumerate(lines):
        canvas.drawString(60, 780 - 24 * number, line)
    canvas.save()


def python(block: Block, names: dict[str, object]) -> str:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(block.text, f"line {block.line}", "exec"), names)  # our own page
    return said.getvalue()


@pytest.mark.parametrize("name", PAGES)
def test_the_code_of_the_page_runs_and_prints_what_is_shown(
    name: str, tmp_path: Path, repository: Path, request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    folder = tmp_path / "page"
    folder.mkdir()
    shell = Shell(folder, tmp_path / "tools", prepared(name, folder, repository))
    monkeypatch.chdir(folder)
    update = request.config.getoption("--update-golden")
    names: dict[str, object] = {}
    printed: str | None = None
    for block in blocks(text_of(name)):
        place = f"{name}, line {block.line}"
        if block.kind == "sh" and block.text.splitlines() != SET_UP:
            done = shell.run(block.text)
            expected = 1 if block.text in FINDING else 0
            assert done.returncode == expected, f"{place}: {done.stdout}{done.stderr}"
        elif block.kind == "console":
            real = "".join(
                f"$ {command}\n{answer(shell, command, shown, place, update=update)}"
                for command, shown in commands(block.text)
            )
            if update:
                rewritten(DOCS / name, block, real)
            assert update or block.text == real
        if block.kind == "text":
            assert printed is not None, f"{place}: nothing above it prints"
            if update:
                rewritten(DOCS / name, block, printed)
            assert update or block.text == printed, f"{place}: {printed}"
            printed = None
        assert not printed, f"{place}: above it, output that the page does not show"
        if block.kind == "python":
            printed = python(block, names)
    assert not printed, f"{name}: output that the page does not show"


def answer(shell: Shell, command: str, shown: str, place: str, *, update: bool) -> str:
    """What a command prints; what the page shows of it, where that leaves out lines and agrees."""
    done = shell.run(command)
    assert done.returncode in (0, 1), f"{place}: {done.stderr}"
    if LEFT_OUT not in shown.splitlines():
        return done.stdout
    assert update or agrees(shown, done.stdout), f"{place}: {done.stdout}"
    return shown


@pytest.mark.parametrize("name", PAGES)
def test_every_kind_of_block_is_one_that_is_tried(name: str) -> None:
    # yaml and toml of ci.md are tried in test_dropin.py, that of formats.md below.
    tried = {"sh", "console", "python", "text", "yaml", "toml"}
    assert {block.kind for block in blocks((DOCS / name).read_text("utf-8"))} <= tried


def test_the_data_file_that_is_shown_is_one(tmp_path: Path) -> None:
    from luohu_fiscal import load, reconcile

    (block,) = [one for one in blocks(text_of("formats.md")) if one.kind == "yaml"]
    file = tmp_path / "shown.yaml"
    file.write_text(block.text, "utf-8")
    assert reconcile(load(file)).summary["exact"] >= 3


def test_every_path_that_a_page_names_exists(repository: Path) -> None:
    made = {"luohu_fiscal/wording/示例.toml"}  # the page makes it
    for page in DOCS.rglob("*.md"):
        named = set(
            re.findall(r"`((?:luohu_fiscal|examples|tests|docs)/[\w./]*)`", page.read_text("utf-8"))
        )
        for path in named - made:
            assert (repository / path).exists(), f"{page.name}: {path}"
