"""The JSON Schema of data files, held against somebody else's validator and against the loader."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given, settings

from luohu_fiscal.datafiles import dumps, json_schema, loads, shipped, shipped_names
from luohu_fiscal.errors import DataError
from luohu_fiscal.model.budgets import BUDGETS
from luohu_fiscal.model.report import BudgetReport
from tests.datafile_strategies import flat_reports, reports
from tests.datafiles.test_datafiles import HAND_WRITTEN

jsonschema = pytest.importorskip("jsonschema", reason="the dev extra is not installed")
SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def plain(text: str) -> Any:
    """A data file as any YAML or JSON reader sees it."""
    return yaml.safe_load(text)


def account(**fields: Any) -> dict[str, Any]:
    head = {"book": "general_public", "fiscal_year": 2024, "stage": "draft", "unit": "万元"}
    return {"budgets": [{**head, **fields}]}


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


@pytest.mark.parametrize("name", shipped_names())
def test_the_shipped_data_are_valid(name: str) -> None:
    VALIDATOR.validate(plain(shipped(name).read_text("utf-8")))


@settings(max_examples=40)
@given(reports())
def test_what_is_written_nested_is_valid(report: BudgetReport) -> None:
    VALIDATOR.validate(json.loads(json.dumps(plain(dumps(report, "yaml")))))


@given(flat_reports())
def test_what_is_written_flat_is_valid(report: BudgetReport) -> None:
    VALIDATOR.validate(json.loads(dumps(report, "json")))


@pytest.mark.parametrize(
    "amount", [0, -5, 1395034, "1,395,034", "18.60亿元", "－６．５０", "-6,197 万元", 10**30]
)
def test_an_amount_as_text_or_whole_number_is_valid_and_loads(amount: object) -> None:
    data = account(uses={"上解支出": amount})
    VALIDATOR.validate(data)
    assert loads(json.dumps(data), "json").figures


@pytest.mark.parametrize("amount", [78402.5, True, None, [], "12,34", "1e5", "约5", "18.6%", ""])
@pytest.mark.parametrize("place", ["line", "part", "total", "closing", "rate", "flat"])
def test_a_float_and_other_things_are_invalid_and_do_not_load(amount: object, place: str) -> None:
    line = {"amount": 1}
    data: dict[str, Any] = {
        "line": account(uses={"甲": amount}),
        "part": account(uses={"甲": {**line, "parts": {"乙": amount}}}),
        "total": account(total_uses={"amount": amount}),
        "closing": account(closing={"surplus": {"amount": amount}}),
        "rate": account(total_uses={**line, "rates": [{"kind": "growth", "value": amount}]}),
        "flat": {"figures": [{"unit": "万元", "amount": amount}]},
    }[place]
    assert not VALIDATOR.is_valid(data)
    with pytest.raises(DataError):
        loads(json.dumps(data), "json")


def test_an_unknown_key_is_invalid_at_every_level() -> None:
    cases: tuple[dict[str, Any], ...] = (
        {"budgtes": []},
        account(resorces={}),
        account(uses={"甲": {"amount": 1, "note": "x"}}),
        {"debt": [{"fiscal_year": 2024, "stage": "draft", "limits": {}}]},
        {"figures": [{"amount": "1元", "sid": "uses"}]},
    )
    for data in cases:
        assert not VALIDATOR.is_valid(data)
        with pytest.raises(DataError):
            loads(json.dumps(data), "json")


def test_the_hand_written_form_is_valid() -> None:
    VALIDATOR.validate(plain(HAND_WRITTEN.replace("139,819", '"139,819"')))


def properties(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for key, shape in schema["properties"].items():
        yield "", key, shape
    for name, entry in schema["$defs"].items():
        for key, shape in entry.get("properties", {}).items():
            yield name, key, shape


def test_every_key_is_described_in_chinese_and_english() -> None:
    described = list(properties(SCHEMA))
    assert len(described) > 100
    for name, key, shape in described:
        words = shape["description"]
        assert re.search("[\u4e00-\u9fff]", words), (name, key)
        assert re.search("[a-z]{3}", words), (name, key)


def test_the_schema_has_every_key_of_every_model() -> None:
    for model in BUDGETS.values():
        keys = SCHEMA["$defs"][model.__name__]["properties"]
        assert set(keys) == set(model.model_fields)
    assert {"amount", "unit", "value"} <= set(SCHEMA["$defs"]["Figure"]["properties"])


def test_every_reference_leads_somewhere() -> None:
    names = set(re.findall(r'"#/\$defs/(\w+)"', json.dumps(SCHEMA)))
    assert names <= set(SCHEMA["$defs"])
    assert set(SCHEMA["$defs"]) - names <= {"Book"}
