"""Figures to an answer, an answer to a finding: the one place where a `Finding` is made.

A frame names the figures of each operand; `ask` puts them to the judge; `Answer.finding` sets the
outcome in the printed unit of the stated figure, with its terms, severity and notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from luohu_fiscal.identities import Identity, Linear, Reading
from luohu_fiscal.identities.expression import Relator
from luohu_fiscal.model.figures import Figure, Rival
from luohu_fiscal.model.vocabulary import Choice
from luohu_fiscal.money.amount import Unit
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.reconcile.finding import Finding, Note, Severity, Term, Verdict
from luohu_fiscal.reconcile.judge import judge_sum, span
from luohu_fiscal.reconcile.places import Placed

__all__ = ["Answer", "Figures", "ask", "in_unit", "note", "severity_of"]

#: The figures of each operand of an identity.
Figures = Mapping[str, Sequence[Placed]]

_OK = frozenset({Verdict.EXACT, Verdict.WITHIN_ROUNDING, Verdict.BOUNDED})

#: The choices of what a figure is, not of what makes it up.
_PLACES = frozenset({Choice.BARE_SUM, Choice.GROSS_CLOSING, Choice.SCOPE_BY_SUM})
#: The frames that judge a figure and the list that makes it up.
_LISTS = frozenset({"own_revenue", "totals", "details", "debt"})


def note(code: str, **values: object) -> Note:
    """A remark with what fills its words in."""
    return Note(code, MappingProxyType({name: str(value) for name, value in values.items()}))


def in_unit(yuan: Decimal, unit: Unit, places: int = 0) -> Decimal:
    """An amount of yuan in a unit of money, exact, with at least that many decimal places.

    >>> in_unit(Decimal(13950340000), Unit.WAN), in_unit(Decimal(1860000000), Unit.YI, 2)
    (Decimal('1395034'), Decimal('18.60'))
    """
    number = yuan.scaleb(-unit.exponent, EXACT).normalize(EXACT)
    exponent = min(int(number.as_tuple().exponent), -places)
    return number.quantize(Decimal(1).scaleb(exponent), context=EXACT)


def printed_places(figure: Figure) -> int:
    """How many decimal places a figure was printed with."""
    return -min(0, int(figure.amount.printed.as_tuple().exponent))


def severity_of(identity: Identity, verdict: Verdict, terms: Iterable[Placed]) -> Severity:
    """How much a verdict matters, before any mechanism that explains it is known.

    A breach that rests on recognised (OCR) figures is a warning at most.
    """
    if verdict in _OK:
        return Severity.OK
    if verdict is Verdict.UNDECIDED:
        return Severity.NOTE
    severity = Severity(identity.severity)
    recognised = any(one.figure.source and one.figure.source.confidence for one in terms)
    return Severity.WARNING if recognised and severity is Severity.ERROR else severity


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of putting figures to an identity; amounts in yuan.

    `missing` names the operand that is not printed, where one is; then `difference` is None and
    `implied` holds what it must be, or of a lower bound `least` what it must be at the least.
    """

    identity: Identity
    reading: Reading
    figures: Figures
    verdict: Verdict
    difference: Decimal | None = None
    slack: Decimal | None = None
    missing: str = ""
    implied: tuple[Decimal, Decimal] | None = None
    notes: tuple[Note, ...] = ()
    least: Decimal | None = None

    @property
    def holds(self) -> bool:
        """True where the relation can be true of the printed figures."""
        return self.verdict in _OK

    @property
    def closes(self) -> bool:
        """True where the two sides are equal, exactly or but for rounding."""
        return self.verdict in (Verdict.EXACT, Verdict.WITHIN_ROUNDING)

    @property
    def truncated(self) -> bool:
        """True where a breach fits once the digits of the stated figure are taken as cut off.

        Only of a stated figure coarser than all others: there cutting and rounding can be told
        apart.
        """
        stated = [one for name in self.reading.stated_names for one in self.figures.get(name, ())]
        equality = self.reading.linear.relator is Relator.EQUAL
        if self.verdict is not Verdict.BREACH or len(stated) != 1 or not equality:
            return False
        cut, others = stated[0].figure.amount, [one for one in self.placed if one is not stated[0]]
        if self.difference is None or self.slack is None:
            return False
        if any(cut.place <= other.figure.amount.place for other in others):
            return False
        # What was cut off lies beyond the printed figure, by less than one of its last place.
        beyond = self.difference.copy_negate() if cut.value >= 0 else self.difference
        return 0 < beyond < EXACT.add(cut.place, EXACT.subtract(self.slack, cut.half))

    @property
    def in_doubt(self) -> bool:
        """True of a list whose rows the document leaves open: another one may be meant."""
        return self.identity.frame in _LISTS and any(
            one.figure.reading is Choice.ROWS_IN_DOUBT
            for name in self.reading.stated_names
            for one in self.figures.get(name, ())
        )

    @property
    def placed(self) -> tuple[Placed, ...]:
        """All figures of the question, the stated ones first."""
        return tuple(
            one for name, _ in self.reading.linear.terms for one in self.figures.get(name, ())
        )

    def _terms(self) -> tuple[Term, ...]:
        stated = self.reading.stated_names
        return tuple(
            Term(
                one.figure.id,
                (1 if coefficient > 0 else -1) * (1 if name in stated else -1),
                one.report,
                "stated" if name in stated else "calculated",
            )
            for name, coefficient in self.reading.linear.terms
            for one in self.figures.get(name, ())
        )

    def _stated(self) -> Decimal | None:
        """What the stated side comes to, in yuan; None where one of its operands is not printed."""
        names = self.reading.stated_names
        if self.missing in names:
            return None
        terms = [(n, c) for n, c in self.reading.linear.terms if n in names]
        return span(terms, 0, self.figures).nominal

    def _rival(self) -> Rival | None:
        """The other reading of the list that the stated figure is held to, where the words permit one."""
        names = self.reading.stated_names
        rivals = (one.figure.rival for name in names for one in self.figures.get(name, ()))
        return next((one for one in rivals if one is not None and one.rival), None)

    def finding(
        self,
        *notes: Note,
        verdict: Verdict | None = None,
        severity: Severity | None = None,
        subject: Figure | None = None,
    ) -> Finding:
        """The finding this answer makes, with further notes and, where said, another severity."""
        placed = self.placed
        if severity is None and self.truncated:
            notes, severity = (*notes, note("truncation")), Severity.NOTE
        rival = self._rival()
        contested = rival is not None and self.verdict is Verdict.BREACH and verdict is None
        if rival is not None and contested:
            said = note("rival", chosen=rival.chosen, rival=rival.rival, margin=rival.margin)
            notes, verdict, severity = (*notes, said), Verdict.UNDECIDED, None
        lead = subject or placed[0].figure
        unit, places = lead.amount.unit, printed_places(lead)
        final = verdict or self.verdict
        if final is Verdict.BREACH and self.in_doubt:
            final = Verdict.UNDECIDED

        def shown(yuan: Decimal | None) -> Decimal | None:
            return None if yuan is None else in_unit(yuan, unit, places)

        stated = self._stated()
        calculated = (
            None
            if stated is None or self.difference is None
            else EXACT.subtract(stated, self.difference)
        )
        implied = self.implied
        return Finding(
            rule=self.identity.code,
            name=self.identity.name,
            verdict=final,
            severity=severity or severity_of(self.identity, final, placed),
            book=lead.book,
            scope=lead.scope,
            fiscal_year=lead.fiscal_year,
            stage=lead.stage,
            stated=shown(stated),
            calculated=shown(calculated),
            difference=shown(self.difference),
            slack=shown(self.slack),
            unit=unit.value,
            terms=self._terms(),
            notes=(*self.notes, *notes),
            implied=None
            if implied is None
            else (in_unit(implied[0], unit, places), in_unit(implied[1], unit, places)),
        )


def _as_read(identity: Identity, how: Reading, figures: Figures) -> tuple[Note, ...]:
    """What the printed sums chose, of the figures that a finding rests on, where words left it open.

    What a line or total is bears on each of its findings, what makes it up on those of its list only.
    """
    chosen = [
        one.figure.reading
        for name, placed in figures.items()
        for one in placed
        if one.figure.reading in _PLACES or (identity.frame in _LISTS and name in how.stated_names)
    ]
    return tuple(note("reading", reading=one) for one in dict.fromkeys(chosen) if one is not None)


def ask(identity: Identity, figures: Figures, reading: str = "") -> Answer:
    """Put figures to an identity in one of its readings.

    Exactly one operand may be absent from `figures`: then the answer is undecided with the interval
    that the others imply for it.  A figure that is only 约, 超 or 近 … has no interval and leaves
    it undecided.
    """
    how = identity.readings[reading]
    form = how.linear
    chosen = _as_read(identity, how, figures)
    approximate = tuple(
        one.figure.id for placed in figures.values() for one in placed if one.figure.qualifier
    )
    missing = [name for name, _ in form.terms if name not in figures]
    if len(missing) > 1:
        raise LookupError(f"{identity.code}: no figures for {', '.join(missing)}")
    if approximate:
        remark = note("approximate", figures=" ".join(approximate))
        return Answer(
            identity,
            how,
            figures,
            Verdict.UNDECIDED,
            missing="".join(missing),
            notes=(remark, *chosen),
        )
    if missing:
        return _implied(identity, how, figures, missing[0])
    verdict, difference, slack = judge_sum(form, figures)
    if verdict is Verdict.EXACT and form.relator is not Relator.EQUAL:
        verdict = Verdict(identity.equal)
    return Answer(identity, how, figures, verdict, difference, slack, notes=chosen)


def _implied(identity: Identity, how: Reading, figures: Figures, missing: str) -> Answer:
    form: Linear = how.linear
    own = next(coefficient for name, coefficient in form.terms if name == missing)
    rest = [(name, -own * c) for name, c in form.terms if name != missing]
    if abs(own) != 1:
        raise ValueError(f"{identity.code}: what {missing} must be is not a sum")
    reach = span(rest, -own * form.constant, figures)
    bounds = reach.interval
    return Answer(
        identity,
        how,
        figures,
        Verdict.UNDECIDED,
        missing=missing,
        implied=(bounds.lo, bounds.hi) if form.relator is Relator.EQUAL else None,
        notes=(note("not_printed", operand=missing), *_as_read(identity, how, figures)),
        least=bounds.lo if form.relator is Relator.AT_LEAST and own > 0 else None,
    )
