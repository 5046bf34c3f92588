"""Hostile texts judged: their time grows with their length, not with its square."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from luohu_fiscal.cli import main
from tests.render.test_formats_hostile import HEAD, SLOW, judged

#: Seconds for a third of a million characters of any kind.  What was measured is in
#: docs/performance.md; this leaves room for a slower machine.
SECONDS = 30


def seconds(text: str) -> float:
    begun = time.process_time()
    judged(text)
    return time.process_time() - begun


@pytest.mark.parametrize("kind", SLOW)
def test_time_grows_with_the_length_of_a_hostile_text_not_with_its_square(kind: str) -> None:
    short, long = 3_000, 24_000
    # Eight times the text: a square would be sixty-four times the time.
    for _ in range(3):
        quick, slow = seconds(SLOW[kind](short)), seconds(SLOW[kind](long))
        if slow < 0.05 or slow < 24 * quick:
            return
    pytest.fail(f"{short} characters: {quick:.3f} s, {long}: {slow:.3f} s")


@pytest.mark.slow
@pytest.mark.parametrize("kind", SLOW)
def test_a_megabyte_of_hostile_text_is_judged_within_its_limit(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hostile.txt"
    file.write_text(HEAD + SLOW[kind](350_000), "utf-8")
    begun = time.process_time()
    assert main(["check", str(file)]) in (0, 1, 2)
    assert time.process_time() - begun < SECONDS
    assert "Traceback" not in capsys.readouterr().err
