"""DOCX -> Document: paragraphs and tables in order, footnotes, the numbers Word counts itself."""

from __future__ import annotations

from luohu_fiscal.document import Document
from luohu_fiscal.readers.docx_text import (
    Numbering,
    W,
    footnotes_of,
    paragraphs_in,
    pieces_of,
    table_cells,
)
from luohu_fiscal.readers.flow import Flow
from luohu_fiscal.readers.package import Package
from luohu_fiscal.readers.progress import Progress, silent

__all__ = ["read_bytes"]

_MAIN = "word/document.xml"


def read_bytes(data: bytes, path: str, progress: Progress = silent) -> Document:
    """Read a DOCX.  Raises `DamagedFile`, `EncryptedFile`, `EmptyDocument` or `TooLarge`."""
    package = Package(data, path)
    numbering = Numbering(package)
    flow = Flow(path, footnotes_of(package))
    body = package.xml(_MAIN).find(f"{W}body")
    todo = [paragraphs_in(body)] if body is not None else []
    while todo:
        kind, element = next(todo[-1], ("", None))
        if element is None:
            todo.pop()
        elif kind == "p":
            flow.paragraph(pieces_of(element), numbering.label(element))
        else:
            cells = table_cells(element, path)
            items = [item for cell in cells for item in cell.items]
            # A table with tables in its cells is layout: they are what is to be read.
            if any(kind == "tbl" for kind, _ in items) or not flow.table(cells):
                todo.append(iter(items))
    return flow.document(data, "docx")
