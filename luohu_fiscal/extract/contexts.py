"""Which words rule an amount: the outline of headings, and how its entries take each other's place.

What a heading, a title or a short line says of book, scope, year, stage and side is a `Said`.  Numbered
headings nest by their number.  A short line without a number has none to nest by: it takes the place of
the outermost entry that it contradicts, with all that stood under it, and stands under what is left.  So
a new year ends the chapter of the old one, a new scope ends the books told of another, and a book named
under either goes on in it:

    2025年预算执行情况 ▸ 全市 ▸ 一般公共预算        then 市本级 ends 全市 and its book, and keeps the year
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from luohu_fiscal.extract.draft import Context
from luohu_fiscal.model.vocabulary import Book, Level, Side, Stage

__all__ = ["PART", "TITLE", "Outline", "Said", "rank_of", "together"]

#: A title, and a part of the paper (第二部分); all headings have even ranks, lines the odd ones between.
TITLE, PART = 0, 2


def rank_of(depth: int) -> int:
    """How deep a heading of a numbered depth stands: lines without a number stand between two ranks.

    >>> TITLE < PART < rank_of(1) < rank_of(1) + 1 < rank_of(2)
    True
    """
    return PART + 2 * depth


@dataclass(frozen=True, slots=True)
class Said:
    """What one heading says; what it does not say is None or empty."""

    book: Book | None = None
    scope: str = ""
    level: Level | None = None
    year: int | None = None
    stage: Stage | None = None
    side: Side | None = None
    #: It speaks of policies and tasks: of no account, whatever stood above it.
    leaves: bool = False
    #: It heads explanations of terms or a look back on several years: they touch no account.
    aside: bool = False

    @property
    def silent(self) -> bool:
        """True where it says nothing at all."""
        return self == Said()

    def contradicts(self, other: Said) -> bool:
        """Do both name a book, a scope, a year or a stage, and not the same?

        >>> Said(year=2026).contradicts(Said(year=2025)), Said(year=2026).contradicts(Said(scope="全市"))
        (True, False)
        """
        pairs = (
            (self.book, other.book),
            (self.scope, other.scope),
            (self.year, other.year),
            (self.stage, other.stage),
        )
        return any(mine and its and mine != its for mine, its in pairs)


def together(said: Said, plans: Mapping[int, Stage]) -> tuple[int | None, Stage | None]:
    """Year and stage as the titles announce them: the one that is said brings the other with it.

    >>> plans = {2025: Stage.EXECUTION, 2026: Stage.DRAFT}
    >>> together(Said(stage=Stage.DRAFT), plans), together(Said(year=2025), plans)
    ((2026, <Stage.DRAFT: 'draft'>), (2025, <Stage.EXECUTION: 'execution'>))
    """
    year, stage = said.year, said.stage
    if year and not stage:
        stage = plans.get(year)
    if stage and not year:
        year = next((one for one, its in plans.items() if its is stage), None)
    return year, stage


@dataclass(frozen=True, slots=True)
class _Entry:
    rank: int
    said: Said
    context: Context
    text: str

    @property
    def line(self) -> bool:
        """True of a heading that has no number."""
        return self.rank % 2 == 1


class Outline:
    """The headings in force, outermost first, and the context they add up to."""

    def __init__(self, root: Context) -> None:
        self.root = root
        self._entries: list[_Entry] = []

    @property
    def context(self) -> Context:
        """All that the headings in force say."""
        return self._entries[-1].context if self._entries else self.root

    @property
    def innermost(self) -> tuple[int, Context, str] | None:
        """Rank, context and words of the last heading in force."""
        last = self._entries[-1] if self._entries else None
        return None if last is None else (last.rank, last.context, last.text)

    @property
    def aside(self) -> bool:
        """True under a heading of what touches no account."""
        return any(entry.said.aside for entry in self._entries)

    @property
    def dated(self) -> bool:
        """True where a heading in force, and not the title alone, names the year."""
        return any(entry.said.year and entry.rank != TITLE for entry in self._entries)

    def leave(self, rank: int) -> None:
        """End what stands as deep as a rank, or deeper."""
        while self._entries and self._entries[-1].rank >= rank:
            self._entries.pop()

    def give_way(self, said: Said) -> int:
        """End the outermost entry that a line contradicts and all under it; the rank the line has.

        A line that names a year heads a chapter, and ends lines that name none.  What touches no account
        belongs to no chapter either.
        """
        for at, entry in enumerate(self._entries):
            if entry.rank == TITLE:
                continue
            lesser = entry.line and said.year is not None and entry.said.year is None
            if said.aside or lesser or said.contradicts(entry.said):
                del self._entries[at:]
                break
        above = self._entries[-1].rank if self._entries else TITLE
        return above if above % 2 else above + 1

    def push(self, rank: int, said: Said, context: Context, text: str) -> None:
        """Put a heading under those in force."""
        self._entries.append(_Entry(rank, said, context, text))

    def amend(self, context: Context) -> None:
        """What the last heading in force is found to say after all."""
        last = self._entries[-1]
        self._entries[-1] = _Entry(last.rank, last.said, context, last.text)
