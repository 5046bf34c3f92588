"""Budget data files 预算数据文件: YAML, JSON and CSV in and out, without loss.

Two forms, both read from every format's plain values: accounts as a person writes them (keys
``budgets`` and ``debt``), and flat figures as `luohu-fiscal extract --format json` prints them.
Numbers are exact: a float is refused, with the file, the line and the place.
"""

from __future__ import annotations

from luohu_fiscal.datafiles.files import FORMATS, SUFFIXES, dump, dumps, load, loads, text_of
from luohu_fiscal.datafiles.outline import flat
from luohu_fiscal.datafiles.schema import json_schema
from luohu_fiscal.datafiles.shipped import shipped, shipped_names

__all__ = [
    "FORMATS",
    "SUFFIXES",
    "dump",
    "dumps",
    "flat",
    "json_schema",
    "load",
    "loads",
    "shipped",
    "shipped_names",
    "text_of",
]
