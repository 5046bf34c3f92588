"""The debt forms of the Ministry: each row is the quantity it names, whatever the title speaks of."""

from __future__ import annotations

import pytest

from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.reconcile import Finding, reconcile
from tests.extract.tables.grids import report

TITLE = "某县2024年地方政府一般债务余额情况表"


def form(closing: str) -> BudgetReport:
    return report(
        TITLE,
        ["项目", "预算数", "执行数"],
        ["一、2023年末地方政府一般债务余额实际数", "", "22.5340"],
        ["二、2024年末地方政府一般债务余额限额", "26", ""],
        ["三、2024年地方政府一般债务发行额", "", "3.8038"],
        ["四、2024年地方政府一般债务还本额", "", "1.7615"],
        ["五、2024年末地方政府一般债务余额预计执行数", "", closing],
        unit="亿元",
    )


def found(given: BudgetReport, rule: str) -> list[Finding]:
    return [one for one in reconcile(given).findings if one.rule == rule]


def test_what_is_issued_is_no_balance_and_the_limit_is_of_the_balance_s_stage() -> None:
    roles = {(str(one.role), one.fiscal_year): str(one.stage) for one in form("24.5763").figures}
    assert roles == {
        ("outstanding", 2023): "execution",
        ("limit", 2024): "execution",
        ("issued", 2024): "execution",
        ("repaid", 2024): "execution",
        ("outstanding", 2024): "execution",
    }


@pytest.mark.parametrize(
    ("closing", "verdict"),
    [
        ("24.5763", "exact"),
        ("27.5763", "breach"),  # one digit is another
        ("24.5768", "undecided"),  # in the last digits: exchange rates, reclassified debt
        ("23.1163", "undecided"),
    ],
)
def test_the_form_rolls_the_debt_forward(closing: str, verdict: str) -> None:
    (judged,) = found(form(closing), "LF503")
    assert judged.verdict.value == verdict


def test_the_balance_is_held_to_the_limit_of_its_year() -> None:
    judged = {one.stated: one.verdict.value for one in found(form("27.5763"), "LF502")}
    assert "breach" in judged.values()
    assert all(one.verdict.value != "breach" for one in found(form("24.5763"), "LF502"))
