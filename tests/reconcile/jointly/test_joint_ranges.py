"""The arithmetic of ranges that rows are made fewer by: which values belong, at every end."""

from __future__ import annotations

import importlib
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.report import report_of
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.reconcile.finding import Finding, Note, Severity, Term, Verdict
from luohu_fiscal.reconcile.jointly import _sum, reduce, simplex
from luohu_fiscal.reconcile.jointly.conflict import _numbered
from luohu_fiscal.reconcile.jointly.reduce import _common, _empty, _inside, _plus, _times, possible
from luohu_fiscal.reconcile.jointly.relations import Key, Relation, relation_of, takes_part
from luohu_fiscal.reconcile.jointly.simplex import Number, Range, Row, TooLarge, refutation
from luohu_fiscal.reconcile.scene import Scene
from tests.explain.test_explain_details import capital
from tests.reconcile.jointly.test_joint import general, joint, wan

package = importlib.import_module("luohu_fiscal.reconcile.jointly")

#: Whole ends, and values between and beyond them.
ENDS = st.none() | st.integers(-3, 3)
GRID = [Fraction(n, 2) for n in range(-13, 14)]


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    lo, hi = draw(ENDS), draw(ENDS)
    return Range(lo, hi, draw(st.booleans()), draw(st.booleans()))


def holds(one: Range, value: Number) -> bool:
    above = one.lo is None or value > one.lo or (value == one.lo and not one.lo_open)
    return above and (one.hi is None or value < one.hi or (value == one.hi and not one.hi_open))


@given(ranges(), ranges())
def test_what_is_common_lies_in_both(one: Range, two: Range) -> None:
    both = _common(one, two)
    assert all(holds(both, v) == (holds(one, v) and holds(two, v)) for v in GRID)


@given(ranges())
def test_a_range_is_empty_where_no_value_lies_in_it(one: Range) -> None:
    assert _empty(one) == (not any(holds(one, value) for value in GRID))


@given(ranges(), st.sampled_from([-2, -1, 1, 2, Fraction(1, 2)]))
def test_a_range_times_a_number_holds_each_value_times_it(one: Range, factor: Number) -> None:
    product = _times(one, factor)
    assert all(holds(product, value * factor) == holds(one, value) for value in GRID)


@given(ranges(), ranges())
def test_a_sum_of_ranges_has_the_sums_of_their_ends(one: Range, two: Range) -> None:
    for end in (1, -1):
        mine, theirs, ours = one.end(end), two.end(end), _plus(one, two).end(end)
        if mine is None or theirs is None:
            assert ours is None
        else:
            assert ours == (mine[0] + theirs[0], mine[1] or theirs[1])


@pytest.mark.parametrize("start", [-5, -1, 0, 1, 2, 5])
def test_a_search_begins_inside_of_its_box(start: int) -> None:
    for lo_open, hi_open in ((False, True), (True, False), (True, True)):
        box = Range(-1, 2, lo_open, hi_open)
        assert holds(box, _inside(start, box))
    assert _inside(0, Range(-1, 2)) == 0


# -- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ((("stated", 1), ("calculated", 1), ("calculated", -1)), "3万元 = 4万元 − 5万元"),
        ((("stated", -1), ("calculated", -1), ("calculated", 1)), "−3万元 = −4万元 + 5万元"),
        ((("stated", 1), ("stated", 1)), "3万元 + 4万元 = 0"),
        ((("calculated", 1), ("calculated", 1)), "0 = 3万元 + 4万元"),
    ],
)
def test_a_sum_is_told_with_every_sign(terms: tuple[tuple[str, int], ...], said: str) -> None:
    names = "abc"[: len(terms)]
    figures: dict[Key, Figure] = {
        (0, name): Figure(id=name, amount=wan(3 + n)) for n, name in enumerate(names)
    }
    finding = Finding(
        "LF106", "detail", Verdict.EXACT, Severity.OK,
        terms=tuple(Term(name, sign, 0, side) for name, (side, sign) in zip(names, terms, strict=True)),
    )  # fmt: skip
    relation = Relation(finding, (dict.fromkeys(figures, 1),), (Range(0, 0),), stated=True)
    assert _sum(relation, figures) == said


def test_a_mention_elsewhere_is_named_as_the_mechanism() -> None:
    parts = {"税收收入": "176.1亿元", "非税收入": "151.0亿元"}
    said = report_of([general(2023, "execution", {"amount": "327.1亿元", "parts": parts})])
    whole, _, fees = said.figures
    annex = (
        whole.model_copy(update={"id": "a", "amount": wan(3270591), "statement": "annex"}),
        fees.model_copy(
            update={"id": "b", "amount": wan(1510174), "statement": "annex", "parent": "a"}
        ),
    )
    (found,) = joint(said.model_copy(update={"figures": said.figures + annex}))
    assert found.notes[-1] == Note("mechanism", {"mechanism": "another_quantity"})


def test_an_open_list_that_adds_up_is_a_bound_all_the_same() -> None:
    """主要, 等: the document says that more belongs to it, whatever the printed lines come to."""
    report = report_of([capital(6028, closed=False, 利润收入=2347, 上年结转收入=3681)])
    scene = Scene((report,))
    (finding,) = reconcile(report, select=["LF102"]).findings
    assert [dict(note.values) for note in finding.notes] == [{"reading": "open_list_complete"}]
    relation = relation_of(scene, finding)
    assert relation.ranges == (Range(0, None),) and not relation.equality


# -- what is settled without a search ---------------------------------------------------------------


def never(*_: object) -> None:
    raise AssertionError("nothing is left to search for")


def rows(*of: tuple[dict[int, Number], Range]) -> list[Row]:
    return [Row(coefficients, within) for coefficients, within in of]


NIL = Range(0, 0)


@pytest.mark.parametrize(
    ("system", "answer"),
    [
        # A total of two lines, one line of two parts, one part of two more: a tree.
        (
            rows(({0: 1, 1: -1, 2: -1}, NIL), ({1: 1, 3: -1, 4: -1}, NIL), ({3: 1, 5: -1}, NIL)),
            True,
        ),
        # A chain in either order, that cannot be: the last figure is bound too high.
        (rows(({0: 1, 1: -1}, NIL), ({1: 1, 2: -1}, NIL), ({2: 1}, Range(3, None))), False),
        (rows(({2: 1}, Range(3, None)), ({1: 1, 2: -1}, NIL), ({0: 1, 1: -1}, NIL)), False),
        # Two rows of the same two figures, and bounds that leave one value for each.
        (rows(({0: 1}, Range(1, 1)), ({1: 1}, Range(1, 1)), ({0: 1, 1: -1}, NIL)), True),
        (rows(({0: 1}, Range(1, 1)), ({1: 1}, Range(0, 0)), ({0: 1, 1: -1}, NIL)), False),
    ],
)
def test_where_identities_branch_like_a_tree_nothing_is_left_to_search_for(
    system: list[Row], answer: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reduce, "refutation", never)
    boxes = [Range(0, 4, hi_open=True)] + [Range(0, 2, hi_open=True)] * 5
    assert possible([1] * 6, boxes, system) is answer


def test_what_the_printed_amounts_satisfy_is_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "conflict_among", never)
    whole: Any = {"amount": 3681, "parts": {"甲项": 681, "乙项": 3000}, "closed": True}
    # Two sums that share a line and are exact; and one by itself that is rounded.
    assert not joint(capital(6028, 利润收入=2347, 上年结转收入=whole))
    assert not joint(capital(6029, 利润收入=2347, 上年结转收入=3681))


def test_figures_of_one_row_come_first() -> None:
    report = report_of([capital(6029, 利润收入=2347, 上年结转收入={
        "amount": 3681, "parts": {"甲项": 681, "乙项": 3000}, "closed": True})])  # fmt: skip
    findings = [one for one in reconcile(report).findings if takes_part(one)]
    relations = [relation_of(Scene((report,)), one) for one in findings]
    keys, _, owners = _numbered(relations)
    uses = [sum(key in row for one in relations for row in one.rows) for key in keys]
    assert uses == sorted(uses) and set(uses) == {1, 2}
    assert [one for one, _ in owners] == relations


def test_the_work_a_search_may_take_grows_with_its_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simplex, "_WORK", 0)
    boxes = [Range(0, 2, hi_open=True)] * 2
    system = rows(({0: 1, 1: 1}, Range(3, 3)), ({0: 1, 1: -1}, NIL))
    assert refutation([1, 1], boxes, system) is None
    monkeypatch.setattr(simplex, "_WORK_A_ROW", 0)
    with pytest.raises(TooLarge):
        refutation([1, 1], boxes, system)
