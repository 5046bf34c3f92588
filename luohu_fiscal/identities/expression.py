"""The formulas of the identities as one small tree, read from text, folded to anything.

An expression is a named operand, the sum of a group, a constant, or two expressions joined by plus,
minus, times or over; a relation sets two expressions beside each other.  What a tree *means* is an
`Algebra`: the same tree is judged on intervals, printed in 中文 or English, or turned into a column
expression, each by folding it with another algebra.  Nobody writes a formula twice.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from luohu_fiscal.errors import DataError

__all__ = [
    "Algebra",
    "Constant",
    "Expression",
    "Group",
    "Join",
    "Joined",
    "Operand",
    "Relation",
    "Relator",
    "fold",
    "fold_relation",
    "names_of",
    "parse_relation",
]

T = TypeVar("T")
R_co = TypeVar("R_co", covariant=True)

#: No formula of an identity is longer or deeper than this.
_MAX_LENGTH, _MAX_DEPTH = 400, 24


class Join(StrEnum):
    """How two expressions are joined."""

    PLUS = "+"
    MINUS = "-"
    TIMES = "*"
    OVER = "/"


class Relator(StrEnum):
    """How the two sides of a relation stand to each other."""

    EQUAL = "=="
    AT_MOST = "<="
    AT_LEAST = ">="

    @property
    def mirrored(self) -> Relator:
        """The relator after the sides are exchanged."""
        exchanged = {Relator.AT_MOST: Relator.AT_LEAST, Relator.AT_LEAST: Relator.AT_MOST}
        return exchanged.get(self, self)


@dataclass(frozen=True, slots=True)
class Operand:
    """One quantity by its name, such as total resources 收入总计."""

    name: str


@dataclass(frozen=True, slots=True)
class Group:
    """The sum of every figure in a group, such as all components of the resources side."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A whole number."""

    value: int


@dataclass(frozen=True, slots=True)
class Joined:
    """Two expressions and what joins them."""

    join: Join
    left: Expression
    right: Expression


Expression = Operand | Group | Constant | Joined


@dataclass(frozen=True, slots=True)
class Relation:
    """Two expressions and how they stand to each other."""

    left: Expression
    relator: Relator
    right: Expression

    @property
    def mirrored(self) -> Relation:
        """The same relation with its sides exchanged."""
        return Relation(self.right, self.relator.mirrored, self.left)


class Algebra(Protocol[T]):
    """What the nodes of a tree mean.  Implement these and `fold` does the rest."""

    def operand(self, name: str) -> T:
        """The meaning of one named quantity."""
        ...

    def group(self, name: str) -> T:
        """The meaning of the sum over a group."""
        ...

    def constant(self, value: int) -> T:
        """The meaning of a whole number."""
        ...

    def joined(self, join: Join, left: T, right: T) -> T:
        """The meaning of two joined parts, each already folded."""
        ...


class RelationAlgebra(Algebra[T], Protocol[T, R_co]):
    """An algebra that also says what a whole relation means."""

    def related(self, relator: Relator, left: T, right: T) -> R_co:
        """The meaning of a relation, its sides already folded."""
        ...


def fold(expression: Expression, algebra: Algebra[T]) -> T:
    """The meaning of an expression in an algebra.

    >>> class Count:
    ...     def operand(self, name): return 1
    ...     def group(self, name): return 1
    ...     def constant(self, value): return 0
    ...     def joined(self, join, left, right): return left + right
    >>> fold(parse_relation("rate == (amount / base - 1) * 100").right, Count())
    2
    """
    match expression:
        case Operand(name):
            return algebra.operand(name)
        case Group(name):
            return algebra.group(name)
        case Constant(value):
            return algebra.constant(value)
        case Joined(join, left, right):
            return algebra.joined(join, fold(left, algebra), fold(right, algebra))


def fold_relation(relation: Relation, algebra: RelationAlgebra[T, R_co]) -> R_co:
    """The meaning of a relation in an algebra."""
    return algebra.related(
        relation.relator, fold(relation.left, algebra), fold(relation.right, algebra)
    )


class _Names:
    """The algebra of the names an expression speaks of, groups marked, in order."""

    def operand(self, name: str) -> tuple[tuple[str, bool], ...]:
        return ((name, False),)

    def group(self, name: str) -> tuple[tuple[str, bool], ...]:
        return ((name, True),)

    def constant(self, value: int) -> tuple[tuple[str, bool], ...]:
        return ()

    def joined(
        self, join: Join, left: tuple[tuple[str, bool], ...], right: tuple[tuple[str, bool], ...]
    ) -> tuple[tuple[str, bool], ...]:
        return left + right


def names_of(expression: Expression) -> tuple[tuple[str, bool], ...]:
    """The names in an expression, in order, each with True where it names a group.

    >>> names_of(parse_relation("total_resources == sum(resources)").right)
    (('resources', True),)
    """
    return fold(expression, _Names())


_JOINS: dict[type[ast.operator], Join] = {
    ast.Add: Join.PLUS,
    ast.Sub: Join.MINUS,
    ast.Mult: Join.TIMES,
    ast.Div: Join.OVER,
}
_RELATORS: dict[type[ast.cmpop], Relator] = {
    ast.Eq: Relator.EQUAL,
    ast.LtE: Relator.AT_MOST,
    ast.GtE: Relator.AT_LEAST,
}


def parse_relation(formula: str) -> Relation:
    """The tree of a formula.  Names, whole numbers, ``sum(group)``, ``+ - * /`` and ``== <= >=``.

    >>> parse_relation("limit >= outstanding").relator
    <Relator.AT_LEAST: '>='>
    >>> parse_relation("1 > a")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    luohu_fiscal.errors.DataError: formula "1 > a": only ==, <= and >= relate; use names, ...
    """
    if len(formula) > _MAX_LENGTH:
        raise _refused(formula, f"longer than {_MAX_LENGTH} characters")
    try:
        tree = ast.parse(formula, mode="eval").body
    except SyntaxError:
        raise _refused(formula, "not an expression") from None
    if not isinstance(tree, ast.Compare) or len(tree.ops) != 1:
        raise _refused(formula, "not one relation")
    relator = _RELATORS.get(type(tree.ops[0]))
    if relator is None:
        raise _refused(formula, "only ==, <= and >= relate")
    return Relation(
        _expression(tree.left, formula, 0), relator, _expression(tree.comparators[0], formula, 0)
    )


def _expression(node: ast.expr, formula: str, depth: int) -> Expression:
    if depth > _MAX_DEPTH:
        raise _refused(formula, "nested too deep")
    match node:
        case ast.Name(id=name):
            return Operand(name)
        case ast.Constant(value=int(value)) if not isinstance(value, bool):
            return Constant(value)
        case ast.Call(func=ast.Name(id="sum"), args=[ast.Name(id=name)], keywords=[]):
            return Group(name)
        case ast.Call():
            raise _refused(formula, "only sum(group) may be called")
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _JOINS:
            return Joined(
                _JOINS[type(operator)],
                _expression(left, formula, depth + 1),
                _expression(right, formula, depth + 1),
            )
    raise _refused(formula, f"{type(node).__name__} has no meaning here")


def _refused(formula: str, why: str) -> DataError:
    return DataError(
        f'formula "{formula[:80]}": {why}',
        remedy="use names, whole numbers, sum(group), + - * /, == <= >=",
    )
