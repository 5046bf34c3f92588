"""Every identity three times: where it holds, where it breaks, where it cannot be judged."""

from __future__ import annotations

import pytest

from luohu_fiscal.identities import all_identities
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.reconcile import Verdict, reconcile
from tests.reconcile.accounts import Accounts, found, fund
from tests.reconcile.cases_of_changes import CHANGES
from tests.reconcile.cases_of_rates import RATES
from tests.reconcile.cases_of_sums import SUMS

CASES = [*SUMS, *RATES, *CHANGES]


@pytest.mark.parametrize(
    ("rule", "case", "given", "verdict", "severity"),
    CASES,
    ids=[f"{rule} {case} {number}" for number, (rule, case, *_) in enumerate(CASES)],
)
def test_each_identity(rule: str, case: str, given: Accounts, verdict: str, severity: str) -> None:
    findings = found(rule, given)
    assert findings
    assert {(one.verdict, one.severity) for one in findings} == {(verdict, severity)}


#: Judged on indicators and on documents, not on accounts: test_indicators, test_papers.
ELSEWHERE = {"LF701", "LF901", "LF902", "LF903", "LF904"}


@pytest.mark.parametrize("rule", [o.code for o in all_identities() if o.code not in ELSEWHERE])
def test_each_identity_has_its_three_cases(rule: str) -> None:
    verdicts = {verdict for code, _, _, verdict, _ in CASES if code == rule}
    # LF801 speaks only of what cannot be; what it leaves alone is in test_joint.
    assert verdicts & {"exact", "within_rounding", "bounded"} or rule == "LF801"
    # LF303 without a printed balance and LF203 can never be broken, LF108, LF304 and LF404 are not asked
    # where nothing is printed twice or no rate is.
    assert "breach" in verdicts or rule in ("LF203", "LF303")
    assert "undecided" in verdicts or rule in ("LF108", "LF304", "LF404", "LF801")


@pytest.mark.parametrize("rule", [one.code for one in all_identities()])
def test_no_identity_says_anything_of_a_report_without_figures(rule: str) -> None:
    assert found(rule, [BudgetReport()]) == []


def test_a_rule_that_is_broken_never_hides_another() -> None:
    both = [fund(resources=[4, 8], total_resources=10, uses=[4, 4], total_uses=10)]
    breaches = [one.rule for one in reconcile(both).findings if one.verdict is Verdict.BREACH]
    assert breaches == ["LF102", "LF103"]
