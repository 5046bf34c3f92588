"""The published accounts of Luohu 罗湖区, 2020-2021 and 2023-2024, and what is found of them."""

from __future__ import annotations

from collections.abc import Sequence

from luohu_fiscal.model.budgets import (
    Budget,
    Debt,
    GeneralPublicBudget,
    GovernmentFundBudget,
    StateCapitalBudget,
)
from luohu_fiscal.model.figures import DocumentInfo
from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.reconcile import Finding, reconcile

EXECUTION_2020 = {"scope": "罗湖区", "fiscal_year": 2020, "stage": "execution", "unit": "万元"}
DRAFT_2021 = {"scope": "罗湖区", "fiscal_year": 2021, "stage": "draft", "unit": "万元"}
EXECUTION_2023 = {"scope": "罗湖区", "fiscal_year": 2023, "stage": "execution", "unit": "万元"}
DRAFT_2024 = {"scope": "罗湖区", "fiscal_year": 2024, "stage": "draft", "unit": "万元"}


def growth(value: str, basis: str = "prior", **more: object) -> dict[str, object]:
    return {"kind": "growth", "value": value, "basis": basis, **more}


def open_list(amount: int, parts: dict[str, int]) -> dict[str, object]:
    return {"amount": amount, "parts": parts, "closed": False}


ACCOUNTS_2021: list[Budget | Debt] = [
    GeneralPublicBudget(
        **EXECUTION_2020,
        resources={
            "一般公共预算收入": {
                "amount": 1370112,
                "parts": {
                    "税收收入": {
                        "amount": 951845,
                        "rates": [growth("10.68"), {"kind": "share", "value": "69.47"}],
                    },
                    "非税收入": {"amount": 418267, "rates": [growth("510.41")]},
                },
                "rates": [
                    growth("47.56"),
                    growth("9.4", comparable=True),
                    {"kind": "completion", "value": "101.15", "basis": "budget"},
                ],
            },
            "上级补助收入": 459382,
            "调入资金": 262183,
            "动用预算稳定调节基金": 260044,
            "上年结转结余收入": 9403,
            "债务转贷收入": 43000,
        },
        uses={
            "一般公共预算支出": {
                "amount": 1782709,
                "rates": [
                    growth("-18.86"),
                    {"kind": "completion", "value": "88.28", "basis": "budget"},
                ],
            },
            "上解支出": 117613,
            "安排预算稳定调节基金": 492105,
        },
        total_resources=2404124,
        total_uses=2392427,
        closing={"carried_over": 11697},
        restated=[
            {"label": "收入总量", "side": "resources", "role": "total", "amount": "2404124万元"},
            {"label": "支出总量", "side": "uses", "role": "total", "amount": "2392427万元"},
        ],
    ),
    GovernmentFundBudget(
        **EXECUTION_2020,
        resources={
            "本级收入": 2151,
            "政府性基金转移收入": open_list(513502, {"地价款": 428542, "特别国债": 72000}),
            "专项债务转贷收入": 68000,
            "上年结转结余收入": 53088,
        },
        uses={
            "本级支出": open_list(
                194864,
                {"国债支出": 72000, "专项债支出": 68000, "土地": 45691, "彩票": 5475, "付息": 3383},
            ),
            "调出资金": 257325,
        },
        total_resources=636741,
        total_uses=452189,
        closing={"carried_over": 787, "surplus": 183765},
    ),
    StateCapitalBudget(
        **EXECUTION_2020,
        resources={"上缴利润": 626, "上年结余收入": 397, "转移支付收入": 54},
        uses={"资本金注入": 534, "外派财务总监": 18, "调出资金": 115},
        total_resources=1077,
        total_uses=667,
        closing={"surplus": 410},
    ),
    Debt(
        **EXECUTION_2020,
        outstanding={"total": 211000, "general": 63000, "special": 148000},
        issued={"total": 111000, "general": 43000, "special": 68000},
    ),
    GeneralPublicBudget(
        **DRAFT_2021,
        resources={
            "一般公共预算收入": {
                "amount": 1015000,
                "parts": {
                    "税收收入": {"amount": 990000, "rates": [growth("4.01")]},
                    "非税收入": {"amount": 25000, "rates": [growth("-94.02")]},
                },
                "rates": [growth("-25.92"), growth("3.36", comparable=True)],
            },
            "上级补助收入": 207495,
            "调入资金": 399224,
            "动用预算稳定调节基金": 453185,
            "上年结转收入": 11697,
        },
        uses={
            "一般公共预算支出": {"amount": 1916266, "rates": [growth("9.47", "prior_budget")]},
            "上解支出": 150335,
            "补充预算周转金": 20000,
        },
        total_resources=2086601,
        total_uses=2086601,
    ),
    GovernmentFundBudget(
        **DRAFT_2021,
        resources={
            "区本级收入": {"amount": 3941, "parts": {"体彩公益金": 1190, "专项债项目收益": 2751}},
            "转移支付收入": 410695,
            "上年结转结余收入": 184552,
        },
        uses={
            "基金预算支出": {
                "amount": 139819,
                "parts": {
                    "城乡社区支出": 110684,
                    "其他支出": 4238,
                    "债务还本支出": 20001,
                    "债务付息支出": 4896,
                },
            },
            "调出资金": 385902,
        },
        total_resources=599188,
        total_uses=525721,
        closing={"surplus": 73467},
    ),
    StateCapitalBudget(
        **DRAFT_2021,
        resources={"上缴利润收入": 736, "转移支付收入": 49, "上年结余收入": 410},
        uses={
            "国有资本经营预算支出": {
                "amount": 974,
                "parts": {"资本金注入": 772, "退休人员补助": 103, "其他支出": 100},
            },
            "调出资金": 220,
        },
        total_resources=1194,
        total_uses=1194,
    ),
]

ACCOUNTS_2024: list[Budget | Debt] = [
    GeneralPublicBudget(
        **EXECUTION_2023,
        resources={
            "一般公共预算收入": {
                "amount": 1395034,
                "parts": {
                    "税收收入": {
                        "amount": 1057948,
                        "rates": [growth("42.2"), {"kind": "share", "value": "75.8"}],
                    },
                    "非税收入": {"amount": 337086, "rates": [growth("124.8")]},
                },
                "rates": [growth("56.1"), growth("56.1"), growth("15.3", comparable=True)],
            },
            "上级补助收入": 832773,
            "调入资金": 78402,
            "一般债转贷收入": 20000,
            "上年结转结余收入": 38378,
        },
        uses={
            "一般公共预算支出": {"amount": 1889930, "rates": [growth("-7.9")]},
            "上解支出": 329852,
            "安排预算稳定调节基金": 85773,
        },
        total_resources=2364587,
        total_uses=2305555,
        closing={"carried_over": 59032},
        restated=[{"label": "一般公共预算收入", "side": "resources", "amount": "1395034万元"}],
    ),
    GovernmentFundBudget(
        **EXECUTION_2023,
        resources={
            "本级收入": 16485,
            "转移支付收入": open_list(
                102091, {"地价": 85584, "征地": 9557, "彩票公益金": 4767, "污水处理费": 1546}
            ),
            "专项债务转贷收入": 282300,
            "上年结转结余收入": 64484,
        },
        uses={
            "本级支出": open_list(
                328632, {"专项债": 242175, "土地": 63010, "付息": 17336, "彩票公益金": 5158}
            ),
            "调出资金": 59213,
            "专项债还本支出": 11750,
        },
        total_resources={"amount": 465360, "rates": [growth("-19.9")]},
        total_uses={"amount": 399595, "rates": [growth("-22.7")]},
        closing={"carried_over": 37792, "surplus": 27974},
    ),
    StateCapitalBudget(
        **EXECUTION_2023,
        resources={"上缴利润": 2347, "上年结转结余收入": 96, "转移支付收入": 65},
        uses={
            "改革成本支出": 421,
            "退休人员补助": 45,
            "资本金注入": 730,
            "外派财务总监": 147,
            "调出资金": 704,
        },
        total_resources={"amount": 2508, "rates": [growth("145.4")]},
        total_uses={"amount": 2047, "rates": [growth("121.1")]},
        closing={"carried_over": 65, "surplus": 396},
    ),
    Debt(
        **EXECUTION_2023,
        limit={"total": 847300, "general": 103000, "special": 744300},
        outstanding={"total": 846550, "general": 103000, "special": 743550},
        issued={"total": 291300, "general": 20000, "special": 271300},
    ),
    GeneralPublicBudget(
        **DRAFT_2024,
        resources={
            "一般公共预算收入": {
                "amount": 1256870,
                "parts": {
                    "税收收入": {"amount": 1130000, "rates": [growth("6.8")]},
                    "非税收入": {"amount": 126870, "rates": [growth("-62.4")]},
                },
                "rates": [growth("-9.9")],
            },
            "上级补助收入": 475116,
            "调入资金": 27937,
            "动用预算稳定调节基金": 53366,
            "上年结转收入": 59032,
        },
        uses={
            "一般公共预算支出": {"amount": 1684950, "rates": [growth("-17", "prior_budget")]},
            "上解支出": 165000,
            "区域间转移性支出": 2371,
            "一般债还本支出": 20000,
        },
        total_resources=1872321,
        total_uses=1872321,
    ),
    GovernmentFundBudget(
        **DRAFT_2024,
        resources={
            "本级收入": {"amount": 74807, "parts": {"体彩公益金": 1670, "专项收入": 73137}},
            "转移支付收入": 78474,
            "专项债转贷收入": 80800,
            "上年结转结余收入": 65765,
        },
        uses={
            "城乡社区支出": 82905,
            "专项债项目支出": 109925,
            "彩票公益金支出": 7360,
            "债务还本支出": 62875,
            "债务付息支出": 24298,
            "债务发行费支出": 300,
        },
        total_resources=299846,
        total_uses={"amount": 287681, "closed": False},
        closing={"surplus": 12164},
    ),
    StateCapitalBudget(
        **DRAFT_2024,
        resources={
            "上缴利润": {"amount": 5897, "rates": [growth("151.3")]},
            "转移支付收入": 65,
            "上年结转结余收入": 461,
        },
        uses={
            "本级支出": {
                "amount": 4616,
                "parts": {"资本金": 3546, "改革": 500, "总监": 290, "遗留": 150, "退休": 130},
            },
            "调出资金": 1807,
        },
        total_resources={"amount": 6423, "rates": [growth("156.1")]},
        total_uses={"amount": 6423, "rates": [growth("156.1", "prior_budget")]},
    ),
]


def published(accounts: Sequence[Budget | Debt], year: int) -> BudgetReport:
    document = DocumentInfo(path=f"luohu_{year}", jurisdiction="深圳市罗湖区")
    return report_of(accounts, document=document)


REPORT_2021, REPORT_2024 = published(ACCOUNTS_2021, 2021), published(ACCOUNTS_2024, 2024)


FINDINGS = {
    year: reconcile(report).findings for year, report in ((2021, REPORT_2021), (2024, REPORT_2024))
}


def of(paper: int, rule: str, **where: object) -> list[Finding]:
    """The findings of a rule in the papers of a year, in document order."""
    return [
        one
        for one in FINDINGS[paper]
        if one.rule == rule and all(getattr(one, name) == value for name, value in where.items())
    ]


def verdicts(paper: int, rule: str, **where: object) -> list[str]:
    return [one.verdict.value for one in of(paper, rule, **where)]
