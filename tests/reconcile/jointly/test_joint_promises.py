"""What the parts of LF801 promise one another, also where no identity of today asks for it.

A figure named twice counts twice, a number in a formula moves what its sum must come to, no row is
dropped in silence, nothing is listed that a proof can spare, and the work allowed is the work done.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from luohu_fiscal.identities import Linear, identity
from luohu_fiscal.identities.expression import Relator
from luohu_fiscal.model.figures import Figure
from luohu_fiscal.model.report import BudgetReport, report_of
from luohu_fiscal.reconcile import reconcile
from luohu_fiscal.reconcile.finding import Finding, Note, Severity, Term, Verdict
from luohu_fiscal.reconcile.jointly import _finding, _severity, _sum, jointly, reduce, simplex
from luohu_fiscal.reconcile.jointly.conflict import Conflict, Weighed, _added_up, conflict_among
from luohu_fiscal.reconcile.jointly.reduce import possible
from luohu_fiscal.reconcile.jointly.relations import (
    Relation,
    _rated,
    _summed,
    box_of,
    exact,
    relation_of,
    takes_part,
)
from luohu_fiscal.reconcile.jointly.simplex import Range, Row, TooLarge, refutation
from luohu_fiscal.reconcile.scene import Scene
from tests.reconcile.jointly.test_joint import PLANTED, general, wan
from tests.reconcile.jointly.test_joint_proofs import related
from tests.reconcile.jointly.test_joint_ranges import NIL, never, rows

# -- what a formula says of its figures ---------------------------------------------------------------


def sum_of(*terms: tuple[str, str, int]) -> Finding:
    """A sum that holds, of figures by name, each with its side and sign."""
    named = tuple(Term(name, sign, 0, side) for name, side, sign in terms)
    return Finding("LF106", "detail", Verdict.EXACT, Severity.OK, terms=named)


A_OF_TWO_B = sum_of(("a", "stated", 1), ("b", "calculated", 1), ("b", "calculated", 1))
PARTS = Linear((("whole", 1), ("part", -1)), 0)


def test_a_figure_that_a_sum_names_twice_counts_twice() -> None:
    found = _summed(A_OF_TWO_B, PARTS, one_account=True)
    assert found.rows == ({(0, "a"): 1, (0, "b"): -2},)


def test_a_figure_on_both_sides_is_told_on_each_though_it_asks_for_nothing() -> None:
    finding = sum_of(("a", "stated", 1), ("a", "calculated", 1), ("b", "calculated", 1))
    relation = _summed(finding, PARTS, one_account=True)
    assert relation.rows == ({(0, "b"): -1},)
    figures = {(0, name): Figure(id=name, amount=wan(n)) for name, n in (("a", 3), ("b", 0))}
    assert _sum(relation, figures) == "3万元 = 3万元 + 0万元"


@pytest.mark.parametrize(
    ("relator", "within"),
    [
        (Relator.EQUAL, Range(-5, -5)),
        (Relator.AT_LEAST, Range(-5, None)),
        (Relator.AT_MOST, Range(None, -5)),
    ],
)
def test_a_number_that_a_formula_adds_is_what_the_figures_must_make_up_for(
    relator: Relator, within: Range
) -> None:
    found = _summed(A_OF_TWO_B, Linear(PARTS.terms, 5, relator), one_account=True)
    assert found.ranges == (within,)


def growth() -> tuple[BudgetReport, Finding]:
    """1,099 after 1,000, said to be 9.9 % more: 9.85 % to 9.95 %."""
    rates = [{"kind": "growth", "value": "9.9", "basis": "prior_execution"}]
    before = general(2023, "execution", {"amount": 1000})
    after = general(2024, "execution", {"amount": 1099, "rates": rates})
    report = report_of([before, after])
    (finding,) = reconcile(report, select=["LF401"]).findings
    return report, finding


LOW, HIGH = Fraction(985, 10_000), Fraction(995, 10_000)
GROWTH = identity("LF401").readings[""].quotient


def test_a_rate_of_a_figure_to_itself_counts_it_in_both_places() -> None:
    report, finding = growth()
    lead = finding.terms[0]
    found = _rated(Scene((report,)), replace(finding, terms=(lead, lead)), GROWTH)
    key = lead.report, lead.figure
    # Once less once and the rate of it again: nothing but the rate is left.
    assert found.rows == ({key: -LOW}, {key: -HIGH})


def test_numbers_in_the_formula_of_a_rate_move_what_its_ends_ask_for() -> None:
    report, finding = growth()
    found = _rated(Scene((report,)), finding, replace(GROWTH, constants=(300, 7)))
    # (after - before) * 100 + 300 is the rate times (before + 7); a hundredth of it is asked for.
    assert found.ranges == (
        Range(7 * LOW - 3, None),
        Range(None, 7 * HIGH - 3, hi_open=True),
    )


def test_no_row_is_dropped_for_want_of_its_range() -> None:
    row, key = {(0, "a"): 1}, (0, "a")
    short = Relation(sum_of(("a", "stated", 1)), (row, row), (NIL,), stated=True)
    with pytest.raises(ValueError):
        short.numbered({key: 0})


def test_no_figure_of_a_rate_is_dropped_for_want_of_its_operand() -> None:
    report, finding = growth()
    longer = replace(finding, terms=(*finding.terms, finding.terms[0]))
    with pytest.raises(ValueError):
        _rated(Scene((report,)), longer, GROWTH)


@pytest.mark.parametrize("reading", ["increment", "decrement"])
def test_a_rate_told_by_its_increment_takes_no_part(reading: str) -> None:
    _, finding = growth()
    assert takes_part(finding)
    told = Note("reading", {"reading": reading})
    assert not takes_part(replace(finding, notes=(told,)))
    # Beside other notes as well; and a sum is no rate, another reading no increment.
    other = Note("reading", {"reading": "comparable"})
    assert not takes_part(replace(finding, notes=(other, told)))
    assert not takes_part(replace(finding, notes=(told, other)))
    assert takes_part(replace(finding, notes=(other,)))
    assert takes_part(replace(finding, notes=(Note("rounded", {"reading": reading}),)))
    assert takes_part(replace(A_OF_TWO_B, notes=(told,)))


# -- the proof and its finding ----------------------------------------------------------------------


def planted() -> tuple[Scene, list[Relation], list[Finding]]:
    report = report_of([PLANTED])
    findings = [one for one in reconcile(report, ignore=["LF8"]).findings if takes_part(one)]
    scene = Scene((report,))
    return scene, [relation_of(scene, one) for one in findings], findings


def test_a_difference_is_told_from_what_the_sum_must_come_to() -> None:
    """Each sum has to come to 2, not to nothing, and is printed as 1: together 2 of 4."""
    scene, relations, _ = planted()
    two = Range(20_000, 20_000)
    asked = [replace(one, ranges=(two,)) for one in relations]
    figures = scene.reports[0].by_id
    found = conflict_among(
        asked, lambda key: box_of(figures[key[1]]), lambda key: exact(figures[key[1]].value)
    )
    assert found is not None and (found.nominal, found.required) == (20_000, 40_000)
    told = _finding(scene, found)
    assert (told.difference, told.slack, told.unit) == (-2, 2, "万元")


def test_a_conflict_of_sums_in_two_documents_is_a_warning() -> None:
    """An error needs one document; its account and year may be the same in both."""
    scene, (first, second), _ = planted()
    both = Scene((scene.reports[0], scene.reports[0]))
    terms = tuple(replace(term, report=1) for term in second.finding.terms)
    elsewhere = replace(second, finding=replace(second.finding, terms=terms))

    def severity(*of: Relation) -> Severity:
        weighed = tuple(Weighed(one, 0, 1) for one in of)
        return _severity(both, Conflict(weighed, {}, 0, 0, 0, True))

    assert severity(first, second) is Severity.ERROR
    assert severity(first, elsewhere) is Severity.WARNING


def test_what_is_said_of_one_figure_alone_is_in_nobodys_way() -> None:
    scene, _, findings = planted()
    nil = Figure(id="nil", amount=wan(0))
    known = scene.reports[0]
    report = known.model_copy(update={"figures": (*known.figures, nil)})
    found = list(jointly(Scene((report,)), [*findings, sum_of(("nil", "stated", 1))]))
    assert len(found) == 1 and found == list(jointly(scene, findings))


def test_a_sum_that_just_reaches_what_is_asked_for_proves_nothing() -> None:
    row = {(0, "a"): 1}
    closed, short = Range(0, 2), Range(0, 2, hi_open=True)
    two = Relation(sum_of(("a", "stated", 1)), (row,), (Range(2, 2),), stated=True)
    assert _added_up({(two, 0): 1}, lambda _: closed, lambda _: 1) is None
    # Where the end itself is out of reach, on either hand, it does.
    found = _added_up({(two, 0): 1}, lambda _: short, lambda _: 1)
    assert found is not None and not found.attained
    above = replace(two, ranges=(Range(2, None, lo_open=True),))
    found = _added_up({(above, 0): 1}, lambda _: closed, lambda _: 1)
    assert found is not None and found.attained


def test_a_bound_that_the_search_met_but_the_proof_can_spare_is_left_out() -> None:
    """The first bound moves a figure before the sum is looked at, and stands in its equation."""
    spared = Row({0: 1}, Range(None, 1))
    needed = Row({2: 1}, Range(None, Fraction(1, 2)))
    total = Row({0: 1, 1: 1, 2: 1}, Range(5, None))
    boxes, system = [Range(0, 2)] * 3, [spared, needed, total]
    assert refutation([2, 2, 2], boxes, system) == {0: -1, 1: -1, 2: 1}
    relations = related(([2, 2, 2], list(boxes), system))
    found = conflict_among(relations, lambda key: boxes[int(key[1])], lambda _: 2)
    assert found is not None and found.relations == tuple(relations[1:])
    assert sorted(one.weight for one in found.weighed) == [-1, 1]


@pytest.mark.parametrize(
    ("asked", "weight"), [(Range(2, None), 1), (Range(2, 2), 1), (Range(None, -2), -1)]
)
def test_a_row_that_no_box_reaches_is_counted_once(asked: Range, weight: int) -> None:
    box = Range(-1, 1)
    assert refutation([0], [box], [Row({0: 1}, asked)]) == {0: weight}


# -- the search and its work ------------------------------------------------------------------------


def test_a_search_may_do_all_the_work_it_is_allowed_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A figure and its row change places: one coefficient, one piece of work."""
    system = [Row({0: 1}, Range(1, None))]
    monkeypatch.setattr(simplex, "_MOST_WORK", 1)
    assert refutation([0], [Range(0, 2)], system) is None
    monkeypatch.setattr(simplex, "_MOST_WORK", 0)
    with pytest.raises(TooLarge):
        refutation([0], [Range(0, 2)], system)


@pytest.mark.parametrize(
    "order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 0, 3, 2), (2, 3, 0, 1), (0, 2, 1, 3), (3, 0, 1, 2)]
)
def test_trees_side_by_side_need_no_search_in_whatever_order(
    order: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reduce, "refutation", never)
    trees = rows(
        ({0: 1, 1: -1}, NIL),  # a sum by itself
        ({2: 1, 3: -1, 4: -1}, NIL), ({3: 1, 5: -1}, NIL),  # a whole, and a part of it divided
        ({6: 1}, Range(1, None)),  # a bound by itself
    )  # fmt: skip
    boxes = [Range(0, 2, hi_open=True)] * 7
    assert possible([1] * 7, boxes, [trees[n] for n in order]) is True
    # What cannot be is found as well, whichever tree it stands in.
    beyond = [*trees[:3], Row({6: 1}, Range(2, None))]
    assert possible([1] * 7, boxes, [beyond[n] for n in order]) is False
