"""The cases of the identities on rates, debt and what the law asks."""

from __future__ import annotations

from luohu_fiscal.model.budgets import Budget, Debt
from tests.reconcile.accounts import Accounts, Case, debt, fund, general, insurance, own, rated


def reserve(amount: int) -> Budget:
    return general(stage="draft", uses={"一般公共预算支出": 10000, "预备费": amount})


def revolving(amount: int) -> Budget:
    return general(stage="draft", uses={"补充预算周转金": amount}, total_uses=10000)


def joined(part: str) -> Budget:
    parts = {"税收收入": rated(110, "growth", "10.0"), "非税收入": rated(60, "growth", part)}
    return general(**own(170, parts, {"kind": "growth", "value": "13.3", "basis": "prior"}))


def rolled(outstanding: int, *before: Debt) -> Accounts:
    special = fund(resources={"专项债务转贷收入": 30}, uses={"专项债务还本支出": 10})
    return [special, debt(outstanding={"special": outstanding}), *before]


BEFORE = debt(2022, outstanding={"special": 100})


RATES: list[Case] = [
    (
        "LF401",
        "holds",
        [fund(2022, uses={"本级支出": 100}), fund(uses={"本级支出": rated(110, "growth", "10.0")})],
        "exact",
        "ok",
    ),
    (
        "LF401",
        "breaks",
        [fund(2022, uses={"本级支出": 100}), fund(uses={"本级支出": rated(110, "growth", "20.0")})],
        "breach",
        "warning",
    ),
    (
        "LF401",
        "unjudged",
        [fund(uses={"本级支出": rated(110, "growth", "20.0")})],
        "undecided",
        "note",
    ),
    (
        "LF401",
        "unjudged on nothing",
        [fund(2022, uses={"本级支出": 0}), fund(uses={"本级支出": rated(110, "growth", "20.0")})],
        "undecided",
        "note",
    ),
    (
        "LF402",
        "holds",
        [general(**own(10, {"税收收入": rated(7, "share", "70", "whole")}))],
        "exact",
        "ok",
    ),
    (
        "LF402",
        "breaks",
        [general(**own(1000, {"税收收入": rated(700, "share", "75", "whole")}))],
        "breach",
        "warning",
    ),
    (
        "LF402",
        "unjudged",
        [fund(uses={"甲": rated(7, "share", "75", "whole")})],
        "undecided",
        "note",
    ),
    (
        "LF403",
        "holds",
        [
            fund(stage="budget", uses={"本级支出": 1000}),
            fund(uses={"本级支出": rated(987, "completion", "98.7", "budget")}),
        ],
        "exact",
        "ok",
    ),
    (
        "LF403",
        "breaks",
        [
            fund(stage="budget", uses={"本级支出": 1000}),
            fund(uses={"本级支出": rated(987, "completion", "99.7", "initial")}),
        ],
        "breach",
        "warning",
    ),
    (
        "LF403",
        "unjudged",
        [
            fund(stage="budget", uses={"本级支出": 1000}),
            fund(uses={"本级支出": rated(987, "completion", "98.7", "adjusted")}),
        ],
        "undecided",
        "note",
    ),
    ("LF404", "holds", [joined("20.0")], "within_rounding", "ok"),
    ("LF404", "breaks", [joined("50.0")], "breach", "warning"),
    ("LF501", "holds", [debt(limit={"total": 10, "general": 4, "special": 6})], "exact", "ok"),
    (
        "LF501",
        "breaks",
        [debt(limit={"total": 10, "general": 4, "special": 9})],
        "breach",
        "error",
    ),
    ("LF501", "unjudged", [debt(limit={"total": 10, "general": 4})], "undecided", "note"),
    (
        "LF502",
        "holds at the limit",
        [debt(limit={"general": 4}, outstanding={"general": 4})],
        "bounded",
        "ok",
    ),
    (
        "LF502",
        "breaks",
        [debt(limit={"general": 4}, outstanding={"general": 6})],
        "breach",
        "error",
    ),
    ("LF502", "unjudged", [debt(outstanding={"general": 6})], "undecided", "note"),
    ("LF503", "holds", rolled(120, BEFORE), "exact", "ok"),
    ("LF503", "breaks", rolled(140, BEFORE), "breach", "warning"),
    ("LF503", "unjudged", rolled(120), "undecided", "note"),
    ("LF601", "holds", [fund(total_resources=10, total_uses=7)], "bounded", "ok"),
    ("LF601", "breaks", [fund(total_resources=10, total_uses=17)], "breach", "error"),
    (
        "LF601",
        "unjudged",
        [fund(total_resources={"amount": 10, "qualifier": "约"}, total_uses=17)],
        "undecided",
        "note",
    ),
    ("LF602", "holds", [general(closing={"surplus": 0})], "exact", "ok"),
    ("LF602", "breaks", [general(closing={"carried_over": 3, "surplus": 2})], "breach", "warning"),
    ("LF602", "breaks", [fund(resources={"动用预算稳定调节基金": 3})], "breach", "warning"),
    ("LF602", "breaks", [insurance(uses={"调出资金": 3})], "breach", "warning"),
    ("LF602", "unjudged", [general(closing={"surplus": 2})], "undecided", "note"),
    ("LF603", "holds", [reserve(200)], "bounded", "ok"),
    ("LF603", "breaks", [revolving(200)], "breach", "warning"),
    ("LF603", "unjudged", [revolving(50)], "undecided", "note"),
    (
        "LF801",
        "breaks",
        [
            fund(
                resources={"甲收入": {"amount": 10, "parts": [5, 4]}, "乙收入": 20},
                total_resources=31,
            )
        ],
        "breach",
        "error",
    ),
]
