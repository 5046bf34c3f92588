"""Invented accounts that are consistent: three books and the debt of one district, year after year.

Amounts are drawn in the proportions of a city district and made to fit: what one book gives another
takes in, what one year leaves the next begins with, and debt rolls forward.  All but the smallest book
are whole 万元 exactly; state capital operations are drawn in 元 and each line is rounded by itself, so
that its sums may be off by one or two as published ones are.  Nobody's real figures are in here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from luohu_fiscal.classroom.chance import Chance
from luohu_fiscal.classroom.kinds import Kind
from luohu_fiscal.model.vocabulary import Book, Stage

__all__ = ["Account", "Ledger", "draw_ledger"]


class Account(NamedTuple):
    """Whose figures these are: book, year and stage."""

    book: Book
    year: int
    stage: Stage


#: The amounts of every account in 万元, by the key of the line.
Ledger = Mapping[Account, Mapping[str, int]]

_YUAN_OF_WAN = 10_000


def draw_ledger(kind: Kind, last: int, chance: Chance) -> Ledger:
    """The accounts of `kind.years` years up to the year `last`, and its budget where that is shown."""
    found: dict[Account, dict[str, int]] = {}
    district = _District(chance)
    for year in range(last - kind.years + 1, last + 1):
        stage = Stage.EXECUTION if year == last else Stage.FINAL
        if kind.budget and year == last:
            # Drawn before the year is carried out: the budget knows its opening and nothing else.
            for book, lines in district.planned().items():
                found[Account(book, year, Stage.BUDGET)] = lines
        for book, lines in district.year().items():
            found[Account(book, year, stage)] = lines
    return found


class _District:
    """One invented district: what carries over from one year to the next."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self.tax = chance.between(300_000, 1_200_000)
        self.non_tax = chance.between(60_000, 400_000)
        self.transfers = chance.between(200_000, 800_000)
        self.fund_own = chance.between(12_000, 90_000)
        self.fund_transfers = chance.between(90_000, 380_000)
        self.profits = chance.between(9_000_000, 80_000_000)
        self.opening = chance.between(8_000, 60_000)
        self.fund_opening = chance.between(20_000, 80_000)
        self.capital_opening = chance.between(400_000, 6_000_000)
        self.general_debt = chance.between(20_000, 90_000)
        self.special_debt = chance.between(100_000, 700_000)

    def moved(self, amount: int) -> int:
        """The amount a year later: between a fifth less and two fifths more, never the same."""
        return amount * self.chance.between(810, 1390) // 1000 + self.chance.between(1, 9)

    def year(self) -> dict[Book, dict[str, int]]:
        """One year carried out."""
        between = self.chance.between
        self.tax, self.non_tax = self.moved(self.tax), self.moved(self.non_tax)
        self.transfers = self.moved(self.transfers)
        self.fund_own = self.moved(self.fund_own)
        self.fund_transfers = self.moved(self.fund_transfers)
        self.profits = self.moved(self.profits)
        issued = {"general": between(5_000, 40_000), "special": between(30_000, 280_000)}
        refinanced = {"general": between(0, 600), "special": between(0, 2_500)}
        paid_off = {"general": between(0, 900), "special": between(0, 3_000)}
        proceeds = {name: issued[name] + refinanced[name] for name in issued}
        repaid = {name: refinanced[name] + paid_off[name] + 1 for name in issued}
        fund = self.fund(proceeds["special"], repaid["special"])
        capital = self.capital()
        given = fund["transferred_out"] + capital["transferred_out"]
        general = self.general(proceeds["general"], repaid["general"], given)
        self.general_debt += proceeds["general"] - repaid["general"]
        self.special_debt += proceeds["special"] - repaid["special"]
        return {
            Book.GENERAL_PUBLIC: general,
            Book.GOVERNMENT_FUND: fund,
            Book.STATE_CAPITAL: capital,
            Book.DEBT: self.debt(issued),
        }

    def general(self, proceeds: int, repaid: int, given: int) -> dict[str, int]:
        between = self.chance.between
        # Other sources may be transferred in as well, such as idle money 存量资金.
        elsewhere = self.chance.one_of((0, between(1, 900)))
        lines = {
            "own": self.tax + self.non_tax,
            "tax": self.tax,
            "non_tax": self.non_tax,
            "transfers": self.transfers,
            "transferred_in": given + elsewhere,
            "proceeds": proceeds,
            "opening": self.opening,
        }
        total = sum(lines.values()) - lines["own"]
        self.opening = between(8_000, 60_000)
        uses = {
            "remitted": total * between(100, 180) // 1000,
            "repaid": repaid,
            "contributed": between(6_000, 40_000),
        }
        spent = total - self.opening
        rest = {"spending": spent - sum(uses.values()), "total_uses": spent}
        return {**lines, **uses, **rest, "total_resources": total, "carried_over": self.opening}

    def fund(self, proceeds: int, repaid: int) -> dict[str, int]:
        between = self.chance.between
        lines = {
            "own": self.fund_own,
            "transfers": self.fund_transfers,
            "proceeds": proceeds,
            "opening": self.fund_opening,
        }
        total = sum(lines.values())
        left = {
            "carried_over": total * between(30, 90) // 1000,
            "surplus": total * between(20, 60) // 1000,
        }
        uses = {"repaid": repaid, "transferred_out": total * between(60, 160) // 1000}
        self.fund_opening = sum(left.values())
        spent = total - self.fund_opening
        rest = {"spending": spent - sum(uses.values()), "total_uses": spent}
        return {**lines, **uses, **left, **rest, "total_resources": total}

    def capital(self) -> dict[str, int]:
        """State capital operations in 元, each line rounded to 万元 by itself."""
        between = self.chance.between
        lines = {
            "own": self.profits,
            "transfers": between(300_000, 2_000_000),
            "opening": self.capital_opening,
        }
        total = sum(lines.values())
        out = total * between(200, 400) // 1000
        self.capital_opening = total * between(40, 180) // 1000
        spent = total - self.capital_opening
        exact = {
            **lines,
            "spending": spent - out,
            "transferred_out": out,
            "total_resources": total,
            "total_uses": spent,
            "carried_over": self.capital_opening,
        }
        return {key: (yuan + _YUAN_OF_WAN // 2) // _YUAN_OF_WAN for key, yuan in exact.items()}

    def debt(self, issued: Mapping[str, int]) -> dict[str, int]:
        between = self.chance.between
        outstanding = {"general": self.general_debt, "special": self.special_debt}
        limit = {
            name: amount + self.chance.one_of((0, between(1, 2_000)))
            for name, amount in outstanding.items()
        }
        quantities = {"limit": limit, "outstanding": outstanding, "issued": issued}
        return {
            f"{quantity}.{name}": amount
            for quantity, split in quantities.items()
            for name, amount in {"total": sum(split.values()), **split}.items()
        }

    def planned(self) -> dict[Book, dict[str, int]]:
        """The budget of the coming year: it spends all it has, so nothing is left."""
        near = self.moved
        fund = {
            "own": near(self.fund_own),
            "transfers": near(self.fund_transfers),
            "opening": self.fund_opening,
        }
        fund["total_resources"] = fund["total_uses"] = sum(fund.values())
        fund["transferred_out"] = fund["total_uses"] // 9
        fund["spending"] = fund["total_uses"] - fund["transferred_out"]
        general = {
            "tax": near(self.tax),
            "non_tax": near(self.non_tax),
            "transfers": near(self.transfers),
            "transferred_in": fund["transferred_out"],
            "opening": self.opening,
        }
        general["total_resources"] = general["total_uses"] = sum(general.values())
        general["own"] = general["tax"] + general["non_tax"]
        general["remitted"] = general["total_uses"] // 7
        general["spending"] = general["total_uses"] - general["remitted"]
        return {Book.GENERAL_PUBLIC: general, Book.GOVERNMENT_FUND: fund}
