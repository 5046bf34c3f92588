"""The teacher's desk: sheets handed out as files, answers taken in and marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from luohu_fiscal.classroom.answers import answers_of, key_in, parsed_file, read_answers
from luohu_fiscal.classroom.exercise import Exercise, exercise, named
from luohu_fiscal.classroom.key import AnswerKey
from luohu_fiscal.classroom.marking import Mark, grade
from luohu_fiscal.classroom.sheet import figures, form
from luohu_fiscal.errors import UsageError
from luohu_fiscal.files import write_whole

__all__ = ["hand_out", "part", "take_in"]


def part(name: str, kind: str, seed: int, errors: int, *, html: bool = False) -> str:
    """One part of an exercise as text: ``sheet``, ``figures``, ``key`` or ``form``.

    >>> print(part("form", "balance", 7, 3).splitlines()[1])
    exercise: balance-7-3
    """
    return _part(name, exercise(kind, seed, errors), html=html)


def _part(name: str, made: Exercise, *, html: bool) -> str:
    match name:
        case "sheet":
            return _sheet(made, html=html)
        case "figures":
            return figures(made)
        case "key":
            return made.key.dumps()
        case "form":
            return form(made)
    raise UsageError(f"no part {name}", remedy="use sheet, figures, key or form")


def _sheet(made: Exercise, *, html: bool) -> str:
    if html:
        from luohu_fiscal.classroom.html import html as page

        return page(made)
    from luohu_fiscal.classroom.markdown import markdown

    return markdown(made)


def hand_out(
    kind: str, seed: int, errors: int, folder: str, *, html: bool = False
) -> tuple[str, ...]:
    """Write the four parts of an exercise into a folder, made where it is missing; their paths.

    The figures are `NAME.yaml`, which `luohu-fiscal check` reads.  Raises `UsageError` where the folder
    cannot be written.
    """
    made = exercise(kind, seed, errors)
    suffixes = {
        "sheet": ".html" if html else ".md",
        "figures": ".yaml",
        "key": ".key.yaml",
        "form": ".answers.yaml",
    }
    written = []
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for name, suffix in suffixes.items():
            file = Path(folder) / f"{made.name}{suffix}"
            write_whole(file, _part(name, made, html=html).encode("utf-8"))
            written.append(str(file))
    except OSError as error:
        raise UsageError(
            f"cannot be written: {error.strerror}", where=folder, remedy="name another folder"
        ) from None
    return tuple(written)


def take_in(paths: Sequence[str], key: str | None = None) -> tuple[tuple[str, Mark], ...]:
    """Mark answer files; without a key it is made anew from the name of the exercise they answer.

    Raises `DataError`, `MissingFile` or `UsageError` for the first file that cannot be marked.
    """
    given = key_in(key) if key else None
    marks = []
    for path in paths:
        parsed = parsed_file(path)
        if isinstance(parsed.data, Mapping) and "errors" in parsed.data:
            # A key may be handed in itself: it must earn full marks.
            own = AnswerKey.from_parsed(parsed)
            marks.append((path, grade(given or _key_of(own.exercise), answers_of(own))))
            continue
        held = given or _key_of(read_answers(parsed).exercise)
        marks.append((path, grade(held, read_answers(parsed, held).answers)))
    return tuple(marks)


@cache
def _key_of(name: str) -> AnswerKey:
    return named(name).key
