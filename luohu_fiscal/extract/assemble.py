"""Drafts to frozen models: ids, statements, the order of record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from luohu_fiscal.document import Document, Place
from luohu_fiscal.extract.draft import Account, DraftChange, DraftClaim, DraftFigure, DraftIndicator
from luohu_fiscal.extract.ledger import Ledger
from luohu_fiscal.extract.printings import restated
from luohu_fiscal.extract.public_three import bind_public_three
from luohu_fiscal.extract.reading.reread import reread
from luohu_fiscal.extract.settle import settle
from luohu_fiscal.extract.slots import let_go, malformed
from luohu_fiscal.extract.wholes import whole_of
from luohu_fiscal.model.figures import (
    Change,
    Claim,
    DocumentInfo,
    Figure,
    Indicator,
    Source,
    Statement,
    Unplaced,
)
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.model.vocabulary import Book, ClaimKind, Role, Side
from luohu_fiscal.money.amount import parse_number
from luohu_fiscal.wording import Wording

__all__ = ["assemble"]


def assemble(document: Document, ledger: Ledger, words: Wording) -> BudgetReport:
    """The report that the drafts add up to, in the order in which `budgets` lowers them."""
    settle(ledger)
    reread(ledger, words)
    bind_public_three(document, ledger, words)
    _loosen(ledger)
    statements = _statement_names(ledger.accounts)
    everything = _ordered(ledger)
    ordered = [draft for draft in everything if not draft.token.malformed]
    broken = [draft for draft in everything if draft.token.malformed]
    parts = let_go(ledger, broken)
    ids = {id(draft): f"f{number}" for number, draft in enumerate(ordered, 1)}
    for draft in ledger.figures:
        if draft.account is None or id(draft.account) not in statements:
            _mention(draft)
    return BudgetReport(
        document=DocumentInfo(
            path=document.path,
            sha256=document.sha256,
            format=document.format,
            pages=len(document.pages),
            title=document.title,
            jurisdiction=_jurisdiction(document.title),
        ),
        figures=tuple(_figure(draft, ids, statements) for draft in ordered),
        claims=tuple(
            _claim(draft, number, ids, ledger) for number, draft in enumerate(ledger.claims, 1)
        ),
        unplaced=(
            *(
                malformed(
                    draft,
                    [one for one in parts.get(id(draft), ()) if id(one) in ids],
                    ids,
                    statements.get(id(draft.account)) if draft.account is not None else None,
                    _source(draft.place),
                )
                for draft in broken
            ),
            *(
                Unplaced(amount=token.number, unit=token.unit, reason=reason, source=_source(place))
                for token, place, reason in ledger.refused
            ),
        ),
        indicators=tuple(
            _indicator(draft, number) for number, draft in enumerate(ledger.indicators, 1)
        ),
        changes=tuple(_changes(ledger.changes, ids)),
        statements=tuple(_stated(ledger.accounts, statements, restated(ledger.accounts))),
    )


def _stated(
    accounts: list[Account], names: dict[int, str], again: dict[int, Account]
) -> Iterator[Statement]:
    """What is said of an account as a whole, for those of which something is said."""
    for account in accounts:
        name, first = names.get(id(account)), again.get(id(account))
        restates = names.get(id(first)) if first is not None else None
        if name is not None and (account.balanced is not None or restates is not None):
            yield Statement(
                id=name,
                balanced=True if account.balanced is not None else None,
                restates=restates,
                source=_source(account.balanced),
            )


def _only_names(account: Account) -> bool:
    """True where an account has no more than its own revenue and expenditure: no list, total or closing."""
    tops = [f for f in account.figures if f.parent is None and f.role is not Role.OTHER]
    names = ("own_revenue", "expenditure", "scheme_revenue", "scheme_expenditure")
    return all(figure.concept in names for figure in tops) or len(tops) < 2


def _loosen(ledger: Ledger) -> None:
    """One part alone is not said to be all of it: （含专项债收入5亿元）."""
    parts: dict[int, int] = {}
    for draft in ledger.figures:
        if draft.parent is not None:
            parts[id(draft.parent)] = parts.get(id(draft.parent), 0) + 1
    for draft in ledger.figures:
        if draft.closed and draft.role is not Role.TOTAL and parts.get(id(draft), 0) < 2:
            draft.closed = None
    wholes = {
        id(draft.parent): draft.parent for draft in ledger.figures if draft.parent is not None
    }
    lined = {number for number, whole in wholes.items() if _has_lines(whole)}
    for draft in ledger.figures:
        if id(draft.parent) in lined and draft.breakdown is None:
            # 收入总计X（含高新区Y）: that the lines of X are all of it says nothing of the bracket.
            draft.breakdown = 1


def _has_lines(figure: DraftFigure) -> bool:
    """True of a total whose side has lines of its own, beside what a bracket names of it."""
    side, account = figure.context.side, figure.account
    if figure.role is not Role.TOTAL or account is None or side is None:
        return False
    return any(line is not figure and line.role is not Role.OTHER for line in account.on(side))


def _mention(draft: DraftFigure) -> None:
    """A quantity named outside any account does nothing in one: only its concept is kept."""
    if draft.role is Role.TOTAL and draft.context.side is None:
        return  # 收支总计: the total of both sides at once
    if draft.parent is None and draft.context.book is not Book.DEBT:
        draft.role, draft.account = Role.OTHER, None


def _statement_names(accounts: list[Account]) -> dict[int, str]:
    """A name for each account of more than one line; a lone line is a mention, in no account."""
    names: dict[int, str] = {}
    used: dict[str, int] = {}
    for account in accounts:
        if _only_names(account) and any(
            other is not account
            and other.table is account.table
            and other.context.key == account.context.key
            and (_lines(other) > _lines(account) or id(other) in names)
            for other in accounts
        ):
            continue
        context = account.context
        year = str(context.year or "")
        parts = (context.book, context.scope, year, context.stage, context.part)
        key = ".".join(str(part) for part in parts if part)
        used[key] = used.get(key, 0) + 1
        names[id(account)] = key if used[key] == 1 else f"{key}#{used[key]}"
    return names


def _lines(account: Account) -> int:
    return sum(figure.parent is None for figure in account.figures)


def _ordered(ledger: Ledger) -> list[DraftFigure]:
    """Accounts first, each in the order of its sides and every line before its parts; then the rest."""
    placed: list[DraftFigure] = []
    seen: set[int] = set()
    children: dict[int, list[DraftFigure]] = {}
    for draft in ledger.figures:
        if draft.parent is not None:
            children.setdefault(id(draft.parent), []).append(draft)

    def add(draft: DraftFigure) -> None:
        if id(draft) in seen:
            return
        seen.add(id(draft))
        placed.append(draft)
        for part in children.get(id(draft), ()):
            add(part)

    for account in ledger.accounts:
        for draft in _account_order(account):
            add(draft)
    for draft in ledger.figures:
        if draft.parent is None:
            add(draft)
    for draft in ledger.figures:
        add(draft)
    return placed


def _account_order(account: Account) -> list[DraftFigure]:
    tops = [figure for figure in account.figures if figure.parent is None]
    if account.context.book is Book.DEBT:
        quantities = ["limit", "outstanding", "issued", "repaid"]
        kinds = ["", "general", "special"]

        def rank(figure: DraftFigure) -> tuple[int, int]:
            name, _, kind = (figure.concept or "").removeprefix("debt_").partition("_")
            known = name in quantities and kind in kinds
            return (quantities.index(name), kinds.index(kind)) if known else (9, 9)

        return sorted(_first_of_each(tops), key=rank) + _later_of_each(tops)
    order: list[DraftFigure] = []
    for side in (Side.RESOURCES, Side.USES):
        order += [f for f in tops if f.context.side is side and f.role is not Role.TOTAL]
        order += [f for f in tops if f.context.side is side and f.role is Role.TOTAL][:1]
    closings = [f for f in tops if f.context.side is Side.CLOSING]
    roles = [Role.CARRIED_OVER, Role.SURPLUS, Role.BALANCE]
    order += sorted(
        _first_of_each(closings, by_role=True),
        key=lambda f: roles.index(f.role) if f.role in roles else 9,
    )
    known = {id(figure) for figure in order}
    return order + [figure for figure in tops if id(figure) not in known]


def _first_of_each(figures: list[DraftFigure], *, by_role: bool = False) -> list[DraftFigure]:
    firsts: dict[object, DraftFigure] = {}
    for figure in figures:
        firsts.setdefault(figure.role if by_role else figure.concept, figure)
    return list(firsts.values())


def _later_of_each(figures: list[DraftFigure]) -> list[DraftFigure]:
    firsts = _first_of_each(figures)
    return [figure for figure in figures if not any(figure is first for first in firsts)]


def _figure(draft: DraftFigure, ids: dict[int, str], statements: dict[int, str]) -> Figure:
    context = draft.context
    return Figure(
        id=ids[id(draft)],
        book=context.book,
        scope=context.scope,
        level=context.level,
        fiscal_year=context.year,
        stage=context.stage,
        side=context.side,
        concept=draft.concept,
        label=draft.label[:60],
        role=draft.role,
        amount=draft.amount,
        qualifier=draft.qualifier,
        parent=ids[id(draft.parent)] if draft.parent is not None else None,
        closed=draft.closed,
        reading=draft.reading,
        statement=statements.get(id(draft.account)) if draft.account is not None else None,
        period=context.part,
        breakdown=draft.breakdown,
        complete=draft.complete,
        rival=draft.rival,
        source=_source(draft.place),
    )


def _signed(number: Decimal, *, negative: bool) -> Decimal:
    """The number with its sign; a unary minus would round to the context of the caller."""
    return number.copy_negate() if negative else number


def _indicator(draft: DraftIndicator, number: int) -> Indicator:
    return Indicator(
        id=f"i{number}",
        name=draft.name,
        label=draft.label[:60],
        measure=draft.measure,
        value=_signed(parse_number(draft.number), negative=draft.negative),
        upper=_signed(parse_number(draft.upper), negative=draft.negative) if draft.upper else None,
        unit=draft.unit,
        bound=draft.bound,
        qualifier=draft.qualifier or None,
        fiscal_year=draft.year,
        stage=draft.stage,
        source=_source(draft.place),
    )


def _claim(draft: DraftClaim, number: int, ids: dict[int, str], ledger: Ledger) -> Claim:
    value = parse_number(draft.token.number)
    base = draft.base
    if base is None and draft.kind is ClaimKind.SHARE and draft.figure is not None:
        base = whole_of(draft, ledger)
    return Claim(
        id=f"c{number}",
        kind=draft.kind,
        figure=ids[id(draft.figure)] if draft.figure is not None else None,
        value=_signed(value, negative=draft.negative),
        basis=draft.basis,
        basis_text=draft.basis_text,
        base_figure=ids[id(base)] if base is not None else None,
        comparable=draft.comparable,
        increment=ids[id(draft.increment)] if draft.increment is not None else None,
        restored=ids[id(draft.restored)] if draft.restored is not None else None,
        natural=ids[id(draft.natural)] if draft.natural is not None else None,
        guessed=draft.guessed,
        source=_source(draft.place),
    )


def _changes(drafts: list[DraftChange], ids: dict[int, str]) -> Iterator[Change]:
    names = {id(draft): f"d{number}" for number, draft in enumerate(drafts, 1)}

    def name(figure: DraftFigure | None) -> str | None:
        return None if figure is None else ids[id(figure)]

    for draft in drafts:
        yield Change(
            id=names[id(draft)],
            figure=name(draft.figure),
            base_figure=name(draft.base),
            amount=name(draft.amount),
            direction=draft.direction,
            parent=None if draft.parent is None else names[id(draft.parent)],
            closed=draft.closed,
            source=_source(draft.place),
        )


def _source(place: Place | None) -> Source | None:
    if place is None:
        return None
    return Source(
        page=place.page,
        line=place.line,
        start=place.start,
        end=place.end,
        text=place.text,
        cell=place.cell,
        confidence=place.confidence,
    )


_TITLE = re.compile(
    r"(?:关于)?([一-鿿]{2,14}?(?:省|市|自治区|区|县|州|盟|旗))(?=20\d\d年|人民政府|财政|本级|地方)"
)


def _jurisdiction(title: str) -> str:
    match = _TITLE.search(title)
    return match[1] if match else ""
