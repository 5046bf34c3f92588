"""The frames: on what each identity is judged, one small function a family, in an explicit table.

A frame takes the scene and yields findings; it knows which figures are the operands of an identity
and how documents arrange them.  It does no arithmetic (`reconcile.judge`) and makes no finding by
hand (`reconcile.compose`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from luohu_fiscal.reconcile.finding import Finding
from luohu_fiscal.reconcile.frames.changes import changes
from luohu_fiscal.reconcile.frames.closing import closing, deficit
from luohu_fiscal.reconcile.frames.debt import debt
from luohu_fiscal.reconcile.frames.debt_flows import debt_in_budget, debt_roll
from luohu_fiscal.reconcile.frames.details import details, own_revenue
from luohu_fiscal.reconcile.frames.earmarked import earmarked
from luohu_fiscal.reconcile.frames.fund import fund
from luohu_fiscal.reconcile.frames.joint import implied_opening, joint
from luohu_fiscal.reconcile.frames.law import law, reserve
from luohu_fiscal.reconcile.frames.papers import no_unit, unit_suspect, unreadable
from luohu_fiscal.reconcile.frames.public_three import public_three
from luohu_fiscal.reconcile.frames.rates import rates
from luohu_fiscal.reconcile.frames.restatement import restatement
from luohu_fiscal.reconcile.frames.targets import targets
from luohu_fiscal.reconcile.frames.totals import totals
from luohu_fiscal.reconcile.frames.transfers import transfers
from luohu_fiscal.reconcile.frames.years import years
from luohu_fiscal.reconcile.jointly import jointly
from luohu_fiscal.reconcile.malformed import malformed
from luohu_fiscal.reconcile.scene import Scene

__all__ = ["FRAMES", "OVER_FINDINGS", "Frame"]

Frame = Callable[[Scene], Iterator[Finding]]

#: The function of each frame that the catalogue names.
FRAMES: Mapping[str, Frame] = MappingProxyType(
    {
        "own_revenue": own_revenue,
        "totals": totals,
        "closing": closing,
        "details": details,
        "restatement": restatement,
        "transfers": transfers,
        "debt_in_budget": debt_in_budget,
        "years": years,
        "fund": fund,
        "implied_opening": implied_opening,
        "rates": rates,
        "joint": joint,
        "changes": changes,
        "public_three": public_three,
        "debt": debt,
        "debt_roll": debt_roll,
        "deficit": deficit,
        "law": law,
        "reserve": reserve,
        "targets": targets,
        "unreadable": unreadable,
        "no_unit": no_unit,
        "unit_suspect": unit_suspect,
        "earmarked": earmarked,
    }
)

#: The frames that judge what the others found, taken together.
OVER_FINDINGS: Mapping[str, Callable[[Scene, Iterable[Finding]], Iterator[Finding]]] = (
    MappingProxyType({"jointly": jointly, "malformed": malformed})
)
