"""Yearly averages 年均: the two amounts between which a rate compounds, and the years it does so over.

从2015年的A增加到2020年的B，年均增长G names both ends and their years.  Where it names no years, a count
of them (五年来) or a plan (“十四五”时期) is kept as the basis; what neither tells is left unbound.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from luohu_fiscal.extract.draft import DraftClaim, DraftFigure
from luohu_fiscal.extract.gaps import name_in
from luohu_fiscal.model.periods import period_named
from luohu_fiscal.model.vocabulary import Basis
from luohu_fiscal.wording import Wording

__all__ = ["bind_average"]

#: So many characters before an amount are looked at for its name and year, and for years named in
#: its sentence four times as many: no clause is longer, and a hostile one is cheap.
_BEHIND = 120
#: The first words of a paragraph, in which it says which years it speaks of.
_OPENING = 40
_CLAUSE = re.compile("[，,。；;：:！？]")
_SENTENCE = re.compile("[。；;！？]")


def bind_average(
    claim: DraftClaim, text: str, recent: Sequence[DraftFigure], words: Wording
) -> None:
    """Bind an average to the amounts of its sentence, if its words lead from one to the other.

    `text` is the paragraph; `recent` the amounts of the sentence so far.
    """
    if claim.basis is not Basis.AVERAGE or claim.comparable or len(recent) < 2:
        return
    *before, one, other = recent
    behind = text[other.token.end : claim.token.start]
    between = text[one.token.end : other.token.start]
    told = words.cue("averages", "rate").fullmatch(behind[: _BEHIND + 1])
    if told is None or len(between) > _BEHIND:
        return
    begun = max(before[-1].token.end if before else 0, one.token.start - _BEHIND)
    lead = text[begun : one.token.start]
    for name, onward in (("from", "to"), ("first", "then")):
        opens = words.cue("averages", name).search(lead)
        goes_on = words.cue("averages", onward).fullmatch(between)
        if opens and goes_on:
            subject = _subject(lead[: opens.start()], opens.groupdict().get("of"), before, words)
            _bind(claim, one, other, (opens, goes_on), subject, words)
            break
    else:
        over = words.cue("averages", "over").fullmatch(between)
        if over is None:
            return
        years = list(re.finditer("(?P<year>20[0-9]{2})年", _CLAUSE.split(lead)[-1]))
        subject = _subject(lead, None, before, words)
        _bind(claim, other, one, (over, years[-1] if years else None), subject, words)
    if claim.base is not None:
        near = text[max(0, one.token.start - 4 * _BEHIND) : one.token.start]
        sentence = _SENTENCE.split(near)[-1]
        claim.basis_text = _period((text[:_OPENING], sentence, told["count"] + "年均"), words)


def _free(figure: DraftFigure) -> bool:
    """True of an amount that is no line of an account, and so of whatever year its words say."""
    return figure.account is None and figure.parent is None


def _may_be_of(figure: DraftFigure, year: int | None) -> bool:
    """True unless an account says otherwise what year an amount is of."""
    return _free(figure) or (year is not None and figure.context.year == year)


def _bind(
    claim: DraftClaim,
    start: DraftFigure,
    end: DraftFigure,
    said: tuple[re.Match[str], re.Match[str] | None],
    subject: str | None,
    words: Wording,
) -> None:
    """Make the rate one from `start` to `end`, each in its year where both years are printed."""
    if subject is None:
        return
    first, last = (None if one is None else _year(one) for one in said)
    both = first is not None and last is not None
    if not (_may_be_of(start, first) and _may_be_of(end, last)):
        return
    start.context = replace(start.context, year=first if both else None)
    if last is not None:
        end.context = replace(end.context, year=last)
    for figure in (start, end):
        figure.label = subject if subject and _free(figure) else figure.label
    claim.figure, claim.base = end, start


def _year(match: re.Match[str]) -> int | None:
    found = match.groupdict()
    if found["year"]:
        return int(found["year"])
    plan = period_named(found.get("plan") or "")
    return None if plan is None else plan.last


def _subject(
    lead: str, inside: str | None, before: Sequence[DraftFigure], words: Wording
) -> str | None:
    """What the amounts are of, "" where that is not said; None of a sum over several years."""
    own = (inside or "").removeprefix("的").removesuffix("的")
    segment = own or _CLAUSE.split(lead)[-1]
    if words.cue("averages", "summed").search(segment):
        return None
    label = name_in(segment, words).label
    # 收入累计完成X，从2020年的A增加到…: the name was said with the amount before.
    at_once = before and not segment and not _SENTENCE.search(lead)
    return label or (before[-1].label if at_once else "")


def _period(texts: Sequence[str], words: Wording) -> str:
    """How the years of the average are named, in the nearest of these texts that names them."""
    for text in reversed(texts):
        found = list(words.cue("averages", "period").finditer(text))
        if found:
            return found[-1][0].removesuffix("年均")
    return ""
