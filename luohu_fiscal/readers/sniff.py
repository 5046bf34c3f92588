"""What a file is: told by its first bytes, then, where these are plain text, by its suffix."""

from __future__ import annotations

import io
import os
import re
import zipfile

from luohu_fiscal.errors import DamagedFile, EmptyDocument, UnknownFormat

__all__ = ["sniff"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|table|div|p|title|script|link)\b", re.IGNORECASE
)
_WORKBOOK = re.compile(rb"<(?:\w{1,9}:)?Workbook\b")
_REFUSED_PARTS = (
    ("xl/workbook.bin", "a binary workbook (XLSB)", "save it as XLSX"),
    ("ppt/presentation.xml", "a presentation (PPTX)", "save it as PDF"),
    ("mimetype", "an OpenDocument file or e-book", "save it as DOCX, XLSX or PDF"),
)
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_ARCHIVES = ((b"Rar!\x1a\x07", "RAR"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"\x1f\x8b", "gzip"))
#: How files begin that no reader knows, what they are, and what to do.
_REFUSED = (
    *(
        (start, "a picture, not a document", "give the PDF it was taken from")
        for start in _PICTURES
    ),
    *((start, f"a {name} archive", "unpack it and give its files") for start, name in _ARCHIVES),
    (b"{\\rtf", "an RTF file", "save it as DOCX"),
    (b"MIME-Version:", "a web page saved with its pictures (MHT)", "save it as HTML or XLSX"),
)
_HTML_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")


def sniff(data: bytes, path: str) -> str:
    """The name of the format of a file; raises a `ReadError` where no reader knows it.

    >>> sniff(b"%PDF-1.7", "a"), sniff(b"<!DOCTYPE html><p>", "a"), sniff("收入".encode(), "a.txt")
    ('pdf', 'html', 'text')
    """
    suffix = os.path.splitext(path)[1].lower()
    if not data.strip(b"\x00 \t\r\n"):
        raise EmptyDocument("the file is empty", where=path, remedy="fetch it again")
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data, path)
    if data.startswith(_OLE):
        from luohu_fiscal.readers.ole import kind_of

        return kind_of(data, path)
    # A PDF may have some junk before its header; readers of PDF allow the first kilobyte.
    if b"%PDF-" in data[:1024]:
        return "pdf"
    for start, what, remedy in _REFUSED:
        if data.startswith(start):
            raise UnknownFormat(what, where=path, remedy=remedy)
    head = _plain(data[:4096])
    if _is_workbook(head, path):
        return "excel-xml"
    if suffix in _HTML_SUFFIXES or _HTML.search(head.lstrip()[:2048]):
        return "html"
    if suffix == ".pdf":
        raise DamagedFile("not a PDF: it has no header", where=path, remedy="fetch it again")
    if suffix in (".docx", ".xlsx", ".ofd", ".zip"):
        raise DamagedFile(
            f"not a {suffix[1:].upper()}: it is no zip file", where=path, remedy="fetch it again"
        )
    return "text"


def _is_workbook(head: bytes, path: str) -> bool:
    """True for Excel 2003 XML; raises for the XML that Word wrote in those days."""
    if b"http://schemas.microsoft.com/office/word/2003/wordml" in head:
        raise UnknownFormat("a Word 2003 XML file", where=path, remedy="save it as DOCX")
    return (
        _WORKBOOK.search(head) is not None
        and b"urn:schemas-microsoft-com:office:spreadsheet" in head
    )


def _plain(head: bytes) -> bytes:
    return head.replace(b"\x00", b"") if head.startswith((b"\xff\xfe", b"\xfe\xff")) else head


def _zipped(data: bytes, path: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise DamagedFile(
            "the zip file is truncated or damaged", where=path, remedy="fetch it again"
        ) from error
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "OFD.xml" in names:
        return "ofd"
    for part, what, remedy in _REFUSED_PARTS:
        if part in names:
            raise UnknownFormat(what, where=path, remedy=remedy)
    raise UnknownFormat(
        "a ZIP archive, not one document", where=path, remedy=f"check it, or read {path}/NAME"
    )
