"""Documents of every reader, damaged by a seed: bytes of the file, or of the parts packed in it."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from functools import cache

from tests.fuzz.grammar import text_of
from tests.readers import biff, ofdfile, sample, worddoc
from tests.readers.biff import Sheet
from tests.readers.worddoc import para, row

__all__ = ["READERS", "damaged"]


def _doc() -> bytes:
    body = [para(text) for text in (sample.TITLE, *sample.HEADINGS, *sample.SENTENCES)]
    for cells in sample.ROWS:
        body += row(cells, (0, 2000, 4000, 6000, 8000))
    return worddoc.doc(body, notes=["注"])


def _xls() -> bytes:
    rows = [[sample.TABLE_TITLE], [f"单位：{sample.UNIT}"], ["科目", "预算数", "执行数", "增长率"]]
    return biff.xls(Sheet("表", [*rows, *(list(cells) for cells in sample.ROWS)]))


def _excel_xml() -> bytes:
    rows = "".join(
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in cells)
        + "</Row>"
        for cells in ((sample.TABLE_TITLE,), (f"单位：{sample.UNIT}",), *sample.ROWS)
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="表">'
        f"<Table>{rows}</Table></Worksheet></Workbook>"
    ).encode()


def _zip() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("附件1.xlsx", sample.as_xlsx())
        package.writestr("附件2.txt", text_of(0))
    return made.getvalue()


#: A sound document of each reader, by the suffix of its file.
READERS: dict[str, Callable[[], bytes]] = {
    ".pdf": cache(sample.as_pdf),
    ".ofd": cache(ofdfile.as_ofd),
    ".docx": cache(sample.as_docx),
    ".doc": cache(_doc),
    ".xlsx": cache(sample.as_xlsx),
    ".xls": cache(_xls),
    ".xml.xls": cache(_excel_xml),
    ".html": cache(sample.as_html),
    ".txt": cache(sample.as_text),
    ".zip": cache(_zip),
}


def damaged(suffix: str, seed: int) -> bytes:
    """The document of a reader as a seed has damaged it."""
    draw = random.Random(f"{suffix} {seed}")
    data = READERS[suffix]()
    if data.startswith(b"PK") and draw.random() < 0.8:
        return _repacked(data, draw)
    return _changed(data, draw)


def _repacked(data: bytes, draw: random.Random) -> bytes:
    """One part of a package changed: what the packing protects is reached so."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(made, "w") as package:
        names = given.namelist()
        chosen = draw.choice(names)
        for name in names:
            part = given.read(name)
            if name == chosen and draw.random() < 0.1:
                continue
            package.writestr(name, _changed(part, draw) if name == chosen else part)
    return made.getvalue()


def _changed(data: bytes, draw: random.Random) -> bytes:
    """A few changes of bytes: flipped, cut out, said twice, put elsewhere, numbers made extreme."""
    found = bytearray(data)
    for _ in range(draw.choice((1, 1, 2, 4, 16))):
        if not found:
            break
        at, length = draw.randrange(len(found)), draw.choice((1, 2, 4, 16, 200))
        match draw.randrange(8):
            case 0:
                found[at] ^= 1 << draw.randrange(8)
            case 1:
                del found[at : at + length]
            case 2:
                found[at:at] = found[at : at + length] * draw.choice((1, 2, 50))
            case 3:
                piece = found[at : at + length]
                del found[at : at + length]
                to = draw.randrange(len(found) + 1)
                found[to:to] = piece
            case 4:
                found[at : at + 4] = draw.choice(
                    (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\x80\0\0\0")
                )
            case 5:
                found[at : at + length] = draw.randbytes(length)
            case 6:
                digits = [n for n, byte in enumerate(found) if 48 <= byte < 58]
                if digits:
                    n = draw.choice(digits)
                    found[n : n + 1] = draw.choice(
                        (b"999999999", b"-1", b"1e999999999", b"0", b"\xef\xbc\x91")
                    )
            case _:
                found = found[:at] if draw.random() < 0.2 else found
    return bytes(found)
