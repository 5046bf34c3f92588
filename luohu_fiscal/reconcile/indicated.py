"""Indicators laid side by side: which statements of which reports are of one thing, and what they say.

An indicator is one by its canonical name, its measure, its year and the kind of its unit, within one
jurisdiction.  Its printed numbers are made comparable exactly: amounts in yuan, anything else as
printed; each with half the worth of its last place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from luohu_fiscal.identities import identity
from luohu_fiscal.model.figures import Indicator
from luohu_fiscal.model.vocabulary import Measure, Stage
from luohu_fiscal.money.amount import Amount, Unit, half_place
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.reconcile.compose import in_unit
from luohu_fiscal.reconcile.finding import Finding, Mention, Note, Severity, Verdict
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["OUTCOMES", "TARGETS", "Key", "Stated", "finding_on", "stated_of"]

TARGETS = frozenset({Stage.DRAFT, Stage.BUDGET})
OUTCOMES = frozenset({Stage.EXECUTION, Stage.FINAL})
_MONEY = {unit.value: unit for unit in Unit}


class Key(NamedTuple):
    """What makes statements be of one thing: jurisdiction, name, measure, year, kind of unit."""

    group: int
    name: str
    measure: Measure
    year: int
    unit: str


@dataclass(frozen=True, slots=True)
class Stated:
    """An indicator, the report it stands in, and its number made comparable."""

    report: int
    indicator: Indicator
    value: Decimal
    half: Decimal
    upper: Decimal | None = None

    @property
    def amount(self) -> Amount:
        """The printed amount, of an indicator in money."""
        return Amount(self.indicator.value, self.indicator.unit)

    @property
    def plain(self) -> bool:
        """True for a number that is neither a bound, nor a range, nor approximate."""
        return self.indicator.bound is None and self.upper is None

    @property
    def mention(self) -> Mention:
        """What a finding says of it."""
        indicator = self.indicator
        words = f"{indicator.name} {indicator.printed}"
        if indicator.bound is not None:
            words += f" ({indicator.bound.en} {indicator.bound.zh})"
        return Mention(self.report, indicator.id, words, indicator.source)

    def like(self, other: Stated) -> bool:
        """True where both say the same in the same precision."""
        mine, theirs = self.indicator, other.indicator
        same = (self.value, self.upper, self.half) == (other.value, other.upper, other.half)
        return same and mine.bound is theirs.bound


def stated_of(scene: Scene) -> Mapping[Key, Sequence[Stated]]:
    """Every indicator of every report, by what it is of, in document order."""
    found: dict[Key, list[Stated]] = {}
    for report, indicator in _all(scene):
        year = indicator.fiscal_year
        if year is None or indicator.stage is None:
            continue
        unit = _MONEY.get(indicator.unit)
        kind = "money" if unit is not None else indicator.unit
        key = Key(scene.group(report), indicator.name, indicator.measure, year, kind)
        found.setdefault(key, []).append(_stated(report, indicator, unit))
    return found


def _all(scene: Scene) -> Iterator[tuple[int, Indicator]]:
    for number, report in enumerate(scene.reports):
        for indicator in report.indicators:
            yield number, indicator


def _stated(report: int, indicator: Indicator, unit: Unit | None) -> Stated:
    worth = Decimal(1) if unit is None else unit.yuan
    upper = indicator.upper
    return Stated(
        report,
        indicator,
        EXACT.multiply(indicator.value, worth),
        EXACT.multiply(_half(indicator.value), worth),
        None if upper is None else EXACT.multiply(upper, worth),
    )


def _half(printed: Decimal) -> Decimal:
    """Half the last place; a plain 0 is as coarse as any whole number here."""
    return half_place(printed) or Decimal("0.5")


def finding_on(
    rule: str,
    verdict: Verdict,
    stated: Sequence[Stated],
    *notes: Note,
    slack: Decimal | None = None,
    calculated: Decimal | None = None,
    severity: Severity | None = None,
) -> Finding:
    """The finding on statements of indicators: the first is what is stated, the next what it meets."""
    about = identity(rule)
    lead = stated[0]
    if severity is None:
        severity = (
            Severity(about.severity)
            if verdict is Verdict.BREACH
            else Severity.NOTE
            if verdict is Verdict.UNDECIDED
            else Severity.OK
        )
    # Papers are of different days: what differs between them is never an error.
    severity = Severity.WARNING if severity is Severity.ERROR else severity
    if calculated is None and len(stated) == 2 and verdict is not Verdict.UNDECIDED:
        calculated = _in_unit_of(lead, stated[1].value)
    shown = None if calculated is None else EXACT.subtract(lead.indicator.value, calculated)
    room = None if slack is None or shown is None else _in_unit_of(lead, slack)
    return Finding(
        rule=about.code,
        name=about.name,
        verdict=verdict,
        severity=severity,
        fiscal_year=lead.indicator.fiscal_year,
        stage=lead.indicator.stage,
        stated=lead.indicator.value,
        calculated=calculated,
        difference=shown,
        slack=room,
        unit=lead.indicator.unit,
        notes=notes,
        places=tuple(one.mention for one in stated),
    )


def _in_unit_of(lead: Stated, value: Decimal) -> Decimal:
    unit = _MONEY.get(lead.indicator.unit)
    if unit is None:
        return value
    return in_unit(value, unit, -min(0, int(lead.indicator.value.as_tuple().exponent)))
