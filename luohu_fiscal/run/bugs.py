"""A bug of this package in one line: what, and where in the code, for the report of it."""

from __future__ import annotations

from pathlib import Path
from traceback import extract_tb

from luohu_fiscal.errors import Bug

__all__ = ["bug_in"]


def bug_in(error: BaseException, where: str, doing: str = "") -> Bug:
    """What a traceback would say, on one line: it comes from another process, or from a long run.

    >>> try:
    ...     1 / 0
    ... except ZeroDivisionError as error:
    ...     print(bug_in(error, "a.pdf", "rule LF102"))
    a.pdf: rule LF102: a bug in luohu_fiscal, not in the document (ZeroDivisionError: division by \
zero, at <doctest luohu_fiscal.run.bugs.bug_in[0]> line 2); please report it
    """
    frames = extract_tb(error.__traceback__)
    own = [frame for frame in frames if "luohu_fiscal" in frame.filename] or frames
    what = f"{type(error).__name__}: {error}"[:200]
    at = f", at {_shown(own[-1].filename)} line {own[-1].lineno}" if own else ""
    return Bug(
        f"{doing}: a bug in luohu_fiscal, not in the document ({what}{at})".removeprefix(": "),
        where=where,
        remedy="please report it",
    )


def _shown(file: str) -> str:
    """A file of this package from the package on, any other by its name."""
    parts = Path(file).parts
    return "/".join(
        parts[parts.index("luohu_fiscal") + 1 :] if "luohu_fiscal" in parts else parts[-1:]
    )
