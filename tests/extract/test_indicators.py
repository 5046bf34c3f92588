"""Indicators: what is read of them, what is held against what, and that a target missed is a note."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luohu_fiscal.extract import extract
from luohu_fiscal.model.figures import DocumentInfo, Indicator
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.readers import read_text
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.reconcile.finding import Finding, Severity, Verdict

TITLE = "关于2023年甲市计划执行和2024年计划草案情况的报告\n\n"
DONE = "一、2023年国民经济和社会发展计划执行情况\n\n"
PLAN = "二、2024年经济社会发展总体目标\n\n"


def read(*sentences: str, head: str = DONE) -> list[tuple[str, str, str]]:
    """Name, measure and number of every indicator of a made-up paper."""
    report = extract(read_text(TITLE + head + "\n\n".join(sentences)))
    return [(one.name, one.measure.value, one.printed) for one in report.indicators]


def stated(name: str, value: str, stage: str = "execution", **more: object) -> BudgetReport:
    fields = {"measure": "growth", "unit": "%", "fiscal_year": 2023, **more}
    one = Indicator(id="i1", name=name, value=Decimal(value), stage=stage, **fields)
    return BudgetReport(document=DocumentInfo(jurisdiction="甲市"), indicators=(one,))


def level(name: str, value: str, **more: object) -> BudgetReport:
    fields: dict[str, object] = {"measure": "level", "unit": "亿元", **more}
    return stated(name, value, "execution", **fields)


def found(*reports: BudgetReport, rule: str) -> list[Finding]:
    return [one for one in reconcile(*reports, select=[rule]).findings if one.places]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("地区生产总值达到500亿元，同比增长6.1%。", [("level", "500亿元"), ("growth", "6.1%")]),
        ("——固定资产投资完成80.5亿元；", [("level", "80.5亿元")]),
        ("社会消费品零售总额下降1.5%。", [("growth", "-1.5%")]),
        ("城镇登记失业率控制在3%以内。", [("level", "3%")]),
        ("地区生产总值增长5.5%-6%。", [("growth", "5.5-6%")]),
    ],
)
def test_a_clause_says_name_measure_and_number(
    sentence: str, wanted: list[tuple[str, str]]
) -> None:
    assert [entry[1:] for entry in read(sentence)] == wanted


def test_names_that_share_their_beginning_take_the_numbers_in_turn() -> None:
    assert read("单位GDP能耗、水耗预计分别下降2.5%、3.25%。") == [
        ("万元地区生产总值能耗", "growth", "-2.5%"),
        ("万元地区生产总值水耗", "growth", "-3.25%"),
    ]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("公办园达到70所，在园儿童占比54.1%。", ["54.1%"]),
        ("普惠园（含公办）达到90所，在园儿童占比80.5%。", ["80.5%"]),
        ("公办园、普惠园增至70所、90所，在园儿童占比54%、80.5%。", ["54%", "80.5%"]),
        # Of schools, or of one of two: no indicator of the vocabulary.
        ("学校62所，在园儿童占比52%。", []),
        ("公办园、普惠园增至62所、123所，在园儿童占比52%。", []),
        ("公办园运行良好，在园儿童占比52%。", []),
    ],
)
def test_a_share_after_a_count_is_of_what_was_counted(sentence: str, wanted: list[str]) -> None:
    assert [entry[2] for entry in read(sentence)] == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("居民健康素养水平达到50.1%。", "50.1%"),
        ("知识产权专利质押融资金额达到2.5亿元。", "2.5亿元"),
        ("引育80名各领域“高精尖缺”人才。", "80名"),
        ("引进营收过百亿企业3家。", "3家"),
        ("改造居民小区二次供水泵房60座。", "60座"),
    ],
)
def test_what_plans_name_is_in_the_vocabulary(sentence: str, wanted: str) -> None:
    assert [entry[2] for entry in read(sentence)] == [wanted]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("筹集公共住房500套，供应200套。", [("筹集公共住房", "500套"), ("供应公共住房", "200套")]),
        (
            "筹集人才住房和保障性住房500套，供应200套。",
            [("筹集公共住房", "500套"), ("供应公共住房", "200套")],
        ),
        ("国高企业增加20家，达到310家。", [("国家高新技术企业", "310家")]),
        # What was counted is nothing of the vocabulary, or the verb makes nothing known of it.
        ("国高企业称号授予20家，达到310家。", []),
        ("新建厂房500套，供应200套。", []),
        ("筹集公共住房500套，拆除200套。", [("筹集公共住房", "500套")]),
    ],
)
def test_a_count_shares_the_name_of_the_one_before_it(
    sentence: str, wanted: list[tuple[str, str]]
) -> None:
    assert [(name, printed) for name, _, printed in read(sentence)] == wanted


@pytest.mark.parametrize(
    "sentence",
    [
        "上半年地区生产总值下降4%。",
        "“十三五”时期，地区生产总值年均增长6%。",
        "推动甲项目开工，完成固定资产投资3亿元。",
        "地区生产总值累计增长40%。",
        "2019年地区生产总值增长6%。",
        "剔除不可比因素，社会消费品零售总额同口径增长6%。",
    ],
)
def test_part_of_a_year_a_look_back_and_a_single_project_state_nothing_of_the_year(
    sentence: str,
) -> None:
    assert read(sentence) == []


def test_a_look_back_says_where_it_got_to() -> None:
    sentence = "五年来，固定资产投资由20亿元提高到30亿元。"
    assert read(sentence) == [("固定资产投资", "level", "30亿元")]


def test_what_a_plan_says_will_be_is_a_target() -> None:
    report = extract(read_text(TITLE + PLAN + "——地区生产总值增长6%左右。"))
    (one,) = report.indicators
    assert (one.fiscal_year, one.stage, one.bound) == (2024, "draft", "about")


def test_a_rate_of_its_own_subject_is_no_rate_of_the_amount_before_it() -> None:
    text = "——一般公共预算收入完成20.5亿元；\n\n——万元GDP水耗下降2.5%。"
    report = extract(read_text(TITLE + DONE + text))
    assert report.claims == ()
    assert [entry.amount for entry in report.unplaced] == ["2.5"]


@pytest.mark.parametrize(
    ("one", "other", "verdict", "severity"),
    [
        ("-9.5", "-9.5", "exact", "ok"),
        ("-9.5", "-9.52", "within_rounding", "ok"),
        ("-9.5", "-10.6", "breach", "warning"),
        ("51.98", "51.99", "breach", "warning"),
    ],
)
def test_two_papers_that_name_one_indicator(
    one: str, other: str, verdict: str, severity: str
) -> None:
    name = "万元地区生产总值水耗"
    (finding,) = found(stated(name, one), stated(name, other), rule="LF108")
    assert (finding.verdict, finding.severity) == (verdict, severity)
    assert {place.report for place in finding.places} == {0, 1}


def test_amounts_in_two_units_are_one_where_the_coarser_is_the_rounding_of_the_finer() -> None:
    finer = level("固定资产投资", "3843000", unit="万元")
    (finding,) = found(level("固定资产投资", "384"), finer, rule="LF108")
    assert (finding.verdict, finding.slack) == ("within_rounding", Decimal("0.50005"))


def test_an_approximation_decides_nothing_but_that_it_is_said_again() -> None:
    about = {"bound": "about"}
    rough, plain = level("地区生产总值", "2400", **about), level("地区生产总值", "2375.3")
    assert [one.verdict for one in found(rough, rough, rule="LF108")] == ["exact"]
    assert [one.verdict for one in found(rough, plain, rule="LF108")] == ["undecided"]


def test_a_growth_is_held_against_both_levels_and_an_estimate_may_have_moved() -> None:
    before = level("固定资产投资", "332", fiscal_year=2022)
    papers = [level("固定资产投资", "384.3"), stated("固定资产投资", "10.2")]
    both = BudgetReport(
        document=DocumentInfo(jurisdiction="甲市"),
        indicators=tuple(
            paper.indicators[0].model_copy(update={"id": f"i{n}"}) for n, paper in enumerate(papers)
        ),
    )
    (finding,) = found(before, both, rule="LF302")
    assert (finding.verdict, finding.severity) == ("breach", "warning")
    assert finding.calculated == Decimal("15.7530")
    assert [one.values.get("mechanism") for one in finding.notes] == ["estimate_against_final"]


def test_real_growth_is_never_judged_on_nominal_levels() -> None:
    growth, here = stated("地区生产总值", "1.5"), level("地区生产总值", "2375.3")
    both = growth.model_copy(
        update={
            "indicators": (*growth.indicators, here.indicators[0].model_copy(update={"id": "i2"}))
        }
    )
    before = level("地区生产总值", "2400.1", fiscal_year=2022)
    assert [one.verdict for one in found(before, both, rule="LF302")] == ["undecided"]


@pytest.mark.parametrize(
    ("name", "target", "outcome", "verdict"),
    [
        ("社会消费品零售总额", {"value": "6.0", "bound": "at_least"}, {"value": "-5.6"}, "breach"),
        ("社会消费品零售总额", {"value": "5", "bound": "at_least"}, {"value": "7.0"}, "bounded"),
        ("地区生产总值", {"value": "6.0", "upper": "6.5"}, {"value": "6.0"}, "exact"),
        ("万元地区生产总值水耗", {"value": "-3"}, {"value": "-9.5"}, "bounded"),
        ("万元地区生产总值水耗", {"value": "-3"}, {"value": "-1.5"}, "breach"),
        (
            "城镇登记失业率",
            {"value": "3", "bound": "at_most", "measure": "level"},
            {"value": "3.5", "bound": "at_most", "measure": "level"},
            "undecided",
        ),
    ],
)
def test_a_target_is_met_or_missed_and_never_an_error(
    name: str, target: dict[str, str], outcome: dict[str, str], verdict: str
) -> None:
    wanted, came = (
        stated(name, part.pop("value"), stage, **part)
        for part, stage in ((dict(target), "draft"), (dict(outcome), "execution"))
    )
    (finding,) = found(wanted, came, rule="LF701")
    assert finding.verdict == verdict
    assert finding.severity in (Severity.OK, Severity.NOTE)


def test_two_jurisdictions_have_nothing_in_common() -> None:
    here, there = stated("万元地区生产总值水耗", "-9.5"), stated("万元地区生产总值水耗", "-10.6")
    there = there.model_copy(update={"document": DocumentInfo(jurisdiction="乙市")})
    assert found(here, there, rule="LF108") == []


@given(
    value=st.decimals(-99, 99, places=3),
    places=st.integers(0, 2),
)
def test_what_rounds_to_what_is_printed_is_never_at_odds(value: Decimal, places: int) -> None:
    coarse = value.quantize(Decimal(1).scaleb(-places), rounding="ROUND_HALF_UP")
    name = "万元地区生产总值水耗"
    findings = found(stated(name, str(value)), stated(name, str(coarse)), rule="LF108")
    assert all(one.verdict is not Verdict.BREACH for one in findings)


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("落户甲公司等总部企业4家。", [("总部企业", "4家")]),
        ("培育3家上市公司、7家总部企业。", [("总部企业", "7家")]),
        ("建成12公里碧道，新增学位3000个。", [("碧道", "12公里"), ("新增学位", "3,000个")]),
        ("在10个街道社康中心开展服务。", []),
        ("“十三五”时期新增学位1万个。", []),
    ],
)
def test_a_programme_is_named_before_its_count_or_behind_its_unit(
    sentence: str, wanted: list[tuple[str, str]]
) -> None:
    assert [(name, printed) for name, _, printed in read(sentence)] == wanted


def test_a_programme_may_be_told_in_part() -> None:
    here, there = (level("社区公园", number, unit="个") for number in ("7", "5"))
    (finding,) = found(here, there, rule="LF108")
    assert (finding.verdict, finding.severity) == ("undecided", "note")
