"""What the tags of HTML do: which drop out, which part text, how spans fill a grid."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from luohu_fiscal.readers import limits
from luohu_fiscal.readers.cleaning import set_in
from luohu_fiscal.readers.furniture import marks_in

__all__ = ["BLOCKS", "DROPPED", "RawCell", "cells_of", "is_hidden", "is_note_link", "walk"]

#: Nothing of these is printed on the page, or it belongs to the site and not to the paper.
DROPPED = frozenset(
    "script style noscript template head title nav iframe object embed svg select option button "
    "textarea audio video canvas map datalist rp rt -comment !doctype".split()
)
#: These part the text before from the text after.
BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main ol p pre "
    "section summary table tbody td tfoot th thead tr ul".split()
)
#: White space of the source that a page does not show.
_NO_SPACE = re.compile(r"^[ \r\n\t\f\v]+")
_INSET = re.compile(
    r"(?:padding-left|text-indent|margin-left)\s*:\s*(\d{1,4}(?:\.\d{1,6})?)\s*(em|px|pt)"
)
#: A Chinese character in these units, as most pages set it.
_SIZES = {"em": 1.0, "px": 14.0, "pt": 10.5}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NOTE_LINK = re.compile(r"#_?(?:ftn|edn|fn|note|footnote|cite)", re.IGNORECASE)


class RawCell(NamedTuple):
    """A table cell: its text with line breaks, where it stands and how far it reaches."""

    text: str
    row: int
    column: int
    rows: int
    columns: int
    #: How far its text is set in, in characters.
    indent: float = 0.0


def walk(
    top: LexborNode,
    enter: Callable[[LexborNode], bool],
    leave: Callable[[LexborNode], None],
) -> None:
    """Visit a tree in reading order without recursion; `enter` says whether to go inside.

    `leave` follows only for the nodes that were gone into.
    """
    node, inside = top, enter(top)
    while True:
        if inside and node.child is not None:
            node = node.child
            inside = enter(node)
            continue
        if inside:
            leave(node)
        while node.next is None:
            parent = node.parent
            if node.mem_id == top.mem_id or parent is None:
                return
            node = parent
            leave(node)
            if node.mem_id == top.mem_id:
                return
        if node.mem_id == top.mem_id:
            return
        node = node.next
        inside = enter(node)


def is_hidden(node: LexborNode) -> bool:
    """True where the page says the element is not shown."""
    attributes = node.attributes
    if not attributes:
        return False
    style = attributes.get("style")
    return "hidden" in attributes or bool(style and _HIDDEN.search(style))


def is_note_link(node: LexborNode) -> bool:
    """True for a link to a footnote: what it shows is a mark."""
    return node.tag == "a" and bool(_NOTE_LINK.match((node.attributes or {}).get("href") or ""))


def cells_of(table: LexborNode, path: str, before: int = 0) -> tuple[list[RawCell], int]:
    """The cells of a table, spans laid out on the grid; empty where the table holds another.

    With them comes the room that all tables take so far, `before` being that of the earlier ones:
    a few spans may cover a million cells, so that it is their area that is limited.
    """
    cells: list[RawCell] = []
    taken: dict[tuple[int, int], bool] = {}
    row = -1
    column = 0
    nested = False

    def enter(node: LexborNode) -> bool:
        nonlocal row, column, nested
        tag = node.tag
        if nested or (tag == "table" and node.mem_id != table.mem_id):
            nested = True
            return False
        if tag == "tr":
            row, column = row + 1, 0
        elif tag in ("td", "th"):
            row = max(row, 0)
            while (row, column) in taken:
                column += 1
            rows, columns = _span(node, "rowspan"), _span(node, "colspan")
            text, inner = _cell_text(node)
            nested = nested or inner
            indent = _indent(node) + set_in(_NO_SPACE.sub("", text))
            cells.append(RawCell(text.strip(), row, column, rows, columns, indent))
            for down in range(rows):
                for across in range(columns):
                    taken[row + down, column + across] = True
            limits.check(before + len(taken), limits.MAX_CELLS, "table cells", path)
            limits.check(column + columns, limits.MAX_COLUMNS, "columns in a table", path)
            column += columns
            return False
        return tag not in DROPPED and tag != "-text"

    walk(table, enter, lambda node: None)
    if nested:
        return [], before + len(taken)
    height = row + 1
    fitted = [cell._replace(rows=max(1, min(cell.rows, height - cell.row))) for cell in cells]
    return fitted, before + len(taken)


def _span(node: LexborNode, name: str) -> int:
    text = ((node.attributes or {}).get(name) or "1").strip()
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    return max(1, min(value, limits.MAX_SPAN))


def _cell_text(cell: LexborNode) -> tuple[str, bool]:
    pieces: list[str] = []
    nested = False

    def enter(node: LexborNode) -> bool:
        nonlocal nested
        tag = node.tag or ""
        if tag == "-text":
            pieces.append(" ".join(re.split(r"[\r\n\t\f\v]+", node.text_content or "")))
            return False
        if tag in DROPPED or is_hidden(node):
            return False
        if tag == "sup" or is_note_link(node):
            raised = node.text_content or ""
            before = "".join(pieces)
            if marks_in(before + raised, [(len(before), len(before) + len(raised))]):
                return False
        nested = nested or tag == "table"
        if tag in BLOCKS and tag != "td":
            pieces.append("\n")
        return True

    def leave(node: LexborNode) -> None:
        if node.tag in BLOCKS:
            pieces.append("\n")

    walk(cell, enter, leave)
    return "".join(pieces), nested


def _indent(cell: LexborNode) -> float:
    """How far styles set in a cell, or the first paragraph in it, in characters."""
    child = cell.child
    while child is not None and child.tag == "-text" and not (child.text_content or "").strip():
        child = child.next
    total = 0.0
    for node in (cell, child):
        style = (node.attributes or {}).get("style") if node is not None else None
        total += sum(float(number) / _SIZES[unit] for number, unit in _INSET.findall(style or ""))
    return total
