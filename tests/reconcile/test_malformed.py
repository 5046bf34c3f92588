"""LF904: a number that is none is named with its place, and no sum that holds it passes without it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luohu_fiscal.cli import main
from luohu_fiscal.datafiles import dumps, loads
from luohu_fiscal.errors import DataError
from luohu_fiscal.extract import extract
from luohu_fiscal.model.figures import MALFORMED, Slot, Unplaced
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.model.vocabulary import Role
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import Finding, Severity, Verdict, reconcile
from tests.extract.tables.grids import report as of_table

_HEAD = "关于某市2024年预算执行情况和2025年预算草案的报告\n\n一、2024年预算执行情况\n\n（一）政府性基金预算\n\n"


def fund(
    own: str = "10,000",
    before: str = "65,765",
    granted: str = "300",
    total: str = "76,065",
) -> BudgetReport:
    """A fund whose lines add up as they stand."""
    return extract(
        read_text(
            f"{_HEAD}2024年，全市政府性基金收入{own}万元，加上上年结转收入{before}万元、"
            f"上级补助收入{granted}万元，收入总计{total}万元。"
        )
    )


def of_rule(report: BudgetReport, rule: str) -> list[Finding]:
    return [one for one in reconcile(report).findings if one.rule == rule]


def would_be(finding: Finding) -> list[object]:
    return [entry["replacement"] for entry in finding.explanations]


def test_the_account_adds_up_where_every_number_is_one() -> None:
    assert [one.verdict for one in of_rule(fund(), "LF102")] == [Verdict.EXACT]
    assert not of_rule(fund(), "LF904")


@pytest.mark.parametrize(
    ("part", "printed", "meant"),
    [
        ("before", "65,76", "65765万元"),
        ("before", "65,7,65", "65765万元"),
        ("before", "65.7.65", "65765万元"),
        ("own", "10,0000", "10000万元"),
        ("granted", "3,00", "300万元"),
        ("total", "76,06", "76065万元"),
    ],
)
def test_a_malformed_number_is_an_error_and_its_sum_tells_what_it_would_be(
    part: str, printed: str, meant: str
) -> None:
    report = fund(**{part: printed})
    (found,) = of_rule(report, "LF904")
    assert (found.verdict, found.severity) == (Verdict.BREACH, Severity.ERROR)
    (place,) = found.places
    assert place.source is not None
    assert place.source.text == f"{printed}万元"
    assert would_be(found) == [meant]
    assert [one.verdict for one in of_rule(report, "LF102")] == [Verdict.UNDECIDED]


def test_of_two_in_one_list_no_sum_tells_which_is_what() -> None:
    report = fund(before="65,76", granted="3,00")
    assert [would_be(one) for one in of_rule(report, "LF904")] == [[], []]
    (total,) = of_rule(report, "LF102")
    assert (total.verdict, total.implied) == (Verdict.UNDECIDED, None)


def test_a_whole_is_told_by_its_parts_and_a_rate_of_it_is_none() -> None:
    report = extract(
        read_text(
            "关于某市2024年预算执行情况的报告\n\n（一）一般公共预算\n\n2024年，全市一般公共预算收入"
            "9,18,00万元，增长5%，其中：税收收入71,300万元，非税收入20,500万元。"
        )
    )
    (found,) = of_rule(report, "LF904")
    assert would_be(found) == ["91800万元"]
    assert not report.claims
    assert {(f.label, str(f.amount)) for f in report.figures} == {
        ("税收收入", "71300万元"),
        ("非税收入", "20500万元"),
    }
    assert any("malformed" in entry.reason for entry in report.unplaced if entry.unit == "%")


def test_where_it_stands_in_no_account_it_is_a_warning() -> None:
    report = extract(read_text(f"{_HEAD}全市落实惠民补贴542,62万元。"))
    (found,) = of_rule(report, "LF904")
    assert (found.verdict, found.severity) == (Verdict.UNDECIDED, Severity.WARNING)


def test_what_an_open_list_leaves_is_told_only_where_the_printed_digits_fit_it() -> None:
    def explained(part: str) -> list[object]:
        report = extract(
            read_text(
                "关于某市2024年预算执行情况的报告\n\n（一）一般公共预算\n\n2024年，全市一般公共预算支出"
                f"91,800万元，其中：教育支出{part}万元，卫生健康支出20,500万元。"
            )
        )
        (found,) = of_rule(report, "LF904")
        return would_be(found)

    assert explained("71,30") == ["71300万元"]
    assert explained("41,30") == []


@pytest.mark.parametrize("error", ["#REF!", "#VALUE!", "########", "27,0,0"])
def test_a_cell_that_holds_an_error_is_named_and_its_list_tells_the_number(error: str) -> None:
    found = of_table(
        "2024年市本级一般公共预算收入执行情况表",
        ["项目", "预算数", "执行数"],
        ["一、税收收入", "60", "63"],
        ["增值税", "40", "43"],
        ["二、非税收入", "30", error],
        ["一般公共预算收入合计", "90", "90"],
    )
    (finding,) = of_rule(found, "LF904")
    assert finding.severity is Severity.ERROR
    assert would_be(finding) == ["27万元"]
    assert finding.places[0].source is not None
    assert finding.places[0].source.text == error
    execution = [one for one in of_rule(found, "LF101") if one.stage == "execution"]
    assert [one.verdict for one in execution] == [Verdict.UNDECIDED]


def test_the_exit_code_says_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper = tmp_path / "a.txt"
    paper.write_text(
        f"{_HEAD}2024年，全市政府性基金收入10,000万元，加上上年结转收入65,76万元、"
        "上级补助收入300万元，收入总计76,065万元。",
        "utf-8",
    )
    assert main(["check", str(paper)]) == 1
    assert "would have to be 65,765万元" in capsys.readouterr().out
    assert main(["check", str(paper), "--lang", "zh", "--format", "json"]) == 1
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    (row,) = [one for one in data["unplaced"] if one["reason"] == MALFORMED]
    assert row["slot"]["role"] == "carried_forward"
    assert main(["check", str(paper), "--ignore", "LF904"]) == 2


@pytest.mark.parametrize("format", ["json", "csv", "yaml"])
def test_its_place_survives_the_way_through_a_data_file(format: str) -> None:
    report = fund(before="65,76")
    again = loads(dumps(report, format), format)
    assert again.unplaced == report.unplaced
    assert [(one.rule, one.verdict) for one in reconcile(again).findings] == [
        (one.rule, one.verdict) for one in reconcile(report).findings
    ]


def test_a_place_that_is_none_is_an_error_of_the_data_file() -> None:
    table = "record,amount,unit,reason,slot\r\nunplaced,5,万元,malformed,{\r\n"
    with pytest.raises(DataError, match="is not a place in an account"):
        loads(table, "csv")


@pytest.mark.parametrize("slot", ['"parent": "f9"', '"parts": ["f9"]'])
def test_a_place_under_a_figure_that_is_not_there_is_an_error_too(slot: str) -> None:
    row = f'{{"amount": "5,5", "reason": "malformed", "slot": {{{slot}}}}}'
    with pytest.raises(DataError, match='"f9" of a malformed number is not in the file'):
        loads(f'{{"document": {{}}, "unplaced": [{row}]}}', "json")


def test_a_row_without_a_place_is_written_as_the_contract_has_it() -> None:
    row = Unplaced(amount="5", unit="万元", reason="range")
    assert set(row.model_dump()) == {"amount", "unit", "reason", "source"}
    slot = Unplaced(amount="5,5", reason=MALFORMED, slot=Slot(role=Role.TOTAL))
    assert slot.model_dump(mode="json")["slot"]["role"] == "total"


@settings(max_examples=60, deadline=None)
@given(
    amounts=st.tuples(*[st.integers(1_000, 10**7)] * 3),
    broken=st.integers(0, 2),
    cut=st.integers(1, 2),
)
def test_a_lost_digit_behind_a_separator_never_passes(
    amounts: tuple[int, int, int], broken: int, cut: int
) -> None:
    printed = [f"{amount:,}" for amount in amounts]
    printed[broken] = printed[broken][:-cut]
    own, before, granted = printed
    report = fund(own, before, granted, f"{sum(amounts):,}")
    (found,) = of_rule(report, "LF904")
    assert found.severity is Severity.ERROR
    assert all(one.verdict is Verdict.UNDECIDED for one in of_rule(report, "LF102"))
    assert Decimal(amounts[broken]) in [
        Decimal(str(entry["replacement"]).removesuffix("万元")) for entry in found.explanations
    ]
