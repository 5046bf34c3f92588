"""Annex tables 附表 made of a few lines: what each column, row and rate becomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luohu_fiscal.document import Document, Page
from luohu_fiscal.extract import extract
from luohu_fiscal.extract.tables.levels import cue_of
from luohu_fiscal.extract.tables.rows import Line, Row
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.model.vocabulary import Book, Level, Role, Side, Stage
from luohu_fiscal.readers.tables import Printed, make_tables
from luohu_fiscal.reconcile import reconcile

Grid = Sequence[Sequence[str | None]]


def document(title: str, *grid: Sequence[str | None], unit: str = "万元") -> Document:
    """A document of one table, every cell with its own place in the text layer."""
    raw, cells = "", []
    lines: list[Sequence[str | None]] = [[title], [f"单位：{unit}" if unit else None], *grid]
    width = max(len(line) for line in grid)
    for number, line in enumerate(lines):
        for column, text in enumerate(line):
            if text is not None:
                cells.append(
                    Printed(
                        text,
                        len(raw),
                        len(raw) + len(text),
                        number,
                        column,
                        columns=width if number < 2 else 1,
                    )
                )
                raw += text + "\n"
    tables = make_tables(cells, 1)
    return Document("t.html", "", "html", raw, (Page(1, 0, len(raw)),), tuple(tables))


def report(title: str, *grid: Sequence[str | None], unit: str = "万元") -> BudgetReport:
    return extract(document(title, *grid, unit=unit))


def one(found: BudgetReport, label: str, **wanted: object) -> Figure:
    figures = [
        figure
        for figure in found.figures
        if figure.label == label and all(getattr(figure, k) == v for k, v in wanted.items())
    ]
    assert len(figures) == 1, [
        (f.label, str(f.amount), f.fiscal_year, f.stage) for f in found.figures
    ]
    return figures[0]


def verdicts(found: BudgetReport, rule: str) -> Counter[str]:
    return Counter(f.verdict.value for f in reconcile(found).findings if f.rule == rule)


REVENUE = (
    ["项目", "预算数", "执行数", "占预算%", "上年决算数", "比上年决算数增减%"],
    ["一、税收收入", "60", "63", "105", "60", "5"],
    ["增值税", "40", "42", "105", "40", "5"],
    ["契税", "20", "21", "105", "20", "5"],
    ["二、非税收入", "30", "27", "90", "-", None],
    ["专项收入", "30", "27", "90", None, None],
    ["一般公共预算收入合计", "90", "90", "100", "60", "50"],
)
TITLE = "2024年全市一般公共预算收入执行情况表"


def test_a_table_says_its_book_scope_year_stage_and_side_in_title_and_header() -> None:
    found = report(TITLE, *REVENUE)
    for stage, year in ((Stage.BUDGET, 2024), (Stage.EXECUTION, 2024), (Stage.FINAL, 2023)):
        total = one(found, "一般公共预算收入合计", stage=stage)
        assert (total.book, total.scope, total.level) == (
            Book.GENERAL_PUBLIC,
            "全市",
            Level.CONSOLIDATED,
        )
        assert (total.fiscal_year, total.side, total.role) == (
            year,
            Side.RESOURCES,
            Role.OWN_REVENUE,
        )
        assert total.amount.unit == "万元"


def test_taxes_are_parts_of_tax_revenue_and_never_stand_beside_it() -> None:
    found = report(TITLE, *REVENUE)
    total = one(found, "一般公共预算收入合计", stage=Stage.EXECUTION)
    tax = one(found, "税收收入", stage=Stage.EXECUTION)
    assert [part.label for part in found.parts[total.id]] == ["税收收入", "非税收入"]
    assert [part.label for part in found.parts[tax.id]] == ["增值税", "契税"]
    assert tax.closed and tax.concept == "tax_revenue"
    assert verdicts(found, "LF101") == {"exact": 2, "undecided": 1}
    assert set(verdicts(found, "LF106")) == {"exact"}


def test_a_dash_and_an_empty_cell_are_missing_and_never_zero() -> None:
    found = report(TITLE, *REVENUE)
    assert [str(f.amount) for f in found.figures if f.label == "非税收入"] == ["30万元", "27万元"]
    # The list of last year has a gap, so it is not said to be complete.
    assert one(found, "一般公共预算收入合计", stage=Stage.FINAL).closed in (True, None)


def test_a_rate_speaks_of_the_amount_of_its_row_and_names_its_base() -> None:
    found = report(TITLE, *REVENUE)
    tax = one(found, "税收收入", stage=Stage.EXECUTION)
    rates = {claim.kind.value: claim for claim in found.claims_about[tax.id]}
    assert found.by_id[str(rates["completion"].base_figure)].stage is Stage.BUDGET
    assert found.by_id[str(rates["growth"].base_figure)].stage is Stage.FINAL
    assert rates["growth"].basis == "prior_final"
    assert set(verdicts(found, "LF403")) == {"exact"}
    assert set(verdicts(found, "LF401")) == {"exact"}


def test_an_index_on_last_year_is_the_growth_over_a_hundred_exactly() -> None:
    found = report(
        "2024年市级一般公共预算收入执行情况表",
        ["项目", "2023年决算数", "2024年执行数", "为上年决算数的%"],
        ["税收收入", "1000", "1032", "103.20"],
        ["非税收入", "500", "400", "80.0"],
    )
    assert [str(claim.value) for claim in found.claims] == ["3.20", "-20.0"]
    assert verdicts(found, "LF401") == {"exact": 2}


def test_a_rate_of_the_budget_names_no_base_where_two_budgets_are_printed() -> None:
    header = ["项目", "年初预算数", "调整预算数", "执行数"]
    line = ["税收收入", "100", "80", "60"]
    title = "2024年全市一般公共预算收入执行情况表"
    plain = report(title, [*header, "占预算%"], [*line, "75"])
    named = report(title, [*header, "为年初预算%"], [*line, "60"])
    assert plain.claims[0].base_figure is None
    assert named.by_id[str(named.claims[0].base_figure)].amount.printed == 100


def test_the_budget_of_the_coming_year_is_a_draft_and_that_of_the_passing_year_a_budget() -> None:
    found = report(
        "2025年市级一般公共预算支出表（草案）",
        ["项目", "2024年预算数", "2025年预算数", "增长%"],
        ["一、教育支出", "100", "110", "10"],
        ["二、卫生健康支出", "50", "50", "0"],
        ["支出合计", "150", "160", "6.7"],
    )
    assert one(found, "教育支出", fiscal_year=2024).stage is Stage.BUDGET
    assert one(found, "教育支出", fiscal_year=2025).stage is Stage.DRAFT
    assert one(found, "支出合计", fiscal_year=2025).concept == "expenditure"


def test_printed_codes_are_codes_and_say_what_is_part_of_what() -> None:
    found = report(
        "2024年市本级一般公共预算支出决算表",
        ["科目编码", "科目名称", "决算数"],
        ["201", "一般公共服务支出", "30"],
        ["20101", "人大事务", "10"],
        ["2010101", "行政运行", "10"],
        ["20102", "政协事务", "20"],
        ["205", "教育支出", "70"],
        [None, "支出合计", "100"],
    )
    services = one(found, "一般公共服务支出")
    assert [part.label for part in found.parts[services.id]] == ["人大事务", "政协事务"]
    assert one(found, "行政运行").parent == one(found, "人大事务").id
    assert Counter(entry.reason for entry in found.unplaced) == {"a code, not an amount": 5}
    assert one(found, "支出合计").stage is Stage.FINAL
    assert set(verdicts(found, "LF106")) == {"exact"}


BALANCE = (
    ["收入项目", "执行数", "支出项目", "执行数"],
    ["一、一般公共预算收入", "100", "一、一般公共预算支出", "150"],
    ["二、上级补助收入", "60", "二、上解支出", "5"],
    ["（一）返还性收入", "20", "三、调出资金", "2"],
    ["（二）一般性转移支付收入", "40", "四、结转下年", "13"],
    ["三、上年结转收入", "10", None, None],
    ["收入总计", "170", "支出总计", "170"],
)


def test_a_balance_table_makes_one_account_of_both_its_halves() -> None:
    found = report("2024年全市一般公共预算收支平衡表", *BALANCE)
    assert len({figure.statement for figure in found.figures}) == 1
    roles = {figure.label: (figure.side, figure.role) for figure in found.figures}
    assert roles["一般公共预算收入"] == (Side.RESOURCES, Role.OWN_REVENUE)
    assert roles["上年结转收入"] == (Side.RESOURCES, Role.CARRIED_FORWARD)
    assert roles["结转下年"] == (Side.USES, Role.CARRIED_OVER)
    assert roles["返还性收入"] == (Side.RESOURCES, Role.DETAIL)
    assert roles["支出总计"] == (Side.USES, Role.TOTAL)
    for rule in ("LF102", "LF103", "LF106"):
        assert set(verdicts(found, rule)) == {"exact"}


def test_a_wrong_digit_in_a_balance_table_is_an_error_of_its_total() -> None:
    wrong = [
        ["三、上年结转收入", "19", None, None] if row[0] == "三、上年结转收入" else row
        for row in BALANCE
    ]
    found = report("2024年全市一般公共预算收支平衡表", *wrong)
    assert verdicts(found, "LF102") == {"breach": 1}


def test_a_total_printed_first_takes_in_the_lines_after_it() -> None:
    found = report(
        "2024年市级政府性基金收支平衡表",
        ["收入/项目", "预算数", "执行数"],
        ["政府性基金总收入", "30", "50"],
        ["一、本年收入", "20", "35"],
        ["二、上级补助收入", "10", "15"],
    )
    total = one(found, "政府性基金总收入", stage=Stage.EXECUTION)
    assert (total.role, total.concept) == (Role.TOTAL, "total_resources")
    assert verdicts(found, "LF102") == {"exact": 2}


def test_scopes_may_be_columns_and_make_accounts_of_their_own() -> None:
    found = report(
        "2024年政府性基金预算收入执行情况表",
        ["项目", "全市执行数", "市本级执行数"],
        ["一、国有土地使用权出让收入", "80", "30"],
        ["二、污水处理费收入", "20", "10"],
        ["收入合计", "100", "40"],
    )
    assert {f.scope: str(f.amount.printed) for f in found.figures if f.label == "收入合计"} == {
        "全市": "100",
        "市本级": "40",
    }
    assert len({figure.statement for figure in found.figures}) == 2


def test_rows_of_regions_are_scopes_and_their_columns_the_quantities() -> None:
    found = report(
        "2024年政府债务余额情况表",
        ["地区", "债务余额", "其中：一般债务", "专项债务"],
        ["全市", "90", "30", "60"],
        ["市本级", "40", "10", "30"],
    )
    assert {(f.scope, f.concept): int(f.amount.printed) for f in found.figures} == {
        ("全市", "debt_outstanding"): 90,
        ("全市", "debt_outstanding_general"): 30,
        ("全市", "debt_outstanding_special"): 60,
        ("市本级", "debt_outstanding"): 40,
        ("市本级", "debt_outstanding_general"): 10,
        ("市本级", "debt_outstanding_special"): 30,
    }
    assert verdicts(found, "LF501") == {"exact": 2}


def test_debt_rows_carry_their_own_year_and_an_opening_is_the_closing_before() -> None:
    found = report(
        "2024年市级地方政府一般债务余额情况表",
        ["项目", "执行数"],
        ["一、2023年末地方政府一般债务余额", "70"],
        ["二、2024年末地方政府一般债务限额", "90"],
        ["三、2024年地方政府一般债务还本额", "10"],
        ["四、2024年末地方政府一般债务余额", "80"],
    )
    assert {(f.fiscal_year, f.concept) for f in found.figures} == {
        (2023, "debt_outstanding_general"),
        (2024, "debt_limit_general"),
        (2024, "debt_repaid_general"),
        (2024, "debt_outstanding_general"),
    }


def test_of_which_opens_a_list_that_is_not_said_to_be_complete() -> None:
    found = report(
        "2024年市级社会保险基金预算收入执行情况表",
        ["项目", "执行数"],
        ["一、职工基本医疗保险基金收入", "100"],
        ["其中：保险费收入", "80"],
        ["二、失业保险基金收入", "50"],
        ["其中：保险费收入", "40"],
        ["合计", "150"],
    )
    medical = one(found, "职工基本医疗保险基金收入")
    assert medical.closed is None
    assert [str(part.amount) for part in found.parts[medical.id]] == ["80万元"]
    assert verdicts(found, "LF107") == {"bounded": 2}
    assert verdicts(found, "LF106") == {"exact": 1}


def test_lines_without_a_mark_are_parts_only_where_their_numbers_say_so() -> None:
    grid = (
        ["项目", "预算数", "执行数"],
        ["一、城乡社区支出", "50", "70"],
        ["土地开发支出", "20", "30"],
        ["补助被征地农民支出", "30", "49"],
        ["二、其他支出", "5", "5"],
        ["福利支出", "4", "9"],
        ["体育支出", "4", "9"],
        ["支出合计", "55", "75"],
    )
    found = report("2024年全市政府性基金支出执行情况表", *grid)
    works = one(found, "城乡社区支出", stage=Stage.EXECUTION)
    assert [part.label for part in found.parts[works.id]] == ["土地开发支出", "补助被征地农民支出"]
    # Adding up in the column of the budget shows the arrangement; the other column is then wrong.
    assert verdicts(found, "LF106")["breach"] == 1
    for label in ("福利支出", "体育支出"):
        assert {figure.parent for figure in found.figures if figure.label == label} == {None}


def test_a_table_without_a_unit_is_refused_whole() -> None:
    found = report(TITLE, *REVENUE, unit="")
    assert not found.figures and not found.claims
    assert {entry.reason for entry in found.unplaced} == {"table without a unit"}
    assert len(found.unplaced) == 26


def test_a_unit_in_the_header_serves_its_column() -> None:
    found = report(
        "2024年市级一般公共预算支出执行情况表",
        ["项目", "执行数（亿元）"],
        ["教育支出", "1.50"],
        ["卫生健康支出", "2.00"],
        unit="",
    )
    assert [str(figure.amount) for figure in found.figures] == ["1.50亿元", "2.00亿元"]


def test_ordinals_terms_and_rates_of_interest_are_no_amounts() -> None:
    found = report(
        "2024年市级新增专项债券项目用途表",
        ["序号", "项目名称", "债券规模", "期限", "利率"],
        ["1", "道路", "300", "10", "2.5"],
        ["2", "学校", "200", "15", "2.6"],
    )
    assert [(f.label, str(f.amount), f.role) for f in found.figures] == [
        ("道路（债券规模）", "300万元", Role.OTHER),
        ("学校（债券规模）", "200万元", Role.OTHER),
    ]
    assert len(found.unplaced) == 6


def test_a_difference_column_is_an_amount_of_no_account() -> None:
    found = report(
        TITLE,
        ["项目", "执行数", "上年决算数", "增减额"],
        ["税收收入", "63", "60", "3"],
        ["非税收入", "27", "30", "-3"],
    )
    assert [str(f.amount) for f in found.figures if f.label.endswith("（增减额）")] == [
        "3万元",
        "-3万元",
    ]
    assert {f.role for f in found.figures if f.label.endswith("（增减额）")} == {Role.OTHER}


@pytest.mark.parametrize("label", ["注：以上为快报数", "单位：万元"])
def test_notes_below_a_table_are_no_lines_of_it(label: str) -> None:
    found = report(TITLE, *REVENUE, [label, "7", None, None, None, None])
    assert [(e.amount, e.reason) for e in found.unplaced] == [
        ("7", "outside the lines of the table")
    ]


_CELLS = st.one_of(
    st.none(),
    st.sampled_from(["-", "0", "12.5%", "1,234", "-5", "201", "20101", "文字", "2024年"]),
    st.integers(0, 999).map(str),
)
_HEADS = st.sampled_from(
    [
        "项目",
        "科目编码",
        "预算数",
        "2024年执行数",
        "占预算%",
        "比上年增长%",
        "增减额",
        "备注",
        "",
        "全市",
        "一般债务",
    ]
)
_LABELS = st.sampled_from(
    [
        "一、税收收入",
        "增值税",
        "其中：契税",
        "（一）返还性收入",
        "合计",
        "收入总计",
        "转移性收入",
        "上级补助收入",
        "全市",
        "市本级",
        "2023年末债务余额",
        "注：无",
        "",
        "二、教育支出",
        "支出总计",
        "小计",
    ]
)
_TITLES = st.sampled_from(
    [
        TITLE,
        "2024年全市一般公共预算收支平衡表",
        "2025年市级政府债务限额及余额情况表",
        "三公经费表",
        "",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    title=_TITLES,
    heads=st.lists(_HEADS, min_size=2, max_size=6),
    rows=st.lists(
        st.tuples(_LABELS, st.lists(_CELLS, min_size=6, max_size=6)), min_size=2, max_size=9
    ),
    unit=st.sampled_from(["万元", "亿元", ""]),
)
def test_every_number_of_any_table_ends_exactly_once_as_figure_rate_or_unplaced(
    title: str, heads: list[str], rows: list[tuple[str, list[str | None]]], unit: str
) -> None:
    lines: list[list[str | None]] = [
        [label or None, *cells[: len(heads) - 1]] for label, cells in rows
    ]
    grid: list[Sequence[str | None]] = [heads, *lines]
    made = document(title, *grid, unit=unit)
    found = extract(made)
    printed = Counter(
        cell.start
        for table in made.tables()
        for row in table.rows
        for cell in row
        if cell is not None and cell.number is not None
    )
    sources = (
        *(figure.source for figure in found.figures),
        *(claim.source for claim in found.claims),
        *(entry.source for entry in found.unplaced),
    )
    used = Counter(source.start for source in sources if source is not None)
    assert used == printed
    assert all(figure.parent in {None, *found.by_id} for figure in found.figures)


def test_an_item_of_the_name_of_its_section_stands_under_it() -> None:
    def row(position: int, label: str) -> Row:
        return Row(position, label, None, 1, "", Line.CLASS, False, None, ())

    assert cue_of(row(0, "其他支出"), row(1, "其他支出（项）")).settles == 1
