"""What LF801 costs: reports judged with it and without it, side by side."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.run.loading import load_all
from tests.benchmarks.test_bench_reconcile import MODELS, best_of
from tests.places import SHARED

CORPUS = SHARED / "corpus"
PAPER = CORPUS / "luohu_2024_budget.txt"

#: A check may take a fifth longer; judging alone, of which reading is no part, a third.
CHECK, JUDGING = 1.2, 1.35
#: The guards leave room for a machine that is busy with something else.
GUARD = 1.25


def with_and_without(report: BudgetReport) -> tuple[float, float]:
    return (
        best_of(lambda: reconcile(report), 7),
        best_of(lambda: reconcile(report, ignore=["LF801"]), 7),
    )


def told(capsys: pytest.CaptureFixture[str], what: str, ratio: float, goal: float) -> None:
    with capsys.disabled():
        print(f"\n{what} with LF801 takes {ratio:.2f} times as long (goal {goal})")


def kept_within(goal: float, measured: Callable[[], float]) -> tuple[float, bool]:
    """The least of up to three measurements, and whether it stays within a goal and its guard."""
    ratios: list[float] = []
    while len(ratios) < 3 and (not ratios or min(ratios) > goal):
        ratios.append(measured())
    return min(ratios), min(ratios) <= goal * GUARD


def test_judging_four_hundred_accounts(capsys: pytest.CaptureFixture[str]) -> None:
    report = report_of(MODELS)

    def measured() -> float:
        joint, alone = with_and_without(report)
        return joint / alone

    ratio, kept = kept_within(JUDGING, measured)
    told(capsys, "judging 400 accounts", ratio, JUDGING)
    assert kept


@pytest.mark.skipif(not PAPER.exists(), reason="the shared corpus is not beside the repository")
def test_checking_a_published_report(capsys: pytest.CaptureFixture[str]) -> None:
    def measured() -> float:
        start = time.perf_counter()
        (outcome,) = load_all([str(PAPER)], jobs=1)
        reading = time.perf_counter() - start
        assert outcome.report is not None
        joint, alone = with_and_without(outcome.report)
        return (reading + joint) / (reading + alone)

    ratio, kept = kept_within(CHECK, measured)
    told(capsys, "checking a report", ratio, CHECK)
    assert kept
