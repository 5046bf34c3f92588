"""Rate columns: which amount column of the same row a rate speaks of, and which it is measured against."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from luohu_fiscal.extract.tables.caption import names_in
from luohu_fiscal.extract.tables.columns import Column, Half, Kind
from luohu_fiscal.extract.tables.words import table_words
from luohu_fiscal.model.vocabulary import Basis, ClaimKind, Stage

__all__ = ["Rate", "read_rates"]

_KINDS = {
    Kind.COMPLETION: ClaimKind.COMPLETION,
    Kind.GROWTH: ClaimKind.GROWTH,
    Kind.INDEX: ClaimKind.GROWTH,
    Kind.SHARE: ClaimKind.SHARE,
}
_DONE = (Stage.EXECUTION, Stage.FINAL)
_PASSED = (Stage.BUDGET, Stage.DRAFT)
_THAN = re.compile("对比|[比较]|同比|为(?=上年|去年|20)")


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate column bound: the kind of claim, its amount column, its base column where one is printed."""

    column: Column
    kind: ClaimKind
    about: Column
    base: Column | None
    basis: Basis | None


def read_rates(half: Half) -> dict[int, Rate]:
    """The rate columns of a half that speak of an amount column, by their index."""
    found = {}
    for column in half.columns:
        if column.kind not in _KINDS:
            continue
        rate = _bound(column, half.amounts)
        if rate is not None:
            found[column.index] = rate
    return found


def _bound(column: Column, amounts: Sequence[Column]) -> Rate | None:
    left = [c for c in amounts if c.index < column.index]
    if not left:
        return None
    # A span header holds its columns together; without one, those beside it on the left do.
    near = [c for c in left if c.span == left[-1].span] if left[-1].span == column.span else left
    if column.kind is Kind.COMPLETION:
        return _completion(column, left, near)
    if column.kind is Kind.SHARE:
        return Rate(column, ClaimKind.SHARE, left[-1], None, Basis.WHOLE)
    return _growth(column, amounts, left, near)


def _completion(column: Column, left: list[Column], near: list[Column]) -> Rate | None:
    done = [c for c in near if c.stage in _DONE] or [c for c in left if c.stage in _DONE]
    year = max((c.year for c in done if c.year is not None), default=None)
    about = next((c for c in reversed(done) if c.year == year), None)
    if about is None:
        return None
    budgets = [c for c in _beside(about, left) if c.year == about.year and c.named == about.named]
    initial = [c for c in budgets if c.stage in _PASSED]
    adjusted = [c for c in budgets if c.stage is Stage.ADJUSTED]
    if re.search("调整|变动", column.header):
        return Rate(column, ClaimKind.COMPLETION, about, _one(adjusted), Basis.ADJUSTED)
    if re.search("年?初", column.header):
        return Rate(column, ClaimKind.COMPLETION, about, _one(initial), Basis.INITIAL)
    # 占预算 with one kind of budget printed beside it means that one; with two it may mean either.
    return Rate(column, ClaimKind.COMPLETION, about, _one([*initial, *adjusted]), Basis.BUDGET)


def _beside(about: Column, left: list[Column]) -> list[Column]:
    """The columns of the same scope and side: those between the last other one and this."""
    return [c for c in left if (c.scope, c.side) == (about.scope, about.side)]


def _one(columns: Sequence[Column]) -> Column | None:
    return columns[0] if len(columns) == 1 else None


def _growth(
    column: Column, amounts: Sequence[Column], left: list[Column], near: list[Column]
) -> Rate | None:
    head, tail = _parted(column.header)
    years = [c.year for c in near if c.year is not None]
    if not years:
        return None
    newest = max(years)
    subjects = [c for c in near if c.year == newest]
    done = [c for c in subjects if c.stage in _DONE]
    about = _matching(subjects, head) or (done or subjects)[-1]
    rest = [
        c
        for c in amounts
        if c is not about
        and (c.scope, c.named) == (about.scope, about.named)
        and (c.side, c.span) in ((about.side, about.span), (about.side, c.span))
    ]
    spanned = [c for c in rest if c.span == about.span and c.span]
    prior = [c for c in rest if c.year == newest - 1]
    same_span = [c for c in prior if c in spanned]
    stated = names_in(tail)
    if stated and stated[0] == newest:
        prior = [c for c in rest if c.year == newest]
        same_span = []
    base = _matching(same_span or prior, tail)
    if base is None:
        base = _one(same_span or prior) if not _names_stage(tail) else None
    if base is None and not prior and _names_stage(tail):
        base = None
    return Rate(column, ClaimKind.GROWTH, about, base, _basis(tail, base, about))


def _parted(header: str) -> tuple[str, str]:
    """What stands before 比 (the amount) and behind it (the base), in the header cell that says so."""
    for part in reversed(header.split("/")):
        match = _THAN.search(part)
        if match:
            return part[: match.start()], part[match.end() :]
    return "", ""


_STAGES = (
    ("final", (Stage.FINAL,)),
    ("adjusted", (Stage.ADJUSTED,)),
    ("execution", _DONE),
    ("forecast", _DONE),
    ("budget", (*_PASSED, Stage.ADJUSTED)),
)


def _names_stage(words: str) -> tuple[Stage, ...]:
    for name, stages in _STAGES:
        if table_words().cue("stages", name).search(words):
            return stages
    return ()


def _matching(columns: Sequence[Column], words: str) -> Column | None:
    """The one column whose stage the words name."""
    stages = _names_stage(words)
    return _one([c for c in columns if c.stage in stages]) if stages else None


def _basis(words: str, base: Column | None, about: Column) -> Basis | None:
    if base is not None and base.year is not None and about.year is not None:
        if base.year == about.year:
            return Basis.ADJUSTED if base.stage is Stage.ADJUSTED else Basis.BUDGET
        if base.year != about.year - 1:
            return None
        return {
            Stage.FINAL: Basis.PRIOR_FINAL,
            Stage.EXECUTION: Basis.PRIOR_EXECUTION,
            Stage.ADJUSTED: Basis.PRIOR_ADJUSTED,
            Stage.BUDGET: Basis.PRIOR_BUDGET,
            Stage.DRAFT: Basis.PRIOR_BUDGET,
            None: Basis.PRIOR,
        }[base.stage]
    stages = _names_stage(words)
    if Stage.FINAL in stages and len(stages) == 1:
        return Basis.PRIOR_FINAL
    if stages == (Stage.ADJUSTED,):
        return Basis.PRIOR_ADJUSTED
    if stages == _DONE:
        return Basis.PRIOR_EXECUTION
    return Basis.PRIOR_BUDGET if stages else Basis.PRIOR
