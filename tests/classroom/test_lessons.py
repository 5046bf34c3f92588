"""The eight lessons run, and print what their golden files say: every number comes from the library."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from wcwidth import wcswidth

LESSONS = (
    "a_three_books",
    "b_two_right_numbers",
    "c_between_books",
    "d_debt_and_limit",
    "e_growth_and_base",
    "f_error_hunt",
    "g_four_years",
    "h_from_pdf_to_table",
)


@pytest.fixture
def lesson(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    def run(name: str, *arguments: str) -> str:
        script = repository / "examples" / "lessons" / f"{name}.py"
        monkeypatch.setattr(sys, "argv", [str(script), *arguments])
        runpy.run_path(str(script), run_name="__main__")
        return capsys.readouterr().out

    return run


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_prints_what_its_golden_file_says(
    name: str, lesson: Callable[..., str], golden: Callable[[str, str], None]
) -> None:
    shown = lesson(name)
    assert "思考题 Questions" in shown and "答 Answers" in shown
    golden(f"lesson.{name[0]}.txt", shown)


def test_every_lesson_is_tested(repository: Path) -> None:
    folder = repository / "examples" / "lessons"
    assert {file.stem for file in folder.glob("*.py")} == set(LESSONS)


def test_the_numbers_of_the_lessons_are_those_of_the_published_accounts(
    lesson: Callable[..., str],
) -> None:
    # Worked out by hand from the published figures, apart from the library.
    assert f"相加得 {2364587 + 465360 + 2508:,}万元，其中 {59213 + 704:,}万元" in lesson(LESSONS[0])
    assert f"{37792 + 27974:,} 和 {465360 - 399595:,} 都对" in lesson(LESSONS[1])
    assert f"其余 {78402 - 59213 - 704:,}" in lesson(LESSONS[2])
    assert f"专项债务还有 {744300 - 743550:,}万元" in lesson(LESSONS[3])
    assert f"{(1256870 / 1395034 - 1) * 100:.3f}%" in lesson(LESSONS[4])
    assert f"{(1395034 / 1370112 - 1) * 100:+.1f}%" in lesson(LESSONS[6])


def test_the_error_hunt_takes_a_kind_and_a_seed(lesson: Callable[..., str]) -> None:
    assert "练习编号 years-3-2" in lesson("f_error_hunt", "years", "3")


def test_the_last_lesson_reads_the_document_a_user_names(
    lesson: Callable[..., str], tmp_path: Path
) -> None:
    paper = tmp_path / "paper.txt"
    paper.write_text(
        "关于某某市2023年预算执行情况的报告\n\n1.一般公共预算\n\n"
        "全市一般公共预算收入完成900万元，加上上级补助收入100万元，收入总计1,000万元。\n",
        "utf-8",
    )
    assert "LF102 total-resources: 完全相符 exact" in lesson("h_from_pdf_to_table", str(paper))


@pytest.mark.parametrize("name", ["a_three_books", "d_debt_and_limit", "g_four_years"])
def test_the_columns_of_a_table_line_up(name: str, lesson: Callable[..., str]) -> None:
    for block in lesson(name).split("\n\n"):
        rules = [line for line in block.split("\n") if line.startswith("---") or "  ---" in line]
        for rule in rules:
            below = block.split("\n")[block.split("\n").index(rule) + 1 :]
            assert all(wcswidth(row.rstrip()) <= wcswidth(rule) for row in below)
