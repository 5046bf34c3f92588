"""A budget written out as the text of a report and read back is the same budget."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from luohu_fiscal.extract import extract
from luohu_fiscal.model.budgets import Budget
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.readers import read_text
from tests.report_text import accounts, report_text


def meaning(figure: Figure) -> tuple[object, ...]:
    """What a figure says, without where it stood and what it was called."""
    return (
        figure.book,
        figure.scope,
        figure.fiscal_year,
        figure.stage,
        figure.side,
        figure.role,
        figure.concept,
        figure.amount,
        figure.closed,
    )


@given(accounts())
@settings(max_examples=40, deadline=None)
def test_a_budget_written_as_report_text_reads_back_the_same(budgets: tuple[Budget, ...]) -> None:
    text = report_text(budgets)
    read_back = extract(read_text(text))
    assert [[meaning(figure) for figure in budget.figures()] for budget in read_back.budgets] == [
        [meaning(figure) for figure in budget.figures()] for budget in budgets
    ], text
    assert not read_back.unplaced


def typeset(line: str, width: int) -> list[str]:
    """A line broken wherever it has filled the width of the page, inside words and numbers too."""
    pieces = [""]
    for character in line:
        if wcswidth(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


@given(accounts(), st.integers(50, 90))
@settings(max_examples=25, deadline=None)
def test_a_report_broken_at_any_width_reads_the_same(
    budgets: tuple[Budget, ...], width: int
) -> None:
    whole = report_text(budgets)
    broken = "\n".join(piece for line in whole.split("\n") for piece in typeset(line, width))
    straight, wrapped = extract(read_text(whole)), extract(read_text(broken))
    assert [meaning(f) for f in wrapped.figures] == [meaning(f) for f in straight.figures]
