"""A finding as one sentence in English or 中文; the words are data (`messages.toml`)."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Container, Iterable, Mapping
from decimal import Decimal
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from luohu_fiscal.errors import AmountError
from luohu_fiscal.identities import all_identities, operand_name
from luohu_fiscal.model.figures import Figure, Source
from luohu_fiscal.model.vocabulary import Stage
from luohu_fiscal.money.amount import parse_amount
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.reconcile.finding import Finding, Note, Severity, Term, Verdict
from luohu_fiscal.render.clean import printable, shorten
from luohu_fiscal.render.sheet import Sheet

__all__ = [
    "account",
    "clauses",
    "explanations",
    "figure_words",
    "judged",
    "law_of",
    "message",
    "money",
    "notes",
    "phrase",
    "place",
    "place_of",
    "rule_words",
    "spoken_of",
    "trimmed",
    "words",
]

#: More figures than this are told by the first of them.
_LISTED = 12
#: More changes than this that would close one breach are counted.
_EXPLAINED = 8
_PARTS = string.Formatter()
_PLAIN_NUMBER = re.compile(r"-?\d+\.\d+|-?\d{5,}")


@cache
def words(lang: str) -> Mapping[str, Any]:
    """The templates of a language.

    >>> words("zh")["verdict"]["exact"][0]
    '列示{stated}'
    """
    source = resources.files("luohu_fiscal.render").joinpath("messages.toml")
    found: Mapping[str, Any] = tomllib.loads(source.read_text("utf-8"))[lang]
    return MappingProxyType(found)


def clauses(templates: Iterable[str], fields: Mapping[str, str | None]) -> list[str]:
    """The templates filled in; one that speaks of a field that is missing or empty is left out.

    >>> clauses(["stated {stated}", "calculated {calculated}"], {"stated": "5万元"})
    ['stated 5万元']
    """
    return [
        template.format_map(fields)
        for template in templates
        if all(fields.get(name) for _, name, _, _ in _PARTS.parse(template) if name is not None)
    ]


def phrase(lang: str, key: str, **fields: object) -> str:
    """A title or a line of totals.

    >>> phrase("en", "figures")
    'Figures 数字'
    """
    template: str = words(lang)["title"][key]
    return template.format_map(fields)


def money(number: Decimal | None, unit: str) -> str | None:
    """A number with its unit and, for money, thousands separators; None where there is none.

    >>> money(Decimal("2364587"), "万元"), money(Decimal("-9.90"), "%")
    ('2,364,587万元', '-9.90%')
    """
    return None if number is None else f"{number:,f}{unit}"


def figure_words(figure: Figure) -> str:
    """A figure by its label and printed amount.

    >>> figure_words(Figure(id="a", label="上解支出", amount="329852万元"))
    '上解支出 329,852万元'
    """
    return f"{shorten(figure.label)} {figure.amount:,}".strip()


def place(source: Source | None, file: str, lang: str, *, pages: int = 2) -> str:
    """Where to look: file, page (where there are several), line, and the cell of a table.

    >>> place(Source(page=3, line=12, start=0, end=1, text="x"), "a.pdf", "zh")
    'a.pdf，第3页，第12行'
    """
    fields: dict[str, str | None] = {"file": printable(file)}
    if source is not None:
        fields |= {"page": str(source.page) if pages > 1 else "", "line": str(source.line)}
        fields["cell"] = printable(source.cell)
    return str(words(lang)["comma"]).join(clauses(words(lang)["place"], fields))


def place_of(finding: Finding, sheet: Sheet, lang: str) -> str:
    """Where to look first for what a finding says."""
    return place(sheet.source(finding), sheet.path, lang, pages=sheet.report.document.pages)


def account(finding: Finding | Figure, lang: str) -> str:
    """The account spoken of: book, scope, year and stage, as far as they are known."""
    book, stage = finding.book, finding.stage
    fields = {
        "book_en": book.en if book else None,
        "book_zh": book.zh if book else None,
        "scope": shorten(finding.scope),
        "year": str(finding.fiscal_year) if finding.fiscal_year is not None else None,
        "stage_en": stage.en if stage else None,
        "stage_zh": stage.zh if stage else None,
    }
    return str(words(lang)["comma"]).join(clauses(words(lang)["account"], fields))


@cache
def _rules() -> Mapping[str, Any]:
    return {entry.code: entry for entry in all_identities()}


def law_of(code: str) -> str:
    """The law a rule rests on; empty for plain arithmetic.

    >>> law_of("LF502")
    '预算法第三十五条'
    """
    return _rules()[code].law if code in _rules() else ""


def rule_words(code: str, lang: str) -> str:
    """What a rule says in the language asked for; empty for a code nobody has a sentence for.

    >>> rule_words("LF502", "zh")
    '债务余额不超过限额'
    """
    rule = _rules().get(code)
    return "" if rule is None else str(rule.zh if lang == "zh" else rule.en)


def spoken_of(finding: Finding, sheet: Sheet) -> str:
    """The label of what is stated, where it is one figure."""
    stated = [term for term in finding.terms if term.side == "stated"]
    return shorten(sheet.figure(stated[0]).label) if len(stated) == 1 else ""


def judged(finding: Finding, lang: str) -> list[str]:
    """What is stated, what follows, and the difference, as clauses."""
    table = words(lang)
    rate = finding.unit == "%"
    apart = str(table["points"]) if rate else finding.unit
    slack = money(None if finding.slack is None else trimmed(finding.slack), apart)
    if finding.verdict is Verdict.BREACH and finding.slack is not None:
        # Half-open intervals: a difference as large as the slack is just out of reach.
        reached = finding.difference is not None and abs(finding.difference) == finding.slack
        kind = "none" if not finding.slack else "under" if reached else "some"
        slack = table["slack"][kind].format(slack=slack)
    # What a rate implies is an amount, and stands in a note with its own unit.
    lo, hi = (None, None) if rate or finding.implied is None else finding.implied
    fields = {
        "stated": money(finding.stated, finding.unit),
        "calculated": money(finding.calculated, finding.unit),
        "difference": money(finding.difference, apart),
        "room": money(finding.difference and abs(finding.difference), apart),
        "slack": slack,
        "unseen": money(trimmed(finding.unseen), apart) if finding.unseen else None,
        "lo": money(lo, finding.unit),
        "hi": money(hi, finding.unit),
    }
    if finding.stated is None and finding.calculated is None and fields["lo"] is None:
        return [table["bare"][finding.verdict]]
    return clauses(table["verdict"][_kind(finding)], fields)


def _kind(finding: Finding) -> str:
    """The verdict, or the case of it that has words of its own."""
    difference = finding.difference or 0
    if finding.verdict is Verdict.EXACT and finding.unit == "%" and difference:
        return "exact_rate"
    if finding.verdict is Verdict.BOUNDED and difference < 0:
        return "bounded_above"
    return finding.verdict.value


def trimmed(number: Decimal) -> Decimal:
    """A number without the zeros that end its decimals: it was not printed, so they say nothing.

    >>> trimmed(Decimal("2.0")), trimmed(Decimal("20"))
    (Decimal('2'), Decimal('20'))
    """
    short = number.normalize(EXACT)
    return (
        short.quantize(Decimal(1), context=EXACT) if short == short.to_integral_value() else short
    )


def notes(finding: Finding, sheet: Sheet, lang: str, *, without: Container[str] = ()) -> list[str]:
    """The remarks that go with a finding, each a clause; `without` names codes to leave out."""
    # Of a list that is bounded the verdict says the remainder already.
    told = {"remainder"} if finding.verdict is Verdict.BOUNDED else set()
    return [
        _note(note, sheet, lang)
        for note in finding.notes
        if note.code not in told and note.code not in without
    ]


def _note(note: Note, sheet: Sheet, lang: str) -> str:
    table = words(lang)
    values = {name: _value(name, value, note, sheet, lang) for name, value in note.values.items()}
    filled = clauses(table["note"].get(note.code, ()), values)
    if filled:
        return str(table["comma"]).join(filled)
    # A note nobody has words for is shown as it is, rather than lost.
    shown = ", ".join(f"{name} {value}" for name, value in values.items())
    code = note.code.replace("_", " ")
    return str(table["fallback"].format(code=code, values=shown)) if shown else code


def _value(name: str, value: str, note: Note, sheet: Sheet, lang: str) -> str:
    """What fills a note in: operands, stages and ways of reading by name, a figure by its label."""
    if name == "operand":
        try:
            return operand_name(value, "zh" if lang == "zh" else "en")
        except KeyError:
            return value.replace("_", " ")
    if name == "stage":
        return Stage(value).zh if lang == "zh" else f"{Stage(value).en} {Stage(value).zh}"
    if name == "figure":
        figure = sheet.figure(Term(value, 1, int(note.values.get("report", sheet.position))))
        return figure_words(figure)
    if _PLAIN_NUMBER.fullmatch(value):
        return f"{Decimal(value):,f}"
    return printable(words(lang)["word"].get(value, value.replace("_", " ")))


def explanations(finding: Finding, sheet: Sheet, lang: str) -> list[str]:
    """The changes that would close a breach, the likeliest first, each a clause; the rest counted."""
    shown = finding.explanations[:_EXPLAINED]
    said = [_explanation(entry, finding, sheet, lang) for entry in shown]
    more = len(finding.explanations) - len(shown)
    return [*said, words(lang)["further"].format(count=more)] if more else said


def _explanation(entry: Mapping[str, object], finding: Finding, sheet: Sheet, lang: str) -> str:
    table = words(lang)
    kind = str(entry.get("kind", ""))
    fields = _change(entry, finding, sheet)
    template = table["explanation"].get(kind)
    if template is None:
        shown = ", ".join(value for value in fields.values() if value)
        said = table["fallback"].format(code=kind, values=shown)
    else:
        said = template.format_map(fields)
    others = entry.get("with") if kind != "swapped" else ()
    together = others if isinstance(others, (list, tuple)) else ()
    parts = [said]
    parts += [table["together"].format_map(_change(one, finding, sheet)) for one in together]
    closes = entry.get("closes")
    also = (
        [code for code in closes if code != finding.rule]
        if isinstance(closes, (list, tuple))
        else []
    )
    parts += [table["also"].format(closes=", ".join(also))] if also else []
    parts += [table["unique"]] if entry.get("unique") else []
    return str(table["comma"]).join(parts)


def _change(entry: Mapping[str, object], finding: Finding, sheet: Sheet) -> dict[str, str]:
    """One change: the figure, where it stands, and what it would be."""
    figure = _figure_of(entry, finding, sheet)
    return {
        "figure": figure_words(figure) if figure else "",
        "place": f" ({figure.source})" if figure and figure.source else "",
        "replacement": _amount(str(entry.get("replacement") or "")),
    }


def _amount(text: str) -> str:
    """An amount with thousands separators; any other text as it is."""
    try:
        return f"{parse_amount(text):,}"
    except AmountError:
        return printable(text)


def _figure_of(entry: Mapping[str, object], finding: Finding, sheet: Sheet) -> Figure | None:
    wanted = entry.get("figure")
    for term in finding.terms:
        if term.figure == wanted:
            return sheet.figure(term)
    return sheet.report.by_id.get(str(wanted))


def message(
    finding: Finding, sheet: Sheet, lang: str = "en", *, placed: bool = True, listed: bool = True
) -> str:
    """A finding in one line: place, rule, account, what is stated and what follows, law, notes.

    `placed` is False where the place is said elsewhere, as in an annotation; `listed` is False
    where a table shows the figures of a breach.
    """
    table = words(lang)
    head = [place_of(finding, sheet, lang)] if placed else []
    head.append(f"{finding.rule} {finding.name}")
    spoken = [account(finding, lang), spoken_of(finding, sheet)]
    head.append(str(table["comma"]).join(filter(None, spoken)))
    said = [str(table["comma"]).join(judged(finding, lang))]
    if listed and finding.verdict is Verdict.BREACH and finding.terms:
        said.append(_listed(finding, sheet, lang))
    if finding.places:
        said.append(_mentioned(finding, sheet, lang))
    law = law_of(finding.rule)
    if law and finding.severity in (Severity.ERROR, Severity.WARNING):
        said.append(table["law"].format(law=law))
    said += explanations(finding, sheet, lang) + notes(finding, sheet, lang)
    return str(table["colon"]).join([*filter(None, head), str(table["semicolon"]).join(said)])


def _listed(finding: Finding, sheet: Sheet, lang: str) -> str:
    """The figures a breach rests on, each with its sign and place."""
    shown = []
    for term in finding.terms[:_LISTED]:
        figure = sheet.figure(term)
        own = term.report == sheet.position
        pages = sheet.report.document.pages if own else 2
        where = place(figure.source, "" if own else sheet.path_of(term), lang, pages=pages)
        sign = "−" if term.sign < 0 else ""
        shown.append(f"{sign}{figure_words(figure)}" + (f" ({where})" if where else ""))
    shown += ["…"] if len(finding.terms) > _LISTED else []
    return str(words(lang)["figures"].format(figures=str(words(lang)["comma"]).join(shown)))


def _mentioned(finding: Finding, sheet: Sheet, lang: str) -> str:
    """What a finding rests on that is no figure, each with its place."""
    shown = []
    for one in finding.places[:_LISTED]:
        own = one.report == sheet.position
        where = place(one.source, "" if own else sheet.path_of(one), lang)
        shown.append(shorten(one.text) + (f" ({where})" if where else ""))
    shown += ["…"] if len(finding.places) > _LISTED else []
    return str(words(lang)["places"].format(places=str(words(lang)["comma"]).join(shown)))
