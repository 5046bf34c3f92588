"""What the views of a notebook are put together from: the frame, tables, what opens, what is cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources

from luohu_fiscal.render.html.markup import element, escaped, words
from luohu_fiscal.render.tables import Table

__all__ = ["ROWS", "framed", "more", "opens", "paragraph", "table", "titled"]

#: A table shows so many rows; the rest is counted.
ROWS = 60


@cache
def _style() -> str:
    source = resources.files(__name__.rpartition(".")[0]).joinpath("notebook.css")
    return source.read_text("utf-8")


def framed(parts: Iterable[str], lang: str) -> str:
    """Markup with the style it needs and nothing else: no script, nothing of the network."""
    # The rules name the class, so that nothing else in a notebook changes its looks.
    body = f"<style>{_style()}</style>{''.join(parts)}"
    return element("div", body, class_="luohu-fiscal", lang=words(lang)["html"])


def paragraph(text: str, kind: str | None = None) -> str:
    """A line of text; nothing for an empty one."""
    return element("p", escaped(text), class_=kind) if text else ""


def titled(text: str) -> str:
    """A title that leaves the notebook's own headings alone."""
    return element("p", element("b", escaped(text)))


def opens(summary: str, content: str, *, open: bool = False, kind: str | None = None) -> str:
    """Something that opens at a click, without script; both are markup."""
    return element("details", element("summary", summary) + content, open=open, class_=kind)


def more(count: int, lang: str) -> str:
    """How many were left out, and where they are; nothing where none were."""
    return paragraph(words(lang)["more"].format(count=count), "soft") if count > 0 else ""


def table(data: Table, lang: str, rows: int = ROWS) -> str:
    """A table as far as `rows`; columns in which nothing stands are left out."""
    kept = [at for at in range(len(data.headers)) if any(row[at] for row in data.rows)]
    if not kept:
        return ""
    heads = "".join(
        element("th", _lines(data.headers[at]), scope="col", class_=_kind(data, at)) for at in kept
    )
    body = "".join(element("tr", _cells(data, row, kept)) for row in data.rows[:rows])
    return element("table", element("thead", element("tr", heads)) + element("tbody", body)) + more(
        len(data.rows) - rows, lang
    )


def _cells(data: Table, row: Sequence[str], kept: Sequence[int]) -> str:
    return "".join(element("td", _lines(row[at]), class_=_kind(data, at)) for at in kept)


def _kind(data: Table, at: int) -> str | None:
    return "n" if at in data.numbers else None


def _lines(text: str) -> str:
    # Leading spaces set a part in under its whole; HTML would swallow them.
    inner = text.lstrip(" ")
    indent = "\u3000" * ((len(text) - len(inner)) // 2)
    return indent + element("br").join(map(escaped, inner.split("\n")))
