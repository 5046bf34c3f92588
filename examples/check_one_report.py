"""Check one report: load it, judge it, and show what is not plainly exact.

Run it with `python examples/check_one_report.py`.
"""

import luohu_fiscal as lf
from luohu_fiscal.datafiles import shipped

# A report is a set of figures.  This one was typed in from a published paper and comes with the
# package; a PDF would be lf.extract(lf.read("report.pdf")).
report = lf.load(shipped("luohu/2023.yaml"))
print(f"{report.document.title}: {len(report.figures)} figures, {len(report.claims)} rates")

# The figures stand in accounts: four books 预算 a year, and the debt.
for budget in report.budgets:
    resources, uses = budget.totals
    if resources and uses:
        left = resources.amount.to("万元") - uses.amount.to("万元")
        print(f"  {budget.fiscal_year} {budget.stage.zh} {budget.book.zh}: {left:,f}万元 left")

# Judging never raises: a budget that does not add up is a finding, not an error.
reconciliation = lf.reconcile(report)
print(dict(reconciliation.summary))

# `within_rounding` means that the difference is no more than the printed digits can hide.
for finding in reconciliation.findings:
    if finding.verdict is lf.Verdict.WITHIN_ROUNDING and finding.book and finding.difference:
        print(
            f"  {finding.rule} {finding.name}, {finding.fiscal_year} {finding.book.zh}: "
            f"stated {finding.stated}{finding.unit}, off by {finding.difference}, "
            f"rounding explains up to {finding.slack}"
        )
