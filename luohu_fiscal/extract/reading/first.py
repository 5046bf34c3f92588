"""What the first reading made of a passage, as lists that can be weighed like those of the second."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from luohu_fiscal.extract.draft import DraftFigure
from luohu_fiscal.extract.reading.lists import Listed, Worth, balance
from luohu_fiscal.extract.sums import closes, on_one_scale, proof
from luohu_fiscal.model.vocabulary import Role, Side

__all__ = ["first_lists", "first_worth"]

_SIDES = {Side.RESOURCES: 0, Side.USES: 1}


def first_lists(figures: Sequence[DraftFigure]) -> Iterator[Listed]:
    """The lists of a passage as the drafts have them; those that reach out of it are left out."""
    number = {id(figure): n for n, figure in enumerate(figures)}
    wholes: dict[int, list[int]] = {}
    for n, figure in enumerate(figures):
        if figure.parent is not None and id(figure.parent) in number:
            wholes.setdefault(number[id(figure.parent)], []).append(n)
    for whole, parts in wholes.items():
        side = figures[whole].context.side
        yield Listed(
            whole, tuple(parts), _SIDES.get(side) if side else None,
            figures[whole].closed is True, 0,
        )  # fmt: skip
    accounts = {id(f.account): f.account for f in figures if f.account is not None}
    for account in accounts.values():
        for side, place in _SIDES.items():
            total = account.total(side)
            lines = [f for f in account.on(side) if f.role not in (Role.TOTAL, Role.OTHER)]
            inside = all(id(f) in number for f in lines)
            if total is not None and id(total) in number and inside and len(lines) > 1:
                yield Listed(
                    number[id(total)], tuple(number[id(f)] for f in lines), place,
                    total.closed is True, 0,
                )  # fmt: skip


def first_worth(figures: Sequence[DraftFigure]) -> Worth:
    """What the first reading proves by its own sums, and how many of its lists are at odds."""
    printed = on_one_scale([figure.amount for figure in figures])
    found = breaches = 0
    for listed in first_lists(figures):
        whole, lines = printed[listed.whole], [printed[n] for n in listed.parts]
        if closes([whole], lines):
            found += proof(whole, lines, 3 * len(lines)) if len(lines) > 1 else 0
        elif (listed.closed and len(lines) > 1) or sum(x.number for x in lines) > whole.number > 0:
            breaches += 1
    return Worth(found + _balances(figures), breaches)


def _balances(figures: Sequence[DraftFigure]) -> int:
    """What it proves that the sides and closings of the accounts of a passage agree."""
    found = 0
    for account in {id(f.account): f.account for f in figures if f.account is not None}.values():
        ends = []
        for side in _SIDES:
            total, lines = account.total(side), account.on(side)
            ends.append(total or (lines[0] if len(lines) == 1 else None))
        left = [f for f in account.on(Side.CLOSING) if f.role is not Role.OTHER]
        if ends[0] is not None and ends[1] is not None:
            both = on_one_scale([one.amount for one in (ends[0], ends[1], *left)])
            found += balance(both[0], both[1], both[2:])
    return found
