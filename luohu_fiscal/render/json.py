"""The machine-readable contract, version 1: what `extract` found, and with it what `check` judged.

Every amount is text, keys stand in a fixed order, and a report printed here loads again as a data
file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from luohu_fiscal.datafiles import flat
from luohu_fiscal.identities import Identity
from luohu_fiscal.reconcile.finding import Finding, Mention, Term
from luohu_fiscal.render.catalogue import as_data
from luohu_fiscal.render.messages import message
from luohu_fiscal.render.sheet import Sheet

__all__ = ["check", "extract", "finding_data", "harmless", "rules"]

#: Characters JSON may hold as they are but a terminal would act on, and the beginning of a command
#: to the runner of a workflow, which looks for it anywhere in its log.
_ACTING = re.compile(
    r"#(?=#\[)|["
    "\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


def check(sheets: Sequence[Sheet], *, lang: str = "en", several: bool = False) -> str:
    """One object for one file, a list for several: the report, its findings and their summary."""
    return _written(
        [
            {
                **flat(sheet.report),
                "findings": [finding_data(finding, sheet, lang) for finding in sheet.findings],
                "summary": dict(sheet.summary),
            }
            for sheet in sheets
        ],
        several,
    )


def extract(sheets: Sequence[Sheet], *, lang: str = "en", several: bool = False) -> str:
    """One object for one file, a list for several: figures, claims and unplaced tokens."""
    return _written([flat(sheet.report) for sheet in sheets], several)


def rules(identities: Sequence[Identity], *, lang: str = "en", detail: bool = False) -> str:
    """The identities as a list of objects."""
    return _written([as_data(entry) for entry in identities], several=True)


def finding_data(finding: Finding, sheet: Sheet, lang: str = "en") -> dict[str, Any]:
    """A finding as the contract has it; a term of another file names that file as `document`."""
    return {
        "rule": finding.rule,
        "name": finding.name,
        "book": _plain(finding.book),
        "scope": finding.scope,
        "fiscal_year": finding.fiscal_year,
        "stage": _plain(finding.stage),
        "verdict": finding.verdict.value,
        "severity": finding.severity.value,
        "stated": _plain(finding.stated),
        "calculated": _plain(finding.calculated),
        "difference": _plain(finding.difference),
        "slack": _plain(finding.slack),
        "unit": finding.unit,
        "terms": [_term(term, sheet) for term in finding.terms],
        **({"places": [_mention(one, sheet) for one in finding.places]} if finding.places else {}),
        "message": message(finding, sheet, lang),
        "explanations": [_plain(dict(entry)) for entry in finding.explanations],
        "unseen": _plain(finding.unseen),
    }


def _term(term: Term, sheet: Sheet) -> dict[str, Any]:
    own = {"figure": term.figure, "sign": term.sign}
    return own if term.report == sheet.position else {**own, "document": sheet.path_of(term)}


def _mention(place: Mention, sheet: Sheet) -> dict[str, Any]:
    """What a finding rests on that is no figure: its id, what it says, and where."""
    source = None if place.source is None else place.source.model_dump(mode="json")
    own = {"id": place.id, "text": place.text, "source": source}
    return own if place.report == sheet.position else {**own, "document": sheet.path_of(place)}


def _plain(value: object) -> Any:
    """A value as JSON has it; a `Decimal` becomes text, never a float."""
    match value:
        case None | bool() | int():
            return value
        case Decimal():
            return f"{value:f}"
        case str():
            return str(value)
        case Mapping():
            return {str(key): _plain(entry) for key, entry in value.items()}
        case tuple() | list():
            return [_plain(entry) for entry in value]
    raise TypeError(f"{type(value).__name__} has no place in the contract")


def _written(entries: Sequence[Mapping[str, Any]], several: bool) -> str:
    data: Any = list(entries) if several or len(entries) != 1 else entries[0]
    return harmless(json.dumps(data, ensure_ascii=False, indent=2)) + "\n"


def harmless(text: str) -> str:
    """JSON that says the same, and acts on nothing that shows it.

    >>> print(harmless('"##[debug]"'))
    "\\u0023#[debug]"
    """
    return _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
