"""What is said of a document itself: unreadable among others, tables without a unit, suspect units."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from luohu_fiscal.cli import main
from luohu_fiscal.model.figures import NO_UNIT, DocumentInfo, Source, Unplaced
from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.reconcile import reconcile
from tests.reconcile.accounts import fund
from tests.test_cli import account

Capture = pytest.CaptureFixture[str]


def test_a_file_that_cannot_be_read_is_a_finding_among_others(
    tmp_path: Path, capsys: Capture
) -> None:
    account(tmp_path, "a.yaml")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 cut")
    assert main(["check", str(tmp_path), "--format", "json"]) == 2
    shown = capsys.readouterr()
    bad = next(
        entry for entry in json.loads(shown.out) if entry["document"]["path"].endswith("pdf")
    )
    (finding,) = bad["findings"]
    assert (finding["rule"], finding["severity"], finding["verdict"]) == (
        "LF901",
        "warning",
        "undecided",
    )
    assert "damaged" in finding["message"]
    assert shown.err.count("\n") == 1


def test_by_itself_it_is_one_line_and_no_output(tmp_path: Path, capsys: Capture) -> None:
    bad = tmp_path / "b.pdf"
    bad.write_bytes(b"%PDF-1.4 cut")
    assert main(["check", str(bad), "--format", "json"]) == 2
    shown = capsys.readouterr()
    assert not shown.out
    assert shown.err.count("\n") == 1


def test_ignoring_the_rule_leaves_the_line_and_the_exit_code(
    tmp_path: Path, capsys: Capture
) -> None:
    account(tmp_path, "a.yaml")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 cut")
    assert main(["check", str(tmp_path), "--format", "json", "--ignore", "LF901"]) == 2
    shown = capsys.readouterr()
    assert len(json.loads(shown.out)) == 1
    assert shown.err.count("\n") == 1


def unplaced(amount: str, page: int = 7, reason: str = NO_UNIT) -> Unplaced:
    source = Source(page=page, line=3, start=0, end=1, text=amount)
    return Unplaced(amount=amount, reason=reason, source=source)


@pytest.mark.parametrize(
    ("entries", "pages"),
    [
        ([unplaced("12345"), unplaced("678"), unplaced("1.5", page=8)], [7, 8]),
        ([unplaced("12"), unplaced("678")], []),
        ([unplaced("12345", reason="something else")], []),
    ],
)
def test_a_table_of_amounts_without_a_unit_is_told_once_a_page(
    entries: list[Unplaced], pages: list[int]
) -> None:
    report = BudgetReport(document=DocumentInfo(path="a.pdf"), unplaced=tuple(entries))
    findings = [one for one in reconcile(report).findings if one.rule == "LF902"]
    assert [one.places[0].source.page for one in findings if one.places[0].source] == pages
    assert {one.severity.value for one in findings} <= {"note"}


@pytest.mark.parametrize(
    ("line", "suspect"), [("65亿元", True), ("65万元", False), ("9万元", False)]
)
def test_a_line_a_hundred_times_its_total_may_be_in_another_unit(line: str, suspect: bool) -> None:
    budget = fund(resources={"甲": line, "乙": 100}, total_resources=200)
    report = report_of([budget])
    opened = [
        one.model_copy(update={"closed": None}) if one.role == "total" else one
        for one in report.figures
    ]
    report = report.model_copy(update={"figures": tuple(opened)})
    findings = [one for one in reconcile(report).findings if one.rule == "LF903"]
    assert bool(findings) is suspect
    assert {one.severity.value for one in findings} <= {"warning"}
