"""Cells to tokens: every printed number of a table taken once, and none left behind."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from luohu_fiscal.document import Cell, Document, Table
from luohu_fiscal.extract.draft import Account, Context, DraftClaim, DraftFigure
from luohu_fiscal.extract.ledger import Ledger
from luohu_fiscal.extract.tables.columns import Kind
from luohu_fiscal.extract.tables.ratios import Rate
from luohu_fiscal.extract.tokens import Token, TokenKind
from luohu_fiscal.model.figures import MALFORMED
from luohu_fiscal.model.vocabulary import ClaimKind
from luohu_fiscal.money.amount import Unit
from luohu_fiscal.money.interval import EXACT
from luohu_fiscal.money.printed import is_cell_error, is_malformed, normalise_digits

__all__ = ["Scribe", "holds_digits", "is_at_fault"]

_HUNDRED = Decimal(100)
#: A longer cell is a remark, whose beginning tells it.
_LONGEST = 60
_DIGIT = re.compile(r"\d")
_PARTED = re.compile(r"\d\s+\d")
_YEAR = re.compile(r"(?:19|20)\d\d(?:[-—~至](?:19|20)?\d\d)?(?=年|[^\d.,]|$)(?!-$)(?:年\d{1,2}月)?")
#: 3=1+2, 4=3/2*100, (5): what numbers a column.
_COUNTER = re.compile(r"\(?\d{1,2}\)?\s*=[\d\s+\-*/×÷()%=]+")


@dataclass(slots=True)
class Scribe:
    """Writes the cells of one table into the ledger, each once."""

    document: Document
    table: Table
    ledger: Ledger
    done: set[tuple[int, int]] = field(default_factory=set)

    def figure(self, cell: Cell, unit: Unit, context: Context, label: str) -> DraftFigure:
        """A figure of one cell, in no account yet; one of a cell at fault has no amount."""
        token = (
            Token(TokenKind.MONEY, 0, len(cell.text), cell.text, unit.value, malformed=True)
            if cell.number is None
            else _token(TokenKind.MONEY, cell.number, unit.value)
        )
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
        """A number that is no figure and no rate, or the text that holds digits, with the reason."""
        self.done.add((cell.start, cell.end))
        kind = TokenKind.PERCENT if unit == "%" else TokenKind.MONEY
        token = (
            Token(kind, 0, len(cell.text), cell.text[:_LONGEST], unit)
            if cell.number is None
            else _token(kind, cell.number, unit)
        )
        self.ledger.refuse(token, self.document.place_of_cell(cell), reason)

    def rest(
        self,
        reasons: dict[int, str],
        fallback: str,
        amounts: frozenset[int],
        fault: str = MALFORMED,
    ) -> None:
        """Refuse every number not written yet, by the column it stands in.

        In the columns `amounts` no digit is left behind: what is no number there is refused as well,
        a number that is none as `fault`.
        """
        for row in self.table.rows:
            for index, cell in enumerate(row):
                if cell is None or (cell.start, cell.end) in self.done:
                    continue
                if cell.number is not None:
                    self.refuse(cell, "%" if cell.percent else "", reasons.get(index, fallback))
                elif index in amounts and is_at_fault(cell):
                    self.refuse(cell, "", fault)
                elif index in amounts and holds_digits(cell):
                    self.refuse(cell, "", "no number by itself: words, a code or several numbers")

    def account(self, context: Context) -> Account:
        """A new account of this table."""
        account = Account(context, table=True)
        self.ledger.accounts.append(account)
        return account


def is_at_fault(cell: Cell) -> bool:
    """True of a cell whose number is none (102,91), or that holds an error instead of one (#REF!).

    Two numbers with a space between them may be those of two cells that the reader did not part.

    >>> [is_at_fault(Cell(text, 0, 0, 0, 6)) for text in ("102,91", "增长2.1", "123 456")]
    [True, False, False]
    """
    if cell.number is not None:
        return False
    return is_cell_error(cell.text) or (
        is_malformed(cell.text) and _PARTED.search(cell.text) is None
    )


def holds_digits(cell: Cell) -> bool:
    """True of a cell with digits other than years and the numbers of columns; labels that span hold none.

    >>> holds_digits(Cell("2018年执行数", 0, 0, 0, 8)), holds_digits(Cell("支 61,492", 0, 0, 0, 8))
    (False, True)
    """
    if cell.columns > 1 or not _DIGIT.search(cell.text):
        return False
    text = normalise_digits(cell.text)
    return not _COUNTER.fullmatch(text) and _DIGIT.search(_YEAR.sub("", text)) is not None


def _token(kind: TokenKind, number: Decimal, unit: str) -> Token:
    text = f"{number:f}"
    return Token(kind, 0, len(text), text, unit)
