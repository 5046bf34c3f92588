"""Parts of the documentation that are made from the package's own data, so that they cannot drift.

A page says where one belongs: `<!-- made: rules -->` in a line of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from luohu_fiscal.datafiles.schema import json_schema
from luohu_fiscal.identities import all_identities
from luohu_fiscal.render import FORMATS, renderer

__all__ = ["MADE", "filled"]

_MARK = re.compile(r"^<!-- made: ([\w-]+) -->$", re.MULTILINE)
_ROOT = Path(__file__).resolve().parents[1]


def filled(markdown: str) -> str:
    """A page with every part in its place; `KeyError` for one that nothing makes."""
    return _MARK.sub(lambda mark: MADE[mark[1]](), markdown)


def rules() -> str:
    """Every identity as `luohu-fiscal rules` explains it, under a heading that links can name."""
    show = renderer("markdown", "rules")
    index = "\n".join(
        f"| [{one.code}](#{one.code.lower()}) | {one.name} | {one.zh} | {one.en} |"
        for one in all_identities()
    )
    parts = [f"| rule 规则 | name 名称 | 关系 | identity |\n| --- | --- | --- | --- |\n{index}"]
    for one in all_identities():
        shown = show([one], detail=True).partition("\n")[2].strip()
        said = "" if one.zh in shown else f"**{one.zh}**\n{one.en}\n\n"
        parts.append(f"## {one.code} {one.name} {{ #{one.code.lower()} }}\n\n{said}{shown}")
    return "\n\n".join(parts)


def schema() -> str:
    """The JSON Schema of budget files as tables: each object with its keys, each list of words."""
    whole = json_schema()
    defs: Mapping[str, Mapping[str, Any]] = whole["$defs"]
    parts = [_object("The file 数据文件", "", whole, level=3)]
    for name, entry in defs.items():
        said = str(entry.get("description", ""))
        if "properties" in entry:
            parts.append(_object(name, said, entry, level=3))
        elif "oneOf" in entry and "const" in entry["oneOf"][0]:
            words = [f"| `{one['const']}` | {one['title']} |" for one in entry["oneOf"]]
            parts.append("\n".join((f"### {name}\n", "| value | means |", "| --- | --- |", *words)))
        else:
            parts.append(f"### {name}\n\n{said}: {_shape(entry)}")
    return "\n\n".join(parts)


def _object(name: str, said: str, entry: Mapping[str, Any], *, level: int) -> str:
    required = entry.get("required", ())
    rows = [
        f"| `{key}`{' *' if key in required else ''} | {_shape(shape)} "
        f"| {_cell(str(shape.get('description', '')))} |"
        for key, shape in entry["properties"].items()
    ]
    star = "\n\n\\* must be there" if required else ""
    head = f"{'#' * level} {name}" + (f"\n\n{said}" if said else "")
    return "\n".join((f"{head}\n", "| key | value | means |", "| --- | --- | --- |", *rows)) + star


def _shape(shape: Mapping[str, Any]) -> str:
    """What may stand there, in a few words, other objects by their link."""
    if "$ref" in shape:
        name = shape["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "const" in shape:
        return f"`{json.dumps(shape['const'], ensure_ascii=False)}`"
    if "enum" in shape:
        return ", ".join(f"`{word}`" for word in shape["enum"])
    for key in ("anyOf", "oneOf"):
        if key in shape:
            return " or ".join(_shape(one) for one in shape[key])
    match shape.get("type"):
        case "array":
            return f"list of {_shape(shape['items'])}"
        case "object" if isinstance(shape.get("additionalProperties"), Mapping):
            return f"names with {_shape(shape['additionalProperties'])}"
        case None:
            return "anything"
        case kind:
            return str(kind)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def formats() -> str:
    """The output formats, and which commands show them."""
    rows = [
        f"| `{entry.name}` | {', '.join(f'`{what}`' for what in entry.shows)} |"
        for entry in FORMATS
    ]
    return "\n".join(("| `--format` | of |", "| --- | --- |", *rows))


def changes() -> str:
    """The changelog, which stands at the root of the repository, without its title."""
    return (_ROOT / "CHANGELOG.md").read_text("utf-8").partition("\n")[2].strip()


#: What a page may ask for.
MADE: Mapping[str, Callable[[], str]] = {
    "rules": rules,
    "schema": schema,
    "formats": formats,
    "changes": changes,
}
