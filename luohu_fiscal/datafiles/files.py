"""The four functions: load and loads, dump and dumps."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from luohu_fiscal.datafiles.csvfile import read_csv, write_csv
from luohu_fiscal.datafiles.form import build
from luohu_fiscal.datafiles.jsonfile import read_json, write_json
from luohu_fiscal.datafiles.outline import flat, nested
from luohu_fiscal.datafiles.parsed import Parsed
from luohu_fiscal.datafiles.yamlfile import read_yaml, write_yaml
from luohu_fiscal.errors import (
    DataError,
    MissingFile,
    ReadError,
    TooLarge,
    UnknownFormat,
    UsageError,
)
from luohu_fiscal.files import refuse_special, wide_encoding, write_whole
from luohu_fiscal.model.figures import DocumentInfo
from luohu_fiscal.model.report import BudgetReport

__all__ = ["FORMATS", "SUFFIXES", "dump", "dumps", "load", "loads", "text_of"]


class _Format(NamedTuple):
    read: Callable[[str, str], Parsed]
    write: Callable[[Any], str]
    #: Bytes of one file: a report of ten thousand figures takes about three megabytes.
    limit: int
    #: Encodings that are tried in turn; Chinese Excel writes GB18030.
    encodings: tuple[str, ...] = ("utf-8-sig",)
    #: How a file is written: Excel takes UTF-8 for Chinese only behind a byte order mark.
    writes: str = "utf-8"


_MB = 1024 * 1024

#: The formats of budget data files.
FORMATS: Mapping[str, _Format] = MappingProxyType(
    {
        "yaml": _Format(read_yaml, write_yaml, 16 * _MB),
        "json": _Format(read_json, write_json, 64 * _MB),
        "csv": _Format(read_csv, write_csv, 64 * _MB, ("utf-8-sig", "gb18030"), "utf-8-sig"),
    }
)
#: Which format a file name ends in.
SUFFIXES: Mapping[str, str] = MappingProxyType(
    {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".csv": "csv"}
)


def load(path: str | Path) -> BudgetReport:
    """The report in a YAML, JSON or CSV file; the format goes by the suffix.

    Amounts are read exactly; a float is refused.  Raises `DataError` (one line: file, line, place,
    what is wrong, what to do), `MissingFile`, `UnknownFormat`, `TooLarge` or `ReadError`.

    >>> from luohu_fiscal.datafiles import shipped
    >>> len(load(shipped("luohu/2023.yaml")).budgets)
    6
    """
    file = Path(path)
    form = _format_of(file)
    content = _bytes(file, FORMATS[form].limit)
    info = DocumentInfo(path=str(path), sha256=hashlib.sha256(content).hexdigest(), format=form)
    return _built(_decoded(content, form, str(path)), form, info)


def text_of(path: str | Path) -> str:
    """The text of a data file as `load` reads it, and as its figures' places count."""
    file = Path(path)
    form = _format_of(file)
    return _decoded(_bytes(file, FORMATS[form].limit), form, str(path))


def loads(text: str, format: str, *, where: str = "") -> BudgetReport:
    """The report in a text of the named format; `where` names the text in messages.

    >>> loads("book,lable,amount\\n", "csv", where="a.csv")
    Traceback (most recent call last):
    luohu_fiscal.errors.DataError: a.csv:1: unknown column "lable"; did you mean label?
    """
    form = _known(format)
    if len(text) > FORMATS[form].limit:
        raise TooLarge(
            f"more than {FORMATS[form].limit:,} characters", where=where, remedy="split it"
        )
    return _built(text.removeprefix("\ufeff"), form, DocumentInfo(path=where, format=form))


def dump(report: BudgetReport, path: str | Path) -> None:
    """Writes the report to a file whose suffix names the format; `load` gives an equal one back."""
    file = Path(path)
    form = _format_of(file)
    text = dumps(report, form)
    try:
        write_whole(file, text.encode(FORMATS[form].writes))
    except OSError as error:
        raise ReadError(f"cannot be written ({error.strerror})", where=str(path)) from None


def dumps(report: BudgetReport, format: str) -> str:
    """The report as a text of the named format, from which `loads` makes an equal report.

    JSON and CSV are flat (the machine-readable contract); YAML is the hand-written form where that
    says the same, and flat where it does not.  Raises `DataError` where a table cannot hold it all.
    """
    form = _known(format)
    if form == "yaml":
        data = nested(report)
        if _rebuilt(data) != report:
            data = flat(report)
        return write_yaml(data)
    text = FORMATS[form].write(flat(report))
    if form == "csv" and loads(text, form) != report:
        # A cell cannot tell "" from nothing, nor hold every text.
        raise DataError(
            "this report does not fit in a table without loss", remedy="write JSON or YAML"
        )
    return text


def _rebuilt(data: Any) -> BudgetReport | None:
    try:
        return build(Parsed(data), DocumentInfo())
    except DataError:
        return None


def _built(text: str, form: str, info: DocumentInfo) -> BudgetReport:
    return build(FORMATS[form].read(text, info.path), info)


def _known(format: str) -> str:
    if format not in FORMATS:
        raise UsageError(f'"{format}" is no data format', remedy=f"use {', '.join(FORMATS)}")
    return format


def _format_of(path: Path) -> str:
    form = SUFFIXES.get(path.suffix.lower())
    if form is None:
        known = ", ".join(SUFFIXES)
        raise UnknownFormat("not a budget data file", where=str(path), remedy=f"name it {known}")
    return form


def _bytes(path: Path, limit: int) -> bytes:
    try:
        refuse_special(path)
        if path.is_dir():
            raise ReadError("not a regular file", where=str(path), remedy="name a file")
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except FileNotFoundError:
        raise MissingFile("no such file", where=str(path), remedy="check the path") from None
    except OSError as error:
        raise ReadError(f"cannot be read ({error.strerror})", where=str(path)) from None
    if len(content) > limit:
        raise TooLarge(f"more than {limit // _MB} MB", where=str(path), remedy="split the file")
    return content


def _decoded(content: bytes, form: str, where: str) -> str:
    problem = ""
    wide = wide_encoding(content)
    for encoding in (wide,) if wide else FORMATS[form].encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            problem = (
                problem or f"byte {error.start + 1} is not {encoding.removesuffix('-sig').upper()}"
            )
    raise DataError(problem, where=where, remedy="save the file as UTF-8")
