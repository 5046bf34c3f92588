"""The lines of an account as a person writes them, and how they become flat figures.

An `Item` is a name, an amount and its parts; `lower` makes figures of it, each with its role.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from luohu_fiscal.errors import AmountError
from luohu_fiscal.model.concepts import concept as find_concept
from luohu_fiscal.model.concepts import identify
from luohu_fiscal.model.figures import Claim, ExactDecimal, Figure, Model, Source, Truth
from luohu_fiscal.model.vocabulary import Basis, Choice, ClaimKind, Role, Side
from luohu_fiscal.money.amount import Amount, Unit, parse_amount

__all__ = [
    "Closing",
    "Item",
    "Rate",
    "Restated",
    "as_item",
    "as_items",
    "claims_of",
    "lower",
    "unit_of",
]


class Rate(Model):
    """A printed rate about an item 增长、占比、完成: percent, as text, a decline negative.

    >>> Rate(kind="growth", value="-7.9", basis="prior_execution").basis.zh
    '上年执行数'
    """

    kind: ClaimKind
    value: ExactDecimal
    basis: Basis | None = None
    basis_text: str = ""
    base_figure: str | None = None
    comparable: Truth = False
    qualifier: str | None = None
    source: Source | None = None
    id: str | None = None


class Item(Model):
    """One line of an account: its name, its amount, and the parts it is made of.

    `closed` says whether the parts are all of it: hand-written parts are, unless said otherwise.
    """

    label: str
    amount: Amount
    role: Role | None = None
    concept: str | None = None
    qualifier: str | None = None
    closed: Truth | None = None
    reading: Choice | None = None
    parts: tuple[Item, ...] = ()
    rates: tuple[Rate, ...] = ()
    source: Source | None = None
    id: str | None = None


class Restated(Item):
    """A second printing of a quantity of the account, with the side it stands on."""

    side: Side


class Closing(Model):
    """What is left 结转结余: carried over 结转下年 (earmarked) and surplus 结余 (free), kept apart.

    `balance` is for documents that print one sum of both.
    """

    carried_over: Item | None = None
    surplus: Item | None = None
    balance: Item | None = None


# -- lowering: nested lines to flat figures ----------------------------------------


def lower(
    item: Item,
    fallback_id: str,
    side: Side | None,
    parent: str | None,
    common: dict[str, Any],
    role: Role | None = None,
    concept: str | None = None,
) -> Iterator[tuple[Figure, Item]]:
    """The figure an item stands for, then those of its parts, each with the item it came from."""
    if concept or item.concept:
        known = find_concept(concept or item.concept or "")
    else:
        known = identify(item.label, common["book"], side)
    if role is None:
        role = item.role or (
            Role.DETAIL if parent else Role(known.role) if known else Role.COMPONENT
        )
    identifier = item.id or fallback_id
    figure = Figure(
        id=identifier,
        side=side,
        role=role,
        concept=concept or item.concept or (known.id if known else None),
        label=item.label,
        amount=item.amount,
        qualifier=item.qualifier,
        parent=parent,
        closed=(True if item.parts and item.closed is None else item.closed),
        reading=item.reading,
        source=item.source,
        **common,
    )
    yield figure, item
    for number, part in enumerate(item.parts, 1):
        yield from lower(part, f"{identifier}.{number}", side, identifier, common)


def claims_of(figure: Figure, item: Item) -> Iterator[Claim]:
    """The rates of an item as claims about its figure."""
    for number, rate in enumerate(item.rates, 1):
        fields = {name: getattr(rate, name) for name in Rate.model_fields if name != "id"}
        yield Claim(id=rate.id or f"{figure.id}.rate{number}", figure=figure.id, **fields)


# -- reading what a person wrote ---------------------------------------------------


def unit_of(fields: Mapping[str, Any]) -> Unit | None:
    """The unit an account is written in, or None."""
    unit = fields.get("unit")
    try:
        return None if unit is None else Unit(unit)
    except ValueError:
        raise AmountError(
            f'unit: "{unit}" is not a unit of money', remedy="use 元, 千元, 万元, 亿元 or 万亿元"
        ) from None


def as_items(raw: Any, unit: Unit | None, where: str) -> Any:
    """The lines of a side, written as a mapping of name to amount or as a list."""
    if isinstance(raw, Mapping):
        return tuple(
            as_item(label, value, unit, f"{where}.{label}") for label, value in raw.items()
        )
    if isinstance(raw, (list, tuple)):
        return tuple(
            as_item("", value, unit, f"{where}[{number}]") for number, value in enumerate(raw)
        )
    return raw


def as_item(
    label: str, raw: Any, unit: Unit | None, where: str, *, closed: bool | None = None
) -> Any:
    """One line as `Item` takes it: the unit of the account put to an amount that names none."""
    if isinstance(raw, Item):
        return raw
    fields = dict(raw) if isinstance(raw, Mapping) else {"amount": raw}
    fields.setdefault("label", label)
    if closed is not None:
        fields.setdefault("closed", closed)
    if not isinstance(fields.get("amount"), Amount) and "amount" in fields:
        try:
            fields["amount"] = parse_amount(fields["amount"], unit)
        except AmountError as error:
            raise AmountError(error.what, where=where, remedy=error.remedy) from None
    if "parts" in fields:
        fields["parts"] = as_items(fields["parts"], unit, f"{where}.parts")
    return fields
