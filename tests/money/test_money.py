"""Printed amounts: what is read, what is refused, and that nothing is ever lost."""

from __future__ import annotations

import copy
import pickle
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luohu_fiscal.errors import AmountError, LuohuFiscalError
from luohu_fiscal.money.amount import (
    MAX_DIGITS,
    Amount,
    Unit,
    exact_decimal,
    half_place,
    normalise_digits,
    parse_amount,
    parse_number,
    total,
)
from luohu_fiscal.money.interval import Interval

UNITS = st.sampled_from(list(Unit))


@st.composite
def printed_numbers(draw: st.DrawFn) -> str:
    """A printed number: up to 20 digits before the point and 2 after, signed, zeros kept."""
    sign = draw(st.sampled_from(["", "-"]))
    whole = str(draw(st.integers(min_value=0, max_value=10**20)))
    places = draw(st.integers(min_value=0, max_value=2))
    fraction = draw(st.text("0123456789", min_size=places, max_size=places))
    return sign + whole + ("." + fraction if fraction else "")


def in_fractions(text: str) -> Fraction:
    """The value by the other arithmetic of the standard library."""
    return Fraction(text)


# -- what is read -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", "0"),
        ("1,395,034", "1395034"),
        ("1，395，034", "1395034"),
        ("18.60", "18.60"),
        ("１８．６０", "18.60"),
        ("-6,197", "-6197"),
        ("－6,197", "-6197"),
        ("−6,197", "-6197"),
        ("+12", "12"),
        (" 12 ", "12"),
        ("- 12", "-12"),
        ("007", "7"),
        ("1234,567"[1:], "234567"),
    ],
)
def test_a_printed_number_is_read_with_its_separators_gone_and_its_zeros_kept(
    text: str, number: str
) -> None:
    assert str(parse_number(text).normalize()) == str(Decimal(number).normalize())
    assert parse_number(text).as_tuple().exponent == Decimal(number).as_tuple().exponent


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "—",
        "12,34",
        "1,2345",
        "1,234,56",
        ",123",
        "1.2.3",
        "1e5",
        "0x10",
        "1_000",
        "NaN",
        "Infinity",
        ".5",
        "5.",
        "十二",
        "12 34",
        "1,395,034万元",
        "56.1%",
        "9" * (MAX_DIGITS + 1),
        "9" * 100_000,
    ],
)
def test_what_is_no_printed_number_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(AmountError) as caught:
        parse_number(text)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("unit", list(Unit))
def test_every_unit_is_read_and_worth_its_power_of_ten(unit: Unit) -> None:
    amount = parse_amount(f"1,000.50 {unit.value}")
    assert amount.unit is unit
    assert amount.value == Decimal("1000.50") * 10**unit.exponent == amount.printed * unit.yuan


@pytest.mark.parametrize("word", ["万", "亿", "美元", "万 元", "%", "公顷", "元元"])
def test_what_is_no_unit_of_money_is_refused(word: str) -> None:
    with pytest.raises(AmountError):
        parse_amount(f"12{word}")
    with pytest.raises(AmountError, match="is not a unit of money"):
        Amount(12, word)


def test_an_amount_without_a_unit_takes_the_unit_of_its_table_and_is_refused_without_one() -> None:
    assert parse_amount("12", "万元") == Amount(12, Unit.WAN)
    assert parse_amount("12亿元", "万元") == Amount(12, Unit.YI)
    with pytest.raises(AmountError, match="has no unit"):
        parse_amount("12")


@pytest.mark.parametrize("wrong", [1.0, 0.1, float("nan"), float("inf"), True, False, None, [1]])
def test_floats_bools_and_other_things_are_refused_at_every_door(wrong: object) -> None:
    for door in (
        exact_decimal,
        lambda value: Amount(value, "元"),
        lambda value: parse_amount(value, "元"),
        Amount._from_data,
    ):
        with pytest.raises(AmountError) as caught:
            door(wrong)
        assert isinstance(caught.value, (LuohuFiscalError, ValueError))
        assert caught.value.remedy


@pytest.mark.parametrize("wrong", [Decimal("NaN"), Decimal("Infinity"), Decimal("1E+40")])
def test_a_decimal_that_is_no_amount_is_refused(wrong: Decimal) -> None:
    with pytest.raises(AmountError):
        Amount(wrong, "元")


@given(st.text(max_size=40))
def test_any_text_is_an_amount_or_an_amount_error(text: str) -> None:
    try:
        said = str(parse_amount(text, Unit.WAN))
    except AmountError as error:
        said = str(error)
    assert "\n" not in said
    assert said


# -- nothing is lost ----------------------------------------------------------------------------


@given(printed_numbers(), UNITS)
def test_what_is_printed_comes_back_digit_for_digit(text: str, unit: Unit) -> None:
    amount = parse_amount(text, unit)
    assert str(amount) == text + unit.value
    assert parse_amount(str(amount)) == amount
    assert parse_amount(format(amount, ",")) == amount


@given(printed_numbers(), UNITS)
def test_the_value_in_yuan_is_exact(text: str, unit: Unit) -> None:
    amount = parse_amount(text, unit)
    assert Fraction(amount.value) == in_fractions(text) * 10**unit.exponent
    with localcontext() as context:
        context.prec = 3  # the caller's context has no say
        assert Fraction(parse_amount(text, unit).value) == Fraction(amount.value)
        assert Fraction((-amount).value) == -Fraction(amount.value)


@given(st.lists(st.tuples(printed_numbers(), UNITS), max_size=20))
def test_a_sum_of_amounts_in_any_units_is_exact(parts: list[tuple[str, Unit]]) -> None:
    amounts = [parse_amount(text, unit) for text, unit in parts]
    expected = sum((in_fractions(text) * 10**unit.exponent for text, unit in parts), Fraction(0))
    assert Fraction(total(amounts)) == expected


def test_a_quintillion_yuan_keeps_its_last_fen() -> None:
    near = parse_amount("999999999999999999.99元")
    far = parse_amount("1,000,000,000,000,000,000.00元")
    assert far.value - near.value == Decimal("0.01")
    assert float(near.printed) == float(far.printed)  # what binary floating point would have said


@given(printed_numbers(), UNITS, UNITS)
def test_another_unit_is_the_same_money(text: str, unit: Unit, other: Unit) -> None:
    amount = parse_amount(text, unit)
    assert Fraction(amount.to(other)) * 10**other.exponent == Fraction(amount.value)


# -- intervals ----------------------------------------------------------------------------------


@given(printed_numbers(), UNITS, st.integers(min_value=-1000, max_value=1000))
def test_the_interval_holds_just_the_values_that_print_as_the_amount(
    text: str, unit: Unit, step: int
) -> None:
    """Rounded half towards plus infinity, as [n - r/2, n + r/2) says, in exact integers."""
    amount = parse_amount(text, unit)
    if not amount.half:
        assert amount.interval == Interval.point(amount.value)
        return
    place = Fraction(amount.place)
    value = Fraction(amount.value) + place * step / 100
    rounded = (value / place + Fraction(1, 2)) // 1 * place
    exact = Decimal(value.numerator * 10**40 // value.denominator).scaleb(-40)
    assert Fraction(exact) == value
    assert (exact in amount.interval) == (rounded == Fraction(amount.value))


def test_a_plain_zero_is_exact_and_a_zero_with_decimals_is_not() -> None:
    assert parse_amount("0万元").interval == Interval.point(Decimal(0))
    assert Decimal(400) in parse_amount("0.0万元").interval
    assert Decimal(500) not in parse_amount("0.0万元").interval
    assert Decimal(-500) in parse_amount("0.0万元").interval


@given(printed_numbers())
def test_half_a_place_agrees_with_rounding_by_the_standard_library(text: str) -> None:
    number = parse_number(text)
    half = half_place(number)
    if half and number >= 0:
        with localcontext() as context:
            context.prec = 60
            step = Decimal(1).scaleb(int(number.as_tuple().exponent))
            assert (number + half).quantize(step, ROUND_HALF_UP) == number + step
            below = number + half - Decimal("1E-9")
            assert below.quantize(step, ROUND_HALF_UP) == number


ENDS = st.decimals(min_value=-(10**20), max_value=10**20, places=2)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    lo, hi = sorted([draw(ENDS), draw(ENDS)])
    return Interval(lo, hi, draw(st.booleans()), draw(st.booleans()))


@given(intervals(), intervals(), ENDS)
def test_what_is_common_to_two_intervals_lies_in_both(
    one: Interval, two: Interval, here: Decimal
) -> None:
    for value in (here, one.lo, one.hi, two.lo, two.hi):
        assert (value in one.common(two)) == (value in one and value in two)
        if value in one and value in two:
            assert one.meets(two)


@given(intervals(), intervals())
def test_intervals_meet_or_not_whoever_is_asked(one: Interval, two: Interval) -> None:
    assert one.meets(two) == two.meets(one)
    assert one.empty == (one.lo == one.hi and (one.lo_open or one.hi_open))


# -- a value like any other ---------------------------------------------------------------------


def test_amounts_are_equal_when_they_were_printed_alike() -> None:
    assert parse_amount("18.60亿元") == Amount("18.60", "亿元")
    assert parse_amount("18.60亿元") != parse_amount("18.6亿元")
    assert parse_amount("1亿元") != parse_amount("10000万元")
    assert parse_amount("1亿元").value == parse_amount("10000万元").value
    assert len({parse_amount("1,000元"), parse_amount("1000元")}) == 1
    assert parse_amount("1元") != 1


def test_an_amount_cannot_be_changed() -> None:
    amount = parse_amount("18.60亿元")
    for name in ("printed", "unit", "value", "half", "other"):
        with pytest.raises(AttributeError):
            setattr(amount, name, 1)
    with pytest.raises(AttributeError):
        del amount.printed


@given(printed_numbers(), UNITS)
def test_an_amount_survives_pickling_and_copying(text: str, unit: Unit) -> None:
    amount = parse_amount(text, unit)
    for other in (pickle.loads(pickle.dumps(amount)), copy.copy(amount), copy.deepcopy(amount)):
        assert other == amount
        assert hash(other) == hash(amount)
        assert other.interval == amount.interval


@given(st.text(alphabet="０１２３４５６７８９．％－−，,.-% 万元a", max_size=30))
def test_normalising_digits_moves_no_character(text: str) -> None:
    assert len(normalise_digits(text)) == len(text)
