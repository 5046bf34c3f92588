"""Misread digits: what one look-alike digit would explain, and what it would not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luohu_fiscal.cli import main
from luohu_fiscal.document import Document, Page, Paragraph
from luohu_fiscal.explain import explain
from luohu_fiscal.explain.lookalike import ALIKE, misread, misreadings
from luohu_fiscal.extract import extract
from luohu_fiscal.model.budgets import GeneralPublicBudget, StateCapitalBudget
from luohu_fiscal.model.figures import Figure, Source
from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.money.amount import Amount, Unit
from luohu_fiscal.readers import ocr
from luohu_fiscal.reconcile import Finding, reconcile
from luohu_fiscal.render import render
from tests.places import SHARED

SCAN = SHARED / "corpus" / "reports" / "jiangsu_huaian_2026_budget_report.pdf"


def account(recognised: str = "all", **change: int) -> BudgetReport:
    """An account that adds up but for `change`; the figures named count as recognised."""
    numbers = {
        "own": 1395034, "transfers": 832773, "opening": 38378, "resources": 2266185,
        "spent": 1889930, "remitted": 329852, "uses": 2219782, "closing": 46403, **change,
    }  # fmt: skip
    book = GeneralPublicBudget(
        scope="某区",
        fiscal_year=2023,
        stage="execution",
        unit="万元",
        resources={
            "一般公共预算收入": numbers["own"],
            "上级补助收入": numbers["transfers"],
            "上年结转收入": numbers["opening"],
        },
        uses={"一般公共预算支出": numbers["spent"], "上解支出": numbers["remitted"]},
        total_resources=numbers["resources"],
        total_uses=numbers["uses"],
        closing={"carried_over": numbers["closing"]},
    )
    report = report_of([book])
    source = Source(page=1, line=1, start=0, end=1, text="x", confidence="0.93")
    figures = tuple(
        figure.model_copy(update={"source": source})
        if recognised == "all" or figure.label == recognised
        else figure
        for figure in report.figures
    )
    return report.model_copy(update={"figures": figures})


def breaches(report: BudgetReport) -> dict[str, Finding]:
    return {f.rule: f for f in misread(reconcile(report)).findings if f.verdict == "breach"}


def test_a_misread_line_is_found_and_said_to_be_the_only_such_change() -> None:
    # 329852 recognised as 379852 would be 3 for 7, no look-alikes; as 328852 it is 9 for 8.
    report = account(remitted=328852)
    found = breaches(report)
    assert list(found) == ["LF103"]
    (line,) = (figure for figure in report.figures if figure.label == "上解支出")
    assert found["LF103"].severity == "warning"
    assert found["LF103"].explanations == (
        {
            "kind": "lookalike",
            "figure": line.id,
            "replacement": "329852万元",
            "closes": ["LF103"],
            "unique": True,
        },
    )


def test_a_misread_total_is_told_by_both_sums_it_stands_in() -> None:
    found = breaches(account(resources=2260185))
    assert set(found) >= {"LF102", "LF104"}
    for rule in ("LF102", "LF104"):
        best = found[rule].explanations[0]
        assert (best["replacement"], best["closes"]) == ("2266185万元", ["LF102", "LF104"])
    # A closing of 40,403 would do for LF104, and leave LF102 as it is: it comes second.
    assert [entry["closes"] for entry in found["LF104"].explanations[1:]] == [["LF104"]]


def test_a_change_that_would_break_a_sum_that_holds_is_no_explanation() -> None:
    # The total of the uses would do for LF103 alone, but LF104 holds with it as it is.
    explained = breaches(account(remitted=328852))["LF103"].explanations
    assert all(entry["replacement"] != "2218782万元" for entry in explained)


def test_digits_that_do_not_look_alike_explain_nothing() -> None:
    assert not breaches(account(remitted=429852))["LF103"].explanations


def test_figures_that_were_read_and_not_recognised_are_never_doubted() -> None:
    assert not breaches(account(recognised="nothing", remitted=328852))["LF103"].explanations
    assert not breaches(account("一般公共预算支出", remitted=328852))["LF103"].explanations


def test_several_ways_to_close_a_sum_are_all_shown_and_none_is_the_only_one() -> None:
    # 1000 too much: 9 for 8 in either line would do.
    report = account(spent=1888930, remitted=328852, uses=2218782, closing=47403)
    found = breaches(report)["LF103"].explanations
    assert [entry["replacement"] for entry in found] == ["1889930万元", "329852万元"]
    assert not any(entry["unique"] for entry in found)


def test_the_message_names_the_figure_and_what_it_would_be() -> None:
    said = render(misread(reconcile(account(remitted=328852))), "text")
    assert (
        "holds if one digit of 上解支出 328,852万元 (p1:1) was misread for one that looks like it, "
        "329,852万元, the only such change"
    ) in said
    assert "形近误认" in render(misread(reconcile(account(remitted=328852))), "json", lang="zh")


def test_the_same_change_is_told_once_and_as_a_misreading() -> None:
    (explained,) = (
        finding
        for finding in misread(explain(reconcile(account(remitted=328852)))).findings
        if finding.verdict == "breach"
    )
    told = [(entry.get("figure"), entry.get("replacement")) for entry in explained.explanations]
    assert len(told) == len(set(told))
    assert explained.explanations[0]["kind"] == "lookalike"
    assert explained.explanations[0]["unique"] is (len(told) == 1)


def test_what_is_said_of_figures_that_were_read_stays_beside_one_that_was_misread() -> None:
    twice = StateCapitalBudget(
        fiscal_year=2023, stage="execution", unit="万元",
        resources={"利润收入": 2347, "上年结转收入": 3681, "结转收入（续）": 3681},
        total_resources={"amount": 6028, "closed": True},
    )  # fmt: skip
    both = (*account(remitted=328852).figures, *report_of([twice]).figures)
    beside = {
        f.rule: f for f in explain(reconcile(BudgetReport(figures=both))).findings if f.explanations
    }
    alone = [f for f in explain(reconcile(twice)).findings if f.explanations]
    assert beside["LF103"].explanations[0]["kind"] == "lookalike"
    assert [beside["LF102"].explanations] == [one.explanations for one in alone]
    assert [one["unique"] for one in beside["LF102"].explanations] == [True, False, False]


@given(st.decimals(min_value="-99999.99", max_value="99999.99", places=2), st.sampled_from(Unit))
def test_a_misreading_is_one_digit_away_and_looks_alike_both_ways(
    number: Decimal, unit: Unit
) -> None:
    amount = Amount(number, unit)
    for other in misreadings(amount):
        ours, theirs = f"{amount.printed:f}", f"{other.printed:f}"
        (pair,) = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
        assert any(set(pair) <= set(group) for group in ALIKE)
        assert (other.unit, other.printed.as_tuple().exponent) == (unit, -2)
        if theirs.lstrip("-").startswith("0") == ours.lstrip("-").startswith("0"):
            assert amount in misreadings(other)


def scanned(confidences: tuple[str, str]) -> Document:
    """A page of two recognised lines; the number of the second line begins on the first."""
    text = "一、2024年预算执行情况\n全市一般公共预算收入完成1,2\n34万元。\n"
    head, first, second, _ = text.split("\n")
    starts = (len(head) + 1, len(head) + len(first) + 2)
    body = first + second
    offsets = [
        *range(starts[0], starts[0] + len(first)),
        *range(starts[1], starts[1] + len(second)),
    ]
    box = (60, 100, 300, 114)
    return Document(
        "scan.pdf", "", "pdf", text, (Page(1, 0, len(text)),),
        (Paragraph(head, range(len(head))), Paragraph(body, offsets)),
        title="某市2024年预算执行情况的报告",
        recognised=True,
        confidences=(
            (starts[0], starts[0] + len(first), confidences[0], box),
            (starts[1], starts[1] + len(second), confidences[1], box),
        ),
    )  # fmt: skip


@pytest.mark.parametrize("confidences", [("0.981", "0.700"), ("0.700", "0.981")])
def test_a_recognised_figure_carries_the_least_confidence_of_its_lines(
    confidences: tuple[str, str],
) -> None:
    (figure,) = extract(scanned(confidences)).figures
    assert figure.amount == Amount(1234, "万元")
    assert figure.source is not None
    assert figure.source.confidence == "0.700"


def recognised(figure: Figure) -> bool:
    return figure.source is not None and bool(figure.source.confidence)


@pytest.mark.slow
@pytest.mark.skipif(not ocr.available(), reason="the ocr extra is not installed")
@pytest.mark.skipif(not SCAN.exists(), reason="the published reports are not at hand")
def test_a_published_scan_is_recognised_and_judged_with_warnings_at_most(tmp_path: Path) -> None:
    from luohu_fiscal.datafiles import load

    out = tmp_path / "out.json"
    assert main(["check", str(SCAN), "--format", "json", "-o", str(out)]) == 0
    report = load(out)
    assert len(report.figures) > 100
    assert all(map(recognised, report.figures))
