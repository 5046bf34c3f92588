"""An example of the catalogue worked line by line, as on a page of a textbook."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from luohu_fiscal.identities import Example, Identity, Linear, operand_name
from luohu_fiscal.identities.expression import Relator
from luohu_fiscal.identities.words import in_words
from luohu_fiscal.model.figures import Claim, Figure
from luohu_fiscal.model.vocabulary import ClaimKind
from luohu_fiscal.money.amount import Amount
from luohu_fiscal.money.interval import Interval
from luohu_fiscal.reconcile.compose import ask
from luohu_fiscal.reconcile.finding import Finding, Verdict
from luohu_fiscal.reconcile.places import Placed
from luohu_fiscal.reconcile.rated import rate
from luohu_fiscal.render.messages import trimmed

__all__ = ["found", "rounding", "words", "worked"]

_SIGNS = {Relator.EQUAL: " = ", Relator.AT_MOST: " ≤ ", Relator.AT_LEAST: " ≥ "}
#: Frames that compare what rates imply, not printed amounts.
_IMPLIED = frozenset({"joint", "implied_opening"})

#: Frames that have words of their own.
_OWN = {"jointly": "jointly", "restatement": "restated"}


@cache
def words() -> dict[str, Any]:
    """The words of the page that explains a rule."""
    source = resources.files("luohu_fiscal.render").joinpath("rules.toml")
    return tomllib.loads(source.read_text("utf-8"))


def rounding(entry: Identity, language: str) -> str:
    """What rounding of the printed figures may do to an identity; nothing to one without a formula."""
    if "" not in entry.readings:
        return ""
    form = entry.readings[""].normal
    if not isinstance(form, Linear):
        kind = "rate"
    elif entry.frame in _IMPLIED:
        kind = "implied"
    elif entry.frame in _OWN:
        kind = _OWN[entry.frame]
    else:
        kind = "equal" if form.relator is Relator.EQUAL else "bound"
    return str(words()["rounding"][language][kind])


def _placed(example: Example) -> dict[str, tuple[Placed, ...]]:
    return {
        name: tuple(
            Placed(0, Figure(id=f"{name}{number}", amount=amount))
            for number, amount in enumerate(amounts)
        )
        for name, amounts in example.operands.items()
    }


def _claim(example: Example) -> Claim:
    assert example.rate is not None
    return Claim(id="rate", kind=ClaimKind.GROWTH, value=example.rate)


def found(entry: Identity, example: Example) -> Finding:
    """The finding that the judge comes to on the figures of an example."""
    operands = _placed(example)
    if example.rate is not None:
        alone = {name: figures[0] for name, figures in operands.items()}
        return rate(entry, _claim(example), alone).finding()
    return ask(entry, operands, example.reading).finding()


def worked(entry: Identity, example: Example) -> list[tuple[str, str]]:
    """The lines of a worked example, each with what it is: figures, both sides, difference, verdict.

    >>> from luohu_fiscal.identities import identity
    >>> for label, line in worked(identity("LF103"), identity("LF103").examples[0])[2:]:
    ...     print(label, "|", line)
    stated 列示 | 2,305,555万元
    calculated 计算 | 1,889,930 + 329,852 + 85,773 = 2,305,555万元
    difference 差额 | 2,305,555 - 2,305,555 = 0万元
    verdict 判断 | exact 完全相符
    """
    said = words()["label"]
    finding = found(entry, example)
    lines = [
        (
            said["figures"] if not number else "",
            f"{operand_name(name, 'zh')} {operand_name(name, 'en')}: "
            + (" + ".join(f"{amount:,}" for amount in amounts) or said["none"]),
        )
        for number, (name, amounts) in enumerate(example.operands.items())
    ]
    lines += (
        _rated(entry, example, finding)
        if example.rate is not None
        else _summed(entry, example, finding)
    )
    verdict = Verdict(example.verdict)
    return [*lines, (said["verdict"], f"{verdict.en} {verdict.zh}")]


def _sides(entry: Identity, example: Example) -> list[str]:
    """Both sides of the formula with the amounts put in, the stated side first."""
    reading = entry.readings[example.reading]
    several = len({one.unit for amounts in example.operands.values() for one in amounts}) > 1

    def put_in(name: str) -> str:
        amounts = example.operands.get(name, ())
        shown = [f"{one:,}" if several else f"{one.printed:,f}" for one in amounts]
        return f"({' + '.join(shown)})" if len(shown) > 1 else "".join(shown) or "0"

    relation = reading.judged
    text = in_words(relation, put_in)
    return [_bare(side) for side in text.split(_SIGNS[relation.relator])]


def _bare(side: str) -> str:
    """A side without brackets around all of it."""
    inner = side[1:-1]
    alone = side.startswith("(") and side.endswith(")") and not set("()") & set(inner)
    return inner if alone else side


def _summed(entry: Identity, example: Example, finding: Finding) -> Iterator[tuple[str, str]]:
    said, unit = words()["label"], finding.unit
    assert finding.stated is not None and finding.calculated is not None
    assert finding.difference is not None and finding.slack is not None
    sides = _sides(entry, example)
    for label, side, value in zip(
        ("stated", "calculated"), sides, (finding.stated, finding.calculated), strict=True
    ):
        shown = f"{value:,f}{unit}"
        yield said[label], shown if _is_number(side) else f"{side} = {shown}"
    away = _signed(finding.difference)
    yield (
        said["difference"],
        (f"{finding.stated:,f} - {_bracketed(finding.calculated)} = {away}{unit}"),
    )
    halves = [one for amounts in example.operands.values() for one in amounts]
    if finding.verdict is Verdict.WITHIN_ROUNDING:
        yield said["rounding"], _slack(halves, trimmed(finding.slack), unit)


def _is_number(side: str) -> bool:
    return not set("+×÷(") & set(side) and " - " not in side


def _signed(number: Decimal) -> str:
    return f"{number:,f}"


def _bracketed(number: Decimal) -> str:
    return f"({number:,f})" if number < 0 else f"{number:,f}"


def _slack(amounts: list[Amount], slack: Decimal, unit: str) -> str:
    """How the half places of the figures add up to what rounding could do."""
    same = {one.half for one in amounts}
    said = words()["label"]
    if len(same) == 1 and amounts[0].unit.value == unit:
        half = trimmed(amounts[0].half / amounts[0].unit.yuan)
        return f"{len(amounts)} × {half:f} = {slack:,f}{unit} {said['at_most']}"
    return f"{slack:,f}{unit} {said['at_most']}"


def _rated(entry: Identity, example: Example, finding: Finding) -> Iterator[tuple[str, str]]:
    said = words()["label"]
    assert finding.stated is not None and finding.calculated is not None
    yield said["stated"], f"{finding.stated:f}%"
    side = _sides(entry, example)[1]
    yield said["calculated"], f"{side} = {finding.calculated:f}%"
    interval = _claim(example).interval
    yield (
        said["rounding"],
        said["stands_for"].format(rate=f"{finding.stated:f}%", interval=_between(interval)),
    )


def _between(interval: Interval) -> str:
    left, right = "(" if interval.lo_open else "[", ")" if interval.hi_open else "]"
    return f"{left}{interval.lo:f}%, {interval.hi:f}%{right}"
