"""What differs between two publications or two stages, as text, Markdown or JSON."""

from __future__ import annotations

import json as json_module
from collections.abc import Callable, Sequence
from typing import Any

from luohu_fiscal.model.figures import Figure
from luohu_fiscal.reconcile.compare import Change, Comparison, Pair, VerdictChange
from luohu_fiscal.reconcile.compose import in_unit
from luohu_fiscal.reconcile.finding import Verdict
from luohu_fiscal.render import markdown as markdown_module
from luohu_fiscal.render import text as text_module
from luohu_fiscal.render.clean import markdown_cell, printable, shorten
from luohu_fiscal.render.messages import trimmed
from luohu_fiscal.render.tables import Table

__all__ = ["FORMATS", "json", "markdown", "text"]

_ITEM = ("item 项目", "old 旧", "new 新", "difference 差额")
_RULE = ("rule 规则", "item 项目", "old 旧", "new 新")
_SAME = {
    "en": "{figures} lines and {verdicts} identities are the same; {changed} lines and {other} "
    "identities are not",
    "zh": "{figures}项数字、{verdicts}条关系相同；{changed}项数字、{other}条关系不同",
}


def text(found: Comparison, old: str, new: str, *, lang: str = "en") -> str:
    """Account by account: the lines that differ, then the verdicts that differ, then the counts."""
    parts = [f"− {printable(old)}\n+ {printable(new)}"]
    for pair, tables in _accounts(found):
        shown = [text_module.grid(table) for table in tables]
        parts.append("\n\n".join([f"== {_title(pair)} ==", *shown]))
    return "\n\n".join([*parts, _counts(found, lang)]) + "\n"


def markdown(found: Comparison, old: str, new: str, *, lang: str = "en") -> str:
    """The same as Markdown, for a pull request."""
    parts = [f"− {markdown_cell(old)}<br>+ {markdown_cell(new)}"]
    for pair, tables in _accounts(found):
        shown = [markdown_module.grid(table) for table in tables]
        parts.append("\n\n".join([f"## {markdown_cell(_title(pair))}", *shown]))
    return "\n\n".join([*parts, _counts(found, lang)]) + "\n"


def json(found: Comparison, old: str, new: str, *, lang: str = "en") -> str:
    """The same as data; amounts are text, differences are in yuan."""
    data = {
        "version": 1,
        "old": old,
        "new": new,
        "accounts": [_pair(pair) for pair in found.pairs],
        "figures": [
            {
                **_pair(change.pair),
                "concept": change.concept,
                "label": change.label,
                "old": [_figure(figure) for figure in change.old],
                "new": [_figure(figure) for figure in change.new],
                "difference": None if change.difference is None else f"{change.difference:f}",
            }
            for change in found.figures
        ],
        "verdicts": [
            {
                **_pair(change.pair),
                "rule": change.rule,
                "name": change.name,
                "about": change.about,
                "old": list(change.old),
                "new": list(change.new),
            }
            for change in found.verdicts
        ],
        "same": {"figures": found.same_figures, "verdicts": found.same_verdicts},
    }
    # Pure ASCII: nothing a label holds can act on a terminal.
    return json_module.dumps(data, ensure_ascii=True, indent=2) + "\n"


#: How each format is written.
FORMATS: dict[str, Callable[..., str]] = {"text": text, "markdown": markdown, "json": json}


def _counts(found: Comparison, lang: str) -> str:
    return _SAME[lang].format(
        figures=found.same_figures,
        verdicts=found.same_verdicts,
        changed=len(found.figures),
        other=len(found.verdicts),
    )


def _accounts(found: Comparison) -> list[tuple[Pair, list[Table]]]:
    shown = []
    for pair in found.pairs:
        figures = [change for change in found.figures if change.pair == pair]
        verdicts = [change for change in found.verdicts if change.pair == pair]
        tables = []
        if figures:
            tables.append(Table(_ITEM, [_row(change) for change in figures], (1, 2, 3)))
        if verdicts:
            tables.append(Table(_RULE, [_verdict(change) for change in verdicts]))
        if tables:
            shown.append((pair, tables))
    return shown


def _title(pair: Pair) -> str:
    stages = pair.new.zh if pair.old is pair.new else f"{pair.old.zh} → {pair.new.zh}"
    scope = "" if pair.scope in ("own_level", "consolidated") else shorten(pair.scope)
    parts = (f"{pair.book.en} {pair.book.zh}", scope, str(pair.fiscal_year), stages)
    return ", ".join(filter(None, parts))


def _row(change: Change) -> tuple[str, str, str, str]:
    return (shorten(change.label), _amounts(change.old), _amounts(change.new), _difference(change))


def _amounts(figures: Sequence[Figure]) -> str:
    """The printings, each once; a dash where there is none, which is not nought."""
    shown = dict.fromkeys(
        f"{printable(figure.qualifier or '')} {figure.amount:,}".strip() for figure in figures
    )
    return " / ".join(shown) or "—"


def _difference(change: Change) -> str:
    if change.difference is None:
        return ""
    unit = (change.new or change.old)[0].amount.unit
    number = trimmed(in_unit(change.difference, unit))
    return f"{'+' if number > 0 else ''}{number:,f}{unit}"


def _verdict(change: VerdictChange) -> tuple[str, str, str, str]:
    rule = f"{change.rule} {change.name}"
    return (rule, shorten(change.about), _words(change.old), _words(change.new))


def _words(verdicts: Sequence[str]) -> str:
    return ", ".join(f"{word} {Verdict(word).zh}" for word in verdicts) or "—"


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "book": pair.book.value,
        "scope": pair.scope,
        "fiscal_year": pair.fiscal_year,
        "old_stage": pair.old.value,
        "new_stage": pair.new.value,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    source = figure.source
    return {
        "amount": f"{figure.amount.printed:f}",
        "unit": str(figure.amount.unit),
        "value": f"{figure.value:f}",
        "page": source.page if source else None,
        "line": source.line if source else None,
    }
