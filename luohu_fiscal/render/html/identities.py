"""The identities, account by account: each a button, and behind it the sum as one writes it on paper."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from luohu_fiscal.reconcile.finding import Finding, Severity, Term, Verdict
from luohu_fiscal.render.clean import printable, shorten
from luohu_fiscal.render.html.markup import element, escaped, words
from luohu_fiscal.render.html.numbers import Numbers
from luohu_fiscal.render.html.text import named
from luohu_fiscal.render.messages import (
    explanations,
    judged,
    law_of,
    money,
    notes,
    rule_words,
    spoken_of,
    trimmed,
)
from luohu_fiscal.render.messages import words as messages
from luohu_fiscal.render.sheet import Sheet, first_stated

__all__ = ["identity", "ordered", "paper"]

_SIGN = {False: "+", True: "−"}
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE, Severity.OK)


def ordered(findings: Sequence[Finding]) -> list[Finding]:
    """Breaches first, the gravest before the others; all else in the order of the document."""

    def rank(finding: Finding) -> int:
        breach = finding.verdict is Verdict.BREACH
        return _ORDER.index(finding.severity) if breach else len(_ORDER)

    return sorted(findings, key=rank)


def identity(finding: Finding, sheet: Sheet, numbers: Numbers, name: str, lang: str) -> str:
    """One identity as an item of a list; `name` is the id of what it opens."""
    every, stated = numbers.of_finding(sheet, finding)
    comma = str(messages(lang)["comma"])
    verdict = finding.verdict.zh if lang == "zh" else f"{finding.verdict.en} {finding.verdict.zh}"
    said = judged(finding, lang)
    if finding.verdict is Verdict.UNDECIDED:
        said = [*said, *notes(finding, sheet, lang)]
    line = comma.join(said)
    head = (
        element("span", escaped(verdict), class_="chip")
        + element("b", escaped(f"{finding.rule} {finding.name}"))
        + element("span", escaped(_about(finding, sheet, numbers)), class_="what")
        + element("span", escaped(line), class_="line")
    )
    button = element(
        "button", head, type="button", class_="pick", aria_expanded="false", aria_controls=name
    )
    return element(
        "li",
        button + element("div", paper(finding, sheet, numbers, lang), class_="paper", id=name),
        class_=f"id {finding.verdict.value} {finding.severity.value}",
        data_f=" ".join(map(str, every)),
        data_s=" ".join(map(str, stated)) or None,
    )


def _about(finding: Finding, sheet: Sheet, numbers: Numbers) -> str:
    """The line an identity speaks of: that of the stated figure, or of the one a rate is about."""
    claim = numbers.claim_of(sheet, finding)
    if claim is None:
        return spoken_of(finding, sheet)
    return named(claim, sheet.report)[0]


def paper(finding: Finding, sheet: Sheet, numbers: Numbers, lang: str) -> str:
    """The rule, the terms one under the other, the line, and what is said about them."""
    law = law_of(finding.rule)
    remarks = [
        *explanations(finding, sheet, lang),
        *notes(finding, sheet, lang),
        *([str(messages(lang)["law"]).format(law=law)] if law else []),
    ]
    return "".join(
        (
            element("p", escaped(rule_words(finding.rule, lang))),
            _sum(finding, sheet, numbers, lang),
            element("ul", "".join(element("li", escaped(entry)) for entry in remarks))
            if remarks
            else "",
        )
    )


def _sum(finding: Finding, sheet: Sheet, numbers: Numbers, lang: str) -> str:
    table = words(lang)
    rate = finding.unit == "%"
    # What is left of whole identities, counted several times each, is no sum of the figures listed.
    weighted = finding.calculated is None and finding.difference is not None
    rows = [
        _row("" if rate or weighted else _SIGN[term.sign < 0], term, sheet, numbers)
        for term in first_stated(finding)
        if term.side != "stated"
    ]
    stated = [term for term in finding.terms if term.side == "stated"]
    several = len(stated) > 1 and not rate
    under = [
        _total(table["calculated"], finding.calculated, finding.unit, "calculated"),
        *(
            _row(_SIGN[term.sign < 0], term, sheet, numbers, "part")
            if several
            else _row(table["stated"], term, sheet, numbers, "stated")
            for term in stated
        ),
    ]
    if rate or several or not stated:
        under.append(_total(table["stated"], finding.stated, finding.unit, "stated"))
    if finding.verdict is not Verdict.EXACT:
        apart = str(messages(lang)["points"]) if rate else finding.unit
        under.append(_total(table["difference"], finding.difference, apart, "difference"))
        slack = None if finding.slack is None else trimmed(finding.slack)
        under.append(_total(table["slack"], slack, apart, "slack"))
    body = element("tbody", "".join(rows)) + element("tbody", "".join(under), class_="under")
    return element("table", body, class_="sum") if rows or any(under) else ""


def _row(sign: str, term: Term, sheet: Sheet, numbers: Numbers, kind: str | None = None) -> str:
    figure = sheet.figure(term)
    number = numbers.of_term(sheet, term)
    other = "" if term.report == sheet.position else printable(sheet.path_of(term))
    where = " ".join(filter(None, [other, str(figure.source) if figure.source else ""]))
    label = escaped(shorten(figure.label) or where or "—")
    link = (
        label
        if number is None
        else element("button", label, type="button", class_="go", data_go=number)
    )
    cells = (
        element("td", escaped(sign))
        + element("td", escaped(f"{figure.amount:,}"), class_="n")
        + element("td", link)
        + element("td", escaped(where), class_="at")
    )
    return element("tr", cells, class_=kind)


def _total(name: str, number: Decimal | None, unit: str, kind: str) -> str:
    if number is None:
        return ""
    cells = element("td", escaped(name)) + element(
        "td", escaped(money(number, unit) or ""), class_="n"
    )
    return element("tr", cells + element("td") + element("td"), class_=kind)
