"""`reading.toml` is what its script counts from the keys, byte for byte, and each cost names its count."""

from __future__ import annotations

import tomllib

import pytest

from tests.count_reading_costs import KEYS, NO_CHOICE, REPORTS, TARGET, hand_set, render


@pytest.mark.slow
@pytest.mark.skipif(
    not (KEYS.exists() and REPORTS.exists()),
    reason="the measuring material is not beside the repository",
)
def test_the_script_makes_the_file_anew_byte_for_byte() -> None:
    assert render() == TARGET.read_text("utf-8")


def test_each_cost_names_its_count_or_says_why_it_has_none() -> None:
    entries = tomllib.loads(TARGET.read_text("utf-8"))["cost"]
    assert list(entries) == list(hand_set())
    for name, entry in entries.items():
        assert ("n" in entry and "of" in entry) or name in NO_CHOICE
        if "set" in entry:
            assert entry["cost"] == hand_set()[name]
