"""Where the walk through a paragraph stands: the account it is in, the lists that are open, what came last."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from luohu_fiscal.extract.draft import Account, Context, DraftClaim, DraftFigure
from luohu_fiscal.extract.gaps import Gap
from luohu_fiscal.extract.terms import SCHEMES

__all__ = ["Frame", "Walk", "is_lump"]


#: What heads the lines of an enumeration that runs over paragraphs.
_MARKS = tuple(
    re.compile(pattern)
    for pattern in (
        r"[(（][0-9]{1,2}[)）]",
        r"[(（][一二三四五六七八九十]{1,2}[)）]",
        "[①-⑳]",
        "[—–－-]",
        r"[0-9]{1,2}[.、](?![0-9])",
    )
)


@dataclass(slots=True)
class Frame:
    """One open list: what its lines are parts of, and whether it is said to be complete."""

    parent: DraftFigure | None
    closed: bool | None
    bracket: bool = False
    #: Opened inside another list: the next semicolon goes back to that one.
    nested: bool = False
    lines: int = 0
    #: 扣除 was said inside it: what follows is taken off.
    takes_off: bool = False


@dataclass(slots=True)
class Walk:
    """The state that the words of a paragraph move forward, token by token."""

    context: Context
    #: "plain", or "add" and "subtract" after 加上 and 减去.
    mode: str = "plain"
    frames: list[Frame] = field(default_factory=list)
    account: Account | None = None
    #: The last own revenue, expenditure or total; the last figure of any kind.
    head: DraftFigure | None = None
    last: DraftFigure | None = None
    #: The figures of the sentence so far.
    recent: list[DraftFigure] = field(default_factory=list)
    #: An anchor of the account stands in this paragraph.
    anchored: bool = False
    #: 剔除 took named lines off a total: what follows is the rest of it, no comparable restatement.
    deducted: bool = False
    #: The line whose parts a semicolon ended: what follows may be more of them.
    left: DraftFigure | None = None
    #: The token just read was a rate.
    after_rate: bool = False
    #: The list it is in runs over several paragraphs.
    carried: bool = False
    #: The lists a colon announced, and the kind of mark that heads each of their paragraphs.
    announced: list[Frame] = field(default_factory=list)
    marked: int | None = None
    #: The paragraph speaks of spending ahead of approval: none of it is a line of the account.
    aside: bool = False
    #: The last amount of another stage (年初预算X): 实际完成Y goes on from it.
    variant: DraftFigure | None = None
    #: What follows the amount at hand, up to the end of its sentence.
    remark: str = ""
    #: A 、 joins the amount at hand to the one before.
    joined: bool = False
    #: The amount by which the figure at hand changed, just read, and +1 or -1.
    change: tuple[DraftFigure, int] | None = None
    #: How many figures the document had when the paragraph began.
    begun: int = 0
    #: The rate just read; the next one of its clause speaks of the same figure, on the same basis.
    rated: DraftClaim | None = None
    #: The rate just read is a portion of the amount that follows it.
    portion: DraftClaim | None = None
    #: The amount at hand is one for several lines (A、B等X万元).
    lump: bool = False

    @property
    def frame(self) -> Frame | None:
        """The innermost open list."""
        return self.frames[-1] if self.frames else None

    @property
    def of_scheme(self) -> bool:
        """True where the amount just read was of one insurance scheme."""
        return self.last is not None and self.last.concept in SCHEMES

    def goes_on_in(self, text: str) -> bool:
        """Does the announced list go on in a paragraph?  True under the mark its first line had."""
        mark = next((n for n, pattern in enumerate(_MARKS) if pattern.match(text)), None)
        if mark is None or self.marked not in (None, mark):
            return False
        self.marked, self.left = mark, None
        if self.announced:
            self.frames = list(self.announced)
        return True

    def leave_list(self) -> None:
        """End the innermost list; an outer one goes on."""
        if not self.frames.pop().nested:
            self.frames.clear()


def is_lump(between: Gap) -> bool:
    """True where names without amounts are strung together before the one amount."""
    names = re.split("[，,。；;：:]", between.inner.rstrip("、"))[-1]
    return "、" in names.lstrip("、")
