"""The words between two tokens: brackets opened and closed, list cues, and the name before a number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from luohu_fiscal.model.vocabulary import Level
from luohu_fiscal.wording import Wording

__all__ = [
    "Gap",
    "Name",
    "bare_of_scope",
    "before_colon",
    "changes",
    "gap",
    "name_after",
    "name_in",
]

_OPEN, _CLOSE = "（(", "）)"
_QUOTED = re.compile(r"《[^》]*》|“[^”]*”|〔[^〕]*〕|\[[^\]]*\]")
_SEPARATOR = re.compile(r"[，,。；;：:、！？!?（）()]|(?<![0-9])\.(?![0-9])")
_SENTENCE = re.compile(r"[。！？]")
_CLAUSE = re.compile(r"[。；;！？]")


@dataclass(frozen=True, slots=True)
class Gap:
    """The text since the token before, taken apart.

    `raw` is all of it; `outer` what stands outside brackets that were opened and closed in it;
    `closes` counts the brackets it closes that were open before; `opens` is the text inside a bracket
    it leaves open, with `opens_at_once` when nothing stands between the token before and that bracket.
    """

    raw: str
    outer: str
    closes: int = 0
    opens: str | None = None
    opens_at_once: bool = False

    @property
    def inner(self) -> str:
        """The text that leads up to the token: inside the open bracket where there is one."""
        return self.outer if self.opens is None else self.opens

    @property
    def breaks_sentence(self) -> bool:
        """A sentence ended since the token before."""
        return bool(_SENTENCE.search(self.inner))

    @property
    def breaks_clause(self) -> bool:
        """A sentence or a semicolon part ended since the token before."""
        return bool(_CLAUSE.search(self.inner))

    @property
    def clause(self) -> str:
        """What stands since the last full stop or semicolon."""
        return _CLAUSE.split(self.inner)[-1]

    @property
    def segment(self) -> str:
        """What stands since the last separator, or before it where nothing but filler does."""
        return _segments(self.inner)[-1]


#: 市本级（含高新区） is one name; its bracket is no remark.
_SCOPE_BRACKET = re.compile(r"(?<=[级市区县省州])[（(](含[^（）()，,]{2,20})[)）]")
#: 市级（含高新区，下同）: from here on 市级 says it all.
_SCOPE_DEFINED = re.compile(r"(?<=[级市区县省州])[（(]含[^（）()，,]{2,20}[，,](?:以)?下同[)）]")


def _segments(text: str) -> list[str]:
    """The parts between separators; a separator inside a quotation does not separate."""
    masked = _QUOTED.sub(lambda match: "“" * len(match[0]), text)
    cuts = [0, *(match.end() for match in _SEPARATOR.finditer(masked)), len(text) + 1]
    ends = [*(match.start() for match in _SEPARATOR.finditer(masked)), len(text)]
    return [text[start:end] for start, end in zip(cuts, ends, strict=False)]


def gap(text: str) -> Gap:
    """Take the text between two tokens apart.

    >>> gap("万元（主要为甲收入").opens
    '主要为甲收入'
    >>> gap("等），地方政府专项债务转贷收入").closes
    1
    """
    text = _SCOPE_BRACKET.sub(_one_name, _SCOPE_DEFINED.sub("", text))
    closes = 0
    stack: list[int] = []
    outer: list[str] = []
    first_open = None
    for position, character in enumerate(text):
        if character in _OPEN:
            if not stack:
                first_open = position
            stack.append(position)
        elif character in _CLOSE:
            if stack:
                stack.pop()
            else:
                closes += 1
                outer.clear()
        elif not stack:
            outer.append(character)
    if stack and first_open is not None:
        before = text[:first_open].strip(" 　")
        return Gap(text, "".join(outer), closes, text[stack[-1] + 1 :], not before)
    return Gap(text, "".join(outer), closes)


#: 支出：X and no more.
_NAMED_BY_COLON = re.compile(
    r"(?:^|[。；;])[^，,。；;：:、（()）]{0,16}(?:收入|支出|[总合]计|余额|限额)[：:]\s*$"
)


def before_colon(between: Gap) -> Gap:
    """收入：X names its amount before the colon.

    >>> before_colon(gap("一般公共预算支出：")).segment, before_colon(gap("其中：")).segment
    ('一般公共预算支出', '')
    """
    named = _NAMED_BY_COLON.search(between.raw)
    return gap(between.raw.rstrip("：: ")) if named else between


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands before a number, and the scope that was said with it."""

    label: str
    scope: str = ""
    level: Level | None = None
    raw: str = ""
    #: What the named line is added to, in 一般公共预算收入加上转移性收入X.
    beside: str = ""


def name_in(text: str, words: Wording) -> Name:
    """The name a stretch of text gives to the number that follows: scope and filler taken off.

    >>> from luohu_fiscal.wording import wording
    >>> name_in("2025年全市地方一般公共预算收入预计完成", wording()).label
    '地方一般公共预算收入'
    """
    label = text
    scope, level = "", None
    while True:
        before = label
        label = _strip(label, words)
        for name, kind in (
            ("consolidated", Level.CONSOLIDATED),
            ("own_level", Level.OWN_LEVEL),
            ("zone", None),
        ):
            match = words.cue("scopes", name).match(label)
            rest = label[match.end() :] if match else ""
            # 市级收入 may be a line of 全市收入; a zone's 收入 is its own.
            if match and not scope and rest and (kind is None or rest not in ("收入", "支出")):
                scope, level = words.scope_name(plain_scope(match[0])), kind
                label = label[match.end() :]
        if label == before:
            break
    *beside, label = _ADDED.split(_VERB_INSIDE.sub("", label.strip("的 ")))
    return Name(label, scope, level, text, beside[0] if beside else "")


def bare_of_scope(name: Name, words: Wording) -> Name:
    """全市收入 in plain text is the 收入 of 全市; in a list 市级收入 may be a line of 全市收入, and is one name.

    >>> from luohu_fiscal.wording import wording
    >>> bare_of_scope(Name("全市收入"), wording()).scope
    '全市'
    """
    for kind, level in (("consolidated", Level.CONSOLIDATED), ("own_level", Level.OWN_LEVEL)):
        match = words.cue("scopes", kind).match(name.label)
        if match is None or match[0] == "本级":
            continue  # 本级收入 is what every government calls its own
        if not name.scope and name.label[match.end() :] in ("收入", "支出"):
            rest = name.label[match.end() :]
            scope = words.scope_name(plain_scope(match[0]))
            return Name(rest, scope, level, name.raw, name.beside)
    return name


#: 社会保险基金安排支出 is 社会保险基金支出 with its verb inside.
_VERB_INSIDE = re.compile(
    r"(?:(?:相应|对应)?拟?安排|完成|预计|预期|实现)(?=总?(?:收入|支出)|合计|总计)|代编"
)
#: 一般公共预算收入加预计转移性收入X: the amount is that of what is added.
_ADDED = re.compile(r"(?<=收入|支出)加(?:上(?![年级解]))?(?:预计)?(?=[一-鿿])")


def _strip(label: str, words: Wording) -> str:
    if match := words.cue("strip", "head").match(label):
        label = label[match.end() :]
    if words.scope and label.startswith(words.scope):
        label = label[len(words.scope) :]
    if match := re.search(f"(?:{words.cue('strip', 'tail').pattern})$", label):
        label = label[: match.start()]
    return label


def name_after(text: str) -> str:
    """The name that follows a number: 安排70,000万元支持产业高质量发展."""
    match = re.match(r"[，,]?(?:用于|支持|推进|推动|建设|落实)?[^，,。；;：:、（(]{2,24}", text)
    # What grew or fell, what is compared and what comes next with a number of its own is no name.
    if match is None or _NO_NAME.match(match[0]) or re.search("[0-9]", match[0]):
        return ""
    return match[0].strip("，, ")


_NO_NAME = re.compile(
    "[，,]?(?:增|减|升|降|上升|下降|比|较|与|同比|同上|占|完成|为|合计|总计|共计|超|低于|高于|其中|主要|全部|的"
    "|包括|分别|短收|少收|多收)"
)


def _one_name(bracket: re.Match[str]) -> str:
    """市级（含甲区、乙区） as one name, which no separator inside it splits."""
    return f"〖{bracket[1].replace('、', '·')}〗"


def plain_scope(scope: str) -> str:
    """A scope as printed, with the brackets it was printed with."""
    inside = scope.replace("·", "、") if "〖" in scope else scope
    return inside.replace("〖", "（").replace("〗", "）")


_CHANGE_END = r"(?:了|额|额度|数|近|约|超过?|为|达)*$"


def changes(text: str, words: Wording) -> int:
    """+1 where the words before a number say it is an increase, -1 a decrease, 0 neither.

    >>> from luohu_fiscal.wording import wording
    >>> changes("比上年减收", wording()), changes("新增", wording()), changes("税收收入", wording())
    (-1, 0, 0)
    """
    for name, sign in (("up", 1), ("down", -1)):
        if re.search(f"(?<!新)(?:{words.cue('change', name).pattern}){_CHANGE_END}", text):
            return sign
    return 0
