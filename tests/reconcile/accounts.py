"""Accounts of a few lines, and what reconciling them says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from luohu_fiscal.model.budgets import (
    Budget,
    Debt,
    GeneralPublicBudget,
    GovernmentFundBudget,
    SocialInsuranceBudget,
    StateCapitalBudget,
)
from luohu_fiscal.model.figures import DocumentInfo
from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.reconcile import Finding, reconcile

Accounts = list[Budget | Debt | BudgetReport]
#: rule, case, what is given, verdict, severity
Case = tuple[str, str, Accounts, str, str]


def general(year: int = 2023, stage: str = "execution", **lines: Any) -> GeneralPublicBudget:
    return GeneralPublicBudget(
        scope="某区", fiscal_year=year, stage=stage, **({"unit": "万元"} | lines)
    )


def fund(year: int = 2023, stage: str = "execution", **lines: Any) -> GovernmentFundBudget:
    common = {"scope": "某区", "unit": "万元"}
    return GovernmentFundBudget(fiscal_year=year, stage=stage, **(common | lines))


def capital(year: int = 2023, stage: str = "execution", **lines: Any) -> StateCapitalBudget:
    return StateCapitalBudget(scope="某区", fiscal_year=year, stage=stage, unit="万元", **lines)


def insurance(year: int = 2023, stage: str = "execution", **lines: Any) -> SocialInsuranceBudget:
    return SocialInsuranceBudget(scope="某区", fiscal_year=year, stage=stage, unit="万元", **lines)


def debt(year: int = 2023, stage: str = "execution", **splits: Any) -> Debt:
    return Debt(scope="某区", fiscal_year=year, stage=stage, unit="万元", **splits)


def paper(*accounts: Budget | Debt) -> BudgetReport:
    """The accounts as a document of their own."""
    return report_of(accounts, document=DocumentInfo(path=accounts[0].key, jurisdiction="某区"))


def own(amount: object, parts: dict[str, Any], *rates: dict[str, str]) -> dict[str, Any]:
    item = {"amount": amount, "parts": parts, "rates": list(rates)}
    return {"resources": {"一般公共预算收入": item}}


def rated(amount: object, kind: str, value: str, basis: str = "prior") -> dict[str, Any]:
    return {"amount": amount, "rates": [{"kind": kind, "value": value, "basis": basis}]}


def found(rule: str, given: Iterable[Any]) -> list[Finding]:
    return [one for one in reconcile(given).findings if one.rule == rule]


def only(rule: str, *given: Any) -> Finding:
    (found,) = [one for one in reconcile(*given).findings if one.rule == rule]
    return found


def remarks(finding: Finding) -> dict[str, dict[str, str]]:
    return {note.code: dict(note.values) for note in finding.notes}


def left(**lines: Any) -> Budget:
    return fund(closing={"surplus": 50}, **lines)


def begun(amount: int = 50, **lines: Any) -> Budget:
    return fund(2024, **({"stage": "draft", "resources": {"上年结余收入": amount}} | lines))
