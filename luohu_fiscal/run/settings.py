"""Settings kept beside the reports: `luohu-fiscal.toml`, or `[tool.luohu-fiscal]` in `pyproject.toml`.

    paths = ["reports"]                    # relative to this file
    jurisdiction = "罗湖区"
    select = ["LF1", "LF2"]
    fail-on = "warning"
    baseline = "known.json"
    memory-limit = 1500                    # megabytes a file may take while it is read
    time-limit = 120                       # and seconds

    [ignore]                               # a reason for each, in words
    LF401 = "bases of growth are left unsaid here"

    [severity]
    LF603 = "note"

An unknown key, an unknown rule or a missing reason is an error: a setting that does nothing would read
as a pass.  What the command line says goes before what the file says.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from luohu_fiscal.errors import DataError, MissingFile, UsageError
from luohu_fiscal.files import refuse_special
from luohu_fiscal.reconcile.finding import Severity
from luohu_fiscal.run.pipeline import rule_codes

__all__ = ["FILE", "Settings", "find", "read"]

#: The file that holds nothing but these settings; it goes before `pyproject.toml`.
FILE = "luohu-fiscal.toml"
_PROJECT = "pyproject.toml"
_LEVELS = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
_KEYS = (
    *("paths", "jurisdiction", "select", "ignore", "severity", "fail-on", "baseline"),
    *("memory-limit", "time-limit"),
)
_LIMIT = 1_000_000


@dataclass(frozen=True)
class Settings:
    """What a file of settings says; empty where there is none.

    `ignore` gives each rule, or beginning of a rule, its reason; `severity` regrades the breaches of
    a rule.  `paths` and `baseline` are joined to the folder of the file.
    """

    where: str = ""
    paths: tuple[str, ...] = ()
    jurisdiction: str | None = None
    select: tuple[str, ...] = ()
    ignore: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    severity: Mapping[str, Severity] = field(default_factory=lambda: MappingProxyType({}))
    fail_on: Severity | None = None
    baseline: str | None = None
    memory_limit: int | None = None
    time_limit: int | None = None


def find(folder: str | Path = ".") -> Settings:
    """The settings of the nearest folder that has some, from `folder` up to the root of its repository.

    >>> find("/").where
    ''
    """
    start = Path(folder).resolve()
    for base in (start, *start.parents):
        if (base / FILE).is_file():
            return read(base / FILE)
        if (base / _PROJECT).is_file():
            found = read(base / _PROJECT, needed=False)
            if found.where:
                return found
        if (base / ".git").exists():
            break
    return Settings()


def read(path: str | Path, *, needed: bool = True) -> Settings:
    """The settings of one file.

    Raises `MissingFile` or `DataError`, which name the file and the key.  With `needed` a
    `pyproject.toml` without the table is an error too.
    """
    file = Path(path)
    where = str(path)
    try:
        refuse_special(file)
        with file.open("rb") as opened:
            data = opened.read(_LIMIT + 1)
        if len(data) > _LIMIT:
            raise DataError("more than a million bytes are no settings", where=where)
        table: Any = tomllib.loads(data.decode("utf-8-sig"))
    except FileNotFoundError:
        raise MissingFile(
            "no such file of settings", where=where, remedy="check --config"
        ) from None
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", where=where) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DataError(f"no valid TOML: {error}", where=where, remedy="correct it") from None
    if file.name == _PROJECT:
        tool = table.get("tool", {})
        if not isinstance(tool, dict) or "luohu-fiscal" not in tool:
            if needed:
                raise DataError("has no [tool.luohu-fiscal]", where=where, remedy="add that table")
            return Settings()
        table = tool["luohu-fiscal"]
    return _Reader(table, where, file.parent).settings()


class _Reader:
    """One table, key by key; every complaint names the file and the key."""

    def __init__(self, table: Any, where: str, folder: Path) -> None:
        self._where, self._folder = where, folder
        self._table = self._mapping("luohu-fiscal", table)
        for key in self._table:
            if key not in _KEYS:
                raise self._error(f"unknown key {key}", f"known are {', '.join(_KEYS)}")

    def settings(self) -> Settings:
        table = self._table
        severity = self._mapping("severity", table.get("severity", {}))
        level = table.get("fail-on")
        baseline = table.get("baseline")
        return Settings(
            where=self._where,
            paths=tuple(self._path(entry) for entry in self._texts("paths")),
            jurisdiction=None if "jurisdiction" not in table else self._text("jurisdiction"),
            select=self._rules("select", self._texts("select")),
            ignore=MappingProxyType(self._ignored()),
            severity=MappingProxyType(
                {
                    rule: self._level(f"severity.{key}", word)
                    for key, word in severity.items()
                    for rule in self._rules("severity", (key,))
                }
            ),
            fail_on=None if level is None else self._level("fail-on", level),
            baseline=None if baseline is None else self._path(self._text("baseline")),
            memory_limit=self._whole("memory-limit"),
            time_limit=self._whole("time-limit"),
        )

    def _ignored(self) -> dict[str, str]:
        found = {}
        for key, reason in self._mapping("ignore", self._table.get("ignore", {})).items():
            if not isinstance(reason, str) or not reason.strip():
                raise self._error(f"ignore.{key} has no reason", f'write {key} = "why"')
            for rule in self._rules("ignore", (key,)):
                found[rule] = reason.strip()
        return found

    def _mapping(self, key: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self._error(f"{key} is no table", f'write [{key}] and below it LF401 = "…"')
        return value

    def _texts(self, key: str) -> tuple[str, ...]:
        value = self._table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            raise self._error(f"{key} is no list of texts", f'write {key} = ["…"]')
        return tuple(value)

    def _text(self, key: str) -> str:
        value = self._table[key]
        if not isinstance(value, str) or not value:
            raise self._error(f"{key} is no text", f'write {key} = "…"')
        return value

    def _whole(self, key: str) -> int | None:
        value = self._table.get(key)
        if value is not None and (type(value) is not int or not 0 < value < 10**9):
            raise self._error(f"{key} is no whole number above 0", f"write {key} = 1000")
        return value

    def _level(self, key: str, word: Any) -> Severity:
        for level in _LEVELS:
            if word == level.value:
                return level
        raise self._error(f"{key} is {word!r}", "use error, warning or note")

    def _rules(self, key: str, codes: tuple[str, ...]) -> tuple[str, ...]:
        try:
            return rule_codes(codes)
        except UsageError as error:
            raise self._error(f"{key}: {error.what}", error.remedy) from None

    def _path(self, text: str) -> str:
        # Shown as short as it was written where the file stands in the working folder.
        joined = self._folder / text
        working = Path.cwd()
        return str(joined.relative_to(working) if joined.is_relative_to(working) else joined)

    def _error(self, what: str, remedy: str) -> DataError:
        return DataError(what, where=self._where, remedy=remedy)
