"""Plants one or two errors in a report that adds up, and measures what is seen and explained.

`tests/planting.py` plants; what is told of it is told by `luohu_fiscal.explain` alone.

    python -m tests.injector            # the Luohu reports shipped with the package
    python -m tests.injector --corpus   # the published reports beside the repository
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from luohu_fiscal.datafiles import load
from luohu_fiscal.explain import explain
from luohu_fiscal.extract import extract
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.money.amount import Amount
from luohu_fiscal.readers import read
from luohu_fiscal.reconcile import Finding, Reconciliation, reconcile
from tests.places import ROOT
from tests.planting import KINDS, YUAN, Planted, equalities, made, moved_off, plant_one

SHIPPED = sorted((ROOT / "luohu_fiscal" / "data" / "luohu").glob("*.yaml"))
CORPUS = ROOT.parent / "shared" / "corpus" / "reports"
#: Reports of nine provinces that are read well and judged often; none is kept for the last test.
PUBLISHED = (
    "chaoyang_2024_budget_report.pdf",
    "chengde_2025_budget_report.docx",
    "changsha_2025_budget_report.html",
    "guyuan_2025_budget_report.pdf",
    "haikou_2025_budget_report.html",
    "lincang_2025_budget_report.html",
    "pingdingshan_2025_budget_report.html",
    "sanming_2025_budget_report.html",
    "baoshan_2025_budget_report.html",
    "wuxi_2025_budget_report.html",
    "xian_2025_budget_report.html",
    "zhangye_2025_budget_report.html",
)


def is_truth(entry: Mapping[str, Any], planted: Planted, slack: Decimal) -> bool:
    """True where an explanation says what was planted: the figure, and what it was."""
    if planted.removed is not None:
        if entry["kind"] != "missing_part":
            return False
        supposed = _parsed(entry["replacement"])
        return abs(supposed.value - planted.removed.value) <= slack
    if None in planted.truth.values():
        return entry["kind"] == "counted_twice" and entry["figure"] in planted.truth
    said = {one["figure"]: one["replacement"] for one in (entry, *entry.get("with", ()))}
    return said == {name: str(amount) for name, amount in planted.truth.items()}


def _parsed(text: str) -> Amount:
    number = text.rstrip("元万亿千百")
    return Amount(Decimal(number), text[len(number) :])


@dataclass
class Tally:
    """How often each promise was kept."""

    cases: int = 0
    seen: int = 0
    among: int = 0
    in_three: int = 0
    unique_right: int = 0
    alone_wrong: int = 0
    missed: list[str] = field(default_factory=list)

    def add(self, planted: Planted, told: Reconciliation) -> None:
        """Take in one planted error and what came of it."""
        self.cases += 1
        breaches = [one for one in told.findings if one.verdict.value == "breach"]
        if not _concerned(breaches, planted):
            self.missed.append(f"{planted.kind} {dict(planted.truth)} {planted.removed}: not seen")
            return
        self.seen += 1
        lists = [one for one in breaches if one.explanations and _concerned([one], planted)]
        found = [(one, _place(one, planted)) for one in lists]
        best = min((at for _, at in found if at is not None), default=None)
        if best is None:
            self.missed.append(
                f"{planted.kind} {dict(planted.truth)} {planted.removed}: unexplained"
            )
        else:
            self.among += 1
            self.in_three += best < 3
        alone = [
            is_truth(entry, planted, _slack(one))
            for one in lists
            for entry in one.explanations
            if entry["unique"]
        ]
        self.unique_right += bool(alone) and all(alone)
        self.alone_wrong += not all(alone)


def _concerned(breaches: Iterable[Finding], planted: Planted) -> bool:
    ids = set(planted.truth)
    return any(not ids or ids & {term.figure for term in one.terms} for one in breaches)


def _slack(finding: Finding) -> Decimal:
    return (finding.slack or Decimal(0)).scaleb(YUAN.get(finding.unit, 0))


def _place(finding: Finding, planted: Planted) -> int | None:
    slack = _slack(finding)
    return next(
        (at for at, one in enumerate(finding.explanations) if is_truth(one, planted, slack)), None
    )


def measure(reports: Sequence[BudgetReport], each: int, seed: int = 2023) -> dict[str, Tally]:
    """One error at a time, `each` of every kind in every report."""
    draw = random.Random(seed)
    found = {kind: Tally() for kind in KINDS}
    for report in reports:
        sound = reconcile(report)
        known = {_known(one) for one in sound.findings if one.verdict.value == "breach"}
        for kind, tally in found.items():
            for _ in range(each):
                planted = plant_one(sound, kind, draw)
                if planted is not None:
                    told = explain(reconcile(planted.report))
                    tally.add(planted, _without(told, known))
    return found


def _known(finding: Finding) -> tuple[object, ...]:
    return finding.rule, finding.terms, finding.difference, finding.claim


def _without(told: Reconciliation, known: set[tuple[object, ...]]) -> Reconciliation:
    """Without the breaches that the report had before."""
    kept = tuple(one for one in told.findings if _known(one) not in known)
    return Reconciliation(told.reports, kept)


def measure_pairs(reports: Sequence[BudgetReport], each: int, seed: int = 2024) -> dict[str, int]:
    """Two errors of any two kinds at once, `each` times in every report."""
    draw = random.Random(seed)
    counts = {"cases": 0, "listed": 0, "in one sum": 0, "in one sum listed": 0}
    kinds = list(KINDS)
    for report in reports:
        sound = reconcile(report)
        for _ in range(each):
            first = plant_one(sound, draw.choice(kinds), draw)
            if first is None:
                continue
            second = plant_one(sound, draw.choice(kinds), draw)
            both = None if second is None else _both(report, first, second)
            if second is None or both is None:
                continue
            told = explain(reconcile(both))
            together = any(
                moved_off(one, report, first) and moved_off(one, report, second)
                for one in equalities(sound)
            )
            counts["cases"] += 1
            listed = all(_told(told, planted) for planted in (first, second)) or _set_told(
                told, first, second
            )
            counts["listed"] += listed
            counts["in one sum"] += together
            counts["in one sum listed"] += together and listed
    return counts


def _both(report: BudgetReport, one: Planted, other: Planted) -> BudgetReport | None:
    """Both errors in one report; None where they touch the same figures."""
    touched = [_touched(report, planted) for planted in (one, other)]
    if touched[0] & touched[1]:
        return None
    changed = {i: one.report.by_id[i].amount for i in one.truth if i in report.by_id}
    gone = {f.id for f in report.figures} - set(one.report.by_id)
    added = {f.id: f for f in one.report.figures if f.id not in report.by_id}
    figures: list[Figure] = []
    for figure in other.report.figures:
        if figure.id in gone:
            continue
        if figure.id in changed:
            figure = figure.model_copy(update={"amount": changed[figure.id]})
        figures.append(figure)
        again = added.get(f"{figure.id}.again")
        if again is not None:
            figures.append(again)
    claims = tuple(c for c in other.report.claims if not gone & {c.figure, c.base_figure})
    return made(report, figures, claims)


def _touched(report: BudgetReport, planted: Planted) -> set[str]:
    gone = {f.id for f in report.figures} - set(planted.report.by_id)
    return {name.removesuffix(".again") for name in planted.truth} | gone


def _told(told: Reconciliation, planted: Planted) -> bool:
    return any(
        is_truth(entry, planted, _slack(one)) or _within(entry, planted, _slack(one))
        for one in told.findings
        for entry in one.explanations
    )


def _within(entry: Mapping[str, Any], planted: Planted, slack: Decimal) -> bool:
    """True where one change of a set is what was planted."""
    return any(is_truth({**one, "with": ()}, planted, slack) for one in entry.get("with", ())) or (
        is_truth({**entry, "with": ()}, planted, slack)
    )


def _set_told(told: Reconciliation, one: Planted, other: Planted) -> bool:
    return any(
        _within(entry, one, _slack(finding)) and _within(entry, other, _slack(finding))
        for finding in told.findings
        for entry in finding.explanations
    )


# -- the table ----------------------------------------------------------------------


def shipped() -> list[BudgetReport]:
    """The Luohu reports in the package."""
    return [load(path) for path in SHIPPED]


def published() -> Iterator[BudgetReport]:
    """The reports beside the repository, as they are read from their documents."""
    for name in PUBLISHED:
        if (CORPUS / name).exists():
            yield extract(read(CORPUS / name))


def table(found: Mapping[str, Tally]) -> str:
    """The tallies by kind as a Markdown table, and their sum."""
    whole = Tally()
    for tally in found.values():
        for name in ("cases", "seen", "among", "in_three", "unique_right", "alone_wrong"):
            setattr(whole, name, getattr(whole, name) + getattr(tally, name))
    head = "| kind | errors | seen | truth listed | in the first three | unique and right | alone but wrong |"
    lines = [head, "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for kind, one in [*found.items(), ("**all**", whole)]:
        shares = (one.seen, one.among, one.in_three, one.unique_right, one.alone_wrong)
        cells = " | ".join(percent(share, one.cases) for share in shares)
        lines.append(f"| {kind} | {one.cases} | {cells} |")
    return "\n".join(lines)


def percent(part: int, whole: int) -> str:
    """A share in tenths of a percent, cut off, never rounded up."""
    if not whole:
        return "-"
    tenths = 1000 * part // whole
    return f"{tenths // 10}.{tenths % 10} %"


def main() -> None:
    """Print the tables."""
    corpus = "--corpus" in sys.argv
    reports = list(published()) if corpus else shipped()
    found = measure(reports, 10 if corpus else 40)
    print(table(found))
    for tally in found.values() if "--missed" in sys.argv else ():
        print(*tally.missed, sep="\n")
    pairs = measure_pairs(reports, 25 if corpus else 150)
    print(f"two errors: {pairs}; listed {percent(pairs['listed'], pairs['cases'])}")


if __name__ == "__main__":
    main()
