"""CSV in and out: one row for each figure, claim, statement or unplaced token.

The column ``record`` says which of them a row is; without it, or where it is empty, a row is a
figure.  The shortest useful table has ``book,fiscal_year,stage,side,label,amount,unit``; all
columns are in `COLUMNS`.  A text that a spreadsheet would take for a formula is written with an
apostrophe before it, which reading takes away again.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from luohu_fiscal.datafiles.parsed import Parsed, Spot, known_words, whole_number
from luohu_fiscal.errors import DataError

__all__ = ["COLUMNS", "read_csv", "write_csv"]

_SOURCE = ("page", "line", "start", "end", "text", "cell", "confidence")

#: The columns each kind of row may fill, in the order they are written.
COLUMNS: dict[str, tuple[str, ...]] = {
    "figure": (
        *(
            "id",
            "book",
            "scope",
            "level",
            "fiscal_year",
            "stage",
            "side",
            "concept",
            "label",
            "role",
            "account_role",
        ),
        *("amount", "unit", "value", "qualifier", "parent", "closed", "reading", "statement"),
        *_SOURCE,
    ),
    "claim": (
        *("id", "kind", "figure", "value", "unit", "basis", "basis_text", "base_figure"),
        *("comparable", "increment", "restored", "natural", "qualifier", "guessed"),
        *_SOURCE,
    ),
    "unplaced": ("amount", "unit", "reason", "slot", *_SOURCE),
    "statement": ("id", "balanced", "restates", *_SOURCE),
    "indicator": (
        *("id", "name", "label", "measure", "value", "upper", "unit", "bound", "qualifier"),
        *("fiscal_year", "stage"),
        *_SOURCE,
    ),
    "change": (
        *("id", "figure", "base_figure", "amount", "direction", "parent", "closed"),
        *_SOURCE,
    ),
    "document": ("title", "jurisdiction", "path", "sha256", "format", "pages"),
}
_ALL = tuple(dict.fromkeys(["record", *(name for names in COLUMNS.values() for name in names)]))
_LIST = {
    "figure": "figures",
    "claim": "claims",
    "unplaced": "unplaced",
    "statement": "statements",
    "indicator": "indicators",
    "change": "changes",
}

#: What only some reports have.
_SOME = frozenset({"indicators", "changes"})
_WHOLE = frozenset({"fiscal_year", "page", "line", "start", "end", "pages"})
_TRUTH = frozenset({"closed", "comparable", "balanced", "guessed"})
_WORDS = (
    _WHOLE
    | _TRUTH
    | {*("book", "level", "stage", "side", "role", "account_role", "kind", "basis", "measure")}
    | {"bound", "reading", "direction"}
)
_TRUE_WORDS = {"true": True, "是": True, "false": False, "否": False}
#: What a spreadsheet may take for the beginning of a formula, and what is written before one.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|['\t\r]")
_NUMBER = re.compile(r"[-+]?[0-9][0-9,.]*")


def read_csv(text: str, file: str = "") -> Parsed:
    """The rows of a CSV text as the flat form, with the line of each.

    >>> read_csv("book,label,amount\\r\\ndebt,债务限额,847300万元\\r\\n").data["figures"]
    [{'id': 'row2', 'book': 'debt', 'label': '债务限额', 'amount': '847300万元'}]
    """
    rows = _rows(text, file)
    header, first = next(rows, ([], Spot(1, 0, 0)))
    names = _names(header, first, file)
    data: dict[str, Any] = {name: [] for name in _LIST.values() if name not in _SOME}
    spots = {"": first}
    for cells, spot in rows:
        if not any(cells):
            continue
        if len(cells) > len(names):
            what = f"{len(cells)} cells under {len(names)} column names"
            raise _error(spot, file, what, "put amounts with commas in quotes")
        row = {name: cell for name, cell in zip(names, cells, strict=False) if cell}
        record = row.pop("record", "figure").strip()
        fields = _fields(record, row, spot, file)
        if record == "document":
            if "document" in data:
                raise _error(spot, file, "a second document row", "keep one report to a file")
            data["document"] = fields
        else:
            data.setdefault(_LIST[record], [])
            spots[f"{_LIST[record]}[{len(data[_LIST[record]])}]"] = Spot(
                spot.line, spot.start, spot.end, row.get("amount", row.get("value", ""))
            )
            data[_LIST[record]].append(fields)
    if "document" in data:
        # A table written from a report says all there is: empty is none, not "work it out".
        for figure in data["figures"]:
            figure.setdefault("concept", None)
            figure.setdefault("statement", None)
    return Parsed(data, spots, file, rows=True)


def _rows(text: str, file: str) -> Iterator[tuple[list[str], Spot]]:
    offset = 0

    def lines() -> Iterator[str]:
        nonlocal offset
        for line in io.StringIO(text, newline=""):
            offset += len(line)
            yield line

    reader = csv.reader(lines(), strict=True)
    while True:
        spot = Spot(reader.line_num + 1, offset, offset)
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _error(spot, file, f"not CSV: {error}", "check the quotes") from None
        yield [_unescape(cell) for cell in cells], Spot(spot.line, spot.start, offset)


def _error(spot: Spot, file: str, what: str, remedy: str, column: str = "") -> DataError:
    parsed = Parsed(None, {"": spot}, file, rows=True)
    return parsed.error(f"row.{column}" if column else "", what, remedy)


def _names(header: list[str], spot: Spot, file: str) -> list[str]:
    names = [cell.strip() for cell in header]
    if not any(names):
        raise _error(
            spot, file, "no column names", "begin with a row such as book,label,amount,unit"
        )
    for name in names:
        if name and name not in _ALL:
            what = f'unknown column "{name[:40]}"'
            raise _error(spot, file, what, known_words(name, _ALL, "columns"))
        if name and names.count(name) > 1:
            raise _error(spot, file, f'two columns "{name}"', "keep one of the two")
    return names


def _fields(record: str, row: Mapping[str, str], spot: Spot, file: str) -> dict[str, Any]:
    """The filled cells of one row as the fields of what it is."""
    if record not in COLUMNS:
        what, remedy = f'unknown record "{record[:40]}"', f"write one of {', '.join(COLUMNS)}"
        raise _error(spot, file, what, remedy, "record")
    fields: dict[str, Any] = {"id": f"row{spot.line}"} if record in ("figure", "claim") else {}
    source: dict[str, Any] = {}
    for name, cell in row.items():
        if name not in COLUMNS[record]:
            what = f'"{cell[:40]}" under "{name}", which a {record} has not'
            raise _error(spot, file, what, "leave the cell empty", name)
        into = source if name in _SOURCE and record != "document" else fields
        into[name] = _value(name, cell, spot, file)
    if source:
        fields["source"] = {"text": "", **source}
    if record == "unplaced":
        fields = {"amount": "", "reason": "", **fields}
    return fields


def _value(name: str, cell: str, spot: Spot, file: str) -> Any:
    word = cell.strip() if name in _WORDS else cell
    if name in _TRUTH:
        if word.lower() not in _TRUE_WORDS:
            raise _error(
                spot, file, f'"{word[:40]}" is not true or false', "write true or false", name
            )
        return _TRUE_WORDS[word.lower()]
    if name in _WHOLE:
        number = whole_number(word) if re.fullmatch("[0-9]+", word) else None
        if number is None:
            raise _error(spot, file, f'"{word[:40]}" is not a whole number', "write digits", name)
        return number
    if name == "slot":
        try:
            return json.loads(word, parse_float=str)
        except ValueError:
            what = f'"{word[:40]}" is not a place in an account'
            raise _error(spot, file, what, "leave the cell empty", name) from None
    return word


def _unescape(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell[1:]) else cell


def _escape(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def write_csv(data: Mapping[str, Any]) -> str:
    """CSV of the flat form: only the columns that some row fills.

    >>> data = {"document": {"title": "T"}, "figures": [{"id": "f1", "amount": "-5"}]}
    >>> write_csv(data).splitlines()
    ['record,id,amount,title', 'document,,,T', 'figure,f1,-5,']
    """
    rows: list[dict[str, Any]] = [{"record": "document", **data["document"]}]
    for record, name in _LIST.items():
        for entry in data.get(name, ()):
            row = {key: value for key, value in entry.items() if key != "source"}
            if row.get("slot"):
                row["slot"] = json.dumps(row["slot"], ensure_ascii=False, separators=(",", ":"))
            rows.append({"record": record, **row, **(entry.get("source") or {})})
    used = {name for row in rows for name, value in row.items() if value not in (None, "")}
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [name for name in _ALL if name in used], extrasaction="ignore")
    writer.writeheader()
    writer.writerows({name: _escape(value) for name, value in row.items()} for row in rows)
    return text.getvalue()
