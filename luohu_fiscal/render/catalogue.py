"""The identities shown to a reader: a list, and one explained with its worked examples."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from wcwidth import wcswidth

from luohu_fiscal.identities import Identity
from luohu_fiscal.reconcile.finding import Severity
from luohu_fiscal.render.tables import Table
from luohu_fiscal.render.worked import rounding, words, worked

__all__ = ["as_data", "described", "filled", "listed"]

#: Columns of a terminal that a text takes beside its label.
_WIDTH = 84
#: Where a line may be broken: between words, and between Chinese characters.
_BREAKS = re.compile(r"\s*(?:[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+)")
#: What may not begin a line.
_NO_START = tuple("，。；：、）》”")


def listed(identities: Sequence[Identity]) -> Table:
    """Code, name, what it says in both languages, and how severe a breach is."""
    rows = [
        (
            entry.code,
            entry.name,
            f"{entry.severity} {Severity(entry.severity).zh}",
            f"{entry.zh}\n{textwrap.fill(entry.en, 66)}",
        )
        for entry in identities
    ]
    return Table(("rule 规则", "name 名称", "severity 级别", "identity 关系"), rows)


def described(entry: Identity) -> Table:
    """One identity as a page of a textbook.

    What it says and why, the formula in both languages, the law, what rounding may do, when it does not
    apply, and every example worked line by line.
    """
    said = words()["label"]
    rows: list[tuple[str, str]] = [
        (said["says_zh"], entry.zh),
        (said["says_en"], entry.en),
        (said["why_zh"], entry.why_zh),
        (said["why_en"], entry.why_en),
    ]
    for reading in entry.readings.values():
        name = f" ({reading.name})" if reading.name else ""
        rows += [
            (f"{said['formula_zh']}{name}", reading.words("zh")),
            (f"{said['formula_en']}{name}", reading.words("en")),
        ]
    rows += [
        (said["law"], entry.law or said["arithmetic"]),
        (said["since"], entry.since),
        (said["severity"], f"{entry.severity} {Severity(entry.severity).zh}"),
        (said["rounding_zh"], rounding(entry, "zh")),
        (said["rounding_en"], rounding(entry, "en")),
        (said["unless_zh"], entry.unless_zh),
        (said["unless_en"], entry.unless_en),
    ]
    for example in entry.examples:
        rows += [(said["example"], example.zh), ("", example.en)]
        if example.reading:
            rows.append((said["reading"], entry.readings[example.reading].words("zh")))
        rows += worked(entry, example)
    return Table(("", ""), [row for row in rows if row[1]])


def filled(text: str) -> str:
    """A text broken to the width of a terminal, a Chinese character counted as two columns.

    >>> print(filled("收入总计减支出总计等于结转下年加结余，" * 3))
    收入总计减支出总计等于结转下年加结余，收入总计减支出总计等于结转下年加结余，收入总计
    减支出总计等于结转下年加结余，
    """
    lines, width = [""], 0
    for word in _BREAKS.findall(text):
        wide = wcswidth(word)
        if width + wide > _WIDTH and lines[-1] and not word.startswith(_NO_START):
            lines.append("")
            width = 0
        lines[-1] += word if lines[-1] else word.lstrip()
        width += wide
    return "\n".join(line.rstrip() for line in lines)


def as_data(entry: Identity) -> dict[str, object]:
    """One identity as plain values, for JSON; every amount is text."""
    return {
        "code": entry.code,
        "name": entry.name,
        "zh": entry.zh,
        "en": entry.en,
        "formulas": [
            {"reading": r.name, "formula": r.formula, "zh": r.words("zh"), "en": r.words("en")}
            for r in entry.readings.values()
        ],
        "law": entry.law,
        "since": entry.since,
        "why": {"zh": entry.why_zh, "en": entry.why_en},
        "rounding": {"zh": rounding(entry, "zh"), "en": rounding(entry, "en")},
        "severity": entry.severity,
        "unless": {"zh": entry.unless_zh, "en": entry.unless_en},
        "examples": [
            {
                "zh": example.zh,
                "en": example.en,
                "reading": example.reading,
                "operands": {
                    name: [str(amount) for amount in amounts]
                    for name, amounts in example.operands.items()
                },
                "rate": None if example.rate is None else f"{example.rate:f}",
                "verdict": example.verdict,
            }
            for example in entry.examples
        ],
    }
