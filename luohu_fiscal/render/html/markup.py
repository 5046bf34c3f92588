"""Markup from strings that anybody may have written: everything is escaped, here and nowhere else."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib import resources
from types import MappingProxyType

from luohu_fiscal.render.clean import printable

__all__ = ["asset", "element", "escaped", "escaped_lines", "words"]

#: Elements without content and end.
_VOID = frozenset({"br", "meta"})


@cache
def asset(name: str) -> str:
    """A file of this package, such as the style sheet."""
    return resources.files(__name__.rpartition(".")[0]).joinpath(name).read_text("utf-8")


@cache
def words(lang: str) -> Mapping[str, str]:
    """The words of the page in one language."""
    found: Mapping[str, str] = tomllib.loads(asset("words.toml"))[lang]
    return MappingProxyType(found)


def escaped(text: str) -> str:
    """A text of one line, for content or for a quoted attribute.

    >>> escaped('<script>"\\x07')
    '&lt;script&gt;&quot;\\\\x07'
    """
    return escape(printable(text), quote=True)


def escaped_lines(text: str) -> str:
    """A text with its line ends; tabs, which part the cells of a row, stay as well."""
    return "\n".join(
        "\t".join(escape(printable(part), quote=True) for part in line.split("\t"))
        for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    )


def element(name: str, content: str = "", /, **attributes: object) -> str:
    """An element; `content` is markup, attributes are text.  `_` in a name stands for `-`.

    An attribute that is None or False is left out, one that is True has no value.

    >>> element("p", escaped("a<b"), class_="x", data_f='1"')
    '<p class="x" data-f="1&quot;">a&lt;b</p>'
    """
    parts = [name]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        key = key.removesuffix("_").replace("_", "-")
        parts.append(key if value is True else f'{key}="{escaped(str(value))}"')
    start = f"<{' '.join(parts)}>"
    return start if name in _VOID else f"{start}{content}</{name}>"
