"""Lists in running text: what opens one, what its lines are parts of, and what ends it.

加上 opens the lines of an account; 其中, 包括, 主要 and brackets open the parts of a figure.  A full stop ends
all of them, a semicolon the innermost; 等 says that lines were left out.
"""

from __future__ import annotations

import re

from luohu_fiscal.extract.draft import DraftFigure
from luohu_fiscal.extract.gaps import Gap
from luohu_fiscal.extract.terms import STRUCTURAL
from luohu_fiscal.extract.walk import Frame, Walk
from luohu_fiscal.model.vocabulary import Role, Side
from luohu_fiscal.wording import Wording

__all__ = ["Lists"]

#: 调出资金2.2亿，: an amount without 元 is not read, so that its list lacks a line.
_UNREAD = re.compile(r"[一-鿿]\d[\d.,]*[亿万](?=[，,。；;、])")
_SENTENCE_ENDS = re.compile(r"[。！？]")
_CLOSED = {"open": False, "closed": True, "either": None}
#: What stands in such a bracket is not in the figure before it, is a stock, or is a reference.
_NO_PARTS = re.compile(
    "不含|不包括|剔除|扣除|详见|见|年初预算|上年|"
    "(?!其中|含|包括)[^，。；（）]{0,12}(?:累计|余额|规模|滚存)"
)

#: Right after an amount, or the rates about it.
_AT_ONCE = re.compile(r"[，,、]?\s*(?:其中|包括|含|主要|分别|具体)")
#: No list of a report stands so deep in others; a hostile one costs no more than this.
_DEEPEST = 40


class Lists:
    """Moves the open lists of a walk forward over the words between two tokens."""

    def __init__(self, words: Wording) -> None:
        self._words = words

    def advance(self, walk: Walk, between: Gap) -> None:
        """End what the words end, then open what they open."""
        words = between.outer
        if walk.last is not None and self._words.cue("lists", "open_end").match(words):
            self._lines_left_out(walk)
        unsaid = self._words.cue("lists", "unsaid")
        if _UNREAD.search(words) or unsaid.search(_SENTENCE_ENDS.split(words)[0]):
            self._lines_left_out(walk)
            if walk.account is not None and walk.context.side is not None:
                walk.account.skipped.add(walk.context.side)
        for _ in range(between.closes):
            self._close_bracket(walk)
        if _SENTENCE_ENDS.search(words):
            walk.frames.clear()
            walk.recent.clear()
            walk.left = None
            walk.mode, walk.deducted = "plain", False
        elif re.search(r"[；;]", words):
            while walk.frames and walk.frames[-1].nested:
                walk.left = walk.frames.pop().parent
            walk.mode = "plain"
        if between.opens is not None:
            self._open_bracket(walk, between.opens, between.opens_at_once)
        else:
            self._cue(walk, between)
        if walk.frames and unsaid.search(words):
            self._lines_left_out(walk)

    def _lines_left_out(self, walk: Walk) -> None:
        frame = walk.frame
        if frame is not None:
            frame.closed = False
            if frame.parent is not None:
                frame.parent.closed = False

    def _close_bracket(self, walk: Walk) -> None:
        while walk.frames:
            frame = walk.frames.pop()
            if frame.bracket:
                walk.last = frame.parent or walk.last
                return

    def _open_bracket(self, walk: Walk, inside: str, at_once: bool) -> None:
        said = self._words.cue("lists", "either").match(inside)
        apart = _NO_PARTS.match(inside) or (walk.after_rate and not said)
        parent = walk.last if at_once and not apart else None
        walk.frames.append(Frame(parent, self._bracket_closed(inside), bracket=True))

    def _bracket_closed(self, text: str) -> bool | None:
        """A bracket that starts with its first line says all; one that starts 主要 or 其中 does not."""
        if self._words.cue("lists", "open").match(text):
            return False
        if text.startswith("包括"):
            return True
        return None if self._words.cue("lists", "either").match(text) else True

    def _cue(self, walk: Walk, between: Gap) -> None:
        clause = _SENTENCE_ENDS.split(between.inner)[-1]
        # The cue that ends last counts; so does the longer of two at one place (主要包括 is no 包括).
        found = max(
            (
                (match.end(), -order, name)
                for order, name in enumerate(("add", "subtract", "open", "closed", "either"))
                for match in self._words.cue("lists", name).finditer(clause)
            ),
            default=None,
        )
        if found is None or any(frame.bracket for frame in walk.frames):
            return
        name = found[2]
        if name in ("add", "subtract"):
            frame = walk.frame
            if name == "subtract" and frame is not None and frame.lines and self._of_total(frame):
                frame.takes_off = True  # 可用财力X，具体为：甲Y、乙Z，扣除丙V
                return
            walk.frames.clear()
            walk.mode = name
            return
        nested = bool(walk.frames) and not between.breaks_clause
        parent = self._parent(walk, between, nested)
        if nested and parent is not walk.frames[-1].parent:
            del walk.frames[_DEEPEST:]
            walk.frames.append(Frame(parent, _CLOSED[name], nested=True))
        elif not walk.frames or walk.frames[-1].parent is not parent:
            walk.frames = [Frame(parent, _CLOSED[name])]

    def _parent(self, walk: Walk, between: Gap, nested: bool) -> DraftFigure | None:
        """What 其中 takes apart: after a full stop or in plain text the last head, in a list the last line."""
        last = walk.last
        loose = last is not None and last.account is None
        if last is not None and last.role is not Role.OTHER:
            # 年初预算X，调整至Y，其中：… before any outcome is told.
            untold = walk.head is None or walk.head.account is None
            loose = loose and last is walk.variant and untold
        if between.breaks_clause:
            left = last is not None and last.parent is None and last.context.side is Side.CLOSING
            told_of = loose and not between.breaks_sentence
            return last if left or told_of else walk.head
        if loose or nested or walk.mode != "plain" or self._of_line(last, between):
            return last
        return walk.head

    def _of_line(self, last: DraftFigure | None, between: Gap) -> bool:
        """上级补助收入X，其中：…: right after a line between levels or years its own parts are told."""
        if last is None or last.account is None or last.parent is not None:
            return False
        return last.concept in STRUCTURAL and bool(_AT_ONCE.match(between.inner))

    def _of_total(self, frame: Frame) -> bool:
        return frame.parent is not None and frame.parent.role is Role.TOTAL
