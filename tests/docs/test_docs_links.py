"""Links between the pages, README among them, lead somewhere: to a file, and to a heading in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest

from tests.places import ROOT
from website.made import MADE, filled

PAGES = sorted(
    str(page.relative_to(ROOT)) for page in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
)
_FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+?)(?: \{ ?#(\S+) \})?$", re.MULTILINE)


def links(text: str) -> Iterator[str]:
    """Where the links and pictures of a page lead, code left aside."""
    return (found[1] for found in _LINK.finditer(re.sub(r"`[^`\n]*`", "", _FENCED.sub("", text))))


def anchors(text: str) -> set[str]:
    """The headings of a page as links name them: small letters, no punctuation, hyphens for spaces."""
    found = set()
    for title, given in _HEADING.findall(_FENCED.sub("", text)):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)|`", r"\1", title).strip().lower()
        found.add(given or re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found


def test_a_link_is_found_and_a_heading_is_named_as_code_hosts_name_it() -> None:
    text = "# What is read 读入\n\n[a](b.md#c) `[d](e.md)` ![f](g.png)\n\n## X { #y }\n"
    assert list(links(text)) == ["b.md#c", "g.png"]
    assert anchors(text) == {"what-is-read-读入", "y"}


@pytest.mark.parametrize("name", PAGES)
def test_every_link_of_the_page_leads_somewhere(name: str) -> None:
    page = ROOT / name
    for link in links(filled(page.read_text("utf-8"))):
        path, _, anchor = unquote(link).partition("#")
        assert "://" not in path, f"{link}: pages refer to what stands beside them"
        target = (page.parent / path).resolve() if path else page
        assert target.is_file() and target.is_relative_to(ROOT), link
        if anchor:
            assert anchor in anchors(filled(target.read_text("utf-8"))), link


def test_every_picture_is_small_and_shown_somewhere() -> None:
    shown = {
        (ROOT / name).parent.joinpath(link).resolve()
        for name in PAGES
        for link in links((ROOT / name).read_text("utf-8"))
    }
    for picture in (ROOT / "docs" / "images").iterdir():
        assert picture.stat().st_size < 200_000
        assert picture in shown, picture.name


def test_every_part_that_is_made_stands_on_a_page_and_says_much() -> None:
    pages = "".join((ROOT / name).read_text("utf-8") for name in PAGES)
    for name, make in MADE.items():
        assert f"<!-- made: {name} -->" in pages
        assert len(make()) > 200


def test_a_part_that_nothing_makes_is_an_error() -> None:
    with pytest.raises(KeyError):
        filled("<!-- made: nothing -->")
