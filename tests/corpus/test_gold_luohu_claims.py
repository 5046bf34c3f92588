"""The answer key's identities over the two Luohu budget reports: each with the verdict a reader gave it."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from luohu_fiscal.extract import extract
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.readers import read
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.reconcile.finding import Finding, Reconciliation
from tests import luohu_claims
from tests.places import ROOT, SHARED

pytestmark = pytest.mark.skipif(
    not (SHARED / "gold" / "luohu.json").exists(),
    reason="the measuring material is not beside the repository",
)
DOCUMENTS = ("luohu_2021_meeting_papers.txt", "luohu_2024_budget.txt")
RULES = {
    "component_sum": {"LF101", "LF106"},
    "total_resources": {"LF102"},
    "total_uses": {"LF103"},
    "closing_balance": {"LF104"},
    "opening_equals_closing": {"LF301"},
    "budget_balance": {"LF105"},
    "cross_book_transfer": {"LF201"},
    "debt_split": {"LF501"},
    "debt_limit": {"LF502"},
    "growth": {"LF401"},
    "share": {"LF402"},
    "completion": {"LF403"},
}
VERDICTS = {
    "exact": "exact",
    "rounding": "within_rounding",
    "bound_ok": "bounded",
    "unverifiable": "undecided",
}


@cache
def gold() -> dict[str, Any]:
    return json.loads((SHARED / "gold" / "luohu.json").read_text("utf-8"))


@cache
def judged() -> Reconciliation:
    return reconcile(*(extract(read(SHARED / "corpus" / name)) for name in DOCUMENTS))


def claims() -> list[dict[str, Any]]:
    if not (SHARED / "gold" / "luohu.json").exists():
        return []
    return [
        claim
        for claim in gold()["claims"]
        if claim["type"] in RULES
        and claim["role"] == "primary"
        and any(d.split("#")[-1] in ("budget-report", DOCUMENTS[1]) for d in claim["docs"])
    ]


def printed(report: BudgetReport, key: dict[str, Any]) -> set[str]:
    """The ids of the figures and claims that stand where the key says, with its number."""
    wanted = Decimal(key["amount"])
    found = {
        f.id
        for f in report.figures
        if f.source and abs(f.source.line - key["line"]) <= 3 and f.amount.printed == wanted
    }
    return found | {
        c.id
        for c in report.claims
        if c.source and abs(c.source.line - key["line"]) <= 3 and c.value == wanted
    }


def meant(finding: Finding, claim: dict[str, Any]) -> bool:
    """Is the finding about exactly the figures of the claim?"""
    keys = {key["id"]: key for key in gold()["figures"]}
    names = [name for name in re.findall(r"[a-z]+\d\d_\w+", claim["formula"]) if name in keys]
    ids = {(term.report, term.figure) for term in finding.terms}
    if finding.claim:
        ids |= {(index, finding.claim) for index in range(len(DOCUMENTS))}
    for name in set(names):
        key = keys[name]
        index = DOCUMENTS.index(key["doc"].split("#")[0])
        if not {(index, one) for one in printed(judged().reports[index], key)} & ids:
            return False
    return len(finding.terms) <= len(set(names)) + 1


@pytest.mark.parametrize("claim", claims(), ids=lambda claim: claim["id"])
def test_identity_comes_out_as_a_reader_judged_it(claim: dict[str, Any]) -> None:
    rules, verdict = RULES[claim["type"]], VERDICTS[claim["verdict"]]
    about = [f for f in judged().findings if f.rule in rules and meant(f, claim)]
    assert about, f"nothing judged: {claim['formula']}"
    assert verdict in {f.verdict.value for f in about}, claim["formula"]


def test_nothing_in_either_report_is_an_error() -> None:
    errors = [f for f in judged().findings if f.severity == "error"]
    assert errors == []


def test_the_four_known_roundings_are_within_rounding() -> None:
    rounded = {
        (str(f.stated), str(f.calculated))
        for f in judged().findings
        if f.verdict == "within_rounding"
    }
    assert {("1194", "1195"), ("974", "975")} <= rounded
    assert rounded & {("12164", "12165"), ("12165", "12164")}
    assert rounded & {("65765", "65766"), ("65766", "65765")}


#: Claims of the key that no rule speaks of: docs/claims.md tells each with its arithmetic.
NOT_REACHED = {"X-03", "D23-26", "D23-56", "X-73"}


def every_claim() -> list[dict[str, Any]]:
    return list(luohu_claims.key()["claims"]) if luohu_claims.KEY.exists() else []


@pytest.mark.parametrize(
    "claim",
    [claim for claim in every_claim() if luohu_claims.is_fiscal(claim)],
    ids=lambda claim: claim["id"],
)
def test_every_claim_about_the_books_has_the_verdict_and_interval_of_the_key(
    claim: dict[str, Any],
) -> None:
    assert luohu_claims.outcome(claim).agrees is (claim["id"] not in NOT_REACHED)


def test_a_basis_tried_in_vain_is_no_error() -> None:
    tried = [claim for claim in every_claim() if claim["role"] != "primary"]
    assert tried
    assert all(luohu_claims.outcome(claim).agrees for claim in tried)


def test_nothing_in_the_five_papers_together_is_an_error() -> None:
    assert [one for one in luohu_claims.judged().findings if one.severity == "error"] == []


def test_the_page_of_claims_is_what_is_measured() -> None:
    page = ROOT / "docs" / "claims.md"
    assert page.read_text("utf-8") == luohu_claims.report()
