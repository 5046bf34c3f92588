"""The public three 三公经费 wherever it is printed: its whole, and what each amount beside it is a part of.

It is trips abroad 因公出国（境）, official cars 公务用车 (bought 购置 and run 运行) and reception 公务接待.  Papers
tell it in a sentence, in a list over paragraphs, or in a table that names the parts by its columns or by its
rows.  None of them is a line of an account: an amount that was taken for one is taken out of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from luohu_fiscal.document import Document, Table
from luohu_fiscal.extract.draft import DraftFigure
from luohu_fiscal.extract.gaps import changes
from luohu_fiscal.extract.ledger import Ledger
from luohu_fiscal.model.vocabulary import ClaimKind, Role
from luohu_fiscal.wording import Wording

__all__ = ["bind_public_three"]

_WHOLE, _CARS = "public_three", "public_three_cars"
_PARTS = ("public_three_abroad", _CARS, "public_three_reception")
_KINDS_OF_CARS = ("public_three_bought", "public_three_run")
_NAMES = ("abroad", "reception", "bought", "run", "cars")
#: So many paragraphs on nothing goes on with the list.
_FURTHER = 8
#: 出国（境）费: a bracket inside a name.
_INSIDE = re.compile(r"[（(]境[)）]?")
_BRACKET = re.compile("[（(]")

#: 占“三公”经费的27%
_SHARE = re.compile("占[^，,。；;]*?[0-9.]+ *%")


@dataclass(slots=True, eq=False)
class _Told:
    """One printing of the public three: its amounts by what they are; the whole may stand elsewhere."""

    year: int | None
    stage: str | None
    amounts: dict[str, DraftFigure] = field(default_factory=dict)
    #: The same amounts printed again.
    again: list[DraftFigure] = field(default_factory=list)
    last: int = 0

    @property
    def speaks(self) -> bool:
        """True where the amounts are of the public three beyond doubt: its name stands there, or all of it."""
        cars = _CARS in self.amounts or all(kind in self.amounts for kind in _KINDS_OF_CARS)
        named = _WHOLE in self.amounts and len(self.amounts) > 1
        return named or (cars and _PARTS[0] in self.amounts and _PARTS[2] in self.amounts)

    def take(self, concept: str, figure: DraftFigure) -> bool:
        """Keep an amount; False where another one of that name was told."""
        known = self.amounts.setdefault(concept, figure)
        if known is figure:
            return True
        if known.amount.value != figure.amount.value:
            return False
        self.again.append(figure)
        return True


def bind_public_three(document: Document, ledger: Ledger, words: Wording) -> None:
    """Name every amount of the public three, and say of what it is a part.

    Exact: nothing is added up here.  A list without its whole is one of the only whole of its year and
    stage that the document prints; where it prints several that differ, of none.
    """
    found = list(_all_told(document, ledger, words))
    told = [one for one in found if one.speaks]
    for one in told:
        _take_out(one, ledger)
    for one in told:
        _join(one, _whole_of(one, told), ledger, words)


def _all_told(document: Document, ledger: Ledger, words: Wording) -> Iterator[_Told]:
    yield from _in_text((one for one in ledger.figures if one.lead is not None), words)
    cells = sorted(
        (one for one in ledger.figures if one.lead is None), key=lambda one: one.place.start
    )
    starts = [one.place.start for one in cells]
    for table in document.tables():
        if _is_of_it(table, words):
            first, last = _span(table)
            yield from _in_table(
                table, cells[bisect_left(starts, first) : bisect_left(starts, last)], words
            )


# -- running text ---------------------------------------------------------------------------------


def _in_text(figures: Iterable[DraftFigure], words: Wording) -> Iterator[_Told]:
    """The lists of sentences and paragraphs, of each year and stage by itself."""
    current: dict[object, _Told] = {}
    for figure in figures:
        lead = figure.lead
        assert lead is not None
        if changes(lead.between.segment, words):
            continue
        concept = _concept(figure.label, words)
        if concept is None and _is_told(lead.since, words):
            concept = _WHOLE  # “三公”经费情况。市本级安排X万元
        if concept is None:
            continue
        key = figure.context.year, figure.context.stage
        one = current.get(key)
        goes_on = one is not None and lead.paragraph - one.last <= _FURTHER
        if one is None or not goes_on or not one.take(concept, figure):
            one = current[key] = _Told(*key)
            one.take(concept, figure)
            yield one
        one.last = lead.paragraph


def _is_told(since: str, words: Wording) -> bool:
    """True where the words before an amount speak of the three, and of no share of them or sum beside them."""
    text = _SHARE.sub("", since)
    cues = words.cues["public_three"]
    return bool(cues["whole"].search(text)) and not cues["others"].search(text)


# -- tables ---------------------------------------------------------------------------------------


def _is_of_it(table: Table, words: Wording) -> bool:
    """True of a table that names trips abroad and cars in its columns, or its rows, or is named after the three."""
    rows = [cell.text for row in table.rows for cell in row if cell is not None]
    heads = [_INSIDE.sub("", text) for text in (*table.header, *rows)]
    cue = words.cue("public_three", "whole")
    named = bool(cue.search(table.title)) or any(map(cue.search, heads))
    wanted = ("abroad", "reception", "cars")
    return (
        bool(rows)
        and named
        and all(any(map(words.cue("public_three", one).search, heads)) for one in wanted)
    )


def _span(table: Table) -> tuple[int, int]:
    cells = [cell for row in table.rows for cell in row if cell is not None]
    return min(cell.start for cell in cells), max(cell.end for cell in cells)


def _in_table(table: Table, figures: Sequence[DraftFigure], words: Wording) -> Iterator[_Told]:
    """A list for each row where the columns name the parts, for each column where the rows do."""
    across = any(words.cue("public_three", "abroad").search(head) for head in table.header)
    others = any(words.cue("public_three", "others").search(head) for head in table.header)
    rows = {
        cell.start: number
        for number, cells in enumerate(table.rows)
        for cell in cells
        if cell is not None
    }
    found: dict[object, _Told] = {}
    for figure in figures:
        label = figure.label
        named, _, column = _INSIDE.sub("", label).partition("（")
        if across and "/" not in named and column:
            named, column = column.rstrip("）"), named
        bare = not (across and others)
        concept = _concept(named, words) or _sum(named, words, bare=bare)
        if concept is None and across and bare and not column and "/" not in named:
            concept = _WHOLE  # the column that sums has no name beside that of its row
        if concept is None:
            continue
        row = rows.get(figure.place.start)
        key = (figure.context.year, figure.context.stage, row if across else column)
        one = found.get(key)
        if one is None or not one.take(concept, figure):
            one = found[key] = _Told(*key[:2])
            one.take(concept, figure)
            yield one


def _sum(path: str, words: Wording, *, bare: bool) -> str | None:
    """合计 of the table, or 小计 below a name: the whole of what stands above it."""
    *above, last = path.split("/")
    if not words.cue("public_three", "sum").search(last):
        return None
    if above:
        return _concept(above[-1], words)
    return _WHOLE if bare else None


# -- names ----------------------------------------------------------------------------------------


def _names(text: str, words: Wording) -> Iterator[str]:
    """What of the parts a text names, the surest first."""
    for name in _NAMES:
        if words.cue("public_three", name).search(text):
            yield name


def _concept(label: str, words: Wording) -> str | None:
    """What an amount of that name is of the public three, None where it is nothing of it."""
    last = _INSIDE.sub("", label).split("/")[-1]
    if words.cue("public_three", "sum").search(last) and "/" in label:
        return None
    found = list(_names(last, words))
    if {"bought", "run"} <= set(found):
        found = ["cars"]
    if found:
        return f"{_WHOLE}_{found[0]}"
    return _WHOLE if words.cue("public_three", "whole").search(last) else None


# -- what is part of what -------------------------------------------------------------------------


def _whole_of(one: _Told, told: Sequence[_Told]) -> DraftFigure | None:
    """Its own whole, or the only one of its year and stage in the document."""
    own = one.amounts.get(_WHOLE)
    if own is not None:
        return own
    found = [
        other.amounts[_WHOLE]
        for other in told
        if _WHOLE in other.amounts and (other.year, other.stage) == (one.year, one.stage)
    ]
    return found[0] if len({whole.amount.value for whole in found}) == 1 else None


def _join(one: _Told, whole: DraftFigure | None, ledger: Ledger, words: Wording) -> None:
    cars = one.amounts.get(_CARS)
    kinds = [one.amounts[kind] for kind in _KINDS_OF_CARS if kind in one.amounts]
    parts = [one.amounts[part] for part in _PARTS if part in one.amounts]
    if cars is None:
        parts += kinds
    else:
        _list(cars, kinds, ledger)
    if whole is None:
        return
    _list(whole, parts, ledger)
    known = {id(figure) for figure in (*one.amounts.values(), *one.again)}
    for claim in ledger.claims:
        shares = claim.kind is ClaimKind.SHARE and claim.base is None
        if (
            shares
            and id(claim.figure) in known
            and words.cue("public_three", "whole").search(claim.basis_text)
        ):
            claim.base = whole


def _list(whole: DraftFigure, parts: Sequence[DraftFigure], ledger: Ledger) -> None:
    """Make figures the parts of another; a second list of it is a breakdown of its own."""
    known = [one for one in ledger.figures if one.parent is whole]
    number = None
    if known and parts:
        number = max(one.breakdown or 1 for one in known) + 1
        for one in known:
            one.breakdown = one.breakdown or 1
    for part in parts:
        part.parent, part.role, part.breakdown = whole, Role.DETAIL, number


def _take_out(one: _Told, ledger: Ledger) -> None:
    """Name the amounts, and take them out of what they were read as: lines, parts, wholes of other parts."""
    for concept, figure in one.amounts.items():
        figure.concept = concept
    taken = [*one.amounts.values(), *one.again]
    for figure in taken:
        account = figure.account
        if account is not None and figure in account.figures:
            account.figures.remove(figure)
        figure.account = figure.parent = figure.closed = figure.breakdown = figure.complete = None
        figure.role = Role.OTHER
    known = {id(figure) for figure in taken}
    for other in ledger.figures:
        if other.parent is not None and id(other.parent) in known:
            other.parent, other.role, other.breakdown = None, Role.OTHER, None
