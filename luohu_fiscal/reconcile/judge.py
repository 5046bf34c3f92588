"""The judge: is a relation true of printed amounts?  Exact, by intervals, knowing no figures.

Every printed amount stands for the half-open interval [n - r/2, n + r/2), a plain 0 for nought; where a
sum of whole numbers cannot be true so, each 0 may hide up to half a unit (`Amount.rounded`).  A sum of such intervals
is an interval again, with its ends open or attained; a relation can be true when that interval
reaches it.  A rate is judged by cross-multiplication: `numerator - rate * denominator` is a sum
once the rate is fixed, so nothing is ever divided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, getcontext, setcontext
from functools import partial
from typing import NamedTuple, Protocol

from luohu_fiscal.identities.expression import Relator
from luohu_fiscal.identities.normal import Linear, Quotient
from luohu_fiscal.money.amount import Amount
from luohu_fiscal.money.interval import EXACT, Interval
from luohu_fiscal.reconcile.finding import Verdict

__all__ = [
    "Judgement",
    "Printed",
    "Row",
    "Span",
    "judge_quotient",
    "judge_rows",
    "judge_sum",
    "span",
    "with_rounded_zeros",
]

_ZERO = Decimal(0)
_add, _subtract, _multiply = EXACT.add, EXACT.subtract, EXACT.multiply


class Printed(Protocol):
    """Whatever has a printed amount: a figure, a line of a budget."""

    @property
    def amount(self) -> Amount:
        """The amount as it was printed."""
        ...


#: What is printed of each operand of a form.
Operands = Mapping[str, Sequence[Printed]]
#: The same in the order of the terms of a form.
Row = Sequence[Sequence[Printed]]


class Span(NamedTuple):
    """The values a linear form takes: the nominal one, how far off, and which ends it attains."""

    nominal: Decimal
    slack: Decimal
    low_attained: bool
    high_attained: bool

    @property
    def interval(self) -> Interval:
        """The span as an interval, in yuan."""
        return Interval(
            _subtract(self.nominal, self.slack),
            _add(self.nominal, self.slack),
            not self.low_attained,
            not self.high_attained,
        )

    def reaches_up_to(self, bound: Decimal, *, beyond: bool = False) -> bool:
        """True where some value is at least `bound` (beyond: greater than it)."""
        top = _add(self.nominal, self.slack)
        return top > bound or (top == bound and self.high_attained and not beyond)

    def reaches_down_to(self, bound: Decimal, *, beyond: bool = False) -> bool:
        """True where some value is at most `bound` (beyond: less than it)."""
        bottom = _subtract(self.nominal, self.slack)
        return bottom < bound or (bottom == bound and self.low_attained and not beyond)


class Judgement(NamedTuple):
    """A verdict with the difference stated - calculated and what rounding explains, in yuan."""

    verdict: Verdict
    difference: Decimal
    slack: Decimal


#: A named tuple made without the detour through its own constructor: one is made an identity.
_judgement: Callable[[tuple[Verdict, Decimal, Decimal]], Judgement] = partial(
    tuple.__new__, Judgement
)


#: The coefficient of each group of a row, with the place of the group in the row.
_Terms = Sequence[tuple[int, int]]


def span(terms: Sequence[tuple[str, int]], constant: int, operands: Operands) -> Span:
    """The values that ``sum(coefficient * operand) + constant`` takes over the printed amounts.

    A name without a figure in `operands` is a fault of the caller, and raises `KeyError`.
    """
    places = list(enumerate(coefficient for _, coefficient in terms))
    row = [operands[name] for name, _ in terms]
    before = getcontext()
    setcontext(EXACT)
    try:
        nominal, slack = _add_up(places, row, Decimal(constant), _ZERO)
    finally:
        setcontext(before)
    # An upper end is never reached by an amount that adds, nor a lower one by one that takes away.
    takes, adds = (_uncertain(places, row, sign) for sign in (-1, 1))
    return Span(nominal, slack, not takes, not adds)


def _add_up(terms: _Terms, row: Row, nominal: Decimal, slack: Decimal) -> tuple[Decimal, Decimal]:
    """Nominal value and slack of a row, in the context `EXACT`, whose operators lose no digit."""
    for place, coefficient in terms:
        if coefficient == -1:
            for one in row[place]:
                amount = one.amount
                nominal -= amount.value
                slack += amount.half
        elif coefficient == 1:
            for one in row[place]:
                amount = one.amount
                nominal += amount.value
                slack += amount.half
        else:
            for one in row[place]:
                amount = one.amount
                nominal += coefficient * amount.value
                slack += abs(coefficient) * amount.half
    return nominal, slack


def _uncertain(terms: _Terms, row: Row, sign: int) -> bool:
    """True where an amount that enters with that sign is not exact."""
    return any(one.amount.half for place, c in terms if c * sign > 0 for one in row[place])


def _apart(
    relator: Relator, difference: Decimal, slack: Decimal, terms: _Terms, row: Row
) -> Verdict:
    """The verdict where the two sides are not equal as printed."""
    above = difference > 0
    if relator is (Relator.AT_LEAST if above else Relator.AT_MOST):
        return Verdict.BOUNDED
    distance = difference if above else difference.copy_negate()
    if distance < slack:
        return Verdict.WITHIN_ROUNDING
    # At the very end of the interval it depends on whether that end belongs to it.
    missed = distance > slack or _uncertain(terms, row, -1 if above else 1)
    return Verdict.BREACH if missed else Verdict.WITHIN_ROUNDING


class _Rounded(NamedTuple):
    """A plain 0 that may have been rounded to it."""

    amount: Amount


def with_rounded_zeros(row: Row) -> Row | None:
    """The row, each plain 0 in it as what may have been rounded to it; None where there is none.

    Beside amounts of its unit with decimals a plain 0 is nought: it would have been printed 0.00.
    """
    amounts = [one.amount for group in row for one in group]
    if all(amount.half for amount in amounts):
        return None
    fine = {amount.unit for amount in amounts if amount.decimals}
    return [
        [
            one if one.amount.half or one.amount.unit in fine else _Rounded(one.amount.rounded)
            for one in group
        ]
        for group in row
    ]


def judge_rows(form: Linear, rows: Iterable[Row]) -> list[Judgement]:
    """The verdicts on a relation of sums for many sets of figures, each in the order of its terms.

    >>> from luohu_fiscal.identities import identity
    >>> from luohu_fiscal.model.figures import Figure
    >>> wan = lambda *numbers: [Figure(id="", amount=Amount(n, "万元")) for n in numbers]
    >>> rows = [(wan(974), wan(772, 103, 100)), (wan(974), wan(772, 103, 101))]
    >>> [one.verdict.value for one in judge_rows(identity("LF106").readings[""].linear, rows)]
    ['within_rounding', 'breach']
    """
    terms = list(enumerate(coefficient for _, coefficient in form.terms))
    constant, relator = Decimal(form.constant), form.relator
    exact, breach = Verdict.EXACT, Verdict.BREACH
    # Most rows begin with one stated figure: then it need not be added to nothing.
    led, behind = terms[0][1] == 1 and not constant, terms[1:]
    found: list[Judgement] = []
    before = getcontext()
    # Operators inside this block are exact or an exception, like the methods of EXACT, and faster.
    setcontext(EXACT)
    try:
        for row in rows:
            first = row[0]
            if led and len(first) == 1:
                amount = first[0].amount
                difference, slack = _add_up(behind, row, amount.value, amount.half)
            else:
                difference, slack = _add_up(terms, row, constant, _ZERO)
            verdict = _apart(relator, difference, slack, terms, row) if difference else exact
            if verdict is breach and (looser := with_rounded_zeros(row)) is not None:
                _, slack = _add_up(terms, looser, constant, _ZERO)
                verdict = _apart(relator, difference, slack, terms, looser)
            found.append(_judgement((verdict, difference, slack)))
    finally:
        setcontext(before)
    return found


def judge_sum(form: Linear, operands: Operands) -> Judgement:
    """The verdict on a relation of sums; both sides equal is `exact` for any relator.

    >>> from luohu_fiscal.identities import identity
    >>> from luohu_fiscal.model.figures import Figure
    >>> wan = lambda *numbers: [Figure(id="", amount=Amount(n, "万元")) for n in numbers]
    >>> form = identity("LF106").readings[""].linear
    >>> verdict, difference, slack = judge_sum(
    ...     form, {"whole": wan(974), "parts": wan(772, 103, 100)}
    ... )
    >>> verdict.value, difference, slack
    ('within_rounding', Decimal('-10000'), Decimal('20000'))
    """
    (found,) = judge_rows(form, ([operands[name] for name, _ in form.terms],))
    return found


def judge_quotient(form: Quotient, admissible: Interval, operands: Operands) -> Verdict:
    """The verdict on a printed rate that may be any of `admissible`, in the unit of the formula.

    `exact` when the quotient of the printed amounts is admissible, `within_rounding` when that of
    some amounts inside their intervals is, `undecided` when the base may be zero or negative.

    >>> from luohu_fiscal.identities import identity
    >>> from luohu_fiscal.model.figures import Claim
    >>> form = identity("LF401").readings[""].quotient
    >>> rate = Claim(id="c", kind="growth", value="-9.9").interval
    >>> from luohu_fiscal.model.figures import Figure
    >>> wan = lambda number: [Figure(id="", amount=Amount(number, "万元"))]
    >>> judge_quotient(form, rate, {"amount": wan(1256870), "base": wan(1395034)}).value
    'exact'
    """
    base = span(
        [(name, below) for name, _, below in form.terms if below], form.constants[1], operands
    )
    # Where amounts meet in the base (amount - increment) even an end that is not attained counts.
    if base.interval.lo <= _ZERO:
        return Verdict.UNDECIDED
    least, most = _above(form, admissible.lo, operands), _above(form, admissible.hi, operands)
    # The quotient is continuous and the amounts are one connected box: a value not below the least
    # rate and another not above the greatest are enough for one between them.
    if not (
        least.reaches_up_to(_ZERO, beyond=admissible.lo_open)
        and most.reaches_down_to(_ZERO, beyond=admissible.hi_open)
    ):
        return Verdict.BREACH
    low = least.nominal > 0 or (not least.nominal and not admissible.lo_open)
    high = most.nominal < 0 or (not most.nominal and not admissible.hi_open)
    return Verdict.EXACT if low and high else Verdict.WITHIN_ROUNDING


def _above(form: Quotient, rate: Decimal, operands: Operands) -> Span:
    """The span of numerator - rate * denominator: above zero where the quotient is above."""
    above, below = form.constants
    nominal = _subtract(Decimal(above), _multiply(rate, below))
    slack = _ZERO
    rises = falls = False
    for name, over, under in form.terms:
        coefficient = _subtract(Decimal(over), _multiply(rate, under))
        for one in operands[name]:
            amount = one.amount
            nominal = _add(nominal, _multiply(coefficient, amount.value))
            if amount.half and coefficient:
                slack = _add(slack, _multiply(abs(coefficient), amount.half))
                if coefficient > 0:
                    rises = True
                else:
                    falls = True
    return Span(nominal, slack, not falls, not rises)
