"""DOC and WPS -> Document: the binary files of Word 97 to 2003 and of WPS Writer.

Paragraphs and tables in order, footnotes in their places, text boxes at the end; what is hidden or
deleted, codes of fields, heads and remarks are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from luohu_fiscal.document import Document
from luohu_fiscal.readers.doc_file import Part, WordFile
from luohu_fiscal.readers.doc_numbering import Numbering
from luohu_fiscal.readers.doc_properties import HIDDEN, RAISED, SYMBOL, Properties
from luohu_fiscal.readers.doc_tables import Tree, WordParagraph, WordTable
from luohu_fiscal.readers.flow import Flow, Piece
from luohu_fiscal.readers.progress import Progress, silent

__all__ = ["read_bytes"]

#: A paragraph ends with a mark of its own, at a new page or section, and at the end of a cell.
_ENDS = "\r\x0c\x07"
_FIELD, _RESULT, _FIELD_END = "\x13", "\x14", "\x15"
_NOTE = "\x02"
#: What single codes print: a line or column break, hyphens, a tab; other codes print nothing.
_PRINTED = {"\x0b": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": "", "\t": " ", "\n": " "}


def read_bytes(data: bytes, path: str, progress: Progress = silent) -> Document:
    """Read a binary Word file.  Raises `DamagedFile`, `EncryptedFile`, `TooLarge` and others."""
    file = WordFile(data, path)
    properties = Properties(file)
    text = _Text(file, properties)
    numbering = Numbering(file, properties)
    flow = Flow(path, text.notes)
    for part in ("body", "boxes"):
        tree = Tree()
        for paragraph, mark in text.paragraphs(file.parts[part]):
            tree.add(paragraph, mark)
        for item in tree.finish():
            _lay(item, flow, numbering)
    return flow.document(data, "doc")


def _lay(item: WordParagraph | WordTable, flow: Flow, numbering: Numbering) -> None:
    if isinstance(item, WordParagraph):
        flow.paragraph(item.pieces, numbering.label(item.properties))
    elif item.holds_tables or not flow.table(item.grid(flow.path)):
        for inner in item.items():
            _lay(inner, flow, numbering)


class _Text:
    """The characters of the file as a person sees them."""

    def __init__(self, file: WordFile, properties: Properties) -> None:
        self._file = file
        self._properties = properties
        self._places = file.notes()
        # A note opens with its own mark, which is a code and prints nothing here.
        self.notes: Mapping[str, str] = {
            name: " ".join(p.text.strip() for p, _ in self.paragraphs(part, inside=True))
            for name, part in self._places.values()
        }

    def paragraphs(
        self, part: Part, *, inside: bool = False
    ) -> Iterator[tuple[WordParagraph, str]]:
        """The paragraphs of a part, each with the mark that ends it."""
        chars = self._file.chars
        start = at = part.start
        # Each open field: whether its result has begun.
        fields: list[bool] = []
        while at < part.end:
            if chars[at] in _ENDS or at == part.end - 1:
                end = at if chars[at] in _ENDS else at + 1
                pieces = tuple(self._pieces(start, end, fields, inside))
                mark = chars[at] if chars[at] in _ENDS else "\r"
                yield WordParagraph(pieces, self._properties.paragraph(at)), mark
                start = at + 1
            at += 1

    def _pieces(self, start: int, end: int, fields: list[bool], inside: bool) -> Iterator[Piece]:
        """What the characters print, cut where they are raised or name a note."""
        flags, chars = self._properties.flags, self._file.chars
        text: list[str] = []
        raised = False
        for at in range(start, end):
            char, flag = chars[at], flags[at]
            if char == _FIELD:
                fields.append(False)
            elif char == _RESULT:
                if fields:
                    fields[-1] = True
            elif char == _FIELD_END:
                if fields:
                    fields.pop()
            elif not all(fields) or flag & HIDDEN:
                continue
            else:
                if bool(flag & RAISED) != raised:
                    yield from _piece(text, raised)
                    text, raised = [], bool(flag & RAISED)
                if at in self._places and not inside:
                    yield from _piece(text, raised)
                    text = []
                    # A mark of its own is a code; one that the author chose is a character.
                    yield Piece("" if char == _NOTE else char, True, self._places[at][0])
                elif flag & SYMBOL:
                    text.append(self._properties.symbols.get(at, char))
                else:
                    text.append(_PRINTED.get(char, char if char >= " " else ""))
        yield from _piece(text, raised)


def _piece(text: list[str], raised: bool) -> Iterator[Piece]:
    whole = "".join(text)
    if whole:
        # Rare characters are stored as two halves.
        yield Piece(whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), raised)
