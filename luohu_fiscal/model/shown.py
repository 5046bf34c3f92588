"""How a value shows itself in a notebook without knowing markup.

The classes of a notebook's values stand far below the renderers.  They take `Shown` for a base; the
package itself, which stands above all layers, says once how such a value is put into HTML.
"""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["Shown", "show_with"]


class Shown:
    """A value that notebooks 笔记本 show as tables and pictures."""

    __slots__ = ()

    def _repr_html_(self) -> str | None:
        """The value as self-contained HTML; see `luohu_fiscal.to_html`."""
        return None if _html is None else _html(self)


_html: Callable[[Shown], str] | None = None


def show_with(html: Callable[[Shown], str]) -> None:
    """Say how values are put into HTML; done once, by the package itself."""
    global _html  # noqa: PLW0603 - the one wire from the front door down to the values
    _html = html
