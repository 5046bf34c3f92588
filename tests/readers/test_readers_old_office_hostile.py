"""Binary Office files that are broken or meant to hurt: one clear line, little time and memory."""

from __future__ import annotations

import random
import struct
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luohu_fiscal.errors import DamagedFile, LuohuFiscalError, ReadError, TooLarge
from luohu_fiscal.readers import doc, doc_properties, limits, xls
from luohu_fiscal.readers.ole import kind_of
from tests.readers import biff, sample, worddoc
from tests.readers.biff import Cell, Sheet
from tests.readers.compound import compound
from tests.readers.costs import costs_little
from tests.readers.worddoc import para, row

BOOK = biff.xls(
    Sheet("收入", [["项目", "数"], ["甲", Cell(1234.5, "#,##0.00")], ["乙", 7.0]], ((0, 0, 0, 1),)),
    Sheet("支出", [["项目", "数"], ["丙", 8.0]]),
)
PAPER = worddoc.doc(
    [para(sample.TITLE), para("增长5.6%\x02。"), *row(("甲", "1,234.50"), (0, 900, 1800))],
    notes=["按同口径计算。"],
    lists=[(39, "\0、")],
)
READERS = {"a.xls": (xls.read_bytes, BOOK), "a.doc": (doc.read_bytes, PAPER)}


def _refused(name: str, data: bytes, kind: type[LuohuFiscalError], words: str = ".") -> None:
    with costs_little(), pytest.raises(kind, match=words) as caught:
        READERS[name][0](data, name)
    message = str(caught.value)
    assert message.startswith(name) and "\n" not in message and caught.value.remedy


@pytest.mark.parametrize("name", sorted(READERS))
@pytest.mark.parametrize("part", [0.05, 0.3, 0.6, 0.9])
def test_a_truncated_file_is_damaged(name: str, part: float) -> None:
    data = READERS[name][1]
    _refused(name, data[: int(len(data) * part)], DamagedFile)


@pytest.mark.parametrize("name", sorted(READERS))
def test_a_chain_of_sectors_that_loops_comes_to_an_end(name: str) -> None:
    data = bytearray(READERS[name][1])
    table = 512 * (1 + struct.unpack_from("<I", data, 76)[0])
    # The second sector of the first stream leads back to the first.
    struct.pack_into("<I", data, table + 4, 0)
    with costs_little(), suppress(DamagedFile):
        READERS[name][0](bytes(data), name)


def test_a_folder_that_holds_itself_is_gone_through_once() -> None:
    data = bytearray(BOOK)
    folder = 512 * (1 + struct.unpack_from("<I", data, 48)[0])
    for place in (folder + 128 + 68, folder + 128 + 72):
        struct.pack_into("<I", data, place, 1)
    assert kind_of(bytes(data), "a.xls") == "xls"


def test_many_files_in_a_container_are_told_from_a_document() -> None:
    data = compound({f"{at}": b"" for at in range(500)})
    with pytest.raises(ReadError):
        kind_of(data, "a.doc")


def test_a_sheet_named_thousands_of_times_is_not_read_each_time() -> None:
    cells = "".join(map(str, range(3_000)))
    part = biff.bof(16) + biff.record(0x203, bytes(14)) * len(cells) + biff.EOF
    names = [struct.pack("<BB", 0, 0) + biff.text(f"{at}", "<B") for at in range(2_500)]
    start = len(biff.bof(5)) + len(biff.EOF) + sum(8 + len(name) for name in names)
    book = biff.bof(5) + b"".join(
        biff.record(0x85, struct.pack("<I", start) + name) for name in names
    )
    _refused("a.xls", compound({"Workbook": book + biff.EOF + part}), DamagedFile, "overlap")


def test_cells_at_the_far_corners_cost_little() -> None:
    part = b"".join(
        biff.record(0x203, struct.pack("<HHHd", row, column, 0, 7))
        for row, column in ((0, 0), (0, 255), (65_535, 0), (65_535, 255))
    )
    book = biff.workbook(Sheet("远", [])).removesuffix(biff.EOF) + part + biff.EOF
    with costs_little():
        document = xls.read_bytes(compound({"Workbook": book}), "a.xls")
    cells = [cell.row for t in document.tables() for r in t.rows for cell in r if cell]
    assert cells == [0, 0, 65_535, 65_535]


def test_a_text_told_to_be_endless_is_refused() -> None:
    _refused("a.doc", worddoc.doc([para("收入")], n3=2**31 - 1), TooLarge, "characters")


def test_pieces_that_repeat_one_place_are_read_no_more_than_text_may_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "MAX_CHARACTERS", 100)
    _refused("a.doc", worddoc.doc([para("收入" * 60)]), TooLarge, "characters")


def test_properties_kept_in_one_long_list_far_away_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doc_properties, "_MAX_STEPS", 100_000)
    # Lists that overlap, each of three thousand changes.
    data = struct.pack("<HB", 0x2416, 0) * 5_000
    body = [para("收", struct.pack("<HI", 0x6646, 3 * at)) for at in range(50)]
    _refused("a.doc", worddoc.doc(body, data=data), TooLarge, "properties")


def test_a_row_of_countless_cells_is_refused_or_read() -> None:
    cells = [para("1", worddoc.IN_TABLE)._replace(mark="\x07")] * 3_000
    _refused("a.doc", worddoc.doc(cells), TooLarge, "columns")


def test_fields_that_never_end_cost_little() -> None:
    with costs_little():
        data = worddoc.doc([para("收入10万元。"), para("\x13" * 50_000 + "支出")])
        document = doc.read_bytes(data, "a.doc")
    assert [block.text for block in document.paragraphs()] == ["收入10万元。"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(sorted(READERS)), seed=st.integers(0, 2**32))
def test_a_file_with_bytes_changed_ends_in_a_document_or_a_named_error(
    name: str, seed: int
) -> None:
    reader, whole = READERS[name]
    data, generator = bytearray(whole), random.Random(seed)
    used = [at for at, byte in enumerate(whole) if byte]
    for _ in range(generator.randint(1, 20)):
        data[generator.choice(used)] = generator.choice((0, 255, 127, generator.randrange(256)))
    message = ""
    try:
        reader(bytes(data), name)
    except LuohuFiscalError as error:
        message = str(error)
    assert "\n" not in message
