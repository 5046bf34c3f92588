"""What a judgement is: a `Finding`, and the `Reconciliation` that holds all of them.

A failed identity is a value.  Findings are frozen and language-free: renderers put them into words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from luohu_fiscal.model.figures import Figure, Source
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.model.shown import Shown
from luohu_fiscal.model.vocabulary import Book, Stage, Word
from luohu_fiscal.money.interval import EXACT

__all__ = [
    "COMPOUNDED",
    "Finding",
    "Mention",
    "Note",
    "Reconciliation",
    "Severity",
    "Term",
    "Verdict",
]


#: The code of the note of a yearly average 年均 that was judged: it tells over how many years.
COMPOUNDED = "compounded"


class Verdict(Word):
    """How an identity over printed figures came out."""

    EXACT = "exact", "完全相符", "exact"
    WITHIN_ROUNDING = "within_rounding", "四舍五入可解释", "within rounding"
    BOUNDED = "bounded", "未超出总额", "bounded"
    UNDECIDED = "undecided", "无法判断", "undecided"
    BREACH = "breach", "不可能成立", "breach"


class Severity(Word):
    """How much it matters; apart from the verdict."""

    ERROR = "error", "错误", "error"
    WARNING = "warning", "警告", "warning"
    NOTE = "note", "提示", "note"
    OK = "ok", "正常", "ok"


@dataclass(frozen=True, slots=True)
class Term:
    """One figure in an identity: its id in its report, the sign it enters with, and its report.

    `side` is "stated" for the figure the identity speaks of, "calculated" for the rest.
    """

    figure: str
    sign: int
    report: int = 0
    side: str = "calculated"


@dataclass(frozen=True, slots=True)
class Mention:
    """What a finding rests on that is no figure of an account: an indicator, a rate, a token, a file.

    `text` is what it says in words of its own (名称 值), `source` where it stands.
    """

    report: int
    id: str = ""
    text: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A remark that goes with a finding: a code and what fills its words in (`render.messages`)."""

    code: str
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Finding(Shown):
    """One identity judged on one set of figures.

    Amounts are in `unit` (a unit of money, or ``%``) and exact, but for `calculated` of a rate,
    which is shown rounded half up two places beyond the printed one; no verdict depends on it.
    `slack` is the largest difference that rounding of the printed figures could produce.  `implied`
    is the interval (lo, hi) of an operand that is not printed, where it can be computed.  A finding
    that is not about figures of accounts has no terms, and says in `places` what it rests on.
    """

    rule: str
    name: str
    verdict: Verdict
    severity: Severity
    book: Book | None = None
    scope: str = ""
    fiscal_year: int | None = None
    stage: Stage | None = None
    stated: Decimal | None = None
    calculated: Decimal | None = None
    difference: Decimal | None = None
    slack: Decimal | None = None
    unit: str = ""
    terms: tuple[Term, ...] = ()
    notes: tuple[Note, ...] = ()
    implied: tuple[Decimal, Decimal] | None = None
    claim: str | None = None
    places: tuple[Mention, ...] = ()
    explanations: tuple[Mapping[str, object], ...] = ()

    @property
    def is_judged(self) -> bool:
        """True of an identity that came to a verdict other than undecided.

        >>> [Finding(rule, "", Verdict.BREACH, Severity.NOTE).is_judged for rule in ("LF102", "LF904")]
        [True, False]
        """
        return self.verdict is not Verdict.UNDECIDED and not self.rule.startswith(_ABOUT_DOCUMENTS)

    @property
    def compounded(self) -> bool:
        """True of a yearly average 年均: its amounts relate by a power, and take part in no sum."""
        return any(note.code == COMPOUNDED for note in self.notes)

    @property
    def unseen(self) -> Decimal | None:
        """The largest error of one figure, in `unit`, that this finding might not show; exact.

        An error beyond it makes the finding a breach, in whichever figure and direction it is made.
        None where nothing was found to hold, 0 where every error shows.

        >>> Finding("LF102", "total-resources", Verdict.WITHIN_ROUNDING, Severity.OK,
        ...         difference=Decimal("-0.3"), slack=Decimal("1.5")).unseen
        Decimal('1.8')
        """
        holds = self.verdict in (Verdict.EXACT, Verdict.WITHIN_ROUNDING)
        if not holds or self.difference is None or self.slack is None:
            return None
        return EXACT.add(self.slack, self.difference.copy_abs())


#: How the rules begin that speak of a document, not of its figures.
_ABOUT_DOCUMENTS = "LF9"


@dataclass(frozen=True)
class Reconciliation(Shown):
    """All findings over one or more reports, in document order.

    `reports` are those the terms point into (`Term.report` is the position).
    """

    reports: tuple[BudgetReport, ...]
    findings: tuple[Finding, ...]

    @cached_property
    def summary(self) -> Mapping[str, int]:
        """How many findings of each verdict, and how many errors and warnings."""
        verdicts = Counter(finding.verdict for finding in self.findings)
        severities = Counter(finding.severity for finding in self.findings)
        return MappingProxyType(
            {verdict.value: verdicts[verdict] for verdict in Verdict}
            | {"errors": severities[Severity.ERROR], "warnings": severities[Severity.WARNING]}
        )

    @property
    def judged(self) -> int:
        """How many identities came to a verdict other than undecided; 0 is never green.

        What is said of the document itself (LF901-LF904) is no identity.
        """
        return sum(finding.is_judged for finding in self.findings)

    def figure(self, term: Term) -> Figure:
        """The figure a term stands for."""
        return self.reports[term.report].by_id[term.figure]

    def at_least(self, level: Severity) -> tuple[Finding, ...]:
        """The findings at or above a severity (ok < note < warning < error)."""
        order = (Severity.OK, Severity.NOTE, Severity.WARNING, Severity.ERROR)
        return tuple(
            finding
            for finding in self.findings
            if order.index(finding.severity) >= order.index(level)
        )
