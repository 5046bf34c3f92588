"""Growth, share and completion claims whose operands stand in their sentence, the one before or their row: judged.

`rate_claims.csv` holds claims drawn by seed from all documents of the measuring material and labelled by reading
the page: the rate, what it is of, and its base or change as printed.  No program made the labels.  What is not
judged is told by `python -m tests.corpus.test_rate_claims`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from luohu_fiscal.extract import extract
from luohu_fiscal.readers import read
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.reconcile.finding import Finding, Verdict
from tests.places import SHARED

LABELS = Path(__file__).with_name("rate_claims.csv")
MATERIAL = SHARED / "corpus"
RULES = {"growth": "LF401", "share": "LF402", "completion": "LF403"}
#: Of a hundred.
WANTED = 90


def labels() -> list[dict[str, str]]:
    with LABELS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _of(document: Path, wanted: list[dict[str, str]]) -> Iterator[tuple[dict[str, str], bool]]:
    report = extract(read(document))
    amounts = {one.id: one.amount.printed for one in report.figures}
    findings = reconcile(report, select=list(RULES.values())).findings

    def is_of(finding: Finding, label: dict[str, str]) -> bool:
        rate = Decimal(label["rate"].replace(",", ""))
        about = {amounts.get(term.figure) for term in finding.terms}
        same = finding.stated == rate and finding.rule == RULES[label["kind"]]
        return same and Decimal(label["amount"]) in about

    for label in wanted:
        mine = [one for one in findings if is_of(one, label)]
        yield label, any(one.verdict is not Verdict.UNDECIDED for one in mine)


def told() -> Iterator[tuple[dict[str, str], bool]]:
    """Each label, and whether a finding about that rate of that amount came to a verdict."""
    places = {path.name: path for path in MATERIAL.rglob("*") if path.is_file()}
    grouped: dict[str, list[dict[str, str]]] = {}
    for label in labels():
        grouped.setdefault(label["doc"], []).append(label)
    for name, wanted in grouped.items():
        yield from _of(places[name], wanted)


def test_the_labels_are_of_all_kinds_and_many_documents() -> None:
    known = labels()
    assert len(known) >= 180
    assert {one["kind"] for one in known} == RULES.keys()
    assert {one["where"] for one in known} == {"text", "row"}
    assert len({one["doc"] for one in known}) > 40
    assert all(one["base"] or one["change"] for one in known)


@pytest.mark.slow
def test_nine_of_ten_claims_with_operands_beside_them_are_judged() -> None:
    if not MATERIAL.exists():
        pytest.skip("the measuring material is not beside the repository")
    judged = [known for _, known in told()]
    assert 100 * sum(judged) >= WANTED * len(judged)


if __name__ == "__main__":
    for label, known in told():
        if not known:
            print(*label.values(), sep=" | ")
