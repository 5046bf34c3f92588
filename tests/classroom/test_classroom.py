"""Exercises: a sheet has exactly the planted errors, and its own key earns full marks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from luohu_fiscal import load, reconcile
from luohu_fiscal.classroom.answers import key_in
from luohu_fiscal.classroom.chance import Chance
from luohu_fiscal.classroom.desk import hand_out, part, take_in
from luohu_fiscal.classroom.exercise import exercise, named
from luohu_fiscal.classroom.key import MARKS, AnswerKey
from luohu_fiscal.classroom.kinds import kinds
from luohu_fiscal.classroom.layout import layout_of, percent, sound_report
from luohu_fiscal.classroom.ledger import draw_ledger
from luohu_fiscal.classroom.plant import changed
from luohu_fiscal.datafiles.yamlfile import write_yaml
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.reconcile.finding import Verdict
from luohu_fiscal.run.pipeline import check

KINDS = [kind.name for kind in kinds()]
#: Two hundred seeds, every kind and every number of errors it takes among them.
SHEETS = [
    (kind.name, seed, 1 + seed // len(KINDS) % kind.most)
    for seed in range(200)
    for kind in [kinds()[seed % len(KINDS)]]
]

Breach = tuple[str, frozenset[str]]


def found(file: str) -> set[Breach]:
    """What `check` says cannot be true of a file, by rule and cells."""
    run = check([file])
    assert not run.failures
    return {
        (one.rule, frozenset({t.figure for t in one.terms} | ({one.claim} if one.claim else set())))
        for one in run.findings
        if one.verdict is Verdict.BREACH
    }


def planted(key: AnswerKey) -> list[Breach]:
    return [(one.rule, frozenset(one.cells)) for error in key.errors for one in error.breaks]


def handed_in(key: AnswerKey, choice: int = 0) -> str:
    """An answer file that gives one of the corrections the key accepts for each error."""
    answers = []
    for error in key.errors:
        given = error.accepts[min(choice, len(error.accepts) - 1)]
        value = f"{given.value:,f}"
        answers.append({"rules": sorted(error.rules), "cell": given.cell, "value": value})
    return write_yaml({"exercise": key.exercise, "answers": answers})


def holds(kind: str, seed: int, errors: int, folder: Path) -> None:
    _, data, key_file, _ = hand_out(kind, seed, errors, str(folder))
    key = key_in(key_file)
    assert len(key.errors) == errors
    breaches = planted(key)
    # Each breach belongs to one error, and there is no other.
    assert len(breaches) == len(set(breaches))
    assert found(data) == set(breaches)
    allowed = next(one for one in kinds() if one.name == kind)
    assert {rule for rule, _ in breaches} <= set(allowed.all_rules)
    assert all(one.rules & set(allowed.rules) for one in key.errors)
    answers = folder / "answers.yaml"
    several = any(len(error.accepts) > 1 for error in key.errors)
    for choice in (0, 1) if several else (0,):
        answers.write_text(handed_in(key, choice), "utf-8")
        ((_, mark),) = take_in([str(answers)], key_file)
        assert mark.full and mark.got == MARKS * errors
    ((_, mark),) = take_in([str(key_file)])
    assert mark.full and mark.got == MARKS * errors


@pytest.mark.parametrize("first", range(0, 200, 20))
def test_a_sheet_has_exactly_the_planted_breaches_and_its_key_earns_full_marks(
    first: int, tmp_path: Path
) -> None:
    for kind, seed, errors in SHEETS[first : first + 20]:
        holds(kind, seed, errors, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_two_hundred_sheets_of_every_kind_hold(kind: str, tmp_path: Path) -> None:
    for seed in range(1000, 1200):
        holds(kind, seed, 3, tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_the_errors_of_a_kind_come_from_all_its_rules(kind: str) -> None:
    wanted = next(one for one in kinds() if one.name == kind)
    seen = {
        rule for seed in range(12) for one in exercise(kind, seed).key.errors for rule in one.rules
    }
    assert set(wanted.rules) <= seen


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_stands_alone_and_every_accepted_correction_takes_it_away(kind: str) -> None:
    made = exercise(kind, 31)
    whole = set(planted(made.key))
    for error in made.key.errors:
        own = {(one.rule, frozenset(one.cells)) for one in error.breaks}
        for accepted in error.accepts:
            mended = changed(made.report, {accepted.cell: accepted.value})
            assert of(mended) == whole - own
    right = changed(made.report, {one.cell: one.correct for one in made.key.errors})
    assert of(right) == set()
    for error in made.key.errors:
        own = {(one.rule, frozenset(one.cells)) for one in error.breaks}
        assert of(changed(right, {error.cell: error.printed})) == own


def of(report: BudgetReport) -> set[Breach]:
    return {
        (one.rule, frozenset({t.figure for t in one.terms} | ({one.claim} if one.claim else set())))
        for one in reconcile(report).findings
        if one.verdict is Verdict.BREACH
    }


@pytest.mark.parametrize("kind", kinds(), ids=KINDS)
def test_an_invented_district_adds_up_before_errors_are_planted(kind: object) -> None:
    wanted = next(one for one in kinds() if one is kind)
    for seed in range(25):
        layout = layout_of(wanted, 2023)
        report = sound_report(layout, draw_ledger(wanted, 2023, Chance(str(seed))))
        judged = reconcile(report)
        assert not judged.summary["breach"], judged.findings
        assert all(figure.amount.printed > 0 for figure in report.figures)
        assert {one.rule for one in judged.findings} >= set(wanted.rules)


def test_a_name_gives_the_same_bytes_every_time() -> None:
    for name in ("sheet", "figures", "key", "form"):
        assert part(name, "mixed", 8, 4) == part(name, "mixed", 8, 4)
    assert part("sheet", "mixed", 8, 4, html=True) == part("sheet", "mixed", 8, 4, html=True)
    assert part("sheet", "mixed", 8, 4) != part("sheet", "mixed", 9, 4)
    assert named("mixed-8-4").key == exercise("mixed", 8, 4).key


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("html", [False, True], ids=["markdown", "html"])
def test_the_printed_sheet_shows_the_numbers_of_its_data_file(
    kind: str, html: bool, tmp_path: Path
) -> None:
    sheet, data, _, _ = hand_out(kind, 3, 2, str(tmp_path), html=html)
    report = load(data)
    wanted = {one.id: f"{one.amount.printed:,f}" for one in report.figures}
    wanted |= {one.id: f"{one.value:f}" for one in report.claims}
    assert cells(Path(sheet).read_text("utf-8"), html) == wanted


def cells(text: str, html: bool) -> dict[str, str]:
    """The numbers of a sheet by row number and the letter in the head of their column."""
    shown: dict[str, str] = {}
    letters: list[str] = []
    line = re.compile(r"<tr>(.*?)</tr>" if html else r"^\|(.*)\|$", re.MULTILINE | re.DOTALL * html)
    for row in line.findall(text):
        parts = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) if html else row.split("|")
        parts = [part.strip() for part in parts]
        heads = [re.search(r"（([a-z])）$", part) for part in parts]
        if any(heads):
            letters = [head[1] for head in heads if head]
        elif parts[0].isdigit():
            numbers = zip(letters, parts[3:], strict=True)
            shown |= {f"{parts[0]}{letter}": number for letter, number in numbers if number}
    return shown


@pytest.mark.parametrize(
    ("part_of", "whole", "rate"),
    [
        (561, 1000, "56.1"),
        (-79, 1000, "-7.9"),
        (1, 8, "12.5"),
        (125, 10_000, "1.3"),
        (-125, 10_000, "-1.3"),
    ],
)
def test_a_rate_is_rounded_half_up_away_from_zero(part_of: int, whole: int, rate: str) -> None:
    assert f"{percent(part_of, whole):f}" == rate
