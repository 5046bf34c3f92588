"""SARIF: valid by the schema of the standard, and a name for a finding that outlives its file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luohu_fiscal.cli import main
from luohu_fiscal.datafiles import loads
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.render import render
from luohu_fiscal.render.fingerprint import fingerprints
from luohu_fiscal.render.sheet import sheets_of
from luohu_fiscal.run.pipeline import check
from tests.places import TESTS
from tests.render.made_up import sample

SCHEMA = json.loads((TESTS / "schemas" / "sarif-2.1.0.json").read_text("utf-8"))
EXAMPLE = "examples/planted.yaml"


@pytest.fixture(scope="module")
def planted(repository: Path) -> str:
    return (repository / EXAMPLE).read_text("utf-8")


def sarif(text: str, lang: str = "en") -> dict[str, Any]:
    log: dict[str, Any] = json.loads(render(reconcile(loads(text, "yaml")), "sarif", lang=lang))
    jsonschema.Draft7Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(log)
    return log


def names(text: str) -> set[str]:
    (sheet,) = sheets_of(reconcile(loads(text, "yaml")))
    return set(fingerprints(sheet))


def test_the_schema_refuses_what_is_no_sarif() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"version": "2.1.0", "runs": [{"results": []}]}, SCHEMA)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_log_is_valid_and_chinese_survives(planted: str, lang: str) -> None:
    log = sarif(planted, lang)
    (result,) = log["runs"][0]["results"]
    assert (result["ruleId"], result["kind"], result["level"]) == ("LF103", "fail", "error")
    assert "上解支出 392,852万元" in result["message"]["text"]
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert rules[result["ruleIndex"]]["id"] == "LF103"
    assert log["runs"][0]["invocations"][0]["executionSuccessful"] is True
    (found,) = log["runs"][0]["properties"]["summary"]
    assert (found["exact"], found["breach"]) == (3, 1)


@pytest.mark.parametrize("path", ["reports/某 区#1.yaml", "/somewhere/某区.yaml"])
def test_a_path_becomes_a_reference_that_leads_back_to_it(planted: str, path: str) -> None:
    report = loads(planted, "yaml")
    report = report.model_copy(
        update={"document": report.document.model_copy(update={"path": path})}
    )
    (result,) = json.loads(render(reconcile(report), "sarif"))["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii() and unquote(uri).endswith(path)
    assert uri.startswith("file://") == path.startswith("/")


def test_a_line_is_given_where_it_is_a_line_of_the_file_and_only_there(repository: Path) -> None:
    (sheet,) = check([repository / EXAMPLE]).sheets
    assert sheet.reconciliation
    (result,) = json.loads(render(sheet.reconciliation, "sarif"))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 20}
    document = sheet.report.document.model_copy(update={"format": "pdf", "pages": 9})
    paged = reconcile(sheet.report.model_copy(update={"document": document}))
    (result,) = json.loads(render(paged, "sarif"))["runs"][0]["results"]
    assert "region" not in result["locations"][0]["physicalLocation"]
    assert "page 1, line 20" in result["locations"][0]["message"]["text"]


def test_a_finding_keeps_its_fingerprint_when_amounts_lines_and_order_change(planted: str) -> None:
    republished = "# a line more\n" + planted.replace("392852", "392853").replace("85773", "85774")
    lines = republished.split("\n")
    at = next(n for n, line in enumerate(lines) if "上解支出" in line)
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    assert names("\n".join(lines)) == names(planted)


@pytest.mark.parametrize(
    ("old", "new"),
    [("罗湖区", "福田区"), ("fiscal_year: 2023", "fiscal_year: 2022"), ("execution", "final")],
)
def test_another_account_has_other_fingerprints(planted: str, old: str, new: str) -> None:
    assert not names(planted.replace(old, new)) & names(planted)


def test_findings_of_one_sheet_never_share_a_fingerprint(repository: Path) -> None:
    for sheet in check([repository / "luohu_fiscal/data/luohu"]).sheets:
        made = fingerprints(sheet)
        assert len(set(made)) == len(made) == len(sheet.findings) > 0


def test_a_file_that_cannot_be_read_makes_the_run_unsuccessful(tmp_path: Path) -> None:
    bad, out = tmp_path / "某.pdf", tmp_path / "out.sarif"
    bad.write_bytes(b"%PDF-1.4 nothing")
    assert main(["check", str(bad), "--isolated", "--format", "sarif", "-o", str(out)]) == 2
    log = json.loads(out.read_text("utf-8"))
    jsonschema.Draft7Validator(SCHEMA).validate(log)
    (invocation,) = log["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    (notice,) = invocation["toolExecutionNotifications"]
    assert str(bad) in notice["message"]["text"]


@given(st.text())
def test_any_label_makes_valid_json(label: str) -> None:
    reconciliation = sample()
    figures = tuple(
        figure.model_copy(update={"label": label}) for figure in reconciliation.reports[0].figures
    )
    report = reconciliation.reports[0].model_copy(update={"figures": figures})
    changed = type(reconciliation)((report,), reconciliation.findings)
    log = json.loads(render(changed, "sarif").encode("utf-8"))
    assert len(log["runs"][0]["results"]) == 2


def test_the_log_of_the_example_is_as_in_the_golden_file(
    repository: Path, golden: Callable[[str, str], None]
) -> None:
    log = sarif((repository / EXAMPLE).read_text("utf-8"), "zh")
    driver = log["runs"][0]["tool"]["driver"]
    driver["version"] = "0"
    golden("sarif.planted.json", json.dumps(log, ensure_ascii=False, indent=1) + "\n")
