"""Recognised pages (OCR): the one misread digit 形近误认 that would close a breach.

A recognised 3 may be a printed 8.  In a sum that does not come out, each recognised figure is tried
with each of its digits replaced by one that looks like it; what closes the sum is an explanation,
with the other sums it closes too.  Whatever would break a sum that holds is no explanation.
In a document that was read and not recognised nothing is ever said here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from luohu_fiscal.identities import Linear, identity
from luohu_fiscal.identities.expression import Relator
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.money.amount import Amount, Unit
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.reconcile.finding import Finding, Reconciliation, Verdict

__all__ = ["ALIKE", "lookalikes", "misread", "misreadings"]

#: Digits that are taken for one another, in groups.
ALIKE = ("0689", "17", "27", "38", "56")

#: More recognised figures than this in one sum are not tried: it keeps hostile input cheap.
_MOST_TERMS = 200

_HOLDS = (Verdict.EXACT, Verdict.WITHIN_ROUNDING)

#: A figure of a reconciliation: the position of its report, and its id there.
_Key = tuple[int, str]


def misreadings(amount: Amount) -> tuple[Amount, ...]:
    """The amounts that are printed like this one but for one digit that looks alike.

    The last printed place, the unit and the sign stay; no amount begins with a zero it had not.

    >>> [str(one) for one in misreadings(Amount("-41.3", "亿元"))]
    ['-47.3亿元', '-41.8亿元']
    >>> [str(one) for one in misreadings(Amount(8, "万元"))]
    ['0万元', '6万元', '9万元', '3万元']
    """
    text = f"{amount.printed:f}"
    found: dict[str, Amount] = {}
    first = text.lstrip("-")
    for at, digit in enumerate(text):
        for group in ALIKE:
            for other in group if digit in group else "":
                changed = text[:at] + other + text[at + 1 :]
                leads = changed.lstrip("-").startswith("0") and not first.startswith("0")
                if other != digit and not (leads and first[1:2].isdigit()):
                    found.setdefault(changed, Amount(changed, amount.unit))
    return tuple(found.values())


def misread(reconciliation: Reconciliation) -> Reconciliation:
    """The same findings, their look-alikes before other explanations; one change is told once.

    >>> misread(Reconciliation((), ())).findings
    ()
    """
    told = lookalikes(reconciliation)
    if not any(told):
        return reconciliation
    pairs = zip(reconciliation.findings, told, strict=True)
    findings = tuple(_with(finding, found) if found else finding for finding, found in pairs)
    return replace(reconciliation, findings=findings)


def _with(finding: Finding, found: Sequence[Mapping[str, object]]) -> Finding:
    told = {(entry["figure"], entry["replacement"]) for entry in found}
    others = [
        entry
        for entry in finding.explanations
        if (entry.get("figure"), entry.get("replacement")) not in told
    ]
    entries = (*found, *others)
    if len(entries) > 1:
        entries = tuple({**entry, "unique": False} for entry in entries)
    return replace(finding, explanations=entries)


def lookalikes(reconciliation: Reconciliation) -> tuple[tuple[Mapping[str, object], ...], ...]:
    """For each finding the misread digits that would close it; nothing for most findings.

    Only a breach of an equality of sums is tried, and only figures that were recognised.  Those
    that close most come first; `unique` is true where there is no other.
    """
    breach = Verdict.BREACH
    broken = (one for one in reconciliation.findings if one.verdict is breach)
    if not any(_is_recognised(reconciliation.figure(term)) for one in broken for term in one.terms):
        return ((),) * len(reconciliation.findings)
    sums = tuple(_sum_of(finding, reconciliation) for finding in reconciliation.findings)
    by_figure: dict[_Key, list[_Sum]] = {}
    for one in filter(None, sums):
        for key in one.signs:
            by_figure.setdefault(key, []).append(one)
    return tuple(
        _explanations(one, by_figure, reconciliation)
        if one is not None and one.finding.verdict is Verdict.BREACH
        else ()
        for one in sums
    )


@dataclass(frozen=True, slots=True)
class _Sum:
    """A judged equality of sums: its difference in yuan, and with what sign each figure enters."""

    finding: Finding
    difference: Decimal
    slack: Decimal
    signs: Mapping[_Key, int]

    @property
    def holds(self) -> bool:
        return self.finding.verdict in _HOLDS

    def held_with(self, key: _Key, change: Decimal) -> bool:
        """Whether it holds once that figure is greater by so many yuan."""
        left = EXACT.add(self.difference, EXACT.multiply(self.signs[key], change))
        # The end of the half-open interval is left out: an explanation must not need it.
        return not left or left.copy_abs() < self.slack


def _sum_of(finding: Finding, reconciliation: Reconciliation) -> _Sum | None:
    """The sum a finding is about; None where it is none, or not the plain sum of its terms."""
    if finding.difference is None or finding.slack is None or not _is_equality(finding.rule):
        return None
    if finding.verdict not in (*_HOLDS, Verdict.BREACH):
        return None
    signs: dict[_Key, int] = {}
    total = Decimal(0)
    for term in finding.terms:
        sign = term.sign if term.side == "stated" else -term.sign
        key = term.report, term.figure
        signs[key] = signs.get(key, 0) + sign
        value = reconciliation.figure(term).value
        total = EXACT.add(total, EXACT.multiply(sign, value))
    exponent = Unit(finding.unit).exponent
    difference = finding.difference.scaleb(exponent, EXACT)
    if total != difference:
        return None
    return _Sum(finding, difference, finding.slack.scaleb(exponent, EXACT), signs)


def _is_equality(rule: str) -> bool:
    """Whether all ways of reading a rule are equalities of sums, of amounts and not of rates."""
    forms = [how.normal for how in identity(rule).readings.values()]
    return all(isinstance(form, Linear) and form.relator is Relator.EQUAL for form in forms)


def _explanations(
    broken: _Sum, by_figure: Mapping[_Key, Sequence[_Sum]], reconciliation: Reconciliation
) -> tuple[Mapping[str, object], ...]:
    found = []
    for key, figure in _recognised(broken, reconciliation):
        for other in misreadings(figure.amount):
            change = EXACT.subtract(other.value, figure.value)
            if not broken.held_with(key, change):
                continue
            others = by_figure[key]
            if any(one.holds and not one.held_with(key, change) for one in others):
                continue
            closed = {
                one.finding.rule for one in others if not one.holds and one.held_with(key, change)
            }
            found.append((key[1], str(other), sorted(closed)))
    found.sort(key=lambda entry: -len(entry[2]))
    return tuple(
        {
            "kind": "lookalike",
            "figure": figure,
            "replacement": replacement,
            "closes": closes,
            "unique": len(found) == 1,
        }
        for figure, replacement, closes in found
    )


def _recognised(broken: _Sum, reconciliation: Reconciliation) -> Iterator[tuple[_Key, Figure]]:
    if len(broken.signs) > _MOST_TERMS:
        return
    for report, name in broken.signs:
        figure = reconciliation.reports[report].by_id[name]
        if _is_recognised(figure):
            yield (report, name), figure


def _is_recognised(figure: Figure) -> bool:
    return figure.source is not None and bool(figure.source.confidence)
