"""Lesson (c): money moving between the books 账与账之间: transferred in, transferred out, debt on-lent.

Run it with `python examples/lessons/c_between_books.py`.
"""

from decimal import Decimal

import luohu_fiscal as lf
from luohu_fiscal.datafiles import shipped

print("第三课　钱在账与账之间 Money moving between the books\n")
print("调入 transferred in 与调出 transferred out 是同一级政府账本之间的往来，")
print("上级补助 transfer payments 与上解 remittances 是上下级政府之间的往来，不可混淆。\n")

report = lf.load(shipped("luohu/2023.yaml"))
judged = lf.reconcile(report, select=["LF201", "LF202"])


def wan(figure: lf.Figure) -> Decimal:
    return figure.amount.to("万元")


for finding in judged.findings:
    if finding.rule != "LF201":
        continue
    print(f"== LF201，{finding.fiscal_year}年 ==")
    for term in finding.terms:
        figure = judged.figure(term)
        assert figure.book is not None
        print(f"  {figure.book.zh}　{figure.label} {wan(figure):,f}")
    print(
        f"  调入 {finding.stated:,f} ≥ 调出合计 {finding.calculated:,f}，其余 {finding.difference:,f}"
    )
    print(f"  判断：{finding.verdict.zh} {finding.verdict.en}\n")

print("债务转贷收入 on-lent debt proceeds 列在预算收入里，新增债务 new issues 列在债务表里：")
for finding in judged.findings:
    if finding.rule == "LF202":
        assert finding.book is not None
        name = finding.book.zh
        rest = (
            f"其余 {finding.difference:,f} 为再融资 refinancing"
            if finding.difference
            else "无再融资"
        )
        print(
            f"  {name}：转贷 {finding.stated:,f} ≥ 新增 {finding.calculated:,f}，"
            f"{rest}（{finding.verdict.zh} {finding.verdict.en}）"
        )

print("\n思考题 Questions")
print("1. 2023年调入资金中，有多少不是从另两本账来的？")
out = next(
    one
    for one in report.figures
    if (one.book, one.label, one.fiscal_year) == (lf.Book.GOVERNMENT_FUND, "调出资金", 2023)
)
typed = lf.parse_amount(f"{out.amount.printed}0万元")
print(f"2. 政府性基金的调出资金若多印一个零，成了 {typed:,}，哪些关系露出破绽？\n")

print("答 Answers")
first = next(f for f in judged.findings if f.rule == "LF201" and f.fiscal_year == 2023)
print(f"1. {first.difference:,f}万元；预算报告没有说来源，可能是存量资金等，所以只判断“不少于”。")
# Models are frozen: a changed report is a new report, here of changed accounts.
changed = []
for budget in report.budgets:
    uses = tuple(
        item.model_copy(update={"amount": typed}) if item.id == out.id else item
        for item in budget.uses
    )
    changed.append(budget.model_copy(update={"uses": uses}))
for finding in lf.reconcile(changed).findings:
    if finding.verdict is lf.Verdict.BREACH:
        print(f"2. {finding.rule} {finding.name}：差额 {finding.difference:,f}万元")
