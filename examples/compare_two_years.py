"""Compare two years of one book, and see whether what one leaves is what the next begins with.

Run it with `python examples/compare_two_years.py`.
"""

from decimal import Decimal

import luohu_fiscal as lf
from luohu_fiscal.datafiles import shipped

report = lf.load(shipped("luohu/2023.yaml"))

# The same book 政府性基金预算 in two years: as carried out, and as drafted for the year after.
executed, drafted = (budget for budget in report.budgets if budget.book is lf.Book.GOVERNMENT_FUND)


def value(item: lf.Item | None) -> Decimal | None:
    """The amount in 万元, exactly; None where the report prints none, which is not zero."""
    return None if item is None else item.amount.to("万元")


print(f"{executed.book.zh} {executed.book.en}, 万元")
for title, before, after in (
    ("total resources 收入总计", executed.total_resources, drafted.total_resources),
    ("total uses 支出总计", executed.total_uses, drafted.total_uses),
    ("surplus 结余", executed.closing.surplus, drafted.closing.surplus),
):
    first, second = executed.fiscal_year, drafted.fiscal_year
    print(f"  {title}: {value(before)} in {first}, {value(after)} in {second}")

# LF301: carried forward 上年结转 = carried over + surplus 结转结余 of the year before.  Reports of
# different years can be given together: lf.reconcile(report_2023, report_2024).
for finding in lf.reconcile(report, select=["LF301"]).findings:
    if finding.book is lf.Book.GOVERNMENT_FUND:
        print(
            f"  {finding.rule} {finding.name}: {finding.verdict.en} {finding.verdict.zh}, "
            f"stated {finding.stated}, calculated {finding.calculated} {finding.unit}"
        )
