"""A ZIP of attachments: each file in it a document, with its own name; bombs and traps refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luohu_fiscal.errors import (
    DamagedFile,
    EncryptedFile,
    LuohuFiscalError,
    MissingFile,
    TooLarge,
    UnknownFormat,
)
from luohu_fiscal.readers import archive, limits, read
from tests.readers import sample
from tests.readers.costs import costs_little


def _zip(files: Mapping[str, bytes], stored: bool = False) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as to:
        for name, data in files.items():
            to.writestr(name, data)
    return stream.getvalue()


def _named_in(encoding: str, names: list[str]) -> bytes:
    """A ZIP of empty text files whose names are written in an encoding that nothing declares."""
    marked = {f"{at}".rjust(len(name.encode(encoding)), "x"): name for at, name in enumerate(names)}
    data = _zip(dict.fromkeys(marked, b"a"))
    for mark, name in marked.items():
        data = data.replace(mark.encode(), name.encode(encoding))
    return data


WORD_XML = b"<w:wordDocument xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml'></w:wordDocument>"
FILES = {
    "附件2.xlsx": sample.as_xlsx(),
    "附件/附件1.docx": sample.as_docx(),
    "说明.txt": sample.as_text(),
    "照片.jpg": b"\xff\xd8\xff",
}


@pytest.mark.parametrize("stored", [False, True])
def test_each_file_is_a_document_with_a_place_of_its_own(stored: bool, tmp_path: Path) -> None:
    file = tmp_path / "附件.zip"
    file.write_bytes(_zip(FILES | {"表.pdf": sample.as_pdf()}, stored=stored))
    names = archive.contents(file.read_bytes(), "附件.zip")
    assert names.readable == ("表.pdf", "说明.txt", "附件/附件1.docx", "附件2.xlsx")
    assert names.others == ("照片.jpg",)
    for name in names.readable:
        document = read(file / name)
        assert document.path == f"{file}/{name}"
        assert "1,234,567.80" in document.raw
    assert archive.members(_zip(FILES), "a.zip") == sorted(list(FILES.items())[:3])


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_that_no_flag_explains_are_read_as_they_were_meant(encoding: str) -> None:
    names = ["一般公共预算.txt", "附件/社会保险基金.txt", "plain.txt"]
    found = archive.contents(_named_in(encoding, names), "a.zip").readable
    assert sorted(found) == sorted(names)


def test_an_archive_in_an_archive_is_opened_once(tmp_path: Path) -> None:
    deepest = _zip({"深.txt": sample.as_text()})
    inner = _zip({"表.txt": sample.as_text(), "更深.zip": deepest})
    file = tmp_path / "a.zip"
    file.write_bytes(_zip({"里.zip": inner}))
    names = archive.contents(file.read_bytes(), "a.zip")
    assert names == (("里.zip/表.txt",), ("里.zip/更深.zip",))
    assert read(file / "里.zip" / "表.txt").path.endswith("a.zip/里.zip/表.txt")


def test_names_lead_nowhere_and_hidden_files_are_left_out() -> None:
    data = _zip(
        {"../../上.txt": b"a", "/绝.txt": b"b", "..\\下.txt": b"c", "__MACOSX/._甲.txt": b"d"}
        | {"~$甲.docx": b"e", ".git/甲.txt": b"f", "乙/": b"", "丙\n丁.txt": b"g"}
    )
    assert archive.contents(data, "a.zip").readable == (
        "上.txt",
        "下.txt",
        "丙\ufffd丁.txt",
        "绝.txt",
    )


def test_documents_that_are_zip_files_are_no_archives(tmp_path: Path) -> None:
    for data in (sample.as_docx(), sample.as_xlsx(), b"PK\x03\x04", b"text"):
        assert not archive.is_archive(data)
    file = tmp_path / "a.zip"
    file.write_bytes(_zip(FILES))
    with pytest.raises(UnknownFormat, match="a ZIP archive"):
        read(file)
    for name in ("a.zip/nothing.txt", "a.zip/附件2.xlsx/deeper"):
        with pytest.raises(MissingFile):
            read(tmp_path / name)
    (tmp_path / "b.txt").write_text("收入")
    with pytest.raises(MissingFile):
        read(tmp_path / "b.txt" / "c")


def _refused(data: bytes, kind: type[LuohuFiscalError], words: str) -> None:
    with costs_little(), pytest.raises(kind, match=words) as caught:
        archive.members(data, "a.zip")
    assert "\n" not in str(caught.value) and caught.value.remedy


def test_bombs_are_refused_before_they_unpack(monkeypatch: pytest.MonkeyPatch) -> None:
    _refused(_zip({"a.txt": bytes(60 << 20)}), TooLarge, "unpacks to more")
    _refused(_zip({f"{at}.txt": b"" for at in range(1_001)}), TooLarge, "1,000 files")
    inner = _zip({f"{at}.txt": b"" for at in range(600)})
    _refused(_zip({"a.zip": inner, "b.zip": inner}), TooLarge, "1,000 files")
    _refused(_zip({"a.zip": _zip({"b.txt": bytes(60 << 20)})}), TooLarge, "unpacks to more")
    monkeypatch.setattr(limits, "MAX_ARCHIVE_BYTES", 1_000)
    _refused(_zip({"a.txt": b"a" * 600, "b.txt": b"b" * 600}), TooLarge, "unpacks to more")


def test_a_size_that_lies_is_damaged_or_read_no_further() -> None:
    data = bytearray(_zip({"a.txt": b"12345" * 100}))
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = (7).to_bytes(4, "little")
    _refused(bytes(data), DamagedFile, "damaged")


def test_encrypted_and_cut_archives_say_so() -> None:
    data = bytearray(_zip({"a.txt": b"12345"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    _refused(bytes(data), EncryptedFile, "encrypted")
    _refused(_zip(FILES)[:-40], DamagedFile, "truncated")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.rar", b"Rar!\x1a\x07\x00", "RAR"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", "7z"),
        ("a.rtf", b"{\\rtf1 }", "DOCX"),
        ("a.xls", b"MIME-Version: 1.0\r\n\r\n<html", "MHT"),
        ("a.doc", WORD_XML, "Word 2003 XML"),
        ("a.ods", _zip({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "XLSX"),
        ("a.xlsb", _zip({"xl/workbook.bin": b""}), "XLSB"),
        ("a.pptx", _zip({"ppt/presentation.xml": b""}), "PDF"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "picture"),
    ],
)  # fmt: skip
def test_what_stays_refused_names_the_format_and_the_remedy(
    name: str, data: bytes, words: str, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(UnknownFormat, match=words) as caught:
        read(file)
    assert caught.value.remedy


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_an_archive_with_bytes_changed_ends_in_its_files_or_a_named_error(
    draw: st.DataObject,
) -> None:
    data = bytearray(_zip({"表.txt": b"a" * 300, "里.zip": _zip({"b.txt": b"b"})}))
    for _ in range(draw.draw(st.integers(1, 12))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    message = ""
    try:
        archive.members(bytes(data), "a.zip")
    except LuohuFiscalError as error:
        message = str(error)
    assert "\n" not in message
