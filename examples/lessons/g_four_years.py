"""Lesson (g): four years of one district: 2020, 2021, 2023 and 2024 in two reports.

Run it with `python examples/lessons/g_four_years.py`.
"""

from decimal import ROUND_HALF_UP, Decimal

import luohu_fiscal as lf
from luohu_fiscal.datafiles import shipped
from luohu_fiscal.render.tables import Table
from luohu_fiscal.render.text import grid

print("第七课　一个区的四年 Four years of one district\n")
reports = [lf.load(shipped(name)) for name in ("luohu/2020.yaml", "luohu/2023.yaml")]
budgets = [budget for report in reports for budget in report.budgets]


def wan(item: lf.Item | None) -> str:
    return "" if item is None else f"{item.amount.to('万元'):,f}"


for book in (lf.Book.GENERAL_PUBLIC, lf.Book.GOVERNMENT_FUND, lf.Book.STATE_CAPITAL):
    rows = []
    for budget in budgets:
        if budget.book is book:
            own = budget.resources[0]
            rows.append(
                (
                    f"{budget.fiscal_year}",
                    f"{budget.stage.zh} {budget.stage.en}",
                    wan(own),
                    wan(budget.total_resources),
                    wan(budget.total_uses),
                    wan(budget.closing.carried_over),
                    wan(budget.closing.surplus),
                )
            )
    print(f"{book.zh} {book.en}，万元")
    heads = ("年", "阶段 stage", "第一项收入", "收入总计", "支出总计", "结转下年", "结余")
    print(grid(Table(heads, rows, (2, 3, 4, 5, 6))), "\n")

print(
    "两份报告放在一起判断：上年结转是不是上年的结转结余（LF301）？动用的基金是不是有来处（LF303）？\n"
)
together = lf.reconcile(reports)
for finding in together.findings:
    if finding.rule in ("LF301", "LF303") and finding.stated is not None and finding.book:
        calculated = "" if finding.calculated is None else f"，计算 {finding.calculated:,f}"
        totals = any(together.figure(term).role is lf.Role.TOTAL for term in finding.terms)
        against = "对两总计之差" if totals else "对结转结余" if finding.rule == "LF301" else "动用"
        print(
            f"{finding.rule} {finding.fiscal_year}年 {finding.book.zh}（{against}）：列示 {finding.stated:,f}"
            f"{calculated}，{finding.verdict.zh} {finding.verdict.en}"
        )

print("\n2022年没有报告，但2023年的增速说出了它：")
implied = {}
for finding in together.findings:
    if not finding.terms:
        continue
    figure = together.figure(finding.terms[0])
    about_revenue = finding.rule == "LF401" and figure.label == "一般公共预算收入"
    if about_revenue and finding.fiscal_year == 2023 and finding.verdict == "undecided":
        for note in finding.notes:
            if note.code == "implied":
                implied[figure.label] = int(note.values["lo"]), int(note.values["hi"])
for label, (lo, hi) in implied.items():
    print(f"  2022年{label}在 {lo:,} 与 {hi:,}万元之间")

print("\n思考题 Questions")
print("1. 从2020年到2023年，一般公共预算收入增长多少？政府性基金收入总计呢？")
print("2. 两份报告一起判断，共有多少条关系，几条不能成立？\n")

print("答 Answers")
for book in (lf.Book.GENERAL_PUBLIC, lf.Book.GOVERNMENT_FUND):
    first, last = (
        next(b for b in budgets if (b.book, b.fiscal_year) == (book, year)) for year in (2020, 2023)
    )
    before, after = (
        b.resources[0].amount.value
        if book is lf.Book.GENERAL_PUBLIC
        else b.total_resources.amount.value
        for b in (first, last)
        if b.total_resources is not None
    )
    rate = ((after - before) * 100 / before).quantize(Decimal("0.1"), ROUND_HALF_UP)
    print(f"1. {book.zh}：{rate:+f}%")
summary = together.summary
print(
    f"2. 共 {len(together.findings)} 条，其中不可能成立 {summary['breach']} 条，"
    f"无法判断 {summary['undecided']} 条。"
)
for finding in together.findings:
    if finding.verdict is lf.Verdict.BREACH and finding.implied is not None:
        least, most = finding.implied
        figure = together.figure(finding.terms[0])
        print(
            f"   {finding.rule} {finding.name}（{finding.severity.zh}）：{finding.fiscal_year}年{figure.label}"
            f"的增速隐含基数 {least:,f} 至 {most:,f}万元，"
        )
        values = [note.values for note in finding.notes if note.code == "compared_with"]
        print(
            f"   另一比率隐含 {int(values[0]['lo']):,} 至 {int(values[0]['hi']):,}万元：基数不止一个。"
        )
