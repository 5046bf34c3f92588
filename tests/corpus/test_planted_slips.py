"""A slip in a list that closed stays an error: measured over the keyed reports, seeded."""

from __future__ import annotations

import pytest

from luohu_fiscal.document import Document
from luohu_fiscal.readers import read_text
from tests.corpus.planted_slips import REPORTS, Slip, keyed, planted, shares

pytestmark = pytest.mark.skipif(
    not REPORTS.exists(), reason="the measuring material is not beside the repository"
)


def _kept(each: int, suffixes: tuple[str, ...] = ()) -> tuple[list[Slip], list[Slip]]:
    """All slips of the reports, and those of them in sums of four digits and more."""
    every = [slip for report in shares(each, suffixes) for slip in report]
    return every, [slip for slip in every if slip.long]


def test_a_planted_slip_changes_that_number_and_nothing_else() -> None:
    document: Document = read_text("一、收入\n全区收入12,345万元，支出12,345万元。")
    start = document.raw.index("12,345")
    after = planted(document, start, start + 6, "12,435")
    assert after.raw.count("12,435") == after.raw.count("12,345") == 1
    assert "".join(p.text for p in after.paragraphs()).count("12,435") == 1


def test_most_slips_planted_into_reports_of_the_web_stay_errors() -> None:
    every, long = _kept(1, (".html",))
    assert len(every) >= len(keyed((".html",))) // 2
    lost = [slip for slip in every if not slip.found]
    assert len(lost) * 5 <= len(every), lost
    assert sum(not slip.found for slip in long) * 8 <= len(long), lost


@pytest.mark.slow
def test_slips_planted_into_all_keyed_reports_stay_errors() -> None:
    every, long = _kept(6)
    lost = [slip for slip in every if not slip.found]
    assert sum(slip.found for slip in every) * 100 >= 80 * len(every), lost
    assert sum(slip.found for slip in long) * 100 >= 85 * len(long), lost


@pytest.mark.slow
@pytest.mark.xfail(
    strict=True,
    reason="99 of 113: most of the others stand in lists of 其中, which are undecided once they do not close",
)
def test_slips_in_long_sums_of_all_keyed_reports_stay_errors_but_for_one_in_twelve() -> None:
    _, long = _kept(6)
    assert sum(slip.found for slip in long) * 100 >= 92 * len(long)
