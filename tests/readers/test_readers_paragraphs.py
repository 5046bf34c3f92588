"""What pages do to sentences, undone: broken lines and numbers, page numbers, footnotes, spaces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luohu_fiscal.document import Kind, Paragraph
from luohu_fiscal.readers import read_text
from luohu_fiscal.readers.cleaning import collapse, normalise


def _paragraphs(text: str) -> list[Paragraph]:
    return list(read_text(text).paragraphs())


def _texts(text: str) -> list[str]:
    return [block.text for block in _paragraphs(text)]


# A made-up page, every line broken at twenty characters, first lines without their indent.
BROKEN = """一、收支情况

甲市当年各项收入合计为1,234,5
67万元，其中税收占去大半，其余
为非税收入。支出合计为1,200,0
00万元，收支相抵之后尚有结余可
用于下一年度的安排，数额共为34,
567万元。
乙县当年收入有所减少，原因在于
企业利润下降以及减税政策的落实
到位，全年完成12.
5亿元。
"""


def test_a_number_broken_at_the_edge_of_the_page_is_one_number() -> None:
    texts = _texts(BROKEN)
    assert texts[0] == "一、收支情况"
    assert "合计为1,234,567万元" in texts[1]
    assert "共为34,567万元。" in texts[1]
    assert texts[2].endswith("全年完成12.5亿元。")


def test_a_paragraph_ends_where_its_last_line_is_short() -> None:
    assert [text[:2] for text in _texts(BROKEN)] == ["一、", "甲市", "乙县"]


def test_spaces_of_typesetting_go_and_word_spaces_stay() -> None:
    assert _texts("2024 年 收入 12,345 万元 ，GDP growth 5.6 %。") == [
        "2024年收入12,345万元，GDP growth 5.6%。"
    ]


def test_two_numbers_that_a_space_parts_stay_two() -> None:
    assert _texts("12 34") == ["12 34"]
    assert _texts("收入\t100\t200") == ["收入 100 200"]


def test_full_width_digits_are_read_as_digits() -> None:
    assert _texts("收入１，２３４．５６万元，下降－７％。") == ["收入1，234.56万元，下降-7%。"]


def test_radicals_that_fonts_give_for_characters_are_read_as_these() -> None:
    assert _texts("⼀般公共预算⽀出，⻓期债务。") == ["一般公共预算支出，长期债务。"]


def test_a_footnote_is_lifted_out_of_the_sentence_it_interrupts() -> None:
    blocks = _paragraphs(
        "丙区收入增长 56.1%\n1\n，完成预算；收入总量为 2,364,587 万\n\n"
        "1 剔除一次性因素后，增长 15.3%。\n元，支出总量为 2,305,555 万元。\n"
    )
    body, note = blocks
    assert (
        body.text
        == "丙区收入增长56.1%，完成预算；收入总量为2,364,587万元，支出总量为2,305,555万元。"
    )
    assert (note.kind, note.mark) == (Kind.FOOTNOTE, "1")
    assert note.text == "剔除一次性因素后，增长15.3%。"
    assert body.marks == ((body.text.index("56.1%") + 5, "1"),)


@pytest.mark.parametrize("mark", ["¹", "[1]", "［1］"])
def test_a_mark_glued_to_a_value_is_no_digit_of_it(mark: str) -> None:
    body, note = _paragraphs(f"投入172,522万元{mark}用于就业。\n{mark} 含上年结转。")
    assert body.text == "投入172,522万元用于就业。"
    assert body.marks == ((len("投入172,522万元"), "1"),)
    assert (note.kind, note.mark, note.text) == (Kind.FOOTNOTE, "1", "含上年结转。")


def test_the_number_of_a_document_and_a_square_metre_are_no_footnote_marks() -> None:
    text = "依据国发[2015]35号文件，改造面积1,200m²，投入5万元。"
    assert _texts(text) == [text]


def test_page_numbers_leave_and_the_sentence_goes_on() -> None:
    document = read_text("收入总计为12,345万\n— 7 —\n元，比上年增长。\f第 8 页 共 9 页\n支出减少。")
    assert [block.text for block in document.paragraphs()] == [
        "收入总计为12,345万元，比上年增长。",
        "支出减少。",
    ]
    assert [(item.text, item.page) for item in document.furniture] == [
        ("—7—", 1),
        ("第8页共9页", 2),
    ]


def test_form_feeds_make_pages_and_lines_count_from_one_on_each() -> None:
    document = read_text("第一页。\n第二行。\f第三行，\n第四行。")
    last = list(document.paragraphs())[-1]
    place = document.place(last, len(last.text) - 4, len(last.text))
    assert (place.page, place.line, place.text) == (2, 2, "第四行。")


@pytest.mark.parametrize(
    ("text", "kind", "depth"),
    [
        ("一、预算执行情况", Kind.HEADING, 1),
        ("（二）政府性基金预算", Kind.HEADING, 2),
        ("(三)国有资本经营预算", Kind.HEADING, 2),
        ("4.债务情况", Kind.HEADING, 3),
        ("5．其他", Kind.HEADING, 3),
        ("（6）补助", Kind.HEADING, 4),
        ("⑦其他", Kind.HEADING, 4),
        ("（二）基金预算。收入为5万元。", Kind.BODY, 2),
        ("1.税收收入完成990,000万元", Kind.BODY, 3),
        ("1.5亿元用于教育", Kind.BODY, 0),
        ("2024.1月收入", Kind.BODY, 0),
        ("八一、国庆等节日安排", Kind.BODY, 0),
    ],
)
def test_enumerators_tell_headings_and_their_depth(text: str, kind: Kind, depth: int) -> None:
    block = _paragraphs(text)[0]
    assert (block.kind, block.depth) == (kind, depth)


def test_a_title_over_three_lines_is_one() -> None:
    document = read_text(
        "关于丁市丁区2023年预算\n执行情况和2024年\n预算草案的报告\n\n各位代表：\n现报告如下。\n"
    )
    assert document.title == "关于丁市丁区2023年预算执行情况和2024年预算草案的报告"
    first = next(document.paragraphs())
    assert (first.kind, first.text) == (Kind.TITLE, document.title)


def test_a_heading_does_not_swallow_the_paragraph_below() -> None:
    assert _texts("（一）收入情况\n全市收入增长，完成预算。") == [
        "（一）收入情况",
        "全市收入增长，完成预算。",
    ]


def test_bullets_stay_apart_and_minus_signs_stay_signs() -> None:
    assert _texts("——投资增长8%\n——收入下降\n支出为-6,197万元") == [
        "——投资增长8%",
        "——收入下降",
        "支出为-6,197万元",
    ]


WORDS = st.sampled_from(
    ["收入", "支出", "1,234", "56.1%", "万元", "，", "。", "GDP", "2024年", "等"]
)


@given(st.lists(WORDS, min_size=1, max_size=40), st.lists(st.integers(0, 3), min_size=40))
def test_spaces_between_chinese_and_digits_never_change_the_reading(
    words: list[str], spaces: list[int]
) -> None:
    def joined(gap: int) -> bool:
        return gap == 0

    text = ""
    for word, gap in zip(words, spaces, strict=False):
        # A space between two Latin pieces is a word space, so it is not put there.
        latin = bool(text) and text.rstrip()[-1].isascii() and word[0].isascii()
        text += ("" if joined(gap) or latin else " " * gap) + word
    assert collapse(text, range(len(text))).text == "".join(words)


@given(st.text())
def test_normalising_keeps_every_position(text: str) -> None:
    assert len(normalise(text)) == len(text)
