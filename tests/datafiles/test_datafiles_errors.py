"""What a data file may get wrong: one line, with the file, the line, the place and the remedy."""

from __future__ import annotations

import json
from typing import Any

import pytest

from luohu_fiscal.datafiles import loads
from luohu_fiscal.errors import DataError

HEAD = "unit: 万元\nbudgets:\n  - book: general_public\n    fiscal_year: 2023\n    stage: draft\n"


def refusal(text: str, form: str = "yaml") -> str:
    with pytest.raises(DataError) as caught:
        loads(text, form, where=f"budget.{form}")
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(f"budget.{form}:")
    assert caught.value.remedy
    return message


# -- exactness ----------------------------------------------------------------------------------


def test_an_unquoted_fraction_is_refused_with_line_path_and_remedy() -> None:
    text = HEAD + "    resources:\n      非税收入: 12\n      调入资金: 78402.5\n"
    assert refusal(text) == (
        "budget.yaml:8: budgets[0].resources.调入资金: "
        "78402.5 is a float and may have lost digits; "
        'write it as text, "78402.5"'
    )


@pytest.mark.parametrize(
    "scalar",
    ["18.6", "18.", ".5", "1e3", "1.5e3", "-2.0", "1_000.5", "12345678901234567.89", "0.0"],
)
def test_every_float_of_yaml_is_refused_as_it_was_written(scalar: str) -> None:
    message = refusal(HEAD + f"    uses: {{上解支出: {scalar}}}\n")
    assert f"budgets[0].uses.上解支出: {scalar} is a float" in message


@pytest.mark.parametrize("scalar", ["1_000", "0o17", "017", "0x1F", "0b11", "190:20:30", "1:30"])
def test_a_number_that_yaml_readers_disagree_about_is_refused(scalar: str) -> None:
    message = refusal(HEAD + f"    uses: {{上解支出: {scalar}}}\n")
    assert f"{scalar} is one number to some YAML readers and another to others" in message


@pytest.mark.parametrize("scalar", [".inf", "-.inf", "+.Inf", ".nan", ".NAN"])
def test_what_is_not_a_number_is_refused(scalar: str) -> None:
    assert f"{scalar} is not a number" in refusal(HEAD + f"    uses: {{上解支出: {scalar}}}\n")


@pytest.mark.parametrize("scalar", ["true", "False", "yes", "no", "on", "~", "null", "[]", "{}"])
def test_true_yes_and_nothing_are_no_amounts(scalar: str) -> None:
    assert "budgets[0].uses.上解支出" in refusal(HEAD + f"    uses: {{上解支出: {scalar}}}\n")


@pytest.mark.parametrize("scalar", ['"18.60"', "'18.60'", '"18.60万元"', "18.60万元", "18.60 万元"])
def test_a_fraction_as_text_is_exact(scalar: str) -> None:
    report = loads(HEAD + f"    uses: {{上解支出: {scalar}}}\n", "yaml")
    assert str(report.figures[0].amount) == "18.60万元"


@pytest.mark.parametrize("number", ["18.6", "1e3", "12345678901234567.89", "-0.0", "1E400"])
def test_every_float_of_json_is_refused_as_it_was_written(number: str) -> None:
    text = '{"figures":\n[{"book": "debt", "amount": ' + number + ', "unit": "万元"}]}'
    assert refusal(text, "json") == (
        f"budget.json:2: figures[0].amount: {number} is a float and may have lost digits; "
        f'write it as text, "{number}"'
    )


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_json_that_is_no_json_is_refused(number: str) -> None:
    text = '{"figures": [{"amount": ' + number + "}]}"
    assert f"figures[0].amount: {number} is not a number" in refusal(text, "json")


def test_integers_are_exact_at_any_size_and_refused_beyond_any_amount() -> None:
    for digits in ("9" * 20, "-1" + "0" * 25):
        text = '{"figures": [{"amount": ' + digits + ', "unit": "元"}]}'
        assert str(loads(text, "json").figures[0].amount) == f"{digits}元"
        assert str(loads(text, "yaml").figures[0].amount) == f"{digits}元"
    huge = '{"figures": [{"amount": ' + "9" * 10_000 + ', "unit": "元"}]}'
    for form in ("json", "yaml"):
        assert "this many digits is no amount" in refusal(huge, form)


@pytest.mark.parametrize("cell", ["1.395E+06", "#REF!", "12,34", "NaN", "TRUE", "约5"])
def test_what_a_spreadsheet_makes_of_a_number_is_refused_with_its_row_and_column(cell: str) -> None:
    text = f'book,label,amount,unit\ndebt,债务余额,5,万元\ndebt,债务限额,"{cell}",万元\n'
    assert refusal(text, "csv").startswith(f'budget.csv:3: column amount: "{cell}"')


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"amount": "5亿元", "unit": "万元"}, "5亿元 beside the unit 万元"),
        (
            {"amount": "5", "unit": "万元", "value": "5000"},
            "5000 yuan is not 5万元, which is 50000",
        ),
        ({"amount": "5"}, "has no unit"),
        ({"amount": "5", "unit": "美元"}, '"美元" is not a unit of money'),
        ({"amount": None, "unit": "元"}, "has no amount"),
        ({"unit": "元"}, "has no amount"),
        ({"amount": True, "unit": "元"}, "True is true/false"),
    ],
)
def test_a_flat_figure_that_contradicts_itself_is_refused(
    fields: dict[str, Any], words: str
) -> None:
    assert words in refusal(json.dumps({"figures": [fields]}), "json")


# -- keys and words -----------------------------------------------------------------------------

CASES: dict[str, tuple[str, str]] = {
    "unknown key": ("budgtes: []\n", "1: budgtes: unknown key; did you mean budgets?"),
    "unknown key of an account": (
        HEAD + "    resorces: {}\n",
        "6: budgets[0].resorces: unknown key; did you mean resources?",
    ),
    "unknown key of a line": (
        HEAD + "    uses:\n      上解支出: {amount: 5, note: x}\n",
        "7: budgets[0].uses.上解支出.note: unknown key",
    ),
    "twice": (
        HEAD + "    uses:\n      甲: 1\n      甲: 2\n",
        "8: budgets[0].uses.甲: this key appears",
    ),
    "no book": ("budgets: [{fiscal_year: 2023}]\n", "1: budgets[0].book: is missing; write one of"),
    "odd book": ("budgets:\n- book: debt\n", '2: budgets[0].book: "debt" is not a book'),
    "odd stage": (
        HEAD.replace("draft", "drafts"),
        "5: budgets[0].stage: \"drafts\" is not one of the words; write 'budget'",
    ),
    "no year": (
        HEAD.replace("    fiscal_year: 2023\n", ""),
        "3: budgets[0].fiscal_year: is missing; add it",
    ),
    "year as text": (
        HEAD.replace("2023", '"2023"'),
        '4: budgets[0].fiscal_year: "2023" is not a whole number; write digits',
    ),
    "closed as a word": (
        HEAD + "    uses: {甲: {amount: 1, closed: yes}}\n",
        '6: budgets[0].uses.甲.closed: "yes" is not true or false',
    ),
    "rate": (
        HEAD
        + "    uses:\n      甲:\n        amount: 1\n"
        + "        rates:\n        - {kind: rise, value: 1}\n",
        '10: budgets[0].uses.甲.rates[0].kind: "rise" is not one of the words',
    ),
    "part": (
        HEAD + "    uses:\n      甲:\n        amount: 1\n        parts: {乙: x}\n",
        '9: budgets[0].uses.甲.parts.乙: "x" is not a printed amount',
    ),
    "list item": (
        HEAD + "    uses:\n      - {label: 甲, amount: 1}\n      - {label: 乙, amount: x}\n",
        '8: budgets[0].uses[1]: "x" is not a printed amount',
    ),
    "no unit": (
        HEAD.partition("\n")[2] + "    uses: {甲: 1}\n",
        '5: budgets[0].uses.甲: "1" has no unit; add 元',
    ),
    "closing": (
        HEAD + "    closing: 5\n",
        "6: budgets[0].closing: 5 is not a mapping; write carried_over",
    ),
    "odd closing": (
        HEAD + "    closing: {left: 5}\n",
        "6: budgets[0].closing.left: is not a key of this form",
    ),
    "not a mapping": ("- 1\n", "1: a list stands where a mapping belongs"),
    "empty": ("", " nothing stands where a mapping belongs"),
    "version": ("version: 2\n", "1: version: 2 is not a version; write 1"),
    "version true": ("version: true\n", "1: version: True is not a version"),
    "no list": ("budgets: {}\n", "1: budgets: a dict is not a list"),
    "title number": ("title: 2023\n", "1: title: 2023 is not text; put it in quotes"),
    "title beside document": ("title: a\ndocument: {}\n", "1: title: stands beside document"),
    "same account": (
        HEAD + "    uses: {甲: 1}\n" + HEAD[HEAD.index("  - ") :] + "    uses: {甲: 1}\n",
        '7: budgets[1]: "general_public.2023.draft" is the account at budgets[0] too',
    ),
    "same id": (
        "figures:\n- {id: a, amount: 1元}\n- {id: a, amount: 1元}\n",
        '3: figures[1].id: two figures have the id "a"',
    ),
    "lost parent": (
        "figures:\n- {id: a, amount: 1元, parent: b}\n",
        '2: figures[0].parent: the parent "b" is not in the file',
    ),
    "circle": (
        "figures:\n- {id: a, amount: 1元, parent: b}\n- {id: b, amount: 1元, parent: a}\n",
        '2: figures[0].parent: "a" is a part of itself',
    ),
    "lost figure": (
        "claims:\n- {id: c, kind: growth, value: 1, figure: x}\n",
        '2: claims[0]: the figure "x" of claim "c" is not in the file',
    ),
    "same claim": (
        "claims:\n- {id: c, kind: growth, value: 1}\n- {id: c, kind: growth, value: 1}\n",
        '3: claims[1]: two claims have the id "c"',
    ),
    "indentation": ("a:\n  b: 1\n c: 2\n", "3: not YAML:"),
    "tab": ("a:\n\t- b\n", "2: not YAML:"),
    "control character": ("a: \x07\n", " not YAML:"),
    "two documents": ("version: 1\n---\nversion: 1\n", "2: a second document begins"),
    "anchor": ("title: &a x\n", "1: anchors and aliases"),
    "alias": ("title: *a\n", "1: "),
    "python": ("title: !!python/object/apply:os.system [ls]\n", "1: the tag "),
    "float tag": ('title: !!float "1"\n', "1: the tag "),
    "key": ("{[a]: 1}\n", "1: a key is a list or a mapping"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_told_in_one_line_with_its_place(name: str) -> None:
    text, words = CASES[name]
    assert f"budget.yaml:{words}" in refusal(text)


JSON_CASES = {
    "comma": ('{"title": "a",\n}', "2: not JSON: "),
    "twice": ('{"budgets": [],\n"budgets": []}', "2: budgets: this key appears twice"),
    "twice inside": (
        '{"budgets": [{"uses": {"甲": 1, "甲": 2}}]}',
        "1: budgets[0].uses.甲: this key appears twice",
    ),
    "list": ("[]", "1: a list stands where a mapping belongs"),
    "half a pair": ('{"title": "\\ud800"}', "1: title: half of a"),
    "half a pair in a key": ('{"\\ud800": 1}', "1: half of a"),
    "unknown": (
        '{"document": {},\n"figures": [{"amount": "1元",\n"sid": "uses"}]}',
        "3: figures[0].sid:",
    ),
}


@pytest.mark.parametrize("name", JSON_CASES)
def test_a_mistake_in_json_has_its_line(name: str) -> None:
    text, words = JSON_CASES[name]
    assert f"budget.json:{words}" in refusal(text, "json")


CSV_CASES = {
    "empty": ("", "1: no column names"),
    "semicolons": ("book;label;amount\n", "1: unknown column"),
    "two columns": ("amount,amount\n1元,2元\n", '1: two columns "amount"'),
    "too many cells": ("label,amount\n甲,1,395,034元\n", "2: 4 cells under 2 column names"),
    "record": ("record,amount\nrow,1元\n", '2: column record: unknown record "row"'),
    "odd cell": (
        "record,kind,amount\nfigure,growth,1元\n",
        '2: column kind: "growth" under "kind"',
    ),
    "year": ("amount,fiscal_year\n1元,2023.0\n", '2: column fiscal_year: "2023.0" is not a whole'),
    "truth": ("amount,closed\n1元,maybe\n", '2: column closed: "maybe" is not true or false'),
    "word": ("amount,book\n\n1元,debts\n", '3: column book: "debts" is not one of the words'),
    "quotes": ('label,amount\n"甲"x,1元\n', "2: not CSV:"),
    "open quote": ('label,amount\n"甲,1元\n', "2: not CSV:"),
    "no amount": ("label,amount\n甲,\n", "2: column amount: has no amount"),
    "two documents": ("record,title\ndocument,a\ndocument,b\n", "3: a second document row"),
    "line": ('label,amount\n"two\nlines",1元\n甲,x\n', '4: column amount: "x" is not a printed'),
}


@pytest.mark.parametrize("name", CSV_CASES)
def test_a_mistake_in_a_table_has_its_row_and_column(name: str) -> None:
    text, words = CSV_CASES[name]
    assert f"budget.csv:{words}" in refusal(text, "csv")


def test_more_than_one_mistake_is_counted() -> None:
    message = refusal("figures: [{amount: 1元, side: x, book: y, role: z}]\n")
    assert message.endswith("(and 2 more)")


def test_a_message_holds_no_control_characters_whatever_a_file_holds() -> None:
    message = refusal('{"\\u001b[2J\\n\\u2028x": 1}', "json")
    assert message.isprintable()
