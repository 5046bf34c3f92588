"""Every format of one run tells the same findings."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from luohu_fiscal.render import renderer
from luohu_fiscal.run.pipeline import Run, check

#: A rule and a severity, as many times as it was found.
Told = Counter[tuple[str, str]]


@pytest.fixture(scope="module")
def run(repository: Path) -> Run:
    """Two years with a warning, and an account with an error."""
    return check([repository / "luohu_fiscal/data/luohu", repository / "examples/planted.yaml"])


@pytest.fixture(scope="module")
def breaches(run: Run) -> Told:
    told = Counter((f.rule, f.severity.value) for f in run.findings if f.verdict.value == "breach")
    assert len(told) > 1
    return told


def shown(run: Run, format: str) -> str:
    return renderer(format, "check")(run.sheets, lang="en", several=True)


def test_json(run: Run, breaches: Told) -> None:
    findings = [one for report in json.loads(shown(run, "json")) for one in report["findings"]]
    assert len(findings) == len(run.findings)
    assert breaches == Counter(
        (one["rule"], one["severity"]) for one in findings if one["verdict"] == "breach"
    )


def test_csv(run: Run, breaches: Told) -> None:
    rows = list(csv.DictReader(io.StringIO(shown(run, "csv"), newline="")))
    assert len(rows) == len(run.findings)
    assert breaches == Counter(
        (row["rule"], row["severity"]) for row in rows if row["verdict"] == "breach"
    )


def test_text(run: Run, breaches: Told) -> None:
    heads = re.findall(r"^\d+\. (LF\d+) .*\[(\w+) \S+, breach", shown(run, "text"), re.MULTILINE)
    assert breaches == Counter(heads)


def test_markdown_and_summary(run: Run, breaches: Told) -> None:
    heads = re.findall(r"^\*\*(\w+) \S+\*\* .*?: (LF\d+)", shown(run, "markdown"), re.MULTILINE)
    assert breaches == Counter((rule, severity) for severity, rule in heads)
    rows = re.findall(r"^\| \S+ (\S+) +\| (LF\d+)", shown(run, "summary"), re.MULTILINE)
    words = {"错误": "error", "警告": "warning", "提示": "note"}
    assert breaches == Counter((rule, words[zh]) for zh, rule in rows)


def test_github(run: Run, breaches: Told) -> None:
    heads = re.findall(r"^::(\w+) .*?title=(LF\d+)", shown(run, "github"), re.MULTILINE)
    assert breaches == Counter((rule, {"notice": "note"}.get(s, s)) for s, rule in heads)


def test_sarif(run: Run, breaches: Told) -> None:
    (log,) = json.loads(shown(run, "sarif"))["runs"]
    assert breaches == Counter((one["ruleId"], one["level"]) for one in log["results"])
    counted = sum(
        (
            Counter({k: v for k, v in s.items() if k != "file"})
            for s in log["properties"]["summary"]
        ),
        Counter(),
    )
    assert counted["breach"] == breaches.total()
    assert counted["undecided"] == sum(f.verdict.value == "undecided" for f in run.findings)


def test_junit(run: Run, breaches: Told) -> None:
    root = ET.fromstring(shown(run, "junit"))
    cases = root.findall(".//testcase")
    assert len(cases) == len(run.findings)
    assert breaches == Counter(
        (str(case.get("name"))[:5], str(failure.get("type")))
        for case in cases
        for failure in case.findall("failure")
    )


def test_html(run: Run, breaches: Told) -> None:
    page = shown(run, "html")
    kinds = re.findall(r'<li class="id (\w+) (\w+)".*?<b>(LF\d+) ', page)
    assert len(kinds) == len(run.findings)
    assert breaches == Counter(
        (rule, severity) for verdict, severity, rule in kinds if verdict == "breach"
    )
