"""What an amount may be, given an account half read: the moves, and what the words make each cost.

A line of a side, a part of an amount before it, a total before or after its lines, a closing, the same
quantity said again, or aside.  A move is forbidden only where nothing in the language says it; everything
else has a price, and a sum that closes pays for it (`sums.proof`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from luohu_fiscal.extract.reading.costs import Costs
from luohu_fiscal.extract.reading.mentions import Mention
from luohu_fiscal.extract.reading.state import EMPTY, Account, Block, Open, Step
from luohu_fiscal.extract.sums import Printed, closes, difference, proof, slip

__all__ = ["WHOLE", "Grammar"]

_SIDES = (0, 1)
_LEFT = re.compile("结转|结余|剩余|滚存|缺口")
#: Words that open a list of parts.
_OPENING = frozenset({"open", "closed", "either"})
#: A list that names all there is, by what opened it.
WHOLE = frozenset({"closed", "composed", "bracket", "lines"})
#: So deep lists stand in lists, and no deeper.
_DEEPEST = 5
#: So many amounts back the same quantity is looked for.
_BACK = 60
#: A closing proves so much at the most: beyond it, nothing more is learned.
_ENOUGH = 6000


class Grammar:
    """The moves over the mentions of one passage."""

    def __init__(self, mentions: Sequence[Mention], costs: Costs) -> None:
        self.mentions = mentions
        self._costs = costs
        self._outcomes: dict[tuple[int, tuple[int, ...], str, int | None], int] = {}

    # -- moves --------------------------------------------------------------------------------

    def moves(self, state: Account, mention: Mention) -> Iterator[Account]:
        """Every state that an amount may lead to."""
        state = self._between(state, mention)
        yield self._aside(state, mention)
        yield from self._same(state, mention)
        yield from self._parts(state, mention)
        yield from self._opened(state, mention)
        yield from self._lines(state, mention)
        yield from self._totals(state, mention)
        yield from self._closings(state, mention)
        yield from self._anew(state, mention)

    def _between(self, state: Account, mention: Mention) -> Account:
        """What the words do before any amount: brackets end lists, a stop ends 加上."""
        stack = state.stack
        for _ in range(mention.closes):
            at = next((n for n in range(len(stack) - 1, -1, -1) if stack[n].cue == "bracket"), None)
            if at is None:
                break
            state = self._popped(state, at)
            stack = state.stack
        if mention.separator == "paragraph":
            at = next((n for n, one in enumerate(stack) if one.cue == "bracket"), None)
            state = state if at is None else self._popped(state, at)
        mode = "plain" if mention.separator in ("stop", "paragraph", "semicolon") else state.mode
        if mention.cue in ("add", "subtract"):
            mode = mention.cue
        elif mention.cue is not None:
            mode = "plain"
        return state._replace(mode=mode) if mode != state.mode else state

    def _aside(self, state: Account, m: Mention) -> Account:
        """No line of the account; what is no change and no reason may still have parts of its own."""
        cost = self._costs[f"aside.{m.other or m.names}"]
        if m.names == "total" and any(
            len(block.lines) > 1 and block.total < 0 and m.side in (None, side)
            for side, block in enumerate(state.blocks)
        ):
            cost += self._costs["aside.under_lines"]
        if m.other in ("change", "cause"):
            return self._step(state, m, cost, "aside", None, -1)
        paired = bool(state.stack) and state.stack[-1].beside >= 0
        if paired and m.names == "closing":
            return self._step(state, m, self._costs["aside.item_left"], "aside", None, -1)
        if m.cue in _OPENING and state.last >= 0 and not m.other:
            cost += self._costs["aside.cued"]  # 其中X after an amount is hardly no part of any
        if state.stack and m.separator != "stop" and not m.other:
            # An amount in the midst of a list, named as its parts are, is hardly none of them.
            *outer, top = state.stack
            cost += self._costs["aside.sibling"] if self._sibling(m, top) else 0
            state = state._replace(stack=(*outer, top._replace(gap=True)))
        if m.separator in ("stop", "paragraph"):
            state = self._popped(state, 0)._replace(head=m.number)
        return self._step(state, m, cost, "apart", m.side, -1)

    def _sibling(self, m: Mention, found: Open) -> bool:
        """Is an amount named like the parts of a list: in the next item, or with the same last word?"""
        if m.enumerated or m.separator in ("pause", "semicolon"):
            return True
        if m.separator == "comma" and m.names in ("structural", "kind", "closing"):
            return True
        before = found.others or found.parts
        return m.names == self.mentions[before[0]].names == "own"

    def _same(self, state: Account, m: Mention) -> Iterator[Account]:
        """The same quantity said again: what follows may speak of it."""
        if m.other or m.names in ("unknown", "known"):
            return
        popped = self._popped(state, 0)
        step, seen = state.steps, 0
        while step is not None and seen < _BACK:
            earlier, seen = self.mentions[step.number], seen + 1
            told = (
                step.kind in ("line", "total", "part", "closing") and step.account == state.account
            )
            if m.names == earlier.names == "structural" and m.label != earlier.label:
                told = False  # two transfers of one amount are two
            if told and earlier.printed.number and closes([earlier.printed], [m.printed]):
                alike = earlier.names == m.names or m.names == "none"
                if m.side is None or step.side in (None, m.side):
                    yield self._step(
                        popped._replace(last=earlier.number, head=earlier.number, side=step.side),
                        m,
                        self._costs["same.alike" if alike else "same.other"],
                        "same",
                        step.side,
                        earlier.number,
                    )
                    return
            step = step.before

    def _parts(self, state: Account, m: Mention) -> Iterator[Account]:
        """One more part of a list that is open, innermost first."""
        cost = 0
        for depth in range(len(state.stack) - 1, -1, -1):
            found = state.stack[depth]
            popped = self._popped(state, depth + 1)
            apart = self._costs[self._gap(m, found)]
            if m.names == "kind" and self.mentions[found.parent].names == "own":
                apart = min(apart, self._costs["part.kind_told"])
            side = self._side_of(state, found.parent)
            other = found.beside >= 0 and m.side is not None and m.side != side
            parent = found.beside if other else found.parent
            if found.beside >= 0 and m.names == "closing":
                continue  # what is left of one item is neither revenue nor expenditure
            items = found.beside >= 0 and m.names in ("own", "known", "unknown")
            apart += self._costs["part.after_gap"] if found.gap else 0
            apart += self._costs["part.announced"] if m.colon else 0
            apart += self._costs["part.cued"] if m.cue in _OPENING else 0
            price = cost + apart + (0 if items else self._part_price(state, m, parent))
            grown = (
                found._replace(others=(*found.others, m.number))
                if other
                else found._replace(parts=(*found.parts, m.number))
            )
            stack = (*popped.stack[:depth], grown)
            yield self._step(
                popped._replace(stack=stack), m, price, "part", self._side_of(state, parent), parent,
                cue=found.cue, lists=found.number,
            )  # fmt: skip
            if found.cue == "bracket":
                return  # a bracket is left only where it closes
            cost += self._costs["leave." + m.separator]

    def _opened(self, state: Account, m: Mention) -> Iterator[Account]:  # noqa: C901 - one case for each kind
        """The first part of a new list of an amount before."""
        if len(state.stack) >= _DEEPEST or state.last < 0 or m.names == "total":
            return
        bracket = m.opens > m.closes
        if bracket:
            cue, price = "bracket", self._costs["open.bracket"]
        elif m.cue in _OPENING:
            cue, price = m.cue, self._costs["open.cue"]
        elif m.colon:
            cue = "composed" if m.composed else "colon"
            price = self._costs["open.colon"]
        elif m.enumerated:
            cue, price = "colon", self._costs["open.enumerated"]
        else:
            cue, price = "none", self._costs["open.none"]
        if m.names == "kind" and cue in ("none", "colon"):
            # 非税收入X in a sentence of its own is still a part of the own revenue before it.
            own = state.blocks[0].own
            if own >= 0:
                told = self._open(
                    self._popped(state, 0), m, own, 0, "none", self._costs["part.kind_told"]
                )
                # What follows may be told of it: 税收收入X。其中：增值税Y.
                yield from (one._replace(head=m.number) for one in told)
        near = m.separator in ("none", "pause", "comma")
        depth = len(state.stack)
        # Of the last amount, inside the lists that are open.
        far = "of_head.far" if state.last == state.head else "of_last.far"
        yield from self._open(
            state, m, state.last, depth, cue,
            price + self._costs["of_last.near" if near else far],
        )  # fmt: skip
        if bracket:
            return
        head = state.head
        if head >= 0 and head != state.last:
            yield from self._open(
                self._popped(state, 0), m, head, 0, cue,
                price + self._costs["of_head.near" if near else "of_head.far"],
            )  # fmt: skip
        if m.separator in ("stop", "paragraph"):
            if m.cue == "either" and self._alone_before(state, m):
                return  # 其中 speaks of what was told right before
            yield from self._paired(state, m, cue, price)
            if m.cue == "either" and state.steps is not None and state.steps.kind == "apart":
                return
            for side in _SIDES:
                block = state.blocks[side]
                for other in {block.own, block.total} - {-1, head, state.last}:
                    yield from self._open(
                        self._popped(state, 0), m, other, 0, cue,
                        price + self._costs["of_other" if m.colon else "of_other.said"],
                    )  # fmt: skip

    def _alone_before(self, state: Account, m: Mention) -> bool:
        """Is the last amount the only one of the account in its paragraph, which goes on?"""
        alone = state.last == state.head and self.mentions[state.last].separator == "paragraph"
        return alone and m.separator == "stop"

    def _open(
        self, state: Account, m: Mention, parent: int, depth: int, cue: str, price: int
    ) -> Iterator[Account]:
        if parent == m.number or any(one.parent == parent for one in state.stack):
            return
        if self.mentions[parent].names == "total" and _kind_of(state, parent) == "apart":
            return  # a total that has a list is one
        price += self._part_price(state, m, parent)
        if any(block.total == parent and block.struck > 1 for block in state.blocks):
            price += self._costs["of_struck"]
        elif not m.colon and any(block.total == parent and block.listed for block in state.blocks):
            price += self._costs["of_listed"]
        for side, block in enumerate(state.blocks):
            if block.total == parent:
                state = _with(state, side, block._replace(listed=True))
        number = state.lists + 1
        stack = (*state.stack[:depth], Open(parent, (m.number,), cue, number))
        yield self._step(
            state._replace(stack=stack, lists=number),
            m, price, "part", self._side_of(state, parent), parent, cue=cue, lists=number,
        )  # fmt: skip

    def _paired(self, state: Account, m: Mention, cue: str, price: int) -> Iterator[Account]:
        """Items that tell both sides at once: 甲收入X、支出Y; 乙收入Z、支出V."""
        heads = tuple(block.own if block.own >= 0 else block.total for block in state.blocks)
        if min(heads) < 0 or m.side is None or m.other or state.stack:
            return
        popped = self._popped(state, 0)
        parent, beside = heads[m.side], heads[1 - m.side]
        number = state.lists + 1
        stack = (Open(parent, (m.number,), cue, number, beside, ()),)
        yield self._step(
            popped._replace(stack=stack, lists=number),
            m, price + self._costs["of_both"], "part", m.side, parent, cue=cue, lists=number,
        )  # fmt: skip

    def _part_price(self, state: Account, m: Mention, parent: int) -> int:
        price = self._costs[f"other.{m.other}"] if m.other else 0
        above = self.mentions[parent]
        heads = {block.total for block in state.blocks}
        kind = "total" if parent in heads or above.names == "total" else above.names
        if kind not in ("total", "own", "structural", "closing"):
            kind = "other"
        price += self._costs[f"part.{kind}.{m.names}"]
        side = self._side_of(state, parent)
        if m.side is not None and side is not None and m.side != side and m.names != "closing":
            price += self._costs[
                "part.taken_off" if state.mode == "subtract" else "part.other_side"
            ]
        if m.cue == "add" or (m.cue == "subtract" and side != 0):
            price += self._costs["part.added"]
        return price

    def _gap(self, m: Mention, found: Open) -> str:
        if m.separator == "paragraph":
            return "part.next_item" if m.enumerated else "part.paragraph"
        if m.separator == "stop":
            return "part.stop"
        return "part.semicolon" if m.separator == "semicolon" else "part.near"

    def _lines(self, state: Account, m: Mention) -> Iterator[Account]:
        """A line that stands at the top of its side."""
        if any(one.cue == "bracket" for one in state.stack) or m.names == "total":
            return
        sides = [m.side if m.side is not None else state.side]
        if m.side == 1 and state.mode == "subtract" and state.side == 0:
            sides.append(0)  # 收入X，减去上解支出Y: taken off among the resources
        for side in sides:
            if side is not None:
                yield self._line(state, m, side)

    def _line(self, state: Account, m: Mention, side: int) -> Account:
        price = self._costs[f"line.{m.names}"]
        row = state.blocks[side].lines
        near = m.separator in ("comma", "pause") and m.side in (None, side)
        if m.names in ("unknown", "known") and near and row and row[-1] == state.last:
            price = self._costs["line.in_row"] - self._costs["line.plain"]
        price += self._costs[f"other.{m.other}"] if m.other else 0
        if m.cue in _OPENING and state.last >= 0:
            price += self._costs["line.cued"]  # 其中X after an amount stands hardly beside it
        if state.stack:
            price += self._costs["leave." + m.separator]
        if m.names in ("unknown", "known", "none", "kind") and state.mode == "plain":
            price += self._costs["line.plain"]
        if m.names != "own" and state.mode == "plain" and not m.enumerated:
            # A sentence of its own about a transfer is seldom a line of the account.
            price += self._costs.get("line.alone." + m.separator, 0)
        popped = self._popped(state, 0)
        block = popped.blocks[side]
        if m.names == "own" and block.own >= 0:
            price += self._costs["line.own_again"]
        if block.total >= 0 and (block.listed or (block.struck > 1 and state.mode != "add")):
            price += self._costs["line.after_total"]
        block = block._replace(
            lines=(*block.lines, m.number), own=m.number if m.names == "own" else block.own
        )
        return self._step(
            _with(popped, side, block)._replace(side=side, head=m.number),
            m, price, "line", side, -1,
        )  # fmt: skip

    def _totals(self, state: Account, m: Mention) -> Iterator[Account]:
        """A total: of the lines before it, or of those it announces."""
        if any(one.cue == "bracket" for one in state.stack):
            return
        sides = _SIDES if m.side is None else (m.side,)
        popped = self._popped(state, 0)
        price = self._costs[f"other.{m.other}"] if m.other else 0
        if state.stack:
            price += self._costs["leave." + m.separator]
        for side in sides:
            block = popped.blocks[side]
            outcome = self._struck(block, m, side)
            if outcome is None:
                if not (m.names == "total" or m.totals or (m.announces and m.names == "own")):
                    continue
                outcome = 0
            elif outcome > 0 and m.names != "total" and not m.totals:
                continue  # an amount of another name is a total only if it closes
            named = "named" if m.names == "total" else "words" if m.totals else m.names
            grown = block._replace(total=m.number, struck=len(block.lines))
            yield self._step(
                _with(popped, side, grown)._replace(side=side, head=m.number),
                m,
                price + self._costs[f"total.{named}"] + outcome,
                "total",
                side,
                -1,
            )

    def _struck(self, block: Block, m: Mention, side: int) -> int | None:
        """What a total struck under the lines before it proves or costs; None where there are none."""
        if block.total >= 0:
            later = block.lines[block.struck :]
            if not later:
                return None
            whole = (block.total, *later)
            return min(
                self.outcome(m.number, whole, "lines", side),
                self.outcome(m.number, block.lines, "lines", side),
            )
        if len(block.lines) < 2:
            return None
        return self.outcome(m.number, block.lines, "lines", side)

    def _closings(self, state: Account, m: Mention) -> Iterator[Account]:
        lead = m.draft.lead
        assert lead is not None
        if state.stack and state.stack[-1].beside >= 0 and m.separator not in ("stop", "paragraph"):
            return  # what is left of one item
        said = lead.between.segment + re.split("[，,。；;（(]", lead.after, maxsplit=1)[0]
        if m.names != "closing" and not (m.names != "structural" and _LEFT.search(said)):
            return
        price = self._costs["closing.named" if m.names == "closing" else "closing.words"]
        price += self._costs[f"other.{m.other}"] if m.other else 0
        if state.stack:
            price += self._costs["leave." + m.separator]
        popped = self._popped(state, 0)
        yield self._step(
            popped._replace(closing=(*popped.closing, m.number), head=m.number),
            m, price, "closing", None, -1,
        )  # fmt: skip

    def _anew(self, state: Account, m: Mention) -> Iterator[Account]:
        """The account ends, and another one begins with this amount."""
        if m.separator not in ("stop", "paragraph") or m.names not in ("own", "total"):
            return
        if m.colon:
            return  # the lines that a colon announced follow it
        sides = _SIDES if m.side is None else (m.side,)
        if not any(state.blocks[side].own >= 0 or state.blocks[side].total >= 0 for side in sides):
            return
        ended = self.ended(state)
        fresh = EMPTY._replace(
            cost=ended.cost + self._costs["anew"],
            steps=ended.steps,
            account=ended.account + 1,
            lists=ended.lists,
        )
        yield from self._lines(fresh, m)
        yield from self._totals(fresh, m)

    def pending(self, state: Account) -> int:
        """What the open lists will cost whatever comes: those that exceed their whole already."""
        cost = 0
        for one in state.stack:
            cost += max(
                0,
                self.outcome(one.parent, one.parts, "none", self._side_of(state, one.parent))
                - self._costs["short.none"],
            )
        return cost

    # -- what sums say --------------------------------------------------------------------------

    def ended(self, state: Account) -> Account:
        """The account at its end: lists, sides and what is left, with what they prove."""
        state = self._popped(state, 0)
        cost = state.cost
        for side, block in enumerate(state.blocks):
            after = block.lines[block.struck :]
            if block.total >= 0 and len(after) > 1:
                cost += self.outcome(block.total, after, "colon", side)
        cost += self._balance(state)
        return state._replace(cost=cost)

    def _balance(self, state: Account) -> int:
        ends = [
            block.total if block.total >= 0 else block.lines[0] if len(block.lines) == 1 else -1
            for block in state.blocks
        ]
        if min(ends) < 0:
            return 0
        whole = self.mentions[ends[0]].printed
        uses = self.mentions[ends[1]].printed
        left = [self.mentions[n].printed for n in state.closing]
        options = [[uses, *left], [uses, *left[:1]], [uses]]
        if any(closes([whole], option) for option in options):
            return -min(_ENOUGH, proof(whole, options[0], 3))
        return self._costs["balance.off"] if left else 0

    def outcome(self, parent: int, parts: tuple[int, ...], cue: str, side: int | None) -> int:
        """What it proves (less than nothing) or costs that these are the parts of an amount."""
        key = parent, parts, cue, side
        if key not in self._outcomes:
            self._outcomes[key] = self._weighed(parent, parts, cue, side)
        return self._outcomes[key]

    def _weighed(self, parent: int, parts: tuple[int, ...], cue: str, side: int | None) -> int:
        whole = self.mentions[parent].printed
        lines = [self.signed(number, side) for number in parts]
        if closes([whole], lines):
            found = min(_ENOUGH, proof(whole, lines, 4 * len(parts)))
            return -found if len(parts) > 1 else -min(found, self._costs["single"])
        off = difference([whole], lines)
        exceeds = off.number < 0 < whole.number
        if exceeds:
            return max(0, self._costs["list.exceeds"] - slip(whole, lines) // 2)
        if cue in WHOLE and len(parts) > 1:
            return max(0, self._costs[f"short.{cue}"] - slip(whole, lines) // 2)
        return self._costs.get(f"short.{cue}", 0)

    def signed(self, number: int, side: int | None) -> Printed:
        """An amount as its list takes it: a use among resources is taken off (扣除, 减去)."""
        m = self.mentions[number]
        if side == 0 and m.side == 1:
            return m.printed._replace(number=-m.printed.number)
        return m.printed

    # -- helpers --------------------------------------------------------------------------------

    def _popped(self, state: Account, depth: int) -> Account:
        """The lists beyond a depth ended, each with what it proves or costs."""
        cost = state.cost
        for one in state.stack[depth:]:
            side = self._side_of(state, one.parent)
            cost += self.outcome(one.parent, one.parts, one.cue, side)
            if one.beside >= 0 and one.others:
                cost += self.outcome(one.beside, one.others, one.cue, None)
        if len(state.stack) <= depth:
            return state
        return state._replace(cost=cost, stack=state.stack[:depth])

    def _side_of(self, state: Account, number: int) -> int | None:
        for side in _SIDES:
            block = state.blocks[side]
            if number in (block.total, block.own) or number in block.lines:
                return side
        step = state.steps
        while step is not None:
            if step.number == number:
                return step.side
            step = step.before
        return None

    def _step(
        self,
        state: Account,
        m: Mention,
        price: int,
        kind: str,
        side: int | None,
        of: int,
        *,
        cue: str = "",
        lists: int = 0,
    ) -> Account:
        moved = kind not in ("aside", "same")
        item = kind == "part" and m.separator == "paragraph"
        return state._replace(
            cost=state.cost + price,
            last=m.number if moved else state.last,
            head=m.number if item else state.head,
            steps=Step(state.steps, m.number, kind, side, of, lists, state.account, cue),
        )


def _kind_of(state: Account, number: int) -> str:
    """What an amount was taken for."""
    step = state.steps
    while step is not None and step.number != number:
        step = step.before
    return "" if step is None else step.kind


def _with(state: Account, side: int, block: Block) -> Account:
    blocks = (block, state.blocks[1]) if side == 0 else (state.blocks[0], block)
    return state._replace(blocks=blocks)
