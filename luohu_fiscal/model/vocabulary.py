"""The words of the contract: what a figure, a claim or an indicator may be, in Chinese and English.

The English is the Ministry of Finance's; the values stand in JSON, YAML and CSV.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "Basis",
    "Book",
    "Bound",
    "Choice",
    "ClaimKind",
    "Direction",
    "Level",
    "Measure",
    "Role",
    "Side",
    "Stage",
    "Word",
]


class Word(StrEnum):
    """A term of the contract with its 中文 and English beside it."""

    zh: str
    en: str

    def __new__(cls, value: str, zh: str = "", en: str = "") -> Word:
        word = str.__new__(cls, value)
        word._value_ = value
        word.zh, word.en = zh, en
        return word


class Book(Word):
    """The accounts of a government 预算 (Budget Law, article 5), and its debt."""

    GENERAL_PUBLIC = "general_public", "一般公共预算", "general public budget"
    GOVERNMENT_FUND = "government_fund", "政府性基金预算", "budget for government-managed funds"
    STATE_CAPITAL = "state_capital", "国有资本经营预算", "budget for state capital operations"
    SOCIAL_INSURANCE = "social_insurance", "社会保险基金预算", "budget for social insurance funds"
    DEBT = "debt", "地方政府债务", "local government debt"


class Stage(Word):
    """How final a figure is: `execution` covers 预计执行数 too."""

    BUDGET = "budget", "年初预算", "budget"
    ADJUSTED = "adjusted", "调整预算", "adjusted budget"
    EXECUTION = "execution", "执行", "execution"
    FINAL = "final", "决算", "final accounts"
    DRAFT = "draft", "草案", "draft budget"


class Side(Word):
    """Where a figure stands in its book."""

    RESOURCES = "resources", "收入", "resources"
    USES = "uses", "支出", "uses"
    CLOSING = "closing", "结转结余", "closing"
    STOCK = "stock", "存量", "stock"


class Role(Word):
    """What a figure does in the identities."""

    COMPONENT = "component", "组成项", "component"
    TOTAL = "total", "总计", "total"
    OWN_REVENUE = "own_revenue", "本级收入", "own revenue"
    CARRIED_FORWARD = "carried_forward", "上年结转", "carried forward"
    CARRIED_OVER = "carried_over", "结转下年", "carried over"
    SURPLUS = "surplus", "结余", "surplus"
    BALANCE = "balance", "结转结余", "balance"
    DETAIL = "detail", "其中", "detail"
    LIMIT = "limit", "限额", "limit"
    OUTSTANDING = "outstanding", "余额", "outstanding"
    ISSUED = "issued", "新增", "issued"
    REPAID = "repaid", "还本", "repaid"
    OTHER = "other", "其他", "other"


class Level(Word):
    """Whether a scope takes in the lower governments (全市) or not (市本级)."""

    CONSOLIDATED = "consolidated", "汇总", "consolidated"
    OWN_LEVEL = "own_level", "本级", "own level"


class ClaimKind(Word):
    """What a printed rate says."""

    GROWTH = "growth", "增长", "growth"
    SHARE = "share", "占比", "share"
    COMPLETION = "completion", "完成", "completion"


class Basis(Word):
    """What a rate is measured against, as far as the document says."""

    PRIOR = "prior", "上年", "the year before"
    PRIOR_EXECUTION = "prior_execution", "上年执行数", "execution of the year before"
    PRIOR_FINAL = "prior_final", "上年决算数", "final accounts of the year before"
    PRIOR_BUDGET = "prior_budget", "上年预算数", "budget of the year before"
    PRIOR_ADJUSTED = "prior_adjusted", "上年调整预算数", "adjusted budget of the year before"
    BUDGET = "budget", "预算数", "budget of the year"
    INITIAL = "initial", "年初预算数", "initial budget of the year"
    ADJUSTED = "adjusted", "调整预算数", "adjusted budget of the year"
    WHOLE = "whole", "总体", "the whole it is part of"
    AVERAGE = "average", "年均", "yearly average over several years"


class Direction(Word):
    """Which way something is said to have changed, or to lie."""

    UP = "up", "增加", "up"
    DOWN = "down", "减少", "down"
    LEVEL = "level", "持平", "level"


class Choice(StrEnum):
    """Which of the readings that the words or the layout leave open the printed sums chose.

    Held by the figure whose list or place was chosen; every finding that rests on it says so, in the
    words of the messages.
    """

    #: 甲X，乙Y，合计Z: the bare sum is the total of the lines before it.
    BARE_SUM = "bare_sum"
    #: 收入X，剔除上划收入Y，本级收入Z: of two own revenues in one list one is a line of the total.
    ONE_OWN_REVENUE = "one_own_revenue"
    #: 收入X，包括税收甲、上级补助乙、上年结转丙: X is the total, not the government's own revenue.
    OWN_IS_ALL = "own_is_all"
    #: 甲X。合计Y。其中：乙Z、丙V: the lines after the total make it up, or those before it.
    LINES_AFTER = "lines_after"
    LINES_BEFORE = "lines_before"
    #: 总收入X，其中：甲Y。乙Z: the lines after the full stop are of the list.
    LINES_BEYOND_STOP = "lines_beyond_stop"
    #: 收入X，其中：甲Y；乙Z: Z is a part of X and does not stand beside it.
    PARTS_OF_LINE = "parts_of_line"
    #: 收入X，其中：甲Y，乙Z，丙V: V stands beside X, to which the parts before it add up.
    PARTS_END = "parts_end"
    #: 滚存结余X，减去结转下年Y，净结余Z: Y and Z are parts of X.
    GROSS_CLOSING = "gross_closing"
    #: 余额X，低于限额Y，其中：一般债务Z、专项债务V: which of the two quantities they divide.
    KINDS_OF_STOCK = "kinds_of_stock"
    #: 县级收入总计X，全县支出总计Y: two scope words, one account, which closes.
    SCOPE_BY_SUM = "scope_by_sum"
    #: A table that does not say which rows make up a row: those that add up in its columns.
    ROWS_BY_SUM = "rows_by_sum"
    #: The same where no arrangement is sure: another one would close, so no error rests on this one.
    ROWS_IN_DOUBT = "rows_in_doubt"
    #: A column with empty cells: they stand for nothing, as the rest adds up.
    EMPTY_CELLS = "empty_cells"


class Measure(Word):
    """What an indicator's number says: how much there is, or by how many percent it grew."""

    LEVEL = "level", "水平", "level"
    GROWTH = "growth", "增速", "growth"


class Bound(Word):
    """How an indicator's number is meant where it is no plain value."""

    AT_LEAST = "at_least", "以上", "at least"
    AT_MOST = "at_most", "以内", "at most"
    ABOUT = "about", "左右", "about"
