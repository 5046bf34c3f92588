"""Frame `rates`: printed growth, share and completion (LF401-LF403; LF302 across reports).

A rate is judged on the base it names.  A base in the same report is the affair of LF401; one in an
earlier report, of LF302.  A rate on a comparable basis (同口径, 剔除…后) is never judged; a yearly
average 年均 compounds between two printed amounts (`frames.averages`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from luohu_fiscal.identities import Identity, identity
from luohu_fiscal.model.figures import Claim
from luohu_fiscal.model.vocabulary import Basis, ClaimKind, Stage
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.reconcile.compose import note
from luohu_fiscal.reconcile.finding import Finding, Note, Verdict
from luohu_fiscal.reconcile.frames.averages import averaged
from luohu_fiscal.reconcile.frames.indicators import indicators_grown
from luohu_fiscal.reconcile.frames.restored import comparable
from luohu_fiscal.reconcile.places import Placed
from luohu_fiscal.reconcile.rated import Rated, rate, unjudged
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["bases_of", "rates"]


class _Where(NamedTuple):
    """Where the base of a rate is printed: how many years back, at which of these stages."""

    years_back: int
    stages: tuple[Stage, ...]


_DONE = (Stage.EXECUTION, Stage.FINAL)
_PASSED = (Stage.BUDGET, Stage.DRAFT)

#: Where the base of a growth rate stands, by what it is said to be measured against.
_GROWTH: Mapping[Basis | None, _Where] = {
    None: _Where(1, _DONE),
    Basis.PRIOR: _Where(1, _DONE),
    Basis.PRIOR_EXECUTION: _Where(1, _DONE),
    Basis.PRIOR_FINAL: _Where(1, (Stage.FINAL,)),
    Basis.PRIOR_BUDGET: _Where(1, _PASSED),
    Basis.PRIOR_ADJUSTED: _Where(1, (Stage.ADJUSTED,)),
    Basis.BUDGET: _Where(0, _PASSED),
    Basis.INITIAL: _Where(0, _PASSED),
    Basis.ADJUSTED: _Where(0, (Stage.ADJUSTED,)),
}
#: Where the budget of a completion rate stands.  预算数 alone may be either budget.
_COMPLETION: Mapping[Basis | None, _Where] = {
    None: _Where(0, (*_PASSED, Stage.ADJUSTED)),
    Basis.BUDGET: _Where(0, (*_PASSED, Stage.ADJUSTED)),
    Basis.INITIAL: _Where(0, _PASSED),
    Basis.ADJUSTED: _Where(0, (Stage.ADJUSTED,)),
}


class _Kind(NamedTuple):
    """How a kind of rate is judged: its rule, its operands, where its base stands."""

    rule: str
    about: str
    base: str
    where: Mapping[Basis | None, _Where]


_KINDS = {
    ClaimKind.GROWTH: _Kind("LF401", "amount", "base", _GROWTH),
    ClaimKind.SHARE: _Kind("LF402", "part", "whole", {}),
    ClaimKind.COMPLETION: _Kind("LF403", "amount", "budget", _COMPLETION),
}


def rates(scene: Scene) -> Iterator[Finding]:
    """Every printed rate about a figure."""
    for number, report in enumerate(scene.reports):
        for claim in report.claims:
            about = scene.figure(number, claim.figure)
            if about is not None:
                yield from _judged(scene, claim, about)
    yield from indicators_grown(scene)


def _judged(scene: Scene, claim: Claim, about: Placed) -> Iterator[Finding]:
    kind = _KINDS[claim.kind]
    rule, mine = identity(kind.rule), {kind.about: about}
    if claim.comparable:
        yield from comparable(scene, rule, kind.base, claim, mine)
        return
    told = list(_by_increment(scene, rule, claim, about))
    yield from told
    known = bool(told)  # the change says what the base was, even where that has no rate
    if claim.basis is Basis.AVERAGE:
        yield averaged(claim, about, scene.figure(about.report, claim.base_figure))
        return
    bases = bases_of(scene, claim, about)
    if not bases and known:
        return
    if not bases:
        yield unjudged(rule, claim, mine, kind.base)
        return
    here = [base for base in bases if base.report == about.report]
    if not here and not known and claim.kind is not ClaimKind.SHARE:
        # What another document prints is held against the rate; here its base is not printed.
        yield unjudged(rule, claim, mine, kind.base)
    there = [base for base in bases if base.report != about.report]
    if here:
        yield _found(scene, rule, kind, claim, about, here)
    if there and claim.kind is ClaimKind.GROWTH:
        yield _across(claim, about, there)
    elif there and not here:
        yield _found(scene, rule, kind, claim, about, there)


def _by_increment(scene: Scene, rule: Identity, claim: Claim, about: Placed) -> Iterator[Finding]:
    """增加X万元，增长Y%: the rate on what the amount and its change say the base was."""
    change = scene.figure(about.report, claim.increment)
    if change is None or claim.basis is Basis.AVERAGE:
        return
    reading = "decrement" if claim.value < 0 else "increment"
    answer = rate(rule, claim, {"amount": about, "increment": change}, reading)
    told = note("reading", reading=reading)
    if claim.guessed and answer.verdict is Verdict.BREACH:
        guess = note("mechanism", mechanism="operands_guessed")
        yield answer.finding(told, guess, verdict=Verdict.UNDECIDED)
        return
    yield answer.finding(told)


def bases_of(scene: Scene, claim: Claim, about: Placed) -> list[Placed]:
    """The printed figures a rate may be measured against: the one it names, or by what it is said."""
    named = _named_base(scene, claim, about)
    if named is not None:
        return [named]
    where = _KINDS[claim.kind].where.get(claim.basis)
    return [] if where is None else list(scene.quantities.elsewhere(about, *where))


def _named_base(scene: Scene, claim: Claim, about: Placed) -> Placed | None:
    """The base the claim itself names; of a share, the figure it is a part of."""
    named = scene.figure(about.report, claim.base_figure)
    if named is None and claim.kind is ClaimKind.SHARE:
        named = scene.figure(about.report, about.figure.parent)
    return named


def _found(
    scene: Scene,
    rule: Identity,
    kind: _Kind,
    claim: Claim,
    about: Placed,
    bases: Sequence[Placed],
) -> Finding:
    """The rate on the first base that fits, or else on the first; one chosen is named."""
    answers = [rate(rule, claim, {kind.about: about, kind.base: base}) for base in bases]
    chosen = next((answer for answer in answers if answer.holds), answers[0])
    base = chosen.figures[kind.base]
    if chosen.holds and base is not bases[0]:
        return chosen.finding(note("reading", reading="basis", stage=base.figure.stage))
    if chosen.verdict is Verdict.BREACH and claim.guessed:
        guess = note("mechanism", mechanism="operands_guessed")
        return chosen.finding(guess, verdict=Verdict.UNDECIDED)
    if chosen.verdict is not Verdict.BREACH or chosen.truncated:
        return chosen.finding()
    if claim.kind is ClaimKind.SHARE and _of_another(rule, claim, about, base):
        maybe = note("mechanism", mechanism="another_quantity")
        return chosen.finding(maybe, verdict=Verdict.UNDECIDED)
    return chosen.finding(*_other_basis(scene, chosen, kind))


def _of_another(rule: Identity, claim: Claim, part: Placed, whole: Placed) -> bool:
    """True where a share cannot be of this whole, or is what the rest of it would be.

    A part is smaller than its whole; and 非税收入X，税收占比84.3% speaks of the other part.
    """
    if part.figure.value.copy_abs() >= whole.figure.value.copy_abs():
        return True
    rest = claim.model_copy(update={"value": EXACT.subtract(100, claim.value)})
    return rate(rule, rest, {"part": part, "whole": whole}).holds


def _other_basis(scene: Scene, answer: Rated, kind: _Kind) -> Iterator[Note]:
    """Another printed basis that the rate would fit: the usual cause is a basis left unsaid."""
    about = answer.figures[kind.about]
    years_back = {where.years_back for where in kind.where.values()}
    for back in sorted(years_back, reverse=True):
        for base in scene.quantities.elsewhere(about, back, tuple(Stage)):
            if rate(answer.identity, answer.claim, {kind.about: about, kind.base: base}).holds:
                figure = base.figure
                yield note(
                    "another_basis",
                    stage=figure.stage,
                    fiscal_year=figure.fiscal_year,
                    figure=figure.id,
                    report=base.report,
                )
                return
    if answer.claim.basis in (None, Basis.PRIOR):
        yield note("mechanism", mechanism="basis_unsaid")


def _across(claim: Claim, about: Placed, bases: Sequence[Placed]) -> Finding:
    """A growth rate on the figure of another report, which final accounts may have moved."""
    rule = identity("LF302")
    answers = [rate(rule, claim, {"amount": about, "base": base}) for base in bases]
    chosen = next((answer for answer in answers if answer.holds), answers[0])
    if chosen.holds or chosen.truncated:
        return chosen.finding()
    return chosen.finding(note("mechanism", mechanism="estimate_against_final"))
