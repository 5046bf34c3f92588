"""Binary Word files (DOC, WPS): paragraphs, tables, notes; nothing hidden, nothing lost."""

from __future__ import annotations

import re
import struct
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luohu_fiscal.document import Document
from luohu_fiscal.errors import DamagedFile, EncryptedFile, UnknownFormat
from luohu_fiscal.readers import read
from luohu_fiscal.readers.doc import read_bytes
from luohu_fiscal.readers.doc_file import WordFile
from tests.places import SHARED
from tests.readers import sample, worddoc
from tests.readers.worddoc import HIDDEN, Para, Run, para, row

EDGES = (0, 2000, 4000, 6000, 8000)


def _sample() -> list[Para]:
    texts = (sample.TITLE, *sample.HEADINGS, *sample.SENTENCES, sample.TABLE_TITLE)
    done = [para(text) for text in (*texts, f"单位：{sample.UNIT}")]
    done += row(("科目", "2025年", "增长率"), (0, 2000, 6000, 8000), (3, 0, 3))
    done += row(("", "预算数", "执行数", ""), EDGES, (1, 0, 0, 1))
    for cells in sample.ROWS:
        done += row(cells, EDGES)
    return done


def _facts(document: Document) -> list[object]:
    return [
        [paragraph.text for paragraph in document.paragraphs()],
        [
            (t.title, t.unit, t.header, [[c.text if c else None for c in r] for r in t.rows])
            for t in document.tables()
        ],
    ]


@pytest.mark.parametrize("far", [False, True])
@pytest.mark.parametrize("name", ["paper.doc", "paper.wps", "paper"])
def test_a_binary_word_file_reads_as_the_new_one_does(name: str, far: bool, tmp_path: Path) -> None:
    old, new = tmp_path / name, tmp_path / "new.docx"
    old.write_bytes(worddoc.doc(_sample(), far=far))
    new.write_bytes(sample.as_docx())
    document = read(old)
    assert document.format == "doc"
    assert document.title == sample.TITLE
    assert _facts(document) == _facts(read(new))


def _texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in read_bytes(data, "a.doc").paragraphs()]


def test_text_kept_in_one_byte_or_two_is_one_text() -> None:
    body = [para("收入 1,234,567.80 万元，增长 5.6%。"), para("EN text – 99.50元")]
    whole = _texts(worddoc.doc(body))
    assert whole == ["收入1,234,567.80万元，增长5.6%。", "EN text - 99.50元"]
    assert _texts(worddoc.doc(body, narrow=[(3, 8), (8, 15), (24, 30), (32, 38)])) == whole


@settings(deadline=None)
@given(st.lists(st.integers(0, 20), min_size=2, max_size=8, unique=True))
def test_pieces_cut_anywhere_are_one_text(cuts: list[int]) -> None:
    body = [para("1234567.80 / 99.5% = 元")]
    edges = sorted(cuts)
    narrow = list(pairwise(edges))[::2]
    assert _texts(worddoc.doc(body, narrow=narrow)) == _texts(worddoc.doc(body))


def test_codes_of_fields_and_hidden_and_deleted_text_are_no_text() -> None:
    link = '\x13HYPERLINK "http://a.b/99" \x14官网\x15'
    nested = "\x13IF \x13PAGE\x147\x15 = 8 \x14是\x15"
    body = Para(["收入", Run("88万元", HIDDEN), link, "10万元", Run("7", worddoc.DELETED), nested])
    assert _texts(worddoc.doc([body])) == ["收入官网10万元是"]


def test_codes_print_what_word_prints() -> None:
    assert _texts(worddoc.doc([para("2024\x1e2025年\x0b第二行\x01\x08，合\x1f计")])) == [
        "2024-2025年",
        "第二行，合计",
    ]


def test_a_footnote_stands_after_its_paragraph_and_its_mark_in_no_number() -> None:
    body = [Para(["增长5.6%", Run("\x02", worddoc.RAISED), "，支出10万元。"]), para("其余略。")]
    blocks = list(read_bytes(worddoc.doc(body, notes=["按同口径计算。"]), "a.doc").paragraphs())
    assert [(b.text, b.kind.value, b.mark) for b in blocks] == [
        ("增长5.6%，支出10万元。", "body", ""),
        ("按同口径计算。", "footnote", "1"),
        ("其余略。", "body", ""),
    ]


def test_a_raised_digit_is_a_mark_and_lengthens_no_number() -> None:
    body = Para(["债务余额18.60亿元，增长56.1%", Run("1", worddoc.RAISED), "。"])
    assert _texts(worddoc.doc([body])) == ["债务余额18.60亿元，增长56.1%。"]


def test_numbers_that_word_counts_stand_before_their_paragraphs() -> None:
    def listed(text: str, number: int) -> Para:
        return para(text, struct.pack("<HHHB", 0x460B, number, 0x260A, 0))

    body = [listed("收入", 1), listed("税收", 2), listed("支出", 1), para("结余")]
    data = worddoc.doc(body, lists=[(39, "\0、"), (0, "（\0）")])
    assert _texts(data) == ["一、收入", "（1）税收", "二、支出", "结余"]


def test_text_boxes_are_read_at_the_end() -> None:
    data = worddoc.doc([para("收入10万元。")], boxes=[para("支出9万元。")])
    assert _texts(data) == ["收入10万元。", "支出9万元。"]


def test_a_table_inside_a_cell_is_a_table() -> None:
    inner = [
        *row(("项目", "数"), (0, 900, 1800), depth=2),
        *row(("甲", "1,234.50"), (0, 900, 1800), depth=2),
        *row(("乙", "77"), (0, 900, 1800), depth=2),
    ]
    outer = row(("左边如此。", "右边如此。"), (0, 4000, 8000))
    document = read_bytes(worddoc.doc([outer[0], *inner, *outer[1:]]), "a.doc")
    rows = next(document.tables()).rows
    assert [[cell.text for cell in r if cell] for r in rows] == [["甲", "1,234.50"], ["乙", "77"]]
    assert [p.text for p in document.paragraphs()] == ["左边如此。", "右边如此。"]


def test_a_table_that_only_lays_out_text_is_paragraphs() -> None:
    long = "收入10万元。" * 90
    document = read_bytes(worddoc.doc(row((long, "二"), (0, 4000, 8000))), "a.doc")
    assert (list(document.tables()), len(list(document.paragraphs()))) == ([], 2)


def _refused(data: bytes, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words) as caught:
        read_bytes(data, "a.doc")
    assert "\n" not in str(caught.value)


def test_what_is_encrypted_old_or_cut_says_so() -> None:
    whole = worddoc.doc(_sample())
    _refused(worddoc.doc(_sample(), flags=0x0300), EncryptedFile, "password")
    _refused(worddoc.doc(_sample(), flags=0), DamagedFile, "0Table is missing")
    _refused(whole.replace(b"\xec\xa5\xc1\0", b"\xdc\xa5\x68\0"), UnknownFormat, "older than 97")
    _refused(worddoc.doc(_sample(), n3=9_000), DamagedFile, "text is truncated")
    _refused(whole[:5000], DamagedFile, "truncated or damaged")


PUBLISHED = sorted(SHARED.glob("corpus/fresh/reports/*.doc"))
_NUMBER = re.compile(r"\d[\d,.]*")
_CODES = re.compile("\x13[^\x13\x14\x15]*[\x14\x15]")


@pytest.mark.skipif(not PUBLISHED, reason="the shared corpus is not here")
def test_no_number_of_a_published_file_is_lost_and_none_is_there_twice() -> None:
    for path in PUBLISHED:
        file = WordFile(path.read_bytes(), path.name)
        body = _CODES.sub("", file.chars[: file.parts["body"].end])
        document = read(path)
        pieces = [block.text for block in document.paragraphs()]
        for table in document.tables():
            cells = {id(c): c for row in (*table.head, *table.rows) for c in row if c}
            pieces += [table.title, *(cell.text for cell in cells.values())]
        assert Counter(_NUMBER.findall(body)) == Counter(_NUMBER.findall(" ".join(pieces)))
