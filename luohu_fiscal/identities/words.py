"""Formulas in words: the tree of an identity printed in 中文 or English."""

from __future__ import annotations

from collections.abc import Callable

from luohu_fiscal.identities.expression import Join, Relation, Relator, fold_relation

__all__ = ["in_words"]

_SIGNS = {Join.PLUS: " + ", Join.MINUS: " - ", Join.TIMES: " × ", Join.OVER: " ÷ "}
_RELATORS = {Relator.EQUAL: " = ", Relator.AT_MOST: " ≤ ", Relator.AT_LEAST: " ≥ "}
_BINDS = {Join.PLUS: 1, Join.MINUS: 1, Join.TIMES: 2, Join.OVER: 2}
_ATOM = 3

#: Text and how tightly it binds.
_Words = tuple[str, int]


class _InWords:
    """The algebra of printed formulas; brackets only where the tree needs them."""

    def __init__(self, name: Callable[[str], str]) -> None:
        self.name = name

    def operand(self, name: str) -> _Words:
        return self.name(name), _ATOM

    def group(self, name: str) -> _Words:
        return self.name(name), _ATOM

    def constant(self, value: int) -> _Words:
        return str(value), _ATOM

    def joined(self, join: Join, left: _Words, right: _Words) -> _Words:
        binds = _BINDS[join]
        # a - (b + c) and a / (b * c) need their brackets, a + (b + c) does not.
        strict = binds + (join in (Join.MINUS, Join.OVER))
        return f"{_bracketed(left, binds)}{_SIGNS[join]}{_bracketed(right, strict)}", binds

    def related(self, relator: Relator, left: _Words, right: _Words) -> str:
        return f"{left[0]}{_RELATORS[relator]}{right[0]}"


def _bracketed(words: _Words, binds: int) -> str:
    return words[0] if words[1] >= binds else f"({words[0]})"


def in_words(relation: Relation, name: Callable[[str], str]) -> str:
    """A relation with each operand called by its name.

    >>> from luohu_fiscal.identities.expression import parse_relation
    >>> in_words(parse_relation("rate == (amount / base - 1) * 100"), str.upper)
    'RATE = (AMOUNT ÷ BASE - 1) × 100'
    """
    return fold_relation(relation, _InWords(name))
