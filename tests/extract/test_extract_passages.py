"""More constructions of published papers, in our own words: whose account an amount belongs to."""

from __future__ import annotations

import pytest

from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.reconcile import reconcile
from tests.extract.test_extract_constructions import EXECUTION, report


def verdicts(found: BudgetReport) -> dict[str, str]:
    return {finding.rule: finding.verdict.value for finding in reconcile(found).findings}


def accounts(found: BudgetReport) -> set[tuple[str, str, str]]:
    """Book, scope and amount of every line of an account."""
    return {
        (str(one.book), one.scope, str(one.amount))
        for one in found.figures
        if one.statement is not None
    }


def one(found: BudgetReport, amount: str) -> Figure:
    return next(figure for figure in found.figures if str(figure.amount) == amount)


@pytest.mark.parametrize(
    "raised",
    [
        "财政总收入80万元，其中地方一般公共预算收入30万元",
        "财政总收入80万元，其中中央级收入50万元，地方一般公共预算收入30万元",
    ],
)
def test_what_is_raised_for_all_levels_is_no_total_of_the_account(raised: str) -> None:
    found = report(
        f"{EXECUTION}收入：全县{raised}。\n支出：全县一般公共预算支出90万元。\n"
        "平衡：收入总计95万元，分别是一般公共预算收入30万元、上级补助收入65万元；"
        "支出总计95万元，分别是一般公共预算支出90万元、上解支出5万元。"
    )
    assert one(found, "80万元").role == "other"
    judged = [f for f in reconcile(found).findings if f.verdict == "breach"]
    assert judged == []
    assert verdicts(found)["LF102"] == "exact"


def test_a_line_added_to_a_struck_total_is_taken_in_by_the_next_one() -> None:
    text = (
        "全镇一般公共预算可用资金40万元，包括体制结算收入25万元、上级补助收入15万元；"
        "连同上年结余{}万元，全年一般公共预算可用资金46万元。一般公共预算支出44万元，年末结余2万元。"
    )
    found = verdicts(report(EXECUTION + text.format(6)))
    assert (found["LF102"], found["LF104"], found.get("LF108")) == ("exact", "exact", None)
    assert verdicts(report(EXECUTION + text.format(8)))["LF102"] == "breach"


def test_a_closing_of_the_year_before_among_the_resources_is_carried_forward() -> None:
    text = (
        "全县一般公共预算收入30万元；上级补助收入60万元；2022年决算批复年终结转结余{}万元。以上收入总计97万元。"
        "从中减去一般公共预算支出80万元、上解支出11万元，结转结余6万元。"
    )
    found = report(EXECUTION + text.format(7))
    assert one(found, "7万元").role == "carried_forward"
    assert (verdicts(found)["LF102"], verdicts(found)["LF104"]) == ("exact", "exact")
    assert verdicts(report(EXECUTION + text.format(9)))["LF102"] == "breach"


def test_a_list_after_of_which_without_a_line_between_levels_is_not_the_whole() -> None:
    text = "全县一般公共预算总支出90万元，其中一般公共预算支出70万元，增长3%，结转下年支出5万元。"
    assert verdicts(report(EXECUTION + text))["LF103"] == "undecided"


def test_an_amount_without_yuan_leaves_its_list_open() -> None:
    text = "全县一般公共预算总支出90亿元，其中：一般公共预算支出70亿元，上解支出15亿元，专项债券结余3亿，调出资金2亿。"
    assert verdicts(report(EXECUTION + text))["LF103"] == "bounded"


@pytest.mark.parametrize("title", ["2016年某市财政概况", "某市2016年财政收支情况"])
def test_a_survey_of_a_year_speaks_of_what_was_done(title: str) -> None:
    found = report(
        f"{title}\n2016年财政运行平稳。全市一般公共预算收入75亿元，全市一般公共预算支出97亿元。"
    )
    assert {(one.fiscal_year, one.stage) for one in found.figures} == {(2016, "execution")}


def test_a_book_heads_its_paragraph_and_revenue_bears_the_name_of_a_scope() -> None:
    found = report(
        "关于某市2020年预算执行情况的报告\n一、2020年预算执行情况\n"
        "一般公共预算。全市收入14亿元，支出44亿元；市本级收入2亿元，支出10亿元；市属园区收入3亿元，支出5亿元。\n"
        "政府性基金预算。全市收入28亿元，支出36亿元。\n"
        "地方政府债务。2020年末全市债务限额61亿元，余额57亿元。"
    )
    assert accounts(found) == {
        ("general_public", "全市", "14亿元"),
        ("general_public", "全市", "44亿元"),
        ("general_public", "市本级", "2亿元"),
        ("general_public", "市本级", "10亿元"),
        ("general_public", "市属园区", "3亿元"),
        ("general_public", "市属园区", "5亿元"),
        ("government_fund", "全市", "28亿元"),
        ("government_fund", "全市", "36亿元"),
        ("debt", "全市", "61亿元"),
        ("debt", "全市", "57亿元"),
    }


def test_items_of_a_list_over_paragraphs_may_be_budgets_of_their_own() -> None:
    found = report(
        "关于某省2023年预算执行情况的报告\n一、2023年预算执行情况\n1.收入\n（1）全省一般公共预算收入45亿元；\n"
        "（2）全省政府性基金预算收入19亿元，其中土地出让收入16亿元；\n（3）全省国有资本经营预算收入15亿元；\n"
        "（4）全省社会保险基金预算收入46亿元。"
    )
    books = {str(one.amount): str(one.book) for one in found.figures if one.parent is None}
    assert books == {
        "45亿元": "general_public",
        "19亿元": "government_fund",
        "15亿元": "state_capital",
        "46亿元": "social_insurance",
    }
    assert "breach" not in verdicts(found).values()


def test_a_paragraph_that_opens_with_another_scope_leaves_the_account_before() -> None:
    found = report(
        EXECUTION + "全市收入51万元，支出99万元。\n市级一般公共预算和城区分享收入19万元。"
        "全年支出预算调整为25万元，实际支出24万元。收支相抵，市级结转1万元。"
    )
    scopes: dict[str | None, set[str]] = {}
    for figure in found.figures:
        scopes.setdefault(figure.statement, set()).add(figure.scope)
    assert all(len(scopes[name]) == 1 for name in scopes if name is not None)


def test_one_coarse_line_on_each_side_is_not_said_to_balance() -> None:
    text = "（三）国有资本经营预算\n全市国有资本经营预算收入1亿元，国有资本经营预算支出1.2亿元。"
    assert "LF105" not in verdicts(report(EXECUTION + text))


def test_tax_revenue_told_in_a_paragraph_of_its_own_has_parts_of_its_own() -> None:
    text = (
        "2023年全县一般公共预算收入16万元，增长10%。其中，税收收入11万元，非税收入5万元。\n"
        "（1）税收收入11万元。其中：增值税{}万元，企业所得税2万元，契税等3万元。\n"
    )
    found = reconcile(report(EXECUTION + text.format(6))).findings
    assert {f.verdict.value for f in found if f.rule == "LF106"} == {"exact"}
    (wrong,) = (
        f
        for f in reconcile(report(EXECUTION + text.format(8))).findings
        if f.verdict.value == "breach"
    )
    assert (wrong.rule, [n.code for n in wrong.notes]) == ("LF106", ["list_exceeds_total"])


def test_an_approved_change_is_the_adjusted_budget_and_what_follows_the_outcome() -> None:
    found = report(
        "关于某区2020年决算（草案）的报告\n一、2020年决算情况\n（一）一般公共预算\n"
        "区人代会议通过的2020年全区一般公共预算收入预算为20万元，人大常委会批准调整为19万元，决算为18万元，下降1%。\n"
    )
    stages = {str(one.amount): one.stage and one.stage.value for one in found.figures}
    assert stages == {"20万元": "budget", "19万元": "adjusted", "18万元": "final"}


def test_a_list_announced_by_its_composition_and_a_colon_is_whole() -> None:
    text = (
        "上级财政审定的全区一般公共预算总财力为51万元，构成如下：体制财力33万元，上级专项转移支付收入12万元，"
        "上年结余{}万元。"
    )
    assert verdicts(report(EXECUTION + text.format(6)))["LF102"] == "exact"
    assert verdicts(report(EXECUTION + text.format(9)))["LF102"] == "breach"


def test_what_is_named_within_a_total_is_a_part_of_it_and_need_not_be_all() -> None:
    text = "在总收入90万元中，区本级一般公共预算收入58万元，上级补助收入25万元；其余是调入资金。"
    found = report(EXECUTION + "全区一般公共预算总收入90万元。\n" + text)
    assert verdicts(found)["LF102"] == "bounded"


def test_a_headline_says_which_year_is_done_and_which_is_planned() -> None:
    found = report(
        "某市2014年预算执行与2015年预算安排（综合）\n2014年全市一般公共预算收入50万元。\n"
        "2015年，全市一般公共预算收入安排55万元。"
    )
    said = {(one.fiscal_year, one.stage and one.stage.value) for one in found.figures}
    assert said == {(2014, "execution"), (2015, "draft")}


def test_the_shares_of_levels_add_up_to_the_revenue_of_all() -> None:
    found = report(
        EXECUTION.replace("某县", "某省")
        + "全省政府性基金预算收入1014万元，其中省本级收入12万元，市县级收入1002万元。"
    )
    assert verdicts(found)["LF106"] == "exact"


ADJUSTED = "关于某区2023年区级预算调整方案（草案）的报告\n一、一般公共预算\n"


@pytest.mark.parametrize("verb", ["新增", "增加"])
def test_a_line_that_is_new_in_an_adjusted_list_is_a_line_if_the_sum_says_so(verb: str) -> None:
    text = (
        "区级一般公共预算总支出由600万元调整为{}万元。其中：一般公共预算支出由580万元调整为660万元；"
        "上解支出由20万元调整为28万元；" + verb + "债务还本支出12万元。"
    )
    assert verdicts(report(ADJUSTED + text.format(700)))["LF103"] == "exact"
    assert verdicts(report(ADJUSTED + text.format(730)))["LF103"] == "bounded"


def test_one_line_before_a_total_may_be_gross_and_bounds_nothing() -> None:
    text = "全镇地方一般公共预算收入81万元。可用财力65万元，减去当年支出64万元，年终结余1万元。"
    assert verdicts(report(EXECUTION + text))["LF102"] == "undecided"


def test_what_is_carried_over_is_taken_off_a_closing_that_has_no_totals_above() -> None:
    text = (
        "全县财政总收入160万元，其中：当年一般公共预算收入100万元，上级补助收入50万元，上年结转10万元。"
        "总收入减去一般公共预算支出120万元、上解支出25万元后，年终结余15万元，"
        "扣除结转下年支出14万元，净结余{}万元。"
    )
    sound = verdicts(report(EXECUTION + text.format(1)))
    assert (sound["LF104"], sound["LF106"]) == ("exact", "exact")
    assert verdicts(report(EXECUTION + text.format(4)))["LF106"] == "breach"


def test_what_is_carried_over_is_taken_off_a_closing_where_no_total_is_of_a_book() -> None:
    found = report(
        "某县2016年财政决算情况说明\n一、支出情况\n全县一般公共预算支出120万元。\n二、平衡情况\n"
        "全县财政总收入160万元，其中：当年一般公共预算收入100万元，转移支付50万元，上年结转10万元。"
        "总收入减去一般公共预算支出120万元、上解支出25万元后，年终结余15万元，扣除结转下年支出14万元，净结余1万元。"
    )
    assert verdicts(found)["LF104"] == "exact"
    assert "breach" not in verdicts(found).values()


def test_a_bare_total_that_closes_no_list_is_not_passed_over() -> None:
    text = "一般公共预算收入100亿元，上级补助50亿元，上年结余10亿元，总计{}亿元。"
    found = {
        number: verdicts(report(EXECUTION + text.format(number))) for number in (160, 165, 155)
    }
    assert [found[n]["LF102"] for n in (160, 165, 155)] == ["exact", "undecided", "breach"]


def test_an_amount_for_several_lines_is_not_what_was_carried_forward() -> None:
    found = report(
        EXECUTION + "一般公共预算收入100亿元，加上级补助、上年结转等29亿元，收入总计129亿元。"
    )
    assert one(found, "29亿元").role == "component"
    assert verdicts(found)["LF102"] == "exact"


def test_what_is_taken_off_after_an_enumeration_comma_has_its_sign() -> None:
    found = report(
        EXECUTION
        + "一般公共预算收入100亿元，加上级补助50亿元、减去上解支出20亿元，可用财力130亿元。"
    )
    assert verdicts(found)["LF102"] == "exact"


def test_the_debt_a_year_ended_with_is_of_that_year() -> None:
    found = report(
        "关于某县2024年预算执行情况的报告\n四、地方政府债务情况\n（一）2023年末全县政府债务余额330亿元。\n"
        "（二）2024年末全县政府债务余额373亿元。"
    )
    assert {one.fiscal_year: str(one.amount) for one in found.figures} == {
        2023: "330亿元",
        2024: "373亿元",
    }


@pytest.mark.parametrize(
    ("title", "stage"),
    [
        ("附件1：某市2017年市本级财政决算说明", "final"),
        ("某县2017年一般公共预算收支决算说明", "final"),
        ("某市2017年政府债务限额和余额情况", "execution"),
    ],
)
def test_the_title_of_an_annex_says_year_and_stage(title: str, stage: str) -> None:
    found = report(f"{title}\n市本级一般公共预算收入100亿元，上级补助收入50亿元，收入总计150亿元。")
    assert {(f.fiscal_year, f.stage and f.stage.value) for f in found.figures} == {(2017, stage)}


def test_a_total_under_the_name_of_own_revenue_is_held_to_its_closing() -> None:
    text = (
        "全镇一般公共预算收入50万元，包括税收分成收入20万元，非税收入10万元，上级补助收入15万元，上年结转资金5万元。"
        "全镇一般公共预算总支出48万元，年终结余{}万元。"
    )
    assert verdicts(report(EXECUTION + text.format(2)))["LF104"] == "exact"
    assert verdicts(report(EXECUTION + text.format(5)))["LF104"] == "breach"


@pytest.mark.parametrize("zone", ["17", "71"])
def test_what_a_bracket_names_of_a_total_is_not_all_of_it(zone: str) -> None:
    """That the lines of a total are all of it says nothing of （含高新区X）."""
    text = f"市级一般公共预算收入32亿元，加上上级补助收入195亿元，收入总计227亿元（含高新区{zone}亿元）。"
    found = reconcile(report(EXECUTION + text)).findings
    assert [one.verdict.value for one in found if one.rule == "LF102"] == ["exact"]
    assert {one.verdict.value for one in found if one.rule in ("LF106", "LF107")} == {"bounded"}


def test_what_a_bracket_names_of_a_total_may_not_exceed_it() -> None:
    text = (
        "市级一般公共预算收入32亿元，加上上级补助收入195亿元，收入总计227亿元（含高新区271亿元）。"
    )
    found = reconcile(report(EXECUTION + text)).findings
    assert any(one.verdict.value == "breach" for one in found if one.rule in ("LF106", "LF107"))
