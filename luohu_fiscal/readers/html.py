"""HTML -> Document: web pages of governments, whatever their content system made of them.

Inline tags join what they part, block and cell tags part what they join.  A table that only holds
paragraphs is layout; a table of figures becomes a full grid, spans included.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from bisect import bisect_left

from selectolax.lexbor import LexborHTMLParser, LexborNode

from luohu_fiscal.document import Block, Document, Furniture, Page, Paragraph
from luohu_fiscal.errors import EmptyDocument, TooLarge, UnknownFormat
from luohu_fiscal.readers import limits
from luohu_fiscal.readers.builder import Builder
from luohu_fiscal.readers.captions import assemble
from luohu_fiscal.readers.cleaning import collapse
from luohu_fiscal.readers.flattened import with_tables
from luohu_fiscal.readers.furniture import lift_footnotes, marks_in
from luohu_fiscal.readers.html_tree import (
    BLOCKS,
    DROPPED,
    cells_of,
    is_hidden,
    is_note_link,
    walk,
)
from luohu_fiscal.readers.lines import Line
from luohu_fiscal.readers.paragraphs import build, paragraph, report_title
from luohu_fiscal.readers.progress import Progress, silent
from luohu_fiscal.readers.tables import Printed, holds_figures, make_tables

__all__ = ["decode", "read_bytes"]

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_FIGURE = re.compile(r"\d[\d,，.]*\s*(?:%|[万亿千百]{0,2}元)")
#: A tag ends at the next one at the latest, so that each character is looked at once.
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>")
#: Tags that close themselves, or are closed by the next one.
_SHALLOW = frozenset(
    "p br hr img input meta link area base col embed source track wbr li td th tr dt dd "
    "option".split()
)
#: Parsing time grows with the square of the depth; no page nests anywhere near this.
_MAX_DEPTH = 4_000
#: And with the square of the attributes of one tag, each of which stands behind a space.
_MAX_ATTRIBUTES = 4_000
#: In these a tag may close itself: `<path/>`.  In HTML the stroke of `<div/>` means nothing.
_FOREIGN = frozenset(("svg", "math"))
_BREAKS = re.compile(r"[\r\n\f\v\x85\u2028\u2029]")
_META = ("ArticleTitle", "articletitle", "title", "og:title")


def decode(data: bytes, path: str) -> str:
    """The text of a web page: byte order mark, UTF-8, the declared charset, GB18030, in this order.

    >>> decode('<meta charset="gb2312"><p>收入'.encode("gb18030"), "a.html")
    '<meta charset="gb2312"><p>收入'
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    declared = _CHARSET.search(data[:8192])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    name = "gb18030" if name in ("gb2312", "gbk", "gb-2312", "x-gbk") else name
    for encoding in ("utf-8-sig", name, "gb18030"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    # A few damaged bytes in an otherwise readable page: they show as U+FFFD, which is no digit.
    text = min((data.decode(e, "replace") for e in ("utf-8", "gb18030")), key=_damage)
    if _damage(text) * 100 > len(text):
        raise UnknownFormat(
            "the characters of the page cannot be told", where=path, remedy="save it as UTF-8"
        )
    return text


def _damage(text: str) -> int:
    return text.count("\ufffd")


def read_bytes(data: bytes, path: str, progress: Progress = silent) -> Document:
    """Read a web page.  Raises `EmptyDocument` where it holds no figures (an error page)."""
    text = decode(data, path).replace("\x00", "")
    limits.check(len(text), limits.MAX_CHARACTERS * 4, "characters of markup", path)
    _check_depth(text, path)
    parser = LexborHTMLParser(text)
    root = parser.root
    reader = _Reader(path)
    if root is not None:
        reader.read(root)
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
        title=report_title(block for block in blocks if isinstance(block, Paragraph))
        or _head_title(parser),
        furniture=tuple(reader.furniture),
    )


def _head_title(parser: LexborHTMLParser) -> str:
    """The title the page gives itself, where it is that of a report."""
    metas = [node.attributes for node in parser.css("meta")]
    given = [m.get("content") or "" for m in metas if (m.get("name") or m.get("property")) in _META]
    node = parser.css_first("title")
    given.extend(re.split(r"[_|\-—–\s]+", node.text()) if node is not None else [])
    pieces = [paragraph(collapse(text, range(len(text)))) for text in given]
    return report_title(pieces)


def _check_depth(text: str, path: str) -> None:
    depth = 0
    foreign = 0
    for closing, name, rest in _TAG.findall(text):
        if len(rest) > _MAX_ATTRIBUTES and len(rest.split()) > _MAX_ATTRIBUTES:
            raise TooLarge(
                "a tag with too many attributes", where=path, remedy="save the page again"
            )
        tag = name.lower()
        if tag in _SHALLOW or (foreign and rest.endswith("/")):
            continue
        if tag in _FOREIGN:
            foreign = max(0, foreign - 1) if closing else foreign + 1
        depth = max(0, depth - 1) if closing else depth + 1
        if depth > _MAX_DEPTH:
            raise TooLarge("tags are nested too deep", where=path, remedy="save the page again")


def _has_figures(blocks: list[Block]) -> bool:
    for block in blocks:
        if isinstance(block, Paragraph):
            if _FIGURE.search(block.text):
                return True
        elif any(cell and cell.number is not None for row in block.rows for cell in row):
            return True
    return False


class _Reader:
    """Walks the tree once, laying down paragraphs and tables in their order."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.builder = Builder(path)
        self.blocks: list[Block] = []
        self.furniture: list[Furniture] = []
        self._lines: list[Line] = []
        self._inline: list[str] = []
        self._length = 0
        self._raised: list[tuple[int, int]] = []
        self._raised_depth = 0
        self._links = 0
        self._linked = 0
        self._cells = 0

    def read(self, root: LexborNode) -> None:
        """Lay down the whole tree."""
        walk(root, self._enter, self._leave)
        self._end_line()
        self._end_lines()

    def _enter(self, node: LexborNode) -> bool:
        tag = node.tag or ""
        if tag == "-text":
            self._text(node.text_content or "")
            return False
        if tag in DROPPED or is_hidden(node):
            return False
        if tag == "sup" or is_note_link(node):
            self._raised_depth += 1
        if tag == "a":
            self._links += 1
        elif tag == "table":
            self._end_line()
            return not self._table(node)
        elif tag in BLOCKS:
            self._end_line()
        return True

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag == "sup" or is_note_link(node):
            self._raised_depth -= 1
        if tag == "a":
            self._links -= 1
        elif tag in BLOCKS:
            self._end_line()

    def _text(self, text: str) -> None:
        if self._raised_depth:
            self._raised.append((self._length, self._length + len(text)))
        self._inline.append(text)
        self._length += len(text)
        if self._links:
            self._linked += len(text.strip())

    def _end_line(self) -> None:
        text, raised, linked = "".join(self._inline), self._raised, self._linked
        self._inline, self._length, self._raised, self._linked = [], 0, [], 0
        if not text.strip():
            return
        # Line breaks in markup are white space; `raw` shows them as such, one line a paragraph.
        flat = _BREAKS.sub(" ", text)
        start, end = self.builder.put(flat, "\n")
        cuts = marks_in(flat, raised)
        kept = [i for i in range(len(flat)) if not any(cut[0] <= i < cut[1] for cut in cuts)]
        clean = collapse("".join(flat[i] for i in kept), [start + i for i in kept])
        if not clean.text:
            return
        if linked and linked * 10 >= len(text.strip()) * 7 and len(clean.text) < 100:
            # All but a date is a link: a menu, a related page; part of no sentence.
            self.furniture.append(Furniture(clean.text, 1, start, end))
            return
        marks = tuple((bisect_left(clean.offsets, start + cut[0]), cut[2]) for cut in cuts)
        self._lines.append(Line(clean.text, clean.offsets, marks=marks))

    def _end_lines(self) -> None:
        self.blocks.extend(
            with_tables(self._lines, lambda part: build(lift_footnotes(part), whole=True))
        )
        self._lines = []

    def _table(self, node: LexborNode) -> bool:
        """Lay down a table of figures; False where the table is layout."""
        cells, self._cells = cells_of(node, self.path, self._cells)
        if not holds_figures(cells):
            return False
        printed = []
        row = 0
        for cell in cells:
            if cell.row != row:
                self.builder.put("", "\n")
                row = cell.row
            start, _ = self.builder.put(re.sub(r"[\t\r]", " ", cell.text).replace("\n", " "), "\t")
            clean = collapse(cell.text, range(start, start + len(cell.text)))
            span = (clean.offsets[0], clean.offsets[-1] + 1) if clean.text else (start, start)
            where = (cell.row, cell.column, cell.rows, cell.columns)
            printed.append(Printed(clean.text, *span, *where, indent=cell.indent))
        self.builder.put("", "\n")
        self._end_lines()
        self.blocks.extend(make_tables(printed, 1))
        return True
