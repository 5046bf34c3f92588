"""A picture of one account: resources climbing to their total, uses descending to what is left.

The bars are the figures that LF102, LF103 and LF104 were judged on; nothing is added up here but to
draw, in whole pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.vocabulary import Role, Side
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.reconcile.finding import Finding
from luohu_fiscal.render.clean import shorten
from luohu_fiscal.render.html.markup import element, escaped, words
from luohu_fiscal.render.html.numbers import Numbers
from luohu_fiscal.render.sheet import Sheet

__all__ = ["pickable", "waterfall"]

_LEFT, _WIDE, _RIGHT, _ROW, _HEAD = 196, 270, 134, 22, 6
_NIL = Decimal(0)
_CLOSING = frozenset({Role.CARRIED_OVER, Role.SURPLUS, Role.BALANCE})


class Bar(NamedTuple):
    """One bar, in yuan: from where to where, and the figure it stands for."""

    low: Decimal
    high: Decimal
    kind: str
    figure: Figure
    number: int | None


def waterfall(findings: Sequence[Finding], sheet: Sheet, numbers: Numbers, lang: str) -> str:
    """The picture of an account, or nothing where its resources or uses were not compared."""
    bars = _bars(findings, sheet, numbers)
    if not {"in", "out"} <= {bar.kind for bar in bars}:
        return ""
    low = min(Decimal(0), *(bar.low for bar in bars))
    high = max(bar.high for bar in bars)
    if high <= low:
        return ""
    rows = [_row(at, bar, low, high) for at, bar in enumerate(bars)]
    height = _ROW * len(bars) + 2 * _HEAD
    title = words(lang)["waterfall"]
    picture = element(
        "svg",
        element("title", escaped(title)) + "".join(rows),
        viewBox=f"0 0 {_LEFT + _WIDE + _RIGHT} {height}",
        role="group",
        aria_label=title,
        class_="waterfall",
    )
    return element("figure", element("figcaption", escaped(title)) + picture)


def _bars(findings: Sequence[Finding], sheet: Sheet, numbers: Numbers) -> list[Bar]:
    def parts(rule: str, side: str) -> list[tuple[int, Figure, int | None]]:
        found = next((f for f in findings if f.rule == rule and f.terms), None)
        terms = () if found is None else tuple(t for t in found.terms if t.side == side)
        return [(t.sign, sheet.figure(t), numbers.of_term(sheet, t)) for t in terms]

    bars: list[Bar] = []
    level = Decimal(0)

    def step(sign: int, figure: Figure, number: int | None, kind: str) -> None:
        nonlocal level
        after = EXACT.add(level, EXACT.multiply(Decimal(sign), figure.value))
        bars.append(Bar(min(level, after), max(level, after), kind, figure, number))
        level = after

    for sign, figure, number in parts("LF102", "calculated"):
        step(sign, figure, number, "in")
    for _, figure, number in parts("LF102", "stated"):
        # From here on the printed total counts, whatever its parts come to.
        level = figure.value
        bars.append(Bar(min(level, _NIL), max(level, _NIL), "total", figure, number))
    drawn: set[str] = set()
    for sign, figure, number in parts("LF103", "calculated"):
        drawn.add(figure.id)
        step(-sign, figure, number, "left" if _is_closing(figure) else "out")
    for side in ("stated", "calculated"):
        for _, figure, number in parts("LF104", side):
            if _is_closing(figure) and figure.id not in drawn:
                drawn.add(figure.id)
                step(-1, figure, number, "left")
    return bars


def _is_closing(figure: Figure) -> bool:
    return figure.side is Side.CLOSING or figure.role in _CLOSING


def _row(at: int, bar: Bar, low: Decimal, high: Decimal) -> str:
    x, end = _pixel(bar.low, low, high), _pixel(bar.high, low, high)
    y = _HEAD + at * _ROW
    amount = f"{bar.figure.amount:,}"
    parts = (
        element("title", escaped(f"{shorten(bar.figure.label, 80)} {amount}")),
        element("rect", class_="hit", x=0, y=y, width=_LEFT + _WIDE + _RIGHT, height=_ROW),
        element("text", escaped(shorten(bar.figure.label, 14)), x=_LEFT - 8, y=y + 15, class_="l"),
        element(
            "rect", x=_LEFT + x, y=y + 4, width=max(1, end - x), height=_ROW - 8, class_=bar.kind
        ),
        element("text", escaped(amount), x=_LEFT + _WIDE + _RIGHT - 4, y=y + 15, class_="n"),
    )
    return pickable("".join(parts), bar.number, f"{bar.figure.label} {amount}")


def pickable(content: str, number: int | None, label: str) -> str:
    """A part of a picture that leads to a figure, by mouse, keyboard and screen reader."""
    if number is None:
        return element("g", content)
    return element(
        "g", content, role="button", tabindex=0, data_go=number, aria_label=shorten(label, 80)
    )


def _pixel(value: Decimal, low: Decimal, high: Decimal) -> int:
    """A place on the scale, in whole pixels: cut off, never a float."""
    scale = Fraction(high) - Fraction(low)
    return int((Fraction(value) - Fraction(low)) * _WIDE // scale)
