"""A name for a finding that outlives the file it was found in.

Ids, pages, lines and amounts change when a report is published again; what is compared does not.  A
fingerprint is therefore made of the rule, the account, and the concepts (or, where the vocabulary has
none, the labels) of the figures, in no order.  A list of known findings and a code-scanning service
recognise a finding by it.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from luohu_fiscal.model.figures import Claim, Figure
from luohu_fiscal.reconcile.finding import Finding, Severity, Term, Verdict

if TYPE_CHECKING:
    from luohu_fiscal.render.sheet import Sheet

__all__ = ["fingerprints"]

_LENGTH = 32
_GRAVEST = (Severity.ERROR, Severity.WARNING, Severity.NOTE, Severity.OK)


def fingerprints(sheet: Sheet) -> tuple[str, ...]:
    """The fingerprint of each finding of a sheet, in their order.

    Findings of one sheet that compare the same things, such as a total printed three times, are told
    apart by a number at the end, the gravest first.

    >>> from luohu_fiscal.model.budgets import StateCapitalBudget
    >>> from luohu_fiscal.reconcile import reconcile
    >>> from luohu_fiscal.render.sheet import sheets_of
    >>> def draft(total):
    ...     return reconcile(StateCapitalBudget(
    ...         scope="罗湖区", fiscal_year=2021, stage="draft", unit="万元",
    ...         resources={"利润收入": 736, "上年结转收入": 410}, total_resources=total))
    >>> [before] = map(fingerprints, sheets_of(draft(1146)))
    >>> [after] = map(fingerprints, sheets_of(draft(1149)))
    >>> before == after
    True
    """
    claims = {claim.id: claim for claim in sheet.report.claims}
    digests = [
        _digest(finding, sheet, claims.get(finding.claim or "")) for finding in sheet.findings
    ]
    seen: Counter[str] = Counter()
    made = list(digests)
    # Breaches are numbered first: how many others hold, and where they stand, does not matter.
    for at in sorted(range(len(digests)), key=lambda at: _rank(sheet.findings[at])):
        seen[digests[at]] += 1
        made[at] = f"{digests[at]}:{seen[digests[at]]}"
    return tuple(made)


def _rank(finding: Finding) -> tuple[bool, int]:
    return finding.verdict is not Verdict.BREACH, _GRAVEST.index(finding.severity)


def _digest(finding: Finding, sheet: Sheet, claim: Claim | None) -> str:
    compared = {
        "rule": finding.rule,
        "jurisdiction": _plain(sheet.report.document.jurisdiction),
        "account": _account(finding),
        "claim": _claim(claim),
        "terms": sorted(_term(term, sheet) for term in finding.terms),
    }
    if finding.places:
        compared["places"] = sorted(_plain(place.text) for place in finding.places)
    text = json.dumps(compared, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:_LENGTH]


def _account(entry: Finding | Figure) -> list[str]:
    parts = (entry.book, _plain(entry.scope), entry.fiscal_year, entry.stage)
    return ["" if part is None else str(part) for part in parts]


def _term(term: Term, sheet: Sheet) -> list[str]:
    figure = sheet.figure(term)
    name = figure.concept or _plain(figure.label)
    return [term.side, str(term.sign), figure.role.value, name, *_account(figure)]


def _claim(claim: Claim | None) -> list[str]:
    return [] if claim is None else [claim.kind.value, claim.basis or "", str(claim.comparable)]


def _plain(text: str) -> str:
    """A label without what differs between printings: spaces, full-width forms."""
    return "".join(unicodedata.normalize("NFKC", text).split())
