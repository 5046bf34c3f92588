"""Rates whose basis the report prints: what is put back, what an amount changed by, rates printed twice."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from luohu_fiscal.extract import extract
from luohu_fiscal.model.figures import Claim, DocumentInfo, Figure, Source
from luohu_fiscal.model.report import BudgetReport
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


def figure(number: int, **known: object) -> Figure:
    common = {
        "id": f"f{number}",
        "book": "general_public",
        "scope": "某区",
        "fiscal_year": 2023,
        "stage": "execution",
        "side": "resources",
        "role": "own_revenue",
        "concept": "own_revenue",
        "label": "一般公共预算收入",
        "amount": "1000万元",
    }
    return Figure.model_validate(common | known)


def printed(*rates: tuple[str, Mapping[str, object], Mapping[str, object]]) -> BudgetReport:
    """Rates, each of a figure of its own: the rate, what is known of it, of its figure."""
    figures, claims = [], []
    for number, (rate, claim, about) in enumerate(rates, 1):
        figures.append(figure(number, **dict(about)))
        known = {"id": f"c{number}", "kind": "growth", "figure": f"f{number}", "value": rate}
        source = Source(page=number, line=1, start=number, end=number + 1, text=rate)
        claims.append(Claim.model_validate({**known, "basis": "prior", "source": source, **claim}))
    info = DocumentInfo(path=f"{len(rates)}{rates[0][0]}.txt", jurisdiction="某区")
    return BudgetReport(document=info, figures=tuple(figures), claims=tuple(claims))


def again(*reports: BudgetReport) -> list[Finding]:
    return [one for one in reconcile(list(reports), select=["LF108"]).findings if one.places]


def test_a_restated_rate_says_all_of_its_printings_and_by_how_much_they_differ() -> None:
    (one,) = again(printed(("5.24", {}, {}), ("5.2", {}, {}), ("5.24", {}, {})))
    assert (one.rule, one.name, one.unit) == ("LF108", "restatement", "%")
    assert (one.book, one.scope, one.fiscal_year, one.stage) == (
        "general_public",
        "某区",
        2023,
        "execution",
    )
    assert (one.verdict, one.severity) == ("within_rounding", "ok")
    told = (one.stated, one.calculated, one.difference, one.slack)
    assert told == tuple(map(Decimal, ("5.2", "5.24", "-0.04", "0.055")))
    assert [(at.report, at.id, at.text) for at in one.places] == [
        (0, "c1", "一般公共预算收入 5.24%"),
        (0, "c2", "一般公共预算收入 5.2%"),
        (0, "c3", "一般公共预算收入 5.24%"),
    ]
    assert [at.source and at.source.page for at in one.places] == [1, 2, 3]
    assert one.notes == ()


def test_a_rate_that_differs_names_its_own_printings_and_the_finest() -> None:
    same, other = again(printed(("5.2", {}, {}), ("5.2", {}, {}), ("5.3", {}, {})))
    assert (same.verdict, same.difference, same.slack) == ("exact", 0, 0)
    assert (other.verdict, other.severity) == ("undecided", "note")
    assert (other.stated, other.calculated) == (Decimal("5.3"), Decimal("5.2"))
    assert [at.id for at in other.places] == ["c3", "c1"]
    assert [dict(note.values) for note in other.notes] == [{"mechanism": "basis_unsaid"}]


@pytest.mark.parametrize("amount", ["1000万元", "1100万元"])
def test_two_documents_that_differ_are_a_warning_whatever_became_of_the_amount(amount: str) -> None:
    one, two = printed(("5.2", {}, {})), printed(("5.3", {}, {"amount": amount}))
    (found,) = again(one, two)
    assert (found.verdict, found.severity) == ("breach", "warning")
    assert [at.report for at in found.places] == [1, 0]
    assert [dict(note.values) for note in found.notes] == [{"mechanism": "other_document"}]


@pytest.mark.parametrize(
    ("claim", "about"),
    [
        ({"kind": "completion", "basis": "budget"}, {}),
        ({"basis": "budget"}, {}),
        ({"comparable": True}, {}),
        ({"qualifier": "约"}, {}),
        ({"restored": "f1"}, {}),
        ({"figure": None}, {}),
        ({}, {"amount": "1002万元"}),
        ({}, {"fiscal_year": 2022}),
        ({}, {"stage": "draft"}),
        ({}, {"scope": "某镇"}),
        ({}, {"book": "government_fund"}),
        ({}, {"concept": "remittance_to_higher"}),
        ({}, {"role": "other", "label": "增值税"}),
        ({}, {"role": "detail", "label": "增值税"}),
    ],
)
def test_a_rate_of_something_else_is_no_restatement(
    claim: dict[str, object], about: dict[str, object]
) -> None:
    assert again(printed(("5.2", {}, {}), ("5.3", claim, about))) == []


@pytest.mark.parametrize(
    ("claim", "about"),
    [
        ({"basis": None}, {}),
        ({"basis": "prior_execution"}, {}),
        ({"basis": "prior_final"}, {}),
        ({}, {"role": "component", "label": "本级收入"}),
        ({}, {"role": "total", "label": "本级收入"}),
        ({}, {"role": "other"}),
    ],
)
def test_last_years_outcome_and_a_line_of_the_account_go_by_several_names(
    claim: dict[str, object], about: dict[str, object]
) -> None:
    assert len(again(printed(("5.2", {}, {}), ("5.3", claim, about)))) == 1


def test_shares_and_two_rates_of_one_printed_amount_are_not_compared() -> None:
    shares = {"kind": "share", "basis": "whole"}
    assert again(printed(("5.2", shares, {}), ("5.3", shares, {}))) == []
    assert again(printed(("5.2", {}, {}), ("5.3", {"figure": "f1"}, {}))) == []


def test_the_three_joint_contradictions_of_the_luohu_papers_are_warnings() -> None:
    from tests.luohu_claims import KEY, key, outcome

    if not KEY.exists():
        pytest.skip("the measuring material is not beside the repository")
    claims = {claim["id"]: claim for claim in key()["claims"]}
    for name in ("B20-38", "B21-28", "X-35"):
        said = outcome(claims[name])
        assert said.agrees and said.finding is not None
        assert (said.finding.verdict, said.finding.severity) == ("breach", "warning")
