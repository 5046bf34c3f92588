"""The summary page of a GitHub job: short Markdown, the gravest findings first, details folded.

`luohu-fiscal check reports/ --format summary >> "$GITHUB_STEP_SUMMARY"`
"""

from __future__ import annotations

from collections.abc import Sequence

from luohu_fiscal.reconcile.finding import Severity
from luohu_fiscal.render import tables
from luohu_fiscal.render.clean import markdown_cell
from luohu_fiscal.render.markdown import grid
from luohu_fiscal.render.messages import account, judged, message, phrase, place_of, words
from luohu_fiscal.render.sheet import Sheet

__all__ = ["check"]

_MARK = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.NOTE: "ℹ️"}
#: A job summary may hold 1 MiB in all.  Most of it is left to the other steps.
_LIMIT = 400_000


def check(sheets: Sequence[Sheet], *, lang: str = "en", several: bool = False) -> str:
    """The totals, a table of what is told one by one, each in full below, then the accounts."""
    found = tables.shown(sheets)
    parts = [f"## {phrase(lang, tables.headline(sheets))}", tables.totals(sheets, lang)]
    if found:
        rows = [
            (
                f"{_MARK.get(finding.severity, '')} {finding.severity.zh}".strip(),
                f"{finding.rule} {finding.name}",
                account(finding, lang),
                str(words(lang)["comma"]).join(judged(finding, lang)),
                place_of(finding, sheet, lang),
            )
            for sheet, finding in found
        ]
        headers = ("severity 级别", "rule 规则", "account 账", "judged 判断", "place 位置")
        parts.append(grid(tables.Table(headers, rows)))
    said = [f"- {markdown_cell(message(finding, sheet, lang))}" for sheet, finding in found]
    parts += _folded(phrase(lang, "findings"), "\n".join(said))
    for key, table in (
        ("undecided", tables.undecided(sheets, lang)),
        ("accounts", tables.accounts(sheets)),
    ):
        parts += _folded(phrase(lang, key), grid(table) if table.rows else "")
    return _bounded(parts) + "\n"


def _folded(title: str, body: str) -> list[str]:
    if not body:
        return []
    return [f"<details><summary>{markdown_cell(title)}</summary>\n\n{body}\n\n</details>"]


def _bounded(parts: Sequence[str]) -> str:
    """As many parts as fit, from the first; what is left out is said."""
    text, kept = "", 0
    for part in parts:
        if len(text.encode("utf-8", "replace")) + len(part.encode("utf-8", "replace")) > _LIMIT:
            break
        text = f"{text}\n\n{part}" if text else part
        kept += 1
    left = len(parts) - kept
    return f"{text}\n\n… ({left} more parts 另有 {left} 部分)" if left else text
