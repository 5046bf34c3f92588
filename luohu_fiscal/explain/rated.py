"""What may have gone wrong with a rate that is not what its amounts make: a slip in one of the amounts.

A rate says what each of its amounts must be while the others stand.  Told only where it says so narrowly
that a slip hardly falls there by chance, and where nothing that held is broken.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from luohu_fiscal.explain.candidates import Candidate, Change, Ground
from luohu_fiscal.explain.relations import Relation, Standing
from luohu_fiscal.identities import Quotient
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.reconcile.implied import implied_operand, outward

__all__ = ["slips_of_a_rate"]

#: What a rate says of an amount must be this many times narrower than the amount: of the some sixty
#: slips of a number of six digits one then falls there by chance in fewer than one rate of ten.
_NARROW = 500


def slips_of_a_rate(ground: Ground, relation: Relation) -> Iterator[Candidate]:
    """Every slip of one amount that makes a rate in breach true and breaks nothing."""
    form, claim = relation.form, relation.claim
    if not isinstance(form, Quotient) or claim is None or relation.standing is not Standing.ASIDE:
        return
    names = [name for name, _, _ in form.terms]
    amounts = {name: one.amount for name, one in zip(names, relation.members, strict=True)}
    for name, member in zip(names, relation.members, strict=True):
        others = {other: amount for other, amount in amounts.items() if other != name}
        bounds = implied_operand(form, name, claim.interval, others)
        if bounds is None or ground.figure(member.key).qualifier:
            continue
        low, high = outward(bounds, member.amount.place or member.amount.unit.yuan)
        if EXACT.multiply(EXACT.subtract(high, low), Decimal(_NARROW)) > high:
            continue
        for slip in ground.slips(member.key).between(low, high):
            change = Change(slip.kind, member.key, slip.amount)
            candidate = ground.tried((change,), (relation,))
            if candidate is not None:
                yield candidate
