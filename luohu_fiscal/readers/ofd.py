"""OFD -> Document: the fixed-layout format 版式文件 of GB/T 33190, a zip of XML with positions.

Characters and drawn lines go the way those of a PDF go: the same lines, grids and tables.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator

from luohu_fiscal.document import Document
from luohu_fiscal.errors import DamagedFile, EmptyDocument, EncryptedFile, NoTextLayer
from luohu_fiscal.readers import limits
from luohu_fiscal.readers.ofd_geometry import POINTS, numbers
from luohu_fiscal.readers.ofd_page import Drawing, name_of
from luohu_fiscal.readers.package import Element, Package
from luohu_fiscal.readers.pdf import Assembly
from luohu_fiscal.readers.progress import Progress, silent

__all__ = ["read_bytes"]

_REMEDY = "print it to PDF and read that"
#: A page whose size nothing says is of A4, in millimetres.
_A4 = (210.0, 297.0)


def read_bytes(data: bytes, path: str, progress: Progress = silent) -> Document:
    """Read an OFD file.  Raises `NoTextLayer`, `EncryptedFile`, `DamagedFile` and others."""
    package = Package(data, path)
    if package.has("Encryptions.xml") or package.has("encryptions.xml"):
        raise EncryptedFile("the OFD is encrypted", where=path, remedy="save a copy without it")
    parts = [_Part(package, name) for name in _roots(package)]
    pages = [(part, page) for part in parts for page in part.pages]
    limits.check(len(pages), limits.MAX_PAGES, "pages", path)
    contents, characters, objects = [], 0, 0
    for number, (part, page) in enumerate(pages, 1):
        drawing = part.drawing(page, f"{path}, page {number}")
        contents.append(drawing.content(number))
        characters += contents[-1].characters
        objects += drawing.objects
        limits.check(characters, limits.MAX_CHARACTERS, "characters", path)
        limits.check(objects, limits.MAX_CELLS, "drawn objects", path)
        progress(number, len(pages))
    if not any(content.characters and not content.unreadable for content in contents):
        if any(content.is_picture for content in contents):
            raise NoTextLayer("no text layer: its pages are pictures", where=path, remedy=_REMEDY)
        raise EmptyDocument("the OFD holds no text", where=path, remedy="check the source")
    return Assembly(path, contents, _REMEDY).document(hashlib.sha256(data).hexdigest(), "ofd")


def _roots(package: Package) -> Iterator[str]:
    """The documents of the file: mostly one."""
    found = False
    for body in package.xml("OFD.xml").iter():
        if name_of(body) == "DocRoot" and body.text:
            found = True
            yield _found("", body.text)
    if not found:
        raise DamagedFile(
            "the OFD names no document", where=package.path, remedy="open it and save it again"
        )


def _found(folder: str, place: str) -> str:
    """The name of a part that another one in this folder refers to."""
    place = place.strip().replace("\\", "/")
    return posixpath.normpath(posixpath.join(folder, place) if place[:1] != "/" else place[1:])


class _Part:
    """One document of the file: its pages, the templates and drawings that they share."""

    def __init__(self, package: Package, root: str) -> None:
        self._package = package
        self._folder = posixpath.dirname(root)
        self.pages: list[str] = []
        self._size = _A4
        self._templates: dict[str, str] = {}
        self._known: dict[str, Element | None] = {}
        self._resources: list[str] = []
        self._units: dict[str, Element] | None = None
        for element in package.xml(root).iter():
            name = name_of(element)
            where = element.get("BaseLoc", "")
            if name == "Page" and where:
                self.pages.append(_found(self._folder, where))
            elif name == "TemplatePage" and where:
                self._templates[element.get("ID", "")] = _found(self._folder, where)
            elif name == "PageArea":
                self._size = _size(element) or self._size
            elif name in ("PublicRes", "DocumentRes") and element.text:
                self._resources.append(_found(self._folder, element.text))

    def drawing(self, page: str, where: str) -> Drawing:
        """All that is drawn on a page, its templates first."""
        root = self._package.xml(page)
        area = next((item for item in root if name_of(item) == "Area"), None)
        width, height = (_size(area) if area is not None else None) or self._size
        drawing = Drawing(width * POINTS, height * POINTS, where)
        for item in root:
            if name_of(item) == "Template":
                content = self._template(item.get("TemplateID", ""))
                if content is not None:
                    drawing.add(content, self._unit)
        for item in root:
            if name_of(item) == "Content":
                drawing.add(item, self._unit)
        return drawing

    def _template(self, name: str) -> Element | None:
        if name not in self._known:
            part = self._templates.get(name, "")
            root = self._package.xml(part) if self._package.has(part) else ()
            found = (item for item in root if name_of(item) == "Content")
            self._known[name] = next(found, None)
        return self._known[name]

    def _unit(self, name: str) -> Element | None:
        """A drawing that pages share, by its number."""
        if self._units is None:
            self._units = {}
            for part in filter(self._package.has, self._resources):
                for item in self._package.xml(part).iter():
                    if name_of(item) == "CompositeGraphicUnit":
                        self._units[item.get("ID", "")] = item
        return self._units.get(name)


def _size(area: Element) -> tuple[float, float] | None:
    """The size of a page in millimetres; a box that starts elsewhere than at 0 is rare and moved."""
    for item in area:
        if name_of(item) == "PhysicalBox":
            box = numbers(item.text or "")
            if len(box) == 4 and box[2] > 0 and box[3] > 0:
                return box[2], box[3]
    return None
