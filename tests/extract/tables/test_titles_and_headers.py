"""What title and header of an annex table say of a number: account, year, stage, unit, or a rate of it."""

from __future__ import annotations

from luohu_fiscal.model.vocabulary import Book, Level, Role, Side, Stage
from tests.extract.tables.grids import REVENUE, TITLE, one, report, verdicts


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
