"""Findings to text, each document and finding with its own guard: a bug in a format takes one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from luohu_fiscal.errors import Bug, UsageError
from luohu_fiscal.run.bugs import bug_in

if TYPE_CHECKING:
    from luohu_fiscal.render.sheet import Sheet

__all__ = ["show_guarded"]


def show_guarded(
    show: Callable[[Sequence[Sheet]], str], sheets: Sequence[Sheet]
) -> tuple[str, list[Bug]]:
    """What `show` makes of the sheets, without the findings and sheets at which it fails, and why.

    >>> show_guarded(lambda sheets: f"{len(sheets)} sheets", ())
    ('0 sheets', [])
    """
    try:
        return show(sheets), []
    except UsageError:
        raise
    except Exception as error:  # noqa: BLE001 - told as a bug; what causes it is left out
        bugs: list[Bug] = []
        kept = [one for sheet in sheets if (one := _showable(show, sheet, bugs)) is not None]
        if not bugs:
            bugs.append(bug_in(error, "", "shown together"))
        try:
            return show(kept), bugs
        except Exception:  # noqa: BLE001 - told already
            return "", bugs


def _showable(
    show: Callable[[Sequence[Sheet]], str], sheet: Sheet, bugs: list[Bug]
) -> Sheet | None:
    """As much of a sheet as can be shown; None where nothing can."""
    if _met(show, sheet) is None:
        return sheet
    sound = []
    for finding in sheet.findings:
        error = _met(show, replace(sheet, findings=(finding,)))
        if error is None:
            sound.append(finding)
        else:
            bugs.append(bug_in(error, sheet.path, f"showing {finding.rule} {finding.name}"))
    left = replace(sheet, findings=tuple(sound))
    error = _met(show, left)
    if error is None:
        return left
    # It is no finding by itself that cannot be shown.
    bugs.append(bug_in(error, sheet.path, "shown"))
    return None


def _met(show: Callable[[Sequence[Sheet]], str], sheet: Sheet) -> Exception | None:
    try:
        show((sheet,))
    except Exception as error:  # noqa: BLE001 - handed back, to be told
        return error
    return None
