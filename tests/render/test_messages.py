"""What is said of a finding: in both languages, with words for every note, accusing nobody."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from luohu_fiscal.reconcile.finding import (
    Note,
    Severity,
    Verdict,
)
from luohu_fiscal.render.messages import message, words
from luohu_fiscal.render.sheet import sheets_of
from tests.render.made_up import LANGUAGES, finding, sample


def test_both_languages_have_the_same_templates_with_the_same_fields() -> None:
    def fields(value: object, path: str = "") -> dict[str, set[str]]:
        if isinstance(value, str):
            return {path: set(re.findall(r"{(\w+)}", value))}
        if isinstance(value, list):
            return {path: set(re.findall(r"{(\w+)}", " ".join(value)))}
        assert hasattr(value, "items")
        return {
            k: v for key, part in value.items() for k, v in fields(part, f"{path}.{key}").items()
        }

    english, chinese = fields(words("en")), fields(words("zh"))
    assert set(english) == set(chinese)
    own = {".account"}  # The English account prints both names of book and stage.
    assert {k for k in english if english[k] != chinese[k]} == own


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_note_that_reconciling_makes_has_words(lang: str, repository: Path) -> None:
    source = "\n".join(
        file.read_text("utf-8")
        for folder in ("reconcile", "explain")
        for file in sorted((repository / "luohu_fiscal" / folder).rglob("*.py"))
    )
    codes = set(re.findall(r'\b[nN]ote\(\s*"(\w+)"', source))
    named = set(re.findall(r'\bnote\(\s*"(?:reading|mechanism)",\s*\w+="(\w+)"', source))
    assert codes - set(words(lang)["note"]) == set()
    assert named - set(words(lang)["word"]) == set()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_message_states_and_accuses_nobody(verdict: Verdict, lang: str) -> None:
    (sheet,) = sheets_of(sample())
    one = finding("LF103", "total-uses", verdict, Severity.ERROR, stated=Decimal(5))
    said = message(one, sheet, lang)
    assert "5万元" in said and "\n" not in said
    assert not re.search("wrong|fraud|false|mistake|造假|错误|违法", said)


def test_a_limit_that_is_kept_is_told_as_a_limit() -> None:
    (sheet,) = sheets_of(sample())
    one = finding(
        "LF502", "debt-limit", Verdict.BOUNDED, Severity.OK,
        stated=Decimal(846550), calculated=Decimal(847300), difference=Decimal(-750),
    )  # fmt: skip
    assert message(one, sheet).endswith("stated 846,550万元, bound 847,300万元, 750万元 to spare")


def test_a_difference_as_large_as_the_slack_is_just_out_of_reach() -> None:
    (sheet,) = sheets_of(sample())
    one = finding(
        "LF108", "restatement", Verdict.BREACH, Severity.ERROR,
        stated=Decimal(5), calculated=Decimal(4), difference=Decimal(1), slack=Decimal("1.0"),
    )  # fmt: skip
    assert message(one, sheet).endswith("difference 1万元, rounding can explain less than 1万元")


def test_a_note_without_words_is_shown_as_it_is() -> None:
    (sheet,) = sheets_of(sample())
    one = finding(
        "LF103", "total-uses", Verdict.EXACT, Severity.OK, notes=(Note("quite_new", {"a": "b"}),)
    )
    assert message(one, sheet).endswith("quite new (a b)")
