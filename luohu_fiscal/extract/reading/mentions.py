"""Amounts of running text as mentions: what their words allow them to be, and nothing of sums.

Each feature is a pure function of the text around the amount.  The grammar turns features into costs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from luohu_fiscal.extract.draft import Context, DraftFigure
from luohu_fiscal.extract.gaps import changes
from luohu_fiscal.extract.sums import Printed, on_one_scale
from luohu_fiscal.extract.terms import (
    CLOSING,
    KINDS,
    OWN,
    SHARED,
    STRUCTURAL,
    TOTALS,
    Terms,
    is_bare,
)
from luohu_fiscal.extract.walk import is_lump
from luohu_fiscal.model.vocabulary import Book, Side
from luohu_fiscal.wording import Wording

__all__ = ["SIDES", "Mention", "mentions_of"]

#: The sides by number.
SIDES = (Side.RESOURCES, Side.USES)

_STOP = re.compile("[。！？]")
_ENUMERATED = re.compile(
    r"^\s*(?:[(（]?[0-9一二三四五六七八九十]{1,3}[)）.、．]|[①-⑳]|[—–－-]{1,3}|其中[:：])"
)
#: A total in whatever words: 总规模, 安排使用的规模, 合计.
_TOTAL_WORD = re.compile("总[计量额]|合计|共计|规模|总(?:收入|支出|财力|来源)|财力|资金来源")
_CAUSE = re.compile(
    "原因|因素|主要(?:是|为)?(?:由于|因|受)|由于|基数|一次性|主要是(?:上年|去年|20[0-9]{2}年|当年|本年)"
)
#: What is owed is a stock, and no line of an account.
_OWED = re.compile("债务(?:总|的)?(?:余额|限额)|(?:余额|限额)(?:为|是|达)?$")
#: Raising, granting and spending money for a purpose: no line of an account.
_ACTS = re.compile("争取|落实|下达|拨付|筹措|筹集|统筹|收回|盘活")
#: The books that borrow nothing (Budget Law 预算法, article 35).
_WITHOUT_DEBT = frozenset({Book.STATE_CAPITAL, Book.SOCIAL_INSURANCE})
_TAKEN_OFF = re.compile("减去|扣除")
#: 年初预算X，实际完成Y.
_OUTCOME = re.compile("完成|执行|实际|决算")
#: 分项情况：甲X、乙Y.
_INLINE = re.compile("(?:情况|项目|构成|如下|分项|分别)[:：]")
#: Passed down or received, as the side it stands on says.
_EITHER_WAY = re.compile("^(?:(?!收入|支出).)*(?:转移支付|补助)(?:资金|额)?$")
#: The revenue of one fund or scheme is not that of its book.
_ONE_FUND = re.compile("土地|收益|出让|彩票|污水|配套|养老|医疗|失业|工伤|车辆|水利|补偿")
_KIND = re.compile("(?:地方级?)?(?:税收|非税)(?:收入)?")
_MOVED = re.compile("(?:增长|下降|减少|增加|减支|增支|减收|增收|短收|少收|压减|多收)")
_COLON = re.compile("[:：]\\s*$")
#: 按功能科目划分，…分项情况如下：: what follows is all of it.
_COMPOSED = re.compile("(?:划分|构成|组成|分项|分科目|分功能)(?!.*主要)[^。；;]*[:：]\\s*$")
_LIST_AHEAD = re.compile(
    "^[^。；;，,]{0,12}(?:[,，]\\s*)?(?:[（(]\\s*)?(?:其中|包括|含|具体|分别|由|主要)|^[（(]|^[:：]"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One amount of a passage, with what its words say.

    `separator` is the strongest mark since the amount before: ``paragraph``, ``stop``, ``semicolon``,
    ``comma``, ``pause`` (、) or ``none``.  `cue` is the last list word there.  `other` says why it is
    likely no line of the account: ``change``, ``cause``, ``context`` (another year or stage).  `colon` says
    that a colon announced it, `composed` that it announced all there is.
    """

    number: int
    printed: Printed
    draft: DraftFigure
    label: str
    separator: str
    cue: str | None
    opens: int
    closes: int
    side: int | None
    names: str
    totals: str
    other: str
    enumerated: bool
    announces: bool
    colon: bool
    composed: bool


def mentions_of(
    figures: Sequence[DraftFigure], context: Context, words: Wording, terms: Terms
) -> list[Mention]:
    """The amounts of one passage as mentions, in printed order."""
    printed = on_one_scale([figure.amount for figure in figures])
    found: list[Mention] = []
    paragraph = -1
    colon = composed = False
    subject = ""
    for number, (figure, amount) in enumerate(zip(figures, printed, strict=True)):
        lead = figure.lead
        assert lead is not None
        new = lead.paragraph != paragraph
        paragraph = lead.paragraph
        subject = "" if new else subject
        label = lead.name.label
        if not label and subject and _OUTCOME.search(lead.between.segment):
            label = subject  # 年初预算X，实际完成Y: Y is what X was planned for
        one = _mention(
            number, amount, figure, label, context, words, terms, new=new, colon=new and colon,
            composed=new and composed,
        )  # fmt: skip
        found.append(one)
        subject = one.label if one.names in ("own", "total") else subject
        colon = bool(_COLON.search(lead.after))
        composed = bool(_COMPOSED.search(lead.after))
    return found


def _mention(
    number: int,
    printed: Printed,
    figure: DraftFigure,
    label: str,
    context: Context,
    words: Wording,
    terms: Terms,
    *,
    new: bool,
    colon: bool,
    composed: bool,
) -> Mention:
    lead = figure.lead
    assert lead is not None
    since = lead.since
    clause = _STOP.split(since)[-1]
    cue = _cue(clause, words)
    lump = is_lump(lead.between) and bool(_TAKEN_OFF.search(clause))
    side = _side(label, figure, context, terms)
    concept = terms.of(label, context, SIDES[side] if side is not None else None)
    return Mention(
        number=number,
        printed=printed,
        draft=figure,
        label=label,
        separator="paragraph" if new else _separator(since),
        cue=cue,
        opens=since.count("（") + since.count("("),
        closes=since.count("）") + since.count(")"),
        side=side,
        names=_names(label, concept.id if concept else None),
        totals="words" if lump or _TOTAL_WORD.search(label) else "",
        other=_other(figure, context, words),
        enumerated=new and bool(_ENUMERATED.search(since)),
        announces=bool(_LIST_AHEAD.search(lead.after)),
        colon=colon or (cue is None and not new and bool(_INLINE.search(clause))),
        composed=composed,
    )


def _separator(since: str) -> str:
    """The strongest mark between two amounts of a paragraph."""
    if _STOP.search(since):
        return "stop"
    if re.search("[；;]", since):
        return "semicolon"
    if re.search("[，,：:（(）)]", since):
        return "comma"
    return "pause" if re.search("[、和及]", since) else "none"


def _cue(clause: str, words: Wording) -> str | None:
    """The list word that ends last; the longer of two at one place."""
    found = max(
        (
            (match.end(), -order, name)
            for order, name in enumerate(("add", "subtract", "open", "closed", "either"))
            for match in words.cue("lists", name).finditer(clause)
        ),
        default=None,
    )
    return found[2] if found else None


def _side(label: str, figure: DraftFigure, context: Context, terms: Terms) -> int | None:
    """The side a label names: by its last word, else by the concept that only one side has."""
    if _EITHER_WAY.search(label):
        return None
    income, outgo = label.rfind("收入"), label.rfind("支出")
    if income != outgo:
        return 0 if income > outgo else 1
    here = [
        number for number, side in enumerate(SIDES) if terms.of(label, context, side) is not None
    ]
    return here[0] if len(here) == 1 else None


def _names(label: str, concept: str | None) -> str:
    """What kind of name it is, for the costs."""
    if not label:
        return "none"
    if concept in TOTALS:
        return "total"
    if (concept in OWN or is_bare(label)) and not _ONE_FUND.search(label):
        return "own"
    if concept in CLOSING:
        return "closing"
    if concept in STRUCTURAL:
        return "structural"
    if concept in KINDS and _KIND.fullmatch(label):
        return "kind"
    return "known" if concept else "unknown"


def _other(figure: DraftFigure, context: Context, words: Wording) -> str:
    """Why an amount is likely no line: it tells a change, a reason, or another year or stage."""
    lead = figure.lead
    assert lead is not None
    segment = lead.between.segment
    if changes(segment, words) and not re.search("(?:新增|增加)[^，,]{2,}(?:收入|支出)", segment):
        return "change"
    clause = re.split("[。；;]", lead.since)[-1]
    if _CAUSE.search(clause) or (_MOVED.search(lead.since) and "（主要" in lead.since):
        return "cause"
    if _OWED.search(lead.between.segment) or _ACTS.match(lead.name.label):
        return "context"
    if SHARED.search(lead.name.label):
        return "context"
    if context.book in _WITHOUT_DEBT and "债" in lead.name.label:
        return "context"
    here = figure.context
    if figure.parent is not None and here == figure.parent.context:
        return ""  # its stage is that of the list it was put under, and no word of its own
    if here.year is not None and context.year is not None and here.year != context.year:
        return "context"
    if here.stage is not None and context.stage is not None and here.stage is not context.stage:
        return "context"
    return ""
