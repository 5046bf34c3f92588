"""The document's own text, page by page, with every figure and rate marked in its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from luohu_fiscal.document import Document, Page
from luohu_fiscal.model.figures import Claim, Figure, Source
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.money.amount import normalise_digits
from luohu_fiscal.render.clean import shorten
from luohu_fiscal.render.html.markup import element, escaped, escaped_lines, words
from luohu_fiscal.render.html.numbers import Numbers, entries_of
from luohu_fiscal.render.sheet import Sheet

__all__ = ["document_text", "named"]


#: Digits that a page number inside a figure may have.
_PAGE_NUMBER = 6


class Mark(NamedTuple):
    """A span of the raw text and the numbers of the figures printed there."""

    start: int
    end: int
    figures: tuple[int, ...]


def document_text(sheet: Sheet, numbers: Numbers, used: frozenset[int], lang: str) -> str:
    """A sheet's text with its figures marked; those without a place in it are listed below.

    `used` are the numbers of the figures that stand in an identity: only they are tab stops.
    """
    report = sheet.report
    figures = [(numbers.of(sheet, one), one) for one in entries_of(report)]
    table = words(lang)
    body: list[str] = []
    if sheet.document is None:
        body.append(element("p", escaped(table["no_text"]), class_="hint"))
        body.append(_listed(figures, report, used))
    else:
        placed = [(n, f) for n, f in figures if _stands(f.source, sheet.document)]
        marks = list(_marks(placed))
        body += _pages(sheet.document, marks, used, lang)
        kept = {number for number, _ in placed}
        lost = [entry for entry in figures if entry[0] not in kept]
        if lost:
            body.append(element("h3", escaped(table["lost"])) + _listed(lost, report, used))
    title = report.document.title or sheet.path
    head = element("h2", escaped(title)) + element("p", escaped(sheet.path), class_="path")
    return element("article", head + "".join(body), class_="document")


def _stands(source: Source | None, document: Document) -> bool:
    """Whether the span holds the digits that were read there: a figure is never marked elsewhere."""
    if source is None or not 0 <= source.start < source.end <= len(document.raw):
        return False
    wanted, found = _digits(source.text), _digits(document.raw[source.start : source.end])
    # A page number may stand inside a number that runs over the end of a page.
    return bool(wanted) and len(found) <= len(wanted) + _PAGE_NUMBER and _within(wanted, found)


def _digits(text: str) -> str:
    return "".join(character for character in normalise_digits(text) if character.isdigit())


def _within(wanted: str, found: str) -> bool:
    """Whether digits follow each other in others, which may hold a page number in between."""
    rest = iter(found)
    return all(digit in rest for digit in wanted)


def _marks(figures: Sequence[tuple[int, Figure | Claim]]) -> Iterator[Mark]:
    """The spans in order; spans that overlap become one with the figures of both."""
    spans = sorted(
        (figure.source.start, figure.source.end, number)
        for number, figure in figures
        if figure.source is not None
    )
    first, last, held = 0, 0, list[int]()
    for start, end, number in spans:
        if held and start >= last:
            yield Mark(first, last, tuple(held))
            held = []
        if not held:
            first, last = start, end
        last = max(last, end)
        held.append(number)
    if held:
        yield Mark(first, last, tuple(held))


def _pages(
    document: Document, marks: Sequence[Mark], used: frozenset[int], lang: str
) -> Iterator[str]:
    at, next_mark = 0, 0
    for page in document.pages or (Page(1, 0, len(document.raw)),):
        parts: list[str] = []
        # A span that runs over the end of a page is shown whole on the page where it begins.
        at = max(at, page.start)
        while next_mark < len(marks) and marks[next_mark].start < page.end:
            mark = marks[next_mark]
            next_mark += 1
            parts.append(escaped_lines(document.raw[at : mark.start]))
            parts.append(_mark(mark, document.raw[mark.start : mark.end], used))
            at = mark.end
        parts.append(escaped_lines(document.raw[at : max(at, page.end)]))
        key = "sheet" if page.name else "page"
        head = element("h3", escaped(words(lang)[key].format(page=page.number, name=page.name)))
        yield element("section", head + element("pre", "".join(parts)), class_="page")


def _mark(mark: Mark, text: str, used: frozenset[int]) -> str:
    stops = any(number in used for number in mark.figures)
    return element(
        "span",
        escaped_lines(text),
        class_="f" if stops else "f q",
        role="button",
        tabindex=0 if stops else -1,
        data_f=" ".join(map(str, mark.figures)),
    )


def named(entry: Figure | Claim, report: BudgetReport) -> tuple[str, str]:
    """What a figure or a rate is called, and its amount as printed."""
    if isinstance(entry, Figure):
        return shorten(entry.label, 60), f"{entry.amount:,}"
    figure = report.by_id.get(entry.figure or "")
    about = shorten(figure.label, 60) if figure else ""
    return f"{about} {entry.kind.zh}".strip(), f"{entry.value:f}{entry.unit}"


def _listed(
    figures: Sequence[tuple[int, Figure | Claim]], report: BudgetReport, used: frozenset[int]
) -> str:
    rows = []
    for number, figure in figures:
        label, amount = named(figure, report)
        mark = _mark(Mark(0, 0, (number,)), amount, used)
        place = str(figure.source) if figure.source else ""
        rows.append(element("li", f"{escaped(label)} {mark} {element('small', escaped(place))}"))
    return element("ul", "".join(rows), class_="list")
