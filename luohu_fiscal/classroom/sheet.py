"""What stands on a sheet, before it is Markdown or HTML: texts and tables of printed cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from luohu_fiscal.classroom.exercise import Exercise
from luohu_fiscal.classroom.key import MARKS
from luohu_fiscal.classroom.kinds import toml_file
from luohu_fiscal.classroom.layout import PLACE, Column, Row
from luohu_fiscal.datafiles.outline import nested
from luohu_fiscal.datafiles.yamlfile import write_yaml
from luohu_fiscal.identities import identity
from luohu_fiscal.model.vocabulary import Book

__all__ = ["Page", "PrintedTable", "figures", "form", "page_of", "words"]


@dataclass(frozen=True)
class PrintedTable:
    """A table of a sheet: its title, heads, and rows of number, item, English, and cells."""

    title: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    #: How many columns at the end hold numbers.
    numbers: int


@dataclass(frozen=True)
class Page:
    """A sheet: title, what is asked, tables by book, the rules, and how to hand in."""

    title: str
    subtitle: str
    asked: tuple[str, ...]
    books: tuple[tuple[str, tuple[PrintedTable, ...]], ...]
    rules: PrintedTable
    hand_in: tuple[str, ...]
    form: str


@cache
def words() -> Mapping[str, Any]:
    """The words of the classroom."""
    return toml_file("words.toml")


def page_of(exercise: Exercise) -> Page:
    """The sheet of an exercise."""
    said, count = words()["sheet"], len(exercise.key.errors)
    kind = exercise.kind
    asked = [
        said["invented"].format(place=PLACE),
        said["hunt"].format(count=count),
        said["cells"],
        *([said["rounding"]] if Book.STATE_CAPITAL in kind.books else []),
        said["several"],
    ]
    return Page(
        exercise.layout.title,
        said["subtitle"].format(zh=kind.zh, en=kind.en, name=exercise.name),
        tuple(asked),
        tuple((said["book"][book.value], _tables(exercise, book)) for book in kind.books),
        _rules(exercise),
        (
            said["how"],
            said["marks"].format(each=MARKS, all=exercise.key.marks),
            said["check"].format(name=exercise.name),
        ),
        form(exercise),
    )


def figures(exercise: Exercise) -> str:
    """The figures of a sheet as a data file (YAML) that `luohu-fiscal check` reads.

    Its accounts are as a person writes them; without the key ``document`` the file is its own document,
    so that a finding names the line.
    """
    data, about = nested(exercise.report), exercise.report.document
    del data["document"]
    head = {"version": data.pop("version"), "jurisdiction": about.jurisdiction}
    return write_yaml({**head, "title": about.title, **data})


def form(exercise: Exercise) -> str:
    """The answer form a student fills in: YAML without one answer yet."""
    said = words()["form"]
    lines = (
        said["head"].format(name=exercise.name),
        f"exercise: {exercise.name}",
        "answers:",
        said["example"].format(),
    )
    return "\n".join(lines) + "\n"


def _tables(exercise: Exercise, book: Book) -> tuple[PrintedTable, ...]:
    rows = exercise.layout.rows_of(book)
    if book is Book.DEBT:
        return (_printed(exercise, "stock", rows),)
    incoming = [row for row in rows if row.line.place in ("resources", "total_resources")]
    return (
        _printed(exercise, "resources", incoming),
        _printed(exercise, "uses", [row for row in rows if row not in incoming]),
    )


def _printed(exercise: Exercise, name: str, rows: Sequence[Row]) -> PrintedTable:
    said, layout = words()["sheet"], exercise.layout
    cells = _cells(exercise)
    columns = [
        column
        for column in layout.columns
        if any(f"{row.number}{column.letter}" in cells for row in rows)
    ]
    title = said["table"][name].format(year=layout.last, book=rows[0].line.book.zh)
    printed = [
        (
            str(row.number),
            ("　" if row.line.within else "") + row.line.label,
            row.line.en,
            *(cells.get(f"{row.number}{column.letter}", "") for column in columns),
        )
        for row in rows
    ]
    heads = (said["row"], said["item"], said["english"], *(_head(column) for column in columns))
    return PrintedTable(title, heads, printed, len(columns))


def _head(column: Column) -> str:
    said = words()["sheet"]["column"]
    name = column.stage.value if column.rate is None else column.rate.value
    return f"{said[name].format(year=column.year)}（{column.letter}）"


def _cells(exercise: Exercise) -> dict[str, str]:
    amounts = {one.id: f"{one.amount.printed:,f}" for one in exercise.report.figures}
    return amounts | {one.id: f"{one.value:f}" for one in exercise.report.claims}


def _rules(exercise: Exercise) -> PrintedTable:
    said = words()["sheet"]
    rows = []
    for code in exercise.kind.all_rules:
        reading = identity(code).readings[""]
        rows.append((code, reading.words("zh"), reading.words("en")))
    return PrintedTable(said["rules"], (said["rule"], said["zh"], said["en"]), rows, 0)
