"""The evidence page as markup: the document whole, every figure in place, nothing that can run."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luohu_fiscal.document import Document
from luohu_fiscal.document import Page as Leaf
from luohu_fiscal.extract import extract
from luohu_fiscal.model.budgets import GeneralPublicBudget
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.reconcile.finding import Reconciliation
from luohu_fiscal.render import renderer
from luohu_fiscal.render.sheet import Sheet, sheets_of
from luohu_fiscal.run.pipeline import Run, check
from tests.places import SHARED
from tests.render.made_up import sample

HOSTILE = (
    "</pre><script>window.hacked=1</script><img src=x onerror='window.hacked=2'>\" onclick=\"x"
)
REPORT = f"""甲区2024年预算执行情况和2025年预算草案的报告

一、2024年预算执行情况
（一）一般公共预算
2024年，甲区一般公共预算收入完成1,000万元，其中：税收收入完成700万元，非税收入完成300万元。
{HOSTILE}
加上上级补助收入500万元、上年结转100万元，收入总计1,600万元。一般公共预算支出1,400万元，加上上解支出100万元，支出总计1,500万元。收支相抵，结转下年100万元。
"""


class Page(HTMLParser):
    """Elements with their attributes, and the text of each `pre`, script and style."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, list[str]] = {"pre": [], "script": [], "style": []}
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in self.text:
            self._open.append(tag)
            self.text[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open:
            self.text[self._open[-1]][-1] += data

    def of_class(self, name: str) -> list[dict[str, str | None]]:
        return [a for _, a in self.elements if name in (a.get("class") or "").split()]


def sheet_of(document: Document) -> Sheet:
    (sheet,) = sheets_of(reconcile(extract(document)))
    return replace(sheet, document=document)


def html(*sheets: Sheet, lang: str = "en") -> str:
    return renderer("html", "check")(sheets, lang=lang)


@pytest.fixture(scope="module")
def hostile() -> tuple[Sheet, str]:
    sheet = sheet_of(read_text(REPORT))
    assert sheet.findings
    return sheet, html(sheet)


def test_the_text_of_the_document_stands_in_the_page_unchanged(hostile: tuple[Sheet, str]) -> None:
    sheet, text = hostile
    assert sheet.document
    assert "".join(Page(text).text["pre"]) == sheet.document.raw
    assert HOSTILE in sheet.document.raw


def test_what_a_document_says_never_becomes_an_element_or_an_attribute(
    hostile: tuple[Sheet, str],
) -> None:
    page = Page(hostile[1])
    tags = Counter(tag for tag, _ in page.elements)
    assert tags["script"] == 2 and tags["style"] == 1 and not tags["img"] and not tags["iframe"]
    for _, attributes in page.elements:
        assert not any(name.startswith("on") or name == "style" for name in attributes)
        assert not {"src", "action", "formaction", "xlink:href"} & set(attributes)
        assert re.fullmatch(r"#(identities|i\d+)", attributes.get("href") or "#identities")


def test_the_policy_names_the_one_script_and_the_one_style_by_hash(
    hostile: tuple[Sheet, str],
) -> None:
    page = Page(hostile[1])
    (policy,) = [
        a["content"] or ""
        for t, a in page.elements
        if a.get("http-equiv") == "Content-Security-Policy"
    ]
    data, script = page.text["script"]
    (style,) = page.text["style"]
    for kind, text in (("script-src", script), ("style-src", style)):
        digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
        assert f"{kind} 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';") and "unsafe" not in policy
    assert json.loads(data)["figures"]


def test_nothing_in_the_page_asks_the_network(hostile: tuple[Sheet, str]) -> None:
    assert not re.search(r"https?://|@import|url\((?!#)|\bfetch\b|XMLHttp", hostile[1])


def test_every_figure_and_rate_is_marked_exactly_once(hostile: tuple[Sheet, str]) -> None:
    sheet, text = hostile
    marked = Counter(
        number for mark in Page(text).of_class("f") for number in (mark["data-f"] or "").split()
    )
    assert len(marked) == len(sheet.report.figures) + len(sheet.report.claims) >= 9
    assert set(marked.values()) == {1}


def test_a_mark_holds_the_digits_of_its_figure(hostile: tuple[Sheet, str]) -> None:
    sheet, text = hostile
    for shown, numbers in re.findall(r'data-f="([\d ]+)">([^<]*)</span>', text):
        for number in shown.split():
            figure = sheet.report.figures[int(number)]
            assert f"{figure.amount.printed:,f}" in numbers


def test_a_figure_printed_over_the_end_of_a_page_is_shown_whole_and_once() -> None:
    sheet = sheet_of(read_text(REPORT))
    assert sheet.document
    raw = sheet.document.raw
    cut = raw.index("1,600") + 2
    leaves = (Leaf(1, 0, cut), Leaf(2, cut, len(raw)))
    text = html(replace(sheet, document=replace(sheet.document, pages=leaves)))
    first, second = Page(text).text["pre"]
    assert first + second == raw and first.endswith("1,600万元")


def test_a_place_that_does_not_hold_the_figure_is_not_marked() -> None:
    sheet = sheet_of(read_text(REPORT))
    moved = [
        one.model_copy(update={"source": one.source.model_copy(update={"start": 0, "end": 6})})
        for one in sheet.report.figures
        if one.source
    ]
    report = sheet.report.model_copy(update={"figures": tuple(moved), "claims": ()})
    text = html(Sheet(report, Reconciliation((report,), ()), (), 0, sheet.document))
    assert 'class="f' not in "".join(re.findall(r"<pre>.*?</pre>", text, re.DOTALL))
    assert len(Page(text).of_class("f")) == len(moved)


def test_every_identity_stands_in_the_page_with_its_figures(hostile: tuple[Sheet, str]) -> None:
    sheet, text = hostile
    found = Counter((a["class"] or "").split()[1] for a in Page(text).of_class("id"))
    assert found == Counter(finding.verdict.value for finding in sheet.findings)
    for attributes in Page(text).of_class("id"):
        every = (attributes["data-f"] or "").split()
        assert every and set((attributes.get("data-s") or "").split()) <= set(every)


def test_every_button_can_be_reached_and_what_opens_is_named(hostile: tuple[Sheet, str]) -> None:
    page = Page(hostile[1])
    ids = [a["id"] for _, a in page.elements if a.get("id")]
    assert len(set(ids)) == len(ids)
    for attributes in page.of_class("pick"):
        assert attributes["aria-controls"] in ids and attributes["aria-expanded"] == "false"
    for _, attributes in page.elements:
        if attributes.get("role") == "button":
            assert attributes.get("tabindex") in ("0", "-1")


def test_a_breach_shows_the_sum_and_what_would_close_it(repository: Path) -> None:
    text = html(*run_of(repository / "examples/planted.yaml").sheets)
    paper = text[text.index('class="id breach error"') :].split("</li><li class", 1)[0]
    paper = paper[paper.index("<table") :]
    for needed in ("1,889,930万元", "392,852万元", "85,773万元", "2,368,555万元", "-63,000万元"):
        assert needed in paper
    assert paper.index("1,889,930万元") < paper.index('class="calculated"') < paper.index("-63,000")


def test_what_is_out_of_sight_is_not_laid_out_but_on_paper_it_is() -> None:
    style = Page(html(*sheets_of(sample()))).text["style"][0]
    screen, paper = style.split("@media print", 1)
    for part in (".page{", ".account{"):
        assert "content-visibility:auto" in screen.split(part, 1)[1].split("}", 1)[0]
    assert ".page,.account{content-visibility:visible}" in paper


def paper_of(text: str, rule: str) -> str:
    return text.split(f"<b>{rule} ", 1)[1].split("<table", 1)[1].split("</table>", 1)[0]


def test_a_stated_side_of_several_figures_is_added_up_too(repository: Path) -> None:
    text = html(*run_of(repository / "examples/luohu-2023.txt").sheets)
    fund = text[text.index("stated 65,766万元") :]
    paper = fund.split("<table", 1)[1].split("</table>", 1)[0]
    shown = ("465,360", "399,595", "65,765", "37,792", "27,974", "65,766")
    places = [paper.index(f">{amount}万元<") for amount in shown]
    assert places == sorted(places)
    assert [paper.count(f"<td>{sign}</td>") for sign in "+−"] == [3, 1]


def test_figures_of_identities_that_exclude_each_other_are_listed_not_added() -> None:
    book = GeneralPublicBudget(
        fiscal_year=2024, stage="execution", unit="万元",
        resources={"一般公共预算收入": {"amount": 2010, "parts": {"税收收入": 1205, "非税收入": 804}},
                   "上级补助收入": 6020},
        total_resources=8031)  # fmt: skip
    paper = paper_of(html(*sheets_of(reconcile(book))), "LF801")
    assert 'class="difference"' in paper and "1,205万元" in paper
    assert "<td>+</td>" not in paper and "<td>−</td>" not in paper


def test_the_page_begins_with_what_is_told_one_by_one_the_gravest_first() -> None:
    page = Page(html(*sheets_of(sample())))
    links = [
        attributes["data-pick"] for _, attributes in page.elements if "data-pick" in attributes
    ]
    opened = {a["aria-controls"]: b for a, b in zip(
        page.of_class("pick"), page.of_class("id"), strict=True)}  # fmt: skip
    kinds = [(opened[name]["class"] or "").split()[1:] for name in links]
    assert kinds == [["breach", "error"], ["breach", "note"]]


def run_of(*paths: Path) -> Run:
    return check(paths, keep=True)


def test_a_data_file_is_shown_as_written_with_its_figures_marked(repository: Path) -> None:
    path = repository / "examples/planted.yaml"
    (sheet,) = run_of(path).sheets
    page = Page(html(sheet))
    assert "".join(page.text["pre"]) == path.read_text("utf-8")
    assert len(page.of_class("f")) == len(sheet.report.figures)


def test_without_its_text_a_report_is_shown_as_a_list_of_figures() -> None:
    text = html(*sheets_of(sample()), lang="zh")
    assert "本页未附该文件原文" in text
    assert len(Page(text).of_class("f")) == 6


def test_the_waterfall_has_a_bar_for_each_line_of_the_account(hostile: tuple[Sheet, str]) -> None:
    kinds = Counter(
        a["class"]
        for tag, a in Page(hostile[1]).elements
        if tag == "rect" and a.get("class") != "hit"
    )
    assert kinds == {"in": 3, "total": 1, "out": 2, "left": 1}


def test_the_books_are_joined_by_what_passes_between_them(repository: Path) -> None:
    (sheet,) = run_of(repository / "luohu_fiscal/data/luohu/2023.yaml").sheets
    passed = {"transferred_out", "stabilization_drawn", "stabilization_contributed"}
    moved = [one for one in sheet.report.figures if one.concept in passed and one.parent is None]
    page = Page(html(sheet))
    assert len(page.of_class("flows")) == len({one.fiscal_year for one in moved}) == 2
    assert len(page.of_class("arrow")) == len(moved) > 3


def test_the_page_is_in_the_order_of_its_document() -> None:
    file = SHARED / "corpus" / "luohu_2024_budget.txt"
    if not file.exists():
        pytest.skip("the published reports are not beside this repository")
    (sheet,) = run_of(file).sheets
    text = html(sheet)
    assert sheet.document
    things = len(sheet.report.figures) + len(sheet.report.claims) + len(sheet.findings)
    assert len(text) < 30_000 + 2 * len(sheet.document.raw) + 1_500 * things
    assert "".join(Page(text).text["pre"]) == sheet.document.raw


@settings(max_examples=40, deadline=None)
@given(st.text())
def test_no_label_breaks_out(label: str) -> None:
    made = sample()
    figures = tuple(
        f.model_copy(update={"label": f"{label}<b>{label}"}) for f in made.reports[0].figures
    )
    report = made.reports[0].model_copy(update={"figures": figures})
    page = Page(html(*sheets_of(Reconciliation((report,), made.findings))))
    assert Counter(tag for tag, _ in page.elements)["script"] == 2
    assert {tag for tag, _ in page.elements} <= set(
        "html head meta title style body a header h1 h2 h3 p div button main section article ul li "
        "span small b table tbody tr td script figure figcaption svg g rect text defs marker path nav ol".split()
    )
