"""A writer of binary Word files: paragraphs, cells, raised and hidden text, notes and pieces."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from tests.readers.compound import compound

_TEXT_START = 0x800
HIDDEN = struct.pack("<HB", 0x083C, 1)
RAISED = struct.pack("<HB", 0x2A48, 1)
DELETED = struct.pack("<HB", 0x0800, 1)
IN_TABLE = struct.pack("<HB", 0x2416, 1)
ROW_ENDS = struct.pack("<HB", 0x2417, 1)


class Run(NamedTuple):
    """Characters and how they are set."""

    text: str
    changes: bytes = b""


class Para(NamedTuple):
    """A paragraph: its runs, how it is set, the mark at its end."""

    runs: Sequence[Run | str]
    changes: bytes = b""
    mark: str = "\r"


def para(text: str, changes: bytes = b"") -> Para:
    """A paragraph of plain text."""
    return Para([text], changes)


def row(
    cells: Sequence[str], edges: Sequence[int], down: Sequence[int] = (), depth: int = 1
) -> list[Para]:
    """The paragraphs of a row of a table; `edges` are where its cells stand; 1 and 3 merge down."""
    inside = IN_TABLE + struct.pack("<Hi", 0x6649, depth)
    kinds = [*down, *[0] * (len(cells) - len(down))]
    plain = bytes((len(cells),)) + struct.pack(f"<{len(edges)}h", *edges)
    plain += b"".join(struct.pack("<H18x", kind << 5) for kind in kinds)
    table = struct.pack("<HH", 0xD608, len(plain) + 1) + plain
    if depth == 1:
        done = [Para([text], inside, "\x07") for text in cells]
        return [*done, Para([], inside + ROW_ENDS + table, "\x07")]
    ends, all_ends = struct.pack("<HB", 0x244B, 1), struct.pack("<HB", 0x244C, 1)
    done = [Para([text], inside + ends) for text in cells]
    return [*done, Para([], inside + ends + all_ends + table)]


def doc(
    body: Sequence[Para],
    *,
    notes: Sequence[str] = (),
    boxes: Sequence[Para] = (),
    narrow: Sequence[tuple[int, int]] = (),
    lists: Sequence[tuple[int, str]] = (),
    flags: int = 0x0200,
    far: bool = False,
    data: bytes = b"",
    **changed: int,
) -> bytes:
    """A Word file.  Each \\x02 in the body is the mark of the next note; `narrow` are stretches of
    characters kept in one byte each; `lists` are the form and text of numbers; `far` keeps how
    paragraphs are set in the stream Data; `changed` puts other numbers into the header.
    """
    paras = list(body)
    if far:
        paras, data = _far(body)
    paras += [para(f"\x02 {note}") for note in notes]
    body_length, end = sum(map(_length, body)), len(body) + len(notes)
    note_lengths = [_length(item) for item in paras[len(body) : end]]
    paras += boxes
    text = "".join(run_text(run) for p in paras for run in (*p.runs, p.mark))
    stream, clx, place = _stream(text, narrow)
    main = bytearray(_TEXT_START) + stream
    main += b"\0" * (-len(main) % 512)
    tables = {33: b"\x02" + struct.pack("<I", len(clx)) + clx}
    for number, runs, width in zip((13, 12), _runs(paras, place), (13, 1), strict=True):
        pages = _pages(runs, width)
        first = len(main) // 512
        main += b"".join(pages)
        tables[number] = bytes(4 * (len(pages) + 1)) + struct.pack(
            f"<{len(pages)}I", *range(first, first + len(pages))
        )
    if notes:
        marks = [at for at, char in enumerate(text[:body_length]) if char == "\x02"]
        tables[2] = struct.pack(f"<{len(marks) + 1}I", *marks, body_length) + bytes(2 * len(marks))
        tables[3] = struct.pack(f"<{len(notes) + 1}I", *accumulate(note_lengths, initial=0))
    behind = _lists(lists, tables) if lists else b""
    table, places = b"", [0] * 186
    for number in (33, 13, 12, 2, 3, 74, 73):
        places[2 * number : 2 * number + 2] = [len(table), len(tables.get(number, b""))]
        table += tables.get(number, b"")
    header = struct.pack("<HHHHHH20x", 0xA5EC, 0xC1, 0, 0, 0, flags)
    lengths = [0] * 22
    lengths[3], lengths[4], lengths[9] = body_length, sum(note_lengths), sum(map(_length, boxes))
    for name, value in changed.items():
        lengths[int(name.removeprefix("n"))] = value
    header += struct.pack("<H28xH22iH", 14, 22, *lengths, 93) + struct.pack("<186I", *places)
    main[: len(header)] = header
    streams = {"WordDocument": bytes(main), "1Table": table + behind}
    return compound(streams | ({"Data": data} if data else {}))


def _far(body: Sequence[Para]) -> tuple[list[Para], bytes]:
    """The paragraphs with what they are set like kept elsewhere, and what is kept there."""
    moved, data = [], b""
    for item in body:
        moved.append(item._replace(changes=struct.pack("<HI", 0x6646, len(data))))
        data += struct.pack("<H", len(item.changes)) + item.changes
    return moved, data


def _stream(text: str, narrow: Sequence[tuple[int, int]]) -> tuple[bytes, bytes, list[int]]:
    """The bytes of the text, its table of pieces, and where each character stands."""
    stream, pieces = b"", b""
    place: list[int] = []
    cuts = sorted({0, len(text), *(edge for stretch in narrow for edge in stretch)})
    for start, end in pairwise(cuts):
        part = text[start:end]
        thin = part.isascii() and any(a <= start < b for a, b in narrow)
        at = _TEXT_START + len(stream)
        place += range(at, at + (end - start) * (2 - thin), 2 - thin)
        stream += part.encode("cp1252" if thin else "utf-16-le")
        stream += b"\0" * (len(stream) % 2)
        pieces += struct.pack("<HIH", 0, (at * 2) | 0x40000000 if thin else at, 0)
    place.append(_TEXT_START + len(stream))
    return stream, struct.pack(f"<{len(cuts)}I", *cuts) + pieces, place


_Runs = list[tuple[int, int, bytes]]


def _runs(paras: Sequence[Para], place: Sequence[int]) -> tuple[_Runs, _Runs]:
    """Which bytes each paragraph takes, and each run of characters that is set in a way."""
    paragraphs: _Runs = []
    characters: _Runs = []
    at = 0
    for item in paras:
        size = _length(item)
        paragraphs.append((place[at], place[at + size], struct.pack("<H", 0) + item.changes))
        for run in item.runs:
            if isinstance(run, Run) and run.changes:
                characters.append((place[at], place[at + len(run.text)], run.changes))
            at += len(run_text(run))
        at += len(item.mark)
    return paragraphs, characters


def _lists(lists: Sequence[tuple[int, str]], tables: dict[int, bytes]) -> bytes:
    """The lists and their uses put into the tables; returns the levels, which stand behind."""
    names = range(100, 100 + len(lists))
    tables[73] = struct.pack("<H", len(lists))
    tables[73] += b"".join(struct.pack("<i22xBx", name, 1) for name in names)
    tables[74] = struct.pack("<I", len(lists))
    tables[74] += b"".join(struct.pack("<i12x", name) for name in names)
    levels = b""
    for form, words in lists:
        levels += struct.pack("<iB19xBBxx", 1, form, 0, 0) + struct.pack("<H", len(words))
        levels += words.encode("utf-16-le")
    return levels


def run_text(run: Run | str) -> str:
    """The characters of a run."""
    return run.text if isinstance(run, Run) else run


def _length(item: Para) -> int:
    return sum(len(run_text(run)) for run in item.runs) + len(item.mark)


def _pages(runs: Sequence[tuple[int, int, bytes]], width: int) -> list[bytes]:
    """Pages of properties; few runs on each, so that there are several pages."""
    pages = []
    for first in range(0, len(runs), 4):
        group = runs[first : first + 4]
        # Between two runs may stand text that nothing is said of.
        cuts, entries = [group[0][0]], []
        for start, end, changes in group:
            if start > cuts[-1]:
                cuts.append(start)
                entries.append(b"")
            cuts.append(end)
            entries.append(changes)
        page = bytearray(512)
        page[511] = len(entries)
        page[: 4 * len(cuts)] = struct.pack(f"<{len(cuts)}I", *cuts)
        bottom = 510
        for at, changes in enumerate(entries):
            if not changes:
                continue
            size = (len(changes),) if width == 1 else (0, (len(changes) + 1) // 2)
            entry = bytes(size) + changes
            bottom = (bottom - len(entry)) // 2 * 2
            assert bottom > 4 * len(cuts) + width * len(entries)
            page[bottom : bottom + len(entry)] = entry
            page[4 * len(cuts) + width * at] = bottom // 2
        pages.append(bytes(page))
    return pages
