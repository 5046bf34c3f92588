"""Data files: three formats, two forms, one report, nothing lost."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luohu_fiscal.datafiles import FORMATS, dump, dumps, flat, load, loads
from luohu_fiscal.errors import DataError, UnknownFormat, UsageError
from luohu_fiscal.model.budgets import GovernmentFundBudget
from luohu_fiscal.model.figures import DocumentInfo, Figure, Unplaced
from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.model.vocabulary import Role
from tests.datafile_strategies import flat_reports, reports

any_format = st.sampled_from(sorted(FORMATS))

HAND_WRITTEN = """\
jurisdiction: 某区
title: 某区2024年预算草案
unit: 万元
budgets:
  - book: government_fund
    scope: 某区
    fiscal_year: 2024
    stage: draft
    balanced: true
    resources:
      本级收入: 3941
      转移支付收入: "41.07亿元"
    uses:
      基金预算支出:
        amount: 139,819
        closed: false
        parts: {城乡社区支出: "110,684", 其他支出: 4238}
        rates: [{kind: growth, value: "-15.70", basis: prior_budget}]
    total_uses: {amount: 139819, label: 支出总量}
    closing: {surplus: 0}
debt:
  - {fiscal_year: 2024, stage: draft, limit: {total: 847300}}
"""


# -- there and back -----------------------------------------------------------------------------


@given(reports(), any_format)
def test_what_is_written_loads_as_an_equal_report(report: BudgetReport, form: str) -> None:
    assert loads(dumps(report, form), form) == report


@given(flat_reports(), any_format)
def test_figures_in_any_order_and_unbound_come_back_as_they_were(
    report: BudgetReport, form: str
) -> None:
    assert loads(dumps(report, form), form) == report


@settings(max_examples=40)
@given(reports(), any_format)
def test_writing_is_stable(report: BudgetReport, form: str) -> None:
    text = dumps(report, form)
    assert dumps(loads(text, form), form) == text


@settings(max_examples=30)
@given(reports())
def test_the_three_formats_hold_the_same_report(report: BudgetReport) -> None:
    held = [loads(dumps(report, form), form) for form in FORMATS]
    assert held[0] == held[1] == held[2]


@pytest.mark.parametrize("suffix", [".yaml", ".yml", ".json", ".csv", ".JSON"])
def test_a_report_survives_the_disk(tmp_path: Path, suffix: str) -> None:
    report = loads(HAND_WRITTEN, "yaml", where="a.yaml")
    dump(report, tmp_path / f"b{suffix}")
    assert load(tmp_path / f"b{suffix}") == report


def test_yaml_is_written_as_a_person_would_write_it() -> None:
    budget = GovernmentFundBudget(
        fiscal_year=2024,
        stage="draft",
        unit="万元",
        uses={"城乡社区支出": 82905, "其他支出": "0.50亿元"},
        total_uses="87,905",
    )
    assert dumps(report_of([budget]), "yaml") == (
        "version: 1\n"
        "document: {}\n"
        "budgets:\n"
        "  - book: government_fund\n"
        "    fiscal_year: 2024\n"
        "    stage: draft\n"
        "    unit: 万元\n"
        "    uses:\n"
        "      城乡社区支出: 82905\n"
        '      其他支出: "0.50亿元"\n'
        "    total_uses: 87905\n"
    )


def test_a_report_that_the_nested_form_would_change_is_written_flat() -> None:
    place = {"book": "government_fund", "fiscal_year": 2024, "stage": "draft", "statement": "s"}
    odd = Figure(id="a", label="调出资金", amount="1元", role=Role.OTHER, side="uses", **place)
    report = BudgetReport(figures=(odd,))
    assert odd.concept is None  # which the nested form would work out from the label
    assert "budgets:" not in dumps(report, "yaml")
    assert loads(dumps(report, "yaml"), "yaml") == report


def test_a_table_refuses_a_report_it_would_change() -> None:
    report = BudgetReport(unplaced=(Unplaced(amount="x" * 200_000, reason="too long for a cell"),))
    with pytest.raises(DataError):
        dumps(report, "csv")
    empty = BudgetReport(figures=(Figure(id="a", amount="1元", qualifier=""),))
    with pytest.raises(DataError, match="does not fit in a table"):
        dumps(empty, "csv")
    assert loads(dumps(empty, "json"), "json") == empty


# -- the hand-written form ----------------------------------------------------------------------


def test_the_hand_written_form_takes_the_unit_of_the_file_and_keeps_what_is_printed() -> None:
    report = loads(HAND_WRITTEN, "yaml")
    amounts = {figure.label: str(figure.amount) for figure in report.figures}
    assert amounts == {
        "本级收入": "3941万元",
        "转移支付收入": "41.07亿元",
        "基金预算支出": "139819万元",
        "城乡社区支出": "110684万元",
        "其他支出": "4238万元",
        "支出总量": "139819万元",
        "结余": "0万元",
        "政府债务限额": "847300万元",
    }
    assert report.document.jurisdiction == "某区"
    assert report.claims[0].value == Decimal("-15.70")
    assert str(report.claims[0].value) == "-15.70"
    assert report.budgets[0].balanced is True
    assert report.budgets[0].total_resources is None


def test_a_file_without_a_document_is_its_own_and_each_figure_has_its_line(tmp_path: Path) -> None:
    file = tmp_path / "某区.yaml"
    file.write_text(HAND_WRITTEN, "utf-8")
    report = load(file)
    lines = HAND_WRITTEN.splitlines()
    assert report.document.path == str(file)
    assert len(report.document.sha256) == 64
    for figure in report.figures:
        assert figure.source is not None
        assert figure.source.text in lines[figure.source.line - 1]
        span = HAND_WRITTEN[figure.source.start : figure.source.end]
        assert figure.source.text in span
    assert report.claims[0].source is not None
    assert report.claims[0].source.text == "-15.70"


def test_the_lines_of_a_json_file_are_known_too() -> None:
    text = '{"unit": "万元",\n "figures": [\n {"book": "debt", "label": "专项债务余额",\n'
    text += ' "amount": 5}]}'
    figure = loads(text, "json", where="a.json").figures[0]
    assert figure.source is not None
    assert (figure.source.line, figure.source.text) == (4, "5")
    assert (figure.role, figure.concept) == (Role.OUTSTANDING, "debt_outstanding_special")


def test_a_file_that_names_its_document_keeps_the_places_it_gives() -> None:
    report = loads(
        dumps(loads(HAND_WRITTEN, "yaml", where="a.yaml"), "json"), "json", where="b.json"
    )
    assert report.document.path == "a.yaml"
    assert report.figures[0].source is not None
    assert report.figures[0].source.line == 11


def test_budgets_written_flat_and_nested_are_the_same_budget() -> None:
    nested = loads(HAND_WRITTEN, "yaml")
    table = (
        "id,book,scope,fiscal_year,stage,side,label,amount,unit,parent,closed,role\n"
        "1,government_fund,某区,2024,draft,resources,本级收入,3941,万元,,,\n"
        "2,government_fund,某区,2024,draft,resources,转移支付收入,41.07,亿元,,,\n"
        '3,government_fund,某区,2024,draft,uses,基金预算支出,"139,819",万元,,false,\n'
        "4,government_fund,某区,2024,draft,uses,城乡社区支出,110684,万元,3,,\n"
        "5,government_fund,某区,2024,draft,uses,其他支出,4238,万元,3,,\n"
        "6,government_fund,某区,2024,draft,uses,支出总量,139819,万元,,是,total\n"
        "7,government_fund,某区,2024,draft,closing,结余,0,万元,,,surplus\n"
        "8,debt,,2024,draft,stock,政府债务限额,847300,万元,,,\n"
    )
    tabled = loads(table, "csv", where="a.csv")
    for one, two in zip(nested.figures, tabled.figures, strict=True):
        same = {"id": "", "parent": None, "source": None}
        assert one.model_copy(update=same) == two.model_copy(update=same)
    assert [figure.source.line for figure in tabled.figures if figure.source] == list(range(2, 10))


# -- tables -------------------------------------------------------------------------------------

TABLE = "book,label,amount,unit\r\ndebt,债务限额,847300,万元\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_read_as_excel_writes_it(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(TABLE.encode(encoding))
    assert load(file).figures[0].label == "债务限额"


def test_a_table_is_written_so_that_excel_reads_it(tmp_path: Path) -> None:
    dump(report_of([]), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("label", ["=1+1", "@x", "+x", "-x", "'=1", "'", "\t", "=HYPERLINK(1)"])
def test_no_text_of_a_document_becomes_a_formula_and_none_is_changed(label: str) -> None:
    report = BudgetReport(
        document=DocumentInfo(title=label), figures=(Figure(id=label, label=label, amount="-5元"),)
    )
    text = dumps(report, "csv")
    assert loads(text, "csv") == report
    for cell in text.replace('"', "").replace("\r\n", ",").split(","):
        assert cell[:1] not in ("=", "@", "+", "\t")
        assert cell[:1] != "-" or cell.lstrip("-").isdigit()


# -- the doors ----------------------------------------------------------------------------------


def test_an_unknown_format_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match="yaml, json, csv"):
        loads("", "toml")
    with pytest.raises(UnknownFormat, match="not a budget data file"):
        load("a.toml")


def test_the_contract_gives_amount_unit_and_yuan_as_text() -> None:
    report = loads(HAND_WRITTEN, "yaml")
    figure = flat(report)["figures"][1]
    assert (figure["amount"], figure["unit"], figure["value"]) == ("41.07", "亿元", "4107000000")
    assert list(flat(report)) == [
        *("version", "document", "figures", "claims", "unplaced", "statements")
    ]


@pytest.mark.parametrize(
    "text", ["\x85", "a\u2028b", "a\nb", "\ufeffa", "a\r\nb", "\x00", " a ", ""]
)
def test_white_space_and_line_breaks_of_every_kind_come_back(text: str) -> None:
    report = BudgetReport(
        figures=(Figure(id="a", label=text, amount="1元"),),
        unplaced=(Unplaced(amount="1", reason=text),),
    )
    for form in FORMATS:
        assert loads(dumps(report, form), form) == report
