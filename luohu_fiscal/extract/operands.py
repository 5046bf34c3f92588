"""Which amounts a rate stands on: bound by the words of its sentence, the one before, or the list it is in.

Each number of a paragraph has a part in its sentence (`said`).  A growth speaks of the nearest amount that
is none to compare with, on the change said right before it (少收X，降幅Y) or on the base its words name
(上年X, 执行数X); a completion on the budget its words name; a share on the whole it names, or on the one
whose list it stands in.  Where the words leave two amounts the rate is bound as a guess, which no verdict
may call wrong.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from luohu_fiscal.extract.likeness import (
    BUDGETS,
    PRIOR,
    agree,
    alike,
    compared_with,
    compares,
    fits,
    is_amount,
    is_budget,
    is_earlier,
    same_name,
)
from luohu_fiscal.extract.said import Part, Said, measure, named
from luohu_fiscal.model.vocabulary import Basis, ClaimKind
from luohu_fiscal.wording import Wording

__all__ = ["Bound", "Operands"]

#: A number speaks of none further off: a sentence of so many numbers is a table without rules.
_REACH = 80
_YEAR = re.compile(r"(20\d\d)年")
#: Over or short of a budget: a change from the budget, not from the year before.
_OF_BUDGET = re.compile("超收|短收|超支|短支|超[^收支]{0,2}$")


@dataclass(slots=True)
class Bound:
    """A rate with the numbers it stands on; `guessed` where its words leave open which."""

    rate: Said
    kind: ClaimKind
    amount: Said
    base: Said | None = None
    increment: Said | None = None
    negative: bool = False
    basis: Basis | None = None
    basis_text: str = ""
    guessed: bool = False
    #: The whole of a share is itself told as a share: it may be of what that one is of.
    nested: bool = False
    #: The numbers before it in its sentence.
    passed: tuple[Said, ...] = ()


class Operands:
    """Binds the rates of one paragraph.

    `before` is the last sentence of the one above, `head` the amount whose list the paragraph goes on
    with, and `head_is_part` True where that amount is itself told as a share of something.
    """

    def __init__(
        self,
        numbers: Sequence[Said],
        text: str,
        words: Wording,
        *,
        before: Sequence[Said] = (),
        head: Said | None = None,
        head_is_part: bool = False,
    ) -> None:
        self._numbers, self._text, self._words = numbers, text, words
        self._before, self._head, self._head_is_part = before, head, head_is_part
        self._index = {id(one): at for at, one in enumerate(numbers)}
        #: The numbers of each sentence, and the text positions at which sentences end and causes begin.
        self._sentences: dict[int, list[Said]] = {}
        for one in numbers:
            self._sentences.setdefault(one.sentence, []).append(one)
        self._ends = [match.end() for match in re.finditer("[。！？]", text)]
        self._told = [match.start() for match in words.cue("said", "cause").finditer(text)]

    def bind(self) -> Iterator[Bound]:
        """The rates whose operands are printed."""
        for at, one in enumerate(self._numbers):
            if one.part is not Part.RATE or one.token.refused or one.token.qualifier:
                continue
            found = self._growth(at) or self._completion(at) or self._share(at)
            if found is not None:
                found.passed = tuple(self._earlier(at))
                yield found

    # -- what numbers there are ---------------------------------------------------------------

    def _earlier(self, at: int) -> Iterator[Said]:
        """The numbers before one in its sentence, nearest first; brackets closed since are passed by."""
        one = self._numbers[at]
        level = one.depth
        for other in reversed(self._numbers[max(0, at - _REACH) : at]):
            if other.sentence != one.sentence:
                return
            if other.depth <= level or other.only_base:
                level = min(level, other.depth)
                yield other

    def _near(self, one: Said) -> Sequence[Said]:
        """The numbers of its sentence on both sides of one."""
        at = self._index.get(id(one))
        if at is None:
            return self._before
        near = self._numbers[max(0, at - _REACH) : at + _REACH]
        return [other for other in near if other.sentence == one.sentence]

    def _sentence_before(self, at: int) -> list[Said]:
        """The numbers of the nearest sentence above that has some."""
        first = self._index[id(self._sentences[self._numbers[at].sentence][0])]
        if not first:
            return list(self._before)
        return self._sentences[self._numbers[first - 1].sentence][-_REACH:]

    def caused(self, at: int) -> bool:
        """True where a cause is told between the amounts of a sentence and a number."""
        here = self._numbers[at].token.start
        ended = bisect_right(self._ends, here)
        start = self._ends[ended - 1] if ended else 0
        return bisect_left(self._told, start) < bisect_left(self._told, here)

    def subject(self, at: int) -> tuple[Said | None, bool]:
        """The amount that a change or a comparison speaks of, and whether that is a guess."""
        return self._amount(at, self._subject(self._numbers[at]))

    # -- growth -------------------------------------------------------------------------------

    def _growth(self, at: int) -> Bound | None:
        rate = self._numbers[at]
        if rate.direction is None or self._words.cue("rates", "average").search(rate.lead):
            return None
        change = self._change(at)
        name = self._subject(change or rate)
        start = self._index[id(change)] if change is not None else at
        amount, guessed = self._amount(start, name)
        if amount is None or amount.token.qualifier:
            return None
        lead = (change.lead if change is not None else "") + rate.lead
        base, unsure = self.base(at, amount, lead)
        basis, text = self._basis(lead, base)
        negative, either = self._sign(rate, change)
        guess = guessed or unsure or either
        growth = ClaimKind.GROWTH
        return Bound(rate, growth, amount, base, change, negative, basis, text, guess)

    def _change(self, at: int) -> Said | None:
        """The change said right before a rate, with nothing but a comma and its verb between them."""
        rate = self._numbers[at]
        if at and self._linked(self._numbers[at - 1], rate):
            return self._numbers[at - 1]
        if at + 1 < len(self._numbers):
            # 下降8.3%，减少X: the change behind the rate, unless a rate of its own follows it.
            behind = self._numbers[at + 1]
            own = at + 2 < len(self._numbers) and self._linked(behind, self._numbers[at + 2])
            bare = not behind.label and re.match("[，,、（(]", behind.lead)
            near = behind.sentence == rate.sentence and len(behind.lead) < 10
            alike = rate.direction == behind.direction
            if behind.part is Part.CHANGE and bare and alike and near and not own:
                return behind
        return None

    def _linked(self, change: Said, rate: Said) -> bool:
        """True where a rate tells the change before it once more."""
        if change.part is not Part.CHANGE or change.sentence != rate.sentence:
            return False
        told = re.fullmatch(r"[，,、；;]?(?:[^，,。；;：:0-9（）()]{0,12})", rate.lead)
        agree = rate.direction == 0 or change.direction in (0, rate.direction)
        if told is None or not agree or self._subject(rate):
            return False
        of_year = self._words.cue("said", "prior")
        if of_year.search(change.lead):
            return True
        # 超收X，增长Y%: X is over the budget, Y over the year before.
        against = measure(compared_with(change.lead), self._words)
        of_budget = of_year.search(rate.lead) and against
        return not (of_budget or _OF_BUDGET.search(change.segment))

    def _subject(self, one: Said) -> str:
        """What the words of a growth or a change say grew, "" where they leave it to the amount before."""
        if one.part is Part.CHANGE:
            return one.label
        match = self._words.cue("rates", "subject").search(one.segment)
        return named(match["name"], self._words) if match else ""

    def _amount(self, at: int, name: str) -> tuple[Said | None, bool]:
        """What a rate or a change speaks of, and whether that is a guess."""
        if self.caused(at):
            return None, False
        for other in self._earlier(at):
            if is_amount(other) and not self._is_past(other):
                if same_name(name, other.label) or (name and not other.label):
                    return other, bool(name) and not other.label
        before = [other for other in self._sentence_before(at) if is_amount(other)]
        fitting = [other for other in before if not name or same_name(name, other.label)]
        if fitting:
            return fitting[-1] if name else fitting[0], len(fitting) > 1
        only = before[0] if len(before) == 1 else None
        return only, True

    def _is_past(self, other: Said) -> bool:
        """An amount of the year before is what to compare with, where one of this year stands by it."""
        if other.year is None:
            return False
        return any(
            is_amount(each) and each is not other and is_earlier(other.year, each.year)
            for each in self._near(other)
        )

    def base(self, at: int, amount: Said, lead: str) -> tuple[Said | None, bool]:
        """The base of a growth: what is only named to compare with, or an amount of the year named."""
        rate = self._numbers[at]
        wanted = measure(compared_with(lead), self._words)
        year = next((int(y) for y in reversed(_YEAR.findall(lead))), None)
        near = list(self._earlier(at))
        if amount.sentence != rate.sentence:
            near += reversed(
                [one for one in self._near(amount) if one.token.start < rate.token.start]
            )
        for other in near:
            if not other.only_base or self._of_rate(other) or not alike(other, amount):
                continue
            if other.depth and other.token.start < amount.token.start:
                continue  # （上年B） says it of the amount before the bracket
            if agree(other, wanted, year, amount):
                return other, False
        for other in (*near, *self._sentence_before(at)):
            apart = other.sentence != amount.sentence
            if apart and not (other.label and amount.label):
                continue  # of another sentence only what bears its name
            if is_amount(other) and other is not amount and compares(other, amount, year):
                return other, not agree(other, wanted, year, amount)
        return None, False

    def _of_rate(self, one: Said) -> bool:
        """占预算A的B%, 完成预算A的B%: a base of that rate, of no other."""
        following = self._index.get(id(one), len(self._numbers)) + 1
        after = self._numbers[following] if following < len(self._numbers) else None
        return after is not None and after.part is Part.RATE and after.lead.startswith("的")

    def _basis(self, lead: str, base: Said | None) -> tuple[Basis | None, str]:
        text = compared_with(lead)
        name = measure(text, self._words) or (base.measure if base is not None else "")
        this_year = text and not re.search("上|去年|20[0-9][0-9]年|同期", text)
        if this_year and name in BUDGETS:
            return BUDGETS[name], text
        return PRIOR.get(name, Basis.PRIOR), text

    def _sign(self, rate: Said, change: Said | None) -> tuple[bool, bool]:
        """Whether a rate is a decline, and whether that had to be guessed: 增长（下降）X% says either."""
        if rate.direction:
            return rate.direction < 0, False
        if change is not None and change.direction:
            return change.direction < 0, False
        return False, bool(rate.token.number.strip("0."))

    # -- completion ---------------------------------------------------------------------------

    def _completion(self, at: int) -> Bound | None:
        rate = self._numbers[at]
        before = self._numbers[at - 1] if at else None
        if before is not None and before.only_base and rate.lead.startswith("的"):
            return self._of_budget(at, rate, before)
        tail = rate.lead[-40:]
        completion = self._words.cue("rates", "completion").search(tail)
        if completion is None or len(tail) - completion.end() > 2:
            return None
        text = completion["basis"]
        name = measure(text, self._words) or "budget"
        told = any(is_amount(one) for one in self._earlier(at))
        reach = [*self._earlier(at), *(() if told else self._sentence_before(at))]
        amount = next((one for one in reach if is_amount(one) and not is_budget(one)), None)
        if amount is None:
            return None
        budgets = [
            one
            for one in reach
            if is_amount(one) and is_budget(one) and fits(name, one) and alike(one, amount)
        ]
        if not budgets or amount.sentence != budgets[0].sentence:
            return None
        found = Bound(rate, ClaimKind.COMPLETION, amount, budgets[0], guessed=len(budgets) > 1)
        found.basis, found.basis_text = BUDGETS[name], text
        return found

    def _of_budget(self, at: int, rate: Said, budget: Said) -> Bound | None:
        """完成X，占预算A的B%."""
        if budget.measure not in BUDGETS:
            return None
        amount, guessed = self._amount(at - 1, "")
        if amount is None:
            return None
        found = Bound(rate, ClaimKind.COMPLETION, amount, budget, guessed=guessed)
        found.basis, found.basis_text = BUDGETS[budget.measure], budget.segment[-12:]
        return found

    # -- share --------------------------------------------------------------------------------

    def _share(self, at: int) -> Bound | None:
        rate = self._numbers[at]
        before = self._numbers[at - 1] if at else None
        if before is None or rate.sentence != before.sentence:
            return None
        if before.only_base and rate.lead.startswith("的") and "占" in before.segment:
            part, guessed = self._amount(at - 1, "")
            if part is None:
                return None
            found = Bound(rate, ClaimKind.SHARE, part, before, guessed=guessed)
            found.basis, found.basis_text = Basis.WHOLE, before.label
            return found
        told = self._words.cue("said", "share").search(rate.lead)
        amount = next((one for one in self._earlier(at) if is_amount(one)), None)
        if told is None or amount is None or amount.token.qualifier:
            return None
        own = rate.lead[: told.start()]
        if not self._words.cue("said", "share_begins").fullmatch(own):
            # 税收收入占…: what the share is of stands in its own words.
            name = named(re.split("[，,；;：:、]", own)[-1], self._words)
            if not name or not amount.label or not same_name(name, amount.label):
                return None
        name = told["whole"].strip()
        if measure(name, self._words) in BUDGETS and not re.search("收入|支出", name[-3:]):
            return None  # 占预算的X% says how much of the budget was done
        whole, guessed = self._whole(at, amount, name)
        found = Bound(rate, ClaimKind.SHARE, amount, whole)
        found.nested = whole is not None and not name and self._is_part(whole)
        found.guessed = guessed or found.nested
        found.basis, found.basis_text = Basis.WHOLE, name
        return found

    def _is_part(self, whole: Said) -> bool:
        """甲48亿元，占67%。其中乙40亿元，占60%: of 甲, or of what 甲 is a part of?"""
        at = self._index.get(id(whole))
        if at is None:
            return False
        after = at + 1
        follows = self._numbers[after] if after < len(self._numbers) else None
        return follows is not None and follows.part is Part.RATE and "占" in follows.lead

    def _whole(self, at: int, amount: Said, name: str) -> tuple[Said | None, bool]:
        """The whole a share is of: the amount its words name, or the one whose list it stands in."""
        if name:
            if len(named(name, self._words)) < 3:
                return None, False
            found = [
                one
                for one in (*self._before, *self._numbers[max(0, at - _REACH) : at])
                if one is not amount and is_amount(one) and same_name(name, one.label or "?")
            ]
            return (found[-1] if found else None), False
        where = self._index[id(amount)]
        if self._head is not None and where == 0:
            return self._head, self._head_is_part
        for index in range(where, max(-1, where - _REACH), -1):
            one = self._numbers[index]
            if one.sentence != amount.sentence:
                break
            if self._words.cue("said", "list").search(one.lead) and not self._causes(one):
                return self._opened(index)
        return None, False

    def heads(self, at: int) -> Said | None:
        """The amount whose list the words before a number open; None where they open none for certain."""
        one = self._numbers[at]
        if not self._words.cue("said", "list").search(one.lead) or self._causes(one):
            return None
        found, unsure = self._opened(at)
        return None if unsure else found

    def _causes(self, one: Said) -> bool:
        return bool(self._words.cue("said", "cause").search(one.lead))

    def _opened(self, index: int) -> tuple[Said | None, bool]:
        """The amount before a list, in its sentence or at the head of the one above."""
        first = self._numbers[index]
        for one in reversed(self._numbers[max(0, index - _REACH) : index]):
            if one.sentence != first.sentence:
                break
            if is_amount(one):
                return one, False
        above: list[Said] = []
        for one in self._sentence_before(index):
            if above and self._words.cue("said", "list").search(one.lead):
                break  # parts of it that were told before
            if is_amount(one):
                above.append(one)
        return (above[0], len(above) > 1) if above else (None, False)
