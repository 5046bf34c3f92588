"""Hostile and broken files: one clear line, never a crash, and little time and memory."""

from __future__ import annotations

import contextlib
import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luohu_fiscal.errors import (
    DamagedFile,
    EmptyDocument,
    EncryptedFile,
    LuohuFiscalError,
    MissingFile,
    NoTextLayer,
    ReadError,
    TooLarge,
    UnknownFormat,
)
from luohu_fiscal.readers import limits, ocr, read, read_text
from tests.readers import sample
from tests.readers.compound import MAGIC, compound
from tests.readers.costs import costs_little
from tests.work import costs_at_most

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _zip(**parts: bytes | str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return stream.getvalue()


def _refused(folder: Path, name: str, data: bytes, kind: type[LuohuFiscalError]) -> str:
    file = folder / name
    file.write_bytes(data)
    with costs_little(), pytest.raises(kind) as caught:
        read(file)
    message = str(caught.value)
    assert "\n" not in message
    assert name in message
    assert caught.value.remedy
    return message


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("empty.pdf", b"", EmptyDocument),
        ("blank.txt", b" \r\n\t", EmptyDocument),
        ("zeros.txt", b"\x00" * 9, EmptyDocument),
        ("noise.txt", bytes(range(256)) * 9, UnknownFormat),
        ("picture.png", b"\x89PNG\r\n\x1a\n", UnknownFormat),
        ("cut.doc", MAGIC + b"\x00" * 99, DamagedFile),
        ("slides.ppt", compound({"PowerPoint Document": b""}), UnknownFormat),
        ("other.doc", compound({"Contents": b""}), UnknownFormat),
        ("locked.xlsx", compound({"EncryptedPackage": b""}), EncryptedFile),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<<", DamagedFile),
        ("page.pdf", "这不是一个文件".encode(), DamagedFile),
        ("half.docx", sample.as_docx()[:4000], DamagedFile),
        ("plain.docx", b"text", DamagedFile),
        ("other.zip", _zip(readme_xml="<a/>"), UnknownFormat),
        ("error.html", "<html><h1>404</h1><p>页面不存在</p></html>".encode(), EmptyDocument),
        ("memo.rtf", b"{\\rtf1}", UnknownFormat),
    ],
)
def test_a_file_that_cannot_be_read_says_why_in_one_line(
    name: str, data: bytes, kind: type[LuohuFiscalError], tmp_path: Path
) -> None:
    _refused(tmp_path, name, data, kind)


def test_no_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.pdf", tmp_path):
        with pytest.raises(MissingFile):
            read(path)
    with pytest.raises(ReadError):
        read("a\x00b")


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9, 0.99])
def test_a_truncated_pdf_is_damaged_or_reads(cut: float, tmp_path: Path) -> None:
    data = sample.as_pdf()
    file = tmp_path / "cut.pdf"
    file.write_bytes(data[: int(len(data) * cut)])
    with pytest.raises((DamagedFile, EmptyDocument)):
        read(file)


def test_an_encrypted_pdf_asks_for_a_copy_without_password(tmp_path: Path) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream, encrypt=StandardEncryption("secret", ownerPassword="owner"))
    canvas.drawString(99, 99, "1,395,034")
    canvas.save()
    assert "password" in _refused(tmp_path, "locked.pdf", stream.getvalue(), EncryptedFile)


@pytest.mark.skipif(ocr.available(), reason="the ocr extra is installed, so scans are read")
def test_a_scan_names_the_extra_to_install(tmp_path: Path) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.drawImage(ImageReader(Image.new("RGB", (40, 60), "gray")), 0, 0, 595, 842)
    canvas.save()
    message = _refused(tmp_path, "scan.pdf", stream.getvalue(), NoTextLayer)
    assert "pip install luohu-fiscal[ocr]" in message


def test_a_pdf_of_blank_pages_is_empty(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.showPage()
    canvas.save()
    _refused(tmp_path, "blank.pdf", stream.getvalue(), EmptyDocument)


def test_a_zip_bomb_is_stopped_before_it_unpacks(tmp_path: Path) -> None:
    bomb = b"<w:document " + W.encode() + b">" + b" " * (150 << 20)
    data = _zip(word__document_xml=bomb)
    assert len(data) < 2 << 20
    del bomb
    _refused(tmp_path, "bomb.docx", data, TooLarge)


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE w [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE w SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
)
@pytest.mark.parametrize("name", ["bomb.docx", "bomb.xlsx"])
def test_xml_may_declare_no_entities(name: str, head: str, tmp_path: Path) -> None:
    xml = f'<?xml version="1.0"?>{head}<w:document {W}><w:body/></w:document>'
    part = "word__document_xml" if name.endswith("docx") else "xl__workbook_xml"
    assert "document type" in _refused(tmp_path, name, _zip(**{part: xml}), DamagedFile)


@pytest.mark.parametrize("encoding", ["utf-16", "cp037"])
def test_xml_cannot_hide_a_document_type_in_another_encoding(encoding: str, tmp_path: Path) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    data = _zip(word__document_xml=xml.encode(encoding))
    assert "UTF-8" in _refused(tmp_path, "bomb.docx", data, DamagedFile)


def test_names_in_an_archive_lead_nowhere(tmp_path: Path) -> None:
    stream = io.BytesIO(sample.as_docx())
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("../../escaped.txt", "收入")
        package.writestr("/absolute.txt", "收入")
    folder = tmp_path / "deep" / "inside"
    folder.mkdir(parents=True)
    file = folder / "paper.docx"
    file.write_bytes(stream.getvalue())
    assert read(file).title == sample.TITLE
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == ["paper.docx"]


def test_a_line_of_a_megabyte_costs_little() -> None:
    with costs_little():
        document = read_text("收入1,234.5万元，" * 120_000)
    assert len(document.blocks) == 1


def test_a_file_of_marks_and_digits_costs_little() -> None:
    with costs_at_most(40_000_000):
        read_text("\n".join(f"{n % 20} 说明\n收入¹{n}，" for n in range(20_000)))


@pytest.mark.parametrize("tag", ["div", "span", "b", "table", "ul", "font"])
def test_tags_nested_without_end_are_refused_or_read(tag: str, tmp_path: Path) -> None:
    file = tmp_path / "deep.html"
    for depth in (3_000, 200_000):
        file.write_bytes((f"<{tag}>" * depth + "收入10万元").encode())
        with costs_little(), contextlib.suppress(TooLarge, EmptyDocument):
            read(file)


def test_a_table_of_endless_spans_is_stopped(tmp_path: Path) -> None:
    cell = "<td rowspan=99999 colspan=99999>1</td>"
    data = f"<table>{('<tr>' + cell * 50 + '</tr>') * 50}</table>".encode()
    _refused(tmp_path, "spans.html", data, TooLarge)


def test_a_sheet_with_cells_at_its_far_corners_costs_little(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for address in ("A1", "XFD1", "A1048576", "XFD1048576"):
        sheet[address] = 7
    file = tmp_path / "far.xlsx"
    book.save(file)
    with costs_little():
        cells = [c for t in read(file).tables() for row in t.rows for c in row if c]
    assert [cell.row for cell in cells] == [0, 0, 1_048_575, 1_048_575]


def test_limits_are_named_in_the_message(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(limits, "MAX_PAGES", 2)
    assert "more than 2 pages" in _refused(tmp_path, "long.pdf", sample.as_pdf(pages=3), TooLarge)


@pytest.mark.slow
def test_ten_thousand_pages_are_refused_at_once(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream)
    for number in range(10_000):
        canvas.drawString(99, 99, str(number))
        canvas.showPage()
    canvas.save()
    _refused(tmp_path, "long.pdf", stream.getvalue(), TooLarge)


def test_a_page_of_countless_lines_is_read_without_tables(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.drawString(99, 99, "12 34")
    for number in range(6_000):
        canvas.line(10, 10 + number * 0.13, 500, 10 + number * 0.13)
        canvas.line(10 + number * 0.09, 10, 10 + number * 0.09, 800)
    canvas.save()
    file = tmp_path / "art.pdf"
    file.write_bytes(stream.getvalue())
    with costs_little():
        assert [block.text for block in read(file).paragraphs()] == ["12 34"]


def _reads_or_says_why(file: Path) -> None:
    """Anything else than a document or one line of a named error fails the test."""
    message = ""
    try:
        read(file)
    except LuohuFiscalError as error:
        message = str(error)
    assert "\n" not in message


SUFFIXES = st.sampled_from([".pdf", ".docx", ".xlsx", ".html", ".txt", ""])


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.binary(max_size=600), suffix=SUFFIXES)
def test_random_bytes_end_in_a_document_or_a_named_error(
    data: bytes, suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.getbasetemp() / f"random{suffix}"
    file.write_bytes(data)
    _reads_or_says_why(file)


WHOLE = {".docx": sample.as_docx(), ".xlsx": sample.as_xlsx(), ".pdf": sample.as_pdf()}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(suffix=st.sampled_from(sorted(WHOLE)), seed=st.integers(0, 2**32))
def test_a_file_with_bytes_changed_ends_in_a_document_or_a_named_error(
    suffix: str, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = bytearray(WHOLE[suffix])
    generator = random.Random(seed)
    for _ in range(generator.randint(1, 30)):
        data[generator.randrange(len(data))] = generator.randrange(256)
    file = tmp_path_factory.getbasetemp() / f"changed{suffix}"
    file.write_bytes(bytes(data))
    _reads_or_says_why(file)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(part=st.text(max_size=300))
def test_any_xml_in_a_document_ends_in_a_document_or_a_named_error(
    part: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    xml = f"<w:document {W}><w:body>{part}</w:body></w:document>"
    file = tmp_path_factory.getbasetemp() / "any.docx"
    file.write_bytes(_zip(word__document_xml=xml.encode("utf-8", "replace")))
    _reads_or_says_why(file)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_text_keeps_its_characters_at_their_places(text: str) -> None:
    try:
        document = read_text(text)
    except LuohuFiscalError:
        return
    assert document.raw == text
    for block in document.paragraphs():
        assert len(block.offsets) == len(block.text)
        assert all(0 <= at < len(text) for at in block.offsets)
        assert list(block.offsets) == sorted(block.offsets)
