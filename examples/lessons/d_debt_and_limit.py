"""Lesson (d): debt 地方政府债务 and its limit 限额, on the figures of Luohu 罗湖区.

Run it with `python examples/lessons/d_debt_and_limit.py`.
"""

from decimal import Decimal

import luohu_fiscal as lf
from luohu_fiscal.datafiles import shipped
from luohu_fiscal.render.tables import Table
from luohu_fiscal.render.text import grid

print("第四课　债务与限额 Debt and its limit\n")
print(
    "预算法第三十五条：地方政府举债须在批准的限额 limit 之内；一般债务 general debt 用于没有收益的"
)
print("公益项目，列一般公共预算；专项债务 special debt 靠项目收益偿还，列政府性基金预算。\n")

report = lf.load(shipped("luohu/2023.yaml"))
(debt,) = report.debt


def wan(item: lf.Item | None) -> str:
    return "未列示" if item is None else f"{item.amount.to('万元'):,f}"


rows = [
    (name, wan(split.general), wan(split.special), wan(split.total))
    for name, split in (
        ("限额 limit", debt.limit),
        ("余额 outstanding", debt.outstanding),
        ("新增 new issues", debt.issued),
        ("还本 repaid", debt.repaid),
    )
]
heads = (f"{debt.fiscal_year}年，万元", "一般 general", "专项 special", "合计 total")
print(grid(Table(heads, rows, (1, 2, 3))), "\n")

judged = lf.reconcile(report)
for finding in judged.findings:
    if finding.book is lf.Book.DEBT and finding.rule in ("LF501", "LF502"):
        label = judged.figure(finding.terms[0]).label
        sign = "=" if finding.rule == "LF501" else "≤"
        print(
            f"{finding.rule} {label}：{finding.stated:,f} {sign} {finding.calculated:,f}，"
            f"{finding.verdict.zh} {finding.verdict.en}"
        )

print("\n余额怎样滚动 roll-forward：年末 = 上年末 + 转贷收入 − 还本。上年末余额报告没有印，")
print("LF503 就不判断，只算出它应在哪里：")
implied: dict[str, tuple[Decimal, Decimal]] = {}
for finding in judged.findings:
    label = judged.figure(finding.terms[0]).label if finding.terms else ""
    if finding.rule == "LF503" and finding.implied is not None and label not in implied:
        lo, hi = implied[label] = finding.implied
        print(f"  {label}：{finding.verdict.zh} {finding.verdict.en}，", end="")
        print(f"上年末余额在 {lo:,f} 与 {hi:,f} 之间")

print("\n思考题 Questions")
print("1. 一般债务还能再借多少？专项债务呢？")
print("2. 专项债务上年末余额大约是多少？新增 new issues 为什么不等于余额的增加？\n")

print("答 Answers")
room = {}
for name, split in (("一般", "general"), ("专项", "special")):
    limit, held = getattr(debt.limit, split), getattr(debt.outstanding, split)
    room[name] = limit.amount.to("万元") - held.amount.to("万元")
print("1. " + "；".join(f"{name}债务还有 {left:,f}万元" for name, left in room.items()) + "。")
lo, hi = next(pair for label, pair in implied.items() if "专项" in label)
special, issued = debt.outstanding.special, debt.issued.special
assert special is not None and issued is not None
middle = (lo + hi) / 2
grown, new = special.amount.to("万元") - middle, issued.amount.to("万元")
print(f"2. 约 {middle:,.0f}万元。余额增加约 {grown:,.0f}万元，新增 {new:,f}万元；")
print(f"   相差 {new - grown:,.0f}万元，是还掉而没有再借的本金（还本大于再融资）。")
