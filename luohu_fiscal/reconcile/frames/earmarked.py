"""Frame `earmarked`: money that came for a purpose and what was spent for it (LF203).

抗疫特别国债转移支付收入 and 抗疫特别国债支出 bear one name but for the words that say on which side
they stand; so do special debt on-lent and the spending of its bonds.  What was spent stays within
what came, unless money of an earlier year is left: then nothing can be said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from luohu_fiscal.identities import identity
from luohu_fiscal.model.vocabulary import Book, Role, Side
from luohu_fiscal.reconcile.accounts import Account
from luohu_fiscal.reconcile.compose import ask, note
from luohu_fiscal.reconcile.finding import Finding, Verdict
from luohu_fiscal.reconcile.places import Placed
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["earmarked"]

#: What a name says of its side, at its end, and the ways to write special debt.
_CAME = re.compile("(?:转移支付|转移性|转贷|补助|专项)?(?:收入|资金)$")
_SPENT = re.compile("(?:收入)?(?:安排的?)?支出$")
_SPECIAL_DEBT = "专项债"
_SPECIAL = re.compile("(?:地方政府|新增|政府)*专项债(?:务|券)?(?:资金|项目)?")
#: A shorter stem names no purpose (教育, 其他), but for special debt.
_SHORTEST = 4
_NO_PURPOSE = re.compile("本级|上级|其他|政府性基金|国有资本经营|一般公共|付息|利息|还本|发行")


def earmarked(scene: Scene) -> Iterator[Finding]:
    """Every purpose that an account names on both sides, once on each."""
    for account in scene.accounts:
        if account.book is Book.SOCIAL_INSURANCE:
            continue  # every scheme has its own revenue and expenditure
        came = _by_purpose(scene, account, Side.RESOURCES)
        spent = _by_purpose(scene, account, Side.USES)
        for purpose, uses in spent.items():
            means = came.get(purpose, [])
            if len(uses) == len(means) == 1:
                yield _judged(means[0], uses[0])


def _by_purpose(scene: Scene, account: Account, side: Side) -> dict[str, list[Placed]]:
    """The lines of a side and their parts, by the purpose they name."""
    found: dict[str, list[Placed]] = {}
    for line in account.components(side):
        for one in (line, *scene.parts(line)):
            purpose = _purpose(one.figure.label, side)
            if purpose is not None and one.figure.role in (Role.COMPONENT, Role.DETAIL):
                found.setdefault(purpose, []).append(one)
    return found


@lru_cache(maxsize=4096)
def _purpose(label: str, side: Side) -> str | None:
    """What a line is for, by its name without the words of its side; None where it says nothing."""
    words = _CAME if side is Side.RESOURCES else _SPENT
    if not words.search(label) or _NO_PURPOSE.search(label):
        return None
    stem = _SPECIAL.sub(_SPECIAL_DEBT, words.sub("", label))
    return stem if len(stem) >= _SHORTEST or stem == _SPECIAL_DEBT else None


def _judged(means: Placed, use: Placed) -> Finding:
    answer = ask(identity("LF203"), {"earmarked_spent": (use,), "earmarked_received": (means,)})
    if answer.verdict is Verdict.BREACH:
        left = note("mechanism", mechanism="of_earlier_years")
        return answer.finding(left, verdict=Verdict.UNDECIDED)
    return answer.finding()
