"""`Document` and wording to `BudgetReport`: which number is which.

    segments and headings ──▶ tokens ──▶ narrative (anchors, lists, closings) ──▶ reading ──▶ assemble
                                          rates, stock (debt)      tables

The narrative is a first reading, word by word; `reading` weighs each account of it as a whole, `tables` the
rows of a table.  This layer gives no verdict: sums (`sums`, exact) choose only between readings that the
words permit, and where an account stays at odds that another such reading would close, the figure says so.
"""

from __future__ import annotations

from dataclasses import replace

from luohu_fiscal.document import Document
from luohu_fiscal.extract.assemble import assemble
from luohu_fiscal.extract.narrative import Narrative
from luohu_fiscal.extract.scopes import defined_names, join_sides, put_right, same_names
from luohu_fiscal.extract.simplified import as_printed, simplified
from luohu_fiscal.extract.tables import read_tables
from luohu_fiscal.model.report import BudgetReport
from luohu_fiscal.wording import jurisdiction_of, wording

__all__ = ["extract"]


def extract(document: Document, *, jurisdiction: str | None = None) -> BudgetReport:
    """All figures, rates and unplaced tokens of a document.

    Every money and percent token becomes exactly one figure, claim or unplaced row.
    `jurisdiction` names a wording file; by default the title decides.

    >>> from luohu_fiscal.readers import read_text
    >>> d = read_text("关于某市2024年预算执行情况和2025年预算草案的报告\\n\\n一、2024年预算执行情况\\n\\n"
    ...               "市级政府性基金收入10亿元，加上上年结余5亿元，收入总计15亿元。")
    >>> [(f.role.value, str(f.amount)) for f in extract(d).figures]
    [('own_revenue', '10亿元'), ('carried_forward', '5亿元'), ('total', '15亿元')]
    """
    plain = simplified(document)
    name = jurisdiction or jurisdiction_of(plain.title)
    words = wording(name)
    words = replace(words, aliases=defined_names(plain, words))
    ledger = Narrative(plain, words).read()
    if names := same_names(ledger):
        words = replace(words, aliases={**words.aliases, **names})
        ledger = Narrative(plain, words).read()
    put_right(ledger)
    join_sides(ledger)
    read_tables(plain, words, ledger)
    report = assemble(plain, ledger, words)
    return report if plain is document else as_printed(report, document)
