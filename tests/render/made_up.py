"""A small made-up report with an error and a hostile label, for what the renderers show of it."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType

from luohu_fiscal.model.figures import Claim, DocumentInfo, Figure, Source, Unplaced
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.model.vocabulary import Basis, Book, ClaimKind, Level, Role, Side, Stage
from luohu_fiscal.money.amount import parse_amount
from luohu_fiscal.reconcile.finding import (
    Finding,
    Note,
    Reconciliation,
    Severity,
    Term,
    Verdict,
)

LANGUAGES = ("en", "zh")


def figure(number: int, role: Role, label: str, amount: str, side: Side = Side.USES) -> Figure:
    return Figure(
        id=f"f{number}",
        book=Book.GENERAL_PUBLIC,
        scope="某区",
        level=Level.OWN_LEVEL,
        fiscal_year=2024,
        stage=Stage.EXECUTION,
        side=side,
        role=role,
        label=label,
        amount=parse_amount(amount),
        parent="f3" if role is Role.DETAIL else None,
        closed=role is Role.TOTAL or None,
        statement="general",
        source=Source(page=2, line=number, start=10 * number, end=10 * number + 6, text=amount),
    )


def finding(rule: str, name: str, verdict: Verdict, severity: Severity, **more: object) -> Finding:
    common = {
        "book": Book.GENERAL_PUBLIC,
        "scope": "某区",
        "fiscal_year": 2024,
        "stage": Stage.EXECUTION,
        "unit": "万元",
    }
    return Finding(rule, name, verdict, severity, **{**common, **more})  # type: ignore[arg-type]


def report(path: str = "made-up.pdf") -> BudgetReport:
    return BudgetReport(
        document=DocumentInfo(path=path, sha256="0" * 64, format="pdf", pages=3, title="某区报告"),
        figures=(
            figure(1, Role.TOTAL, "支出总计", "2305655万元"),
            figure(2, Role.COMPONENT, "一般公共预算支出", "1889930万元"),
            figure(3, Role.COMPONENT, "上解支出", "329852万元"),
            figure(4, Role.DETAIL, "体制上解", "12.50亿元"),
            figure(5, Role.COMPONENT, "=安排|预算\x1b[31m稳定\n调节基金", "85773万元"),
        ),
        claims=(
            Claim(
                id="c1",
                kind=ClaimKind.GROWTH,
                figure="f2",
                value=Decimal("-7.90"),
                basis=Basis.PRIOR_EXECUTION,
                source=Source(page=2, line=2, start=27, end=31, text="7.90%"),
            ),
        ),
        unplaced=(
            Unplaced(
                amount="1250",
                unit="元",
                reason="per head",
                source=Source(page=3, line=4, start=90, end=96, text="1250元"),
            ),
            Unplaced(amount="3.5", unit="%", reason="speaks of no figure"),
        ),
    )


def sample(path: str = "made-up.pdf") -> Reconciliation:
    def terms(*numbers: int) -> tuple[Term, ...]:
        first, *rest = numbers
        return (
            Term(f"f{first}", 1, side="stated"),
            *(Term(f"f{number}", 1) for number in rest),
        )

    breach = finding(
        "LF103",
        "total-uses",
        Verdict.BREACH,
        Severity.ERROR,
        stated=Decimal(2305655),
        calculated=Decimal(2305555),
        difference=Decimal(100),
        slack=Decimal("2.0"),
        terms=terms(1, 2, 3, 5),
        explanations=(
            MappingProxyType(
                {
                    "kind": "digit",
                    "figure": "f1",
                    "replacement": "2305555万元",
                    "closes": ["LF103", "LF104"],
                    "unique": False,
                }
            ),
            MappingProxyType(
                {
                    "kind": "missing_part",
                    "figure": None,
                    "replacement": "100万元",
                    "closes": ["LF103"],
                    "unique": False,
                }
            ),
        ),
    )
    return Reconciliation(
        (report(path),),
        (
            breach,
            finding(
                "LF107",
                "open-detail",
                Verdict.BOUNDED,
                Severity.OK,
                stated=Decimal(329852),
                calculated=Decimal(125000),
                difference=Decimal(204852),
                slack=Decimal("50.5"),
                terms=terms(3, 4),
                notes=(Note("remainder", {"amount": "204852", "unit": "万元"}),),
            ),
            finding(
                "LF401",
                "growth",
                Verdict.UNDECIDED,
                Severity.NOTE,
                stated=Decimal("-7.90"),
                unit="%",
                terms=terms(2),
                claim="c1",
                notes=(Note("not_printed", {"operand": "base"}),),
                implied=(Decimal("-7.95"), Decimal("-7.85")),
            ),
            finding(
                "LF402",
                "share",
                Verdict.BREACH,
                Severity.NOTE,
                stated=Decimal("81.9"),
                calculated=Decimal("81.972"),
                difference=Decimal("-0.072"),
                slack=Decimal(0),
                unit="%",
                terms=terms(2, 1),
            ),
        ),
    )
