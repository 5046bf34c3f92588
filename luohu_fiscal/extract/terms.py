"""What a name in a budget report stands for: concepts, and the groups of them that reading turns on."""

from __future__ import annotations

import re

from luohu_fiscal.extract.draft import Context
from luohu_fiscal.extract.headings import book_in
from luohu_fiscal.model.concepts import Concept, identify
from luohu_fiscal.model.concepts import concept as by_id
from luohu_fiscal.model.vocabulary import Book, Role, Side
from luohu_fiscal.wording import Wording

__all__ = [
    "ANCHORS",
    "CLOSING",
    "KINDS",
    "OWN",
    "SCHEMES",
    "SHARED",
    "STRUCTURAL",
    "TOTALS",
    "Terms",
    "is_bare",
    "role_in",
]

TOTALS = frozenset({"total_resources", "total_uses"})
#: What a government raises and spends itself.
OWN = frozenset({"own_revenue", "expenditure"})
#: Concepts that name a whole side of an account, or open one.
ANCHORS = TOTALS | OWN
#: Lines between levels of government, books and years: they stand beside own revenue or expenditure.
STRUCTURAL = frozenset(
    "carried_forward available_finance stabilization_drawn transferred_in debt_proceeds_general "
    "debt_proceeds_special debt_proceeds remittances_from_lower interregional_in aid_received "
    "transfers_from_higher carried_over surplus stabilization_contributed revolving_fund "
    "transferred_out principal_repaid_general principal_repaid_special principal_repaid "
    "debt_on_lent remittance_to_higher interregional_out aid_given transfers_to_lower "
    "transfer_expenditure".split()
)
#: What own revenue of the general budget is divided into.
KINDS = frozenset({"tax_revenue", "non_tax_revenue"})
#: Revenue that belongs to higher levels.
SHARED = re.compile("上划|^中央(?:财政|级)?收入")
SCHEMES = frozenset({"scheme_revenue", "scheme_expenditure"})
CLOSING = frozenset({"carried_over", "surplus", "shortfall"})

_BARE = re.compile(r"(?:预算)?(总)?(收入|支出)(?:预算)?")
_WHOLE = {"收入": ("收入总计", "本级收入"), "支出": ("支出总计", "本级支出")}


def is_bare(label: str) -> bool:
    """True where a label is 收入 or 支出 and no more.

    >>> is_bare("总支出"), is_bare("教育支出")
    (True, False)
    """
    return _BARE.fullmatch(label) is not None


def side_of(label: str) -> Side | None:
    """The side a label names last: 土地出让收入安排的支出 is a use."""
    income, outgo = label.rfind("收入"), label.rfind("支出")
    if income == outgo:
        return None
    return Side.RESOURCES if income > outgo else Side.USES


def role_in(concept: Concept | None) -> Role:
    """The role a line has in an account."""
    if concept is None:
        return Role.COMPONENT
    role = Role(concept.role)
    return Role.COMPONENT if role in (Role.DETAIL, Role.TOTAL) else role


class Terms:
    """Looks names up in the vocabulary, in the light of where they stand."""

    def __init__(self, words: Wording) -> None:
        self._words = words

    def named_book(self, label: str) -> Book | None:
        """The book of accounts a label names; debt is none."""
        book = book_in(label, self._words)
        return None if book is Book.DEBT else book

    def of(
        self, label: str, context: Context, side: Side | None = None, remark: str = ""
    ) -> Concept | None:
        """The concept a label names in a context; `side` where the list it stands in has one.

        `remark` is what the sentence goes on to say: 转移性支出X，…调出至一般公共预算 is a transfer out.
        """
        if bare := _BARE.fullmatch(label):
            label = _WHOLE[bare[2]][0 if bare[1] else 1]
        book = self.named_book(label) or (context.book if context.book is not Book.DEBT else None)
        side = side or side_of(label)
        found = identify(label, book and book.value, side and side.value)
        if found is not None and found.id in KINDS and "来源于" in label:
            return None  # tax raised in the place is raised for all levels
        if found is not None and found.id == "transfer_expenditure":
            if re.search("调[出入]至?一般公共预算", remark):
                return by_id("transferred_out")
        return found
