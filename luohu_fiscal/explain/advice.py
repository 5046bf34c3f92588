"""Candidates as the contract has them: ranked, cut to a length that can be read, ties shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from luohu_fiscal.explain.candidates import Candidate, Change
from luohu_fiscal.explain.witnesses import Witnesses
from luohu_fiscal.money.amount import half_place
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.reconcile import Finding, Reconciliation

__all__ = ["SHOWN", "advice", "aside"]

#: How many changes, or sets of changes, are told of one breach.
SHOWN = 24


def advice(
    reconciliation: Reconciliation, candidates: Sequence[Candidate], witnesses: Witnesses
) -> dict[int, list[Mapping[str, object]]]:
    """The explanations of each finding that the candidates close, the likeliest first."""
    ranked = sorted(candidates, key=lambda one: one.rank)
    strong = _strong(ranked)
    if len(strong) > 1:
        said = {id(one): witnesses.support(one) for one in ranked}
        ranked.sort(key=lambda one: (one.supposed, -said[id(one)]))
        best = max(said[id(one)] for one in strong)
        strong = [one for one in _strong(ranked) if said[id(one)] == best]
    alone = strong[0] if len(strong) == 1 else None
    found: dict[int, list[Mapping[str, object]]] = {}
    for candidate in ranked[:SHOWN]:
        closes = sorted({reconciliation.findings[number].rule for number in candidate.closes})
        entry = _entry(candidate, closes, candidate is alone)
        for number in candidate.closes:
            found.setdefault(number, []).append(entry)
    return found


def _strong(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Those that are more than supposed; all, where that is all there is."""
    return [one for one in candidates if not one.supposed] or candidates


def _entry(candidate: Candidate, closes: list[str], unique: bool) -> Mapping[str, object]:
    first, *others = candidate.changes
    entry = _said(first) | {"closes": closes, "unique": unique}
    if others:
        entry["with"] = [_said(one) for one in others]
    return MappingProxyType(entry)


def _said(change: Change) -> dict[str, object]:
    return {
        "kind": change.kind.code,
        "figure": None if change.key is None else change.key[1],
        "replacement": str(change.amount),
    }


def aside(
    reconciliation: Reconciliation, finding: Finding, *, alone: bool
) -> Iterator[Mapping[str, object]]:
    """What explains a breach without any slip: another basis, digits cut off instead of rounded.

    `alone` says that nothing else explains it; a basis is never the only one, for the first that
    fits is taken.
    """
    for note in finding.notes:
        if note.code == "another_basis":
            report = reconciliation.reports[int(note.values["report"])]
            base = report.by_id[note.values["figure"]]
            yield _reading("basis", base.id, str(base.amount), finding, False)
        elif note.code == "truncation" and finding.calculated is not None:
            assert finding.stated is not None
            rounded = _rounded(finding.calculated, finding.stated)
            shown = f"{rounded:f}" + (finding.unit if finding.claim is None else "%")
            yield _reading("truncation", finding.terms[0].figure, shown, finding, alone)


def _reading(
    kind: str, figure: str, shown: str, finding: Finding, unique: bool
) -> Mapping[str, object]:
    entry = {"kind": kind, "figure": figure, "replacement": shown, "closes": [finding.rule]}
    return MappingProxyType(entry | {"unique": unique})


def _rounded(calculated: Decimal, stated: Decimal) -> Decimal:
    """What was calculated, rounded half up to the printed places."""
    half = half_place(stated)
    away = EXACT.add(calculated.copy_abs(), half)
    cut = EXACT.subtract(away, EXACT.remainder(away, EXACT.add(half, half)))
    return EXACT.quantize(cut.copy_sign(calculated), stated)
