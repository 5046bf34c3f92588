"""OFD files: characters and lines at their places make the text and tables that a person reads."""

from __future__ import annotations

import math
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luohu_fiscal.document import Document
from luohu_fiscal.errors import (
    DamagedFile,
    EmptyDocument,
    EncryptedFile,
    LuohuFiscalError,
    NoTextLayer,
    TooLarge,
)
from luohu_fiscal.readers import read
from luohu_fiscal.readers.ofd import read_bytes
from tests.readers import sample
from tests.readers.costs import costs_little
from tests.readers.ofdfile import as_ofd, line, ofd, sample_page, text, width_of


def _facts(document: Document) -> list[object]:
    return [
        document.title,
        [(block.kind, block.text) for block in document.paragraphs()],
        [
            (t.title, t.unit, t.header, [[c.text if c else None for c in r] for r in t.rows])
            for t in document.tables()
        ],
        [item.text for item in document.furniture],
    ]


@pytest.mark.parametrize("name", ["paper.ofd", "paper.zip", "paper"])
def test_an_ofd_reads_as_the_pdf_of_the_same_page_does(name: str, tmp_path: Path) -> None:
    one, other = tmp_path / name, tmp_path / "paper.pdf"
    one.write_bytes(as_ofd(pages=2))
    other.write_bytes(sample.as_pdf(pages=2))
    document = read(one)
    assert (document.format, len(document.pages)) == ("ofd", 2)
    assert _facts(document) == _facts(read(other))


def _repeats(x: float, y: float, words: str, size: float = 4.0, **given: str) -> str:
    """Steps written short: g n d for n steps of d."""
    steps, done = [width_of(char, size) for char in words[:-1]], ""
    while steps:
        same = next((n for n, step in enumerate(steps) if step != steps[0]), len(steps))
        done += f"g {same} {steps[0]:g} " if same > 1 else f"{steps[0]:g} "
        del steps[:same]
    return text(x, y, words, size, DeltaX=done.strip() or "0", **given)


def _no_steps(x: float, y: float, words: str, size: float = 4.0, **given: str) -> str:
    return text(x, y, words, size, DeltaX="", **given)


def _each_alone(x: float, y: float, words: str, size: float = 4.0, **given: str) -> str:
    """Each character an object of its own, as writers that come from PDF make them."""
    done = ""
    for char in words:
        done += text(x, y, char, size, **given)
        x += width_of(char, size)
    return done


def _scaled(x: float, y: float, words: str, size: float = 4.0, **given: str) -> str:
    """Text of size 1, made larger by its matrix."""
    steps = " ".join(f"{width_of(char, 1):g}" for char in words[:-1])
    return (
        f'<ofd:TextObject Size="1" Boundary="{x:g} {y - size:g} 180 9" '
        f'CTM="{size:g} 0 0 {size:g} -40 0"><ofd:TextCode X="{40 / size:g}" Y="1" '
        f'DeltaX="{steps}">{words}</ofd:TextCode></ofd:TextObject>'
    )


@pytest.mark.parametrize("text_of", [_repeats, _no_steps, _each_alone, _scaled])
def test_text_is_the_same_however_its_places_are_written(text_of: object) -> None:
    assert _facts(read_bytes(as_ofd(text_of=text_of), "a.ofd")) == _facts(  # type: ignore[arg-type]
        read_bytes(as_ofd(), "a.ofd")
    )


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_drawn_sideways_is_read_upright(turn: int) -> None:
    cos, sin = round(math.cos(math.radians(turn))), round(math.sin(math.radians(turn)))
    dx, dy = {90: (297, 0), 180: (210, 297), 270: (0, 210)}[turn]
    group = f'<ofd:CompositeObject ResourceID="7" CTM="{cos} {sin} {-sin} {cos} {dx} {dy}"/>'
    shared = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="7"><ofd:Content>'
        f"{sample_page(1)}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    box = "0 0 210 297" if turn == 180 else "0 0 297 210"
    document = read_bytes(ofd(group, resources=shared, box=box), "a.ofd")
    assert _facts(document) == _facts(read_bytes(as_ofd(), "a.ofd"))


def _lines(page: str, **other: str) -> list[str]:
    return [p.text for p in read_bytes(ofd(page, **other), "a.ofd").paragraphs()]


def test_templates_and_groups_are_part_of_the_page() -> None:
    group = f"<ofd:PageBlock ID='4'><ofd:PageBlock>{text(20, 60, '第三行。')}</ofd:PageBlock></ofd:PageBlock>"
    page = text(20, 50, "第二行。") + group
    lines = _lines(page, template=text(20, 40, "第一行。"))
    assert "".join(lines) == "第一行。第二行。第三行。"


def test_what_is_not_shown_is_not_read_and_bold_print_is_read_once() -> None:
    hidden = text(20, 60, "藏99万元。").replace("ID=", "Visible='false' ID=")
    bold = text(20, 50, "收入88万元。") + text(20.1, 50, "收入88万元。")
    assert _lines(text(20, 40, "一行。") + hidden + bold) == ["一行。", "收入88万元。"]


def test_text_that_runs_down_the_page_is_read_by_its_steps() -> None:
    down = text(100, 40, "收入", DeltaX="", DeltaY="5")
    assert "".join(_lines(down)) == "收入"


@settings(deadline=None, max_examples=50)
@given(
    st.lists(
        st.decimals(places=2, min_value=-(10**9), max_value=10**9, allow_nan=False), min_size=3,
        max_size=8,
    )
)  # fmt: skip
def test_amounts_in_a_ruled_column_come_back_digit_by_digit(amounts: list[Decimal]) -> None:
    page = "".join(line(20, 30 + 7 * at, 120, 30 + 7 * at) for at in range(len(amounts) + 2))
    page += "".join(line(x, 30, x, 30 + 7 * (len(amounts) + 1)) for x in (20, 60, 120))
    page += text(22, 35, "项目") + text(62, 35, "数")
    for at, amount in enumerate(amounts, 1):
        words = f"{amount:,.2f}"
        page += text(22, 35 + 7 * at, "甲") + text(118 - width_of(words, 4), 35 + 7 * at, words)
    table = next(read_bytes(ofd(page), "a.ofd").tables())
    assert [row[1].number for row in table.rows if row[1]] == amounts


_PICTURE = '<ofd:ImageObject ID="5" Boundary="0 0 210 297" ResourceID="6"/>'


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (ofd(_PICTURE), NoTextLayer, "PDF"),
        (ofd(""), EmptyDocument, "no text"),
        (ofd(text(20, 20, "收入"), **{"Encryptions.xml": "<a/>"}), EncryptedFile, "encrypted"),
        (ofd(text(20, 20, "收入"), **{"OFD.xml": "<ofd/>"}), DamagedFile, "names no document"),
        (ofd("<ofd:TextObject>"), DamagedFile, "well-formed"),
        (ofd(text(20, 20, "收" * 200_001)), TooLarge, "characters"),
        (ofd("<ofd:PathObject/>" * 60_001), TooLarge, "objects"),
        (as_ofd()[:-200], DamagedFile, "truncated"),
    ],
)
def test_what_cannot_be_read_says_why(
    data: bytes, kind: type[LuohuFiscalError], words: str
) -> None:
    with costs_little(), pytest.raises(kind, match=words) as caught:
        read_bytes(data, "a.ofd")
    assert "\n" not in str(caught.value) and caught.value.remedy


@pytest.mark.parametrize(
    "page",
    [
        text(20, 20, "收入", DeltaX="g 999999999 5"),
        text(20, 20, "收入", DeltaX="nan inf -1e999"),
        text(20, 20, "收入", CTM="1e300 0 0 1e300 0 0"),
        text(20, 20, "收入").replace("180 9", "x"),
        text(20, 20, "收入") + line(0, 0, 1e8, 1e8) * 50,
        "<ofd:PageBlock>" * 5_000 + text(20, 20, "收入") + "</ofd:PageBlock>" * 5_000,
        '<ofd:CompositeObject ResourceID="7"/>' + text(20, 20, "收入"),
    ],
)
def test_places_that_no_page_has_cost_little(page: str) -> None:
    own = '<ofd:CompositeObject ResourceID="7"/>' * 10
    units = f'<ofd:CompositeGraphicUnit ID="7"><ofd:Content>{own}</ofd:Content></ofd:CompositeGraphicUnit>'
    with costs_little(), suppress(EmptyDocument, TooLarge):
        read_bytes(ofd(page, resources=units), "a.ofd")
