"""Marking: what a right, a wrong, a missing and an extra answer come to, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from wcwidth import wcswidth

from luohu_fiscal.classroom.answers import Answer, read_answers
from luohu_fiscal.classroom.exercise import exercise
from luohu_fiscal.classroom.key import AnswerKey, Broken, Correction, PlantedError
from luohu_fiscal.classroom.kinds import kinds
from luohu_fiscal.classroom.marking import grade
from luohu_fiscal.cli import main
from luohu_fiscal.datafiles.yamlfile import read_yaml
from luohu_fiscal.errors import DataError

TOTAL = PlantedError(
    cell="8a",
    item="收入总计",
    account="一般公共预算2023年执行",
    unit="万元",
    printed=Decimal(120),
    correct=Decimal(102),
    slip="transposition",
    breaks=(
        Broken(rule="LF102", cells=("1a", "2a", "8a")),
        Broken(rule="LF104", cells=("8a", "13a", "14a")),
    ),
    accepts=(Correction(cell="8a", value=Decimal(102)),),
)
LINE = PlantedError(
    cell="10a",
    item="上解支出",
    account="一般公共预算2023年执行",
    unit="万元",
    printed=Decimal(50),
    correct=Decimal(5),
    slip="digit",
    breaks=(Broken(rule="LF103", cells=("9a", "10a", "13a")),),
    accepts=(Correction(cell="10a", value=Decimal(5)), Correction(cell="9a", value=Decimal(7))),
)
CELLS = {f"{row}a": "万元" for row in range(1, 15)} | {"1c": "%"}
KEY = AnswerKey(exercise="balance-1-2", kind="balance", cells=CELLS, errors=(TOTAL, LINE))


def answer(rules: str, cell: str, value: int | None = None) -> Answer:
    return Answer(frozenset(rules.split()), cell, None if value is None else Decimal(value))


RIGHT = (answer("LF102 LF104", "8a", 102), answer("LF103", "10a", 5))


@pytest.mark.parametrize(
    ("answers", "got"),
    [
        (RIGHT, 8),
        (RIGHT[::-1], 8),
        ((RIGHT[0], answer("LF103", "9a", 7)), 8),  # another correction that adds up
        ((RIGHT[0], answer("LF103", "9a", 5)), 7),  # the value of another cell
        ((RIGHT[0], answer("LF103", "10a")), 7),  # where, but not how much
        ((RIGHT[0], answer("LF103", "13a", 5)), 6),  # the sum, but not the number
        ((RIGHT[0], answer("LF103 LF104", "10a", 5)), 7),  # a rule too many
        ((answer("LF102", "8a", 102), RIGHT[1]), 7),  # a rule too few
        (RIGHT[:1], 4),
        ((), 0),
        ((*RIGHT, answer("LF101", "3a", 1)), 7),  # an answer that is no error
        ((*RIGHT, answer("LF103", "13a", 1)), 7),  # an error answered twice
        ((answer("LF101", "3a"), answer("LF101", "4a")), 0),  # never below zero
        ((answer("LF101", "8a", 102), RIGHT[1]), 6),  # the number without its rule
    ],
)
def test_the_marks_are_those_the_sheet_announces(answers: tuple[Answer, ...], got: int) -> None:
    assert grade(KEY, answers).got == got


def test_answers_are_put_to_errors_so_that_the_marks_are_the_most_there_can_be() -> None:
    # The first earns a mark for either error; the second only for the first error.
    both = answer("LF102 LF103", "13a")
    key = KEY.model_copy(update={"errors": (LINE, LINE.model_copy(update={"cell": "9a"}))})
    assert grade(key, (both, RIGHT[1])).got == 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("exercise: balance-1-2\nanswers: 3", "a.yaml:2: answers: is no list"),
        ("answers: []", "a.yaml:1: exercise: is missing"),
        ("exercise: debt-1-2\nanswers: []", "debt-1-2 is not balance-1-2"),
        ("exercise: balance-1-2\nanswers: [{rules: [LF102], cell: 99z}]", "no number in cell 99z"),
        ("exercise: balance-1-2\nanswers: [{rules: [LF999], cell: 8a}]", "no rule LF999"),
        ("exercise: balance-1-2\nanswers: [{rules: [], cell: 8a}]", "names no rule"),
        ("exercise: balance-1-2\nanswers: [{rules: LF102, cell: 8a}]", "is not a list"),
        ("exercise: balance-1-2\nanswers: [{cell: 8a}]", "names no rule"),
        ("exercise: balance-1-2\nanswers: [{rules: [LF102]}]", "names no cell"),
        (
            "exercise: balance-1-2\nanswers: [{rules: [LF102], cel: 8a}]",
            "unknown key; did you mean",
        ),
        ("exercise: balance-1-2\nanswers: [{rules: [LF102], cell: 8a, value: 1.5}]", "is a float"),
        (
            "exercise: balance-1-2\nanswers: [{rules: [LF102], cell: 8a, value: many}]",
            "not a printed",
        ),
        (
            "exercise: balance-1-2\nanswers:\n- {rules: [LF102], cell: 8a}\n- {rules: [LF104], cell: 8A}",
            "a.yaml:4: answers[1].cell: cell 8a is answered twice",
        ),
        ("- 1", "stands where a mapping belongs"),
    ],
)
def test_a_malformed_answer_is_refused_in_one_line_that_names_the_place(
    text: str, said: str
) -> None:
    with pytest.raises(DataError) as caught:
        read_answers(read_yaml(text, "a.yaml"), KEY)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_numbers_may_be_written_as_a_student_writes_them() -> None:
    text = (
        'exercise: balance-1-2\nanswers:\n- {rules: [lf102], cell: 8A, value: "1,024 万元"}\n'
        '- {rules: [LF102], cell: 9a, value: 1024}\n- {rules: [LF401], cell: 1c, value: "－5.6％"}\n'
        '- {rules: [LF102], cell: 10a, value: "0.1024亿元"}\n- {rules: [LF102], cell: 11a, value: ""}\n'
    )
    values = [one.value for one in read_answers(read_yaml(text), KEY).answers]
    assert values == [1024, 1024, Decimal("-5.6"), 1024, None]


@pytest.mark.parametrize("kind", [kind.name for kind in kinds()])
def test_a_teacher_hands_out_checks_and_marks_from_the_command_line(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "class"
    made = ["exercise", "--kind", kind, "--seed", "4", "--errors", "2"]
    assert main([*made, "--folder", str(folder)]) == 0
    sheet, data, key_file, form = capsys.readouterr().out.split()
    assert main([*made]) == 0
    assert capsys.readouterr().out == Path(sheet).read_text("utf-8")
    assert main(["check", "--isolated", "--format", "json", data]) in (0, 1)
    findings = json.loads(capsys.readouterr().out)["findings"]
    key = exercise(kind, 4, 2).key
    assert sorted(one["rule"] for one in findings if one["verdict"] == "breach") == sorted(
        one.rule for error in key.errors for one in error.breaks
    )
    assert main(["grade", "--key", key_file, form]) == 1
    assert "0 of 8 marks" in capsys.readouterr().out
    answers = [
        {"rules": sorted(error.rules), "cell": error.cell, "value": f"{error.correct:f}"}
        for error in key.errors
    ]
    right = tmp_path / "right.json"
    right.write_text(json.dumps({"exercise": key.exercise, "answers": answers}), "utf-8")
    # Without a key it is made anew from the name of the exercise.
    assert main(["grade", str(right), "--format", "json"]) == 0
    (marked,) = json.loads(capsys.readouterr().out)
    assert (marked["got"], marked["of"]) == (8, 8)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["exercise", "--kind", "sums"],
            "no kind of exercise sums; use balance, transfers, years, debt, growth or mixed",
        ),
        (["exercise", "--kind", "years", "--errors", "5"], "does not take 5 errors; use 1 to 4"),
        (["exercise", "--kind", "years", "--errors", "0"], "does not take 0 errors"),
        (["exercise", "--kind", "years", "--seed", "-1"], "is not a whole number"),
        (["exercise"], "the following arguments are required: --kind"),
        (["grade", "no such file.yaml"], "no such file.yaml: no such file; check the path"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_2(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    shown = capsys.readouterr().err
    assert said in shown and shown.count("\n") == 1


def test_the_help_names_every_kind(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["exercise", "--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    *most, last = (kind.name for kind in kinds())
    assert f"{', '.join(most)} or {last}" in shown


def test_a_key_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = tmp_path / "key.yaml"
    made.write_text("exercise: balance-1-2\nkind: balance\ncells: {}\nerrors: 3\n", "utf-8")
    answers = tmp_path / "a.yaml"
    answers.write_text("exercise: balance-1-2\nanswers: []\n", "utf-8")
    assert main(["grade", "--key", str(made), str(answers)]) == 2
    assert "errors" in capsys.readouterr().err


@pytest.mark.parametrize(
    "name", ["sheet.md", "sheet.html", "key.yaml", "form.yaml", "figures.yaml"]
)
def test_an_exercise_is_what_its_golden_files_say(
    name: str, golden: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    part, _, suffix = name.partition(".")
    made = ["exercise", "--kind", "debt", "--seed", "11", "--part", part]
    assert main([*made, *(["--html"] if suffix == "html" else [])]) == 0
    golden(f"exercise.{name}", capsys.readouterr().out)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_marked_answer_is_what_its_golden_file_says(
    lang: str,
    golden: Callable[[str, str], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    first, second, _ = exercise("debt", 11).key.errors
    right = (
        f"{{rules: [{', '.join(sorted(first.rules))}], cell: {first.cell}, value: {first.correct}}}"
    )
    wrong = f"{{rules: [{second.breaks[0].rule}], cell: {second.breaks[0].cells[0]}, value: 1}}"
    text = f"exercise: debt-11-3\nanswers:\n- {right}\n- {wrong}\n- {{rules: [LF101], cell: 1a}}\n"
    Path("answers.yaml").write_text(text, "utf-8")
    assert main(["grade", "answers.yaml", "--lang", lang]) == 1
    golden(f"grade.{lang}.text", capsys.readouterr().out)


def test_the_rows_of_a_sheet_line_up_in_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["exercise", "--kind", "mixed", "--seed", "2"]) == 0
    tables = capsys.readouterr().out.split("\n\n")
    for table in tables:
        rows = [line for line in table.split("\n") if line.startswith("|")]
        assert len({wcswidth(row) for row in rows}) <= 1
