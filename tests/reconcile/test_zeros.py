"""A plain 0 among whole numbers is nought, or what was rounded to it where a sum cannot be true otherwise."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from luohu_fiscal.money.amount import Amount
from luohu_fiscal.reconcile.finding import Verdict
from tests.reconcile.test_verdict_laws import judged, small, wan


@given(small, st.lists(small, min_size=1, max_size=6), st.integers(0, 3))
def test_zeros_change_no_verdict_but_a_breach_that_they_may_hide(
    whole: int, parts: list[int], zeros: int
) -> None:
    assume(whole and all(parts))
    printed = tuple(wan(part) for part in parts)
    without, beside = judged(wan(whole), printed), judged(wan(whole), (*printed, *[wan(0)] * zeros))
    assert beside.difference == without.difference
    if without.verdict is not Verdict.BREACH:
        assert beside == without
    else:
        # What rounding explains at the most holds what the zeros may hide.
        assert beside.slack == without.slack + 5_000 * zeros
        assert beside.verdict in (Verdict.BREACH, Verdict.WITHIN_ROUNDING)
        if beside.verdict is not Verdict.BREACH:
            assert without.slack <= abs(beside.difference) <= beside.slack


def test_a_zero_among_decimals_is_nought() -> None:
    def off_by_one(zero: str) -> Verdict:
        parts = (Amount("4.10", "万元"), Amount(zero, "万元"))
        return judged(Amount("4.12", "万元"), parts).verdict

    assert off_by_one("0") is Verdict.BREACH
    assert off_by_one("0.0") is Verdict.WITHIN_ROUNDING
    # Of another unit, printed in whole numbers: what it may hide is less than what is missing here.
    assert judged(wan(6), (wan(4), Amount(0, "元"))).verdict is Verdict.BREACH
    assert judged(wan(5), (wan(4), wan(0))).verdict is Verdict.WITHIN_ROUNDING
    assert judged(wan(6), (wan(4), wan(0))).verdict is Verdict.BREACH
