"""A sheet as Markdown: plain text that prints as it stands, Chinese characters lined up."""

from __future__ import annotations

from tabulate import tabulate

from luohu_fiscal.classroom.exercise import Exercise
from luohu_fiscal.classroom.sheet import Page, PrintedTable, page_of, words

__all__ = ["markdown"]


def markdown(exercise: Exercise) -> str:
    """The sheet of an exercise as Markdown text."""
    page: Page = page_of(exercise)
    unit = words()["sheet"]["unit"]
    parts = [f"# {page.title}", page.subtitle, "\n".join(f"- {text}" for text in page.asked)]
    for title, tables in page.books:
        parts.append(f"## {title}")
        for table in tables:
            parts += [f"**{table.title}**　{unit}", _grid(table)]
    said = words()["sheet"]["hand_in"]
    parts += [f"## {page.rules.title}", _grid(page.rules), f"## {said}"]
    parts += ["\n".join(f"- {text}" for text in page.hand_in), f"```yaml\n{page.form}```"]
    return "\n\n".join(parts) + "\n"


def _grid(table: PrintedTable) -> str:
    left = len(table.heads) - table.numbers
    return tabulate(
        table.rows,
        headers=table.heads,
        tablefmt="pipe",
        colalign=("left",) * left + ("right",) * table.numbers,
        disable_numparse=True,
        preserve_whitespace=True,
    )
