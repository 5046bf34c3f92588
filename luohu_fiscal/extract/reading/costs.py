"""What the words make a choice cost, in thousandths of a digit: data, beside the code that weighs it.

`reading.toml` is made by `tests/count_reading_costs.py` from the keys of reports: each cost stands beside how
often its choice was taken and open; where it is not the counted one, the file says why.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

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
    return {name: entry["cost"] for name, entry in entries.items()}
