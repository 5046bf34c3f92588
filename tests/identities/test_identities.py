"""The catalogue: every block complete, every formula read once, every example worked."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from luohu_fiscal.errors import DataError, UsageError
from luohu_fiscal.identities import (
    Example,
    Identity,
    Linear,
    Quotient,
    all_identities,
    identity,
    operand_name,
)
from luohu_fiscal.identities.expression import (
    Group,
    Join,
    Relator,
    fold_relation,
    names_of,
    parse_relation,
)
from luohu_fiscal.identities.normal import normalise
from luohu_fiscal.model.figures import Claim
from luohu_fiscal.model.vocabulary import ClaimKind
from luohu_fiscal.reconcile.finding import Severity, Verdict
from luohu_fiscal.reconcile.frames import FRAMES, OVER_FINDINGS
from luohu_fiscal.reconcile.judge import judge_quotient, judge_sum
from tests.places import ROOT
from tests.strategies import shown

IDENTITIES = all_identities()
EXAMPLES = [(one, example) for one in IDENTITIES for example in one.examples]

#: Design, section 5.
CODES = (
    *(f"LF10{n}" for n in range(1, 10)),
    "LF110",
    "LF201",
    "LF202",
    "LF203",
    *(f"LF30{n}" for n in range(1, 5)),
    *(f"LF40{n}" for n in range(1, 7)),
    *(f"LF50{n}" for n in range(1, 4)),
    *(f"LF60{n}" for n in range(1, 4)),
    "LF701",
    "LF801",
    *(f"LF90{n}" for n in range(1, 5)),
)


def test_every_code_of_the_design_is_there_once_and_in_order() -> None:
    assert tuple(one.code for one in IDENTITIES) == CODES
    assert len({one.name for one in IDENTITIES}) == len(CODES)


@pytest.mark.parametrize("one", IDENTITIES, ids=lambda one: one.code)
def test_every_identity_says_what_it_is(one: Identity) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", one.name)
    assert one.zh
    assert one.en
    assert one.unless_zh
    assert one.unless_en
    # A rule about the document itself has no formula to work an example by.
    assert bool(one.examples) is bool(one.readings) is not one.code.startswith("LF9")
    assert one.frame in {**FRAMES, **OVER_FINDINGS}
    assert (Severity(one.severity) is Severity.NOTE) is (one.code == "LF701")
    assert bool(one.since) is bool(one.law)
    assert not one.since or re.fullmatch(r"\d{4}-\d\d-\d\d", one.since)


@pytest.mark.parametrize("one", IDENTITIES, ids=lambda one: one.code)
def test_every_operand_has_a_name_in_both_languages(one: Identity) -> None:
    for reading in one.readings.values():
        relation = reading.relation
        for name, _ in names_of(relation.left) + names_of(relation.right):
            assert operand_name(name, "zh")
            assert operand_name(name, "en").isascii()
        assert re.search(r"[=≤≥]", reading.words("zh"))
        assert re.search(r"[=≤≥]", reading.words("en"))


def test_no_frame_is_without_an_identity() -> None:
    assert {*FRAMES, *OVER_FINDINGS} == {one.frame for one in IDENTITIES}


@pytest.mark.parametrize(
    ("one", "example"), EXAMPLES, ids=[f"{one.code}-{example.en[:30]}" for one, example in EXAMPLES]
)
def test_the_worked_example_comes_out(one: Identity, example: Example) -> None:
    form = one.readings[example.reading].normal
    operands = {name: shown(*amounts) for name, amounts in example.operands.items()}
    if isinstance(form, Linear):
        verdict = judge_sum(form, operands).verdict
        if verdict is Verdict.EXACT and form.relator is not Relator.EQUAL:
            verdict = Verdict(one.equal)
    else:
        assert example.rate is not None
        claim = Claim(id="c", kind=ClaimKind.GROWTH, value=example.rate)
        verdict = judge_quotient(form, claim.interval, operands)
    assert verdict == example.verdict


def test_an_unknown_code_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="no rule LF000; luohu-fiscal rules lists them"):
        identity("LF000")


@pytest.mark.parametrize(
    "formula",
    [
        "a == open('x')",
        "__import__('os').system('true') == 1",
        "a.b == 1",
        "a[0] == 1",
        "a == 1.5",
        "a == True",
        "a == 'x'",
        "a < b",
        "a == b == c",
        "a == b if c else d",
        "a == sum(x for x in y)",
        "a == sum(*b)",
        "a == sum(b, c)",
        "a == -b",
        "a ** 9 == b",
        "a == lambda: 1",
        "a +",
        "a",
        "",
        "a == " + "(" * 60 + "b" + ")" * 60,
        "a == " + "+".join(["b"] * 30),
        "a == " + "b" * 500,
    ],
)
def test_a_formula_may_only_add_and_divide(formula: str) -> None:
    if formula.count("(") == 60:
        # Brackets alone leave no trace in the tree.
        assert parse_relation(formula) == parse_relation("a == b")
        return
    with pytest.raises(DataError, match="formula"):
        parse_relation(formula)


def test_a_product_of_operands_is_no_identity() -> None:
    with pytest.raises(DataError, match="a product of two operands"):
        normalise(parse_relation("a * b == c"))
    with pytest.raises(DataError, match="must stand alone"):
        normalise(parse_relation("a + 1 == b / c"))


def test_the_normal_form_collects_what_the_tree_repeats() -> None:
    assert normalise(parse_relation("a - b == c + a - 2 * b / 4")) == Linear(
        (("b", -1), ("c", -2)), 0, Relator.EQUAL
    )
    assert normalise(parse_relation("rate == increment / (amount - increment) * 100")) == Quotient(
        "rate", (("increment", 100, -1), ("amount", 0, 1))
    )


def test_a_mirrored_relation_says_the_same() -> None:
    at_most = parse_relation("outstanding <= limit")
    assert at_most.mirrored == parse_relation("limit >= outstanding")
    assert at_most.mirrored.mirrored == at_most


class Sql:
    """The tree as a column expression: what compiling to a data base needs, and nothing more."""

    def operand(self, name: str) -> str:
        return f'"{name}"'

    def group(self, name: str) -> str:
        return f'LIST_SUM("{name}")'

    def constant(self, value: int) -> str:
        return f"CAST({value} AS DECIMAL)"

    def joined(self, join: Join, left: str, right: str) -> str:
        return f"({left} {join} {right})"

    def related(self, relator: Relator, left: str, right: str) -> str:
        sign = "=" if relator is Relator.EQUAL else relator.value
        return f"{left} {sign} {right}"


@pytest.mark.parametrize(
    ("code", "sql"),
    [
        ("LF102", '"total_resources" = LIST_SUM("resources")'),
        ("LF104", '("total_resources" - "total_uses") = LIST_SUM("closing")'),
        ("LF107", '"whole" >= LIST_SUM("parts")'),
        (
            "LF401",
            '"rate" = ((("amount" / "base") - CAST(1 AS DECIMAL)) * CAST(100 AS DECIMAL))',
        ),
    ],
)
def test_the_tree_folds_to_a_column_expression(code: str, sql: str) -> None:
    assert fold_relation(identity(code).readings[""].relation, Sql()) == sql


class Numbers:
    """The tree on plain numbers: a second meaning of the same formulas."""

    def __init__(self, values: dict[str, Decimal]) -> None:
        self.values = values

    def operand(self, name: str) -> Decimal:
        return self.values[name]

    group = operand

    def constant(self, value: int) -> Decimal:
        return Decimal(value)

    def joined(self, join: Join, left: Decimal, right: Decimal) -> Decimal:
        match join:
            case Join.PLUS:
                return left + right
            case Join.MINUS:
                return left - right
            case Join.TIMES:
                return left * right
        return left / right

    def related(self, relator: Relator, left: Decimal, right: Decimal) -> Decimal:
        return left - right


@pytest.mark.parametrize("one", IDENTITIES, ids=lambda one: one.code)
def test_the_normal_form_means_what_the_tree_means(one: Identity) -> None:
    for reading in one.readings.values():
        form = reading.normal
        names = dict.fromkeys(
            n for n, _ in names_of(reading.judged.left) + names_of(reading.judged.right)
        )
        values = {name: Decimal(2 ** (k + 3)) for k, name in enumerate(names)}
        difference = fold_relation(reading.judged, Numbers(values))
        if isinstance(form, Linear):
            total = sum((c * values[n] for n, c in form.terms), Decimal(form.constant))
            assert total == difference
        else:
            above = sum((over * values[n] for n, over, _ in form.terms), Decimal(form.constants[0]))
            below = sum(
                (under * values[n] for n, _, under in form.terms), Decimal(form.constants[1])
            )
            assert values[form.rate] - above / below == difference


def test_a_group_is_told_from_an_operand() -> None:
    assert parse_relation("a == sum(b)").right == Group("b")


def test_the_catalogue_is_the_only_place_where_a_formula_is_written() -> None:
    package = ROOT / "luohu_fiscal"
    formulas = {reading.formula for one in IDENTITIES for reading in one.readings.values()}
    for file in sorted(package.rglob("*.py")):
        lines = file.read_text("utf-8").splitlines()
        code = "\n".join(line for line in lines if ">>>" not in line and "..." not in line)
        assert not [formula for formula in formulas if f'"{formula}"' in code], file
