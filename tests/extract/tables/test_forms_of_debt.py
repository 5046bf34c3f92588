"""The debt forms of the Ministry: each row is the quantity it names, whatever the title speaks of."""

from __future__ import annotations

import pytest

from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.reconcile import Finding, reconcile
from tests.extract.tables.grids import report

TITLE = "某县2024年地方政府一般债务余额情况表"


def form(closing: str) -> BudgetReport:
    return report(
        TITLE,
        ["项目", "预算数", "执行数"],
        ["一、2023年末地方政府一般债务余额实际数", "", "22.5340"],
        ["二、2024年末地方政府一般债务余额限额", "26", ""],
        ["三、2024年地方政府一般债务发行额", "", "3.8038"],
        ["四、2024年地方政府一般债务还本额", "", "1.7615"],
        ["五、2024年末地方政府一般债务余额预计执行数", "", closing],
        unit="亿元",
    )


def found(given: BudgetReport, rule: str) -> list[Finding]:
    return [one for one in reconcile(given).findings if one.rule == rule]


def test_what_is_issued_is_no_balance_and_the_limit_is_of_the_balance_s_stage() -> None:
    roles = {(str(one.role), one.fiscal_year): str(one.stage) for one in form("24.5763").figures}
    assert roles == {
        ("outstanding", 2023): "execution",
        ("limit", 2024): "execution",
        ("issued", 2024): "execution",
        ("repaid", 2024): "execution",
        ("outstanding", 2024): "execution",
    }


@pytest.mark.parametrize(
    ("closing", "verdict"),
    [
        ("24.5763", "exact"),
        ("27.5763", "breach"),  # one digit is another
        ("24.5768", "undecided"),  # in the last digits: exchange rates, reclassified debt
        ("23.1163", "undecided"),
    ],
)
def test_the_form_rolls_the_debt_forward(closing: str, verdict: str) -> None:
    (judged,) = found(form(closing), "LF503")
    assert judged.verdict.value == verdict


def test_the_balance_is_held_to_the_limit_of_its_year() -> None:
    judged = {one.stated: one.verdict.value for one in found(form("27.5763"), "LF502")}
    assert "breach" in judged.values()
    assert all(one.verdict.value != "breach" for one in found(form("24.5763"), "LF502"))


REPAID = (
    ["地区", "2026年偿还本金预算数/一般债券还本", "专项债券还本", "外债还本"],
    ["市本级", "22965", "37004", "16500"],
)


def test_foreign_debt_beside_the_two_kinds_is_not_their_total() -> None:
    given = report("2026年甲市本级政府债务还本付息预算情况表", *REPAID)
    concepts = {str(one.amount.printed): one.concept for one in given.figures}
    assert concepts == {
        "22965": "debt_repaid_general",
        "37004": "debt_repaid_special",
        "16500": "debt_repaid_foreign",
    }
    assert {one.verdict.value for one in found(given, "LF501")} <= {"undecided"}


@pytest.mark.parametrize(("foreign", "verdict"), [("16467", "exact"), ("19467", "breach")])
def test_foreign_debt_is_a_part_of_the_total_beside_the_two_kinds(
    foreign: str, verdict: str
) -> None:
    given = report(
        "2025年甲市政府债务还本付息情况表",
        ["地区", "2025年偿还本金/小计", "一般债券还本", "专项债券还本", "外债还本"],
        ["全市", "788580", "579442", "192671", foreign],
    )
    assert [one.verdict.value for one in found(given, "LF501")] == [verdict]


_REGIONS = (
    [
        "地区",
        "债务限额/小计",
        "债务限额/一般债务",
        "债务限额/专项债务",
        "债务余额/小计",
        "债务余额/一般债务",
        "债务余额/专项债务",
    ],
    ["全省", "1520", "900", "620", "1370", "810", "560"],
    ["省本级", "300", "200", "100", "280", "190", "90"],
    ["甲市", "700", "400", "300", "630", "360", "270"],
    ["甲市本级", "410", "250", "160", "380", "230", "150"],
    ["其中：开发区", "60", "20", "40", "50", "20", "30"],
    ["乙区", "170", "80", "90", "140", "70", "70"],
    ["丙县", "120", "70", "50", "110", "60", "50"],
    ["丁市", "520", "300", "220", "460", "260", "200"],
    ["丁市本级", "220", "100", "120", "190", "80", "110"],
    ["戊县", "300", "200", "100", "270", "180", "90"],
)
#: Large enough for a sum of them to prove something.
REGIONS = [
    [str(int(cell) * 1237) if cell.isdigit() else cell for cell in line] for line in _REGIONS
]
BY_REGION = "2024年甲省分地区地方政府债务限额和余额情况表"


def test_regions_add_up_to_their_place_and_places_to_the_whole() -> None:
    given = report(BY_REGION, *REGIONS)
    assert [one.verdict.value for one in found(given, "LF106")] == ["exact"] * 18
    assert {one.verdict.value for one in found(given, "LF501")} == {"exact"}
    scopes = {one.id: one.scope for one in given.figures}
    parts = {one.scope: scopes[one.parent] for one in given.figures if one.parent}
    assert parts == {
        "省本级": "全省",
        "甲市": "全省",
        "丁市": "全省",
        "甲市本级": "甲市",
        "乙区": "甲市",
        "丙县": "甲市",
        "丁市本级": "丁市",
        "戊县": "丁市",
    }


@pytest.mark.parametrize("row", range(1, 11))
def test_a_wrong_digit_in_a_region_is_an_error_where_the_other_columns_add_up(row: int) -> None:
    grid = [list(line) for line in REGIONS]
    if "其中" in grid[row][0]:
        return
    grid[row][1] = str(int(grid[row][1]) + 500000)
    errors = [one for one in found(report(BY_REGION, *grid), "LF106") if one.severity == "error"]
    assert errors
    assert all(one.verdict == "breach" for one in errors)


def test_regions_that_do_not_add_up_in_any_column_are_no_list() -> None:
    grid = [list(line) for line in REGIONS[:1]] + [list(line) for line in REGIONS[1:4]]
    assert found(report(BY_REGION, *grid), "LF106") == []


def test_one_column_that_adds_up_says_nothing_of_one_that_does_not() -> None:
    grid = [[line[0], line[1], line[4]] for line in REGIONS[:1]]
    grid += [
        ["全省", "1520000", "1999000"],
        ["省本级", "300000", "280000"],
        ["甲市", "700000", "630000"],
    ]
    grid += [["丁市", "520000", "460000"]]
    judged = found(report(BY_REGION, *grid), "LF106")
    assert [one.verdict.value for one in judged] in ([], ["exact"])


def placed(*rows: list[str]) -> dict[str, str]:
    """Which region is a part of which, of a table with one column of limits and one of balances."""
    given = report(BY_REGION, ["地区", "债务限额", "债务余额"], *rows)
    scopes = {one.id: one.scope for one in given.figures}
    return {one.scope: scopes[one.parent] for one in given.figures if one.parent}


def test_a_place_whose_regions_do_not_add_up_holds_none_and_the_next_is_tried() -> None:
    rows = [
        ["甲市", "700000", "630000"],
        ["甲市本级", "410000", "380000"],
        ["乙区", "170000", "140000"],
        ["丁市", "520000", "460000"],
        ["丁市本级", "220000", "190000"],
        ["戊县", "300000", "270000"],
    ]
    assert placed(*rows) == {"丁市本级": "丁市", "戊县": "丁市"}


def test_regions_that_owe_nothing_do_not_end_a_place_too_soon() -> None:
    grid = [
        [
            "地区",
            "债务限额/一般债务",
            "债务限额/专项债务",
            "债务余额/一般债务",
            "债务余额/专项债务",
        ],
        ["甲市", "700000", "300000", "600000", "250000"],
        ["甲市本级", "500000", "300000", "450000", "250000"],
        ["乙区", "150000", "0", "110000", "0"],
        ["丙县", "50000", "0", "40000", "0"],
        ["丁县", "80000", "9000", "70000", "8000"],
    ]
    given = report("2024年甲市地方政府债务限额和余额情况表", *grid)
    assert [one.verdict.value for one in found(given, "LF106")] == ["exact"] * 4
    assert {one.scope for one in given.figures if one.parent} == {"甲市本级", "乙区", "丙县"}


def test_a_region_that_follows_the_whole_as_one_of_it_is_a_part() -> None:
    rows = [
        ["甲市", "700000", "630000"],
        ["其中：甲市本级", "410000", "380000"],
        ["其中：乙区", "290000", "250000"],
    ]
    assert placed(*rows) in ({}, {"甲市本级": "甲市"})
    rows[2][0] = "乙区"
    assert placed(*rows) == {"甲市本级": "甲市", "乙区": "甲市"}


def test_a_region_with_a_blank_is_no_error_of_the_column() -> None:
    grid = [list(line) for line in REGIONS]
    grid[2][1] = ""
    judged = found(report(BY_REGION, *grid), "LF106")
    assert "breach" not in {one.verdict.value for one in judged}
    assert len(judged) == 17


def test_small_sums_prove_nothing() -> None:
    rows = [["甲市", "7", "6"], ["甲市本级", "4", "3"], ["乙区", "3", "3"]]
    assert placed(*rows) == {}


def columns(*wrong: int) -> list[str]:
    """Of one place with three regions in four columns, some of which do not add up."""
    heads = ["债务限额/一般债务", "债务限额/专项债务", "债务余额/一般债务", "债务余额/专项债务"]
    grid = [
        ["地区", *heads],
        ["甲市", "700000", "300000", "600000", "250000"],
        ["甲市本级", "400000", "120000", "350000", "100000"],
        ["乙区", "200000", "100000", "150000", "90000"],
        ["丙县", "100000", "80000", "100000", "60000"],
    ]
    for column in wrong:
        grid[1][column] = str(int(grid[1][column]) + 50000)
    given = report("2024年甲市地方政府债务限额和余额情况表", *grid)
    return sorted(one.verdict.value for one in found(given, "LF106"))


def test_most_columns_say_that_one_at_odds_is_wrong_and_half_of_them_do_not() -> None:
    assert columns() == ["exact"] * 4
    assert columns(2) == ["breach"] + ["exact"] * 3
    assert columns(2, 3) == ["exact"] * 2
    assert columns(1, 2, 3) == []


def test_two_columns_of_three_are_most() -> None:
    grid = [
        ["地区", "债务限额", "债务余额/一般债务", "债务余额/专项债务"],
        ["甲市", "700000", "650000", "250000"],
        ["甲市本级", "400000", "350000", "100000"],
        ["乙区", "300000", "250000", "150000"],
    ]
    given = report("2024年甲市地方政府债务限额和余额情况表", *grid)
    judged = sorted(one.verdict.value for one in found(given, "LF106"))
    assert judged == ["breach", "exact", "exact"]


def test_a_place_begins_right_under_one_that_adds_up_to_nothing() -> None:
    rows = [
        ["全省", "9700000", "8630000"],
        ["丁市", "520000", "460000"],
        ["丁市本级", "220000", "190000"],
        ["戊县", "300000", "270000"],
    ]
    assert placed(*rows) == {"丁市本级": "丁市", "戊县": "丁市"}
