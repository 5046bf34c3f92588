"""How often a planted error is seen, explained and told apart, at the level that was reached.

`tests/planting.py` plants; docs/explanations.md has the tables and the command that makes them.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.injector import CORPUS, Tally, measure, measure_pairs, published, shipped
from tests.planting import KINDS


def shares(found: Mapping[str, Tally]) -> tuple[float, ...]:
    cases = sum(one.cases for one in found.values())
    assert cases
    return tuple(
        100 * sum(getattr(one, name) for one in found.values()) / cases
        for name in ("seen", "among", "in_three", "unique_right", "alone_wrong")
    )


def test_one_planted_error_is_seen_and_named_in_the_shipped_reports() -> None:
    found = measure(shipped(), each=12)
    assert {kind: one.cases for kind, one in found.items()} == dict.fromkeys(KINDS, 24)
    seen, among, in_three, unique_right, alone_wrong = shares(found)
    assert seen == 100
    assert among >= 98
    assert in_three >= 95
    assert unique_right >= 75
    assert alone_wrong <= 2


def test_two_planted_errors_are_both_named_in_the_shipped_reports() -> None:
    pairs = measure_pairs(shipped(), each=40)
    assert pairs["cases"] >= 70
    assert 100 * pairs["listed"] >= 85 * pairs["cases"]


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.exists(), reason="the published reports are not at hand")
def test_one_planted_error_is_seen_and_named_in_published_reports() -> None:
    reports = list(published())
    assert len(reports) >= 10
    seen, among, in_three, unique_right, alone_wrong = shares(measure(reports, each=10))
    assert seen == 100
    assert among >= 98
    assert in_three >= 95
    assert unique_right >= 70
    assert alone_wrong <= 2
    pairs = measure_pairs(reports, each=25)
    assert 100 * pairs["listed"] >= 85 * pairs["cases"]
