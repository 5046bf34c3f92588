"""Where sums leave a tie, another printing of the same line says which change is borne out."""

from __future__ import annotations

from typing import Any

import pytest

from luohu_fiscal.explain import explain
from luohu_fiscal.model.budgets import StateCapitalBudget
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.reconcile import Finding, reconcile

LINES = {"利润收入": 1152, "股利股息收入": 1427, "产权转让收入": 2554}


def report(*elsewhere: tuple[str, str], year: int = 2025, **more: Any) -> BudgetReport:
    """Three lines of which one lost 400, and other printings of some of them in the same document."""
    budget = StateCapitalBudget(
        fiscal_year=2025,
        stage="draft",
        scope="市本级",
        level="own_level",
        unit="万元",
        resources=more.pop("lines", LINES),
        total_resources=more.pop("total", 5533),
    )
    where = {"scope": "市级", "level": "own_level", **more}
    again = tuple(
        Figure(
            id=f"again{number}",
            book="state_capital",
            fiscal_year=year,
            stage="draft",
            side="resources",
            role="other",
            label=label,
            amount=amount,
            **where,
        )
        for number, (label, amount) in enumerate(elsewhere)
    )
    return report_of([budget], figures=again)


def breach(*elsewhere: tuple[str, str], **more: Any) -> Finding:
    findings = explain(reconcile(report(*elsewhere, **more))).findings
    (found,) = (finding for finding in findings if finding.rule == "LF102")
    return found


def digits(found: Finding) -> list[tuple[object, object]]:
    return [(e["replacement"], e["unique"]) for e in found.explanations if e["kind"] == "digit"]


def test_without_a_witness_siblings_tie() -> None:
    told = digits(breach())
    assert ("1552万元", False) in told and len(told) > 1
    assert not any(unique for _, unique in told)


def test_a_printing_elsewhere_that_agrees_with_the_change_makes_it_the_one() -> None:
    assert digits(breach(("利润收入", "1552万元")))[0] == ("1552万元", True)


def test_a_printing_that_agrees_with_what_is_printed_speaks_against_a_change() -> None:
    told = digits(breach(("股利股息收入", "1427万元"), ("产权转让收入", "2554万元")))
    assert told[0][0] in ("1552万元", "5133万元")
    assert {amount for amount, _ in told[-2:]} == {"1827万元", "2954万元"}


def test_a_printing_too_coarse_to_tell_says_nothing() -> None:
    assert digits(breach(("产权转让收入", "0.3亿元"))) == digits(breach())


def test_a_line_of_another_year_is_no_witness() -> None:
    assert digits(breach(("利润收入", "1552万元"), year=2024)) == digits(breach())


@pytest.mark.parametrize(
    "other",
    [
        {"scope": "全市", "level": "consolidated"},
        {"scope": "高新区", "level": None},
        {"level": None},
        {"stage": "execution"},
        {"book": "government_fund"},
        {"side": "uses"},
        {"qualifier": "约"},
    ],
)
def test_another_quantity_or_an_approximation_is_no_witness(other: dict[str, Any]) -> None:
    elsewhere = Figure(
        **{
            "id": "again",
            "book": "state_capital",
            "scope": "市级",
            "level": "own_level",
            "fiscal_year": 2025,
            "stage": "draft",
            "side": "resources",
            "label": "利润收入",
            "amount": "1552万元",
            **other,
        }
    )
    whole = report()
    found = explain(reconcile(whole.model_copy(update={"figures": (*whole.figures, elsewhere)})))
    (told,) = (finding for finding in found.findings if finding.rule == "LF102")
    assert digits(told) == digits(breach())


def test_lines_without_a_name_have_no_witness() -> None:
    lines = [{"label": "", "amount": amount} for amount in LINES.values()]
    assert digits(breach(lines=lines)) == digits(breach(("", "1552万元"), lines=lines))
    assert not any(unique for _, unique in digits(breach(("", "1552万元"), lines=lines)))


def test_a_printing_too_coarse_to_tell_moves_no_change_down() -> None:
    turned = dict(reversed(LINES.items()))
    told = digits(breach(("产权转让收入", "0.3亿元"), lines=turned))
    assert told == digits(breach(lines=turned))
    assert told[1][0] == "2954万元"


def test_a_part_that_is_not_printed_has_no_witness() -> None:
    """137 too little: a line of -137 that is none, or one more part; nothing tells which."""
    budget = StateCapitalBudget(
        fiscal_year=2025, stage="draft", unit="万元", total_resources={"amount": 2347, "closed": True},
        resources={"利润收入": 2347, "上年结转收入": -137},
    )  # fmt: skip
    (found,) = (one for one in explain(reconcile(budget)).findings if one.rule == "LF102")
    kinds = [str(entry["kind"]) for entry in found.explanations]
    assert kinds == ["counted_twice", "missing_part", "unit"]
    assert not any(entry["unique"] for entry in found.explanations)


@pytest.mark.parametrize(
    ("label", "amount"), [("利润收入", "1552万元"), ("股利股息收入", "1827万元")]
)
def test_of_two_changes_the_one_that_is_borne_out_is_the_one(label: str, amount: str) -> None:
    # 400 too little, for which neither the other lines nor the total have room.
    others = {"产权转让收入": 995, "清算收入": 699, "其他收入": 760, "上年结转收入": 700}
    more: dict[str, Any] = {
        "lines": {"利润收入": 1152, "股利股息收入": 1427, **others},
        "total": 6133,
    }
    assert digits(breach(**more)) == [("1552万元", False), ("1827万元", False)]
    told = digits(breach((label, amount), **more))
    assert told[0] == (amount, True) and [unique for _, unique in told[1:]] == [False]
