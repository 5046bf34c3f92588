"""What the elements of WordprocessingML print: runs, footnotes, numbering, table cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from luohu_fiscal.readers import limits
from luohu_fiscal.readers.cleaning import set_in
from luohu_fiscal.readers.flow import Piece
from luohu_fiscal.readers.numbering import Level, Lists
from luohu_fiscal.readers.package import Element, Package

__all__ = [
    "Numbering",
    "TableCell",
    "W",
    "footnotes_of",
    "paragraphs_in",
    "pieces_of",
    "table_cells",
]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_VAL = f"{W}val"
#: Not printed: deleted text, field codes, the second form of a drawing, phonetic guides.
_SILENT = frozenset(
    {f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "rt", "pPr", "sectPr")}
    | {f"{_MC}Fallback"}
)
#: A Chinese character of common size, in twentieths of a point.
_TWIPS = 210


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell: its text, its place in the grid, and what is in it for tables that are layout."""

    text: str
    row: int
    column: int
    rows: int
    columns: int
    #: Paragraphs ("p") and tables ("tbl"), as `paragraphs_in` gives them.
    items: tuple[tuple[str, Element], ...] = field(default=())
    #: How far its text is set in, in characters.
    indent: float = 0.0


def paragraphs_in(body: Element) -> Iterator[tuple[str, Element]]:
    """The paragraphs ("p") and tables ("tbl") of a body in order, through all wrappers."""
    todo = [iter(body)]
    while todo:
        element = next(todo[-1], None)
        if element is None:
            todo.pop()
        elif element.tag == f"{W}p":
            yield "p", element
            # Text boxes hang on a paragraph and hold paragraphs of their own.
            boxes = [box for box in _printed(element) if box.tag == f"{W}txbxContent"]
            todo.extend(iter(box) for box in reversed(boxes))
        elif element.tag == f"{W}tbl":
            yield "tbl", element
        elif element.tag not in _SILENT:
            todo.append(iter(element))


def _printed(top: Element) -> Iterator[Element]:
    """The elements inside, without those that print nothing; text boxes are not gone into."""
    todo = [iter(top)]
    while todo:
        element = next(todo[-1], None)
        if element is None:
            todo.pop()
            continue
        if element.tag in _SILENT:
            continue
        yield element
        if element.tag != f"{W}txbxContent":
            todo.append(iter(element))


def pieces_of(paragraph: Element) -> list[Piece]:
    """What a paragraph prints, run by run."""
    pieces: list[Piece] = []
    for run in _printed(paragraph):
        if run.tag != f"{W}r":
            continue
        properties = run.find(f"{W}rPr")
        if _is_on(properties, "vanish"):
            continue
        align = properties.find(f"{W}vertAlign") if properties is not None else None
        raised = align is not None and align.get(_VAL) == "superscript"
        for item in run:
            piece = _piece(item, raised)
            if piece is not None:
                pieces.append(piece)
    return pieces


def _is_on(properties: Element | None, name: str) -> bool:
    item = properties.find(f"{W}{name}") if properties is not None else None
    return item is not None and item.get(_VAL, "true") not in ("0", "false", "off")


def _piece(item: Element, raised: bool) -> Piece | None:
    name = item.tag.removeprefix(W) if isinstance(item.tag, str) else ""
    if name == "t":
        return Piece((item.text or "").replace("\n", " "), raised)
    if name in ("tab", "ptab"):
        return Piece(" ", raised)
    if name in ("br", "cr"):
        return Piece("\n")
    if name == "noBreakHyphen":
        return Piece("-", raised)
    if name in ("footnoteReference", "endnoteReference"):
        return Piece("", True, f"{name[0]}{item.get(f'{W}id', '')}")
    if name == "sym":
        code = item.get(f"{W}char", "")
        return Piece(_symbol(code), raised)
    return None


def _symbol(code: str) -> str:
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    return chr(value) if 0x20 <= value < 0xD800 or 0xE000 <= value < 0x10000 else ""


def footnotes_of(package: Package) -> dict[str, str]:
    """The text of footnotes and endnotes: "f3" for footnote 3, "e3" for endnote 3."""
    notes: dict[str, str] = {}
    for name in ("footnote", "endnote"):
        part = f"word/{name}s.xml"
        if not package.has(part):
            continue
        for note in package.xml(part).iter(f"{W}{name}"):
            if note.get(f"{W}type") in ("separator", "continuationSeparator"):
                continue
            lines = ("".join(piece.text for piece in pieces_of(p)) for p in note.iter(f"{W}p"))
            notes[f"{name[0]}{note.get(f'{W}id', '')}"] = " ".join(lines).replace("\n", " ").strip()
    return notes


def table_cells(table: Element, path: str) -> list[TableCell]:
    """The cells of a table on its grid; cells merged downwards are one."""
    cells: list[TableCell] = []
    # Column -> index of the cell that a merge downwards goes on from.
    open_merges: dict[int, int] = {}
    for row, line in enumerate(_rows(table)):
        column = _number(line.find(f"{W}trPr/{W}gridBefore"), 0)
        merges: dict[int, int] = {}
        for cell in _cells(line):
            span = max(1, min(_number(cell.find(f"{W}tcPr/{W}gridSpan"), 1), limits.MAX_SPAN))
            limits.check(column + span, limits.MAX_COLUMNS, "columns in a table", path)
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            goes_on = merge is not None and merge.get(_VAL, "continue") != "restart"
            if goes_on and column in open_merges:
                index = open_merges[column]
                above = cells[index]
                cells[index] = TableCell(
                    above.text, above.row, above.column, row - above.row + 1, above.columns,
                    above.items, above.indent,
                )  # fmt: skip
                merges[column] = index
            else:
                items = tuple(paragraphs_in(cell))
                lines = ("".join(p.text for p in pieces_of(i)) for kind, i in items if kind == "p")
                text = "\n".join(lines)
                indent = set_in(text) + _indent(items)
                cells.append(TableCell(text.strip(), row, column, 1, span, items, indent))
                if merge is not None:
                    merges[column] = len(cells) - 1
            column += span
        open_merges = merges
    return cells


def _indent(items: Sequence[tuple[str, Element]]) -> float:
    """How far the first paragraph of a cell is set in by its format, in characters."""
    first = next((element for kind, element in items if kind == "p"), None)
    inset = first.find(f"{W}pPr/{W}ind") if first is not None else None
    if inset is None:
        return 0.0
    total = 0.0
    for names in (("left", "start"), ("firstLine",)):
        chars = [inset.get(f"{W}{name}Chars", "") for name in names]
        twips = [inset.get(f"{W}{name}", "") for name in names]
        sizes = [(text, 100) for text in chars] + [(text, _TWIPS) for text in twips]
        # Characters, where they are given, go before twips.
        total += next((int(t) / s for t, s in sizes if t.isdigit() and len(t) < 6), 0.0)
    return total


def _rows(table: Element) -> Iterator[Element]:
    for item in table:
        if item.tag == f"{W}tr":
            yield item
        elif item.tag in (f"{W}sdt", f"{W}ins"):
            yield from item.iter(f"{W}tr")


def _cells(row: Element) -> Iterator[Element]:
    for item in row:
        if item.tag == f"{W}tc":
            yield item
        elif item.tag in (f"{W}sdt", f"{W}ins"):
            yield from item.iter(f"{W}tc")


def _number(item: Element | None, default: int) -> int:
    text = item.get(_VAL, "") if item is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else default


class Numbering:
    """The numbers Word counts itself: 一、 and （一） that stand in no run of text."""

    def __init__(self, package: Package) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._lists = Lists(self._levels)
        self._styles: dict[str, tuple[str, int]] = {}
        if package.has("word/numbering.xml"):
            self._read(package.xml("word/numbering.xml"))
        if self._levels and package.has("word/styles.xml"):
            for style in package.xml("word/styles.xml").iter(f"{W}style"):
                found = self._reference(style.find(f"{W}pPr"))
                if found is not None:
                    self._styles[style.get(f"{W}styleId", "")] = found

    def _read(self, root: Element) -> None:
        kinds: dict[str, dict[int, Level]] = {}
        for kind in root.iter(f"{W}abstractNum"):
            levels = {}
            for level in kind.iter(f"{W}lvl"):
                number = level.get(f"{W}ilvl", "0")
                form, text = level.find(f"{W}numFmt"), level.find(f"{W}lvlText")
                if number.isdigit() and form is not None and text is not None:
                    start = _number(level.find(f"{W}start"), 1)
                    levels[int(number)] = Level(form.get(_VAL, ""), text.get(_VAL, ""), start)
            kinds[kind.get(f"{W}abstractNumId", "")] = levels
        for item in root.iter(f"{W}num"):
            target = item.find(f"{W}abstractNumId")
            if target is not None:
                self._levels[item.get(f"{W}numId", "")] = kinds.get(target.get(_VAL, ""), {})

    @staticmethod
    def _reference(properties: Element | None) -> tuple[str, int] | None:
        item = properties.find(f"{W}numPr") if properties is not None else None
        if item is None:
            return None
        target = item.find(f"{W}numId")
        level = _number(item.find(f"{W}ilvl"), 0)
        return (target.get(_VAL, ""), level) if target is not None else None

    def label(self, paragraph: Element) -> str:
        """The number that stands before this paragraph, or ""; counts it."""
        if not self._levels:
            return ""
        properties = paragraph.find(f"{W}pPr")
        found = self._reference(properties)
        if found is None and properties is not None:
            style = properties.find(f"{W}pStyle")
            found = self._styles.get(style.get(_VAL, "")) if style is not None else None
        if found is None:
            return ""
        return self._lists.label(*found)
