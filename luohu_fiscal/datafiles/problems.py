"""What the models refuse, put into one line: file, line, path, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from luohu_fiscal.datafiles.parsed import Parsed, join, known_words
from luohu_fiscal.errors import AmountError, DataError

__all__ = ["check_keys", "refused"]


def refused(error: ValidationError, parsed: Parsed, path: str, raw: Any) -> DataError:
    """The first problem pydantic found in `raw`, which stands at `path`, and how many more."""
    problems = error.errors(include_url=False)
    first = problems[0]
    at, value = _path(path, raw, first["loc"])
    cause = first.get("ctx", {}).get("error")
    if isinstance(cause, AmountError):
        what, remedy = cause.what, cause.remedy
        at = _under(at, cause.where)
    else:
        what, remedy = _words(first["type"], first, value)
    if len(problems) > 1:
        remedy += f" (and {len(problems) - 1} more)"
    return parsed.error(at, what, remedy)


def _under(path: str, where: str) -> str:
    if not where or not path:
        return path or where
    return f"{path}{where}" if where.startswith("[") else f"{path}.{where}"


def _path(path: str, raw: Any, loc: Sequence[int | str]) -> tuple[str, Any]:
    """The place in the file of a place in the models, where a mapping of lines became a list."""
    for step in loc:
        key: int | str = step
        if isinstance(raw, Mapping) and isinstance(step, int) and step < len(raw):
            key = list(raw)[step]
        path = join(path, key)
        try:
            raw = raw[key]
        except (KeyError, IndexError, TypeError):
            raw = None
    return path, raw


def _words(kind: str, problem: Any, value: Any) -> tuple[str, str]:
    """What is wrong, and what to do, for one of pydantic's kinds of error."""
    shown = f'"{value:.40}"' if isinstance(value, str) else f"{value!r:.40}"
    expected = problem.get("ctx", {}).get("expected", "")
    match kind:
        case "missing":
            return "is missing", "add it"
        case "extra_forbidden":
            return "is not a key of this form", "`luohu-fiscal schema` prints the keys"
        case "enum" | "literal_error":
            return f"{shown} is not one of the words", f"write {expected}"
        case "string_type":
            return f"{shown} is not text", "put it in quotes"
        case "int_type" | "int_parsing":
            return f"{shown} is not a whole number", "write digits, without quotes"
        case "bool_type":
            return f"{shown} is not true or false", "write true or false, without quotes"
        case "list_type" | "tuple_type":
            return f"{shown} is not a list", "write a list, or a mapping of names to amounts"
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"{shown} is not a mapping", "write it as keys with values"
        case _:
            return problem["msg"].removeprefix("Value error, "), "correct it"


def check_keys(
    raw: Any, known: Iterable[str] | type[BaseModel], parsed: Parsed, path: str
) -> Mapping[str, Any]:
    """`raw` as a mapping that has no key but the known ones."""
    names = list(known.model_fields) if isinstance(known, type) else list(known)
    if not isinstance(raw, Mapping):
        what = "nothing" if raw is None else f"a {type(raw).__name__}"
        hint = f"its keys are {', '.join(names)}"
        raise parsed.error(path, f"{what} stands where a mapping belongs", hint)
    for key in raw:
        if key not in names:
            hint = known_words(str(key), names, "keys")
            raise parsed.error(join(path, key), "unknown key", hint)
    return raw
