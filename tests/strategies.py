"""Hypothesis strategies for budgets that are true, and then printed: rounded half up, each alone.

The true values are whole yuan; what a test sees is what a finance office would print of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from luohu_fiscal.model.budgets import Budget, GeneralPublicBudget
from luohu_fiscal.model.vocabulary import Stage
from luohu_fiscal.money.amount import Amount, Unit

__all__ = [
    "Printing",
    "Shown",
    "SoundSum",
    "half_up",
    "print_amount",
    "print_rate",
    "printings",
    "rates_of",
    "shown",
    "sound_budgets",
    "sound_sums",
    "sound_years",
    "true_values",
]


def half_up(value: Fraction, places: int) -> Decimal:
    """A value rounded half up at so many places; halves go up, as [n - r/2, n + r/2) says."""
    scaled = value * 10**places
    return Decimal((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)).scaleb(
        -places
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """An amount as the judge takes it: whatever has one."""

    amount: Amount


def shown(*amounts: Amount) -> tuple[Shown, ...]:
    """Amounts as the judge takes them."""
    return tuple(Shown(amount) for amount in amounts)


@dataclass(frozen=True)
class Printing:
    """How an office prints its amounts: the unit and the decimals."""

    unit: Unit
    places: int

    @property
    def place(self) -> int:
        """What one of the last printed place is worth, in yuan."""
        return int(self.unit.yuan) // 10**self.places


#: 元 to 亿元, never finer than a yuan.
printings = st.sampled_from(
    [Printing(Unit.YUAN, 0), Printing(Unit.YI, 4), Printing(Unit.YI, 2), Printing(Unit.YI, 1)]
    + [Printing(Unit.WAN, places) for places in (0, 1, 2)]
)


def print_amount(yuan: int, how: Printing) -> Amount:
    """A true value as it is printed."""
    return Amount(half_up(Fraction(yuan) / int(how.unit.yuan), how.places), how.unit)


def print_rate(value: Fraction, places: int) -> Decimal:
    """A rate as it is printed: half up, declines mirrored."""
    return half_up(value, places) if value >= 0 else -half_up(-value, places)


def true_values(how: Printing, *, most: int = 10**13) -> st.SearchStrategy[int]:
    """True values that an office would print so: none so small that it vanishes."""
    return st.integers(how.place, most)


@dataclass(frozen=True)
class SoundSum:
    """A whole and its parts, true in yuan and as printed."""

    whole: int
    parts: tuple[int, ...]
    printed_whole: Amount
    printed_parts: tuple[Amount, ...]


@st.composite
def sound_sums(draw: st.DrawFn, *, mixed: bool = False) -> SoundSum:
    """A true sum, printed; `mixed` lets each figure have its own unit and precision."""
    how = draw(printings)
    hows = [draw(printings) if mixed else how for _ in range(draw(st.integers(1, 8)))]
    parts = tuple(draw(true_values(one)) for one in hows)
    own = draw(printings) if mixed else how
    whole = sum(parts)
    if whole < own.place:
        parts = (*parts, own.place)
        hows.append(how if own.place >= how.place else own)
        whole = sum(parts)
    return SoundSum(
        whole,
        parts,
        print_amount(whole, own),
        tuple(print_amount(part, one) for part, one in zip(parts, hows, strict=True)),
    )


def rates_of(kind: str, value: Fraction, places: int, basis: str) -> list[dict[str, Any]]:
    """A rate of an item as data, none where it would print as a plain 0."""
    printed = print_rate(value, places)
    if not printed:
        return []
    return [{"kind": kind, "value": f"{printed:f}", "basis": basis}]


@dataclass(frozen=True)
class _Year:
    """The true account of a year."""

    own: tuple[int, int]
    resources: tuple[int, ...]
    opening: int
    uses: tuple[int, ...]

    @property
    def total_resources(self) -> int:
        return sum(self.own) + sum(self.resources) + self.opening

    @property
    def closing(self) -> int:
        return self.total_resources - sum(self.uses)


@st.composite
def _true_years(draw: st.DrawFn, how: Printing, opening: int | None = None) -> _Year:
    value = true_values(how, most=10**12)
    own = draw(st.tuples(value, value))
    resources = tuple(draw(st.lists(value, min_size=1, max_size=5)))
    begun = draw(value) if opening is None else opening
    left = sum(own) + sum(resources) + begun
    # Uses take all but a closing that is zero, or large enough to be printed.
    closing = draw(st.one_of(st.just(0), st.integers(how.place, max(how.place, left // 3))))
    uses: list[int] = []
    rest = left - closing
    while rest >= 2 * how.place and len(uses) < 5:
        use = draw(st.integers(how.place, rest - how.place))
        uses.append(use)
        rest -= use
    return _Year(own, resources, begun, (*uses, rest))


def _account(year: _Year, number: int, stage: Stage, how: Printing, **rates: Any) -> Budget:
    """A true account as printed; the closing stands outside the uses."""

    def text(yuan: int) -> str:
        return str(print_amount(yuan, how))

    own: dict[str, Any] = {
        "amount": text(sum(year.own)),
        "parts": {"税收收入": text(year.own[0]), "非税收入": text(year.own[1])},
        "rates": rates.get("own", []),
    }
    lines: dict[str, Any] = {"一般公共预算收入": own}
    lines |= {f"专项补助收入{n}": text(one) for n, one in enumerate(year.resources)}
    if year.opening:
        lines["上年结转收入"] = text(year.opening)
    uses = {f"第{n}项支出": text(one) for n, one in enumerate(year.uses)}
    return GeneralPublicBudget(
        fiscal_year=number,
        stage=stage,
        scope="某县",
        resources=lines,
        uses=uses,
        total_resources=text(year.total_resources),
        total_uses=text(sum(year.uses)),
        closing={"carried_over": text(year.closing)} if year.closing else {},
    )


@st.composite
def sound_budgets(draw: st.DrawFn) -> Budget:
    """One general public budget whose true values add up, printed."""
    how = draw(printings)
    return _account(draw(_true_years(how)), 2023, Stage.EXECUTION, how)


@st.composite
def sound_years(draw: st.DrawFn) -> tuple[Budget, Budget]:
    """An execution, and the draft that brings its closing forward and says its growth."""
    how = draw(printings)
    first = draw(_true_years(how))
    second = draw(_true_years(how, first.closing))
    growth = Fraction(100 * sum(second.own), sum(first.own)) - 100
    rates = rates_of("growth", growth, draw(st.integers(1, 2)), "prior_execution")
    return (
        _account(first, 2023, Stage.EXECUTION, how),
        _account(second, 2024, Stage.DRAFT, how, own=rates),
    )
