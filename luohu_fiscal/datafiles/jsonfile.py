"""JSON in and out: integers exact, floats refused, keys unique, and the line of every value."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from luohu_fiscal.datafiles.parsed import MAX_DEPTH, Parsed, Spot, float_problem, join, whole_number

__all__ = ["read_json", "write_json"]

_TOKEN = re.compile(r'[{}\[\],:]|"(?:[^"\\]|\\.)*"|[^\s{}\[\],:"]+')
_SURROGATE = re.compile("[\ud800-\udfff]")


class _Refused:
    """Stands where a value may not be: the parser knows no place, so the walk after it reports."""

    def __init__(self, what: str, remedy: str, key: str | None = None) -> None:
        self.what, self.remedy, self.key = what, remedy, key


def _float(literal: str) -> _Refused:
    return _Refused(*float_problem(literal))


def _constant(literal: str) -> _Refused:
    return _Refused(f"{literal} is not a number", "write digits, as text")


def _int(literal: str) -> int | _Refused:
    number = whole_number(literal)
    if number is None:
        return _Refused("a number with this many digits is no amount", "check the source")
    return number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Refused:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            return _Refused("this key appears twice", "keep one of the two", key)
        found[key] = value
    return found


class _Spots(Mapping[str, Spot]):
    """The spots of a JSON text, found when the first of them is asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _found(self) -> dict[str, Spot]:
        return dict(_scan(self.text))

    def __getitem__(self, path: str) -> Spot:
        return self._found[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def _scan(text: str) -> Iterator[tuple[str, Spot]]:
    """The path and spot of every value of a text that is known to be JSON."""
    frames: list[list[Any]] = []  # [path, key or index]
    line, seen = 1, 0
    path = ""
    for token in _TOKEN.finditer(text):
        word, start = token[0], token.start()
        line, seen = line + text.count("\n", seen, start), start
        if word in "]}":
            frames.pop()
        elif word == ",":
            if isinstance(frames[-1][1], int):
                frames[-1][1] += 1
            else:
                frames[-1][1] = None
        elif word != ":":
            if frames and frames[-1][1] is None:
                frames[-1][1] = json.loads(word)
                continue
            path = join(*frames[-1]) if frames else ""
            value = json.loads(word) if word[0] == '"' else word.strip("[{")
            yield path, Spot(line, start, token.end(), value)
            if word in "[{":
                frames.append([path, 0 if word == "[" else None])


def _walk(parsed: Parsed) -> None:
    """Raises for the first value that may not stand where it stands."""
    waiting: list[tuple[str, Any, int]] = [("", parsed.data, 0)]
    while waiting:
        path, value, depth = waiting.pop()
        if isinstance(value, _Refused):
            place = path if value.key is None else join(path, value.key)
            raise parsed.error(place, value.what, value.remedy)
        if depth > MAX_DEPTH:
            raise parsed.error("", f"more than {MAX_DEPTH} levels of nesting", "write it flatter")
        if isinstance(value, dict):
            inside = [(join(path, key), item, depth + 1) for key, item in value.items()]
        elif isinstance(value, list):
            inside = [(join(path, n), item, depth + 1) for n, item in enumerate(value)]
        else:
            inside = []
        texts = (
            [value] if isinstance(value, str) else list(value) if isinstance(value, dict) else []
        )
        if any(_SURROGATE.search(text) for text in texts):
            raise parsed.error(path, "half of a \\u pair is no character", "write the character")
        waiting.extend(reversed(inside))


def read_json(text: str, file: str = "") -> Parsed:
    """The values of a JSON text, with their lines; `DataError` for floats and repeated keys.

    >>> read_json('{"amount": 12345678901234567890}').data
    {'amount': 12345678901234567890}
    >>> read_json('{"amount":\\n 18.60}', "a.json")
    Traceback (most recent call last):
    luohu_fiscal.errors.DataError: a.json:2: amount: 18.60 is a float and may have lost digits; \
write it as text, "18.60"
    """
    try:
        data = json.loads(
            text,
            parse_float=_float,
            parse_int=_int,
            parse_constant=_constant,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        here = {"": Spot(error.lineno, error.pos, error.pos)}
        what = f"not JSON: {error.msg} (column {error.colno})"
        raise Parsed(None, here, file).error("", what, "check the commas and quotes") from None
    except RecursionError:
        what = f"more than {MAX_DEPTH} levels of nesting"
        raise Parsed(None, {}, file).error("", what, "write it flatter") from None
    parsed = Parsed(data, _Spots(text), file)
    _walk(parsed)
    return parsed


def write_json(data: Any) -> str:
    """JSON of plain values, in the order given, Chinese as it is.

    >>> print(write_json({"amount": "18.60"}), end="")
    {
      "amount": "18.60"
    }
    """
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
