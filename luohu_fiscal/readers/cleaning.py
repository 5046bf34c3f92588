"""Characters as a person reads them, each tied to the place it came from.

A reader's text layer carries what no eye sees: spaces that typesetting put between Chinese and
digits, zero-width marks, full-width digits, the radicals some PDF fonts give for plain characters.
`Text` removes these and keeps, for each character left, its offset in the raw text.
Two numbers that a space keeps apart stay apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from luohu_fiscal.money.amount import normalise_digits

__all__ = [
    "Text",
    "collapse",
    "collapse_span",
    "display_width",
    "is_printed",
    "is_word_gap",
    "normalise",
    "normalise_char",
    "set_in",
    "strip",
]


class Text(NamedTuple):
    """Characters and, for each of them, its offset in the raw text."""

    text: str
    offsets: tuple[int, ...]


_EMPTY = Text("", ())

# Printed nothing, so they part nothing: control bytes, zero-width marks, soft hyphens, joiners.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
_TO_CLEAN = re.compile(rf"\s|{_INVISIBLE.pattern}")
_BLANKS = re.compile(rf"(?:{_TO_CLEAN.pattern})+")
_INVISIBLE_START = re.compile(rf"^(?:{_INVISIBLE.pattern})+")
# Kangxi radicals and compatibility ideographs: fonts give them for the everyday character.
_COMPATIBLE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
# Radicals that NFKC leaves alone, though fonts give them for the simplified character itself.
_RADICALS = dict(
    zip(
        map(ord, "⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰"),
        "民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙",
        strict=True,
    )
)


def normalise_char(char: str) -> str:
    """One character as a person reads it; always exactly one character.

    >>> normalise_char("⼀"), normalise_char("５"), normalise_char("％")
    ('一', '5', '%')
    """
    if _COMPATIBLE.match(char):
        plain = unicodedata.normalize("NFKC", char).translate(_RADICALS)
        return plain if len(plain) == 1 else char
    return normalise_digits(char)


def normalise(text: str) -> str:
    """Every character normalised, one for one, so that positions stay what they were."""
    if text.isascii():
        return text
    if _COMPATIBLE.search(text):
        return "".join(map(normalise_char, text))
    return normalise_digits(text)


def is_printed(char: str) -> bool:
    """False for control bytes and zero-width marks, which no reader of the page can see."""
    return not _INVISIBLE.match(char)


def _is_latin(char: str) -> bool:
    return "!" <= char <= "~" or "\u00c0" <= char <= "\u024f"


def collapse(raw: str, offsets: Sequence[int]) -> Text:
    """Typeset spaces removed, word spaces kept: the text as read, with its offsets.

    A space stands only between two Latin characters or digits; a tab or a gap of four spaces and
    more also keeps apart what stands in columns.

    >>> collapse("收入 1,395,034 万元，增长 ５６.1 %", range(28)).text
    '收入1,395,034万元，增长56.1%'
    >>> collapse("12 34", range(5)).text
    '12 34'
    """
    raw = normalise(raw)
    if not _TO_CLEAN.search(raw):
        return Text(raw, tuple(offsets))
    pieces: list[str] = []
    places: list[int] = []
    position = 0
    for blank in _BLANKS.finditer(raw):
        start, end = blank.span()
        if start > position:
            pieces.append(raw[position:start])
            places.extend(offsets[position:start])
        # What prints nothing does not begin a gap either.
        gap = _INVISIBLE_START.sub("", blank[0])
        if gap and pieces and end < len(raw) and _keeps_apart(pieces[-1][-1], gap, raw[end]):
            pieces.append(" ")
            places.append(offsets[end - len(gap)])
        position = end
    pieces.append(raw[position:])
    places.extend(offsets[position:])
    return Text("".join(pieces), tuple(places))


def collapse_span(raw: str, start: int) -> tuple[str, int, int]:
    """As `collapse`, of what stands at `start` of the raw text: the text, its start and its end.

    A cell needs no more of its offsets, and there are many cells.

    >>> collapse_span(" 1,395 034 ", 100), collapse_span("收入", 7), collapse_span(" ", 3)
    (('1,395 034', 101, 110), ('收入', 7, 9), ('', 3, 3))
    """
    if not _TO_CLEAN.search(raw):
        return normalise(raw), start, start + len(raw) if raw else start
    clean = collapse(raw, range(start, start + len(raw)))
    if not clean.text:
        return "", start, start
    return clean.text, clean.offsets[0], clean.offsets[-1] + 1


def is_word_gap(before: str, after: str) -> bool:
    """True where a space between two characters parts words or numbers, and is no typesetting.

    >>> is_word_gap("5", "6"), is_word_gap("年", "6")
    (True, False)
    """
    return _is_latin(before) and _is_latin(after)


def _keeps_apart(before: str, gap: str, after: str) -> bool:
    if "\t" in gap or len(gap) >= 4:
        return True
    if after == "%" and before.isdigit():
        return False
    return is_word_gap(before, after)


def strip(text: str, offsets: Sequence[int]) -> Text:
    """Leading and trailing white space removed, with its offsets.

    >>> strip("  收入 ", range(5))
    Text(text='收入', offsets=(2, 3))
    """
    left = len(text) - len(text.lstrip())
    bare = text.strip()
    return Text(bare, tuple(offsets[left : left + len(bare)])) if bare else _EMPTY


def display_width(text: str) -> float:
    """The width of a line in Chinese characters: a digit or Latin letter counts one half.

    >>> display_width("收入12"), display_width("收入")
    (3.0, 2.0)
    """
    return sum(0.5 if char < "\u1100" or "\uff61" <= char <= "\uffdc" else 1.0 for char in text)


def set_in(text: str) -> float:
    """How far white space at its start sets a text in, in Chinese characters.

    >>> set_in("  增值税"), set_in("增值税")
    (1.0, 0.0)
    """
    if not text[:1].isspace():
        return 0.0
    space = text[: len(text) - len(text.lstrip())]
    return sum((1.0 if char in "\u3000\u2003" else 0.5 for char in space), 0.0)


def join(parts: Iterable[Text]) -> Text:
    """Texts one after another, nothing put between them."""
    texts: list[str] = []
    offsets: list[int] = []
    for part in parts:
        texts.append(part.text)
        offsets.extend(part.offsets)
    return Text("".join(texts), tuple(offsets))
