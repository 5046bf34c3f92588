"""Frames `joint` and `implied_opening`: what several printed rates say together (LF404, LF304).

Each rate may be true of some base, and yet no base be true of all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from luohu_fiscal.identities import Identity, identity
from luohu_fiscal.model.figures import Claim, Figure
from luohu_fiscal.model.vocabulary import Basis, ClaimKind, Role, Side
from luohu_fiscal.reconcile.accounts import Account
from luohu_fiscal.reconcile.compose import (
    ask,
    in_unit,
    note,
    printed_places,
    severity_of,
)
from luohu_fiscal.reconcile.finding import Finding, Note, Term, Verdict
from luohu_fiscal.reconcile.frames.rates import bases_of
from luohu_fiscal.reconcile.frames.restored import operands
from luohu_fiscal.reconcile.frames.years import account_before
from luohu_fiscal.reconcile.implied import Bounds, implied_operand, outward
from luohu_fiscal.reconcile.judge import span
from luohu_fiscal.reconcile.places import Placed
from luohu_fiscal.reconcile.quantities import ONE_OF_A_BOOK, Quantities
from luohu_fiscal.reconcile.rated import rate
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["implied_opening", "joint"]

#: The bases that mean last year's outcome, and those that mean a budget; how many years back.
_OUTCOME = frozenset({Basis.PRIOR, Basis.PRIOR_EXECUTION, Basis.PRIOR_FINAL})
_BUDGETS = {
    Basis.PRIOR_BUDGET: (1, "budget"),
    Basis.PRIOR_ADJUSTED: (1, "adjusted"),
    Basis.BUDGET: (0, "budget"),
    Basis.INITIAL: (0, "budget"),
    Basis.ADJUSTED: (0, "adjusted"),
}
_RULES = {
    ClaimKind.GROWTH: ("LF401", "amount", "base"),
    ClaimKind.COMPLETION: ("LF403", "amount", "budget"),
}


class _Implied(NamedTuple):
    """A rate, the figure it is about, the base it implies, and what else that rests on."""

    claim: Claim
    about: Placed
    base: Bounds
    also: tuple[Placed, ...] = ()


def joint(scene: Scene) -> Iterator[Finding]:
    """The bases of a whole against those of its parts, and every base that several rates imply."""
    for one in scene.placed:
        yield from _whole_and_parts(scene, one)
    yield from _one_base(scene)


def _base(scene: Scene, claim: Claim, about: Placed) -> Bounds | None:
    """The base a rate implies, None where it says nothing exact of one.

    A comparable rate implies one where its basis is printed: the amount put back, or the sum.
    """
    rule = _RULES.get(claim.kind)
    if rule is None or claim.qualifier or about.figure.qualifier:
        return None
    code, amount, base = rule
    figures = operands(scene, claim, amount, about)
    if claim.comparable and len(figures) == 1 and claim.natural is None:
        return None
    return _implied(claim, code, base, figures)


def _implied(claim: Claim, code: str, base: str, figures: Mapping[str, Placed]) -> Bounds | None:
    form = identity(code).readings["restored" if "restored" in figures else ""].quotient
    amounts = {name: one.figure.amount for name, one in figures.items()}
    return implied_operand(form, base, claim.interval, amounts)


def _growth(scene: Scene, one: Placed, *, comparable: bool = False) -> _Implied | None:
    """The growth of a figure on last year's outcome, on the natural basis or a comparable one."""
    for claim in scene.reports[one.report].claims_about.get(one.figure.id, ()):
        if claim.kind is not ClaimKind.GROWTH or claim.basis not in _OUTCOME:
            continue
        if claim.comparable is comparable and not claim.qualifier and not one.figure.qualifier:
            base = _implied(claim, "LF401", "base", {"amount": one})
            if base is not None:
                return _Implied(claim, one, base)
    return None


def _printed_here(scene: Scene, claim: Claim, about: Placed) -> list[Placed]:
    """The bases of a rate that its own document prints."""
    return [base for base in bases_of(scene, claim, about) if base.report == about.report]


def _whole_and_parts(scene: Scene, whole: Placed) -> Iterator[Finding]:
    parts = scene.parts(whole)
    if len(parts) < 2:
        return
    growth = _growth(scene, whole)
    if growth is not None and not _printed_here(scene, growth.claim, whole):
        grown = [_growth(scene, part) for part in parts]
        yield from _together(whole, parts, growth, grown)
    alike = _growth(scene, whole, comparable=True)
    grown = [_growth(scene, part, comparable=True) for part in parts]
    if alike is not None and any(grown):
        # A part that has no comparable rate of its own had nothing taken out of it.
        grown = [one or _natural(scene, part) for one, part in zip(grown, parts, strict=True)]
        apart = note("mechanism", mechanism="comparable_bases")
        yield from _together(whole, parts, alike, grown, apart)


def _natural(scene: Scene, part: Placed) -> _Implied | None:
    """The base of a natural growth: the printed one where it fits, else what the rate implies."""
    grown = _growth(scene, part)
    if grown is None:
        return None
    for base in _printed_here(scene, grown.claim, part):
        if rate(identity("LF401"), grown.claim, {"amount": part, "base": base}).holds:
            return grown._replace(base=Bounds.of(base.figure.amount.interval), also=(base,))
    return grown


def _together(
    whole: Placed,
    parts: Sequence[Placed],
    growth: _Implied,
    grown: Sequence[_Implied | None],
    *apart: Note,
) -> Iterator[Finding]:
    """The base of a whole against those of its parts, which add up to it."""
    bases = [one for one in grown if one is not None]
    if len(bases) < len(parts):
        return
    if not ask(identity("LF106"), {"whole": (whole,), "parts": parts}).closes:
        return
    together = bases[0].base
    for one in bases[1:]:
        together = together.plus(one.base)
    rule = identity("LF404")
    verdict = Verdict.WITHIN_ROUNDING if growth.base.meets(together) else Verdict.BREACH
    printed = (one for part in bases for one in part.also)
    terms = {whole: 1, **dict.fromkeys((*parts, *printed), 1)}
    remarks = (_compared(whole, together), *(apart if verdict is Verdict.BREACH else ()))
    yield _finding(rule, verdict, terms, growth.base, growth.claim, *remarks)


def _one_base(scene: Scene) -> Iterator[Finding]:
    """Rates of one base that is not printed: each later one against the first."""
    quantities = scene.quantities
    grouped: dict[tuple[object, ...], list[_Implied]] = {}
    for number, report in enumerate(scene.reports):
        for claim in report.claims:
            about = scene.figure(number, claim.figure)
            if about is None or _printed_here(scene, claim, about):
                continue
            natural = scene.figure(number, claim.natural) or about
            base, key = _base(scene, claim, about), _base_key(quantities, claim, natural)
            if base is not None and key is not None:
                back = scene.figure(number, claim.restored)
                also = () if back is None or claim.natural is not None else (back,)
                grouped.setdefault(key, []).append(_Implied(claim, about, base, also))
    for found in grouped.values():
        first = found[0]
        for other in found[1:]:
            meets = first.base.meets(other.base)
            same = first.about == other.about and first.claim.value == other.claim.value
            verdict = Verdict.WITHIN_ROUNDING if meets else Verdict.BREACH
            remarks = [_compared(other.about, first.base)]
            if not meets and (first.claim.comparable or other.claim.comparable):
                remarks.append(note("mechanism", mechanism="more_taken_out"))
            elif not meets and other.claim.basis in _BUDGETS:
                remarks.append(note("mechanism", mechanism="another_budget_basis"))
            terms = dict.fromkeys((other.about, first.about, *first.also, *other.also), 1)
            yield _finding(
                identity("LF404"),
                Verdict.EXACT if same else verdict,
                terms,
                other.base,
                other.claim,
                *remarks,
            )


def _base_key(quantities: Quantities, claim: Claim, about: Placed) -> tuple[object, ...] | None:
    """Which base a rate speaks of: the quantity, its year, and whether outcome or which budget."""
    quantity = quantities.quantity(about)
    if quantity is None:
        return None
    if claim.basis in _BUDGETS:
        back, kind = _BUDGETS[claim.basis]
    elif claim.kind is ClaimKind.GROWTH and claim.basis in _OUTCOME:
        back, kind = 1, "outcome"
    else:
        return None
    figure = about.figure
    line: tuple[object, ...] = about.report, figure.id
    if figure.concept in ONE_OF_A_BOOK and figure.role is not Role.OTHER:
        line = (*quantity[:1], *quantity[3:], figure.label, quantities.parent(about))
    return (*line, quantity.year - back, kind)


def implied_opening(scene: Scene) -> Iterator[Finding]:
    """The opening of an account against the closing that the growth of both totals implies."""
    for account in scene.accounts:
        opening = account.of_role(Side.RESOURCES, Role.CARRIED_FORWARD)
        outside = account.closing and not account.closing_in_uses
        if opening and outside and account_before(scene, account) is None:
            yield from _opening(scene, account, opening)


def _opening(scene: Scene, account: Account, opening: tuple[Placed, ...]) -> Iterator[Finding]:
    resources, uses = account.total(Side.RESOURCES), account.total(Side.USES)
    grown = None if resources is None else _growth(scene, resources)
    spent = None if uses is None else _growth(scene, uses)
    if grown is None or spent is None or any(one.figure.qualifier for one in opening):
        return
    left = grown.base.minus(spent.base)
    reach = span([("opening", 1)], 0, {"opening": opening})
    fits = left.meets(Bounds.of(reach.interval))
    terms = {**dict.fromkeys(opening, 1), grown.about: 1, spent.about: -1}
    verdict = Verdict.WITHIN_ROUNDING if fits else Verdict.BREACH
    yield _finding(identity("LF304"), verdict, terms, left, None)


def _shown(figure: Figure, bounds: Bounds) -> tuple[str, str]:
    unit, places = figure.amount.unit, printed_places(figure)
    lo, hi = outward(bounds, figure.amount.place or unit.yuan)
    return f"{in_unit(lo, unit, places):f}", f"{in_unit(hi, unit, places):f}"


def _compared(lead: Placed, other: Bounds) -> Note:
    lo, hi = _shown(lead.figure, other)
    return note("compared_with", lo=lo, hi=hi, unit=lead.figure.amount.unit)


def _finding(
    rule: Identity,
    verdict: Verdict,
    terms: dict[Placed, int],
    implied: Bounds,
    claim: Claim | None,
    *notes: Note,
) -> Finding:
    lead = next(iter(terms)).figure
    unit, places = lead.amount.unit, printed_places(lead)
    lo, hi = outward(implied, lead.amount.place or unit.yuan)
    return Finding(
        rule=rule.code,
        name=rule.name,
        verdict=verdict,
        severity=severity_of(rule, verdict, terms),
        book=lead.book,
        scope=lead.scope,
        fiscal_year=lead.fiscal_year,
        stage=lead.stage,
        unit=unit.value,
        terms=tuple(
            Term(one.figure.id, sign, one.report, "stated" if not n else "calculated")
            for n, (one, sign) in enumerate(terms.items())
        ),
        notes=notes,
        implied=(in_unit(lo, unit, places), in_unit(hi, unit, places)),
        claim=None if claim is None else claim.id,
    )
