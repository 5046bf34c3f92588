"""What exactness costs: identities judged on models, against a plain Decimal loop."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from decimal import Decimal

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from luohu_fiscal.identities import identity
from luohu_fiscal.model.budgets import Budget, GeneralPublicBudget
from luohu_fiscal.model.items import Item
from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.reconcile import Verdict, reconcile
from luohu_fiscal.reconcile.judge import Judgement, judge_rows

#: The goal is 1.5; the guard leaves room for a machine that is busy with something else.
GOAL, GUARD = 1.5, 2.0
ACCOUNTS = 400

Outcome = list[tuple[Verdict, Decimal, Decimal]]


def accounts(count: int) -> list[Budget]:
    """Accounts of six resources and five uses, some of them a last digit off."""
    draw = random.Random(2023)
    found: list[Budget] = []
    for number in range(count):
        resources = {f"第{n}项收入": draw.randrange(10**3, 10**7) for n in range(6)}
        uses = {f"第{n}项支出": draw.randrange(10**3, 10**6) for n in range(5)}
        total, spent = sum(resources.values()), sum(uses.values())
        found.append(
            GeneralPublicBudget(
                scope=f"第{number}区",
                fiscal_year=2023,
                stage="execution",
                unit="万元",
                resources=resources,
                uses=uses,
                total_resources=total + draw.choice((0, 0, 1)),
                total_uses=spent,
                closing={"carried_over": total - spent},
            )
        )
    return found


MODELS = accounts(ACCOUNTS)


def plain() -> Outcome:
    """Difference, slack and verdict as one would write them by hand for these two sums."""
    found: Outcome = []
    for budget in MODELS:
        for total, lines in (
            (budget.total_resources, budget.resources),
            (budget.total_uses, budget.uses),
        ):
            assert total is not None
            amount = total.amount
            difference, slack = amount.value, amount.half
            for line in lines:
                amount = line.amount
                difference -= amount.value
                slack += amount.half
            if not difference:
                verdict = Verdict.EXACT
            elif abs(difference) < slack:
                verdict = Verdict.WITHIN_ROUNDING
            else:
                verdict = Verdict.BREACH
            found.append((verdict, difference, slack))
    return found


def exact() -> list[Judgement]:
    """The same from the catalogue: the formula is data, and the ends of the intervals are kept."""
    resources, uses = (identity(code).readings[""].linear for code in ("LF102", "LF103"))
    sides = (
        judge_rows(resources, [(_printed(one.total_resources), one.resources) for one in MODELS]),
        judge_rows(uses, [(_printed(one.total_uses), one.uses) for one in MODELS]),
    )
    return [judgement for pair in zip(*sides, strict=True) for judgement in pair]


def _printed(total: Item | None) -> tuple[Item, ...]:
    return () if total is None else (total,)


def best_of(run: Callable[[], object], rounds: int = 15) -> float:
    """The quickest of several runs: what the code costs when nothing disturbs it."""
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return best


def test_both_ways_come_to_the_same() -> None:
    assert [tuple(one) for one in exact()] == plain()


def test_exactness_costs_at_most_half_as_much_again(capsys: pytest.CaptureFixture[str]) -> None:
    identities = 2 * ACCOUNTS
    # Taken in turns, so that a busy machine slows both; three attempts before it is called slow.
    ratios = []
    for _ in range(3):
        loop, judged = best_of(plain), best_of(exact)
        ratios.append(judged / loop)
        with capsys.disabled():
            print(
                f"\njudged {identities / judged:,.0f} identities a second, "
                f"plain Decimal loop {identities / loop:,.0f}: {ratios[-1]:.2f} times (goal {GOAL})"
            )
        if ratios[-1] <= GOAL:
            break
    assert min(ratios) <= GUARD


@pytest.fixture(scope="module")
def report() -> BudgetReport:
    return report_of(MODELS)


@pytest.mark.benchmark(group="judge")
def test_bench_plain_loop(benchmark: BenchmarkFixture) -> None:
    assert len(benchmark(plain)) == 2 * ACCOUNTS


@pytest.mark.benchmark(group="judge")
def test_bench_judge(benchmark: BenchmarkFixture) -> None:
    assert len(benchmark(exact)) == 2 * ACCOUNTS


@pytest.mark.benchmark(group="reconcile")
def test_bench_reconcile(benchmark: BenchmarkFixture, report: BudgetReport) -> None:
    """From figures to findings with their terms, units and severities: every rule, 400 accounts."""
    assert len(benchmark(lambda: reconcile(report)).findings) == 4 * ACCOUNTS


def test_time_grows_with_the_figures_not_faster() -> None:
    small, large = report_of(MODELS[:100]), report_of(MODELS)
    quick, slow = best_of(lambda: reconcile(small), 3), best_of(lambda: reconcile(large), 3)
    # Four times the figures: a quadratic step would be sixteen times the time.
    assert slow / quick < 9
