"""The JSON Schema of budget files, made from the models, so that the two cannot drift apart.

A schema cannot tell 78402.0 from 78402 (both are integers to JSON Schema); `load` can, and refuses.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

from pydantic.json_schema import models_json_schema

from luohu_fiscal.datafiles.form import DERIVED, KEYS
from luohu_fiscal.model.budgets import BUDGETS, Debt
from luohu_fiscal.model.figures import (
    Change,
    Claim,
    DocumentInfo,
    Figure,
    Indicator,
    Statement,
    Unplaced,
)
from luohu_fiscal.model.vocabulary import (
    Basis,
    Book,
    Bound,
    ClaimKind,
    Direction,
    Level,
    Measure,
    Role,
    Side,
    Stage,
)
from luohu_fiscal.money.amount import Unit, number_pattern

__all__ = ["json_schema"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_WORDS = (Basis, Book, Bound, ClaimKind, Direction, Level, Measure, Role, Side, Stage)
_FLAT = (DocumentInfo, Figure, Claim, Indicator, Unplaced, Statement, Change)
#: A printed number as validators of any language read it: full-width digits spelled out.
_NUMBER = number_pattern().replace(r"\d", "[0-9０-９]").replace(r"\.", "[.．﹒]")
_DIGITS = rf"^\s*[-+－−﹣–＋]?\s*{_NUMBER}\s*"
_LINES = ("resources", "uses", "parts")


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a budget file, both forms, described in 中文 and English.

    Amounts are text or whole numbers: a number with a fraction does not validate.

    >>> schema = json_schema()
    >>> schema["properties"]["budgets"]["items"]["oneOf"][0]
    {'$ref': '#/$defs/GeneralPublicBudget'}
    """
    models: list[Any] = [*BUDGETS.values(), Debt, *_FLAT]
    _, made = models_json_schema(
        [(model, "validation") for model in models], ref_template="#/$defs/{model}"
    )
    defs: dict[str, Any] = {name: _tidy(name, entry) for name, entry in made["$defs"].items()}
    defs |= {word.__name__: _enumeration(word) for word in _WORDS}
    defs["Unit"] = {"enum": [unit.value for unit in Unit], "description": "金额单位 Unit of money"}
    defs |= _amounts()
    _loosen(defs)
    return {
        "$schema": _DIALECT,
        "title": "luohu_fiscal budget file 预算数据文件",
        "type": "object",
        "properties": _properties(),
        "additionalProperties": False,
        "$defs": dict(sorted(defs.items())),
    }


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _list(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _ref(name)}


def _properties() -> dict[str, Any]:
    shapes: dict[str, Any] = {
        "version": {"const": 1, "type": "integer"},
        "jurisdiction": {"type": "string"},
        "title": {"type": "string"},
        "unit": {"anyOf": [_ref("Unit"), {"type": "null"}]},
        "budgets": {
            "type": "array",
            "items": {"oneOf": [_ref(model.__name__) for model in BUDGETS.values()]},
        },
        "debt": _list("Debt"),
        "document": _ref("DocumentInfo"),
        "figures": _list("Figure"),
        "claims": _list("Claim"),
        "unplaced": _list("Unplaced"),
        "statements": _list("Statement"),
        "indicators": _list("Indicator"),
        "changes": _list("Change"),
        **{name: {} for name in DERIVED},
    }
    return {name: {**shapes[name], **_described("", name)} for name in (*KEYS, *DERIVED)}


def _amounts() -> dict[str, Any]:
    """The shapes of what stands for an amount in a file."""
    units = "|".join(unit.value for unit in sorted(Unit, key=lambda unit: -len(unit.value)))
    return {
        "PrintedAmount": {
            "description": "金额 Printed amount: text, or a whole number in the account's unit",
            "anyOf": [
                {"type": "string", "pattern": rf"{_DIGITS}({units})?\s*$"},
                {"type": "integer"},
            ],
            "examples": ["18.60亿元", "1,395,034", 1395034],
        },
        "PrintedNumber": {
            "description": "数值 Printed number: text, or a whole number",
            "anyOf": [{"type": "string", "pattern": rf"{_DIGITS}$"}, {"type": "integer"}],
            "examples": ["-7.9", 17],
        },
        "NamedLine": {
            "description": "一行 A line whose name stands before it: its amount, or more about it",
            "anyOf": [_ref("PrintedAmount"), _ref("NamedItem")],
        },
        "Lines": {
            "description": "各行 Lines: a mapping of names to amounts, or a list",
            "anyOf": [
                {"type": "object", "additionalProperties": _ref("NamedLine")},
                _list("Item"),
            ],
        },
    }


def _loosen(defs: dict[str, Any]) -> None:
    """Lets in the shorter ways a person may write what the models hold."""
    optional = {"anyOf": [_ref("NamedLine"), {"type": "null"}]}
    defs["Item"]["properties"]["amount"] |= _ref("PrintedAmount")
    defs["NamedItem"] = {**defs["Item"], "required": ["amount"]}
    replaced: dict[tuple[str, str], dict[str, Any]] = {
        **{
            (m.__name__, f"total_{side}"): optional for m in BUDGETS.values() for side in _LINES[:2]
        },
        **{("Closing", name): optional for name in defs["Closing"]["properties"]},
        **{("Split", name): optional for name in defs["Split"]["properties"]},
        ("Figure", "amount"): _ref("PrintedAmount"),
        ("Figure", "unit"): {"anyOf": [_ref("Unit"), {"type": "null"}]},
        ("Figure", "account_role"): {"anyOf": [_ref("Role"), {"type": "null"}]},
        ("Figure", "value"): {"anyOf": [_ref("PrintedNumber"), {"type": "null"}]},
        ("Restated", "amount"): _ref("PrintedAmount"),
        ("Rate", "value"): _ref("PrintedNumber"),
        ("Claim", "value"): _ref("PrintedNumber"),
        ("Indicator", "value"): _ref("PrintedNumber"),
        ("Indicator", "upper"): {"anyOf": [_ref("PrintedNumber"), {"type": "null"}]},
        **{
            (name, key): _ref("Lines")
            for name, entry in defs.items()
            for key in _LINES
            if key in entry.get("properties", {})
        },
    }
    for (name, key), shape in replaced.items():
        defs[name]["properties"][key] = {**shape, **_described(name, key)}
    defs["Figure"]["required"] = ["amount"]
    defs["Claim"]["required"].remove("id")
    for model in BUDGETS.values():
        defs[model.__name__]["required"].append("book")


def _tidy(name: str, entry: dict[str, Any]) -> dict[str, Any]:
    """One model without pydantic's made-up titles, its keys described."""
    tidy = {key: value for key, value in entry.items() if key != "title"}
    if "description" in tidy:
        tidy["description"] = " ".join(tidy["description"].split("\n\n")[0].split())
    for key, shape in tidy.get("properties", {}).items():
        kept = {word: value for word, value in shape.items() if word not in ("title", "pattern")}
        if "examples" in kept:  # an amount: `_loosen` says what it may be
            kept = {}
        tidy["properties"][key] = {**kept, **_described(name, key)}
    return tidy


def _described(model: str, key: str) -> dict[str, str]:
    words = _words()
    return {"description": words.get(f"{model}.{key}") or words[key]}


@cache
def _words() -> dict[str, str]:
    text = resources.files("luohu_fiscal.datafiles").joinpath("schema.toml").read_text("utf-8")
    words: dict[str, str] = tomllib.loads(text)["keys"]
    return words


def _enumeration(words: Iterable[Any]) -> dict[str, Any]:
    entries = [{"const": word.value, "title": f"{word.zh} {word.en}"} for word in words]
    return {"type": "string", "oneOf": entries}
