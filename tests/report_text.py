"""Accounts written out as a budget report would print them, in words of our own."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from luohu_fiscal.model.budgets import BUDGETS, Budget
from luohu_fiscal.model.vocabulary import Book, Stage

RESOURCES = {
    Book.GENERAL_PUBLIC: (
        "上级补助收入",
        "调入资金",
        "动用预算稳定调节基金",
        "一般债务转贷收入",
        "上年结转收入",
    ),
    Book.GOVERNMENT_FUND: ("上级补助收入", "专项债务转贷收入", "调入资金", "上年结转收入"),
    Book.STATE_CAPITAL: ("上级补助收入", "上年结转收入"),
}
USES = {
    Book.GENERAL_PUBLIC: ("上解支出", "安排预算稳定调节基金", "一般债务还本支出", "补助下级支出"),
    Book.GOVERNMENT_FUND: ("调出资金", "专项债务还本支出", "补助下级支出"),
    Book.STATE_CAPITAL: ("调出资金",),
}
OWN = {
    Book.GENERAL_PUBLIC: ("一般公共预算收入", "一般公共预算支出"),
    Book.GOVERNMENT_FUND: ("政府性基金预算收入", "政府性基金预算支出"),
    Book.STATE_CAPITAL: ("国有资本经营预算收入", "国有资本经营预算支出"),
}
UNITS = ("万元", "亿元")


@st.composite
def printed(draw: st.DrawFn, unit: str) -> str:
    """A printed positive amount in a unit, with or without separators."""
    if unit == "亿元":
        return f"{draw(st.decimals('0.01', '9999.99', places=2))}{unit}"
    number = draw(st.integers(1, 9_999_999))
    return (f"{number:,}" if draw(st.booleans()) else str(number)) + unit


@st.composite
def accounts(draw: st.DrawFn) -> tuple[Budget, ...]:
    """The three books of one government for one year of execution and one draft."""
    found = []
    for stage, year in ((Stage.EXECUTION, 2024), (Stage.DRAFT, 2025)):
        for book in OWN:
            unit = draw(st.sampled_from(UNITS))
            lines = {
                side: {
                    name: draw(printed(unit))
                    for name in (
                        own,
                        *draw(st.lists(st.sampled_from(names), unique=True, min_size=1)),
                    )
                }
                for side, own, names in (
                    ("resources", OWN[book][0], RESOURCES[book]),
                    ("uses", OWN[book][1], USES[book]),
                )
            }
            found.append(
                BUDGETS[book](
                    book=book,
                    scope=draw(st.sampled_from(["全市", "市本级"])),
                    fiscal_year=year,
                    stage=stage,
                    total_resources=draw(printed(unit)),
                    total_uses=draw(printed(unit)),
                    closing={"carried_over": draw(printed(unit)), "surplus": draw(printed(unit))},
                    **lines,
                )
            )
    return tuple(found)


def report_text(budgets: Sequence[Budget]) -> str:
    """The budgets as the text of a report: title, headings, and one paragraph for each account."""
    years = sorted({budget.fiscal_year for budget in budgets})
    parts = [f"关于某某市{years[0]}年预算执行情况和{years[-1]}年预算草案的报告"]
    titles = {Stage.EXECUTION: "预算执行情况", Stage.DRAFT: "预算草案"}
    for number, stage in zip("一二", titles, strict=True):
        chosen = [budget for budget in budgets if budget.stage is stage]
        if not chosen:
            continue
        parts.append(f"{number}、{chosen[0].fiscal_year}年{titles[stage]}")
        for position, budget in enumerate(chosen, 1):
            parts.append(f"{position}.{budget.book.zh}")
            parts.append(_paragraph(budget))
    return "\n\n".join(parts) + "\n"


def _paragraph(budget: Budget) -> str:
    sides = []
    for items, total, name in (
        (budget.resources, budget.total_resources, "收入总计"),
        (budget.uses, budget.total_uses, "支出总计"),
    ):
        assert total is not None
        own, *rest = items
        listed = "、".join(f"{item.label}{item.amount}" for item in rest)
        verb = "完成" if budget.stage is Stage.EXECUTION else "安排"
        sides.append(f"{own.label}{verb}{own.amount}，加上{listed}，{name}{total.amount}")
    closing = budget.closing
    assert closing.carried_over is not None and closing.surplus is not None
    left = f"收支相抵，结转下年{closing.carried_over.amount}，结余{closing.surplus.amount}"
    return f"{budget.scope}{sides[0]}。{budget.scope}{sides[1]}。{left}。"
