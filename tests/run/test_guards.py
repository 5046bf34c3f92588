"""A bug takes one finding or one document, never the run: it is told with its place, and the exit is 2."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from luohu_fiscal import check
from luohu_fiscal.cli import main
from luohu_fiscal.errors import Bug
from luohu_fiscal.reconcile.finding import Finding, Reconciliation
from luohu_fiscal.reconcile.scene import Scene
from luohu_fiscal.render import FORMATS
from luohu_fiscal.render.sheet import Sheet
from luohu_fiscal.run.pipeline import Run
from tests.test_cli import account

Capture = pytest.CaptureFixture[str]
RECONCILE = "luohu_fiscal.reconcile"
BAD = "bad.yaml"


@pytest.fixture
def accounts(tmp_path: Path) -> Path:
    """Three accounts, years apart; the total of each is off by fifty."""
    folder = tmp_path / "accounts"
    folder.mkdir()
    for year, name in ((2012, "a.yaml"), (2015, BAD), (2018, "c.yaml")):
        account(folder, name, remitted=60, year=year)
    return folder


def holds(scene: Scene, name: str = BAD) -> bool:
    return any(report.document.path.endswith(name) for report in scene.reports)


def plant(monkeypatch: pytest.MonkeyPatch, frame: str, *, together: bool = False) -> None:
    """A rule that fails at one document, or only where several are judged together."""
    module = importlib.import_module(RECONCILE)
    sound = module.FRAMES[frame]

    def broken(scene: Scene) -> Iterator[Finding]:
        yield from sound(scene)
        if len(scene.reports) > 1 if together else holds(scene):
            raise ZeroDivisionError("planted")

    monkeypatch.setattr(module, "FRAMES", {**module.FRAMES, frame: broken})


def told(run: Run) -> dict[str, list[str]]:
    return {
        Path(sheet.path).name: [finding.rule for finding in sheet.findings] for sheet in run.sheets
    }


@pytest.mark.parametrize("place", [None, "某区"])
def test_a_bug_in_a_rule_costs_what_that_rule_says_of_that_document(
    accounts: Path, monkeypatch: pytest.MonkeyPatch, place: str | None
) -> None:
    whole = told(check([accounts], jurisdiction=place))
    assert "LF103" in whole[BAD]
    plant(monkeypatch, "totals")
    run = check([accounts], jurisdiction=place)
    left = told(run)
    assert left["a.yaml"] == whole["a.yaml"] and left["c.yaml"] == whole["c.yaml"]
    assert left[BAD] == [rule for rule in whole[BAD] if rule not in ("LF102", "LF103")]
    assert left[BAD]
    (failure,) = run.failures
    assert isinstance(failure.error, Bug)
    assert str(failure.error).startswith(
        f"{accounts / BAD}: rule LF102: a bug in luohu_fiscal, not in the document "
        "(ZeroDivisionError: planted, at "
    )
    assert str(failure.error).endswith("; please report it")


def test_a_bug_in_comparing_costs_the_comparison(
    accounts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = told(check([accounts], jurisdiction="某区", select=["LF103"]))
    plant(monkeypatch, "totals", together=True)
    run = check([accounts], jurisdiction="某区", select=["LF103"])
    assert told(run) == whole
    (failure,) = run.failures
    assert "compared with the other reports: a bug in luohu_fiscal" in str(failure.error)


def test_a_bug_in_explaining_costs_the_explanations_of_that_document(
    accounts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = sys.modules["luohu_fiscal.explain"]
    sound = module.explain

    def broken(reconciliation: Reconciliation) -> Any:
        if any(report.document.path.endswith(BAD) for report in reconciliation.reports):
            raise ZeroDivisionError("planted")
        return sound(reconciliation)

    whole = check([accounts], select=["LF103"])
    assert all(finding.explanations for finding in whole.findings)
    monkeypatch.setattr(module, "explain", broken)
    run = check([accounts], select=["LF103"])
    assert told(run) == told(whole)
    assert [bool(finding.explanations) for finding in run.findings] == [True, False, True]
    assert "explaining: a bug in luohu_fiscal" in str(run.failures[0].error)


@pytest.mark.parametrize("format", [entry.name for entry in FORMATS if "check" in entry.shows])
def test_a_bug_in_a_format_costs_one_finding(
    accounts: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, format: str
) -> None:
    module = importlib.import_module(f"luohu_fiscal.render.{format}")
    sound = module.check

    def broken(sheets: Sequence[Sheet], **more: Any) -> str:
        if any(
            sheet.path.endswith(BAD) and finding.rule == "LF103"
            for sheet in sheets
            for finding in sheet.findings
        ):
            raise ZeroDivisionError("planted")
        return str(sound(sheets, **more))

    monkeypatch.setattr(module, "check", broken)
    assert main(["check", str(accounts), "--format", format]) == 2
    shown = capsys.readouterr()
    assert shown.err.count("\n") == 1
    assert f"{BAD}: showing LF103 total-uses: a bug in luohu_fiscal, not in" in shown.err
    assert "a.yaml" in shown.out or format == "summary"
    if format == "json":
        rules = [
            {finding["rule"] for finding in entry["findings"]} for entry in json.loads(shown.out)
        ]
        assert ["LF103" in found for found in rules] == [True, False, True]
        assert all("LF102" in found for found in rules)


def test_a_document_that_cannot_be_shown_at_all_leaves_the_others(
    accounts: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    module = importlib.import_module("luohu_fiscal.render.json")
    sound = module.extract

    def broken(sheets: Sequence[Sheet], **more: Any) -> str:
        if any(sheet.path.endswith(BAD) for sheet in sheets):
            raise RecursionError("planted")
        return str(sound(sheets, **more))

    monkeypatch.setattr(module, "extract", broken)
    assert main(["extract", str(accounts), "--format", "json"]) == 2
    shown = capsys.readouterr()
    assert f"{BAD}: shown: a bug in luohu_fiscal" in shown.err and shown.err.count("\n") == 1
    assert len(json.loads(shown.out)) == 2


@pytest.mark.parametrize("format", ["sarif", "junit"])
def test_what_is_left_of_a_document_is_told_in_every_format_beside_the_bug(
    accounts: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, format: str
) -> None:
    plant(monkeypatch, "totals")
    assert main(["check", str(accounts), "--format", format]) == 2
    shown = capsys.readouterr().out
    assert "a bug in luohu_fiscal" in shown
    if format == "junit":
        assert "LF104 closing" in shown.split(BAD, 1)[1]
    else:
        (ran,) = json.loads(shown)["runs"]
        summary = {Path(one["file"]).name: one for one in ran["properties"]["summary"]}
        assert summary[BAD]["exact"] == 1 and summary["a.yaml"]["exact"] == 2


#: Documents that cost a run its verdicts once, with how they end now.
ODD = {
    "debt.txt": "全市政府债务余额100亿元，债务收入年初预算50亿元，其中一般债券30亿元。",
    "digits.txt": "一般预算支出1元万其中999999999999999999999999998百万元",
    "more.txt": "一般公共预算收入99999999999999999999999999999999万元，税收收入1元，非税收入2元。",
}


@pytest.mark.parametrize("name", ODD)
def test_odd_documents_are_read_and_judged_and_no_bug_is_met(
    tmp_path: Path, capsys: Capture, name: str
) -> None:
    file = tmp_path / name
    file.write_text(ODD[name], "utf-8")
    account(tmp_path)
    for format in (entry.name for entry in FORMATS if "check" in entry.shows):
        main(["check", str(tmp_path), "--format", format])
        assert "bug" not in capsys.readouterr().err
    assert main(["extract", str(file)]) == 0
