"""The enumerators of Chinese official papers, and the depth of the heading they open.

一、 opens a part (1), （一） a section (2), 1. an item (3), (1) or ① a sub-item (4).
"""

from __future__ import annotations

import re

__all__ = ["MAX_HEADING", "depth_of", "ends_sentence", "is_heading", "says_amount", "starts_bullet"]

_HAN = "(?:[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_DEPTHS = (
    (1, re.compile(rf"{_HAN}[、，．.]|第{_HAN}(?:部分|章|篇)")),
    (2, re.compile(rf"[（(〔][ ]?{_HAN}[ ]?[）)〕]")),
    # 1.5亿元 and 2024.1 are numbers; 1、2号线 is a list of two.
    (3, re.compile(r"\d{1,2}[ ]?(?:[.．](?![\d％%])|、(?!\d))")),
    (4, re.compile(r"[（(][ ]?\d{1,2}[ ]?[）)]|\d{1,2}[）)]|[①-⑳⑴-⒇㈠-㈩]")),
)
_BULLET = re.compile(r"[-—–－]{1,4}\s?(?=[^\d\s])|[•●○■◆▪·★☆►▶*\uf000-\uf0ff]\s?")
_TERMINAL = re.compile(r"[。！？!?；;：:…][”’」』）)】》\"]*$")
_SENTENCE = re.compile(r"[。！？；：:](?=.)")
#: A heading names something; a sentence with an amount or a rate in it says something.
_AMOUNT = re.compile(r"\d\s*(?:%|[万千百]*[亿万]?元)")
#: A longer text is no heading.
MAX_HEADING = 80


def depth_of(text: str) -> int:
    """The depth of the enumerator a text starts with; 0 where it starts with none.

    >>> [depth_of(t) for t in ("十一、收入", "（二）支出", "3.债务", "（1）税收")]
    [1, 2, 3, 4]
    >>> [depth_of(t) for t in ("1.5亿元", "八一、记者节", "收入")]
    [0, 0, 0]
    """
    for depth, pattern in _DEPTHS:
        if pattern.match(text):
            return depth
    return 0


def starts_bullet(text: str) -> bool:
    """True where a text starts with a bullet or bullet dash; a minus sign is none.

    >>> starts_bullet("——固定资产投资"), starts_bullet("-6,197万元"), starts_bullet("● 收入")
    (True, False, True)
    """
    return _BULLET.match(text) is not None


def ends_sentence(text: str) -> bool:
    """True where the last character closes a sentence or clause, brackets and quotes aside.

    >>> ends_sentence("平衡。"), ends_sentence("（见附件。）"), ends_sentence("收入总量为")
    (True, True, False)
    """
    return _TERMINAL.search(text[-8:]) is not None


def says_amount(text: str) -> bool:
    """True where an amount of money or a rate stands in a text.

    >>> says_amount("收入990,000万元"), says_amount("2024年收入表")
    (True, False)
    """
    return _AMOUNT.search(text) is not None


def is_heading(text: str) -> bool:
    """True for an enumerated line that only names what follows.

    >>> is_heading("一、2023年预算执行情况"), is_heading("（一）一般公共预算。全市收入增长")
    (True, False)
    >>> is_heading("1.税收收入990,000万元")
    False
    """
    if not depth_of(text) or len(text) > MAX_HEADING or text.endswith(("；", ";")):
        return False
    return not (_SENTENCE.search(text) or _AMOUNT.search(text))
