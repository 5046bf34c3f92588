"""Year, stage, scope and book of an amount come from the words nearest to it, whatever their form."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luohu_fiscal.extract import extract
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.readers import read_text

TITLE = "关于甲市2025年预算执行情况和2026年预算草案的报告"
Key = tuple[str | None, str, int | None, str | None]


def figures(*paragraphs: str) -> tuple[Figure, ...]:
    return extract(read_text("\n\n".join(paragraphs))).figures


def key(figure: Figure) -> Key:
    return (figure.book, figure.scope, figure.fiscal_year, figure.stage)


def place(number: str, *paragraphs: str) -> Key:
    """Book, scope, year and stage of the amount with a number."""
    (one,) = (figure for figure in figures(*paragraphs) if str(figure.amount.printed) == number)
    return key(one)


def bound(number: str, *paragraphs: str) -> bool:
    """Is the amount one of an account or a part of another?"""
    (one,) = (figure for figure in figures(*paragraphs) if str(figure.amount.printed) == number)
    return one.statement is not None or one.parent is not None


# -- lines without a number ---------------------------------------------------------------------

CHAPTERS = (
    "2025年预算完成及债务总体情况",
    "市本级收支",
    "一般公共预算",
    "收入11亿元。支出12亿元。",
    "政府性基金预算",
    "收入13亿元。支出14亿元。",
    "2026年预算草案",
    "全市一般公共预算收入21亿元。",
    "政府性基金收入23亿元。",
)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("11", ("general_public", "市本级", 2025, "execution")),
        ("14", ("government_fund", "市本级", 2025, "execution")),
        ("21", ("general_public", "全市", 2026, "draft")),
        ("23", ("government_fund", "", 2026, "draft")),
    ],
)
def test_a_short_line_heads_what_follows_and_a_new_chapter_ends_the_scope_before(
    number: str, expected: Key
) -> None:
    assert place(number, TITLE, *CHAPTERS) == expected


@pytest.mark.parametrize(
    "line", ["2026年全市收支预算表", "2026年预算公开", "甲市财政局局长", "2026年1月"]
)
def test_a_caption_a_path_or_a_name_heads_nothing(line: str) -> None:
    said = place("11", TITLE, "一、2025年预算执行情况", line, "一般公共预算收入11亿元。")
    assert said == ("general_public", "", 2025, "execution")


def test_a_line_of_measures_leaves_the_book_and_keeps_the_year() -> None:
    text = (
        TITLE,
        "2026年预算草案",
        "社会保险基金预算",
        "收入8亿元。",
        "预算执行保障措施",
        "投入9亿元。",
    )
    assert place("8", *text) == ("social_insurance", "", 2026, "draft")
    assert place("9", *text) == (None, "", 2026, "draft")


def test_parts_of_a_paper_stand_above_numbered_headings() -> None:
    text = (TITLE, "第二部分 2026年预算草案", "一、收支安排", "一般公共预算收入11亿元。")
    assert place("11", *text) == ("general_public", "", 2026, "draft")


# -- titles -------------------------------------------------------------------------------------


def test_of_two_years_in_a_title_the_earlier_one_is_told_as_it_went() -> None:
    text = ("甲市2025年预算情况和2026年预算草案的报告", "一般公共预算收入完成11亿元。")
    assert place("11", *text)[2:] == (2025, "execution")
    alone = ("甲市2025年预算草案的报告", "一般公共预算收入11亿元。")
    assert place("11", *alone)[2:] == (2025, "draft")


def test_a_paper_named_in_the_lead_stands_for_a_title() -> None:
    lead = "会上提交了《关于甲市2025年预算执行情况和2026年预算草案的报告》。"
    assert place("11", "账本里的新信号", lead, "全市预算执行情况", "一般公共预算收入11亿元。")[
        2:
    ] == (
        2025,
        "execution",
    )


def test_a_draft_of_final_accounts_is_final() -> None:
    text = ("甲市2024年市级决算（草案）", "2024年市级一般公共预算收入11亿元。")
    assert place("11", *text)[2:] == (2024, "final")


def test_the_paper_of_a_zone_annexed_to_another_is_of_the_zone() -> None:
    annexed = "关于甲市江北新区2025年预算执行情况和2026年预算草案的报告"
    text = (
        TITLE,
        "一、2025年预算执行情况",
        "市级一般公共预算收入11亿元。",
        annexed,
        "一般公共预算收入12亿元。",
    )
    assert place("12", *text) == ("general_public", "江北新区", 2025, "execution")
    again = (*text[:3], TITLE, text[4])
    assert place("12", *again) == ("general_public", "", 2025, "execution")


# -- what paragraphs and sentences say ----------------------------------------------------------


def test_the_year_that_opens_a_paragraph_holds_below_where_no_heading_names_one() -> None:
    told = ("2026年市级一般公共预算收入11亿元。", "市级政府性基金收入12亿元。")
    assert place("12", TITLE, *told)[2:] == (2026, "draft")
    under = place("12", TITLE, "一、2025年预算执行情况", *told)
    assert under[2:] == (2025, "execution")


def test_a_name_before_a_rate_or_a_colon_is_that_of_the_amount_after_it() -> None:
    text = (TITLE, "2026年预算草案", "2026年全市一般公共预算收入增长2%，完成643亿元。")
    assert place("643", *text) == ("general_public", "全市", 2026, "draft")
    report = extract(read_text("\n\n".join(text)))
    assert [claim.figure for claim in report.claims] == [report.figures[0].id]
    web = (TITLE, "2026年预算草案", "一般公共预算", "收入：11亿元", "支出：12亿元")
    assert [one.concept for one in figures(*web)] == ["own_revenue", "expenditure"]


def test_a_rate_of_another_name_names_nothing() -> None:
    text = (TITLE, "2026年预算草案", "2026年全市地区生产总值增长5%，安排74亿元。")
    assert not bound("74", *text)


def test_what_is_spent_after_a_list_of_what_came_in_is_no_part_of_it() -> None:
    text = (
        TITLE,
        "2026年预算草案",
        "政府性基金预算",
        "收入185亿元，其中：土地收入180亿元；支出184亿元。",
    )
    by_number = {str(one.amount.printed): one for one in figures(*text)}
    assert by_number["180"].parent == by_number["185"].id
    assert (by_number["184"].parent, by_number["184"].side) == (None, "uses")


# -- what is of no account ----------------------------------------------------------------------

HEAD = (TITLE, "一、2025年预算执行情况", "（一）一般公共预算")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (
            "“十四五”期间全市财力更强。一般公共预算收入总计825亿元，支出总计750亿元。",
            ("825", "750"),
        ),
        ("据统计，1-6月，全市一般公共预算收入26亿元，一般公共预算支出31亿元。", ("26", "31")),
    ],
)
def test_several_years_and_parts_of_a_year_are_of_no_account(
    text: str, numbers: tuple[str, ...]
) -> None:
    assert not any(bound(number, *HEAD, text) for number in numbers)


@pytest.mark.parametrize("since", ["“十四五”期间全市财力更强。", "1-6月运行平稳。"])
def test_the_next_sentence_that_names_the_year_is_of_its_account(since: str) -> None:
    text = f"{since}2025年，全市一般公共预算收入82亿元，加上上级补助收入8亿元，收入总计90亿元。"
    assert bound("90", *HEAD, text)


def test_what_another_year_had_is_a_reason_and_what_it_left_may_be_a_part() -> None:
    reason = "市级一般公共预算支出60亿元，下降20%（主要是2024年使用债券11亿元）。"
    assert not bound("11", *HEAD, reason)
    left = "市级一般公共预算支出60亿元，其中：2024年结转支出11亿元。"
    assert bound("11", *HEAD, left)


@pytest.mark.parametrize("head", ["附件2：名词解释", "有关名词说明"])
def test_explanations_of_terms_touch_no_account(head: str) -> None:
    terms = "一般公共预算：以税收为主。2025年一般公共预算收入11亿元即为此数，收支平衡。"
    told = "市级一般公共预算收入70亿元，支出60亿元。"
    report = extract(read_text("\n\n".join((*HEAD, told, head, terms))))
    assert [one.statement for one in report.figures if str(one.amount.printed) == "11"] == [None]
    assert not any(statement.balanced for statement in report.statements)
    assert place("11", *HEAD, told, "有关情况", terms)[0] == "general_public"


@pytest.mark.xfail(strict=True, reason="the second reading lays it out")
def test_a_bulletin_lays_out_no_account_and_an_overview_of_the_budget_does() -> None:
    text = "全年一般公共预算收入33亿元，其中：税收收入22亿元，非税收入11亿元。"
    bulletin = figures("甲市2025年国民经济和社会发展统计公报", text)
    assert {(one.statement, one.parent) for one in bulletin} == {(None, None)}
    overview = figures("2025年甲市财政收支概况", text)
    assert [one.parent for one in overview] == [None, overview[0].id, overview[0].id]


# -- laws ---------------------------------------------------------------------------------------

BOOKS = ("一般公共预算", "政府性基金预算", "国有资本经营预算", "社会保险基金预算")
amounts = st.integers(101, 9_999)
sections = st.lists(
    st.tuples(st.sampled_from(BOOKS), amounts, amounts),
    min_size=1,
    max_size=4,
    unique_by=lambda s: s[0],
)


def counted(*paragraphs: str) -> Counter[tuple[object, ...]]:
    return Counter((*key(one), one.side, str(one.amount.printed)) for one in figures(*paragraphs))


def laid_out(scope: str, told: list[tuple[str, int, int]]) -> list[str]:
    return [f"{scope}{book}收入{came}万元，支出{went}万元。" for book, came, went in told]


@settings(max_examples=25, deadline=None)
@given(sections.map(lambda told: told[:1]), sections.map(lambda told: told[:1]))
def test_the_order_of_chapters_changes_no_figure(
    first: list[tuple[str, int, int]], second: list[tuple[str, int, int]]
) -> None:
    one = ["2025年全市预算执行情况", *laid_out("", first)]
    other = [
        "2026年市级预算草案",
        *laid_out("", [(b, x + 10_000, y + 10_000) for b, x, y in second]),
    ]
    assert counted(TITLE, *one, *other) == counted(TITLE, *other, *one)


@settings(max_examples=25, deadline=None)
@given(sections)
def test_a_year_said_by_the_heading_or_by_each_sentence_is_the_same(
    told: list[tuple[str, int, int]],
) -> None:
    heading = counted(TITLE, "2026年预算草案", *laid_out("全市", told))
    sentence = counted(TITLE, "收支安排", *laid_out("2026年全市", told))
    assert heading == sentence


@settings(max_examples=25, deadline=None)
@given(sections)
def test_a_scope_said_by_the_line_or_by_each_sentence_is_the_same(
    told: list[tuple[str, int, int]],
) -> None:
    line = counted(TITLE, "2026年预算草案", "市本级收支预算", *laid_out("", told))
    sentence = counted(TITLE, "2026年预算草案", *laid_out("市本级", told))
    assert line == sentence


@settings(max_examples=25, deadline=None)
@given(sections)
def test_a_numbered_heading_and_a_line_say_the_same(told: list[tuple[str, int, int]]) -> None:
    numbered = counted(TITLE, "一、2025年预算执行情况", *laid_out("全市", told))
    line = counted(TITLE, "2025年预算执行情况", *laid_out("全市", told))
    assert numbered == line
