"""Economic and social indicators of several papers, for the frames `restatement` and `rates`.

A work report, a plan report and its republication name the same indicators: printed alike they must
be equal, printed coarser the rounding of the finer.  Papers of one session are of different days, so
what differs is a warning that says so, never an error.  A growth at constant prices is never judged
on amounts at current prices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from luohu_fiscal.identities import identity
from luohu_fiscal.model.figures import Claim
from luohu_fiscal.model.indicators import indicator_of
from luohu_fiscal.model.vocabulary import ClaimKind, Measure
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.reconcile.compose import in_unit, note
from luohu_fiscal.reconcile.finding import Finding, Note, Verdict
from luohu_fiscal.reconcile.implied import implied_operand, outward, rounded
from luohu_fiscal.reconcile.indicated import OUTCOMES, TARGETS, Key, Stated, finding_on, stated_of
from luohu_fiscal.reconcile.judge import judge_quotient
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["indicators_again", "indicators_grown"]

Known = Mapping[Key, Sequence[Stated]]


def indicators_again(scene: Scene) -> Iterator[Finding]:
    """Every later printing of an indicator against the finest one (LF108)."""
    for key, found in stated_of(scene).items():
        kind = indicator_of(key.name)
        if kind is None or kind.fiscal:
            continue  # the accounts hold it, scope by scope
        for stages in (OUTCOMES, TARGETS):
            same = [one for one in found if one.indicator.stage in stages]
            yield from _restated(same, told_in_part=kind.programme)


def indicators_grown(scene: Scene) -> Iterator[Finding]:
    """Every growth of an indicator on the levels it is of (LF302), or what they must be (LF401)."""
    known = stated_of(scene)
    for key, found in known.items():
        kind = indicator_of(key.name)
        if kind is None or kind.fiscal or not kind.money or key.measure is Measure.LEVEL:
            continue
        for one in found:
            if one.indicator.stage in OUTCOMES and one.plain:
                yield from _grown(known, key, one, real=kind.real)


def _restated(found: Sequence[Stated], *, told_in_part: bool) -> Iterator[Finding]:
    finest = min(found, key=lambda one: (not one.plain, one.half), default=None)
    for number, one in enumerate(found):
        alike = next((other for other in reversed(found[:number]) if one.like(other)), None)
        against = None if finest is None or one is finest else _compared(one, finest, told_in_part)
        if alike is not None and alike is not finest:
            yield _compared(one, alike, told_in_part)
        # What an earlier printing was at odds with is not told again of one that repeats it.
        if against is not None and not (alike and against.verdict is Verdict.BREACH):
            yield against


def _compared(one: Stated, finest: Stated, told_in_part: bool) -> Finding:
    finer, coarser = sorted((finest, one), key=lambda stated: stated.half)
    difference = EXACT.subtract(coarser.value, finer.value)
    slack = EXACT.add(coarser.half, finer.half) if coarser.half != finer.half else Decimal(0)
    remarks: tuple[Note, ...] = ()
    if one.like(finest) or (one.plain and finest.plain and not difference):
        verdict = Verdict.EXACT
    elif not (one.plain and finest.plain):
        verdict, remarks = Verdict.UNDECIDED, (note("approximate"),)
    elif difference.copy_abs() < slack:
        verdict = Verdict.WITHIN_ROUNDING
    elif told_in_part:
        mechanism = note("mechanism", mechanism="told_in_part")
        verdict, remarks = Verdict.UNDECIDED, (mechanism,)
    else:
        other = "other_document" if one.report != finest.report else "other_paper"
        verdict, remarks = Verdict.BREACH, (note("mechanism", mechanism=other),)
    return finding_on("LF108", verdict, (coarser, finer), *remarks, slack=slack)


def _level(found: Sequence[Stated], report: int | None) -> Stated | None:
    """The finest plain level among the outcomes, of one report or of any other."""
    plain = [
        one
        for one in found
        if one.plain and one.indicator.stage in OUTCOMES and report in (None, one.report)
    ]
    return min(plain, key=lambda one: one.half, default=None)


def _grown(known: Known, key: Key, rate: Stated, *, real: bool) -> Iterator[Finding]:
    """A growth on the levels of both years; the base it implies where that level is not printed."""
    level = key._replace(measure=Measure.LEVEL, unit="money")
    here = _level(known.get(level, ()), rate.report)
    base = _level(known.get(level._replace(year=key.year - 1), ()), None)
    if here is None:
        return
    if base is None:
        yield _implied(rate, here, real=real)
        return
    shown = (rate, here, base)
    if real:
        yield finding_on("LF302", Verdict.UNDECIDED, shown, note("constant_prices"))
        return
    form = identity("LF302").readings[""].quotient
    verdict = judge_quotient(form, _claim(rate).interval, {"amount": (here,), "base": (base,)})
    remarks = (
        (note("mechanism", mechanism="estimate_against_final"),)
        if verdict is Verdict.BREACH
        else ()
    )
    growth = (Fraction(here.value) / Fraction(base.value) - 1) * 100
    yield finding_on("LF302", verdict, shown, *remarks, calculated=rounded(growth, 4))


def _claim(rate: Stated) -> Claim:
    """The growth as a rate claim, whose interval is that of its printed digits."""
    return Claim(id=rate.indicator.id, kind=ClaimKind.GROWTH, value=rate.indicator.value)


def _implied(rate: Stated, here: Stated, *, real: bool) -> Finding:
    """What the level a year before must be, at constant prices where the growth is."""
    form = identity("LF401").readings[""].quotient
    bounds = implied_operand(form, "base", _claim(rate).interval, {"amount": here.amount})
    remarks = [note("not_printed", operand="base")]
    if bounds is not None:
        unit = here.amount.unit
        places = -min(0, int(here.indicator.value.as_tuple().exponent))
        lo, hi = (in_unit(end, unit, places) for end in outward(bounds, here.amount.place))
        remarks.append(note("implied", operand="base", lo=lo, hi=hi, unit=unit))
    if real:
        remarks.append(note("constant_prices"))
    return finding_on("LF401", Verdict.UNDECIDED, (rate, here), *remarks)
