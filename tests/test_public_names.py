"""The front door: what `luohu_fiscal` offers, and that it costs nothing before it is used."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import luohu_fiscal
from luohu_fiscal import errors


@pytest.mark.parametrize("name", luohu_fiscal.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(luohu_fiscal, name)
    assert name in dir(luohu_fiscal)
    if callable(value):
        assert value.__doc__


def test_what_a_type_checker_sees_is_what_there_is() -> None:
    tree = ast.parse(Path(luohu_fiscal.__file__).read_text("utf-8"))
    block = next(
        node
        for node in tree.body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )
    seen = {
        alias.asname: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert {*seen, "__version__"} == set(luohu_fiscal.__all__)
    for name, module in seen.items():
        assert module
        assert getattr(importlib.import_module(module), str(name)) is getattr(
            luohu_fiscal, str(name)
        )


def test_every_error_is_public() -> None:
    assert set(errors.__all__) <= set(luohu_fiscal.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'budget_deficit'"):
        _ = luohu_fiscal.budget_deficit


@pytest.mark.parametrize("name", ["explain", "extract", "reconcile", "render"])
def test_a_function_is_not_hidden_by_the_subpackage_of_its_name(name: str) -> None:
    code = (
        f"import luohu_fiscal.{name}\n"
        f"from luohu_fiscal import {name}\n"
        f"import luohu_fiscal as lf, types\n"
        f"assert callable({name}) and lf.{name} is {name}\n"
        f"assert not isinstance(lf.{name}, types.ModuleType)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=600)


def test_importing_the_package_imports_neither_models_nor_readers() -> None:
    code = (
        "import sys, luohu_fiscal, luohu_fiscal.cli\n"
        "luohu_fiscal.cli.parser_of(luohu_fiscal.cli.COMMANDS).format_help()\n"
        "heavy = {'pydantic', 'yaml', 'lxml', 'selectolax', 'pypdfium2', 'tabulate'}\n"
        "heavy |= {'luohu_fiscal.model.figures', 'luohu_fiscal.readers', 'python_calamine'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=600)
