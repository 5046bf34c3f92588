"""Rates whose basis the report prints: what is put back, what an amount changed by, rates printed twice."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luohu_fiscal.extract import extract
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.reconcile.finding import Finding

TITLE = "关于甲市2023年预算执行情况和2024年预算草案的报告\n\n一、2023年预算执行情况\n\n"


def found(text: str, rule: str) -> list[Finding]:
    return list(reconcile(extract(read_text(TITLE + text)), select=[rule]).findings)


SET_OFF = (
    "市级一般公共预算支出完成1000万元，完成年度预算的80%，主要是冲减以前年度支出{off}万元。"
    "剔除冲减支出因素后，一般公共预算支出完成年度预算的{rate}%。"
)


@pytest.mark.parametrize(
    ("off", "rate", "verdict"), [("100", "88", "within_rounding"), ("100", "97", "breach")]
)
def test_a_rate_with_what_was_set_off_put_back_must_share_its_base(
    off: str, rate: str, verdict: str
) -> None:
    (joint,) = found(SET_OFF.format(off=off, rate=rate), "LF404")
    assert joint.verdict == verdict
    if verdict == "breach":
        assert joint.severity == "warning"
        assert "more_taken_out" in {note.values.get("mechanism") for note in joint.notes}


def test_what_it_implies_counts_the_amount_put_back() -> None:
    *_, comparable = found(SET_OFF.format(off="100", rate="88"), "LF403")
    lo, hi = (Decimal(dict(comparable.notes[-1].values)[end]) for end in ("lo", "hi"))
    assert lo <= Decimal(1100) / Decimal("0.88") <= hi
    assert len(comparable.terms) == 2


def test_a_comparable_rate_whose_basis_is_not_printed_implies_nothing() -> None:
    text = "市级一般公共预算支出完成1000万元，剔除一次性因素后，同口径增长5%。"
    (finding,) = found(text, "LF401")
    assert finding.verdict == "undecided"
    assert [note.code for note in finding.notes] == ["comparable_basis"]


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("比上年增加100万元，增长10%", "exact"),
        ("比上年增加100万元，增长11.2%", "breach"),
        ("比上年减少100万元，下降8.3%", "exact"),
        ("超收100万元，增长3%", None),
        ("其中教育支出增加100万元，增长3%", None),
    ],
)
def test_amount_and_change_say_the_rate(words: str, verdict: str | None) -> None:
    findings = found(f"市级一般公共预算支出完成1100万元，{words}。", "LF401")
    told = [
        one.verdict.value
        for one in findings
        if any(note.values.get("reading") in ("increment", "decrement") for note in one.notes)
    ]
    assert told == ([] if verdict is None else [verdict])


@pytest.mark.parametrize(("again", "verdict"), [("5.2", "exact"), ("5", "within_rounding")])
def test_a_rate_printed_again_is_the_rounding_of_the_finer(again: str, verdict: str) -> None:
    text = (
        "市级一般公共预算收入完成1000万元，比上年增长5.2%；加上上级补助收入500万元，收入总计1500万元。"
        f"\n\n二、重点工作情况\n\n市级一般公共预算收入1000万元，比上年增长{again}%。"
    )
    told = [one for one in found(text, "LF108") if one.places]
    assert [one.verdict.value for one in told] == [verdict]


AGAIN = "市级一般公共预算收入1000万元，比上年增长{}%。"


def restated(*rates: str) -> list[Finding]:
    first, *others = rates
    text = (
        f"市级一般公共预算收入完成1000万元，比上年增长{first}%；"
        "加上上级补助收入500万元，收入总计1500万元。\n\n二、重点工作情况\n\n"
    )
    told = found(text + "\n\n".join(AGAIN.format(rate) for rate in others), "LF108")
    return [one for one in told if one.places]


@pytest.mark.parametrize(
    ("rates", "verdicts"),
    [
        (("5.2", "5.2", "5.2"), [("exact", 3)]),
        (("5.2", "5", "5.2"), [("within_rounding", 3)]),
        (("5.2", "5.2", "7.1"), [("exact", 2), ("undecided", 2)]),
        (("5.2", "7.1", "7.1"), [("undecided", 3)]),
        (("5.2", "7.1", "8.4"), [("undecided", 2), ("undecided", 2)]),
    ],
)
def test_a_rate_printed_three_times_is_one_finding_with_three_places(
    rates: tuple[str, ...], verdicts: list[tuple[str, int]]
) -> None:
    findings = restated(*rates)
    assert [(one.verdict.value, len(one.places)) for one in findings] == verdicts


@pytest.mark.parametrize("amount", ["300", "200"])
def test_two_rates_of_different_taxes_are_no_restatement(amount: str) -> None:
    text = (
        "市级一般公共预算收入完成1000万元。\n\n二、重点工作情况\n\n"
        f"增值税收入300万元，增长7.3%。\n\n企业所得税收入{amount}万元，增长7.5%。"
    )
    assert [one for one in found(text, "LF108") if one.places] == []


def test_rates_of_two_amounts_of_one_name_are_of_two_quantities() -> None:
    text = (
        "市级一般公共预算支出完成1000万元，完成预算的99%。\n\n二、重点工作情况\n\n"
        "市级一般公共预算支出20万元，完成预算的97%。"
    )
    assert [one for one in found(text, "LF108") if one.places] == []


def test_the_three_joint_contradictions_of_the_luohu_papers_are_warnings() -> None:
    from tests.luohu_claims import KEY, key, outcome

    if not KEY.exists():
        pytest.skip("the measuring material is not beside the repository")
    claims = {claim["id"]: claim for claim in key()["claims"]}
    for name in ("B20-38", "B21-28", "X-35"):
        said = outcome(claims[name])
        assert said.agrees and said.finding is not None
        assert (said.finding.verdict, said.finding.severity) == ("breach", "warning")
