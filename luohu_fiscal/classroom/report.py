"""A marked answer in words: a table a teacher can hand back, or JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from luohu_fiscal.classroom.answers import Answer
from luohu_fiscal.classroom.marking import Mark, Marked
from luohu_fiscal.classroom.sheet import words
from luohu_fiscal.render.clean import printable
from luohu_fiscal.render.tables import Table
from luohu_fiscal.render.text import grid

__all__ = ["as_json", "as_text"]

_ASPECTS = ("rule", "rules", "cell", "value")


def as_text(marks: Sequence[tuple[str, Mark]], lang: str = "en") -> str:
    """Every file with its marks, error by error; what was right and what it should have been."""
    return "\n\n".join(_text(path, mark, words()["mark"][lang]) for path, mark in marks) + "\n"


def _text(path: str, mark: Mark, said: dict[str, str]) -> str:
    title = said["title"].format(exercise=mark.exercise, got=mark.got, all=mark.marks)
    heads = [said[name] for name in ("error", "cell", "rules", "printed", "correct", "answer")]
    heads += [said[f"{name}_mark"] for name in _ASPECTS] + [said["marks"]]
    rows = [_row(number, one, said) for number, one in enumerate(mark.errors, 1)]
    lines = [f"{printable(path)}: {title}", grid(Table(tuple(heads), rows, (0, 3, 4, 10)))]
    lines += [said["extra"].format(cell=one.cell, rules=_rules(one.rules)) for one in mark.extra]
    return "\n".join(lines)


def _row(number: int, one: Marked, said: dict[str, str]) -> tuple[str, ...]:
    error = one.error
    slip = words()["slip"][error.slip]
    told = _told(one.answer) if one.answer else said["missed"]
    if one.cell and one.answer and one.answer.cell != error.cell:
        told += f"\n{said['other']}"
    ticks = ["✓" if getattr(one, name) else "–" for name in _ASPECTS]
    return (
        str(number),
        f"{error.cell} {error.item}\n{slip}",
        _rules(error.rules),
        _shown(error.printed, error.unit),
        _shown(error.correct, error.unit),
        told,
        *ticks,
        f"{one.marks}",
    )


def _told(answer: Answer) -> str:
    value = "" if answer.value is None else f" {answer.value:,f}"
    return f"{answer.cell}{value}\n{_rules(answer.rules)}"


def _shown(number: Decimal, unit: str) -> str:
    return f"{number:,f}{unit if unit == '%' else ''}"


def _rules(rules: frozenset[str]) -> str:
    return " ".join(sorted(rules))


def as_json(marks: Sequence[tuple[str, Mark]]) -> str:
    """Every file with its marks as JSON; numbers that were printed are text."""
    data = [
        {
            "file": path,
            "exercise": mark.exercise,
            "got": mark.got,
            "of": mark.marks,
            "errors": [_data(one) for one in mark.errors],
            "extra": [_answer(one) for one in mark.extra],
        }
        for path, mark in marks
    ]
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _data(one: Marked) -> dict[str, Any]:
    earned = {name: getattr(one, name) for name in _ASPECTS}
    answer = None if one.answer is None else _answer(one.answer)
    return {"cell": one.error.cell, "answer": answer, "earned": earned, "marks": one.marks}


def _answer(answer: Answer) -> dict[str, Any]:
    value = None if answer.value is None else f"{answer.value:f}"
    return {"rules": sorted(answer.rules), "cell": answer.cell, "value": value}
