"""Annex tables 附表 made of a few lines, and what is read of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from luohu_fiscal.document import Document, Page
from luohu_fiscal.extract import extract
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.readers.tables import Printed, make_tables
from luohu_fiscal.reconcile import reconcile


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
