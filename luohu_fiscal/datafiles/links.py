"""That a report hangs together: ids are unique, and whatever refers to a figure finds it."""

from __future__ import annotations

from collections.abc import Sequence

from luohu_fiscal.datafiles.parsed import Parsed, join
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.report import BudgetReport

__all__ = ["check_links"]


def check_links(
    report: BudgetReport, parsed: Parsed, paths: Sequence[str], claim_paths: Sequence[str]
) -> None:
    """Raises `DataError` for the first loose end; the paths are those of the figures and claims."""
    seen: dict[str, str] = {}
    for figure, path in zip(report.figures, paths, strict=True):
        if figure.id in seen:
            raise _twice(figure, path, seen[figure.id], parsed)
        seen[figure.id] = path
    _check_parents(report, parsed, seen)
    claims: set[str] = set()
    for claim, path in zip(report.claims, claim_paths, strict=True):
        if claim.id in claims:
            raise parsed.error(path, f'two claims have the id "{claim.id}"', "give one another id")
        claims.add(claim.id)
        for name in ("figure", "base_figure", "increment", "restored", "natural"):
            target = getattr(claim, name)
            if target is not None and target not in seen:
                what = f'the {name} "{target}" of claim "{claim.id}" is not in the file'
                raise parsed.error(path, what, "correct the id")
    _check_changes(report, parsed, seen)
    for number, entry in enumerate(report.unplaced):
        slot = entry.slot
        for target in () if slot is None else (*filter(None, [slot.parent]), *slot.parts):
            if target not in seen:
                what = f'the figure "{target}" of a malformed number is not in the file'
                raise parsed.error(f"unplaced[{number}]", what, "correct the id")


def _check_changes(report: BudgetReport, parsed: Parsed, figures: dict[str, str]) -> None:
    known = {change.id for change in report.changes}
    for number, change in enumerate(report.changes):
        path = join("changes", number)
        for name in ("figure", "base_figure", "amount"):
            target = getattr(change, name)
            if target is not None and target not in figures:
                what = f'the {name} "{target}" of change "{change.id}" is not in the file'
                raise parsed.error(path, what, "correct the id")
        if change.parent is not None and change.parent not in known:
            what = f'the parent "{change.parent}" of change "{change.id}" is not in the file'
            raise parsed.error(path, what, "correct the id")


def _twice(figure: Figure, path: str, before: str, parsed: Parsed) -> Exception:
    if path != before and path.startswith(("budgets[", "debt[")):
        what = f'"{figure.statement}" is the account at {before} too'
        return parsed.error(path, what, "give one of the two a `statement` name of its own")
    what = f'two figures have the id "{figure.id}"'
    return parsed.error(join(path, "id"), what, "give one another id")


def _check_parents(report: BudgetReport, parsed: Parsed, paths: dict[str, str]) -> None:
    parents = {figure.id: figure.parent for figure in report.figures}
    safe: set[str] = set()
    for figure in report.figures:
        trail: dict[str, None] = {}
        at: str | None = figure.id
        while at is not None and at not in safe:
            if at in trail:
                what = f'"{at}" is a part of itself'
                raise parsed.error(join(paths[at], "parent"), what, "correct the parent")
            trail[at] = None
            parent = parents[at]
            if parent is not None and parent not in parents:
                what = f'the parent "{parent}" is not in the file'
                raise parsed.error(join(paths[at], "parent"), what, "correct the id")
            at = parent
        safe.update(trail)
