"""YAML in and out: plain values with their lines, and nothing of YAML that could surprise.

The event stream is read, not the objects PyYAML would build: so 18.60 is seen as it was written, a
tag can construct nothing, and nesting costs no recursion.  Plain scalars are text, whole numbers,
true, false or null; what two YAML readers may understand differently (017, 1_000, 190:20:30) is
refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from luohu_fiscal.datafiles.parsed import MAX_DEPTH, Parsed, Spot, float_problem, join, whole_number
from luohu_fiscal.errors import DataError

__all__ = ["read_yaml", "write_yaml"]

#: libyaml where PyYAML was built with it: the same events, about fifteen times as fast.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NULL = {"", "~", "null", "Null", "NULL"}
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9_]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
#: Numbers of YAML 1.1 or 1.2 but not of both: octal, hexadecimal, binary, underscores, base sixty.
_ODD = re.compile(
    r"[-+]?(?:0[0-9][0-9_]*|0o[0-7_]+|0x[0-9a-fA-F_]+|0b[01_]+|[0-9][0-9_]*_[0-9_]*"
    r"|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?)"
)


class _Builder:
    """Puts events together; `frames` holds the open mappings and lists, outermost first."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.spots: dict[str, Spot] = {}
        self.frames: list[tuple[Any, str, list[str]]] = []
        self.root: Any = None

    def fail(self, event: yaml.Event, path: str, what: str, remedy: str) -> DataError:
        here = _spot(event)
        return Parsed(None, {path: here, "": here}, self.file).error(path, what, remedy)

    def path(self) -> str:
        """The path of the value that comes next."""
        if not self.frames:
            return ""
        container, path, key = self.frames[-1]
        return join(path, key[0] if isinstance(container, dict) else len(container))

    def expects_key(self) -> bool:
        return bool(self.frames) and isinstance(self.frames[-1][0], dict) and not self.frames[-1][2]

    def put(self, value: Any) -> None:
        if not self.frames:
            self.root = value
            return
        container, _, key = self.frames[-1]
        if isinstance(container, dict):
            container[key.pop()] = value
        else:
            container.append(value)

    def opened(self, event: yaml.Event) -> None:
        if self.expects_key():
            raise self.fail(event, self.frames[-1][1], "a key is a list or a mapping", "name it")
        path = self.path()
        if len(self.frames) >= MAX_DEPTH:
            raise self.fail(
                event, "", f"more than {MAX_DEPTH} levels of nesting", "write it flatter"
            )
        self.spots.setdefault(path, _spot(event))
        self.frames.append(({} if isinstance(event, yaml.MappingStartEvent) else [], path, []))

    def scalar(self, event: yaml.ScalarEvent) -> None:
        spot = _spot(event, event.value)
        if self.expects_key():
            container, path, key = self.frames[-1]
            inner = join(path, event.value)
            if event.value in container:
                raise self.fail(event, inner, "this key appears twice", "keep one of the two")
            key.append(event.value)
            self.spots[inner] = spot
            return
        path = self.path()
        self.spots[path] = spot
        if not event.implicit[0]:
            self.put(event.value)
            return
        problem = _problem(event.value)
        if problem is not None:
            raise self.fail(event, path, *problem)
        self.put(_plain(event.value))


def _spot(event: yaml.Event, text: str = "") -> Spot:
    start: Any = event.start_mark
    end: Any = event.end_mark
    return Spot(start.line + 1, start.index, end.index, text)


def _plain(text: str) -> Any:
    """What a plain scalar means, once `_problem` has found nothing against it."""
    if text in _NULL:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    return whole_number(text) if _INTEGER.fullmatch(text) else text


def _problem(text: str) -> tuple[str, str] | None:
    if _INTEGER.fullmatch(text):
        if whole_number(text) is None:
            return "a number with this many digits is no amount", "check the source"
        return None
    if _ODD.fullmatch(text):
        return f"{text[:40]} is one number to some YAML readers and another to others", (
            f'write plain digits, or text in quotes, "{text[:40]}"'
        )
    if _NO_NUMBER.fullmatch(text):
        return f"{text} is not a number", "write digits, as text"
    return float_problem(text) if _FLOAT.fullmatch(text) else None


def read_yaml(text: str, file: str = "") -> Parsed:
    """The values of a YAML text, with their lines; `DataError` where it is not safe, exact YAML.

    >>> read_yaml("uses: {上解支出: 329852}").data
    {'uses': {'上解支出': 329852}}
    >>> read_yaml("调出资金: .inf", "a.yaml")
    Traceback (most recent call last):
    luohu_fiscal.errors.DataError: a.yaml:1: 调出资金: .inf is not a number; write digits, as text
    """
    builder = _Builder(file)
    documents = 0
    for event in _events(text, file):
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise builder.fail(
                    event, "", "a second document begins", "keep one report to a file"
                )
        _refuse_cleverness(builder, event)
        if isinstance(event, yaml.ScalarEvent):
            builder.scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            builder.opened(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            container, _, _ = builder.frames.pop()
            builder.put(container)
    return Parsed(builder.root, builder.spots, file)


def _refuse_cleverness(builder: _Builder, event: yaml.Event) -> None:
    """Aliases can make a small file huge, and tags can mean anything: a budget needs neither."""
    if not isinstance(event, yaml.NodeEvent):
        return
    if event.anchor is not None:
        raise builder.fail(event, "", "anchors and aliases (& and *) are not used", "write it out")
    tag = getattr(event, "tag", None)
    if tag is not None:
        raise builder.fail(event, "", f"the tag {tag} is not used", "leave it out")


def _events(text: str, file: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        spots = {} if mark is None else {"": Spot(mark.line + 1, 0, 0)}
        what = f"not YAML: {error.problem or error.context}"
        parsed = Parsed(None, spots, file)
        raise parsed.error("", what, "check the indentation and quotes") from None
    except yaml.reader.ReaderError as error:
        what = f"not YAML: {error.reason} at character {error.position}"
        raise Parsed(None, {}, file).error("", what, "remove the character") from None


class _Dumper(yaml.SafeDumper):
    """Writes text so that every reader of YAML takes it for text."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    # PyYAML leaves \x85, a line break of YAML 1.1, as it is outside double quotes.
    plain = _problem(value) is None and _plain(value) is value and value.isprintable()
    style = None if plain and not value[:1].isdigit() else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style)


_Dumper.add_representer(str, _text)


def write_yaml(data: Any) -> str:
    """YAML of plain values, in the order given.

    >>> print(write_yaml({"scope": "罗湖区", "value": "56.10"}), end="")
    scope: 罗湖区
    value: "56.10"
    """
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
