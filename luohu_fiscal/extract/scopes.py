"""Scope words that stand for one account: two names of one level, and the two sides told under two.

A name says less of an account than what it needs.  市级 and 市本级 are one where the paper never gives both a
total or own revenue of their own; resources told of 县级 and uses of 全县 are one account where they close,
and neither has the other side itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from luohu_fiscal.document import Document
from luohu_fiscal.extract.draft import Account, Context, DraftFigure
from luohu_fiscal.extract.ledger import Ledger
from luohu_fiscal.extract.terms import ANCHORS, CLOSING
from luohu_fiscal.model.vocabulary import Book, Choice, Level, Role, Side, Stage
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.wording import Wording

__all__ = ["defined_names", "join_sides", "put_right", "same_names"]

_Section = tuple[Book | None, int | None, Stage | None]
#: X（以下简称Y）.
_CALLED = re.compile('([一-鿿]{4,20})[（(](?:以?下简称|简称)[:：]?[“"]?([一-鿿]{2,8})[”"]?[)）]')
#: Equal totals of so many digits are the two sides of one account; fewer may be chance.
_DIGITS = 3


def defined_names(document: Document, words: Wording) -> Mapping[str, str]:
    """The short names that a paper gives its zones: 某市高新技术产业开发区（以下简称高新区）.

    >>> from luohu_fiscal.readers import read_text
    >>> from luohu_fiscal.wording import wording
    >>> text = "某市高新技术产业开发区（以下简称“高新区”）一般公共预算收入10亿元。"
    >>> dict(defined_names(read_text(text), wording()))
    {'某市高新技术产业开发区': '高新区'}
    """
    zone = words.cue("scopes", "zone")
    found: dict[str, str] = {}
    for paragraph in document.paragraphs():
        for called in _CALLED.finditer(paragraph.text):
            for whole in zone.finditer(paragraph.text, called.start(1), called.end(1)):
                if whole.end() == called.end(1) and zone.fullmatch(called[2]):
                    found[whole[0]] = called[2]
    return found


def same_names(ledger: Ledger) -> Mapping[str, str]:
    """The names of one level that stand for one account, each with the name it goes under.

    They are one where they complete each other somewhere (resources here, uses or a closing there) and
    nowhere both have own revenue, expenditure or a total, unless the same.
    """
    told: dict[str, dict[_Section, dict[tuple[Side | None, str], set[Decimal]]]] = {}
    often: Counter[str] = Counter()
    for account in _of_text(ledger):
        context = account.context
        if context.level is not Level.OWN_LEVEL or not context.scope:
            continue
        often[context.scope] += 1
        section = told.setdefault(context.scope, {}).setdefault(_section(context), {})
        for figure in account.figures:
            if figure.parent is None and figure.concept in ANCHORS | CLOSING:
                key = (figure.context.side, figure.concept or "")
                section.setdefault(key, set()).add(figure.amount.value)
    names = [name for name, _ in often.most_common()]
    found: dict[str, str] = {}
    for at, name in enumerate(names):
        for other in names[at + 1 :]:
            if other not in found and name not in found and _complete(told[name], told[other]):
                found[other] = name
    return found


def _complete(
    one: Mapping[_Section, Mapping[tuple[Side | None, str], set[Decimal]]],
    other: Mapping[_Section, Mapping[tuple[Side | None, str], set[Decimal]]],
) -> bool:
    completes = False
    for section in one.keys() & other.keys():
        mine, its = one[section], other[section]
        if any(mine[key] != its[key] for key in mine.keys() & its.keys()):
            return False
        sides = {side for side, _ in mine}, {side for side, _ in its}
        completes = completes or bool(sides[0] and sides[1] and sides[0] != sides[1])
    return completes


def join_sides(ledger: Ledger) -> None:
    """县级收入总计X。全县支出总计Y，结转下年Z: one account where X is Y and Z together."""
    for resources in _of_text(ledger):
        total = _only(resources, Side.RESOURCES)
        if total is None:
            continue
        section = _section(resources.context)
        for uses in _of_text(ledger):
            spent = _only(uses, Side.USES)
            if spent is None or _section(uses.context) != section:
                continue
            if uses.context.scope != resources.context.scope and _close(total, spent, uses):
                _move(uses, resources)
                total.reading = spent.reading = Choice.SCOPE_BY_SUM
                ledger.accounts.remove(uses)
                break


def put_right(ledger: Ledger) -> None:
    """（1）全市收入总计X；市级支出总计X。（2）市级收入总计Y，支出总计Y: the first 市级 is a slip for 全市.

    The total is moved where its account has another that closes with its own other side.
    """
    accounts = _of_text(ledger)
    for account in accounts:
        total = _only(account, Side.RESOURCES)
        for named in accounts if total is not None else ():
            if total is None or _section(named.context) != _section(account.context):
                continue
            own = named.total(Side.RESOURCES)
            totals = [one for one in named.on(Side.USES) if one.role is Role.TOTAL]
            here = [one for one in totals if _same(one, total)]
            kept = [one for one in totals if own is not None and _same(one, own)]
            if len(here) == 1 and kept and here != kept and len(totals) == 2:
                named.figures.remove(here[0])
                account.figures.append(here[0])
                here[0].account, here[0].reading = account, Choice.SCOPE_BY_SUM
                here[0].context = here[0].context.updated(
                    scope=account.context.scope, level=account.context.level
                )


def _same(one: DraftFigure, other: DraftFigure) -> bool:
    return one.amount.value == other.amount.value


def _of_text(ledger: Ledger) -> list[Account]:
    return [
        account
        for account in ledger.accounts
        if not account.table and account.context.book not in (None, Book.DEBT)
    ]


def _section(context: Context) -> _Section:
    return (context.book, context.year, context.stage)


def _only(account: Account, side: Side) -> DraftFigure | None:
    """The total of a side, where the account has none of the other."""
    other = Side.USES if side is Side.RESOURCES else Side.RESOURCES
    if account.on(other) or (side is Side.RESOURCES and account.on(Side.CLOSING)):
        return None
    return account.total(side)


def _close(total: DraftFigure, spent: DraftFigure, uses: Account) -> bool:
    left: Sequence[DraftFigure] = [
        one for one in uses.on(Side.CLOSING) if one.role is not Role.BALANCE
    ]
    rest = EXACT.subtract(total.amount.value, spent.amount.value)
    for one in left:
        rest = EXACT.subtract(rest, one.amount.value)
    digits = len(total.token.number.replace(",", "").replace(".", "").strip("0"))
    return not rest and digits >= _DIGITS


def _move(source: Account, into: Account) -> None:
    """Put the figures of an account into the one that it completes."""
    for figure in source.figures:
        figure.account = into
        figure.context = figure.context.updated(scope=into.context.scope, level=into.context.level)
        into.figures.append(figure)
    into.pending += source.pending
    into.skipped |= source.skipped
    into.unread |= source.unread
    into.balanced = into.balanced or source.balanced
