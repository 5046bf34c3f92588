"""What only a whole account shows, once all its lines are read.

Words may leave two readings open; where the printed sums close under exactly one of them, that one is
taken and kept with the figure (`Choice`), for the findings to say.  A sum chooses between readings
that the words allow and makes none: a list that closes under no reading stays as it was read, and an
open end then leaves it open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from luohu_fiscal.extract.draft import Account, DraftFigure
from luohu_fiscal.extract.ledger import Ledger
from luohu_fiscal.extract.terms import CLOSING, KINDS, OWN, role_in
from luohu_fiscal.model.concepts import concept as by_id
from luohu_fiscal.model.vocabulary import Book, Choice, Role, Side
from luohu_fiscal.money.interval import EXACT

__all__ = ["adds_up", "name_lone_totals", "settle"]


def settle(ledger: Ledger) -> None:
    """What only whole accounts show: open ends that their sums decide, and lone totals."""
    _tell_gross_revenue(ledger)
    for account in ledger.accounts:
        if account.context.book is Book.DEBT:
            _choose_stock(account)
        elif not account.table:
            _tell_raised(ledger, account)
            _settle(account)


def _settle(account: Account) -> None:
    for side in (Side.RESOURCES, Side.USES):
        _find_total(account, side)
        _tell_all(account, side)
        _choose_own(account, side)
        _choose_list(account, side)
        _take_in_pending(account, side)
        _choose_parts(account, side)
        _doubt(account, side)
    _tell_gross_closing(account)
    _tell_cumulative(account)
    name_lone_totals(account)


def _tell_gross_revenue(ledger: Ledger) -> None:
    """收入X，其中：上划中央收入Y，地方收入Z: own revenue is Z; X is what was raised for all levels."""
    shared = [line.parent for line in ledger.figures if line.parent and "上划" in line.label]
    for gross in {id(one): one for one in shared}.values():
        parts = [line for line in ledger.figures if line.parent is gross]
        own = [one for one in parts if one.concept == "own_revenue" and "上划" not in one.label]
        if gross.concept != "own_revenue" or len(own) != 1:
            continue
        own[0].parent, own[0].role = None, gross.role
        gross.role, gross.concept, gross.closed = Role.OTHER, "gross_revenue", None
        for line in parts[parts.index(own[0]) + 1 :]:
            if line.concept in KINDS and "中的" not in line.label:
                line.parent = own[0]


def _tell_raised(ledger: Ledger, account: Account) -> None:
    """财政总收入X，其中：一般公共预算收入Y: what was raised for all levels, and no total of the account."""
    total = account.total(Side.RESOURCES)
    if total is None or not total.label.endswith("财政总收入") or total.closed:
        return
    lines = _addends(account, Side.RESOURCES)
    if len(lines) == 1 and lines[0].concept == "own_revenue":
        ledger.demote(account, total)


# -- what the sums decide -----------------------------------------------------------------------


def adds_up(whole: DraftFigure, lines: Sequence[DraftFigure]) -> bool:
    """True where lines add up to a printed sum, exactly or but for the rounding of what is printed."""
    return len(lines) > 1 and _balance([whole], lines)


def _balance(these: Sequence[DraftFigure], those: Sequence[DraftFigure]) -> bool:
    """True where two sides come to the same, exactly or but for the rounding of what is printed."""
    off = slack = Decimal(0)
    for line in these:
        off, slack = EXACT.add(off, line.amount.value), EXACT.add(slack, line.amount.half)
    for line in those:
        off, slack = EXACT.subtract(off, line.amount.value), EXACT.add(slack, line.amount.half)
    return off.copy_abs() <= slack


def _addends(account: Account, side: Side) -> list[DraftFigure]:
    """The lines of a side that its total takes in."""
    return [line for line in account.on(side) if line.role not in (Role.TOTAL, Role.OTHER)]


def _find_total(account: Account, side: Side) -> None:
    """甲X，乙Y，合计Z: a bare sum is the total of its side if the lines say so, and nothing if not."""
    if account.total(side) is not None:
        return
    lines = _addends(account, side)
    for figure in account.sums:
        if figure.context.side is side and figure.role is Role.OTHER and adds_up(figure, lines):
            figure.role, figure.account, figure.closed = Role.TOTAL, account, True
            figure.reading = Choice.BARE_SUM
            account.figures.append(figure)
            return
    for figure in account.sums:
        # 总计 that closes under no reading is still said to be one: at odds with its list, or an open one.
        if figure.context.side is side and figure.label.startswith("总") and len(lines) > 1:
            figure.role, figure.account, figure.closed = Role.TOTAL, account, None
            account.figures.append(figure)
            return


def _choose_own(account: Account, side: Side) -> None:
    """收入X，剔除上划收入Y，本级收入Z: of two own revenues in one list the sum says which is a line."""
    total = account.total(side)
    lines = _addends(account, side)
    own = [line for line in lines if line.concept in OWN]
    if total is None or len(own) != 2 or adds_up(total, lines):
        return
    fits = [one for one in own if adds_up(total, [line for line in lines if line is not one])]
    if len(fits) == 1:
        fits[0].role, total.reading = Role.OTHER, Choice.ONE_OWN_REVENUE
    elif total.closed and own[0].amount != own[1].amount:
        total.closed = None


def _tell_all(account: Account, side: Side) -> None:
    """预算收入X，包括税收甲、上级补助乙、上年结转丙: X is a total if that is what they add up to."""
    lines = _addends(account, side)
    own = [line for line in lines if line.concept in OWN]
    if account.total(side) is not None or len(own) != 1 or lines[0] is not own[0]:
        return
    whole, beside = own[0], lines[1:]
    parts = [line for line in account.figures if line.parent is whole]
    if not parts or not beside or not adds_up(whole, [*parts, *beside]):
        return
    for line in parts:
        line.parent, line.role = None, Role.COMPONENT
    whole.role, whole.closed, whole.reading = Role.TOTAL, True, Choice.OWN_IS_ALL
    # No own revenue after all: what it leaves is judged like that of any total.
    whole.concept = "total_resources" if side is Side.RESOURCES else "total_uses"


def _choose_list(account: Account, side: Side) -> None:
    """甲X。财力合计Y。按来源分：乙Z、丙V: the list after a total is its own if that is what adds up."""
    total = account.total(side)
    if total is None or not total.named_after:
        return
    lines = _addends(account, side)
    if adds_up(total, lines) or not adds_up(total, total.named_after):
        return
    for line in lines:
        account.figures.remove(line)
        line.account = None
    for line in total.named_after:
        line.role, line.account = role_in(by_id(line.concept or "")), account
        account.figures.append(line)
    total.closed, total.reading = True, Choice.LINES_AFTER


def _take_in_pending(account: Account, side: Side) -> None:
    """总收入X，其中：甲Y。乙Z；丙V: lines after the full stop are of the list if the sum says so."""
    total = account.total(side)
    lines = _addends(account, side)
    waiting = [line for line in account.pending if line.context.side is side]
    if total is None or not waiting or not lines or adds_up(total, lines):
        return
    if adds_up(total, [*lines, *waiting]):
        for line in waiting:
            known = by_id(line.concept or "")
            line.role, line.account = role_in(known), account
            account.figures.append(line)
            account.pending.remove(line)
        total.closed, total.reading = True, Choice.LINES_BEYOND_STOP


def _choose_parts(account: Account, side: Side) -> None:
    """收入X，其中：甲Y；乙Z: whether Z is a part of X or stands beside it is for the sums to say."""
    total = account.total(side)
    lines = _addends(account, side)
    open_ends = [line for line in lines if line.perhaps_of in lines]
    if total is None or not open_ends or adds_up(total, lines):
        return
    whole = open_ends[0].perhaps_of
    moved = [line for line in open_ends if line.perhaps_of is whole]
    parts = [line for line in account.figures if line.parent is whole]
    rest = [line for line in lines if line not in moved]
    assert whole is not None
    if adds_up(whole, [*parts, *moved]) and adds_up(total, rest):
        for line in moved:
            line.parent, line.role = whole, Role.DETAIL
        whole.reading = total.reading = Choice.PARTS_OF_LINE
    elif total.closed and _may_hold(whole, [*parts, *moved]):
        total.closed = None


def _may_hold(whole: DraftFigure, parts: Sequence[DraftFigure]) -> bool:
    """False where parts exceed what they would be parts of: then they stand beside it."""
    room, slack = whole.amount.value, whole.amount.half
    for part in parts:
        room = EXACT.subtract(room, part.amount.value)
        slack = EXACT.add(slack, part.amount.half)
    return room >= slack.copy_negate()


def _choose_stock(account: Account) -> None:
    """余额X，低于限额Y，其中：一般债务Z、专项债务V: whether they are of X or of Y is for the sums to say."""
    for this, other in (("limit", "outstanding"), ("outstanding", "limit")):
        found = {figure.concept: figure for figure in reversed(account.figures)}
        whole, instead = found.get(f"debt_{this}"), found.get(f"debt_{other}")
        kinds = [found.get(f"debt_{this}_{kind}") for kind in ("general", "special")]
        parts = [part for part in kinds if part is not None and part.inherits]
        if whole is None or instead is None or len(parts) < 2 or adds_up(whole, parts):
            continue
        if f"debt_{other}_general" not in found and adds_up(instead, parts):
            for part in parts:
                assert part.concept is not None
                part.role, part.concept = instead.role, part.concept.replace(this, other)
            instead.reading = Choice.KINDS_OF_STOCK


_HEADS = OWN | {"available_finance", "total_resources"}
_OTHER_SIDE = {Side.RESOURCES: "支出", Side.USES: "收入"}


def _announced(total: DraftFigure | None) -> bool:
    """True of a total whose words announced its list: 总收入X，包括：…."""
    return total is not None and total.listed > 0


def _doubt(account: Account, side: Side) -> None:
    """A list that lacks a line it names, or holds one of the other side, is not said to be whole."""
    total = account.total(side)
    lines = _addends(account, side)
    headless = not _announced(total) and not any(line.concept in _HEADS for line in lines)
    strange = headless or any(
        line.label.endswith(_OTHER_SIDE[side]) and not line.negative for line in lines
    )
    if total is not None and total.closed and (strange or side in account.unread):
        if not adds_up(total, lines):
            total.closed = None


_GROSS = re.compile("滚存|年终|年末|累计|总结余")


def _tell_gross_closing(account: Account) -> None:
    """滚存结余X，减去结转下年Y，净结余Z: Y and Z are parts of X where X is what is left of the sides."""
    closing = [line for line in account.on(Side.CLOSING) if line.concept in CLOSING]
    gross = [one for one in closing if _GROSS.search(one.label) and one.concept == "surplus"]
    inside = [one for one in closing if one not in gross]
    if len(gross) != 1 or not inside:
        return
    sides = [
        [total] if (total := account.total(side)) is not None else _addends(account, side)
        for side in (Side.RESOURCES, Side.USES)
    ]
    if not all(sides):
        return
    resources, uses = sides
    if _balance(resources, [*uses, gross[0]]) and not _balance(resources, [*uses, *closing]):
        gross[0].role, gross[0].reading = Role.BALANCE, Choice.GROSS_CLOSING
        for line in inside:
            line.parent, line.role = gross[0], Role.DETAIL


def _tell_cumulative(account: Account) -> None:
    """收入X，上年结余Y，支出Z，年末滚存结余V: V is the closing of the account where it prints no other."""
    if account.context.book is not Book.SOCIAL_INSURANCE or account.on(Side.CLOSING):
        return
    told = [one for one in account.pending if one.concept == "cumulative_balance"]
    sides = [
        [total] if (total := account.total(side)) is not None else _addends(account, side)
        for side in (Side.RESOURCES, Side.USES)
    ]
    if len(told) == 1 and all(sides) and _balance(sides[0], [*sides[1], told[0]]):
        told[0].role, told[0].account = Role.SURPLUS, account
        account.figures.append(told[0])


# -- lone totals --------------------------------------------------------------------------------


def name_lone_totals(account: Account) -> None:
    """The only line of a side is its total where the other side has one, or a closing follows."""
    own = frozenset({Role.OWN_REVENUE, Role.COMPONENT})
    sides = {side: account.on(side) for side in (Side.RESOURCES, Side.USES)}
    lone = {
        side: lines[0]
        for side, lines in sides.items()
        if len(lines) == 1
        and lines[0].role in own
        and lines[0].concept
        in ("own_revenue", "expenditure", "scheme_revenue", "scheme_expenditure")
    }
    others = [line for line in account.figures if line.parent is None]
    if len(others) == 1 and others[0].role in (*own, Role.TOTAL):
        return
    if len(lone) == 2 and not account.on(Side.CLOSING):
        _close_lone_scheme(account)
    closes = bool(account.on(Side.CLOSING))
    for side, line in lone.items():
        other = Side.USES if side is Side.RESOURCES else Side.RESOURCES
        counterpart = account.total(other) or lone.get(other)
        insurance = account.context.book is Book.SOCIAL_INSURANCE
        struck = counterpart is not None and counterpart.role is Role.TOTAL
        if struck or (counterpart is not None and (closes or insurance)):
            _promote(account, line)


def _close_lone_scheme(account: Account) -> None:
    """What is left of one scheme is what is left of an account that holds that scheme alone."""
    left = [f for f in account.pending if f.concept in CLOSING and "滚存" not in f.label]
    if len(left) == 1:
        found = by_id(left[0].concept or "")
        left[0].context = left[0].context.updated(side=Side.CLOSING)
        left[0].role = Role(found.role) if found else Role.SURPLUS
        left[0].account = account
        account.figures.append(left[0])


def _promote(account: Account, line: DraftFigure) -> None:
    """The only line of a side is its total; what it was said to consist of are the lines."""
    line.role = Role.TOTAL
    parts = [part for part in account.figures if part.parent is line]
    for part in parts:
        part.parent, part.role = None, Role.COMPONENT
    if len(parts) < 2:
        line.closed = None  # （包括上解支出X）: one part is not said to be all of it
