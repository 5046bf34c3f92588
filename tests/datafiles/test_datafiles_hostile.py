"""Hostile and damaged data files cost little, and end in a report or in one line."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luohu_fiscal.datafiles import FORMATS, dumps, load, loads
from luohu_fiscal.datafiles.yamlfile import read_yaml
from luohu_fiscal.errors import DataError, LuohuFiscalError, MissingFile, ReadError, TooLarge
from luohu_fiscal.model.report import BudgetReport
from tests.datafile_strategies import reports
from tests.datafiles.test_datafiles_errors import CASES, refusal
from tests.work import costs_at_most


def told(text: str, form: str) -> str:
    """What loading says; empty where it says nothing."""
    try:
        loads(text, form, where="a")
    except LuohuFiscalError as error:
        return str(error)
    return ""


HOSTILE: dict[str, Callable[[], tuple[str, str]]] = {
    "deep lists in YAML": lambda: ("yaml", "[" * 500_000),
    "deep mappings in YAML": lambda: ("yaml", "{a: " * 200_000),
    "deep dashes in YAML": lambda: ("yaml", "- " * 200_000 + "a"),
    "deep lists in JSON": lambda: ("json", "[" * 500_000),
    "deep lists in JSON that close": lambda: ("json", "[" * 5_000 + "]" * 5_000),
    "deep mappings in JSON": lambda: ("json", '{"a":' * 200_000),
    "nesting just past the limit": lambda: ("json", "[" * 102 + "]" * 102),
    "a bomb of aliases": lambda: (
        "yaml",
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n"
            for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        ),
    ),
    "a digit bomb in YAML": lambda: ("yaml", "version: " + "9" * 2_000_000),
    "a digit bomb in JSON": lambda: ("json", '{"version": ' + "9" * 2_000_000 + "}"),
    "an endless cell": lambda: ("csv", 'label,amount\n"' + "x" * 2_000_000),
    "many columns": lambda: ("csv", "," * 200_000),
    "a long key": lambda: ("json", json.dumps({"k" * 1_000_000: 1})),
    "a long chain of parents": lambda: (
        "json",
        json.dumps(
            {
                "figures": [
                    {"id": f"f{n}", "amount": "1元", "parent": f"f{n + 1}"} for n in range(5_000)
                ]
            }
        ),
    ),
    "a null character": lambda: ("csv", "label,amount\n\x00,x\n"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_soon_and_in_one_line(name: str) -> None:
    form, text = HOSTILE[name]()
    with costs_at_most(10_000_000):
        message = refusal(text, form)
    assert len(message) < 1000


@pytest.mark.parametrize("form", ["yaml", "json", "csv"])
def test_a_file_past_the_limit_is_not_read(tmp_path: Path, form: str) -> None:
    file = tmp_path / f"a.{form}"
    with file.open("wb") as sparse:
        sparse.truncate(FORMATS[form].limit + 1)
    with pytest.raises(TooLarge, match="more than"):
        load(file)
    with pytest.raises(TooLarge):
        loads(" " * (FORMATS[form].limit + 1), form)


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match="no such file"):
        load(tmp_path / "none.yaml")
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(ReadError, match="not a regular file"):
        load(tmp_path / "folder.yaml")


@pytest.mark.parametrize("form", ["yaml", "json", "csv"])
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, form: str) -> None:
    file = tmp_path / f"a.{form}"
    file.write_bytes(b"title: \xff\xfe\xff")
    with pytest.raises(DataError, match="byte 8 is not UTF-8; save the file as UTF-8"):
        load(file)


@given(st.text(max_size=80), st.sampled_from(["yaml", "json", "csv"]))
def test_any_text_is_a_report_or_one_line(text: str, form: str) -> None:
    assert "\n" not in told(text, form)


@given(reports(), st.sampled_from(["yaml", "json", "csv"]), st.data())
def test_a_damaged_file_is_a_report_or_one_line(
    report: BudgetReport, form: str, data: st.DataObject
) -> None:
    text = dumps(report, form)
    place = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 5))
    junk = data.draw(st.sampled_from(["", "1.5", "{", "]", '"', "\n", ",", ": ", "null", "true"]))
    assert "\n" not in told(text[:place] + junk + text[place + cut :], form)


def test_both_yaml_parsers_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    import yaml

    from luohu_fiscal.datafiles import shipped, yamlfile

    text = shipped("luohu/2020.yaml").read_text("utf-8")
    fast = read_yaml(text, "a")
    monkeypatch.setattr(yamlfile, "_LOADER", yaml.SafeLoader)
    slow = read_yaml(text, "a")
    assert slow.data == fast.data
    assert slow.spots == fast.spots
    for name, (wrong, words) in CASES.items():
        if name not in ("control character", "tab"):
            assert f"budget.yaml:{words}" in refusal(wrong), name


def test_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes on this system")
    os.mkfifo(tmp_path / "a.yaml")
    with pytest.raises(ReadError, match="a pipe, not a file"):
        load(tmp_path / "a.yaml")
