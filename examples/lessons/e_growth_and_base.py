"""Lesson (e): growth rates 增速 and their bases 基数.

Run it with `python examples/lessons/e_growth_and_base.py`.
"""

import luohu_fiscal as lf
from luohu_fiscal.datafiles import shipped
from luohu_fiscal.render.tables import Table
from luohu_fiscal.render.text import grid

print("第五课　增速与基数 Growth rates and their bases\n")
print("“增长 6.8%”只说了一半：比谁增长？比上年执行数、比上年预算数、还是同口径 comparable？")
print("基数 base 不同，同一个数可以增，也可以减。\n")

report = lf.load(shipped("luohu/2023.yaml"))
judged = lf.reconcile(report, select=["LF401"])
claims = {claim.id: claim for claim in report.claims}

rows = []
undecided = []
for finding in judged.findings:
    claim = claims[finding.claim or ""]
    figure = judged.figure(finding.terms[0])
    basis = claim.basis.zh if claim.basis else claim.basis_text
    assert figure.book is not None
    what = f"{figure.fiscal_year} {figure.label}（{figure.book.zh[:2]}）"
    if finding.verdict is lf.Verdict.UNDECIDED:
        undecided.append((finding, claim, what))
        continue
    base = judged.figure(finding.terms[1])
    rows.append(
        (
            what,
            f"{figure.amount.printed:,f}",
            basis,
            f"{base.amount.printed:,f}",
            f"{finding.calculated}%",
            f"{claim.value}%",
            f"{finding.verdict.zh} {finding.verdict.en}",
        )
    )
heads = ("项目 item", "本期", "基数是谁 basis", "基数 base", "计算", "列示", "判断")
print(grid(Table(heads, rows, (1, 3, 4, 5))), "\n")
print(f"基数印在同一份报告里的有 {len(rows)} 条；其余 {len(undecided)} 条无法判断 undecided，")
print("但增速反过来可以算出基数应在哪里：\n")
said = [
    f"  {what} {claim.value}%：基数在 {int(note.values['lo']):,} 与 {int(note.values['hi']):,}万元之间"
    for finding, claim, what in undecided
    for note in finding.notes
    if note.code == "implied"
]
print("\n".join(dict.fromkeys(said)))

print("\n思考题 Questions")
natural, restated = (
    next(c.value for c in report.claims if c.comparable is same and c.kind is lf.ClaimKind.GROWTH)
    for same in (False, True)
)
print(f"1. 一般公共预算收入增长 {natural}%，同口径是 {restated}%：后者能不能拿来与上年收入核对？")
print("2. 2024年一般公共预算收入若与2023年执行数相比是下降，那么税收收入呢？\n")

print("答 Answers")
comparable = [claim for claim in report.claims if claim.comparable]
rates = "、".join(f"{claim.value}%" for claim in comparable)
print(
    f"1. 报告中有 {len(comparable)} 个同口径增速（{rates}）：基数已剔除一些因素，剔除了多少没有印，故不判断。"
)
for row in rows:
    if row[0].startswith(("2024 一般公共预算收入", "2024 税收收入")):
        print(f"2. {row[0]} {row[5]}（计算 {row[4]}，基数 {row[3]}万元）")
