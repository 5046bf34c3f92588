"""Scopes 口径 are kept as printed; here they are only made comparable.

罗湖区 in one document and 深圳市罗湖区 in another are one place, and 全市 never meets 市本级.
"""

from __future__ import annotations

import re

from luohu_fiscal.model.vocabulary import Level

__all__ = ["scope_key"]

# 全市, 全区 … and 市本级, 区级, 本级 say no more than the level does, within one jurisdiction.
_GENERIC_SCOPE = re.compile(r"|全.|.?本级|.?级|.?直")


def scope_key(scope: str, level: Level | None, jurisdiction: str) -> str:
    """A scope made comparable within one jurisdiction: its prefix stripped, generic words made one.

    >>> scope_key("深圳市罗湖区", None, "深圳市罗湖区"), scope_key("罗湖区", None, "深圳市罗湖区")
    ('', '')
    >>> own = Level.OWN_LEVEL
    >>> scope_key("市本级", own, "保定市"), scope_key("保定市级", own, "保定市")
    ('own_level', 'own_level')
    """
    rest = scope
    for start in range(len(jurisdiction)):
        if scope.startswith(jurisdiction[start:]):
            rest = scope[len(jurisdiction) - start :]
            break
    return level.value if level is not None and _GENERIC_SCOPE.fullmatch(rest) else rest
