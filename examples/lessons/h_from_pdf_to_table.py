"""Lesson (h): from a published PDF to a table.

Run it with `python examples/lessons/h_from_pdf_to_table.py report.pdf`; without a file a page of an
invented district is made, for which reportlab is needed (`pip install reportlab`).
"""

import sys
import tempfile
from pathlib import Path

import luohu_fiscal as lf

#: A paragraph as a report would print it, in words of our own; the district is invented.
TITLE = "示例区2023年预算执行情况和2024年预算草案的报告"
LINES = (
    "一、2023年预算执行情况",
    "1.一般公共预算",
    "全区一般公共预算收入完成1,200,000万元，加上上级补助收入700,000万元、",
    "调入资金60,000万元、上年结转收入40,000万元，收入总计2,000,000万元。",
    "全区一般公共预算支出完成1,650,000万元，加上上解支出300,000万元，",
    "支出总计1,950,000万元。收支相抵，结转下年50,000万元。",
)


def page(path: Path) -> None:
    """A PDF of one page with these lines."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    sheet = canvas.Canvas(str(path))
    sheet.setFont("STSong-Light", 12)
    for number, line in enumerate((TITLE, *LINES)):
        sheet.drawString(70, 780 - 22 * number, line)
    sheet.save()


print("第八课　从PDF到表 From a published PDF to a table\n")
if len(sys.argv) > 1:
    source = Path(sys.argv[1])
else:
    source = Path(tempfile.mkdtemp()) / "example.pdf"
    try:
        page(source)
    except ImportError:
        sys.exit("name a PDF, or install reportlab so that one can be made: pip install reportlab")

document = lf.read(source)
print(f"第一步 read：{len(document.pages)} 页，{len(document.raw):,} 个字符的文本层 text layer。")
report = lf.extract(document)
print(
    f"第二步 extract：{len(report.figures)} 个数字 figures，{len(report.claims)} 个比率 rates，"
    f"{len(report.unplaced)} 个未能归类 unplaced。每个数字记着它在原文的位置：\n"
)
for figure in report.figures[:12]:
    assert figure.source is not None
    around = document.raw[figure.source.start : figure.source.end].replace("\n", "")
    print(f"  {figure.label}：原文“{around}”，第{figure.source.page}页第{figure.source.line}行")
print("\n第三步 render：一张表。\n")
print(lf.render(report, "text", lang="zh").partition("\n\n")[2])
judged = lf.reconcile(report)
print("第四步 reconcile：")
for finding in judged.findings:
    print(f"  {finding.rule} {finding.name}: {finding.verdict.zh} {finding.verdict.en}")

print("\n思考题 Questions")
print("1. 有没有数字没有用上？为什么不能悄悄丢掉？")
print("2. 把表存成 CSV，再读回来，还是同一份报告吗？\n")

print("答 Answers")
print(f"1. 未能归类的有 {len(report.unplaced)} 个；丢掉而不说，就会把没有读懂当作没有错。")
table = Path(tempfile.mkdtemp()) / "table.csv"
lf.dump(report, table)
lines = len(table.read_text("utf-8-sig").splitlines())
same = lf.load(table) == report
print(f"2. {'是，读回后逐项相同' if same else '不是'}；CSV 有 {lines} 行。")
