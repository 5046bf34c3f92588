"""Lesson (b): why 65,766 and 65,765 are both right: what rounding 四舍五入 can do to a sum.

Run it with `python examples/lessons/b_two_right_numbers.py`.
"""

from decimal import Decimal

import luohu_fiscal as lf
from luohu_fiscal.datafiles import shipped

report = lf.load(shipped("luohu/2023.yaml"))
done, drafted = (book for book in report.budgets if book.book is lf.Book.GOVERNMENT_FUND)
carried, surplus = done.closing.carried_over, done.closing.surplus
resources, uses = done.totals
opening = next(item for item in drafted.resources if "上年结转" in item.label)
assert carried and surplus and resources and uses


def number(item: lf.Item) -> Decimal:
    return item.amount.to("万元")


left = number(carried) + number(surplus)
difference = number(resources) - number(uses)
print(f"第二课　为什么 {left:,f} 和 {difference:,f} 都对 Two numbers, both right\n")
print(f"{done.book.zh} {done.book.en}，{done.fiscal_year}年，万元：\n")
print(f"  结转下年 carried over   {number(carried):>9,f}")
print(f"  结余 surplus            {number(surplus):>9,f}")
print(f"  两项之和                {left:>9,f}")
print()
print(f"  收入总计 total resources {number(resources):>8,f}")
print(f"  支出总计 total uses      {number(uses):>8,f}")
print(f"  两数之差                {difference:>9,f}")
print()
print(f"  {drafted.fiscal_year}年草案的上年结转 carried forward：{number(opening):,f}\n")

print("印出来的整数，真值可能在它上下半个单位之内（下端含，上端不含）：")
for item in (carried, surplus):
    interval = item.amount.interval
    print(f"  {item.label} {item.amount:,}：[{interval.lo:,f}元, {interval.hi:,f}元)")
print(f"\n两个各自舍入的数相加，最多可偏离 {carried.amount.half + surplus.amount.half:,f}元；")
print("合计自己又舍入一次。所以比较之前先问：舍入能解释多少 slack？差额不超过它，就不算错。\n")

judged = lf.reconcile(report, select=["LF104", "LF301"])
for finding in judged.findings:
    if finding.book is lf.Book.GOVERNMENT_FUND:
        totals = any(judged.figure(term).role is lf.Role.TOTAL for term in finding.terms)
        against = "两总计之差" if totals else "上年结转结余"
        print(
            f"{finding.rule} {finding.fiscal_year}年（对{against}）：列示 {finding.stated:,f}，"
            f"计算 {finding.calculated:,f}，差额 {finding.difference:,f}，"
            f"舍入最多 {finding.slack:f}：{finding.verdict.zh} {finding.verdict.en}"
        )

print("\n思考题 Questions")
print("1. 结转下年若多印一个、两个万元，还能用舍入解释吗？少印呢？")
print("2. 差额恰好等于舍入极限时，判断是什么？为什么？\n")

print("答 Answers")
explained, at_the_limit = [], set()
for step in range(-4, 3):
    printed = lf.parse_amount(f"{number(carried) + step}万元")
    changed = carried.model_copy(update={"amount": printed})
    closing = done.closing.model_copy(update={"carried_over": changed})
    book = done.model_copy(update={"closing": closing})
    (finding,) = lf.reconcile(book, select=["LF104"]).findings
    assert finding.difference is not None
    if finding.verdict is not lf.Verdict.BREACH:
        explained.append(finding.difference)
    if abs(finding.difference) == finding.slack:
        at_the_limit.add(finding.verdict)
    print(
        f"  结转下年 {printed:,}：差额 {finding.difference:+,f}，舍入最多 {finding.slack:f}，"
        f"{finding.verdict.zh} {finding.verdict.en}"
    )
print(f"1. 能解释的差额从 {min(explained):+f} 到 {max(explained):+f}，再远就是不可能成立 breach。")
said = "、".join(f"{verdict.zh} {verdict.en}" for verdict in sorted(at_the_limit))
print(f"2. {said}。要凑出极限，四个数须同时取到区间的一端；区间含下端、不含上端，")
print("   总有一个数要取它取不到的上端。所以按区间判断，而不按“差一两万没关系”估计。")
