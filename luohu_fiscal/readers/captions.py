"""What stands above a table, and what goes on below it: titles, units, continued tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from luohu_fiscal.document import Block, Kind, Paragraph, Table
from luohu_fiscal.readers.continued import joined
from luohu_fiscal.readers.enumerators import says_amount
from luohu_fiscal.readers.table_words import (
    MAX_TITLE,
    before_unit,
    is_caption,
    names_office,
    unit_of,
)

__all__ = ["assemble"]

_SPOKEN = re.compile(r"[，。；！？：:]")
_YEAR = re.compile(r"(?:19|20)\d\d|二[○〇Ｏ零]")
_NUMBER_OF_TABLE = re.compile(
    r"[（(]?(?:附|续)?[表件]?\s*[\d一二三四五六七八九十\-—]{0,4}\s*[:：)）]?"
)
_MAX_TITLE_LINES = 4
#: A date beside the unit (2025年12月31日) is shorter than any title.
_SHORT = 12


def assemble(blocks: Sequence[Block], *, continued: bool = True) -> list[Block]:
    """Tables given the title and unit printed above them; continued tables joined.

    The lines that became title or unit are no paragraphs any more.  `continued` is False where a
    page is a sheet, on which every table is whole.
    """
    done: list[Block] = []
    for block in blocks:
        if not isinstance(block, Table):
            done.append(block)
            continue
        table = block if block.refused else _captioned(block, done)
        before = done[-1] if done else None
        whole = joined(before, table) if continued and isinstance(before, Table) else None
        if whole is not None:
            done[-1] = whole
        else:
            done.append(table)
    return done


def _captioned(table: Table, done: list[Block]) -> Table:
    title, unit = table.title, table.unit
    used = 0
    for back in range(1, min(_MAX_TITLE_LINES, len(done)) + 1):
        above = done[-back]
        if not isinstance(above, Paragraph) or len(before_unit(above.text)) > MAX_TITLE:
            break
        if above.kind is Kind.FOOTNOTE or above.text.endswith(("。", "；")):
            break
        found = unit_of(above.text)
        if found and not unit:
            unit, used = found, back
            rest = before_unit(above.text)
            title = title or (rest if is_caption(rest) or _names_year(rest) else "")
        elif names_office(above.text) and not title:
            continue
        elif is_caption(above.text) and (not title or _is_number_of_table(title)):
            title, used = f"{above.text} {title}".strip(), back
        elif title and (_is_number_of_table(above.text) or _begins_title(above, title)):
            gap = " " if _is_number_of_table(above.text) else ""
            title = f"{above.text}{gap}{title}"
            used = back
        else:
            break
    if used:
        del done[-used:]
    if not title and done:
        title = _heading_above(done)
    return replace(table, title=title, unit=unit)


def _names_year(text: str) -> bool:
    """A line that names a year and shares its line with the unit is the title (…2026年预算（草案）)."""
    named = _YEAR.search(text) is not None and len(text) <= MAX_TITLE
    return named and len(text) > _SHORT and not _SPOKEN.search(text)


def _begins_title(above: Paragraph, title: str) -> bool:
    """Whether a line is the first half of a title: it names the year, and the rest does not."""
    if above.depth or _SPOKEN.search(above.text) or is_caption(above.text):
        return False
    return _YEAR.search(above.text) is not None and _YEAR.search(title) is None


def _heading_above(done: list[Block]) -> str:
    """A short line above a table that says nothing of its own names the table.

    An enumerated heading stays a paragraph as well.
    """
    above = done[-1]
    if not isinstance(above, Paragraph) or len(above.text) > MAX_TITLE:
        return ""
    if above.kind is Kind.FOOTNOTE or _SPOKEN.search(above.text) or says_amount(above.text):
        return ""
    if above.kind is not Kind.HEADING and not above.depth:
        done.pop()
        if done and isinstance(done[-1], Paragraph) and _is_number_of_table(done[-1].text):
            done.pop()
    return above.text


def _is_number_of_table(text: str) -> bool:
    return _NUMBER_OF_TABLE.fullmatch(text) is not None
