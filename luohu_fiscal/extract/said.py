"""What the words around each number of a paragraph make of it: an amount, a change, a base, a rate.

The words before a number say more than its name: whether it is how large something was or by how much it
changed (少收X), of which year (上年的X), at which stage (年初预算X), or only what another is compared with
(比上年X, 占预算X的).  This module reads them number by number and binds nothing; `operands` does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from luohu_fiscal.extract.gaps import Gap, gap, name_in
from luohu_fiscal.extract.tokens import Token, TokenKind
from luohu_fiscal.model.vocabulary import Stage
from luohu_fiscal.wording import Wording

__all__ = ["Part", "Said", "measure", "named", "said"]

_SENTENCE, _CLAUSE = re.compile("[。！？]"), re.compile("[；;]")
_YEAR = re.compile(r"(20\d\d)(?:年|-)")
#: 比上年预算数, 与2023年度相比: who something is compared with, and no part of a name.
_AGAINST = re.compile(
    "(?:相?比|较|与|同)(?:上一?年?度?|去年|20[0-9][0-9]年度?)"
    "(?:同期|年初|调整|预算|执行|决算|完成|实际|数|的)*(?:相比)?"
    "|同比|相比|(?<!其)(?:相应)?各(?=$)"
)
#: “十三五”时期: the years of an earlier plan.
_PLAN = '[“"]?十[一二三四五六]五[”"]?(?:时期|期间)'
_OPENS, _CLOSES = "（(", "）)"


class Part(StrEnum):
    """What a number is in what its sentence says."""

    AMOUNT = "amount"
    CHANGE = "change"
    #: The amount something is compared with, or changed from.
    BASE = "base"
    RATE = "rate"


@dataclass(slots=True, eq=False)
class Said:
    """One number with what its words say.

    `lead` is what stands between the number before and it, within its sentence; `segment` the last part
    of that.  `direction` is +1 or -1, 0 where the words say either (增长（下降）), None where they say
    none.  `year` is 0 for the year before.
    """

    token: Token
    part: Part
    sentence: int
    clause: int
    depth: int
    lead: str
    segment: str
    label: str = ""
    direction: int | None = None
    year: int | None = None
    stage: Stage | None = None
    #: Which stage its words name: adjusted, initial, final, execution or budget (of either kind).
    measure: str = ""
    #: Its words stand for it alone: 由A, 比上年A, （上年A）.
    only_base: bool = False
    #: 增加到A: what became of a base.
    becomes: bool = False


def said(text: str, found: list[Token], words: Wording) -> list[Said]:
    """Each number of a paragraph with what its words say, in order.

    >>> from luohu_fiscal.extract.tokens import tokens
    >>> from luohu_fiscal.wording import wording
    >>> text = "支出由上年的98万元减少到92万元，少支6万元，降幅6.1%"
    >>> [(one.part.value, one.direction) for one in said(text, tokens(text), wording())]
    [('base', None), ('amount', None), ('change', -1), ('rate', -1)]
    """
    result: list[Said] = []
    position = sentence = clause = depth = 0
    topic: int | None = None
    for token in found:
        *ended, lead = _SENTENCE.split(text[position : token.start])
        if ended:
            sentence, clause, depth, topic = sentence + len(ended), 0, 0, None
        clause += len(_CLAUSE.findall(lead))
        depth = max(0, depth + _balance(lead))
        plain = _either(lead, words)
        taken = gap(plain)
        one = Said(token, Part.AMOUNT, sentence, clause, depth, plain, taken.segment.strip())
        if topic is None and (opened := _YEAR.match(plain.lstrip("，, "))):
            topic = int(opened[1])
        if token.kind is TokenKind.PERCENT:
            one.part, one.direction = Part.RATE, _rate_direction(plain, words)
        else:
            _amount(one, taken, result[-1] if result else None, text[token.end :], words)
        one.year = _period(one, taken, words)
        if one.year is None and one.part is Part.AMOUNT:
            one.year = topic
        result.append(one)
        position = token.end
    return result


def named(label: str, words: Wording) -> str:
    """A label where it names something of its own, "" where it is filler: 决算数, 预算安排."""
    return "" if words.cue("said", "filler").fullmatch(label) else label


def measure(text: str, words: Wording) -> str:
    """Which stage the words right before a number name, "" where they name none."""
    bare = words.cue("said", "book").sub("", text)
    return next((name for name in _STAGES if words.cue("said", name).search(bare)), "")


#: The stages in the order in which their words are looked for.
_STAGES = {
    "adjusted": Stage.ADJUSTED,
    "initial": Stage.BUDGET,
    "final": Stage.FINAL,
    "execution": Stage.EXECUTION,
    "budget": Stage.BUDGET,
}


def _balance(text: str) -> int:
    return sum((character in _OPENS) - (character in _CLOSES) for character in text)


def _either(lead: str, words: Wording) -> str:
    """增长（下降） is one word that says either."""
    rises, falls = words.cue("said", "rises").pattern, words.cue("said", "falls").pattern
    both = f"(?:{rises})[（(](?:{falls})[)）]|(?:{falls})[（(](?:{rises})[)）]"
    return re.sub(both, "增减", lead)


def _amount(one: Said, taken: Gap, before: Said | None, after: str, words: Wording) -> None:
    """Tell a change and a base from an amount."""
    one.measure = measure(one.segment, words)
    one.stage = _STAGES.get(one.measure)
    direction = _change_direction(one.segment, taken.inner, words)
    told = words.cue("said", "to").search(one.lead)
    if told and before is not None and before.only_base and before.sentence == one.sentence:
        one.becomes = True
        return
    if direction is not None:
        one.part, one.direction = Part.CHANGE, direction
        verb = _change_verb(one.segment, words)
        one.label = named(_label(one.segment[: verb.start()] if verb else "", words), words)
        return
    one.label = named(_label(one.segment, words), words)
    if _only_base(one, taken, after, words):
        one.part, one.only_base = Part.BASE, True


def _only_base(one: Said, taken: Gap, after: str, words: Wording) -> bool:
    """True of an amount that is named to be compared with."""
    return (
        _changed_from(one, after, words)
        or _compared(one, after, words)
        or _in_brackets(one, taken, words)
    )


def _changed_from(one: Said, after: str, words: Wording) -> bool:
    """The A in 由A增加到B."""
    start = words.cue("said", "from").search(one.segment)
    if not start or not words.cue("said", "to").search(re.split("[0-9]", after, maxsplit=1)[0]):
        return False
    one.label = named(_label(one.segment[: start.start()], words), words)
    return True


def _compared(one: Said, after: str, words: Wording) -> bool:
    """比上年A, 占预算A的B%."""
    compared = words.cue("said", "compared").search(one.segment)
    if compared is None:
        return False
    what = compared["what"]
    prior = words.cue("said", "prior").pattern
    period = re.search(f"{prior}|20[0-9][0-9]年|{_PLAN}", what)
    against = re.match("比|较|与|同|对比|高|低|多|少|大|小|超", compared[0])
    joins = re.match("与|同", compared[0])  # A与B支出 joins two names, 与上年 compares
    if against and (
        (period and (not joins or period.start() == 0))
        or (not joins and words.cue("said", "budget").search(what))
    ):
        one.label = ""
        return True
    if not against and re.match(r"的[^，。；]{0,6}?[0-9.]+ ?%", after):
        one.label = named(_label(what, words), words)
        return True
    return False


def _in_brackets(one: Said, taken: Gap, words: Wording) -> bool:
    """比上年（A）, （上年A）."""
    if taken.opens is None:
        return False
    prior = words.cue("said", "prior").pattern
    outside = taken.raw[: len(taken.raw) - len(taken.opens) - 1]
    ends = f"(?:{prior}|20[0-9][0-9]年)[^，。；（(]{{0,12}}$"
    if re.search(ends, outside) and not named(_label(taken.opens, words), words):
        return True
    return bool(re.fullmatch(f"(?:{prior})[^，。；]{{0,8}}", taken.opens))


def _label(segment: str, words: Wording) -> str:
    label = name_in(_AGAINST.sub("", segment), words).label
    label = re.sub(f"^(?:{words.cue('said', 'prior').pattern})(?:的)?", "", label)
    return name_in(label, words).label


def _change_verb(segment: str, words: Wording) -> re.Match[str] | None:
    cues = words.cues["said"]
    verbs = "|".join(cues[name].pattern for name in ("rises", "falls"))
    short = "|".join(cues[name].pattern for name in ("rises_short", "falls_short"))
    end = cues["change_end"].pattern
    found = re.search(f"(?<!新)(?P<verb>增减|{verbs}){end}", segment)
    if found is None and cues["comparison"].search(segment):
        found = re.search(f"(?<!新)(?P<verb>{short}){end}", segment)
    return found


def _change_direction(segment: str, inner: str, words: Wording) -> int | None:
    """+1, -1 or 0 (either) where the words say that the amount is a change."""
    found = _change_verb(segment, words)
    if found is None:
        return None
    tail = segment[found.end("verb") :]
    compares = words.cue("said", "comparison").search(inner)
    if re.search("收入|支出|资金|预算|投入", tail) and not compares:
        return None  # 增加支出X spends X more on something: it names no amount that changed
    return _sign(found["verb"], words)


def _sign(verb: str, words: Wording) -> int:
    if verb == "增减":
        return 0
    falls = f"(?:{words.cue('said', 'falls').pattern}|{words.cue('said', 'falls_short').pattern})"
    return -1 if re.fullmatch(falls, verb) else 1


def _rate_direction(lead: str, words: Wording) -> int | None:
    """+1, -1 or 0 (either) where the words right before a rate say that something grew or fell."""
    cues, end = words.cues["said"], words.cue("said", "rate_end").pattern
    up = f"{cues['rate_up'].pattern}|{cues['rises'].pattern}|增|升"
    down = f"{cues['rate_down'].pattern}|{cues['falls'].pattern}|减|降"
    found = re.search(f"(?:(?P<either>增减|升降|变动)|(?P<down>{down})|(?P<up>{up})){end}", lead)
    if found is None:
        return None
    if found["either"]:
        return 0
    return -1 if found["down"] else 1


def _period(one: Said, taken: Gap, words: Wording) -> int | None:
    """The year the words of a number name: 0 for the year before."""
    segment = one.segment
    if one.part is Part.BASE and taken.opens is not None:
        segment = taken.raw
    if one.part is not Part.BASE:
        # 比2023年增加 names a year to compare with, not that of the number.
        segment = re.sub(r"(?:比|较|与|同|对比)[^，。；]{0,16}?(?:年度?|同期)", "", segment)
    years = list(_YEAR.finditer(segment))
    if years:
        return int(years[-1][1])
    return 0 if words.cue("said", "prior").search(segment) else None
