"""Slips planted into the running text of keyed reports: which of them are still errors afterwards.

    python -m tests.corpus.planted_slips [--each N]

One number of an identity that closes to the last digit is misprinted in the text of the report (another
digit, two neighbours changed in place, another unit), the report is read again, and an identity that held
has to be an error.  Draws are seeded by the name of the report.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from luohu_fiscal.document import Document, Paragraph
from luohu_fiscal.extract import extract
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.readers import read
from luohu_fiscal.reconcile import Verdict, reconcile
from luohu_fiscal.reconcile.finding import Finding
from tests.places import SHARED

__all__ = ["Slip", "keyed", "planted", "slips"]

REPORTS = SHARED / "corpus" / "reports"
_KEYS = SHARED / "gold" / "reports"
#: Sums of one report whose two sides must agree.
_EQUAL = frozenset({"LF101", "LF102", "LF103", "LF104", "LF105", "LF106"})
_UNITS = {"亿元": "万元", "万元": "亿元"}
#: A total of so many digits is a long one.
LONG = 4


class Slip:
    """One misprint: what it did, how long the total is, and whether it is an error afterwards."""

    __slots__ = ("at", "found", "kind", "long")

    def __init__(self, kind: str, at: str, *, long: bool, found: bool) -> None:
        self.kind, self.at, self.long, self.found = kind, at, long, found

    def __repr__(self) -> str:
        return f"{'found' if self.found else 'LOST '} {self.kind:9s} {self.at}"


def keyed(suffixes: tuple[str, ...] = ()) -> list[Path]:
    """The reports that have a key, in order; of some formats where they are named."""
    names = sorted(path.stem for path in _KEYS.glob("*.json") if path.stem != "known_errors")
    found = [REPORTS / name for name in names]
    return [path for path in found if not suffixes or path.suffix in suffixes]


def slips(path: Path, each: int) -> Iterator[Slip]:
    """So many slips of one report, each planted by itself."""
    document = read(path)
    report = extract(document)
    sound = reconcile(report)
    draw = random.Random(path.name)
    here = [finding for finding in sound.findings if _closes(finding)]
    draw.shuffle(here)
    left = each
    for finding in here:
        terms = [sound.figure(term) for term in finding.terms]
        told = [figure for figure in terms if _in_text(figure, document)]
        if not told or len(terms) < 3 or len(told) < len(terms):
            continue
        slip = _planted(document, report, finding, draw.choice(told), draw)
        if slip is not None:
            yield slip
            left -= 1
        if not left:
            return


def _closes(finding: Finding) -> bool:
    return finding.rule in _EQUAL and finding.verdict is Verdict.EXACT


def _in_text(figure: Figure, document: Document) -> bool:
    source = figure.source
    if source is None or source.cell or figure.value == 0:
        return False
    printed = document.raw[source.start : source.end]
    return printed == source.text and printed.endswith("元")


def planted(document: Document, start: int, end: int, instead: str) -> Document:
    """The document with other characters at a place; as many, so that nothing moves."""
    assert len(instead) == end - start
    raw = document.raw[:start] + instead + document.raw[end:]
    blocks = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            text = list(block.text)
            for number, offset in enumerate(block.offsets):
                if start <= offset < end and number < len(text):
                    text[number] = instead[offset - start]
            block = replace(block, text="".join(text))
        blocks.append(block)
    return replace(document, raw=raw, blocks=tuple(blocks))


def _planted(
    document: Document, report: BudgetReport, finding: Finding, figure: Figure, draw: random.Random
) -> Slip | None:
    source = figure.source
    assert source is not None
    kind = draw.choice(("digit", "neighbour", "unit"))
    instead = _misprint(source.text, kind, draw)
    if instead is None:
        return None
    after = reconcile(extract(planted(document, source.start, source.end, instead)))
    errors = [one for one in after.findings if one.severity.value == "error"]
    near = any(
        (place := after.figure(term).source) is not None and place.start <= source.start < place.end
        for one in errors
        for term in one.terms
    )
    digits = sum(c.isdigit() for c in str(finding.stated))
    at = f"{document.path.rsplit('/', 1)[-1]} {finding.rule} {source.text} -> {instead}"
    return Slip(kind, at, long=digits >= LONG, found=near)


def _misprint(text: str, kind: str, draw: random.Random) -> str | None:
    """The number as it might be misprinted, beyond what rounding hides; None where it can't be."""
    if kind == "unit":
        unit = next((one for one in _UNITS if text.endswith(one)), None)
        return None if unit is None else text.removesuffix(unit) + _UNITS[unit]
    places = [n for n, c in enumerate(text) if c.isdigit()][:-1]  # the last one may be rounding
    if not places:
        return None
    at = draw.choice(places)
    if kind == "digit":
        other = draw.choice([c for c in "0123456789" if c != text[at]])
        changed = text[:at] + other + text[at + 1 :]
    else:
        if not text[at + 1].isdigit() or text[at] == text[at + 1]:
            return None
        changed = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return None if changed.lstrip("-").startswith("0") else changed


@cache
def shares(each: int, suffixes: tuple[str, ...] = ()) -> tuple[tuple[Slip, ...], ...]:
    """The slips of every keyed report."""
    return tuple(tuple(slips(path, each)) for path in keyed(suffixes))


if __name__ == "__main__":
    count = int(sys.argv[sys.argv.index("--each") + 1]) if "--each" in sys.argv else 4
    tally: Counter[tuple[bool, bool]] = Counter()
    for one_report in keyed():
        for slip in slips(one_report, count):
            tally[slip.long, slip.found] += 1
            print(slip, flush=True)
    for name, long in (("four digits and more", True), ("fewer", False)):
        of = tally[long, True] + tally[long, False]
        print(f"{name}: {tally[long, True]} of {of}")
