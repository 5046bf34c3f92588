"""Plants an error in a report that adds up, beyond what rounding hides.

Nothing here is shared with `luohu_fiscal.explain`: errors are made on the printed text of a number,
and whether an identity covers one is worked out from the findings on the sound report.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from luohu_fiscal.model.figures import Claim, Figure
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.money.amount import Amount
from luohu_fiscal.reconcile import Finding, Reconciliation

#: Identities whose two sides must agree; a list of one of these is closed or its sum says so.
_EQUAL = {"LF101", "LF102", "LF103", "LF104", "LF105", "LF106", "LF108", "LF301", "LF501"}
_LISTS = {"LF102", "LF103", "LF106"}
YUAN = {"元": 0, "千元": 3, "万元": 4, "百万元": 6, "亿元": 8, "万亿元": 12}


@dataclass(frozen=True)
class Planted:
    """An error: the report with it, and what was true: the figures, and their amounts before."""

    kind: str
    report: BudgetReport
    truth: Mapping[str, Amount | None]
    removed: Amount | None = None


Plant = Callable[[BudgetReport, str, random.Random], Planted | None]


# -- the slips, on printed text -----------------------------------------------------


def _texts(amount: Amount) -> tuple[str, str]:
    text = str(amount.printed)
    return ("-", text[1:]) if text.startswith("-") else ("", text)


def _amount(sign: str, digits: str, unit: str) -> Amount | None:
    whole = digits.split(".")[0]
    if not whole or (whole[0] == "0" and len(whole) > 1) or digits.endswith("."):
        return None
    return Amount(Decimal(sign + digits), unit)


def _unit(amount: Amount, draw: random.Random) -> Amount | None:
    others = [unit for unit in ("元", "万元", "亿元") if unit != amount.unit]
    return Amount(amount.printed, draw.choice(others)) if amount.printed else None


def _replaced(amount: Amount, draw: random.Random) -> Amount | None:
    sign, text = _texts(amount)
    at = draw.choice([i for i, c in enumerate(text) if c.isdigit()])
    digit = draw.choice([c for c in "0123456789" if c != text[at]])
    return _amount(sign, text[:at] + digit + text[at + 1 :], amount.unit)


def _length(amount: Amount, draw: random.Random) -> Amount | None:
    sign, text = _texts(amount)
    at = draw.choice([i for i, c in enumerate(text) if c.isdigit()])
    if draw.random() < 0.5:
        return _amount(sign, text[:at] + text[at + 1 :], amount.unit)
    return _amount(sign, text[:at] + draw.choice("0123456789") + text[at:], amount.unit)


def _transposed(amount: Amount, draw: random.Random) -> Amount | None:
    sign, text = _texts(amount)
    places = [i for i, c in enumerate(text) if c.isdigit()]
    if len(places) < 2:
        return None
    if draw.random() < 2 / 3:
        first = draw.randrange(len(places) - 1)
        one, two = places[first], places[first + 1]
    else:
        one, two = sorted(draw.sample(places, 2))
    if text[one] == text[two]:
        return None
    letters = list(text)
    letters[one], letters[two] = letters[two], letters[one]
    return _amount(sign, "".join(letters), amount.unit)


def _signed(amount: Amount, draw: random.Random) -> Amount | None:
    return Amount(-amount.printed, amount.unit) if amount.printed else None


def made(
    report: BudgetReport, figures: Iterable[Figure], claims: Iterable[Claim] | None = None
) -> BudgetReport:
    """The report made anew: a copy would keep the indexes of the one it was copied from."""
    fields = {name: getattr(report, name) for name in BudgetReport.model_fields}
    fields["figures"] = tuple(figures)
    if claims is not None:
        fields["claims"] = tuple(claims)
    return BudgetReport(**fields)


def _changed(report: BudgetReport, changes: Mapping[str, Amount]) -> BudgetReport:
    figures = tuple(
        one.model_copy(update={"amount": changes[one.id]}) if one.id in changes else one
        for one in report.figures
    )
    return made(report, figures)


def _slip(kind: str, make: Callable[[Amount, random.Random], Amount | None]) -> Plant:
    def plant(report: BudgetReport, identifier: str, draw: random.Random) -> Planted | None:
        before = report.by_id[identifier].amount
        after = make(before, draw)
        if after is None or after.value == before.value:
            return None
        return Planted(kind, _changed(report, {identifier: after}), {identifier: before})

    return plant


def _swapped(report: BudgetReport, identifier: str, draw: random.Random) -> Planted | None:
    one = report.by_id[identifier]
    account = [f for f in report.figures if f.statement == one.statement and f.statement]
    if one not in account or one is account[-1]:
        return None
    other = account[account.index(one) + 1]
    if other.amount.value == one.amount.value:
        return None
    exchanged = {one.id: other.amount, other.id: one.amount}
    truth = {one.id: one.amount, other.id: other.amount}
    return Planted("swapped", _changed(report, exchanged), truth)


def _part(report: BudgetReport, identifier: str, draw: random.Random) -> Planted | None:
    """A part of a list left out, or printed once more; under another name, or it would be a restatement."""
    one = report.by_id[identifier]
    if any(f.parent == identifier for f in report.figures) or not one.amount.printed:
        return None
    figures = list(report.figures)
    at = figures.index(one)
    if draw.random() < 0.5:
        del figures[at]
        claims = tuple(c for c in report.claims if identifier not in (c.figure, c.base_figure))
        return Planted(
            "part",
            made(report, figures, claims),
            {},
            one.amount,
        )
    copy = one.model_copy(update={"id": f"{identifier}.again", "label": f"{one.label}（续）"})
    figures.insert(at + 1, copy)
    return Planted(
        "part",
        made(report, figures),
        {identifier: None, copy.id: None},
    )


KINDS: Mapping[str, Plant] = {
    "unit": _slip("unit", _unit),
    "digit replaced": _slip("digit replaced", _replaced),
    "digit inserted or dropped": _slip("digit inserted or dropped", _length),
    "transposition": _slip("transposition", _transposed),
    "sign": _slip("sign", _signed),
    "swapped figures": _swapped,
    "part missing or doubled": _part,
}


# -- what covers a figure, on the sound report --------------------------------------


def equalities(sound: Reconciliation) -> list[Finding]:
    """The findings that an error in their figures must break once it is beyond their slack.

    A reading taken because it closes, and totals that happen to be equal where the document does
    not say that they balance, bind nothing: with an error there the report says something else.
    Nor does the closing of social insurance, which may be of the year or cumulative, or an account
    whose one total is of own revenue, so that what else there was to spend is not printed.
    """
    return [
        one
        for one in sound.findings
        if one.rule in _EQUAL
        and one.verdict.value in ("exact", "within_rounding")
        and "reading" not in {note.code for note in one.notes}
        and (one.rule, one.book) != ("LF104", "social_insurance")
        and not (one.rule in ("LF104", "LF105") and _of_own_revenue(sound, one))
        and (one.rule != "LF105" or "said_to_balance" in {note.code for note in one.notes})
        and len(one.terms) > 1
        and len({sound.figure(term).statement for term in one.terms}) == 1
    ]


def _of_own_revenue(sound: Reconciliation, finding: Finding) -> bool:
    return any(sound.figure(term).concept == "own_revenue" for term in finding.terms)


def moved_off(finding: Finding, sound: BudgetReport, planted: Planted) -> bool:
    """True where the error moves the sum by more than rounding of old and new could hide."""
    moved, slack = Decimal(0), finding.slack or Decimal(0)
    scale = Decimal(1).scaleb(-YUAN[finding.unit])
    for term in finding.terms:
        before = sound.by_id[term.figure].amount
        sign = term.sign if term.side == "stated" else -term.sign
        after = planted.report.by_id.get(term.figure)
        if after is None:
            moved -= sign * before.value * scale
        else:
            moved += sign * (after.value - before.value) * scale
            if after.amount != before:
                slack += after.amount.half * scale
        if planted.truth.get(term.figure, before) is None:
            moved += sign * before.value * scale
    assert finding.difference is not None
    return abs(finding.difference + moved) > slack


def covered(sound: Reconciliation, planted: Planted) -> bool:
    """True where some closed identity cannot hold any more."""
    return any(moved_off(one, sound.reports[0], planted) for one in equalities(sound))


# -- planting ----------------------------------------------------------------------


def plant_one(
    sound: Reconciliation, kind: str, draw: random.Random, tries: int = 200
) -> Planted | None:
    """An error of a kind at a figure of some closed identity, beyond what rounding hides."""
    found = [one for one in equalities(sound) if kind != "part missing or doubled" or _list(one)]
    if not found:
        return None
    ids = sorted({t.figure for one in found for t in one.terms if _may(kind, t.side)})
    for _ in range(tries):
        planted = KINDS[kind](sound.reports[0], draw.choice(ids), draw)
        if planted is not None and covered(sound, planted):
            return planted
    return None


def _list(finding: Finding) -> bool:
    return finding.rule in _LISTS and len(finding.terms) > 2


def _may(kind: str, side: str) -> bool:
    return kind != "part missing or doubled" or side == "calculated"
