"""JUnit XML, which every CI service shows: one test case for each identity judged or tried.

A breach is a failure, whatever its severity, which is the failure's type; what could not be judged
is skipped, never passed; a file that could not be read is an error.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from luohu_fiscal.reconcile.finding import Finding, Severity, Verdict
from luohu_fiscal.render.clean import printable
from luohu_fiscal.render.messages import account, judged, message, notes, spoken_of, words
from luohu_fiscal.render.sarif import file_line
from luohu_fiscal.render.sheet import Sheet

if TYPE_CHECKING:
    from luohu_fiscal.run.loading import Outcome

__all__ = ["case_name", "check"]

#: Characters that XML 1.0 cannot hold even as a reference.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def check(
    sheets: Sequence[Sheet],
    *,
    lang: str = "en",
    several: bool = False,
    failures: Sequence[Outcome] = (),
) -> str:
    """One test suite for each file, one test case for each finding."""
    root = ET.Element("testsuites", name="luohu-fiscal")
    for sheet in sheets:
        suite = ET.SubElement(root, "testsuite", name=_xml(sheet.path))
        taken: Counter[str] = Counter()
        for finding in sheet.findings:
            name = case_name(finding, sheet, lang)
            taken[name] += 1
            # A service that compares runs knows a case by its name.
            _case(
                suite, finding, sheet, lang, f"{name} #{taken[name]}" if taken[name] > 1 else name
            )
        if not sheet.findings:
            # An empty suite would read as passed.
            case = ET.SubElement(suite, "testcase", classname=_xml(sheet.path), name="luohu-fiscal")
            ET.SubElement(case, "skipped", message=words(lang)["title"]["nothing_judged"])
        _count(suite)
    for outcome in failures:
        suite = ET.SubElement(root, "testsuite", name=_xml(outcome.path))
        case = ET.SubElement(suite, "testcase", classname=_xml(outcome.path), name="read")
        ET.SubElement(case, "error", message=_xml(str(outcome.error)))
        _count(suite)
    for key in ("tests", "failures", "errors", "skipped"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, "unicode") + "\n"


def case_name(finding: Finding, sheet: Sheet, lang: str) -> str:
    """What an identity is called: rule, account, and the line it speaks of; no amount, no place."""
    comma = str(words(lang)["comma"])
    said = comma.join(filter(None, [account(finding, lang), spoken_of(finding, sheet)]))
    return f"{finding.rule} {finding.name}: {said}" if said else f"{finding.rule} {finding.name}"


def _case(suite: ET.Element, finding: Finding, sheet: Sheet, lang: str, name: str) -> None:
    file = _xml(sheet.path)
    case = ET.SubElement(suite, "testcase", classname=file, name=_xml(name), file=file)
    line = file_line(sheet.source(finding), sheet)
    if line is not None:
        case.set("line", str(line))
    said = _xml(message(finding, sheet, lang))
    if finding.verdict is Verdict.BREACH:
        short = str(words(lang)["comma"]).join(judged(finding, lang))
        failure = ET.SubElement(
            case, "failure", type=finding.severity.value, message=_xml(printable(short))
        )
        failure.text = said
    elif finding.verdict is Verdict.UNDECIDED:
        why = str(words(lang)["semicolon"]).join(notes(finding, sheet, lang))
        ET.SubElement(case, "skipped", message=_xml(why or said))
    elif finding.severity is not Severity.OK:
        ET.SubElement(case, "system-out").text = said


def _count(suite: ET.Element) -> None:
    for key, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(key, str(sum(1 for case in suite if case.find(tag) is not None)))
    suite.set("tests", str(len(suite)))


def _xml(text: str) -> str:
    return _NO_XML.sub("�", printable(text))
