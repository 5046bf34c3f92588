"""A sheet as one self-contained HTML page for printing: no script, no network."""

from __future__ import annotations

from importlib import resources

from luohu_fiscal.classroom.exercise import Exercise
from luohu_fiscal.classroom.sheet import PrintedTable, page_of, words
from luohu_fiscal.render.html.markup import element, escaped, escaped_lines

__all__ = ["html"]

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def html(exercise: Exercise) -> str:
    """The sheet of an exercise as an HTML page."""
    page, said = page_of(exercise), words()["sheet"]
    parts = [
        element("h1", escaped(page.title)),
        element("p", escaped(page.subtitle), class_="soft"),
        _list(page.asked),
    ]
    for title, tables in page.books:
        parts.append(element("h2", escaped(title)))
        for table in tables:
            title = element("p", escaped(table.title), class_="t")
            parts += [title + element("p", escaped(said["unit"]), class_="u"), _table(table)]
    parts += [
        element("h2", escaped(page.rules.title)),
        _table(page.rules),
        element("h2", escaped(said["hand_in"])),
        _list(page.hand_in),
        element("pre", escaped_lines(page.form)),
    ]
    style = resources.files("luohu_fiscal.classroom").joinpath("page.css").read_text("utf-8")
    head = (
        element("meta", charset="utf-8")
        + element("meta", http_equiv="Content-Security-Policy", content=_POLICY)
        + element("meta", name="viewport", content="width=device-width, initial-scale=1")
        + element("title", escaped(page.title))
        + f"<style>{style}</style>"
    )
    whole = element("head", head) + element("body", "\n".join(parts))
    return f"<!doctype html>\n{element('html', whole, lang='zh-CN')}\n"


def _list(texts: tuple[str, ...]) -> str:
    return element("ul", "".join(element("li", escaped(text)) for text in texts))


def _table(table: PrintedTable) -> str:
    heads = "".join(
        element("th", escaped(head), class_=_class(table, place), scope="col")
        for place, head in enumerate(table.heads)
    )
    rows = "\n".join(
        element(
            "tr",
            "".join(
                element("td", escaped(cell), class_=_class(table, place))
                for place, cell in enumerate(row)
            ),
        )
        for row in table.rows
    )
    return element("table", element("thead", element("tr", heads)) + element("tbody", rows))


def _class(table: PrintedTable, place: int) -> str | None:
    """Numbers stand to the right, the item keeps to one line, its English is small."""
    if not table.numbers:
        return None
    first = len(table.heads) - table.numbers
    return "n" if place >= first else {1: "i", 2: "e"}.get(place)
