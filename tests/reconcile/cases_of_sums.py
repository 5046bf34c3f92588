"""The cases of the identities on sums: within an account, between accounts, from year to year."""

from __future__ import annotations

from luohu_fiscal.model.budgets import Budget
from tests.reconcile.accounts import Case, capital, debt, fund, general, own, paper, rated


def drawing(amount: int) -> Budget:
    return general(2024, "draft", resources={"动用预算稳定调节基金": amount})


CONTRIBUTED = general(uses={"安排预算稳定调节基金": 100})


def opening(value: str) -> Budget:
    """50 forward; the totals grew from 100 to 150 and by so much to 120."""
    return general(
        resources={"上年结转收入": 50},
        total_resources=rated(150, "growth", "50.0"),
        total_uses=rated(120, "growth", value),
        closing={"carried_over": 30},
    )


SUMS: list[Case] = [
    ("LF101", "holds", [general(**own(10, {"税收收入": 7, "非税收入": 3}))], "exact", "ok"),
    (
        "LF101",
        "rounds",
        [general(**own(10, {"税收收入": 7, "非税收入": 4}))],
        "within_rounding",
        "ok",
    ),
    ("LF101", "breaks", [general(**own(10, {"税收收入": 7, "非税收入": 5}))], "breach", "error"),
    ("LF101", "unjudged", [general(**own(10, {"税收收入": 7}))], "undecided", "note"),
    ("LF102", "holds", [fund(resources=[4, 6], total_resources=10)], "exact", "ok"),
    ("LF102", "breaks", [fund(resources=[4, 8], total_resources=10)], "breach", "error"),
    ("LF102", "unjudged", [fund(resources=[4, 6])], "undecided", "note"),
    ("LF103", "holds", [fund(uses=[4, 6], total_uses=10)], "exact", "ok"),
    ("LF103", "breaks", [fund(uses=[4, 4], total_uses=10)], "breach", "error"),
    ("LF103", "unjudged", [fund(uses=[4, 6])], "undecided", "note"),
    (
        "LF104",
        "holds",
        [fund(total_resources=10, total_uses=7, closing={"carried_over": 2, "surplus": 1})],
        "exact",
        "ok",
    ),
    (
        "LF104",
        "breaks",
        [fund(total_resources=10, total_uses=7, closing={"carried_over": 6})],
        "breach",
        "error",
    ),
    ("LF104", "unjudged", [fund(total_resources=10, total_uses=7)], "undecided", "note"),
    ("LF105", "holds", [fund(total_resources=10, total_uses=10)], "exact", "ok"),
    (
        "LF105",
        "breaks",
        [fund(total_resources=10, total_uses=7, balanced=True)],
        "breach",
        "error",
    ),
    ("LF105", "unjudged", [fund(total_resources=10, balanced=True)], "undecided", "note"),
    ("LF106", "holds", [fund(uses={"甲": {"amount": 9, "parts": [4, 5]}})], "exact", "ok"),
    ("LF106", "breaks", [fund(uses={"甲": {"amount": 9, "parts": [2, 3]}})], "breach", "error"),
    (
        "LF106",
        "unjudged",
        [fund(uses={"甲": {"amount": 9, "qualifier": "约", "parts": [4, 5]}})],
        "undecided",
        "note",
    ),
    (
        "LF107",
        "holds",
        [fund(uses={"甲": {"amount": 9, "parts": [2, 3], "closed": False}})],
        "bounded",
        "ok",
    ),
    (
        "LF107",
        "breaks",
        [fund(uses={"甲": {"amount": 9, "parts": [7, 8], "closed": False}})],
        "breach",
        "error",
    ),
    (
        "LF107",
        "unjudged",
        [fund(uses={"甲": {"amount": -9, "parts": [2, 3], "closed": False}})],
        "undecided",
        "note",
    ),
    (
        "LF108",
        "holds",
        [
            fund(
                total_uses=137011,
                restated=[
                    {"label": "总支出", "side": "uses", "role": "total", "amount": "13.7亿元"}
                ],
            )
        ],
        "within_rounding",
        "ok",
    ),
    (
        "LF108",
        "breaks",
        [
            fund(
                total_uses=137011,
                restated=[
                    {"label": "总支出", "side": "uses", "role": "total", "amount": "137012万元"}
                ],
            )
        ],
        "breach",
        "error",
    ),
    (
        "LF201",
        "holds",
        [
            general(resources={"调入资金": 10}),
            fund(uses={"调出资金": 6}),
            capital(uses={"调出资金": 3}),
        ],
        "bounded",
        "ok",
    ),
    (
        "LF201",
        "breaks",
        [general(resources={"调入资金": 10}), fund(uses={"调出资金": 16})],
        "breach",
        "warning",
    ),
    (
        "LF201",
        "unjudged",
        [
            general(resources={"调入资金": {"amount": 10, "qualifier": "约"}}),
            fund(uses={"调出资金": 16}),
        ],
        "undecided",
        "note",
    ),
    (
        "LF202",
        "holds",
        [fund(resources={"专项债务转贷收入": 30}), debt(issued={"special": 20})],
        "bounded",
        "ok",
    ),
    (
        "LF202",
        "breaks",
        [fund(resources={"专项债务转贷收入": 30}), debt(issued={"special": 40})],
        "breach",
        "warning",
    ),
    (
        "LF202",
        "unjudged",
        [
            fund(resources={"专项债务转贷收入": {"amount": 30, "qualifier": "约"}}),
            debt(issued={"special": 40}),
        ],
        "undecided",
        "note",
    ),
    (
        "LF301",
        "holds",
        [fund(closing={"surplus": 5}), fund(2024, "draft", resources={"上年结余收入": 5})],
        "exact",
        "ok",
    ),
    (
        "LF301",
        "breaks",
        [fund(closing={"surplus": 5}), fund(2024, "draft", resources={"上年结余收入": 9})],
        "breach",
        "warning",
    ),
    (
        "LF301",
        "unjudged",
        [
            fund(closing={"surplus": {"amount": 5, "qualifier": "约"}}),
            fund(2024, "draft", resources={"上年结余收入": 9}),
        ],
        "undecided",
        "note",
    ),
    (
        "LF302",
        "holds",
        [
            paper(fund(2022, uses={"本级支出": 100})),
            paper(fund(uses={"本级支出": rated(110, "growth", "10.0")})),
        ],
        "exact",
        "ok",
    ),
    (
        "LF302",
        "breaks",
        [
            paper(fund(2022, uses={"本级支出": 100})),
            paper(fund(uses={"本级支出": rated(110, "growth", "20.0")})),
        ],
        "breach",
        "warning",
    ),
    (
        "LF302",
        "unjudged",
        [
            paper(fund(2022, uses={"本级支出": {"amount": 100, "qualifier": "约"}})),
            paper(fund(uses={"本级支出": rated(110, "growth", "20.0")})),
        ],
        "undecided",
        "note",
    ),
    (
        "LF203",
        "holds",
        [fund(resources={"抗疫特别国债转移支付收入": 72}, uses={"抗疫特别国债支出": 72})],
        "exact",
        "ok",
    ),
    (
        "LF203",
        "unjudged",
        [fund(resources={"抗疫特别国债转移支付收入": 72}, uses={"抗疫特别国债支出": 80})],
        "undecided",
        "note",
    ),
    ("LF303", "holds", [CONTRIBUTED, drawing(100)], "exact", "ok"),
    ("LF303", "unjudged", [CONTRIBUTED, drawing(110)], "undecided", "note"),
    ("LF303", "unjudged alone", [drawing(90)], "undecided", "note"),
    ("LF304", "holds", [opening("140.0")], "within_rounding", "ok"),
    ("LF304", "breaks", [opening("300.0")], "breach", "warning"),
]
