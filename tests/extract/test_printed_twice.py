"""An account that the text tells and an annex table prints again counts once, and is judged twice."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from luohu_fiscal.datafiles import dumps, flat, loads
from luohu_fiscal.extract import extract
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.readers import read
from luohu_fiscal.reconcile import reconcile

TEXT = """
<h1>关于示例市2024年预算执行情况和2025年预算草案的报告</h1>
<p>一、2024年预算执行情况</p>
<p>（一）一般公共预算。{said}</p>
"""
TOLD = (
    "市本级一般公共预算收入10.5亿元，加上级补助收入4亿元、上年结转1.2亿元，收入总计15.7亿元；"
    "一般公共预算支出15亿元，加上解上级支出0.4亿元，支出总计15.4亿元。收支相抵，结转下年0.3亿元。"
)
OWN_ONLY = "市本级一般公共预算收入10.5亿元，一般公共预算支出15亿元。"
TABLE = """
<p>附表1</p><p>2024年市级一般公共预算收支平衡表</p><p>单位：万元</p>
<table><tr><th>收入项目</th><th>执行数</th><th>支出项目</th><th>执行数</th></tr>
<tr><td>一般公共预算收入</td><td>105012</td><td>一般公共预算支出</td><td>150004</td></tr>
<tr><td>上级补助收入</td><td>{grant}</td><td>上解上级支出</td><td>4001</td></tr>
<tr><td>上年结转收入</td><td>11997</td><td>结转下年</td><td>3001</td></tr>
<tr><td>收入总计</td><td>157006</td><td>支出总计</td><td>157006</td></tr></table>
"""


def report(said: str = TOLD, grant: str = "39997") -> BudgetReport:
    page = TEXT.format(said=said) + TABLE.format(grant=grant)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "report.html"
        file.write_text(page, encoding="utf-8")
        return extract(read(file))


def added(data: dict[str, Any]) -> dict[tuple[str, str], Decimal]:
    """What a program gets that adds up the lines of each side, as the contract lets it."""
    sums: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for figure in data["figures"]:
        if figure["role"] in ("own_revenue", "component", "carried_forward"):
            sums[figure["scope"], figure["side"]] += Decimal(figure["value"])
    return sums


@pytest.mark.parametrize("said", [TOLD, OWN_ONLY])
def test_lines_of_the_annex_are_details_where_the_text_tells_the_account(said: str) -> None:
    found = flat(report(said))
    annex = [figure for figure in found["figures"] if figure["unit"] == "万元"]
    assert len(annex) == 8
    assert {figure["role"] for figure in annex} == {"detail"}
    assert {figure["account_role"] for figure in annex} > {"component", "total", "own_revenue"}
    assert [entry["restates"] for entry in found["statements"] if entry["restates"]] != []


def test_adding_up_the_lines_of_a_report_counts_an_account_once() -> None:
    sums = added(flat(report()))
    assert sums == {
        ("市本级", "resources"): Decimal(1570000000),
        ("市本级", "uses"): Decimal(1540000000),
    }


def test_without_the_text_the_annex_is_the_account() -> None:
    found = flat(report(said="市本级预算执行平稳。"))
    assert all(figure["role"] == figure["account_role"] for figure in found["figures"])
    assert added(found)["市级", "resources"] == Decimal(1570060000)


def test_both_printings_are_judged_and_a_wrong_digit_in_the_annex_stays_an_error() -> None:
    sound = reconcile(report()).findings
    assert Counter(f.verdict.value for f in sound if f.rule == "LF102") == {"exact": 2}
    wrong = [f for f in reconcile(report(grant="39979")).findings if f.verdict.value == "breach"]
    assert "LF102" in {finding.rule for finding in wrong}
    assert {f.severity.value for f in wrong if f.rule == "LF102"} == {"error"}


@pytest.mark.parametrize("form", ["json", "yaml", "csv"])
def test_what_counts_once_survives_writing_and_loading(form: str) -> None:
    before = report()
    after = loads(dumps(before, form), form)
    assert after == before
    assert json.dumps(flat(after)) == json.dumps(flat(before))
