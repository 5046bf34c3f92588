"""The raw text of formats that have none of their own (HTML, DOCX, XLSX), laid down piece by piece.

A paragraph is a line of `raw`; a table is a line for each row, its cells parted by tabs.
"""

from __future__ import annotations

from luohu_fiscal.readers import limits
from luohu_fiscal.readers.cleaning import Text, collapse

__all__ = ["Builder"]


class Builder:
    """Collects the raw text; every piece laid down comes back as clean text with its offsets.

    >>> b = Builder("a.html")
    >>> b.line("收入 10 亿元")
    Text(text='收入10亿元', offsets=(0, 1, 3, 4, 6, 7))
    >>> b.raw
    '收入 10 亿元\\n'
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._pieces: list[str] = []
        self.length = 0

    @property
    def raw(self) -> str:
        """Everything laid down so far."""
        return "".join(self._pieces)

    def put(self, text: str, after: str = "") -> tuple[int, int]:
        """Lay down a text and what follows it; returns the span of the text."""
        start = self.length
        end = start + len(text)
        self._pieces.append(text + after)
        self.length = end + len(after)
        if self.length > limits.MAX_CHARACTERS:
            limits.check(self.length, limits.MAX_CHARACTERS, "characters", self._path)
        return start, end

    def line(self, text: str) -> Text:
        """Lay down a paragraph as a line; returns it cleaned."""
        start, end = self.put(text, "\n")
        return collapse(text, range(start, end))
