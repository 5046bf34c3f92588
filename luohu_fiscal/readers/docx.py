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
    for kind, element in paragraphs_in(body) if body is not None else ():
        if kind == "p":
            flow.paragraph(pieces_of(element), numbering.label(element))
            continue
        cells = table_cells(element, path)
        if not flow.table(cells):
            for paragraph in (item for cell in cells for item in cell.paragraphs):
                flow.paragraph(pieces_of(paragraph), numbering.label(paragraph))
    return flow.document(data, "docx")
