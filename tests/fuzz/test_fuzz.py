"""Texts and damaged documents without end: no traceback, no bug, nothing past the limits.

A sample runs with the normal tests, drawn by its own seeds; the long run is `pytest -m slow tests/fuzz`.
What fails is named by its seed: `text_of(7)`, `damaged(".pdf", 7)`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from luohu_fiscal.errors import LuohuFiscalError
from luohu_fiscal.run.limits import Limits
from luohu_fiscal.run.workers import Workers
from tests.fuzz.documents import READERS
from tests.fuzz.pipeline import read_damaged, read_texts

#: A batch shares a process, and one of its files may take as much as all of them.
BATCH = 50
LIMITS = Limits(memory=1_500, seconds=120)


def in_batches(
    name: str,
    seeds: range,
    work: Callable[..., list[str]],
    *arguments: Any,
    after: tuple[Any, ...] = (),
) -> list[str]:
    """What the work says of the seeds, in processes apart; one that is ended is narrowed down."""
    found: list[str] = []
    with Workers(LIMITS) as workers:
        waiting = [seeds[at : at + BATCH] for at in range(0, len(seeds), BATCH)]
        while waiting:
            batch = waiting.pop()
            try:
                found += workers.call(name, work, *arguments, batch, *after)
            except LuohuFiscalError as error:
                if len(batch) == 1:
                    found.append(f"{name} {batch[0]}: {error}")
                else:
                    half = len(batch) // 2
                    waiting += [batch[:half], batch[half:]]
    return found


def test_a_sample_of_texts_by_grammar_is_read_judged_and_shown() -> None:
    assert in_batches("text", range(10**6, 10**6 + 60), read_texts) == []


@pytest.mark.parametrize("suffix", READERS)
def test_a_sample_of_damaged_documents_is_read_or_refused(tmp_path: Path, suffix: str) -> None:
    seeds = range(10**6, 10**6 + 12)
    assert in_batches(suffix, seeds, read_damaged, suffix, after=(str(tmp_path),)) == []


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 30_000, 3_000))
def test_texts_by_grammar_are_read_judged_and_shown(first: int) -> None:
    assert in_batches("text", range(first, first + 3_000), read_texts) == []


@pytest.mark.slow
@pytest.mark.parametrize("suffix", READERS)
def test_damaged_documents_are_read_or_refused(tmp_path: Path, suffix: str) -> None:
    assert in_batches(suffix, range(3_000), read_damaged, suffix, after=(str(tmp_path),)) == []


def test_what_is_ended_is_narrowed_down_to_its_seed() -> None:
    assert in_batches("x", range(5), fails_at_three) == ["3 is bad"]
    (said,) = in_batches("x", range(4), ends_at_three)
    assert said.startswith("x 3: x: the process that read it crashed or was killed")


def fails_at_three(seeds: range, *, page: object = None) -> list[str]:
    return [f"{seed} is bad" for seed in seeds if seed == 3]


def ends_at_three(seeds: range, *, page: object = None) -> list[str]:
    import os

    if 3 in seeds:
        os._exit(5)
    return []
