"""Plant one error in a budget that adds up, and find it again.

Run it with `python examples/find_planted_error.py`.
"""

import luohu_fiscal as lf
from luohu_fiscal.datafiles import shipped

good = lf.load(shipped("luohu/2023.yaml"))

# Somebody types 392,852 where 329,852 was printed.
victim = next(
    figure for figure in good.figures if figure.label == "上解支出" and figure.fiscal_year == 2023
)
typed = victim.model_copy(update={"amount": lf.parse_amount("392852万元")})
# Models are frozen: a changed report is a new report.
bad = good.model_copy(
    update={"figures": tuple(typed if figure is victim else figure for figure in good.figures)}
)

before = {(finding.rule, finding.terms): finding.verdict for finding in lf.reconcile(good).findings}
after = lf.reconcile(bad)

# What breaks now and did not before must go back to the change.
broken = [
    finding
    for finding in after.findings
    if finding.verdict is lf.Verdict.BREACH
    and before.get((finding.rule, finding.terms)) is not lf.Verdict.BREACH
]
for finding in broken:
    print(
        f"{finding.rule} {finding.name}: stated {finding.stated}, calculated {finding.calculated}"
    )
    # Two neighbouring digits that change places always leave a multiple of nine.
    if finding.difference and finding.difference % 9 == 0:
        print(
            f"  {finding.difference}{finding.unit} divides by 9: perhaps two digits changed places"
        )
    for term in finding.terms:
        figure = after.figure(term)
        print(f"  {figure.amount:,}  {figure.label}  {figure.source}")
