"""GitHub workflow commands: each graded finding becomes an annotation on its line of the file."""

from __future__ import annotations

from collections.abc import Sequence

from luohu_fiscal.reconcile.finding import Severity
from luohu_fiscal.render.clean import github_data, github_property
from luohu_fiscal.render.messages import message
from luohu_fiscal.render.sheet import Sheet
from luohu_fiscal.render.tables import shown, totals

__all__ = ["check"]

_COMMAND = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def check(sheets: Sequence[Sheet], *, lang: str = "en", several: bool = False) -> str:
    """`::error file=…,line=…,title=…::message` a finding, notes as notices, then the totals."""
    lines = []
    for sheet, finding in shown(sheets):
        source = sheet.source(finding)
        where = {"file": sheet.path, "line": str(source.line) if source else ""}
        where["title"] = f"{finding.rule} {finding.name}"
        said = message(finding, sheet, lang, placed=False)
        if source and source.page > 1:
            # An annotation knows no pages; the line alone would mislead.
            said = message(finding, sheet, lang)
        properties = ",".join(f"{k}={github_property(v)}" for k, v in where.items() if v)
        command = _COMMAND.get(finding.severity, "notice")
        lines.append(f"::{command} {properties}::{github_data(said)}")
    return "\n".join([*lines, github_data(totals(sheets, lang))]) + "\n"
