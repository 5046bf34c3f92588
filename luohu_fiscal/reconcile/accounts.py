"""An account: a book of one scope, year and stage, its lines by what they do in the identities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.vocabulary import Book, Role, Side, Stage
from luohu_fiscal.reconcile.places import Place, Placed

__all__ = ["Account"]

#: The roles that take part in the sum of a side; a detail is part of another line, a total its sum.
ADDENDS = frozenset(
    {
        Role.COMPONENT,
        Role.OWN_REVENUE,
        Role.CARRIED_FORWARD,
        Role.CARRIED_OVER,
        Role.SURPLUS,
        Role.BALANCE,
    }
)
CLOSING_ROLES = frozenset({Role.CARRIED_OVER, Role.SURPLUS, Role.BALANCE})


@dataclass(frozen=True)
class Account:
    """The figures of one account that stand at its top level, by what they do.

    `balanced` is True where the document says in words that the account balances 收支平衡.
    """

    report: int
    place: Place
    year: int
    stage: Stage
    lines: tuple[Figure, ...]
    balanced: bool = False

    @property
    def book(self) -> Book:
        """The book of the account."""
        return self.place.book

    def _placed(self, figures: Iterable[Figure]) -> tuple[Placed, ...]:
        return tuple(Placed(self.report, figure) for figure in figures)

    def components(self, side: Side) -> tuple[Placed, ...]:
        """The lines that add up to the total of a side, each once."""
        return self._split[side][0]

    def repeated(self, side: Side) -> tuple[Placed, ...]:
        """Second printings of lines of a side, which take no part in its sum."""
        return self._split[side][1]

    @cached_property
    def _split(self) -> dict[Side, tuple[tuple[Placed, ...], tuple[Placed, ...]]]:
        found = {}
        for side in (Side.RESOURCES, Side.USES):
            lines = [line for line in self.lines if line.side is side and line.role in ADDENDS]
            first = _first_printings(lines)
            again = (line for line in lines if line.id not in first)
            once = (line for line in lines if line.id in first)
            found[side] = self._placed(once), self._placed(again)
        return found

    def totals(self, side: Side) -> tuple[Placed, ...]:
        """Every printing of the total of a side, first the one that speaks of its list."""
        found = [line for line in self.lines if line.side is side and line.role is Role.TOTAL]
        found.sort(key=lambda line: line.closed is None)
        return self._placed(found)

    def total(self, side: Side) -> Placed | None:
        """The total of a side, None where it is not printed."""
        return next(iter(self.totals(side)), None)

    @cached_property
    def closing(self) -> tuple[Placed, ...]:
        """The closing that stands outside the uses: carried over and surplus, or one balance."""
        return self._placed(_closing(line for line in self.lines if line.side is Side.CLOSING))

    @cached_property
    def closing_in_uses(self) -> tuple[Placed, ...]:
        """The closing that is listed among the uses."""
        return self._placed(
            line for line in self.lines if line.side is Side.USES and line.role in CLOSING_ROLES
        )

    def of_role(self, side: Side, role: Role) -> tuple[Placed, ...]:
        """The lines of a side with a role."""
        return self._placed(line for line in self.lines if line.side is side and line.role is role)

    def of_concept(self, side: Side, concept: str) -> tuple[Placed, ...]:
        """The lines of a side with a concept."""
        return self._placed(
            line for line in self.lines if line.side is side and line.concept == concept
        )


def _first_printings(lines: Iterable[Figure]) -> set[str]:
    """The ids of lines that are no second printing of an earlier one.

    A line is one where name and role are those of an earlier line and the amounts can be the same;
    own revenue is one whatever its amount.
    """
    found: set[str] = set()
    seen: dict[tuple[Role, str | None, str], Figure] = {}
    for line in lines:
        earlier = (
            seen.setdefault((line.role, line.concept, line.label), line) if line.label else line
        )
        again = earlier is not line and (
            line.role is Role.OWN_REVENUE or earlier.amount.interval.meets(line.amount.interval)
        )
        if not again:
            found.add(line.id)
    return found


def _closing(lines: Iterable[Figure]) -> Iterator[Figure]:
    """One printing of each closing item; a balance only where its two parts are not printed."""
    first: dict[Role, Figure] = {}
    for line in lines:
        if line.role in CLOSING_ROLES:
            first.setdefault(line.role, line)
    if len(first) > 1:
        first.pop(Role.BALANCE, None)
    yield from first.values()
