"""The models: frozen, closed to floats, and the nested and the flat shape are one thing."""

from __future__ import annotations

import json
import pickle
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from pydantic import ValidationError

import luohu_fiscal
from luohu_fiscal.model.budgets import (
    BUDGETS,
    Budget,
    Debt,
    GeneralPublicBudget,
    StateCapitalBudget,
)
from luohu_fiscal.model.figures import Claim, Figure, Source
from luohu_fiscal.model.items import Item
from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.model.vocabulary import Basis, Book, ClaimKind, Level, Role, Side, Stage
from tests.datafile_strategies import accounts

LONG = "12345678901234567.89"


def fund(**fields: Any) -> Budget:
    return BUDGETS[Book.GOVERNMENT_FUND].model_validate(
        {"fiscal_year": 2024, "stage": "draft", "unit": "万元", **fields}
    )


# -- floats, bools and unknown keys -------------------------------------------------------------


@pytest.mark.parametrize("number", [LONG, "1.0", "1e3", "-0.5"])
@pytest.mark.parametrize(
    ("model", "text"),
    [
        (Figure, '{"id": "f", "amount": %s}'),
        (Figure, '{"id": "f", "amount": "1万元", "fiscal_year": %s}'),
        (Figure, '{"id": "f", "amount": "1万元", "closed": %s}'),
        (Claim, '{"id": "c", "kind": "growth", "value": %s}'),
        (Source, '{"page": %s, "line": 1, "start": 0, "end": 1, "text": ""}'),
        (GeneralPublicBudget, '{"fiscal_year": %s, "stage": "draft"}'),
        (
            GeneralPublicBudget,
            '{"fiscal_year": 2024, "stage": "draft", "unit": "元", "uses": {"上解支出": %s}}',
        ),
        (
            GeneralPublicBudget,
            (
                '{"fiscal_year": 2024, "stage": "draft", "total_uses": {"amount": "1元", '
                '"rates": [{"kind": "growth", "value": %s}]}}'
            ),
        ),
        (Debt, '{"fiscal_year": 2024, "stage": "draft", "unit": "元", "limit": {"total": %s}}'),
        (BudgetReport, '{"version": %s}'),
    ],
)
def test_a_json_float_is_refused_wherever_a_model_reads_json(
    model: Any, text: str, number: str
) -> None:
    with pytest.raises(ValidationError):
        model.model_validate_json(text.replace("%s", number))
    with pytest.raises(ValidationError):
        model.model_validate(json.loads(text.replace("%s", number)))


def test_a_json_integer_and_a_json_text_are_exact_to_the_last_digit() -> None:
    digits = LONG.replace(".", "")
    claim = Claim.model_validate_json('{"id": "c", "kind": "growth", "value": ' + digits + "}")
    assert claim.value == Decimal(digits)
    budget = GeneralPublicBudget.model_validate_json(
        '{"fiscal_year": 2024, "stage": "draft", "unit": "元", "uses": {'
        f'"a": {digits}, "b": "{LONG}"}}}}'
    )
    assert [str(item.amount) for item in budget.uses] == [f"{digits}元", f"{LONG}元"]


@pytest.mark.parametrize("wrong", [True, False, 1.5, None, [], {}])
def test_true_false_and_floats_are_no_amount_in_any_place_of_an_account(wrong: object) -> None:
    places: list[dict[str, Any]] = [
        {"resources": {"非税收入": wrong}},
        {"uses": [{"label": "x", "amount": wrong}]},
        {"uses": {"x": {"amount": 1, "parts": {"y": wrong}}}},
        {"restated": [{"label": "x", "side": "uses", "amount": wrong}]},
    ]
    if wrong is not None:  # a total that is not printed is None
        places += [{"total_uses": wrong}, {"closing": {"surplus": wrong}}]
    for place in places:
        with pytest.raises(ValidationError):
            fund(**place)


def test_an_error_inside_an_account_names_the_line() -> None:
    with pytest.raises(ValidationError, match=r"uses\.x\.parts\.y: 1\.5 is a float"):
        fund(uses={"x": {"amount": 1, "parts": {"y": 1.5}}})
    with pytest.raises(ValidationError, match=r"uses\[1\]: True is true/false"):
        fund(uses=[{"label": "x", "amount": 1}, {"label": "y", "amount": True}])


@pytest.mark.parametrize("model", [Figure, Claim, Source, Item, GeneralPublicBudget, Debt])
def test_an_unknown_key_is_refused(model: Any) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        model.model_validate({"ammount": "1万元"})


def test_a_missing_amount_is_none_and_never_zero() -> None:
    budget = fund(resources={"a": 1})
    assert budget.totals == (None, None)
    assert budget.closing.surplus is None
    assert [figure.label for figure in budget.figures()] == ["a"]


# -- frozen values ------------------------------------------------------------------------------


def test_models_cannot_be_changed() -> None:
    report = report_of([fund(resources={"a": 1})])
    for thing, name in (
        (report, "figures"),
        (report.figures[0], "amount"),
        (report.document, "path"),
    ):
        with pytest.raises(ValidationError, match="frozen"):
            setattr(thing, name, ())


@given(accounts())
def test_accounts_and_reports_survive_pickling(account: Budget | Debt) -> None:
    report = report_of([account])
    assert pickle.loads(pickle.dumps(account)) == account
    assert pickle.loads(pickle.dumps(report)) == report


@pytest.mark.parametrize("words", [Book, Stage, Side, Role, Level, ClaimKind, Basis])
def test_every_word_of_the_contract_has_its_chinese_and_its_english(words: Any) -> None:
    for word in words:
        assert word.zh
        assert not word.zh.isascii()
        assert word.en
        assert word.en.isascii()
        assert pickle.loads(pickle.dumps(word)) is word


# -- nested and flat ----------------------------------------------------------------------------


@given(accounts())
def test_raising_what_was_lowered_gives_the_same_figures_again(account: Budget | Debt) -> None:
    report = report_of([account])
    raised: list[Budget | Debt] = [*report.budgets, *report.debt]
    assert len(raised) == (1 if report.figures else 0)
    if report.figures:
        assert report_of(raised) == report


@given(accounts())
def test_every_line_of_an_account_becomes_one_figure_with_one_id(account: Budget | Debt) -> None:
    figures = account.figures()
    assert len({figure.id for figure in figures}) == len(figures)
    ids = {figure.id for figure in figures}
    assert all(figure.parent in ids for figure in figures if figure.parent is not None)
    assert all(claim.figure in ids for claim in account.claims())


def test_a_closing_figure_of_an_odd_role_is_raised_and_not_lost() -> None:
    place: dict[str, Any] = {
        "book": "state_capital",
        "fiscal_year": 2024,
        "stage": "draft",
        "statement": "s",
        "side": "closing",
    }
    report = BudgetReport(
        figures=(
            Figure(id="a", role=Role.SURPLUS, amount="1元", **place),
            Figure(id="b", role=Role.OTHER, amount="2元", **place),
            Figure(id="c", role=Role.SURPLUS, amount="1元", **place),
        )
    )
    figures = report.budgets[0].figures()
    assert sorted((figure.id, str(figure.amount)) for figure in figures) == [
        ("a", "1元"),
        ("b", "2元"),
        ("c", "1元"),
    ]


def test_an_explicit_concept_brings_its_role() -> None:
    budget = fund(uses={"留待明年": {"amount": 5, "concept": "carried_over"}})
    assert budget.figures()[0].role is Role.CARRIED_OVER


def test_a_restated_amount_takes_the_unit_of_the_account() -> None:
    budget = fund(restated=[{"side": "uses", "role": "total", "label": "支出总计", "amount": 7}])
    assert str(budget.figures()[0].amount) == "7万元"


def test_every_book_but_debt_has_its_typed_budget() -> None:
    assert set(BUDGETS) == set(Book) - {Book.DEBT}
    for book, model in BUDGETS.items():
        assert model(book=book, fiscal_year=2024, stage="draft").book is book
        with pytest.raises(ValidationError):
            model(book=Book.DEBT, fiscal_year=2024, stage="draft")


# -- what a student writes ----------------------------------------------------------------------

STUDENT = """
from luohu_fiscal import GeneralPublicBudget, reconcile
b = GeneralPublicBudget(
    scope="罗湖区", fiscal_year=2023, stage="execution", unit="万元",
    resources={"一般公共预算收入": {
                   "amount": 1395034, "parts": {"税收收入": 1057948, "非税收入": 337086}},
               "上级补助收入": 832773, "调入资金": 78402, "一般债转贷收入": 20000,
               "上年结转结余收入": 38378},
    uses={"一般公共预算支出": 1889930, "上解支出": 329852, "安排预算稳定调节基金": 85773},
    total_resources=2364587, total_uses=2305555, closing={"carried_over": 59032})
findings = reconcile(b).findings
"""


def test_a_student_reconciles_a_budget_in_at_most_twelve_lines() -> None:
    assert len(STUDENT.strip().splitlines()) <= 12
    names: dict[str, Any] = {}
    exec(STUDENT, names)
    verdicts = {finding.rule: finding.verdict.value for finding in names["findings"]}
    for rule in ("LF101", "LF102", "LF103", "LF104"):
        assert verdicts[rule] == "exact"
    broken = STUDENT.replace("78402", "78420")
    exec(broken, names)
    verdicts = {finding.rule: finding.verdict.value for finding in names["findings"]}
    assert verdicts["LF102"] == "breach"


def test_the_package_is_typed_for_its_users() -> None:
    root = Path(luohu_fiscal.__file__).parent
    assert (root / "py.typed").exists()
    assert StateCapitalBudget.__module__ == "luohu_fiscal.model.budgets"
