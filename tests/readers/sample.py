"""One made-up report, and writers that put it down in every format the readers know.

The paper and its figures are invented; only the way it is laid out is that of real ones.
"""

from __future__ import annotations

import html
import io
from collections.abc import Sequence

TITLE = "关于示例市2025年预算执行情况和2026年预算草案的报告"
HEADINGS = ("一、上年预算执行", "（一）一般公共预算", "1.收入")
#: Sentences with what readers must not touch: separators, trailing zeros, signs, rates, years.
SENTENCES = (
    "示例市全年收入1,234,567.80万元，比上年增长10.50%，其中税收收入900,000.00万元。",
    "示例市全年支出1,200,000万元，调出资金-6,197万元，结余34,567.8万元；债务余额18.60亿元。",
)
TABLE_TITLE = "2025年示例市收入执行情况表"
UNIT = "万元"
HEADER = (("科目", "2025年", "", "增长率"), ("", "预算数", "执行数", ""))
JOINED = ("科目", "2025年 / 预算数", "2025年 / 执行数", "增长率")
ROWS = (
    ("税收收入", "900000.00", "910000.25", "1.1%"),
    ("非税收入", "324567.80", "-324567.80", "-0.5%"),
    ("其他收入", "", "0", ""),
    ("收入合计", "1224567.80", "1234567.80", "10.50%"),
)


def as_text() -> bytes:
    """The running text, a paragraph on each line."""
    return "\n".join((TITLE, *HEADINGS, *SENTENCES)).encode("utf-8")


def as_html(encoding: str = "utf-8") -> bytes:
    """A web page: spans inside numbers, a menu, scripts, a table with spans."""
    broken = [html.escape(text).replace("1,2", "1,<span>2</span>") for text in SENTENCES]
    body = "".join(f"<p>{text}</p>" for text in (TITLE, *HEADINGS, *broken))
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    table = (
        f"<table><tr><td colspan=4>{TABLE_TITLE}</td></tr><tr><td colspan=4>单位：{UNIT}</td></tr>"
        "<tr><td rowspan=2>科目</td><td colspan=2>2025年</td><td rowspan=2>增长率</td></tr>"
        f"<tr><td>预算数</td><td>执行数</td></tr>{rows}</table>"
    )
    page = (
        f'<html><head><meta charset="{encoding}"><title>x</title><style>p{{}}</style></head>'
        f"<body><script>var a='收入99万元'</script><ul><li><a href='/'>首页</a></li></ul>"
        f"{body}{table}</body></html>"
    )
    return page.encode("gb18030" if encoding == "gb2312" else encoding)


def as_docx() -> bytes:
    """A Word file, its numbers cut into several runs."""
    import docx

    paper = docx.Document()
    for text in (TITLE, *HEADINGS, *SENTENCES, TABLE_TITLE, f"单位：{UNIT}"):
        paragraph = paper.add_paragraph()
        for start in range(0, len(text), 7):
            paragraph.add_run(text[start : start + 7])
    table = paper.add_table(rows=0, cols=4)
    for row in (*HEADER, *ROWS):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 3).merge(table.cell(1, 3))
    stream = io.BytesIO()
    paper.save(stream)
    return stream.getvalue()


def as_xlsx() -> bytes:
    """A workbook with merged headers, numbers as numbers, and a hidden sheet."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "收入"
    sheet.append([TABLE_TITLE])
    sheet.append(["", "", "", f"单位：{UNIT}"])
    for row in HEADER:
        sheet.append(list(row))
    for number, row in enumerate(ROWS, 5):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            if text.endswith("%"):
                cell.value = float(text[:-1]) / 100
                cell.number_format = "0." + "0" * len(text[:-1].split(".")[1]) + "%"
            elif column > 1 and text:
                cell.value = float(text) if "." in text else int(text)
                cell.number_format = "#,##0.00" if "." in text else "0"
            else:
                cell.value = text
    for area in ("A1:D1", "A3:A4", "B3:C3", "D3:D4"):
        sheet.merge_cells(area)
    book.create_sheet("草稿").sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_pdf(*, ruled: bool | None = True, pages: int = 1) -> bytes:
    """A PDF: lines broken at the right edge, page numbers, a ruled table.

    With `ruled` False only the columns of the table body are ruled, as many papers do it; with
    None nothing is.
    """
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1)
    for number in range(1, pages + 1):
        canvas.setFont("STSong-Light", 12)
        top = 780.0
        canvas.drawCentredString(297, top, TITLE)
        for text in HEADINGS:
            top -= 24
            canvas.drawString(84, top, text)
        for text in SENTENCES * 3:
            for index, line in enumerate(_wrapped(text, 408, 432)):
                top -= 24
                canvas.drawString(84 if index == 0 else 60, top, line)
        canvas.drawCentredString(297, top - 40, TABLE_TITLE)
        canvas.drawRightString(500, top - 60, f"单位：{UNIT}")
        _draw_table(canvas, top - 66, ruled)
        canvas.drawCentredString(297, 40, f"— {number} —")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _wrapped(text: str, first: float, later: float) -> list[str]:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    lines, line, width = [], "", first
    for char in text:
        if stringWidth(line + char, "STSong-Light", 12) > width and char not in "，。；":
            lines.append(line)
            line, width = "", later
        line += char
    return [*lines, line]


def _draw_table(canvas: object, top: float, ruled: bool | None) -> None:
    xs: Sequence[float] = (60, 200, 300, 400, 500)
    height = 20.0
    draw = canvas
    rows = (*HEADER, *ROWS)
    bottom = top - height * len(rows)
    for index in range(len(rows) + 1) if ruled is not None else ():
        y = top - index * height
        if index == 1:
            draw.line(xs[1], y, xs[3], y)  # type: ignore[attr-defined]
        elif index in (0, 2, len(rows)) or ruled:
            draw.line(xs[0], y, xs[-1], y)  # type: ignore[attr-defined]
    for index, x in enumerate(xs) if ruled is not None else ():
        draw.line(x, top - height if index == 2 else top, x, bottom)  # type: ignore[attr-defined]
    for number, row in enumerate(rows):
        y = top - number * height - 14
        for index, text in enumerate(row):
            draw.drawString(xs[index] + 4, y, text)  # type: ignore[attr-defined]
