"""The normal form of a relation: what is left of the tree once it is compiled for judging.

A relation of sums becomes one linear form, stated - calculated.  A relation of a printed rate
becomes the rate and the two linear forms whose quotient it is, so that it can be judged by
cross-multiplication, never by a division.  Both come from folding the tree: the formula in the
catalogue is what is judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from luohu_fiscal.errors import DataError
from luohu_fiscal.identities.expression import (
    Algebra,
    Join,
    Operand,
    Relation,
    Relator,
    fold,
    names_of,
)

__all__ = ["Linear", "Quotient", "normalise"]


@dataclass(frozen=True, slots=True)
class Linear:
    """``sum(coefficient * operand) + constant  <relator>  0``, all coefficients whole numbers.

    `terms` are in the order of the formula, those of the stated side first.
    """

    terms: tuple[tuple[str, int], ...]
    constant: int
    relator: Relator = Relator.EQUAL


@dataclass(frozen=True, slots=True)
class Quotient:
    """``rate == numerator / denominator``: a rate, and the linear forms it is the quotient of.

    `terms` gives each operand its coefficient in the numerator and in the denominator.
    """

    rate: str
    terms: tuple[tuple[str, int, int], ...]
    constants: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class _Form:
    """A linear form with exact coefficients."""

    coefficients: Mapping[str, Fraction]
    constant: Fraction = Fraction(0)

    @property
    def fixed(self) -> bool:
        return not self.coefficients

    def plus(self, other: _Form, sign: int) -> _Form:
        names = dict.fromkeys((*self.coefficients, *other.coefficients))
        zero = Fraction(0)
        sums = {
            n: self.coefficients.get(n, zero) + sign * other.coefficients.get(n, zero)
            for n in names
        }
        return _Form({n: c for n, c in sums.items() if c}, self.constant + sign * other.constant)

    def times(self, factor: Fraction) -> _Form:
        scaled = {n: c * factor for n, c in self.coefficients.items() if factor}
        return _Form(scaled, self.constant * factor)

    def product(self, other: _Form) -> _Form:
        if self.fixed:
            return other.times(self.constant)
        if other.fixed:
            return self.times(other.constant)
        raise DataError("a product of two operands is no identity", remedy="rewrite the formula")


_ONE = _Form({}, Fraction(1))


class _Normal(Algebra[tuple[_Form, _Form]]):
    """The algebra of quotients of linear forms: numerator and denominator."""

    def operand(self, name: str) -> tuple[_Form, _Form]:
        return _Form({name: Fraction(1)}), _ONE

    def group(self, name: str) -> tuple[_Form, _Form]:
        return self.operand(name)

    def constant(self, value: int) -> tuple[_Form, _Form]:
        return _Form({}, Fraction(value)), _ONE

    def joined(
        self, join: Join, left: tuple[_Form, _Form], right: tuple[_Form, _Form]
    ) -> tuple[_Form, _Form]:
        (above, below), (other, under) = left, right
        match join:
            case Join.TIMES:
                return above.product(other), below.product(under)
            case Join.OVER:
                return above.product(under), below.product(other)
            case _:
                sign = 1 if join is Join.PLUS else -1
                crossed = above.product(under).plus(other.product(below), sign)
                return crossed, below.product(under)


def normalise(relation: Relation) -> Linear | Quotient:
    """The relation in normal form, its left side the stated one.

    >>> from luohu_fiscal.identities.expression import parse_relation
    >>> normalise(parse_relation("own_revenue == tax_revenue + non_tax_revenue")).terms
    (('own_revenue', 1), ('tax_revenue', -1), ('non_tax_revenue', -1))
    >>> normalise(parse_relation("rate == (amount / base - 1) * 100")).terms
    (('amount', 100, 0), ('base', -100, 1))
    """
    algebra = _Normal()
    (left, under), (right, below) = fold(relation.left, algebra), fold(relation.right, algebra)
    if under.fixed and below.fixed:
        form = left.times(1 / under.constant).plus(right.times(1 / below.constant), -1)
        order = dict.fromkeys(n for n, _ in names_of(relation.left) + names_of(relation.right))
        scale = lcm(*(c.denominator for c in (*form.coefficients.values(), form.constant)))
        terms = tuple(
            (n, int(form.coefficients[n] * scale)) for n in order if n in form.coefficients
        )
        return Linear(terms, int(form.constant * scale), relation.relator)
    if isinstance(relation.left, Operand) and relation.relator is Relator.EQUAL:
        return _quotient(relation.left.name, right, below)
    raise DataError("a rate must stand alone on the left of ==", remedy="rewrite the formula")


def _quotient(rate: str, above: _Form, below: _Form) -> Quotient:
    zero = Fraction(0)
    values = (*above.coefficients.values(), *below.coefficients.values())
    scale = lcm(*(c.denominator for c in (*values, above.constant, below.constant)))
    return Quotient(
        rate,
        tuple(
            (
                name,
                int(above.coefficients.get(name, zero) * scale),
                int(below.coefficients.get(name, zero) * scale),
            )
            for name in dict.fromkeys((*above.coefficients, *below.coefficients))
        ),
        (int(above.constant * scale), int(below.constant * scale)),
    )
