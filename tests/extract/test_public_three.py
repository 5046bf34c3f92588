"""The public three 三公经费: told in sentences, in lists and in tables, its amounts are known and judged."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from luohu_fiscal.document import Place
from luohu_fiscal.explain import explain
from luohu_fiscal.extract import extract
from luohu_fiscal.extract.draft import Account, Context, DraftFigure, Lead
from luohu_fiscal.extract.gaps import gap, name_in
from luohu_fiscal.extract.ledger import Ledger
from luohu_fiscal.extract.public_three import bind_public_three
from luohu_fiscal.extract.tokens import Token, TokenKind
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.model.vocabulary import Role, Stage
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import Finding, reconcile
from luohu_fiscal.wording import wording
from tests.extract.tables import grids

HEAD = "甲市乙局2024年度部门预算\n\n一、2024年“三公”经费预算情况说明\n\n"
SENTENCE = (
    "2024年“三公”经费预算数为{}万元，比2023年预算增加25万元。其中：因公出国（境）费10万元，与上年持平；"
    "公务用车购置及运行费46.56万元，比2023年预算增加25万元，其中：公务用车购置费{}万元，"
    "公务用车运行费21.56万元；公务接待费1.35万元。"
)


def told(text: str) -> BudgetReport:
    return extract(read_text(HEAD + text))


def of_three(report: BudgetReport) -> dict[str, list[str]]:
    """What each amount is of the public three."""
    found: dict[str, list[str]] = {}
    for one in report.figures:
        if one.concept and one.concept.startswith("public_three"):
            found.setdefault(one.concept[len("public_three_") :], []).append(
                f"{one.amount.printed}"
            )
    return found


def judged(report: BudgetReport) -> list[Finding]:
    return list(reconcile(report, select=["LF110"]).findings)


def verdicts(report: BudgetReport) -> list[str]:
    return [one.verdict.value for one in judged(report)]


def test_a_sentence_says_the_whole_its_three_parts_and_both_kinds_of_cars() -> None:
    report = told(SENTENCE.format("57.91", "25"))
    assert of_three(report) == {
        "": ["57.91"],
        "abroad": ["10"],
        "cars": ["46.56"],
        "bought": ["25"],
        "run": ["21.56"],
        "reception": ["1.35"],
    }
    assert verdicts(report) == ["exact", "exact"]


@pytest.mark.parametrize(
    ("whole", "bought", "verdict"),
    [("58.91", "25", ["breach", "exact"]), ("57.91", "26", ["exact", "breach"])],
)
def test_a_digit_off_is_an_error_of_the_sum_it_stands_in_and_is_explained(
    whole: str, bought: str, verdict: list[str]
) -> None:
    report = told(SENTENCE.format(whole, bought))
    findings = explain(reconcile(report, select=["LF110"])).findings
    assert [one.verdict.value for one in findings] == verdict
    (wrong,) = [one for one in findings if one.verdict == "breach"]
    assert wrong.severity == "error"
    right = {"58.91": "57.91万元", "57.91": "25万元"}[whole]
    assert right in {one["replacement"] for one in wrong.explanations}


def test_cars_told_by_their_two_kinds_alone_are_parts_of_the_whole() -> None:
    report = told(
        "全市“三公”经费安排2.93亿元，其中：公务用车购置经费预算0.44亿元，公务用车运行维护经费预算2.04亿元，"
        "公务接待经费预算0.12亿元，因公出国（境）经费预算0.33亿元。"
    )
    assert verdicts(report) == ["exact"]


LIST = (
    "{}拨款安排的“三公”经费预算支出中，因公出国（境）费支出170万元，占“三公”经费的27.39%；公务用车运行维护费支出"
    "266.8万元，占“三公”经费的42.98%；公务接待费支出183.95万元，占“三公”经费的29.63%。具体情况如下：\n\n"
    "1.因公出国（境）费预算支出170万元，比上年预算减少10万元。\n\n"
    "2.公务用车购置及运行费预算支出266.8万元。其中：\n\n（1）公务用车购置预算支出0万元，与上年一致。\n\n"
    "（2）公务用车运行维护费预算支出266.8万元，比上年预算减少37.6万元。\n\n"
    "3.公务接待费预算支出183.95万元，比上年预算减少1.77万元。"
)


def test_a_list_told_twice_is_one_and_its_changes_are_no_part_of_it() -> None:
    report = told(LIST.format("2024年"))
    assert of_three(report) == {
        "abroad": ["170"],
        "reception": ["183.95"],
        "cars": ["266.8"],
        "run": ["266.8"],
        "bought": ["0"],
    }
    # The whole is printed nowhere: only the cars can be judged.
    assert [(one.terms[0].figure, one.verdict.value) for one in judged(report)] == [
        (next(f.id for f in report.figures if f.concept == "public_three_cars"), "exact")
    ]


@pytest.mark.parametrize(("whole", "verdict"), [("620.75", "exact"), ("623.75", "breach")])
def test_a_list_without_its_whole_is_held_to_the_one_printed_elsewhere(
    whole: str, verdict: str
) -> None:
    beside = f"2024年“三公”经费预算{whole}万元，其中公务接待费183.95万元。"
    report = told(LIST.format("2024年") + "\n\n" + "二、机关运行经费\n\n" * 9 + beside)
    assert verdict in verdicts(report)
    assert "LF106" not in {one.rule for one in reconcile(report).findings}


def test_of_two_wholes_that_differ_none_is_taken() -> None:
    other = "2024年“三公”经费预算{}万元，其中公务接待费100万元。"
    gap = "\n\n" + "二、机关运行经费\n\n" * 9
    report = told(LIST.format("2024年") + gap + other.format(620) + gap + other.format(700))
    lists = {one.parent for one in report.figures if one.concept == "public_three_abroad"}
    assert lists == {None}


def test_shares_of_the_three_are_of_the_whole_of_the_list() -> None:
    beside = "2024年“三公”经费预算620.75万元，其中公务接待费183.95万元。"
    report = told(LIST.format("2024年") + "\n\n" + "二、机关运行经费\n\n" * 9 + beside)
    shares = reconcile(report, select=["LF402"]).findings
    assert [one.verdict.value for one in shares] == ["exact"] * 3


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [
        ("公务接待费1.35万元，公务用车运行费46.56万元", "exact"),
        # What is not printed may be the rest, and what is more than the whole cannot be.
        ("公务接待费1.35万元，公务用车运行费40万元", "bounded"),
        ("公务接待费1.35万元，公务用车购置及运行费40万元", "bounded"),
        ("公务接待费1.35万元，因公出国（境）费2万元，公务用车运行费40万元", "bounded"),
        ("公务接待费1.35万元，公务用车运行费50万元", "breach"),
        ("公务接待费1.35万元，因公出国（境）费0万元，公务用车购置及运行费46万元", "breach"),
    ],
)
def test_a_part_that_is_not_printed_leaves_open_what_falls_short(parts: str, verdict: str) -> None:
    report = told(f"2024年“三公”经费预算数为47.91万元，其中：{parts}。")
    (finding,) = reconcile(report, select=["LF107", "LF110"]).findings
    assert finding.verdict == verdict
    assert finding.rule == ("LF107" if verdict == "bounded" else "LF110")


def test_amounts_of_those_names_elsewhere_are_none_of_the_three() -> None:
    report = told("公用经费包括公务接待费48.95万元、公务用车运行维护费266.8万元、办公费20万元。")
    assert of_three(report) == {}


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


def notes(finding: Finding) -> dict[str, dict[str, str]]:
    return {one.code: {k: str(v) for k, v in one.values.items()} for one in finding.notes}


def test_a_whole_named_by_the_words_before_its_sentence_is_known() -> None:
    report = told(
        "（3）“三公”经费预算情况。市本级预算安排100万元，其中，公务接待费20万元，公务用车经费70万元，"
        "因公出国（境）费10万元。会议费安排30万元。"
    )
    assert of_three(report)[""] == ["100"]
    assert verdicts(report) == ["exact"]


def test_a_share_of_the_three_names_no_whole() -> None:
    report = told(
        "因公出国（境）费10万元，公务用车购置及运行费60万元，公务接待费30万元，占“三公”经费的30%。"
        "本部门安排200万元。“三公”经费、会议费、培训费共150万元。"
    )
    assert "" not in of_three(report)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("公务用车购置费1万元，公务用车运行费2万元，公务接待费3万元，因公出国（境）费4万元。", 4),
        ("公务用车购置及运行费3万元，公务接待费3万元，因公出国（境）费4万元。", 3),
        ("公务用车运行费2万元，公务接待费3万元，因公出国（境）费4万元。", 0),
        ("公务用车购置及运行费3万元，公务接待费3万元。", 0),
        ("公务用车购置及运行费3万元，因公出国（境）费3万元。", 0),
        ("公务接待费3万元，因公出国（境）费3万元。", 0),
        ("“三公”经费预算10万元。", 0),
        ("“三公”经费预算10万元，公务接待费3万元。", 2),
    ],
)
def test_without_their_name_only_all_three_are_the_three(text: str, known: int) -> None:
    assert sum(map(len, of_three(told("2024年" + text)).values())) == known


def test_each_list_in_a_paragraph_has_its_own_whole() -> None:
    one = "{}“三公”经费{}万元，其中因公出国（境）费1万元，公务用车购置及运行费2万元，公务接待费{}万元。"
    report = told(one.format("甲处", 10, 7) + one.format("乙处", 25, 27))
    assert verdicts(report) == ["exact", "breach"]
    wholes = {str(f.amount.printed): f.id for f in report.figures if f.concept == "public_three"}
    parts = {f"{f.amount.printed}": f.parent for f in report.figures if f.parent}
    assert (parts["7"], parts["27"]) == (wholes["10"], wholes["25"])


def test_none_of_them_is_a_line_or_a_part_of_anything_else() -> None:
    report = told(LIST.format("2024年"))
    names = ("出国", "用车", "接待")
    mine = [one for one in report.figures if any(name in one.label for name in names)]
    assert len(mine) > 7
    assert {one.statement for one in mine} == {None}
    cars = next(one.id for one in mine if one.concept == "public_three_cars")
    assert {one.parent for one in mine} == {None, cars}
    assert {str(one.role) for one in mine} == {"other", "detail"}
    rules = {one.rule for one in reconcile(report).findings}
    assert rules.isdisjoint({"LF102", "LF103", "LF106", "LF107"})


def test_two_lists_of_one_whole_are_two_breakdowns() -> None:
    beside = (
        "2024年“三公”经费预算620.75万元，其中因公出国（境）费170万元，公务用车购置及运行费266.8万元，"
        "公务接待费183.95万元。"
    )
    report = told(LIST.format("2024年") + "\n\n" + "二、机关运行经费\n\n" * 9 + beside)
    parts = [one for one in report.figures if one.parent and one.concept != "public_three_run"]
    assert sorted({one.breakdown or 0 for one in parts}) == [0, 1, 2]
    assert [one.breakdown for one in parts if one.concept == "public_three_abroad"] == [1, 2]
    assert verdicts(report) == ["exact"] * 3


def test_what_is_not_printed_is_said() -> None:
    (closing,) = judged(told("2024年“三公”经费预算数为47.91万元，其中：公务用车运行费47.91万元。"))
    assert closing.verdict == "exact"
    assert [dict(one.values)["operand"] for one in closing.notes if one.code == "no_such_line"] == [
        "abroad",
        "reception",
    ]
    report = told(
        "2024年“三公”经费预算数为47.91万元，其中：公务用车运行费40万元，公务接待费1万元。"
    )
    (short,) = reconcile(report, select=["LF107", "LF110"]).findings
    assert notes(short)["remainder"] == {"amount": "6.91", "unit": "万元"}


def test_cars_told_as_bought_and_run_in_one_amount_are_the_cars() -> None:
    report = told(
        "2024年“三公”经费100万元，其中因公出国（境）费10万元，车辆购置支出及车辆运行支出60万元，公务接待费30万元。"
    )
    assert of_three(report)["cars"] == ["60"]
    assert verdicts(report) == ["exact"]


def test_other_shares_and_growths_keep_their_base() -> None:
    report = told(
        "2024年“三公”经费100万元，其中因公出国（境）费10万元，占“三公”经费的10%，占公用经费的2%，比上年增长5%；"
        "公务用车购置及运行费60万元；公务接待费30万元。"
    )
    whole = next(one.id for one in report.figures if one.concept == "public_three")
    bases = {str(one.value): one.base_figure for one in report.claims}
    assert (bases["10"], bases["2"], bases["5"]) == (whole, None, None)


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


def drafted(number: int, label: str, amount: str) -> DraftFigure:
    """An amount of running text as the first reading leaves it."""
    between = gap(label)
    return DraftFigure(
        Token(TokenKind.MONEY, 0, len(amount), amount, "万元"),
        Place(1, 1, number, number + 1, amount),
        Context(year=2024, stage=Stage.DRAFT),
        label,
        role=Role.COMPONENT,
        lead=Lead(1, between, label, name_in(label, wording()), ""),
    )


def test_what_was_read_as_an_account_is_taken_out_of_it() -> None:
    names = ("“三公”经费", "因公出国费", "公务用车购置及运行费", "公务接待费", "公务接待费")
    amounts = ("60", "10", "20", "30", "30")
    mine = [drafted(n, *known) for n, known in enumerate(zip(names, amounts, strict=True))]
    other, part = drafted(8, "办公费", "7"), drafted(9, "赴港", "5")
    ledger, account = Ledger(), Account(Context(year=2024, stage=Stage.DRAFT))
    ledger.figures, account.figures = [*mine, other, part], [*mine[:4], other]
    for one in account.figures:
        one.account, one.closed, one.breakdown, one.complete = account, True, 3, True
    part.parent, part.role, part.breakdown = mine[1], Role.DETAIL, 2
    mine[3].parent = other
    bind_public_three(read_text("无表。"), ledger, wording())
    assert account.figures == [other]
    assert (other.account, other.closed, other.role) == (account, True, Role.COMPONENT)
    assert {one.account for one in mine} == {None}
    assert [one.parent for one in mine] == [None, mine[0], mine[0], mine[0], None]
    roles = [Role.OTHER, Role.DETAIL, Role.DETAIL, Role.DETAIL, Role.OTHER]
    assert [one.role for one in mine] == roles
    assert {(one.closed, one.breakdown, one.complete) for one in mine} == {(None, None, None)}
    # What stood under one of them is a part of nothing.
    assert (part.parent, part.role, part.breakdown) == (None, Role.OTHER, None)


def test_shares_of_each_list_are_of_its_own_whole() -> None:
    one = (
        "{}“三公”经费{}万元，其中因公出国（境）费1万元，占“三公”经费的{}%；公务用车购置及运行费2万元；"
        "公务接待费{}万元。"
    )
    report = told(one.format("甲处", 10, 10, 7) + "\n\n" + one.format("乙处", 40, 2.5, 37))
    amounts = {one.id: str(one.amount.printed) for one in report.figures}
    bases = {str(one.value): amounts[one.base_figure or ""] for one in report.claims}
    assert bases == {"10": "10", "2.5": "40"}
