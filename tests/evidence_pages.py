"""Pictures and opening times of evidence pages, made in a headless Chromium.

    python -m tests.evidence_pages --pictures docs/images     # a text of ours, whole; others: right half
    python -m tests.evidence_pages --times 5                  # the median of so many openings

Published reports stand beside the repository, in `../shared/corpus`; what is not there is left out.
Only figures and names of items are shown of them: the half of the page with their text is cut off.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luohu_fiscal.render import renderer
from luohu_fiscal.run.pipeline import check
from tests.places import ROOT

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

REPOSITORY = ROOT
CORPUS = REPOSITORY.parent / "shared" / "corpus"
#: The 2023 Luohu report, and reports of a hundred pages and more.
REPORTS = {
    "luohu": CORPUS / "luohu_2024_budget.txt",
    "guyuan": CORPUS / "reports" / "guyuan_2025_budget_report.pdf",
    "chaoyang": CORPUS / "reports" / "chaoyang_2025_budget_report.pdf",
}
SAMPLE = REPOSITORY / "examples" / "luohu-2023.txt"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync "
    "--hide-scrollbars --window-size=1360,900"
).split()
#: Two frames after everything is loaded: what a reader sees then is drawn.
_DRAWN = """addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(
    () => { window.drawn = performance.now(); })));"""


class NoBrowser(Exception):
    """There is no Chromium with its driver on this computer, or no selenium."""


@contextmanager
def browser(profile: Path) -> Iterator[Chrome]:
    """A Chromium without windows and without network services, its profile in a folder of its own."""
    try:
        from selenium import webdriver
    except ImportError:
        raise NoBrowser("selenium is not installed") from None
    names = ("chromium", "chromium-browser", "google-chrome")
    binary = next(filter(None, map(shutil.which, names)), None)
    driver = shutil.which("chromedriver")
    if binary is None or driver is None:
        raise NoBrowser("no Chromium with its driver on this computer")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    opened = webdriver.Chrome(options, webdriver.ChromeService(driver))
    try:
        opened.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": _DRAWN})
        yield opened
    finally:
        opened.quit()


def written(source: Path, folder: Path) -> Path:
    """The evidence page of a report, as a file in a folder."""
    page = folder / f"{source.stem}.html"
    shown = renderer("html", "check")(check([source], keep=True).sheets, lang="en")
    page.write_text(shown, "utf-8")
    return page


def opening(page: Path, chrome: Chrome) -> float:
    """Seconds from asking for the page until its second frame is drawn."""
    chrome.get("about:blank")
    chrome.get(page.as_uri())
    wait = "const done = arguments[0]; (function look() {"
    wait += "window.drawn ? done(window.drawn) : setTimeout(look, 20); }());"
    return float(chrome.execute_async_script(wait)) / 1000


def first(chrome: Chrome, selector: str, text: str = "") -> Any:
    """The first element that a selector finds and that holds a text."""
    return next(one for one in chrome.find_elements("css selector", selector) if text in one.text)


def picture(chrome: Chrome, target: Path, *, right: bool = False, high: int = 757) -> None:
    """The window as a small PNG; of a published report its right half only."""
    from PIL import Image

    shown = Image.open(BytesIO(chrome.get_screenshot_as_png())).convert("RGB")
    top = 0
    if right:
        main = chrome.find_element("css selector", "#identities").rect
        top = int(main["y"])
        shown = shown.crop((int(main["x"]), top, shown.width, shown.height))
    shown = shown.crop((0, 0, shown.width, min(shown.height, high)))
    shown.quantize(200, dither=Image.Dither.NONE).save(target, optimize=True)


def pictures(folder: Path, chrome: Chrome, work: Path) -> list[Path]:
    """All pictures of the documentation that can be made here."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []

    def take(name: str, *, right: bool = False, high: int = 757) -> None:
        made.append(folder / f"{name}.png")
        # The pointer would leave a line lit that nobody chose.
        away = {"type": "mouseMoved", "x": 2, "y": 2}
        chrome.execute_cdp_cmd("Input.dispatchMouseEvent", away)
        picture(chrome, made[-1], right=right, high=high)

    chrome.get(written(SAMPLE, work).as_uri())
    first(chrome, ".f", "65,765万元").click()
    take("evidence-figure")
    planted = work / "planted.txt"
    planted.write_text(SAMPLE.read_text("utf-8").replace("329,852", "392,852"), "utf-8")
    chrome.get(written(planted, work).as_uri())
    first(chrome, "nav a").click()
    take("evidence-breach")
    for name, chosen in (("luohu", "stated 65,766万元"), ("guyuan", "LF102")):
        if REPORTS[name].exists():
            chrome.get(written(REPORTS[name], work).as_uri())
            if name == "luohu":
                take("evidence-luohu-books", right=True, high=640)
            item = first(chrome, ".account .id:is(.exact, .within_rounding)", chosen)
            item.find_element("css selector", ".pick").click()
            chrome.execute_script("arguments[0].scrollIntoView({block: 'center'})", item)
            take(f"evidence-{name}-sum", right=True, high=640)
    return made


def times(count: int, chrome: Chrome, work: Path) -> list[str]:
    """For each report: size of its page, and the median and the longest of so many openings."""
    lines = []
    for name, source in REPORTS.items():
        if source.exists():
            page = written(source, work)
            taken = [opening(page, chrome) for _ in range(count)]
            lines.append(
                f"{name}: {page.stat().st_size / 1e6:.2f} MB, median "
                f"{statistics.median(taken):.2f} s, longest {max(taken):.2f} s"
            )
    return lines


def main() -> int:
    """The command line of this module."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--pictures", type=Path, metavar="FOLDER")
    options.add_argument("--times", type=int, default=0, metavar="COUNT")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        with browser(work / "profile") as chrome:
            if chosen.pictures:
                for file in pictures(chosen.pictures, chrome, work):
                    print(file, file.stat().st_size)
            for line in times(chosen.times, chrome, work) if chosen.times else ():
                print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
