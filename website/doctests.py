"""Examples in docstrings shown as code: to Markdown `>>>` would be a quotation."""

from __future__ import annotations

import re
from typing import Any

from griffe import Docstring, Extension, Object

__all__ = ["Doctests", "fenced"]

_EXAMPLE = re.compile(
    r"^(?P<indent> *)>>> .*(?:\n(?P=indent)\S.*|\n(?P=indent) +\S.*)*", re.MULTILINE
)


def fenced(text: str) -> str:
    """A docstring with each run of examples between fences.

    >>> print(fenced("Says two.\\n\\n>>> 1 + 1\\n2\\n\\nNo more."))
    Says two.
    <BLANKLINE>
    ```pycon
    >>> 1 + 1
    2
    ```
    <BLANKLINE>
    No more.
    """
    return _EXAMPLE.sub(lambda found: f"```pycon\n{found[0]}\n```", text)


class Doctests(Extension):
    """Rewrites docstrings as they are collected; the code itself is not touched."""

    def on_object(self, *, obj: Object, **_: Any) -> None:
        """Called by griffe with each module, class, function and attribute."""
        if isinstance(obj.docstring, Docstring) and ">>> " in obj.docstring.value:
            obj.docstring.value = fenced(obj.docstring.value)
