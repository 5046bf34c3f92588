"""The documentation as a site: built strictly, without a network, whole, and from this package alone."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import luohu_fiscal
from luohu_fiscal.datafiles.schema import json_schema
from luohu_fiscal.identities import all_identities

pytest.importorskip("material", reason="the extra `docs` is not installed")

#: Put in front of what MkDocs imports: whatever asks for a network ends the build.
NO_NETWORK = """
import socket
def refuse(*args, **kwargs):
    raise OSError("the site is built without a network")
socket.getaddrinfo = socket.create_connection = socket.socket.connect = refuse
"""
#: Elements that fetch what they name.
FETCHING = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}


class Page(HTMLParser):
    """The ids of a page, where it links to, and what it fetches."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        self.ids |= {found[key] for key in ("id", "name") if key in found}
        if tag in FETCHING and FETCHING[tag] in found:
            self.fetched.append(found[FETCHING[tag]])
        elif tag == "a" and "href" in found:
            self.links.append(found["href"])


class Site:
    """The built site and its pages."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def pages(self) -> dict[Path, Page]:
        return {file: Page(file.read_text("utf-8")) for file in self.root.rglob("*.html")}

    def page(self, name: str) -> Page:
        return self.pages[self.root / name]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Site:
    root = tmp_path_factory.mktemp("site")
    start = f"{NO_NETWORK}\nfrom mkdocs.__main__ import cli\ncli()"
    done = subprocess.run(
        [sys.executable, "-c", start, "build", "--strict", "--site-dir", str(root)],
        cwd=repository, text=True, encoding="utf-8", capture_output=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not re.search(r"^WARNING", done.stderr, re.MULTILINE), done.stderr
    return Site(root)


def test_every_page_of_the_docs_is_on_the_site(site: Site, repository: Path) -> None:
    docs = repository / "docs"
    for page in docs.rglob("*.md"):
        assert site.root / page.relative_to(docs).with_suffix(".html") in site.pages


def test_every_link_and_every_fetched_file_is_there(site: Site) -> None:
    for file, page in site.pages.items():
        if file.name == "404.html":  # its links are from the root of a server
            continue
        for link in (*page.links, *page.fetched):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            target = target / "index.html" if target.is_dir() else target
            assert target.is_file(), f"{file.name}: {link}"
            anchor = unquote(parts.fragment)
            if anchor and not anchor.startswith("__"):
                assert anchor in site.pages[target].ids, f"{file.name}: {link}"


def test_nothing_is_fetched_from_elsewhere(site: Site) -> None:
    for file, page in site.pages.items():
        for fetched in page.fetched:
            assert not urlsplit(fetched).netloc, f"{file.name}: {fetched}"
    for file in site.root.rglob("*.css"):
        text = file.read_text("utf-8")
        assert not re.search(r"url\(\s*[\"']?(?:https?:)?//|@import", text), file.name


def test_every_public_name_is_in_the_reference(site: Site) -> None:
    ids = site.page("python.html").ids
    for name, module in luohu_fiscal._MODULE_OF.items():
        assert f"luohu_fiscal.{module}.{name}" in ids, name


def test_every_example_of_a_docstring_is_shown_as_code(site: Site) -> None:
    text = (site.root / "python.html").read_text("utf-8")
    assert "&gt;&gt;&gt;" in text
    assert not re.search(r"<p>(?:&gt;|>){3}|<blockquote>", text)


def test_fields_and_words_are_listed_with_their_class(site: Site) -> None:
    text = (site.root / "python.html").read_text("utf-8")
    for name in ("difference", "slack", "fiscal_year", "total_resources"):
        assert f"<td><code>{name}</code></td>" in text
    for verdict in luohu_fiscal.Verdict:
        assert f"<td><code>'{verdict.value}'</code></td>" in text
        assert f"<td>{verdict.zh} {verdict.en}</td>" in text


def test_every_rule_and_every_key_of_the_schema_is_on_its_page(site: Site) -> None:
    rules = (site.root / "rules.html").read_text("utf-8")
    for one in all_identities():
        assert one.code.lower() in site.page("rules.html").ids
        for said in (one.zh, one.law, *(example.zh for example in one.examples)):
            assert said in rules
    formats = (site.root / "formats.html").read_text("utf-8")
    for entry in json_schema()["$defs"].values():
        for key in entry.get("properties", {}):
            assert f"<code>{key}</code>" in formats


def test_examples_are_fenced_and_the_text_around_them_stays() -> None:
    from website.docstrings import fenced

    text = "Two.\n\n>>> print(1)\n1\n>>> f(\n...     2)\nTraceback (most recent call last):\nE: x\n\nMore."
    shown = fenced(text)
    assert shown.startswith("Two.\n\n```pycon\n>>> print(1)\n1\n")
    assert shown.endswith("E: x\n```\n\nMore.")
    assert shown.count("```") == 2
    assert fenced("Nothing.") == "Nothing."
