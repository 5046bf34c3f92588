"""Frame `targets`: a plan target 目标 and the later outcome, met or missed (LF701).

What a plan says will be is no identity: a target missed is a note, never an error.  A floor (以上) and
a range ask for at least their number, a ceiling (以内) for at most; where the words do not say, what
falls or is better low is a ceiling and all else a floor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from luohu_fiscal.identities import identity
from luohu_fiscal.model.indicators import indicator_of
from luohu_fiscal.model.vocabulary import Basis, Bound, ClaimKind, Measure
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.reconcile.compose import in_unit, note
from luohu_fiscal.reconcile.finding import Finding, Severity, Verdict
from luohu_fiscal.reconcile.implied import Bounds, implied_operand, outward
from luohu_fiscal.reconcile.indicated import OUTCOMES, TARGETS, Key, Stated, finding_on, stated_of
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["targets"]

_LAST_YEAR = frozenset({Basis.PRIOR, Basis.PRIOR_EXECUTION, Basis.PRIOR_FINAL})


def targets(scene: Scene) -> Iterator[Finding]:
    """Every target, once as it is printed, against every outcome that differs."""
    for key, found in stated_of(scene).items():
        wanted = _distinct([one for one in found if one.indicator.stage in TARGETS])
        came = _distinct([one for one in found if one.indicator.stage in OUTCOMES])
        kind = indicator_of(key.name)
        if kind is None or not wanted:
            continue
        if (kind.fiscal or kind.programme) and not (_one_quantity(came) and _one_quantity(wanted)):
            continue  # of several scopes, or told in part: which was the target is not said
        if not came and kind.fiscal:
            yield from _by_next_year(scene, key, wanted[0])
        for target in wanted:
            for outcome in came:
                yield _judged(target, outcome, _ceiling(target, lower=kind.lower))


def _distinct(found: Sequence[Stated]) -> list[Stated]:
    """The first of those that say the same."""
    kept: list[Stated] = []
    for one in found:
        if not any(one.like(other) for other in kept):
            kept.append(one)
    return kept


def _one_quantity(found: Sequence[Stated]) -> bool:
    return all(
        EXACT.subtract(one.value, other.value).copy_abs() < EXACT.add(one.half, other.half)
        for one in found
        for other in found
    )


def _ceiling(target: Stated, *, lower: bool) -> bool:
    """True where less than the target meets it."""
    bound = target.indicator.bound
    if bound in (Bound.AT_LEAST, Bound.AT_MOST):
        falls = target.indicator.measure is Measure.GROWTH and target.value < 0
        return (bound is Bound.AT_MOST) is not falls
    growth = target.indicator.measure is Measure.GROWTH
    return target.value < 0 if growth and target.value else lower


def _judged(target: Stated, outcome: Stated, ceiling: bool) -> Finding:
    """Met, missed, or not to be told from an outcome that is itself a bound."""
    # A range is met from its lower end.
    verdict = Verdict.BOUNDED
    if target.value == outcome.value and outcome.plain:
        verdict = Verdict.EXACT
    elif (outcome.value > target.value) is ceiling and outcome.value != target.value:
        verdict = Verdict.BREACH
    bound = outcome.indicator.bound
    known = bound is None or bound is (Bound.AT_MOST if ceiling else Bound.AT_LEAST)
    if Bound.ABOUT in (bound, target.indicator.bound) and verdict is not Verdict.EXACT:
        known = False
    if not known or (bound is not None and verdict is Verdict.BREACH):
        return finding_on("LF701", Verdict.UNDECIDED, (outcome, target), note("approximate"))
    remark = note("target_missed" if verdict is Verdict.BREACH else "target_met")
    severity = Severity.NOTE if verdict is Verdict.BREACH else Severity.OK
    said = (note("reading", reading="at_most"),) if ceiling else ()
    return finding_on("LF701", verdict, (outcome, target), *said, remark, severity=severity)


def _by_next_year(scene: Scene, key: Key, target: Stated) -> Iterator[Finding]:
    """No outcome is printed; the growth of the year after implies what it was."""
    if key.measure is not Measure.LEVEL:
        return
    form = identity("LF401").readings[""].quotient
    for number, report in enumerate(scene.reports):
        for claim in report.claims:
            about = scene.figure(number, claim.figure)
            if about is None or claim.comparable or claim.kind is not ClaimKind.GROWTH:
                continue
            figure = about.figure
            same = (scene.group(number), figure.fiscal_year) == (key.group, key.year + 1)
            if not same or figure.label != key.name or claim.basis not in _LAST_YEAR:
                continue
            bounds = implied_operand(form, "base", claim.interval, {"amount": figure.amount})
            if bounds is not None and figure.statement is not None:
                yield _implied(target, bounds)
                return


def _implied(target: Stated, bounds: Bounds) -> Finding:
    unit = target.amount.unit
    lo, hi = (in_unit(end, unit) for end in outward(bounds, target.amount.place))
    implied = note("implied", operand="outcome", lo=lo, hi=hi, unit=unit)
    missing = note("not_printed", operand="outcome")
    return finding_on("LF701", Verdict.UNDECIDED, (target,), missing, implied)
