"""Docstrings as the site shows them: examples as code, and what a class holds as a table."""

from __future__ import annotations

import re
from ast import literal_eval
from typing import Any

from griffe import Class, Docstring, Extension, Object

__all__ = ["Docstrings", "fenced", "table"]

_EXAMPLE = re.compile(
    r"^(?P<indent> *)>>> .*(?:\n(?P=indent)\S.*|\n(?P=indent) +\S.*)*", re.MULTILINE
)


def fenced(text: str) -> str:
    """A docstring with each run of examples between fences: to Markdown `>>>` would be a quotation."""
    return _EXAMPLE.sub(lambda found: f"```pycon\n{found[0]}\n```", text)


def table(found: Class) -> str:
    """The words of an enumeration, or else the fields of a class, each with its type."""
    public = [
        entry for entry in found.attributes.values()
        if not entry.name.startswith("_") and entry.name != "model_config"
    ]  # fmt: skip
    words = [
        f"| `{entry.name}` | `{value!r}` | {' '.join(said)} |"
        for entry in public
        if entry.name.isupper() and entry.annotation is None
        for value, *said in [_literal(str(entry.value))]
    ]
    if words:
        return "\n".join(("\n\n| name | value | |", "| --- | --- | --- |", *words))
    fields = [
        f"| `{entry.name}` | `{str(entry.annotation).replace(' | ', ' or ')}` "
        f"| {'' if entry.value is None else f'`{entry.value}`'} |"
        for entry in public
        if entry.annotation is not None and "property" not in entry.labels
    ]
    if fields:
        return "\n".join(("\n\n| field | type | default |", "| --- | --- | --- |", *fields))
    return ""


def _literal(text: str) -> tuple[Any, ...]:
    """What stands behind a word: its value, and for most its 中文 and its English."""
    found = literal_eval(text)
    return found if isinstance(found, tuple) else (found,)


class Docstrings(Extension):
    """Rewrites docstrings as they are collected; the code itself is not touched."""

    def on_object(self, *, obj: Object, **_: Any) -> None:
        """Called by griffe with each module, class, function and attribute."""
        if not isinstance(obj.docstring, Docstring):
            return
        obj.docstring.value = fenced(obj.docstring.value)
        if isinstance(obj, Class):
            obj.docstring.value += table(obj)
