"""What the first reading made of a passage, as lists that can be weighed like those of the second."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from luohu_fiscal.extract.draft import Context, DraftFigure
from luohu_fiscal.extract.reading.lists import Listed, Worth, balance
from luohu_fiscal.extract.sums import closes, on_one_scale, proof
from luohu_fiscal.model.vocabulary import Role, Side

__all__ = ["elsewhere", "first_lists", "first_worth"]

_SIDES = {Side.RESOURCES: 0, Side.USES: 1}


def elsewhere(figures: Sequence[DraftFigure], context: Context) -> frozenset[int]:
    """The amounts that the first reading has in an account of another year or stage, or under a whole they name.

    年初批准收入X（本级Y，转移性Z），支出X。… 收入实际完成V: the budget told in between is an account by itself.
    """
    found = set()
    for number, figure in enumerate(figures):
        if "中的" in figure.label and figure.parent is not None:
            found.add(number)  # 一般公共预算收入中的税收收入X names what it is a part of
            continue
        account = figure.account or (figure.parent.account if figure.parent is not None else None)
        if account is None:
            continue
        here = account.context
        years = here.year is not None and context.year is not None and here.year != context.year
        stages = here.stage is not None and context.stage is not None
        if years or (stages and here.stage is not context.stage):
            found.add(number)
    return frozenset(found)


def first_lists(
    figures: Sequence[DraftFigure], without: frozenset[int] = frozenset()
) -> Iterator[Listed]:
    """The lists of a passage as the drafts have them, but for some wholes; what reaches out of it is left out."""
    for listed in _lists(figures):
        if listed.whole not in without:
            yield listed


def _lists(figures: Sequence[DraftFigure]) -> Iterator[Listed]:
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


def first_worth(figures: Sequence[DraftFigure], without: frozenset[int] = frozenset()) -> Worth:
    """What the first reading proves by its own sums, but for some amounts, and how many lists are at odds."""
    printed = on_one_scale([figure.amount for figure in figures])
    found = breaches = 0
    for listed in first_lists(figures, without):
        whole, lines = printed[listed.whole], [printed[n] for n in listed.parts]
        if closes([whole], lines):
            found += proof(whole, lines, 3 * len(lines)) if len(lines) > 1 else 0
        elif (listed.closed and len(lines) > 1) or sum(x.number for x in lines) > whole.number > 0:
            breaches += 1
    here = [figure for number, figure in enumerate(figures) if number not in without]
    return Worth(found + _balances(here), breaches)


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
