"""What a notebook shows: tables and pictures that hold the figures as printed, and nothing that acts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import luohu_fiscal as lf
from luohu_fiscal.model import shown
from luohu_fiscal.run.pipeline import Run
from tests.render.html.test_html import Page
from tests.render.made_up import sample

HOSTILE = '</td><script>x=1</script><img src=x onerror="x=2">\x1b[31m\u202e'
#: All that the views are made of.
ELEMENTS = set(
    "div style p b span table thead tbody tr th td br details summary ul li figure figcaption svg "
    "title defs marker path g rect text".split()
)
SHOWN = ("run", "reconciliation", "report", "budget", "debt", "finding")


@pytest.fixture(scope="module")
def run(repository: Path) -> Run:
    return lf.check([repository / "luohu_fiscal/data/luohu/2023.yaml"])


@pytest.fixture(scope="module")
def planted(repository: Path) -> Run:
    return lf.check([repository / "examples/planted.yaml"])


def values(run: Run) -> dict[str, shown.Shown]:
    (reconciliation,) = run.reconciliations
    (report,) = reconciliation.reports
    return {
        "run": run,
        "reconciliation": reconciliation,
        "report": report,
        "budget": report.budgets[0],
        "debt": report.debt[0],
        "finding": reconciliation.findings[0],
    }


def hostile(label: str) -> dict[str, shown.Shown]:
    """Every kind of value with a text of somebody else's in all its places."""
    made = sample(path=label)
    figures = tuple(
        one.model_copy(update={"label": label, "scope": label, "qualifier": label, "id": one.id})
        for one in made.reports[0].figures
    )
    about = made.reports[0].document.model_copy(update={"title": label})
    report = made.reports[0].model_copy(update={"figures": figures, "document": about})
    reconciliation = lf.Reconciliation((report,), made.findings)
    budget = lf.GeneralPublicBudget(
        scope=label, fiscal_year=2024, stage="draft", unit="万元",
        resources={label: 3, f"{label}2": 4}, uses={label: 5}, total_resources=7, total_uses=5,
        closing={"carried_over": 2},
    )  # fmt: skip
    debt = lf.Debt(scope=label, fiscal_year=2024, stage="draft", unit="万元",
                   limit={"total": {"label": label, "amount": 7}})  # fmt: skip
    finding = lf.reconcile(budget).findings[0]
    return dict(zip(SHOWN[1:], (reconciliation, report, budget, debt, finding), strict=True))


@pytest.mark.parametrize("kind", SHOWN)
def test_the_display_of_a_notebook_shows_every_kind_of_value(run: Run, kind: str) -> None:
    formatter = pytest.importorskip("IPython.core.formatters").DisplayFormatter()
    value = values(run)[kind]
    data, _ = formatter.format(value)
    assert data["text/html"] == lf.to_html(value)  # type: ignore[arg-type]
    assert data["text/html"].startswith('<div class="luohu-fiscal" lang="en"><style>')
    assert data["text/html"].endswith("</div>")
    assert data["text/plain"]


def test_a_run_in_a_notebook_shell_shows_the_last_value(repository: Path) -> None:
    shell = pytest.importorskip("IPython.core.interactiveshell").InteractiveShell()
    cell = (
        "import luohu_fiscal as lf\n"
        f"result = lf.check([{str(repository / 'examples/planted.yaml')!r}])\n"
        "shown, _ = get_ipython().display_formatter.format(result)\n"
        "assert 'LF103 total-uses' in shown['text/html']"
    )
    assert shell.run_cell(cell, silent=True).success


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_breach_in_a_notebook(
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
    golden: Callable[[str, str], None],
    lang: str,
) -> None:
    monkeypatch.chdir(repository)
    found = lf.check(["examples/planted.yaml", "no such file.txt"])
    budget = lf.load("examples/planted.yaml").budgets[0]
    golden(
        f"notebook.{lang}.html",
        "".join(
            lf.to_html(value, lang=lang).replace("><", ">\n<") + "\n"
            for value in (found, budget, found.findings[1])
        ),
    )


def test_a_budget_shows_every_amount_as_printed_and_its_picture(planted: Run) -> None:
    (report,) = planted.reconciliations[0].reports
    text = lf.to_html(report.budgets[0])
    for figure in report.figures:
        assert f'<td class="n">{figure.amount.printed:,f}</td>' in text
        assert f"{figure.label}</td>" in text
    bars = Counter(a["class"] for t, a in Page(text).elements if t == "rect")
    assert bars["in"] == 5 and bars["out"] == 3 and bars["total"] == 1 and bars["left"] == 1


def test_a_breach_shows_its_sum_and_what_would_close_it(planted: Run) -> None:
    text = lf.to_html(planted)
    opened = text[text.index("<details open") :].split("</details>")[0]
    for needed in ("1,889,930万元", "392,852万元", "2,368,555万元", "-63,000万元", "329,852万元"):
        assert needed in opened


def test_a_finding_by_itself_shows_its_terms_and_changes(planted: Run) -> None:
    breach = next(one for one in planted.findings if one.verdict is lf.Verdict.BREACH)
    text = lf.to_html(breach)
    for needed in (*(term.figure for term in breach.terms), "transposition", "329852万元", "LF103"):
        assert needed in text


def test_both_languages_keep_the_terms_and_differ_in_the_sentences(planted: Run) -> None:
    en, zh = lf.to_html(planted), lf.to_html(planted, lang="zh")
    for text in (en, zh):
        assert "一般公共预算" in text and "breach<br>不符" in text
    assert 'lang="en"' in en and "rounding can explain" in en
    assert 'lang="zh-CN"' in zh and "舍入" in zh and "rounding can explain" not in zh


def test_a_file_that_could_not_be_read_is_named(repository: Path) -> None:
    text = lf.to_html(lf.check([repository / "examples/planted.yaml", "<b>no such file</b>"]))
    assert "&lt;b&gt;no such file&lt;/b&gt;: no such file or folder" in text


@pytest.mark.parametrize("kind", SHOWN[1:])
def test_what_a_document_says_never_becomes_an_element_or_an_attribute(kind: str) -> None:
    text = lf.to_html(hostile(HOSTILE)[kind], lang="zh")  # type: ignore[arg-type]
    assert_harmless(text)
    assert "&lt;script" in text or kind == "finding"
    assert "\x1b" not in text and "\u202e" not in text


@settings(max_examples=15, deadline=None)
@given(st.text())
def test_no_label_breaks_out(label: str) -> None:
    for value in hostile(f"{label}<b>{label}'\"").values():
        assert_harmless(lf.to_html(value))  # type: ignore[arg-type]


def assert_harmless(text: str) -> None:
    page = Page(text)
    assert {tag for tag, _ in page.elements} <= ELEMENTS
    for _, attributes in page.elements:
        assert not any(name.startswith("on") for name in attributes)
        assert not {"src", "href", "style", "tabindex", "action", "xlink:href"} & set(attributes)


@pytest.mark.parametrize("kind", SHOWN)
def test_a_view_is_self_contained_and_small(run: Run, kind: str) -> None:
    text = lf.to_html(values(run)[kind])  # type: ignore[arg-type]
    assert not re.search(r"https?://|@import|url\((?!#)|<script|javascript:", text)
    assert len(text) < 40_000
    # Its rules of style touch nothing else in the notebook.
    (style,) = Page(text).text["style"]
    assert all(rule.startswith(".luohu-fiscal") for rule in style.split("\n") if rule)


def test_long_tables_are_cut_and_the_rest_is_counted() -> None:
    lines = {f"项目{number}": number for number in range(1, 1001)}
    budget = lf.GeneralPublicBudget(fiscal_year=2024, stage="draft", unit="万元", uses=lines)
    text = lf.to_html(budget)
    assert len(re.findall(r"<tr>", text)) == 61
    assert "and 940 more" in text and len(text) < 15_000


def test_nothing_judged_is_not_shown_as_nothing_found() -> None:
    empty = lf.to_html(lf.reconcile(lf.BudgetReport()))
    assert "no breach" not in empty and "0 identities" in empty


def test_another_language_and_another_thing_are_refused() -> None:
    with pytest.raises(lf.UsageError, match=r"^unknown language fr; use en or zh$"):
        lf.to_html(lf.BudgetReport(), lang="fr")
    with pytest.raises(lf.UsageError, match=r"^int is not shown in a notebook; give a budget"):
        lf.to_html(3)  # type: ignore[arg-type]


def test_the_code_of_the_page_on_notebooks_runs(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    text = (repository / "docs/notebook.md").read_text("utf-8")
    names: dict[str, object] = {}
    for block in re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        exec(compile(block, "notebook.md", "exec"), names)  # our own file
    assert "luohu-fiscal" in str(names["zh"])
    assert type(names["terms"]).__module__.startswith("polars")
