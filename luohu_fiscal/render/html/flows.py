"""A picture of what moves between the books of one government in one year: 调出, 调入, 稳定调节基金.

Each arrow is a printed figure: what a book says it passes on, what the general book says it took, and
what went into the stabilization fund and came out of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.vocabulary import Book, Role, Side
from luohu_fiscal.render.clean import shorten
from luohu_fiscal.render.html.markup import element, escaped, words
from luohu_fiscal.render.html.numbers import Numbers
from luohu_fiscal.render.html.waterfall import pickable
from luohu_fiscal.render.sheet import Sheet

__all__ = ["flows"]

_BOX, _HIGH, _GAP, _TOP = 170, 62, 26, 8
_GENERAL, _FUND = 320, 640
_OTHERS = (Book.GOVERNMENT_FUND, Book.STATE_CAPITAL, Book.SOCIAL_INSURANCE)


class Arrow(NamedTuple):
    """A figure drawn from one point to another, its words in the middle."""

    figure: Figure
    start: tuple[int, int]
    end: tuple[int, int]


def flows(figures: Sequence[Figure], sheet: Sheet, numbers: Numbers, lang: str) -> str:
    """The picture for the figures of one scope, year and stage; nothing where nothing moves."""
    top = [figure for figure in figures if figure.parent is None]
    general = [figure for figure in top if figure.book is Book.GENERAL_PUBLIC]
    sources = [
        (book, out) for book in _OTHERS if (out := _first(top, "transferred_out", book)) is not None
    ]
    taken = _first(general, "transferred_in", Book.GENERAL_PUBLIC)
    given = _first(general, "transferred_out", Book.GENERAL_PUBLIC)
    drawn = _first(general, "stabilization_drawn", Book.GENERAL_PUBLIC)
    added = _first(general, "stabilization_contributed", Book.GENERAL_PUBLIC)
    if not (sources or taken or given):
        return ""
    rows = max(len(sources), 2)
    height = 2 * _TOP + rows * _HIGH + (rows - 1) * _GAP
    middle = height // 2
    parts = [_box(_GENERAL, middle, Book.GENERAL_PUBLIC, top, (taken, given), numbers, sheet, lang)]
    arrows: list[Arrow] = []
    for at, (book, out) in enumerate(sources):
        y = _TOP + at * (_HIGH + _GAP) + _HIGH // 2
        parts.append(_box(0, y, book, top, (), numbers, sheet, lang))
        arrows.append(Arrow(out, (_BOX, y), (_GENERAL, middle + (y - middle) // 4)))
    if drawn or added:
        parts.append(_named(_FUND, middle, "预算稳定调节基金"))
    if added:
        arrows.append(Arrow(added, (_GENERAL + _BOX, middle - 16), (_FUND, middle - 16)))
    if drawn:
        arrows.append(Arrow(drawn, (_FUND, middle + 16), (_GENERAL + _BOX, middle + 16)))
    parts += [_arrow(arrow, numbers, sheet) for arrow in arrows]
    title = words(lang)["flows"]
    left = 0 if sources else _GENERAL
    marker = (
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"></path></marker></defs>'
    )
    picture = element(
        "svg",
        element("title", escaped(title)) + marker + "".join(parts),
        viewBox=f"{left - 1} 0 {_FUND + _BOX + 2 - left} {height}",
        role="group",
        aria_label=title,
        class_="flows",
    )
    return element("figure", element("figcaption", escaped(title)) + picture)


def _first(figures: Iterable[Figure], concept: str, book: Book) -> Figure | None:
    return next((f for f in figures if f.concept == concept and f.book is book), None)


def _box(
    x: int,
    y: int,
    book: Book,
    figures: Sequence[Figure],
    moved: Sequence[Figure | None],
    numbers: Numbers,
    sheet: Sheet,
    lang: str,
) -> str:
    """A book with its printed totals, and with what it says it took from and gave to others."""
    lines = []
    for side, key in ((Side.RESOURCES, "resources"), (Side.USES, "uses")):
        total = next(
            (f for f in figures if f.book is book and f.role is Role.TOTAL and f.side is side), None
        )
        if total is not None:
            lines.append((f"{words(lang)[key]} {total.amount:,}", total))
    lines += [(f"{shorten(one.label, 8)} {one.amount:,}", one) for one in moved if one is not None]
    head = book.zh
    said = [element("text", escaped(head), x=x + 10, y=y - _HIGH // 2 + 17, class_="h")]
    for at, (line, figure) in enumerate(lines):
        text = element("text", escaped(line), x=x + 10, y=y - _HIGH // 2 + 33 + 15 * at)
        said.append(pickable(text, numbers.find(sheet, figure), line))
    high = max(_HIGH, 26 + 15 * len(lines))
    return element(
        "g",
        element("rect", x=x, y=y - _HIGH // 2, width=_BOX, height=high, rx=4, class_="book")
        + "".join(said),
    )


def _named(x: int, y: int, name: str) -> str:
    return element("rect", x=x, y=y - _HIGH // 2, width=_BOX, height=_HIGH, rx=4, class_="fund") + (
        element("text", escaped(name), x=x + _BOX // 2, y=y + 4, class_="h c")
    )


def _arrow(arrow: Arrow, numbers: Numbers, sheet: Sheet) -> str:
    (x, y), (x2, y2) = arrow.start, arrow.end
    figure = arrow.figure
    path = element("path", d=f"M{x} {y} L{x2} {y2}", class_="arrow", marker_end="url(#tip)")
    middle_x, middle_y = (x + x2) // 2, (y + y2) // 2
    label, amount = shorten(figure.label, 9), f"{figure.amount:,}"
    said = element("text", escaped(label), x=middle_x, y=middle_y - 5, class_="c a") + element(
        "text", escaped(amount), x=middle_x, y=middle_y + 12, class_="c a"
    )
    return pickable(path + said, numbers.find(sheet, figure), f"{label} {amount}")
