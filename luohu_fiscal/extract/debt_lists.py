"""Lists under an amount of debt: what new bonds are spent on, and what each level of government owes.

新增债券5亿元，其中：投向道路2亿元，投向供水3亿元; 债务余额170亿元，其中：县本级98亿元，乡镇71亿元.  The two kinds
一般 and 专项 are no such list: they are quantities of their own, which a split judges.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from luohu_fiscal.extract.draft import DraftFigure
from luohu_fiscal.extract.operands import Operands
from luohu_fiscal.extract.said import Part, Said
from luohu_fiscal.model.vocabulary import Book, Role
from luohu_fiscal.wording import Wording

__all__ = ["bind_debt_lists"]

#: A list that ends so names all there is.
_REST = re.compile("^其[他它余]|[及和、]其[他它]|其[他它](?:方面|项目|领域|用途|支出)$")
_KIND = re.compile("一般|专项|再融资|转贷")
_CLOSES = re.compile("分别(?:为|是)|构成|组成")


def bind_debt_lists(
    numbers: Sequence[Said],
    reader: Operands,
    of: Callable[[Said], DraftFigure | None],
    words: Wording,
) -> None:
    """Say of what each amount of such a list is a part, and whether the list is complete.

    Exact: nothing is added up.
    """
    for at, one in enumerate(numbers):
        head = reader.heads(at)
        whole = None if head is None else of(head)
        if whole is None or whole.context.book is not Book.DEBT or whole.concept is None:
            continue
        told = list(_listed(numbers, at, words))
        parts = [figure for part in told if (figure := of(part)) is not None]
        if len(parts) < 2 or not _are_parts(whole, parts):
            continue
        for part in parts:
            part.parent = whole
            if part.concept is None:
                part.context, part.role = whole.context, Role.DETAIL
        last = parts[-1].label
        whole.closed = True if _REST.search(last) or _CLOSES.search(one.lead) else None


def _listed(numbers: Sequence[Said], at: int, words: Wording) -> list[Said]:
    """The amounts from the one whose words open the list to the end of its sentence, or the next list."""
    first = numbers[at]
    found = []
    for one in numbers[at:]:
        if one.depth > first.depth:
            continue  # a list within brackets
        again = one is not first and words.cue("said", "list").search(one.lead)
        if one.sentence != first.sentence or one.depth < first.depth or again:
            break
        if one.part is Part.AMOUNT and not one.token.refused:
            found.append(one)
    return found


def _are_parts(whole: DraftFigure, parts: Sequence[DraftFigure]) -> bool:
    """True of amounts that no quantity of the debt is told by, or of the same one at other levels."""
    if any(part is whole or part.token.malformed for part in parts):
        return False
    if any(_KIND.search(part.label) for part in parts):
        return False
    if all(part.concept is None for part in parts):
        return whole.concept in ("debt_issued", "debt_new_limit")
    scopes = {part.context.scope for part in parts}
    levels = len(scopes) == len(parts) and whole.context.scope not in scopes
    return levels and all(part.concept == whole.concept for part in parts)
