"""What a line does in the identities: the one place where rows get their roles."""

from __future__ import annotations

from enum import StrEnum

from luohu_fiscal.extract.tables.rows import Row
from luohu_fiscal.model.concepts import concept as find_concept
from luohu_fiscal.model.vocabulary import Role, Side

__all__ = ["Standing", "concept_of", "role_of"]


class Standing(StrEnum):
    """Where a line stands in its half."""

    #: The total of the side, with the lines that make it up in the same half.
    GRAND = "grand"
    #: The total of the book's own revenue or expenditure.
    OWN = "own"
    #: A total of the book's own lines and of others.
    SUM = "sum"
    #: A line the grand total is the sum of.
    COMPONENT = "component"
    #: Part of another line, or a class of the own total.
    DETAIL = "detail"
    #: A line whose place in the account cannot be told.
    LOOSE = "loose"


def role_of(row: Row, standing: Standing, side: Side | None) -> Role:
    """The role of a line.

    Own expenditure is a component of the uses, as everywhere in this package; lines of the grand total
    keep the role of their concept (carried forward, carried over, surplus).

    >>> from luohu_fiscal.extract.tables.rows import Line
    >>> row = Row(0, "上年结转", None, None, "", Line.STRUCTURE, False, "carried_forward", ())
    >>> role_of(row, Standing.COMPONENT, Side.RESOURCES).value, role_of(row, Standing.LOOSE, None).value
    ('carried_forward', 'other')
    """
    if standing is Standing.GRAND:
        return Role.TOTAL
    if standing is Standing.OWN:
        return Role.OWN_REVENUE if side is Side.RESOURCES else Role.COMPONENT
    if standing is Standing.COMPONENT:
        known = find_concept(row.concept or "")
        role = Role(known.role) if known is not None and known.side == side else Role.COMPONENT
        return Role.COMPONENT if role in (Role.DETAIL, Role.TOTAL, Role.OWN_REVENUE) else role
    return Role.DETAIL if standing is Standing.DETAIL else Role.OTHER


def concept_of(row: Row, standing: Standing, side: Side | None) -> str | None:
    """The concept of a line: classes of revenue and expenditure have none of their own.

    >>> from luohu_fiscal.extract.tables.rows import Line
    >>> row = Row(0, "税收收入", None, None, "101", Line.CLASS, False, None, ())
    >>> concept_of(row, Standing.DETAIL, Side.RESOURCES), concept_of(row, Standing.GRAND, Side.USES)
    ('tax_revenue', 'total_uses')
    """
    if standing is Standing.GRAND:
        return "total_resources" if side is Side.RESOURCES else "total_uses"
    if standing is Standing.OWN:
        return "own_revenue" if side is Side.RESOURCES else "expenditure"
    if row.code in ("101", "103", "227"):
        return {"101": "tax_revenue", "103": "non_tax_revenue", "227": "reserve"}[row.code]
    if standing is Standing.COMPONENT or row.code.startswith(("110", "105", "230", "231")):
        return row.concept
    return None
