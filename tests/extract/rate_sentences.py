"""Sentences about growth in twelve wordings, made of two amounts: what is right about them is known."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HEAD = (
    "关于某市2024年预算执行情况和2025年预算草案的报告\n\n一、2024年预算执行情况\n\n"
    "（一）一般公共预算\n\n"
)

#: Each wording with what it prints: {a} this year, {b} last year, {c} the change, {p} the rate.
WORDINGS = (
    "2024年，全市一般公共预算收入{a}万元，2023年为{b}万元，{rate}{p}%。",
    "上年全市一般公共预算收入{b}万元，今年{a}万元，{rate}{p}%。",
    "全市一般公共预算收入{a}万元，比上年（{b}万元）{rate}{p}%。",
    "全市一般公共预算收入{a}万元。与2023年相比，一般公共预算收入{moved}{c}万元，{rate}{p}%。",
    "全市一般公共预算收入{a}万元，较上年{collected}{c}万元，{width}{p}%。",
    "全市一般公共预算收入由上年的{b}万元{moved}到{a}万元，{rate}{p}%。",
    "2023年执行数为{b}万元，2024年安排{a}万元，比2023年执行数{rate}{p}%。",
    "全市一般公共预算收入{a}万元；较上年{b}万元，{collected}{c}万元，{width}{p}%。",
    "全市一般公共预算收入完成{a}万元，同比{moved}{c}万元，{rate}{p}%。",
    "全市一般公共预算收入{a}万元，比上年{b}万元{moved}{c}万元，{rate}{p}%。",
    "全市一般公共预算收入{a}万元，{rate}{p}%（{moved}{c}万元）。",
    "2023年，全市一般公共预算收入{b}万元。2024年，全市一般公共预算收入{a}万元，同比{rate}{p}%。",
)
_UP = {"rate": "增长", "moved": "增加", "collected": "增收", "width": "增幅"}
_DOWN = {"rate": "下降", "moved": "减少", "collected": "少收", "width": "降幅"}


@dataclass(frozen=True)
class Sentence:
    """One sentence with its numbers as printed; any of them may be printed otherwise."""

    wording: str
    a: int
    b: int
    places: int

    @property
    def numbers(self) -> dict[str, str]:
        """The printed numbers by their letter."""
        change = self.a - self.b
        rate = abs(Decimal(change) / Decimal(self.b) * 100)
        step = Decimal(1).scaleb(-self.places)
        return {
            "a": str(self.a),
            "b": str(self.b),
            "c": str(abs(change)),
            "p": f"{rate.quantize(step, ROUND_HALF_UP):f}",
        }

    def told(self, **other: str) -> str:
        """The paper with this one sentence, some numbers printed otherwise."""
        words = _DOWN if self.a < self.b else _UP
        return HEAD + self.wording.format(**{**self.numbers, **words, **other})

    def fits(self, **other: str) -> bool:
        """True where the numbers printed otherwise can still all be true."""
        now = {name: Decimal(text) for name, text in {**self.numbers, **other}.items()}
        sign = -1 if self.a < self.b else 1
        shown = {name for name in now if f"{{{name}}}" in self.wording}
        half = Decimal(1).scaleb(-self.places) / 2
        moved = sign * now["c"]
        base = now["b"] if "b" in shown else now["a"] - moved
        if {"a", "b", "c"} <= shown and abs(now["a"] - now["b"] - moved) > 1:
            return False
        lowest = (now["a"] - Decimal("0.5")) / (base + 1) * 100 - 100
        highest = (now["a"] + Decimal("0.5")) / max(base - 1, Decimal(1)) * 100 - 100
        return lowest - half <= sign * now["p"] <= highest + half


def other_digit(text: str, at: int, digit: int) -> str:
    """The number with one digit replaced: the `at`-th, by another than it is."""
    places = [place for place, letter in enumerate(text) if letter.isdigit()]
    place = places[at % len(places)]
    new = (int(text[place]) + 1 + digit % 9) % 10
    return text[:place] + str(new) + text[place + 1 :]
