"""Which figures elsewhere are the same quantity: the same line, another year, stage or report.

A line is the same where its concept is, or, where the vocabulary does not know it, its label and
role.  Where several remain that differ, the quantity is ambiguous, and none is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.vocabulary import Role, Side, Stage
from luohu_fiscal.reconcile.places import Place, Placed

__all__ = ["ONE_OF_A_BOOK", "Quantities", "Quantity"]


_KINDS_OF_DEBT = ("", "_general", "_special")
#: The lines of which a book has one, whoever mentions it.
ONE_OF_A_BOOK = frozenset(
    {"total_resources", "total_uses", "own_revenue", "tax_revenue", "non_tax_revenue"}
    | {"expenditure"}
    | {f"debt_{what}{kind}" for what in ("limit", "outstanding") for kind in _KINDS_OF_DEBT}
)
#: A name that a report prints more often than this names nothing in particular.
_MANY = 200


class Quantity(NamedTuple):
    """A line of a book in one year, at one stage."""

    place: Place
    year: int
    stage: Stage
    side: Side | None
    line: str


def _line(figure: Figure) -> str | None:
    if figure.concept is not None:
        return figure.concept
    return f"{figure.role}:{figure.label}" if figure.label else None


def _may_be_one(one: Figure, other: Figure) -> bool:
    """A line goes by its name, or by what it does in its account where that is known."""
    does = one.role is not Role.OTHER and one.role is other.role
    return does or one.label == other.label


class Quantities:
    """An index of figures by the quantity they print.

    `place` says whose book a figure stands in, `parent` what it is a part of.
    """

    def __init__(
        self,
        placed: Iterable[Placed],
        place: Callable[[Placed], Place | None],
        parent: Callable[[Placed], Placed | None],
    ) -> None:
        self._place, self._parent = place, parent
        self._found: dict[Quantity, dict[int, list[Placed]]] = {}
        for one in placed:
            quantity = self.quantity(one)
            if quantity is not None:
                reports = self._found.setdefault(quantity, {})
                reports.setdefault(one.report, []).append(one)

    def printings(self) -> Iterator[Sequence[Placed]]:
        """The printings of every quantity, in the order of the first."""
        for reports in self._found.values():
            yield [one for found in reports.values() for one in found]

    def quantity(self, one: Placed) -> Quantity | None:
        """The quantity a figure prints, None where it is not bound."""
        figure, place, line = one.figure, self._place(one), _line(one.figure)
        if place is None or line is None or figure.fiscal_year is None or figure.stage is None:
            return None
        return Quantity(place, figure.fiscal_year, figure.stage, figure.side, line)

    def elsewhere(self, one: Placed, years_back: int, stages: Sequence[Stage]) -> Iterator[Placed]:
        """The printings of a figure's quantity some years back, by stage; of the same report first.

        One a report and stage, the finest; where a report prints several that cannot be one
        quantity, there or here, its name tells nothing, and none is taken.
        """
        quantity = self.quantity(one)
        if quantity is None or self._one_of(one, quantity, one.report) is None:
            return
        for stage in stages:
            wanted = quantity._replace(year=quantity.year - years_back, stage=stage)
            reports = self._found.get(wanted, {})
            for report in sorted(reports, key=lambda number: (number != one.report, number)):
                found = self._one_of(one, wanted, report)
                if found is not None and found != one:
                    yield found

    def _one_of(self, one: Placed, quantity: Quantity, report: int) -> Placed | None:
        """The finest printing in a report of what a figure prints; None where they are at odds."""
        named = self._found.get(quantity, {}).get(report, ())
        if len(named) > _MANY:
            return None
        found = [other for other in named if _may_be_one(one.figure, other.figure)]
        alike = self._narrowed(one, found)
        finest = min(alike, key=lambda other: other.figure.amount.half, default=None)
        if finest is None:
            return None
        interval = finest.figure.amount.interval
        at_odds = any(not other.figure.amount.interval.meets(interval) for other in alike)
        return None if at_odds else finest

    def _narrowed(self, one: Placed, found: list[Placed]) -> list[Placed]:
        """Those most alike: of the same role, label and parent, as far as any is."""
        likenesses: tuple[Callable[[Placed], object], ...] = (
            lambda other: other.figure.role,
            lambda other: other.figure.label,
            self.parent,
        )
        for likeness in likenesses:
            mine = likeness(one)
            found = [other for other in found if likeness(other) == mine] or found
        return found

    def parent(self, one: Placed) -> str | None:
        """The line a figure is a part of, None where it is none."""
        parent = self._parent(one)
        return None if parent is None else _line(parent.figure)
