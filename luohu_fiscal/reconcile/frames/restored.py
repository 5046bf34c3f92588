"""Rates on a comparable basis 同口径 whose basis the document prints (LF401, LF403, LF108).

剔除冲减因素后 puts an amount back that had been set off against the figure.  Where that amount is
printed, the rate implies a base like any other; where the restated amount is printed too, it must be
the sum of both.  A rate on any other comparable basis is never judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from luohu_fiscal.identities import Identity, identity
from luohu_fiscal.model.figures import Claim
from luohu_fiscal.reconcile.compose import ask, note
from luohu_fiscal.reconcile.finding import Finding, Severity, Verdict
from luohu_fiscal.reconcile.places import Placed
from luohu_fiscal.reconcile.rated import unjudged
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["comparable", "operands"]


def comparable(
    scene: Scene, rule: Identity, base: str, claim: Claim, mine: Mapping[str, Placed]
) -> Iterator[Finding]:
    """The base that a comparable rate implies, where its basis is printed; else that it is not."""
    (name, about), *_ = mine.items()
    figures = operands(scene, claim, name, about)
    if len(figures) == 1 and claim.natural is None:
        yield unjudged(rule, claim, mine, base, note("comparable_basis"))
        return
    yield unjudged(rule, claim, figures, base)
    yield from _restated(scene, claim, about)


def operands(scene: Scene, claim: Claim, name: str, about: Placed) -> dict[str, Placed]:
    """The amount a rate is about, with the one put back unless the printed amount holds it already."""
    restored = scene.figure(about.report, claim.restored)
    if restored is None or claim.natural is not None:
        return {name: about}
    return {name: about, "restored": restored}


def _restated(scene: Scene, claim: Claim, about: Placed) -> Iterator[Finding]:
    """The restated amount against the natural one and what was put back."""
    natural = scene.figure(about.report, claim.natural)
    restored = scene.figure(about.report, claim.restored)
    if natural is None or restored is None:
        return
    figures = {"printed": (about,), "elsewhere": (natural,), "restored": (restored,)}
    answer = ask(identity("LF108"), figures, "restored")
    remark = note("reading", reading="restored")
    if answer.verdict is Verdict.BREACH:
        # 等 and 因素 may take out more than the one amount that is printed.
        more = note("mechanism", mechanism="more_taken_out")
        yield answer.finding(remark, more, severity=Severity.NOTE, verdict=Verdict.UNDECIDED)
    else:
        yield answer.finding(remark)
