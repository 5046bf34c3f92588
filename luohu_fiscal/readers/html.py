"""HTML -> Document: web pages of governments, whatever their content system made of them.

Inline tags join what they part, block and cell tags part what they join.  A table that only holds
paragraphs is layout; a table of figures becomes a full grid, spans included.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from luohu_fiscal.document import Block, Document, Furniture, Page, Paragraph, Table
from luohu_fiscal.errors import EmptyDocument, UnknownFormat
from luohu_fiscal.readers import limits
from luohu_fiscal.readers.builder import Builder
from luohu_fiscal.readers.cleaning import collapse
from luohu_fiscal.readers.furniture import lift_footnotes
from luohu_fiscal.readers.paragraphs import Line, build, report_title
from luohu_fiscal.readers.tables import Printed, assemble, make_table, number_of

__all__ = ["decode", "read_bytes"]

_DROPPED = frozenset(
    "script style noscript template head nav iframe object svg select option button input textarea "
    "form-data audio video canvas map datalist rp rt -comment !doctype".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body br center dd div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr html legend li main ol p pre section summary table tbody td "
    "tfoot th thead tr ul caption details option".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FIGURE = re.compile(r"\d[\d,，.]*\s*(?:[%％]|[万亿千百]{0,2}元)")
_MARK = re.compile(r"\s*[\[［(（]?\s*(\d{1,3}|[①-⑳])\s*[)）\]］]?\s*")
_MAX_DEPTH = 2_000


def decode(data: bytes, path: str) -> str:
    """The text of a web page: byte order mark, then UTF-8, then the declared charset, GB18030."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    declared = _CHARSET.search(data[:8192])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    name = "gb18030" if name in ("gb2312", "gbk", "gb-2312", "x-gbk", "hz-gb-2312") else name
    for encoding in ("utf-8-sig", name, "gb18030"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    # A few damaged bytes in a page that declares its charset: the rest of it stands.
    try:
        text = data.decode(name, "replace")
    except LookupError:
        text = data.decode("utf-8", "replace")
    if text.count("\ufffd") * 100 > len(text):
        raise UnknownFormat(
            "the characters of the page cannot be told", where=path, remedy="save it as UTF-8"
        )
    return text


def read_bytes(data: bytes, path: str) -> Document:
    """Read a web page.  Raises `EmptyDocument` where it holds no figures (an error page)."""
    text = decode(data, path)
    limits.check(len(text), limits.MAX_CHARACTERS * 4, "characters of markup", path)
    parser = LexborHTMLParser(text.replace("\x00", ""))
    root = parser.root
    reader = _Reader(path)
    if root is not None:
        reader.walk(root)
    blocks = assemble(reader.blocks)
    if not _has_figures(blocks):
        raise EmptyDocument(
            "the page holds no figures", where=path, remedy="check that it is the report itself"
        )
    raw = reader.builder.raw
    return Document(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        format="html",
        raw=raw,
        pages=(Page(1, 0, len(raw)),),
        blocks=tuple(blocks),
        title=report_title(block for block in blocks if isinstance(block, Paragraph)),
        furniture=tuple(reader.furniture),
    )


def _has_figures(blocks: list[Block]) -> bool:
    for block in blocks:
        if isinstance(block, Paragraph):
            if _FIGURE.search(block.text):
                return True
        elif any(cell and cell.number is not None for row in block.rows for cell in row):
            return True
    return False


class _Reader:
    """Walks the tree once, laying down paragraphs and tables in order."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.builder = Builder(path)
        self.blocks: list[Block] = []
        self.furniture: list[Furniture] = []
        self._lines: list[Line] = []
        self._inline: list[str] = []
        self._marks: list[tuple[int, str]] = []
        self._linked = 0
        self._cells = 0

    def walk(self, root: LexborNode) -> None:
        for node, entering in _events(root):
            tag = node.tag or ""
            if tag == "-text":
                if entering:
                    self._text(node)
            elif tag == "table" and entering is not None:
                if entering:
                    self._flush()
                    table = self._table(node)
                    if table is not None:
                        self._close_lines()
                        self.blocks.append(table)
                    else:
                        # Layout: go inside as if the table tags were plain blocks.
                        continue
            elif tag in _BLOCKS:
                self._flush()
        self._flush()
        self._close_lines()

    def _text(self, node: LexborNode) -> None:
        text = node.text_content or ""
        sup = _ancestor(node, "sup", 3)
        if sup is not None:
            mark = _MARK.fullmatch(sup.text(deep=True))
            before = "".join(self._inline).rstrip()
            if mark and before and before[-1:] not in "mM²³":
                if sup.first_child is not None and _first_text(sup) == node:
                    self._marks.append((len("".join(self._inline)), mark[1]))
                return
        if _ancestor(node, "a", 4, href=True) is not None:
            self._linked += len(text.strip())
        self._inline.append(text)

    def _flush(self) -> None:
        text = "".join(self._inline)
        marks, linked = self._marks, self._linked
        self._inline, self._marks, self._linked = [], [], 0
        bare = text.strip()
        if not bare:
            return
        start, end = self.builder.put(text.strip("\r\n"), "\n")
        cut = len(text) - len(text.lstrip("\r\n"))
        clean = collapse(self.builder_text(text), range(start, end))
        if not clean.text:
            return
        if linked * 10 >= len(bare) * 9 and len(bare) < 80:
            # Wholly a link: a menu, a list of related pages.
            self.furniture.append(Furniture(clean.text, 1, start, end))
            return
        placed = tuple((_position(clean.offsets, start + at - cut), mark) for at, mark in marks)
        self._lines.append(Line(clean.text, clean.offsets, marks=placed))
