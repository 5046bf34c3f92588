"""What a student hands in 答卷: YAML or JSON, every complaint in one line with its place.

    exercise: balance-7-3
    answers:
      - {rules: [LF102, LF104], cell: 8a, value: "1,993,841"}

`value` may be left out by who knows where but not how much.  Numbers are text or whole numbers: a float
has lost digits already, and is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from luohu_fiscal.classroom.key import AnswerKey
from luohu_fiscal.datafiles.jsonfile import read_json
from luohu_fiscal.datafiles.parsed import Parsed, join
from luohu_fiscal.datafiles.problems import check_keys
from luohu_fiscal.datafiles.yamlfile import read_yaml
from luohu_fiscal.errors import AmountError, DataError, MissingFile, ReadError
from luohu_fiscal.files import refuse_special
from luohu_fiscal.identities import all_identities
from luohu_fiscal.money.amount import exact_decimal, normalise_digits, parse_amount
from luohu_fiscal.money.interval import EXACT

__all__ = ["Answer", "Answers", "answers_of", "key_in", "parsed_file", "read_answers"]

_LIMIT = 1_000_000
_MOST = 100


@dataclass(frozen=True)
class Answer:
    """One finding of a student: the rules broken, the wrong cell, and what it should read."""

    rules: frozenset[str]
    cell: str
    value: Decimal | None = None


@dataclass(frozen=True)
class Answers:
    """All that was handed in for one exercise."""

    exercise: str
    answers: tuple[Answer, ...]


def parsed_file(path: str) -> Parsed:
    """The values of a YAML or JSON file; `DataError`, `MissingFile` or `ReadError` where it has none."""
    refuse_special(path)
    try:
        with Path(path).open("rb") as file:
            data = file.read(_LIMIT + 1)
        text = data.decode("utf-8-sig")
    except FileNotFoundError:
        raise MissingFile("no such file", where=path, remedy="check the path") from None
    except UnicodeDecodeError:
        raise DataError("is not UTF-8 text", where=path, remedy="save it as UTF-8") from None
    except OSError as error:
        raise ReadError(f"cannot be read: {error.strerror}", where=path) from None
    if len(data) > _LIMIT:
        raise DataError("more than a million bytes are no answers", where=path)
    return read_json(text, path) if path.lower().endswith(".json") else read_yaml(text, path)


def key_in(path: str) -> AnswerKey:
    """The answer key in a file."""
    return AnswerKey.from_parsed(parsed_file(path))


def answers_of(key: AnswerKey) -> tuple[Answer, ...]:
    """The answers that a key itself gives: its rules, its cells, its corrections."""
    return tuple(Answer(error.rules, error.cell, error.correct) for error in key.errors)


def read_answers(parsed: Parsed, key: AnswerKey | None = None) -> Answers:
    """The answers in a file, checked against the key where that is given.

    >>> from luohu_fiscal.datafiles.yamlfile import read_yaml
    >>> read_answers(read_yaml("exercise: balance-7-3\\nanswers: [{rules: LF102, cell: 8a}]", "a.yaml"))
    Traceback (most recent call last):
    luohu_fiscal.errors.DataError: a.yaml:2: answers[0].rules: "LF102" is not a list; write [LF102, LF104]
    """
    top = check_keys(parsed.data, ("exercise", "answers"), parsed, "")
    name = top.get("exercise")
    if not isinstance(name, str):
        raise parsed.error("exercise", "is missing", "write the name of the exercise")
    if key is not None and name != key.exercise:
        what = f"{name[:40]} is not {key.exercise}, to which the key belongs"
        raise parsed.error("exercise", what, "give the key of the same exercise")
    listed = top.get("answers")
    # The form as it is printed has the word `answers:` and nothing behind it.
    listed = [] if listed is None and "answers" in top else listed
    if not isinstance(listed, list):
        raise parsed.error("answers", "is no list", "begin each answer with a dash")
    if len(listed) > _MOST:
        raise parsed.error("answers", f"more than {_MOST} answers", "leave out what is no finding")
    answers: list[Answer] = []
    for number, raw in enumerate(listed):
        path = join("answers", number)
        answer = _answer(raw, path, parsed, key)
        if any(answer.cell == other.cell for other in answers):
            what = f"cell {answer.cell} is answered twice"
            raise parsed.error(join(path, "cell"), what, "keep one of the two")
        answers.append(answer)
    return Answers(name, tuple(answers))


def _answer(raw: Any, path: str, parsed: Parsed, key: AnswerKey | None) -> Answer:
    fields = check_keys(raw, ("rules", "cell", "value"), parsed, path)
    cell = fields.get("cell")
    if not isinstance(cell, str):
        raise parsed.error(join(path, "cell"), "names no cell", "write row and column, such as 8a")
    cell = cell.strip().lower()
    if key is not None and cell not in key.cells:
        what = f"there is no number in cell {cell[:20]}"
        raise parsed.error(join(path, "cell"), what, "write row and column, such as 8a")
    unit = "" if key is None else key.cells[cell]
    return Answer(_rules(fields, path, parsed), cell, _value(fields, unit, path, parsed))


def _rules(fields: Mapping[str, Any], path: str, parsed: Parsed) -> frozenset[str]:
    at, named = join(path, "rules"), fields.get("rules")
    if named is None:
        raise parsed.error(at, "names no rule", "write [LF102, LF104]")
    if not isinstance(named, Sequence) or isinstance(named, str):
        raise parsed.error(at, f'"{named!s:.40}" is not a list', "write [LF102, LF104]")
    known = {one.code for one in all_identities()}
    found = set()
    for number, code in enumerate(named):
        code = code.strip().upper() if isinstance(code, str) else str(code)
        if code not in known:
            what = f"no rule {code[:20]}"
            raise parsed.error(join(at, number), what, "the sheet lists the rules")
        found.add(code)
    if not found:
        raise parsed.error(at, "names no rule", "write [LF102, LF104]")
    return frozenset(found)


def _value(fields: Mapping[str, Any], unit: str, path: str, parsed: Parsed) -> Decimal | None:
    """The number in the unit of the cell; None where the student gives none."""
    raw = fields.get("value")
    if raw is None or raw == "":
        return None
    try:
        if unit == "%":
            text = normalise_digits(raw).strip().removesuffix("%") if isinstance(raw, str) else raw
            return exact_decimal(text)
        amount = parse_amount(raw, unit or "万元")
        return amount.to(unit) if unit else EXACT.plus(amount.printed)
    except AmountError as error:
        raise parsed.error(join(path, "value"), error.what, error.remedy) from None
