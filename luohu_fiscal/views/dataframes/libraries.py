"""Records as a frame of pandas or polars, exactly: no amount ever becomes a float.

Both libraries are loaded when a frame is asked for, and neither is needed for anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from luohu_fiscal.errors import AmountError, UsageError
from luohu_fiscal.views.dataframes.records import Kind, Records

__all__ = ["LIBRARIES", "frame"]

#: Digits that a Decimal of polars can hold.
_POLARS_DIGITS = 38


def _in_pandas(pandas: Any, records: Records) -> Any:
    """Decimals and text as objects with None for missing; whole numbers and truths with pd.NA."""
    # A column of whole numbers with one missing would otherwise turn into floats.
    types = {Kind.WHOLE: "Int64", Kind.TRUTH: "boolean"}
    return pandas.DataFrame(
        {
            name: pandas.Series(records.values(at), dtype=types.get(kind, object))
            for at, (name, kind) in enumerate(records.columns)
        }
    )


def _in_polars(polars: Any, records: Records) -> Any:
    """Decimals in a Decimal column as fine as its finest number; missing is null everywhere."""
    types = {Kind.TEXT: polars.String, Kind.WHOLE: polars.Int64, Kind.TRUTH: polars.Boolean}
    return polars.DataFrame(
        [
            polars.Series(
                name,
                values := records.values(at),
                types.get(kind) or polars.Decimal(_POLARS_DIGITS, _scale(name, values)),
            )
            for at, (name, kind) in enumerate(records.columns)
        ]
    )


def _scale(name: str, values: Sequence[object]) -> int:
    """The most decimals of a column; `AmountError` where polars could not hold its numbers."""
    numbers = [value for value in values if isinstance(value, Decimal)]
    scale = max((-int(number.as_tuple().exponent) for number in numbers), default=0)
    scale = max(scale, 0)
    for number in numbers:
        if number and number.adjusted() + 1 + scale > _POLARS_DIGITS:
            raise AmountError(
                f"column {name} needs more than the {_POLARS_DIGITS} digits of a polars Decimal",
                remedy='use library="pandas"',
            )
    return scale


#: How a frame is made, by the library's name; the first that is installed serves where none is named.
LIBRARIES: Mapping[str, Callable[[Any, Records], Any]] = {
    "pandas": _in_pandas,
    "polars": _in_polars,
}


def frame(records: Records, library: str | None) -> Any:
    """The records as a frame of a library, or of the first that is installed."""
    if library is not None and library not in LIBRARIES:
        raise UsageError(f"no frames of {library}", remedy=f"use {' or '.join(LIBRARIES)}")
    wanted = list(LIBRARIES) if library is None else [library]
    found = next((name for name in wanted if find_spec(name) is not None), None)
    if found is None:
        missing = "neither pandas nor polars" if library is None else library
        extras = " or ".join(f"pip install 'luohu-fiscal[{name}]'" for name in wanted)
        verb = "is" if library is None else "is not"
        raise UsageError(f"{missing} {verb} installed", remedy=f"run: {extras}")
    return LIBRARIES[found](import_module(found), records)
