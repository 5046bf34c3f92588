"""Cells to tokens: every printed number of a table taken once, and none left behind."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from luohu_fiscal.document import Cell, Document, Table
from luohu_fiscal.extract.draft import Account, Context, DraftClaim, DraftFigure
from luohu_fiscal.extract.ledger import Ledger
from luohu_fiscal.extract.tables.columns import Kind
from luohu_fiscal.extract.tables.ratios import Rate
from luohu_fiscal.extract.tokens import Token, TokenKind
from luohu_fiscal.model.vocabulary import ClaimKind
from luohu_fiscal.money.amount import Unit
from luohu_fiscal.money.interval import EXACT

__all__ = ["Scribe"]

_HUNDRED = Decimal(100)


@dataclass(slots=True)
class Scribe:
    """Writes the cells of one table into the ledger, each once."""

    document: Document
    table: Table
    ledger: Ledger
    done: set[tuple[int, int]] = field(default_factory=set)

    def figure(self, cell: Cell, unit: Unit, context: Context, label: str) -> DraftFigure:
        """A figure of one cell, in no account yet."""
        assert cell.number is not None
        token = _token(TokenKind.MONEY, cell.number, unit.value)
        draft = DraftFigure(token, self.document.place_of_cell(cell), context, label)
        self.ledger.figures.append(draft)
        self.done.add((cell.start, cell.end))
        return draft

    def claim(self, cell: Cell, rate: Rate, about: DraftFigure, base: DraftFigure | None) -> None:
        """A rate of one cell; an index (103.2) is the growth over 100, exactly."""
        assert cell.number is not None
        number = cell.number
        if rate.column.kind is Kind.INDEX:
            number = EXACT.subtract(number, _HUNDRED)
        self.ledger.claims.append(
            DraftClaim(
                _token(TokenKind.PERCENT, number, "%"),
                self.document.place_of_cell(cell),
                rate.kind,
                about,
                basis=rate.basis,
                basis_text="" if rate.kind is ClaimKind.SHARE else rate.column.header[-24:],
                base=base,
            )
        )
        self.done.add((cell.start, cell.end))

    def refuse(self, cell: Cell, unit: str, reason: str) -> None:
        """A number that is no figure and no rate, with the reason."""
        assert cell.number is not None
        self.done.add((cell.start, cell.end))
        kind = TokenKind.PERCENT if unit == "%" else TokenKind.MONEY
        self.ledger.refuse(
            _token(kind, cell.number, unit), self.document.place_of_cell(cell), reason
        )

    def rest(self, reasons: dict[int, str], fallback: str) -> None:
        """Refuse every number not written yet, by the column it stands in."""
        for row in self.table.rows:
            for index, cell in enumerate(row):
                if (
                    cell is not None
                    and cell.number is not None
                    and (cell.start, cell.end) not in self.done
                ):
                    self.refuse(cell, "%" if cell.percent else "", reasons.get(index, fallback))

    def account(self, context: Context) -> Account:
        """A new account of this table."""
        account = Account(context, table=True)
        self.ledger.accounts.append(account)
        return account


def _token(kind: TokenKind, number: Decimal, unit: str) -> Token:
    text = f"{number:f}"
    return Token(kind, 0, len(text), text, unit)
