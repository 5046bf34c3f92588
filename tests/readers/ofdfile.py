"""A writer of OFD files: text, lines and pictures at their places in millimetres."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from tests.readers import sample

_NAMES = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def width_of(text: str, size: float) -> float:
    """How wide a text is, a digit half as wide as a Chinese character."""
    return sum(size if char > "\u1000" else size / 2 for char in text)


def text(x: float, y: float, words: str, size: float = 4.0, **given: str) -> str:
    """A text with its base line at y, its characters one after another by `DeltaX`."""
    steps = [width_of(char, size) for char in words[:-1]]
    given.setdefault("DeltaX", " ".join(f"{step:g}" for step in steps))
    outer = "".join(
        f' {name}="{given.pop(name)}"' for name in ("CTM", "CharDirection") if name in given
    )
    inner = "".join(f' {name}="{value}"' for name, value in given.items() if value)
    return (
        f'<ofd:TextObject ID="1" Font="1" Size="{size:g}" Boundary="{x:g} {y - size:g} 180 9"{outer}>'
        f'<ofd:TextCode X="0" Y="{size:g}"{inner}>{escape(words)}</ofd:TextCode></ofd:TextObject>'
    )


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    """A stroked line."""
    data = f"M 0 0 L {x1 - x0:g} {y1 - y0:g}"
    return (
        f'<ofd:PathObject ID="2" Boundary="{x0:g} {y0:g} {x1 - x0 + 1:g} {y1 - y0 + 1:g}" '
        f'LineWidth="0.3"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'
    )


def ofd(
    *pages: str, template: str = "", resources: str = "", box: str = "0 0 210 297", **parts: str
) -> bytes:
    """An OFD file of these pages; `template` stands behind each of them."""
    behind = '<ofd:TemplatePage ID="9" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if template else ""
    shared = "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>" if resources else ""
    names = [f"Pages/Page_{at}/Content.xml" for at in range(len(pages))]
    listed = "".join(f'<ofd:Page ID="{at}" BaseLoc="{name}"/>' for at, name in enumerate(names, 20))
    files = {
        "OFD.xml": f"<ofd:OFD {_NAMES} Version='1.0' DocType='OFD'><ofd:DocBody><ofd:DocRoot>"
        "Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_NAMES}><ofd:CommonData><ofd:PageArea>"
        f"<ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:PageArea>{shared}{behind}"
        f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    uses = '<ofd:Template TemplateID="9" ZOrder="Background"/>' if template else ""
    for name, page in zip(names, pages, strict=True):
        files[f"Doc_0/{name}"] = _page(page, uses)
    if template:
        files["Doc_0/Tpls/Tpl_0/Content.xml"] = _page(template)
    if resources:
        files["Doc_0/PublicRes.xml"] = f"<ofd:Res {_NAMES}>{resources}</ofd:Res>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in (files | parts).items():
            package.writestr(name, _HEAD + data)
    return stream.getvalue()


def _page(content: str, uses: str = "") -> str:
    layer = f'<ofd:Layer ID="3">{content}</ofd:Layer>'
    return f"<ofd:Page {_NAMES}>{uses}<ofd:Content>{layer}</ofd:Content></ofd:Page>"


def as_ofd(pages: int = 1, text_of: Callable[..., str] = text) -> bytes:
    """The sample report as an OFD file, laid out as the PDF of it is."""
    return ofd(*(sample_page(number, text_of) for number in range(1, pages + 1)))


def sample_page(number: int, text_of: Callable[..., str] = text) -> str:
    """A page of the sample report: broken lines, a ruled table, a page number."""
    top = 22.0
    done = [text_of(105 - width_of(sample.TITLE, 4.2) / 2, top, sample.TITLE, 4.2)]
    for words in sample.HEADINGS:
        top += 8.5
        done.append(text_of(29.6, top, words, 4.2))
    for words in sample.SENTENCES * 3:
        for at, part in enumerate(_wrapped(words, 144, 152.4)):
            top += 8.5
            done.append(text_of(29.6 if at == 0 else 21.2, top, part, 4.2))
    title = sample.TABLE_TITLE
    done.append(text_of(105 - width_of(title, 4.2) / 2, top + 14, title, 4.2))
    unit = f"单位：{sample.UNIT}"
    done.append(text_of(176 - width_of(unit, 4.2), top + 21, unit, 4.2))
    done += _table(top + 23, text_of)
    done.append(text_of(100, 283, f"— {number} —", 4.2))
    return "".join(done)


def _wrapped(words: str, first: float, later: float) -> list[str]:
    lines, part, width = [], "", first
    for char in words:
        if width_of(part + char, 4.2) > width and char not in "，。；":
            lines.append(part)
            part, width = "", later
        part += char
    return [*lines, part]


def _table(top: float, text_of: Callable[..., str]) -> list[str]:
    xs: Sequence[float] = (21, 70, 106, 141, 176)
    rows = (*sample.HEADER, *sample.ROWS)
    height = 7.0
    bottom = top + height * len(rows)
    done = []
    for at in range(len(rows) + 1):
        left, right = (xs[1], xs[3]) if at == 1 else (xs[0], xs[-1])
        done.append(line(left, top + at * height, right, top + at * height))
    for at, x in enumerate(xs):
        done.append(line(x, top + height if at == 2 else top, x, bottom))
    for at, row in enumerate(rows):
        y = top + at * height + 5
        done += [
            text_of(x + 1.5, y, words, 4.2) for x, words in zip(xs, row, strict=False) if words
        ]
    return done
