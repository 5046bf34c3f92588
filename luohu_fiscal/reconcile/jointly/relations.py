"""What findings say of figures, as rows: the judged identities that may not be true together.

A finding on a sum is one row; a finding on a rate is two, one for each end of the printed rate,
for `numerator - end * denominator` is a sum once the end is fixed.  Only what was judged and holds
takes part: a breach has been told already, and what is undecided says nothing.

Nor does what one document says of another: the earlier figure was an estimate, or has been revised
since, and that it fits alone does not make it the figure that the later document counts with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from luohu_fiscal.identities import Identity, Linear, Quotient, identity
from luohu_fiscal.identities.expression import Relator
from luohu_fiscal.model.figures import Claim, Figure
from luohu_fiscal.reconcile.finding import Finding, Verdict
from luohu_fiscal.reconcile.jointly.simplex import Number, Range, Row
from luohu_fiscal.reconcile.scene import Scene

__all__ = [
    "RESTATEMENT",
    "Key",
    "Relation",
    "box_of",
    "exact",
    "keys_of",
    "relation_of",
    "takes_part",
]

#: A figure: the report it stands in, and its id there.
Key = tuple[int, str]

#: The rule of one quantity printed more than once.
RESTATEMENT = "LF108"
_HOLDS = frozenset({Verdict.EXACT, Verdict.WITHIN_ROUNDING, Verdict.BOUNDED})
#: Their operands are intervals that rates imply, not printed figures.
_OF_INTERVALS = frozenset({"LF304", "LF404"})
_AT_LEAST, _AT_MOST = Range(0, None), Range(None, 0)
_RANGES = {
    Relator.EQUAL: Range(0, 0),
    Relator.AT_LEAST: _AT_LEAST,
    Relator.AT_MOST: _AT_MOST,
}


@dataclass(frozen=True, slots=True, eq=False)
class Relation:
    """A judged identity over figures: the finding, and the rows its figures must satisfy.

    `stated` is False where only the amounts say so: that a list is complete, or that one name in
    two places is one quantity.
    """

    finding: Finding
    rows: tuple[Mapping[Key, Number], ...]
    ranges: tuple[Range, ...]
    stated: bool
    claim: Claim | None = None

    @property
    def keys(self) -> tuple[Key, ...]:
        """The figures it speaks of."""
        return keys_of(self.finding)

    @property
    def equality(self) -> bool:
        """True for a sum that has to come out, neither a rate nor an upper or lower bound."""
        return self.claim is None and self.ranges[0].lo == self.ranges[0].hi

    def numbered(self, numbers: Mapping[Key, int]) -> tuple[Row, ...]:
        """The rows with figures by number."""
        return tuple(
            Row({numbers[key]: c for key, c in row.items()}, within)
            for row, within in zip(self.rows, self.ranges, strict=True)
        )


_BY_INCREMENT = frozenset({"increment", "decrement"})


def box_of(figure: Figure) -> Range:
    """The true values, in yuan, that print as this figure."""
    # What rounding may have hidden behind a plain 0 can make a conflict out of true figures.
    interval = figure.amount.rounded.interval
    return Range(exact(interval.lo), exact(interval.hi), interval.lo_open, interval.hi_open)


def exact(value: Decimal) -> Number:
    """The same number as an integer or a fraction."""
    above, below = value.as_integer_ratio()
    return above if below == 1 else Fraction(above, below)


def keys_of(finding: Finding) -> tuple[Key, ...]:
    """The figures a finding speaks of."""
    return tuple([(term.report, term.figure) for term in finding.terms])


def takes_part(finding: Finding) -> bool:
    """True where a finding says something of its figures that can be added up."""
    holds = finding.verdict in _HOLDS and finding.rule not in _OF_INTERVALS
    holds = holds and not finding.compounded
    # What a rate says by its increment it says of two amounts of one clause: nothing to add up.
    holds = holds and not (
        finding.claim
        and any(
            one.code == "reading"
            for one in finding.notes
            if one.values.get("reading") in _BY_INCREMENT
        )
    )
    return holds and len({term.report for term in finding.terms}) == 1


def relation_of(scene: Scene, finding: Finding) -> Relation:
    """What a finding that takes part says of its figures."""
    rule = identity(finding.rule)
    if finding.claim is not None:
        return _rated(scene, finding, rule.readings[""].quotient)
    form = rule.readings[_reading(scene, finding, rule)].linear
    return _summed(finding, form, one_account=_one_account(scene, finding))


def _reading(scene: Scene, finding: Finding, rule: Identity) -> str:
    """Which formula of its identity a finding was judged by, as far as that makes a difference."""
    for note in finding.notes:
        if note.code == "reading" and note.values.get("reading") in rule.readings:
            return note.values["reading"]
    lead = finding.terms[0]
    spoken = scene.reports[lead.report].by_id[lead.figure].concept
    # The fund is rolled forward to its balance, or bounds what is drawn from it.
    return "draw" if "draw" in rule.readings and spoken != "stabilization_balance" else ""


def _one_account(scene: Scene, finding: Finding) -> bool:
    """Whether all figures stand in one account as laid out in one place."""
    keys = keys_of(finding)
    places = {(report, scene.reports[report].by_id[name].statement) for report, name in keys}
    return len(places) == 1 and all(statement is not None for _, statement in places)


def _summed(finding: Finding, form: Linear, *, one_account: bool) -> Relation:
    readings = {note.values.get("reading", "") for note in finding.notes if note.code == "reading"}
    # 主要, 等: the document says that more belongs to the list, though what it lists adds up.
    is_open = finding.verdict is Verdict.BOUNDED or "open_list_complete" in readings
    relator = form.relator
    if is_open and relator is Relator.EQUAL:
        relator = Relator.AT_LEAST
    row: dict[Key, Number] = {}
    for term in finding.terms:
        sign = term.sign if term.side == "stated" else -term.sign
        key = term.report, term.figure
        row[key] = row.get(key, 0) + sign * _size(form, sign)
    shift = -form.constant
    within = _RANGES[relator]
    ends = tuple(None if end is None else end + shift for end in within[:2])
    return Relation(
        finding,
        ({key: c for key, c in row.items() if c},),
        (Range(ends[0], ends[1]),),
        stated="list_complete_in_fact" not in readings
        and (one_account or finding.rule != RESTATEMENT),
    )


def _size(form: Linear, sign: int) -> int:
    """How often an operand of that sign counts: a reserve of 1 % a hundred times, others once."""
    return max(abs(coefficient) for _, coefficient in form.terms if coefficient * sign > 0)


def _rated(scene: Scene, finding: Finding, form: Quotient) -> Relation:
    lead = finding.terms[0]
    about = scene.reports[lead.report].claims_about[lead.figure]
    claim = next(one for one in about if one.id == finding.claim)
    scale = Fraction(1, abs(form.terms[0][1]))
    rows, rate = [], claim.interval
    for end in (Fraction(rate.lo), Fraction(rate.hi)):
        above, below = form.constants
        row: dict[Key, Number] = {}
        for key, (_, over, under) in zip(keys_of(finding), form.terms, strict=True):
            row[key] = row.get(key, 0) + scale * (over - end * under)
        row = {key: c for key, c in row.items() if c}
        rows.append((row, scale * (end * below - above)))
    (low, least), (high, most) = rows
    ranges = Range(least, None, lo_open=rate.lo_open), Range(None, most, hi_open=rate.hi_open)
    return Relation(finding, (low, high), ranges, stated=True, claim=claim)
