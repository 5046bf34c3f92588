"""Every claim of the Luohu answer key against what `check` says of it: verdict, and implied intervals.

    python -m tests.luohu_claims            # writes docs/claims.md anew
    python -m tests.luohu_claims --print    # to the terminal

A finding speaks of a claim when it is of the claim's rule and rests on exactly the printed figures the
key names, at the places the key names.  What the key calls unclaimed (a ratio nobody printed) agrees
when nothing is reported of it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from luohu_fiscal.identities import identity
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.reconcile.finding import Finding, Reconciliation
from luohu_fiscal.reconcile.implied import implied_operand, rounded
from luohu_fiscal.run.pipeline import check
from tests.places import ROOT, SHARED

KEY = SHARED / "gold" / "luohu.json"
PAPERS = (
    "luohu_2020_plan.txt",
    "luohu_2021_meeting_papers.txt",
    "luohu_2021_plan_web.txt",
    "luohu_2022_plan.txt",
    "luohu_2024_budget.txt",
)
FISCAL = {"general_public", "government_fund", "state_capital", "debt"}

#: The rules that speak of a kind of claim.
RULES = {
    "component_sum": "LF101 LF106 LF107",
    "total_resources": "LF102",
    "total_uses": "LF103",
    "closing_balance": "LF104",
    "opening_equals_closing": "LF301",
    "budget_balance": "LF105",
    "cross_book_transfer": "LF201",
    "debt_vs_budget": "LF202",
    "earmark_in_out": "LF203",
    "debt_split": "LF501",
    "debt_limit": "LF502",
    "debt_rollforward": "LF503",
    "cross_document_debt": "LF503 LF302",
    "debt_repayment": "LF503",
    "growth": "LF401 LF302",
    "growth_basis": "LF401 LF302",
    "comparable_growth": "LF401 LF302",
    "cross_document_growth": "LF302 LF401",
    "cross_document_base": "LF302 LF403 LF404",
    "implied_base_growth": "LF401",
    "implied_base_completion": "LF403",
    "implied_base_share": "LF402",
    "implied_base_cross": "LF404",
    "implied_opening_equals_closing": "LF304",
    "share": "LF402",
    "statutory_share": "LF402",
    "completion": "LF403",
    "restatement": "LF108",
    "unit_restatement": "LF108",
    "adjusted_basis": "LF106 LF108",
    "footnote_reconciliation": "LF106 LF108",
    "partial_list": "LF102 LF103 LF106 LF107",
    "subset": "LF107 LF106 LF202 LF203",
    "bound": "LF107 LF108",
    "stabilisation_fund_bound": "LF303",
    "fund_rollforward": "LF303",
    "stabilisation_fund": "LF303",
    "general_balance_law": "LF601",
    "surplus_law": "LF602",
    "policy_bound": "LF603",
    "plan_vs_implied": "LF701",
}
#: The key's intervals are in ten thousand yuan.
_WAN = 10_000
VERDICTS = {
    "exact": {"exact"},
    "rounding": {"within_rounding"},
    "bound_ok": {"bounded"},
    "unverifiable": {"undecided"},
    "inconsistent": {"breach"},
}
#: What the key works out although no document claims it; silence is right.
UNCLAIMED = {"observed_ratio", "debt_interest_rate", "cross_document_growth", "policy_bound"}


@dataclass(frozen=True)
class Outcome:
    """A claim of the key, the finding that speaks of it, and whether the two agree."""

    claim: dict[str, Any]
    finding: Finding | None
    agrees: bool
    why: str = ""


@cache
def key() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(KEY.read_text("utf-8"))
    return data


@cache
def figures() -> dict[str, dict[str, Any]]:
    return {entry["id"]: entry for entry in key()["figures"]}


@cache
def judged() -> Reconciliation:
    """The five papers held together, as `luohu-fiscal check` holds them."""
    run = check([SHARED / "corpus" / name for name in PAPERS])
    (found,) = run.reconciliations
    return found


def is_fiscal(claim: dict[str, Any]) -> bool:
    """All its figures stand in the three books or the debt."""
    return all(figures()[name]["book"] in FISCAL for name in claim["figures"] if name in figures())


@cache
def printed(name: str) -> frozenset[tuple[int, str]]:
    """The report and ids of what stands where the key says, with its number."""
    entry = figures()[name]
    number = PAPERS.index(entry["doc"].split("#")[0])
    report, wanted = judged().reports[number], Decimal(entry["amount"])
    return frozenset((number, one) for one in _standing(report, entry, wanted))


def _standing(report: BudgetReport, entry: dict[str, Any], wanted: Decimal) -> Iterator[str]:
    near = [
        *((f.id, f.amount.printed, f.source) for f in report.figures),
        *((c.id, c.value, c.source) for c in report.claims),
        *((i.id, i.value, i.source) for i in getattr(report, "indicators", ())),
    ]
    for one, value, source in near:
        if source is not None and abs(source.line - entry["line"]) <= 3:
            if abs(value) == abs(wanted):
                yield one


@cache
def ids_of(position: int) -> frozenset[tuple[int, str]]:
    """What a finding rests on: its terms, the rate it speaks of, and the rates it compares."""
    finding = judged().findings[position]
    ids = {(term.report, term.figure) for term in finding.terms}
    if finding.claim:
        ids |= {(number, finding.claim) for number in {term.report for term in finding.terms}}
    for note in finding.notes:
        named = [note.values[name] for name in ("claim", "claims") if name in note.values]
        for one in " ".join(named).split():
            ids |= {(number, one) for number in {term.report for term in finding.terms}}
    ids |= {(place.report, place.id) for place in getattr(finding, "places", ())}
    return frozenset(ids)


def speaking(claim: dict[str, Any]) -> list[Finding]:
    """The findings about exactly the figures of a claim, those that rest on most of it first."""
    rules = RULES.get(claim["type"], "").split()
    names = [name for name in claim["figures"] if name in figures()]
    if claim["type"] in ("surplus_law", "policy_bound", "plan_vs_implied", "general_balance_law"):
        names = names[:1]
    if claim["type"] in ("implied_base_cross", "implied_opening_equals_closing"):
        names = [name for name in names if figures()[name]["unit"] != "%"]
    if claim["type"] == "fund_rollforward":
        names = names[:2]
    found = []
    for position, finding in enumerate(judged().findings):
        if finding.rule not in rules:
            continue
        ids = ids_of(position)
        hit = [bool(printed(name) & ids) for name in names]
        if claim["type"] == "debt_rollforward":
            hit = [sum(bool(printed(name) & ids) for name in claim["figures"]) >= 2]
        if all(hit) and len(finding.terms) <= len(names) + 2:
            found.append((abs(len(ids) - len(names)), position))
    return [judged().findings[position] for _, position in sorted(found)]


def outcome(claim: dict[str, Any]) -> Outcome:
    """What is said of a claim, and whether it is what the key says."""
    about = speaking(claim)
    wanted = VERDICTS[claim["verdict"]]
    if claim["role"] != "primary":
        # Another basis, tried in vain: no error may be made of it.
        bad = next((one for one in about if one.severity == "error"), None)
        return Outcome(claim, about[0] if about else None, bad is None, "another basis")
    if not about and claim["type"] in UNCLAIMED and claim["stated"].startswith("("):
        return Outcome(claim, None, True, "claimed by no document")
    right = [one for one in about if one.verdict.value in wanted and one.severity != "error"]
    if not right:
        return Outcome(claim, about[0] if about else None, False)
    if claim["interval"] and claim["type"].startswith("implied_base_") and right[0].implied:
        if not any(same_interval(one, claim["interval"]) for one in right):
            return Outcome(claim, right[0], False, "interval")
    return Outcome(claim, right[0], True)


def same_interval(finding: Finding, interval: list[str]) -> bool:
    """The implied interval is the key's: exact to the tenth it prints, and what is shown holds it."""
    lo, hi = (note_value(finding, name) for name in ("lo", "hi"))
    exact = exact_interval(finding)
    if lo is None or hi is None or exact is None:
        return False
    ends = zip(exact, interval, strict=True)
    return all(rounded(bound / _WAN, 1) == Decimal(theirs) for bound, theirs in ends)


def exact_interval(finding: Finding) -> tuple[Fraction, Fraction] | None:
    """What the rate of a finding implies of its base, in yuan, worked out anew from its figures."""
    kind = {"LF401": "base", "LF403": "budget", "LF402": "whole"}[finding.rule]
    if not finding.terms:
        return None
    report = judged().reports[finding.terms[0].report]
    claim = next(one for one in report.claims if one.id == finding.claim)
    form = identity(finding.rule).readings["restored" if len(finding.terms) > 1 else ""].quotient
    names = [name for name, _, _ in form.terms if name != kind]
    amounts = [judged().figure(term).amount for term in finding.terms]
    operands = dict(zip(names, amounts, strict=True))
    bounds = implied_operand(form, kind, claim.interval, operands)
    return None if bounds is None else (bounds.lo, bounds.hi)


def note_value(finding: Finding, name: str) -> Decimal | None:
    for note in finding.notes:
        if note.code == "implied" and name in note.values:
            return Decimal(note.values[name])
    return None


def outcomes(fiscal: bool) -> list[Outcome]:
    return [outcome(claim) for claim in key()["claims"] if is_fiscal(claim) is fiscal]


#: What the key says of a target, and the verdicts that say the same.
MET = {
    "met": {"exact", "bounded"},
    "missed": {"breach"},
    "borderline": {"undecided", "breach", "exact"},
    "qualitative": set(),
    "no_outcome": {"undecided"},
}


def targets() -> list[tuple[dict[str, Any], Finding | None, bool]]:
    """Every plan target of the key, the finding that holds it against its outcome, and if they agree."""
    told = [one for one in judged().findings if one.rule == "LF701"]
    return [(entry, *_target(entry, told)) for entry in key()["plan_indicators"]]


def _target(entry: dict[str, Any], told: list[Finding]) -> tuple[Finding | None, bool]:
    wanted, came = (_numbers(entry[name]) for name in ("target", "outcome"))
    for one in told:
        outcome_, *rest = one.places
        target = rest[0] if rest else outcome_
        if one.fiscal_year != entry["year"] or not _numbers(target.text) & wanted:
            continue
        if rest and not _numbers(outcome_.text) & came:
            continue
        return one, one.verdict.value in MET.get(entry["outcome_status"], set())
    silent = entry["outcome_status"] in ("qualitative", "no_outcome", "revised")
    return None, silent


def _numbers(text: str) -> set[Decimal]:
    plain = re.sub(r"PM_?\{?2\.5\}?|(?<=\d),(?=\d)", "", text)
    return {abs(Decimal(one)) for one in re.findall(r"\d+(?:\.\d+)?", plain)}


def _row(one: Outcome) -> str:
    claim, found = one.claim, one.finding
    names = {
        name: f"{figures()[name]['literal']}" for name in claim["figures"] if name in figures()
    }
    told = claim["formula"] if re.search("[=≥≤<>∩]", claim["formula"]) else claim["type"]
    arithmetic = re.sub(r"[a-z]+\d\d_\w+", lambda m: names.get(m[0], m[0]), told)
    said = "—" if found is None else f"{found.rule} {found.verdict.value} {found.severity.value}"
    if found is not None and found.calculated is not None:
        said += f" {found.stated:,f} / {found.calculated:,f}{found.unit}"
    stated = f"{claim['verdict']}; {claim['computed']}"
    return f"| {claim['id']} | {arithmetic.replace('|', '∣')} | {stated} | {said} | {one.why} |"


def _targets_row(plans: list[tuple[dict[str, Any], Finding | None, bool]]) -> str:
    held = [agrees for _, found, agrees in plans if found is not None]
    silent = sum(agrees for _, found, agrees in plans if found is None)
    return f"| LF701 | {len(plans)} | {len(held)} | {sum(held)} | {silent} |"


def report() -> str:
    """The page: shares reached, and each difference with its arithmetic."""
    groups = {"fiscal 财政": outcomes(True), "other 其他": outcomes(False)}
    lines = [
        "# The claims of the five Luohu papers 罗湖五份文件",
        "",
        "Made by `python -m tests.luohu_claims`. Key: 255 claims, each with the verdict of a reader.",
        "",
        "| claims | of the key | verdict equal | spoken of, other verdict | not spoken of |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, found in groups.items():
        equal = sum(one.agrees for one in found)
        other = sum(not one.agrees and one.finding is not None for one in found)
        lines.append(
            f"| {name} | {len(found)} | {equal} | {other} | {len(found) - equal - other} |"
        )
    plans = targets()
    lines += [
        "",
        "| targets 目标 | of the key | held against the outcome | as the key | silent, nothing to hold |",
        "| --- | --- | --- | --- | --- |",
        _targets_row(plans),
    ]
    for name, found in groups.items():
        lines += ["", f"## Differences, {name}", ""]
        lines += ["| claim | arithmetic | key | check | |", "| --- | --- | --- | --- | --- |"]
        lines += [_row(one) for one in found if not one.agrees]
    lines += [
        "",
        "## Differences, targets 目标",
        "",
        "| year | indicator | target | outcome | key | check |",
    ]
    lines.append("| --- | --- | --- | --- | --- | --- |")
    for entry, told, agrees in plans:
        if not agrees:
            said = "—" if told is None else told.verdict.value
            names = ("year", "indicator", "target", "outcome", "outcome_status")
            shown = (re.sub(r"luohu_\S+", "", str(entry[name])) for name in names)
            lines.append(f"| {' | '.join(shown)} | {said} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if "--print" in sys.argv:
        sys.stdout.write(report())
    else:
        (ROOT / "docs" / "claims.md").write_text(report(), "utf-8")
