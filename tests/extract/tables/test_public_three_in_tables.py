"""The public three 三公经费 in tables: by rows, by columns, under headers of several levels."""

from __future__ import annotations

from collections.abc import Sequence

from tests.extract.tables import grids
from tests.extract.test_public_three import of_three, verdicts

BY_ROWS: tuple[Sequence[str | None], ...] = (
    ["项目", "2023年预算数", "2024年预算数"],
    ["合计", "3407", "3375"],
    ["1.因公出国（境）费", "100", "100"],
    ["2.公务接待费", "1042", "917"],
    ["3.公务用车购置及运行费", "2265", "2358"],
    ["其中：（1）公务用车购置费", "435", "539"],
    ["（2）公务用车运行费", "1830", "1819"],
)


def test_a_table_by_rows_is_judged_column_by_column() -> None:
    title = "2024年市本级一般公共预算“三公”经费预算表"
    assert verdicts(grids.report(title, *BY_ROWS)) == ["exact"] * 4
    wrong = [list(row) for row in BY_ROWS]
    wrong[2][1] = "200"
    assert sorted(verdicts(grids.report(title, *wrong))) == ["breach"] + ["exact"] * 3


BY_COLUMNS: tuple[Sequence[str | None], ...] = (
    [
        "合计",
        "“三公”经费小计",
        "因公出国（境）费",
        "公务用车购置及运行费",
        "公务用车购置费",
        "公务用车运行费",
        "公务接待费",
        "会议费",
    ],
    ["1000", "620.75", "170", "266.8", "66.8", "200", "183.95", "379.25"],
)


def test_a_table_by_columns_is_judged_row_by_row_and_other_sums_are_left_alone() -> None:
    title = "2024年一般公共预算“三公”经费、会议费支出预算表"
    report = grids.report(title, *BY_COLUMNS)
    assert verdicts(report) == ["exact", "exact"]
    assert of_three(report)[""] == ["620.75"]


def test_a_table_without_other_sums_calls_the_whole_total() -> None:
    rows = (
        ["年份", "总计", "因公出国（境）", "公务用车购置及运行费", "公务接待费"],
        ["2024年", "13", "2", "8", "3"],
    )
    report = grids.report("“三公”经费预算表", *rows)
    assert of_three(report)[""] == ["13"]
    assert verdicts(report) == ["exact"]


TWO_YEARS: tuple[Sequence[str | None], ...] = (
    ["单位", "“三公”经费合计", "因公出国（境）费", "公务用车购置及运行费", "公务接待费"],
    ["甲局", "13", "2", "8", "3"],
    ["乙局", "25", "5", "12", "3"],
    ["合计", "38", "7", "20", "6"],
)


def test_each_row_of_a_table_has_its_own_whole() -> None:
    report = grids.report("2024年“三公”经费预算表", *TWO_YEARS)
    assert sorted(verdicts(report)) == ["breach", "breach", "exact"]


def test_a_table_that_names_only_some_of_the_three_is_none_of_them() -> None:
    rows = (["科目", "金额"], ["公务接待费", "3"], ["公务用车运行维护费", "8"], ["合计", "11"])
    assert of_three(grids.report("2024年基本支出预算表", *rows)) == {}
    assert of_three(grids.report("2024年“三公”经费基本支出预算表", *rows)) == {}


_CARS = "“三公”经费/公务用车购置及运行维护费"
LEVELS: tuple[Sequence[str | None], ...] = (
    [
        "单位",
        "合计",
        "“三公”经费/小计",
        "“三公”经费/因公出国（境）费",
        f"{_CARS}/小计",
        f"{_CARS}/购置费",
        f"{_CARS}/运行费",
        "“三公”经费/公务接待费",
        "会议费",
    ],
    ["甲局", "1000", "620.75", "170", "266.8", "66.8", "200", "183.95", "379.25"],
    ["乙局", "900", "520.75", "170", "166.8", "66.8", "100", "193.95", "379.25"],
)


def test_a_table_whose_header_has_levels_is_judged_row_by_row() -> None:
    report = grids.report("2024年一般公共预算“三公”经费、会议费支出预算表", *LEVELS)
    assert of_three(report) == {
        "": ["620.75", "520.75"],
        "abroad": ["170", "170"],
        "cars": ["266.8", "166.8"],
        "bought": ["66.8", "66.8"],
        "run": ["200", "100"],
        "reception": ["183.95", "193.95"],
    }
    assert sorted(verdicts(report)) == ["breach", "exact", "exact", "exact"]
    cars = {one.id: str(one.amount.printed) for one in report.figures}
    bought = [one.parent for one in report.figures if one.concept == "public_three_bought"]
    assert [cars[one] for one in bought if one] == ["266.8", "166.8"]
