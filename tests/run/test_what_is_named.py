"""What may be named as input, in whatever characters, and what is refused or left aside at once."""

from __future__ import annotations

import io
import os
import socket
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from luohu_fiscal.cli import main
from luohu_fiscal.datafiles import load
from luohu_fiscal.document import Table
from luohu_fiscal.readers import read
from tests.hostile import giant_cell
from tests.test_cli import REPORT, account

Capture = pytest.CaptureFixture[str]
TABLE = (
    "book,fiscal_year,stage,side,label,role,amount,unit\r\n"
    "general_public,2023,execution,resources,一般公共预算收入,own_revenue,1000,万元\r\n"
    "general_public,2023,execution,resources,上级补助收入,component,{other},万元\r\n"
    "general_public,2023,execution,resources,收入总计,total,1500,万元\r\n"
)
ENCODINGS = {
    "utf-8": lambda text: text.encode("utf-8"),
    "utf-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "gb18030, as Chinese Excel saves it": lambda text: text.encode("gb18030"),
    "gbk": lambda text: text.encode("gbk"),
    "utf-16 with a mark": lambda text: text.encode("utf-16"),
    "utf-16, the other end first": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "utf-16 without a mark": lambda text: text.encode("utf-16-le"),
    "utf-16 without a mark, the other end first": lambda text: text.encode("utf-16-be"),
}
Encode = Callable[[str], bytes]


@pytest.mark.parametrize("format", ["text", "html"])
@pytest.mark.parametrize("encode", ENCODINGS.values(), ids=ENCODINGS)
def test_a_table_is_read_in_every_encoding_it_is_saved_in(
    tmp_path: Path, capsys: Capture, encode: Encode, format: str
) -> None:
    for other, code in ((500, 0), (510, 1)):
        file = tmp_path / "a.csv"
        file.write_bytes(encode(TABLE.format(other=other)))
        assert main(["check", str(file), "--format", format]) == code
        assert "上级补助收入" in capsys.readouterr().out or not code
        assert [figure.label for figure in load(file).figures][1] == "上级补助收入"


@pytest.mark.parametrize("encode", ENCODINGS.values(), ids=ENCODINGS)
def test_and_so_is_a_text(tmp_path: Path, encode: Encode) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(encode(REPORT.format(own="1,000")))
    assert read(file).title == "某区2024年预算执行情况的报告"
    assert main(["check", str(file)]) == 0
    file.write_bytes(encode(REPORT.format(own="1,010")))
    assert main(["check", str(file)]) == 1


def test_bytes_that_are_no_text_in_any_encoding_are_refused(
    tmp_path: Path, capsys: Capture
) -> None:
    for name, data, said in (
        ("a.csv", b"book\xff\xfe\xff", "byte 5 is not UTF-8; save the file as UTF-8"),
        ("b.csv", b"\xff\xfe\x00\xd8", "byte 3 is not UTF-16; save the file as UTF-8"),
        ("c.txt", bytes(range(256)) * 9, "neither text nor a format this package reads"),
    ):
        (tmp_path / name).write_bytes(data)
        assert main(["check", str(tmp_path / name)]) == 2
        assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "stored", ["1e999999999", "1e-999999999", "9" * 400_000, "1e400", "-7E+61"]
)
def test_a_cell_that_holds_no_amount_is_named_and_the_rest_is_read(
    tmp_path: Path, capsys: Capture, stored: str
) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(giant_cell(stored))
    main(["check", str(file), "--fail-on", "warning"])
    shown = capsys.readouterr()
    assert "LF102" in shown.out or "LF904" in shown.out
    assert "bug" not in shown.err
    main(["extract", str(file)])
    shown = capsys.readouterr()
    assert "收入总计" in shown.out and "1,500" in shown.out
    assert "B7" in shown.out, "the cell is named"
    assert len(shown.out) < 4_000


def test_a_cell_that_points_at_no_text_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    file, made = tmp_path / "a.xlsx", io.BytesIO()
    given = zipfile.ZipFile(io.BytesIO(giant_cell("7")))
    with given, zipfile.ZipFile(made, "w") as changed:
        for name in given.namelist():
            data = given.read(name)
            if name.startswith("xl/worksheets/"):
                data = data.replace(b'<c r="B7" t="n"><v>7</v>', b'<c r="B7" t="s"><v>99</v>')
            changed.writestr(name, data)
    file.write_bytes(made.getvalue())
    (table,) = [block for block in read(file).blocks if isinstance(block, Table)]
    cells = {row[0].text: row[1].text for row in table.rows if row[0] and row[1]}
    assert cells["其他"] == "#REF!"


def pipe(path: Path) -> None:
    os.mkfifo(path)


def plug(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        here = Path.cwd()
        os.chdir(path.parent)  # the path of a socket may not be long
        try:
            made.bind(path.name)
        finally:
            os.chdir(here)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.skipif(
    sys.platform == "win32", reason="pipes, sockets and devices have no names there"
)
@pytest.mark.parametrize("made", [pipe, plug, device])
def test_what_has_no_end_is_refused_at_once_wherever_it_is_named(
    tmp_path: Path, capsys: Capture, made: Callable[[Path], None]
) -> None:
    good = account(tmp_path / "good")
    for name in ("a.txt", "a.pdf", "a.yaml", "a.csv", "a.zip", "known.json", "a.toml", "a.jsonl"):
        made(tmp_path / name)
    for arguments in (
        ["check", "a.txt"],
        ["check", "a.pdf"],
        ["check", "a.yaml"],
        ["check", "a.csv"],
        ["check", "a.zip"],
        ["extract", "a.pdf"],
        ["diff", "a.txt", good],
        ["check", good, "--baseline", "known.json"],
        ["baseline", good, "--reason", "x", "-o", "known.json"],
        ["check", good, "--config", "a.toml"],
        ["check", good, "--resume", "a.jsonl"],
        ["grade", "a.yaml"],
    ):
        named = [
            str(tmp_path / word) if word.startswith(("a.", "known")) else word for word in arguments
        ]
        assert main(named) == 2
        said = capsys.readouterr().err
        assert "not a file; name a file\n" in said, (arguments, said)
        assert said.count("\n") == 1
    # In a folder each has its line, all links to one thing the same one, and the others are read.
    assert main(["check", str(tmp_path)]) == 2
    shown = capsys.readouterr()
    assert shown.err.count("not a file; name a file") == (2 if made is device else 6)
    assert "good.yaml" in shown.out


def test_linked_folders_are_left_aside_with_a_remark_and_read_where_they_are_named(
    tmp_path: Path, capsys: Capture
) -> None:
    reports, elsewhere = tmp_path / "reports", tmp_path / "elsewhere"
    account(reports)
    account(elsewhere, "other.yaml", year=2010)
    (reports / "circle").symlink_to(reports)
    (reports / "link").symlink_to(elsewhere)
    (reports / "file.yaml").symlink_to(elsewhere / "other.yaml")
    (reports / "same.yaml").symlink_to(reports / "good.yaml")
    assert main(["check", str(reports), "--format", "summary"]) == 0
    shown = capsys.readouterr()
    assert shown.err.splitlines() == [
        f"luohu-fiscal: {reports / name}: a linked folder, left aside; name it to have it read"
        for name in ("circle", "link")
    ]
    assert main(["extract", str(reports), str(reports / "link"), "--quiet"]) == 0
    shown = capsys.readouterr()
    # Each file once, by whatever way it is reached; and a linked folder that is named is read.
    assert shown.out.count("file.yaml") == 1 and "other.yaml" not in shown.out
    assert main(["extract", str(reports / "link")]) == 0
    assert "other.yaml" in capsys.readouterr().out


def test_a_page_of_markup_that_never_ends_costs_no_more_than_its_length(tmp_path: Path) -> None:
    """Counted by what doubling costs, with room for a machine that is busy."""
    from luohu_fiscal.readers import html

    page = "<meta charset=utf-8><p>一般公共预算收入100万元"
    for piece in ("<a ", "<", "</p ", '<a href="x" ', "&#", '<a b="', "<!--", "<p>"):
        times = []
        for size in (60_000, 480_000):
            data = (page + piece * (size // len(piece))).encode()
            began = time.process_time()
            html.read_bytes(data, "a.html")
            times.append(time.process_time() - began)
        assert times[1] < 0.5 + 24 * times[0], (piece, times)


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("<div/>", "nested too deep"),
        ("<x:y/>", "nested too deep"),
        ("<b>", "nested too deep"),
        ("<p " + " ".join(f"a{n}" for n in range(5_000)) + ">", "too many attributes"),
    ],
)
def test_markup_whose_cost_grows_with_its_square_is_refused(
    tmp_path: Path, capsys: Capture, markup: str, said: str
) -> None:
    file = tmp_path / "a.html"
    file.write_text("<p>收入100万元</p>" + markup * 1_000_000, "utf-8") if len(markup) < 99 else (
        file.write_text("<p>收入100万元</p>" + markup, "utf-8")
    )
    assert main(["check", str(file)]) == 2
    assert said in capsys.readouterr().err
