"""Lesson (a): how the three books balance, on the figures of Luohu 罗湖区 for 2023.

Run it with `python examples/lessons/a_three_books.py`.
"""

from decimal import Decimal

import luohu_fiscal as lf
from luohu_fiscal.datafiles import shipped
from luohu_fiscal.render.tables import Table
from luohu_fiscal.render.text import grid

print("第一课　三本账怎样平衡 How the three books balance\n")
print("每本预算都是一句话：本级收入加上调来、借来、上年剩下的钱，是收入总计 total resources；")
print(
    "花出去、交上去、还掉的钱，是支出总计 total uses；两者之差就是结转下年 carried over 加结余 surplus。\n"
)

report = lf.load(shipped("luohu/2023.yaml"))
books = [
    budget
    for budget in report.budgets
    if (budget.fiscal_year, budget.stage) == (2023, lf.Stage.EXECUTION)
]
judged = lf.reconcile(books)


def wan(item: lf.Item | None) -> Decimal:
    """The amount in 万元; a line that is not printed adds nothing to a sum of printed lines."""
    return Decimal(0) if item is None else item.amount.to("万元")


for book in books:
    print(f"== {book.book.zh} {book.book.en}，{book.fiscal_year}年，万元 ==\n")
    resources, uses = book.totals
    rows = [("+", item.label, f"{wan(item):,f}") for item in book.resources]
    rows.append(("=", "收入总计 total resources", f"{wan(resources):,f}"))
    rows += [("-", item.label, f"{wan(item):,f}") for item in book.uses]
    rows.append(("", "支出总计 total uses", f"{wan(uses):,f}"))
    rows.append(("=", "收支之差 what is left", f"{wan(resources) - wan(uses):,f}"))
    closing = [item for item in (book.closing.carried_over, book.closing.surplus) if item]
    rows += [("", f"其中 {item.label}", f"{wan(item):,f}") for item in closing]
    print(grid(Table(("", "项目 item", "万元"), rows, (2,)), "simple"))
    print()
    for finding in judged.findings:
        if finding.book is book.book and finding.rule in ("LF102", "LF103", "LF104"):
            print(
                f"{finding.rule} {finding.name}: {finding.verdict.zh} {finding.verdict.en}，"
                f"列示 {finding.stated:,f}，计算 {finding.calculated:,f}，差额 {finding.difference:,f}"
            )
    print()

print("思考题 Questions")
print("1. 三本账的收入总计能不能相加，当作全区的财力？")
sums = sum((wan(book.total_resources) for book in books), Decimal(0))
moved = sum(
    (wan(item) for book in books for item in book.uses if item.label == "调出资金"), Decimal(0)
)
print("2. 哪一本账的收入总计不是各项之和，差多少？\n")

print("答 Answers")
print(f"1. 不能。相加得 {sums:,f}万元，其中 {moved:,f}万元从一本账调到另一本账，算了两次。")
odd = [
    finding
    for finding in judged.findings
    if finding.rule == "LF102" and finding.difference is not None and finding.difference != 0
]
if not odd:
    print("2. 没有：三本账的 LF102 差额都是 0。")
for finding in odd:
    assert finding.book is not None
    print(f"2. {finding.book.zh}：差 {finding.difference:,f}万元，{finding.verdict.zh}。")
