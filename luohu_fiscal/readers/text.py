"""Plain text -> Document: UTF-8, UTF-16, GB18030, with a byte order mark or without.

A text file may be prose with one paragraph on a line, or the text layer of pages, every line broken
at the right edge; which of them it is shows in the lengths of its lines.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from luohu_fiscal.document import Document, Furniture, Page, Paragraph
from luohu_fiscal.errors import EmptyDocument, UnknownFormat
from luohu_fiscal.files import wide_encoding
from luohu_fiscal.readers import limits
from luohu_fiscal.readers.captions import assemble
from luohu_fiscal.readers.cleaning import collapse, display_width, normalise, strip
from luohu_fiscal.readers.flattened import flat_tables, with_tables
from luohu_fiscal.readers.furniture import lift_footnotes, page_numbers
from luohu_fiscal.readers.lines import Line
from luohu_fiscal.readers.paragraphs import build, report_title
from luohu_fiscal.readers.progress import Progress, silent

__all__ = ["decode", "read_bytes", "read_text"]

#: One control byte in so many characters is damage; more is no text at all.
_MAX_CONTROL_SHARE = 50
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BREAK = re.compile(r"\r\n|[\n\r\f\v\x85\u2028\u2029]")
# Two ideographic or four plain spaces before a line are the indent of a first line.
_INDENT = re.compile("[ \t\u3000\u00a0]*")


def decode(data: bytes, *, path: str = "<bytes>") -> str:
    """The text of a file, its encoding told from its bytes; binary data is refused.

    >>> decode("收入".encode("gb18030"))
    '收入'
    >>> decode(b"\\x00\\x01\\x02")
    Traceback (most recent call last):
    luohu_fiscal.errors.UnknownFormat: <bytes>: neither text nor a format this package reads; \
give PDF, DOCX, DOC, XLSX, XLS, OFD, HTML or text
    """
    wide = wide_encoding(data)
    for encoding in (wide,) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(_CONTROL.findall(text)) * _MAX_CONTROL_SHARE <= len(text):
            return text
    raise UnknownFormat(
        "neither text nor a format this package reads",
        where=path,
        remedy="give PDF, DOCX, DOC, XLSX, XLS, OFD, HTML or text",
    )


def read_bytes(data: bytes, path: str, progress: Progress = silent) -> Document:
    """Read the bytes of a text file.  Raises `UnknownFormat` for binary data."""
    return _read(decode(data, path=path), path, hashlib.sha256(data).hexdigest())


def read_text(text: str, *, path: str = "<text>") -> Document:
    """Read a string as a text document.

    >>> d = read_text("一、收入情况\\n2024年收入10亿元。")
    >>> [(p.kind.value, p.text) for p in d.paragraphs()]
    [('heading', '一、收入情况'), ('body', '2024年收入10亿元。')]
    """
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return _read(text, path, digest)


def _read(raw: str, path: str, digest: str) -> Document:
    limits.check(len(raw), limits.MAX_CHARACTERS, "characters", path)
    if not raw.strip():
        raise EmptyDocument("the file holds no text", where=path, remedy="check the source")
    lines = lines_of(raw)
    # The numbers of a table that lost its grid are no page numbers, though each has its line.
    cells = {at for flat in flat_tables(lines) for at in range(flat.start, flat.end)}
    numbers = page_numbers([line for at, line in enumerate(lines) if at not in cells])[1]
    furniture = sorted(numbers, key=lambda line: line.offsets[0])
    printed = {line.offsets[0] for line in furniture}
    kept = [line for line in lines if line.offsets[0] not in printed]
    blocks = assemble(with_tables(kept, lambda part: build(lift_footnotes(part))), continued=False)
    return Document(
        path=path,
        sha256=digest,
        format="text",
        raw=raw,
        pages=_pages(raw),
        blocks=tuple(blocks),
        title=report_title(block for block in blocks if isinstance(block, Paragraph)),
        furniture=tuple(
            Furniture(line.text, line.page, line.offsets[0], line.offsets[-1] + 1)
            for line in furniture
        ),
    )


def _pages(raw: str) -> tuple[Page, ...]:
    cuts = [0, *(found.end() for found in re.finditer("\f", raw)), len(raw)]
    spans = list(pairwise(cuts))
    limits.check(len(spans), limits.MAX_PAGES, "pages", "the text")
    if len(spans) > 1 and not raw[spans[-1][0] :].strip():
        spans = [*spans[:-2], (spans[-2][0], len(raw))]
    return tuple(Page(number, start, end) for number, (start, end) in enumerate(spans, 1))


def lines_of(raw: str) -> list[Line]:
    """The printed lines of a text, with what their lengths and indents tell."""
    found: list[Line] = []
    blank, page, start = True, 1, 0
    cuts = [(match.start(), match.end(), match.group()) for match in _BREAK.finditer(raw)]
    for end, after, mark in [*cuts, (len(raw), len(raw), "")]:
        line = _line(raw, start, end, page)
        if line is None:
            blank = True
        else:
            found.append(replace(line, gap=blank))
            blank = False
        page += mark == "\f"
        start = after
    return _measured(found)


def _line(raw: str, start: int, end: int, page: int) -> Line | None:
    piece = raw[start:end]
    bare = strip(piece, range(start, end))
    if "**" in bare.text:
        kept = [index for index in range(len(bare.text)) if not _in_emphasis(bare.text, index)]
        bare = strip("".join(bare.text[i] for i in kept), [bare.offsets[i] for i in kept])
    text = collapse(bare.text, bare.offsets)
    if not text.text:
        return None
    space = _INDENT.match(piece)
    indent = display_width(space.group()) if space else 0.0
    # The width that was printed counts the spaces that are not read; `_measured` turns it to slack.
    return Line(text.text, text.offsets, page=page, indent=indent, slack=display_width(bare.text))


def _in_emphasis(text: str, index: int) -> bool:
    return text[index] == "*" and "**" in text[max(0, index - 1) : index + 2]


def _measured(lines: Sequence[Line]) -> list[Line]:
    """Which lines run to the right edge, whether blank lines mean anything, who is indented."""
    edge = _wrap_width(lines)
    gaps = sum(line.gap for line in lines)
    telling = 0 < gaps < 0.6 * len(lines)
    inset = sum(1.5 <= _indent(line) <= 6 for line in lines)
    indents = inset * 20 >= len(lines) and inset < 0.9 * len(lines)
    return [
        replace(
            line,
            slack=math.inf
            if edge is None
            else edge - line.slack - (_indent(line) if indents else 0),
            gap=line.gap and telling,
            indent=line.indent if indents else None,
        )
        for line in lines
    ]


def _indent(line: Line) -> float:
    return line.indent or 0.0


def _wrap_width(lines: Sequence[Line]) -> float | None:
    """The width at which lines are broken, in characters; None where a paragraph is one line."""
    widths = sorted(line.slack for line in lines)
    if len(widths) < 8:
        return None
    edge = widths[int(len(widths) * 0.9)]
    near = sum(edge - 2.6 <= width <= edge + 1.6 for width in widths)
    return edge if 15 <= edge <= 70 and near * 5 >= len(widths) * 2 else None


def is_prose(text: str) -> bool:
    """True where a text holds Chinese or Latin letters or digits at all."""
    return any(char.isalnum() for char in normalise(text))
