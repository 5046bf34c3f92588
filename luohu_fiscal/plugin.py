"""A pytest plugin: `pytest --luohu-fiscal data/` makes one test of each identity.

A breach at or above the level to fail on is a failure, one below it is an expected failure; what could
not be judged is skipped, never passed; a file that cannot be read, or in which nothing could be judged,
fails.  Settings (`luohu-fiscal.toml`, `pyproject.toml`) are those of the root folder of the test run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from luohu_fiscal.reconcile.finding import Finding, Severity
    from luohu_fiscal.render.sheet import Sheet
    from luohu_fiscal.run.pipeline import Run

__all__ = ["pytest_addoption", "pytest_collection_modifyitems"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds `--luohu-fiscal PATH`, which may be repeated."""
    group = parser.getgroup("luohu-fiscal", "published budgets (luohu-fiscal)")
    group.addoption(
        "--luohu-fiscal",
        action="append",
        default=[],
        metavar="PATH",
        help="judge the budgets in PATH, one test for each identity; may be repeated",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Adds the identities before `-k` and `-m` select among the tests."""
    paths = config.getoption("--luohu-fiscal")
    if paths:
        items.extend(_items(session, paths))
        session.testscollected = len(items)


def _items(session: pytest.Session, paths: list[str]) -> Iterator[pytest.Item]:
    from luohu_fiscal.errors import LuohuFiscalError
    from luohu_fiscal.reconcile.finding import Severity
    from luohu_fiscal.run import baseline, settings
    from luohu_fiscal.run.pipeline import gather, judge, load

    try:
        chosen = settings.find(session.config.rootpath)
        known = baseline.load(chosen.baseline) if chosen.baseline else ()
        outcomes = load(gather(paths), jurisdiction=chosen.jurisdiction, jobs=1)
        run = judge(
            outcomes,
            select=chosen.select,
            ignore=tuple(chosen.ignore),
            severity=chosen.severity,
        )
    except LuohuFiscalError as error:
        raise pytest.UsageError(str(error)) from None
    fail_on = chosen.fail_on or Severity.ERROR
    yield from _judged(session, run, baseline.compare(run, known).run, fail_on)
    for outcome in run.failures:
        yield _Unreadable.of(session, outcome.path, str(outcome.error))


def _judged(
    session: pytest.Session, run: Run, new: Run, fail_on: Severity
) -> Iterator[pytest.Item]:
    from luohu_fiscal.render.clean import printable
    from luohu_fiscal.render.junit import case_name

    unread = {outcome.path for outcome in run.failures}
    for sheet, told in zip(run.sheets, new.sheets, strict=True):
        if sheet.path in unread:
            continue  # told as what it is, in an item of its own
        report = _Report.from_parent(session, name=printable(sheet.path))
        taken: Counter[str] = Counter()
        for finding in told.findings:
            name = case_name(finding, sheet, "en")
            taken[name] += 1
            shown = f"{name} #{taken[name]}" if taken[name] > 1 else name
            yield _Identity.of(report, shown, finding, sheet, fail_on)
        if not sheet.judged:
            yield _Unreadable.of(session, sheet.path, "nothing could be judged")


class BudgetBreach(Exception):
    """An identity that cannot be true of the printed figures."""


class _Report(pytest.Collector):
    """One file."""

    def collect(self) -> list[Any]:
        return []


class _Identity(pytest.Item):
    """One identity of one file."""

    _finding: Finding
    _sheet: Sheet
    _fail_on: Severity

    @classmethod
    def of(
        cls, parent: _Report, name: str, finding: Finding, sheet: Sheet, fail_on: Severity
    ) -> _Identity:
        item: _Identity = cls.from_parent(parent, name=name)
        item._finding, item._sheet, item._fail_on = finding, sheet, fail_on
        return item

    def runtest(self) -> None:
        from luohu_fiscal.reconcile.finding import Reconciliation, Verdict
        from luohu_fiscal.render.messages import message

        finding = self._finding
        if finding.verdict is Verdict.EXACT:
            return
        said = message(finding, self._sheet)
        if Reconciliation((), (finding,)).at_least(self._fail_on):
            raise BudgetBreach(said)
        if finding.verdict is Verdict.UNDECIDED:
            pytest.skip(said)
        if finding.verdict is Verdict.BREACH:
            pytest.xfail(said)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The finding in words; a stack would say nothing about a budget."""
        if isinstance(excinfo.value, BudgetBreach):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[str, int | None, str]:
        from luohu_fiscal.render.sarif import file_line

        line = file_line(self._sheet.source(self._finding), self._sheet)
        return self._sheet.path, None if line is None else line - 1, self.name


class _Unreadable(pytest.Item):
    """A file about which nothing can be said: that fails, since silence is no pass."""

    _why: str

    @classmethod
    def of(cls, parent: pytest.Session, path: str, why: str) -> _Unreadable:
        from luohu_fiscal.render.clean import printable

        item: _Unreadable = cls.from_parent(parent, name=printable(path))
        item._why = why
        return item

    def runtest(self) -> None:
        raise BudgetBreach(self._why)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        return str(excinfo.value)

    def reportinfo(self) -> tuple[str, int | None, str]:
        return self.name, None, self.name
