"""Comma-separated values: a row for each finding; for `extract`, the table that `load` reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from luohu_fiscal.datafiles import flat
from luohu_fiscal.datafiles.csvfile import write_csv
from luohu_fiscal.identities import Identity
from luohu_fiscal.reconcile.finding import Finding
from luohu_fiscal.render.clean import csv_cell, printable
from luohu_fiscal.render.messages import message
from luohu_fiscal.render.sheet import Sheet

__all__ = ["check", "extract", "rules"]

_FINDING = (
    "file page line rule name book scope fiscal_year stage verdict severity stated calculated "
    "difference slack unit message"
).split()
_RULE = "code name zh en formula law since severity unless_zh unless_en".split()


def check(sheets: Sequence[Sheet], *, lang: str = "en", several: bool = False) -> str:
    """One row for each finding: exact numbers as digits, an empty cell where there is none."""
    return _written(
        _FINDING,
        (_finding(finding, sheet, lang) for sheet in sheets for finding in sheet.findings),
    )


def _finding(finding: Finding, sheet: Sheet, lang: str) -> dict[str, object]:
    source = sheet.source(finding)
    return {
        "file": sheet.path,
        "page": source.page if source else None,
        "line": source.line if source else None,
        **{name: getattr(finding, name) for name in _FINDING[3:-1]},
        "message": message(finding, sheet, lang, placed=False),
    }


def extract(sheets: Sequence[Sheet], *, lang: str = "en", several: bool = False) -> str:
    """One row for each figure, claim and unplaced token; with several files a column says which."""
    texts = [_harmless(write_csv(flat(sheet.report))) for sheet in sheets]
    if not several and len(texts) == 1:
        return texts[0]
    rows: list[dict[str, str]] = []
    names: dict[str, None] = {"file": None}
    for sheet, text in zip(sheets, texts, strict=True):
        reader = csv.DictReader(io.StringIO(text, newline=""))
        names |= dict.fromkeys(reader.fieldnames or ())
        # These cells are safe already: written as they are.
        rows += [{"file": csv_cell(sheet.path), **row} for row in reader]
    return _rows(list(names), rows)


def _harmless(text: str) -> str:
    return "\r\n".join(printable(line) for line in text.split("\r\n"))


def rules(identities: Sequence[Identity], *, lang: str = "en", detail: bool = False) -> str:
    """One row for each rule."""
    return _written(_RULE, ({name: getattr(one, name) for name in _RULE} for one in identities))


def _written(names: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    return _rows(names, ({name: _cell(value) for name, value in row.items()} for row in rows))


def _rows(names: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _cell(value: object) -> str:
    """A number as it is, its minus sign included; a text so that no spreadsheet runs it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return csv_cell(str(value))
