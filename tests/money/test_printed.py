"""The forms of a printed number: each reads as one value, and what is no number is named, never cut."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luohu_fiscal.extract.tokens import tokens
from luohu_fiscal.money.amount import normalise_digits, parse_amount
from luohu_fiscal.money.printed import (
    is_cell_error,
    is_malformed,
    number_in,
    parse_number,
    tentative,
)
from luohu_fiscal.readers.table_words import number_of

_SIZES = st.decimals(100, 10**9, places=2)
_PRINTED = st.one_of(_SIZES.map(lambda n: f"{n:,f}"), _SIZES.map(lambda n: f"{n:f}"))
_FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
#: How minus is printed, before, behind and around.
MINUS = ["-{}", "－{}", "−{}", "△{}", "▲{}", "负{}", "({})", "（{}）", "{}-", "{}－", "△ {}"]


@pytest.mark.parametrize("form", MINUS)
@given(printed=_PRINTED, wide=st.booleans())
def test_a_number_reads_as_the_same_negative_value_in_every_form_of_minus(
    form: str, printed: str, wide: bool
) -> None:
    value = -Decimal(printed.replace(",", ""))
    text = form.format(printed.translate(_FULL_WIDTH) if wide else printed)
    assert parse_number(text) == value
    assert parse_amount(text + "万元") == parse_amount(f"{value}万元")
    assert number_of(text) == (value, False)


@pytest.mark.parametrize("form", [form for form in MINUS if "）" not in form and ")" not in form])
@given(printed=_PRINTED)
def test_in_running_text_it_reads_as_that_value_too(form: str, printed: str) -> None:
    text = normalise_digits(f"上解支出为{form.format(printed)}万元，")
    (token,) = tokens(text)
    assert token.refused is None
    assert parse_number(token.number) == -Decimal(printed.replace(",", ""))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("全年为企业减负3.49亿元", "3.49"),
        ("个人自负5.2万元", "5.2"),
        ("（其中：专款6,197万元）", "6,197"),
        ("5月-6,197万元", "-6,197"),
        ("增长3%-6,197万元", "6,197"),
    ],
)
def test_what_only_looks_like_minus_is_none(text: str, number: str) -> None:
    assert tokens(text)[-1].number == number


def test_brackets_around_a_number_in_running_text_are_left_open() -> None:
    (token,) = tokens("年度资金（6,197）万元")
    assert token.refused is not None
    assert token.number == "(6,197)"


@pytest.mark.parametrize("text", ["--5", "(-5)", "△-5", "-5-", "(5", "5)", "负负5", "()", "-"])
def test_two_signs_or_half_a_bracket_are_no_number(text: str) -> None:
    assert number_in(text) is None


@pytest.mark.parametrize(
    "text",
    ["102,91", "65,76", "9,18,00", "12,3456", "12.34.56", "87,62", "1 234", "1,,234", "△65,76"],
)
def test_a_malformed_number_is_named_whole(text: str) -> None:
    assert is_malformed(text)
    assert number_in(text) is None
    assert number_of(text) == (None, False)
    (token,) = tokens(f"支出{text}万元。")
    assert token.malformed
    assert token.number == text.replace("△", "-")


@pytest.mark.parametrize(
    "text",
    ["1,234", "1234", "12.5", "2024.12.31", "2024.12", "0101", "一", "", "5-6", "3=1+2", "1."],
)
def test_numbers_dates_and_words_are_not_malformed(text: str) -> None:
    assert not is_malformed(text)


@pytest.mark.parametrize(
    ("text", "number", "reason"),
    [
        ("分别增加10,11万元", "10,11", "may be several numbers"),
        ("2024 1,234万元", "2024 1,234", "a number that may begin before the break"),
        ("2024.12.31元", "2024.12.31", "no number"),
        ("2.5,000万元用于修缮", "2.5,000", "may be several numbers"),
        ("5千万元", "5", "a unit that is no printed unit of money here (千万元, 十亿元 …)"),
    ],
)
def test_what_may_be_something_else_is_refused_whole_and_accuses_nobody(
    text: str, number: str, reason: str
) -> None:
    (token,) = tokens(text)
    assert (token.number, token.refused, token.malformed) == (number, reason, False)


@given(st.lists(st.integers(0, 99999).map(str), min_size=2, max_size=5), st.sampled_from(",."))
def test_no_piece_of_a_run_of_digits_is_ever_a_number_of_its_own(
    groups: list[str], mark: str
) -> None:
    run = mark.join(groups)
    (token,) = tokens(f"收入{run}万元")
    assert token.number == run


def test_a_footnote_mark_is_no_part_of_the_number() -> None:
    assert number_of("91,800①") == number_of("*91,800") == (Decimal(91800), False)
    assert number_of("53.94%⁴") == (Decimal("53.94"), True)
    assert [token.number for token in tokens("收入91,800①万元")] == ["91,800"]


@pytest.mark.parametrize("text", ["(1)", "（12）", "1-", "2024-", "(05)", "①"])
def test_an_enumerator_is_no_negative_number(text: str) -> None:
    assert number_of(text) == (None, False)


@pytest.mark.parametrize("text", ["#REF!", "#VALUE!", "#DIV/0!", "#N/A", "########", "1.23E+08"])
def test_an_error_of_a_spreadsheet_is_told_from_a_number(text: str) -> None:
    assert is_cell_error(text)
    assert number_of(text) == (None, False)


def test_units_are_read_in_traditional_characters() -> None:
    assert parse_amount("5萬元") == parse_amount("5万元")
    assert parse_amount("18.60億元") == parse_amount("18.60亿元")


def test_a_guess_keeps_the_sign_and_the_last_dot() -> None:
    assert tentative("△9,18,00.5") == Decimal("-91800.5")
