"""What each renderer promises, on a small made-up report with an error and a hostile label."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from luohu_fiscal.datafiles import loads
from luohu_fiscal.errors import UsageError
from luohu_fiscal.reconcile.finding import (
    Reconciliation,
    Severity,
    Term,
    Verdict,
)
from luohu_fiscal.render import FORMATS, render, renderer
from luohu_fiscal.render.clean import csv_cell, github_property, markdown_cell, printable
from tests.render.made_up import LANGUAGES, finding, report, sample


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("format", [entry.name for entry in FORMATS])
def test_what_check_shows_is_as_in_the_golden_file(
    format: str, lang: str, golden: Callable[[str, str], None]
) -> None:
    golden(f"check.{lang}.{format}", render(sample(), format, lang=lang))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("format", [entry.name for entry in FORMATS if "extract" in entry.shows])
def test_what_extract_shows_is_as_in_the_golden_file(
    format: str, lang: str, golden: Callable[[str, str], None]
) -> None:
    golden(f"extract.{lang}.{format}", render(report(), format, lang=lang))


@pytest.mark.parametrize("format", [entry.name for entry in FORMATS])
def test_nothing_a_document_says_acts_on_what_shows_it(format: str) -> None:
    shown = render(sample(), format)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", shown.replace("\r\n", "\n"))
    assert "u001b" in shown or "x1b" in shown


def test_a_breach_stands_first_and_names_file_page_line_and_every_number() -> None:
    shown = render(sample())
    head = shown[: shown.index("Could not be judged")]
    for needed in (
        "LF103 total-uses", "made-up.pdf, page 2, line 1", "stated 2,305,655万元",
        "calculated 2,305,555万元", "difference 100万元", "at most 2万元", "329,852万元", "p2:3",
        "holds if one digit of 支出总计 2,305,655万元 (p2:1) is another, 2,305,555万元", "LF104",
    ):  # fmt: skip
        assert needed in head, needed


def test_the_gravest_finding_is_told_first_and_what_holds_is_only_counted() -> None:
    shown = render(sample())
    assert shown.index("LF103") < shown.index("LF402")
    assert "LF107" not in shown
    assert "1 bounded" in shown


def test_columns_line_up_where_a_chinese_character_takes_two() -> None:
    lines = render(report()).splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("side 方向"))
    widths = {wcswidth(line[: re.search(r"(单位|万元|亿元)", line).start()])  # type: ignore[union-attr]
              for line in lines[start:start + 7] if "元" in line or "单位" in line}  # fmt: skip
    # Nothing but the heading of the column ("unit 单位") begins elsewhere than its cells.
    assert len(widths) == 2


def test_extract_accounts_for_every_token() -> None:
    shown = render(report())
    assert "8 money and percent tokens = 5 figures" in shown
    assert "1 of 2 percentages placed" in shown
    assert "per head" in shown and "1250元 (p3:4)" in shown


def test_json_keeps_the_keys_of_the_contract_and_every_number_as_text() -> None:
    data = json.loads(render(sample(), "json"))
    assert list(data)[:5] == ["version", "document", "figures", "claims", "unplaced"]
    assert {"path", "sha256", "format", "pages", "title", "jurisdiction"} <= set(data["document"])
    figure_keys = (
        "id book scope level fiscal_year stage side concept label role amount unit value qualifier "
        "parent closed source"
    ).split()
    assert set(figure_keys) <= set(data["figures"][0])
    assert {"page", "line", "start", "end", "text"} <= set(data["figures"][0]["source"])
    assert set("id kind figure value unit basis base_figure source".split()) <= set(
        data["claims"][0]
    )
    assert set("amount unit reason source".split()) <= set(data["unplaced"][0])
    first = data["findings"][0]
    assert (
        list(first)
        == (
            "rule name book scope fiscal_year stage verdict severity stated calculated difference "
            "slack unit terms message explanations unseen"
        ).split()
    )
    assert first["terms"][0] == {"figure": "f1", "sign": 1}
    assert first["difference"] == "100" and first["slack"] == "2.0"
    assert data["findings"][2]["calculated"] is None
    assert data["figures"][3]["amount"] == "12.50" and data["figures"][3]["value"] == "1250000000"
    assert set(first["explanations"][0]) == {"kind", "figure", "replacement", "closes", "unique"}
    assert data["summary"] == {
        "exact": 0, "within_rounding": 0, "bounded": 1, "undecided": 1, "breach": 2,
        "errors": 1, "warnings": 0,
    }  # fmt: skip

    def floats(value: object) -> bool:
        if isinstance(value, dict):
            return any(map(floats, value.values()))
        return any(map(floats, value)) if isinstance(value, list) else isinstance(value, float)

    assert not floats(data)


@pytest.mark.parametrize("what", ["check", "extract"])
def test_a_report_printed_as_json_loads_again(what: str) -> None:
    subject = sample() if what == "check" else report()
    assert loads(render(subject, "json"), "json") == report()


def test_a_report_printed_as_csv_loads_again_but_for_characters_that_act() -> None:
    loaded = loads(render(report(), "csv"), "csv")
    assert [(one.label, one.amount) for one in loaded.figures[:4]] == [
        (one.label, one.amount) for one in report().figures[:4]
    ]
    assert loaded.figures[4].label == "=安排|预算\\x1b[31m稳定 调节基金"


def test_several_reports_make_a_json_list_with_their_own_findings_each() -> None:
    data = json.loads(render([sample("a.pdf"), sample("b.pdf")], "json"))
    assert [entry["document"]["path"] for entry in data] == ["a.pdf", "b.pdf"]
    assert [len(entry["findings"]) for entry in data] == [4, 4]


def test_a_finding_across_years_belongs_to_the_report_that_states_it_and_names_the_other() -> None:
    across = finding(
        "LF301", "opening-closing", Verdict.BREACH, Severity.WARNING,
        terms=(Term("f2", -1, report=0), Term("f3", 1, report=1, side="stated")),
    )  # fmt: skip
    both = Reconciliation((report("2023.pdf"), report("2024.pdf")), (across,))
    first, second = json.loads(render(both, "json"))
    assert not first["findings"] and first["summary"]["breach"] == 0
    assert second["findings"][0]["terms"] == [
        {"figure": "f2", "sign": -1, "document": "2023.pdf"},
        {"figure": "f3", "sign": 1},
    ]
    assert "2024.pdf, page 2, line 3" in second["findings"][0]["message"]


def test_github_annotations_are_one_line_each_with_file_line_and_title() -> None:
    lines = render(sample("a,b.pdf"), "github").splitlines()
    assert lines[0].startswith("::error file=a%2Cb.pdf,line=1,title=LF103 total-uses::")
    assert lines[1].startswith("::notice file=a%2Cb.pdf,line=2,title=LF402 share::")
    assert len(lines) == 3


def test_csv_cells_cannot_start_a_formula_and_negative_numbers_stay_numbers() -> None:
    rows = list(csv.DictReader(io.StringIO(render(sample("=cmd.pdf"), "csv"))))
    assert {row["file"] for row in rows} == {"'=cmd.pdf"}
    assert rows[2]["stated"] == "-7.90"
    assert "'=安排|预算" in render(report(), "csv")


def test_markdown_tables_keep_their_columns_whatever_a_label_says() -> None:
    for line in render(report(), "markdown").splitlines():
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) in (5, 6, 7, 4)
    assert "安排\\|预算" in render(report(), "markdown")


@given(st.text())
def test_no_text_survives_with_a_character_that_acts(text: str) -> None:
    for shown in (printable(text), csv_cell(text), markdown_cell(text), github_property(text)):
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", shown)
    assert not csv_cell(text).lstrip().startswith(("=", "+", "-", "@"))
    assert not set(github_property(text)) & set(":,\n")


def test_an_unknown_format_or_language_is_refused_in_one_line() -> None:
    with pytest.raises(UsageError, match="unknown format xml; use text, json"):
        renderer("xml", "check")
    with pytest.raises(UsageError, match="unknown language fr"):
        render(report(), lang="fr")
    with pytest.raises(UsageError, match="one call"):
        render([report(), sample()])
