"""`luohu-fiscal rules LF104` is a page of a textbook: formula, why, law, rounding, exceptions, an example."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from wcwidth import wcswidth

from luohu_fiscal.cli import main
from luohu_fiscal.identities import Example, Identity, all_identities
from luohu_fiscal.render.worked import found, rounding, worked

EXAMPLES = [(one, example) for one in all_identities() for example in one.examples]
NAMES = [f"{one.code}-{number}" for number, (one, _) in enumerate(EXAMPLES)]


@pytest.mark.parametrize("format", ["text", "markdown"])
def test_the_page_of_every_rule_is_what_its_golden_file_says(
    format: str, golden: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", "LF", "--format", format]) == 0
    golden(f"rules.{format}", capsys.readouterr().out)


@pytest.mark.parametrize("entry", all_identities(), ids=lambda one: one.code)
def test_a_page_has_everything_a_student_asks_for(
    entry: Identity, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", entry.code]) == 0
    shown = capsys.readouterr().out
    flat = re.sub(r"\s", "", shown)
    for said in (entry.zh, entry.en, entry.why_zh, entry.why_en, entry.unless_zh, entry.unless_en):
        assert said and re.sub(r"\s", "", said) in flat
    for language in ("zh", "en"):
        assert re.sub(r"\s", "", rounding(entry, language)) in flat
    assert all(reading.words("zh").replace(" ", "") in flat for reading in entry.readings.values())
    if entry.readings:  # what is said of a document itself is no arithmetic
        assert "calculated 计算" in shown and "verdict 判断" in shown
    assert entry.law in shown.replace("\n", "") if entry.law else "arithmetic 算术" in shown
    # The first line repeats code and name beside each other; all others fit a terminal.
    assert all(wcswidth(line) <= 118 for line in shown.split("\n")[1:])


@pytest.mark.parametrize(("entry", "example"), EXAMPLES, ids=NAMES)
def test_a_worked_example_comes_to_the_verdict_it_names(entry: Identity, example: Example) -> None:
    finding = found(entry, example)
    assert finding.verdict == example.verdict
    lines = dict(worked(entry, example))
    assert str(finding.verdict.zh) in lines["verdict 判断"]


@pytest.mark.parametrize(("entry", "example"), EXAMPLES, ids=NAMES)
def test_every_sum_a_page_prints_is_right(entry: Identity, example: Example) -> None:
    """Worked out once more from the text alone, in one unit."""
    lines = dict(worked(entry, example))
    for label in ("stated 列示", "calculated 计算", "difference 差额", "rounding 舍入"):
        line = lines.get(label, "")
        if " = " not in line or ("亿元" in line and "万元" in line):
            continue
        left, right = line.split(" = ")
        said = Decimal(re.sub(r"[^0-9.-]", "", right.replace("万元", " ").split(" ")[0]))
        terms = re.sub(r"[,万亿元%]", "", left).replace("×", "*").replace("÷", "/")
        number = r"(?<![\w.)])(\d+(?:\.\d+)?)"
        value = eval(re.sub(number, r"Decimal('\1')", terms), {"Decimal": Decimal})
        assert value.quantize(said, "ROUND_HALF_UP") == said, line


def test_the_luohu_example_of_the_closing_is_worked_line_by_line() -> None:
    entry = next(one for one in all_identities() if one.code == "LF104")
    lines = worked(entry, entry.examples[0])
    assert lines[-5:] == [
        ("stated 列示", "37,792 + 27,974 = 65,766万元"),
        ("calculated 计算", "465,360 - 399,595 = 65,765万元"),
        ("difference 差额", "65,766 - 65,765 = 1万元"),
        ("rounding 舍入", "4 × 0.5 = 2万元 at most 最多"),
        ("verdict 判断", "within rounding 四舍五入可解释"),
    ]
