"""The doors of money: what each refuses and says, how far it opens, and what data files see of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext
from typing import Any

import pytest
from pydantic import TypeAdapter

from luohu_fiscal.errors import AmountError
from luohu_fiscal.money.amount import (
    MAX_DIGITS,
    Amount,
    Unit,
    exact_decimal,
    half_place,
    parse_amount,
    parse_number,
)
from luohu_fiscal.money.interval import Interval

UNITS = "use 元, 千元, 万元, 亿元 or 万亿元"
LONG = "x" * 50
TOO_LONG = f"a number of more than {MAX_DIGITS} digits is no amount; check the source"


@pytest.mark.parametrize(
    ("door", "given", "said"),
    [
        (exact_decimal, True, "True is true/false, not a number; write digits"),
        (exact_decimal, [1], "list is not a number; write digits"),
        (exact_decimal, Decimal("NaN"), "NaN is not a finite number; write digits"),
        (exact_decimal, Decimal("1E+40"), TOO_LONG),
        (parse_number, "9" * (MAX_DIGITS + 1), TOO_LONG),
        (
            parse_number,
            LONG,
            f'"{LONG[:40]}" is not a printed number; write digits such as 1,395,034 or 18.60',
        ),
        (
            parse_amount,
            LONG,
            f'"{LONG[:40]}" is not a printed amount; write digits and a unit, such as 1,395,034万元',
        ),
        (parse_amount, 12, '"12" has no unit; add 元, 千元, 万元, 亿元 or 万亿元'),
        (lambda word: Amount(1, word), "美元", f'"美元" is not a unit of money; {UNITS}'),
        (
            Amount._from_data,
            12,
            "12 is not an amount with a unit; write it as text, 1395034万元",
        ),
        (Amount._from_data, True, "True is true/false, not a number; write digits"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_to_do(
    door: Callable[[Any], object], given: object, said: str
) -> None:
    with pytest.raises(AmountError) as caught:
        door(given)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    "door", [parse_number, exact_decimal, lambda text: parse_amount(text, "元").printed]
)
def test_a_number_may_have_32_digits_and_no_more(door: Callable[[str], Decimal]) -> None:
    for text in ("9" * 32, "-" + "9" * 32, "0." + "1" * 30, "9" * 30 + ".5"):
        assert f"{door(text):f}" == text
    for text in ("9" * 33, "9" * 32 + ".5"):
        with pytest.raises(AmountError, match="more than 32 digits"):
            door(text)


def test_a_decimal_may_have_32_digits_and_reach_32_places_either_way() -> None:
    for number in (Decimal("9" * 32), Decimal("1E-32"), Decimal("1E+32")):
        assert exact_decimal(number) == number
    for number in (Decimal("9" * 33), Decimal("1E-33"), Decimal("1E+33")):
        with pytest.raises(AmountError, match="more than 32 digits"):
            exact_decimal(number)


def test_a_text_of_more_than_128_characters_is_not_even_tried() -> None:
    for door in (parse_number, lambda text: parse_amount(text, "元").printed):
        assert door("7".rjust(128)) == 7
        with pytest.raises(AmountError, match="is not a printed"):
            door("7".rjust(129))


def test_a_space_behind_a_separator_belongs_to_the_number() -> None:
    assert parse_number("1,421, 486") == 1421486
    assert parse_amount("1,421, 486万元") == Amount(1421486, Unit.WAN)


def test_a_number_that_is_no_text_takes_the_unit_it_is_given() -> None:
    assert parse_amount(5, "万元") == Amount(5, Unit.WAN)
    assert parse_amount(Decimal("1.50"), Unit.YI) == Amount("1.50", Unit.YI)


@pytest.mark.parametrize(("short", "long"), [("1E+1", "10"), ("3E+4", "30000")])
def test_a_number_with_an_exponent_is_the_number_written_out(short: str, long: str) -> None:
    amount = Amount(Decimal(short), "元")
    assert amount == Amount(long, "元")
    assert str(amount) == f"{long}元" and str(amount.value) == long
    assert amount.half == Decimal("0.5") == half_place(Decimal(short))


@pytest.mark.parametrize(
    ("unit", "other", "said"),
    [("亿元", "千元", "100000"), ("万元", "千元", "10"), ("元", "元", "1")],
)
def test_another_unit_is_written_without_an_exponent(unit: str, other: str, said: str) -> None:
    assert str(Amount(1, unit).to(other)) == said


def test_the_context_of_the_caller_has_no_say_in_another_unit() -> None:
    with localcontext() as context:
        context.prec = 3
        assert Amount("1395034.56", "万元").to("亿元") == Decimal("139.503456")


def test_nothing_of_an_amount_can_be_taken_away_and_it_says_so() -> None:
    amount = Amount(1, "元")
    with pytest.raises(AttributeError, match=r"^an Amount cannot be changed: half$"):
        del amount.half
    with pytest.raises(AttributeError, match=r"^an Amount cannot be changed: half$"):
        amount.half = Decimal(0)


def test_amounts_are_told_apart_by_their_hashes() -> None:
    amounts = [Amount(number, unit) for number in range(500) for unit in Unit]
    assert len({hash(amount) for amount in amounts}) > 2990


def test_an_amount_is_formatted_with_separators_or_like_any_text() -> None:
    amount = Amount("1395034.50", "万元")
    assert f"{amount:,}" == "1,395,034.50万元"
    assert f"{amount:>14}" == "  1395034.50万元" and f"{amount}" == "1395034.50万元"


def test_in_data_an_amount_is_text_both_ways_and_the_schema_says_which() -> None:
    adapter: TypeAdapter[Amount] = TypeAdapter(Amount)
    amount = Amount("18.60", "亿元")
    assert adapter.validate_python("18.60 亿元") == adapter.validate_python(amount) == amount
    assert adapter.validate_json('"18.60亿元"') == amount
    assert adapter.dump_python(amount) == "18.60亿元"
    assert adapter.dump_json(amount).decode() == '"18.60亿元"'
    schema = adapter.json_schema()
    assert schema.pop("pattern").startswith("^")
    assert schema == {
        "type": "string",
        "title": "Amount 金额",
        "examples": ["1395034万元", "18.60亿元"],
    }


def test_a_point_is_closed_at_both_ends_and_holds_only_decimals() -> None:
    value = Decimal("1.5")
    assert Interval.point(value) == (value, value, False, False)
    assert value in Interval.point(value)
    assert 1.5 not in Interval.point(value) and "1.5" not in Interval.point(value)
