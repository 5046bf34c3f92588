"""The identities shown to a reader: a list, and one explained with its worked examples."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from luohu_fiscal.identities import Example, Identity, operand_name
from luohu_fiscal.reconcile.finding import Severity, Verdict
from luohu_fiscal.render.tables import Table

__all__ = ["as_data", "described", "listed"]


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
    """One identity, line by line: what is compared, the law, when it does not apply, examples."""
    rows: list[tuple[str, str]] = []
    for reading in entry.readings.values():
        name = f" ({reading.name})" if reading.name else ""
        rows += [
            (f"公式{name}", reading.words("zh")),
            (f"formula{name}", reading.words("en")),
        ]
    rows += [
        ("law 依据", entry.law or "arithmetic 算术"),
        ("since 起始", entry.since),
        ("severity 级别", f"{entry.severity} {Severity(entry.severity).zh}"),
        ("不适用", entry.unless_zh),
        ("unless", entry.unless_en),
    ]
    for example in entry.examples:
        rows += [("example 例", example.zh), ("", example.en)]
        rows += [("", line) for line in _worked(example)]
    return Table(("", ""), [row for row in rows if row[1]])


def _worked(example: Example) -> list[str]:
    lines = [
        f"{operand_name(name, 'zh')} {operand_name(name, 'en')}: "
        + " + ".join(f"{amount:,}" for amount in amounts)
        for name, amounts in example.operands.items()
    ]
    if example.rate is not None:
        lines.append(
            f"{operand_name('rate', 'zh')} {operand_name('rate', 'en')}: {example.rate:f}%"
        )
    verdict = Verdict(example.verdict)
    return [*lines, f"→ {verdict.en} {verdict.zh}"]


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
