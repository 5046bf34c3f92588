"""Where words or layout leave two readings and the sums choose one, every finding that rests on it says so."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from luohu_fiscal.extract import extract
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.model.vocabulary import Choice
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.reconcile.finding import Finding, Reconciliation, Verdict
from luohu_fiscal.render.messages import words
from tests.extract.tables.grids import report as of_table

HEAD = "关于某县2023年财政预算执行情况的报告\n一、2023年财政预算执行情况\n（一）一般公共预算\n"
#: A text, the identity whose finding says how it was read, and the same with one digit that closes no reading.
TEXTS = {
    Choice.BARE_SUM: (
        "全县一般公共预算收入30万元，上级补助20万元，上年结余2万元，合计{}万元。",
        "LF102",
        ("52", "57"),
    ),
    Choice.ONE_OWN_REVENUE: (
        (
            "全县收入总计{}万元。其中：一般公共预算收入完成80万元，剔除上划市级收入20万元，"
            "县本级一般公共预算收入完成60万元；上级补助收入45万元；上年结余5万元。"
        ),
        "LF102",
        ("110", "117"),
    ),
    Choice.LINES_AFTER: (
        (
            "全县一般公共预算收入225万元。\n按现行财政体制结算后，全县累计可用财力合计{}万元。按来源分："
            "当年可用财力117万元，动用预算稳定调节基金25万元，上级转移支付收入100万元。"
        ),
        "LF102",
        ("242", "247"),
    ),
    Choice.LINES_BEFORE: (
        (
            "全县一般公共预算收入58万元。一般公共预算收入加上上级补助收入、上年结余收入等379万元，"
            "收入总计{}万元。其中：一般公共预算收入58万元，占13.3%；上级补助收入278万元，占63.6%。"
        ),
        "LF102",
        ("437", "434"),
    ),
    Choice.LINES_BEYOND_STOP: (
        (
            "全县一般公共预算总收入完成{}万元，其中：一般公共预算收入30万元，其中：税收收入20万元，非税收入10万元。"
            "上级补助收入15万元；上年结余5万元。"
        ),
        "LF102",
        ("50", "57"),
    ),
    Choice.PARTS_OF_LINE: (
        (
            "全县一般公共预算收入100万元，其中：本级收入60万元；上级转移支付收入40万元。"
            "加上调入资金10万元，收入总量为{}万元。"
        ),
        "LF102",
        ("110", "117"),
    ),
    Choice.GROSS_CLOSING: (
        (
            "全县一般公共预算收入3000万元，上级补助2000万元，收入方合计5000万元。"
            "一般公共预算支出4500万元，上解支出200万元，支出方合计4700万元。"
            "收支两方相抵，年终滚存结余{}万元，减去结转下年200万元，当年净结余100万元。"
        ),
        "LF104",
        ("300", "370"),
    ),
    Choice.KINDS_OF_STOCK: (
        "\n（二）地方政府债务\n2023年末全县政府债务余额{}万元，低于限额35万元，其中：一般债务20万元，专项债务10万元。",
        "LF501",
        ("30", "37"),
    ),
    Choice.OWN_IS_ALL: (
        (
            "全县一般公共预算收入{}万元，包括税收分成收入20万元，非税收入10万元，上级补助收入15万元，"
            "上年结转资金5万元。"
        ),
        "LF102",
        ("50", "57"),
    ),
    Choice.SCOPE_BY_SUM: (
        (
            "县级一般公共预算收入312万元，上级补助收入525万元，收入总计837万元。"
            "全县一般公共预算支出741万元，上解上级支出46万元，支出总计787万元，收支相抵，结转下年支出{}万元。"
        ),
        "LF104",
        ("50", "57"),
    ),
    Choice.PARTS_END: (
        (
            "全县一般公共预算收入30万元，加上上级补助收入{}万元，包括返还性收入5万元、专项转移支付收入15万元，"
            "企业缴回资金2万元，收入合计52万元。"
        ),
        "LF106",
        ("20", "27"),
    ),
}
TABLES = {
    Choice.ROWS_BY_SUM: (
        (
            ("项目", "执行数"),
            ("一般公共预算收入", "30"),
            ("上级补助收入", "{}"),
            ("补助甲", "1500"),
            ("补助乙", "2500"),
            ("上年结余", "7"),
            ("收入总计", "4037"),
        ),
        "LF106",
        ("4000", "4700"),
    ),
    Choice.EMPTY_CELLS: (
        (
            ("项目", "执行数"),
            ("一、税收收入", "20"),
            ("二、非税收入", "10"),
            ("三、其他收入", None),
            ("一般公共预算收入合计", "{}"),
        ),
        "LF106",
        ("30", "37"),
    ),
}


def of_text(choice: Choice, number: str) -> BudgetReport:
    return extract(read_text(HEAD + TEXTS[choice][0].format(number)))


def of_rows(choice: Choice, number: str) -> BudgetReport:
    rows = ([cell and cell.format(number) for cell in row] for row in TABLES[choice][0])
    return of_table("2023年某县一般公共预算收入执行情况表", *rows)


def told(findings: Iterable[Finding], choice: Choice) -> list[Finding]:
    return [
        one
        for one in findings
        if any(note.code == "reading" and note.values["reading"] == choice for note in one.notes)
    ]


def judged(choice: Choice, sound: bool) -> tuple[Reconciliation, str]:
    _, rule, (right, wrong) = TEXTS.get(choice) or TABLES[choice]
    make = of_text if choice in TEXTS else of_rows
    return reconcile(make(choice, right if sound else wrong)), rule


@pytest.mark.parametrize("choice", [c for c in Choice if c is not Choice.ROWS_IN_DOUBT])
def test_a_finding_says_which_reading_the_sums_chose(choice: Choice) -> None:
    found, rule = judged(choice, sound=True)
    (one,) = (finding for finding in told(found.findings, choice) if finding.rule == rule)
    assert one.verdict is Verdict.EXACT
    for lang in ("en", "zh"):
        assert words(lang)["word"][choice]


@pytest.mark.parametrize("choice", [c for c in Choice if c is not Choice.ROWS_IN_DOUBT])
def test_a_sum_that_closes_under_no_reading_chooses_none_and_is_not_passed(choice: Choice) -> None:
    found, rule = judged(choice, sound=False)
    assert told(found.findings, choice) == []
    verdicts = {finding.verdict for finding in found.findings if finding.rule == rule}
    assert verdicts.isdisjoint({Verdict.EXACT, Verdict.WITHIN_ROUNDING})
