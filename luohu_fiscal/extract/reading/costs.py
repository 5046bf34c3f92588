"""What the words make a choice cost, in thousandths of a digit: data, beside the code that weighs it.

The values of `reading.toml` are set by hand and tried on keyed reports; they are not counted yet.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib import resources

from luohu_fiscal.extract.sums import DIGIT

__all__ = ["Costs", "costs"]

Costs = Mapping[str, int]


@cache
def costs() -> Costs:
    """Every cost by its name, in thousandths of a digit.

    >>> costs()["aside.change"] < costs()["aside.own"]
    True
    """
    source = resources.files("luohu_fiscal.extract.reading").joinpath("reading.toml")
    entries = tomllib.loads(source.read_text("utf-8"))["cost"]
    return {name: int(Decimal(entry["digits"]) * DIGIT) for name, entry in entries.items()}
