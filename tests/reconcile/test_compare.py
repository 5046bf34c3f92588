"""Two publications or stages side by side: what differs is told by concept, what agrees is counted."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luohu_fiscal.cli import main
from luohu_fiscal.datafiles import load, loads
from luohu_fiscal.errors import UsageError
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.model.vocabulary import Stage
from luohu_fiscal.reconcile.compare import Comparison, compare
from tests.test_cli import account

Capture = pytest.CaptureFixture[str]
TEXT = """
jurisdiction: 深圳市罗湖区
budgets:
  - book: general_public
    scope: 罗湖区
    fiscal_year: 2023
    stage: {stage}
    unit: 万元
    resources: {{一般公共预算收入: {{amount: 100, parts: {{税收收入: 70, 非税收入: 30}}}}, 上年结转收入: 20}}
    uses: {{一般公共预算支出: 90, {line}: {amount}}}
    total_resources: 120
    total_uses: {total}
    closing: {{carried_over: {closing}}}
"""


def report(stage: str = "final", line: str = "上解支出", **change: object) -> BudgetReport:
    fields = {"amount": 10, "total": 100, "closing": 20} | change
    return loads(TEXT.format(stage=stage, line=line, **fields), "yaml")


def told(found: Comparison) -> list[tuple[str | None, str | None]]:
    return [(c.concept or c.label, None if c.difference is None else f"{c.difference:f}")
            for c in found.figures]  # fmt: skip


def test_a_report_is_the_same_as_itself(repository: Path) -> None:
    for path in sorted((repository / "luohu_fiscal/data/luohu").glob("*.yaml")):
        one = load(path)
        found = compare(one, one)
        assert found.same and found.same_figures > 40 and found.same_verdicts > 20


def test_what_changed_is_told_by_concept_with_its_exact_difference() -> None:
    found = compare(report(), report(amount=15, total=105, closing=15))
    assert told(found) == [
        ("remittance_to_higher", "50000"),
        ("total_uses", "50000"),
        ("carried_over", "-50000"),
    ]
    assert not found.verdicts and found.same_verdicts > 3


def test_a_verdict_that_changed_is_told_with_both() -> None:
    found = compare(report(), report(amount=50))
    assert [(one.rule, one.about, one.old, one.new) for one in found.verdicts] == [
        ("LF103", "支出总计", ("exact",), ("breach",))
    ]


def test_two_stages_of_one_year_meet_where_no_stage_is_common() -> None:
    found = compare(report("draft"), report("final", amount=11))
    (pair,) = found.pairs
    assert (pair.old, pair.new) == (Stage.DRAFT, Stage.FINAL)
    assert told(found) == [("remittance_to_higher", "10000")]


def test_stages_can_be_named_and_must_be_there() -> None:
    both = loads(
        TEXT.format(stage="draft", line="上解支出", amount=10, total=100, closing=20)
        + TEXT.format(stage="final", line="上解支出", amount=12, total=100, closing=20).split(
            "budgets:\n"
        )[1],
        "yaml",
    )
    assert compare(both, both).same
    found = compare(both, both, stages=(Stage.DRAFT, Stage.FINAL))
    assert told(found) == [("remittance_to_higher", "20000")]
    with pytest.raises(UsageError, match="no account"):
        compare(both, both, stages=(Stage.ADJUSTED, Stage.FINAL))


def test_a_line_only_one_of_them_prints_is_told_and_missing_is_not_nought() -> None:
    found = compare(report(), report(line="调出资金", amount=11))
    assert told(found) == [("transferred_out", None), ("remittance_to_higher", None)]
    assert [(bool(c.old), bool(c.new)) for c in found.figures] == [(False, True), (True, False)]


def test_one_amount_under_another_name_is_told_as_one_line() -> None:
    found = compare(report(line="甲支出"), report(line="乙支出"))
    (change,) = found.figures
    assert change.label == "甲支出 → 乙支出" and change.difference == 0


def test_a_coarser_printing_agrees_where_it_is_the_rounding_of_the_finer() -> None:
    assert told(compare(report(amount='"10.4万元"'), report(amount=10))) == []
    assert told(compare(report(amount='"10.5万元"'), report(amount=10))) == [
        ("remittance_to_higher", "-5000")
    ]


def test_a_place_written_shorter_is_the_same_place() -> None:
    long, short = report(), report()
    document = short.document.model_copy(update={"jurisdiction": "罗湖区"})
    assert compare(long, short.model_copy(update={"document": document})).same


def test_two_that_have_nothing_in_common_are_refused(tmp_path: Path, capsys: Capture) -> None:
    one, other = account(tmp_path, "a.yaml"), account(tmp_path, "b.yaml", year=2019)
    assert main(["diff", one, other]) == 2
    assert "no account of one book, scope and year in common" in capsys.readouterr().err


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_turned_round_the_differences_change_their_sign(one: int, other: int) -> None:
    there = compare(report(amount=one), report(amount=other))
    back = compare(report(amount=other), report(amount=one))
    assert [c.difference for c in there.figures] == [
        None if c.difference is None else -c.difference for c in back.figures
    ]
    assert there.same == (one == other)
    if one != other:
        assert Decimal(other - one) * 10_000 in [c.difference for c in there.figures]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("format", ["text", "markdown", "json"])
def test_what_diff_shows_is_as_in_the_golden_file(
    format: str,
    lang: str,
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
    golden: Callable[[str, str], None],
) -> None:
    monkeypatch.chdir(repository)
    arguments = ["examples/planted.yaml", "luohu_fiscal/data/luohu/2023.yaml", "--lang", lang]
    assert main(["diff", *arguments, "--format", format]) == 1
    golden(f"diff.{lang}.{format}", capsys.readouterr().out)


def test_the_exit_code_says_whether_anything_differs(tmp_path: Path, capsys: Capture) -> None:
    one, other = account(tmp_path, "a.yaml"), account(tmp_path, "b.yaml", remitted=11)
    assert main(["diff", one, one]) == 0
    capsys.readouterr()
    assert main(["diff", one, other, "--format", "json"]) == 1
    (change,) = json.loads(capsys.readouterr().out)["figures"]
    assert (change["label"], change["difference"]) == ("上解支出", "10000")
    assert main(["diff", one, str(tmp_path / "none.pdf")]) == 2
    assert main(["diff", one, other, "--stages", "draft"]) == 2
    assert "is no pair of stages" in capsys.readouterr().err
