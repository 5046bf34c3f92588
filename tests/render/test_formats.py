"""One report in several formats says the same: text, web page, Word, PDF, workbook."""

from __future__ import annotations

import html
import io
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings

from luohu_fiscal.document import Document
from luohu_fiscal.extract import extract
from luohu_fiscal.model.budgets import Budget
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.model.vocabulary import Role, Side, Stage
from luohu_fiscal.money.amount import Amount
from luohu_fiscal.readers import read
from tests.places import SHARED
from tests.report_text import accounts, report_text

PUBLISHED = SHARED / "corpus" / "reports"


def meaning(figure: Figure) -> tuple[object, ...]:
    """What a figure says, without where it stood and what it was called."""
    return (
        figure.book,
        figure.scope,
        figure.fiscal_year,
        figure.stage,
        figure.side,
        figure.role,
        figure.concept,
        figure.amount,
        figure.closed,
    )


def as_html(text: str) -> bytes:
    """A web page with its title, a paragraph for each line."""
    body = "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line)
    page = f'<html><head><meta charset="utf-8"><title>x</title></head><body>{body}</body></html>'
    return page.encode("utf-8")


def as_docx(text: str) -> bytes:
    """A Word file, its sentences cut into runs as an editor leaves them."""
    import docx

    paper = docx.Document()
    for line in filter(None, text.split("\n")):
        paragraph = paper.add_paragraph()
        for start in range(0, len(line), 5):
            paragraph.add_run(line[start : start + 5])
    stream = io.BytesIO()
    paper.save(stream)
    return stream.getvalue()


def as_pdf(text: str) -> bytes:
    """A typeset paper: first lines indented, lines broken at the right edge, numbers too."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    title, *lines = filter(None, text.split("\n"))
    number, top = 1, 780.0
    canvas.setFont("STSong-Light", 14)
    canvas.drawCentredString(297, top, title)
    for line in lines:
        for index, piece in enumerate(_wrapped(line, 12, (408, 432))):
            top -= 24
            if top < 80:
                _foot(canvas, number)
                number, top = number + 1, 780.0
            canvas.setFont("STSong-Light", 12)
            canvas.drawString(84 if index == 0 else 60, top, piece)
    _foot(canvas, number)
    canvas.save()
    return stream.getvalue()


def _foot(canvas: object, number: int) -> None:
    canvas.setFont("STSong-Light", 9)  # type: ignore[attr-defined]
    canvas.drawCentredString(297, 40, f"- {number} -")  # type: ignore[attr-defined]
    canvas.showPage()  # type: ignore[attr-defined]


def _wrapped(text: str, size: int, widths: tuple[float, float]) -> list[str]:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    lines: list[str] = []
    line = ""
    for character in text:
        full = stringWidth(line + character, "STSong-Light", size) > widths[bool(lines)]
        if full and character not in "，。；、":
            lines.append(line)
            line = ""
        line += character
    return [*lines, line]


WRITERS: dict[str, Callable[[str], bytes]] = {
    "utf-8.txt": lambda text: text.encode("utf-8"),
    "bom.txt": lambda text: text.encode("utf-8-sig"),
    "gb18030.txt": lambda text: text.encode("gb18030"),
    "page.html": as_html,
    "paper.docx": as_docx,
    "paper.pdf": as_pdf,
}


def read_as(folder: Path, name: str, content: bytes) -> Document:
    file = folder / name
    file.write_bytes(content)
    return read(file)


@given(accounts())
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_report_reads_the_same_in_every_format(
    tmp_path: Path, budgets: tuple[Budget, ...]
) -> None:
    text = report_text(budgets)
    written = [[meaning(figure) for figure in budget.figures()] for budget in budgets]
    for name, writer in WRITERS.items():
        report = extract(read_as(tmp_path, name, writer(text)))
        assert [[meaning(f) for f in budget.figures()] for budget in report.budgets] == written, (
            name,
            text,
        )
        assert not report.unplaced, name


# Annex tables 附表: one for each side of an account, 项目 beside 金额.

Grid = Sequence[Sequence[str]]


class Sheet(NamedTuple):
    """A table of one side of an account, and what its figures mean."""

    title: str
    unit: str
    rows: Grid
    meant: tuple[tuple[object, ...], ...]


def told(figure: Figure) -> tuple[object, ...]:
    """What a line of a table says; a table of one side says nothing of lists and closings.

    Of a short amount it is left open whether it is a part of the line before: such sums close by chance.
    """
    said = meaning(figure)[:-1]
    short = len(figure.amount.printed.as_tuple().digits) < _TELLING
    return tuple(Role.COMPONENT if short and one is Role.DETAIL else one for one in said)


#: Sums of so many digits hardly close by chance.
_TELLING = 3


def sheets_of(budgets: Sequence[Budget]) -> list[Sheet]:
    """Revenue and expenditure of each account as annexes print them; their totals add up."""
    found = []
    for budget in budgets:
        kind = "执行情况表" if budget.stage is Stage.EXECUTION else "预算草案表"
        name = budget.book.zh.removesuffix("预算")
        for side, word in ((Side.RESOURCES, "收入"), (Side.USES, "支出")):
            *lines, total = (figure for figure in budget.figures() if figure.side is side)
            unit = total.amount.unit
            added = Amount(sum(line.amount.printed for line in lines), unit)
            total = total.model_copy(update={"amount": added})
            rows = [(line.label, f"{line.amount.printed:,f}") for line in lines]
            rows.append((f"{word}总计", f"{added.printed:,f}"))
            title = f"某某市{budget.fiscal_year}年{budget.scope}{name}预算{word}{kind}"
            meant = tuple(told(figure) for figure in (*lines, total))
            found.append(Sheet(title, unit.value, [("项目", "金额"), *rows], meant))
    return found


def tables_as_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook, a sheet for each table, numbers as numbers shown with their places."""
    import openpyxl

    book = openpyxl.Workbook()
    for number, sheet in enumerate(sheets):
        page = book.active if number == 0 else book.create_sheet()
        assert page is not None
        page.title = f"表{number + 1}"
        page.append([sheet.title])
        page.append(["", f"单位：{sheet.unit}"])
        page.append(list(sheet.rows[0]))
        for label, amount in sheet.rows[1:]:
            plain = amount.replace(",", "")
            page.append([label, float(plain)])
            places = plain.partition(".")[2]
            page.cell(page.max_row, 2).number_format = "0." + "0" * len(places) if places else "0"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def tables_as_html(sheets: Sequence[Sheet]) -> bytes:
    """A web page with title and unit inside each table."""
    parts = []
    for sheet in sheets:
        head = f"<tr><td colspan=2>{sheet.title}</td></tr>"
        head += f"<tr><td colspan=2>单位：{sheet.unit}</td></tr>"
        rows = "".join(f"<tr><td>{label}</td><td>{text}</td></tr>" for label, text in sheet.rows)
        parts.append(f"<table>{head}{rows}</table>")
    page = f'<html><head><meta charset="utf-8"></head><body>{"<p></p>".join(parts)}</body></html>'
    return page.encode("utf-8")


def tables_as_docx(sheets: Sequence[Sheet]) -> bytes:
    """A Word file with title and unit above each table."""
    import docx

    paper = docx.Document()
    for sheet in sheets:
        paper.add_paragraph(sheet.title)
        paper.add_paragraph(f"单位：{sheet.unit}")
        table = paper.add_table(rows=0, cols=2)
        for row in sheet.rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    stream = io.BytesIO()
    paper.save(stream)
    return stream.getvalue()


def tables_as_pdf(sheets: Sequence[Sheet]) -> bytes:
    """A page with a ruled table for each sheet."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    for sheet in sheets:
        canvas.setFont("STSong-Light", 14)
        canvas.drawCentredString(297, 780, sheet.title)
        canvas.setFont("STSong-Light", 11)
        canvas.drawRightString(500, 750, f"单位：{sheet.unit}")
        bottom = 740 - 22 * len(sheet.rows)
        for line in range(len(sheet.rows) + 1):
            canvas.line(90, 740 - 22 * line, 500, 740 - 22 * line)
        for x in (90, 320, 500):
            canvas.line(x, 740, x, bottom)
        for line, (label, text) in enumerate(sheet.rows, 1):
            canvas.drawString(96, 740 - 22 * line + 7, label)
            canvas.drawRightString(494, 740 - 22 * line + 7, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


TABLE_WRITERS: dict[str, Callable[[Sequence[Sheet]], bytes]] = {
    "book.xlsx": tables_as_xlsx,
    "page.html": tables_as_html,
    "paper.docx": tables_as_docx,
    "paper.pdf": tables_as_pdf,
}


@given(accounts())
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_annex_tables_read_the_same_in_every_format(
    tmp_path: Path, budgets: tuple[Budget, ...]
) -> None:
    sheets = sheets_of(budgets)
    written = Counter(line for sheet in sheets for line in sheet.meant)
    for name, writer in TABLE_WRITERS.items():
        report = extract(read_as(tmp_path, name, writer(sheets)))
        assert Counter(map(told, report.figures)) == written, (name, sheets)
        assert not report.unplaced, name


# Published in two formats: the speech as a web page, its annexes as a PDF.

#: One document may say 结转 where the other says 结余 of the same amount.
CLOSING = {"carried_over": "closing", "surplus": "closing", "balance": "closing"}


def quantities(report: BudgetReport) -> dict[Amount, set[tuple[object, ...]]]:
    """What each amount of five digits or more stands for: short ones meet by chance."""
    found: dict[Amount, set[tuple[object, ...]]] = {}
    for figure in report.figures:
        if figure.concept and len(figure.amount.printed.as_tuple().digits) >= 5:
            concept = CLOSING.get(figure.concept, figure.concept)
            found.setdefault(figure.amount, set()).add(
                (figure.book, figure.fiscal_year, figure.stage, figure.side, concept)
            )
    return found


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published reports are not at hand")
def test_a_published_web_page_and_pdf_say_the_same_of_the_amounts_both_print() -> None:
    page, paper = (
        quantities(extract(read(PUBLISHED / f"lincang_2025_budget_report.{suffix}")))
        for suffix in ("html", "pdf")
    )
    both = page.keys() & paper.keys()
    assert len(both) >= 70
    assert not [str(amount) for amount in both if not page[amount] & paper[amount]]
