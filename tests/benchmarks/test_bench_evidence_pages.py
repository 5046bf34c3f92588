"""The evidence page of a published report in a real browser: how long it takes to open."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import evidence_pages

#: Seconds until the page of a report of two hundred pages is there.
SECONDS = 2.0


@pytest.mark.slow
@pytest.mark.parametrize("name", evidence_pages.REPORTS)
def test_the_page_of_a_published_report_opens_within_its_limit(name: str, tmp_path: Path) -> None:
    source = evidence_pages.REPORTS[name]
    if not source.exists():
        pytest.skip("the published reports are not beside this repository")
    file = evidence_pages.written(source, tmp_path)
    try:
        with evidence_pages.browser(tmp_path / "profile") as browser:
            assert 0 < evidence_pages.opening(file, browser) < SECONDS
    except evidence_pages.NoBrowser as missing:
        pytest.skip(str(missing))
