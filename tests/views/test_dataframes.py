"""Frames hold the amounts as they are: exact, with what is missing missing, in pandas as in polars."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import luohu_fiscal as lf
from luohu_fiscal.money.amount import Unit
from luohu_fiscal.views.dataframes import libraries
from luohu_fiscal.views.dataframes.tables import TABLES

BOTH = pytest.mark.parametrize("library", ["pandas", "polars"])


def column(frame: Any, name: str) -> list[Any]:
    """The values of a column, whatever library, missing as None."""
    if hasattr(frame, "to_dicts"):
        return list(frame[name].to_list())
    return [None if value is None or value is pandas_na() else value for value in frame[name]]


def pandas_na() -> object:
    return pytest.importorskip("pandas").NA


@pytest.fixture(autouse=True)
def _installed() -> None:
    pytest.importorskip("pandas")
    pytest.importorskip("polars")


@pytest.fixture(scope="module")
def planted(repository: Path) -> lf.Reconciliation:
    (reconciliation,) = lf.check([repository / "examples/planted.yaml"]).reconciliations
    return reconciliation


@st.composite
def printed_amounts(draw: st.DrawFn) -> str:
    whole = draw(st.integers(-(10**14), 10**14))
    places = draw(st.integers(0, 6))
    digits = f"{abs(whole):0{places + 1}d}"
    number = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"{'-' if whole < 0 else ''}{number}{draw(st.sampled_from(Unit)).value}"


@BOTH
@settings(max_examples=60, deadline=None)
@given(amounts=st.lists(printed_amounts(), min_size=1, max_size=8))
def test_every_amount_comes_back_from_a_frame(library: str, amounts: list[str]) -> None:
    uses = {f"项目{number}": amount for number, amount in enumerate(amounts)}
    budget = lf.GovernmentFundBudget(fiscal_year=2024, stage="draft", uses=uses)
    frame = lf.to_frame(budget, library=library)
    figures = budget.figures()
    assert [lf.parse_amount(text) for text in column(frame, "printed")] == [
        figure.amount for figure in figures
    ]
    for name, wanted in (
        ("value", [figure.value for figure in figures]),
        ("amount", [figure.amount.printed for figure in figures]),
    ):
        found = column(frame, name)
        assert found == wanted
        assert {type(value) for value in found} == {Decimal}


@BOTH
@pytest.mark.parametrize("table", TABLES)
def test_no_column_of_any_table_holds_a_float(
    planted: lf.Reconciliation, library: str, table: str
) -> None:
    frame = lf.to_frame(planted, table, library=library)
    assert len(set(frame.columns)) == len(frame.columns)
    for name in frame.columns:
        assert "float" not in str(frame[name].dtype).lower()
        assert not any(isinstance(value, float) for value in column(frame, name))


@BOTH
def test_what_is_missing_is_none_and_never_nought(library: str) -> None:
    report = lf.BudgetReport(
        figures=(
            lf.Figure(id="a", amount="3万元", label="甲"),
            lf.Figure(id="b", amount="0万元", fiscal_year=2024, closed=False, source=lf.Source(
                page=2, line=1, start=0, end=1, text="0")),
        )
    )  # fmt: skip
    frame = lf.to_frame(report, library=library)
    assert column(frame, "fiscal_year") == [None, 2024]
    assert column(frame, "page") == [None, 2]
    assert column(frame, "closed") == [None, False]
    assert column(frame, "book") == [None, None]
    assert column(frame, "document") == [None, None]
    assert column(frame, "amount") == [3, 0]


@BOTH
def test_an_identity_that_was_not_judged_has_no_difference(library: str) -> None:
    budget = lf.GeneralPublicBudget(
        fiscal_year=2024, stage="draft", unit="万元",
        uses={"上解支出": {"amount": 3, "rates": [{"kind": "growth", "value": "5.0"}]}},
    )  # fmt: skip
    frame = lf.to_frame(lf.reconcile(budget), library=library)
    assert column(frame, "verdict") == ["undecided"]
    assert column(frame, "difference") == column(frame, "calculated") == [None]
    assert column(frame, "stated") == [Decimal("5.0")]


@BOTH
def test_a_frame_of_findings_says_what_the_findings_say(
    planted: lf.Reconciliation, library: str
) -> None:
    frame = lf.to_frame(planted, library=library)
    names = ("rule", "name", "scope", "fiscal_year", "stated", "calculated", "difference", "slack")
    for name in (*names, "unit", "claim", "book", "stage", "verdict", "severity"):
        assert column(frame, name) == [getattr(one, name) for one in planted.findings]
    assert column(frame, "finding") == list(range(1, len(planted.findings) + 1))
    breach = column(frame, "verdict").index("breach")
    assert column(frame, "label")[breach] == "支出总计" and column(frame, "line")[breach] == 20


@BOTH
def test_terms_add_up_to_the_difference_of_their_finding(
    planted: lf.Reconciliation, library: str
) -> None:
    terms = lf.to_frame(planted, "terms", library=library)
    rows = zip(*(column(terms, name) for name in ("rule", "side", "sign", "value")), strict=True)
    sums = [
        sign * value * (1 if side == "stated" else -1)
        for rule, side, sign, value in rows
        if rule == "LF103"
    ]
    assert len(sums) == 4 and sum(sums) == -630_000_000


@BOTH
def test_each_change_on_offer_is_a_row(planted: lf.Reconciliation, library: str) -> None:
    changes = lf.to_frame(planted, "explanations", library=library)
    assert column(changes, "kind") == ["transposition"]
    assert column(changes, "printed") == ["392852万元"]
    assert column(changes, "replacement") == ["329852万元"]
    assert column(changes, "closes") == ["LF103"] and column(changes, "unique") == [True]


@BOTH
def test_changes_made_together_share_their_rank(library: str) -> None:
    budget = lf.StateCapitalBudget(
        fiscal_year=2023, stage="execution", unit="万元",
        resources={"利润收入": "2347亿元", "上年结转收入": -3681}, total_resources=6028,
    )  # fmt: skip
    explained = lf.explain(lf.reconcile(budget))
    entries = [entry for one in explained.findings for entry in one.explanations]
    changes = lf.to_frame(explained, "explanations", library=library)
    together = [entry["with"] for entry in entries if "with" in entry]
    assert together
    assert changes.shape[0] == len(entries) + sum(len(others) for others in together)  # type: ignore[misc, arg-type]
    assert set(column(changes, "rank")) == set(range(1, len(entries) + 1))


@BOTH
def test_several_files_make_one_frame_that_names_them(repository: Path, library: str) -> None:
    paths = sorted((repository / "luohu_fiscal/data/luohu").glob("*.yaml"))
    run = lf.check(paths)
    frame = lf.to_frame(run, "figures", library=library)
    assert set(column(frame, "document")) == {str(path) for path in paths}
    assert frame.shape[0] == sum(len(sheet.report.figures) for sheet in run.sheets)
    reports = [sheet.report for sheet in run.sheets]
    assert lf.to_frame(reports, library=library).shape == frame.shape
    claims = lf.to_frame(reports, "claims", library=library)
    assert column(claims, "value") == [one.value for report in reports for one in report.claims]


def test_a_number_that_polars_cannot_hold_is_refused_and_pandas_holds_it() -> None:
    long = f"{'9' * 30}.5万元"
    budget = lf.GeneralPublicBudget(
        fiscal_year=2024, stage="draft", uses={"a": long, "b": "0.00001元"}
    )
    (first, _) = column(lf.to_frame(budget, library="pandas"), "value")
    assert first == lf.parse_amount(long).value
    fine = lf.GeneralPublicBudget(fiscal_year=2024, stage="draft", uses={"a": long})
    assert column(lf.to_frame(fine, library="polars"), "value") == [first]
    with pytest.raises(lf.AmountError, match=r"^column value needs more than the 38 digits of a"):
        lf.to_frame(budget, library="polars")


PANDAS, POLARS = (f"pip install 'luohu-fiscal[{name}]'" for name in ("pandas", "polars"))


@pytest.mark.parametrize(
    ("library", "message"),
    [
        (None, f"neither pandas nor polars is installed; run: {PANDAS} or {POLARS}"),
        ("polars", f"polars is not installed; run: {POLARS}"),
    ],
)
def test_without_the_library_the_error_names_the_extra(
    library: str | None, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libraries, "find_spec", lambda name: None)
    with pytest.raises(lf.UsageError) as caught:
        lf.to_frame(lf.BudgetReport(), library=library)
    assert str(caught.value) == message


def test_of_both_libraries_the_one_that_is_there_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    assert type(lf.to_frame(lf.BudgetReport())).__module__.startswith("pandas")
    monkeypatch.setattr(libraries, "find_spec", lambda name: name == "polars" or None)
    assert type(lf.to_frame(lf.BudgetReport())).__module__.startswith("polars")


@pytest.mark.parametrize(
    ("what", "table", "library", "message"),
    [
        (lf.BudgetReport(), "findings", None, "^no table findings of what was given; reconcile it"),
        (lf.BudgetReport(), "sums", None, "^no table sums of .*; use figures, claims or unplaced$"),
        (lf.BudgetReport(), None, "arrow", "^no frames of arrow; use pandas or polars$"),
        ("2023.yaml", None, None, "^str has no frame; give a BudgetReport"),
        ([3], None, None, "^int has no frame; give a BudgetReport"),
    ],
)
def test_a_wrong_call_is_told_in_one_line(
    what: Any, table: str | None, library: str | None, message: str
) -> None:
    with pytest.raises(lf.UsageError, match=message) as caught:
        lf.to_frame(what, table, library=library)
    assert "\n" not in str(caught.value)
