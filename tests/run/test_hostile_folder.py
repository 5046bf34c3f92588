"""Each hostile file of the tests among ten good ones: the ten are judged, each bad one has its line."""

from __future__ import annotations

import io
import json
import os
import random
import zipfile
from pathlib import Path

import pytest

from luohu_fiscal.run.limits import HOLDS_MEMORY
from tests.hostile import form_bomb, looping_pdf
from tests.readers import sample
from tests.readers.compound import MAGIC
from tests.run.programs import measured
from tests.test_cli import account

MEMORY = 500


def packed(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return made.getvalue()


def hostile_files() -> dict[str, bytes]:
    noise = random.Random(7).randbytes(4_000)
    return {
        "loop.pdf": looping_pdf(),
        "forms.pdf": form_bomb(),
        "torn.pdf": sample.as_pdf()[:900],
        "empty.pdf": b"",
        "noise.doc": MAGIC + noise,
        "noise.xls": MAGIC + noise,
        "bomb.docx": packed(word__document_xml=b" " * 80_000_000),
        "entities.xlsx": packed(
            xl__workbook_xml=b'<!DOCTYPE a [<!ENTITY b "' + b"c" * 9 + b'">]><a>' + b"&b;" * 9 + b"</a>"
        ),
        "torn.zip": packed(a_xml=b"x" * 9_000)[:60],
        "nested.zip": packed(**{f"{n}.bin": b"" for n in range(3)}),
        "deep.html": b"<div>" * 200_000,
        "strokes.html": b"<p>1\xe4\xb8\x87\xe5\x85\x83</p>" + b"<div/>" * 400_000,
        "attributes.html": b"<p " + b" ".join(b"a%d" % n for n in range(50_000)) + b">",
        "markup.html": b"<a " * 100_000,
        "noise.txt": noise,
        "noise.csv": b"book,label\r\n\xff\xff" + noise,
        "aliases.yaml": b"a: &a [x,x,x,x,x,x,x,x,x]\n"
        + b"".join(b"%c: &%c [%s]\n" % (n + 1, n + 1, b",".join([b"*%c" % n] * 9)) for n in range(97, 110)),
        "brackets.json": b"[" * 200_000,
        "floats.json": b'{"figures": [{"amount": 1e999999999}]}',
        "name\x1b[31m\n##[error]::x::.txt": b"\x00",
    }  # fmt: skip


@pytest.mark.skipif(not HOLDS_MEMORY, reason="no limit of memory here")
def test_ten_good_files_among_all_bad_ones(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    good = [account(folder, f"good-{n}.yaml", year=1990 + 3 * n) for n in range(10)]
    bad = hostile_files()
    for name, data in bad.items():
        (folder / name).write_bytes(data)
    os.mkfifo(folder / "pipe.txt")
    command = ["check", "reports", "--isolated", "--format", "json", "-o", "out.json"]
    limits = ["--memory-limit", str(MEMORY), "--time-limit", "60"]
    code, _, complained, peaks = measured(tmp_path, *command, *limits)
    assert code == 2
    lines = complained.splitlines()
    # A line each, which names the file, and none of a bug.
    lines = [line for line in lines if "left aside" not in line]
    assert len(lines) == len(bad) + 1, lines
    for name in (*bad, "pipe.txt"):
        shown = name.split("\x1b")[0]
        assert sum(line.startswith(f"luohu-fiscal: reports/{shown}") for line in lines) >= 1, name
    assert not [line for line in lines if "bug" in line or "##[" in line or not line.isprintable()]
    assert sum(f"{MEMORY} MB of memory" in line for line in lines) == 2
    # The good ones are judged as if they stood alone.
    judged = {
        entry["document"]["path"]: entry["summary"]
        for entry in json.loads((tmp_path / "out.json").read_text("utf-8"))
    }
    for path in good:
        assert judged[f"reports/{Path(path).name}"]["exact"] >= 2
        assert judged[f"reports/{Path(path).name}"]["breach"] == 0
    # Of the run and of each process it started.
    assert max(peaks) < MEMORY * 1024
