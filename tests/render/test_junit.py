"""JUnit XML: a test case for each identity, and nothing that was not judged passes."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luohu_fiscal.cli import main
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.reconcile.finding import Reconciliation, Verdict
from luohu_fiscal.render import render, renderer
from luohu_fiscal.run.pipeline import Run, check
from tests.render.made_up import sample

OUTCOME = {Verdict.BREACH: ["failure"], Verdict.UNDECIDED: ["skipped"]}


@pytest.fixture(scope="module")
def luohu(repository: Path) -> Run:
    return check([repository / "luohu_fiscal/data/luohu"])


def test_every_identity_is_one_case_that_passes_only_if_it_was_judged(luohu: Run) -> None:
    root = ET.fromstring(renderer("junit", "check")(luohu.sheets))
    for sheet, suite in zip(luohu.sheets, root, strict=True):
        assert suite.get("name") == sheet.path
        for finding, case in zip(sheet.findings, suite, strict=True):
            told = [child.tag for child in case if child.tag != "system-out"]
            assert told == OUTCOME.get(finding.verdict, [])
    assert int(root.get("tests", "")) == len(luohu.findings) > 100


def test_the_counts_are_those_of_the_cases(luohu: Run) -> None:
    root = ET.fromstring(renderer("junit", "check")(luohu.sheets))
    for key, tag in (("failures", "failure"), ("skipped", "skipped"), ("tests", "testcase")):
        assert int(root.get(key, "")) == len(root.findall(f".//{tag}")) > 0
        assert int(root.get(key, "")) == sum(int(suite.get(key, "")) for suite in root)


def test_no_two_cases_of_a_file_share_a_name(luohu: Run) -> None:
    root = ET.fromstring(renderer("junit", "check")(luohu.sheets))
    for suite in root:
        names = [case.get("name") for case in suite]
        assert len(set(names)) == len(names)


def test_a_failure_says_its_severity_and_the_sum() -> None:
    root = ET.fromstring(render(sample(), "junit", lang="zh"))
    failure = root.find(".//failure")
    assert failure is not None and failure.get("type") == "error"
    assert "差额100万元" in failure.get("message", "") and "上解支出" in (failure.text or "")


def test_a_report_without_any_identity_is_skipped_not_passed() -> None:
    empty = Reconciliation((BudgetReport(),), ())
    root = ET.fromstring(render(empty, "junit"))
    assert (root.get("tests"), root.get("skipped")) == ("1", "1")


def test_a_file_that_cannot_be_read_is_an_error_in_the_list(tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    out = tmp_path / "out.xml"
    assert main(["check", str(tmp_path / "bad.pdf"), "--format", "junit", "-o", str(out)]) == 2
    root = ET.parse(out).getroot()
    assert root.get("errors") == "1"
    (error,) = root.iter("error")
    assert "bad.pdf" in error.get("message", "")


@given(st.text())
def test_any_label_makes_well_formed_xml(label: str) -> None:
    made = sample()
    figures = tuple(f.model_copy(update={"label": label}) for f in made.reports[0].figures)
    report = made.reports[0].model_copy(update={"figures": figures})
    text = render(Reconciliation((report,), made.findings), "junit")
    assert len(ET.fromstring(text).findall(".//testcase")) == 4
