"""The evidence page in a real browser, from the file system: choose, light up, no errors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from luohu_fiscal.readers import read_text
from tests import evidence_pages
from tests.render.html.test_html import REPORT, html, run_of, sheet_of

if TYPE_CHECKING:
    from selenium.webdriver import Chrome


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    try:
        with evidence_pages.browser(tmp_path_factory.mktemp("profile")) as opened:
            yield opened
    except evidence_pages.NoBrowser as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def page(browser: Chrome, tmp_path_factory: pytest.TempPathFactory) -> Chrome:
    file = tmp_path_factory.mktemp("page") / "甲区.html"
    file.write_text(html(sheet_of(read_text(REPORT))), "utf-8")
    browser.get(file.as_uri())
    return browser


def many(page: Chrome, selector: str) -> list[Any]:
    return page.find_elements("css selector", selector)


def lit(page: Chrome) -> set[str]:
    return {one.get_attribute("data-f") for one in many(page, ".f.on, .f.stated")}


def test_choosing_an_identity_lights_its_figures_and_opens_the_sum(page: Chrome) -> None:
    item = next(one for one in many(page, ".id") if "LF102" in one.text)
    item.find_element("css selector", ".pick").click()
    assert lit(page) == set(item.get_attribute("data-f").split())
    assert [one.text for one in many(page, ".f.stated")] == ["1,600万元"]
    assert item.find_element("css selector", ".paper").is_displayed()
    button = item.find_element("css selector", ".pick")
    assert button.get_attribute("aria-expanded") == "true"
    button.click()
    assert not lit(page) and button.get_attribute("aria-expanded") == "false"


def test_choosing_a_figure_lists_its_identities(page: Chrome) -> None:
    mark = next(one for one in many(page, ".f") if one.text == "1,000万元")
    mark.click()
    (number,) = mark.get_attribute("data-f").split()
    wanted = [one for one in many(page, "main .account .id")
              if number in one.get_attribute("data-f").split()]  # fmt: skip
    listed = many(page, "#card .pick")
    assert len(listed) == len(wanted) > 1
    listed[0].click()
    assert not many(page, "#card *")
    assert number in lit(page)


def test_the_keyboard_does_what_the_mouse_does(page: Chrome) -> None:
    from selenium.webdriver.common.keys import Keys

    body = page.find_element("css selector", "body")
    body.send_keys(Keys.ESCAPE)
    assert not lit(page)
    mark = next(one for one in many(page, ".f") if one.text == "700万元")
    mark.send_keys(Keys.ENTER)
    assert many(page, "#card .pick") and len(lit(page)) == 1
    body.send_keys(Keys.ESCAPE)
    assert not many(page, "#card *") and not lit(page)
    button = many(page, ".id .pick")[0]
    button.send_keys(Keys.ENTER)
    assert lit(page)
    bar = many(page, ".waterfall [data-go]")[0]
    bar.send_keys(Keys.ENTER)
    assert many(page, "#card .pick")


def test_a_verdict_can_be_put_away_and_brought_back(page: Chrome) -> None:
    exact = many(page, '[data-show="exact"]')[0]
    before = sum(one.is_displayed() for one in many(page, ".account .id.exact"))
    exact.click()
    assert before and not any(one.is_displayed() for one in many(page, ".account .id.exact"))
    assert exact.get_attribute("aria-pressed") == "false"
    exact.click()
    assert sum(one.is_displayed() for one in many(page, ".account .id.exact")) == before


def test_nothing_the_document_says_has_run_and_the_console_is_quiet(page: Chrome) -> None:
    assert page.execute_script("return window.hacked") is None
    log: list[dict[str, Any]] = page.get_log("browser")  # type: ignore[no-untyped-call]
    assert [entry for entry in log if entry["level"] == "SEVERE"] == []


def test_a_finding_is_reached_from_the_top(
    browser: Chrome, tmp_path: Path, repository: Path
) -> None:
    file = tmp_path / "page.html"
    file.write_text(html(*run_of(repository / "examples/planted.yaml").sheets, lang="zh"), "utf-8")
    browser.get(file.as_uri())
    (link,) = many(browser, "nav a")
    link.click()
    (breach,) = many(browser, ".id.breach")
    assert breach.find_element("css selector", ".paper").is_displayed()
    assert lit(browser) == set(breach.get_attribute("data-f").split())


@pytest.mark.slow
@pytest.mark.parametrize("name", evidence_pages.REPORTS)
def test_the_page_of_a_published_report_opens_whole(
    name: str, browser: Chrome, tmp_path: Path
) -> None:
    source = evidence_pages.REPORTS[name]
    if not source.exists():
        pytest.skip("the published reports are not beside this repository")
    file = evidence_pages.written(source, tmp_path)
    assert evidence_pages.opening(file, browser) > 0
    if source.suffix == ".pdf":
        assert len(many(browser, "section.page")) > 100


def test_the_picture_of_a_page_is_small(browser: Chrome, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(html(sheet_of(read_text(REPORT))), "utf-8")
    assert evidence_pages.opening(file, browser) > 0
    target = tmp_path / "page.png"
    evidence_pages.picture(browser, target, right=True)
    assert target.read_bytes().startswith(b"\x89PNG") and target.stat().st_size < 200_000
