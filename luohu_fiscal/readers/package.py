"""Zipped XML documents (DOCX, XLSX, OFD) and archives, opened so that a hostile one costs little.

Parts are read by name into memory, never unpacked to disk, so no name in the archive can lead
anywhere.  A part may not be larger than its cap, nor grow out of all proportion; XML may declare no
document type and no entities.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast
from xml.etree import ElementTree as ET
from xml.parsers import expat

from luohu_fiscal.errors import DamagedFile, EncryptedFile, TooLarge
from luohu_fiscal.readers import limits

__all__ = ["Element", "Package"]

Element = ET.Element

_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
#: Parts smaller than this may be as well packed as they like.
_FREE = 1 << 20
_CHUNK = 1 << 18
#: Bytes that are parsed before the elements in them are handed out.
_FEED = 1 << 14
_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9_\-]+)["']""")


class Package:
    """The parts of one zipped document."""

    def __init__(self, data: bytes, path: str) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise self._damaged("the zip file is truncated or damaged") from error
        self._names = set(self._zip.namelist())
        self._left = 2 * limits.MAX_PART_BYTES

    def _damaged(self, what: str) -> DamagedFile:
        return DamagedFile(what, where=self.path, remedy="open it and save it again")

    def has(self, name: str) -> bool:
        """True where the document has a part of this name."""
        return name in self._names

    def part(self, name: str) -> bytes:
        """The bytes of a part; raises `DamagedFile` or `TooLarge`."""
        try:
            info = self._zip.getinfo(name)
            if info.flag_bits & 1:
                raise EncryptedFile(
                    "a part of it is encrypted", where=self.path, remedy="save it without password"
                )
            cap = min(self._left, limits.MAX_PART_BYTES)
            if info.compress_size:
                cap = min(cap, max(_FREE, info.compress_size * limits.MAX_RATIO))
            # The declared size may lie, so what is unpacked is counted as it comes.
            pieces, size = [], 0
            with self._zip.open(info) as stream:
                while piece := stream.read(_CHUNK):
                    size += len(piece)
                    if size > cap:
                        raise TooLarge(
                            f"{name} unpacks to more than it may",
                            where=self.path,
                            remedy="open it and save it again",
                        )
                    pieces.append(piece)
        except KeyError as error:
            raise self._damaged(f"{name} is missing") from error
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:
            raise self._damaged(f"{name} is damaged") from error
        self._left -= size
        return b"".join(pieces)

    @contextmanager
    def _well_formed(self, name: str) -> Iterator[None]:
        try:
            yield
        except (ET.ParseError, expat.ExpatError, ValueError, LookupError) as error:
            raise self._damaged(f"{name} is no well-formed XML") from error

    def xml(self, name: str) -> Element:
        """A part as an XML tree."""
        data = self.checked(name)
        limits.check(data.count(b"<"), limits.MAX_TAGS, f"tags in {name}", self.path)
        with self._well_formed(name):
            # Without a document type there are no entities to expand: `checked` saw to that.
            return ET.fromstring(data)  # noqa: S314

    def parse(self, data: bytes, name: str) -> None:
        """Raise `DamagedFile` where the bytes of a part are no well-formed XML; nothing is made of them."""
        with self._well_formed(name):
            expat.ParserCreate(namespace_separator="}").Parse(data, True)

    def stream(self, name: str, *tags: str) -> Iterator[Element]:
        """The elements of a part with these tags, one after another; each is dropped after use."""
        return self.elements(self.checked(name), name, *tags)

    def elements(self, data: bytes, name: str, *tags: str) -> Iterator[Element]:
        """As `stream`, of a part that is at hand."""
        wanted = set(tags)
        # What `iterparse` does, a layer less for each tag: a sheet has hundreds of thousands.
        parser: ET.XMLPullParser[Element] = ET.XMLPullParser(("start", "end"))
        path: list[Element] = []
        with self._well_formed(name):
            for at in range(0, len(data), _FEED):
                parser.feed(data[at : at + _FEED])
                if at + _FEED >= len(data):
                    parser.close()
                events = cast("Iterator[tuple[str, Element]]", parser.read_events())
                for event, element in events:
                    if event == "start":
                        path.append(element)
                        continue
                    del path[-1]
                    if element.tag in wanted:
                        yield element
                        element.clear()
                        if path:
                            path[-1].remove(element)

    def checked(self, name: str) -> bytes:
        """The bytes of an XML part in UTF-8 that declares no document type."""
        data = self.part(name)
        start = data[3:] if data.startswith(b"\xef\xbb\xbf") else data
        encoding = _ENCODING.match(start)
        plain = start.lstrip()[:1] == b"<" and b"\x00" not in start[:256]
        if not plain or (encoding and encoding[1].lower() not in (b"utf-8", b"utf8", b"us-ascii")):
            raise self._damaged(f"{name} is not in UTF-8")
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise self._damaged(f"{name} declares a document type, as no Office document does")
        return data

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """The parts a part refers to: id -> (kind, name)."""
        folder, base = posixpath.split(name)
        rels = f"{folder}/_rels/{base}.rels"
        if not self.has(rels):
            return {}
        found = {}
        for item in self.xml(rels).iter(_REL):
            target = item.get("Target", "")
            if item.get("TargetMode") == "External":
                continue
            full = target[1:] if target.startswith("/") else posixpath.join(folder, target)
            kind = item.get("Type", "").rsplit("/", 1)[-1]
            found[item.get("Id", "")] = (kind, posixpath.normpath(full))
        return found
